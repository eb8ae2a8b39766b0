//! What may follow, case by case: a use, a day, relief and a policy in; one verdict out. The cases are data.
#![cfg(feature = "toml")]
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

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;
use shixin::Applicant;
use shixin::List;
use shixin::Outcome;
use shixin::Policy;
use shixin::Query;
use shixin::Relief;
use shixin::Verdict;
use shixin::policy::Audience;
use shixin::policy::Case as Judged;
use shixin::policy::Catalogue;
use shixin::policy::JointVerdict;
use shixin::policy::Language;
use shixin::policy::Part;
use shixin::policy::Stated;
use shixin::record::Role;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    lists: BTreeMap<String, Vec<String>>,
    policies: BTreeMap<String, String>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    list: String,
    id: String,
    applicant: String,
    #[serde(rename = "use")]
    measure: Option<String>,
    on: Option<String>,
    #[serde(default)]
    given: Vec<String>,
    policy: Option<String>,
    role: Option<String>,
    #[serde(default)]
    relief: Vec<String>,
    #[serde(default)]
    with: Vec<Party>,
    expect: String,
    ground: Option<String>,
    records: Option<Vec<String>>,
    strength: Option<String>,
    applied: Option<BTreeSet<String>>,
    establish: Option<Vec<String>>,
    #[serde(default)]
    says: Vec<String>,
    error: Option<String>,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Party {
    role: String,
    id: String,
    name: String,
    #[serde(default)]
    given: Vec<String>,
}

#[test]
fn every_case_comes_out_as_it_says() {
    let cases = cases();
    let bench = Bench::new(&cases);
    let failed: Vec<String> = cases.case.iter().filter_map(|case| bench.failure(case)).collect();
    assert!(failed.is_empty(), "{} of {} cases:\n{}", failed.len(), cases.case.len(), failed.join("\n"));
    assert!(cases.case.len() >= 120);
}

#[test]
fn every_measure_has_a_case_that_stops_or_cannot_and_one_that_relief_turns() {
    let cases = cases();
    for measure in Catalogue::built_in().uses() {
        let of = || {
            cases.case.iter().filter(|it| it.measure.as_deref() == Some(&measure.code) && it.policy.is_none())
        };
        let may_block = measure.force.may_block();
        assert!(
            of().any(|it| it.relief.is_empty()
                && it.role.is_none()
                && it.expect == if may_block { "block" } else { "refer" }),
            "{}: no case in which it {}",
            measure.code,
            if may_block { "blocks" } else { "cannot" }
        );
        assert!(
            of().any(|it| !it.relief.is_empty() && it.ground.as_deref() == Some("relieved")),
            "{}: no case in which relief turns it",
            measure.code
        );
    }
}

fn cases() -> Cases {
    toml::from_str(include_str!("data/cases/uses.toml")).unwrap()
}

/// The lists and policies of all cases.
struct Bench {
    lists: BTreeMap<String, List>,
    policies: BTreeMap<String, Policy>,
    /// Complete ids that the lists hold: no text may show them.
    secrets: Vec<String>,
}

impl Bench {
    fn new(cases: &Cases) -> Self {
        let rows = |rows: &Vec<String>| invented::list(rows.iter().map(String::as_str));
        let lists = cases.lists.iter().map(|(name, it)| (name.clone(), rows(it))).collect();
        let policy = |(name, text): (&String, &String)| (name.clone(), Policy::read(name, text).unwrap());
        let ids =
            cases.lists.values().flatten().map(|row| serde_json::from_str::<serde_json::Value>(row).unwrap());
        let ids = ids.map(|row| row["cardNum"].as_str().unwrap().to_owned());
        let secrets = ids.filter(|id| id.len() == 18 && !id.contains('*') && !id.starts_with('9')).collect();
        Self { lists, policies: cases.policies.iter().map(policy).collect(), secrets }
    }

    /// What is wrong with the answer to a case, if anything is.
    fn failure(&self, case: &Case) -> Option<String> {
        assert!(case.because.len() > 4, "{}: a case says why", case.name);
        let list = self.list(case);
        let found = answer(&list, case);
        let mut wrong = Vec::new();
        let outcome = found.as_ref().map_or("error", |it| it.outcome().as_code());
        if !case.expect.split('|').any(|it| it == outcome) {
            wrong.push(format!("expected {}, came out {outcome}", case.expect));
        }
        match &found {
            Ok(joint) => {
                wrong.extend(differences(case, joint));
                wrong.extend(self.unlawful(&list, joint));
                wrong.extend(self.untold(&list, case, joint));
                wrong.extend(harsher(&list, case, joint));
                if answer(&list, case).unwrap() != *joint {
                    wrong.push("Law 4: the same inputs, another verdict".to_owned());
                }
            }
            Err(error) => {
                let expected = case.error.as_deref().unwrap_or_default();
                if !error.contains(expected) {
                    wrong.push(format!("the error does not say {expected:?}"));
                }
            }
        }
        let told = found.map_or_else(
            |error| error,
            |joint| format!("{:?} {}", joint.ground(), joint.because(Language::English)),
        );
        (!wrong.is_empty())
            .then(|| format!("{}: {} ({}) [{told}]", case.name, wrong.join("; "), case.because))
    }

