//! Which words of an organisation's name say only what legal form it has? They are unified for the strict fold,
//! where the law uses two words for one form, and shortened for the loose fold.
//!
//! 有限责任公司 and 有限公司 are one form (公司法 art. 8 of 2018, art. 7 of 2023: 有限责任公司或者有限公司字样);
//! 股份有限公司 is another.

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
    let unified = SYNONYMS.iter().fold(strict.to_owned(), |text, (word, same)| text.replace(word, same));
    (unified != strict).then(|| Bytes::from_slice(unified.as_bytes()))
}

/// The loose fold of a strict text that may have brackets or a legal form: characters loosened, legal-form
/// annotations, brackets and colons left out, companies of every form called 公司.
pub(super) fn loosen(strict: &str) -> Bytes {
    if !strict.contains(BRACKETS) {
        return shorten(strict);
    }
    let bare = without_brackets(&ANNOTATIONS.leave_out(strict.to_owned()));
    let bare = if bare.chars().any(char::is_alphanumeric) { bare } else { without_brackets(strict) };
    // What a bracket stood between may compose without it.
    if bare.chars().all(|sign| sign.is_ascii() || is_han(sign)) || is_nfc(&bare) {
        shorten(&bare)
    } else {
        shorten(&bare.nfc().collect::<String>())
    }
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

/// The text without brackets and colons.
pub(super) fn without_brackets(text: &str) -> String {
    text.replace(BRACKETS, "")
}

/// Words sought at once, and left out.
struct Words(Option<AhoCorasick>);

impl Words {
    /// `None` cannot be: a test builds it.
    fn new(words: &[&str]) -> Self {
        Self(AhoCorasick::new(words).ok())
    }

    /// Until none is left, so that folding a folded text changes nothing. Every round shortens the text.
    fn leave_out(&self, mut text: String) -> String {
        while let Some(finder) = self.0.as_ref().filter(|finder| finder.is_match(&text)) {
            text = finder.replace_all(&text, &vec![""; finder.patterns_len()]);
        }
        text
    }
}

/// Two words for one form. Neither side holds another's word, so one pass is enough.
const SYNONYMS: &[(&str, &str)] = &[("有限责任公司", "有限公司"), ("(特殊的普通合伙)", "(特殊普通合伙)")];

/// Legal forms in brackets behind the name.
static ANNOTATIONS: LazyLock<Words> = LazyLock::new(|| Words::new(ANNOTATION_WORDS));

const ANNOTATION_WORDS: &[&str] =
    &["(有限合伙)", "(普通合伙)", "(特殊普通合伙)", "(个体工商户)", "(个体)", "(个人独资)"];

/// What companies of different forms have before 公司.
const LIMITS: &[&str] = &["有限", "责任", "股份"];

const BRACKETS: [char; 3] = ['(', ')', ':'];

/// Bytes of four Han characters.
pub(super) const SHORT: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_annotations_build() {
        assert_eq!(ANNOTATIONS.0.as_ref().unwrap().patterns_len(), ANNOTATION_WORDS.len());
        assert_eq!(ANNOTATIONS.leave_out("某店((个体)有限合伙)".to_owned()), "某店");
    }
}
