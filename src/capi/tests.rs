//! The door from inside: what Miri can follow, with structs at odd addresses and of other versions' sizes.

use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::ptr;

use super::*;
use crate::compile::Compiler;
use crate::compile::Origin;
use crate::date::Date;

const LISTED: (&str, &str) = ("11010519491231002X", "张某示");

fn edition(as_of: Date) -> Vec<u8> {
    let mut compiler = Compiler::new(as_of);
    let row = r#"{"id":7,"iname":"张某示","cardNum":"1101051949****002X","caseCode":"(2019)示0101执1号"}"#;
    compiler.push(Origin { source: "test".into(), line: 1 }, row);
    compiler.finish().unwrap().into_bytes()
}

fn list() -> *mut ListHandle {
    let bytes = edition("2026-11-01".parse().unwrap());
    let mut list = ptr::null_mut();
    // SAFETY: bytes that are there, and a place for a list.
    let status = unsafe { shx_list_from_bytes(bytes.as_ptr(), bytes.len(), &raw mut list, ptr::null_mut()) };
    assert_eq!(status, SHX_OK);
    list
}

fn text(text: &str) -> Text {
    Text { ptr: text.as_ptr().cast(), len: text.len() }
}

fn question() -> Question {
    // SAFETY: all of it are numbers and pointers, for which zeros stand.
    let mut question: Question = unsafe { MaybeUninit::zeroed().assume_init() };
    question.size = size_of::<Question>();
    (question.id, question.name) = (text(LISTED.0), text(LISTED.1));
    question
}

#[test]
fn what_is_asked_is_answered_and_freed() {
    let list = list();
    let (mut verdict, mut json, mut error) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    let (mut outcome, mut record) = (SHX_OUTCOME_NONE, text(""));
    // SAFETY: a list, texts that are there, and places for what comes out.
    let status = unsafe {
        shx_list_check(
            list,
            LISTED.0.as_ptr().cast(),
            LISTED.0.len(),
            LISTED.1.as_ptr().cast(),
            LISTED.1.len(),
            &raw mut verdict,
            &raw mut error,
        )
    };
    assert_eq!((status, error.is_null()), (SHX_OK, true));
    // SAFETY: nobody uses the list any more; the verdict lives on.
    unsafe { shx_list_free(list) };
    // SAFETY: a verdict, and a place for a number.
    assert_eq!(unsafe { shx_verdict_outcome(verdict, &raw mut outcome) }, SHX_OK);
    assert_eq!(outcome, SHX_OUTCOME_BLOCK);
    // SAFETY: a verdict, and a place for a text.
    assert_eq!(unsafe { shx_verdict_record(verdict, 0, &raw mut record) }, SHX_OK);
    // SAFETY: it lives as long as the verdict.
    assert_eq!(unsafe { record.read("record") }.unwrap(), "7");
    // SAFETY: a verdict, and places for a string and an error.
    assert_eq!(unsafe { shx_verdict_json(verdict, &raw mut json, &raw mut error) }, SHX_OK);
    // SAFETY: the string that was just made.
    let told = unsafe { shx_string_ptr(json) };
    // SAFETY: a NUL stands behind it.
    assert!(unsafe { CStr::from_ptr(told) }.to_str().unwrap().contains("\"outcome\":\"block\""));
    // SAFETY: nobody uses it any more.
    unsafe { shx_string_free(json) };
    // SAFETY: nobody uses it any more.
    unsafe { shx_verdict_free(verdict) };
}

