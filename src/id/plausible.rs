//! Can these visible slots be those of a person's, or of an organisation's, 18-character number?

use super::Error;
use super::Subject;
use super::Visible;
use super::citizen;
use super::frame;
use super::organisation;

/// Whether the visible slots can be those of a citizen-form number of somebody born from 1900 on.
pub(super) fn may_be_recent(slots: &[u8; 18]) -> bool {
    may_be_person(slots) && !matches!(slots, [_, _, _, _, _, _, b'1', b'8', ..])
}

/// Whether some citizen-form number shows these slots.
pub(super) fn may_be_person(slots: &[u8; 18]) -> bool {
    let [lead, .., last] = slots;
    let [_, _, _, _, _, _, c1, c2, _, _, m1, m2, d1, d2, ..] = slots;
    let digits = slots.iter().take(17).all(|byte| byte.is_ascii_digit() || *byte == b'*');
    let whole_date = slots.get(6..14).is_some_and(|date| date.iter().all(u8::is_ascii_digit));
    digits
        && *lead != b'0'
        && (last.is_ascii_digit() || matches!(last, b'X' | b'*'))
        && within(*c1, *c2, 18, 20)
        && within(*m1, *m2, 1, 12)
        && within(*d1, *d2, 1, 31)
        && (!whole_date || citizen::birth(slots).is_some())
}

/// Whether some unified code shows these slots. What begins with 1 to 8 is more likely a citizen's, so there the type and
/// the province must be ones that are assigned.
pub(super) fn may_be_unified(slots: &[u8; 18]) -> bool {
    let [lead, ..] = slots;
    let sure = *lead == b'9' || lead.is_ascii_uppercase();
    organisation::first_misfit(slots).is_none()
        && (sure || (organisation::is_assigned_type(slots) && organisation::is_plausible_province(slots)))
}

/// Whether two digits, each perhaps hidden, can be a number from `least` to `most`.
fn within(tens: u8, ones: u8, least: u8, most: u8) -> bool {
    let fits = |digit: u8, shown: u8| shown == b'*' || Some(digit) == shown.checked_sub(b'0');
    (least..=most).any(|number| fits(number / 10, tens) && fits(number % 10, ones))
}

/// A visible century makes a number that begins with 1 to 8 a person's: unified codes have the last digits of their
/// region there, which seldom are 18 to 20. So does what a masked 15-digit id shows, which no other mask does. What begins
/// with 9 may be a business or a foreigner.
pub(super) fn subject(slots: &[u8; 18]) -> Option<Subject> {
    let [lead, _, _, _, _, _, c1, c2, ..] = slots;
    let century = *c1 != b'*' && *c2 != b'*';
    let fifteen = Visible::of(slots, |byte| byte != b'*') == Visible::from_bits(frame::P8S3);
    match (may_be_person(slots), may_be_unified(slots)) {
        (true, false) => Some(Subject::Person),
        (false, true) => Some(Subject::Organisation),
        _ if (b'1'..=b'8').contains(lead) && (century || fifteen) => Some(Subject::Person),
        _ => None,
    }
}

/// Why slots are neither a person's nor an organisation's.
pub(super) fn misfit(slots: &[u8; 18]) -> Error {
    let [lead, ..] = slots;
    let letter = slots.iter().take(17).position(u8::is_ascii_uppercase);
    match (organisation::first_misfit(slots), letter) {
        (Some(slot), _) if slot > 0 => Error::Alphabet { position: slot.saturating_add(1) },
        _ if *lead == b'0' => Error::Region,
        (_, Some(slot)) => Error::Alphabet { position: slot.saturating_add(1) },
        _ => Error::BirthDate,
    }
}
