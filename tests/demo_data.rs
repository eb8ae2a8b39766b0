//! Does the bundled demonstration hold what it is there to show? Every kind of dirt, every expected outcome, and
//! nobody real: hand-made names carry 某, 示 or 例, and the rest is what the maker made.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

use std::collections::BTreeSet;
use std::collections::HashMap;

use maker::Maker;
use serde_json::Value;

mod check_characters;
#[path = "../benches/maker/mod.rs"]
mod maker;

const ROWS: &str = include_str!("../src/bin/shixin/demo/rows.jsonl");
const APPLICANTS: &str = include_str!("../src/bin/shixin/demo/applicants.csv");

/// To make the head anew: `cargo run --example make_list -- --rows 420 --seed 2019`.
const MADE_ROWS: usize = 420;
const MADE_SEED: u64 = 2019;

#[test]
fn the_bundle_is_small_enough_to_ship() {
    assert!(ROWS.len() <= 400 * 1024, "{} bytes", ROWS.len());
    assert!((450..=550).contains(&ROWS.lines().count()), "{} rows", ROWS.lines().count());
}

#[test]
fn the_head_is_what_the_maker_makes() {
    for (at, (made, bundled)) in Maker::new(MADE_SEED, MADE_ROWS as u64).rows().zip(ROWS.lines()).enumerate()
    {
        assert_eq!(made, bundled, "line {}", at + 1);
    }
}

#[test]
fn one_line_cannot_be_read_and_is_the_last() {
    let broken: Vec<usize> = ROWS
        .lines()
        .enumerate()
        .filter(|(_, line)| serde_json::from_str::<Value>(line).is_err())
        .map(|(at, _)| at + 1)
        .collect();
    assert_eq!(broken, [ROWS.lines().count()]);
}

#[test]
fn hand_made_names_are_clearly_invented() {
    for row in rows().iter().skip(MADE_ROWS) {
        let name = name(row);
        assert!(name.contains(['某', '示', '例']), "{name}");
    }
    for applicant in applicants() {
        assert!(applicant.name.contains(['某', '示', '例']), "{}", applicant.name);
    }
}

#[test]
fn every_kind_of_dirt_occurs() {
    let rows = rows();
    for (kind, occurs) in KINDS {
        assert!(rows.iter().any(occurs), "no row shows: {kind}");
    }
}

#[test]
fn one_row_is_repeated_to_the_letter() {
    let different: BTreeSet<&str> = ROWS.lines().collect();
    assert_eq!(ROWS.lines().count() - different.len(), 1);
}

#[test]
fn a_row_that_the_feed_deletes_was_added_before() {
    let rows = rows();
    let place = |action: &str, id: &Value| {
        rows.iter().position(|row| row["InfoActionType"] == action && row["LaoLaiID"] == *id).unwrap()
    };
    let deleted = rows.iter().find(|row| row["InfoActionType"] == "delete").unwrap();
    assert!(place("add", &deleted["LaoLaiID"]) < place("delete", &deleted["LaoLaiID"]));
}

#[test]
fn record_ids_repeat_only_where_meant() {
    let mut seen: HashMap<String, usize> = HashMap::new();
    rows().iter().filter_map(record_id).for_each(|id| *seen.entry(id).or_default() += 1);
    let mut repeated: Vec<&String> = seen.iter().filter(|(_, times)| **times > 1).map(|(id, _)| id).collect();
    repeated.sort();
    assert_eq!(repeated.len(), 2, "the exact repeat, and the row added and deleted: {repeated:?}");
}

#[test]
fn applicants_are_numbered_and_every_outcome_is_expected_of_some() {
    let applicants = applicants();
    assert!(applicants.len() >= 16);
    for (at, applicant) in applicants.iter().enumerate() {
        assert_eq!(applicant.number, (at + 1).to_string());
        assert!(applicant.because.ends_with('.') && applicant.because.len() <= 90, "{}", applicant.because);
    }
    let outcomes: BTreeSet<&str> = applicants.iter().map(|applicant| applicant.expect).collect();
    assert_eq!(outcomes, BTreeSet::from(["block", "clear", "error", "refer"]));
}

#[test]
fn applicants_numbers_hold_unless_an_error_is_expected() {
    for applicant in applicants() {
        let id = narrow(applicant.id);
        match applicant.expect {
            "error" => assert!(!check_characters::hold(&id), "{id}"),
            "refer" if id.is_empty() => {}
            _ => assert!(check_characters::hold(&id), "{id}"),
        }
    }
}

/// Each hand-made row that an applicant is meant to meet is there: a slip in the bundle would otherwise show only as
/// a wrong verdict.
#[test]
fn those_to_be_stopped_share_their_visible_digits_with_a_row() {
    let cards: Vec<String> = rows().iter().map(|row| card(row).to_uppercase()).collect();
    for applicant in applicants().iter().filter(|applicant| applicant.expect == "block") {
        assert!(cards.iter().any(|card| agrees(card, &narrow(applicant.id))), "{}", applicant.id);
    }
}

type Occurs = fn(&Value) -> bool;

