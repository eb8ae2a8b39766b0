//! What holds for every identifier.

use std::ops::Range;

use proptest::prelude::*;

use shixin::date::Date;
use shixin::id::Agreement;
use shixin::id::CheckDigit;
use shixin::id::Frame;
use shixin::id::Id;
use shixin::id::Kind;
use shixin::id::Pattern;
use shixin::id::Sex;
use shixin::id::Warning;

use crate::oracle::ALPHABET;
use crate::oracle::citizen_check;
use crate::oracle::code_check;
use crate::oracle::unified_check;

/// What is left of an 18-character number when it is published, as crawls show it.
const LAYOUTS: [fn(&str) -> String; 11] = [
    |id| format!("{}****{}", &id[..10], &id[14..]),
    |id| format!("{}****{}", &id[..11], &id[14..]),
    |id| format!("{}****{}", &id[..12], &id[14..]),
    |id| format!("{}****{}****{}", &id[..4], &id[8..10], &id[14..]),
    |id| format!("{}****{}****{}", &id[..2], &id[6..10], &id[14..]),
    |id| format!("{}********", &id[..10]),
    |id| format!("{}******", &id[..12]),
    |id| format!("{}************{}", &id[..3], &id[15..]),
    |id| format!("{}***************{}", &id[..1], &id[16..]),
    |id| format!("{}＊＊{}", &id[..6], &id[14..].to_lowercase()),
    |id| format!("{}×××××{}", &id[..10], &id[15..]),
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = (Id::parse(&text), Pattern::read(&text));
    }

    #[test]
    fn no_text_near_an_identifier_panics(text in "[0-9A-Zax*＊×\\- 　()张]{0,24}") {
        let _ = Id::parse(&text);
        if let Ok(pattern) = Pattern::read(&text) {
            prop_assert_eq!(Pattern::read(pattern.as_str()), Ok(pattern));
        }
    }

    #[test]
    fn a_citizen_id_reads_back_with_its_parts(number in citizen()) {
        let id = Id::parse(&number).unwrap();
        prop_assert_eq!((id.kind(), id.as_str()), (Kind::Citizen, number.as_str()));
        prop_assert_eq!(id.birth().unwrap().to_string().replace('-', ""), &number[6..14]);
        prop_assert_eq!(id.sex() == Some(Sex::Male), "13579".contains(&number[16..17]));
        prop_assert_eq!(Id::parse(id.as_str()), Ok(id));
        prop_assert_eq!(Id::parse(&dress(&number)), Ok(id));
    }

    #[test]
    fn a_unified_code_reads_back_and_joins_its_organisation_code(number in unified()) {
        let id = Id::parse(&number).unwrap();
        prop_assert_eq!((id.kind(), id.as_str()), (Kind::UnifiedCode, number.as_str()));
        let code = Id::parse(&format!("{}-{}", &number[8..16], &number[16..17])).unwrap();
        prop_assert_eq!(code.lifetime(), id.lifetime());
        prop_assert_eq!(Pattern::from(code).compare(&id), Agreement::Equal);
        prop_assert_eq!(Pattern::from(id).compare(&code), Agreement::Equal);
    }

    #[test]
    fn a_failing_unified_check_only_warns(number in unified(), wrong in 1_usize..31) {
        let position = ALPHABET.find(&number[17..]).unwrap();
        let other = ALPHABET.chars().nth((position + wrong) % 31).unwrap();
        let id = Id::parse(&format!("{}{other}", &number[..17])).unwrap();
        prop_assert!(id.kind() == Kind::UnifiedCode && id.warnings().contains(Warning::UnifiedChecksum));
    }

    #[test]
    fn a_slip_never_makes_another_citizen(number in citizen(), slot in 0_usize..18, shift in 1_u8..10) {
        let slipped = slip(&number, slot, shift);
        let kind = Id::parse(&slipped).map(|id| id.kind());
        prop_assert!(kind != Ok(Kind::Citizen), "{slipped}: MOD 11-2 finds every single slip");
    }

    #[test]
    fn swapped_neighbours_never_make_another_citizen(number in citizen(), slot in 0_usize..17) {
        let mut bytes = number.clone().into_bytes();
        bytes.swap(slot, slot + 1);
        let swapped = String::from_utf8(bytes).unwrap();
        prop_assert!(swapped == number || Id::parse(&swapped).map(|id| id.kind()) != Ok(Kind::Citizen), "{swapped}");
    }

    #[test]
    fn whoever_was_masked_agrees(number in citizen(), layout in 0..LAYOUTS.len()) {
        agrees(&number, layout)?;
    }

    #[test]
    fn whatever_was_masked_agrees(number in unified(), layout in 0..LAYOUTS.len()) {
        agrees(&number, layout)?;
        let code = Id::parse(&number[8..17]);
        let published = Pattern::read(&LAYOUTS[layout](&number)).unwrap();
        if let Ok(code) = code && code.kind() == Kind::OrganisationCode {
            let agreement = published.compare(&code);
            let agrees = !matches!(agreement, Agreement::Contradicts { .. } | Agreement::Agrees { check: CheckDigit::Fails, .. });
            prop_assert!(agrees, "{number}: {published:?} {agreement:?}");
        }
    }

    #[test]
    fn one_other_visible_character_contradicts(
        number in citizen(), layout in 0..LAYOUTS.len(), nth in 0_usize..18, shift in 1_u8..10
    ) {
        let masked = Pattern::read(&LAYOUTS[layout](&number)).unwrap();
        let slot = masked.visible().iter().cycle().nth(nth).unwrap();
        contradicts(&number, slot, &slip(masked.as_str(), slot, shift))?;
    }

    #[test]
    fn one_other_visible_character_of_a_unified_code_contradicts(
        number in unified(), layout in 0..LAYOUTS.len(), nth in 0_usize..18, shift in 1_u8..10
    ) {
        let masked = Pattern::read(&LAYOUTS[layout](&number)).unwrap();
        let slot = masked.visible().iter().cycle().nth(nth).unwrap();
        contradicts(&number, slot, &slip(masked.as_str(), slot, shift))?;
    }

    #[test]
    fn fifteen_digits_are_the_eighteen(number in citizen_of(0..36_525, 1..996)) {
        let old = format!("{}{}", &number[..6], &number[8..17]);
        let (old, new) = (Id::parse(&old).unwrap(), Id::parse(&number).unwrap());
        prop_assert_eq!((old, old.as_str()), (new, number.as_str()));
        prop_assert_eq!(Pattern::from(old).compare(&new), Agreement::Equal);
        prop_assert_eq!(Pattern::from(new).compare(&old), Agreement::Equal);
    }

    #[test]
    fn a_masked_old_id_agrees_and_its_frame_is_found(
        number in citizen_of(7_670..36_525, 1..1_000), nth in 0_usize..11, shift in 1_u8..10
    ) {
        let text = format!("{}{}****{}", &number[..6], &number[8..10], &number[14..17]);
        let (published, applicant) = (Pattern::read(&text).unwrap(), Id::parse(&number).unwrap());
        let agreement = published.compare(&applicant);
        prop_assert_eq!(agreement, Agreement::Agrees { visible: published.visible(), check: CheckDigit::NotCompared });
        let frames: Vec<Frame> = published.frames().collect();
        prop_assert!(matches!(frames[..], [Frame::P8S3(_)]), "{frames:?}");
        prop_assert!(applicant.frames().any(|frame| frame == frames[0]));
        let slot = published.visible().iter().nth(nth).unwrap();
        contradicts(&number, slot, &slip(published.as_str(), slot, shift))?;
    }
}

