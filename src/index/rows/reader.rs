//! Here is a block: what does it say?

use crate::bytes;
use crate::bytes::Bytes;
use crate::index::rows::Known;
use crate::index::rows::language::DIGITS_AT_ONCE;
use crate::index::rows::language::LETTER_BITS;
use crate::index::rows::language::Places;
use crate::index::rows::language::TEXT;
use crate::index::rows::language::TEXT_BITS;
use crate::index::rows::language::unzigzag;
use crate::index::rows::range::Hearer;
use crate::index::rows::shares;
use crate::index::rows::shares::Shares;
use crate::index::rows::symbol::Symbol;
use crate::index::rows::trail;
use crate::index::rows::trail::Trail;

/// A list's language, to hear rows in: read where it lies.
#[derive(Clone)]
pub(super) struct Grammar {
    words: Bytes,
    texts: Bytes,
    table: Bytes,
    contexts: Bytes,
    places: Places,
    /// No row is longer, in bytes.
    longest: usize,
}

impl Grammar {
    pub(super) fn open(
        head: &Bytes,
        words: Bytes,
        texts: Bytes,
        table: Bytes,
        contexts: Bytes,
    ) -> Option<Self> {
        let field = |at: usize| bytes::u32_at(head.as_ref(), at);
        let places = Places {
            anywhere: field(8)?,
            lengths: field(12)?,
            first_letters: field(16)?,
            letters: field(20)?,
            record_ids: field(24)?,
        };
        let longest = usize::try_from(field(4)?).ok()?;
        let last = words.as_ref().len().checked_sub(4)?;
        let end = usize::try_from(bytes::u32_at(words.as_ref(), last)?).ok()?;
        let fits = head.as_ref().len() == HEAD && end == texts.as_ref().len() && last.is_multiple_of(4);
        (fits && shares::is_table(table.as_ref())).then_some(Self {
            words,
            texts,
            table,
            contexts,
            places,
            longest,
        })
    }

    /// Whether the contexts fill their part.
    pub(super) fn is_whole(&self) -> bool {
        let contexts = self.contexts.as_ref();
        let mut place = 0;
        while place < contexts.len() {
            let shares = u32::try_from(place).ok().and_then(|place| Shares::at(contexts, place));
            let Some(shares) = shares else { return false };
            place = place.saturating_add(shares.length());
        }
        place == contexts.len()
    }

    pub(super) fn block<'a>(&'a self, block: &'a [u8]) -> Option<Block<'a>> {
        let contexts = self.contexts.as_ref();
        let shares = |place| Shares::at(contexts, place);
        Some(Block {
            hearer: Hearer::new(block)?,
            words: self.words.as_ref(),
            texts: self.texts.as_ref(),
            table: self.table.as_ref(),
            contexts,
            anywhere: shares(self.places.anywhere)?,
            lengths: shares(self.places.lengths)?,
            first_letters: shares(self.places.first_letters)?,
            letters: shares(self.places.letters)?,
            record_ids: shares(self.places.record_ids)?,
            longest: self.longest,
            before: 0,
        })
    }
}

/// A block that is being heard: first all its record ids, then all its rows.
pub(super) struct Block<'a> {
    hearer: Hearer<'a>,
    words: &'a [u8],
    texts: &'a [u8],
    table: &'a [u8],
    contexts: &'a [u8],
    anywhere: Shares<'a>,
    lengths: Shares<'a>,
    first_letters: Shares<'a>,
    letters: Shares<'a>,
    record_ids: Shares<'a>,
    longest: usize,
    /// The record id before, as a number.
    before: u64,
}

