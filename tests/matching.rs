//! Who is it? Cases of the identity of applicants, as data: slips of the pen, several documents, responsible people,
//! minors, names alike, and what tells near ones apart.
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

use serde::Deserialize;
use shixin::Compiler;
use shixin::List;
use shixin::Match;
use shixin::Query;
use shixin::Verdict;
use shixin::check::QueryError;
use shixin::compile::Origin;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    lists: BTreeMap<String, Rows>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Rows {
    rows: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    list: String,
    id: String,
    /// Further documents of the applicant.
    #[serde(default)]
    documents: Vec<String>,
    applicant: String,
    /// Whether a number that was never issued is to be taken as evidence.
    #[serde(default)]
    doubtful: bool,
    /// block, refer, clear or error; alternatives joined by `|`.
    expect: String,
    /// All matches, best first.
    matches: Option<Vec<Expected>>,
    /// Whether others may follow, of rows that share the id.
    #[serde(default)]
    more: bool,
    namesakes: Option<u32>,
    indistinct: Option<u32>,
    /// What tells the nearest one apart.
    #[serde(default)]
    near: Vec<String>,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    records: Vec<String>,
    strength: String,
    #[serde(default = "listed")]
    role: String,
    /// Codes that must be among the reasons.
    reasons: Vec<String>,
    /// Codes that must not.
    #[serde(default)]
    without: Vec<String>,
}

fn listed() -> String {
    "listed".into()
}

#[test]
fn every_case_comes_out_as_it_says() {
    let cases: Cases = toml::from_str(include_str!("data/cases/identity.toml")).unwrap();
    let lists: BTreeMap<&str, List> =
        cases.lists.iter().map(|(name, rows)| (name.as_str(), compile(&rows.rows))).collect();
    let failed: Vec<String> =
        cases.case.iter().filter_map(|case| failure(case, &lists[case.list.as_str()])).collect();
    assert!(failed.is_empty(), "{} of {} cases:\n{}", failed.len(), cases.case.len(), failed.join("\n"));
    assert!(cases.case.len() >= 30);
}

/// What is wrong with the answer to a case, if anything is.
fn failure(case: &Case, list: &List) -> Option<String> {
    assert!(case.because.len() > 4, "{}: a case says why", case.name);
    let mut wrong = Vec::new();
    let query = query(case);
    let answer = query.as_ref().ok().map(|query| list.answer(query).unwrap());
    let outcome = answer.as_ref().map_or("error", |verdict| verdict.outcome().as_code());
    if !case.expect.split('|').any(|it| it == outcome) {
        wrong.push(format!("expected {}, came out {outcome}", case.expect));
    }
    if let (Some(verdict), Ok(query)) = (&answer, &query) {
        wrong.extend(unlike(case, verdict));
        let near = list.near_misses(query, 1).unwrap();
        let told: Vec<String> =
            near.iter().flat_map(|one| one.differences.iter().map(|it| it.english())).collect();
        if !case.near.is_empty() && told != case.near {
            wrong.push(format!("expected to be told apart by {:?}, came out {told:?}", case.near));
        }
    }
    let told = answer.as_ref().map_or_else(String::new, Verdict::because);
    (!wrong.is_empty()).then(|| format!("{}: {} ({}) [{told}]", case.name, wrong.join("; "), case.because))
}

fn query(case: &Case) -> Result<Query<'_>, QueryError> {
    let read = if case.doubtful { Query::doubtful } else { Query::new };
    case.documents.iter().try_fold(read(&case.id, &case.applicant)?, |query, it| query.with_document(it))
}

fn unlike(case: &Case, verdict: &Verdict) -> Vec<String> {
    let mut wrong = Vec::new();
    if case.indistinct.is_some_and(|it| it != verdict.indistinct()) {
        wrong.push(format!("expected indistinct {:?}, came out {}", case.indistinct, verdict.indistinct()));
    }
    if case.namesakes.is_some_and(|it| it != verdict.namesakes()) {
        wrong.push(format!("expected namesakes {:?}, came out {}", case.namesakes, verdict.namesakes()));
    }
    let Some(expected) = &case.matches else { return wrong };
    let found = verdict.matches().len();
    if found < expected.len() || found > expected.len() && !case.more {
        wrong.push(format!("expected {} matches, came out {:?}", expected.len(), verdict.matches()));
    }
    for (expected, one) in expected.iter().zip(verdict.matches()) {
        if !is_as(expected, one) {
            wrong.push(format!("came out {one:?}"));
        }
    }
    wrong
}

