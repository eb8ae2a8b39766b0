//! A damaged, torn, crafted or old file: it is refused or it is read, and never half believed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod crafted;
mod invented;

use crafted::File;
use crafted::LISTED;
use crafted::Section;
use crafted::mutate;
use crafted::seal;
use crafted::small;
use crafted::u32_at;
use crafted::u64_at;
use crafted::use_all;
use invented::SplitMix;
use sha2::Digest as _;
use sha2::Sha256;
use shixin::List;
use shixin::Outcome;
use shixin::format::Error as FormatError;
use shixin::format::Tag;
use shixin::index::Error;

// ---- accidents

#[test]
fn every_flipped_bit_is_refused() {
    let whole = small();
    assert!((1_500..6_000).contains(&whole.len()), "{} bytes", whole.len());
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            assert!(List::from_bytes(bytes).is_err(), "bit {bit} of byte {at} was flipped and believed");
        }
    }
    List::from_bytes(whole).unwrap();
}

#[test]
fn every_torn_copy_is_refused() {
    let whole = small();
    for length in 0..whole.len() {
        let error = List::from_bytes(whole[..length].to_vec()).unwrap_err();
        let Error::Format(error) = error else { panic!("{length} bytes: {error}") };
        let expected = if length < 8 { FormatError::NotAList } else { torn(length, whole.len()) };
        assert_eq!(error, expected, "{length} of {} bytes", whole.len());
    }
}

/// What a reader says of the first `length` bytes: too short for a header, or shorter than the header says.
fn torn(length: usize, whole: usize) -> FormatError {
    let expected = if length < 64 { 64 } else { whole as u64 };
    FormatError::Length { expected, found: length as u64 }
}

#[test]
fn appended_bytes_are_refused() {
    for tail in [vec![0], vec![0; 8], vec![0; 64], small()] {
        let mut bytes = small();
        let expected = bytes.len() as u64;
        bytes.extend_from_slice(&tail);
        let found = bytes.len() as u64;
        let error = List::from_bytes(bytes).unwrap_err();
        assert!(
            matches!(error, Error::Format(FormatError::Length { expected: e, found: f }) if (e, f) == (expected, found)),
            "{error}"
        );
    }
}

// ---- section tables, with right checksums

#[test]
fn what_the_patcher_writes_unchanged_is_the_file_itself() {
    assert!(File::of(&small()).write() == small());
}

#[test]
fn an_unknown_section_is_skipped_unless_it_must_be_understood() {
    for place in 0..=SECTIONS {
        let mut file = File::of(&small());
        let section = |flags| Section { tag: *b"NEWS", flags, bytes: b"of a later version".to_vec() };
        file.sections.insert(place, section(0));
        let list = List::from_bytes(file.write()).unwrap();
        list.index().verify().unwrap();
        assert_eq!(list.check(LISTED, "张某示").unwrap().outcome(), Outcome::Block);
        file.sections[place] = section(1);
        let error = List::from_bytes(file.write()).unwrap_err();
        assert!(
            matches!(error, Error::Format(FormatError::UnknownSection { tag: Tag(tag) }) if tag == *b"NEWS"),
            "{error}"
        );
    }
}

#[test]
fn a_missing_section_is_refused() {
    for missing in 0..SECTIONS {
        let mut file = File::of(&small());
        let removed = file.sections.remove(missing);
        let error = List::from_bytes(file.write()).unwrap_err();
        assert!(
            matches!(error, Error::Format(FormatError::MissingSection { tag: Tag(tag) }) if tag == removed.tag),
            "{error}"
        );
    }
    assert!(List::from_bytes(File { sections: Vec::new() }.write()).is_err(), "no section at all");
}

#[test]
fn a_section_that_stands_twice_is_refused() {
    for twice in 0..SECTIONS {
        let mut file = File::of(&small());
        file.sections.push(file.sections[twice].clone());
        refuse_header(file.write(), "a section stands twice");
    }
}

