//! The page of hazards is true: each has a test that is there.
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

#[test]
fn every_hazard_is_shown_by_tests_that_are_there() {
    let page = fs::read_to_string(root().join("docs/hazards.md")).unwrap();
    let rows: Vec<[&str; 3]> = page.lines().filter_map(row).collect();
    assert!(rows.len() > 50, "the table cannot be read: {}", rows.len());
    for [hazard, what_happens, shown_by] in rows {
        assert!(!what_happens.is_empty(), "{hazard}: what happens?");
        let tests: Vec<&str> = shown_by.split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "{hazard}: shown by nothing");
        for test in tests {
            let (file, name) = test.split_once("::").unwrap_or_else(|| panic!("{hazard}: {test} is no test"));
            let text =
                fs::read_to_string(root().join(file)).unwrap_or_else(|_| panic!("{hazard}: no {file}"));
            assert!(is_test(&text, name), "{hazard}: there is no test {name} in {file}");
        }
    }
}

#[test]
fn a_test_is_one_that_is_run() {
    let text = "#[test]\n#[cfg(unix)]\nfn one() {}\n\nfn two() {}\n// #[test]\n// fn three() {}";
    assert_eq!(["one", "two", "three", "four"].map(|name| is_test(text, name)), [true, false, false, false]);
}

/// The cells of a row that is no heading.
fn row(line: &str) -> Option<[&str; 3]> {
    let cells: Vec<&str> = line.strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim).collect();
    let cells: [&str; 3] = cells.try_into().unwrap_or_else(|_| panic!("not three cells: {line}"));
    (cells[0] != "hazard" && !cells[0].starts_with("---")).then_some(cells)
}

/// Whether a function of this name is there with `#[test]` among the attributes above it.
fn is_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let begins = format!("fn {name}(");
    let Some(at) = lines.iter().position(|line| line.starts_with(&begins)) else { return false };
    let attributes =
        lines[..at].iter().rev().take_while(|line| line.starts_with("#[") || line.ends_with(']'));
    attributes.into_iter().any(|line| *line == "#[test]")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
