//! The desk: a new edition is taken up whole or not at all, and whoever asks meanwhile is answered by one edition.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use shixin::Applicant;
use shixin::Compiler;
use shixin::ListFolder;
use shixin::Outcome;
use shixin::Policy;
use shixin::Query;
use shixin::Screener;
use shixin::compile::Compiled;
use shixin::compile::Origin;
use shixin::index::Stamp;
use shixin::policy::Catalogue;
use shixin::policy::Guard;
use shixin::policy::Implausible;
use shixin::policy::Settings;
use shixin::screener::BuildError;
use shixin::screener::Event;
use shixin::screener::ReloadError;
use shixin::screener::today;
use tempfile::TempDir;

/// Listed in every edition, so that no edition is empty.
const ALWAYS: (&str, &str) = ("440524188001010014", "李某例");
/// Listed in some.
const APPLICANT: (&str, &str) = ("11010519491231002X", "张某示");

#[test]
fn a_new_edition_is_taken_up() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(&folder, &edition("2026-10-01", true));
    let before = desk.list().edition().stamp();
    assert_eq!(ask(&desk), (Outcome::Block, before));
    let held = desk.list();

    let stamp = put(&folder, &edition("2026-11-01", false));
    assert_eq!(ask(&desk), (Outcome::Block, before), "a file that is there is not yet in force");
    assert_eq!(desk.reload().unwrap(), stamp);
    assert_eq!(ask(&desk), (Outcome::Clear, stamp));
    assert_eq!(held.check(APPLICANT.0, APPLICANT.1).unwrap().edition(), before, "what is held stays whole");
    assert_eq!(desk.reload().unwrap(), stamp, "the same again does no harm");

    let corrected = put(&folder, &edition("2026-11-01", true));
    assert_ne!(corrected, stamp);
    assert_eq!(desk.reload().unwrap(), corrected, "another list of the same day is a correction");
    assert_eq!(ask(&desk), (Outcome::Block, corrected));
}

#[test]
fn what_cannot_be_trusted_leaves_the_old_edition_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(&folder, &edition("2026-10-01", true));
    let stamp = desk.list().edition().stamp();
    let newer = edition("2026-11-01", false);
    for (because, bytes, is_expected) in bad_files(newer.as_bytes()) {
        match bytes {
            Some(bytes) => fs::write(list_in(&folder), bytes).unwrap(),
            None => fs::remove_file(list_in(&folder)).unwrap(),
        }
        let error = desk.reload().unwrap_err();
        assert!(is_expected(&error), "{because}: {error:?}");
        assert!(error.to_string().starts_with("the edition in force"), "{because}: {error}");
        let named = if because == OLDER { "2026-09-30" } else { "list.shixin" };
        assert!(error.to_string().contains(named), "{because}: says what is wrong where: {error}");
        assert_eq!(ask(&desk), (Outcome::Block, stamp), "{because}: and answers on");
    }
    let stamp = put(&folder, &newer);
    assert_eq!(desk.reload().unwrap(), stamp, "a refusal is not for ever");
}

#[test]
fn a_list_that_cannot_be_trusted_opens_no_desk() {
    let folder = tempfile::tempdir().unwrap();
    for (because, bytes, _) in bad_files(edition("2026-11-01", true).as_bytes()) {
        let Some(bytes) = bytes.filter(|_| because != OLDER) else { continue };
        fs::write(list_in(&folder), bytes).unwrap();
        assert!(Screener::builder().list(list_in(&folder)).build().is_err(), "{because}");
    }
    assert!(Screener::builder().list(folder.path().join("nowhere")).build().is_err());
    assert!(Screener::builder().build().is_err(), "no file was named");
}

