//! Is it one slip of the pen that makes two numbers differ?

use super::Visible;

/// One slip of the pen in copying a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slip {
    /// One character is another.
    Character {
        /// Its slot, counted from 0 as [`Visible`] counts.
        slot: usize,
    },
    /// Two neighbours changed places.
    Swapped {
        /// The slot of the first of them.
        slot: usize,
    },
}

impl Slip {
    /// The first slot in which the numbers differ.
    pub const fn slot(self) -> usize {
        match self {
            Self::Character { slot } | Self::Swapped { slot } => slot,
        }
    }
}

/// The slip between two numbers that differ in the slots `differing` of those `compared`.
pub(super) fn between(
    one: &[u8; 18],
    other: &[u8; 18],
    compared: Visible,
    differing: Visible,
) -> Option<Slip> {
    if compared.count() < LEAST {
        return None;
    }
    let slot = differing.first()?;
    match differing.count() {
        1 => Some(Slip::Character { slot }),
        2 => {
            let next = slot.checked_add(1).filter(|next| differing.contains(*next))?;
            let swapped = one.get(slot) == other.get(next) && one.get(next) == other.get(slot);
            swapped.then_some(Slip::Swapped { slot })
        }
        _ => None,
    }
}

/// Characters that must be compared: fewer agree by chance too often.
const LEAST: u32 = 8;
