//! Two independent answers: the list against a naive scan over all rows, which has no keys, no filter and no FST, and
//! grades by DESIGN's table of strengths written out plainly.
//!
//! What the list searches is part of its promise and is restated here in [`Oracle::is_reached`]: an equal document; the
//! most specific of the three visible frames; a name whose loose fold is equal, or one of whose other names' is; a name
//! that reads the same, on a row whose id leads nowhere. One likeness is deliberately not searched: a name that differs in
//! one character of another reading or in a transposition, on a row whose id shares no frame with the applicant's (for
//! instance one masked to its first three and last three characters).
//! [`what_is_not_searched_is_never_the_same_name`] holds the line there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use proptest::prelude::*;
use shixin::Compiler;
use shixin::List;
use shixin::Match;
use shixin::Outcome;
use shixin::Policy;
use shixin::Query;
use shixin::Strength;
use shixin::compile::Origin;
use shixin::id::Agreement;
use shixin::id::CheckDigit;
use shixin::id::Id;
use shixin::id::Pattern;
use shixin::id::Sex;
use shixin::id::Subject;
use shixin::id::Warning;
use shixin::name;
use shixin::name::Likeness;
use shixin::name::Name;
use shixin::policy::Reason;
use shixin::policy::Settings;
use shixin::policy::Side;

