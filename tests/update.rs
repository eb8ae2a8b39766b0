//! A list that was updated is the list that everything compiled at once makes, to the byte; and what stands in it is what a
//! naive model says.
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

use std::collections::BTreeSet;

use invented::SplitMix;
use invented::delta::Said;
use invented::delta::feed;
use invented::delta::standing;
use shixin::Compiler;
use shixin::Date;
use shixin::List;
use shixin::Outcome;
use shixin::compile::Compiled;
use shixin::compile::Origin;
use shixin::index::Index;

fn day(number: u32) -> Date {
    Date::new(2026, 11, number as u8).unwrap()
}

fn push(compiler: &mut Compiler, feed: &[Said]) {
    for (line, said) in (1..).zip(feed) {
        compiler.push(Origin { source: "feed".into(), line }, &said.row);
    }
}

fn compiled(feeds: &[Vec<Said>], as_of: Date) -> Compiled {
    let mut compiler = Compiler::new(as_of).source("invented");
    feeds.iter().for_each(|feed| push(&mut compiler, feed));
    compiler.finish().unwrap()
}

fn updated(base: &Index, feed: &[Said], as_of: Date) -> Compiled {
    let mut compiler = Compiler::after(base.edition(), as_of);
    compiler.take_list(base).unwrap();
    push(&mut compiler, feed);
    compiler.finish().unwrap()
}

#[test]
fn a_list_updated_day_by_day_is_the_list_compiled_at_once() {
    for (seed, rows) in [(1, 12), (2, 40), (3, 90), (4, 150), (5, 25)] {
        let mut draw = SplitMix(seed);
        let mut feeds = vec![feed(1, rows * 3, &mut draw)];
        let mut list = Index::open(compiled(&feeds, day(1)).into_bytes()).unwrap();
        for number in 2..6 {
            feeds.push(feed(number, rows, &mut draw));
            let update = updated(&list, &feeds[feeds.len() - 1], day(number));
            assert!(update.report().adds_up(), "{:?}", update.report().totals);
            let at_once = compiled(&feeds, day(number));
            assert_eq!(update.edition().totals, at_once.edition().totals, "seed {seed}, day {number}");
            assert!(update.as_bytes() == at_once.as_bytes(), "seed {seed}, day {number}: other bytes");
            list = Index::open(update.into_bytes()).unwrap();
            list.verify().unwrap();
            let found: BTreeSet<String> = (0..list.edition().totals.records as u32)
                .map(|record| list.evidence(record).unwrap().row().to_owned())
                .collect();
            assert!(found == standing(&feeds.concat()), "seed {seed}, day {number}: other rows stand");
        }
    }
}

#[test]
fn feeds_that_come_in_another_order_make_the_same_list_where_their_rows_tell_their_time() {
    let mut draw = SplitMix(11);
    let mut feeds: Vec<Vec<Said>> = (2..6).map(|number| feed(number, 40, &mut draw)).collect();
    // Of rows of one time the last to come counts; here no two records' rows share one.
    let mut seen = BTreeSet::new();
    for feed in &mut feeds {
        feed.retain(|said| said.record.is_none() || seen.insert((said.record.clone(), said.time.clone())));
    }
    let first = vec![feed(1, 100, &mut draw)];
    let base = Index::open(compiled(&first, day(1)).into_bytes()).unwrap();
    let run = |feeds: &[Vec<Said>]| {
        let mut list = Index::open(base.as_bytes().to_vec()).unwrap();
        for feed in feeds {
            list = Index::open(updated(&list, feed, day(9)).into_bytes()).unwrap();
        }
        list.into_bytes()
    };
    let in_order = run(&feeds);
    feeds.rotate_left(2);
    feeds.swap(0, 1);
    assert!(run(&feeds) == in_order, "late feeds make another list");
    let twice: Vec<Vec<Said>> = feeds.iter().flat_map(|feed| [feed.clone(), feed.clone()]).collect();
    let (once, twice) = (Index::open(in_order).unwrap(), Index::open(run(&twice)).unwrap());
    let changes = shixin::index::Diff::new(&once, &twice).unwrap().count();
    assert_eq!(changes, 0, "a feed that comes twice changes nothing");
}