/// Two editions that answer differently take turns, every fifth time with a bad file between them, while two threads ask
/// without pause: each answer is that of the edition it bears. `SHIXIN_RELOADS` says how many turns.
#[test]
fn checks_in_flight_never_see_a_mixed_edition() {
    let folder = tempfile::tempdir().unwrap();
    let editions = [edition("2026-11-01", true), edition("2026-11-01", false)];
    let stamps = [&editions[0], &editions[1]].map(|it| it.edition().stamp());
    let turns = std::env::var("SHIXIN_RELOADS").map_or(1000, |text| text.parse().unwrap());
    let bad = [&editions[0].as_bytes()[..editions[0].as_bytes().len() / 2], b"no list"];
    let desk = open(&folder, &editions[0]);
    let (is_over, blocks, clears) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        let ask_on = || {
            while !is_over.load(Ordering::Relaxed) {
                let (outcome, stamp) = ask(&desk);
                let expected = if stamp == stamps[0] { Outcome::Block } else { Outcome::Clear };
                assert!(stamps.contains(&stamp), "an edition that never was");
                assert_eq!(outcome, expected, "of edition {stamp}");
                let counted = if outcome == Outcome::Block { &blocks } else { &clears };
                counted.fetch_add(1, Ordering::Relaxed);
            }
        };
        let askers: Vec<_> = (0..2).map(|_| scope.spawn(ask_on)).collect();
        for turn in 1..=turns {
            if turn % 5 == 0 {
                fs::write(list_in(&folder), bad[turn / 5 % 2]).unwrap();
                desk.reload().unwrap_err();
            }
            let stamp = put(&folder, &editions[turn % 2]);
            assert_eq!(desk.reload().unwrap(), stamp);
            // Until somebody was answered by it, so that on a busy machine no edition goes by unasked.
            let asked = [&blocks, &clears][turn % 2];
            let before = asked.load(Ordering::Relaxed);
            while asked.load(Ordering::Relaxed) == before && !askers.iter().any(|it| it.is_finished()) {
                std::thread::yield_now();
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
    let (blocks, clears) = (blocks.into_inner(), clears.into_inner());
    assert!(blocks >= turns as u64 / 2 && clears >= turns as u64 / 2, "{blocks} blocks, {clears} clears");
    let health = desk.health();
    assert_eq!(
        (health.answers.block, health.answers.clear),
        (blocks, clears),
        "every answer is counted once"
    );
    assert_eq!((health.reloads, health.refusals), (turns as u64, turns as u64 / 5));
}

#[test]
fn a_folder_is_followed_forth_and_back() {
    let home = tempfile::tempdir().unwrap();
    let folder = ListFolder::at(home.path());
    let editions = ["2026-10-01", "2026-11-01"].map(|day| of_people(day, 200));
    let small = of_people("2026-11-02", 100);
    let guard_there = Guard::default();
    let publish = |edition: &Compiled, guard: Option<&Guard>| folder.publish(edition.index(), None, guard);
    assert!(matches!(Screener::builder().list(home.path()).build().unwrap_err(), BuildError::Folder(_)));
    let _ = publish(&editions[0], None).unwrap();
    let desk = Screener::builder().list(home.path()).build().unwrap();
    let in_force = || desk.list().edition().stamp();
    let stamps = [&editions[0], &editions[1], &small].map(|edition| edition.edition().stamp());
    assert_eq!(in_force(), stamps[0]);

    let _ = publish(&editions[1], Some(&guard_there)).unwrap();
    assert_eq!((desk.reload().unwrap(), in_force()), (stamps[1], stamps[1]));
    let _ = folder.roll_back(None).unwrap();
    assert_eq!((desk.reload().unwrap(), in_force()), (stamps[0], stamps[0]), "an operator took it back");
    let _ = folder.roll_back(Some(&stamps[1].hex())).unwrap();
    desk.reload().unwrap();

    assert!(publish(&small, Some(&guard_there)).is_err(), "half of the list is gone");
    assert_eq!((desk.reload().unwrap(), in_force()), (stamps[1], stamps[1]));
    let _ = publish(&small, None).unwrap();
    assert_eq!((desk.reload().unwrap(), in_force()), (stamps[2], stamps[2]), "an operator allowed it");

    fs::write(folder.editions().unwrap()[1].path.clone(), b"no list").unwrap();
    let _ = folder.roll_back(Some(&stamps[0].hex())).unwrap();
    desk.reload().unwrap();
    fs::write(home.path().join("current"), b"no register").unwrap();
    let error = desk.reload().unwrap_err();
    assert!(matches!(error, ReloadError::Folder(_)), "{error:?}");
    assert!(error.to_string().starts_with("the edition in force stays: "), "{error}");
    assert_eq!(in_force(), stamps[0]);
}

/// Whoever writes into the folder by hand, past the guard of the one that publishes, finds the desk's own.
#[test]
fn an_implausible_edition_is_refused_at_the_desk_too() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(&folder, &of_people("2026-10-01", 200));
    let before = desk.list().edition().stamp();
    let _ = put(&folder, &of_people("2026-11-01", 100));
    let error = desk.reload().unwrap_err();
    assert!(matches!(error, ReloadError::Implausible(Implausible::Shrunk { .. })), "{error:?}");
    assert_eq!(desk.list().edition().stamp(), before);
    let health = desk.health();
    let refusal = health.last_refusal.as_ref().unwrap();
    assert_eq!((refusal.what, &refusal.because), ("list", &error.to_string()), "it can be seen");
    assert!(health.is_refusing && refusal.at > 1_700_000_000, "{health:?}");
    let _ = put(&folder, &of_people("2026-11-01", 190));
    desk.reload().unwrap();
    let health = desk.health();
    assert!(
        !health.is_refusing && health.last_refusal.is_some() && health.last_reload.is_some(),
        "{health:?}"
    );
}

#[test]
fn a_poll_takes_up_what_changed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let relief = folder.path().join("relief.jsonl");
    let write = |to: &Path, text: &str| {
        let beside = folder.path().join("beside");
        fs::write(&beside, text).unwrap();
        fs::rename(beside, to).unwrap();
    };
    write(&relief, "");
    let _ = put(&folder, &edition("2026-10-01", true));
    let desk = Screener::builder().list(list_in(&folder)).relief(&relief).build().unwrap();
    assert!(desk.poll().is_empty(), "nothing has changed");

    let stamp = put(&folder, &edition("2026-11-01", true));
    let events = desk.poll();
    assert!(matches!(events[..], [Event::Reloaded(taken)] if taken == stamp), "{events:?}");
    assert!(desk.poll().is_empty());

    write(&relief, WITHDRAWN);
    let events = desk.poll();
    assert!(matches!(events[..], [Event::ReliefReloaded(1)]), "{events:?}");
    assert_eq!(ask(&desk), (Outcome::Clear, stamp), "relief is taken up on its own");

    write(&relief, "no relief");
    fs::write(list_in(&folder), b"no list").unwrap();
    let events = desk.poll();
    let is_told =
        matches!(events[..], [Event::Refused(ReloadError::Open(_)), Event::Refused(ReloadError::Relief(_))]);
    assert!(is_told, "{events:?}");
    assert_eq!(ask(&desk), (Outcome::Clear, stamp), "list and relief in force stay");
    assert!(
        desk.poll().is_empty() && desk.health().refusals == 2,
        "what was refused is not tried again as it is"
    );

    fs::remove_file(list_in(&folder)).unwrap();
    assert_eq!(desk.poll().len(), 1, "a file that is gone is told");
    assert!(desk.poll().is_empty(), "once");
    assert_eq!(desk.health().refusals, 4, "and tried again, for it may come back");
    let stamp = put(&folder, &edition("2026-11-02", true));
    assert_eq!(desk.poll().len(), 1);
    assert_eq!(desk.list().edition().stamp(), stamp);
    write(&relief, "");
    assert_eq!(desk.poll().len(), 1);
    assert!(!desk.health().is_refusing);
}