/// Masked in `layout`, a number agrees with itself in every slot shown, its frames are among its own, and it reads back.
fn agrees(number: &str, layout: usize) -> Result<(), TestCaseError> {
    let text = LAYOUTS[layout](number);
    let (published, applicant) = (Pattern::read(&text).unwrap(), Id::parse(number).unwrap());
    let holds = if published.visible().contains(17) { CheckDigit::Holds } else { CheckDigit::NotCompared };
    let expected = Agreement::Agrees { visible: published.visible(), check: holds };
    prop_assert_eq!(published.compare(&applicant), expected, "{} {}", number, text);
    let own: Vec<Frame> = applicant.frames().collect();
    prop_assert!(published.frames().all(|frame| own.contains(&frame)), "{number} {text}");
    prop_assert!(published.frames().is_sorted() && own.is_sorted(), "most specific first");
    prop_assert_eq!(Pattern::read(published.as_str()), Ok(published));
    for (slot, shown) in published.as_str().char_indices() {
        prop_assert!(
            shown == '*' || shown == number[slot..].chars().next().unwrap(),
            "{} is not {}",
            number,
            published
        );
    }
    Ok(())
}

/// `changed` is no identifier any more, or contradicts `number` in just that slot.
fn contradicts(number: &str, slot: usize, changed: &str) -> Result<(), TestCaseError> {
    let applicant = Id::parse(number).unwrap();
    let Ok(published) = Pattern::read(changed) else { return Ok(()) };
    let agreement = published.compare(&applicant);
    prop_assert!(matches!(agreement, Agreement::Contradicts { .. }), "{number} {changed}: {agreement:?}");
    prop_assert_eq!(published.differing(&applicant).iter().collect::<Vec<_>>(), [slot]);
    Ok(())
}

