//! Which names are there, in order, and which number has each? The reader of the FSTs that the crate `fst` writes
//! (version 3), for bytes that nobody has vouched for: that crate trusts them, and this one reads none without asking
//! whether it is there.
//!
//! A node is its state, the highest byte, and what lies below it: sizes, inputs, targets, outputs. A node is written behind
//! all that it leads to, and here a target that does not lie below its node is damage, and so is a node from which no key
//! comes: every step goes down, every walk ends, and whatever is walked through gives a key within [`LONGEST`] steps.

use smallvec::SmallVec;

use crate::bytes;
use crate::bytes::Bytes;
use crate::index::Error;
use crate::index::NAMES;

/// A map from keys to numbers where it lies in the file.
#[derive(Clone)]
pub(super) struct Automaton {
    bytes: Bytes,
    /// Where the first node's state is; 0 is the node that only ends keys, which is nowhere.
    root: usize,
    len: usize,
}

/// Room for a key without a heap allocation.
pub(super) type Text = SmallVec<[u8; 64]>;

impl Automaton {
    /// `None` where the head and the trailer are not those of an FST. No node is looked at.
    pub(super) fn open(bytes: Bytes) -> Option<Self> {
        let all = bytes.as_ref();
        let trailer = all.len().checked_sub(TRAILER)?;
        let (len, root) = (bytes::u64_at(all, trailer)?, bytes::u64_at(all, trailer.checked_add(8)?)?);
        let (len, root) = (usize::try_from(len).ok()?, usize::try_from(root).ok()?);
        let is_last = root == END || (root >= HEAD && root.checked_add(1)? == trailer);
        (bytes::u64_at(all, 0)? == VERSION && trailer >= HEAD && is_last).then_some(Self { bytes, root, len })
    }

    /// How many keys it says that it has.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The number of a key.
    pub(super) fn get(&self, key: &[u8]) -> Result<Option<u64>, Error> {
        let bytes = self.bytes.as_ref();
        let mut node = Node::read(bytes, self.root).ok_or(BROKEN)?;
        let mut sum = 0_u64;
        for byte in key {
            let Some(step) = node.step_by(bytes, *byte).ok_or(BROKEN)? else { return Ok(None) };
            sum = sum.checked_add(step.out).ok_or(BROKEN)?;
            node = Node::read(bytes, step.target).ok_or(BROKEN)?;
        }
        node.end.map(|end| sum.checked_add(end).ok_or(BROKEN)).transpose()
    }

    /// The last key whose number is not above this one, where numbers ascend with the keys: what lies between two keys
    /// belongs to the one before it, however far that is. With its own number; `None` before the first.
    pub(super) fn key_up_to(&self, number: u64) -> Result<Option<(Text, u64)>, Error> {
        let bytes = self.bytes.as_ref();
        let mut text = Text::new();
        let mut node = Node::read(bytes, self.root).ok_or(BROKEN)?;
        let mut left = number;
        while let Some(step) = node.step_towards(bytes, left).ok_or(BROKEN)? {
            left = left.checked_sub(step.out).ok_or(BROKEN)?;
            if text.len() >= LONGEST {
                return Err(BROKEN);
            }
            text.push(step.input);
            node = Node::read(bytes, step.target).ok_or(BROKEN)?;
        }
        Ok(node.end.and_then(|end| Some((text, number.checked_sub(left.checked_sub(end)?)?))))
    }

    /// The least number of a key above this one, where numbers ascend with the keys; `None` where it is the last.
    pub(super) fn number_after(&self, number: u64) -> Result<Option<u64>, Error> {
        let bytes = self.bytes.as_ref();
        let mut node = Node::read(bytes, self.root).ok_or(BROKEN)?;
        let (mut left, mut sum, mut after) = (number, 0_u64, None);
        loop {
            if let Some(end) = node.end.filter(|end| *end > left) {
                return sum.checked_add(end).ok_or(BROKEN).map(Some);
            }
            let steps = node.steps_up_to(bytes, left).ok_or(BROKEN)?;
            if steps < node.count {
                let out = node.out(bytes, steps).ok_or(BROKEN)?;
                after = Some(sum.checked_add(out).ok_or(BROKEN)?);
            }
            let Some(last) = steps.checked_sub(1) else { return Ok(after) };
            let step = node.step(bytes, last).ok_or(BROKEN)?;
            left = left.checked_sub(step.out).ok_or(BROKEN)?;
            sum = sum.checked_add(step.out).ok_or(BROKEN)?;
            node = Node::read(bytes, step.target).ok_or(BROKEN)?;
        }
    }

