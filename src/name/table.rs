//! What does one character fold to? A two-stage table over planes 0 to 3, read from `fold.bin`.
//!
//! Layout, little-endian: page count and pair count (`u16` each); for each block of 16 code points below U+32400
//! the number of its page (`u16`); the pages of 16 cells (`u16`); the pairs of a strict and a loose character
//! (3 bytes each). A cell is 0 (kept), 1 (dropped), 2 (not known here) or 3 + the number of a pair.

/// What one character becomes under the two folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    /// Itself in both.
    Keep,
    /// Nothing: a blank or a middle dot.
    Drop,
    /// One character in each; the strict one may be the character itself.
    Pair(char, char),
    /// The table does not say: Unicode normalisation decides.
    Unknown,
}

/// The fold of `character`. Constant time, no allocation.
pub(super) fn fold(character: char) -> Fold {
    let code = u32::from(character);
    if code >= END {
        return beyond(code);
    }
    match cell(code) {
        Some(0) => Fold::Keep,
        Some(1) => Fold::Drop,
        Some(number) => number.checked_sub(3).and_then(pair).unwrap_or(Fold::Unknown),
        None => Fold::Unknown,
    }
}

/// Whether both folds keep the character with this code.
pub(super) fn keeps(code: u32) -> bool {
    cell(code) == Some(0)
}

/// The loose fold of a strict form.
pub(super) fn loosen(strict: char) -> char {
    match fold(strict) {
        Fold::Pair(_, loose) => loose,
        Fold::Keep | Fold::Drop | Fold::Unknown => strict,
    }
}

/// Tags and variation selectors show nothing; whatever else lies past the table is not a name's character.
const fn beyond(code: u32) -> Fold {
    match code {
        0xE0000..=0xE0FFF => Fold::Drop,
        _ => Fold::Unknown,
    }
}

#[expect(clippy::arithmetic_side_effects, reason = "a page number is below 2^16 and a code below 2^21")]
fn cell(code: u32) -> Option<u16> {
    let page = number_at(HEAD_BYTES + 2 * (code as usize / PAGE))?;
    number_at(HEAD_BYTES + INDEX_BYTES + 2 * (usize::from(page) * PAGE + code as usize % PAGE))
}

#[expect(clippy::arithmetic_side_effects, reason = "both counts are below 2^16")]
fn pair(number: u16) -> Option<Fold> {
    let at = PAIRS_AT + PAIR_BYTES * usize::from(number);
    let [s0, s1, s2, l0, l1, l2] = *TABLE.get(at..)?.first_chunk::<PAIR_BYTES>()?;
    let strict = char::from_u32(u32::from_le_bytes([s0, s1, s2, 0]))?;
    let loose = char::from_u32(u32::from_le_bytes([l0, l1, l2, 0]))?;
    Some(Fold::Pair(strict, loose))
}

fn number_at(offset: usize) -> Option<u16> {
    TABLE.get(offset..)?.first_chunk::<2>().copied().map(u16::from_le_bytes)
}

/// Generated; see `NAMES.md`.
static TABLE: &[u8] = include_bytes!("fold.bin");

/// The first code point past the table.
const END: u32 = 0x32400;

/// Code points a page.
const PAGE: usize = 16;

/// The two counts.
const HEAD_BYTES: usize = 4;

/// One page number for each block.
const INDEX_BYTES: usize = 2 * (END as usize / PAGE);

/// A strict and a loose character.
const PAIR_BYTES: usize = 6;

/// Where the pairs begin: behind the pages.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler: a short table does not build")]
const PAIRS_AT: usize =
    HEAD_BYTES + INDEX_BYTES + 2 * PAGE * (u16::from_le_bytes([TABLE_HEAD[0], TABLE_HEAD[1]]) as usize);

/// The head as the compiler sees it.
const TABLE_HEAD: &[u8] = include_bytes!("fold.bin");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fold_has_come_to_rest() {
        for character in (0..0x11_0000).filter_map(char::from_u32) {
            let Fold::Pair(strict, loose) = fold(character) else { continue };
            match fold(strict) {
                Fold::Pair(s, l) => assert_eq!((s, l), (strict, loose), "{character}"),
                Fold::Keep | Fold::Unknown => assert_eq!(strict, loose, "{character}"),
                Fold::Drop => panic!("{character} folds to {strict:?}, which vanishes"),
            }
            assert_eq!(loosen(loose), loose, "{character}");
        }
    }

    #[test]
    fn the_table_ends_where_its_counts_say() {
        let pairs = usize::from(number_at(2).unwrap());
        assert_eq!(PAIRS_AT + PAIR_BYTES * pairs, TABLE.len());
    }
}
