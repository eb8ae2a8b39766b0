//! Which check character does the standard give this number?

/// GB 11643 (ISO 7064 MOD 11-2) over the first seventeen digits of an identity number.
pub fn citizen(first17: &str) -> char {
    let sum: u32 =
        first17.bytes().zip(CITIZEN_WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    char::from(b"10X98765432"[(sum % 11) as usize])
}

/// GB 11714 over the first eight characters of an organisation code.
pub fn organisation(first8: &str) -> char {
    let sum: u32 = first8.bytes().zip(ORGANISATION_WEIGHTS).map(|(byte, weight)| base36(byte) * weight).sum();
    char::from(b"0X987654321"[(sum % 11) as usize])
}

/// GB 32100 over the first seventeen characters of a unified social credit code.
pub fn unified(first17: &str) -> char {
    let (mut sum, mut weight) = (0, 1);
    for byte in first17.bytes() {
        let value = UNIFIED_ALPHABET.iter().position(|&letter| letter == byte).unwrap_or(0);
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    char::from(UNIFIED_ALPHABET[(31 - sum % 31) % 31])
}

fn base36(byte: u8) -> u32 {
    char::from(byte).to_digit(36).unwrap_or(0)
}

/// The letters a unified code may hold: no I, O, S, V, Z.
pub const UNIFIED_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const CITIZEN_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
