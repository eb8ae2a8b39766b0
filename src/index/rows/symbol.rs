//! What can be said of a row, and by which number? Part of the file format.

use crate::index::rows::trail::MOST_NUMBERS;
use crate::index::rows::trail::MOST_VALUES;

/// One thing that is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    /// A symbol that this context does not have follows, with the shares it has anywhere.
    Elsewhere,
    /// The row ends.
    End,
    /// Characters follow, one by one.
    Spelt,
    /// The subject's name as the list has it.
    Name,
    /// The subject's identifier as the list has it.
    Id,
    /// The same with a hyphen before its last character.
    HyphenedId,
    /// The record's number.
    Record,
    /// An earlier value of the row.
    Value(usize),
    /// An earlier run of digits.
    Number(usize),
    /// So many digits follow.
    Digits(usize),
    /// A word of the list's dictionary, counted from 1.
    Word(u32),
}

impl Symbol {
    pub(super) fn number(self) -> u32 {
        let place = |first: u32, at: usize| first.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        match self {
            Self::Elsewhere => 0,
            Self::End => 1,
            Self::Spelt => 2,
            Self::Name => 3,
            Self::Id => 4,
            Self::HyphenedId => 5,
            Self::Record => 6,
            Self::Value(at) => place(VALUES, at),
            Self::Number(at) => place(NUMBERS, at),
            Self::Digits(count) => place(DIGITS, count),
            Self::Word(word) => WORDS.saturating_add(word),
        }
    }

    pub(super) fn of(number: u32) -> Self {
        let from = |first: u32| usize::try_from(number.saturating_sub(first)).unwrap_or(usize::MAX);
        match number {
            0 => Self::Elsewhere,
            1 => Self::End,
            2 => Self::Spelt,
            3 => Self::Name,
            4 => Self::Id,
            5 => Self::HyphenedId,
            6 => Self::Record,
            VALUES..NUMBERS => Self::Value(from(VALUES)),
            NUMBERS..DIGITS => Self::Number(from(NUMBERS)),
            DIGITS..=WORDS => Self::Digits(from(DIGITS)),
            _ => Self::Word(number.saturating_sub(WORDS)),
        }
    }
}

const VALUES: u32 = 7;
const NUMBERS: u32 = VALUES + MOST_VALUES as u32;
const DIGITS: u32 = NUMBERS + MOST_NUMBERS as u32;

/// Words are counted from 1, so that the first has the next number.
pub(super) const WORDS: u32 = DIGITS + MOST_DIGITS as u32;

/// The longest run of digits that is said at once.
pub(super) const MOST_DIGITS: usize = 18;
