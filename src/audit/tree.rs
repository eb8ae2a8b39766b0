//! Which entries, in which order, does this root stand for? The Merkle tree of RFC 6962, Section 2.1, over SHA-256.
//!
//! Nothing here holds a tree: a [`Frontier`] keeps one hash for each bit of the size, and a proof is a list of ranges
//! whose roots one pass over the leaves computes.

use std::ops::Range;

use sha2::Digest as _;
use sha2::Sha256;

use crate::audit::Hash;

/// The hash of a leaf: SHA-256 of a zero byte and its bytes.
pub fn leaf(bytes: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([0]).chain_update(bytes).finalize().into())
}

fn node(left: Hash, right: Hash) -> Hash {
    Hash(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// A tree to which leaves are only ever added: what is needed of it to add more and to tell its root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of the perfect subtrees that the size's bits stand for, the largest first; as many as bits are set.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// A tree of this size with these peaks; `None` where the number of them is not that of the size's bits.
    pub fn new(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (u64::from(size.count_ones()) == u64::try_from(peaks.len()).ok()?).then_some(Self { size, peaks })
    }

    /// Adds a leaf, by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node(left, hash);
            }
        }
        self.peaks.push(hash);
        self.size = self.size.saturating_add(1);
    }

    /// How many leaves it has.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Roots of its perfect subtrees, the largest first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// The root; of an empty tree SHA-256 of nothing.
    pub fn root(&self) -> Hash {
        let root = self.peaks.iter().rev().copied().reduce(|right, left| node(left, right));
        root.unwrap_or_else(|| Hash(Sha256::digest([]).into()))
    }
}

/// Ranges of leaves whose roots prove that leaf `index` is in a tree of `size`, the leaf's sibling first
/// (`PATH` of RFC 6962, Section 2.1.1). `None` where it is not in the tree.
pub fn inclusion(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if index >= size {
        return None;
    }
    let (mut within, mut path) = (0..size, Vec::new());
    while let Some(middle) = split(&within) {
        if index < middle {
            path.push(middle..within.end);
            within.end = middle;
        } else {
            path.push(within.start..middle);
            within.start = middle;
        }
    }
    path.reverse();
    Some(path)
}

/// Ranges of leaves whose roots prove that a tree of `size` begins with the tree of its first `before` leaves
/// (`PROOF` of RFC 6962, Section 2.1.2). `None` where the earlier is empty, or larger.
pub fn consistency(before: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if before == 0 || before > size {
        return None;
    }
    let (mut within, mut path) = (0..size, Vec::new());
    while within.end != before {
        let middle = split(&within)?;
        if before <= middle {
            path.push(middle..within.end);
            within.end = middle;
        } else {
            path.push(within.start..middle);
            within.start = middle;
        }
    }
    if within.start != 0 {
        path.push(within);
    }
    path.reverse();
    Some(path)
}

/// Where a range of two leaves or more is cut: after the largest power of two that is smaller than its length.
fn split(within: &Range<u64>) -> Option<u64> {
    let length = within.end.checked_sub(within.start)?;
    let last = length.checked_sub(1)?.checked_ilog2()?;
    within.start.checked_add(1_u64.checked_shl(last)?)
}

/// The roots of ranges of leaves, computed in one pass over all leaves in order. One hash a leaf and range it lies in: the
/// ranges of a proof do not overlap.
#[derive(Debug, Clone)]
pub struct Roots<'a> {
    ranges: &'a [Range<u64>],
    parts: Vec<Frontier>,
    /// The number of the next leaf.
    next: u64,
}

impl<'a> Roots<'a> {
    /// None of the leaves has been seen.
    pub fn new(ranges: &'a [Range<u64>]) -> Self {
        Self { ranges, parts: ranges.iter().map(|_| Frontier::default()).collect(), next: 0 }
    }

    /// Takes in the next leaf.
    pub fn push(&mut self, leaf: Hash) {
        let of_leaf = self.parts.iter_mut().zip(self.ranges).filter(|(_, range)| range.contains(&self.next));
        of_leaf.for_each(|(part, _)| part.push(leaf));
        self.next = self.next.saturating_add(1);
    }

    /// The root of each range; `None` where leaves are wanting.
    pub fn finish(&self) -> Option<Vec<Hash>> {
        let whole =
            |(part, range): (&Frontier, &Range<u64>)| range.start.checked_add(part.size()) == Some(range.end);
        let is_whole = self.parts.iter().zip(self.ranges).all(whole);
        is_whole.then(|| self.parts.iter().map(Frontier::root).collect())
    }
}

/// Whether `path` proves that the leaf is the one at `index` of the tree with this size and root (RFC 9162,
/// Section 2.1.3.2).
pub fn is_included(leaf: Hash, index: u64, size: u64, path: &[Hash], root: Hash) -> bool {
    let Some(mut last) = size.checked_sub(1).filter(|last| index <= *last) else { return false };
    let (mut at, mut hash) = (index, leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node(*sibling, hash);
            let rise = at.trailing_zeros();
            (at, last) = (at >> rise, last >> rise);
        } else {
            hash = node(hash, *sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && hash == root
}

/// Whether `path` proves that the tree of `size` and `root` begins with the one of `before` leaves and root
/// (RFC 9162, Section 2.1.4.2).
pub fn is_consistent(before: (u64, Hash), after: (u64, Hash), path: &[Hash]) -> bool {
    let ((old, old_root), (size, root)) = (before, after);
    if old == 0 || old > size {
        return false;
    }
    if old == size {
        return path.is_empty() && old_root == root;
    }
    let (first, path) = match path.split_first() {
        _ if old.is_power_of_two() => (old_root, path),
        Some((first, rest)) => (*first, rest),
        None => return false,
    };
    let (mut at, mut last) = (old.saturating_sub(1), size.saturating_sub(1));
    let rise = at.trailing_ones();
    (at, last) = (at >> rise, last >> rise);
    let (mut small, mut large) = (first, first);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            (small, large) = (node(*sibling, small), node(*sibling, large));
            let rise = if at & 1 == 1 { 0 } else { at.trailing_zeros().min(63) };
            (at, last) = (at >> rise, last >> rise);
        } else {
            large = node(large, *sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && small == old_root && large == root
}
