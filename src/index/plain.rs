//! Of which subjects does an applicant's id alone decide, so that namesakes need not be looked at one by one?

use crate::id::Id;
use crate::id::Kind;
use crate::id::Pattern;
use crate::id::Subject;
use crate::name::Name;

/// Whether a subject is plain: its id shows the first ten and last four characters of a mainland citizen's number,
/// and its name, no character of which was lost, folds loosely to the same as strictly.
///
/// Any applicant of whom [`decides`] holds and whose number has other characters in those places contradicts it.
pub(super) fn is_plain(name: Option<&Name<'_>>, id: Option<&Pattern>) -> bool {
    name.is_some_and(is_its_fold) && id.is_some_and(shows_enough)
}

/// Whether the applicant's number can be compared with every plain subject's: a mainland citizen's of eighteen digits.
pub(super) fn decides(id: &Id) -> bool {
    id.kind() == Kind::Citizen && !id.was_fifteen()
}

/// Whether a name is the same as a plain one exactly where their loose folds are equal.
pub(super) fn is_its_fold(name: &Name<'_>) -> bool {
    name.strict() == name.loose() && !name.has_lost_characters()
}

fn shows_enough(id: &Pattern) -> bool {
    let shown: &[u8; 18] = match id.as_str().as_bytes().try_into() {
        Ok(shown) => shown,
        Err(_) => return false,
    };
    let digits = |range: std::ops::Range<usize>| {
        shown.get(range).is_some_and(|slots| slots.iter().all(u8::is_ascii_digit))
    };
    let is_mainland = matches!(shown, [b'1'..=b'7', ..]);
    let shows = digits(0..10) && digits(14..17) && !matches!(shown, [.., b'*']);
    let is_person = match id.complete() {
        Some(complete) => decides(complete),
        None => id.subject() == Some(Subject::Person),
    };
    is_mainland && shows && is_person
}