use invented::COUNTIES;
use invented::DAYS;
use invented::ORGANISATIONS;
use invented::PEOPLE;

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_list_answers_as_a_scan_over_all_rows_does(
        drafts in prop::collection::vec(draft(), 1..200),
        others in prop::collection::vec(draft(), 0..40),
    ) {
        let list = list_of(&drafts);
        let Some(list) = list else { return Ok(()) };
        let texts: Vec<Texts> = drafts.iter().map(Draft::texts).collect();
        let oracle = Oracle::over(&texts);
        for one in drafts.iter().take(60).chain(&others) {
            for (id, name) in one.questions() {
                let Ok(query) = Query::new(&id, &name) else { continue };
                let verdict = list.answer(&query).unwrap();
                let found: BTreeMap<String, Strength> = verdict
                    .matches()
                    .iter()
                    .flat_map(|it| it.record_ids.iter().map(|record| (record.clone(), it.strength)))
                    .collect();
                let (expected, namesakes) = oracle.answer(&query);
                prop_assert_eq!(&found, &expected, "asked {:?} {:?}", id, name);
                if query.name().is_none_or(|name| name.aliases().is_empty()) {
                    prop_assert_eq!(verdict.namesakes(), namesakes, "asked {:?} {:?}", id, name);
                }
                lawful(&oracle, &query, &verdict)?;
            }
        }
    }

    #[test]
    fn who_is_only_counted_would_be_a_match_of_too_many_lookalikes(
        drafts in prop::collection::vec(draft(), 1..200),
    ) {
        if list_of(&drafts).is_none() {
            return Ok(());
        }
        let all = list_among(&drafts, MANY).with_policy(Policy::default().unbounded());
        let usual = all.clone().with_policy(Policy::default());
        let most = Settings::default().refer_lookalikes;
        for (id, name) in drafts.iter().take(60).flat_map(Draft::questions) {
            let Ok(query) = Query::new(&id, &name) else { continue };
            let (whole, told) = (all.answer(&query).unwrap(), usual.answer(&query).unwrap());
            let is_counted = |one: &&Match| {
                one.strength == Strength::Possible
                    && one.lookalikes > most
                    && !one.awaits_applicant()
                    && !one.reasons.iter().any(|it| matches!(it, Reason::IdVisibleAgrees { .. }))
            };
            let (counted, left): (Vec<&Match>, Vec<&Match>) = whole.matches().iter().partition(is_counted);
            prop_assert_eq!(told.indistinct() as usize, counted.len(), "asked {:?} {:?}", id, name);
            prop_assert_eq!(told.matches().iter().collect::<Vec<_>>(), left, "asked {:?} {:?}", id, name);
            prop_assert_eq!(told.namesakes(), whole.namesakes(), "asked {:?} {:?}", id, name);
        }
    }

    #[test]
    fn no_listed_key_is_ever_denied(drafts in prop::collection::vec(draft(), 1..200)) {
        let Some(list) = list_of(&drafts) else { return Ok(()) };
        for (number, one) in drafts.iter().enumerate() {
            let texts = one.texts();
            let (Ok(pattern), Ok(name)) = (Pattern::read(&texts.id), Name::read(&texts.name)) else { continue };
            let verdict = list.check(&one.own_id(), &texts.name).unwrap();
            let own = verdict.matches().iter().find(|it| it.record_ids.contains(&number.to_string()));
            let own = own.map(|it| it.strength);
            // A two-character name beside a number of a passport's form is a person's, for all that the row tells.
            if texts.name == "示例" && pattern.subject() == Some(Subject::Person) {
                continue;
            }
            // A row that states the wrong sex tells its own subject apart where the digit that shows it is hidden.
            let shows_sex = pattern.visible().contains(16);
            if !one.organisation && one.sex == 2 && !shows_sex {
                continue;
            }
            let is_misread = one.organisation && pattern.subject() == Some(Subject::Person);
            let least = if is_misread { Strength::Possible } else { Strength::Probable };
            prop_assert!(own >= Some(least), "row {} {:?} was denied: {:?}", number, texts, own);
            if least == Strength::Probable && pattern.complete().is_some() && !name.has_lost_characters() {
                prop_assert_eq!(own, Some(Strength::Confirmed), "row {} {:?}", number, texts);
            }
        }
    }

    #[test]
    fn shuffled_rows_give_the_same_bytes(
        (rows, shuffled) in prop::collection::vec(draft(), 1..80).prop_flat_map(|drafts| {
            let rows = rows_of(&drafts);
            (Just(rows.clone()), Just(rows).prop_shuffle())
        }),
    ) {
        prop_assume!(rows.iter().any(|row| !row.contains("暂无")));
        let one = invented::compiled(rows.iter().map(String::as_str)).into_bytes();
        let other = invented::compiled(shuffled.iter().map(String::as_str)).into_bytes();
        prop_assert!(one == other, "{} rows in another order gave other bytes", rows.len());
    }

    #[test]
    fn unlisted_applicants_are_never_blocked(
        drafts in prop::collection::vec(draft(), 1..120),
        applicants in prop::collection::vec((0..PEOPLE.len() - 1, 0..3_usize, 1950..2005_u16, 0..DAYS.len(), 500..999_u16), 40),
    ) {
        let Some(list) = list_of(&drafts) else { return Ok(()) };
        for (name, county, year, day, sequence) in applicants {
            let id = invented::citizen(COUNTIES[county], year, DAYS[day], sequence);
            let verdict = list.check(&id, PEOPLE[name]).unwrap();
            prop_assert_ne!(verdict.outcome(), Outcome::Block, "{}: nobody listed has such a sequence", verdict.because());
        }
    }
}

#[test]
fn what_is_not_searched_is_never_the_same_name() {
    let id = invented::citizen("110105", 1980, "0101", 11);
    let texts =
        vec![Texts { name: "张某例".into(), id: invented::publish_person(&id, 8), sex: "", party: "580" }];
    let oracle = Oracle::over(&texts);
    let (Ok(id), Ok(name)) = (Id::parse(&id), Name::read("张某示")) else { panic!("readable") };
    assert!(matches!(oracle.rows[0].grade(Some(&id), Some(&name), false), Grade::Match(Strength::Probable)));
    assert!(
        !oracle.rows[0].is_reached(Some(&id), Some(&name)),
        "alike, agreeing in six characters: not searched"
    );
}

