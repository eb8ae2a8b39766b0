//! Where are the published rows? Here is a record's number: its row, to the letter, decoded when asked for.
//!
//! Rows of one list say nearly the same again and again. [`Language`] is learnt from a sample of them: a dictionary of
//! words, and in which context which of them follow. A row is then said in that language, symbol by symbol, each at
//! about the cost that its likelihood has (`range`); what the list knows of the row's subject, and what the row said
//! before, is said by pointing at it. Four rows make a block, which begins with their record ids.

mod dictionary;
mod language;
mod lexer;
mod range;
mod reader;
mod sequence;
mod shares;
mod symbol;
mod trail;
mod writer;

pub(super) use language::Language;
pub(super) use sequence::Sequence;

use crate::bytes;
use crate::bytes::Bytes;
use crate::index::EVIDENCE;
use crate::index::Error;
use crate::index::parts;
use crate::index::parts::Section;

use range::Coder;
use reader::Grammar;

/// What the list knows of a row from elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known<'a> {
    /// The subject's name as the list has it.
    pub(super) name: &'a str,
    /// Its identifier as the list has it.
    pub(super) id: &'a str,
    /// The same with a hyphen before its last character.
    pub(super) hyphened: &'a str,
    /// The record's number.
    pub(super) record: &'a str,
}

/// The rows where they lie in the file.
#[derive(Clone)]
pub(super) struct Rows {
    grammar: Grammar,
    offsets: Bytes,
    blocks: Bytes,
    record_count: u32,
}

impl Rows {
    pub(super) fn open(section: &Bytes, record_count: u32) -> Result<Self, Error> {
        let [head, words, texts, table, contexts, offsets, blocks] =
            parts::split(section).ok_or(broken("its parts do not fit its length"))?;
        let grammar = Grammar::open(&head, words, texts, table, contexts)
            .ok_or(broken("its language cannot be read"))?;
        let strides = record_count.div_ceil(PER_BLOCK).div_ceil(STRIDE);
        let needed = usize::try_from(strides).ok().and_then(|strides| strides.checked_mul(8));
        if bytes::u32_at(head.as_ref(), 0) != Some(record_count) || needed != Some(offsets.as_ref().len()) {
            return Err(broken("it does not hold as many rows as there are records"));
        }
        Ok(Self { grammar, offsets, blocks, record_count })
    }

    /// The source's record id of a record.
    pub(super) fn record_id(&self, record: u32) -> Result<String, Error> {
        let mut block = self.block(record / PER_BLOCK)?;
        let ids = (0..=record % PER_BLOCK).map(|_| block.record_id()).last();
        ids.flatten().ok_or(broken("a record id cannot be read"))
    }

    /// The row of a record; `known` must be what it was written with.
    pub(super) fn row(&self, record: u32, name: &str, id: &str) -> Result<String, Error> {
        let mut block = self.block(record / PER_BLOCK)?;
        let ids = self.ids(&mut block, record / PER_BLOCK)?;
        let nth = usize::try_from(record % PER_BLOCK).unwrap_or(usize::MAX);
        let hyphened = hyphened(id);
        let mut text = Vec::new();
        for number in 0..=nth {
            let is_asked = number == nth;
            let record = ids.get(number).map_or("", String::as_str);
            let known =
                if is_asked { Known { name, id, hyphened: &hyphened, record } } else { Known::default() };
            text.clear();
            block
                .row(&known, &mut text)
                .filter(|heard| *heard || !is_asked)
                .ok_or(broken("a row cannot be decoded"))?;
        }
        String::from_utf8(text).map_err(|_| broken("a row is no text"))
    }

    /// Goes through the rows in order: of each next subject, [`Verifier::rows`] decodes as many as it has.
    pub(super) fn verifier(&self) -> Result<Verifier<'_>, Error> {
        if !self.grammar.is_whole() {
            return Err(broken("its contexts do not fill their part"));
        }
        let last = self.record_count.div_ceil(PER_BLOCK).checked_sub(1);
        let after =
            last.map_or(Some(self.blocks.as_ref()), |last| self.stretch(last).map(|(_, after)| after));
        if after.is_none_or(|after| !after.is_empty()) {
            return Err(broken("its blocks do not end where it ends"));
        }
        Ok(Verifier { rows: self, next: 0, block: None, ids: Vec::new(), text: Vec::new() })
    }

    /// The record ids of a block, which stand at its beginning.
    fn ids(&self, block: &mut reader::Block<'_>, number: u32) -> Result<Vec<String>, Error> {
        let rows = self.record_count.saturating_sub(number.saturating_mul(PER_BLOCK)).min(PER_BLOCK);
        let ids: Option<Vec<String>> = (0..rows).map(|_| block.record_id()).collect();
        ids.ok_or(broken("a record id cannot be read"))
    }

    fn block(&self, number: u32) -> Result<reader::Block<'_>, Error> {
        let block = self.stretch(number).and_then(|(stretch, _)| self.grammar.block(stretch));
        block.ok_or(broken("a block is out of bounds"))
    }

    /// A block's bytes, and what stands behind them.
    fn stretch(&self, number: u32) -> Option<(&[u8], &[u8])> {
        let place = usize::try_from(number / STRIDE).ok()?.checked_mul(8)?;
        let start = usize::try_from(bytes::u64_at(self.offsets.as_ref(), place)?).ok()?;
        let mut rest = self.blocks.as_ref().get(start..)?;
        for _ in 0..number % STRIDE {
            bytes::take_counted(&mut rest)?;
        }
        let stretch = bytes::take_counted(&mut rest)?;
        (number < self.record_count.div_ceil(PER_BLOCK)).then_some((stretch, rest))
    }
}

