//! A made list of thousands of rows and those who ask about it: the listed are stopped, namesakes pass.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

#[path = "../benches/maker/mod.rs"]
mod maker;

use std::collections::BTreeMap;

use maker::Applicant;
use maker::Kind;
use maker::Maker;
use serde_json::Value;
use shixin::Compiler;
use shixin::List;
use shixin::Outcome;
use shixin::compile::Origin;

const ROWS: u64 = 6_000;
const APPLICANTS: usize = 1_500;

/// How an applicant's id and name reach us: as they are, or as people type them.
type Hand = (&'static str, fn(&str) -> String, fn(&str) -> String);

const HANDS: [Hand; 3] = [
    ("as they are", str::to_owned, str::to_owned),
    ("full width, small x", full_width, |name| format!(" {name}　")),
    ("blanks within", |id| format!(" {} {} {}", &id[..2], &id[2..6], &id[6..]), str::to_owned),
];

#[test]
fn the_listed_are_stopped_and_namesakes_pass() {
    for seed in [1, 2] {
        let maker = Maker::new(seed, ROWS);
        let (list, ids) = compile(maker);
        for kind in Kind::ALL {
            for hand in HANDS {
                judge(&list, &ids, kind, hand, maker.applicants(kind).take(APPLICANTS));
            }
        }
    }
}

fn judge(
    list: &List,
    ids: &BTreeMap<String, String>,
    kind: Kind,
    (hand, type_id, type_name): Hand,
    applicants: impl Iterator<Item = Applicant>,
) {
    let (mut blocked, mut usable) = (0_u32, 0_u32);
    for applicant in applicants {
        let verdict = list.check(&type_id(&applicant.id), &type_name(&applicant.name)).unwrap();
        let who = || format!("{kind:?} {hand}: {} {}: {}", applicant.id, applicant.name, verdict.because());
        let theirs: Vec<String> = applicant.records.iter().map(u64::to_string).collect();
        let has_usable_id = theirs.iter().any(|record| is_usable(&ids[record]));
        if verdict.outcome() == Outcome::Block {
            assert!(
                verdict.record_ids().any(|record| theirs.iter().any(|it| it == record)),
                "the wrong one: {}",
                who()
            );
        }
        if has_usable_id {
            assert_ne!(verdict.outcome(), Outcome::Clear, "listed under a usable id and cleared: {}", who());
            usable += 1;
            blocked += u32::from(verdict.outcome() == Outcome::Block);
        }
    }
    match kind {
        Kind::Listed | Kind::Organisation => {
            assert!(usable > 1_000, "{kind:?}: nearly all records have an id, found {usable}");
            assert!(blocked * 100 >= usable * 97, "{kind:?} {hand}: {blocked} of {usable} blocked");
        }
        Kind::Unlisted | Kind::Namesake | Kind::Neighbour => {
            assert_eq!(usable, 0, "nobody unlisted has records")
        }
    }
}

/// A visible beginning of ten or more and a visible end of three or more; a shorter one without stars is complete.
fn is_usable(id: &str) -> bool {
    match (id.find('*'), id.rfind('*')) {
        (Some(first), Some(last)) => first >= 10 && id.len() - last > 3,
        _ => id.bytes().filter(u8::is_ascii_alphanumeric).count() >= 9,
    }
}

/// The list, and each record's id as published.
fn compile(maker: Maker) -> (List, BTreeMap<String, String>) {
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap());
    let mut ids = BTreeMap::new();
    for (line, row) in (1..).zip(maker.rows()) {
        let read: Value = serde_json::from_str(&row).unwrap();
        ids.insert(read["id"].to_string(), read["cardNum"].as_str().unwrap_or("").to_owned());
        compiler.push(Origin { source: "made".into(), line }, &row);
    }
    let compiled = compiler.finish().unwrap();
    assert!(compiled.report().adds_up());
    assert_eq!(compiled.report().totals.records, ROWS, "every made row can be listed");
    (List::from_bytes(compiled.into_bytes()).unwrap(), ids)
}

fn full_width(id: &str) -> String {
    let wide = |character: char| char::from_u32(character as u32 + 0xFEE0).unwrap();
    id.to_lowercase().chars().map(wide).collect()
}
