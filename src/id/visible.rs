//! Which characters were shown, and so could be compared.

/// A set of slots. Bit `i` is slot `i`, counted from 0, of the 18-character frame. An organisation code stands in slots
/// 8 to 17 exclusive, as inside a unified code; permits and passports count from their own first character.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Visible(u32);

impl Visible {
    /// How many slots are in the set.
    pub const fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether no slot is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether slot `slot`, counted from 0, is in the set.
    pub const fn contains(self, slot: usize) -> bool {
        slot < 32 && self.0 & (1 << slot) != 0
    }

    /// Whether every slot of `other` is in the set.
    pub const fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The slots, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> + Clone {
        (0..SLOTS).filter(move |slot| self.contains(*slot))
    }

    /// The bits themselves: bit `i` is slot `i`.
    pub const fn bits(self) -> u32 {
        self.0
    }

    pub(super) const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The slots of `text` that `wanted` picks.
    pub(super) fn of(text: &[u8], wanted: impl Fn(u8) -> bool) -> Self {
        Self(text.iter().rev().fold(0, |bits, byte| (bits << 1) | u32::from(wanted(*byte))))
    }

    /// The slots in both.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The first slot in the set.
    pub(super) const fn first(self) -> Option<usize> {
        if self.is_empty() { None } else { Some(self.0.trailing_zeros() as usize) }
    }
}

impl std::fmt::Debug for Visible {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

const SLOTS: usize = 18;
