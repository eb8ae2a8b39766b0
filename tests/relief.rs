//! Relief files: what is taken, what is refused, what is told, and how a desk takes it up.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde::Deserialize;
use shixin::Applicant;
use shixin::List;
use shixin::Outcome;
use shixin::Query;
use shixin::Relief;
use shixin::Screener;
use shixin::check::Idleness;
use shixin::policy::Ground;
use shixin::policy::ReliefError;
use shixin::policy::relief::Fault;
use shixin::record::Role;
use shixin::screener::ReloadError;

#[derive(Deserialize)]
struct Cases {
    bad: Vec<Bad>,
    good: Vec<Good>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bad {
    text: String,
    field: String,
    says: Vec<String>,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Good {
    text: String,
    because: String,
}

fn cases() -> Cases {
    toml::from_str(include_str!("data/cases/relief.toml")).unwrap()
}

fn faults(text: &str) -> (Vec<Fault>, u64) {
    match Relief::read(text.as_bytes()).expect_err(text) {
        ReliefError::Faults { faults, count } => (faults, count),
        other => panic!("{other}"),
    }
}

#[test]
fn a_bad_line_names_its_member() {
    let cases = cases();
    assert!(cases.bad.len() >= 45);
    for Bad { text, field, says, because } in &cases.bad {
        let (faults, count) = faults(text);
        assert_eq!((count, faults.len()), (1, 1), "{because}");
        let fault = &faults[0];
        assert_eq!((fault.line, fault.field), (1, field.as_str()), "{because}: {fault}");
        for it in says {
            assert!(fault.what.contains(it), "{because}: {fault} does not say {it:?}");
        }
        assert!(!fault.to_string().contains("11010519491231"), "no id is echoed: {fault}");
    }
}

#[test]
fn a_good_line_is_taken() {
    let cases = cases();
    for Good { text, because } in &cases.good {
        let relief = Relief::read(text.as_bytes()).unwrap_or_else(|error| panic!("{because}: {error}"));
        assert_eq!(relief.entries().len(), 1, "{because}");
        assert!(
            !format!("{relief:?} {:?}", relief.entries()).contains("11010519491231002X"),
            "ids are masked"
        );
    }
    let all: Vec<&str> = cases.good.iter().map(|it| it.text.as_str()).collect();
    for joint in ["\n", "\r\n", "\n\n \n"] {
        let text = format!("\u{FEFF}{}{joint}", all.join(joint));
        let relief = Relief::read(text.as_bytes()).unwrap();
        assert_eq!(relief.entries().len(), all.len(), "blank lines and marks are passed over");
        let lines: Vec<u64> = relief.entries().iter().map(|it| it.line).collect();
        assert!(lines.is_sorted() && lines[0] == 1);
    }
    assert!(Relief::read("".as_bytes()).unwrap().is_empty());
}

#[test]
fn the_documented_lines_are_taken() {
    let document = include_str!("../src/policy/relief/RELIEF.md");
    let lines = document.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let relief = Relief::read(lines.as_bytes()).unwrap();
    let kinds: Vec<&str> = relief.entries().iter().map(|it| it.deed.as_code()).collect();
    assert_eq!(kinds, ["withdrawal", "dispute", "exemption", "suppression"], "one of each");
}

/// One bad line refuses all, and every bad line is named, the first hundred of them.
#[test]
fn a_file_is_taken_whole_or_not() {
    let cases = cases();
    let good = &cases.good[0].text;
    let mut lines = vec![good.as_str(); 20];
    for at in [3, 7, 19] {
        lines[at] = &cases.bad[at].text;
    }
    let (found, count) = faults(&lines.join("\n"));
    assert_eq!(found.iter().map(|it| it.line).collect::<Vec<_>>(), [4, 8, 20]);
    assert_eq!(count, 3);
    let (found, count) = faults(&"{}\n".repeat(250));
    assert_eq!((found.len(), count), (100, 250));
    let told = Relief::read("{}\n".repeat(250).as_bytes()).unwrap_err().to_string();
    assert!(
        told.contains("250 lines") && told.contains("line 100: kind") && told.ends_with("and 150 more"),
        "{told}"
    );
    assert!(Relief::read(&b"\xFF\xFE"[..]).is_err(), "no text at all");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the bytes: an answer, not a panic. A file that is cut inside a line is refused.
    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0..2000_usize, flip in 0..8_u32) {
        let _ = Relief::read(&bytes[..]).is_ok();
        let mut whole: Vec<u8> = cases().good.into_iter().flat_map(|it| (it.text + "\n").into_bytes()).collect();
        let at = at % whole.len();
        let cut = Relief::read(&whole[..at]);
        let mut lines = whole[..at].split_inclusive(|byte| *byte == b'\n');
        let torn = lines.next_back().is_some_and(|last| !last.trim_ascii().is_empty() && last.last() != Some(&b'\n') && last.trim_ascii().last() != Some(&b'}'));
        prop_assert!(!torn || cut.is_err());
        whole[at] ^= 1_u8 << flip;
        let _ = Relief::read(&whole[..]).is_ok();
    }
}

#[test]
fn many_lines_are_taken() {
    let line = |n: u64| {
        format!(
            "{{\"kind\":\"withdrawal\",\"record\":{n},\"name\":\"张某示\",\"reason\":\"deleted\",\"signed_by\":\"甲\",\"dated\":\"2026-11-10\"}}\n"
        )
    };
    let text: String = (0..50_000).map(line).collect();
    let relief = Relief::read(text.as_bytes()).unwrap();
    assert_eq!(relief.entries().len(), 50_000);
    let list = list().with_relief(relief);
    assert_eq!(ask(&list), Outcome::Clear);
    assert_eq!(list.idle_relief().unwrap().len(), 49_999, "only one record of these numbers is in the list");
}

#[test]
fn relief_that_can_do_nothing_is_told() {
    let signed = "\"signed_by\":\"甲\",\"dated\":\"2026-11-10\"";
    let subject = "\"id\":\"11010519491231002X\",\"name\":\"张某示\"";
    let exemption = |measures: &str| {
        format!(
            "{{\"kind\":\"exemption\",\"exemption\":\"necessity\",{subject},\"measures\":{measures},\"from\":\"2026-11-10\",\"to\":\"2026-11-30\",\"document\":\"x\",{signed}}}"
        )
    };
    let lines = [
        format!("{{\"kind\":\"dispute\",\"record\":7,\"name\":\"张某示\",{signed}}}"),
        format!("{{\"kind\":\"dispute\",\"record\":7,\"name\":\"李某示\",{signed}}}"),
        format!("{{\"kind\":\"dispute\",\"record\":8,\"name\":\"张某示\",{signed}}}"),
        format!("{{\"kind\":\"dispute\",{subject},{signed}}}"),
        format!("{{\"kind\":\"dispute\",\"id\":\"440524188001010014\",\"name\":\"李某例\",{signed}}}"),
        exemption("[\"travel.air\",\"travel.space\",\"procurement.tender\"]"),
        exemption("\"all\""),
        r#"{"kind":"dispute","record":7,"name":"张某示","to":"2026-10-31","signed_by":"甲","dated":"2026-10-01"}"#
            .to_owned(),
        format!(
            "{{\"kind\":\"withdrawal\",\"reason\":\"deleted\",{subject},\"signed_by\":\"甲\",\"dated\":\"1999-10-01\"}}"
        ),
        format!("{{\"kind\":\"dispute\",\"id\":\"11010519491231002X\",\"name\":\"张某事\",{signed}}}"),
    ];
    let relief = Relief::read(lines.join("\n").as_bytes()).unwrap();
    let idle = list().with_relief(relief).idle_relief().unwrap();
    let told: Vec<(u64, Idleness)> = idle.iter().map(|it| (it.line, it.why.clone())).collect();
    assert_eq!(
        told,
        [
            (2, Idleness::NoSuchRecord),
            (3, Idleness::NoSuchRecord),
            (5, Idleness::NobodyListed),
            (6, Idleness::NoSuchMeasure { code: "travel.space".into() }),
            (6, Idleness::NotAdmitted { code: "procurement.tender".into() }),
            (8, Idleness::Lapsed { to: "2026-10-31".parse().unwrap() }),
            (9, Idleness::NoneReached),
            (10, Idleness::NoneReached),
        ]
    );
    assert!(idle.iter().all(|it| it.to_string().starts_with(&format!("line {} does nothing", it.line))));
}

/// A record that lists the applicant's very document stays; one that hides its id, or another applicant's line, does not.
#[test]
fn a_suppression_of_the_document_that_is_listed_is_told() {
    let row = |number: usize, id: &str| invented::row(number, "张某示", id, "", "580");
    let rows = [row(7, "11010519491231002X"), row(8, "1101051949****002X")];
    let line = |record: usize, applicant: &str| {
        format!(
            "{{\"kind\":\"suppression\",\"record\":{record},\"name\":\"张某示\",\"applicant\":\"{applicant}\",\"signed_by\":\"甲\",\"dated\":\"2026-11-10\"}}"
        )
    };
    let lines = [line(7, "11010519491231002X"), line(8, "11010519491231002X"), line(7, "440524188001010014")];
    let list = invented::list(rows.iter().map(String::as_str));
    let relief = Relief::read(lines.join("\n").as_bytes()).unwrap();
    let idle = list.with_relief(relief).idle_relief().unwrap();
    let told: Vec<(u64, Idleness)> = idle.iter().map(|it| (it.line, it.why.clone())).collect();
    assert_eq!(told, [(1, Idleness::ListsTheApplicant)]);
    let words = idle[0].to_string();
    assert!(words.contains("lists that very document") && words.contains("a person decides"), "{words}");
}

// ---- the desk

#[test]
fn a_desk_takes_relief_up_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (path, file) = (folder.path().join("list.shixin"), folder.path().join("relief.jsonl"));
    fs::write(&path, compiled()).unwrap();
    let missing = Screener::builder().list(&path).relief(&file).build().unwrap_err().to_string();
    assert!(missing.contains("relief.jsonl"), "a relief file that is named is there: {missing}");

