//! What was acknowledged is there, whenever the process is killed; what cannot be written is refused. `SHIXIN_TRAIL_KILLS` sets
//! how often a writer is killed in each way of being durable: 200 in the full run.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use shixin::Trail;
use shixin::audit::Asker;
use shixin::audit::Decision;
use shixin::audit::Deed;
use shixin::audit::Durability;
use shixin::audit::Options;
use shixin::audit::WhenFailing;

use crate::invented::SplitMix;
use crate::keeping::LISTED;
use crate::keeping::ask;
use crate::keeping::look;
use crate::writing::entries;

#[test]
fn what_was_acknowledged_outlives_a_kill_in_strict() {
    kill_in_a_loop("strict");
}

#[test]
fn what_was_acknowledged_outlives_a_kill_in_group() {
    kill_in_a_loop("group");
}

#[test]
fn what_was_acknowledged_outlives_a_kill_in_relaxed() {
    kill_in_a_loop("relaxed");
}

fn kill_in_a_loop(mode: &str) {
    let kills: u64 = std::env::var("SHIXIN_TRAIL_KILLS").map_or(2, |it| it.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    let mut draw = SplitMix(kills);
    let mut acknowledged = BTreeMap::new();
    let mut torn = 0;
    for round in 0..kills {
        let mut child = this_test("crash::a_writer_that_is_to_be_killed")
            .env("SHIXIN_TRAIL_CHILD", format!("{mode}:{round}:{}", path.display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // The harness's own lines come first. The writer is let go on for a while after its first entry.
        let mut note = |line: &str| {
            let (_, pair) = line.split_once("acknowledged ")?;
            let (seq, reference) = pair.split_once(' ')?;
            acknowledged.insert(seq.parse::<u64>().ok()?, reference.to_owned())
        };
        for line in lines.by_ref().map(Result::unwrap) {
            note(&line);
            if line.contains("acknowledged ") {
                break;
            }
        }
        std::thread::sleep(Duration::from_micros(draw.below(20_000) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        // The last line may be half of one.
        let rest: Vec<String> = lines.map_while(Result::ok).collect();
        rest.iter().filter(|line| line.ends_with('.')).for_each(|line| drop(note(line)));
        torn += u64::from(look(&path).torn.is_some());
    }
    drop(Trail::open(&path, options(mode)).unwrap());
    let found = look(&path);
    assert!(found.is_whole() && found.torn.is_none(), "{:?}", found.faults);
    let there: BTreeMap<u64, String> = entries(&path)
        .into_iter()
        .filter_map(|entry| match entry.deed {
            Deed::Decision(recorded) => Some((entry.seq, recorded.asker.reference.clone())),
            _ => None,
        })
        .collect();
    for (seq, reference) in &acknowledged {
        assert_eq!(there.get(seq), Some(reference), "{mode}: {seq} was acknowledged");
    }
    assert!(acknowledged.len() as u64 >= kills, "{mode}: each writer wrote something");
    println!(
        "{mode}: {kills} kills, {} acknowledged, {} there, {torn} torn",
        acknowledged.len(),
        there.len()
    );
}

/// Not a test by itself: the process that is killed.
#[test]
fn a_writer_that_is_to_be_killed() {
    let Ok(told) = std::env::var("SHIXIN_TRAIL_CHILD") else { return };
    let mut parts = told.splitn(3, ':');
    let (mode, round, path) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let trail = Trail::open(path, options(mode)).unwrap();
    let number = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                loop {
                    let reference = format!("{round}-{}.", number.fetch_add(1, Ordering::Relaxed));
                    let asker = Asker { reference: reference.clone(), ..Asker::default() };
                    let seq = ask(&trail, LISTED, &asker).unwrap();
                    let line = format!("acknowledged {seq} {reference}\n");
                    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
                }
            });
        }
    });
}

/// As much as possible going on at once: rotation, syncs and checkpoints.
fn options(mode: &str) -> Options {
    let durability = match mode {
        "strict" => Durability::Strict,
        "group" => Durability::Group { entries: 4, within: Duration::from_micros(500) },
        _ => Durability::Relaxed { every: Duration::from_millis(2) },
    };
    Options::default().durability(durability).rotate_at(32_768).checkpoint_every(Duration::from_millis(3))
}

