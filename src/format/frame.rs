//! Bytes in, verified sections out. After [`Frame::open`] every byte of the file has been accounted for: it lies in
//! the header, in the table, in a section whose checksum holds, or in padding that is zero.

use sha2::Digest as _;
use sha2::Sha256;
use twox_hash::XxHash3_64;

use crate::bytes;
use crate::bytes::Bytes;
use crate::format::ENTRY_LENGTH;
use crate::format::Error;
use crate::format::HEADER_LENGTH;
use crate::format::MAGIC;
use crate::format::MAJOR;
use crate::format::MOST_SECTIONS;
use crate::format::MUST_UNDERSTAND;
use crate::format::Tag;

/// The sections of a file whose header, table and checksums hold.
#[derive(Clone)]
pub(crate) struct Frame {
    file: Bytes,
    sections: Vec<Section>,
    digest: [u8; 32],
}

#[derive(Clone)]
struct Section {
    tag: Tag,
    flags: u32,
    offset: u64,
    checksum: u64,
    bytes: Bytes,
}

impl Frame {
    /// Verifies in the order of FORMAT.md, "Opening": each step makes the next one's arithmetic safe.
    pub(crate) fn open(file: Bytes) -> Result<Self, Error> {
        Self::open_as(file, MAGIC)
    }

    /// The same of another kind of file that has this frame.
    pub(crate) fn open_as(file: Bytes, magic: [u8; 8]) -> Result<Self, Error> {
        let header = Header::read(file.as_ref(), magic)?;
        let sections = header.sections(&file)?;
        for section in &sections {
            if XxHash3_64::oneshot(section.bytes.as_ref()) != section.checksum {
                return Err(Error::Checksum { tag: section.tag, offset: section.offset });
            }
        }
        Ok(Self { file, sections, digest: header.digest })
    }

    /// Refuses a file with a section that must be understood and is not among `known`.
    pub(crate) fn require_known(&self, known: &[Tag]) -> Result<(), Error> {
        match self.sections.iter().find(|it| it.flags & MUST_UNDERSTAND != 0 && !known.contains(&it.tag)) {
            Some(unknown) => Err(Error::UnknownSection { tag: unknown.tag }),
            None => Ok(()),
        }
    }

    /// The whole file.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.file.as_ref()
    }

    /// The whole file; without a copy where nothing else holds a part of it.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        let Self { file, sections, .. } = self;
        drop(sections);
        file.into_vec()
    }

    /// The bytes of the section `tag`.
    pub(crate) fn section(&self, tag: Tag) -> Result<Bytes, Error> {
        let found = self.sections.iter().find(|section| section.tag == tag);
        found.map(|section| section.bytes.clone()).ok_or(Error::MissingSection { tag })
    }

    /// A section that need not be there.
    pub(crate) fn optional_section(&self, tag: Tag) -> Option<Bytes> {
        self.section(tag).ok()
    }

    /// Tag and length in bytes of each section, in file order.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = (Tag, u64)> + '_ {
        self.sections.iter().map(|it| (it.tag, u64::try_from(it.bytes.as_ref().len()).unwrap_or(u64::MAX)))
    }

    /// SHA-256 of all that follows the header, as the header states it.
    pub(crate) fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Computes the digest anew and compares; costs a pass over the file at the speed of SHA-256.
    pub(crate) fn verify_digest(&self) -> Result<(), Error> {
        let contents = self.file.as_ref().get(HEADER_LENGTH..).unwrap_or_default();
        if Sha256::digest(contents).as_slice() == self.digest { Ok(()) } else { Err(Error::Digest) }
    }
}

struct Header {
    section_count: u32,
    digest: [u8; 32],
}

