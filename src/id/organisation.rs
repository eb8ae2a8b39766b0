//! Organisation numbers: the unified social credit code (GB 32100-2015) and the organisation code (GB 11714-1997)
//! that stands in its slots 8 to 17.

/// The slot, counted from 0, of the first character that a unified code cannot have there; `None` if all may stand.
/// Hidden characters (`*`) may stand anywhere.
pub(super) fn first_misfit(slots: &[u8; 18]) -> Option<usize> {
    slots.iter().enumerate().position(|(slot, byte)| *byte != b'*' && !may_stand(slot, *byte))
}

/// Whether the department and type (slots 0 and 1) are ones that GB 32100-2015, table 1, assigns. Hidden ones may be.
pub(super) fn is_assigned_type(slots: &[u8; 18]) -> bool {
    let [department, kind, ..] = slots;
    match department {
        b'1'..=b'9' | b'A' | b'N' | b'G' | b'Y' | b'*' => {
            matches!(kind, b'1'..=b'3' | b'9' | b'*') || (*department == b'3' && matches!(kind, b'4' | b'5'))
        }
        _ => false,
    }
}

/// Whether slots 2 and 3 can begin a region: a province from 11 to 82, or 10 for the whole nation.
pub(super) fn is_plausible_province(slots: &[u8; 18]) -> bool {
    let [_, _, tens, ones, ..] = slots;
    matches!(
        (tens, ones),
        (b'1', b'0'..=b'5' | b'*')
            | (b'2', b'1'..=b'3' | b'*')
            | (b'3', b'1'..=b'7' | b'*')
            | (b'4', b'1'..=b'6' | b'*')
            | (b'5', b'0'..=b'4' | b'*')
            | (b'6', b'1'..=b'6' | b'*')
            | (b'7', b'1' | b'*')
            | (b'8', b'1'..=b'3' | b'*')
            | (b'*', _)
    )
}

/// Whether the check character of a unified code holds.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "17 products of at most 30 × 30, then a remainder below 31"
)]
pub(super) fn unified_check_holds(slots: &[u8; 18]) -> bool {
    let mut sum = 0_u32;
    for (slot, weight) in slots.iter().zip(UNIFIED_WEIGHTS) {
        let Some(value) = value_of_31(*slot) else { return false };
        sum += value * weight;
    }
    slots.last().and_then(|check| value_of_31(*check)) == Some((31 - sum % 31) % 31)
}

/// Whether the ninth character of an organisation code is the check character of the first eight.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "8 products of at most 35 × 10, then a remainder below 11"
)]
pub(super) fn code_check_holds(code: &[u8; 9]) -> bool {
    let mut sum = 0_u32;
    for (byte, weight) in code.iter().zip(CODE_WEIGHTS) {
        let Some(value) = char::from(*byte).to_digit(36) else { return false };
        sum += value * weight;
    }
    let expected = match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        check => b'0'.saturating_add(u8::try_from(check).unwrap_or(0)),
    };
    code.last() == Some(&expected)
}

/// The organisation code inside a unified code.
pub(super) fn code_of(slots: &[u8; 18]) -> [u8; 9] {
    let [_, _, _, _, _, _, _, _, a, b, c, d, e, f, g, h, check, _] = *slots;
    [a, b, c, d, e, f, g, h, check]
}

/// Eighteen slots with nothing but an organisation code in its place.
pub(super) fn slots_of(code: &[u8; 9]) -> [u8; 18] {
    let mut slots = [b'*'; 18];
    for (slot, byte) in slots.iter_mut().skip(8).zip(code) {
        *slot = *byte;
    }
    slots
}

/// Whether `byte` has the form that GB 11714 gives the `index`th of nine characters.
pub(super) fn code_may_hold(index: usize, byte: u8) -> bool {
    match index {
        8 => byte.is_ascii_digit() || byte == b'X',
        _ => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
    }
}

fn may_stand(slot: usize, byte: u8) -> bool {
    match slot {
        0 => byte != b'0' && value_of_31(byte).is_some(),
        2..=7 => byte.is_ascii_digit(),
        16 => byte.is_ascii_digit() || byte == b'X',
        _ => value_of_31(byte).is_some(),
    }
}

/// GB 32100-2015, table 2: digits and letters without I, O, S, V and Z.
#[expect(clippy::arithmetic_side_effects, reason = "each arm subtracts its own lower bound")]
fn value_of_31(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'0'..=b'9' => byte - b'0',
        b'A'..=b'H' => byte - b'A' + 10,
        b'J'..=b'N' => byte - b'J' + 18,
        b'P'..=b'R' => byte - b'P' + 23,
        b'T' | b'U' => byte - b'T' + 26,
        b'W'..=b'Y' => byte - b'W' + 28,
        _ => return None,
    }))
}

/// GB 32100-2015: 3^i mod 31.
const UNIFIED_WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// GB 11714-1997.
const CODE_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
