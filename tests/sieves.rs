//! Sieves let no key fall through that is filed: a list answers with them as it does without.
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

use std::sync::LazyLock;

use crafted::File;
use crafted::small;
use crafted::use_all;
use invented::COUNTIES;
use invented::DAYS;
use invented::ORGANISATIONS;
use invented::PEOPLE;
use invented::SplitMix;
use invented::citizen;
use invented::organisation_code;
use invented::publish_person;
use invented::row;
use invented::unified;
use shixin::List;
use shixin::Outcome;
use shixin::Verdict;
use shixin::index::Error;

/// Who is listed: by a full number and a name.
struct Listed {
    id: String,
    name: String,
}

/// A list of so many keys that it has sieves: people under every kind of mask, with aliases or without an id; organisations
/// and those who answer for them.
static MANY: LazyLock<(Vec<u8>, Vec<Listed>)> = LazyLock::new(|| {
    let mut draw = SplitMix(7);
    let mut rows = Vec::new();
    let mut listed = Vec::new();
    for number in 0..1_200 {
        let name = format!("{}{}", draw.pick(&PEOPLE), draw.pick(&["", "", "杰", "梅"]));
        let day = draw.pick(&DAYS);
        let id = citizen(draw.pick(&COUNTIES), 1950 + draw.below(50) as u16, day, draw.below(1000) as u16);
        let published = publish_person(&id, number);
        let given =
            if number % 7 == 0 { format!("{name}（曾用名：示{number}）") } else { name.clone() };
        rows.push(row(number, &given, &published, "", "0"));
        if number % 7 == 0 {
            listed.push(Listed { id: String::new(), name: format!("示{number}") });
        }
        listed.push(Listed { id, name });
    }
    for number in 0..120 {
        let code = organisation_code(&format!("{:08}", 60_000_000 + number));
        let id = unified("91110105", &code);
        let responsible = format!("冯某{}", ["甲", "乙", "丙", "丁"][number % 4]);
        let name = format!("{}{number}号有限公司", ORGANISATIONS[number % ORGANISATIONS.len()]);
        let mut record: serde_json::Value =
            serde_json::from_str(&row(2_000 + number, &name, &id, "", "1")).unwrap();
        record["businessEntity"] = responsible.clone().into();
        rows.push(record.to_string());
        listed.push(Listed { id: code, name });
        listed.push(Listed { id: String::new(), name: responsible });
    }
    (invented::compiled(rows.iter().map(String::as_str)).into_bytes(), listed)
});

/// Everybody who is listed, and as many who are not.
fn asked() -> Vec<(String, String)> {
    let mut draw = SplitMix(11);
    let mut all = Vec::new();
    for Listed { id, name } in MANY.1.iter().step_by(2) {
        all.push((id.clone(), name.clone()));
        let other = citizen("440524", 1950 + draw.below(50) as u16, "0307", draw.below(1000) as u16);
        all.push((other, name.clone()));
        all.push((id.clone(), "赵某无".into()));
    }
    all
}

/// Some of the names are none, and asking for them is an error.
fn answers(list: &List) -> Vec<Verdict> {
    let mut all: Vec<Verdict> = asked().iter().filter_map(|(id, name)| list.check(id, name).ok()).collect();
    assert!(all.len() * 10 > asked().len() * 9, "nearly all of them are answered");
    // Whoever is asked about only by what nobody has is not listed, with a sieve or without.
    all.extend(
        (0..500).map(|number| list.check(&citizen("330106", 1901, "0101", number), "吴某人").unwrap()),
    );
    all
}

#[test]
fn a_list_answers_with_its_sieves_as_it_does_without() {
    let mut file = File::of(&MANY.0);
    let whole = answers(&List::from_bytes(file.write()).unwrap());
    for (outcome, least) in [(Outcome::Block, 50), (Outcome::Refer, 100), (Outcome::Clear, 500)] {
        let count = whole.iter().filter(|verdict| verdict.outcome() == outcome).count();
        assert!(count > least, "{outcome:?}: {count}");
    }
    file.sections.retain(|section| section.tag != *b"SIEV");
    let without = List::from_bytes(file.write()).unwrap();
    let without = answers(&without);
    assert_eq!(whole.len(), without.len());
    for (one, other) in whole.iter().zip(without) {
        // The edition is another: its digest is that of other bytes.
        assert_eq!((one.outcome(), one.ground()), (other.outcome(), other.ground()));
        assert_eq!((one.namesakes(), one.indistinct()), (other.namesakes(), other.indistinct()));
        assert_eq!(one.matches(), other.matches());
    }
}

#[test]
fn only_a_list_of_many_keys_has_sieves_and_they_may_be_skipped() {
    let mut file = File::of(&MANY.0);
    assert_eq!(file.section(b"SIEV").flags & 1, 0);
    assert!(File::of(&small()).sections.iter().all(|section| section.tag != *b"SIEV"));
    List::from_bytes(MANY.0.clone()).unwrap().index().verify().unwrap();
}

#[test]
fn a_sieve_that_a_key_falls_through_is_found_out() {
    let mut file = File::of(&MANY.0);
    let sieves = &mut file.section(b"SIEV").bytes;
    let parts = u64::from(crafted::u32_at(sieves, 0));
    assert!(parts > 5, "sieves of several kinds: {parts}");
    let words = 8 + 8 * parts as usize + 8;
    // Every bit that is set is some key's.
    let mut cleared = 0;
    for at in (words..sieves.len()).step_by(97) {
        let mut file = File::of(&MANY.0);
        let byte = &mut file.section(b"SIEV").bytes[at];
        if *byte == 0 {
            continue;
        }
        *byte &= *byte - 1;
        cleared += 1;
        let error = List::from_bytes(file.write()).unwrap().index().verify().unwrap_err();
        assert!(matches!(error, Error::Inconsistent { .. }), "{at}: {error}");
        if cleared == 3 {
            break;
        }
    }
    assert_eq!(cleared, 3);
}

#[test]
fn sieves_that_contradict_themselves_are_refused() {
    let honest = File::of(&MANY.0).section(b"SIEV").bytes.clone();
    let parts = crafted::u32_at(&honest, 0) as usize;
    // How many parts, their lengths, which kinds there are, and zero.
    let head = 8 + 8 * parts;
    for at in (0..head).step_by(8).chain([head, head + 4]) {
        let value = crafted::u32_at(&honest, at);
        for wrong in [value + 1, u32::MAX] {
            let mut file = File::of(&MANY.0);
            file.section(b"SIEV").bytes[at..at + 4].copy_from_slice(&wrong.to_le_bytes());
            let opened = List::from_bytes(file.write());
            let is_found_out = opened.map_or(true, |list| use_all(&list).is_err());
            assert!(is_found_out, "+{at}: {value} became {wrong}");
        }
    }
}