/// A caller may pack its structs as it likes: rows at odd addresses, longer than ours, and a question likewise.
#[test]
fn nothing_need_be_aligned() {
    let list = list();
    let mut asked = vec![0_u8; 1 + size_of::<Applicant>() * 3];
    let applicant = Applicant { id: text(LISTED.0), name: text(LISTED.1) };
    for nth in 0..3 {
        let place = asked.as_mut_ptr().wrapping_add(1 + nth * size_of::<Applicant>());
        // SAFETY: within the bytes, whatever they are aligned to.
        unsafe { place.cast::<Applicant>().write_unaligned(applicant) };
    }
    let stride = size_of::<Answer>() + 3;
    let mut rows = vec![0xAA_u8; 1 + stride * 3];
    // SAFETY: a list, three applicants and three rows.
    let status = unsafe {
        shx_list_check_many(
            list,
            ptr::null(),
            asked.as_ptr().wrapping_add(1).cast(),
            3,
            rows.as_mut_ptr().wrapping_add(1).cast(),
            stride,
            ptr::null_mut(),
        )
    };
    assert_eq!(status, SHX_OK);
    for nth in 0..3 {
        let row = &rows[1 + nth * stride..][..stride];
        // SAFETY: a whole answer is there.
        let answer = unsafe { row.as_ptr().cast::<Answer>().read_unaligned() };
        assert_eq!((answer.status, answer.outcome, answer.records), (SHX_OK, SHX_OUTCOME_BLOCK, 1));
        assert_eq!(row[size_of::<Answer>()..], [0; 3]);
    }
    // SAFETY: nobody uses it any more.
    unsafe { shx_list_free(list) };
}

#[test]
fn a_later_question_is_understood_while_it_says_nothing_new() {
    #[repr(C)]
    struct Later {
        question: Question,
        new: u64,
    }
    let list = list();
    for (new, expected) in [(0, SHX_OK), (1 << 40, SHX_BAD_SIZE)] {
        let mut later = Later { question: question(), new };
        later.question.size = size_of::<Later>();
        let (mut verdict, mut error) = (ptr::null_mut(), ptr::null_mut());
        let asked = (&raw const later).cast();
        // SAFETY: a list, a question of the size that it states, and places for what comes out.
        let status = unsafe { shx_list_ask(list, asked, &raw mut verdict, &raw mut error) };
        assert_eq!((status, verdict.is_null(), error.is_null()), (expected, new != 0, new == 0));
        // SAFETY: NULL, or an error.
        assert_eq!(unsafe { shx_error_code(error) }, if new == 0 { SHX_NULL } else { expected });
        // SAFETY: nobody uses it any more.
        unsafe { shx_error_free(error) };
        // SAFETY: nobody uses it any more.
        unsafe { shx_verdict_free(verdict) };
    }
    // SAFETY: nobody uses it any more.
    unsafe { shx_list_free(list) };
}

#[test]
fn parties_and_statements_are_read_where_they_lie() {
    let list = list();
    let statement = Statement { condition: text("own_large_overdue_debt"), holds: SHX_HOLDS, reserved: 0 };
    let document = text("G12345678");
    let mut party = question();
    party.role = SHX_ROLE_LEGAL_REPRESENTATIVE;
    let parties = [&raw const party];
    let mut asked = question();
    (asked.measure, asked.day) = (text("office.company_director"), 20_261_110);
    (asked.statements, asked.statements_len) = (&raw const statement, 1);
    (asked.documents, asked.documents_len) = (&raw const document, 1);
    (asked.linked, asked.linked_len) = (parties.as_ptr(), 1);
    let (mut verdict, mut part, mut role, mut count) = (ptr::null_mut(), ptr::null_mut(), 0, 0);
    // SAFETY: a list, a question that stays where it is, and a place for a verdict.
    assert_eq!(unsafe { shx_list_ask(list, &raw const asked, &raw mut verdict, ptr::null_mut()) }, SHX_OK);
    // SAFETY: a verdict, and a place for a number.
    assert_eq!(unsafe { shx_verdict_part_count(verdict, &raw mut count) }, SHX_OK);
    assert_eq!(count, 2);
    // SAFETY: a verdict, and places for what comes out.
    assert_eq!(unsafe { shx_verdict_part(verdict, 1, &raw mut role, &raw mut part) }, SHX_OK);
    assert_eq!(role, SHX_ROLE_LEGAL_REPRESENTATIVE);
    // SAFETY: nobody uses it any more.
    unsafe { shx_verdict_free(part) };
    // SAFETY: nobody uses it any more.
    unsafe { shx_verdict_free(verdict) };
    // SAFETY: nobody uses it any more.
    unsafe { shx_list_free(list) };
}

