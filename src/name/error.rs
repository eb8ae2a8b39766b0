//! Why a text is not a name.

/// Why a text is not a name. Never an answer about anybody: a caller refers it or asks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing is left after folding: blanks, dots, punctuation, or a word that says there is no name.
    #[error(
        "expected a name, found nothing but blanks, punctuation or a word for \"none\"; give the name as registered"
    )]
    Empty,
    /// The text is longer than any name.
    #[error(
        "expected a name of at most {} bytes, found {bytes}; give the name alone, without text around it",
        super::MAX_BYTES
    )]
    TooLong {
        /// The text's length in bytes.
        bytes: usize,
    },
    /// The text was damaged on its way here.
    #[error("expected a readable name, found {0}; ask the source for the text again")]
    Unreadable(Damage),
}

/// How a text was damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// A control character that is no blank.
    #[error("a control character at character {position}")]
    Control {
        /// Which character, counted from 1.
        position: usize,
    },
    /// Every character was lost: only replacement signs are left.
    #[error("nothing but replacement signs")]
    AllLost,
}
