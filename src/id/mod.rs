//! Are these the same identifier? Reads the numbers of Chinese identity and organisation documents, complete or
//! with published stars, and says how a complete one agrees with a published one.
//!
//! Two types carry the room. An [`Id`] is complete and readable, so it cannot be wrong in form; an applicant gives one.
//! A [`Pattern`] is what a published row shows: complete, or with hidden characters, which are never reconstructed.
//! [`Pattern::compare`] is the only judgement made here; what follows from it is for the floors above.
//!
//! # What is read
//!
//! | kind | form | checked |
//! |---|---|---|
//! | citizen id (居民身份证) | 18 characters, GB 11643-1999; 15 digits are upgraded | day of birth, check digit |
//! | residence permit of Hong Kong, Macau and Taiwan people (港澳台居民居住证) | the same, region 810000, 820000, 830000 | the same |
//! | foreign permanent resident (外国人永久居留身份证) | `9`, province, country, birth, sequence, check | the same |
//! | the same before 2023-12 | three letters, twelve digits | form |
//! | Hong Kong and Macau travel permit (港澳居民来往内地通行证) | `H` or `M`, 8 lifetime digits, perhaps 2 renewal digits | form |
//! | Taiwan travel permit (台湾居民来往大陆通行证) | 8 digits | form |
//! | passport of China | `G` or `E` and 8 digits, or `E`, a letter, 7 digits | form |
//! | unified social credit code (统一社会信用代码) | 18 characters, GB 32100-2015 | alphabet; a failing check warns |
//! | organisation code (组织机构代码) | 8 + 1 characters, GB 11714-1997 | a failing check warns |
//!
//! Passports of other nations, military papers and household registers have no form that could be told from a slip of
//! the pen: they are errors, never guesses.
//!
//! # Where two readings are possible
//!
//! - *Eighteen digits beginning with 1 to 8* that hold a day of birth from 1800 to 2099 are a citizen's, and the check
//!   digit must hold. Without such a day they are a unified code if both its check characters hold.
//! - *Eighteen digits beginning with 9*: whichever check holds; if both do, the unified code; if neither, the unified
//!   code with a warning, unless a day of birth stands in it and the organisation code's check fails too.
//! - *Nine characters* beginning `H`/`M` + digits are a permit and `G`/`E` + digits a passport, unless a hyphen before
//!   the last character says organisation code; that hyphen then stays in the canonical text. Nine digits are an
//!   organisation code, its failing check a warning.
//!
//! Wherever the other reading's check holds as well, [`Warning::AlsoReadsAs`] is set.

mod agreement;
pub(crate) mod cell;
mod citizen;
mod contradiction;
mod county;
mod document;
mod error;
mod frame;
mod kind;
mod mask;
mod number;
mod organisation;
mod parts;
mod pattern;
mod permit;
mod plausible;
pub(crate) mod shown;
mod slip;
mod text;
mod visible;
mod warning;

pub use agreement::Agreement;
pub use agreement::CheckDigit;
pub use agreement::Field;
pub use contradiction::Contradiction;
pub use error::Error;
pub use frame::Frame;
pub use frame::Frames;
pub use kind::Kind;
pub use kind::Sex;
pub use kind::Subject;
pub use number::Id;
pub use pattern::Pattern;
pub use slip::Slip;
pub use visible::Visible;
pub use warning::Warning;
pub use warning::Warnings;
