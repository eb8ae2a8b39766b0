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

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use invented::SplitMix;
use invented::delta::Said;
use invented::delta::feed;
use shixin::Compiler;
use shixin::Date;
use shixin::List;
use shixin::Outcome;
use shixin::Query;
use shixin::Screener;
use shixin::Verdict;
use shixin::compile::Layers;
use shixin::compile::Origin;
use shixin::compile::TakeError;
use shixin::index::Diff;
use shixin::index::Index;
use shixin::index::Stamp;
use shixin::policy::Guard;
use shixin::policy::Implausible;
use shixin::record::Role;
use shixin::roster::AlertKind;
use shixin::roster::Holder;
use shixin::roster::Party;
use shixin::roster::Roster;
use shixin::screener::ReloadError;

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

/// Over feeds too, rescreening tells what asking everybody would tell, from each state to the next and back, and from a list
/// with feeds to the one that was compiled of both.
#[test]
fn rescreening_over_feeds_is_what_asking_everybody_gives() {
    let (mut alerts, mut asked, mut holders) = (0, 0, 0);
    for seed in 40..46 {
        let mut draw = SplitMix(seed);
        let mut feeds = vec![feed(1, 60, &mut draw)];
        let base = compiled(&feeds, day(1));
        feeds.extend((2..5).map(|number| feed(number, 6, &mut draw)));
        let mut builder = Roster::builder();
        for (number, (id, name)) in applicants(&feeds).iter().enumerate() {
            let reference = number.to_string();
            // Who cannot be asked about is no holder.
            let _ = builder.push(&Holder::new(&reference, Party::new(id, name)));
        }
        let roster = Roster::from_bytes(builder.finish().unwrap()).unwrap();
        let mut layers = Layers::over(&base).unwrap().guard(Guard::open());
        let mut states = vec![List::from_index(base)];
        for number in 2..5 {
            layers.take(day(number), rows(&feeds[number as usize - 1])).unwrap();
            states.push(List::from_index(layers.index().clone()));
        }
        states.push(List::from_index(compiled(&feeds, day(4))));
        let back: Vec<[&List; 2]> = states.windows(2).map(|pair| [&pair[1], &pair[0]]).collect();
        for [old, new] in states.windows(2).map(|pair| [&pair[0], &pair[1]]).chain(back) {
            let standing = roster.screen(old, 1, |_| {}).unwrap();
            let mut rescreen = roster.rescreen(old, new, &standing).unwrap();
            let told: BTreeMap<u32, AlertKind> =
                rescreen.by_ref().map(Result::unwrap).map(|alert| (alert.number, alert.kind)).collect();
            let everybody = (0..roster.len()).filter_map(|number| {
                let holder = roster.holder(number).unwrap();
                let applicant = holder.applicant().unwrap();
                let [before, after] = [old, new].map(|list| list.answer_together(&applicant).unwrap());
                AlertKind::of(&before, &after).map(|kind| (number, kind))
            });
            assert_eq!(
                told,
                everybody.collect(),
                "seed {seed}, from {} to {}",
                old.edition().as_of,
                new.edition().as_of
            );
            assert_eq!(*rescreen.standing().unwrap(), roster.screen(new, 1, |_| {}).unwrap(), "seed {seed}");
            alerts += told.len();
            asked += rescreen.asked();
            holders += u64::from(roster.len());
        }
    }
    assert!(alerts > 100, "few alerts: {alerts}");
    assert!(asked < holders, "some were not asked: {asked} of {holders}");
}

/// Official rows of the people of these numbers, who are listed, or are no more.
fn people(numbers: std::ops::Range<u32>, day: u32, withdraws: bool) -> Vec<Said> {
    let action = if withdraws { "删除" } else { "新增" };
    let said = numbers.map(|number| Said {
        row: format!(
            r#"{{"LaoLaiID":"{number}","CaseCode":"(2024)示0101执{number}号","IName":"{}","CardNum":"110105{}****{number:04}","CourtName":"示例市示例区人民法院","AreaName":"示南","InfoActionType":"{action}","update_time":"2026-11-{day:02} 08:00:00"}}"#,
            name(number),
            1950 + number % 40
        ),
        record: Some(number.to_string()),
        time: Some(format!("2026-11-{day:02}")),
        withdraws,
    });
    said.collect()
}

/// Hardly anybody shares it.
fn name(number: u32) -> String {
    let forename = char::from_u32(0x5000 + number).unwrap();
    format!("{}{forename}", ["赵", "钱", "孙", "李"][number as usize % 4])
}

