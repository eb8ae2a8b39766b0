//! What do these bytes say? Little-endian numbers out of bytes that nobody has vouched for: every read is checked.

use std::ops::Range;
use std::sync::Arc;

/// Bytes that several parts of a list share: the whole file, or a stretch of it. Cloning copies no bytes.
#[derive(Clone)]
pub(crate) struct Bytes {
    owner: Arc<Owner>,
    /// Lies within `owner`; `slice` is the only way to make another one.
    range: Range<usize>,
}

/// Who keeps the bytes.
enum Owner {
    Memory(Vec<u8>),
    #[cfg(feature = "mmap")]
    Map(memmap2::Mmap),
}

impl Owner {
    #[inline]
    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Memory(bytes) => bytes,
            #[cfg(feature = "mmap")]
            Self::Map(map) => map,
        }
    }
}

impl Bytes {
    /// The bytes as a vector of their own; without a copy where no other part of the whole is held.
    pub(crate) fn into_vec(self) -> Vec<u8> {
        let Self { owner, range } = self;
        match Arc::try_unwrap(owner) {
            Ok(Owner::Memory(mut bytes)) => {
                bytes.truncate(range.end);
                bytes.drain(..range.start.min(bytes.len()));
                bytes
            }
            #[cfg(feature = "mmap")]
            Ok(mapped @ Owner::Map(_)) => mapped.as_slice().get(range).unwrap_or_default().to_vec(),
            Err(shared) => shared.as_slice().get(range).unwrap_or_default().to_vec(),
        }
    }

    pub(crate) fn slice(&self, offset: u64, length: u64) -> Option<Self> {
        let start = self.range.start.checked_add(usize::try_from(offset).ok()?)?;
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        (end <= self.range.end).then(|| Self { owner: Arc::clone(&self.owner), range: start..end })
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        let range = 0..bytes.len();
        Self { owner: Arc::new(Owner::Memory(bytes)), range }
    }
}

#[cfg(feature = "mmap")]
impl From<memmap2::Mmap> for Bytes {
    fn from(map: memmap2::Mmap) -> Self {
        let range = 0..map.len();
        Self { owner: Arc::new(Owner::Map(map)), range }
    }
}

impl AsRef<[u8]> for Bytes {
    #[inline]
    fn as_ref(&self) -> &[u8] {
        self.owner.as_slice().get(self.range.clone()).unwrap_or_default()
    }
}

/// The `length` bytes from `offset` on.
#[inline]
pub(crate) fn span(bytes: &[u8], offset: usize, length: usize) -> Option<&[u8]> {
    bytes.get(offset..offset.checked_add(length)?)
}

/// The `N` bytes from `offset` on, as an array.
#[inline]
pub(crate) fn array<const N: usize>(bytes: &[u8], offset: usize) -> Option<[u8; N]> {
    span(bytes, offset, N)?.try_into().ok()
}

#[inline]
pub(crate) fn u16_at(bytes: &[u8], offset: usize) -> Option<u16> {
    array(bytes, offset).map(u16::from_le_bytes)
}

#[inline]
pub(crate) fn u32_at(bytes: &[u8], offset: usize) -> Option<u32> {
    bytes.get(offset..)?.first_chunk().copied().map(u32::from_le_bytes)
}

#[inline]
pub(crate) fn u64_at(bytes: &[u8], offset: usize) -> Option<u64> {
    bytes.get(offset..)?.first_chunk().copied().map(u64::from_le_bytes)
}

/// Entry `index` of a row of little-endian `u32` that begins at `base`.
#[inline]
pub(crate) fn u32_entry(bytes: &[u8], base: usize, index: u32) -> Option<u32> {
    u32_at(bytes, usize::try_from(index).ok()?.checked_mul(4)?.checked_add(base)?)
}

/// Appends `value` as LEB128: seven bits a byte, lowest first, the high bit set on all but the last.
#[inline]
pub(crate) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

/// Takes a LEB128 number off the front of `bytes`; `None` where it does not end or does not fit.
#[inline]
pub(crate) fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        let bits = u64::from(first & 0x7F);
        if shift == 63 && bits > 1 {
            return None;
        }
        value |= bits << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Appends `part` with its length before it.
pub(crate) fn put_counted(out: &mut Vec<u8>, part: &[u8]) {
    put_varint(out, u64::try_from(part.len()).unwrap_or(u64::MAX));
    out.extend_from_slice(part);
}

/// Takes what [`put_counted`] wrote off the front of `bytes`.
#[inline]
pub(crate) fn take_counted<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(take_varint(bytes)?).ok()?;
    let (part, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_varint_returns_as_it_went(value: u64, tail: Vec<u8>) {
            let mut written = Vec::new();
            put_varint(&mut written, value);
            let length = written.len();
            written.extend_from_slice(&tail);
            let mut rest = written.as_slice();
            prop_assert_eq!(take_varint(&mut rest), Some(value));
            prop_assert_eq!(rest, tail.as_slice());
            for cut in 0..length {
                prop_assert_eq!(take_varint(&mut &written[..cut]), None, "a cut varint is no number");
            }
        }

        #[test]
        fn hostile_bytes_give_numbers_or_nothing(bytes: Vec<u8>, offset: usize, index: u32) {
            let _ = (u16_at(&bytes, offset), u32_at(&bytes, offset), u64_at(&bytes, offset));
            let _ = u32_entry(&bytes, offset, index);
            let mut rest = bytes.as_slice();
            while let Some(part) = take_counted(&mut rest) {
                prop_assert!(part.len() < bytes.len());
            }
        }
    }

    #[test]
    fn a_varint_of_more_than_64_bits_is_refused() {
        assert_eq!(take_varint(&mut [0xFF_u8; 10].as_slice()), None);
        assert_eq!(
            take_varint(&mut [0xFF_u8; 9].into_iter().chain([1]).collect::<Vec<_>>().as_slice()),
            Some(u64::MAX)
        );
    }
}
