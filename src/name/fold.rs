//! What does a text fold to, character by character? The strict and the loose text, without looking at meaning.
//!
//! An ordinary name is walked once through the table; a text with a character that the table does not know goes
//! through Unicode normalisation as a whole, since there a character's fold may depend on its neighbours.

use std::ops::Range;
use std::str;

use smallvec::SmallVec;
use unicode_normalization::UnicodeNormalization;

use super::error::Damage;
use super::legal_form::SHORT;
use super::organisation::is_han;
use super::table;
use super::table::Fold;

/// A folded text: the given one where folding changed nothing, else its own bytes.
#[derive(Debug, Clone)]
enum Text<'a> {
    /// Folding changed nothing.
    Given(&'a str),
    /// UTF-8 by construction; on the heap beyond 96 bytes.
    Own(Bytes),
}

/// Room for a name of 32 Han characters without a heap allocation.
pub(super) type Bytes = SmallVec<[u8; 96]>;

/// Both folds of a text.
#[derive(Debug, Clone)]
pub(super) struct Folds<'a> {
    strict: Text<'a>,
    /// `None` where it equals the strict fold, as in most names.
    loose: Option<Bytes>,
}

impl<'a> Folds<'a> {
    /// Of a text that both folds keep.
    pub(super) const fn of_unchanged(text: &'a str) -> Self {
        Self { strict: Text::Given(text), loose: None }
    }

    /// A strict fold, and the loose fold of its characters.
    pub(super) fn of_strict(strict: Bytes) -> Self {
        let strict = Text::Own(strict);
        let loose = loosen(strict.as_str());
        Self { loose: (loose.as_slice() != strict.as_str().as_bytes()).then_some(loose), strict }
    }

    pub(super) fn with_loose(self, loose: Bytes) -> Self {
        Self { loose: Some(loose), ..self }
    }

    pub(super) fn strict(&self) -> &str {
        self.strict.as_str()
    }

    /// Whether the text is four ideographs at most, and both folds are that text: nearly every person's name is.
    pub(super) fn is_short_han(&self) -> bool {
        let Text::Given(text) = self.strict else { return false };
        self.loose.is_none() && text.len() <= SHORT && text.chars().all(is_han) && !text.is_empty()
    }

    pub(super) fn loose(&self) -> &str {
        self.loose.as_ref().map_or(self.strict(), |loose| str::from_utf8(loose).unwrap_or_default())
    }
}

impl Text<'_> {
    fn as_str(&self) -> &str {
        match self {
            Self::Given(text) => text,
            Self::Own(bytes) => str::from_utf8(bytes).unwrap_or_default(),
        }
    }
}

/// Folds `given` without the byte ranges `cut`, which are in order, apart, and end on character boundaries.
pub(super) fn fold<'a>(given: &'a str, cut: &[Range<usize>]) -> Result<Folds<'a>, Damage> {
    match by_table(given, cut) {
        Some(folds) => Ok(folds),
        None => by_unicode(given, cut),
    }
}

/// The loose fold of a strict text, character by character.
pub(super) fn loosen(strict: &str) -> Bytes {
    let mut loose = Bytes::new();
    strict.chars().for_each(|character| push(&mut loose, table::loosen(character)));
    loose
}

/// The strict fold of one character, where it is one character. `None`: it vanishes.
pub(super) fn strict_of(character: char) -> Option<char> {
    match table::fold(character) {
        Fold::Keep => Some(character),
        Fold::Drop => None,
        Fold::Pair(strict, _) => Some(strict),
        Fold::Unknown => decomposed_alone(character).map_or(Some(character), known_strict),
    }
}

/// `None` where some character is not the table's.
fn by_table<'a>(given: &'a str, cut: &[Range<usize>]) -> Option<Folds<'a>> {
    let mut writer = Writer { given, strict: None, loose: None };
    let mut cut = cut.iter().peekable();
    for (at, character) in given.char_indices() {
        while cut.next_if(|range| range.end <= at).is_some() {}
        if cut.peek().is_some_and(|range| range.start <= at) {
            writer.drop(at);
            continue;
        }
        match table::fold(character) {
            Fold::Keep => writer.keep(character),
            Fold::Drop => writer.drop(at),
            Fold::Pair(strict, loose) => writer.write(at, character, strict, loose),
            Fold::Unknown => return None,
        }
    }
    Some(Folds { strict: writer.strict.map_or(Text::Given(given), Text::Own), loose: writer.loose })
}

