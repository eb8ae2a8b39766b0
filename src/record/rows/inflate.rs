//! Here is a compressed stream, or a plain one: what are its bytes?

use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Chain;
use std::io::Cursor;
use std::io::Read;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::BlockDecodingStrategy;
use ruzstd::decoding::FrameDecoder;
use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::errors::ReadFrameHeaderError;

use crate::record::rows::form::Compression;

/// A stream, decompressed as its first bytes say. What swells beyond what rows do is an error, not read on: a small
/// file could else keep a processor busy for hours.
pub(super) struct Inflated<R: Read> {
    source: Source<R>,
    /// Bytes handed out.
    given: u64,
}

enum Source<R: Read> {
    Plain(Prefixed<R>),
    Gzip(Box<MultiGzDecoder<Counted<Prefixed<R>>>>),
    Zstd(Box<Frames<Counted<Prefixed<R>>>>),
}

/// A stream whose first bytes were looked at and put back.
type Prefixed<R> = Chain<Cursor<Vec<u8>>, R>;

/// A stream, and how much of it was read.
pub(super) struct Counted<R> {
    reader: R,
    taken: u64,
}

/// A compressed stream swells more than rows do.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("{packed} bytes became {text}")]
pub(super) struct Swollen {
    /// Bytes read.
    pub(super) packed: u64,
    /// Bytes that they became.
    pub(super) text: u64,
}

impl<R: Read> Inflated<R> {
    /// Looks at the first four bytes.
    pub(super) fn new(mut reader: R) -> io::Result<Self> {
        let mut magic = Vec::with_capacity(4);
        (&mut reader).take(4).read_to_end(&mut magic)?;
        let is_gzip = magic.starts_with(&GZIP);
        let is_zstd = magic == ZSTD || is_skippable(&magic);
        let whole = Cursor::new(magic).chain(reader);
        let counted = |reader| Counted { reader, taken: 0 };
        let source = match (is_gzip, is_zstd) {
            (true, _) => Source::Gzip(Box::new(MultiGzDecoder::new(counted(whole)))),
            (_, true) => Source::Zstd(Box::new(Frames::new(counted(whole)))),
            _ => Source::Plain(whole),
        };
        Ok(Self { source, given: 0 })
    }

    pub(super) const fn compression(&self) -> Compression {
        match &self.source {
            Source::Plain(_) => Compression::Plain,
            Source::Gzip(_) => Compression::Gzip,
            Source::Zstd(_) => Compression::Zstd,
        }
    }

    /// Bytes of the compressed stream that were read; `None` of a plain one.
    fn taken(&self) -> Option<u64> {
        match &self.source {
            Source::Plain(_) => None,
            Source::Gzip(reader) => Some(reader.get_ref().taken),
            Source::Zstd(frames) => Some(frames.source.get_ref().taken),
        }
    }
}

impl<R: Read> Read for Inflated<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.source {
            Source::Plain(reader) => reader.read(out),
            Source::Gzip(reader) => reader.read(out),
            Source::Zstd(reader) => reader.read(out),
        }?;
        self.given = self.given.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        match self.taken() {
            Some(packed) if self.given > FREE && self.given / SWELLING_LIMIT > packed => {
                Err(damaged(Swollen { packed, text: self.given }))
            }
            _ => Ok(count),
        }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(out)?;
        self.taken = self.taken.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(count)
    }
}

/// Zstandard frames one after the other; `ruzstd` reads one and leaves its checksum to the caller.
pub(super) struct Frames<R> {
    source: BufReader<R>,
    decoder: Box<FrameDecoder>,
    /// Inside a frame, whose content and checksum are not yet through.
    is_open: bool,
}

impl<R: Read> Frames<R> {
    fn new(reader: R) -> Self {
        Self { source: BufReader::new(reader), decoder: Box::new(FrameDecoder::new()), is_open: false }
    }

    /// Opens the next frame, passing over skippable ones; `false` at the end of the stream.
    fn open(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(&mut (&mut self.source).take(length.into()), &mut io::sink())?;
                }
                Err(error) => return Err(damaged(error)),
            }
        }
        Ok(false)
    }

    fn close(&mut self) -> io::Result<()> {
        self.is_open = false;
        match self.decoder.get_checksum_from_data() {
            Some(stated) if self.decoder.get_calculated_checksum() != Some(stated) => {
                Err(damaged("the content does not have the checksum that its frame states"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.is_open {
                self.is_open = self.open()?;
                if !self.is_open {
                    return Ok(0);
                }
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                self.decoder
                    .decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1))
                    .map_err(damaged)?;
            }
            let count = self.decoder.read(out)?;
            if count > 0 || out.is_empty() {
                return Ok(count);
            }
            self.close()?;
        }
    }
}

fn damaged(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

/// Skippable frames have the magic `0x184D2A50` to `0x184D2A5F`.
fn is_skippable(magic: &[u8]) -> bool {
    matches!(magic, [0x50..=0x5F, 0x2A, 0x4D, 0x18])
}

const GZIP: [u8; 3] = [0x1F, 0x8B, 0x08];
const ZSTD: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// Bytes of text out of each compressed byte, beyond which a stream is no feed. Rows become five to thirty; gzip can reach a
/// thousand, zstd thirty thousand.
pub const SWELLING_LIMIT: u64 = 200;
/// As much text as may come out of anything.
const FREE: u64 = 16 << 20;
