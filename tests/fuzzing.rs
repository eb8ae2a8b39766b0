//! What the fuzz targets look for is replayed on stable: every seed, the kept corpus, and every input that ever broke a property.
//! `SHIXIN_CORPUS` names another folder of corpora, one folder a target.
#![cfg(all(feature = "cli", feature = "capi"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::print_stderr,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod crafted;
mod invented;
mod naive;
mod properties;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

#[test]
fn every_kept_input_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = std::env::var_os("SHIXIN_CORPUS").map_or_else(|| root.join("fuzz/corpus"), PathBuf::from);
    for (name, holds) in properties::ALL {
        let regressions = files(&root.join("tests/data/regressions").join(name));
        let kept = files(&corpus.join(name));
        let seeds = files(&root.join("fuzz/seeds").join(name));
        eprintln!(
            "{name}: {} regressions, {} of the corpus, {} seeds",
            regressions.len(),
            kept.len(),
            seeds.len()
        );
        for path in regressions.iter().chain(&kept).chain(&seeds) {
            let bytes = fs::read(path).unwrap();
            let result = std::panic::catch_unwind(|| holds(&bytes));
            assert!(result.is_ok(), "{} breaks the property `{name}`", path.display());
        }
    }
}

/// Without any kept input: bytes from a generator, and none.
#[test]
fn every_property_holds_of_random_bytes() {
    let mut draw = invented::SplitMix(20_261_123);
    for (name, holds) in properties::ALL {
        for round in 0..ROUNDS {
            let length = if round == 0 { 0 } else { draw.below(200) };
            let bytes: Vec<u8> = (0..length).map(|_| draw.next() as u8).collect();
            let result = std::panic::catch_unwind(|| holds(&bytes));
            assert!(result.is_ok(), "{bytes:?} break the property `{name}`");
        }
    }
}

/// The package leaves `fuzz` out, and then there is nothing to compare.
#[test]
fn every_property_has_its_target_and_seeds() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    if !fuzz.exists() {
        return;
    }
    let expected: BTreeSet<String> = properties::ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
    let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let targets: BTreeSet<String> = files(&fuzz.join("fuzz_targets")).into_iter().map(stem).collect();
    assert_eq!(targets, expected);
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    for name in &expected {
        assert!(
            manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")),
            "{name} is not in fuzz/Cargo.toml"
        );
        assert!(!files(&fuzz.join("seeds").join(name)).is_empty(), "{name} has no seeds");
    }
}

/// The files in a folder, in order; none where it is not there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

const ROUNDS: usize = 60;
