//! A list file kept open and current, asked on today's day: `shx_screener`.

use std::ffi::c_char;
use std::mem::offset_of;
use std::sync::Arc;
#[cfg(feature = "trail")]
use std::time::Duration;

#[cfg(feature = "trail")]
use crate::audit;
use crate::check;
use crate::check::Query;
use crate::check::QueryError;
use crate::policy::Guard;
use crate::screener::Builder;
use crate::screener::Held;
use crate::screener::Screener;
use crate::screener::Typed;
use crate::screener::today;

use super::answer::Answer;
use super::answer::Rows;
use super::asker::Asker;
use super::asker::Known;
use super::codes;
use super::failure::ErrorHandle;
use super::failure::Failure;
use super::fence::fence;
use super::list;
use super::list::ListHandle;
use super::many;
use super::many::Applicant;
use super::pointer;
use super::pointer::Array;
use super::pointer::Out;
use super::question;
use super::question::Question;
use super::text::Text;
use super::verdict::VerdictHandle;

/// `shx_screener_options`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct ScreenerOptions {
    /// Bytes of the struct that the caller was compiled with.
    pub size: usize,
    /// The list file.
    pub list: Text,
    /// The relief file; empty for none.
    pub relief: Text,
    /// The policy file; empty for the default.
    pub policy: Text,
    /// `SHX_SCREENER_…`.
    pub flags: i32,
    /// 0.
    pub reserved: i32,
    /// The trail's folder; empty for none.
    pub trail: Text,
    /// The folder of the trail's keys; empty for the one beside the trail.
    pub trail_keys: Text,
    /// Who asks where a question does not say; NULL for nobody.
    pub asker: *const Asker,
    /// 0, or in how many milliseconds the trail is synced.
    pub sync_ms: i32,
    /// 0.
    pub reserved_later: i32,
}

/// `shx_screener`.
#[derive(Debug)]
pub struct ScreenerHandle(Screener);

/// Opens the list file, and keeps it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_screener_open(
    options: *const ScreenerOptions,
    out: *mut *mut ScreenerHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or options that may be read until the call returns.
        let options = unsafe { question::grown(options, &[AT_FIRST, WITH_TRAIL], "options") }?;
        // SAFETY: the caller hands over NULL or a place for a screener.
        let out = unsafe { Out::new(out, "out") }?;
        // SAFETY: the same promise, for what the options point at.
        let builder = unsafe { options.builder() }?;
        out.give_handle(ScreenerHandle(builder.build()?));
        Ok(())
    })
}

/// Is the applicant with this id and name on the list today?
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_screener_check(
    screener: *const ScreenerHandle,
    id: *const c_char,
    id_len: usize,
    name: *const c_char,
    name_len: usize,
    out: *mut *mut VerdictHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or a screener that nobody frees meanwhile.
        let screener = unsafe { pointer::borrow(screener, "screener") }?;
        // SAFETY: the caller hands over NULL or a place for a verdict.
        let out = unsafe { Out::new(out, "out") }?;
        // SAFETY: the caller hands over so many bytes, or NULL.
        let id = unsafe { Text { ptr: id, len: id_len }.read("id") }?;
        // SAFETY: the same.
        let name = unsafe { Text { ptr: name, len: name_len }.read("name") }?;
        let held = screener.0.hold();
        let query = Query::new(id, name);
        let unread = |error: &QueryError| held.unread("general", id, name, error.clone());
        let query = query.as_ref().map_err(unread)?;
        out.give_box(VerdictHandle::one(held.answer(query), held.list())?);
        Ok(())
    })
}

/// The answer to a question, on today's day unless it states another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_screener_ask(
    screener: *const ScreenerHandle,
    question: *const Question,
    out: *mut *mut VerdictHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or a screener that nobody frees meanwhile.
        let screener = unsafe { pointer::borrow(screener, "screener") }?;
        // SAFETY: the caller hands over NULL or a place for a verdict.
        let out = unsafe { Out::new(out, "out") }?;
        // SAFETY: the caller hands over NULL or a question that may be read until the call returns.
        let asker = unsafe { Question::asker(question) }?;
        let held = screener.0.hold().by(asker.as_ref());
        // SAFETY: the same promise.
        let applicant = unsafe { Question::applicant(question) };
        let applicant = match applicant {
            Ok(applicant) => applicant,
            // SAFETY: the same promise.
            Err(failure) => return Err(unsafe { unread(&held, question, failure) }),
        };
        out.give_box(if applicant.linked().is_empty() {
            VerdictHandle::one(held.answer(applicant.query()), held.list())?
        } else {
            VerdictHandle::several(held.answer_together(&applicant)?, held.list())
        });
        Ok(())
    })
}

/// The answers to many applicants, from one edition, on today's day unless the question states another.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_screener_check_many(
    screener: *const ScreenerHandle,
    question: *const Question,
    applicants: *const Applicant,
    count: usize,
    answers: *mut Answer,
    answer_size: usize,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or a screener that nobody frees meanwhile.
        let screener = unsafe { pointer::borrow(screener, "screener") }?;
        // SAFETY: the caller hands over NULL or a question that may be read until the call returns.
        let common = unsafe { Question::about_many(question) }?.or_on(today());
        // SAFETY: the same promise.
        let asker = unsafe { Question::asker(question) }?;
        // SAFETY: the caller hands over so many applicants, or NULL.
        let applicants = unsafe { Array::new(applicants, count, usize::MAX, "applicants") }?;
        // SAFETY: the caller hands over a place for so many answers, or NULL.
        let answers = unsafe { Rows::new(answers, count, answer_size, "answers") }?;
        // SAFETY: the applicants' texts may be read until the call returns.
        unsafe { many::answer(&screener.0.hold().by(asker.as_ref()), &common, applicants, answers) }
        Ok(())
    })
}