/// What holds of any verdict, judged from the rows and not from the list.
fn lawful(oracle: &Oracle<'_>, query: &Query<'_>, verdict: &shixin::Verdict) -> Result<(), TestCaseError> {
    if verdict.outcome() != Outcome::Block {
        return Ok(());
    }
    let sure = |one: &&Match| one.strength >= Strength::Strong && !one.is_contradicted();
    let Some(best) = verdict.matches().iter().find(sure) else {
        return Err(TestCaseError::fail("blocked without a sure match that nothing contradicts"));
    };
    let first = &verdict.matches()[0];
    prop_assert!(!first.is_contradicted() || first.strength > best.strength, "{}", verdict.because());
    prop_assert!(best.reasons.iter().all(|reason| reason.side() != Side::Against));
    let id = query.id();
    prop_assert!(id.is_some(), "blocked on a name alone");
    let row = oracle.rows.iter().find(|row| best.record_ids.contains(&row.record)).unwrap();
    let pattern = row.id.as_ref().unwrap();
    prop_assert!(pattern.differing(id.unwrap()).is_empty(), "blocked in spite of a visible digit");
    let agrees = match pattern.compare(id.unwrap()) {
        Agreement::Equal => true,
        Agreement::Agrees { check, .. } => check != CheckDigit::Fails,
        _ => false,
    };
    prop_assert!(agrees, "blocked without an id that agrees");
    prop_assert_eq!(row.likeness(query.name()), Some(Likeness::Same));
    prop_assert!(!row.sex_differs(id), "blocked in spite of the sex");
    Ok(())
}

/// One invented row and its bearer.
#[derive(Debug, Clone)]
struct Draft {
    organisation: bool,
    name: usize,
    county: usize,
    year: u16,
    day: usize,
    sequence: u16,
    layout: usize,
    /// 0 as the id says, 1 not stated, 2 the other one.
    sex: usize,
    /// 0 right, 1 not stated, 2 wrong.
    party: usize,
}

#[derive(Debug)]
struct Texts {
    name: String,
    id: String,
    sex: &'static str,
    party: &'static str,
}

fn draft() -> impl Strategy<Value = Draft> {
    let who = (prop::bool::weighted(0.3), 0..16_usize, 0..COUNTIES.len(), 1980..1982_u16);
    let number = (0..DAYS.len(), 10..14_u16, 0..19_usize);
    let stated = (prop::sample::select(vec![0, 0, 0, 1, 2]), prop::sample::select(vec![0, 0, 0, 1, 2]));
    (who, number, stated).prop_map(
        |((organisation, name, county, year), (day, sequence, layout), (sex, party))| Draft {
            organisation,
            name,
            county,
            year,
            day,
            sequence,
            layout,
            sex,
            party,
        },
    )
}