    /// All keys with their numbers, in order.
    pub(super) fn stream(&self) -> Stream<'_> {
        self.stream_from(&[])
    }

    /// The keys from `first` on.
    pub(super) fn stream_from(&self, first: &[u8]) -> Stream<'_> {
        Stream { map: self, first: Some(first.into()), key: Text::new(), stack: Vec::new(), given: 0 }
    }
}

/// Keys in order. At most as many as the map says that it has.
pub(super) struct Stream<'a> {
    map: &'a Automaton,
    /// Where to begin; `None` once begun.
    first: Option<Text>,
    key: Text,
    /// The nodes on the way to `key`, with the next transition of each and the sum of the outputs before it.
    stack: Vec<Visit>,
    given: usize,
}

struct Visit {
    node: Node,
    next: usize,
    sum: u64,
}

impl Stream<'_> {
    /// The next key and its number.
    pub(super) fn next(&mut self) -> Result<Option<(&[u8], u64)>, Error> {
        let found = if let Some(first) = self.first.take() { self.begin(&first)? } else { None };
        let found = match found {
            Some(number) => Some(number),
            None => self.advance()?,
        };
        let Some(number) = found else { return Ok(None) };
        self.given = self.given.checked_add(1).filter(|given| *given <= self.map.len).ok_or(BROKEN)?;
        Ok(Some((&self.key, number)))
    }

    /// Goes as far along `first` as there is a way; the number of `first`, or of the root's empty key, where it is one.
    fn begin(&mut self, first: &[u8]) -> Result<Option<u64>, Error> {
        let bytes = self.map.bytes.as_ref();
        let mut number = self.enter(self.map.root, 0)?;
        for byte in first {
            let Some(visit) = self.stack.last_mut() else { return Ok(None) };
            let (at, is_there) = visit.node.place_of(bytes, *byte).ok_or(BROKEN)?;
            visit.next = at;
            if !is_there {
                return Ok(None);
            }
            number = self.descend()?;
        }
        Ok(number)
    }

    fn advance(&mut self) -> Result<Option<u64>, Error> {
        while let Some(visit) = self.stack.last() {
            if visit.next >= visit.node.count {
                self.stack.pop();
                self.key.pop();
            } else if let Some(number) = self.descend()? {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    /// Takes the next transition of the node at hand; the number of the key so far, where it is one.
    fn descend(&mut self) -> Result<Option<u64>, Error> {
        let visit = self.stack.last_mut().ok_or(BROKEN)?;
        let step = visit.node.step(self.map.bytes.as_ref(), visit.next).ok_or(BROKEN)?;
        let sum = visit.sum.checked_add(step.out).ok_or(BROKEN)?;
        visit.next = visit.next.saturating_add(1);
        if self.key.len() >= LONGEST {
            return Err(BROKEN);
        }
        self.key.push(step.input);
        self.enter(step.target, sum)
    }

    fn enter(&mut self, at: usize, sum: u64) -> Result<Option<u64>, Error> {
        let node = Node::read(self.map.bytes.as_ref(), at).ok_or(BROKEN)?;
        let is_dead = node.count == 0 && node.end.is_none();
        if is_dead && self.map.len > 0 {
            return Err(BROKEN);
        }
        let number = node.end.map(|end| sum.checked_add(end).ok_or(BROKEN)).transpose()?;
        self.stack.push(Visit { node, next: 0, sum });
        Ok(number)
    }
}

/// A node, taken apart: where its parts end, each of which is read from its end down.
#[derive(Clone, Copy)]
struct Node {
    count: usize,
    /// What a key that ends here adds to its number; `None` where none does.
    end: Option<u64>,
    /// The input of a node with a common single one, which has no byte for it.
    common: Option<u8>,
    inputs: usize,
    /// Where the table from inputs to transitions begins, which nodes of many have.
    table: Option<usize>,
    targets: usize,
    target_width: usize,
    outputs: usize,
    output_width: usize,
    /// The lowest byte, from which targets are counted down.
    low: usize,
    /// Whether the target is the node just below.
    is_next: bool,
}

struct Step {
    input: u8,
    out: u64,
    target: usize,
}

impl Node {
    /// `None` where it is not all there.
    #[inline]
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        if at == END {
            return Some(Self { end: Some(0), ..Self::of(at, 0) });
        }
        if at < HEAD {
            return None;
        }
        let state = *bytes.get(at)?;
        match state >> 6 {
            0b11 => Self::single(at, state, |below| {
                Some(Self { low: below, is_next: true, ..Self::of(below, 1) })
            }),
            0b10 => Self::single(at, state, |below| {
                let sizes_at = below.checked_sub(1)?;
                let (targets, outputs) = sizes(*bytes.get(sizes_at)?)?;
                Self::of(sizes_at, 1).with(targets, outputs, 0)
            }),
            _ => Self::many(bytes, at, state),
        }
    }

    /// A node of one transition; `rest` is told where what lies below its input ends.
    fn single(at: usize, state: u8, rest: impl Fn(usize) -> Option<Self>) -> Option<Self> {
        let common = usize::from(state & 0x3F).checked_sub(1).and_then(|index| COMMON.get(index).copied());
        let below = if common.is_some() { at } else { at.checked_sub(1)? };
        Some(Self { common, inputs: at, ..rest(below)? }).filter(|node| node.low >= HEAD)
    }

    fn many(bytes: &[u8], at: usize, state: u8) -> Option<Self> {
        let (count, sizes_at) = match usize::from(state & 0x3F) {
            0 => {
                let at = at.checked_sub(1)?;
                let count = usize::from(*bytes.get(at)?);
                (if count == 1 { 256 } else { count }, at.checked_sub(1)?)
            }
            count => (count, at.checked_sub(1)?),
        };
        let (targets, outputs) = sizes(*bytes.get(sizes_at)?)?;
        let inputs = if count > WITHOUT_TABLE { sizes_at.checked_sub(256)? } else { sizes_at };
        let table = (count > WITHOUT_TABLE).then_some(inputs);
        let is_final = state & 0x40 != 0;
        let ends = if is_final { outputs } else { 0 };
        let node = Self { inputs, table, ..Self::of(inputs.checked_sub(count)?, count) };
        let node = node.with(targets, outputs, ends)?;
        let end = if is_final { Some(number(bytes, node.low, ends)?) } else { None };
        Some(Self { end, ..node }).filter(|node| node.low >= HEAD)
    }

    /// A node whose targets end at `targets`, and that has nothing below them.
    fn of(targets: usize, count: usize) -> Self {
        Self {
            count,
            end: None,
            common: None,
            inputs: targets,
            table: None,
            targets,
            target_width: 0,
            outputs: targets,
            output_width: 0,
            low: targets,
            is_next: false,
        }
    }

    /// The same with targets and outputs of so many bytes each, and `ends` bytes below them.
    fn with(self, target_width: usize, output_width: usize, ends: usize) -> Option<Self> {
        let outputs = self.targets.checked_sub(self.count.checked_mul(target_width)?)?;
        let low = outputs.checked_sub(self.count.checked_mul(output_width)?)?.checked_sub(ends)?;
        Some(Self { target_width, outputs, output_width, low, ..self })
    }

    /// The transition with this input; `Some(None)` where there is none.
    #[inline]
    fn step_by(&self, bytes: &[u8], input: u8) -> Option<Option<Step>> {
        let at = match self.table {
            Some(table) => {
                let at = usize::from(*bytes.get(table.checked_add(usize::from(input))?)?);
                (at < self.count).then_some(at)
            }
            None => {
                let (at, is_there) = self.place_of(bytes, input)?;
                is_there.then_some(at)
            }
        };
        let Some(at) = at else { return Some(None) };
        self.step(bytes, at).filter(|step| step.input == input).map(Some)
    }

    /// The first transition whose input is this one or a greater one, and whether it is this one.
    #[inline]
    fn place_of(&self, bytes: &[u8], input: u8) -> Option<(usize, bool)> {
        for at in 0..self.count {
            let found = self.input(bytes, at)?;
            if found >= input {
                return Some((at, found == input));
            }
        }
        Some((self.count, false))
    }

    /// The last transition whose keys begin at `left` or before it; `Some(None)` where there is none.
    #[inline]
    fn step_towards(&self, bytes: &[u8], left: u64) -> Option<Option<Step>> {
        let Some(at) = self.steps_up_to(bytes, left)?.checked_sub(1) else { return Some(None) };
        self.step(bytes, at).map(Some)
    }

    /// How many transitions have keys that begin at `left` or before it.
    #[inline]
    fn steps_up_to(&self, bytes: &[u8], left: u64) -> Option<usize> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            if self.out(bytes, middle)? <= left {
                low = middle.checked_add(1)?;
            } else {
                high = middle;
            }
        }
        Some(low)
    }

    #[inline]
    fn step(&self, bytes: &[u8], at: usize) -> Option<Step> {
        Some(Step {
            input: self.input(bytes, at)?,
            out: self.out(bytes, at)?,
            target: self.target(bytes, at)?,
        })
    }

    #[inline]
    fn input(&self, bytes: &[u8], at: usize) -> Option<u8> {
        match self.common {
            Some(input) => Some(input),
            None => bytes.get(self.inputs.checked_sub(at)?.checked_sub(1)?).copied(),
        }
    }

    #[inline]
    fn out(&self, bytes: &[u8], at: usize) -> Option<u64> {
        let end = self.outputs.checked_sub(at.checked_mul(self.output_width)?)?;
        number(bytes, end.checked_sub(self.output_width)?, self.output_width)
    }

    /// Always below this node, or the node that only ends keys.
    #[inline]
    fn target(&self, bytes: &[u8], at: usize) -> Option<usize> {
        if self.is_next {
            return self.low.checked_sub(1).filter(|target| *target >= HEAD);
        }
        let end = self.targets.checked_sub(at.checked_mul(self.target_width)?)?;
        let distance = number(bytes, end.checked_sub(self.target_width)?, self.target_width)?;
        match usize::try_from(distance).ok()? {
            0 => Some(END),
            distance => self.low.checked_sub(distance).filter(|target| *target >= HEAD),
        }
    }
}

