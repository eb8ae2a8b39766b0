//! What has been said of a row so far? The writer and the reader of a row follow the same trail, so that both know in
//! which context the next piece stands and what can be said by pointing back.

use std::ops::Range;

use smallvec::SmallVec;

/// Positions are bytes of the row's text.
#[derive(Default)]
pub(super) struct Trail {
    /// The word that opened the value.
    key: u32,
    /// The last word said.
    last: u32,
    /// Whether something that is no word was said after it.
    since: bool,
    /// Where the value begins.
    pub(super) value_start: usize,
    /// Values closed so far, of [`SHORTEST_VALUE`] bytes and more.
    pub(super) values: SmallVec<[Range<usize>; MOST_VALUES]>,
    /// Runs of digits so far, of [`SHORTEST_NUMBER`] and more.
    pub(super) numbers: SmallVec<[Range<usize>; MOST_NUMBERS]>,
}

impl Trail {
    /// What the next symbol's shares depend on.
    pub(super) fn context(&self) -> u64 {
        u64::from(self.key) << 33 | u64::from(self.last) << 1 | u64::from(self.since)
    }

    /// Text at `at`, word number `word` (counted from 1; 0 for no word), which closes a value where `split` says so.
    pub(super) fn pass_text(&mut self, at: usize, length: usize, split: Option<usize>, word: u32) {
        if let Some(split) = split {
            let value = self.value_start..at.saturating_add(split);
            if value.len() >= SHORTEST_VALUE && self.values.len() < MOST_VALUES {
                self.values.push(value);
            }
            self.value_start = at.saturating_add(length);
            self.key = word;
        }
        self.pass(word);
    }

    /// A run of digits at `at`, that is word number `word` or no word, and no copy of an earlier one.
    pub(super) fn pass_number(&mut self, at: usize, length: usize, word: u32) {
        if length >= SHORTEST_NUMBER && self.numbers.len() < MOST_NUMBERS {
            self.numbers.push(at..at.saturating_add(length));
        }
        self.pass(word);
    }

    /// Something that was said by pointing at it.
    pub(super) fn pass_copy(&mut self) {
        self.since = true;
    }

    fn pass(&mut self, word: u32) {
        self.since = word == 0;
        if word != 0 {
            self.last = word;
        }
    }
}

/// Where a run of text closes a value and opens the next: the place of its first quotation mark, if it goes on to a colon.
pub(super) fn split(run: &[u8]) -> Option<usize> {
    let at = run.iter().position(|byte| *byte == b'"')?;
    run.get(at..)?.windows(2).any(|pair| pair == b"\":").then_some(at)
}

/// Shorter values are not worth pointing at.
const SHORTEST_VALUE: usize = 6;

/// Nor are shorter numbers.
pub(super) const SHORTEST_NUMBER: usize = 4;

/// Values that can be pointed at.
pub(super) const MOST_VALUES: usize = 32;

/// Numbers that can be pointed at.
pub(super) const MOST_NUMBERS: usize = 16;
