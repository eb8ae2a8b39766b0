//! Whatever comes in, nothing panics, and what cannot be read is never an answer.
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

mod invented;

use shixin::Compiler;
use shixin::List;
use shixin::Query;
use shixin::compile;
use shixin::compile::Origin;
use shixin::id::Id;
use shixin::id::Pattern;
use shixin::name::Name;
use shixin::record::Record;

use invented::SplitMix;

const ROUNDS: usize = 100_000;

#[test]
fn random_texts_are_read_or_refused() {
    let mut draw = SplitMix(1);
    let list = invented::list(published().iter().map(String::as_str));
    let (mut ids, mut names) = (0, 0);
    for _ in 0..ROUNDS {
        let text = text(&mut draw);
        let record = Record::read(&text);
        assert!(!record.is_readable() || text.trim_start().starts_with('{'), "{text:?}");
        let id = Id::parse(&text);
        ids += usize::from(id.is_ok());
        names += usize::from(read_name(&text));
        if let Ok(pattern) = Pattern::read(&text) {
            assert_eq!(Pattern::read(pattern.as_str()).unwrap(), pattern, "{text:?}");
        }
        let blank = text.chars().all(char::is_whitespace);
        match Query::new(&text, "张某示") {
            Ok(query) => assert_eq!(query.id().is_some(), !blank, "an id that is there is read: {text:?}"),
            Err(_) => assert!(id.is_err(), "{text:?}"),
        }
        if id.is_err() && !blank {
            assert!(list.check(&text, "张某示").is_err(), "an id that cannot be read was answered: {text:?}");
        }
        if Name::read(&text).is_err() && !blank {
            assert!(list.check("", &text).is_err(), "a name that cannot be read was answered: {text:?}");
        }
    }
    assert!(ids > 100 && names > 1_000, "some must get past the door: {ids} ids, {names} names");
}

/// A name and everything that is asked of it.
fn read_name(text: &str) -> bool {
    let Ok(name) = Name::read(text) else { return false };
    let other = Name::read("示例建设集团有限公司").unwrap();
    assert_eq!(name.compare(&other), other.compare(&name), "{text:?}");
    assert!(!name.strict().is_empty() && !name.loose().is_empty(), "{text:?}");
    let _ = (name.surname_length(), name.class(), name.has_lost_characters());
    true
}

#[test]
fn mutated_rows_are_listed_or_rejected() {
    let mut draw = SplitMix(2);
    let published = published();
    let batch = 1_000;
    let mut admitted = 0;
    for _ in 0..ROUNDS / batch {
        let mut compiler = Compiler::new("2026-11-01".parse().unwrap()).most_rejects(1.0);
        for line in 0..batch {
            let mut row = published[draw.below(published.len())].clone().into_bytes();
            for _ in 0..=draw.below(4) {
                mutate(&mut row, &mut draw);
            }
            let origin = Origin { source: "mutated".into(), line: line as u64 };
            compiler.push(origin, &String::from_utf8_lossy(&row));
        }
        let compiled = compiler.finish().unwrap();
        let report = compiled.report();
        assert!(report.adds_up() && report.totals.rows == batch as u64, "{:?}", report.totals);
        admitted += report.totals.records;
    }
    assert!((ROUNDS as u64 / 4..ROUNDS as u64).contains(&admitted), "{admitted} of {ROUNDS} admitted");
}

#[test]
fn random_rows_make_no_list() {
    let mut draw = SplitMix(3);
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap());
    for line in 0..2_000 {
        compiler.push(Origin { source: "random".into(), line }, &text(&mut draw));
    }
    let refused = compiler.finish().unwrap_err();
    assert!(matches!(&refused, compile::Error::Empty { report } if report.totals.rows == 2_000), "{refused}");
}

#[test]
fn random_and_mutated_files_are_refused() {
    let mut draw = SplitMix(4);
    let whole = invented::compiled([published()[0].as_str()]).into_bytes();
    for round in 0..ROUNDS {
        let bytes = if round % 2 == 0 { random(&mut draw) } else { mutated(&whole, &mut draw) };
        let is_whole = bytes == whole;
        assert_eq!(List::from_bytes(bytes).is_ok(), is_whole, "round {round}");
    }
}

