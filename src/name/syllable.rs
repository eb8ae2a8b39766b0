//! How is one character read, without its tone? From `readings.bin`, with the surnames that are read otherwise.
//!
//! Layout, little-endian: the counts of far characters, surnames and syllables (`u16` each); the syllable number of
//! each character from U+4E00 to U+9FFF (`u16`, `0xFFFF` for none); the characters elsewhere, ascending (code point in
//! 3 bytes, syllable number); the surnames, ascending (two code points in 3 bytes each, the second 0 for a surname of
//! one character; two syllable numbers, the second `0xFFFF` there); the syllables, each in 6 capital letters padded
//! with zeros, V for ü.

use std::str;

/// One of the toneless syllables of Standard Mandarin, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Syllable(u16);

/// The reading of a character in names. Constant time, no allocation. `None` where it has none: it is not one of the
/// 8 105 standard characters, nor 〇.
pub(super) fn of(character: char) -> Option<Syllable> {
    let code = u32::from(character);
    match code.checked_sub(FIRST) {
        Some(nth) if code <= LAST => {
            Syllable::numbered(number_at(usize::try_from(nth).ok()?.checked_mul(2)?.checked_add(HEAD)?)?)
        }
        _ => far(code),
    }
}

/// Every character that has a reading.
pub(super) fn characters() -> impl Iterator<Item = char> {
    let (rows, _) = TABLE.get(NEAR_END..FAR_END).unwrap_or_default().as_chunks::<FAR>();
    let far = rows.iter().map(|[c0, c1, c2, ..]| u32::from_le_bytes([*c0, *c1, *c2, 0]));
    (FIRST..=LAST).chain(far).filter_map(char::from_u32).filter(|character| of(*character).is_some())
}

/// The surnames beginning with `first` whose syllables are not those of their characters elsewhere. Hardly ever any.
pub(super) fn surnames(first: char) -> impl Iterator<Item = Surname> {
    let all = if begins_surname(first) { TABLE.get(FAR_END..SURNAMES_END) } else { None };
    let (rows, _) = all.unwrap_or_default().as_chunks::<SURNAME>();
    let key = |[c0, c1, c2, ..]: &[u8; SURNAME]| u32::from_le_bytes([*c0, *c1, *c2, 0]);
    let from = rows.partition_point(|row| key(row) < u32::from(first));
    rows.iter().skip(from).take_while(move |row| key(row) == u32::from(first)).map(Surname::of)
}

/// Whether one of these surnames may begin so. `false` is certain, and what most first characters give.
fn begins_surname(first: char) -> bool {
    FIRSTS >> (u32::from(first) & 63) & 1 == 1
}

/// A surname of one or two characters that is read otherwise.
pub(super) struct Surname {
    /// Its second character.
    pub(super) second: Option<char>,
    /// As many as characters.
    pub(super) syllables: [Option<Syllable>; 2],
}

impl Surname {
    fn of([_, _, _, c0, c1, c2, f0, f1, s0, s1]: &[u8; SURNAME]) -> Self {
        let second = u32::from_le_bytes([*c0, *c1, *c2, 0]);
        let numbers = [u16::from_le_bytes([*f0, *f1]), u16::from_le_bytes([*s0, *s1])];
        Self {
            second: char::from_u32(second).filter(|second| *second != '\0'),
            syllables: numbers.map(Syllable::numbered),
        }
    }
}

impl Syllable {
    pub(super) const fn from_bytes(bytes: [u8; 2]) -> Self {
        Self(u16::from_le_bytes(bytes))
    }

    /// As it stands in a reading: little-endian.
    pub(super) const fn to_bytes(self) -> [u8; 2] {
        self.0.to_le_bytes()
    }

    /// In capital letters, V for ü.
    pub(super) fn spelled(self) -> &'static str {
        let (cells, _) = TABLE.get(SURNAMES_END..).unwrap_or_default().as_chunks::<SPELLED>();
        let cell = cells.get(usize::from(self.0)).map_or(&[][..], <[u8; SPELLED]>::as_slice);
        let letters = cell.split(|letter| *letter == 0).next().unwrap_or_default();
        str::from_utf8(letters).unwrap_or_default()
    }

    const fn numbered(number: u16) -> Option<Self> {
        if number == NONE { None } else { Some(Self(number)) }
    }
}

fn far(code: u32) -> Option<Syllable> {
    let (rows, _) = TABLE.get(NEAR_END..FAR_END)?.as_chunks::<FAR>();
    let key = |[c0, c1, c2, ..]: &[u8; FAR]| u32::from_le_bytes([*c0, *c1, *c2, 0]);
    let [.., n0, n1] = *rows.get(rows.binary_search_by_key(&code, key).ok()?)?;
    Syllable::numbered(u16::from_le_bytes([n0, n1]))
}

fn number_at(offset: usize) -> Option<u16> {
    TABLE.get(offset..)?.first_chunk::<2>().copied().map(u16::from_le_bytes)
}

/// Generated; see `NAMES.md`.
static TABLE: &[u8] = include_bytes!("readings.bin");

/// What a character without a reading has for a number.
const NONE: u16 = u16::MAX;

/// The characters found by their place.
const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;

/// The three counts.
const HEAD: usize = 6;

/// A character and its syllable.
const FAR: usize = 5;

/// Two characters and their syllables.
const SURNAME: usize = 10;

/// The letters of the longest syllable.
const SPELLED: usize = 6;

const NEAR_END: usize = HEAD + 2 * (LAST - FIRST + 1) as usize;
const FAR_END: usize = NEAR_END + FAR * count(0);
const SURNAMES_END: usize = FAR_END + SURNAME * count(2);

/// The lowest six bits of the first characters of those surnames, a bit for each.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler: a short table does not build")]
const FIRSTS: u64 = {
    let table: &[u8] = include_bytes!("readings.bin");
    let (mut firsts, mut at) = (0, FAR_END);
    while at < SURNAMES_END {
        firsts |= 1 << (table[at] & 63);
        at += SURNAME;
    }
    firsts
};

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler: a short table does not build")]
#[expect(clippy::arithmetic_side_effects, reason = "evaluated by the compiler")]
const fn count(at: usize) -> usize {
    let head: &[u8] = include_bytes!("readings.bin");
    u16::from_le_bytes([head[at], head[at + 1]]) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_ends_where_its_counts_say() {
        let syllables = usize::from(number_at(4).unwrap());
        assert_eq!(SURNAMES_END + SPELLED * syllables, TABLE.len());
        assert!(syllables < usize::from(NONE));
    }

    #[test]
    fn every_surname_that_is_read_otherwise_is_found_by_its_first_character() {
        let (rows, _) = TABLE[FAR_END..SURNAMES_END].as_chunks::<SURNAME>();
        assert!(!rows.is_empty());
        for [c0, c1, c2, ..] in rows {
            let first = char::from_u32(u32::from_le_bytes([*c0, *c1, *c2, 0])).unwrap();
            assert!(surnames(first).count() > 0, "{first}");
        }
    }

    #[test]
    fn every_reading_is_a_syllable_that_is_spelled() {
        let characters = (0..0x11_0000).filter_map(char::from_u32);
        let read: Vec<Syllable> = characters.filter_map(of).collect();
        assert_eq!(read.len(), 8106, "the standard characters and 〇");
        for syllable in read {
            assert!(syllable.spelled().bytes().all(|letter| letter.is_ascii_uppercase()));
            assert!(!syllable.spelled().is_empty());
            assert_eq!(Syllable::from_bytes(syllable.to_bytes()), syllable);
        }
    }
}
