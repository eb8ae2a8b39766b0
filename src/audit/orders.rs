//! Threads that keep a trail meet in every order, or in as many as a test has time for: an answer is acknowledged when it is
//! on the disk, and not before. Run with `RUSTFLAGS='--cfg shuttle' cargo test --all-features --lib orders`.

#![expect(clippy::arithmetic_side_effects, reason = "in a test a panic is the report")]

use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use crate::audit::Asker;
use crate::audit::Decision;
use crate::audit::Error;
use crate::audit::Options;
use crate::audit::Trail;
use crate::audit::WhenFailing;
use crate::audit::commit::Commit;
use crate::audit::commit::Gather;
use crate::audit::line;
use crate::audit::segment;
use crate::audit::verify::verify_on;
use crate::disk::failing::Failing;
use crate::disk::failing::How;
use crate::disk::model::Model;

const ALONE: Gather = Gather { entries: 0, within: Duration::ZERO };

/// All orders in which two writers share syncs, and many in which three do.
#[test]
fn what_is_acknowledged_is_synced_in_every_order() {
    shuttle::check_dfs(|| writers(2, None), None);
    shuttle::check_random(|| writers(3, None), MANY);
}

/// The same where the n-th sync fails: whoever was not synced before is told so, and so is everybody after.
#[test]
fn after_a_failed_sync_nothing_more_is_acknowledged_in_any_order() {
    for failing in 0..2 {
        shuttle::check_dfs(move || writers(2, Some(failing)), None);
        shuttle::check_random(move || writers(3, Some(failing)), MANY);
    }
}

/// What writers share.
#[derive(Default)]
struct Written {
    commit: Commit,
    /// Entries that are written, entries that are synced, and syncs so far.
    state: Mutex<(u64, u64, usize)>,
}

fn writers(count: usize, failing: Option<usize>) {
    let written = Arc::new(Written::default());
    let write = move |written: Arc<Written>| {
        let wanted = {
            let mut state = written.state.lock().unwrap();
            state.0 += 1;
            state.0
        };
        let told = written.commit.wait(wanted, ALONE, || {
            let size = written.state.lock().unwrap().0;
            // Others write meanwhile.
            shuttle::thread::yield_now();
            let mut state = written.state.lock().unwrap();
            state.2 += 1;
            if failing.is_some_and(|nth| state.2 > nth) {
                return Err(std::io::Error::other("the disk is gone"));
            }
            state.1 = state.1.max(size);
            Ok(size)
        });
        let state = written.state.lock().unwrap();
        match told {
            Ok(()) => assert!(state.1 >= wanted, "it is synced"),
            Err(_) => assert!(failing.is_some_and(|nth| state.2 > nth), "a sync failed"),
        }
        assert!(failing.is_none_or(|nth| state.2 <= nth + 1), "a sync that failed is not tried again");
    };
    let writers: Vec<_> = (1..count)
        .map(|_| {
            let written = Arc::clone(&written);
            shuttle::thread::spawn(move || write(written))
        })
        .collect();
    write(Arc::clone(&written));
    writers.into_iter().for_each(|writer| writer.join().unwrap());
}

/// Answers, checkpoints and a purge at once, with a power cut at a step or without: at the moment when an answer is
/// acknowledged, it is among what a cut would leave.
#[test]
fn a_trail_acknowledges_what_is_on_the_disk_in_many_orders() {
    for at in [usize::MAX, 60, 75, 90] {
        shuttle::check_pct(move || one_trail(at), ROUNDS, 3);
        shuttle::check_random(move || one_trail(at), ROUNDS);
    }
}

fn one_trail(at: usize) {
    let home = Path::new("/home");
    let model = Model::default();
    let disk = Failing::new(model.clone(), at, How::Death);
    let options = Options { disk: Arc::new(disk), ..Options::default().rotate_at(4096) };
    let Ok(trail) = Trail::open(home.join("trail"), options) else { return };
    let trail = Arc::new(trail);
    let append = |trail: &Trail, model: &Model, reference: &str| {
        let asker = Asker { reference: format!("{reference:0>1500}"), ..Asker::default() };
        let decision = Decision::failed("stale", "travel.air", None, []).asked_by(&asker);
        if let Ok(seq) = trail.append(&decision) {
            let left = model.after_power_cut().swap_remove(0);
            let there = segment::list(&left, &home.join("trail")).unwrap();
            let bytes: Vec<Vec<u8>> = there.iter().map(|it| it.read(&left).unwrap()).collect();
            let mut lines = bytes.iter().flat_map(|bytes| segment::lines(bytes).0);
            let is_it = |text: &[u8]| line::read(text).is_ok_and(|line| line.seq == seq);
            assert!(lines.any(is_it), "{seq} is acknowledged, and on the disk");
        }
    };
    let writers: Vec<_> = ["one", "two"]
        .map(|reference| {
            let (trail, model) = (Arc::clone(&trail), model.clone());
            shuttle::thread::spawn(move || (0..2).for_each(|_| append(&trail, &model, reference)))
        })
        .into();
    let signing = Arc::clone(&trail);
    let signer = shuttle::thread::spawn(move || drop(signing.checkpoint()));
    let _: Result<_, Error> = trail.purge("2020-01-01".parse().unwrap(), "甲", "past its term");
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    signer.join().unwrap();
    drop(Arc::into_inner(trail).unwrap());
    for left in model.after_power_cut() {
        let options = Options { disk: Arc::new(left.clone()), ..Options::default() };
        Trail::open(home.join("trail"), options).unwrap().close().unwrap();
        let found = verify_on(&left, &home.join("trail"), None, &[]).unwrap();
        assert!(found.is_whole(), "{:?}", found.faults);
    }
}

/// Answers that are let pass while the disk is full, and somebody who asks how the trail is doing: nobody waits for ever, and every
/// answer is recorded or counted.
#[test]
fn whoever_asks_how_it_is_doing_stops_nobody_in_many_orders() {
    for at in [60, 75, 90] {
        shuttle::check_pct(move || looked_at(at), ROUNDS, 3);
        shuttle::check_random(move || looked_at(at), ROUNDS);
    }
}

fn looked_at(at: usize) {
    let disk = Failing::new(Model::default(), at, How::Full);
    let settings = Options::default().when_failing(WhenFailing::Answer);
    let options = Options { disk: Arc::new(disk), ..settings };
    let Ok(trail) = Trail::open("/home/trail", options) else { return };
    let trail = Arc::new(trail);
    let record = |trail: &Trail| {
        let decision = || Decision::failed("stale", "travel.air", None, []);
        (0..2).filter(|_| trail.record(&decision()).unwrap().is_some()).count()
    };
    let writers: Vec<_> = (0..2)
        .map(|_| {
            let trail = Arc::clone(&trail);
            shuttle::thread::spawn(move || record(&trail))
        })
        .collect();
    let asked = trail.health();
    assert!(asked.unrecorded <= 4, "{asked:?}");
    let recorded: usize = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
    let unrecorded = usize::try_from(trail.health().unrecorded).unwrap();
    assert_eq!(recorded + unrecorded, 4, "on a disk that stays full every answer is recorded or counted");
}

/// Orders of three writers that are tried.
const MANY: usize = 5000;

/// Orders that are tried of each kind.
const ROUNDS: usize = 30;
