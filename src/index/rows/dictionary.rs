//! Which words does a list say again and again? The pieces of its rows that a sample of them shows to be common.

use std::collections::HashMap;

use twox_hash::XxHash3_64;

use crate::index::rows::lexer;
use crate::index::rows::lexer::Piece;
use crate::index::rows::trail;

/// Words by number, counted from 1.
#[derive(Default)]
pub(super) struct Dictionary {
    /// In ascending order.
    pub(super) words: Vec<Vec<u8>>,
    /// Open addressing, a power of two slots: the upper half of a word's hash, and its number; 0 for an empty slot.
    slots: Vec<(u32, u32)>,
}

type Counts<'t> = HashMap<&'t [u8], u32>;

impl Dictionary {
    /// The words of these rows. The same rows, in whatever order, give the same words.
    pub(super) fn learn(sample: &[&str]) -> Self {
        let whole = common(sample, |text, counts| count(counts, text));
        let closing = |text: &'_ [u8]| whole.number(text).is_none();
        let mut counts = Counts::default();
        for row in sample {
            let mut rest = row.as_bytes();
            while let Some(piece) = take(&mut rest) {
                match piece {
                    Piece::Digits(digits) if digits.len() <= LONGEST_NUMBER => count(&mut counts, digits),
                    Piece::Digits(_) => {}
                    Piece::Text(text) if closing(text) => {
                        halves(text, |part| clauses(part, |part| count(&mut counts, part)))
                    }
                    Piece::Text(text) => count(&mut counts, text),
                }
            }
        }
        Self::of(chosen(&counts, sample.len()))
    }

    /// The number of a word.
    #[inline]
    pub(super) fn number(&self, word: &[u8]) -> Option<u32> {
        let hash = XxHash3_64::oneshot(word);
        let (mark, mut at) = (upper(hash), hash);
        let last = u64::try_from(self.slots.len()).ok()?.checked_sub(1)?;
        loop {
            let (seen, number) = self.slots.get(usize::try_from(at & last).ok()?)?;
            if *number == 0 {
                return None;
            }
            if *seen == mark && self.word(*number) == Some(word) {
                return Some(*number);
            }
            at = at.wrapping_add(1);
        }
    }

    pub(super) fn word(&self, number: u32) -> Option<&[u8]> {
        self.words.get(usize::try_from(number).ok()?.checked_sub(1)?).map(Vec::as_slice)
    }

    fn of(mut words: Vec<Vec<u8>>) -> Self {
        words.sort_unstable();
        let mut this = Self { slots: vec![(0, 0); words.len().saturating_mul(2).next_power_of_two()], words };
        for (number, word) in (1..).zip(&this.words) {
            let hash = XxHash3_64::oneshot(word);
            let mut at = usize::try_from(hash).unwrap_or(0);
            let last = this.slots.len().saturating_sub(1);
            while this.slots.get(at & last).is_some_and(|(_, number)| *number != 0) {
                at = at.wrapping_add(1);
            }
            if let Some(slot) = this.slots.get_mut(at & last) {
                *slot = (upper(hash), number);
            }
        }
        this
    }
}

/// The runs of text that are common as they stand.
fn common<'t>(sample: &[&'t str], mut tell: impl FnMut(&'t [u8], &mut Counts<'t>)) -> Dictionary {
    let mut counts = Counts::default();
    for row in sample {
        let mut rest = row.as_bytes();
        while let Some(piece) = take(&mut rest) {
            if let Piece::Text(text) = piece {
                tell(text, &mut counts);
            }
        }
    }
    Dictionary::of(chosen(&counts, sample.len()))
}

/// The next piece, taken off the front.
pub(super) fn take<'t>(rest: &mut &'t [u8]) -> Option<Piece<'t>> {
    let piece = lexer::next(rest)?;
    let (Piece::Digits(text) | Piece::Text(text)) = piece;
    *rest = rest.get(text.len()..).unwrap_or_default();
    Some(piece)
}

/// A run's value and what closes it.
fn halves<'t>(text: &'t [u8], mut tell: impl FnMut(&'t [u8])) {
    let (value, closing) = text.split_at_checked(trail::split(text).unwrap_or(0)).unwrap_or((text, &[]));
    [value, closing].into_iter().filter(|part| !part.is_empty()).for_each(&mut tell);
}

fn clauses<'t>(text: &'t [u8], mut tell: impl FnMut(&'t [u8])) {
    let mut rest = text;
    while !rest.is_empty() {
        let clause = lexer::clause(rest);
        tell(clause);
        rest = rest.get(clause.len()..).unwrap_or_default();
    }
}

fn count<'t>(counts: &mut Counts<'t>, word: &'t [u8]) {
    let count = counts.entry(word).or_default();
    *count = count.saturating_add(1);
}

/// Those that save the most, and at least [`FEWEST`] times there. Of numbers only years, months and the like: case numbers
/// repeat by chance.
fn chosen(counts: &Counts<'_>, rows: usize) -> Vec<Vec<u8>> {
    let often = u32::try_from(rows / 1000).unwrap_or(u32::MAX).max(FEWEST.saturating_mul(2));
    let mut words: Vec<(u64, &[u8])> = counts
        .iter()
        .filter(|(word, count)| **count >= if word.iter().all(u8::is_ascii_digit) { often } else { FEWEST })
        .map(|(word, count)| {
            (u64::from(*count).saturating_mul(u64::try_from(word.len()).unwrap_or(u64::MAX)), *word)
        })
        .collect();
    words.sort_unstable_by(|one, other| other.cmp(one));
    words.into_iter().take(MOST_WORDS).map(|(_, word)| word.to_vec()).collect()
}

fn upper(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(u32::MAX)
}

/// A word must pay for its place.
const FEWEST: u32 = 3;

/// Half of the 2¹⁶ parts that a context has to give.
const MOST_WORDS: usize = 28_000;

/// Longer runs of digits are never words.
const LONGEST_NUMBER: usize = 4;
