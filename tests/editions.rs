//! `shixin update` and `shixin diff` as an operator meets them: from one edition to the next.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;

use invented::SplitMix;
use invented::delta::feed;

fn run(folder: &Path, line: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shixin"));
    command.args(line.split_whitespace()).current_dir(folder).output().unwrap()
}

fn ends(folder: &Path, line: &str, exit: i32) -> String {
    let out = run(folder, line);
    let stderr = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(exit), "{line}: {stderr}");
    stderr + &String::from_utf8(out.stdout).unwrap()
}

/// A folder with a list of 1 November, its rows and the next day's delta.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut draw = SplitMix(41);
    let write = |name: &str, rows: Vec<String>| fs::write(folder.path().join(name), rows.join("\n")).unwrap();
    write("first.jsonl", feed(1, 400, &mut draw).into_iter().map(|said| said.row).collect());
    write("delta.jsonl", feed(2, 60, &mut draw).into_iter().map(|said| said.row).collect());
    ends(folder.path(), "compile first.jsonl -o base.shixin --as-of 2026-11-01 --source official", 0);
    folder
}

#[test]
fn an_update_is_what_compiling_everything_gives_and_the_diff_tells_what_it_did() {
    let folder = folder();
    let folder = folder.path();
    let said = ends(folder, "update base.shixin delta.jsonl -o next.shixin --as-of 2026-11-02", 0);
    assert!(said.contains("stood in base.shixin"), "{said}");
    ends(folder, "compile first.jsonl delta.jsonl -o anew.shixin --as-of 2026-11-02 --source official", 0);
    let bytes = |name: &str| fs::read(folder.join(name)).unwrap();
    assert!(bytes("next.shixin") == bytes("anew.shixin"), "the same list, byte for byte");
    let summary = ends(folder, "diff base.shixin next.shixin --summary -o summary.json", 0);
    let counted: serde_json::Value = serde_json::from_slice(&bytes("summary.json")).unwrap();
    let records = &counted["changes"]["records"];
    assert!(summary.contains(&format!("records: {} added", records["added"])), "{summary}");
    let told = ends(folder, "diff base.shixin next.shixin -o changes.jsonl", 0);
    assert_eq!(told, summary);
    let lines = String::from_utf8(bytes("changes.jsonl")).unwrap();
    let count =
        ["added", "removed", "changed"].iter().map(|kind| records[kind].as_u64().unwrap()).sum::<u64>();
    assert_eq!(lines.lines().count() as u64, count);
    assert!(count > 10, "{lines}");
    assert!(!lines.contains(invented::DUTY), "no third party");
    ends(folder, "update next.shixin delta.jsonl -o next.shixin --as-of 2026-11-02", 0);
    let again = ends(folder, "diff anew.shixin next.shixin", 0);
    assert!(again.contains("records: 0 added, 0 removed, 0 changed"), "a feed that comes twice: {again}");
}

#[test]
fn a_snapshot_takes_the_lists_place_and_whoever_is_not_in_it_leaves() {
    let folder = folder();
    let folder = folder.path();
    let rows = fs::read_to_string(folder.join("first.jsonl")).unwrap();
    let most: Vec<&str> = rows.lines().skip(20).collect();
    fs::write(folder.join("most.jsonl"), most.join("\n")).unwrap();
    ends(folder, "update base.shixin most.jsonl --snapshot -o next.shixin --as-of 2026-11-02", 0);
    ends(folder, "compile most.jsonl -o anew.shixin --as-of 2026-11-02 --source official", 0);
    assert!(fs::read(folder.join("next.shixin")).unwrap() == fs::read(folder.join("anew.shixin")).unwrap());
    fs::write(folder.join("half.jsonl"), most[..most.len() / 3].join("\n")).unwrap();
    let refused =
        ends(folder, "update base.shixin half.jsonl --snapshot -o other.shixin --as-of 2026-11-02", 65);
    assert!(refused.contains("% fewer") && refused.contains("--allow-implausible"), "{refused}");
    assert!(!folder.join("other.shixin").exists(), "nothing is published");
    let line =
        "update base.shixin half.jsonl --snapshot -o other.shixin --as-of 2026-11-02 --allow-implausible";
    ends(folder, line, 0);
}

#[test]
fn an_update_that_cannot_be_right_is_refused_and_the_list_stays() {
    let folder = folder();
    let folder = folder.path();
    fs::write(folder.join("nothing.jsonl"), "\n").unwrap();
    fs::write(folder.join("page.jsonl"), "<html>502 Bad Gateway</html>\n".repeat(120)).unwrap();
    let before = fs::read(folder.join("base.shixin")).unwrap();
    for (line, exit, expected, because) in [
        ("update base.shixin nothing.jsonl -o base.shixin", 65, "no rows were found", "an empty feed"),
        ("update base.shixin page.jsonl -o base.shixin", 65, "", "an error page"),
        (
            "update base.shixin delta.jsonl -o base.shixin --as-of 2026-10-30",
            65,
            "an earlier day",
            "yesterday",
        ),
        ("update base.shixin delta.jsonl -o base.shixin --source mirror", 65, "comes from", "another source"),
        ("update base.shixin missing.jsonl -o base.shixin", 66, "cannot read", "no such feed"),
        ("update missing.shixin delta.jsonl -o base.shixin", 66, "cannot read", "no such list"),
        ("update delta.jsonl delta.jsonl -o base.shixin", 65, "", "rows are no list"),
        ("update base.shixin delta.jsonl -o delta.jsonl", 64, "--output", "a feed is no place for a list"),
        ("diff base.shixin delta.jsonl", 65, "", "rows are no list"),
        ("diff base.shixin base.shixin -o base.shixin", 64, "--output", "a list is no place for changes"),
    ] {
        let said = ends(folder, line, exit);
        assert!(said.contains(expected), "{because}: {said}");
        assert!(fs::read(folder.join("base.shixin")).unwrap() == before, "{because}: the list changed");
    }
}