    fs::write(&file, "").unwrap();
    let desk = Screener::builder().list(&path).relief(&file).build().unwrap();
    let edition = desk.list().edition().stamp();
    assert_eq!(ask(&desk.list()), Outcome::Block);

    put(
        &file,
        &cases().good[0]
            .text
            .replace("\"1\"", "7")
            .replace("\"case\"", "\"name\"")
            .replace("(2019)示0101执1号", "张某示"),
    );
    assert_eq!(ask(&desk.list()), Outcome::Block, "a file that is there is not yet in force");
    let held = desk.list();
    assert_eq!(desk.reload_relief().unwrap(), 1);
    assert_eq!((ask(&desk.list()), ask(&held)), (Outcome::Clear, Outcome::Block), "what is held stays whole");
    assert_eq!(desk.list().edition().stamp(), edition);

    for bad in ["{}", "\u{0}", "{\"kind\":\"dispute\"}"] {
        put(&file, bad);
        let error = desk.reload_relief().unwrap_err();
        assert!(matches!(error, ReloadError::Relief(_)), "{error}");
        assert!(
            error.to_string().starts_with("the relief in force stays: ")
                && error.to_string().contains("relief.jsonl")
        );
        assert_eq!(ask(&desk.list()), Outcome::Clear, "whoever was released stays released");
    }
    fs::remove_file(&file).unwrap();
    assert!(desk.reload_relief().is_err(), "a file that has gone lifts nothing, and takes nothing back");
    assert_eq!(desk.reload().unwrap(), edition);
    assert_eq!(ask(&desk.list()), Outcome::Clear, "a new edition stands under the relief in force");

