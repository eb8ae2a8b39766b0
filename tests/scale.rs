//! What makes large lists possible changes no answer: spilling, threads, many at a time, maps.
#![cfg(feature = "compile")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    unsafe_code,
    missing_docs,
    reason = "in a test a panic is the report"
)]

#[path = "../benches/maker/mod.rs"]
mod maker;

use std::fs;
use std::io::Write as _;

use maker::Applicant;
use maker::Kind;
use maker::Maker;
use shixin::Compiler;
use shixin::List;
use shixin::compile;
use shixin::compile::Compiled;

const ROWS: u64 = 3_000;

fn compiler() -> Compiler {
    Compiler::new("2026-11-01".parse().unwrap())
}

fn finished(mut compiler: Compiler) -> Compiled {
    compiler.read("made", Maker::new(1, ROWS).reader()).unwrap();
    compiler.finish().unwrap()
}

fn list() -> List {
    List::from_bytes(finished(compiler()).into_bytes()).unwrap()
}

fn applicants() -> Vec<Applicant> {
    Kind::ALL.iter().flat_map(|kind| Maker::new(1, ROWS).applicants(*kind).take(150)).collect()
}

#[test]
fn memory_and_threads_make_no_difference() {
    let expected = finished(compiler());
    let folder = tempfile::tempdir().unwrap();
    for (bytes, threads) in [(1, 1), (1, 3), (1 << 20, 2), (1 << 30, 7)] {
        let spilt = finished(compiler().spill_into(folder.path(), bytes).threads(threads));
        assert!(spilt.as_bytes() == expected.as_bytes(), "{bytes} bytes, {threads} threads");
        assert_eq!(spilt.report().totals, expected.report().totals);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "spill files have no name");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut compiler = compiler().spill_into(&folder.path().join("missing"), 1);
    compiler.read("made", Maker::new(1, ROWS).reader()).unwrap();
    let error = compiler.finish().unwrap_err();
    assert!(matches!(error, compile::Error::Spill(_)) && error.to_string().contains("missing"), "{error}");
}

#[test]
fn progress_tells_every_row_once() {
    let mut compiler = compiler();
    compiler.read("made", Maker::new(1, ROWS).reader()).unwrap();
    let mut told = Vec::new();
    compiler.finish_with(|number, of| told.push((number, of))).unwrap();
    assert_eq!(told, (1..=ROWS).map(|number| (number, ROWS)).collect::<Vec<_>>());
}

#[test]
fn many_at_a_time_are_answered_as_one_by_one() {
    let list = list();
    let applicants = applicants();
    let mut pairs: Vec<(&str, &str)> =
        applicants.iter().map(|one| (one.id.as_str(), one.name.as_str())).collect();
    pairs.insert(7, ("11010519491231001X", "张某示"));
    pairs.insert(40, ("", ""));
    let one_by_one: Vec<_> =
        pairs.iter().map(|(id, name)| list.check(id, name).map_err(|it| it.to_string())).collect();
    assert!(one_by_one.iter().flatten().any(|verdict| !verdict.matches().is_empty()));
    assert_eq!(one_by_one.iter().filter(|verdict| verdict.is_err()).count(), 2);
    let many: Vec<_> =
        list.check_many(pairs.iter().copied()).map(|it| it.map_err(|it| it.to_string())).collect();
    assert_eq!(many, one_by_one);
    #[cfg(feature = "parallel")]
    {
        let all: Vec<_> =
            list.check_all(&pairs).into_iter().map(|it| it.map_err(|it| it.to_string())).collect();
        assert_eq!(all, one_by_one);
    }
}

#[cfg(feature = "mmap")]
#[test]
fn a_mapped_list_answers_as_one_in_memory() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(finished(compiler()).as_bytes()).unwrap();
    // SAFETY: nobody else knows the file, and this test writes to it no more while it is mapped.
    let mapped = unsafe { shixin::index::Mapped::open(file.path()) }.unwrap();
    let (mapped, list) = (List::from_mapped(mapped).unwrap(), list());
    mapped.index().verify().unwrap();
    for one in applicants() {
        assert_eq!(mapped.check(&one.id, &one.name).unwrap(), list.check(&one.id, &one.name).unwrap());
    }
}

/// The rows come back to the letter, whatever they are like.
#[test]
fn every_row_is_kept_to_the_letter() {
    let strange = [
        r#"{"id":"A-1","iname":"阿里木·买买提","cardNum":"","duty":"一、\r\n二，“引号”\"；","publishDate":"2019年04月01日"}"#,
        r#"{ "iname" : "张某示" , "cardNum":"1101051949****002X","id":00012,"duty":"0123456789012345678901234567890" }"#,
        r#"{"cardNum":"60003734-1","iname":"示例建设集团有限公司","id":18446744073709551615,"x":"\u0000𠮷㛃"}"#,
    ];
    let mut compiler = compiler();
    let made: Vec<String> = Maker::new(2, 300).rows().collect();
    for (line, row) in (1..).zip(made.iter().map(String::as_str).chain(strange)) {
        compiler.push(compile::Origin { source: "rows".into(), line }, row);
    }
    let compiled = compiler.finish().unwrap();
    assert!(compiled.report().adds_up());
    let rejected: Vec<String> = compiled.report().rejects.iter().map(|reject| reject.row.clone()).collect();
    let list = List::from_bytes(compiled.into_bytes()).unwrap();
    let records = u32::try_from(list.edition().totals.records).unwrap();
    let mut kept: Vec<String> =
        (0..records).map(|record| list.index().evidence(record).unwrap().row().to_owned()).collect();
    kept.extend(rejected);
    kept.sort();
    let mut expected: Vec<String> = made.into_iter().chain(strange.map(str::to_owned)).collect();
    expected.sort();
    assert_eq!(kept, expected);
}
