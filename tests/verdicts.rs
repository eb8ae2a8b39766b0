//! Verdicts, case by case: rows as published in, one question, one answer. The cases are data.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

use std::collections::BTreeMap;

use serde::Deserialize;
use shixin::Compiler;
use shixin::List;
use shixin::Query;
use shixin::Verdict;
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
    applicant: String,
    #[serde(rename = "use")]
    measure: Option<String>,
    on: Option<String>,
    /// block, refer, clear or error; alternatives joined by `|`.
    expect: String,
    strength: Option<String>,
    records: Option<Vec<String>>,
    namesakes: Option<u32>,
    indistinct: Option<u32>,
    because: String,
}

#[test]
fn every_case_comes_out_as_it_says() {
    let cases: Cases = toml::from_str(include_str!("data/cases/verdicts.toml")).unwrap();
    let lists: BTreeMap<&str, List> =
        cases.lists.iter().map(|(name, rows)| (name.as_str(), compile(&rows.rows))).collect();
    let failed: Vec<String> =
        cases.case.iter().filter_map(|case| failure(case, &lists[case.list.as_str()])).collect();
    assert!(failed.is_empty(), "{} of {} cases:\n{}", failed.len(), cases.case.len(), failed.join("\n"));
    assert!(cases.case.len() >= 50);
}

/// What is wrong with the answer to a case, if anything is.
fn failure(case: &Case, list: &List) -> Option<String> {
    assert!(case.because.len() > 4, "{}: a case says why", case.name);
    let answer = ask(case, list);
    let mut wrong = Vec::new();
    let outcome = answer.as_ref().map_or("error", |verdict| verdict.outcome().as_code());
    if !case.expect.split('|').any(|it| it == outcome) {
        wrong.push(format!("expected {}, came out {outcome}", case.expect));
    }
    if let Ok(verdict) = &answer {
        let strength = verdict.strength().map(|it| it.as_code().to_owned());
        if case.strength.is_some() && case.strength != strength {
            wrong.push(format!("expected strength {:?}, came out {strength:?}", case.strength));
        }
        let records: Vec<String> = verdict.record_ids().map(str::to_owned).collect();
        if case.records.as_ref().is_some_and(|it| *it != records) {
            wrong.push(format!("expected records {:?}, came out {records:?}", case.records));
        }
        if case.indistinct.is_some_and(|it| it != verdict.indistinct()) {
            wrong.push(format!(
                "expected indistinct {:?}, came out {}",
                case.indistinct,
                verdict.indistinct()
            ));
        }
        if case.namesakes.is_some_and(|it| it != verdict.namesakes()) {
            wrong.push(format!("expected namesakes {:?}, came out {}", case.namesakes, verdict.namesakes()));
        }
        wrong.extend(unlawful(verdict));
    }
    let told = answer.as_ref().map_or_else(Clone::clone, Verdict::because);
    (!wrong.is_empty()).then(|| format!("{}: {} ({}) [{told}]", case.name, wrong.join("; "), case.because))
}

fn ask(case: &Case, list: &List) -> Result<Verdict, String> {
    let mut query = Query::new(&case.id, &case.applicant).map_err(|error| error.to_string())?;
    if let Some(code) = &case.measure {
        query = query.for_use(code);
    }
    if let Some(day) = &case.on {
        query = query.on(day.parse().unwrap());
    }
    list.answer(&query).map_err(|error| error.to_string())
}

/// What holds of every verdict, whatever the case.
fn unlawful(verdict: &Verdict) -> Vec<String> {
    let mut wrong = Vec::new();
    let blocks = verdict.outcome() == shixin::Outcome::Block;
    if blocks && verdict.strength().is_none_or(|it| it < shixin::Strength::Strong) {
        wrong.push("Law 2: blocks on less than strong".to_owned());
    }
    if verdict.recourse().is_some() != (verdict.outcome() != shixin::Outcome::Clear) {
        wrong.push("a stop says how to contest it".to_owned());
    }
    if verdict.because().is_empty() || verdict.because_chinese().is_empty() {
        wrong.push("an answer says why, in both languages".to_owned());
    }
    if verdict.matches().iter().any(|one| !one.lookalikes.is_finite() || one.lookalikes < 0.0) {
        wrong.push("lookalikes are a number of people".to_owned());
    }
    wrong
}

fn compile(rows: &[String]) -> List {
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap());
    for (line, row) in (1..).zip(rows) {
        compiler.push(Origin { source: "case".into(), line }, row);
    }
    let compiled = compiler.finish().unwrap();
    assert!(compiled.report().adds_up(), "{:?}", compiled.report().totals);
    List::from_bytes(compiled.into_bytes()).unwrap()
}