/// The widths of targets and outputs.
fn sizes(byte: u8) -> Option<(usize, usize)> {
    let (targets, outputs) = (usize::from(byte >> 4), usize::from(byte & 0x0F));
    (targets <= 8 && outputs <= 8).then_some((targets, outputs))
}

/// A little-endian number of so many bytes, at most eight; none are zero.
#[inline]
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes::span(bytes, at, width)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

const BROKEN: Error = Error::broken(NAMES, "its FST is none that a compiler writes");

/// Version and kind, before the first node.
const HEAD: usize = 16;

/// Keys, root and a checksum that the section's own makes needless, behind the last node.
const TRAILER: usize = 20;

const VERSION: u64 = 3;

/// The node that ends keys, adds nothing and leads nowhere is not written.
const END: usize = 0;

/// Nodes of more transitions have a table from inputs to them.
const WITHOUT_TABLE: usize = 32;

/// No folded name is longer: three bytes a character at most of 1024 bytes given.
const LONGEST: usize = 4096;

/// The inputs that a node's state can say.
const COMMON: [u8; 63] = *b"te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHG";

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use fst::MapBuilder;
    use proptest::prelude::*;

    use super::*;

    fn written(keys: &BTreeMap<Vec<u8>, u64>) -> Vec<u8> {
        let mut builder = MapBuilder::memory();
        keys.iter().for_each(|(key, number)| builder.insert(key, *number).unwrap());
        builder.into_inner().unwrap()
    }

    fn all(mut stream: Stream<'_>) -> Result<Vec<(Vec<u8>, u64)>, Error> {
        let mut found = Vec::new();
        while let Some((key, number)) = stream.next()? {
            found.push((key.to_vec(), number));
        }
        Ok(found)
    }

    /// Few letters, so that ends are shared and nodes have many transitions, and every byte now and then.
    fn key() -> impl Strategy<Value = Vec<u8>> {
        let letter = prop_oneof![4 => b'a'..b'e', 1 => any::<u8>()];
        prop::collection::vec(letter, 0..9)
    }

    proptest! {
        #[test]
        fn every_key_is_found_and_no_other(
            keys in prop::collection::btree_set(key(), 0..90), gaps: Vec<u32>, others in prop::collection::vec(key(), 40),
        ) {
            let mut number = 0_u64;
            let keys: BTreeMap<Vec<u8>, u64> = keys.into_iter().enumerate().map(|(at, key)| {
                number = number.saturating_add(1).saturating_add(u64::from(gaps.get(at).copied().unwrap_or(0)));
                (key, number)
            }).collect();
            let map = Automaton::open(Bytes::from(written(&keys))).unwrap();
            prop_assert_eq!(map.len(), keys.len());
            let expected: Vec<_> = keys.clone().into_iter().collect();
            prop_assert_eq!(all(map.stream()).unwrap(), expected);
            for (key, number) in &keys {
                prop_assert_eq!(map.get(key).unwrap(), Some(*number));
                let found = map.key_up_to(*number).unwrap();
                prop_assert_eq!(found.as_ref().map(|(key, at)| (&key[..], *at)), Some((key.as_slice(), *number)));
                for beside in [number.saturating_sub(1), number.saturating_add(1), number.saturating_add(1_000)] {
                    let found = map.key_up_to(beside).unwrap();
                    let last = keys.iter().rfind(|(_, number)| **number <= beside);
                    prop_assert_eq!(found.as_ref().map(|(key, at)| (&key[..], *at)), last.map(|(key, at)| (key.as_slice(), *at)));
                    let next = keys.values().find(|number| **number > beside);
                    prop_assert_eq!(map.number_after(beside).unwrap(), next.copied());
                }
            }
            for other in others {
                prop_assert_eq!(map.get(&other).unwrap(), keys.get(&other).copied());
                let expected: Vec<_> = keys.range(other.clone()..).map(|(key, number)| (key.clone(), *number)).collect();
                prop_assert_eq!(all(map.stream_from(&other)).unwrap(), expected);
            }
        }

        #[test]
        fn hostile_bytes_are_read_to_an_end(
            keys in prop::collection::btree_set(key(), 0..60), hits: Vec<(prop::sample::Index, u8)>,
            len in prop_oneof![Just(None), (0..5000_u64).prop_map(Some)],
        ) {
            let keys: BTreeMap<Vec<u8>, u64> = keys.into_iter().zip(0..).collect();
            let mut bytes = written(&keys);
            for (at, byte) in hits.iter().take(8) {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            if let Some(len) = len {
                let at = bytes.len().saturating_sub(TRAILER);
                bytes.splice(at..at.saturating_add(8), len.to_le_bytes());
            }
            let Some(map) = Automaton::open(Bytes::from(bytes)) else { return Ok(()) };
            for key in keys.keys().take(20) {
                let _ = (map.get(key), map.stream_from(key).next().map(drop));
            }
            (0..70).for_each(|number| drop((map.key_up_to(number), map.number_after(number))));
            if map.len() <= 5000 {
                prop_assert!(all(map.stream()).map_or(0, |found| found.len()) <= map.len());
            }
        }
    }

    #[test]
    fn all_256_inputs_and_the_empty_key() {
        let mut keys: BTreeMap<Vec<u8>, u64> =
            (0..=255).map(|byte| (vec![byte, 7], 3 + u64::from(byte))).collect();
        keys.insert(Vec::new(), 1);
        let map = Automaton::open(Bytes::from(written(&keys))).unwrap();
        assert_eq!(all(map.stream()).unwrap(), keys.clone().into_iter().collect::<Vec<_>>());
        keys.iter().for_each(|(key, number)| assert_eq!(map.get(key).unwrap(), Some(*number)));
    }

    /// Each node leads 256 ways to the one below: 2²⁴⁰ keys in some kilobytes. As many are given as it says that it has.
    #[test]
    fn more_keys_than_it_says_are_damage() {
        let mut bytes = VERSION.to_le_bytes().to_vec();
        bytes.extend_from_slice(&[0; 8]);
        let mut before = END;
        for _ in 0..30 {
            let low = bytes.len();
            let distance = u8::try_from(if before == END { 0 } else { low.saturating_sub(before) }).unwrap();
            bytes.extend(std::iter::repeat_n(distance, 8));
            bytes.extend((0..8).rev());
            bytes.extend([0x10, 8]);
            before = bytes.len().saturating_sub(1);
        }
        let root = before as u64;
        bytes.extend_from_slice(&1_000_u64.to_le_bytes());
        bytes.extend_from_slice(&root.to_le_bytes());
        bytes.extend_from_slice(&[0; 4]);
        let map = Automaton::open(Bytes::from(bytes)).unwrap();
        let mut stream = map.stream();
        for _ in 0..1_000 {
            assert!(stream.next().unwrap().is_some());
        }
        assert!(stream.next().is_err());
    }
}
