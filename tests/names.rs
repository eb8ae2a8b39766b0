//! Names through the public door.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

#[path = "names/cases.rs"]
mod cases;
#[path = "names/fold_table.rs"]
mod fold_table;
#[path = "names/place_table.rs"]
mod place_table;
#[path = "names/properties.rs"]
mod properties;
#[path = "names/reading_table.rs"]
mod reading_table;
#[path = "names/steps.rs"]
mod steps;

use std::fs;
use std::path::Path;

#[test]
fn the_fold_table_is_made_from_its_sources() {
    is_made("fold.bin", &fold_table::build().0, 150_000);
}

#[test]
fn the_table_of_readings_is_made_from_its_sources() {
    is_made("readings.bin", &reading_table::Readings::read().lay(), 50_000);
}

#[test]
fn the_list_of_places_is_made_from_its_source() {
    is_made("places.txt", place_table::build().as_bytes(), 30_000);
}

/// The committed table is what the vendored sources give, byte for byte.
fn is_made(table: &str, built: &[u8], most: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/name").join(table);
    assert!(built.len() < most, "{table}: {} bytes", built.len());
    if std::env::var_os("SHIXIN_REGENERATE").is_some() {
        fs::write(&path, built).unwrap();
    }
    let committed = fs::read(&path).unwrap();
    assert!(
        committed == built,
        "src/name/{table} is stale: run with SHIXIN_REGENERATE=1 and review the change"
    );
}