#[test]
fn spilled_updates_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut draw = SplitMix(21);
    let feeds = [feed(1, 900, &mut draw), feed(2, 300, &mut draw)];
    let base = Index::open(compiled(&feeds[..1], day(1)).into_bytes()).unwrap();
    let mut compiler = Compiler::after(base.edition(), day(2)).spill_into(folder.path(), 1);
    compiler.take_list(&base).unwrap();
    push(&mut compiler, &feeds[1]);
    assert!(compiler.finish().unwrap().as_bytes() == compiled(&feeds, day(2)).as_bytes());
}

/// One official row: record 1, that is added or changed or, without a name, withdrawn.
fn row(name: &str, time: &str) -> String {
    let mut row = serde_json::json!({"LaoLaiID": "1", "CourtName": "示例市示例区人民法院",
        "InfoActionType": if name.is_empty() { "删除" } else { "修改" }});
    if !name.is_empty() {
        row["IName"] = name.into();
        row["CardNum"] = "11010519491231002X".into();
    }
    if !time.is_empty() {
        row["update_time"] = time.into();
    }
    row.to_string()
}

#[test]
fn what_came_late_or_without_a_time_or_from_the_future_does_what_the_rule_says() {
    let (zhang, wang) = ("张某示", "王某示");
    for (first, then, listed, because) in [
        (vec![row(zhang, "2026-11-01 09:00:00")], vec![row("", "2026-11-02 09:00:00")], "", "withdrawn"),
        (
            vec![row(zhang, "2026-11-01 09:00:00"), row("", "2026-11-02 09:00:00")],
            vec![row(zhang, "2026-11-01 12:00:00")],
            "",
            "a row that comes after the withdrawal and was written before it does not bring the record back",
        ),
        (
            vec![row(zhang, "2026-11-01 09:00:00"), row("", "2026-11-02 09:00:00")],
            vec![row(zhang, "2026-11-02 12:00:00")],
            zhang,
            "one that was written after it does",
        ),
        (
            vec![row(zhang, "2026-11-01 09:00:00"), row("", "")],
            vec![row(wang, "2026-11-01 08:00:00")],
            "",
            "a withdrawal without a time was said when it came, after the latest time before it",
        ),
        (
            vec![row(zhang, "2026-11-02 09:00:00"), row(wang, "")],
            vec![row(zhang, "2026-11-01 08:00:00")],
            wang,
            "a correction without a time was said when it came as well",
        ),
        (
            vec![row(zhang, "2031-01-01 00:00:00")],
            vec![row("", "2026-11-02 09:00:00")],
            "",
            "a time after the edition's day is not believed: it would outrank every correction until then",
        ),
        (
            vec![row(zhang, "2026-11-01 09:00:00")],
            vec![row(wang, "2031-01-01 00:00:00"), row(zhang, "2026-11-04 10:00:00")],
            zhang,
            "nor when it corrects: it was said when it came",
        ),
        (
            vec![row(zhang, "2026-11-01 09:00:00"), row("", "2031-01-01 00:00:00")],
            vec![row(wang, "2026-11-01 12:00:00")],
            "",
            "which was on the edition's day at the earliest: what was written before that does not undo it",
        ),
    ] {
        let mut compiler = Compiler::new(day(2));
        let other = r#"{"id":9,"iname":"李某例","cardNum":"4405241990****0173"}"#;
        compiler.push(Origin { source: "feed".into(), line: 0 }, other);
        for (line, row) in (1..).zip(&first) {
            compiler.push(Origin { source: "feed".into(), line }, row);
        }
        let base = Index::open(compiler.finish().unwrap().into_bytes()).unwrap();
        // A feed of nothing in between must not forget anything, nor a list that is of a later day.
        let base = Index::open(updated(&base, &[], day(3)).into_bytes()).unwrap();
        let mut compiler = Compiler::after(base.edition(), day(4));
        compiler.take_list(&base).unwrap();
        for (line, row) in (1..).zip(&then) {
            compiler.push(Origin { source: "feed".into(), line }, row);
        }
        let list = List::from_bytes(compiler.finish().unwrap().into_bytes()).unwrap();
        for name in [zhang, wang] {
            let outcome = list.check("11010519491231002X", name).unwrap().outcome();
            assert_eq!(outcome == Outcome::Block, name == listed, "{because}: {name} {outcome:?}");
        }
    }
}