/// Refuses a file of `found` bytes whose beginning cannot be that of a list so long. All that is looked at is the magic, the
/// version and the stated length: a caller who has only been told the length can ask before anything is copied.
pub(crate) fn require_length(head: &[u8], magic: [u8; 8], found: u64) -> Result<(), Error> {
    if bytes::array(head, 0) != Some(magic) {
        return Err(Error::NotAList);
    }
    let short = Error::Length { expected: HEADER_LENGTH as u64, found };
    let header = head.get(..HEADER_LENGTH).ok_or(short.clone())?;
    let major = bytes::u16_at(header, 8).ok_or(short.clone())?;
    if major != MAJOR {
        return Err(Error::Version { major });
    }
    let expected = bytes::u64_at(header, 16).ok_or(short)?;
    if expected != found {
        return Err(Error::Length { expected, found });
    }
    Ok(())
}

impl Header {
    fn read(file: &[u8], magic: [u8; 8]) -> Result<Self, Error> {
        let found = u64::try_from(file.len()).unwrap_or(u64::MAX);
        require_length(file, magic, found)?;
        let short = Error::Length { expected: HEADER_LENGTH as u64, found };
        let header = file.get(..HEADER_LENGTH).ok_or(short.clone())?;
        let section_count = bytes::u32_at(header, 12).ok_or(short.clone())?;
        let checksum = bytes::u64_at(header, 56).ok_or(short.clone())?;
        let digest = bytes::array(header, 24).ok_or(short)?;
        let this = Self { section_count, digest };
        if this.checksum(file)? != checksum {
            return Err(Error::Header { what: "the header's checksum differs" });
        }
        Ok(this)
    }

    fn checksum(&self, file: &[u8]) -> Result<u64, Error> {
        if self.section_count > MOST_SECTIONS {
            return Err(Error::Header { what: "more sections than any version has" });
        }
        let out_of_file = Error::Header { what: "the section table reaches past the end of the file" };
        let table = bytes::span(file, HEADER_LENGTH, self.table_length()).ok_or(out_of_file)?;
        let mut checked = file.get(..56).unwrap_or_default().to_vec();
        checked.extend_from_slice(table);
        Ok(XxHash3_64::oneshot(&checked))
    }

    fn table_length(&self) -> usize {
        usize::try_from(self.section_count).unwrap_or(usize::MAX).saturating_mul(ENTRY_LENGTH)
    }

    /// Sections must follow one another without gap, each on a multiple of eight, zeros between them.
    fn sections(&self, file: &Bytes) -> Result<Vec<Section>, Error> {
        let table = bytes::span(file.as_ref(), HEADER_LENGTH, self.table_length()).unwrap_or_default();
        let mut end = HEADER_LENGTH.saturating_add(table.len());
        let mut sections: Vec<Section> = Vec::new();
        for entry in table.chunks_exact(ENTRY_LENGTH) {
            let section = Section::read(entry, file)?;
            if section.offset != u64::try_from(end).unwrap_or(u64::MAX) {
                return Err(Error::Header { what: "a section does not begin where the one before it ends" });
            }
            if sections.iter().any(|earlier| earlier.tag == section.tag) {
                return Err(Error::Header { what: "a section stands twice" });
            }
            let unpadded = end.saturating_add(section.bytes.as_ref().len());
            end = unpadded.next_multiple_of(8);
            let padding = file.as_ref().get(unpadded..end);
            if !padding.is_some_and(|zeros| zeros.iter().all(|byte| *byte == 0)) {
                return Err(Error::Header { what: "the padding after a section is not zero" });
            }
            sections.push(section);
        }
        if end != file.as_ref().len() {
            return Err(Error::Header { what: "bytes after the last section" });
        }
        Ok(sections)
    }
}

impl Section {
    fn read(entry: &[u8], file: &Bytes) -> Result<Self, Error> {
        let whole = || {
            let offset = bytes::u64_at(entry, 8)?;
            Some(Self {
                tag: Tag(bytes::array(entry, 0)?),
                flags: bytes::u32_at(entry, 4)?,
                offset,
                checksum: bytes::u64_at(entry, 24)?,
                bytes: file.slice(offset, bytes::u64_at(entry, 16)?)?,
            })
        };
        whole().ok_or(Error::Header { what: "a section reaches past the end of the file" })
    }
}
