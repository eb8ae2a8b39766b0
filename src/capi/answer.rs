//! What is an answer in figures? Rows that the caller owns, of a size that the caller states.

use crate::check;
use crate::date::Date;
use crate::policy::Finding;
use crate::policy::Match;
use crate::policy::Verdict;

use super::codes;
use super::failure;
use super::failure::Failure;

/// `shx_answer`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    /// `SHX_OK`, or why there is no answer.
    pub status: i32,
    /// What is to be done; none without an answer.
    pub outcome: i32,
    /// How much agrees.
    pub strength: i32,
    /// What decided.
    pub ground: i32,
    /// Others who would fit as well; not a number where nobody matches.
    pub lookalikes: f64,
    /// Matches.
    pub matches: u32,
    /// Listed subjects of the same name who are somebody else.
    pub namesakes: u32,
    /// Listed subjects of the same name and without an id, whom nothing tells from the applicant, nor from many others.
    pub indistinct: u32,
    /// Record ids that the outcome rests on.
    pub records: u32,
    /// The day for which the answer holds, as 20261120.
    pub day: i32,
    /// 0.
    pub reserved: i32,
}

/// `shx_match`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct MatchAnswer {
    /// What this match alone allows.
    pub outcome: i32,
    /// What decided that.
    pub ground: i32,
    /// How much agrees.
    pub strength: i32,
    /// In which part the matched party is on the list.
    pub role: i32,
    /// Others who would fit as well.
    pub lookalikes: f64,
    /// Records.
    pub records: u32,
    /// Reasons.
    pub reasons: u32,
}

/// Rows of the caller's, each of as many bytes as the caller was compiled with.
#[derive(Debug)]
pub(super) struct Rows {
    first: *mut u8,
    count: usize,
    /// Bytes from a row to the next: at least an [`Answer`]'s, or a [`MatchAnswer`]'s.
    stride: usize,
}

impl Rows {
    /// # Safety
    /// `first` is NULL, or `count` rows of `stride` bytes may be written there until the call returns.
    pub(super) unsafe fn new<T>(
        first: *mut T,
        count: usize,
        stride: usize,
        what: &str,
    ) -> Result<Self, Failure> {
        if first.is_null() && count > 0 {
            return Err(Failure::null(what));
        }
        if stride < size_of::<T>() || stride > LARGEST {
            let expected = format_args!("sizeof of a row, {} to {LARGEST}", size_of::<T>());
            return Err(Failure::size(&format!("{what} size"), stride, expected));
        }
        if count.checked_mul(stride).is_none_or(|all| isize::try_from(all).is_err()) {
            return Err(Failure::size(what, count, "a number of rows that memory can have"));
        }
        Ok(Self { first: first.cast(), count, stride })
    }

    /// Writes a row; members that only the caller knows become 0.
    pub(super) fn put<T: Copy>(&mut self, index: usize, row: T) {
        let Some(rest) = self.stride.checked_sub(size_of::<T>()).filter(|_| index < self.count) else {
            return;
        };
        let place = self.first.wrapping_add(index.wrapping_mul(self.stride));
        // SAFETY: within the rows that were promised, none of which is shorter; whatever they are aligned to.
        unsafe { place.cast::<T>().write_unaligned(row) };
        if rest > 0 {
            // SAFETY: the rest of the same row.
            unsafe { place.wrapping_add(size_of::<T>()).write_bytes(0, rest) };
        }
    }
}

impl Answer {
    /// No answer, and why.
    pub(super) fn none(status: i32) -> Self {
        Self {
            status,
            outcome: codes::SHX_OUTCOME_NONE,
            strength: codes::SHX_STRENGTH_NONE,
            ground: codes::SHX_GROUND_NONE,
            lookalikes: f64::NAN,
            matches: 0,
            namesakes: 0,
            indistinct: 0,
            records: 0,
            day: 0,
            reserved: 0,
        }
    }

    /// What was answered, or why nothing was.
    pub(super) fn of_any(answered: &Result<Verdict, check::Error>) -> Self {
        match answered {
            Ok(verdict) => Self::of(verdict),
            Err(error) => Self::none(failure::status_of(error)),
        }
    }

    pub(super) fn of(verdict: &Verdict) -> Self {
        Self {
            status: codes::SHX_OK,
            outcome: codes::outcome(verdict.outcome()),
            strength: codes::strength(verdict.strength()),
            ground: codes::ground(verdict.ground()),
            lookalikes: verdict.lookalikes().unwrap_or(f64::NAN),
            matches: count(verdict.matches().len()),
            namesakes: verdict.namesakes(),
            indistinct: verdict.indistinct(),
            records: count(verdict.record_ids().count()),
            day: number_of(verdict.day()),
            reserved: 0,
        }
    }
}

impl MatchAnswer {
    pub(super) fn of(one: &Match, finding: Finding) -> Self {
        Self {
            outcome: codes::outcome(finding.outcome),
            ground: codes::ground(finding.ground),
            strength: codes::strength(Some(one.strength)),
            role: codes::role(one.role),
            lookalikes: one.lookalikes,
            records: count(one.record_ids.len()),
            reasons: count(one.reasons.len()),
        }
    }
}

/// A day as one number, 20261120.
pub(super) fn number_of(day: Date) -> i32 {
    let year = i32::from(day.year()).saturating_mul(10_000);
    year.saturating_add(i32::from(day.month()).saturating_mul(100)).saturating_add(i32::from(day.day()))
}

/// The day that a number means; none for 0.
pub(super) fn day_of(number: i32) -> Result<Option<Date>, Failure> {
    if number == 0 {
        return Ok(None);
    }
    let day = u32::try_from(number).ok().and_then(|number| {
        let year = u16::try_from(number / 10_000).ok()?;
        let month = u8::try_from(number / 100 % 100).ok()?;
        Date::new(year, month, u8::try_from(number % 100).ok()?)
    });
    let unknown = || Failure::value("day", number, "0, or a day of the calendar as 20261120");
    day.map(Some).ok_or_else(unknown)
}

fn count(things: usize) -> u32 {
    u32::try_from(things).unwrap_or(u32::MAX)
}

/// Bytes that a row of any version to come will not have.
const LARGEST: usize = 4096;

/// What the header says of sizes, for every machine with 64-bit pointers and most others.
const _: () = assert!(size_of::<Answer>() == 48 && size_of::<MatchAnswer>() == 32);