#[test]
fn a_watch_keeps_the_desk_current_until_it_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Arc::new(open(&folder, &edition("2026-10-01", true)));
    let (telling, told) = std::sync::mpsc::channel();
    let every = Duration::from_millis(1);
    let watch = desk.watch(every, move |event| drop(telling.send(event))).unwrap();
    let stamp = put(&folder, &edition("2026-11-01", false));
    let event = told.recv_timeout(Duration::from_secs(60)).unwrap();
    assert!(matches!(event, Event::Reloaded(taken) if taken == stamp), "{event:?}");
    assert_eq!(ask(&desk), (Outcome::Clear, stamp));
    fs::write(list_in(&folder), b"no list").unwrap();
    let event = told.recv_timeout(Duration::from_secs(60)).unwrap();
    assert!(matches!(event, Event::Refused(ReloadError::Open(_))), "{event:?}");
    drop(watch);
    assert!(told.recv().is_err(), "its thread has ended");

    let _ = put(&folder, &edition("2026-11-01", false));
    let (telling, told) = std::sync::mpsc::channel();
    let _watch = desk.watch(every, move |event| drop(telling.send(event))).unwrap();
    drop(desk);
    while told.recv_timeout(Duration::from_secs(60)).is_ok() {}
    assert!(told.recv().is_err(), "the thread of a desk that is gone has ended");
}

