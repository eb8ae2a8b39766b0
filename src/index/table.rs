//! A row of byte strings, reached by number.
//!
//! In the file: the count (u32), zero (u32), count + 1 offsets into the strings (u32), the strings.

use crate::bytes;
use crate::bytes::Bytes;
use crate::format::Tag;
use crate::index::Error;

/// Byte strings by number, read where they lie.
pub(super) struct Table {
    bytes: Bytes,
    count: u32,
    strings: usize,
}

impl Table {
    pub(super) fn open(bytes: Bytes, tag: Tag) -> Result<Self, Error> {
        let shape = || {
            let count = bytes::u32_at(bytes.as_ref(), 0)?;
            let offsets = usize::try_from(count).ok()?.checked_add(1)?.checked_mul(4)?;
            let strings = offsets.checked_add(OFFSETS)?;
            let end = usize::try_from(bytes::u32_entry(bytes.as_ref(), OFFSETS, count)?).ok()?;
            (strings.checked_add(end)? == bytes.as_ref().len()).then_some((count, strings))
        };
        let (count, strings) = shape().ok_or(Error::broken(tag, "its offsets do not fit its length"))?;
        Ok(Self { bytes, count, strings })
    }

    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// String number `index`; `None` past the end or where the offsets contradict one another.
    pub(super) fn get(&self, index: u32) -> Option<&[u8]> {
        if index >= self.count {
            return None;
        }
        let start = bytes::u32_entry(self.bytes.as_ref(), OFFSETS, index)?;
        let end = bytes::u32_entry(self.bytes.as_ref(), OFFSETS, index.checked_add(1)?)?;
        let length = usize::try_from(end.checked_sub(start)?).ok()?;
        bytes::span(self.bytes.as_ref(), self.strings.checked_add(usize::try_from(start).ok()?)?, length)
    }
}

/// Collects byte strings in order.
pub(super) struct TableWriter {
    offsets: Vec<u32>,
    strings: Vec<u8>,
}

impl TableWriter {
    pub(super) fn new() -> Self {
        Self { offsets: vec![0], strings: Vec::new() }
    }

    /// Appends a string; `None` where the strings together would pass 4 GiB.
    pub(super) fn push(&mut self, string: &[u8]) -> Option<()> {
        self.strings.extend_from_slice(string);
        self.offsets.push(u32::try_from(self.strings.len()).ok()?);
        Some(())
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let count = u32::try_from(self.offsets.len()).unwrap_or(u32::MAX).saturating_sub(1);
        let mut out = Vec::new();
        out.extend_from_slice(&count.to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        for offset in self.offsets {
            out.extend_from_slice(&offset.to_le_bytes());
        }
        out.extend_from_slice(&self.strings);
        out
    }
}

/// Where the offsets begin.
const OFFSETS: usize = 8;