#[test]
fn a_table_whose_entries_overlap_gap_or_leave_the_file_is_refused() {
    let entry = |number: usize| 64 + 32 * number;
    let begins = "a section does not begin where the one before it ends";
    let leaves = "a section reaches past the end of the file";
    for number in 0..SECTIONS {
        let (at, offset, length) = (entry(number), entry(number) + 8, entry(number) + 16);
        let old = u64_at(&small(), offset);
        for (new, what) in [
            (old + 8, begins),
            (old.wrapping_sub(8), begins),
            (0, begins),
            (u64::MAX, leaves),
            (u64::MAX - 7, leaves),
            (1 << 63, leaves),
        ] {
            let mut bytes = small();
            bytes[offset..offset + 8].copy_from_slice(&new.to_le_bytes());
            let reached =
                new.checked_add(u64_at(&bytes, length)).is_some_and(|end| end <= bytes.len() as u64);
            refuse_header(seal(bytes), if reached { what } else { leaves });
        }
        for new in [u64::MAX, u64::MAX - 7, 1 << 32, small().len() as u64] {
            let mut bytes = small();
            bytes[length..length + 8].copy_from_slice(&new.to_le_bytes());
            refuse_header(seal(bytes), leaves);
        }
        let mut bytes = small();
        bytes[at..at + 4].copy_from_slice(b"EDIT");
        if number > 0 {
            refuse_header(seal(bytes), "a section stands twice");
        }
    }
}

#[test]
fn a_gap_of_zeros_between_sections_is_refused() {
    let mut bytes = small();
    let at = u64_at(&bytes, 64 + 32 + 8) as usize;
    bytes.splice(at..at, [0; 8]);
    for number in 1..SECTIONS {
        let offset = 64 + 32 * number + 8;
        let moved = u64_at(&bytes, offset) + 8;
        bytes[offset..offset + 8].copy_from_slice(&moved.to_le_bytes());
    }
    refuse_header(seal(bytes), "a section does not begin where the one before it ends");
}

#[test]
fn section_counts_that_no_table_has_are_refused() {
    for count in [0, 1, 6, 8, 64, 65, u32::MAX] {
        let mut bytes = small();
        bytes[12..16].copy_from_slice(&count.to_le_bytes());
        assert!(List::from_bytes(seal(bytes)).is_err(), "{count} sections");
    }
}

fn refuse_header(bytes: Vec<u8>, what: &str) {
    let error = List::from_bytes(bytes).unwrap_err();
    assert!(
        matches!(&error, Error::Format(FormatError::Header { what: said }) if *said == what),
        "{error}, not {what}"
    );
}

// ---- contents that contradict one another, with right checksums

#[test]
fn counts_that_contradict_are_refused_or_an_error_on_use() {
    // The numbers of parts and the lengths of some; of the subjects' counts all, of the evidence's the records; of the
    // first table of keys its entries and its buckets.
    for (tag, fields) in [
        (b"NAME", [0_usize, 8, 16, 24].as_slice()),
        (b"RESP", &[0, 8, 16, 24]),
        (b"KEYS", &[0, 8, 16, 24, 48, 52, 56, 60]),
        (b"SUBJ", &[0, 8, 16, 32, 40, 56, 160, 164, 168, 172, 176, 184]),
        (b"EVID", &[0, 8, 16, 40, 48, 56, 64]),
    ] {
        for at in fields {
            let honest = u32_at(&File::of(&small()).section(tag).bytes, *at);
            let wrong = [0, 1, 2, 3, honest + 1, honest.wrapping_sub(1), 1 << 20, 1 << 31, u32::MAX];
            for value in wrong.into_iter().filter(|value| *value != honest) {
                let mut file = File::of(&small());
                file.section(tag).bytes[*at..*at + 4].copy_from_slice(&value.to_le_bytes());
                let used = List::from_bytes(file.write()).map_err(drop).and_then(|list| use_all(&list));
                assert_eq!(used, Err(()), "{} +{at}: {honest} became {value}", String::from_utf8_lossy(tag));
            }
        }
    }
}