/// Decodes every row once.
pub(super) struct Verifier<'a> {
    rows: &'a Rows,
    next: u32,
    block: Option<reader::Block<'a>>,
    ids: Vec<String>,
    text: Vec<u8>,
}

impl Verifier<'_> {
    /// The next rows, up to record number `end`, which are all of one subject.
    pub(super) fn rows(&mut self, end: u32, name: &str, id: &str) -> Result<(), Error> {
        let hyphened = hyphened(id);
        while self.next < end {
            if self.next.is_multiple_of(PER_BLOCK) {
                let mut block = self.rows.block(self.next / PER_BLOCK)?;
                self.ids = self.rows.ids(&mut block, self.next / PER_BLOCK)?;
                self.block = Some(block);
            }
            let nth = usize::try_from(self.next % PER_BLOCK).unwrap_or(usize::MAX);
            let record = self.ids.get(nth).map_or("", String::as_str);
            let known = Known { name, id, hyphened: &hyphened, record };
            self.text.clear();
            let heard = self.block.as_mut().and_then(|block| block.row(&known, &mut self.text));
            if heard != Some(true) || std::str::from_utf8(&self.text).is_err() {
                return Err(broken("a row cannot be decoded"));
            }
            self.next = self.next.saturating_add(1);
        }
        Ok(())
    }
}

/// An identifier with a hyphen before its last character, as organisation codes are often published.
pub(super) fn hyphened(id: &str) -> String {
    match id.split_at_checked(id.len().saturating_sub(1)) {
        Some((first, last)) if id.len() == 9 => format!("{first}-{last}"),
        _ => String::new(),
    }
}

fn broken(what: &'static str) -> Error {
    Error::broken(EVIDENCE, what)
}

/// A row that is to be written.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: std::sync::Arc<str>,
    pub(super) id: std::sync::Arc<str>,
    pub(super) record: String,
    pub(super) text: String,
}

/// Says rows as they come, in a language that was learnt before.
pub(super) struct RowsWriter {
    language: Language,
    offsets: Vec<u8>,
    blocks: Vec<u8>,
    block_count: u32,
    record_count: u32,
    longest: u32,
}

impl RowsWriter {
    pub(super) fn new(language: Language) -> Self {
        Self {
            language,
            offsets: Vec::new(),
            blocks: Vec::new(),
            block_count: 0,
            record_count: 0,
            longest: 0,
        }
    }

    /// Appends rows, a whole number of blocks but for the last time, on as many threads as there are processors.
    pub(super) fn push(&mut self, rows: &[Row]) {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let per_block = usize::try_from(PER_BLOCK).unwrap_or(1);
        let share =
            rows.len().div_ceil(threads).next_multiple_of(per_block).max(per_block.saturating_mul(64));
        let language = &self.language;
        let said: Vec<Vec<Vec<u8>>> = std::thread::scope(|scope| {
            let mut shares = rows.chunks(share);
            let own = shares.next();
            let others: Vec<_> = shares.map(|rows| scope.spawn(|| said(language, rows))).collect();
            let mut said: Vec<_> = own.map(|rows| said(language, rows)).into_iter().collect();
            for (other, rows) in others.into_iter().zip(rows.chunks(share).skip(1)) {
                said.push(other.join().unwrap_or_else(|_| self::said(language, rows)));
            }
            said
        });
        for block in said.iter().flatten() {
            if self.block_count.is_multiple_of(STRIDE) {
                let offset = u64::try_from(self.blocks.len()).unwrap_or(u64::MAX);
                self.offsets.extend_from_slice(&offset.to_le_bytes());
            }
            bytes::put_counted(&mut self.blocks, block);
            self.block_count = self.block_count.saturating_add(1);
        }
        let longest = rows.iter().map(|row| row.text.len()).max().unwrap_or(0);
        self.longest = self.longest.max(u32::try_from(longest).unwrap_or(u32::MAX));
        self.record_count = self.record_count.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
    }

    pub(super) fn finish(self) -> Section {
        let [head, words, texts, table, contexts] = self.language.parts(self.record_count, self.longest);
        parts::join(vec![head, words, texts, table, contexts, self.offsets, self.blocks])
    }
}

/// Blocks of rows.
fn said(language: &Language, rows: &[Row]) -> Vec<Vec<u8>> {
    let mut coder = Coder::default();
    let blocks = rows.chunks(usize::try_from(PER_BLOCK).unwrap_or(1));
    blocks.map(|rows| language.say(rows, &mut coder)).collect()
}

/// Rows of a block: on average half of them are decoded on the way to one, at about a microsecond each.
pub(super) const PER_BLOCK: u32 = 4;

/// Blocks that share an offset: a block further on costs a cache line on the way.
const STRIDE: u32 = 2;
