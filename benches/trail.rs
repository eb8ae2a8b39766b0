//! What a trail costs: a check at the desk without one and with one in each way of being durable, one caller and many at once;
//! and how fast a trail is verified. On the disk of the build folder, whose syncs are what the figures mostly are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a benchmark a panic is the report"
)]

mod maker;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use criterion::Criterion;
use criterion::Throughput;
use criterion::criterion_group;
use criterion::criterion_main;
use maker::Applicant;
use maker::Kind;
use maker::Maker;
use shixin::Compiler;
use shixin::Query;
use shixin::Screener;
use shixin::audit::Durability;
use shixin::audit::Keep;
use shixin::audit::Options;
use shixin::audit::verify;
use shixin::compile::Origin;
use shixin::screener::today;

const ROWS: u64 = 10_000;
const SEED: u64 = 1;

/// Callers at once.
const CALLERS: usize = 16;

/// Entries of the trail that is verified.
const ENTRIES: u64 = 20_000;

criterion_group!(benches, alone, together, verification);
criterion_main!(benches);

const RELAXED: Durability = Durability::Relaxed { every: Duration::from_secs(1) };

const WAYS: [(&str, Option<Durability>); 4] = [
    ("off", None),
    ("relaxed", Some(RELAXED)),
    ("group", Some(Durability::Group { entries: CALLERS, within: Duration::from_millis(1) })),
    ("strict", Some(Durability::Strict)),
];

/// One caller after another: a group never fills, and each waits for its millisecond and for the disk.
fn alone(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a check at the desk, one caller");
    group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    for (kind, of) in [(Kind::Unlisted, "not listed"), (Kind::Listed, "listed")] {
        let applicants = applicants(kind);
        for (way, durability) in WAYS {
            let home = home();
            let desk = desk(home.path(), durability.map(|it| Options::default().durability(it)));
            let (mut next, mut asked) = (applicants.iter().cycle(), 0);
            group.bench_function(format!("{of}/{way}"), |bencher| {
                bencher.iter(|| {
                    asked += 1;
                    ask(&desk, next.next().unwrap())
                });
            });
            if let Some(trail) = desk.trail() {
                assert_eq!(trail.health().unrecorded, 0);
                assert!(
                    trail.health().entries >= asked,
                    "an answer was given that the trail does not tell of"
                );
            }
        }
    }
    let home = home();
    let desk = desk(home.path(), Some(Options::default().durability(RELAXED).keep(Keep::Sealed)));
    let applicants = applicants(Kind::Unlisted);
    let mut next = applicants.iter().cycle();
    group.bench_function("not listed/relaxed, sealed", |bencher| {
        bencher.iter(|| ask(&desk, next.next().unwrap()));
    });
    group.finish();
}

/// Many callers at once, who share syncs: the time is one check's share.
fn together(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a check at the desk, 16 callers");
    group.sample_size(10).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    group.throughput(Throughput::Elements(1));
    let applicants = applicants(Kind::Unlisted);
    for (way, durability) in WAYS {
        let home = home();
        let desk = desk(home.path(), durability.map(|it| Options::default().durability(it)));
        group.bench_function(way, |bencher| {
            bencher.iter_custom(|count| {
                let (next, count) = (AtomicUsize::new(0), usize::try_from(count).unwrap());
                let begun = Instant::now();
                std::thread::scope(|scope| {
                    for _ in 0..CALLERS {
                        scope.spawn(|| {
                            let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
                            for at in numbers.take_while(|at| *at < count) {
                                ask(&desk, &applicants[at % applicants.len()]);
                            }
                        });
                    }
                });
                begun.elapsed()
            });
        });
    }
    group.finish();
}

fn verification(criterion: &mut Criterion) {
    let home = home();
    let desk = desk(home.path(), Some(Options::default().durability(RELAXED)));
    let mixed: Vec<Applicant> = Maker::new(SEED, ROWS).applicants(Kind::Listed).take(500).collect();
    let unlisted = applicants(Kind::Unlisted);
    for number in 1..usize::try_from(ENTRIES).unwrap() {
        let from = if number % 20 == 0 { &mixed } else { &unlisted };
        ask(&desk, &from[number % from.len()]);
    }
    drop(desk);
    let folder = home.path().join("trail");
    let bytes = fs::metadata(folder.join("trail-000000000000.jsonl")).unwrap().len();
    let mut group = criterion.benchmark_group("verify a trail");
    group.sample_size(10);
    for (name, throughput) in
        [("entries", Throughput::Elements(ENTRIES)), ("bytes", Throughput::Bytes(bytes))]
    {
        group.throughput(throughput);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let found = verify(&folder, None, &[]).unwrap();
                assert!(found.is_whole() && found.entries == ENTRIES);
                black_box(found)
            });
        });
    }
    group.finish();
}

fn ask(desk: &Screener, applicant: &Applicant) {
    let query = Query::new(&applicant.id, &applicant.name).unwrap();
    let _ = black_box(desk.check_for("travel.air", &query).unwrap());
}

fn desk(home: &Path, options: Option<Options>) -> Screener {
    let list = home.join("list.shixin");
    fs::write(&list, compiled()).unwrap();
    let builder = Screener::builder().list(list);
    match options {
        Some(options) => builder.trail_with(home.join("trail"), options).build().unwrap(),
        None => builder.build().unwrap(),
    }
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn applicants(kind: Kind) -> Vec<Applicant> {
    Maker::new(SEED, ROWS).applicants(kind).take(5_000).collect()
}

fn compiled() -> Vec<u8> {
    let mut compiler = Compiler::new(today());
    for (line, row) in (1..).zip(Maker::new(SEED, ROWS).rows()) {
        compiler.push(Origin { source: "made".into(), line }, &row);
    }
    compiler.finish().unwrap().into_bytes()
}
