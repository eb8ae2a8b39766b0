//! Which words of an organisation's name say only what legal form it has? They are unified for the strict fold,
//! where the law uses two words for one form, and shortened for the loose fold.
//!
//! 有限责任公司 and 有限公司 are one form (公司法 art. 8 of 2018, art. 7 of 2023: 有限责任公司或者有限公司字样);
//! 股份有限公司 is another.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use aho_corasick::MatchKind;

use super::fold;
use super::fold::Bytes;

/// The strict text with synonymous legal forms unified, or `None` where there are none. Does no work for an
/// ordinary person's name, which is shorter than any form with a word before it.
pub(super) fn unify(strict: &str) -> Option<Bytes> {
    if strict.len() <= SHORT || !SYNONYMS.occurs_in(strict) {
        return None;
    }
    Some(Bytes::from_slice(SYNONYMS.replace_in(strict.to_owned()).as_bytes()))
}

/// The loose fold of a strict text that may have brackets or a legal form: characters loosened, legal-form
/// annotations, brackets and colons left out, companies of every form called 公司.
pub(super) fn loosen(strict: &str) -> Bytes {
    let characters = String::from_utf8_lossy(&fold::loosen(strict)).into_owned();
    let bare = without_brackets(&ANNOTATIONS.replace_in(characters.clone()));
    if !bare.chars().any(char::is_alphanumeric) {
        return Bytes::from_slice(without_brackets(&characters).as_bytes());
    }
    Bytes::from_slice(FORMS.replace_in(bare).as_bytes())
}

/// Whether [`loosen`] could do more than [`fold::loosen`].
pub(super) fn has_structure(strict: &str) -> bool {
    strict.bytes().any(|byte| matches!(byte, b'(' | b')' | b':'))
        || strict.len() > SHORT && FORMS.occurs_in(strict)
}

/// The text without brackets and colons.
pub(super) fn without_brackets(text: &str) -> String {
    text.chars().filter(|sign| !matches!(sign, '(' | ')' | ':')).collect()
}

/// Fixed words, each with what takes its place, always something shorter.
struct Words {
    /// `None` cannot be: a test builds every table.
    finder: Option<AhoCorasick>,
    replacements: Vec<&'static str>,
}

impl Words {
    fn new(words: &[(&'static str, &'static str)]) -> Self {
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(words.iter().map(|(word, _)| word))
            .ok();
        Self { finder, replacements: words.iter().map(|(_, replacement)| *replacement).collect() }
    }

    fn occurs_in(&self, text: &str) -> bool {
        self.finder.as_ref().is_some_and(|finder| finder.is_match(text))
    }

    /// Replaces until nothing is left to replace, so that folding a folded text changes nothing. Every round
    /// shortens the text.
    fn replace_in(&self, mut text: String) -> String {
        while let Some(finder) = self.finder.as_ref().filter(|finder| finder.is_match(&text)) {
            text = finder.replace_all(&text, &self.replacements);
        }
        text
    }
}

static SYNONYMS: LazyLock<Words> =
    LazyLock::new(|| Words::new(&[("有限责任公司", "有限公司"), ("(特殊的普通合伙)", "(特殊普通合伙)")]));

static ANNOTATIONS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[
        ("(有限合伙)", ""),
        ("(普通合伙)", ""),
        ("(特殊普通合伙)", ""),
        ("(个体工商户)", ""),
        ("(个体)", ""),
        ("(个人独资)", ""),
    ])
});

static FORMS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[
        ("股份有限公司", "公司"),
        ("股份公司", "公司"),
        ("责任有限公司", "公司"),
        ("有限责任公司", "公司"),
        ("有限公司", "公司"),
    ])
});

/// Bytes of four Han characters.
pub(super) const SHORT: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_table_builds_and_shrinks() {
        for words in [&*SYNONYMS, &*ANNOTATIONS, &*FORMS] {
            let finder = words.finder.as_ref().unwrap();
            assert_eq!(finder.patterns_len(), words.replacements.len());
        }
        assert_eq!(FORMS.replace_in("股份有限有限公司".to_owned()), "公司");
        assert_eq!(ANNOTATIONS.replace_in("某店((个体)有限合伙)".to_owned()), "某店");
    }
}
