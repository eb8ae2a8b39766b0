//! Which words of an organisation's name say only what legal form it has? They are unified for the strict fold,
//! where the law uses two words for one form, and shortened for the loose fold.
//!
//! 有限责任公司 and 有限公司 are one form (公司法 art. 8 of 2018, art. 7 of 2023: 有限责任公司或者有限公司字样);
//! 股份有限公司 is another.

use std::str;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::is_nfc;

use super::fold;
use super::fold::Bytes;
use super::organisation::is_han;
use super::table;

/// The strict text with synonymous legal forms unified, or `None` where there are none.
pub(super) fn unify(strict: &str) -> Option<Bytes> {
    if strict.len() <= SHORT || !strict.contains(['责', '殊']) {
        return None;
    }
    let unified = SYNONYMS.replace_in(Bytes::from_slice(strict.as_bytes()));
    (unified.as_slice() != strict.as_bytes()).then_some(unified)
}

/// The loose fold of a strict text that may have brackets or a legal form: characters loosened, legal-form
/// annotations, brackets and colons left out, companies of every form called 公司.
pub(super) fn loosen(strict: &str) -> Bytes {
    if !strict.contains(BRACKETS) {
        return shorten(strict);
    }
    let bare = without_brackets(&ANNOTATIONS.replace_in(Bytes::from_slice(strict.as_bytes())));
    let bare = str::from_utf8(&bare)
        .ok()
        .filter(|bare| bare.chars().any(char::is_alphanumeric))
        .map_or_else(|| without_brackets(strict.as_bytes()), |bare| Bytes::from_slice(bare.as_bytes()));
    loosen_joined(str::from_utf8(&bare).unwrap_or_default())
}

/// The loose fold of a text without brackets, some of which were taken out: what they stood between may compose.
fn loosen_joined(bare: &str) -> Bytes {
    if bare.chars().all(|sign| sign.is_ascii() || is_han(sign)) || is_nfc(bare) {
        shorten(bare)
    } else {
        shorten(&bare.nfc().collect::<String>())
    }
}

/// The loose fold of stretches of a strict text, joined.
pub(super) fn loosen_all(stretches: &[&str]) -> Bytes {
    let joined = stretches.concat();
    if joined.contains(BRACKETS) { loosen(&joined) } else { loosen_joined(&joined) }
}

/// Whether [`loosen`] could do more than loosen characters. An ordinary person's name is shorter than a legal form
/// with a word before it.
pub(super) fn has_structure(strict: &str) -> bool {
    strict.contains(BRACKETS) || strict.len() > SHORT && strict.contains('公')
}

/// The characters loosened, and no word of [`LIMITS`] left before 公司.
fn shorten(strict: &str) -> Bytes {
    let mut loose = Bytes::new();
    let mut before = ' ';
    for character in strict.chars() {
        if (before, character) == ('公', '司') {
            let head = loose.len().saturating_sub('公'.len_utf8());
            let kept = without_limits(loose.get(..head).unwrap_or_default()).len();
            loose.truncate(kept);
            loose.extend_from_slice("公".as_bytes());
        }
        fold::push(&mut loose, table::loosen(character));
        before = character;
    }
    loose
}

fn without_limits(mut text: &[u8]) -> &[u8] {
    while let Some(shorter) = LIMITS.iter().find_map(|word| text.strip_suffix(word.as_bytes())) {
        text = shorter;
    }
    text
}

/// The UTF-8 text without brackets and colons.
pub(super) fn without_brackets(text: &[u8]) -> Bytes {
    text.iter().copied().filter(|byte| !BRACKETS.contains(&char::from(*byte))).collect()
}

/// Words sought at once, each with what takes its place, always something shorter.
struct Words {
    /// `None` cannot be: a test builds it.
    finder: Option<AhoCorasick>,
    replacements: Vec<&'static str>,
}

impl Words {
    fn new(words: &[(&str, &'static str)]) -> Self {
        let finder = AhoCorasick::new(words.iter().map(|(word, _)| word)).ok();
        Self { finder, replacements: words.iter().map(|(_, replacement)| *replacement).collect() }
    }

    /// Until none is left, so that folding a folded text changes nothing. Every round shortens the text.
    fn replace_in(&self, mut text: Bytes) -> Bytes {
        while let Some(finder) = self.finder.as_ref().filter(|finder| finder.is_match(text.as_slice())) {
            text = self.replace_once(finder, &text);
        }
        text
    }

    fn replace_once(&self, finder: &AhoCorasick, text: &[u8]) -> Bytes {
        let mut replaced = Bytes::new();
        let mut end = 0;
        for found in finder.find_iter(text) {
            replaced.extend_from_slice(text.get(end..found.start()).unwrap_or_default());
            let replacement = self.replacements.get(found.pattern().as_usize()).copied().unwrap_or_default();
            replaced.extend_from_slice(replacement.as_bytes());
            end = found.end();
        }
        replaced.extend_from_slice(text.get(end..).unwrap_or_default());
        replaced
    }
}

/// Two words for one form. Neither side holds another's word, so one pass is enough.
static SYNONYMS: LazyLock<Words> =
    LazyLock::new(|| Words::new(&[("有限责任公司", "有限公司"), ("(特殊的普通合伙)", "(特殊普通合伙)")]));

/// Legal forms in brackets behind the name.
static ANNOTATIONS: LazyLock<Words> = LazyLock::new(|| Words::new(&ANNOTATION_WORDS.map(|word| (word, ""))));

const ANNOTATION_WORDS: [&str; 6] =
    ["(有限合伙)", "(普通合伙)", "(特殊普通合伙)", "(个体工商户)", "(个体)", "(个人独资)"];

/// What companies of different forms have before 公司.
const LIMITS: &[&str] = &["有限", "责任", "股份"];

const BRACKETS: [char; 3] = ['(', ')', ':'];

/// Bytes of four Han characters.
pub(super) const SHORT: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_build_and_are_sought_until_none_is_left() {
        for words in [&*SYNONYMS, &*ANNOTATIONS] {
            assert_eq!(words.finder.as_ref().unwrap().patterns_len(), words.replacements.len());
        }
        let replaced = |words: &Words, text: &str| words.replace_in(text.bytes().collect()).to_vec();
        assert_eq!(replaced(&ANNOTATIONS, "某店((个体)有限合伙)"), "某店".as_bytes());
        assert_eq!(replaced(&SYNONYMS, "某有限责任公司"), "某有限公司".as_bytes());
    }
}
