//! The citizen form: region 6, day of birth 8, sequence 3, check digit (GB 11643-1999), and its 15-digit forerunner.

use crate::date::Date;

use super::Kind;

/// The kind of an 18-character citizen-form number beginning with 1 to 8.
pub(super) fn kind(slots: &[u8; 18]) -> Kind {
    if is_permit_region(slots) { Kind::ResidencePermit } else { Kind::Citizen }
}

/// Whether the first six characters are the regions of Hong Kong, Macau and Taiwan people's residence permits.
pub(super) fn is_permit_region(slots: &[u8; 18]) -> bool {
    slots.first_chunk::<6>().is_some_and(|region| matches!(region, b"810000" | b"820000" | b"830000"))
}

/// The day of birth in slots 6 to 14, if it is a day from 1800 to 2099. The standard's own specimen is of 1880.
pub(super) fn birth(slots: &[u8; 18]) -> Option<Date> {
    let [_, _, _, _, _, _, digits @ .., _, _, _, _] = slots;
    let [century, year, month, day] = decimals(*digits)?;
    if !(18..=20).contains(&century) {
        return None;
    }
    let year = u16::from(century).checked_mul(100)?.checked_add(u16::from(year))?;
    Date::new(year, month, day)
}

/// Whether the last character is the ISO 7064 MOD 11-2 check digit of the first seventeen.
pub(super) fn check_holds(slots: &[u8; 18]) -> bool {
    check_digit(slots) == slots.last().copied()
}

/// The check digit that the first seventeen digits call for. They are taken for digits: callers have looked.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "17 products of at most 15 × 10, then a remainder below 11"
)]
fn check_digit(slots: &[u8; 18]) -> Option<u8> {
    let sum: u16 = slots.iter().zip(WEIGHTS).map(|(slot, weight)| u16::from(slot & 0x0F) * weight).sum();
    CHECK_DIGITS.get(usize::from(sum % 11)).copied()
}

/// The 18 characters of a 15-digit id: the century goes in, the check digit on. Sequences 996 to 999 were kept for
/// people born in the 1800s; whoever depends on that is warned.
pub(super) fn upgrade(digits: &[u8; 15]) -> Option<[u8; 18]> {
    let mut slots = spread(digits, if is_centenarian(digits) { *b"18" } else { *b"19" });
    *slots.last_mut()? = check_digit(&slots)?;
    Some(slots)
}

/// Fifteen characters in their places among eighteen, the check digit hidden.
pub(super) fn spread(digits: &[u8; 15], century: [u8; 2]) -> [u8; 18] {
    let [r1, r2, r3, r4, r5, r6, y3, y4, m1, m2, d1, d2, s1, s2, s3] = *digits;
    let [y1, y2] = century;
    [r1, r2, r3, r4, r5, r6, y1, y2, y3, y4, m1, m2, d1, d2, s1, s2, s3, b'*']
}

fn is_centenarian(digits: &[u8; 15]) -> bool {
    matches!(digits.last_chunk::<3>(), Some(b"996" | b"997" | b"998" | b"999"))
}

/// Four numbers of two digits each, all of them at once; `None` where any is no digit. Digits are the bytes `0x30` to `0x39`,
/// which alone keep the upper half 3 whether six is added to them or not. No lane overflows into the next: the greatest
/// pair makes 99.
fn decimals(digits: [u8; 8]) -> Option<[u8; 4]> {
    let all = u64::from_le_bytes(digits);
    let halves = (all & UPPER, all.wrapping_add(SIXES) & UPPER);
    if halves != (THREES, THREES) {
        return None;
    }
    let ones = all & !UPPER;
    let pairs = ones.wrapping_mul(10).wrapping_add(ones >> 8);
    let [first, _, second, _, third, _, fourth, _] = pairs.to_le_bytes();
    Some([first, second, third, fourth])
}

/// The upper half of every byte.
const UPPER: u64 = 0xF0F0_F0F0_F0F0_F0F0;
const SIXES: u64 = 0x0606_0606_0606_0606;
const THREES: u64 = 0x3030_3030_3030_3030;

/// GB 11643-1999, table 1: 2^(17 − i) mod 11.
const WEIGHTS: [u16; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// GB 11643-1999: the check digit for each remainder.
const CHECK_DIGITS: [u8; 11] = *b"10X98765432";