impl Draft {
    fn name(&self) -> &'static str {
        if self.organisation { ORGANISATIONS[self.name % ORGANISATIONS.len()] } else { PEOPLE[self.name] }
    }

    fn is_permit(&self) -> bool {
        !self.organisation && self.layout == 18
    }

    /// The complete id of whom the row is about.
    fn own_id(&self) -> String {
        if self.organisation {
            let body = ["60003734", "MA1BUFLT", "20286320", "E1234567"][usize::from(self.sequence - 10)];
            let prefix = format!("91{}", COUNTIES[self.county]);
            invented::unified(&prefix, &invented::organisation_code(body))
        } else if self.is_permit() {
            format!("H123456{:02}01", self.sequence)
        } else {
            invented::citizen(COUNTIES[self.county], self.year, DAYS[self.day], self.sequence)
        }
    }

    fn texts(&self) -> Texts {
        let own = self.own_id();
        let id = if self.organisation {
            invented::publish_organisation(&own, self.layout)
        } else if self.is_permit() {
            format!("{}{:02}", &own[..9], self.day)
        } else {
            invented::publish_person(&own, self.layout)
        };
        let sex = match (self.organisation, self.sex) {
            (true, _) | (_, 1) => "",
            (_, sex) if (self.sequence % 2 == 1) == (sex == 0) => "男",
            _ => "女",
        };
        let party = match (self.party, self.organisation) {
            (1, _) => "",
            (0, true) | (2, false) => "581",
            _ => "580",
        };
        Texts { name: self.name().to_owned(), id, sex, party }
    }

    /// Questions that this row gives rise to: its bearer, the bearer by id or name alone, a namesake, a neighbour with the
    /// bearer's visible digits, somebody with another name, other documents of the bearer, a slip of the pen.
    fn questions(&self) -> Vec<(String, String)> {
        let id = self.own_id();
        let name = self.name().to_owned();
        let day = Self { day: (self.day + 5) % DAYS.len(), ..self.clone() };
        let namesake = Self { sequence: 10 + (self.sequence - 9) % 4, ..self.clone() };
        let renamed = Self { name: (self.name + 1) % 16, ..self.clone() };
        let mut questions = vec![
            (id.clone(), name.clone()),
            (id.clone(), String::new()),
            (String::new(), name.clone()),
            (day.own_id(), name.clone()),
            (namesake.own_id(), name.clone()),
            (id.clone(), renamed.name().to_owned()),
        ];
        if self.organisation {
            questions.push((id[8..17].to_owned(), name.clone()));
            questions.push((format!("{}-{}", &id[8..16], &id[16..17]), renamed.name().to_owned()));
            let last = if id.ends_with('0') { '1' } else { '0' };
            questions.push((format!("{}{last}", &id[..17]), name));
        } else if !self.is_permit() {
            questions.push((invented::fifteen(&id), name));
        }
        questions
    }
}

fn rows_of(drafts: &[Draft]) -> Vec<String> {
    let texts = drafts.iter().map(Draft::texts).enumerate();
    texts.map(|(number, it)| invented::row(number, &it.name, &it.id, it.sex, it.party)).collect()
}

/// `None` where nobody is named, which is no list.
fn list_of(drafts: &[Draft]) -> Option<List> {
    let anybody = drafts
        .iter()
        .map(Draft::texts)
        .any(|it| Pattern::read(&it.id).is_ok() || Name::read(&it.name).is_ok());
    anybody.then(|| list_among(drafts, FEW).with_policy(Policy::default().unbounded()))
}

fn list_among(drafts: &[Draft], people: u64) -> List {
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap()).population(people);
    for (line, row) in (1..).zip(rows_of(drafts)) {
        compiler.push(Origin { source: "invented".into(), line }, &row);
    }
    List::from_bytes(compiler.finish().unwrap().into_bytes()).unwrap()
}

/// Among so few people nobody's name is too common to be sought by its reading.
const FEW: u64 = 250;

const MANY: u64 = 1_410_000_000;

/// All rows, one after another.
struct Oracle<'a> {
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    record: String,
    id: Option<Pattern>,
    given: &'a str,
    name: Option<Name<'a>>,
    sex: Option<Sex>,
    /// As far as it is known.
    class: Option<Subject>,
}

#[derive(Debug, PartialEq)]
enum Grade {
    Match(Strength),
    Namesake,
    Nothing,
}

impl<'a> Oracle<'a> {
    fn over(texts: &'a [Texts]) -> Self {
        let rows = texts.iter().enumerate().map(|(number, texts)| Row::of(number, texts));
        Self { rows: rows.filter(|row| row.id.is_some() || row.name.is_some()).collect() }
    }