    let query = Query::new("11010519491231002X", "张某示").unwrap().on("2026-11-20".parse().unwrap());
    assert_eq!(desk.check_for("procurement.tender", &query).unwrap().outcome(), Outcome::Clear);
    let clean = Query::new("440524188001010014", "").unwrap().on("2026-11-20".parse().unwrap());
    let applicant = Applicant::new(clean).with(Role::LegalRepresentative, query);
    let joint = desk.check_together("procurement.tender", &applicant).unwrap();
    assert_eq!(joint.linked()[0].verdict.ground(), Ground::Relieved, "each party's relief is theirs");
    assert_eq!(joint.applicant().relief_digest(), desk.list().relief().digest());

    put(&file, "\n");
    assert_eq!(desk.reload_relief().unwrap(), 0);
    assert_eq!(ask(&desk.list()), Outcome::Block);
    let plain = Screener::builder().list(&path).build().unwrap();
    assert_eq!(plain.reload_relief().unwrap(), 0, "no file, nothing to do");
}

fn put(file: &Path, text: &str) {
    let beside = file.with_extension("new");
    fs::write(&beside, text).unwrap();
    fs::rename(beside, file).unwrap();
}

fn compiled() -> Vec<u8> {
    let rows = [
        invented::row(7, "张某示", "1101051949****002X", "女", "580"),
        invented::row(9, "陈某另", "3301061985****0484", "女", "580"),
    ];
    invented::compiled(rows.iter().map(String::as_str)).into_bytes()
}

fn list() -> List {
    List::from_bytes(compiled()).unwrap()
}

fn ask(list: &List) -> Outcome {
    let query = Query::new("11010519491231002X", "张某示").unwrap().on("2026-11-20".parse().unwrap());
    list.check_for("procurement.tender", &query).unwrap().outcome()
}
