//! A split-block Bloom filter (Putze, Sanders, Singler 2007, "Cache-, hash- and space-efficient Bloom filters"; the
//! layout is that of Apache Parquet's `BloomFilter.md`): one key touches one block of 32 bytes, one cache line.
//!
//! It may lie only one way: [`Maybe::No`] is certain, [`Maybe::Ask`] means look. At [`BITS_PER_KEY`] about one absent
//! key in 200 is asked for in vain.

use crate::bytes;

/// What the filter knows of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Maybe {
    /// Not in the list.
    No,
    /// Perhaps in the list: look.
    Ask,
}

/// Answers from the blocks `filter`, a whole number of blocks; no blocks at all hold nothing.
pub(super) fn ask(filter: &[u8], hash: u64) -> Maybe {
    let start = block_of(hash, filter.len() / BLOCK).saturating_mul(BLOCK);
    let Some(block) = bytes::array::<BLOCK>(filter, start) else { return Maybe::No };
    let (words, _) = block.as_chunks::<4>();
    let missing = words
        .iter()
        .zip(bits(hash))
        .fold(0, |missing, (word, bit)| missing | (!u32::from_le_bytes(*word) & bit));
    if missing == 0 { Maybe::Ask } else { Maybe::No }
}

/// The blocks of a filter that holds `hashes`.
pub(super) fn build(hashes: &[u64]) -> Vec<u8> {
    let blocks = hashes.len().saturating_mul(BITS_PER_KEY).div_ceil(BLOCK.saturating_mul(8));
    let mut filter = vec![0; blocks.saturating_mul(BLOCK)];
    for hash in hashes {
        let start = block_of(*hash, blocks).saturating_mul(BLOCK);
        let block = filter.get_mut(start..).unwrap_or_default();
        for (word, bit) in block.as_chunks_mut::<4>().0.iter_mut().zip(bits(*hash)) {
            *word = (u32::from_le_bytes(*word) | bit).to_le_bytes();
        }
    }
    filter
}

/// Spreads the upper half of the hash evenly over the blocks, without division.
fn block_of(hash: u64, blocks: usize) -> usize {
    let blocks = u64::try_from(blocks).unwrap_or(u64::MAX);
    usize::try_from((hash >> 32).wrapping_mul(blocks) >> 32).unwrap_or(usize::MAX)
}

/// One bit in each of the block's eight words, from the lower half of the hash.
fn bits(hash: u64) -> [u32; 8] {
    let low = u32::try_from(hash & 0xFFFF_FFFF).unwrap_or(u32::MAX);
    SALT.map(|salt| 1_u32 << (low.wrapping_mul(salt) >> 27))
}

const BLOCK: usize = 32;

/// Twelve bits a key: a false "ask" costs an FST walk of about a microsecond, a byte and a half a key is cheap.
const BITS_PER_KEY: usize = 12;

/// Odd multipliers from the Parquet specification.
const SALT: [u32; 8] =
    [0x47b6_137b, 0x4497_4d91, 0x8824_ad5b, 0xa2b7_289d, 0x7054_95c7, 0x2df1_424b, 0x9efc_4947, 0x5c6b_fb31];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_in_the_list_is_never_denied(hashes: Vec<u64>) {
            let filter = build(&hashes);
            for hash in hashes {
                prop_assert_eq!(ask(&filter, hash), Maybe::Ask);
            }
        }

        #[test]
        fn hostile_filters_answer(filter: Vec<u8>, hash: u64) {
            let _ = ask(&filter, hash);
        }
    }

    #[test]
    fn few_absent_keys_are_asked_for() {
        let spread = |number: u64| {
            number.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31).wrapping_mul(0xBF58_476D_1CE4_E5B9)
        };
        let filter = build(&(0..100_000).map(spread).collect::<Vec<_>>());
        let vain = (100_000..200_000).filter(|it| ask(&filter, spread(*it)) == Maybe::Ask).count();
        assert!((100..1_500).contains(&vain), "{vain} of 100 000: about one in 200 was planned");
    }
}