    /// Matched record ids with their strengths, and how many namesakes there are.
    fn answer(&self, query: &Query<'_>) -> (BTreeMap<String, Strength>, u32) {
        let (id, name) = (query.id(), query.name());
        let doubtful = id.is_some_and(|id| {
            let warnings = id.warnings();
            warnings.contains(Warning::UnifiedChecksum)
                || warnings.contains(Warning::OrganisationCodeChecksum)
                || warnings.contains(Warning::CenturyAssumed)
        });
        let mut matches = BTreeMap::new();
        let mut namesakes = BTreeSet::new();
        for row in &self.rows {
            match row.grade(id, name, doubtful) {
                Grade::Match(strength) if row.is_reached(id, name) => {
                    matches.insert(row.record.clone(), strength);
                }
                Grade::Match(_) => assert_ne!(row.likeness(name), Some(Likeness::Same), "{}", row.given),
                Grade::Namesake => {
                    // People without an id are told apart by nothing but their rows.
                    let id = row.id.map(|id| id.as_str().to_owned());
                    let alone = id.is_none() && row.class != Some(Subject::Organisation);
                    let record = if alone { row.record.as_str() } else { "" };
                    namesakes.insert((row.given, id, row.sex, row.class, record));
                }
                Grade::Nothing => {}
            }
        }
        (matches, u32::try_from(namesakes.len()).unwrap())
    }
}

impl<'a> Row<'a> {
    fn of(number: usize, texts: &'a Texts) -> Self {
        let id = Pattern::read(&texts.id).ok();
        let name = Name::read(&texts.name).ok();
        let class = class(id.as_ref(), name.as_ref().map(Name::class), texts.party);
        let sex = match texts.sex {
            "男" => Some(Sex::Male),
            "女" => Some(Sex::Female),
            _ => None,
        };
        Self { record: number.to_string(), id, given: &texts.name, name, sex, class }
    }

    /// DESIGN's table of strengths, row by row.
    fn grade(&self, id: Option<&Id>, name: Option<&Name<'_>>, doubtful: bool) -> Grade {
        let likeness = self.likeness(name);
        let same = likeness == Some(Likeness::Same);
        let asked_class = asked_class(id, name, doubtful);
        let agreement = self.id.as_ref().zip(id).map(|(listed, asked)| listed.compare(asked));
        match agreement {
            // Full ids equal, same name. Names unlike, alike or missing: a match that only ever refers.
            Some(Agreement::Equal) if same => Grade::Match(Strength::Confirmed),
            Some(Agreement::Equal | Agreement::SameOrganisationCode) => Grade::Match(Strength::Probable),
            // The sex that the row states tells apart where the digit that shows it is hidden.
            Some(Agreement::Agrees { visible, .. }) if self.sex_differs(id) && !visible.contains(16) => {
                namesake_if(same)
            }
            // Every visible character agrees. Strong needs the same name, a check digit that can hold, and characters
            // that are the individual's own; without any name nothing more than possible can be said.
            Some(Agreement::Agrees { visible, check }) => match likeness {
                Some(Likeness::Unlike) if self.tells_apart(name) => Grade::Nothing,
                Some(Likeness::Unlike) | None => Grade::Match(Strength::Possible),
                Some(Likeness::Same) if check != CheckDigit::Fails => {
                    let own = if self.class.or(asked_class) == Some(Subject::Organisation) {
                        8..18
                    } else {
                        14..18
                    };
                    let shown = own.filter(|slot| visible.contains(*slot)).count();
                    Grade::Match(if shown >= 3 { Strength::Strong } else { Strength::Probable })
                }
                Some(_) => Grade::Match(Strength::Probable),
            },
            // One slip of the pen away: for a person to compare, under the same name.
            Some(Agreement::Contradicts { .. }) if self.is_one_slip_from(id.unwrap()) => match same {
                true if self.sex_differs(id) => Grade::Namesake,
                true => Grade::Match(Strength::Probable),
                false => Grade::Nothing,
            },
            // Visible characters contradict: a namesake. But an id that fails its own check contradicts nobody.
            Some(Agreement::Contradicts { .. }) if !doubtful => namesake_if(same),
            // One side has no usable id: the same name or one alike is possible.
            _ if !same && !matches!(likeness, Some(Likeness::Alike(_))) => Grade::Nothing,
            _ if self.sex_differs(id) || self.class_differs(asked_class) => namesake_if(same),
            _ => Grade::Match(Strength::Possible),
        }
    }

