//! What does a text fold to, character by character? The strict and the loose text, without looking at meaning.
//!
//! An ordinary name is walked once through the table; a text with a character that the table does not know goes
//! through Unicode normalisation as a whole, since there a character's fold may depend on its neighbours.

use std::ops::Range;
use std::str;

use smallvec::SmallVec;
use unicode_normalization::UnicodeNormalization;

use super::error::Damage;
use super::table;
use super::table::Fold;

/// A folded text: the given one where folding changed nothing, else its own bytes.
#[derive(Debug, Clone)]
pub(super) enum Text<'a> {
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
    pub(super) strict: Text<'a>,
    pub(super) loose: Text<'a>,
}

impl Text<'_> {
    pub(super) fn as_str(&self) -> &str {
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
    let mut strict = Writer { given, own: None };
    let mut loose = Writer { given, own: None };
    let mut cut = cut.iter().peekable();
    for (at, character) in given.char_indices() {
        while cut.next_if(|range| range.end <= at).is_some() {}
        let dropped = cut.peek().is_some_and(|range| range.start <= at);
        match table::fold(character) {
            _ if dropped => (strict.drop(at), loose.drop(at)),
            Fold::Keep => (strict.keep(character), loose.keep(character)),
            Fold::Drop => (strict.drop(at), loose.drop(at)),
            Fold::Pair(s, l) => (strict.write(at, character, s), loose.write(at, character, l)),
            Fold::Unknown => return None,
        };
    }
    Some(Folds { strict: strict.finish(), loose: loose.finish() })
}

/// Copies nothing until something changes.
struct Writer<'a> {
    given: &'a str,
    /// What was written so far; `None` while it equals `given` up to here.
    own: Option<Bytes>,
}

impl<'a> Writer<'a> {
    fn keep(&mut self, character: char) {
        if let Some(own) = &mut self.own {
            push(own, character);
        }
    }

    fn write(&mut self, at: usize, character: char, folded: char) {
        if character == folded {
            self.keep(character);
        } else {
            push(self.owned(at), folded);
        }
    }

    fn drop(&mut self, at: usize) {
        self.owned(at);
    }

    fn owned(&mut self, at: usize) -> &mut Bytes {
        let given = self.given;
        self.own.get_or_insert_with(|| Bytes::from_slice(given.as_bytes().get(..at).unwrap_or_default()))
    }

    fn finish(self) -> Text<'a> {
        self.own.map_or(Text::Given(self.given), Text::Own)
    }
}

fn push(bytes: &mut Bytes, character: char) {
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
    let loose = loosen(&strict);
    Ok(Folds { strict: Text::Own(Bytes::from_slice(strict.as_bytes())), loose: Text::Own(loose) })
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
