//! One number for a key or a name, spread so that any of its bits tell keys apart. Short, since every check takes two.
//!
//! The bytes are taken eight at a time, little-endian, the last filled up with zeros. From *h* = the length, each
//! number *n* makes *h* = fold((*h* xor *n* xor `A`) × `B`), and the end *h* = fold((*h* xor `B`) × `C`), where fold is the xor of both halves of the
//! 128-bit product. The constants are those of the fractional parts of √2, √3 and √5.

/// The hash of these bytes.
#[inline]
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let mut state = words.iter().fold(length, |state, word| fold(state ^ u64::from_le_bytes(*word) ^ A, B));
    if !rest.is_empty() {
        let mut last = [0; 8];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        state = fold(state ^ u64::from_le_bytes(last) ^ A, B);
    }
    fold(state ^ B, C)
}

#[inline]
fn fold(one: u64, other: u64) -> u64 {
    let product = u128::from(one).wrapping_mul(u128::from(other)).to_le_bytes();
    let half = |from: usize| {
        product.get(from..).and_then(<[u8]>::first_chunk::<8>).map_or(0, |half| u64::from_le_bytes(*half))
    };
    half(0) ^ half(8)
}

const A: u64 = 0x6A09_E667_F3BC_C909;
const B: u64 = 0xBB67_AE85_84CA_A73B;
const C: u64 = 0x3C6E_F372_FE94_F82B;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_differ_in_one_digit_are_spread_over_all_buckets() {
        let keys =
            (0..100_000).map(|number| format!("A1101051949{:04}{:03}", number % 10_000, number / 10_000));
        let mut buckets = vec![0_u32; 1 << 12];
        keys.for_each(|key| buckets[usize::try_from(hash(key.as_bytes()) >> 52).unwrap()] += 1);
        let most = buckets.iter().max().unwrap();
        assert!((30..70).contains(most), "{most} in one of 4096 buckets; 24 on average");
        let low: std::collections::BTreeSet<u64> =
            (0..1000).map(|number| hash(format!("N张{number}").as_bytes()) & 0xFFFF_FFFF).collect();
        assert_eq!(low.len(), 1000);
    }
}
