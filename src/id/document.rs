//! Which document has this number? Decides between forms that resemble one another; the reasons are in [`super`].

use super::Error;
use super::Id;
use super::Kind;
use super::citizen;
use super::organisation;
use super::permit;
use super::text::Text;

/// Reads a text without stars.
pub(super) fn read(text: &Text) -> Result<Id, Error> {
    let bytes = text.as_bytes();
    match bytes.len() {
        9 => nine(bytes, text.has_organisation_hyphen()),
        8 | 11 => other(bytes),
        15 => fifteen(bytes),
        18 => bytes.try_into().map_or(Err(Error::Length { found: 18 }), eighteen),
        found => Err(Error::Length { found }),
    }
}

/// Eighteen characters: the citizen form or a unified code.
pub(super) fn eighteen(slots: &[u8; 18]) -> Result<Id, Error> {
    let [lead, ..] = slots;
    if !is_numeric(slots) {
        return lettered(slots);
    }
    match lead {
        b'0' => Err(Error::Region),
        b'9' => nine_led(slots),
        _ => citizen_or_unified(slots),
    }
}

/// Digits beginning with 1 to 8. A typing error in a citizen id must not turn it into some organisation's number, so
/// without a day of birth both check characters have to hold.
fn citizen_or_unified(slots: &[u8; 18]) -> Result<Id, Error> {
    let kind = citizen::kind(slots);
    match citizen::birth(slots) {
        Some(_) if citizen::check_holds(slots) => Ok(Id::sound(slots, kind)),
        Some(_) => Err(Error::CheckDigit { kind }),
        None if is_sound_unified(slots) => Ok(Id::new(slots, Kind::UnifiedCode)),
        None => Err(Error::BirthDate),
    }
}

/// Digits beginning with 9: a unified code of a registered business, or a foreign permanent resident. Whichever check
/// holds decides. If none does it is a unified code, since some were issued so, unless a day of birth stands in it: then a
/// mistyped resident is as likely, and to take one for a business would be to answer about somebody else.
fn nine_led(slots: &[u8; 18]) -> Result<Id, Error> {
    let kind = Kind::ForeignPermanentResident;
    let unified = organisation::first_misfit(slots).is_none();
    if unified && organisation::unified_check_holds(slots) {
        return Ok(Id::new(slots, Kind::UnifiedCode));
    }
    if is_sound_citizen_form(slots) {
        return Ok(Id::sound(slots, kind));
    }
    let born = citizen::birth(slots).is_some();
    let issued = unified && organisation::is_assigned_type(slots);
    if issued && (organisation::code_check_holds(&organisation::code_of(slots)) || !born) {
        return Ok(Id::new(slots, Kind::UnifiedCode));
    }
    Err(if born { Error::CheckDigit { kind } } else { Error::Region })
}

/// Letters besides a last X. One that got into a citizen id must not turn that into some organisation's number.
fn lettered(slots: &[u8; 18]) -> Result<Id, Error> {
    let misfit = organisation::first_misfit(slots);
    let [lead, ..] = slots;
    let citizen_like = (b'1'..=b'8').contains(lead) && citizen::birth(slots).is_some();
    let stray = if citizen_like { slots.iter().position(u8::is_ascii_uppercase) } else { None };
    match misfit.or(stray) {
        Some(slot) => Err(Error::Alphabet { position: slot.saturating_add(1) }),
        None => Ok(Id::new(slots, Kind::UnifiedCode)),
    }
}

/// Nine characters: a permit, a passport or an organisation code.
fn nine(text: &[u8], hyphen: bool) -> Result<Id, Error> {
    let Ok(code) = <&[u8; 9]>::try_from(text) else { return Err(Error::Length { found: text.len() }) };
    if !hyphen && let Some(kind) = permit::kind(code) {
        return Ok(Id::new(code, kind));
    }
    let misfit = code.iter().enumerate().position(|(index, byte)| !organisation::code_may_hold(index, *byte));
    if let Some(index) = misfit {
        return Err(Error::Alphabet { position: index.saturating_add(1) });
    }
    match reads_bare(code) {
        true => Ok(Id::of_code(code, false)),
        false if hyphen => Ok(Id::of_code(code, true)),
        false => Err(Error::Form { found: 9 }),
    }
}

/// Whether nine characters without a hyphen are taken for an organisation code. Where the check fails, letters outside
/// the `MA` series are more likely a foreign passport, which is not for us to read.
fn reads_bare(code: &[u8; 9]) -> bool {
    let expected = code.starts_with(b"MA") || code.iter().take(8).all(u8::is_ascii_digit);
    permit::kind(code).is_none() && (expected || organisation::code_check_holds(code))
}

/// Fifteen characters: an old citizen id, or a foreign permanent resident's before 2023-12.
fn fifteen(text: &[u8]) -> Result<Id, Error> {
    let Ok(digits) = <&[u8; 15]>::try_from(text) else { return Err(Error::Length { found: text.len() }) };
    if !digits.iter().all(u8::is_ascii_digit) {
        return other(digits);
    }
    if !digits.first().is_some_and(|lead| (b'1'..=b'8').contains(lead)) {
        return Err(Error::Region);
    }
    let slots = citizen::upgrade(digits).ok_or(Error::BirthDate)?;
    citizen::birth(&slots).ok_or(Error::BirthDate)?;
    Ok(Id::upgraded(&slots, citizen::kind(&slots)))
}

fn other(text: &[u8]) -> Result<Id, Error> {
    permit::kind(text).map(|kind| Id::new(text, kind)).ok_or(Error::Form { found: text.len() })
}

/// Whether all are digits, but for a last X. Without early exit, so that it compiles to a few wide comparisons.
pub(super) fn is_numeric(slots: &[u8; 18]) -> bool {
    let [digits @ .., last] = slots;
    digits.iter().fold(true, |all, byte| all & byte.is_ascii_digit())
        && (last.is_ascii_digit() || *last == b'X')
}

/// Whether everything that can be checked about a citizen-form number holds.
pub(super) fn is_sound_citizen_form(slots: &[u8; 18]) -> bool {
    is_numeric(slots) && citizen::check_holds(slots) && citizen::birth(slots).is_some()
}

/// Whether everything that can be checked about a unified code holds.
pub(super) fn is_sound_unified(slots: &[u8; 18]) -> bool {
    organisation::unified_check_holds(slots)
        && organisation::code_check_holds(&organisation::code_of(slots))
        && organisation::is_assigned_type(slots)
        && organisation::is_plausible_province(slots)
        && organisation::first_misfit(slots).is_none()
}
