//! Was there a county with this code, and when? From compilations of GB/T 2260, 1980 to 2026.
//!
//! The answer is only ever a warning: real ids with abolished county codes are common, and compilations disagree.

/// What the table says of a code and a year of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The code was in force when the number was, or could have been, assigned.
    InForce,
    /// The code is known, but from other years.
    NotInForce,
    /// The code is not in the table.
    Unknown,
}

/// The standing of the code that `id` begins with, for somebody born in `year`. A binary search among some 7 000.
///
/// Numbers are assigned at birth since 1984, when the first identity cards came; people born before got theirs in the
/// years after, so for them any code in force from 1980 to 1990 will do.
pub(super) fn standing(id: &str, year: u16) -> Standing {
    let Some(code) = id.get(..6).and_then(|code| code.parse::<u32>().ok()) else { return Standing::Unknown };
    let (rows, _) = TABLE.as_chunks::<ROW>();
    let from = rows.partition_point(|row| Period::of(row).code < code);
    let mut standing = Standing::Unknown;
    for period in rows.iter().skip(from).map(Period::of).take_while(|period| period.code == code) {
        if period.covers(year) {
            return Standing::InForce;
        }
        standing = Standing::NotInForce;
    }
    standing
}

/// One unbroken time in which a code was in force.
struct Period {
    code: u32,
    /// Both inclusive; `last` without bound where the code is in force still.
    first: u16,
    last: u16,
}

impl Period {
    fn of(row: &[u8; ROW]) -> Self {
        let [a, b, c, first, last] = *row;
        let year = |offset: u8| EPOCH.saturating_add(u16::from(offset));
        let last = if last == STILL { u16::MAX } else { year(last) };
        Self { code: u32::from_le_bytes([a, b, c, 0]), first: year(first), last }
    }

    fn covers(&self, birth: u16) -> bool {
        self.first <= birth.max(1990) && self.last >= birth.max(EPOCH)
    }
}

/// Rows of `code` (3 bytes, little-endian), first and last year since 1980 (a byte each, `STILL` for the last year of
/// the sources), ascending and apart. `tests/counties.rs` makes it from `tests/data/sources/gb2260_timeline.tsv`.
const TABLE: &[u8] = include_bytes!("counties.bin");

/// Bytes a row.
const ROW: usize = 5;

/// A last year that has not come.
const STILL: u8 = 255;

/// The first year that the sources cover.
const EPOCH: u16 = 1980;