/// The edition in force, with policy and relief.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_screener_list(
    screener: *const ScreenerHandle,
    out: *mut *mut ListHandle,
) -> i32 {
    fence(None, || {
        // SAFETY: the caller hands over NULL or a screener that nobody frees meanwhile.
        let screener = unsafe { pointer::borrow(screener, "screener") }?;
        // SAFETY: the caller hands over NULL or a place for a list.
        let out = unsafe { Out::new(out, "out") }?;
        out.give_handle(ListHandle(Arc::clone(&screener.0.list())));
        Ok(())
    })
}

/// Opens the list file again and takes up the edition in it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_screener_reload(
    screener: *const ScreenerHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or a screener that nobody frees meanwhile.
        let screener = unsafe { pointer::borrow(screener, "screener") }?;
        screener.0.reload()?;
        Ok(())
    })
}

/// Reads the relief file again and takes it up.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_screener_reload_relief(
    screener: *const ScreenerHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or a screener that nobody frees meanwhile.
        let screener = unsafe { pointer::borrow(screener, "screener") }?;
        screener.0.reload_relief()?;
        Ok(())
    })
}

/// Frees a screener; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_screener_free(screener: *mut ScreenerHandle) {
    // SAFETY: the caller hands over NULL or a screener that nobody uses any more.
    unsafe { pointer::free(screener) }
}

impl ScreenerOptions {
    /// # Safety
    /// The texts may be read until this returns.
    unsafe fn builder(&self) -> Result<Builder, Failure> {
        if self.flags & !codes::SHX_SCREENER_ANY_EDITION != 0 {
            return Err(Failure::value("flags", self.flags, "SHX_SCREENER_ANY_EDITION or none"));
        }
        for (what, reserved) in [("reserved", self.reserved), ("reserved_later", self.reserved_later)] {
            if reserved != 0 {
                return Err(Failure::value(what, reserved, "0"));
            }
        }
        // SAFETY: the same promise.
        let mut builder = Screener::builder().list(unsafe { self.list.read_path("list") }?);
        // SAFETY: the same promise.
        let relief = unsafe { self.relief.read("relief") }?;
        if !relief.is_empty() {
            builder = builder.relief(relief);
        }
        // SAFETY: the same promise.
        let policy = unsafe { self.policy.read("policy") }?;
        if !policy.is_empty() {
            builder = builder.policy(list::policy(policy)?);
        }
        if self.flags & codes::SHX_SCREENER_ANY_EDITION != 0 {
            builder = builder.guard(Guard::open());
        }
        // SAFETY: the same promise.
        let trail = unsafe { self.trail.read("trail") }?;
        // SAFETY: the same promise.
        let keys = unsafe { self.trail_keys.read("trail_keys") }?;
        // SAFETY: the same promise.
        let asker = unsafe { Asker::read(self.asker) }?;
        if !(0..=LONGEST_UNSYNCED).contains(&self.sync_ms) {
            return Err(Failure::value("sync_ms", self.sync_ms, format_args!("0 to {LONGEST_UNSYNCED}")));
        }
        if !trail.is_empty() {
            return recording(builder, trail, keys, self.sync_ms, asker);
        }
        match (keys.is_empty(), self.sync_ms) {
            (true, 0) => Ok(builder),
            (false, _) => Err(Failure::value("trail_keys", "a folder", "none without a trail")),
            (true, found) => Err(Failure::value("sync_ms", found, "0 without a trail")),
        }
    }
}

/// Records every answer in the trail in this folder.
#[cfg(feature = "trail")]
fn recording(
    builder: Builder,
    trail: &str,
    keys: &str,
    sync_ms: i32,
    asker: Option<Known>,
) -> Result<Builder, Failure> {
    let mut options = audit::Options::default();
    if !keys.is_empty() {
        options = options.keys(keys);
    }
    if let Ok(every @ 1..) = u64::try_from(sync_ms) {
        options = options.durability(audit::Durability::Relaxed { every: Duration::from_millis(every) });
    }
    Ok(builder.trail_with(trail, options).asker(asker.unwrap_or_default()))
}

/// No answer goes unrecorded where somebody asked for a trail.
#[cfg(not(feature = "trail"))]
fn recording(_: Builder, trail: &str, _: &str, _: i32, _: Option<Known>) -> Result<Builder, Failure> {
    Err(Failure::value("trail", trail, "none: this library was built without the feature trail"))
}

/// Counts and records a question that could not be read. A failure that is the program's, or a text that is none, is nobody's
/// question.
///
/// # Safety
/// As [`Question::applicant`].
unsafe fn unread(held: &Held<'_>, question: *const Question, mut failure: Failure) -> Failure {
    let Some(error) = failure.take_unread() else { return failure };
    // SAFETY: the same promise.
    let typed = match unsafe { Question::typed(question) } {
        Ok(typed) => typed,
        Err(failure) => return failure,
    };
    let typed = Typed { measure: typed.measure, day: typed.day, parties: &typed.parties };
    match held.unread_question(&typed, error) {
        error @ check::Error::Unrecorded(_) => error.into(),
        _ => failure,
    }
}

/// Bytes of the options before they had a trail.
const AT_FIRST: usize = offset_of!(ScreenerOptions, trail);

/// Bytes of the options before they said more of the trail than its folder.
const WITH_TRAIL: usize = offset_of!(ScreenerOptions, trail_keys);

/// Milliseconds for which a trail may be unsynced at most: a minute.
const LONGEST_UNSYNCED: i32 = 60_000;

#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<ScreenerOptions>() == 112 && AT_FIRST == 64 && WITH_TRAIL == 80);