/// Nothing tells from how many there are that all of them are others.
#[test]
fn a_feed_that_puts_others_in_their_place_is_refused() {
    let base = compiled(&[people(0..400, 1, false)], day(1));
    let swap = |count: u32| -> Vec<Said> {
        let left = people(0..count, 2, true);
        left.into_iter().chain(people(1000..1000 + count, 2, false)).collect()
    };
    let mut layers = Layers::over(&base).unwrap();
    let error = layers.take(day(2), rows(&swap(81))).unwrap_err();
    let is_told = matches!(error, TakeError::Implausible(Implausible::Left { before: 400, gone: 81, .. }));
    assert!(is_told, "a fifth may leave: {error:?}");
    assert_eq!((layers.row_count(), layers.index().edition()), (0, base.edition()), "and nothing was taken");
    let mut guard = Guard::default();
    guard.most_gone = 1.0;
    let mut lenient = Layers::over(&base).unwrap().guard(guard);
    let error = lenient.take(day(2), rows(&swap(201))).unwrap_err();
    let is_told = matches!(error, TakeError::Implausible(Implausible::Came { before: 400, new: 201, .. }));
    assert!(is_told, "half as many may come: {error:?}");

    layers.take(day(2), rows(&swap(80))).unwrap();
    // What stands above leaves as what stands below does.
    let back: Vec<Said> =
        people(1000..1080, 3, true).into_iter().chain(people(2000..2080, 3, false)).collect();
    layers.take(day(3), rows(&back)).unwrap();
    let error = layers.take(day(4), rows(&people(2000..2081, 4, true))).map(drop);
    assert!(error.is_ok(), "80 of them are there: {error:?}");
    // Corrected, with the same name and id: nobody left and nobody came.
    let again: Vec<Said> = people(80..400, 5, false);
    layers.take(day(5), rows(&again)).unwrap();
    assert_eq!(layers.index().edition().totals.records, 320);
}