/// Copies nothing until something changes.
struct Writer<'a> {
    given: &'a str,
    /// What was written so far; `None` while it equals `given` up to here.
    strict: Option<Bytes>,
    /// The same; `None` while it equals the strict fold.
    loose: Option<Bytes>,
}

impl Writer<'_> {
    fn keep(&mut self, character: char) {
        for own in [&mut self.strict, &mut self.loose].into_iter().flatten() {
            push(own, character);
        }
    }

    fn drop(&mut self, at: usize) {
        if self.strict.is_none() {
            self.strict = Some(self.given_until(at));
        }
    }

    fn write(&mut self, at: usize, character: char, strict: char, loose: char) {
        if self.loose.is_none() && loose != strict {
            self.loose = Some(self.strict.clone().unwrap_or_else(|| self.given_until(at)));
        }
        if self.strict.is_none() && strict != character {
            self.strict = Some(self.given_until(at));
        }
        if let Some(own) = &mut self.strict {
            push(own, strict);
        }
        if let Some(own) = &mut self.loose {
            push(own, loose);
        }
    }

    fn given_until(&self, at: usize) -> Bytes {
        Bytes::from_slice(self.given.as_bytes().get(..at).unwrap_or_default())
    }
}

pub(super) fn push(bytes: &mut Bytes, character: char) {
    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Compatibility decomposition, capitals and the table, then composition. Characters decompose before the table
/// sees them, so that the order of combining marks cannot matter and folding twice is folding once.
fn by_unicode<'a>(given: &'a str, cut: &[Range<usize>]) -> Result<Folds<'a>, Damage> {
    let mut signs: SmallVec<[char; 64]> = SmallVec::new();
    for (nth, (at, character)) in given.char_indices().enumerate() {
        if cut.iter().any(|range| range.contains(&at)) {
            continue;
        }
        if character.is_control() && !character.is_whitespace() {
            return Err(Damage::Control { position: nth.saturating_add(1) });
        }
        spell(character, &mut signs);
    }
    let strict: String = without_full_stops(&signs).nfc().collect();
    Ok(Folds::of_strict(Bytes::from_slice(strict.as_bytes())))
}

/// The folded signs of one character.
fn spell(character: char, signs: &mut SmallVec<[char; 64]>) {
    if let Fold::Pair(strict, _) = table::fold(character) {
        return signs.push(strict);
    }
    for part in [character].into_iter().nfkd() {
        match table::fold(part) {
            Fold::Unknown => {
                let capitals = part.to_uppercase().nfkd().filter_map(known_strict);
                signs.extend(capitals);
            }
            Fold::Keep => signs.push(part),
            Fold::Pair(strict, _) => signs.push(strict),
            Fold::Drop => {}
        }
    }
}

/// The table's strict fold, or the character itself where the table does not know it.
fn known_strict(character: char) -> Option<char> {
    match table::fold(character) {
        Fold::Pair(strict, _) => Some(strict),
        Fold::Keep | Fold::Unknown => Some(character),
        Fold::Drop => None,
    }
}

/// The one character of its compatibility decomposition in capitals, if it is one.
fn decomposed_alone(character: char) -> Option<char> {
    let mut parts = [character].into_iter().nfkd();
    match (parts.next(), parts.next()) {
        (Some(one), None) => {
            let mut capitals = one.to_uppercase();
            if capitals.len() == 1 { capitals.next() } else { None }
        }
        _ => None,
    }
}

/// A full stop is a middle dot, unless it stands between two digits.
fn without_full_stops(signs: &[char]) -> impl Iterator<Item = char> {
    let mut before = None;
    signs.iter().enumerate().filter_map(move |(at, sign)| {
        let after = signs.get(at.saturating_add(1)).copied();
        if *sign == '.' && !(is_digit(before) && is_digit(after)) {
            return None;
        }
        before = Some(*sign);
        before
    })
}

fn is_digit(sign: Option<char>) -> bool {
    sign.is_some_and(|sign| sign.is_ascii_digit())
}
