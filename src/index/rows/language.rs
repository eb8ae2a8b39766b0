//! In which words is this list's rows' language spoken, and how likely is each where?

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::hash::Hasher;

use crate::index::rows::Known;
use crate::index::rows::Row;
use crate::index::rows::dictionary::Dictionary;
use crate::index::rows::hyphened;
use crate::index::rows::range::Coder;
use crate::index::rows::range::Share;
use crate::index::rows::shares;
use crate::index::rows::shares::Shares;
use crate::index::rows::symbol::Symbol;
use crate::index::rows::symbol::WORDS;
use crate::index::rows::writer;
use crate::index::rows::writer::Census;
use crate::index::rows::writer::Ear;
use crate::index::rows::writer::MOST_LETTERS;
use crate::index::rows::writer::letter_number;

/// A list's language, to say rows in.
pub(in crate::index) struct Language {
    dictionary: Dictionary,
    contexts: Vec<u8>,
    table: Vec<u8>,
    /// Where the contexts that every list has lie.
    places: Places,
    /// The same, made for looking up: where a context lies, and a symbol's share in the context that lies there.
    by_context: Map<u32>,
    by_symbol: Map<Share>,
}

/// Contexts that every list has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places {
    /// Symbols, wherever they stand.
    pub(super) anywhere: u32,
    /// How many letters are spelt.
    pub(super) lengths: u32,
    /// The first of them.
    pub(super) first_letters: u32,
    /// The others.
    pub(super) letters: u32,
    /// How a record id differs from the one before.
    pub(super) record_ids: u32,
}

impl Language {
    /// Learns from a sample of the list's rows, with what is known of each; record ids from their order.
    pub(in crate::index) fn learn(sample: &[Row], record_ids: &[&str]) -> Option<Self> {
        let texts: Vec<&str> = sample.iter().map(|row| row.text.as_str()).collect();
        let dictionary = Dictionary::learn(&texts);
        let mut census = Census::default();
        for row in sample {
            let hyphened = hyphened(&row.id);
            let known = Known { name: &row.name, id: &row.id, hyphened: &hyphened, record: &row.record };
            writer::say(&row.text, &known, &dictionary, &mut census);
        }
        let mut contexts = Vec::new();
        let word_count = u32::try_from(dictionary.words.len()).ok()?;
        let anywhere = complete(&census.anywhere, WORDS.checked_add(word_count)?);
        let places = Places {
            anywhere: shares::put(&mut contexts, &anywhere, 0)?,
            lengths: shares::put(
                &mut contexts,
                &complete(&census.lengths, u32::try_from(MOST_LETTERS).ok()?),
                0,
            )?,
            first_letters: put_common(&mut contexts, &census.first_letters)?,
            letters: put_common(&mut contexts, &census.letters)?,
            record_ids: shares::put(&mut contexts, &complete(&differences(record_ids), TEXT), 0)?,
        };
        let mut found = BTreeMap::new();
        for (context, counts) in &census.contexts {
            if counts.values().sum::<u32>() >= FEWEST {
                found.insert(*context, put_common(&mut contexts, counts)?);
            }
        }
        let table = shares::table(&found);
        let mut this = Self {
            dictionary,
            contexts,
            table,
            places,
            by_context: Map::default(),
            by_symbol: Map::default(),
        };
        this.index(&found)?;
        Some(this)
    }

    /// The parts of the section that a reader needs.
    pub(super) fn parts(self, record_count: u32, longest: u32) -> [Vec<u8>; 5] {
        let Places { anywhere, lengths, first_letters, letters, record_ids } = self.places;
        let head = [record_count, longest, anywhere, lengths, first_letters, letters, record_ids];
        let head = head.iter().flat_map(|field| field.to_le_bytes()).collect();
        let (mut offsets, mut texts) = (0_u32.to_le_bytes().to_vec(), Vec::new());
        for word in &self.dictionary.words {
            texts.extend_from_slice(word);
            offsets.extend_from_slice(&u32::try_from(texts.len()).unwrap_or(u32::MAX).to_le_bytes());
        }
        [head, offsets, texts, self.table, self.contexts]
    }

    /// A block of rows.
    pub(super) fn say(&self, rows: &[Row], coder: &mut Coder) -> Vec<u8> {
        let mut voice = Voice { language: self, coder };
        let mut before = 0;
        rows.iter().for_each(|row| before = voice.record_id(&row.record, before));
        for row in rows {
            let hyphened = hyphened(&row.id);
            let known = Known { name: &row.name, id: &row.id, hyphened: &hyphened, record: &row.record };
            writer::say(&row.text, &known, &self.dictionary, &mut voice);
        }
        let mut block = Vec::new();
        coder.finish(&mut block);
        block
    }

    fn index(&mut self, found: &BTreeMap<u64, u32>) -> Option<()> {
        let Places { anywhere, lengths, first_letters, letters, record_ids } = self.places;
        let own = [anywhere, lengths, first_letters, letters, record_ids];
        for place in own.into_iter().chain(found.values().copied()) {
            for (symbol, share) in Shares::at(&self.contexts, place)?.all() {
                self.by_symbol.insert(u64::from(place) << 32 | u64::from(symbol), share);
            }
        }
        self.by_context = found.iter().map(|(context, place)| (*context, *place)).collect();
        Some(())
    }

    fn share(&self, place: u32, symbol: u32) -> Option<Share> {
        self.by_symbol.get(&(u64::from(place) << 32 | u64::from(symbol))).copied()
    }
}