#[test]
fn health_says_what_was_answered_and_what_is_in_force() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(&folder, &edition(&today().to_string(), true));
    let somebody = ("440524188001010014", APPLICANT.1);
    for (id, name) in [APPLICANT, somebody, ("150102198807303035", "赵某甲"), APPLICANT] {
        let _ = desk.check(id, name).unwrap();
    }
    assert!(desk.check("见附件", APPLICANT.1).is_err());
    let query = Query::new(APPLICANT.0, APPLICANT.1).unwrap();
    assert!(desk.check_for("no.such_use", &query).is_err());
    assert!(desk.answer(&query.clone().on("2031-01-01".parse().unwrap())).is_err());
    let _ = desk.check_together("travel.air", &Applicant::new(query)).unwrap();
    let health = desk.health();
    assert_eq!((health.answers.clear, health.answers.refer, health.answers.block), (1, 1, 3), "{health:?}");
    assert_eq!((health.errors.query, health.errors.stale, health.errors.other), (2, 1, 0), "{health:?}");
    let told = serde_json::to_value(&health).unwrap();
    let edition = desk.list().edition().clone();
    assert_eq!(told["edition"], edition.stamp().hex());
    assert_eq!(
        (&told["records"], &told["is_in_date"], &told["refusals"]),
        (&2.into(), &true.into(), &0.into())
    );
    assert!(told["age_days"].as_i64().unwrap() <= 1, "{told}");
    assert!(!told.to_string().contains(APPLICANT.1), "nobody is in it");
}

#[test]
fn many_may_reload_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(&folder, &edition("2026-10-01", true));
    let stamp = put(&folder, &edition("2026-11-01", false));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(desk.reload().unwrap(), stamp));
        }
    });
    assert_eq!(ask(&desk), (Outcome::Clear, stamp));
}

#[test]
fn today_is_asked_and_an_old_edition_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let day = |before: i64| today().plus_days(-before).unwrap().to_string();
    // A midnight may pass between the compilation and the question: hence a day from each edge.
    for (before, is_answered, because) in [
        (0, true, "of today"),
        (30, true, "of 30 days ago"),
        (33, false, "of 33 days ago"),
        (-2, false, "of the day after tomorrow"),
    ] {
        let desk = open(&folder, &edition(&day(before), true));
        let answer = desk.check(APPLICANT.0, APPLICANT.1);
        assert_eq!(answer.is_ok(), is_answered, "{because}: {answer:?}");
        match answer {
            Ok(verdict) => {
                assert_eq!(verdict.outcome(), Outcome::Block);
                assert!(verdict.day().days_since(desk.list().edition().as_of) >= before);
            }
            Err(error) => assert!(matches!(error, shixin::check::Error::Stale(_)), "{because}: {error:?}"),
        }
        let query = Query::new(APPLICANT.0, APPLICANT.1).unwrap();
        let answer = desk.answer(&query);
        assert_eq!(
            answer.is_ok(),
            is_answered,
            "{because}: nor does a query without a day pass by the clock"
        );
        let own = desk.answer(&query.clone().on(desk.list().edition().as_of)).unwrap();
        assert_eq!(own.outcome(), Outcome::Block, "{because}: a day that is stated stands");
        let held = desk.list().answer(&query).unwrap();
        assert_eq!(held.outcome(), Outcome::Block, "{because}: the list itself has no clock");
    }
}

