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
#[path = "names/properties.rs"]
mod properties;

use std::fs;
use std::path::Path;

/// The committed table is what the vendored sources give, byte for byte.
#[test]
fn the_fold_table_is_made_from_its_sources() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/name/fold.bin");
    let (built, _) = fold_table::build();
    assert!(built.len() < 150_000, "{} bytes", built.len());
    if std::env::var_os("SHIXIN_REGENERATE").is_some() {
        fs::write(&path, &built).unwrap();
    }
    let committed = fs::read(&path).unwrap();
    assert!(
        committed == built,
        "src/name/fold.bin is stale: run with SHIXIN_REGENERATE=1 and review the change"
    );
}