const KINDS: &[(&str, Occurs)] = &[
    ("month and day hidden", |row| shape(row) == "9999999999****9999"),
    ("check X, lower case", |row| card(row).ends_with('x')),
    ("nineteen characters: three digits under four stars", |row| shape(row) == "99999999999****9999"),
    ("fifteen digits, masked", |row| shape(row) == "99999999****999"),
    ("fifteen digits in full", |row| shape(row) == "999999999999999"),
    ("two runs, four first", |row| shape(row) == "9999****99****9999"),
    ("two runs, two first", |row| shape(row) == "99****9999****9999"),
    ("tail of eight", |row| shape(row) == "9999999999********"),
    ("tail of six", |row| shape(row) == "999999999999******"),
    ("three and three", |row| shape(row) == "999************999"),
    ("one and two", |row| shape(row) == "9***************99"),
    ("full", |row| shape(row) == "999999999999999999"),
    ("Hong Kong or Macau permit in clear", |row| card(row).len() == 11 && card(row).starts_with(['H', 'M'])),
    ("Taiwan permit", |row| shape(row) == "99999999"),
    ("passport", |row| card(row).len() == 9 && card(row).starts_with(['E', 'G'])),
    ("residence permit", |row| card(row).starts_with("810000") || card(row).starts_with("830000")),
    ("organisation code with a dash", |row| shape(row) == "99999999-9"),
    ("organisation code without", |row| is_organisation(row) && shape(row) == "999999999"),
    ("organisation code, lower case", |row| card(row).starts_with("ma")),
    ("unified code, masked", |row| shape(row).starts_with("99999999MA****")),
    ("unified code in full", |row| card(row) == "9150000020286320X6"),
    ("unified code whose check fails though issued", |row| card(row) == "91350211M00013FA1N"),
    ("specimen of GB 11643", |row| card(row) == "440524188001010014"),
    ("specimen with a wrong check", |row| card(row) == "11010519491231001X"),
    ("specimen with a day that is none", |row| card(row) == "440308199902301512"),
    ("specimen of the foreign resident card", |row| card(row) == "932682198501010017"),
    ("empty id", |row| row["cardNum"] == ""),
    ("id of a blank", |row| row["cardNum"] == " "),
    ("id null", |row| row.get("cardNum").is_some_and(Value::is_null)),
    ("id absent", |row| row.get("iname").is_some() && row.get("cardNum").is_none()),
    ("暂无", |row| row["cardNum"] == "暂无"),
    ("the word null", |row| row["cardNum"] == "null"),
    ("the word None", |row| row["cardNum"] == "None"),
    ("a comma for an id", |row| row["cardNum"] == ","),
    ("one Han character for an id", |row| row["cardNum"] == "示"),
    ("one digit for an id", |row| row["cardNum"] == "7"),
    ("two digits for an id", |row| row["cardNum"] == "41"),
    ("court form", |row| row["id"].is_u64() && row.get("caseCode").is_some()),
    ("mirror form", |row| row.get("loc").is_some() && row["partyTypeName"] == "0"),
    ("mirror form, organisation", |row| row.get("loc").is_some() && row["partyTypeName"] == "1"),
    ("plumbing of mirrors", |row| row.get("_update_time").is_some() && row.get("changefreq").is_some()),
    ("vendor, lower case", |row| row.get("cardnum").is_some()),
    ("vendor, renamed", |row| row.get("idcardNo").is_some()),
    ("official feed, add", |row| row["InfoActionType"] == "add"),
    ("official feed, delete", |row| row["delflag"] == "1" && row["IsValid"] == "0"),
    ("a key nobody knows", |row| row.get("somethingNew").is_some()),
    ("businessEntity misspelt", |row| row.get("buesinessEntity").is_some()),
    ("half-width brackets in a case number", |row| text(row, "caseCode").starts_with('(')),
    ("full-width brackets in a case number", |row| text(row, "caseCode").starts_with('（')),
    ("a case number without brackets", |row| {
        text(row, "caseCode").starts_with(|char: char| char.is_ascii_digit())
    }),
    ("half-width brackets in a name", |row| name(row).contains('(')),
    ("full-width brackets in a name", |row| name(row).contains('（')),
    ("a blank before a name", |row| name(row).starts_with(' ')),
    ("a blank in a name", |row| name(row).trim().contains(' ')),
    ("an ideographic blank in a name", |row| name(row).contains('\u{3000}')),
    ("the middle dot", |row| name(row).contains('·')),
    ("a bullet", |row| name(row).contains('•')),
    ("a hyphenation point", |row| name(row).contains('‧')),
    ("a katakana dot", |row| name(row).contains('・')),
    ("a full-width full stop", |row| name(row).contains('．')),
    ("a traditional form", |row| name(row).contains(['劉', '陳'])),
    ("a character beyond the basic plane", |row| name(row).contains('\u{20BB7}')),
    ("a private-use leftover", |row| name(row).contains('\u{E81E}')),
    ("a character lost to a question mark", |row| name(row).contains('?')),
    ("an alias in brackets", |row| name(row).contains("曾用名")),
    ("a former registered name", |row| name(row).contains("（原")),
    ("age 0", |row| row["age"] == 0),
    ("age as text", |row| row["age"].is_string()),
    ("party type wrong", |row| row["partyTypeName"] == "580" && name(row).contains("个体工商户")),
    ("gistUnit a blank", |row| row["gistUnit"] == " "),
    ("gistUnit null", |row| row.get("gistUnit").is_some_and(Value::is_null)),
    ("gistId a list in text", |row| text(row, "gistId").starts_with("[\"")),
    ("gistId a list", |row| row["gistId"].is_array()),
    ("day in Chinese", |row| text(row, "publishDate").ends_with('日')),
    ("day in digits", |row| row["regDate"] == "20190110"),
    ("day with hyphens", |row| {
        text(row, "publishDate").len() == 10 && text(row, "publishDate").contains('-')
    }),
    ("day with a time", |row| text(row, "publishDate").ends_with(" 00:00:00")),
    ("epoch milliseconds", |row| text(row, "publishDate").len() == 13 && number(row, "publishDate")),
    ("epoch milliseconds, vendor", |row| text(row, "publishdate").len() == 13 && number(row, "publishdate")),
    ("epoch seconds", |row| text(row, "publishDateStamp").len() == 10 && number(row, "publishDateStamp")),
    ("line ends in duty", |row| text(row, "duty").contains("\r\n")),
    ("partly performed", |row| row["performance"] == "部分未履行"),
    ("performance unknown", |row| row["performance"] == "暂无"),
    ("performedPart unknown", |row| row["performedPart"] == "暂无"),
    ("two reasons", |row| text(row, "disruptTypeName").contains(',')),
    ("responsible people", |row| row["qysler"].as_array().is_some_and(|people| !people.is_empty())),
];