/// Says symbols at their shares.
struct Voice<'l, 'c> {
    language: &'l Language,
    coder: &'c mut Coder,
}

impl Voice<'_, '_> {
    /// A record id: a whole number by its difference to the one before, any other text letter by letter.
    fn record_id(&mut self, id: &str, before: u64) -> u64 {
        let places = self.language.places;
        match whole(id) {
            Some(number) => {
                let difference = zigzag(number.wrapping_sub(before));
                let bits = u64::BITS.saturating_sub(difference.leading_zeros());
                self.say(places.record_ids, bits);
                self.coder.say_bits(difference, bits.saturating_sub(1));
                number
            }
            None => {
                self.say(places.record_ids, TEXT);
                self.coder.say_bits(u64::try_from(id.chars().count()).unwrap_or(u64::MAX), TEXT_BITS);
                id.chars().for_each(|letter| self.coder.say_bits(u64::from(u32::from(letter)), LETTER_BITS));
                before
            }
        }
    }

    fn say(&mut self, place: u32, symbol: u32) {
        if let Some(share) = self.language.share(place, symbol) {
            self.coder.say(share);
        }
    }

    fn letter(&mut self, place: u32, letter: char) {
        match self.language.share(place, letter_number(letter)) {
            Some(share) => self.coder.say(share),
            None => {
                self.say(place, Symbol::Elsewhere.number());
                self.coder.say_bits(u64::from(u32::from(letter)), LETTER_BITS);
            }
        }
    }
}

impl Ear for Voice<'_, '_> {
    fn symbol(&mut self, context: u64, symbol: Symbol) {
        let symbol = symbol.number();
        if let Some(place) = self.language.by_context.get(&context) {
            if let Some(share) = self.language.share(*place, symbol) {
                return self.coder.say(share);
            }
            self.say(*place, Symbol::Elsewhere.number());
        }
        self.say(self.language.places.anywhere, symbol);
    }

    fn digits(&mut self, digits: &[u8]) {
        for some in digits.chunks(DIGITS_AT_ONCE) {
            let number = some.iter().fold(0_u32, |number, digit| {
                number.wrapping_mul(10).wrapping_add(u32::from(digit.wrapping_sub(b'0')))
            });
            self.coder.say_below(number, 10_u32.saturating_pow(u32::try_from(some.len()).unwrap_or(0)));
        }
    }

    fn spelling(&mut self, text: &str) {
        let places = self.language.places;
        self.say(places.lengths, u32::try_from(text.chars().count()).unwrap_or(0));
        for (at, letter) in text.chars().enumerate() {
            self.letter(if at == 0 { places.first_letters } else { places.letters }, letter);
        }
    }
}

/// The number that an id is, if it is written as numbers are.
pub(super) fn whole(id: &str) -> Option<u64> {
    let is_plain =
        id.len() <= 19 && id.bytes().all(|byte| byte.is_ascii_digit()) && (id == "0" || !id.starts_with('0'));
    id.parse().ok().filter(|_| is_plain)
}

/// Small differences either way as small numbers.
fn zigzag(difference: u64) -> u64 {
    let negative = difference >> 63 == 1;
    if negative { !(difference << 1) } else { difference << 1 }
}

pub(super) fn unzigzag(number: u64) -> u64 {
    if number & 1 == 1 { !(number >> 1) } else { number >> 1 }
}

/// The bits that ids differ by from the ones before them, and texts.
fn differences(ids: &[&str]) -> BTreeMap<u32, u32> {
    let mut counts = BTreeMap::new();
    let mut before = 0;
    for id in ids {
        let symbol = match whole(id) {
            Some(number) => {
                let bits = u64::BITS.saturating_sub(zigzag(number.wrapping_sub(before)).leading_zeros());
                before = number;
                bits
            }
            None => TEXT,
        };
        let count: &mut u32 = counts.entry(symbol).or_default();
        *count = count.saturating_add(1);
    }
    counts
}

/// Every symbol up to `last`, those that were not seen as if they had been once for all the others' many times.
fn complete(counts: &BTreeMap<u32, u32>, last: u32) -> Vec<(u32, u32)> {
    (0..=last)
        .map(|symbol| {
            (symbol, counts.get(&symbol).copied().unwrap_or(0).saturating_mul(16).saturating_add(1))
        })
        .collect()
}

/// A context of the symbols that came more than once.
fn put_common(contexts: &mut Vec<u8>, counts: &BTreeMap<u32, u32>) -> Option<u32> {
    let common: Vec<(u32, u32)> =
        counts.iter().map(|(symbol, count)| (*symbol, *count)).filter(|(_, count)| *count > 1).collect();
    let rare = counts.values().filter(|count| **count <= 1).count();
    shares::put(contexts, &common, u32::try_from(rare).unwrap_or(u32::MAX).max(1))
}

/// A map by numbers that are spread by one multiplication.
type Map<T> = HashMap<u64, T, BuildHasherDefault<Spread>>;

#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 29);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A record id that is no whole number.
pub(super) const TEXT: u32 = 65;

/// Bits of such an id's length.
pub(super) const TEXT_BITS: u32 = 32;

/// Bits of a character.
pub(super) const LETTER_BITS: u32 = 21;

pub(super) const DIGITS_AT_ONCE: usize = 4;

/// A context that a sample shows less often is not kept.
const FEWEST: u32 = 16;