#[test]
fn a_full_disk_stops_answers_unless_told_otherwise() {
    for mode in ["refuse", "answer"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t");
        let binary = std::env::current_exe().unwrap();
        // A file may not grow beyond 40 blocks of 512 bytes; the signal that says so is ignored, so that writing fails.
        let script =
            "trap '' XFSZ; ulimit -f 40; exec \"$0\" --exact crash::a_writer_on_a_full_disk --nocapture";
        let out = Command::new("sh")
            .args(["-c", script])
            .arg(&binary)
            .env("SHIXIN_TRAIL_FULL", format!("{mode}:{}", path.display()))
            .output()
            .unwrap();
        assert!(
            out.status.success(),
            "{mode}: {}",
            String::from_utf8_lossy(&[out.stdout, out.stderr].concat())
        );
        let found = look(&path);
        assert!(found.is_whole() && found.torn.is_none(), "{mode}: {:?}", found.faults);
        // With room again it goes on, in a segment that holds what was there.
        let trail = Trail::open(&path, Options::default()).unwrap();
        let seq = ask(&trail, LISTED, &Asker::default()).unwrap();
        assert!(seq > 10, "{seq}");
        trail.close().unwrap();
        assert!(look(&path).is_whole());
    }
}

/// Not a test by itself: the process that cannot write.
#[test]
fn a_writer_on_a_full_disk() {
    let Ok(told) = std::env::var("SHIXIN_TRAIL_FULL") else { return };
    let (mode, path) = told.split_once(':').unwrap();
    let path = PathBuf::from(path);
    let when = if mode == "answer" { WhenFailing::Answer } else { WhenFailing::Refuse };
    let trail = Trail::open(&path, Options::default().when_failing(when)).unwrap();
    let mut written = 0;
    while ask(&trail, LISTED, &Asker::default()).is_ok() {
        written += 1;
        assert!(written < 200, "it never filled up");
    }
    assert!(ask(&trail, LISTED, &Asker::default()).is_err(), "nor is the next one taken");
    assert_eq!(trail.health().entries, written + 1, "what could not be written does not count");
    assert!(trail.health().failure.is_none(), "it was taken back, and nothing is in doubt");
    assert!(fs::metadata(path.join("trail-000000000000.jsonl")).unwrap().len() <= 40 * 512);
    drop(trail);
    one_that_does_not_fit(&path.with_extension("other"), when);
}

/// An entry that is too large for any file, between two that are not: refused, or counted and told by the next one.
fn one_that_does_not_fit(path: &Path, when: WhenFailing) {
    let trail = Trail::open(path, Options::default().when_failing(when).rotate_at(8_192)).unwrap();
    let record = |length: usize| {
        let asker = Asker { reference: "x".repeat(length), ..Asker::default() };
        trail.record(&Decision::failed("stale", "travel.air", None, []).asked_by(&asker))
    };
    assert_eq!(record(7).unwrap(), Some(1));
    match when {
        WhenFailing::Refuse => {
            record(60_000).unwrap_err();
            assert_eq!(record(7).unwrap(), Some(2));
        }
        WhenFailing::Answer => {
            assert_eq!(record(60_000).unwrap(), None);
            assert_eq!(trail.health().unrecorded, 1);
            assert_eq!(record(60_000).unwrap(), None, "the first is told of before");
            assert_eq!(trail.health().unrecorded, 1);
            assert_eq!(record(7).unwrap(), Some(4), "behind two entries that tell of what is missing");
            assert_eq!(trail.health().unrecorded, 0);
        }
    }
    trail.close().unwrap();
    let gaps =
        entries(path).into_iter().filter(|it| matches!(&it.deed, Deed::Gap(gap) if gap.unrecorded == 1));
    assert_eq!(gaps.count(), if when == WhenFailing::Answer { 2 } else { 0 });
    assert!(look(path).is_whole());
}

fn this_test(name: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", name, "--nocapture"]);
    command
}
