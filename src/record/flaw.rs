//! What could not be read as published, and why?

use serde::Serialize;

/// One thing about a row that is not as it should be. The row is kept; whoever uses it decides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, thiserror::Error)]
#[error("{field}: {kind}; found {found}")]
pub struct Flaw {
    /// The court site's key of the field, whatever the dialect; `row` for the row itself, `extra` for an unknown key.
    pub field: &'static str,
    /// What is wrong.
    pub kind: FlawKind,
    /// At most [`FOUND_CHARS`] characters of what was found. A name, an id or a third party's text is described by
    /// its form and length, never echoed.
    pub found: String,
}

impl Flaw {
    pub(super) fn new(field: &'static str, kind: FlawKind, found: &str) -> Self {
        Self { field, kind, found: excerpt(found) }
    }

    /// Whether the row cannot be taken for a record at all.
    pub fn is_fatal(&self) -> bool {
        self.kind.is_fatal()
    }
}

/// The first characters of a text, controls escaped.
fn excerpt(text: &str) -> String {
    text.chars().flat_map(char::escape_debug).take(FOUND_CHARS).collect()
}

/// What is wrong, with what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FlawKind {
    /// The text is not one JSON object.
    #[error("expected one JSON object, which breaks at byte {at}")]
    NotAnObject {
        /// Bytes into the row's text, from 0.
        at: u64,
    },
    /// The input ended inside the row, or inside the array or envelope that holds the rows.
    #[error("expected the row or its container to be closed, but the input ends; fetch the file again")]
    Truncated,
    /// The row is longer than a reader holds in memory.
    #[error("expected a row of at most {limit} bytes")]
    TooLong {
        /// Bytes.
        limit: u64,
    },
    /// Something stands where a row should, or joins one on to it.
    #[error("expected a row here")]
    OutOfPlace,
    /// A responsible person's entry outside its row: not a listed person.
    #[error("expected a row, found the entry of an organisation's responsible person on its own")]
    Fragment,
    /// The object has no key that any dialect has.
    #[error("expected at least one known key")]
    NoKnownKey,
    /// A table row with more fields than the header has: which field belongs to which column is unknown.
    #[error("expected {expected} columns as in the header, found {found}")]
    TooManyColumns {
        /// Columns of the header.
        expected: u64,
        /// Fields of the row.
        found: u64,
    },
    /// A quote of a table row is never closed, or closes in another row.
    #[error("expected the quoted field to end in its own row")]
    OpenQuote,
    /// A table row with fewer fields than the header has: the last ones are taken to be absent.
    #[error("expected {expected} columns as in the header, found {found}")]
    TooFewColumns {
        /// Columns of the header.
        expected: u64,
        /// Fields of the row.
        found: u64,
    },
    /// The text holds U+FFFD: bytes were not text in the feed's encoding, here or at an earlier copy.
    #[error("expected text, found U+FFFD, the mark of bytes that were lost")]
    LostBytes,
    /// The JSON broke its own rules in a way that has one plain reading: a raw control character or an unpaired
    /// surrogate inside a text.
    #[error("expected escapes as JSON demands; read by repairing them")]
    Mended,
    /// One key twice in one object. The first that says something is read; the other is kept in `extra`.
    #[error("expected the key once; the first that says something was read")]
    Repeated,
    /// Two keys for one field that disagree. The usual spelling is read; the other is kept in `extra`.
    #[error("expected keys of one meaning to agree; the usual one was read")]
    Conflict,
    /// A value of a kind that has no plain reading. It is kept in `extra`.
    #[error("expected a value of another kind")]
    WrongType,
    /// A value of the right kind that no known form reads. It is kept in `extra`.
    #[error("expected a value in one of the published forms")]
    Unreadable,
    /// A well-formed date that the calendar does not have. It is kept in `extra`.
    #[error("expected a day that exists")]
    NoSuchDay,
    /// A number beyond what the field can mean. It is kept in `extra`.
    #[error("expected a number in range")]
    OutOfRange,
    /// A code that publishers use with different meanings, so none is guessed. It is kept in `extra`.
    #[error("expected words; this code means different things to different publishers, so it was not read")]
    Ambiguous,
}

impl FlawKind {
    /// A stable word for reports.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::NotAnObject { .. } => "not-an-object",
            Self::Truncated => "truncated",
            Self::TooLong { .. } => "too-long",
            Self::OutOfPlace => "out-of-place",
            Self::Fragment => "fragment",
            Self::NoKnownKey => "no-known-key",
            Self::TooManyColumns { .. } => "too-many-columns",
            Self::OpenQuote => "open-quote",
            Self::TooFewColumns { .. } => "too-few-columns",
            Self::LostBytes => "lost-bytes",
            Self::Mended => "mended",
            Self::Repeated => "repeated",
            Self::Conflict => "conflict",
            Self::WrongType => "wrong-type",
            Self::Unreadable => "unreadable",
            Self::NoSuchDay => "no-such-day",
            Self::OutOfRange => "out-of-range",
            Self::Ambiguous => "ambiguous",
        }
    }

    /// Whether a row with it cannot be taken for a record at all.
    pub const fn is_fatal(self) -> bool {
        matches!(
            self,
            Self::NotAnObject { .. }
                | Self::Truncated
                | Self::TooLong { .. }
                | Self::OutOfPlace
                | Self::Fragment
                | Self::NoKnownKey
                | Self::TooManyColumns { .. }
                | Self::OpenQuote
        )
    }
}

/// The longest excerpt in [`Flaw::found`], in characters.
pub const FOUND_CHARS: usize = 80;