#[test]
fn the_policy_outlives_a_reload() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = Settings::default();
    settings.max_age_days = 3;
    let policy = Policy::new(settings, Catalogue::built_in()).unwrap();
    let _ = put(&folder, &edition("2026-10-01", true));
    let desk = Screener::builder().list(list_in(&folder)).policy(policy.clone()).build().unwrap();
    let on = |day: &str| {
        let query = Query::new(APPLICANT.0, APPLICANT.1).unwrap().on(day.parse().unwrap());
        desk.answer(&query).is_ok()
    };
    assert_eq!([on("2026-10-04"), on("2026-10-05")], [true, false]);
    let _ = put(&folder, &edition("2026-11-01", true));
    desk.reload().unwrap();
    assert_eq!([on("2026-11-04"), on("2026-11-05")], [true, false], "the same limit for the new edition");
    assert_eq!(*desk.list().policy(), policy);
}

/// The entry of the applicant, withdrawn.
const WITHDRAWN: &str = r#"{"kind":"withdrawal","record":2,"name":"张某示","reason":"repaired","signed_by":"甲","dated":"2026-10-20"}"#;

/// An edition of so many people.
fn of_people(day: &str, people: usize) -> Compiled {
    let mut compiler = Compiler::new(day.parse().unwrap());
    for line in 1..=people as u64 {
        let row = format!(r#"{{"id":{line},"iname":"李某例","caseCode":"(2019)示{line}号"}}"#);
        compiler.push(Origin { source: "test".into(), line }, &row);
    }
    compiler.finish().unwrap()
}

type Bad = (&'static str, Option<Vec<u8>>, fn(&ReloadError) -> bool);

const OLDER: &str = "of an older day";

/// Files that must not be taken up in place of an edition of October, made from a whole one.
fn bad_files(whole: &[u8]) -> Vec<Bad> {
    let is_refused = |error: &ReloadError| matches!(error, ReloadError::Open(_));
    let is_older = |error: &ReloadError| matches!(error, ReloadError::Implausible(Implausible::Older { before, after }) if after < before);
    let mut flipped = whole.to_vec();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 4;
    let mut longer = whole.to_vec();
    longer.push(0);
    vec![
        ("a flipped bit", Some(flipped), is_refused),
        ("half of it", Some(whole[..whole.len() / 2].to_vec()), is_refused),
        ("all but a byte", Some(whole[..whole.len() - 1].to_vec()), is_refused),
        ("a byte more", Some(longer), is_refused),
        ("nothing", Some(Vec::new()), is_refused),
        ("another kind of file", Some(b"{\"iname\":\"\"}".to_vec()), is_refused),
        (OLDER, Some(edition("2026-09-30", false).into_bytes()), is_older),
        ("no file", None, is_refused),
    ]
}

fn edition(day: &str, lists_applicant: bool) -> Compiled {
    let mut compiler = Compiler::new(day.parse().unwrap());
    let listed = [ALWAYS, APPLICANT];
    for (line, (id, name)) in (1..).zip(listed).take(1 + usize::from(lists_applicant)) {
        compiler.push(
            Origin { source: "test".into(), line },
            &format!(r#"{{"id":{line},"iname":"{name}","cardNum":"{id}"}}"#),
        );
    }
    compiler.finish().unwrap()
}

fn open(folder: &TempDir, edition: &Compiled) -> Screener {
    let _ = put(folder, edition);
    Screener::builder().list(list_in(folder)).build().unwrap()
}

/// Puts an edition in place as a publisher does: beside, then renamed.
fn put(folder: &TempDir, edition: &Compiled) -> Stamp {
    let beside = folder.path().join("beside");
    fs::write(&beside, edition.as_bytes()).unwrap();
    fs::rename(beside, list_in(folder)).unwrap();
    edition.edition().stamp()
}

/// The answer about the applicant on the first of November, when those of October and November may be asked, and the
/// edition that gave it.
fn ask(desk: &Screener) -> (Outcome, Stamp) {
    let query = Query::new(APPLICANT.0, APPLICANT.1).unwrap().on("2026-11-01".parse().unwrap());
    let verdict = desk.answer(&query).unwrap();
    (verdict.outcome(), verdict.edition())
}

fn list_in(folder: &TempDir) -> PathBuf {
    let folder: &Path = folder.path();
    folder.join("list.shixin")
}
