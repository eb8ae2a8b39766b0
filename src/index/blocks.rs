//! Where are the published rows? In compressed blocks, to the letter, decoded when asked for.
//!
//! In the file: the number of blocks (u32), zero (u32), for each block its first record (u32), its length when
//! decompressed (u32) and its offset among the blocks (u64), one closing entry, then the blocks, each a raw DEFLATE
//! stream (RFC 1951) of rows with their lengths before them.

use std::io::Read as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::bytes;
use crate::bytes::Bytes;
use crate::index::EVIDENCE;
use crate::index::Error;
use crate::index::Evidence;

/// The blocks where they lie in the file.
pub(super) struct EvidenceBlocks {
    bytes: Bytes,
    block_count: u32,
    record_count: u32,
}

/// One entry of the directory.
#[derive(Clone, Copy)]
struct Block {
    first: u32,
    length: u32,
    offset: u64,
}

impl EvidenceBlocks {
    pub(super) fn open(bytes: Bytes, record_count: u32) -> Result<Self, Error> {
        let block_count = bytes::u32_at(bytes.as_ref(), 0).ok_or(broken("it is too short"))?;
        let this = Self { bytes, block_count, record_count };
        let closing = this.block(block_count).ok_or(broken("its directory does not fit its length"))?;
        if closing.first != record_count {
            return Err(broken("it does not hold as many rows as there are records"));
        }
        if closing.length != 0 || this.start(closing) != Some(this.bytes.as_ref().len()) {
            return Err(broken("its blocks do not end where it ends"));
        }
        Ok(this)
    }

    pub(super) fn get(&self, record: u32) -> Result<Evidence, Error> {
        if record >= self.record_count {
            return Err(broken("no such record"));
        }
        let number = self.block_of(record).ok_or(broken("its directory is not in order"))?;
        let (first, rows) = self.rows(number)?;
        let within = usize::try_from(record.saturating_sub(first)).unwrap_or(usize::MAX);
        let row = Rows(&rows).nth(within).ok_or(broken("a block is cut short"))?;
        Ok(Evidence::read(text(row)?.to_owned()))
    }

    /// Every block decompresses to as many rows as the directory says, all of them text.
    pub(super) fn verify(&self) -> Result<(), Error> {
        for number in 0..self.block_count {
            let (first, rows) = self.rows(number)?;
            let next = self.block(number.saturating_add(1)).ok_or(broken("its directory is cut short"))?;
            let mut count = 0_u32;
            for row in Rows(&rows) {
                text(row)?;
                count = count.saturating_add(1);
            }
            if first.checked_add(count) != Some(next.first) {
                return Err(broken("a block does not hold the rows that its directory says"));
            }
        }
        Ok(())
    }

    /// The last block that begins at or before `record`.
    fn block_of(&self, record: u32) -> Option<u32> {
        let (mut low, mut high) = (0, self.block_count);
        while low < high {
            let middle = low.midpoint(high);
            if self.block(middle)?.first <= record {
                low = middle.checked_add(1)?;
            } else {
                high = middle;
            }
        }
        low.checked_sub(1)
    }

    /// The first record of a block, and its rows decompressed. Allocates no more than a block may hold.
    fn rows(&self, number: u32) -> Result<(u32, Vec<u8>), Error> {
        let entries = || Some((self.block(number)?, self.block(number.checked_add(1)?)?));
        let (block, next) = entries().ok_or(broken("its directory is cut short"))?;
        let packed = self.packed(block, next).ok_or(broken("a block is out of bounds"))?;
        let mut rows = Vec::new();
        let limit = u64::from(block.length).saturating_add(1);
        DeflateDecoder::new(packed)
            .take(limit)
            .read_to_end(&mut rows)
            .map_err(|_| broken("a block does not decompress"))?;
        if u64::try_from(rows.len()).ok() != Some(u64::from(block.length)) {
            return Err(broken("a block is not as long as its directory says"));
        }
        Ok((block.first, rows))
    }

    fn packed(&self, block: Block, next: Block) -> Option<&[u8]> {
        let length = usize::try_from(next.offset.checked_sub(block.offset)?).ok()?;
        bytes::span(self.bytes.as_ref(), self.start(block)?, length)
    }

    /// Where a block begins in the section: behind the directory.
    fn start(&self, block: Block) -> Option<usize> {
        let directory = usize::try_from(self.block_count).ok()?.checked_add(1)?.checked_mul(ENTRY)?;
        usize::try_from(block.offset).ok()?.checked_add(directory)?.checked_add(DIRECTORY)
    }

    fn block(&self, number: u32) -> Option<Block> {
        let start = usize::try_from(number).ok()?.checked_mul(ENTRY)?.checked_add(DIRECTORY)?;
        let entry = bytes::span(self.bytes.as_ref(), start, ENTRY)?;
        Some(Block {
            first: bytes::u32_at(entry, 0)?,
            length: bytes::u32_at(entry, 4)?,
            offset: bytes::u64_at(entry, 8)?,
        })
    }
}

/// The rows of a decompressed block.
struct Rows<'a>(&'a [u8]);

impl<'a> Iterator for Rows<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        bytes::take_counted(&mut self.0)
    }
}

fn text(row: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(row).map_err(|_| broken("a row is no text"))
}

fn broken(what: &'static str) -> Error {
    Error::broken(EVIDENCE, what)
}

/// Packs rows into blocks as they come.
#[derive(Default)]
pub(super) struct EvidenceWriter {
    directory: Vec<u8>,
    blocks: Vec<u8>,
    pending: Vec<u8>,
    pending_first: u32,
    block_count: u32,
    next: u32,
}

impl EvidenceWriter {
    /// Appends the next record's row.
    pub(super) fn push(&mut self, row: &str) -> std::io::Result<()> {
        bytes::put_counted(&mut self.pending, row.as_bytes());
        self.next = self.next.saturating_add(1);
        if self.pending.len() >= BLOCK_LENGTH { self.close_block() } else { Ok(()) }
    }

    pub(super) fn finish(mut self) -> std::io::Result<Vec<u8>> {
        if !self.pending.is_empty() {
            self.close_block()?;
        }
        self.enter(self.next, 0);
        let mut out = self.block_count.to_le_bytes().to_vec();
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&self.directory);
        out.extend_from_slice(&self.blocks);
        Ok(out)
    }

    fn close_block(&mut self) -> std::io::Result<()> {
        self.enter(self.pending_first, u32::try_from(self.pending.len()).map_err(std::io::Error::other)?);
        let mut packer = DeflateEncoder::new(&mut self.blocks, Compression::best());
        packer.write_all(&self.pending)?;
        packer.finish()?;
        self.pending.clear();
        self.pending_first = self.next;
        self.block_count = self.block_count.saturating_add(1);
        Ok(())
    }

    fn enter(&mut self, first: u32, length: u32) {
        self.directory.extend_from_slice(&first.to_le_bytes());
        self.directory.extend_from_slice(&length.to_le_bytes());
        let offset = u64::try_from(self.blocks.len()).unwrap_or(u64::MAX);
        self.directory.extend_from_slice(&offset.to_le_bytes());
    }
}

/// Where the directory begins, and the length of one of its entries.
const DIRECTORY: usize = 8;
const ENTRY: usize = 16;

/// A block is closed once it holds this many bytes: larger blocks pack better, smaller ones decode sooner. Measured on
/// court rows: 8 KiB pack 4.8-fold and decode in 17 µs, 16 KiB 5.8-fold in 25 µs, 64 KiB 7.2-fold in 81 µs.
const BLOCK_LENGTH: usize = 16 << 10;
