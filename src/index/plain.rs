//! Of which subjects does an applicant's id alone decide, so that namesakes need not be looked at one by one?

use crate::id::Id;
use crate::id::Kind;
use crate::id::Pattern;
use crate::id::Subject;
use crate::index::short_id;
use crate::name::Name;

/// Whether a subject is plain: its only id shows the first ten and last four characters of a mainland citizen's number
/// and hides month and day, and its name, no character of which was lost, folds loosely to the same as strictly.
///
/// Any applicant of whom [`decides`] holds and whose number has other characters in those places contradicts it, but for
/// a slip of the pen.
pub(super) fn is_plain(name: Option<&Name<'_>>, ids: &[Pattern]) -> bool {
    let [id] = ids else { return false };
    name.is_some_and(is_its_fold) && shows_enough(id)
}

/// Whether the only id, stored as this text, is of a mainland citizen's form: eighteen digits, X allowed as the last, some of
/// them hidden perhaps. Any two such, complete or not, are compared character by character; one of fifteen digits is not.
pub(super) fn is_citizens(stored: &str, ids: &[Pattern]) -> bool {
    let [id] = ids else { return false };
    let is_digits = stored.bytes().all(|sign| sign.is_ascii_digit() || b"X*".contains(&sign));
    let is_mainland = matches!(stored.as_bytes(), [b'1'..=b'7', ..]);
    is_mainland && is_digits && stored.len() == 18 && id.subject() == Some(Subject::Person)
}

/// Whether the applicant's number can be compared with every plain subject's: a mainland citizen's of eighteen digits.
pub(super) fn decides(id: &Id) -> bool {
    id.kind() == Kind::Citizen && !id.was_fifteen()
}

/// Whether a name is the same as a plain one exactly where their loose folds are equal.
pub(super) fn is_its_fold(name: &Name<'_>) -> bool {
    name.is_its_loose_fold() && !name.has_lost_characters()
}

/// Whether an only id shows what the courts' usual mask shows of a mainland citizen's number.
pub(super) fn shows_enough(id: &Pattern) -> bool {
    let Ok(shown) = <&[u8; 18]>::try_from(id.as_str().as_bytes()) else { return false };
    let is_mainland = matches!(shown, [b'1'..=b'7', ..]);
    is_mainland && id.subject() == Some(Subject::Person) && short_id::is_usual(shown)
}