struct Asked<'t> {
    number: &'t str,
    id: &'t str,
    name: &'t str,
    expect: &'t str,
    because: &'t str,
}

fn applicants() -> Vec<Asked<'static>> {
    let mut lines = APPLICANTS.lines();
    assert_eq!(lines.next(), Some("applicant,id,name,expect,because"));
    let asked = lines.map(|line| {
        let columns: Vec<&str> = line.split(',').collect();
        assert!(columns.len() == 5 && !line.contains('"'), "five plain columns: {line}");
        Asked {
            number: columns[0],
            id: columns[1],
            name: columns[2],
            expect: columns[3],
            because: columns[4],
        }
    });
    asked.collect()
}

fn rows() -> Vec<Value> {
    ROWS.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn text<'r>(row: &'r Value, key: &str) -> &'r str {
    row[key].as_str().unwrap_or_default()
}

fn number(row: &Value, key: &str) -> bool {
    text(row, key).bytes().all(|byte| byte.is_ascii_digit())
}

fn name(row: &Value) -> &str {
    ["iname", "IName", "pname"].iter().find_map(|key| row[key].as_str()).unwrap_or_default()
}

fn card(row: &Value) -> &str {
    ["cardNum", "CardNum", "cardnum", "idcardNo"].iter().find_map(|key| row[key].as_str()).unwrap_or_default()
}

fn record_id(row: &Value) -> Option<String> {
    let found = ["id", "LaoLaiID", "loc"].iter().find_map(|key| row.get(key))?;
    let text = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
    Some(text.rsplit('=').next().unwrap().to_owned())
}

fn is_organisation(row: &Value) -> bool {
    ["581", "1"].iter().any(|party| row["partyTypeName"] == *party || row["partytypename"] == *party)
}

/// The card number with every digit, and a check X, as 9.
fn shape(row: &Value) -> String {
    let nine = |char: char| if char.is_ascii_digit() || matches!(char, 'X' | 'x') { '9' } else { char };
    card(row).chars().map(nine).collect()
}

/// Full-width characters to half width, letters to upper case.
fn narrow(id: &str) -> String {
    let half = |char: char| match u32::from(char) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap(),
        _ => char,
    };
    id.chars().map(half).collect::<String>().to_uppercase()
}

/// What a masked or full card shows agrees with the applicant's number, in whichever of its spellings.
fn agrees(card: &str, id: &str) -> bool {
    let mut spellings = vec![id.to_owned()];
    match id.len() {
        15 => spellings.push(format!("{}19{}", &id[..6], &id[6..])),
        18 => spellings.extend([id[8..17].to_owned(), format!("{}-{}", &id[8..16], &id[16..17])]),
        10 => spellings.push(id.replace('-', "")),
        11 => return card.len() == 11 && card.starts_with(&id[..9]),
        _ => {}
    }
    spellings.iter().any(|spelling| match card.split_once('*') {
        Some((head, rest)) => {
            let tail = rest.rsplit('*').next().unwrap();
            // Fifteen digits do not tell the check character, so the tail is compared without it.
            let tail = if id.len() == 15 { tail.get(..tail.len().saturating_sub(1)).unwrap() } else { tail };
            head.len() >= 4 && tail.len() >= 3 && spelling.starts_with(head) && spelling.ends_with(tail)
        }
        None => card == *spelling || (card.len() == 18 && &card[8..17] == spelling.as_str()),
    })
}
