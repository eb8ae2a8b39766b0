//! What no verdict may do, over many policies, matches and relief: get harsher by relief or by a contradiction, clear
//! by a stricter figure, or come out twice in two ways.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;

use std::sync::LazyLock;

use proptest::prelude::*;
use shixin::List;
use shixin::Match;
use shixin::Outcome;
use shixin::Policy;
use shixin::Query;
use shixin::Relief;
use shixin::Strength;
use shixin::Use;
use shixin::Verdict;
use shixin::date::Date;
use shixin::id::Id;
use shixin::id::Subject;
use shixin::name::Name;
use shixin::policy::Case;
use shixin::policy::Catalogue;
use shixin::policy::Freshness;
use shixin::policy::Overdue;
use shixin::policy::Reason;
use shixin::policy::Settings;
use shixin::policy::Side;
use shixin::policy::Stated;
use shixin::policy::Tier;
use shixin::policy::UseSettings;
use shixin::record::Role;

const ID: &str = "11010519491231002X";
const NAME: &str = "张某示";

/// What is drawn for one question.
#[derive(Debug, Clone)]
struct Drawn {
    /// Which measure; one beyond the last is the general use.
    measure: usize,
    /// What is stated about the measure's conditions, in their order.
    stated: Vec<Option<bool>>,
    matches: Vec<Kind>,
    class: Option<Subject>,
    is_linked: bool,
    is_degraded: bool,
    figures: Figures,
    relief: Vec<Line>,
}

#[derive(Debug, Clone, Copy)]
struct Kind {
    /// Which subject of the list.
    subject: usize,
    strength: usize,
    role: usize,
    lookalikes: f64,
    /// One reason for each bit.
    reasons: u8,
}

#[derive(Debug, Clone, Copy)]
struct Figures {
    block: f64,
    refer: f64,
    tier: usize,
    overdue: usize,
}

/// One line of relief, about one of the records, or about the applicant.
#[derive(Debug, Clone, Copy)]
struct Line {
    kind: usize,
    about: usize,
    from: u32,
    to: u32,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let measure = 0..=Catalogue::built_in().uses().len();
    let stated = prop::collection::vec(prop::option::of(any::<bool>()), 2);
    let class = prop::option::of(prop_oneof![Just(Subject::Person), Just(Subject::Organisation)]);
    let matches = prop::collection::vec(kind(), 0..4);
    let relief = prop::collection::vec(line(), 0..5);
    (measure, stated, matches, class, any::<bool>(), any::<bool>(), figures(), relief).prop_map(
        |(measure, stated, matches, class, is_linked, is_degraded, figures, relief)| Drawn {
            measure,
            stated,
            matches,
            class,
            is_linked,
            is_degraded: is_degraded && relief.len() > 3,
            figures,
            relief,
        },
    )
}

fn kind() -> impl Strategy<Value = Kind> {
    let lookalikes = prop_oneof![Just(0.0), 0.0..0.002, 0.0..20.0, Just(1e6)];
    let reasons = prop_oneof![3 => Just(0_u8), 1 => any::<u8>()];
    (0..SUBJECTS.len(), 0..4_usize, prop_oneof![2 => Just(0_usize), 1 => 0..6_usize], lookalikes, reasons)
        .prop_map(|(subject, strength, role, lookalikes, reasons)| Kind {
            subject,
            strength,
            role,
            lookalikes,
            reasons,
        })
}

fn figures() -> impl Strategy<Value = Figures> {
    (0.0..0.01, 0.0..20.0, 0..3_usize, 0..3_usize).prop_map(|(block, more, tier, overdue)| Figures {
        block,
        refer: block + more,
        tier,
        overdue,
    })
}