/// Another digit in `slot`; a letter becomes a digit.
fn slip(text: &str, slot: usize, shift: u8) -> String {
    let mut bytes = text.as_bytes().to_vec();
    bytes[slot] = match bytes[slot] {
        digit @ b'0'..=b'9' => b'0' + (digit - b'0' + shift) % 10,
        _ => b'0' + shift,
    };
    String::from_utf8(bytes).unwrap()
}

/// As people type it: full width, small letters, blanks, hyphens and quotes.
fn dress(number: &str) -> String {
    let wide: String =
        number[..6].chars().map(|digit| char::from_u32(u32::from(digit) + 0xFEE0).unwrap()).collect();
    format!("「{wide}　{}－{}\u{200B} 」", &number[6..14], number[14..].to_lowercase())
}

/// An invented citizen id, born 1900 to 2020.
fn citizen() -> impl Strategy<Value = String> {
    citizen_of(0..44_000, 1..1_000)
}

/// One born in these days after 1900-01-01 (7 670: 1921; 36 525: 2000), with a sequence among these.
fn citizen_of(days: Range<i64>, sequences: Range<u32>) -> impl Strategy<Value = String> {
    let region = prop::sample::select(vec![
        "110105", "440524", "150102", "530128", "131102", "511302", "710101", "659001",
    ]);
    (region, days, sequences).prop_map(|(region, days, sequence)| {
        let birth = Date::new(1900, 1, 1).unwrap().plus_days(days).unwrap().to_string().replace('-', "");
        let stem = format!("{region}{birth}{sequence:03}");
        let check = citizen_check(&stem);
        format!("{stem}{check}")
    })
}

/// An invented unified code, of numbers or of the MA series.
fn unified() -> impl Strategy<Value = String> {
    let prefix = prop::sample::select(vec!["91350100", "91110000", "92440305", "93411524", "91MA"]);
    (prefix, "[0-9]{8}", "[0-9A-HJ-NPQRTUWXY]{6}").prop_map(|(prefix, digits, letters)| {
        let code = if prefix == "91MA" { format!("MA{letters}") } else { digits };
        let stem = format!("{}{code}{}", prefix.replace("91MA", "91310115"), code_check(&code));
        let check = unified_check(&stem);
        format!("{stem}{check}")
    })
}
