//! How many instructions does a check take, and an open? To be run under callgrind by `.ci/instructions`, which counts
//! those of the functions named `measured_…` and compares them with `benches/instructions.tsv`: the machine may be as
//! noisy as it likes.
//!
//! `instructions make LIST` writes a list of twenty thousand made rows; `instructions NAME LIST` does one thing to it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    reason = "in a benchmark a panic is the report"
)]

mod maker;

use std::hint::black_box;

use maker::Applicant;
use maker::Kind;
use maker::Maker;
use shixin::Compiler;
use shixin::List;
use shixin::Outcome;
use shixin::compile::Origin;

const ROWS: u64 = 20_000;
const ASKED: usize = 500;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [what, path] = words.as_slice() else {
        println!("instructions make|open|unlisted|namesake|listed|organisation|evidence LIST");
        return;
    };
    let maker = Maker::new(1, ROWS);
    let kind = match what.as_str() {
        "make" => return std::fs::write(path, made(maker)).unwrap(),
        "open" => {
            let bytes = std::fs::read(path).unwrap();
            assert_eq!(measured_open(bytes).edition().totals.records, ROWS);
            return;
        }
        "unlisted" => Kind::Unlisted,
        "namesake" => Kind::Namesake,
        "listed" | "evidence" => Kind::Listed,
        "organisation" => Kind::Organisation,
        other => panic!("there is no {other}"),
    };
    let list = List::open(path).unwrap();
    let applicants: Vec<Applicant> = maker.applicants(kind).take(ASKED).collect();
    if what == "evidence" {
        warm(&list, &applicants);
        assert!(measured_evidence(&list, &applicants) >= ASKED * 95 / 100);
        return;
    }
    warm(&list, &applicants);
    let blocked = measured_checks(&list, &applicants);
    let expected = match kind {
        Kind::Listed | Kind::Organisation => ASKED * 95 / 100..=ASKED,
        _ => 0..=0,
    };
    assert!(expected.contains(&blocked), "{blocked} of {ASKED} blocked");
}

/// Tables that are built when they are first wanted are no part of a check.
fn warm(list: &List, applicants: &[Applicant]) {
    let asked = applicants.iter().filter(|applicant| list.check(&applicant.id, &applicant.name).is_ok());
    assert_eq!(asked.count(), applicants.len(), "every applicant gets an answer");
}

#[inline(never)]
fn measured_open(bytes: Vec<u8>) -> List {
    List::from_bytes(bytes).unwrap()
}

#[inline(never)]
fn measured_checks(list: &List, applicants: &[Applicant]) -> usize {
    let check =
        |applicant: &Applicant| list.check(black_box(&applicant.id), &applicant.name).unwrap().outcome();
    applicants.iter().filter(|applicant| check(applicant) == Outcome::Block).count()
}

#[inline(never)]
fn measured_evidence(list: &List, applicants: &[Applicant]) -> usize {
    let rows = |applicant: &Applicant| {
        let verdict = list.check(&applicant.id, &applicant.name).unwrap();
        verdict.matches().first().map_or(0, |one| list.evidence(one).unwrap().len())
    };
    applicants.iter().filter(|applicant| rows(applicant) > 0).count()
}

fn made(maker: Maker) -> Vec<u8> {
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap());
    for (line, row) in (1..).zip(maker.rows()) {
        compiler.push(Origin { source: "made".into(), line }, &row);
    }
    compiler.finish().unwrap().into_bytes()
}
