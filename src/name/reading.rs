//! How does a name sound? Its toneless reading, with surnames read as surnames.

use std::fmt;

use smallvec::SmallVec;

use super::legal_form;
use super::organisation;
use super::organisation::Class;
use super::surname;
use super::syllable;
use super::syllable::Syllable;
use super::table;

/// The toneless reading of a name: 单示例 as a person's name reads `shan shi li`, and so does 善诗丽.
///
/// Equal readings are no evidence by themselves: on average a person shares it with two and a half times as many others
/// as share the characters. It serves to find candidates. The bytes are two for each character and stand in compiled
/// lists: the number of a syllable never changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reading(SmallVec<[u8; INLINE]>);

impl Reading {
    /// The reading of a strict text, a function of it alone; `None` where one of its characters has no known reading.
    /// Linear, and free of allocation up to 32 characters.
    ///
    /// Legal forms and brackets have been read as one reads them: loosely.
    pub(super) fn of(strict: &str, loose: &str) -> Option<Self> {
        let text = if legal_form::has_structure(strict) { loose } else { strict };
        let mut reading = SmallVec::new();
        for character in text.chars() {
            reading.extend_from_slice(&syllable_of(character)?.to_bytes());
        }
        let surname = surname_of(strict, text).unwrap_or_default().into_iter().flatten();
        let (places, _) = reading.as_chunks_mut::<2>();
        for (place, syllable) in places.iter_mut().zip(surname) {
            *place = syllable.to_bytes();
        }
        Some(Self(reading))
    }

    /// The same of four ideographs at most that fold to themselves: no legal form is among them, nor a bracket.
    pub(super) fn of_ordinary(text: &str) -> Option<Self> {
        let mut places = [[0; 2]; 4];
        let mut length = 0_usize;
        for (place, character) in places.iter_mut().zip(text.chars()) {
            *place = syllable_of(character)?.to_bytes();
            length = length.saturating_add(1);
        }
        let surname = surname_of(text, text).unwrap_or_default().into_iter().flatten();
        for (place, syllable) in places.iter_mut().take(length).zip(surname) {
            *place = syllable.to_bytes();
        }
        let known = places.get(..length).unwrap_or_default().as_flattened();
        Some(Self(SmallVec::from_slice(known)))
    }

    /// Two bytes for each character; equal bytes exactly for equal readings. Part of the file format.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn syllables(&self) -> impl Iterator<Item = Syllable> {
        let (pairs, _) = self.0.as_chunks::<2>();
        pairs.iter().map(|pair| Syllable::from_bytes(*pair))
    }
}

/// In small letters, the syllables divided by blanks.
impl fmt::Display for Reading {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, syllable) in self.syllables().enumerate() {
            if nth > 0 {
                out.write_str(" ")?;
            }
            for letter in syllable.spelled().chars() {
                let letter = if letter == 'V' { 'ü' } else { letter.to_ascii_lowercase() };
                fmt::Write::write_char(out, letter)?;
            }
        }
        Ok(())
    }
}

/// Every character that a person's name of one character and a forename may have, in the loose fold, and how it reads there,
/// as [`Reading::as_bytes`] has it: some characters more than once.
pub(crate) fn readings() -> impl Iterator<Item = (char, [u8; 2])> {
    syllable::characters().flat_map(|character| {
        let surnames = syllable::surnames(character).filter(|surname| surname.second.is_none());
        let as_surname = surnames.filter_map(|surname| surname.syllables.first().copied().flatten());
        let syllables = syllable::of(character).into_iter().chain(as_surname);
        let folds = [character, table::loosen(character)];
        syllables.flat_map(move |syllable| folds.map(|fold| (fold, syllable.to_bytes())))
    })
}

/// The character's own reading, since 乾 and 干 sound apart though they fold together; else that of its loose fold.
pub(super) fn syllable_of(strict: char) -> Option<Syllable> {
    syllable::of(strict).or_else(|| syllable::of(table::loosen(strict)))
}

/// How a person's surname is read, where that differs. The strict text alone decides whose name it is, so that equal
/// strict folds have equal readings.
fn surname_of(strict: &str, text: &str) -> Option<[Option<Syllable>; 2]> {
    let mut signs = text.chars();
    let mut read_otherwise = syllable::surnames(signs.next()?).peekable();
    read_otherwise.peek()?;
    let second = signs.next().filter(|_| surname::length(text) == 2);
    let surname = read_otherwise.find(|surname| surname.second == second)?;
    (organisation::class(strict, strict) != Class::Organisation).then_some(surname.syllables)
}

/// Bytes of 32 syllables.
const INLINE: usize = 64;