fn line() -> impl Strategy<Value = Line> {
    (0..6_usize, 0..6_usize, 2..29_u32, 0..2_u32).prop_map(|(kind, about, from, to)| Line {
        kind,
        about,
        from,
        to,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn relief_never_makes_it_harsher(drawn in drawn()) {
        let list = list();
        let with = judge(&list, &drawn, &relief(&drawn.relief));
        let without = judge(&list, &drawn, &Relief::default());
        prop_assert!(with.outcome() <= without.outcome(), "{:?} under relief, {:?} without", with, without);
        for fewer in 0..drawn.relief.len() {
            let less = judge(&list, &drawn, &relief(&drawn.relief[..fewer]));
            prop_assert!(with.outcome() <= less.outcome(), "a line more made it harsher: {:?}, {:?}", with, less);
        }
        if with.outcome() != without.outcome() {
            prop_assert!(!with.relief().is_empty(), "what changed the outcome is in the verdict");
        }
    }

    #[test]
    fn a_contradiction_never_makes_it_harsher(drawn in drawn(), against in 0..3_usize, nth in 0..4_usize) {
        let list = list();
        let relief = relief(&drawn.relief);
        let before = judge(&list, &drawn, &relief);
        let against = [Reason::CheckFails, Reason::NameUnlike, Reason::SexDiffers][against];
        prop_assert_eq!(against.side(), Side::Against);
        let mut matches = matches(&list, &drawn);
        if let Some(one) = matches.get_mut(nth) {
            one.reasons.push(against);
        }
        let after = judge_these(&list, &drawn, &policy(&drawn, drawn.figures), &relief, matches);
        prop_assert!(after.outcome() <= before.outcome(), "{:?} contradicted, {:?} before", after, before);
    }

    /// Whatever demands more for a block refers what it no longer blocks; whatever looks at more matches clears none
    /// that it looked at before.
    #[test]
    fn a_stricter_figure_never_clears(drawn in drawn(), share in 0.0..1.0, more in 0.0..30.0) {
        let list = list();
        let relief = relief(&drawn.relief);
        let before = judge(&list, &drawn, &relief);
        let figures = drawn.figures;
        let stricter = [
            Figures { block: figures.block * share, ..figures },
            Figures { refer: figures.refer + more, ..figures },
            Figures { tier: (figures.tier + 1).min(2), ..figures },
            Figures { tier: 2, ..figures },
            Figures { overdue: 1, ..figures },
        ];
        for (nth, stricter) in stricter.into_iter().enumerate() {
            let after = judge_these(&list, &drawn, &policy(&drawn, stricter), &relief, matches(&list, &drawn));
            let cleared = after.outcome() == Outcome::Clear && before.outcome() != Outcome::Clear;
            prop_assert!(!cleared, "{:?} cleared, {:?} before", after, before);
            prop_assert!(nth == 1 || after.outcome() <= before.outcome(), "demanding more for a block blocks no more");
        }
    }

    #[test]
    fn the_same_inputs_give_the_same_verdict(drawn in drawn()) {
        let (one, other) = (list(), LazyLock::force(&OTHER));
        let text = relief(&drawn.relief);
        let verdict = judge(&one, &drawn, &text);
        let again = judge(other, &drawn, &relief(&drawn.relief));
        prop_assert_eq!(&verdict, &again);
        prop_assert_eq!(verdict.policy(), policy(&drawn, drawn.figures).digest());
        prop_assert_eq!(verdict.relief_digest(), text.digest());
    }

    /// Law 2 and the catalogue: a block rests on a sure, uncontradicted match that the measure's law reaches.
    #[test]
    fn a_block_has_law_and_identity_behind_it(drawn in drawn()) {
        let list = list();
        let verdict = judge(&list, &drawn, &relief(&drawn.relief));
        let measure = measure(&drawn);
        if verdict.outcome() == Outcome::Block {
            prop_assert!(measure.force.may_block() && !drawn.is_degraded);
            prop_assert!(verdict.denied().all(|it| !it.is_for(Role::Listed)), "a failing condition lets nobody be stopped");
        }
        for (one, finding) in verdict.matches().iter().zip(verdict.findings()) {
            prop_assert!(!one.record_ids.is_empty() && one.record_ids.len() == one.records.len());
            if finding.outcome != Outcome::Block { continue }
            prop_assert!(one.strength >= Strength::Strong && !one.is_contradicted());
            prop_assert!(one.role != Role::Unstated);
            match one.role {
                Role::Listed => prop_assert!(measure.binds.class(drawn.class)),
                role => prop_assert!(measure.binds.role(role) && !measure.is_general()),
            }
        }
        prop_assert!(!drawn.is_degraded || verdict.outcome() == Outcome::Refer, "a degraded edition can only refer");
    }
}

// ---- what is drawn, made

/// The same rows, compiled a second time.
static OTHER: LazyLock<List> = LazyLock::new(compiled);

/// Name and id of the list's subjects; the second has three records.
const SUBJECTS: [(&str, &str); 3] =
    [(NAME, "1101051949****002X"), ("李某例", "330106198506150484"), ("示例建设集团有限公司", "600037341")];

/// Record number, subject, day of publication, ground.
const RECORDS: [(usize, usize, &str, &str); 5] = [
    (1, 0, "2019年04月01日", "违反财产报告制度"),
    (2, 1, "2019年04月01日", "违反限制高消费令"),
    (3, 1, "2023年04月01日", "违反财产报告制度"),
    (4, 1, "2025年04月01日", "有履行能力而拒不履行生效法律文书确定义务"),
    (5, 2, "2026年04月01日", "违反财产报告制度"),
];

/// Compiled once; a clone shares it.
fn list() -> List {
    static LIST: LazyLock<List> = LazyLock::new(compiled);
    LIST.clone()
}

fn compiled() -> List {
    let rows = RECORDS.map(|(number, subject, published, ground)| {
        let (name, id) = SUBJECTS[subject];
        let mut row: serde_json::Value =
            serde_json::from_str(&invented::row(number, name, id, "", "")).unwrap();
        row["publishDate"] = published.into();
        row["disruptTypeName"] = ground.into();
        row.to_string()
    });
    invented::list(rows.iter().map(String::as_str))
}

fn relief(lines: &[Line]) -> Relief {
    let lines: Vec<String> = lines.iter().map(|line| text(*line)).collect();
    Relief::read(lines.join("\n").as_bytes()).unwrap()
}

fn text(Line { kind, about, from, to }: Line) -> String {
    let whom = match RECORDS.get(about) {
        Some((number, ..)) => format!("\"record\":{number},\"case\":\"(2024)示0101执{number}号\""),
        None => format!("\"id\":\"{ID}\",\"name\":\"{NAME}\""),
    };
    let holder = if about < RECORDS.len() { format!(",\"applicant\":\"{ID}\"") } else { String::new() };
    let own = match kind {
        0 if about < RECORDS.len() => format!("\"kind\":\"suppression\",\"applicant\":\"{ID}\""),
        0 | 1 => "\"kind\":\"withdrawal\",\"reason\":\"deleted\"".to_owned(),
        2 => "\"kind\":\"dispute\"".to_owned(),
        3 => exemption("own_money") + &holder,
        4 => exemption("temporary_lifting") + &holder,
        _ => exemption("necessity") + &holder,
    };
    let (month, last) = (11 + to, from - to);
    format!(
        "{{{own},{whom},\"from\":\"2026-11-{from:02}\",\"to\":\"2026-{month}-{last:02}\",\"document\":\"x\",\"signed_by\":\"甲\",\"dated\":\"2024-01-01\"}}"
    )
}

fn exemption(kind: &str) -> String {
    format!("\"kind\":\"exemption\",\"exemption\":\"{kind}\",\"measures\":\"all\"")
}

fn measure(drawn: &Drawn) -> Use {
    Catalogue::built_in().uses().get(drawn.measure).cloned().unwrap_or(Use::GENERAL)
}

fn policy(drawn: &Drawn, figures: Figures) -> Policy {
    let mut settings = Settings::default();
    (settings.block_lookalikes, settings.refer_lookalikes) = (figures.block, figures.refer);
    settings.overdue = Overdue::ALL[figures.overdue];
    let mut one = UseSettings::default();
    one.tier = Some(Tier::ALL[figures.tier]);
    settings.uses.insert(measure(drawn).code.to_string(), one);
    Policy::new(settings, Catalogue::built_in()).unwrap()
}

fn matches(list: &List, drawn: &Drawn) -> Vec<Match> {
    drawn.matches.iter().map(|kind| one(list, *kind)).collect()
}

fn one(list: &List, kind: Kind) -> Match {
    let (name, id) = SUBJECTS[kind.subject];
    let asked = if id.contains('*') { ID } else { id };
    let mut one = list.check(asked, name).unwrap().matches()[0].clone();
    one.strength =
        [Strength::Possible, Strength::Probable, Strength::Strong, Strength::Confirmed][kind.strength];
    one.role = Role::ALL[kind.role];
    one.lookalikes = kind.lookalikes;
    let reasons = [
        Reason::NameSame,
        Reason::ApplicantIdMissing,
        Reason::CheckFails,
        Reason::OtherDocument,
        Reason::SexDiffers,
        Reason::CheckHolds,
        Reason::RecordIdMissing,
        Reason::NameUnlike,
    ];
    one.reasons = (0..8).filter(|bit| kind.reasons & (1 << bit) != 0).map(|bit| reasons[bit]).collect();
    one
}

fn judge(list: &List, drawn: &Drawn, relief: &Relief) -> Verdict {
    judge_these(list, drawn, &policy(drawn, drawn.figures), relief, matches(list, drawn))
}

fn judge_these(list: &List, drawn: &Drawn, policy: &Policy, relief: &Relief, matches: Vec<Match>) -> Verdict {
    let measure = measure(drawn);
    let conditions = measure.conditions.iter().zip(&drawn.stated);
    let stated = conditions.filter_map(|(it, stated)| Some((&*it.code, (*stated)?)));
    let ids = [Id::parse(ID).unwrap()];
    let name = Name::read(NAME).unwrap();
    let query = Query::new(ID, NAME).unwrap();
    assert!(query.day().is_none());
    let case = Case {
        measure: &measure,
        stated: Stated::new(&measure, stated).unwrap(),
        ids: &ids,
        name: Some(&name),
        class: drawn.class,
        is_linked: drawn.is_linked,
        applicant_class: drawn.class,
        day: Date::new(2026, 11, 20).unwrap(),
        edition: list.edition().stamp(),
        freshness: if drawn.is_degraded { Freshness::Degraded } else { Freshness::InDate },
        namesakes: 0,
        indistinct: 0,
        indistinct_by_name: 0,
        leeway: f64::INFINITY,
    };
    policy.judge(list.index(), relief, case, matches).unwrap()
}
