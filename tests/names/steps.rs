//! Steps against naive answers out of the vendored sources.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use shixin::name::Class;
use shixin::name::Likeness;
use shixin::name::Name;
use shixin::name::Step;

use crate::place_table;
use crate::reading_table::Readings;

#[test]
fn every_standard_character_sounds_as_its_source_says() {
    for (character, reading) in &READINGS.characters {
        assert_eq!(sound(&format!("王{character}")), format!("wang {reading}"));
    }
}

#[test]
fn every_surname_sounds_as_its_source_says() {
    for (surname, reading) in &READINGS.surnames {
        let surname: String = surname.iter().collect();
        assert_eq!(sound(&format!("{surname}示例")), format!("{} shi li", reading.join(" ")));
        let elsewhere: Vec<&str> = surname.chars().map(|c| READINGS.characters[&c].as_str()).collect();
        assert_eq!(sound(&format!("王{surname}")), format!("wang {}", elsewhere.join(" ")));
    }
}

/// Readings stand in compiled lists.
#[test]
fn the_numbers_of_syllables_stay() {
    let bytes = |name: &str| Name::read(name).unwrap().reading().unwrap().as_bytes().to_vec();
    assert_eq!(READINGS.syllables.len(), 422);
    assert_eq!(bytes("阿卓"), [0, 0, 157, 1]);
    for (number, syllable) in READINGS.syllables.iter().enumerate() {
        let Some((character, _)) = READINGS.characters.iter().find(|(_, reading)| *reading == syllable)
        else {
            continue;
        };
        assert_eq!(bytes(&format!("王{character}"))[2..], u16::try_from(number).unwrap().to_le_bytes());
    }
}

