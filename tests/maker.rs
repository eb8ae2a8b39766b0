//! Is the invented list the same everywhere, and is it like the lists it stands for?
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;
use std::io::BufRead;

use maker::Kind;
use maker::Maker;
use serde_json::Value;

mod check_characters;
#[path = "../benches/maker/mod.rs"]
mod maker;

/// FNV-1a over the lines, each with its line end. If this changes, every figure measured on made lists changes its
/// meaning: change it only with a reason, and say so in the change log.
const FIRST_THOUSAND_ROWS_OF_SEED_1: u64 = 0xC87A_BA25_FAD0_E8CE;
const FIRST_THOUSAND_APPLICANTS_OF_SEED_1: u64 = 0x2F7E_29C7_320F_E3EC;

#[test]
fn the_same_seed_gives_the_same_bytes_for_ever() {
    let rows = fnv1a(Maker::new(1, 1_000).rows());
    assert_eq!(rows, FIRST_THOUSAND_ROWS_OF_SEED_1, "rows: {rows:#018x}");
    let queue = Maker::new(1, 1_000).queue().take(1_000);
    let applicants =
        fnv1a(queue.map(|one| format!("{},{},{},{:?}", one.id, one.name, one.kind.word(), one.records)));
    assert_eq!(applicants, FIRST_THOUSAND_APPLICANTS_OF_SEED_1, "applicants: {applicants:#018x}");
}

#[test]
fn another_seed_gives_another_list() {
    assert_ne!(fnv1a(Maker::new(1, 100).rows()), fnv1a(Maker::new(2, 100).rows()));
}

#[test]
fn there_are_as_many_rows_as_asked_for_and_no_record_id_twice() {
    for asked in [0, 1, 2, 3, 17, 999, 7_000] {
        let rows: Vec<Value> = parsed(Maker::new(3, asked)).collect();
        assert_eq!(rows.len() as u64, asked);
        assert_eq!(Maker::new(3, asked).rows().len() as u64, asked, "the size told in advance");
        let ids: HashSet<u64> = rows.iter().map(|row| row["id"].as_u64().unwrap()).collect();
        assert_eq!(ids.len() as u64, asked, "record ids are unique");
    }
}

#[test]
fn a_subjects_rows_are_spread_over_the_list() {
    let ids: Vec<u64> = parsed(Maker::new(4, 2_000)).map(|row| row["id"].as_u64().unwrap() / 16).collect();
    let together = ids.windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert!(together < 20, "{together} of 2000 neighbours are of one subject");
}

#[test]
fn the_reader_gives_the_same_lines_as_the_iterator() {
    let maker = Maker::new(5, 333);
    let lines: Vec<String> = maker.reader().lines().map(Result::unwrap).collect();
    assert_eq!(lines, maker.rows().collect::<Vec<_>>());
}

#[test]
fn the_keys_come_in_the_order_of_the_courts_detail_form() {
    const PERSON: &str = "id iname caseCode age sexy cardNum businessEntity courtName areaName partyTypeName gistId \
                          regDate gistUnit duty performance performedPart unperformPart disruptTypeName publishDate qysler";
    for row in parsed(Maker::new(6, 2_000)) {
        let keys: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
        let mut order = PERSON.split_whitespace();
        assert!(keys.iter().all(|key| order.any(|next| next == *key)), "{keys:?}");
        assert_eq!(row.get("sexy").is_some(), is_person(&row), "sexy is absent for organisations");
    }
}

