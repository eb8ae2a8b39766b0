//! The table of county codes is what its source makes of it, and it only ever warns.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use shixin::id::Id;
use shixin::id::Warning;

/// Years are stored as offsets from this one.
const EPOCH: u16 = 1980;

#[test]
fn the_table_is_made_from_its_source() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/id/counties.bin");
    let made = table(&periods());
    if std::env::var_os("SHIXIN_REGENERATE").is_some() {
        fs::write(&path, &made).unwrap();
    }
    assert!(made.len() <= 100_000, "{} bytes are too many for a warning", made.len());
    assert!(fs::read(&path).unwrap() == made, "run with SHIXIN_REGENERATE=1 and commit src/id/counties.bin");
}

#[test]
fn every_code_of_the_source_is_known_and_its_neighbours_are_not() {
    let periods = periods();
    for code in 110_000..=829_999_u32 {
        let id = citizen(code, 1985);
        let unknown = id.warnings().contains(Warning::CountyUnknown);
        let permit = matches!(code, 810_000 | 820_000);
        assert_eq!(unknown, !periods.contains_key(&code) && !permit, "{code}");
    }
}

#[test]
fn a_code_is_in_force_in_its_years_and_in_no_others() {
    for (code, years) in periods() {
        for birth in [1991, 2005, 2017, 2024] {
            let covered =
                years.iter().any(|(first, last)| *first <= birth && (*last >= birth || *last == 2026));
            let warnings = citizen(code, birth).warnings();
            let permit = matches!(code, 810_000 | 820_000 | 830_000);
            assert_eq!(
                warnings.contains(Warning::CountyNotInForce),
                !covered && !permit,
                "{code} in {birth}"
            );
        }
    }
}

#[test]
fn births_outside_the_table_are_judged_by_its_edges() {
    assert!(citizen(110_105, 1880).warnings().is_empty(), "in force from the table's first year");
    assert!(citizen(110_105, 2099).warnings().is_empty(), "in force still");
    assert!(
        citizen(500_103, 1950).warnings().contains(Warning::CountyNotInForce),
        "Chongqing's codes are of 1997"
    );
    assert!(citizen(500_103, 1999).warnings().is_empty(), "and were in force then");
}

/// An invented citizen id: sequence 001 and the check digit that fits.
fn citizen(code: u32, year: u16) -> Id {
    let stem = format!("{code}{year}0101001");
    let sum: usize =
        stem.bytes().enumerate().map(|(i, digit)| usize::from(digit - b'0') * ((1 << (17 - i)) % 11)).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum % 11];
    Id::parse(&format!("{stem}{check}")).unwrap_or_else(|error| panic!("{stem}: {error}"))
}

/// The unbroken times of each code, ascending.
fn periods() -> BTreeMap<u32, Vec<(u16, u16)>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sources/gb2260_timeline.tsv");
    let source = fs::read_to_string(path).unwrap();
    let mut rows: Vec<(u32, u16, u16)> = source.lines().skip(1).map(row).collect();
    rows.sort_unstable();
    let mut periods: BTreeMap<u32, Vec<(u16, u16)>> = BTreeMap::new();
    for (code, first, last) in rows {
        let known = periods.entry(code).or_default();
        match known.last_mut() {
            Some((_, end)) if first <= *end + 1 => *end = last.max(*end),
            _ => known.push((first, last)),
        }
    }
    periods
}

fn row(line: &str) -> (u32, u16, u16) {
    let columns: Vec<&str> = line.split('\t').collect();
    (columns[0].parse().unwrap(), columns[1].parse().unwrap(), columns[2].parse().unwrap())
}

fn table(periods: &BTreeMap<u32, Vec<(u16, u16)>>) -> Vec<u8> {
    let end = periods.values().flatten().map(|(_, last)| *last).max().unwrap();
    let mut table = Vec::new();
    for (code, years) in periods {
        for (first, last) in years {
            let last = if *last == end { 255 } else { u8::try_from(last - EPOCH).unwrap() };
            table.extend(&code.to_le_bytes()[..3]);
            table.extend([u8::try_from(first - EPOCH).unwrap(), last]);
        }
    }
    table
}
