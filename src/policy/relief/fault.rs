//! What is wrong with a relief file?

use std::fmt;

/// A line that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// The member at fault; `line` where it is the line itself.
    pub field: &'static str,
    /// What was expected, and what was found. Never an id.
    pub what: String,
}

impl Fault {
    /// Tells what is wrong. Readers quote what they found, and that may be an id: of a run of digits the most is hidden.
    pub(super) fn new(line: u64, field: &'static str, what: &str) -> Self {
        let is_digit = |character: char| character.is_ascii_alphanumeric() && !character.is_ascii_lowercase();
        let mut told = String::new();
        for run in what.split_inclusive(|character| !is_digit(character)) {
            let long = run.chars().filter(|character| is_digit(*character)).count() > SHOWN_DIGITS;
            let hide =
                |(nth, character)| if long && nth >= 2 && is_digit(character) { '*' } else { character };
            told.extend(run.chars().enumerate().map(hide));
        }
        Self { line, field, what: told.chars().take(MOST).collect() }
    }
}

/// No relief was taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReliefError {
    /// The file could not be read.
    #[error("cannot read the relief file: {0}")]
    Read(#[from] std::io::Error),
    /// Lines that cannot be taken; so none of the file was.
    #[error("{count} lines of the relief file cannot be taken, so none of it was: correct them{}", Listed(.faults, *.count))]
    Faults {
        /// The first hundred of them.
        faults: Vec<Fault>,
        /// How many there are.
        count: u64,
    },
}

/// Faults as they are found.
#[derive(Default)]
pub(super) struct Faults {
    kept: Vec<Fault>,
    count: u64,
}

impl Faults {
    pub(super) fn note(&mut self, fault: Fault) {
        self.count = self.count.saturating_add(1);
        if self.kept.len() < KEPT {
            self.kept.push(fault);
        }
    }

    pub(super) fn finish(self) -> Option<ReliefError> {
        (self.count > 0).then_some(ReliefError::Faults { faults: self.kept, count: self.count })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.field, self.what)
    }
}

struct Listed<'a>(&'a [Fault], u64);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|fault| write!(f, "\n  {fault}"))?;
        let left = self.1.saturating_sub(u64::try_from(self.0.len()).unwrap_or(u64::MAX));
        if left > 0 { write!(f, "\n  and {left} more") } else { Ok(()) }
    }
}

/// Digits and capitals in a row that are shown as they are: days and codes have no more.
const SHOWN_DIGITS: usize = 6;

/// Characters of a fault that are told; every member's name fits.
const MOST: usize = 300;

/// Faults that are kept to be told; the rest is counted.
const KEPT: usize = 100;
