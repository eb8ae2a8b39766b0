//! The cases of `tests/data/cases/names.toml`.

use std::fs;

use serde::Deserialize;
use shixin::name::Error;
use shixin::name::Likeness;
use shixin::name::Name;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    pair: Vec<Pair>,
    reading: Vec<Reading>,
    refused: Vec<Refused>,
    sound: Vec<Sound>,
    place: Vec<Place>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    a: String,
    b: String,
    likeness: String,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    given: String,
    strict: String,
    /// Equal to `strict` where absent.
    loose: Option<String>,
    class: String,
    surname: usize,
    #[serde(default)]
    aliases: Vec<String>,
    operator: Option<String>,
    #[serde(default)]
    lost: bool,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sound {
    given: String,
    /// None where absent.
    reading: Option<String>,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    given: String,
    /// The name whose loose fold is meant. None where absent.
    rearranged: Option<String>,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    given: String,
    error: String,
    because: String,
}

#[test]
fn pairs_are_what_the_cases_say_from_either_side() {
    let mut wrong = Vec::new();
    for Pair { a, b, likeness, because } in cases().pair {
        let (left, right) = (Name::read(&a).unwrap(), Name::read(&b).unwrap());
        for found in [left.compare(&right), right.compare(&left)] {
            let found = match found {
                Likeness::Alike(step) => step.as_code(),
                other => other.as_code(),
            };
            if found != likeness {
                wrong.push(format!("{a} / {b}: expected {likeness}, found {found}: {because}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn readings_are_what_the_cases_say() {
    for case in cases().reading {
        let name = Name::read(&case.given).unwrap();
        let because = format!("{}: {}", case.given, case.because);
        assert_eq!(name.given(), case.given);
        assert_eq!(name.strict(), case.strict, "{because}");
        assert_eq!(name.loose(), case.loose.as_ref().unwrap_or(&case.strict), "{because}");
        assert_eq!(name.class().as_code(), case.class, "{because}");
        assert_eq!(name.surname_length(), case.surname, "{because}");
        assert_eq!(name.surname().chars().count(), case.surname, "{because}");
        let loose = if case.surname == 0 { "" } else { name.loose() };
        assert_eq!(format!("{}{}", name.surname(), name.forename()), loose, "{because}");
        let aliases: Vec<&str> = name.aliases().iter().map(Name::given).collect();
        assert_eq!(aliases, case.aliases, "{because}");
        assert_eq!(name.operator(), case.operator.as_deref(), "{because}");
        assert_eq!(name.has_lost_characters(), case.lost, "{because}");
    }
}

#[test]
fn names_sound_as_the_cases_say() {
    for Sound { given, reading, because } in cases().sound {
        let found = Name::read(&given).unwrap().reading().map(|reading| reading.to_string());
        assert_eq!(found, reading, "{given}: {because}");
    }
}

#[test]
fn places_are_moved_as_the_cases_say() {
    for Place { given, rearranged, because } in cases().place {
        let meant = rearranged.as_deref().map(|name| Name::read(name).unwrap().loose().to_owned());
        assert_eq!(Name::read(&given).unwrap().rearranged(), meant, "{given}: {because}");
    }
}

#[test]
fn refusals_are_what_the_cases_say() {
    for case in cases().refused {
        let error = Name::read(&case.given).map(|name| name.strict().to_owned()).unwrap_err();
        let found = match error {
            Error::Empty => "empty",
            Error::TooLong { .. } => "too-long",
            Error::Unreadable(_) => "unreadable",
            other => panic!("{other:?} has no word here"),
        };
        assert_eq!(found, case.error, "{:?}: {}", case.given, case.because);
    }
}

#[test]
fn a_text_of_1024_bytes_is_read_and_one_more_is_not() {
    let longest = "示".repeat(341) + "X";
    assert_eq!(Name::read(&longest).unwrap().strict(), longest);
    let error = Name::read(&"X".repeat(1025)).unwrap_err();
    assert_eq!(error, Error::TooLong { bytes: 1025 });
    assert!(error.to_string().contains("at most 1024 bytes, found 1025"), "{error}");
}

/// At least as many cases as the module was specified with, each with its reason.
#[test]
fn every_case_says_why() {
    let cases = cases();
    let pairs = cases.pair.iter().map(|case| &case.because);
    let because: Vec<&String> = pairs
        .chain(cases.reading.iter().map(|case| &case.because))
        .chain(cases.refused.iter().map(|case| &case.because))
        .chain(cases.sound.iter().map(|case| &case.because))
        .chain(cases.place.iter().map(|case| &case.because))
        .collect();
    assert!(because.len() >= 240, "{} cases", because.len());
    assert!(because.iter().all(|because| because.len() >= 4));
}

fn cases() -> Cases {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/cases/names.toml");
    toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}