fn is_as(expected: &Expected, one: &Match) -> bool {
    let has = |code: &String| one.reasons.iter().any(|reason| reason.as_code() == code);
    expected.records == one.record_ids
        && expected.strength == one.strength.as_code()
        && expected.role == one.role.as_code()
        && expected.reasons.iter().all(has)
        && !expected.without.iter().any(has)
        && one.lookalikes.is_finite()
        && one.lookalikes >= 0.0
        && one.reasons.iter().all(|reason| !reason.english().is_empty() && !reason.chinese().is_empty())
}

fn compile(rows: &[String]) -> List {
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap());
    for (line, row) in (1..).zip(rows) {
        compiler.push(Origin { source: "case".into(), line }, row);
    }
    let compiled = compiler.finish().unwrap();
    assert!(compiled.report().adds_up(), "{:?}", compiled.report().totals);
    let list = List::from_bytes(compiled.into_bytes()).unwrap();
    list.index().verify().unwrap();
    list
}

#[test]
fn the_report_counts_what_must_not_stop_anybody() {
    let cases: Cases = toml::from_str(include_str!("data/cases/identity.toml")).unwrap();
    let totals = |list: &str| compile(&cases.lists[list].rows).edition().totals;
    let minors = totals("minors");
    assert_eq!((minors.records, minors.minors, minors.born_later), (5, 2, 1));
    let responsible = totals("responsible");
    assert_eq!(
        (responsible.subjects, responsible.responsible),
        (2, 2),
        "each named once, for all their rows"
    );
}

/// Every way in which a near miss is told apart, for machines and in both languages.
#[test]
fn near_misses_are_told_in_both_languages() {
    let rows = [
        invented::row(1, "张某示", "1101051949****002X", "男性", "580"),
        invented::row(2, "李某例", "", "男性", "580"),
        invented::row(3, "示例建设集团有限公司", "", "", "581"),
    ];
    let list = compile(&rows);
    let mut told = Vec::new();
    for (id, name) in [
        ("330106198506150484", "张某示"),
        ("11010519491231002X", "王某例"),
        ("330106198506150484", "李某例"),
        ("330106198506150484", "示例建设集团有限公司"),
    ] {
        let query = Query::new(id, name).unwrap();
        for miss in list.near_misses(&query, 3).unwrap() {
            told.extend(miss.differences.iter().map(|it| (it.as_code(), it.english(), it.chinese())));
        }
    }
    let has = |code: &str, english: &str, chinese: &str| {
        let found = told.iter().any(|it| it.0 == code && it.1 == english && it.2 == chinese);
        assert!(found, "{code} {english} {chinese}: {told:#?}");
    };
    has("sex", "sex male ≠ female", "性别男≠女");
    has("class", "organisation ≠ person", "法人或其他组织≠自然人");
    has("name", "another name, 张某示", "姓名（名称）不同：张某示");
    has("birth_year", "birth year 1949 ≠ 1985", "出生年份1949≠1985");
}

/// Of numbers that are given out one after another a tenth agree in each character: a permit that shows one character more has
/// a tenth of the lookalikes.
#[test]
fn each_character_of_a_permit_takes_away_nine_tenths() {
    let rows = [
        invented::row(1, "张某示", "H12345***", "", "580"),
        invented::row(2, "张某示", "H1234****", "", "580"),
    ];
    let list = compile(&rows);
    let verdict = list.check("H12345678", "张某示").unwrap();
    let found: Vec<(f64, &str)> =
        verdict.matches().iter().map(|one| (one.lookalikes, one.record_ids[0].as_str())).collect();
    let [(more, "1"), (fewer, "2")] = found[..] else { panic!("{found:?}") };
    assert!((fewer / more - 10.0).abs() < 1e-6 && more > 0.0, "{found:?}");
}