/// Parts of ten thousand rows, as counted in crawls, with room for chance in a sample of 40 000.
#[test]
fn shapes_and_dirt_occur_in_the_shares_seen() {
    type Holds = fn(&Value) -> bool;
    let person_shares: [(&str, Holds, std::ops::RangeInclusive<usize>); 12] = [
        ("month and day hidden", |row| shape(row) == "9999999999****9999", 9_450..=9_700),
        ("nineteen characters", |row| shape(row) == "99999999999****9999", 100..=200),
        ("full", |row| shape(row) == "999999999999999999", 70..=150),
        (
            "two runs",
            |row| card(row).matches("****").count() == 2 && !card(row).contains("********"),
            25..=70,
        ),
        ("empty", |row| card(row).is_empty(), 25..=70),
        ("fifteen, masked", |row| shape(row) == "99999999****999", 10..=45),
        ("tail", |row| card(row).ends_with("******"), 8..=40),
        ("暂无", |row| card(row) == "暂无", 8..=35),
        ("lower-case x", |row| card(row).ends_with('x'), 1..=15),
        ("blanks in the name", |row| text(row, "iname").contains([' ', '\u{3000}']), 50..=150),
        ("dotted name", |row| text(row, "iname").contains(['·', '•', '‧', '・', '．', '⋅']), 80..=180),
        ("full-width brackets in the case", |row| text(row, "caseCode").starts_with('（'), 2_700..=3_300),
    ];
    let organisation_shares: [(&str, Holds, std::ops::RangeInclusive<usize>); 5] = [
        ("unified code, masked", |row| card(row).len() == 18 && card(row).contains("****"), 4_500..=5_100),
        (
            "organisation code with a dash",
            |row| card(row).len() == 10 && card(row).contains('-'),
            3_350..=3_950,
        ),
        ("organisation code without", |row| card(row).len() == 9, 1_050..=1_550),
        ("limited company", |row| text(row, "iname").trim_end().ends_with("有限公司"), 6_000..=7_700),
        ("brackets", |row| text(row, "iname").contains(['(', '（']), 1_500..=3_000),
    ];
    let (persons, organisations): (Vec<Value>, Vec<Value>) =
        parsed(Maker::new(7, 40_000)).partition(is_person);
    assert_share("persons", persons.len(), 40_000, 8_400..=8_600);
    for (what, holds, range) in person_shares {
        assert_share(what, persons.iter().filter(|row| holds(row)).count(), persons.len(), range);
    }
    for (what, holds, range) in organisation_shares {
        assert_share(what, organisations.iter().filter(|row| holds(row)).count(), organisations.len(), range);
    }
}

#[test]
fn names_are_as_long_and_as_common_as_people_s_names() {
    let mut bearers: HashMap<String, usize> = HashMap::new();
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    for applicant in Maker::new(8, 1).applicants(Kind::Unlisted).take(50_000) {
        *lengths.entry(applicant.name.chars().count()).or_default() += 1;
        *bearers.entry(applicant.name).or_default() += 1;
    }
    assert_share("two characters", lengths[&2], 50_000, 1_700..=2_000);
    assert_share("three characters", lengths[&3], 50_000, 7_700..=8_200);
    let commonest = bearers.values().max().unwrap();
    assert!(
        (8..40).contains(commonest),
        "of 10 M the commonest has 2 886 bearers, here {commonest} of 50 000"
    );
    assert!((38_000..48_000).contains(&bearers.len()), "{} different names", bearers.len());
}

#[test]
fn subjects_have_one_to_sixteen_rows_most_of_them_one() {
    let mut rows_of: HashMap<u64, usize> = HashMap::new();
    let maker = Maker::new(9, 60_000);
    parsed(maker).for_each(|row| *rows_of.entry(row["id"].as_u64().unwrap() / 16).or_default() += 1);
    assert_eq!(rows_of.len() as u64, maker.subject_count());
    assert_share(
        "with one row",
        rows_of.values().filter(|&&rows| rows == 1).count(),
        rows_of.len(),
        7_700..=8_300,
    );
    assert_eq!(rows_of.values().max(), Some(&16));
}

#[test]
fn every_full_number_holds_its_check_character() {
    let maker = Maker::new(10, 5_000);
    for kind in Kind::ALL {
        for applicant in maker.applicants(kind).take(2_000) {
            assert!(check_characters::hold(&applicant.id), "{kind:?}: {}", applicant.id);
            assert_eq!(applicant.kind, kind);
        }
    }
}

