//! Does one name spell the other in Latin letters, wholly or in part?
//!
//! By Hanyu Pinyin (GB/T 16159, GB/T 28039) without tones, in any division and case: `ZHANG SANSHI`, `Zhang San-shi`,
//! `zhāngsānshì`, and given name first. ü may be written ü, v, yu or u. Other romanisations are not read.

use smallvec::SmallVec;
use unicode_normalization::UnicodeNormalization;

use super::Name;
use super::dotted;
use super::organisation::is_han;
use super::reading::syllable_of;
use super::surname;
use super::syllable::Syllable;

/// Whether Latin letters of one name stand for the other's characters by their readings; or both have Latin letters and
/// differ only in marks over them and in what divides them.
pub(super) fn is_spelling(a: &Name<'_>, b: &Name<'_>) -> bool {
    match (has_letters(a.loose()), has_letters(b.loose())) {
        (true, false) => spells(a, b),
        (false, true) => spells(b, a),
        (true, true) => plain(a.loose()).is_some_and(|signs| plain(b.loose()) == Some(signs)),
        (false, false) => false,
    }
}

/// Whether there are Latin letters, plain or with a mark: none of these bytes is in the middle of a character.
pub(super) fn has_letters(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_alphabetic() || matches!(byte, 0xC3..=0xC9))
}

fn spells(latin: &Name<'_>, han: &Name<'_>) -> bool {
    let Some(signs) = plain(latin.loose()) else { return false };
    let Some(sounds) = sounds(han) else { return false };
    if sounds.len() < LEAST {
        return false;
    }
    if follows(&signs, sounds.iter()) {
        return true;
    }
    let family =
        dotted::parts(han).first().map_or_else(|| surname::length(han.strict()), |part| part.chars().count());
    let (family, given) = sounds.split_at_checked(family).unwrap_or_default();
    signs.iter().all(char::is_ascii_uppercase) && follows(&signs, given.iter().chain(family))
}

/// Han characters and plain capital letters, without the signs that divide syllables. `None` where anything else is in
/// the text.
fn plain(text: &str) -> Option<SmallVec<[char; 64]>> {
    let divides = |sign: &char| matches!(sign, '-' | '\'' | '’' | ',' | '.' | '\u{300}'..='\u{36F}');
    let plain = |sign: char| match sign {
        'A'..='Z' => Some(sign),
        _ if is_han(sign) => Some(sign),
        _ => letter(sign),
    };
    text.chars().filter(|sign| !divides(sign)).map(plain).collect()
}

/// The plain letter under the marks; V for ü, the one letter whose mark makes another letter of it.
fn letter(sign: char) -> Option<char> {
    let mut parts = [sign].into_iter().nfd();
    match parts.next()? {
        'U' if parts.any(|mark| mark == '\u{308}') => Some('V'),
        letter => Some(letter).filter(char::is_ascii_uppercase),
    }
}

/// Each character of a name in Han characters only.
fn sounds(han: &Name<'_>) -> Option<SmallVec<[Sound; 16]>> {
    let (strict, loose) = (han.strict(), han.loose());
    if !loose.chars().all(is_han) || strict.chars().count() != loose.chars().count() {
        return None;
    }
    Some(match han.reading() {
        Some(reading) => loose.chars().zip(reading.syllables().map(Some)).collect(),
        None => loose.chars().zip(strict.chars().map(syllable_of)).collect(),
    })
}

/// A character of the loose fold, and its syllable where that is known.
type Sound = (char, Option<Syllable>);

/// Whether the signs are these characters, in order, each by itself or spelled.
fn follows<'s>(signs: &[char], sounds: impl Iterator<Item = &'s Sound>) -> bool {
    let mut rest = signs;
    for (character, syllable) in sounds {
        let behind = match rest {
            [first, behind @ ..] if first == character => Some(behind),
            _ => syllable.and_then(|syllable| behind_spelling(rest, syllable)),
        };
        let Some(behind) = behind else { return false };
        rest = behind;
    }
    rest.is_empty()
}

/// What follows the syllable's letters, if the signs begin with them.
fn behind_spelling(mut signs: &[char], syllable: Syllable) -> Option<&[char]> {
    for letter in syllable.spelled().chars() {
        signs = match (letter, signs) {
            ('V', ['V' | 'U', rest @ ..] | ['Y', 'U', rest @ ..]) => rest,
            (letter, [first, rest @ ..]) if letter == *first => rest,
            _ => return None,
        };
    }
    Some(signs)
}

/// Characters that a name has at least for its spelling to say anything.
const LEAST: usize = 2;