/// Who asks for a trail where there are none is told so, and not answered without one.
#[cfg(not(feature = "trail"))]
#[test]
fn a_trail_that_cannot_be_kept_is_refused() {
    // SAFETY: all of it are numbers and pointers, for which zeros stand.
    let mut options: ScreenerOptions = unsafe { MaybeUninit::zeroed().assume_init() };
    options.size = size_of::<ScreenerOptions>();
    (options.list, options.trail) = (text("list.shixin"), text("trail"));
    let (mut screener, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: options that stay where they are, and places for what comes out.
    let status = unsafe { shx_screener_open(&raw const options, &raw mut screener, &raw mut error) };
    assert_eq!((status, screener.is_null()), (SHX_BAD_VALUE, true));
    // SAFETY: an error, which lives on.
    let context = unsafe { shx_error_context(error) };
    // SAFETY: a NUL stands behind it.
    assert_eq!(unsafe { CStr::from_ptr(context) }, c"trail");
    // SAFETY: nobody uses it any more.
    unsafe { shx_error_free(error) };
}

/// A question that has no answer is recorded with all its parties and its own day; a text that is no use or no condition of the
/// policy's may be an id or a name, and is not written down.
#[cfg(feature = "trail")]
#[test]
fn what_has_no_answer_is_recorded_with_its_parties_and_without_wrong_texts() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.shixin");
    std::fs::write(&file, edition(crate::screener::today())).unwrap();
    let trail = folder.path().join("trail");
    // SAFETY: all of it are numbers and pointers, for which zeros stand.
    let mut options: ScreenerOptions = unsafe { MaybeUninit::zeroed().assume_init() };
    options.size = size_of::<ScreenerOptions>();
    (options.list, options.trail) = (text(file.to_str().unwrap()), text(trail.to_str().unwrap()));
    let (mut screener, mut verdict) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: options that stay where they are, and a place for a screener.
    let status = unsafe { shx_screener_open(&raw const options, &raw mut screener, ptr::null_mut()) };
    assert_eq!(status, SHX_OK);
    let mut ask = |asked: &Question| {
        // SAFETY: a screener, a question that stays where it is, and a place for a verdict.
        unsafe { shx_screener_ask(screener, asked, &raw mut verdict, ptr::null_mut()) }
    };

    let mut party = question();
    (party.id, party.role) = (text("见附件"), SHX_ROLE_LEGAL_REPRESENTATIVE);
    let parties = [&raw const party];
    let mut asked = question();
    (asked.linked, asked.linked_len, asked.day) = (parties.as_ptr(), 1, 20_261_110);
    assert_eq!(ask(&asked), SHX_BAD_ID);
    asked = question();
    asked.measure = text(LISTED.0);
    assert_eq!(ask(&asked), SHX_UNKNOWN_USE);
    asked.id = text("见附件");
    assert_eq!(ask(&asked), SHX_BAD_ID);
    let [known, wrong] = [text("own_large_overdue_debt"), text(LISTED.1)].map(|condition| Statement {
        condition,
        holds: SHX_HOLDS,
        reserved: 0,
    });
    let stated = [known, wrong];
    asked = question();
    asked.measure = text("office.company_director");
    (asked.statements, asked.statements_len) = (stated.as_ptr(), 2);
    assert_eq!(ask(&asked), SHX_UNKNOWN_CONDITION);
    // SAFETY: nobody uses it any more.
    unsafe { shx_screener_free(screener) };

    let written = std::fs::read_to_string(trail.join("trail-000000000000.jsonl")).unwrap();
    assert!(!written.contains(LISTED.0) && !written.contains(LISTED.1), "{written}");
    let lines: Vec<serde_json::Value> =
        written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [_, unread, no_use, neither, no_condition] = &lines[..] else { panic!("{written}") };
    let roles: Vec<_> = unread["parties"].as_array().unwrap().iter().map(|it| it["role"].clone()).collect();
    assert_eq!(roles, ["listed", "legal_representative"]);
    assert_eq!((&unread["day"], &unread["ground"]), (&"2026-11-10".into(), &"query".into()));
    assert_eq!(unread["parties"][0]["digest"], no_use["parties"][0]["digest"], "the applicant's own");
    assert_ne!(unread["parties"][1]["digest"], no_use["parties"][0]["digest"]);
    assert_eq!((&no_use["use"], &no_use["ground"]), (&"unknown".into(), &"use".into()));
    assert_eq!((&neither["use"], &neither["ground"]), (&"unknown".into(), &"query".into()));
    assert_eq!(no_condition["use"], "office.company_director");
    assert_eq!(no_condition["parties"][0]["stated"], serde_json::json!([["own_large_overdue_debt", true]]));
}

