//! Whatever C hands over (texts that are no UTF-8, sizes, counts, numbers of no enumeration), a call has one of the header's
//! statuses and never that of a panic; there is a verdict exactly where the status says so, and it is the library's own answer. The
//! bytes choose texts and numbers.
#![expect(unsafe_code, reason = "the functions of the C door are unsafe to call")]

use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::OnceLock;

use shixin::List;
use shixin::Outcome;
use shixin::capi;
use shixin::capi::ErrorHandle;
use shixin::capi::ListHandle;
use shixin::capi::Question;
use shixin::capi::Statement;
use shixin::capi::Text;
use shixin::capi::VerdictHandle;

use super::Choices;
use crate::crafted::LISTED;
use crate::crafted::small;

pub(crate) fn holds(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let (id, name) = (text(&mut choices), text(&mut choices));
    checks(id, name);
    asks(&mut choices, (id, name));
    opens(choices.0);
}

/// Half of them what finds somebody, so that there are verdicts.
fn text<'a>(choices: &mut Choices<'a>) -> &'a [u8] {
    match choices.byte() {
        0 => LISTED.as_bytes(),
        1 => "张某示".as_bytes(),
        2 => "示例建设集团有限公司".as_bytes(),
        3 => b"600037341",
        4 => b"",
        5 => b"travel.air",
        6 => "李某例".as_bytes(),
        length => choices.take(usize::from(length) % 40),
    }
}

fn checks(id: &[u8], name: &[u8]) {
    let (mut verdict, mut error) = (ptr::null_mut(), ptr::null_mut());
    let (id_text, name_text) = (given(id), given(name));
    // SAFETY: a list that is never freed, texts that are there, and places for what comes out.
    let status = unsafe {
        capi::shx_list_check(
            list(),
            id_text.ptr,
            id_text.len,
            name_text.ptr,
            name_text.len,
            &raw mut verdict,
            &raw mut error,
        )
    };
    let outcome = told(status, verdict, error);
    let (Ok(id), Ok(name)) = (std::str::from_utf8(id), std::str::from_utf8(name)) else {
        return assert_eq!((status, outcome), (capi::SHX_BAD_UTF8, None));
    };
    let own = honest().check(id, name).ok().map(|verdict| match verdict.outcome() {
        Outcome::Clear => capi::SHX_OUTCOME_CLEAR,
        Outcome::Refer => capi::SHX_OUTCOME_REFER,
        Outcome::Block => capi::SHX_OUTCOME_BLOCK,
    });
    assert_eq!(outcome, own, "{id:?} {name:?}");
}

