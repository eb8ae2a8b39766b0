//! One edition, opened and verified, asked from any number of threads: `shx_list`.

use std::ffi::c_char;
use std::io::BufReader;
use std::io::ErrorKind;
use std::sync::Arc;

use serde::Serialize;

use crate::check::List;
use crate::check::Query;
use crate::format;
use crate::index::Edition;
use crate::policy::Policy;
use crate::policy::Relief;
use crate::policy::ReliefError;
use crate::screener::ReliefRefused;

use super::answer::Answer;
use super::answer::Rows;
use super::answer::number_of;
use super::codes;
use super::failure::ErrorHandle;
use super::failure::Failure;
use super::fence::fence;
use super::many;
use super::many::Applicant;
use super::pointer;
use super::pointer::Array;
use super::pointer::Out;
use super::question::Question;
use super::text::StringHandle;
use super::text::Text;
use super::verdict::VerdictHandle;

/// `shx_list`.
#[derive(Debug)]
pub struct ListHandle(pub(super) Arc<List>);

/// Opens the list in a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_list_open(
    path: *const c_char,
    path_len: usize,
    out: *mut *mut ListHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or a place for a list.
        let out = unsafe { Out::new(out, "out") }?;
        // SAFETY: the caller hands over so many bytes, or NULL.
        let path = unsafe { Text { ptr: path, len: path_len }.read_path("path") }?;
        out.give_handle(ListHandle(Arc::new(List::open(path)?)));
        Ok(())
    })
}

/// Opens the list in memory, which is copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_list_from_bytes(
    bytes: *const u8,
    bytes_len: usize,
    out: *mut *mut ListHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or a place for a list.
        let out = unsafe { Out::new(out, "out") }?;
        // SAFETY: the caller hands over so many bytes, or NULL.
        let bytes = unsafe { copied(bytes, bytes_len) }?;
        let opened = List::from_bytes(bytes);
        let opened = opened.map_err(|error| Failure::new(codes::SHX_BAD_LIST, "bytes", error))?;
        out.give_handle(ListHandle(Arc::new(opened)));
        Ok(())
    })
}

/// The same edition and policy, under the relief in a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_list_with_relief(
    list: *const ListHandle,
    path: *const c_char,
    path_len: usize,
    out: *mut *mut ListHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or a list that nobody frees meanwhile.
        let list = unsafe { pointer::borrow(list, "list") }?;
        // SAFETY: the caller hands over NULL or a place for a list.
        let out = unsafe { Out::new(out, "out") }?;
        // SAFETY: the caller hands over so many bytes, or NULL.
        let path = unsafe { Text { ptr: path, len: path_len }.read_path("path") }?;
        out.give_handle(ListHandle(Arc::new(List::clone(&list.0).with_relief(relief(path)?))));
        Ok(())
    })
}

/// The same edition and relief, under the policy in a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_list_with_policy(
    list: *const ListHandle,
    path: *const c_char,
    path_len: usize,
    out: *mut *mut ListHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or a list that nobody frees meanwhile.
        let list = unsafe { pointer::borrow(list, "list") }?;
        // SAFETY: the caller hands over NULL or a place for a list.
        let out = unsafe { Out::new(out, "out") }?;
        // SAFETY: the caller hands over so many bytes, or NULL.
        let path = unsafe { Text { ptr: path, len: path_len }.read_path("path") }?;
        out.give_handle(ListHandle(Arc::new(List::clone(&list.0).with_policy(policy(path)?))));
        Ok(())
    })
}

/// Which edition it is: its day and its digest.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_list_edition(
    list: *const ListHandle,
    as_of: *mut i32,
    digest: *mut [u8; 32],
) -> i32 {
    fence(None, || {
        // SAFETY: the caller hands over NULL or a list that nobody frees meanwhile.
        let list = unsafe { pointer::borrow(list, "list") }?;
        // SAFETY: the caller hands over NULL or a place for a day.
        let as_of = unsafe { Out::new(as_of, "as_of") }?;
        // SAFETY: the caller hands over NULL or a place for 32 bytes.
        let digest = unsafe { Out::new(digest, "digest") }?;
        let stamp = list.0.edition().stamp();
        as_of.give(number_of(stamp.as_of));
        digest.give(stamp.digest);
        Ok(())
    })
}

/// All that is known about the edition, as a JSON object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_list_edition_json(
    list: *const ListHandle,
    out: *mut *mut StringHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or a list that nobody frees meanwhile.
        let list = unsafe { pointer::borrow(list, "list") }?;
        // SAFETY: the caller hands over NULL or a place for a string.
        let out = unsafe { Out::new(out, "out") }?;
        let edition = list.0.edition();
        out.give_handle(json(&Told { edition, digest: edition.stamp().hex() })?);
        Ok(())
    })
}

/// Frees a list; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_list_free(list: *mut ListHandle) {
    // SAFETY: the caller hands over NULL or a list that nobody uses any more.
    unsafe { pointer::free(list) }
}