/// Who asks stands in the trail: whom the question names, else whom the options name. Options and questions of earlier headers
/// name nobody, and go on working.
#[cfg(feature = "trail")]
#[test]
fn who_asks_is_recorded_and_keys_are_where_they_are_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let [file, trail, keys] = ["list.shixin", "trail", "kept"].map(|it| folder.path().join(it));
    std::fs::write(&file, edition(crate::screener::today())).unwrap();
    // SAFETY: all of it are numbers and pointers, for which zeros stand.
    let (mut options, mut desk): (ScreenerOptions, Asker) = unsafe { MaybeUninit::zeroed().assume_init() };
    (options.size, desk.size) = (size_of::<ScreenerOptions>(), size_of::<Asker>());
    let mut clerk = desk;
    desk.system = text("desk");
    (clerk.person, clerk.reference) = (text("clerk"), text("2026-17"));
    (options.list, options.asker, options.sync_ms) = (text(file.to_str().unwrap()), &raw const desk, 1);
    let (mut screener, mut verdict) = (ptr::null_mut(), ptr::null_mut());
    let mut open = |options: &ScreenerOptions| {
        // SAFETY: options that stay where they are, and a place for a screener.
        let status = unsafe { shx_screener_open(options, &raw mut screener, ptr::null_mut()) };
        (status, screener)
    };
    assert_eq!(open(&options).0, SHX_BAD_VALUE, "synced, and no trail");
    options.trail = text(trail.to_str().unwrap());
    options.sync_ms = 60_001;
    assert_eq!(open(&options).0, SHX_BAD_VALUE);
    (options.sync_ms, options.trail_keys) = (1, text(keys.to_str().unwrap()));
    let (status, screener) = open(&options);
    assert_eq!(status, SHX_OK);
    let mut asked = question();
    for (asker, size) in [
        (ptr::null(), size_of::<Question>()),
        (&raw const clerk, size_of::<Question>()),
        (&raw const clerk, 120),
    ] {
        (asked.asker, asked.size) = (asker, size);
        // SAFETY: a screener, a question that stays where it is, and a place for a verdict.
        let status =
            unsafe { shx_screener_ask(screener, &raw const asked, &raw mut verdict, ptr::null_mut()) };
        assert_eq!(status, SHX_OK);
        // SAFETY: nobody uses it any more.
        unsafe { shx_verdict_free(verdict) };
    }
    (asked.id, asked.name, asked.size) = (text(""), text(""), size_of::<Question>());
    let someone = Applicant { id: text("见附件"), name: text(LISTED.1) };
    // SAFETY: an answer may be all zeros.
    let mut answer: Answer = unsafe { MaybeUninit::zeroed().assume_init() };
    // SAFETY: a screener, a question, an applicant, and a row for the answer.
    let status = unsafe {
        shx_screener_check_many(
            screener,
            &raw const asked,
            &raw const someone,
            1,
            &raw mut answer,
            size_of::<Answer>(),
            ptr::null_mut(),
        )
    };
    assert_eq!((status, answer.status), (SHX_OK, SHX_BAD_ID));
    // SAFETY: nobody uses it any more.
    unsafe { shx_screener_free(screener) };

    assert!(keys.is_dir() && !folder.path().join("trail.keys").exists());
    let written = std::fs::read_to_string(trail.join("trail-000000000000.jsonl")).unwrap();
    let read = |line| serde_json::from_str::<serde_json::Value>(line).unwrap()["asker"].clone();
    let [nobody, somebody] = [
        serde_json::json!({"system": "desk"}),
        serde_json::json!({"operator": "clerk", "reference": "2026-17"}),
    ];
    let askers: Vec<_> = written.lines().skip(1).map(read).collect();
    assert_eq!(askers, [nobody.clone(), somebody.clone(), nobody, somebody]);
}