#[test]
fn counts_of_the_edition_that_contradict_the_tables_are_refused() {
    for (honest, wrong) in [("\"records\":6", "\"records\":7"), ("\"subjects\":5", "\"subjects\":4")] {
        let mut file = File::of(&small());
        let edition = String::from_utf8(file.section(b"EDIT").bytes.clone()).unwrap();
        assert!(edition.contains(honest), "{edition}");
        file.section(b"EDIT").bytes = edition.replace(honest, wrong).into_bytes();
        let error = List::from_bytes(file.write()).unwrap_err();
        assert!(matches!(error, Error::Inconsistent { section: Tag(tag), .. } if tag == *b"EDIT"), "{error}");
    }
}

#[test]
fn a_subject_without_a_name_before_it_is_found_damaged() {
    let mut file = File::of(&small());
    let section = &mut file.section(b"NAME").bytes;
    let bitmap = section.len() - 8;
    assert_eq!(section[bitmap], 0b11101, "the second subject has the name of the first");
    section[bitmap..].fill(0);
    let list = List::from_bytes(file.write()).unwrap();
    assert!(list.index().verify().is_err(), "the names say otherwise");
    let answer = list.check(LISTED, "");
    let is_found = |verdict: &shixin::Verdict| verdict.matches().len() == 1;
    assert!(answer.as_ref().map_or(true, is_found), "an error, or the one who is listed: {answer:?}");
}

/// Crafted bytes with right checksums, in every section.
#[test]
fn crafted_sections_never_panic() {
    let mut draw = SplitMix(20_261_101);
    let honest = File::of(&small());
    let (mut opened, mut believed) = (0, 0);
    for _ in 0..20_000 {
        let mut file = honest.clone();
        let bytes = &mut file.sections[draw.below(SECTIONS)].bytes;
        for _ in 0..=draw.below(3) {
            mutate(bytes, &mut draw);
        }
        if let Ok(list) = List::from_bytes(file.write()) {
            opened += 1;
            believed += usize::from(use_all(&list).is_ok());
        }
    }
    assert!(
        opened > 2_000 && believed < opened,
        "the loop must get past the door: {opened} opened, {believed} verified"
    );
}

// ---- old files and the written format

#[test]
fn a_file_of_version_1_0_is_read_for_ever() {
    let list = List::from_bytes(include_bytes!("data/old/v1-0.shixin").to_vec()).unwrap();
    list.index().verify().unwrap();
    let edition = list.edition();
    assert_eq!(
        (edition.as_of.to_string(), edition.source.as_str()),
        ("2026-11-01".into(), "tests/data/old/v1-0.jsonl")
    );
    assert_eq!(edition.newest.unwrap().to_string(), "2020-05-06");
    assert_eq!((edition.population, edition.organisations), (1_410_000_000, 180_000_000));
    let totals = edition.totals;
    assert_eq!((totals.rows, totals.records, totals.repeats, totals.rejects), (9, 7, 1, 1));
    assert_eq!((totals.subjects, totals.persons, totals.organisations, totals.without_id), (6, 5, 1, 1));
    for (id, name, outcome, records, because) in [
        (LISTED, "张某示", Outcome::Block, ["700000001", "700000003"].as_slice(), "visible digits and name"),
        ("440524188001010014", "张某示", Outcome::Clear, &[], "a namesake"),
        (
            "91110000600037341L",
            "示例建设集团有限责任公司",
            Outcome::Block,
            &["700000002"],
            "the code inside a unified code",
        ),
        (
            "330106198506150484",
            "李某例",
            Outcome::Clear,
            &[],
            "another sex than the record's, which has no id; and of the name of a listed organisation's representative",
        ),
        ("", "李某例", Outcome::Refer, &["700000004"], "an id would settle it"),
        (
            "150102198807303035",
            "阿里木买买提",
            Outcome::Block,
            &["700000005"],
            "a masked 15-digit id, the dot left out",
        ),
        ("H1234567802", "吴某例", Outcome::Block, &["F1"], "a renewed permit"),
    ] {
        let verdict = list.check(id, name).unwrap();
        let found: Vec<&str> = verdict.record_ids().collect();
        assert_eq!(
            (verdict.outcome(), found.as_slice()),
            (outcome, records),
            "{because}: {}",
            verdict.because()
        );
    }
    let verdict = list.check(LISTED, "张某示").unwrap();
    let rows = list.evidence(&verdict.matches()[0]).unwrap();
    let published: Vec<&str> = include_str!("data/old/v1-0.jsonl").lines().collect();
    assert_eq!(
        rows.iter().map(|it| it.row()).collect::<Vec<_>>(),
        [published[0], published[2]],
        "to the letter"
    );
}