#[test]
fn every_step_is_documented_with_its_likelihood() {
    let document = include_str!("../../src/name/NAMES.md");
    let mut codes = BTreeSet::new();
    for step in Step::ALL {
        assert!(codes.insert(step.as_code()));
        assert!((1e-4..1.0).contains(&step.likelihood()), "{step:?}");
        let told = format!("| alike: `{}` | {} |", step.as_code(), step.likelihood());
        assert!(document.contains(&told), "NAMES.md does not say {told}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_character_of_the_same_sound_is_the_same_reading(
        name in "[示例明华英文李王张单仇解区缪尉迟长孙]{2,4}",
        at in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
    ) {
        let mut signs: Vec<char> = name.chars().collect();
        let surname = Name::read(&name).unwrap().surname_length();
        let at = surname.max(at.index(signs.len()));
        prop_assume!(at < signs.len());
        let sound = &READINGS.characters[&signs[at]];
        let same: Vec<char> = READINGS.characters.iter().filter(|(_, s)| *s == sound).map(|(c, _)| *c).collect();
        signs[at] = same[other.index(same.len())];
        let changed: String = signs.into_iter().collect();
        let (name, changed) = (Name::read(&name).unwrap(), Name::read(&changed).unwrap());
        prop_assume!(name.class() == Class::Person && changed.class() == Class::Person);
        prop_assume!(name.surname_length() == changed.surname_length());
        let expected = match (name.strict() == changed.strict(), name.loose() == changed.loose()) {
            (true, _) => Likeness::Same,
            (_, true) => Likeness::Alike(Step::Variant),
            _ => Likeness::Alike(Step::SameReading),
        };
        prop_assert_eq!(name.compare(&changed), expected);
        prop_assert_eq!(name.reading(), changed.reading());
    }

    /// Every way to spell a name, written out, is alike; and what is none of them is not.
    #[test]
    fn a_latin_name_is_alike_where_it_is_one_of_all_spellings(
        han in "[西安先李鲁吕绿单丹欧阳]{2,3}",
        spelled in "[西安先李鲁吕绿单丹欧阳]{2,3}",
        choice in any::<prop::sample::Index>(),
        divided in prop::sample::select(&["", " ", "-", "'", " - "][..]),
    ) {
        let written: Vec<Vec<String>> = spellings(&spelled).into_iter().collect();
        let latin = written[choice.index(written.len())].join(divided);
        let all: BTreeSet<String> = spellings(&han).into_iter().map(|spelling| spelling.concat()).collect();
        let plain = latin.replace([' ', '-', '\''], "");
        let (han, latin) = (Name::read(&han).unwrap(), Name::read(&latin).unwrap());
        prop_assert_eq!(han.compare(&latin) == Likeness::Alike(Step::Latin), all.contains(&plain), "{:?} {:?}", han, latin);
        prop_assert_eq!(latin.compare(&han), han.compare(&latin));
    }

    #[test]
    fn any_part_but_the_first_may_be_missing(
        parts in prop::collection::vec("[阿里木买提吐尔逊艾古丽]{2,4}", 2..5),
        missing in any::<prop::sample::Index>(),
        dot in prop::sample::select(&["·", "•", "．", "。", " · "][..]),
        joint in prop::sample::select(&["·", ""][..]),
    ) {
        let missing = missing.index(parts.len());
        let mut others = parts.clone();
        others.remove(missing);
        let (whole, rest) = (parts.join(dot), others.join(joint));
        let alike = Name::read(&whole).unwrap().compare(&Name::read(&rest).unwrap());
        let could_be_another = (1..parts.len()).any(|at| {
            let mut others = parts.clone();
            others.remove(at);
            others.concat() == rest.replace('·', "")
        });
        prop_assert_eq!(alike == Likeness::Alike(Step::DottedPart), could_be_another);
        prop_assert!(missing == 0 || could_be_another);
    }

    #[test]
    fn a_company_is_found_under_its_place_in_front(
        before in "[示例样品鼎盛昌]{2,4}",
        place in place(),
        behind in prop::sample::select(&["科技有限公司", "商贸有限责任公司", "股份有限公司", "（集团）有限公司"][..]),
        branch in prop::sample::select(&["分公司", "邢台分公司", "营业部"][..]),
    ) {
        let bracketed = format!("{before}（{place}）{behind}");
        let (front, none) = (format!("{place}{before}{behind}"), format!("{before}{behind}"));
        let (company, front, none) = (Name::read(&bracketed).unwrap(), Name::read(&front).unwrap(), Name::read(&none).unwrap());
        prop_assert_eq!(company.rearranged(), Some(front.loose().to_owned()));
        prop_assert_eq!(front.rearranged(), None);
        prop_assert_eq!(company.compare(&front), Likeness::Alike(Step::Place));
        prop_assert_eq!(company.compare(&none), Likeness::Alike(Step::Place));
        let of_branch = format!("{bracketed}{branch}");
        let branch = Name::read(&of_branch).unwrap();
        prop_assert_eq!(branch.rearranged(), None);
        for parent in [company, front, none] {
            prop_assert_eq!(branch.compare(&parent), Likeness::Unlike);
        }
    }
}

/// Every spelling of a person's name, one syllable after another; given name first as well.
fn spellings(han: &str) -> BTreeSet<Vec<String>> {
    let name = Name::read(han).unwrap();
    let sound = name.reading().unwrap().to_string().to_ascii_uppercase();
    let mut written = vec![Vec::new()];
    for syllable in sound.split(' ') {
        let ways = if syllable.contains('ü') { &["V", "U", "YU", "Ü"][..] } else { &[""] };
        written = written
            .iter()
            .flat_map(|before: &Vec<String>| {
                ways.iter().map(|way| [&before[..], &[syllable.replace('ü', way)]].concat())
            })
            .collect();
    }
    let surname = name.surname_length();
    let turned = written.iter().map(|spelling| [&spelling[surname..], &spelling[..surname]].concat());
    written.iter().cloned().chain(turned.collect::<Vec<_>>()).collect()
}

fn sound(name: &str) -> String {
    Name::read(name).unwrap().reading().unwrap().to_string()
}

fn place() -> impl Strategy<Value = String> {
    let places: Vec<String> = place_table::build().lines().map(str::to_owned).collect();
    prop::sample::select(places)
}

static READINGS: LazyLock<Readings> = LazyLock::new(Readings::read);
