//! Here is a row: what is said of it?

use std::collections::BTreeMap;

use crate::index::rows::Known;
use crate::index::rows::dictionary::Dictionary;
use crate::index::rows::dictionary::take;
use crate::index::rows::lexer;
use crate::index::rows::lexer::Piece;
use crate::index::rows::symbol::MOST_DIGITS;
use crate::index::rows::symbol::Symbol;
use crate::index::rows::trail;
use crate::index::rows::trail::SHORTEST_NUMBER;
use crate::index::rows::trail::Trail;

/// Takes what is said of a row.
pub(super) trait Ear {
    /// A symbol in a context.
    fn symbol(&mut self, context: u64, symbol: Symbol);
    /// Digits, as many as the symbol before said.
    fn digits(&mut self, digits: &[u8]);
    /// A text to be spelt.
    fn spelling(&mut self, text: &str);
}

/// Says a row to `ear`.
pub(super) fn say(row: &str, known: &Known<'_>, words: &Dictionary, ear: &mut impl Ear) {
    let mut teller = Teller { row: row.as_bytes(), at: 0, known, words, trail: Trail::default(), ear };
    let mut rest = row.as_bytes();
    loop {
        if let Some((symbol, length)) = teller.pointed() {
            teller.copy(symbol, length);
            rest = rest.get(length..).unwrap_or_default();
        }
        match take(&mut rest) {
            Some(Piece::Digits(digits)) => teller.number(digits),
            Some(Piece::Text(text)) => teller.text(text),
            None => break,
        }
    }
    teller.ear.symbol(teller.trail.context(), Symbol::End);
}

struct Teller<'a, 'e, E> {
    row: &'a [u8],
    at: usize,
    known: &'a Known<'a>,
    words: &'a Dictionary,
    trail: Trail,
    ear: &'e mut E,
}

impl<E: Ear> Teller<'_, '_, E> {
    /// What the value that begins here says again as a whole.
    fn pointed(&self) -> Option<(Symbol, usize)> {
        if self.at != self.trail.value_start || self.at == 0 {
            return None;
        }
        let rest = self.row.get(self.at..)?;
        let is_whole = |text: &[u8]| {
            !text.is_empty() && rest.starts_with(text) && matches!(rest.get(text.len()), Some(b'"' | b','))
        };
        let Known { name, id, hyphened, record } = *self.known;
        for (symbol, text) in
            [(Symbol::Name, name), (Symbol::Id, id), (Symbol::HyphenedId, hyphened), (Symbol::Record, record)]
        {
            if is_whole(text.as_bytes()) {
                return Some((symbol, text.len()));
            }
        }
        let values = self.trail.values.iter().enumerate();
        let mut again = values.filter_map(|(at, value)| Some((at, self.row.get(value.clone())?)));
        again.find(|(_, text)| is_whole(text)).map(|(at, text)| (Symbol::Value(at), text.len()))
    }

    fn copy(&mut self, symbol: Symbol, length: usize) {
        self.ear.symbol(self.trail.context(), symbol);
        self.trail.pass_copy();
        self.at = self.at.saturating_add(length);
    }

    fn number(&mut self, digits: &[u8]) {
        if digits == self.known.record.as_bytes() {
            return self.copy(Symbol::Record, digits.len());
        }
        if digits.len() >= SHORTEST_NUMBER {
            let row = self.row;
            let again = self.trail.numbers.iter().position(|number| row.get(number.clone()) == Some(digits));
            if let Some(at) = again {
                return self.copy(Symbol::Number(at), digits.len());
            }
        }
        if let Some(word) = self.words.number(digits) {
            self.ear.symbol(self.trail.context(), Symbol::Word(word));
            self.trail.pass_number(self.at, digits.len(), word);
            self.at = self.at.saturating_add(digits.len());
            return;
        }
        for some in digits.chunks(MOST_DIGITS) {
            self.ear.symbol(self.trail.context(), Symbol::Digits(some.len()));
            self.ear.digits(some);
            self.trail.pass_number(self.at, some.len(), 0);
            self.at = self.at.saturating_add(some.len());
        }
    }