#[test]
fn the_worked_example_of_the_format_is_a_list() {
    let bytes = worked_example();
    let list = List::from_bytes(bytes).unwrap();
    list.index().verify().unwrap();
    assert_eq!(list.edition().totals.records, 1);
    let verdict = list.check(LISTED, "张某示").unwrap();
    assert_eq!((verdict.outcome(), verdict.record_ids().collect::<Vec<_>>()), (Outcome::Block, vec!["7"]));
}

#[test]
fn the_worked_example_stands_where_it_says() {
    let bytes = worked_example();
    let mut seen = Vec::new();
    for (offset, hex, note) in worked_lines() {
        let number = |width: usize| {
            bytes[offset..offset + width].iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))
        };
        let said = note.rsplit(' ').next().and_then(|word| word.parse::<u64>().ok());
        let field = note.trim_end_matches(|sign: char| sign.is_ascii_digit() || sign == ' ');
        match (offset, field) {
            (0, "magic") => assert_eq!(bytes[..8], shixin::format::MAGIC),
            (8, "major version") | (10, "minor version") => assert_eq!(said, Some(number(2)), "{note}"),
            (12, "sections") => assert_eq!(said, Some(number(4)), "{note}"),
            (16, "length of the file") => {
                assert_eq!((said, number(8)), (Some(bytes.len() as u64), bytes.len() as u64))
            }
            (24, "digest") => assert_eq!(bytes[24..56], *Sha256::digest(&bytes[64..])),
            (56, "checksum of header and table") => assert!(seal(bytes.clone()) == bytes),
            (64..288, "offset" | "length") => assert_eq!(said, Some(number(8)), "{note} at {offset}"),
            (64..288, tag) if tag.ends_with(", must be understood") => {
                assert_eq!((&bytes[offset..offset + 4], number(8) >> 32), (&tag.as_bytes()[..4], 1));
            }
            (288.., tag) if tag.len() == 4 => {
                let entry = (64..288).step_by(32).find(|at| bytes[*at..*at + 4] == *tag.as_bytes()).unwrap();
                assert_eq!(u64_at(&bytes, entry + 8), offset as u64, "{tag}");
            }
            _ => continue,
        }
        assert!(hex > 0);
        seen.push(field.to_owned());
    }
    let expected = 7 + 7 * 3 + 7;
    assert_eq!(seen.len(), expected, "header, entries, and every section: {seen:?}");
}

/// The bytes of the example in FORMAT.md.
fn worked_example() -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in worked_text().lines().filter(|line| !line.is_empty()) {
        let (offset, rest) = line.split_once(": ").unwrap();
        assert_eq!(
            usize::from_str_radix(offset, 16).unwrap(),
            bytes.len(),
            "the dump leaves nothing out: {line}"
        );
        let hex = rest.split("  ").next().unwrap();
        bytes.extend(hex.split(' ').map(|pair| u8::from_str_radix(pair, 16).unwrap()));
    }
    bytes
}

/// Offset, number of bytes and note of each line of the example that has a note.
fn worked_lines() -> Vec<(usize, usize, &'static str)> {
    let line = |line: &'static str| {
        let (offset, rest) = line.split_once(": ")?;
        let (hex, note) = rest.split_once("  ")?;
        Some((usize::from_str_radix(offset, 16).unwrap(), hex.split(' ').count(), note.trim()))
    };
    worked_text().lines().filter_map(line).collect()
}

fn worked_text() -> &'static str {
    let (_, example) = include_str!("../src/format/FORMAT.md").split_once("## Worked example").unwrap();
    let (_, dump) = example.split_once("```text\n").unwrap();
    dump.split_once("```").unwrap().0
}

/// Sections of a file.
const SECTIONS: usize = 7;
