//! A list with feeds laid over it answers as the list compiled anew does, and compiles into the same bytes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::as_conversions,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;

use std::collections::BTreeSet;

use invented::SplitMix;
use invented::delta::Said;
use invented::delta::feed;
use shixin::Compiler;
use shixin::Date;
use shixin::List;
use shixin::Query;
use shixin::Verdict;
use shixin::compile::Layers;
use shixin::compile::Origin;
use shixin::compile::TakeError;
use shixin::index::Diff;
use shixin::index::Index;
use shixin::policy::Guard;
use shixin::record::Role;

fn day(number: u32) -> Date {
    Date::new(2026, 11, number as u8).unwrap()
}

fn rows(feed: &[Said]) -> impl Iterator<Item = (Origin, &str)> {
    (1..).zip(feed).map(|(line, said)| (Origin { source: "feed".into(), line }, said.row.as_str()))
}

fn compiled(feeds: &[Vec<Said>], as_of: Date) -> Index {
    let mut compiler = Compiler::new(as_of).source("invented");
    for feed in feeds {
        rows(feed).for_each(|(origin, row)| compiler.push(origin, row));
    }
    Index::open(compiler.finish().unwrap().into_bytes()).unwrap()
}

/// Everybody whom any row names, under the ids that it shows, complete where it can be, and somebody else under each name.
fn applicants(feeds: &[Vec<Said>]) -> Vec<(String, String)> {
    let mut asked = BTreeSet::new();
    for said in feeds.iter().flatten() {
        let row: serde_json::Value = serde_json::from_str(&said.row).unwrap();
        let text = |keys: [&str; 2]| keys.iter().find_map(|key| row[*key].as_str()).unwrap_or("").to_owned();
        let (name, id) = (text(["iname", "IName"]), text(["cardNum", "CardNum"]));
        let shown = id.replacen("****", "0101", 1).replacen("-", "", 1);
        for id in [id.clone(), shown, String::new(), "330106198506150484".to_owned()] {
            asked.insert((id, name.clone()));
        }
        let representative = text(["businessEntity", "BuesinessEntity"]);
        if !representative.is_empty() {
            asked.insert((String::new(), representative));
        }
        asked.insert((id, String::new()));
    }
    asked.into_iter().collect()
}

/// All that a verdict says, but for the numbers that the list gives to subjects and records.
fn told(verdict: &Verdict) -> (String, Vec<String>) {
    // Who answers for organisations is a match for each run of neighbouring records, and neighbours are others here and there.
    let mut matches: Vec<String> = Vec::new();
    for one in verdict.matches() {
        let told = format!("{:?} {:?} {:?} {:?}", one.strength, one.lookalikes, one.reasons, one.role);
        matches.extend(one.record_ids.iter().map(|record| format!("{told} {record}")));
    }
    matches.sort();
    (format!("{:?} {:?} {}", verdict.outcome(), verdict.strength(), verdict.namesakes()), matches)
}

#[test]
fn feeds_laid_over_a_list_answer_as_the_list_compiled_anew() {
    for (seed, size) in [(1, 12), (2, 30), (3, 80)] {
        let mut draw = SplitMix(seed);
        let mut feeds = vec![feed(1, size * 5, &mut draw)];
        let base = compiled(&feeds, day(1));
        let mut layers = Layers::over(&base).unwrap().guard(Guard::open());
        for number in 2..5 {
            feeds.push(feed(number, size, &mut draw));
            let report = layers.take(day(number), rows(&feeds[feeds.len() - 1])).unwrap();
            assert!(report.adds_up(), "{:?}", report.totals);
            let anew = compiled(&feeds, day(number));
            let index = layers.index();
            index.verify().unwrap();
            assert!(index.is_layered());
            assert!(index.census() == anew.census(), "seed {seed}, day {number}: another census");
            let (mut totals, expected) = (index.edition().totals, anew.edition().totals);
            // Who answers for neighbours is one subject where their records are, and two where one of them is above.
            totals.responsible = expected.responsible;
            assert_eq!(totals, expected, "seed {seed}, day {number}");
            assert_eq!(index.edition().provinces, anew.edition().provinces);
            let changes = Diff::new(index, &anew).unwrap().map(Result::unwrap);
            assert_eq!(changes.filter(|change| change.subject.subject().role == Role::Listed).count(), 0);
            let (layered, anew) = (List::from_index(index.clone()), List::from_index(anew));
            let mut matches = 0;
            for (id, name) in applicants(&feeds) {
                let Ok(query) = Query::new(&id, &name) else { continue };
                let (one, other) = (layered.answer(&query).unwrap(), anew.answer(&query).unwrap());
                matches += other.matches().len();
                let at = format!("seed {seed}, day {number}: {id} {name}");
                assert_eq!(told(&one), told(&other), "{at}");
                let rows = |list: &List, verdict: &Verdict| -> BTreeSet<String> {
                    let rows = verdict.matches().iter().flat_map(|found| list.evidence(found).unwrap());
                    rows.map(|it| it.row().to_owned()).collect()
                };
                assert_eq!(rows(&layered, &one), rows(&anew, &other), "{at}");
            }
            assert!(matches > 20, "few of the applicants match: {matches}");
            let mut compiler = Compiler::after(layers.index().edition(), day(number));
            compiler.take_list(layers.index()).unwrap();
            let compacted = compiler.finish().unwrap();
            assert_eq!(compacted.edition().totals, expected, "seed {seed}, day {number}");
            assert!(
                compacted.as_bytes() == anew.index().as_bytes(),
                "seed {seed}, day {number}: other bytes"
            );
        }
    }
}

#[test]
fn a_feed_that_is_refused_changes_nothing() {
    let mut draw = SplitMix(31);
    let feeds = vec![feed(1, 400, &mut draw)];
    let base = compiled(&feeds, day(2));
    let mut layers = Layers::over(&base).unwrap();
    let before = layers.index().edition().clone();
    let gone: Vec<Said> = (0..30)
        .map(|number| Said {
            row: format!(r#"{{"LaoLaiID":"{number}","InfoActionType":"删除","update_time":"2026-11-02"}}"#),
            record: Some(number.to_string()),
            time: Some("2026-11-02".to_owned()),
            withdraws: true,
        })
        .collect();
    let error = layers.take(day(1), rows(&gone)).unwrap_err();
    assert!(matches!(error, TakeError::Implausible(_)), "an earlier day: {error}");
    let broken: Vec<Said> =
        (0..100).map(|_| Said { row: "<html>".to_owned(), ..gone[0].clone() }).chain(gone.clone()).collect();
    let error = layers.take(day(3), rows(&broken)).unwrap_err();
    assert!(matches!(error, TakeError::Compile(_)), "mostly rejects: {error}");
    assert_eq!(*layers.index().edition(), before);
    assert_eq!(layers.row_count(), 0);
    layers.take(day(3), rows(&gone)).unwrap();
    assert!(layers.index().edition().totals.records < before.totals.records);
}
