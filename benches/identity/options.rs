//! How large a world was asked for, and what is to be shown of it?

use std::ops::RangeInclusive;
use std::path::PathBuf;

use crate::population::Plan;

/// What the command line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub plan: Plan,
    /// One world each.
    pub seeds: RangeInclusive<u64>,
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
        let mut options = Self::default();
        let (mut benched, mut first, mut seeds, mut words) = (false, 1, SEEDS, words);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--bench" => benched = true,
                "--test" => options.quick = true,
                "--detail" => options.detail = true,
                "--people" => options.plan.people = number(&word, words.next(), FEWEST_PEOPLE..=MOST_PEOPLE)?,
                "--seeds" => seeds = number(&word, words.next(), 1..=1_000)?,
                "--first-seed" => first = number(&word, words.next(), 0..=1_000_000)?,
                "--clans" => options.plan.clans = number(&word, words.next(), 0..=100)?,
                "--as-seen" => options.plan.as_seen = true,
                "--svg" => options.svg = Some(words.next().ok_or("--svg: expected a file's path")?.into()),
                flag if flag.starts_with('-') => return Err(format!("{flag}: {USAGE}")),
                filter => options.other |= !"identity".contains(filter),
            }
        }
        options.seeds = first..=first + seeds - 1;
        if options.quick || !benched {
            options.plan.people = QUICK_PEOPLE;
            options = Self { seeds: 1..=SEEDS, quick: true, ..options };
        }
        Ok(options)
    }
}

impl Default for Options {
    fn default() -> Self {
        let plan = Plan { people: PEOPLE, clans: 0, as_seen: false };
        Self { plan, seeds: 1..=SEEDS, svg: None, detail: false, quick: false, other: false }
    }
}

fn number(flag: &str, word: Option<String>, within: RangeInclusive<u64>) -> Result<u64, String> {
    let word = word.unwrap_or_default();
    let number = word.parse().ok().filter(|number| within.contains(number));
    let (least, most) = within.into_inner();
    number.ok_or_else(|| format!("{flag}: expected a whole number from {least} to {most}, found {word:?}"))
}

const USAGE: &str = "expected [--people N] [--seeds N] [--first-seed N] [--clans PERCENT] [--as-seen] [--svg FILE] \
     [--detail] [--test]";

/// One world is a country, the other a province.
const SEEDS: u64 = 2;
const PEOPLE: u64 = 3_000_000;
const QUICK_PEOPLE: u64 = 30_000;

/// In smaller worlds nobody may be listed at all; in larger ones names take more than 4 GB.
const FEWEST_PEOPLE: u64 = 1_000;
const MOST_PEOPLE: u64 = 100_000_000;
