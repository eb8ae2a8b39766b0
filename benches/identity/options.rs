//! How large a world was asked for, and what is to be shown of it?

use std::path::PathBuf;

/// What the command line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub people: u64,
    pub seeds: u64,
    /// Where the picture goes.
    pub svg: Option<PathBuf>,
    /// Whether the table by evidence is printed.
    pub detail: bool,
    /// A small world: whether it runs and the floors hold, within seconds.
    pub quick: bool,
    /// Another benchmark is meant.
    pub other: bool,
}

impl Options {
    /// Reads the words behind the command's name. Cargo adds `--bench` when benchmarks are run, and nothing when they are
    /// tested.
    ///
    /// # Errors
    /// What was expected and what was found.
    pub fn read(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options =
            Self { people: PEOPLE, seeds: SEEDS, svg: None, detail: false, quick: false, other: false };
        let (mut benched, mut words) = (false, words);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--bench" => benched = true,
                "--test" => options.quick = true,
                "--detail" => options.detail = true,
                "--people" => options.people = number(&word, words.next())?.max(FEWEST_PEOPLE),
                "--seeds" => options.seeds = number(&word, words.next())?.max(1),
                "--svg" => options.svg = Some(words.next().ok_or("--svg: expected a file's path")?.into()),
                flag if flag.starts_with('-') => return Err(format!("{flag}: {USAGE}")),
                filter => options.other |= !"identity".contains(filter),
            }
        }
        if options.quick || !benched {
            options = Self { people: QUICK_PEOPLE, seeds: 2, quick: true, ..options };
        }
        Ok(options)
    }
}

fn number(flag: &str, word: Option<String>) -> Result<u64, String> {
    let word = word.unwrap_or_default();
    word.parse().map_err(|_| format!("{flag}: expected a whole number, found {word:?}"))
}

pub const USAGE: &str = "expected [--people N] [--seeds N] [--svg FILE] [--detail] [--test]";

const PEOPLE: u64 = 3_000_000;
const SEEDS: u64 = 2;
const QUICK_PEOPLE: u64 = 30_000;

/// In smaller worlds nobody may be listed at all.
const FEWEST_PEOPLE: u64 = 1_000;
