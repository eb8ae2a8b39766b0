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
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use shixin::Compiler;
use shixin::Outcome;
use shixin::Policy;
use shixin::Query;
use shixin::Screener;
use shixin::compile::Compiled;
use shixin::compile::Origin;
use shixin::index::Stamp;
use shixin::policy::Catalogue;
use shixin::policy::Implausible;
use shixin::policy::Settings;
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

/// Two editions that answer differently take turns 200 times, every fifth time with a bad file between them, while
/// threads ask without pause: each answer is that of the edition it bears.
#[test]
fn checks_in_flight_never_see_a_mixed_edition() {
    let folder = tempfile::tempdir().unwrap();
    let editions = [edition("2026-11-01", true), edition("2026-11-01", false)];
    let stamps = [&editions[0], &editions[1]].map(|it| it.edition().stamp());
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
        let askers: Vec<_> = (0..3).map(|_| scope.spawn(ask_on)).collect();
        for turn in 1..=200 {
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
    assert!(blocks >= 100 && clears >= 100, "{blocks} blocks, {clears} clears");
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