/// A path that is none is a fault of the program's, not of the disk's.
#[test]
fn no_path_is_a_wrong_value_and_a_nul_is_shown() {
    // SAFETY: all of it are numbers and pointers, for which zeros stand.
    let mut options: ScreenerOptions = unsafe { MaybeUninit::zeroed().assume_init() };
    options.size = size_of::<ScreenerOptions>();
    for (path, what) in [("", "nothing"), ("demo.shixin\0x", "\\0")] {
        options.list = text(path);
        let (mut screener, mut list) = (ptr::null_mut(), ptr::null_mut());
        let (mut error, mut other) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: options that stay where they are, and places for what comes out.
        let opened = unsafe { shx_screener_open(&raw const options, &raw mut screener, &raw mut error) };
        let (first, length) = (path.as_ptr().cast(), path.len());
        // SAFETY: a text that is there, and places for what comes out.
        let read = unsafe { shx_list_open(first, length, &raw mut list, &raw mut other) };
        assert_eq!((opened, read), (SHX_BAD_VALUE, SHX_BAD_VALUE), "{path:?}");
        for (error, place) in [(error, c"list"), (other, c"path")] {
            // SAFETY: an error, which lives on.
            let context = unsafe { shx_error_context(error) };
            // SAFETY: the same.
            let message = unsafe { shx_error_message(error) };
            // SAFETY: a NUL stands behind it, and it lives as long as its error.
            let context = unsafe { CStr::from_ptr(context) };
            // SAFETY: the same.
            let message = unsafe { CStr::from_ptr(message) };
            assert_eq!(context, place);
            assert!(message.to_str().unwrap().contains(what), "{message:?}");
            // SAFETY: nobody uses it any more.
            unsafe { shx_error_free(error) };
        }
    }
}

/// Every number goes to its word and no two to the same: a new ground, strength or role is given one here.
#[test]
fn numbers_are_told_apart() {
    let grounds: Vec<i32> = crate::policy::Ground::ALL.into_iter().map(codes::ground).collect();
    assert_eq!(grounds, (1..=19).collect::<Vec<_>>());
    let roles: Vec<i32> = crate::record::Role::ALL.into_iter().map(codes::role).collect();
    assert_eq!(roles, (1..=6).collect::<Vec<_>>());
    for number in [i32::MIN, -1, 0, 20_260_230, 20_261_301, 20_261_100, i32::MAX] {
        assert_eq!(answer::day_of(number).ok().flatten(), None, "{number}");
    }
    let day = answer::day_of(20_261_120).unwrap().unwrap();
    assert_eq!((day.to_string(), answer::number_of(day)), ("2026-11-20".to_owned(), 20_261_120));
}
