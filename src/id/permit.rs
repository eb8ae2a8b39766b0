//! Numbers with a form of their own and no check digit that is public: permits and passports.

use super::Kind;

/// The permit or passport whose form `text` has. A hidden character (`*`) may stand for any that the form allows.
pub(super) fn kind(text: &[u8]) -> Option<Kind> {
    match text {
        [b'H' | b'M', rest @ ..] if matches!(rest.len(), 8 | 10) && digits(rest) => Some(Kind::HkMacauPermit),
        [b'G' | b'E', rest @ ..] if rest.len() == 8 && digits(rest) => Some(Kind::Passport),
        [b'E', letter, rest @ ..] if rest.len() == 7 && is_passport_letter(*letter) && digits(rest) => {
            Some(Kind::Passport)
        }
        [a, b, c, rest @ ..]
            if rest.len() == 12 && [a, b, c].iter().all(|byte| letter(**byte)) && digits(rest) =>
        {
            Some(Kind::FormerForeignPermanentResident)
        }
        _ if text.len() == 8 && digits(text) => Some(Kind::TaiwanPermit),
        _ => None,
    }
}

fn digits(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'*')
}

fn letter(byte: u8) -> bool {
    byte.is_ascii_uppercase()
}

/// Letters too like 1 and 0 are not used.
fn is_passport_letter(byte: u8) -> bool {
    byte.is_ascii_uppercase() && !matches!(byte, b'I' | b'O')
}