/// A desk takes feeds while two threads ask without pause: each answer is the one that the list compiled out of all rows
/// gives, of the day that the answer names.
#[test]
fn a_desk_takes_feeds_while_others_ask() {
    let mut draw = SplitMix(77);
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("list.shixin");
    let mut feeds = vec![feed(1, 150, &mut draw)];
    let base = compiled(&feeds, day(1));
    put(&base, &path);
    feeds.extend((2..8).map(|number| feed(number, 20, &mut draw)));
    let asked = applicants(&feeds);
    let queries: Vec<Query<'_>> = asked.iter().filter_map(|(id, name)| Query::new(id, name).ok()).collect();
    let days: Vec<Date> = (1..8).map(day).collect();
    let queries: Vec<Query<'_>> = queries.into_iter().map(|query| query.on(day(7))).collect();

    // What is to be answered, by the edition that answers it.
    let mut layers = Layers::over(&base).unwrap().guard(Guard::open());
    let mut expected: BTreeMap<Stamp, Vec<(String, Vec<String>)>> = BTreeMap::new();
    for (number, as_of) in days.iter().enumerate() {
        if number > 0 {
            layers.take(*as_of, rows(&feeds[number])).unwrap();
        }
        let anew = List::from_index(compiled(&feeds[..=number], *as_of));
        let answers = queries.iter().map(|query| told(&anew.answer(query).unwrap())).collect();
        assert!(
            expected.insert(layers.index().edition().stamp(), answers).is_none(),
            "each is another edition"
        );
    }

    let desk = Screener::builder().list(&path).guard(Guard::open()).build().unwrap();
    let (is_over, answered) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        let ask_on = |from: usize| {
            for at in (0..queries.len()).cycle().skip(from) {
                let verdict = desk.answer(&queries[at]).unwrap();
                let told = told(&verdict);
                assert_eq!(told, expected[&verdict.edition()][at], "of edition {}", verdict.edition());
                answered.fetch_add(1, Ordering::Relaxed);
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
            }
        };
        let (is_over, answered, desk) = (&is_over, &answered, &desk);
        let askers: Vec<_> = (0..2).map(|nth| scope.spawn(move || ask_on(nth * 31))).collect();
        for (number, as_of) in days.iter().enumerate().skip(1) {
            let before = answered.load(Ordering::Relaxed);
            let taken = desk.take(*as_of, rows(&feeds[number])).unwrap();
            assert!(expected.contains_key(&taken.edition) && taken.report.adds_up());
            assert_eq!(desk.list().edition().stamp(), taken.edition);
            while answered.load(Ordering::Relaxed) < before + 200 && !askers.iter().any(|it| it.is_finished())
            {
                std::thread::yield_now();
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
    let health = desk.health();
    let laid = health.laid.unwrap();
    assert_eq!((health.feeds, health.as_of, laid.as_of), (6, day(7), day(1)));
    assert_eq!(laid.list, base.edition().stamp().hex());
    assert!(laid.records > 0);
}

/// An edition of the day of the last feeds takes the place of list and feeds: where it was compiled without one of them, whom
/// that feed listed would be free.
#[test]
fn an_edition_of_the_same_day_that_has_nothing_of_a_feed_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("list.shixin");
    let listed = people(0..200, 1, false);
    let (morning, evening) = (people(500..505, 3, false), people(600..603, 3, false));
    let gone = people(0..4, 3, true);
    put(&compiled(std::slice::from_ref(&listed), day(1)), &path);
    let desk = Screener::builder().list(&path).build().unwrap();
    for feed in [&morning, &evening, &gone] {
        desk.take(day(3), rows(feed)).unwrap();
    }
    let in_force = desk.list().edition().stamp();
    let all = [&listed, &morning, &evening, &gone];
    for (without, turned) in [(1, 5), (2, 3), (3, 4)] {
        let kept: Vec<_> = (0..4).filter(|nth| *nth != without).map(|nth| all[nth].clone()).collect();
        put(&compiled(&kept, day(3)), &path);
        let error = desk.reload().unwrap_err();
        let is_told = matches!(error, ReloadError::WithoutFeed { as_of, turned: found } if as_of == day(3) && found == turned);
        assert!(is_told, "without feed {without}: {error:?}");
        let health = desk.health();
        assert!(health.is_refusing && health.last_refusal.unwrap().because.contains("without the feed"));
        assert_eq!(desk.list().edition().stamp(), in_force, "nobody is free, nobody stopped");
    }
    // Of the evening's somebody was taken off again since: the others tell that the feed was there.
    let mut all: Vec<Vec<Said>> = all.into_iter().cloned().collect();
    all.push(people(600..602, 3, true));
    let whole = compiled(&all, day(3));
    put(&whole, &path);
    assert_eq!(desk.reload().unwrap(), whole.edition().stamp());
    assert!(desk.health().laid.is_none() && !desk.health().is_refusing);

    // Of a later day it is taken at its word: it may be a snapshot of which nobody knows what feeds were to say.
    desk.take(day(4), rows(&people(700..703, 4, false))).unwrap();
    let later = compiled(&all, day(5));
    put(&later, &path);
    assert_eq!(desk.reload().unwrap(), later.edition().stamp());
}

#[test]
fn a_desk_keeps_its_feeds_until_a_list_is_there_that_has_them() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("list.shixin");
    let (listed, came) = (people(0..200, 1, false), people(500..510, 3, false));
    let base = compiled(std::slice::from_ref(&listed), day(1));
    put(&base, &path);
    let desk = Screener::builder().list(&path).build().unwrap();
    let asked_about = name(500);
    let asked = Query::new("110105197001020500", &asked_about).unwrap().on(day(3));
    let outcome = |desk: &Screener| {
        let verdict = desk.answer(&asked).unwrap();
        (verdict.outcome(), verdict.edition())
    };
    assert_eq!(outcome(&desk), (Outcome::Clear, base.edition().stamp()));
    assert_eq!(desk.health().laid, None);

    let error = desk.take(day(2), rows(&people(0..100, 2, true))).unwrap_err();
    assert!(matches!(error, ReloadError::Feed(TakeError::Implausible(_))), "half of them: {error:?}");
    assert!(error.to_string().starts_with("the edition in force stays: the feed was not taken: "), "{error}");
    let health = desk.health();
    assert_eq!(health.last_refusal.as_ref().map(|refusal| refusal.what), Some("feed"));
    assert!(health.is_refusing && health.laid.is_none() && health.feeds == 0, "{health:?}");

    let held = desk.list();
    let taken = desk.take(day(3), rows(&came)).unwrap();
    assert_eq!(outcome(&desk).1, taken.edition);
    assert_ne!(outcome(&desk).0, Outcome::Clear);
    assert_eq!(held.answer(&asked).unwrap().outcome(), Outcome::Clear, "what is held stays whole");
    let account = serde_json::to_value(desk.list().account(&desk.answer(&asked).unwrap()).unwrap()).unwrap();
    assert_eq!(account["edition"]["over"], base.edition().stamp().hex(), "it says what lies below");
    assert!(!desk.health().is_refusing);

    assert_eq!(desk.reload().unwrap(), taken.edition, "the same file again lays nothing down");
    put(&compiled(&[listed.clone(), people(200..201, 2, false)], day(2)), &path);
    let error = desk.reload().unwrap_err();
    let is_older = matches!(error, ReloadError::Implausible(Implausible::Older { .. }));
    assert!(is_older, "compiled without the last feed: {error:?}");
    assert_eq!(outcome(&desk).1, taken.edition);

    let with_them = compiled(&[listed, came], day(3));
    put(&with_them, &path);
    assert_eq!(desk.reload().unwrap(), with_them.edition().stamp());
    assert_eq!(outcome(&desk).1, with_them.edition().stamp());
    assert_ne!(outcome(&desk).0, Outcome::Clear);
    assert_eq!((desk.health().laid, desk.health().feeds), (None, 1));
    let next = desk.take(day(4), rows(&people(600..601, 4, false))).unwrap();
    assert_eq!(desk.health().laid.unwrap().list, with_them.edition().stamp().hex());
    assert_ne!(next.edition, taken.edition);
}

fn put(index: &Index, path: &Path) {
    let beside = path.with_extension("beside");
    fs::write(&beside, index.as_bytes()).unwrap();
    fs::rename(beside, path).unwrap();
}