#[test]
fn nobody_is_listed_as_a_minor_and_the_sex_is_the_sequence_s() {
    for row in parsed(Maker::new(11, 5_000)).filter(is_person) {
        if shape(&row) == "9999999999****9999" {
            let (born, published) = (number(&card(&row)[6..10]), number(&text(&row, "publishDate")[..4]));
            assert!(published - born >= 18, "{row}");
            let odd = number(&card(&row)[16..17]) % 2 == 1;
            assert_eq!(text(&row, "sexy"), if odd { "男" } else { "女" }, "{row}");
        }
    }
}

#[test]
fn listed_applicants_are_on_exactly_the_rows_they_name() {
    let maker = Maker::new(12, 3_000);
    let rows: HashMap<u64, Value> = parsed(maker).map(|row| (row["id"].as_u64().unwrap(), row)).collect();
    for kind in [Kind::Listed, Kind::Organisation] {
        for applicant in maker.applicants(kind).take(500) {
            assert!(!applicant.records.is_empty());
            let siblings = rows.keys().filter(|id| *id / 16 == applicant.records[0] / 16).count();
            assert_eq!(applicant.records.len(), siblings);
            for record in &applicant.records {
                let card = card(&rows[record]);
                if let Some((head, tail)) = card.split_once("****") {
                    let tail = tail.trim_start_matches('*').rsplit('*').next().unwrap();
                    let fifteen = card.len() == 15;
                    assert!(fifteen || applicant.id.starts_with(head), "{applicant:?} {card}");
                    assert!(fifteen || applicant.id.to_lowercase().ends_with(&tail.to_lowercase()), "{card}");
                }
            }
        }
    }
}

#[test]
fn namesakes_bear_a_listed_name_and_show_other_digits() {
    let maker = Maker::new(13, 3_000);
    let listed: HashMap<String, Vec<String>> =
        maker.applicants(Kind::Listed).take(2_000).fold(HashMap::new(), |mut names, one| {
            names.entry(one.name).or_insert_with(Vec::new).push(one.id);
            names
        });
    for kind in [Kind::Namesake, Kind::Neighbour] {
        for (index, other) in maker.applicants(kind).take(2_000).enumerate() {
            let model = maker.applicant(Kind::Listed, index as u64).unwrap();
            assert_eq!(other.name, model.name);
            assert!(listed[&other.name].iter().all(|id| *id != other.id), "{other:?}");
            assert!(other.records.is_empty());
            if kind == Kind::Neighbour && model.id.len() == 18 {
                assert_eq!(other.id[..10], model.id[..10], "same county, same year");
                assert_ne!(other.id[14..], model.id[14..]);
            }
        }
    }
}

#[test]
fn a_list_without_rows_has_no_listed_applicants_and_does_not_hang() {
    let nobody = Maker::new(1, 0);
    for kind in [Kind::Listed, Kind::Organisation, Kind::Namesake, Kind::Neighbour] {
        assert_eq!(nobody.applicants(kind).next(), None);
    }
    assert_eq!(nobody.queue().take(40).count(), 40, "the queue is then all unlisted");
}

fn parsed(maker: Maker) -> impl Iterator<Item = Value> {
    maker.rows().map(|row| serde_json::from_str(&row).unwrap_or_else(|error| panic!("{error}: {row}")))
}

/// By what is never wrong in the maker's rows: organisations have age 0.
fn is_person(row: &Value) -> bool {
    row["age"] != 0
}

fn text<'r>(row: &'r Value, key: &str) -> &'r str {
    row[key].as_str().unwrap_or_default()
}

fn card(row: &Value) -> &str {
    text(row, "cardNum")
}

/// The card number with every digit, and a check X, as 9.
fn shape(row: &Value) -> String {
    card(row)
        .chars()
        .map(|char| if char.is_ascii_digit() || matches!(char, 'X' | 'x') { '9' } else { char })
        .collect()
}

fn number(digits: &str) -> u32 {
    digits.parse().unwrap()
}

fn assert_share(what: &str, found: usize, of: usize, range: std::ops::RangeInclusive<usize>) {
    let share = found * 10_000 / of;
    assert!(range.contains(&share), "{what}: {share} of 10 000, expected {range:?}");
}

fn fnv1a(lines: impl Iterator<Item = String>) -> u64 {
    lines
        .flat_map(|line| (line + "\n").into_bytes())
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
