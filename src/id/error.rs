//! Why a text is not an identifier.

use super::Kind;

/// Why a text cannot be read. Texts never repeat the identifier: at most a length or a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing but blanks, hyphens, quotes or brackets.
    #[error("expected an identity document number, found nothing; give the number printed on the document")]
    Empty,
    /// A complete number was asked for and the text hides some of it.
    #[error("expected a complete number, found hidden characters; give the number without stars")]
    Masked,
    /// A published identifier of which every character is hidden.
    #[error("expected at least one visible character, found only hidden ones; go by the name instead")]
    NothingVisible,
    /// No document has so many characters.
    #[error(
        "expected 8, 9, 11, 15 or 18 characters, or fewer than 18 visible ones around hidden ones, found {found}; \
         give the whole number of one document and nothing else"
    )]
    Length {
        /// Characters found, not counting blanks and hyphens.
        found: usize,
    },
    /// A character that cannot stand there: punctuation, a Han character, a letter among digits.
    #[error("character {position} cannot stand in an identity document number; compare it with the document")]
    Alphabet {
        /// Counted from 1, without blanks and hyphens.
        position: usize,
    },
    /// The length is a document's, the form is none's.
    #[error(
        "{found} characters, but of no document read here: expected a citizen id, residence permit, travel permit, \
         Chinese passport, unified social credit code or organisation code; passports of other nations cannot be read"
    )]
    Form {
        /// Characters found, not counting blanks and hyphens.
        found: usize,
    },
    /// A citizen-form number whose region begins with 0, or with 9 where no foreign permanent resident's fits.
    #[error("the region (characters 1 to 6) is of no part of the country; compare it with the document")]
    Region,
    /// The day of birth does not exist, or lies outside 1800 to 2099.
    #[error(
        "the date of birth is no day from 1800 to 2099; compare characters 7 to 14 (7 to 12 of 15) with the document"
    )]
    BirthDate,
    /// The check digit of a citizen-form number fails: at least one character is wrong.
    #[error(
        "the check digit (character 18, ISO 7064 MOD 11-2) does not fit the other seventeen: one of them is wrong; \
         compare the number with the document"
    )]
    CheckDigit {
        /// The document whose check fails.
        kind: Kind,
    },
}
