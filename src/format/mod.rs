//! What does the file look like? One file of checksummed sections: here is its frame, without what is inside.
#![doc = include_str!("FORMAT.md")]

mod frame;
mod writer;

pub(crate) use frame::Frame;
#[cfg(feature = "capi")]
pub(crate) use frame::require_length;
pub(crate) use writer::Writer;

/// The first eight bytes of every list. In the manner of PNG: a byte that no text has, letters for people, and line
/// ends that a careless text-mode transfer would change.
pub const MAGIC: [u8; 8] = *b"\x89SXL\r\n\x1A\n";

/// The format's major version: a reader refuses any other.
pub const MAJOR: u16 = 1;

/// The format's minor version: a reader of this major version reads every minor version.
pub const MINOR: u16 = 0;

/// Length of the fixed header in bytes; the section table follows it.
pub(crate) const HEADER_LENGTH: usize = 64;

/// Length of one entry of the section table in bytes.
pub(crate) const ENTRY_LENGTH: usize = 32;

/// More sections than this in a file are taken for damage.
pub(crate) const MOST_SECTIONS: u32 = 64;

/// Flag of a section: a reader that does not know the section's tag must refuse the file.
pub(crate) const MUST_UNDERSTAND: u32 = 1;

/// A section's name in the file: four ASCII letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub [u8; 4]);

impl std::fmt::Display for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}

impl std::fmt::Debug for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// Why bytes are not a list that can be trusted. Nothing of a refused file is used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The first bytes are another kind of file's, or of none.
    #[error(
        "not a compiled list: the first 8 bytes are not the magic of one; compile the published rows first"
    )]
    NotAList,
    /// A format that this version of the crate does not read.
    #[error(
        "the file has format version {major}, this reader knows version {MAJOR}: use a release that matches"
    )]
    Version {
        /// Major version found.
        major: u16,
    },
    /// The file is shorter or longer than its header says: a torn copy.
    #[error(
        "the file should be {expected} bytes long and is {found}: it was cut or appended to; copy it again"
    )]
    Length {
        /// Length in bytes that the header states, or the shortest possible one.
        expected: u64,
        /// Length in bytes that there is.
        found: u64,
    },
    /// Header or section table are damaged.
    #[error("header or section table are damaged: {what}; copy the file again or compile it anew")]
    Header {
        /// What does not hold.
        what: &'static str,
    },
    /// The bytes of a section are not those that were written.
    #[error(
        "section {tag} at byte {offset} is damaged (its checksum differs); copy the file again or compile it anew"
    )]
    Checksum {
        /// Which section.
        tag: Tag,
        /// Where it begins in the file.
        offset: u64,
    },
    /// A section that must be understood and is not.
    #[error("section {tag} must be understood and is not known to this release: use a newer one")]
    UnknownSection {
        /// Which section.
        tag: Tag,
    },
    /// A section that every list has is not there.
    #[error("section {tag} is missing; compile the list anew")]
    MissingSection {
        /// Which section.
        tag: Tag,
    },
    /// The SHA-256 in the header is not that of the contents (asked for by verification only).
    #[error(
        "the digest in the header is not that of the contents: the file was changed after it was compiled"
    )]
    Digest,
}
