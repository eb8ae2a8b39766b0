//! Sections in, one file's bytes out.

use sha2::Digest as _;
use sha2::Sha256;
use twox_hash::XxHash3_64;

use crate::format::ENTRY_LENGTH;
use crate::format::HEADER_LENGTH;
use crate::format::MAGIC;
use crate::format::MAJOR;
use crate::format::MINOR;
use crate::format::MUST_UNDERSTAND;
use crate::format::Tag;

/// Collects sections in the order in which they will stand in the file.
#[derive(Default)]
pub(crate) struct Writer {
    sections: Vec<Section>,
}

struct Section {
    tag: Tag,
    flags: u32,
    /// Its bytes, one piece behind the other.
    pieces: Vec<Vec<u8>>,
}

impl Writer {
    /// Adds a section that every reader must understand, in pieces.
    pub(crate) fn must(mut self, tag: Tag, pieces: Vec<Vec<u8>>) -> Self {
        self.sections.push(Section { tag, flags: MUST_UNDERSTAND, pieces });
        self
    }

    /// Adds a section that a reader may skip.
    pub(crate) fn may(mut self, tag: Tag, pieces: Vec<Vec<u8>>) -> Self {
        self.sections.push(Section { tag, flags: 0, pieces });
        self
    }

    /// The whole file. The same sections give the same bytes. Each piece is given back as soon as it is copied.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.finish_as(MAGIC)
    }

    /// The same of another kind of file that has this frame.
    pub(crate) fn finish_as(mut self, magic: [u8; 8]) -> Vec<u8> {
        let mut table = Vec::new();
        let mut file = Vec::with_capacity(self.length());
        file.resize(self.table_end(), 0);
        for section in &mut self.sections {
            let start = file.len();
            for piece in std::mem::take(&mut section.pieces) {
                file.extend_from_slice(&piece);
            }
            let bytes = file.get(start..).unwrap_or_default();
            table.extend_from_slice(&section.tag.0);
            table.extend_from_slice(&section.flags.to_le_bytes());
            table.extend_from_slice(&u64::try_from(start).unwrap_or(u64::MAX).to_le_bytes());
            table.extend_from_slice(&length_of(bytes).to_le_bytes());
            table.extend_from_slice(&XxHash3_64::oneshot(bytes).to_le_bytes());
            file.resize(file.len().next_multiple_of(8), 0);
        }
        lay(&mut file, HEADER_LENGTH, &table);
        let header = self.header(magic, &file, &table);
        lay(&mut file, 0, &header);
        file
    }

    fn header(&self, magic: [u8; 8], file: &[u8], table: &[u8]) -> Vec<u8> {
        let mut header = Vec::with_capacity(HEADER_LENGTH);
        header.extend_from_slice(&magic);
        header.extend_from_slice(&MAJOR.to_le_bytes());
        header.extend_from_slice(&MINOR.to_le_bytes());
        header.extend_from_slice(&u32::try_from(self.sections.len()).unwrap_or(u32::MAX).to_le_bytes());
        header.extend_from_slice(&length_of(file).to_le_bytes());
        header.extend_from_slice(&Sha256::digest(file.get(HEADER_LENGTH..).unwrap_or_default()));
        let mut checked = header.clone();
        checked.extend_from_slice(table);
        header.extend_from_slice(&XxHash3_64::oneshot(&checked).to_le_bytes());
        header
    }

    fn length(&self) -> usize {
        let padded =
            |section: &Section| section.pieces.iter().map(Vec::len).sum::<usize>().next_multiple_of(8);
        self.sections.iter().map(padded).fold(self.table_end(), usize::saturating_add)
    }

    fn table_end(&self) -> usize {
        self.sections.len().saturating_mul(ENTRY_LENGTH).saturating_add(HEADER_LENGTH)
    }
}

fn lay(file: &mut [u8], offset: usize, part: &[u8]) {
    if let Some(place) = file.get_mut(offset..).and_then(|rest| rest.get_mut(..part.len())) {
        place.copy_from_slice(part);
    }
}

fn length_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
