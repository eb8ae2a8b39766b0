//! The three check characters, by other routes than the library's: recursion, Horner's rule, and a counted sum.

use shixin::id::Id;
use shixin::id::Warning;

/// ISO 7064 MOD 11-2, pure system recursion: p ← 2·(p + digit) mod 11; the check makes p + check ≡ 1.
pub(crate) fn citizen_check(stem: &str) -> char {
    let p = stem.chars().fold(0, |p, digit| (p + digit.to_digit(10).unwrap()) * 2 % 11);
    match (12 - p) % 11 {
        10 => 'X',
        check => char::from_digit(check, 10).unwrap(),
    }
}

/// GB 32100: Σ value·3^i ≡ −check (mod 31), summed from the right by Horner's rule.
pub(crate) fn unified_check(stem: &str) -> char {
    let value = |character| ALPHABET.find(character).unwrap();
    let sum = stem.chars().rev().fold(0, |sum, character| (sum * 3 + value(character)) % 31);
    ALPHABET.chars().nth((31 - sum) % 31).unwrap()
}

/// GB 11714: the check for which the weighted sum, with the check weighing 1, is divisible by 11; 10 is X.
pub(crate) fn code_check(stem: &str) -> char {
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        stem.chars().zip(weights).map(|(character, weight)| character.to_digit(36).unwrap() * weight).sum();
    let check = (0..11).find(|check| (sum + check).is_multiple_of(11)).unwrap();
    if check == 10 { 'X' } else { char::from_digit(check, 10).unwrap() }
}

pub(crate) const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

#[test]
fn the_oracle_knows_the_standards_specimens() {
    assert_eq!(citizen_check("11010519491231002"), 'X');
    assert_eq!(citizen_check("44052418800101001"), '4');
    assert_eq!(unified_check("91350100M000100Y4"), '3');
    assert_eq!(unified_check("9150000020286320X"), '6');
    assert_ne!(unified_check("91350211M00013FA1"), 'N', "issued, and failing");
    assert_eq!(code_check("60003734"), '1');
    assert_eq!(code_check("20286320"), 'X');
    assert_eq!(code_check("MA1BUFLT"), '4');
}

#[test]
fn exactly_one_check_digit_of_a_citizen_id_is_accepted() {
    for sequence in 1..=999 {
        let stem = format!("11010519491231{sequence:03}");
        let accepted: Vec<char> =
            "0123456789X".chars().filter(|check| Id::parse(&format!("{stem}{check}")).is_ok()).collect();
        assert_eq!(accepted, [citizen_check(&stem)], "{stem}");
    }
}

#[test]
fn exactly_one_check_character_of_an_organisation_code_goes_without_warning() {
    for number in (0..100_000_000).step_by(99_991) {
        let stem = format!("{number:08}");
        let sound: Vec<char> =
            "0123456789X".chars().filter(|check| is_sound(&format!("{stem}{check}"))).collect();
        assert_eq!(sound, [code_check(&stem)], "{stem}");
    }
}

#[test]
fn exactly_one_check_character_of_a_unified_code_goes_without_warning() {
    for number in (0..100_000_000).step_by(999_983) {
        let code = format!("{number:08}");
        let stem = format!("91330000{code}{}", code_check(&code));
        let sound: Vec<char> = ALPHABET.chars().filter(|check| is_sound(&format!("{stem}{check}"))).collect();
        assert_eq!(sound, [unified_check(&stem)], "{stem}");
    }
}

fn is_sound(code: &str) -> bool {
    let warnings = Id::parse(code).unwrap_or_else(|error| panic!("{code}: {error}")).warnings();
    !warnings.contains(Warning::UnifiedChecksum) && !warnings.contains(Warning::OrganisationCodeChecksum)
}