fn asks(choices: &mut Choices<'_>, (id, name): (&[u8], &[u8])) {
    let documents = [given(text(choices)), given(text(choices))];
    let statements = [given(text(choices)), given(text(choices))].map(|condition| Statement {
        condition,
        holds: i32::from(choices.byte()),
        reserved: 0,
    });
    let mut linked = blank();
    (linked.id, linked.name) = (given(text(choices)), given(text(choices)));
    linked.role = i32::from(choices.byte()) - 2;
    let parties = [&raw const linked, ptr::null(), &raw const linked];
    let mut question = blank();
    (question.id, question.name, question.measure) = (given(id), given(name), given(text(choices)));
    question.documents = documents.as_ptr();
    question.documents_len = choices.below(3);
    question.statements = statements.as_ptr();
    question.statements_len = choices.below(3);
    question.linked = parties.as_ptr();
    question.linked_len = choices.below(4);
    let numbers = choices.byte();
    if numbers & 1 == 1 {
        question.day = choices.wide().cast_signed();
    }
    if numbers & 2 == 2 {
        (question.role, question.flags) = (i32::from(choices.byte()), i32::from(choices.byte()));
    }
    if numbers & 4 == 4 {
        question.size = choices.below(size_of::<Question>() + 1);
    }
    if numbers & 8 == 8 {
        question.reserved = i32::from(choices.byte());
    }
    let (mut verdict, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: a list that is never freed, a question whose texts and rows are there, and places for what comes out.
    let status = unsafe { capi::shx_list_ask(list(), &raw const question, &raw mut verdict, &raw mut error) };
    told(status, verdict, error);
}

/// As a list's bytes.
fn opens(bytes: &[u8]) {
    let (mut list, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: bytes that are there, and places for what comes out.
    let status =
        unsafe { capi::shx_list_from_bytes(bytes.as_ptr(), bytes.len(), &raw mut list, &raw mut error) };
    assert_eq!((status == capi::SHX_OK, status), (!list.is_null(), fail(status, error)));
    // SAFETY: nobody uses it any more.
    unsafe { capi::shx_list_free(list) };
}

/// Looks through all that came out and frees it; the outcome where there is a verdict.
fn told(status: i32, verdict: *mut VerdictHandle, error: *mut ErrorHandle) -> Option<i32> {
    assert_eq!(status == capi::SHX_OK, !verdict.is_null(), "status {status}");
    fail(status, error);
    if verdict.is_null() {
        return None;
    }
    let mut outcome = capi::SHX_OUTCOME_NONE;
    // SAFETY: a verdict, and a place for a number.
    assert_eq!(unsafe { capi::shx_verdict_outcome(verdict, &raw mut outcome) }, capi::SHX_OK);
    assert!((capi::SHX_OUTCOME_CLEAR..=capi::SHX_OUTCOME_BLOCK).contains(&outcome));
    for which in -1..9 {
        let mut text = given(b"");
        // SAFETY: a verdict, and a place for a text.
        let status = unsafe { capi::shx_verdict_text(verdict, which, 1 + which % 3, &raw mut text) };
        assert_ne!(status, capi::SHX_PANIC);
        // SAFETY: the same; an index that may be beyond the records.
        let status =
            unsafe { capi::shx_verdict_record(verdict, which.cast_unsigned() as usize, &raw mut text) };
        assert!([capi::SHX_OK, capi::SHX_BAD_INDEX].contains(&status), "status {status}");
    }
    let (mut json, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: a verdict, and places for a string and an error.
    assert_eq!(unsafe { capi::shx_verdict_json(verdict, &raw mut json, &raw mut error) }, capi::SHX_OK);
    // SAFETY: the string that was just made.
    let text = unsafe { capi::shx_string_ptr(json) };
    // SAFETY: it ends in a zero, and lives until it is freed below.
    let bytes = unsafe { CStr::from_ptr(text) };
    serde_json::from_slice::<serde_json::Value>(bytes.to_bytes()).unwrap();
    // SAFETY: nobody uses it any more.
    unsafe { capi::shx_string_free(json) };
    // SAFETY: nobody uses it any more.
    unsafe { capi::shx_verdict_free(verdict) };
    Some(outcome)
}

/// An error is there exactly where the status is one, and says something.
fn fail(status: i32, error: *mut ErrorHandle) -> i32 {
    assert_ne!(status, capi::SHX_PANIC);
    assert_eq!(status != capi::SHX_OK, !error.is_null(), "status {status}");
    if !error.is_null() {
        // SAFETY: an error that was not freed.
        assert_eq!(unsafe { capi::shx_error_code(error) }, status);
        // SAFETY: the same.
        let text = unsafe { capi::shx_error_message(error) };
        // SAFETY: it ends in a zero, and lives as long as the error.
        assert!(!unsafe { CStr::from_ptr(text) }.to_str().unwrap().is_empty());
        // SAFETY: nobody uses it any more.
        unsafe { capi::shx_error_free(error) };
    }
    status
}

fn given(bytes: &[u8]) -> Text {
    Text { ptr: bytes.as_ptr().cast(), len: bytes.len() }
}

fn blank() -> Question {
    // SAFETY: all of it are numbers and pointers, for which zeros stand.
    let mut question: Question = unsafe { MaybeUninit::zeroed().assume_init() };
    question.size = size_of::<Question>();
    question
}

fn honest() -> &'static List {
    static LIST: OnceLock<List> = OnceLock::new();
    LIST.get_or_init(|| List::from_bytes(small()).unwrap())
}

fn list() -> *const ListHandle {
    static LIST: OnceLock<usize> = OnceLock::new();
    let address = LIST.get_or_init(|| {
        let (bytes, mut list) = (small(), ptr::null_mut());
        // SAFETY: bytes that are there, and a place for a list.
        let status =
            unsafe { capi::shx_list_from_bytes(bytes.as_ptr(), bytes.len(), &raw mut list, ptr::null_mut()) };
        assert_eq!(status, capi::SHX_OK);
        list.expose_provenance()
    });
    ptr::with_exposed_provenance(*address)
}