    /// Whether one other character, or two neighbours exchanged, would make the published number the applicant's, where at
    /// least eight characters can be compared.
    fn is_one_slip_from(&self, asked: &Id) -> bool {
        let (listed, asked) = aligned(self.id.as_ref().unwrap(), asked);
        let compared: Vec<usize> = (0..18)
            .filter(|at| listed[*at].is_ascii_alphanumeric() && asked[*at].is_ascii_alphanumeric())
            .collect();
        let differ: Vec<usize> = compared.iter().copied().filter(|at| listed[*at] != asked[*at]).collect();
        let is_slip = match differ[..] {
            [_] => true,
            [one, next] => next == one + 1 && listed[one] == asked[next] && listed[next] == asked[one],
            _ => false,
        };
        compared.len() >= 8 && is_slip
    }

    fn likeness(&self, name: Option<&Name<'_>>) -> Option<Likeness> {
        Some(self.name.as_ref()?.compare(name?))
    }

    /// Unlike names tell two people apart unless one lost a character or only one is written in Latin letters.
    fn tells_apart(&self, name: Option<&Name<'_>>) -> bool {
        let names = [self.name.as_ref().unwrap(), name.unwrap()];
        let latin = names.map(|name| name.strict().chars().any(|sign| sign.is_ascii_alphabetic()));
        latin[0] == latin[1] && names.iter().all(|name| !name.has_lost_characters())
    }

    fn sex_differs(&self, id: Option<&Id>) -> bool {
        self.sex.zip(id.and_then(Id::sex)).is_some_and(|(listed, asked)| listed != asked)
    }

    fn class_differs(&self, asked: Option<Subject>) -> bool {
        self.class.zip(asked).is_some_and(|(listed, asked)| listed != asked)
    }

    /// Whether the list searches where this row stands.
    fn is_reached(&self, id: Option<&Id>, name: Option<&Name<'_>>) -> bool {
        let by_name = self.name.as_ref().zip(name).is_some_and(|(listed, asked)| {
            let folds = |name: &Name<'_>| -> BTreeSet<String> {
                let aliases = name.aliases().iter().map(|alias| alias.loose().to_owned());
                aliases.chain([name.loose().to_owned()]).collect()
            };
            !folds(listed).is_disjoint(&folds(asked))
        });
        let by_id = self.id.as_ref().zip(id).is_some_and(|(listed, asked)| {
            let equal = matches!(listed.compare(asked), Agreement::Equal | Agreement::SameOrganisationCode);
            equal || shares_frame(listed.as_str(), asked.as_str()) || shares_code_ends(listed, asked)
        });
        let by_reading = self.id.as_ref().is_none_or(leads_nowhere)
            && self.name.as_ref().zip(name).is_some_and(|(listed, asked)| {
                listed.reading().is_some_and(|reading| Some(reading) == asked.reading())
            });
        by_name || by_id || by_reading
    }
}

/// Person or organisation: by the id, by an organisation's wording, by the row's hint; unknown where a person's number or
/// wording stands against an organisation's.
fn class(id: Option<&Pattern>, wording: Option<name::Class>, party: &str) -> Option<Subject> {
    let by_id = id.and_then(Pattern::subject);
    let worded = wording == Some(name::Class::Organisation);
    let unlike_organisation = wording == Some(name::Class::Person);
    match by_id {
        Some(Subject::Person) if worded => None,
        Some(class) => Some(class),
        None if worded => Some(Subject::Organisation),
        None if party == "581" => (!unlike_organisation).then_some(Subject::Organisation),
        None => (party == "580" || unlike_organisation).then_some(Subject::Person),
    }
}