#[test]
fn a_delta_makes_no_old_list_fresh() {
    let folder = folder();
    let folder = folder.path();
    ends(folder, "update base.shixin delta.jsonl -o week.shixin --as-of 2026-11-08", 0);
    for day in ["2026-11-09", "2027-09-21"] {
        let update = format!("update base.shixin delta.jsonl -o next.shixin --as-of {day}");
        let said = ends(folder, &update, 65);
        for word in ["2026-11-01", day, "--most-days"] {
            assert!(said.contains(word), "{said} without {word}");
        }
        assert!(!folder.join("next.shixin").exists(), "{day}: nothing is published");
    }
    ends(folder, "update base.shixin delta.jsonl -o next.shixin --as-of 2026-11-09 --most-days 8", 0);
    let snapshot = "update base.shixin first.jsonl --snapshot -o whole.shixin --as-of 2027-09-21";
    ends(folder, snapshot, 0);
    ends(folder, &format!("{snapshot} --most-days 8"), 64);
}

#[test]
fn a_delta_of_nothing_but_garbage_does_not_move_the_day_on() {
    let folder = folder();
    let folder = folder.path();
    let rows = "{\"id\":1,\"iname\":\"\",\"cardNum\":\"\"}\n";
    for (count, name) in [(1, "one.jsonl"), (400, "many.jsonl")] {
        fs::write(folder.join(name), rows.repeat(count)).unwrap();
        let before = fs::read(folder.join("base.shixin")).unwrap();
        for feeds in [name.to_owned(), format!("{name} delta.jsonl"), format!("delta.jsonl {name}")] {
            let said =
                ends(folder, &format!("update base.shixin {feeds} -o base.shixin --as-of 2026-11-02"), 65);
            assert!(said.contains(&format!("no row of {name}")), "{feeds}: {said}");
            assert!(fs::read(folder.join("base.shixin")).unwrap() == before, "{feeds}: the list changed");
        }
    }
    let meant = "update base.shixin one.jsonl -o next.shixin --as-of 2026-11-02 --most-rejects 100";
    ends(folder, meant, 0);
}

#[test]
fn as_many_others_are_no_excuse() {
    let folder = folder();
    let folder = folder.path();
    let people = |from: u32, to: u32, record: u32| -> String {
        let row = |number: u32| {
            let id = format!("{}****{:03}X", 1_101_050_000 + number / 1000, number % 1000);
            format!("{{\"id\":{},\"iname\":\"张某示\",\"cardNum\":\"{id}\"}}\n", number + record)
        };
        (from..to).map(row).collect()
    };
    for (name, rows) in [
        ("one.jsonl", people(1_950_000, 1_950_500, 0)),
        ("other.jsonl", people(1_960_000, 1_960_500, 0)),
        ("some.jsonl", people(1_950_095, 1_950_595, 0)),
        ("more.jsonl", people(1_950_105, 1_950_605, 0)),
        ("renumbered.jsonl", people(1_950_000, 1_950_500, 7_000_000)),
    ] {
        fs::write(folder.join(name), rows.replace("1101050000", "110105")).unwrap();
    }
    ends(folder, "compile one.jsonl -o one.shixin --as-of 2026-11-01", 0);
    fs::create_dir(folder.join("lists")).unwrap();
    ends(folder, "compile one.jsonl -o lists --as-of 2026-11-01", 0);
    for (feed, exit, because) in [
        ("other", 65, "all of them left and as many came"),
        ("more", 65, "21 % left"),
        ("some", 0, "19 % left"),
        ("renumbered", 0, "the same people under other record numbers"),
    ] {
        fs::copy(folder.join("one.shixin"), folder.join("there.shixin")).unwrap();
        for line in [
            format!("compile {feed}.jsonl -o there.shixin"),
            format!("update one.shixin {feed}.jsonl --snapshot -o {feed}.shixin"),
            format!("compile {feed}.jsonl -o lists"),
        ] {
            let said = ends(folder, &format!("{line} --as-of 2026-11-02"), exit);
            let is_told = said.contains("are gone from the new one") && said.contains("--allow-implausible");
            assert!(is_told == (exit != 0), "{because}: {line}: {said}");
        }
        if exit == 0 {
            ends(folder, "editions rollback lists", 0);
        }
    }
}