    fn list(&self, case: &Case) -> List {
        let relief = Relief::read(case.relief.join("\n").as_bytes());
        let relief = relief.unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let policy = case.policy.as_ref().map_or_else(Policy::default, |name| self.policies[name].clone());
        self.lists[&case.list].clone().with_policy(policy).with_relief(relief)
    }

    /// What holds of every verdict, whatever the case.
    fn unlawful(&self, list: &List, joint: &JointVerdict) -> Vec<String> {
        let mut wrong = Vec::new();
        for verdict in parts(joint) {
            let blocks = verdict.outcome() == Outcome::Block;
            let rests = verdict.matches().iter().zip(verdict.findings());
            let sure =
                |one: &shixin::Match| one.strength >= shixin::Strength::Strong && !one.is_contradicted();
            if rests.clone().any(|(one, it)| it.outcome == Outcome::Block && !sure(one)) {
                wrong.push("Law 2: a block on less than an uncontradicted strong match".to_owned());
            }
            if blocks && !verdict.measure().force.may_block() {
                wrong.push("a force that may not block, blocked".to_owned());
            }
            if blocks && verdict.record_ids().next().is_none() {
                wrong.push("a block rests on no record".to_owned());
            }
            if verdict.recourse().is_some() != (verdict.outcome() != Outcome::Clear) {
                wrong.push("a stop says how to contest it".to_owned());
            }
            if verdict.policy() != list.policy().digest() || verdict.relief_digest() != list.relief().digest()
            {
                wrong.push("a verdict bears the digests of what it was judged by".to_owned());
            }
        }
        if joint.outcome() != parts(joint).map(Verdict::outcome).max().unwrap() {
            wrong.push("the harshest part decides".to_owned());
        }
        wrong
    }

    /// What the texts lack, or say and must not.
    fn untold(&self, list: &List, case: &Case, joint: &JointVerdict) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut clerk = String::new();
        for (verdict, language) in parts(joint).flat_map(|it| Language::ALL.map(|language| (it, language))) {
            for audience in [Audience::Clerk, Audience::Applicant] {
                let explanation = list.explain(verdict, audience, language).unwrap();
                let text = format!("{explanation}\n{}\n{}", joint.because(language), verdict.because());
                if text.contains(['{', '}']) || explanation.sentences().len() < 4 {
                    wrong.push(format!("a gap is not filled: {text}"));
                }
                if explanation.sentences().iter().any(|it| it.text.is_empty() || it.text == it.code) {
                    wrong.push("a sentence has no words".to_owned());
                }
                if self.secrets.iter().any(|id| text.contains(id)) || text.contains("钱某第三人") {
                    wrong.push(format!("Law 5: a complete id or a third party is told: {text}"));
                }
                let contest = if language == Language::English { "15 days" } else { "15日" };
                if verdict.outcome() != Outcome::Clear && !text.contains(contest) {
                    wrong.push("how to contest it is not told".to_owned());
                }
                if audience == Audience::Clerk {
                    clerk.push_str(&text);
                }
                wrong.extend(unexplained(list, verdict, language, &text));
            }
        }
        let lacks = case.says.iter().filter(|it| !clerk.contains(*it));
        wrong.extend(lacks.map(|it| format!("nobody says {it:?}: {clerk}")));
        wrong
    }
}

/// Case number, court and law of a block, which every reader is told.
fn unexplained(list: &List, verdict: &Verdict, language: Language, text: &str) -> Vec<String> {
    if verdict.outcome() != Outcome::Block {
        return Vec::new();
    }
    let rests =
        verdict.matches().iter().zip(verdict.findings()).filter(|(_, it)| it.outcome == Outcome::Block);
    let rows = rests.flat_map(|(one, _)| list.evidence(one).unwrap());
    let mut facts: Vec<String> =
        rows.flat_map(|row| [row.case_number.unwrap(), row.court.unwrap()]).collect();
    let measure = verdict.measure();
    let english = language == Language::English;
    facts.push(if english { measure.basis.to_string() } else { measure.basis_chinese.to_string() });
    facts.retain(|fact| !text.contains(fact));
    facts.into_iter().map(|fact| format!("{fact} is not told")).collect()
}

fn parts(joint: &JointVerdict) -> impl Iterator<Item = &Verdict> + Clone {
    std::iter::once(joint.applicant()).chain(joint.linked().iter().map(|it| &it.verdict))
}

