//! Are these applicants on the list? Many at a time, into rows that the caller owns.

use crate::check;
use crate::check::List;
use crate::policy::Verdict;
use crate::screener::Held;

use super::answer::Answer;
use super::answer::Rows;
use super::codes;
use super::failure::Failure;
use super::pointer::Array;
use super::question::Common;
use super::text::Text;

/// `shx_applicant`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Applicant {
    /// Id as typed; empty for none.
    pub id: Text,
    /// Name as typed; empty for none.
    pub name: Text,
}

/// Who answers: a list, or a screener that also counts and records.
pub(super) trait Desk {
    /// The answers about applicants, (id, name), in their order.
    fn answer_each<'a>(
        &'a self,
        common: &'a Common<'a>,
        applicants: impl Iterator<Item = (&'a str, &'a str)> + 'a,
    ) -> impl Iterator<Item = Result<Verdict, check::Error>> + 'a;
}

impl Desk for List {
    fn answer_each<'a>(
        &'a self,
        common: &'a Common<'a>,
        applicants: impl Iterator<Item = (&'a str, &'a str)> + 'a,
    ) -> impl Iterator<Item = Result<Verdict, check::Error>> + 'a {
        self.answer_many(applicants.map(|(id, name)| common.query(id, name)))
    }
}

impl Desk for Held<'_> {
    fn answer_each<'a>(
        &'a self,
        common: &'a Common<'a>,
        applicants: impl Iterator<Item = (&'a str, &'a str)> + 'a,
    ) -> impl Iterator<Item = Result<Verdict, check::Error>> + 'a {
        self.answer_many_on(common.day(), common.measure(), applicants, |id, name| common.query(id, name))
    }
}

/// Answers every applicant, each in its row: an answer, or why there is none.
///
/// # Safety
/// The applicants' texts may be read until this returns.
pub(super) unsafe fn answer(
    desk: &impl Desk,
    common: &Common<'_>,
    applicants: Array<Applicant>,
    mut answers: Rows,
) {
    for index in 0..applicants.count() {
        answers.put(index, Answer::none(codes::SHX_UNANSWERED));
    }
    let mut readable = Vec::with_capacity(SHARE.min(applicants.count()));
    for first in (0..applicants.count()).step_by(SHARE) {
        readable.clear();
        let share = first..first.saturating_add(SHARE);
        for (index, applicant) in share.map_while(|index| Some((index, applicants.nth(index)?))) {
            // SAFETY: the same promise.
            match unsafe { applicant.texts() } {
                Ok((id, name)) => readable.push((index, id, name)),
                Err(failure) => answers.put(index, Answer::none(failure.status())),
            }
        }
        let typed = readable.iter().map(|(_, id, name)| (*id, *name));
        for ((index, ..), answered) in readable.iter().zip(desk.answer_each(common, typed)) {
            answers.put(*index, Answer::of_any(&answered));
        }
    }
}

impl Applicant {
    /// # Safety
    /// The texts may be read while `'a` lasts.
    unsafe fn texts<'a>(self) -> Result<(&'a str, &'a str), Failure> {
        // SAFETY: the same promise.
        let id = unsafe { self.id.read("id") }?;
        // SAFETY: the same promise.
        let name = unsafe { self.name.read("name") }?;
        Ok((id, name))
    }
}

/// Applicants that are read at a time: enough to look ahead among, and few enough to be in the first cache still.
const SHARE: usize = 256;

#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<Applicant>() == 32);