/// The same for an applicant, who has no hint; an id whose own check characters fail tells nothing, and a person's that
/// reads one way only outweighs an organisation's wording.
fn asked_class(id: Option<&Id>, name: Option<&Name<'_>>, doubtful: bool) -> Option<Subject> {
    let id = id.filter(|_| !doubtful);
    if let Some(id) = id.filter(|id| !id.warnings().contains(Warning::AlsoReadsAs)) {
        return Some(id.subject());
    }
    let wording = name.map(Name::class).filter(|class| *class == name::Class::Organisation);
    class(id.copied().map(Pattern::from).as_ref(), wording, "")
}

/// Both numbers in the same eighteen places: an organisation code where a unified code has it, others from the start. The
/// century of an upgraded fifteen-digit number is compared too, for its own holder could not differ there.
fn aligned(listed: &Pattern, asked: &Id) -> ([u8; 18], [u8; 18]) {
    let place = |text: &str, code: Option<&str>| {
        let mut slots = [b'*'; 18];
        match code {
            Some(code) => slots[8..17].copy_from_slice(code.as_bytes()),
            None => slots.iter_mut().zip(text.bytes()).for_each(|(slot, byte)| *slot = byte),
        }
        slots
    };
    let is_code = |id: &Id| id.kind() == shixin::id::Kind::OrganisationCode;
    let published = match listed.complete() {
        Some(id) => place(id.as_str(), id.organisation_code().filter(|_| is_code(id))),
        None if listed.as_str().len() == 9 && listed.subject() == Some(Subject::Organisation) => {
            place("", Some(listed.as_str()))
        }
        None => place(listed.as_str(), None),
    };
    (published, place(asked.as_str(), asked.organisation_code().filter(|_| is_code(asked))))
}

fn namesake_if(same: bool) -> Grade {
    if same { Grade::Namesake } else { Grade::Nothing }
}

/// Whether a masked unified code shows the first two and last three characters of this organisation code.
fn shares_code_ends(listed: &Pattern, asked: &Id) -> bool {
    let is_code = asked.kind() == shixin::id::Kind::OrganisationCode;
    let is_masked = listed.complete().is_none() && listed.subject() != Some(Subject::Person);
    let (shown, code) = (listed.as_str().as_bytes(), asked.organisation_code().unwrap_or("").as_bytes());
    is_code && is_masked && shown.len() == 18 && [0, 1, 6, 7, 8].iter().all(|at| shown[8 + at] == code[*at])
}

/// Whether a published number shows too little for anybody to be found by it: none of the frames, and no ends of a code.
fn leads_nowhere(listed: &Pattern) -> bool {
    let shown: Vec<bool> = listed.as_str().bytes().map(|byte| byte != b'*').collect();
    let shows = |places: &[std::ops::Range<usize>]| places.iter().cloned().flatten().all(|at| shown[at]);
    let is_long = listed.complete().is_none() && shown.len() == 18;
    let framed = is_long && (shows(&[0..10, 15..18]) || shows(&[0..6, 8..10, 14..17]));
    let ends = is_long && listed.subject() != Some(Subject::Person) && shows(&[8..10, 14..17]);
    listed.complete().is_none() && !framed && !ends
}

/// Whether the most specific frame that the published characters fill is filled alike by the applicant's.
fn shares_frame(published: &str, applicant: &str) -> bool {
    let (Ok(published), Ok(applicant)) =
        (<[u8; 18]>::try_from(published.as_bytes()), <[u8; 18]>::try_from(applicant.as_bytes()))
    else {
        return false;
    };
    let frames: [&[std::ops::Range<usize>]; 3] = [&[0..10, 14..18], &[0..10, 15..18], &[0..6, 8..10, 14..17]];
    let filled = frames.iter().position(|frame| {
        let mut shown = frame.iter().cloned().flatten().map(|slot| published[slot]);
        shown.all(|byte| byte != b'*')
    });
    filled
        .is_some_and(|at| frames[at].iter().cloned().flatten().all(|slot| published[slot] == applicant[slot]))
}