fn differences(case: &Case, joint: &JointVerdict) -> Vec<String> {
    let mut wrong = Vec::new();
    let (_, deciding) = joint.deciding();
    let ground = deciding.ground().as_code();
    if case.ground.as_deref().is_some_and(|it| it != ground) {
        wrong.push(format!("expected {:?}, came out {ground}", case.ground));
    }
    let records: Vec<String> = deciding.record_ids().map(str::to_owned).collect();
    if case.records.as_ref().is_some_and(|it| *it != records) {
        wrong.push(format!("expected records {:?}, came out {records:?}", case.records));
    }
    let strength = deciding.strength().map(shixin::Strength::as_code);
    if case.strength.is_some() && case.strength.as_deref() != strength {
        wrong.push(format!("expected {:?}, came out {strength:?}", case.strength));
    }
    let applied: BTreeSet<String> =
        deciding.relief().iter().map(|it| format!("{} {}", it.kind, it.record_id)).collect();
    if case.applied.as_ref().is_some_and(|it| *it != applied) {
        wrong.push(format!("expected relief {:?}, came out {applied:?}", case.applied));
    }
    let establish: Vec<String> = deciding.to_establish().map(|it| it.code.to_string()).collect();
    if case.establish.as_ref().is_some_and(|it| *it != establish) {
        wrong.push(format!("expected to establish {:?}, came out {establish:?}", case.establish));
    }
    wrong
}

/// Relief never makes a verdict harsher.
fn harsher(list: &List, case: &Case, joint: &JointVerdict) -> Option<String> {
    let without = answer(&list.clone().with_relief(Relief::default()), case).unwrap();
    (joint.outcome() > without.outcome()).then(|| "relief made it harsher".to_owned())
}

fn answer(list: &List, case: &Case) -> Result<JointVerdict, String> {
    let query = query(case, &case.id, &case.applicant)?;
    if let Some(role) = &case.role {
        return Ok(JointVerdict::new(judged_as(list, case, &query, role_of(role)), Vec::new()));
    }
    if case.with.is_empty() {
        let verdict = list.answer(&query).map_err(|error| error.to_string())?;
        return Ok(JointVerdict::new(verdict, Vec::<Part>::new()));
    }
    let mut applicant = Applicant::new(query);
    for party in &case.with {
        let query = Query::new(&party.id, &party.name).map_err(|error| error.to_string())?;
        let query = given(&party.given).fold(query, |query, (code, holds)| query.stating(code, holds));
        applicant = applicant.with(role_of(&party.role), query);
    }
    let measure = case.measure.as_deref().unwrap_or("general");
    list.check_together(measure, &applicant).map_err(|error| error.to_string())
}

fn query<'a>(case: &'a Case, id: &str, name: &'a str) -> Result<Query<'a>, String> {
    let mut query = Query::new(id, name).map_err(|error| error.to_string())?;
    if let Some(code) = &case.measure {
        query = query.for_use(code);
    }
    if let Some(day) = &case.on {
        query = query.on(day.parse().unwrap());
    }
    Ok(given(&case.given).fold(query, |query, (code, holds)| query.stating(code, holds)))
}

fn given(given: &[String]) -> impl Iterator<Item = (&str, bool)> {
    given.iter().map(|it| it.strip_suffix("=no").map_or((it.as_str(), true), |code| (code, false)))
}

/// The matches, taken to be in this part on the list.
fn judged_as(list: &List, case: &Case, query: &Query<'_>, role: Role) -> Verdict {
    let found =
        list.clone().with_relief(Relief::default()).answer(&Query::new(&case.id, &case.applicant).unwrap());
    let mut matches = found.unwrap().matches().to_vec();
    matches.iter_mut().for_each(|one| one.role = role);
    let policy = list.policy();
    let measure = policy.measure(case.measure.as_deref().unwrap_or("general")).unwrap();
    let ids: Vec<shixin::id::Id> = query.id().copied().into_iter().collect();
    let edition = list.edition();
    let day = query.day().unwrap_or(edition.as_of);
    let judged = Judged {
        measure: &measure,
        stated: Stated::new(&measure, given(&case.given)).unwrap(),
        ids: &ids,
        name: query.name(),
        class: ids.first().map(shixin::id::Id::subject),
        is_linked: false,
        applicant_class: ids.first().map(shixin::id::Id::subject),
        day,
        edition: edition.stamp(),
        freshness: policy.admit(&measure, edition.as_of, day).unwrap(),
        namesakes: 0,
        indistinct: 0,
        indistinct_by_name: 0,
        leeway: f64::INFINITY,
    };
    policy.judge(list.index(), list.relief(), judged, matches).unwrap()
}

fn role_of(code: &str) -> Role {
    Role::ALL.into_iter().find(|it| it.as_code() == code).unwrap()
}