impl Block<'_> {
    /// The next record id.
    pub(super) fn record_id(&mut self) -> Option<String> {
        match self.record_ids.hear(&mut self.hearer)? {
            TEXT => {
                let length = usize::try_from(self.hearer.bits(TEXT_BITS)).ok()?;
                (length <= self.hearer.most_left(LETTER_BITS)).then_some(())?;
                (0..length).map(|_| self.plain_letter()).collect()
            }
            bits => {
                let low = self.hearer.bits(bits.saturating_sub(1));
                let top = if bits == 0 { 0 } else { 1_u64.checked_shl(bits.checked_sub(1)?)? };
                self.before = self.before.wrapping_add(unzigzag(top | low));
                Some(self.before.to_string())
            }
        }
    }

    /// Appends the next row to `out`; `Some(false)` where it points at what is not there, as it does when nothing is
    /// known of it.
    pub(super) fn row(&mut self, known: &Known<'_>, out: &mut Vec<u8>) -> Option<bool> {
        let mut trail = Trail::default();
        let mut is_sound = true;
        for _ in 0..=self.longest {
            let at = out.len();
            match self.symbol(&trail)? {
                Symbol::End => return Some(is_sound),
                Symbol::Elsewhere => return None,
                Symbol::Word(word) => self.word(word, at, &mut trail, out)?,
                Symbol::Digits(count) => {
                    self.digits(count, out)?;
                    trail.pass_number(at, count, 0);
                }
                Symbol::Spelt => {
                    self.spelling(out)?;
                    trail.pass_text(at, out.len().checked_sub(at)?, trail::split(out.get(at..)?), 0);
                }
                copy => {
                    is_sound &= copied(copy, known, &trail, out);
                    trail.pass_copy();
                }
            }
            if out.len() > self.longest {
                return None;
            }
        }
        None
    }

    fn symbol(&mut self, trail: &Trail) -> Option<Symbol> {
        let number = match shares::find(self.table, trail.context()) {
            Some(place) => match Shares::at(self.contexts, place)?.hear(&mut self.hearer)? {
                0 => self.anywhere.hear(&mut self.hearer)?,
                number => number,
            },
            None => self.anywhere.hear(&mut self.hearer)?,
        };
        Some(Symbol::of(number))
    }

    fn word(&mut self, word: u32, at: usize, trail: &mut Trail, out: &mut Vec<u8>) -> Option<()> {
        let start = usize::try_from(bytes::u32_entry(self.words, 0, word.checked_sub(1)?)?).ok()?;
        let end = usize::try_from(bytes::u32_entry(self.words, 0, word)?).ok()?;
        let text = self.texts.get(start..end)?;
        out.extend_from_slice(text);
        if text.first()?.is_ascii_digit() {
            trail.pass_number(at, text.len(), word);
        } else {
            trail.pass_text(at, text.len(), trail::split(text), word);
        }
        Some(())
    }

    fn digits(&mut self, count: usize, out: &mut Vec<u8>) -> Option<()> {
        let mut left = count;
        while left > 0 {
            let some = left.min(DIGITS_AT_ONCE);
            let places = u32::try_from(some).ok()?;
            let number = self.hearer.below(10_u32.saturating_pow(places));
            for power in POWERS.get(POWERS.len().checked_sub(some)?..)? {
                let digit = number.checked_div(*power)? % 10;
                out.push(b'0'.wrapping_add(digit.to_le_bytes()[0]));
            }
            left = left.saturating_sub(some);
        }
        Some(())
    }

    fn spelling(&mut self, out: &mut Vec<u8>) -> Option<()> {
        let count = self.lengths.hear(&mut self.hearer)?;
        for at in 0..count {
            let shares = if at == 0 { self.first_letters } else { self.letters };
            let letter = match shares.hear(&mut self.hearer)? {
                0 => self.plain_letter()?,
                number => char::from_u32(number.checked_sub(1)?)?,
            };
            out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            if out.len() > self.longest {
                return None;
            }
        }
        Some(())
    }

    fn plain_letter(&mut self) -> Option<char> {
        char::from_u32(u32::try_from(self.hearer.bits(LETTER_BITS)).ok()?)
    }
}

/// Appends what a symbol points at; `false` where nothing is there.
fn copied(symbol: Symbol, known: &Known<'_>, trail: &Trail, out: &mut Vec<u8>) -> bool {
    let again = match symbol {
        Symbol::Value(at) => trail.values.get(at),
        Symbol::Number(at) => trail.numbers.get(at),
        _ => None,
    };
    if let Some(range) = again {
        let is_there = out.get(range.clone()).is_some();
        if is_there {
            out.extend_from_within(range.clone());
        }
        return is_there;
    }
    let text = match symbol {
        Symbol::Name => known.name,
        Symbol::Id => known.id,
        Symbol::HyphenedId => known.hyphened,
        Symbol::Record => known.record,
        _ => "",
    };
    out.extend_from_slice(text.as_bytes());
    !text.is_empty()
}

const POWERS: [u32; DIGITS_AT_ONCE] = [1000, 100, 10, 1];

/// Bytes of the section's head.
const HEAD: usize = 28;
