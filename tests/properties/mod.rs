//! What must hold whatever the bytes: one property a module, each a function of bytes that panics where it does not hold. Fuzz
//! targets (`fuzz/`) look for bytes that break them; `tests/fuzzing.rs` replays their corpora, and every input that once did.
#![allow(dead_code, reason = "each crate that includes this module uses a part of it")]

pub(crate) mod csv;
pub(crate) mod door;
pub(crate) mod id;
pub(crate) mod lists;
pub(crate) mod name;
pub(crate) mod open;
pub(crate) mod oracle;
pub(crate) mod policy;
pub(crate) mod record;
pub(crate) mod relief;
pub(crate) mod roster;
pub(crate) mod rows;
pub(crate) mod screen;
pub(crate) mod trail;
pub(crate) mod update;

/// Panics where it does not hold of the bytes.
pub(crate) type Property = fn(&[u8]);

/// Every property, by the name of its target, its seeds and its corpus.
pub(crate) const ALL: [(&str, Property); 15] = [
    ("csv", csv::holds),
    ("door", door::holds),
    ("id", id::holds),
    ("lists", lists::holds),
    ("name", name::holds),
    ("open", open::holds),
    ("oracle", oracle::holds),
    ("policy", policy::holds),
    ("record", record::holds),
    ("relief", relief::holds),
    ("roster", roster::holds),
    ("rows", rows::holds),
    ("screen", screen::holds),
    ("trail", trail::holds),
    ("update", update::holds),
];

/// Bytes taken from the front, as choices; zeros once they are used up.
pub(crate) struct Choices<'a>(pub(crate) &'a [u8]);

impl<'a> Choices<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(0)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::from(self.byte()) % bound.max(1)
    }

    /// A number of four bytes.
    pub(crate) fn wide(&mut self) -> u32 {
        self.take(4).iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
    }

    /// At most so many bytes.
    pub(crate) fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }
}