/// Is the applicant with this id and name on the list, on the edition's own day?
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_list_check(
    list: *const ListHandle,
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
        // SAFETY: the caller hands over NULL or a list that nobody frees meanwhile.
        let list = unsafe { pointer::borrow(list, "list") }?;
        // SAFETY: the caller hands over NULL or a place for a verdict.
        let out = unsafe { Out::new(out, "out") }?;
        // SAFETY: the caller hands over so many bytes, or NULL.
        let id = unsafe { Text { ptr: id, len: id_len }.read("id") }?;
        // SAFETY: the same.
        let name = unsafe { Text { ptr: name, len: name_len }.read("name") }?;
        // Asked where it lies: a query is large, too.
        let query = Query::new(id, name);
        let query = query.as_ref().map_err(|error| Failure::from(error.clone()))?;
        out.give_box(VerdictHandle::one(list.0.answer(query), &list.0)?);
        Ok(())
    })
}

/// The answer to a question.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_list_ask(
    list: *const ListHandle,
    question: *const Question,
    out: *mut *mut VerdictHandle,
    error: *mut *mut ErrorHandle,
) -> i32 {
    // SAFETY: the caller hands over NULL or a place for an error.
    let error = unsafe { Out::optional(error) };
    fence(error, || {
        // SAFETY: the caller hands over NULL or a list that nobody frees meanwhile.
        let list = unsafe { pointer::borrow(list, "list") }?;
        // SAFETY: the caller hands over NULL or a place for a verdict.
        let out = unsafe { Out::new(out, "out") }?;
        // SAFETY: the caller hands over NULL or a question that may be read until the call returns.
        let applicant = unsafe { Question::applicant(question) }?;
        out.give_box(if applicant.linked().is_empty() {
            VerdictHandle::one(list.0.answer(applicant.query()), &list.0)?
        } else {
            VerdictHandle::several(list.0.answer_together(&applicant)?, &list.0)
        });
        Ok(())
    })
}

/// The answers to many applicants.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_list_check_many(
    list: *const ListHandle,
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
        // SAFETY: the caller hands over NULL or a list that nobody frees meanwhile.
        let list = unsafe { pointer::borrow(list, "list") }?;
        // SAFETY: the caller hands over NULL or a question that may be read until the call returns.
        let common = unsafe { Question::about_many(question) }?;
        // SAFETY: the caller hands over so many applicants, or NULL.
        let applicants = unsafe { Array::new(applicants, count, usize::MAX, "applicants") }?;
        // SAFETY: the caller hands over a place for so many answers, or NULL.
        let answers = unsafe { Rows::new(answers, count, answer_size, "answers") }?;
        // SAFETY: the applicants' texts may be read until the call returns.
        unsafe { many::answer(&*list.0, &common, applicants, answers) }
        Ok(())
    })
}

/// A copy of a list in memory. A length that is not the list's own is refused before anything behind the header is read, and
/// one that no memory has room for is an error as well.
///
/// # Safety
/// `first` is NULL or points at so many bytes, which nobody changes until the call returns.
unsafe fn copied(first: *const u8, count: usize) -> Result<Vec<u8>, Failure> {
    if isize::try_from(count).is_err() {
        return Err(Failure::size("bytes", count, "a length that memory can have"));
    }
    // SAFETY: the same promise, of the first of them.
    let head = unsafe { pointer::bytes(first, count.min(format::HEADER_LENGTH), "bytes") }?;
    let found = u64::try_from(count).unwrap_or(u64::MAX);
    format::require_length(head, format::MAGIC, found)
        .map_err(|error| Failure::new(codes::SHX_BAD_LIST, "bytes", error))?;
    // SAFETY: the same promise.
    let bytes = unsafe { pointer::bytes(first, count, "bytes") }?;
    let mut copy = Vec::new();
    let room = copy.try_reserve_exact(count);
    room.map_err(|error| {
        Failure::size("bytes", count, format_args!("a length there is memory for ({error})"))
    })?;
    copy.extend_from_slice(bytes);
    Ok(copy)
}

/// All that is known about an edition.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    edition: &'a Edition,
    digest: String,
}

/// The relief in a file.
pub(super) fn relief(path: &str) -> Result<Relief, Failure> {
    let read = std::fs::File::open(path).map_err(ReliefError::from);
    let read = read.and_then(|file| Relief::read(BufReader::new(file)));
    Ok(read.map_err(|source| ReliefRefused { path: path.into(), source: source.into() })?)
}

/// The policy in a file.
pub(super) fn policy(path: &str) -> Result<Policy, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let is_text = error.kind() != ErrorKind::InvalidData;
        let status = if is_text { codes::SHX_IO } else { codes::SHX_BAD_POLICY };
        Failure::new(status, path, format_args!("cannot read the policy file {path}: {error}"))
    })?;
    Policy::read(path, &text).map_err(|error| Failure::from(error).within(path))
}

/// A value as JSON.
pub(super) fn json(value: &impl Serialize) -> Result<StringHandle, Failure> {
    let text = serde_json::to_string(value);
    Ok(text.map_err(|error| Failure::new(codes::SHX_DAMAGED, "list", error))?.into())
}