/// Random bytes, half of them behind a right magic and version.
fn random(draw: &mut SplitMix) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..draw.below(200)).map(|_| draw.next() as u8).collect();
    if draw.below(2) == 0 {
        let mut head = shixin::format::MAGIC.to_vec();
        head.extend_from_slice(&[1, 0, 0, 0]);
        head.extend_from_slice(&(draw.below(70) as u32).to_le_bytes());
        head.extend_from_slice(&(bytes.len() as u64 + 24).to_le_bytes());
        bytes.splice(0..0, head);
    }
    bytes
}

fn mutated(whole: &[u8], draw: &mut SplitMix) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..=draw.below(4) {
        mutate(&mut bytes, draw);
    }
    bytes
}

fn mutate(bytes: &mut Vec<u8>, draw: &mut SplitMix) {
    if bytes.is_empty() {
        return bytes.push(draw.next() as u8);
    }
    let at = draw.below(bytes.len());
    match draw.below(7) {
        0 => bytes[at] = draw.next() as u8,
        1 => bytes[at] ^= 1 << draw.below(8),
        2 => bytes.truncate(if draw.below(8) == 0 { at } else { bytes.len() - 1 }),
        3 => drop(bytes.remove(at)),
        4 => bytes.insert(at, b"\"{}[]:,\\0*x"[draw.below(11)]),
        5 => {
            let end = (at + draw.below(12)).min(bytes.len());
            let copy = bytes[at..end].to_vec();
            bytes.splice(at..at, copy);
        }
        _ => {
            bytes.splice(at..at, draw.pick(&PIECES).bytes());
        }
    }
}

/// Random text: characters of any plane, or pieces of what stands in rows, ids and names.
fn text(draw: &mut SplitMix) -> String {
    let length = if draw.below(50) == 0 { draw.below(2_000) } else { draw.below(24) };
    match draw.below(4) {
        0 => {
            String::from_utf8_lossy(&(0..length).map(|_| draw.next() as u8).collect::<Vec<_>>()).into_owned()
        }
        1 => (0..length).filter_map(|_| char::from_u32((draw.next() % 0x11_0000) as u32)).collect(),
        2 => (0..length / 3).map(|_| draw.pick(&PIECES)).collect(),
        _ => {
            let day = draw.pick(&["0101", "0230", "1231", "9999", "****"]);
            let mut id =
                format!("110105{}{day}{:03}X", 1800 + draw.below(300), draw.below(1000)).into_bytes();
            if draw.below(3) > 0 {
                id = b"11010519491231002X".to_vec();
            }
            for _ in 0..draw.below(3) {
                let at = draw.below(id.len());
                id[at] = b"0123456789X*AZ- "[draw.below(16)];
            }
            String::from_utf8(id).unwrap()
        }
    }
}

const PIECES: [&str; 46] = [
    "{\"iname\":\"",
    "\",\"cardNum\":\"",
    "\"}",
    "{\"id\":1,",
    "\"duty\":[",
    "{}",
    "null",
    "张",
    "某",
    "示",
    "萧",
    "·",
    "・",
    "（",
    "）",
    "(",
    ")",
    "：",
    ":",
    "曾用名",
    "又名",
    "原",
    "经营者",
    "、",
    "有限责任公司",
    "股份",
    "有限公司",
    "分公司",
    "(个体工商户)",
    "暂无",
    "?",
    "\u{FFFD}",
    "\u{E816}",
    "\u{200B}",
    "\u{0301}",
    "\u{10FFFF}",
    "\0",
    "\r\n",
    "****",
    "××",
    "１",
    "MA1BUFLT4",
    "H1234567801",
    "150102880730303",
    "9135",
    "\\ud800",
];

/// Rows of every layout of id and of every name.
fn published() -> Vec<String> {
    let person = invented::citizen("110105", 1980, "0101", 11);
    let company = invented::unified("91110105", &invented::organisation_code("60003734"));
    let persons = (0..invented::PERSON_LAYOUTS).map(|layout| {
        let name = invented::PEOPLE[layout % 15];
        invented::row(layout, name, &invented::publish_person(&person, layout), "男", "580")
    });
    let organisations = (0..invented::ORGANISATION_LAYOUTS).map(|layout| {
        let id = invented::publish_organisation(&company, layout);
        invented::row(100 + layout, invented::ORGANISATIONS[layout], &id, "", "581")
    });
    let official = r#"{"LaoLaiID":"F1","IName":"吴某例","CardNum":"H1234567801","InfoActionType":"change","IsValid":"1","delflag":"0","update_time":"2026-01-01 00:00:00","qysler":[{"iname":"钱某","cardNum":"1101051949****002X"}]}"#;
    persons.chain(organisations).chain([official.to_owned()]).collect()
}
