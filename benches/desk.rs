//! What does it cost that the list changes while it is asked? Latencies of checks at a desk that reloads without pause,
//! beside one that does not, and the parts that it is made of: reading the pointer, counting the answer.
//!
//! `cargo bench --bench desk`; `SHIXIN_ROWS` rows (200 000), `SHIXIN_SECONDS` a measurement (3), `-- --test` for a look at
//! whether it runs. Two threads ask, a third reloads.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    missing_docs,
    reason = "in a benchmark a panic is the report"
)]

mod maker;

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::sync::RwLock;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use arc_swap::ArcSwap;
use maker::Applicant;
use maker::Kind;
use maker::Maker;
use shixin::Compiler;
use shixin::ListFolder;
use shixin::Outcome;
use shixin::Screener;
use shixin::compile::Compiled;
use shixin::compile::Origin;
use shixin::screener::today;

const SEED: u64 = 1;

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let rows = from_env("SHIXIN_ROWS", if is_test { 2_000 } else { 200_000 });
    let time = Duration::from_secs_f64(if is_test { 0.1 } else { from_env("SHIXIN_SECONDS", 3) as f64 });
    let home = tempfile::tempdir().unwrap();
    let folder = ListFolder::at(home.path());
    let editions = [compile(rows), compile(rows + rows / 100)];
    for edition in &editions {
        let _ = folder.publish(edition.index(), None, None).unwrap();
    }
    let applicants: Vec<Applicant> = Maker::new(SEED, rows)
        .applicants(Kind::Unlisted)
        .take(20_000)
        .chain(Maker::new(SEED, rows).applicants(Kind::Listed).take(1_000))
        .collect();
    println!("{rows} rows, two threads asking, {:.1} s each", time.as_secs_f64());
    checks("at rest", home.path(), &applicants, time, |_| 0);
    checks("reloading without pause", home.path(), &applicants, time, |desk| {
        let _ = folder.roll_back(Some(&other(&folder))).unwrap();
        desk.reload().unwrap();
        assert_eq!(desk.list().edition().stamp(), folder.current().unwrap().stamp);
        1
    });
    pointers(time / 4);
    counters(time / 4);
}

/// The digest of the edition that is not in force.
fn other(folder: &ListFolder) -> String {
    folder.editions().unwrap().iter().find(|placed| !placed.is_current).unwrap().stamp.hex()
}

/// Latencies of checks while `disturb` is called again and again.
fn checks(
    what: &str,
    list: &Path,
    applicants: &[Applicant],
    time: Duration,
    disturb: impl Fn(&Screener) -> u64,
) {
    let desk = Screener::builder().list(list).build().unwrap();
    let is_over = AtomicBool::new(false);
    let (mut taken, disturbed) = std::thread::scope(|scope| {
        let ask = |first: usize| {
            let (desk, is_over) = (&desk, &is_over);
            let mut taken = Vec::with_capacity(4 << 20);
            for applicant in applicants.iter().cycle().skip(first) {
                let begun = Instant::now();
                let outcome = desk.check(&applicant.id, &applicant.name).map(|verdict| verdict.outcome());
                taken.push(begun.elapsed().as_nanos() as u32);
                assert!(outcome.is_ok_and(|it| it != Outcome::Block || !applicant.records.is_empty()));
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
            }
            taken
        };
        let askers = [0, applicants.len() / 2].map(|first| scope.spawn(move || ask(first)));
        let begun = Instant::now();
        let mut disturbed = 0;
        while begun.elapsed() < time {
            let done = disturb(&desk);
            disturbed += done;
            if done == 0 {
                std::thread::sleep(time / 20);
            }
        }
        is_over.store(true, Ordering::Relaxed);
        let taken: Vec<u32> = askers.into_iter().flat_map(|asker| asker.join().unwrap()).collect();
        (taken, disturbed)
    });
    taken.sort_unstable();
    let at = |share: f64| taken[((taken.len() - 1) as f64 * share) as usize];
    let answered = desk.health().answers;
    assert_eq!(answered.clear + answered.refer + answered.block, taken.len() as u64);
    println!(
        "{what:<24} {:>9} checks, {disturbed:>4} reloads: p50 {} ns, p99 {} ns, p99.9 {} ns, longest {} µs",
        taken.len(),
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0) / 1000
    );
}

/// What it costs to get at the list, on one thread and on two.
fn pointers(time: Duration) {
    let swap = ArcSwap::from_pointee(7_u64);
    let lock = RwLock::new(Arc::new(7_u64));
    for threads in [1, 2] {
        let loaded = each(threads, time, || **black_box(swap.load()));
        let locked = each(threads, time, || **black_box(lock.read().unwrap()));
        let cloned = each(threads, time, || *black_box(Arc::clone(&lock.read().unwrap())));
        println!(
            "the pointer, {threads} threads    arc-swap {loaded:.1} ns, RwLock held {locked:.1} ns, RwLock and a clone {cloned:.1} ns"
        );
    }
}

/// What it costs to count, on one thread and on two.
fn counters(time: Duration) {
    #[repr(align(128))]
    #[derive(Default)]
    struct Line(AtomicU64);
    let lines: [Line; 2] = Default::default();
    let turn = AtomicU64::new(0);
    for threads in [1, 2] {
        let one = each(threads, time, || lines[0].0.fetch_add(1, Ordering::Relaxed));
        let own = {
            let (lines, turn) = (&lines, &turn);
            each_with(threads, time, move || {
                let mine = &lines[turn.fetch_add(1, Ordering::Relaxed) as usize % 2].0;
                move || mine.fetch_add(1, Ordering::Relaxed)
            })
        };
        println!("a count, {threads} threads        one for all {one:.1} ns, one a thread {own:.1} ns");
    }
}

fn each(threads: usize, time: Duration, deed: impl Fn() -> u64 + Sync) -> f64 {
    let deed = &deed;
    each_with(threads, time, || deed)
}

/// Nanoseconds that a deed takes on each of so many threads.
fn each_with<D: Fn() -> u64>(threads: usize, time: Duration, deed: impl Fn() -> D + Sync) -> f64 {
    let per_deed = std::thread::scope(|scope| {
        let run = || {
            let deed = deed();
            let (begun, mut done) = (Instant::now(), 0_u64);
            while begun.elapsed() < time {
                for _ in 0..4096 {
                    black_box(deed());
                }
                done += 4096;
            }
            begun.elapsed().as_nanos() as f64 / done as f64
        };
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<f64>>()
    });
    per_deed.iter().sum::<f64>() / per_deed.len() as f64
}

fn compile(rows: u64) -> Compiled {
    let mut compiler = Compiler::new(today());
    for (line, row) in (1..).zip(Maker::new(SEED, rows).rows()) {
        compiler.push(Origin { source: "maker".into(), line }, &row);
    }
    compiler.finish().unwrap()
}

fn from_env(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}
