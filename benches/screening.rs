//! Check, open and compile at ten thousand rows. Every benchmark checks its answers first: a fast wrong engine fails.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a benchmark a panic is the report"
)]

mod maker;

use std::hint::black_box;

use criterion::BatchSize;
use criterion::Criterion;
use criterion::Throughput;
use criterion::criterion_group;
use criterion::criterion_main;
use maker::Applicant;
use maker::Kind;
use maker::Maker;
use shixin::Compiler;
use shixin::List;
use shixin::Outcome;
use shixin::compile::Origin;

const ROWS: u64 = 10_000;
const SEED: u64 = 1;

criterion_group!(benches, check, evidence, open, compile);
criterion_main!(benches);

fn check(criterion: &mut Criterion) {
    let list = List::from_bytes(compiled()).unwrap();
    let mut group = criterion.benchmark_group("check");
    for (name, kind) in [
        ("not listed", Kind::Unlisted),
        ("namesake", Kind::Namesake),
        ("listed", Kind::Listed),
        ("organisation", Kind::Organisation),
    ] {
        let applicants: Vec<Applicant> = Maker::new(SEED, ROWS).applicants(kind).take(5_000).collect();
        assert_answers(&list, kind, &applicants);
        let mut next = applicants.iter().cycle();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let applicant = next.next().unwrap();
                black_box(list.check(&applicant.id, &applicant.name).unwrap())
            });
        });
    }
    group.finish();
}

fn evidence(criterion: &mut Criterion) {
    let list = List::from_bytes(compiled()).unwrap();
    let applicants: Vec<Applicant> = Maker::new(SEED, ROWS).applicants(Kind::Listed).take(1_000).collect();
    let mut next = applicants.iter().cycle();
    criterion.bench_function("check with evidence/listed", |bencher| {
        bencher.iter(|| {
            let applicant = next.next().unwrap();
            let verdict = list.check(&applicant.id, &applicant.name).unwrap();
            let rows: usize = verdict.matches().iter().map(|one| list.evidence(one).unwrap().len()).sum();
            assert!(rows > 0 || verdict.outcome() == Outcome::Clear);
            black_box(rows)
        });
    });
}

fn open(criterion: &mut Criterion) {
    let bytes = compiled();
    let mut group = criterion.benchmark_group("open");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("verified, from bytes", |bencher| {
        bencher.iter_batched(
            || bytes.clone(),
            |bytes| {
                let list = List::from_bytes(bytes).unwrap();
                assert_eq!(list.edition().totals.records, ROWS);
                list
            },
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

fn compile(criterion: &mut Criterion) {
    let rows: Vec<String> = Maker::new(SEED, ROWS).rows().collect();
    let mut group = criterion.benchmark_group("compile");
    group.sample_size(10);
    group.throughput(Throughput::Elements(ROWS));
    group.bench_function("rows in memory", |bencher| {
        bencher.iter(|| {
            let bytes = compile_rows(&rows);
            assert!(!bytes.is_empty());
            bytes
        });
    });
    group.finish();
}

/// The listed are found by their own records unless the row lost its id; nobody unlisted is blocked.
fn assert_answers(list: &List, kind: Kind, applicants: &[Applicant]) {
    let mut blocked = 0_usize;
    for applicant in applicants {
        let verdict = list.check(&applicant.id, &applicant.name).unwrap();
        if verdict.outcome() == Outcome::Block {
            let found: Vec<u64> = verdict.record_ids().map(|id| id.parse().unwrap()).collect();
            assert!(
                found.iter().any(|id| applicant.records.contains(id)),
                "{kind:?}: the wrong person was blocked"
            );
            blocked += 1;
        }
    }
    let expected = match kind {
        Kind::Unlisted | Kind::Namesake | Kind::Neighbour => 0..=0,
        Kind::Listed | Kind::Organisation => applicants.len() * 95 / 100..=applicants.len(),
    };
    assert!(expected.contains(&blocked), "{kind:?}: {blocked} of {} blocked", applicants.len());
}

fn compiled() -> Vec<u8> {
    let rows: Vec<String> = Maker::new(SEED, ROWS).rows().collect();
    compile_rows(&rows)
}

fn compile_rows(rows: &[String]) -> Vec<u8> {
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap());
    for (line, row) in (1..).zip(rows) {
        compiler.push(Origin { source: "made".into(), line }, row);
    }
    compiler.finish().unwrap().into_bytes()
}
