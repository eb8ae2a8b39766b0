//! How does a name as given differ from the folded one? In few places, and by few different words: folding leaves out
//! brackets, dots and legal forms.
//!
//! In the file: the words that come most often, at most 255 (two parts, strings), and a string for each given name (two
//! parts): edits, each how many bytes of the folded name are kept, how many left out (LEB128 each), and the number of a
//! word that comes in, counted from 1, or 0 and one with its length before it. What is left of the folded name is kept.

use std::collections::HashMap;

use crate::bytes;
use crate::bytes::Bytes;
use crate::index::names::Text;
use crate::index::strings::Strings;
use crate::index::strings::StringsWriter;

/// The given names where they lie in the file.
#[derive(Clone)]
pub(super) struct GivenNames {
    words: Strings,
    names: Strings,
}

impl GivenNames {
    pub(super) fn open([offsets, texts, names, patches]: [Bytes; 4], count: u64) -> Option<Self> {
        let count_of_words = bytes::u32_at(texts.as_ref(), 0)?;
        let length = u64::try_from(texts.as_ref().len()).ok()?.checked_sub(4)?;
        let words = Strings::open(offsets, texts.slice(4, length)?, u64::from(count_of_words))?;
        Some(Self { words, names: Strings::open(names, patches, count)? })
    }

    /// Given name number `index`, made of the folded one.
    pub(super) fn get(&self, index: u64, folded: &[u8]) -> Option<Text> {
        let mut edits = self.names.get(index)?;
        let mut given = Text::new();
        let mut folded = folded;
        while !edits.is_empty() {
            let kept = usize::try_from(bytes::take_varint(&mut edits)?).ok()?;
            let left_out = usize::try_from(bytes::take_varint(&mut edits)?).ok()?;
            given.extend_from_slice(folded.get(..kept)?);
            folded = folded.get(kept.checked_add(left_out)?..)?;
            let (number, rest) = edits.split_first()?;
            edits = rest;
            given.extend_from_slice(match number {
                0 => bytes::take_counted(&mut edits)?,
                number => self.words.get(u64::from(*number).checked_sub(1)?)?,
            });
        }
        given.extend_from_slice(folded);
        Some(given)
    }
}

/// Collects given names in order.
#[derive(Default)]
pub(super) struct GivenNamesWriter {
    /// Of each name how many edits it has, then these, every word spelt out.
    edits: Vec<u8>,
    counts: HashMap<String, u32>,
    count: u64,
}

/// Keep so many bytes, leave out so many, put a word in.
struct Edit<'a> {
    kept: usize,
    left_out: usize,
    word: &'a str,
}

impl GivenNamesWriter {
    pub(super) fn push(&mut self, folded: &str, given: &str) {
        let edits = insertions(folded, given).unwrap_or_else(|| vec![replacement(folded, given)]);
        put(&mut self.edits, edits.len());
        for Edit { kept, left_out, word } in edits {
            put(&mut self.edits, kept);
            put(&mut self.edits, left_out);
            bytes::put_counted(&mut self.edits, word.as_bytes());
            match self.counts.get_mut(word) {
                Some(count) => *count = count.saturating_add(1),
                None => drop(self.counts.insert(word.to_owned(), 1)),
            }
        }
        self.count = self.count.saturating_add(1);
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// The four parts; `None` where they are too large.
    pub(super) fn finish(self) -> Option<[Vec<u8>; 4]> {
        let mut common: Vec<(u32, String)> = self
            .counts
            .into_iter()
            .map(|(word, count)| (count, word))
            .filter(|(count, _)| *count > 1)
            .collect();
        common.sort_unstable_by(|one, other| other.cmp(one));
        common.truncate(MOST_WORDS);
        let mut words = StringsWriter::default();
        common.iter().try_for_each(|(_, word)| words.push(word.as_bytes()))?;
        let numbers: HashMap<Vec<u8>, u8> =
            common.into_iter().map(|(_, word)| word.into_bytes()).zip(1..).collect();
        let mut names = StringsWriter::default();
        let mut rest = self.edits.as_slice();
        for _ in 0..self.count {
            let mut name = Vec::new();
            for _ in 0..bytes::take_varint(&mut rest)? {
                bytes::put_varint(&mut name, bytes::take_varint(&mut rest)?);
                bytes::put_varint(&mut name, bytes::take_varint(&mut rest)?);
                let word = bytes::take_counted(&mut rest)?;
                name.push(numbers.get(word).copied().unwrap_or(0));
                if !numbers.contains_key(word) {
                    bytes::put_counted(&mut name, word);
                }
            }
            names.push(&name)?;
        }
        let count = u32::try_from(numbers.len()).ok()?;
        let [offsets, texts] = words.finish()?;
        let [names, edits] = names.finish()?;
        Some([offsets, [count.to_le_bytes().to_vec(), texts].concat(), names, edits])
    }
}

fn put(out: &mut Vec<u8>, number: usize) {
    bytes::put_varint(out, u64::try_from(number).unwrap_or(u64::MAX));
}

/// What folding left out, where it did no more than that: at each difference, words come in until the texts agree again.
fn insertions<'a>(folded: &str, given: &'a str) -> Option<Vec<Edit<'a>>> {
    let mut edits = Vec::new();
    let (mut folded, mut given) = (folded, given);
    while !given.is_empty() {
        let kept = common_start(folded, given);
        folded = folded.get(kept..)?;
        given = given.get(kept..)?;
        if folded.is_empty() && given.is_empty() {
            break;
        }
        let length = match folded.chars().next() {
            None => given.len(),
            Some(next) => given.find(next).filter(|length| *length > 0)?,
        };
        edits.push(Edit { kept, left_out: 0, word: given.get(..length)? });
        given = given.get(length..)?;
    }
    (folded.is_empty() && edits.len() <= MOST_EDITS).then_some(edits)
}

/// One edit that makes any text of any other.
fn replacement<'a>(folded: &str, given: &'a str) -> Edit<'a> {
    let kept = common_start(folded, given);
    let (folded, given) = (folded.get(kept..).unwrap_or_default(), given.get(kept..).unwrap_or_default());
    let same = folded.chars().rev().zip(given.chars().rev()).take_while(|(one, other)| one == other);
    let end: usize = same.map(|(one, _)| one.len_utf8()).sum();
    let word = given.get(..given.len().saturating_sub(end)).unwrap_or_default();
    Edit { kept, left_out: folded.len().saturating_sub(end), word }
}

/// How many bytes of characters two texts begin with alike.
fn common_start(one: &str, other: &str) -> usize {
    one.chars()
        .zip(other.chars())
        .take_while(|(one, other)| one == other)
        .map(|(one, _)| one.len_utf8())
        .sum()
}

/// Words with a number, which is a byte that is not 0.
const MOST_WORDS: usize = 255;

/// More edits than this take more room than one.
const MOST_EDITS: usize = 6;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn names_return_as_they_were_given(
            pairs in proptest::collection::vec(("[华瑞示县公司]{0,6}", "[华瑞示县公司（）有限·]{0,9}"), 0..60),
        ) {
            let mut writer = GivenNamesWriter::default();
            pairs.iter().for_each(|(folded, given)| writer.push(folded, given));
            let parts = writer.finish().unwrap().map(Bytes::from);
            let names = GivenNames::open(parts, pairs.len() as u64).unwrap();
            for (index, (folded, given)) in (0..).zip(&pairs) {
                let name = names.get(index, folded.as_bytes()).unwrap();
                prop_assert_eq!(name.as_slice(), given.as_bytes());
            }
        }
    }
}
