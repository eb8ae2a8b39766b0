//! A row of byte strings, reached by number, at little more than their own length.
//!
//! In the file: the strings, each with its length before it (LEB128), and of every sixteenth the offset at which it
//! begins (u32), and once more the end. Two parts: offsets, strings.

use crate::bytes;
use crate::bytes::Bytes;

/// Byte strings by number, read where they lie.
#[derive(Clone)]
pub(crate) struct Strings {
    offsets: Bytes,
    strings: Bytes,
    count: u64,
}

impl Strings {
    /// `None` where the offsets are not those of `count` strings.
    pub(crate) fn open(offsets: Bytes, strings: Bytes, count: u64) -> Option<Self> {
        let needed = usize::try_from(count.div_ceil(STRIDE).checked_add(1)?).ok()?.checked_mul(4)?;
        let end = bytes::u32_at(offsets.as_ref(), needed.checked_sub(4)?)?;
        let fits = offsets.as_ref().len() == needed && usize::try_from(end) == Ok(strings.as_ref().len());
        fits.then_some(Self { offsets, strings, count })
    }

    /// String number `index`; `None` past the end or where the row contradicts itself.
    pub(crate) fn get(&self, index: u64) -> Option<&[u8]> {
        if index >= self.count {
            return None;
        }
        let start = bytes::u32_entry(self.offsets.as_ref(), 0, u32::try_from(index / STRIDE).ok()?)?;
        let mut rest = self.strings.as_ref().get(usize::try_from(start).ok()?..)?;
        for _ in 0..index % STRIDE {
            bytes::take_counted(&mut rest)?;
        }
        bytes::take_counted(&mut rest)
    }
}

/// Collects byte strings in order.
#[derive(Default)]
pub(crate) struct StringsWriter {
    offsets: Vec<u8>,
    strings: Vec<u8>,
    count: u64,
}

impl StringsWriter {
    /// Appends a string; `None` where the strings together would pass 4 GiB.
    pub(crate) fn push(&mut self, string: &[u8]) -> Option<()> {
        if self.count.is_multiple_of(STRIDE) {
            self.note_offset()?;
        }
        bytes::put_counted(&mut self.strings, string);
        self.count = self.count.saturating_add(1);
        Some(())
    }

    /// The two parts; `None` where the strings together pass 4 GiB.
    pub(crate) fn finish(mut self) -> Option<[Vec<u8>; 2]> {
        self.note_offset()?;
        Some([self.offsets, self.strings])
    }

    fn note_offset(&mut self) -> Option<()> {
        let offset = u32::try_from(self.strings.len()).ok()?;
        self.offsets.extend_from_slice(&offset.to_le_bytes());
        Some(())
    }
}

/// Strings that share an offset: a quarter of a byte each, and at most fifteen lengths to step over.
const STRIDE: u64 = 16;