    /// A run of text: one word, or the value's end and the next one's opening apart.
    fn text(&mut self, text: &[u8]) {
        let split = trail::split(text);
        if let Some(word) = self.words.number(text) {
            return self.word(text, split, word);
        }
        match split.and_then(|split| text.split_at_checked(split)) {
            Some((value, opening)) if !value.is_empty() => {
                self.clauses(value);
                self.part(opening);
            }
            Some(_) => self.part(text),
            None => self.clauses(text),
        }
    }

    fn clauses(&mut self, text: &[u8]) {
        let mut rest = text;
        while !rest.is_empty() {
            let clause = lexer::clause(rest);
            self.clause(clause);
            rest = rest.get(clause.len()..).unwrap_or_default();
        }
    }

    /// A clause that may name the subject.
    fn clause(&mut self, text: &[u8]) {
        let name = self.known.name.as_bytes();
        if self.words.number(text).is_none()
            && !name.is_empty()
            && let Some(at) = text.windows(name.len()).position(|window| window == name)
        {
            let (before, rest) = text.split_at_checked(at).unwrap_or((text, &[]));
            self.part(before);
            self.copy(Symbol::Name, name.len());
            self.part(rest.get(name.len()..).unwrap_or_default());
            return;
        }
        self.part(text);
    }

    /// A word, or letters.
    fn part(&mut self, text: &[u8]) {
        if text.is_empty() {
            return;
        }
        let split = trail::split(text);
        if let Some(word) = self.words.number(text) {
            return self.word(text, split, word);
        }
        let Ok(mut rest) = std::str::from_utf8(text) else { return };
        while !rest.is_empty() {
            let end = rest.char_indices().nth(MOST_LETTERS).map_or(rest.len(), |(at, _)| at);
            let (letters, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            self.ear.symbol(self.trail.context(), Symbol::Spelt);
            self.ear.spelling(letters);
            self.trail.pass_text(self.at, letters.len(), trail::split(letters.as_bytes()), 0);
            self.at = self.at.saturating_add(letters.len());
            rest = after;
        }
    }

    fn word(&mut self, text: &[u8], split: Option<usize>, word: u32) {
        self.ear.symbol(self.trail.context(), Symbol::Word(word));
        self.trail.pass_text(self.at, text.len(), split, word);
        self.at = self.at.saturating_add(text.len());
    }
}

/// Counts what is said.
#[derive(Default)]
pub(super) struct Census {
    pub(super) contexts: BTreeMap<u64, BTreeMap<u32, u32>>,
    pub(super) anywhere: BTreeMap<u32, u32>,
    pub(super) lengths: BTreeMap<u32, u32>,
    pub(super) first_letters: BTreeMap<u32, u32>,
    pub(super) letters: BTreeMap<u32, u32>,
}

impl Ear for Census {
    fn symbol(&mut self, context: u64, symbol: Symbol) {
        add(self.contexts.entry(context).or_default(), symbol.number());
        add(&mut self.anywhere, symbol.number());
    }

    fn digits(&mut self, _digits: &[u8]) {}

    fn spelling(&mut self, text: &str) {
        for (at, letter) in text.chars().enumerate() {
            let counts = if at == 0 { &mut self.first_letters } else { &mut self.letters };
            add(counts, letter_number(letter));
        }
        add(&mut self.lengths, u32::try_from(text.chars().count()).unwrap_or(0));
    }
}

fn add(counts: &mut BTreeMap<u32, u32>, symbol: u32) {
    let count = counts.entry(symbol).or_default();
    *count = count.saturating_add(1);
}

/// A letter as a symbol; 0 is [`Symbol::Elsewhere`].
pub(super) fn letter_number(letter: char) -> u32 {
    u32::from(letter).saturating_add(1)
}

/// Letters spelt at once.
pub(super) const MOST_LETTERS: usize = 63;
