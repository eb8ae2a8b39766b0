//! What stands in a name that is not the name? Other names (曾用名, 又名 …) and who runs the place (经营者),
//! in brackets or behind a colon.

use std::ops::Range;

use smallvec::SmallVec;

use super::fold::strict_of;
use super::legal_form;
use super::organisation;

/// A stretch of the given text that is no part of the main name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Annotation<'a> {
    /// The bytes it takes in the given text, brackets included.
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    /// What follows the word; may hold several names.
    pub(super) content: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Other names of the same subject.
    Alias,
    /// Another subject: who runs the place.
    Operator,
}

/// The annotations of `given`, in order and apart; none where nothing would be left of the name.
pub(super) fn find(given: &str) -> Vec<Annotation<'_>> {
    let signs = signs(given);
    let mut found = in_brackets(given, &signs);
    let behind = behind_colons(given, &signs, &found);
    found.extend(behind);
    found.sort_by_key(|annotation| annotation.range.start);
    let left = signs.iter().filter(|sign| !found.iter().any(|a| a.range.contains(&sign.at)));
    if left.clone().any(|sign| sign.folded.is_alphanumeric()) { found } else { Vec::new() }
}

/// Whether a strict text could hold an annotation: every word that begins one has one of these characters.
pub(super) fn may_be_in(strict: &str) -> bool {
    strict.contains(['(', ':']) && strict.contains(TELLTALES)
}

/// The single names of an alias annotation's content.
pub(super) fn names(content: &str) -> impl Iterator<Item = &str> {
    content
        .split(['、', '，', ',', '；', ';', '/', '／'])
        .filter(|part| part.chars().any(char::is_alphanumeric))
}

/// A character that does not vanish in folding.
#[derive(Debug, Clone, Copy)]
struct Sign {
    at: usize,
    end: usize,
    folded: char,
}

type Signs = SmallVec<[Sign; 32]>;

fn signs(given: &str) -> Signs {
    let sign = |(at, character): (usize, char)| {
        let end = at.saturating_add(character.len_utf8());
        strict_of(character).map(|folded| Sign { at, end, folded })
    };
    given.char_indices().filter_map(sign).collect()
}

/// Bracketed annotations. Only the outermost matched brackets count: what is nested stays with its surroundings.
fn in_brackets<'a>(given: &'a str, signs: &Signs) -> Vec<Annotation<'a>> {
    let mut found: Vec<Annotation<'a>> = Vec::new();
    let outside = outermost(signs);
    for (open, close) in &outside {
        let inner = signs.get(open.saturating_add(1)..*close).unwrap_or_default();
        let (Some(first), Some(last)) = (signs.get(*open), signs.get(*close)) else { continue };
        if let Some((kind, from)) = meaning(inner, main_length(signs, &outside)) {
            let start = inner.get(from).map_or(last.at, |sign| sign.at);
            let content = given.get(start..last.at).unwrap_or_default();
            found.push(Annotation { range: first.at..last.end, kind, content });
        }
    }
    found
}

/// Matched brackets (indices into `signs`) that are in no other matched brackets, in order.
fn outermost(signs: &Signs) -> SmallVec<[(usize, usize); 4]> {
    let mut opened = SmallVec::<[usize; 4]>::new();
    let mut pairs = SmallVec::new();
    for (nth, sign) in signs.iter().enumerate() {
        match sign.folded {
            '(' => opened.push(nth),
            ')' => pairs.extend(opened.pop().map(|open| (open, nth))),
            _ => {}
        }
    }
    pairs.sort_unstable();
    let mut end = None;
    pairs.retain(|(open, close)| {
        let outside = end.is_none_or(|end| *open > end);
        if outside {
            end = Some(*close);
        }
        outside
    });
    pairs
}

/// How many signs stand outside all brackets.
fn main_length(signs: &Signs, outside: &[(usize, usize)]) -> usize {
    let inside = outside.iter().map(|(open, close)| close.saturating_sub(*open).saturating_add(1)).sum();
    signs.len().saturating_sub(inside)
}

/// What bracketed signs say, and where behind the word its content begins.
fn meaning(inner: &[Sign], main_length: usize) -> Option<(Kind, usize)> {
    let word = |words: &[&str]| words.iter().find_map(|word| prefix(inner, word));
    let content = |from: usize| skip_colon(inner, from);
    if let Some(from) = word(ALIAS_WORDS) {
        return Some((Kind::Alias, content(from)));
    }
    if let Some(from) = word(ROLE_WORDS).map(content).filter(|from| *from < inner.len()) {
        return Some((Kind::Operator, from));
    }
    let from = prefix(inner, FORMERLY).map(content)?;
    is_former_name(inner, from, main_length).then_some((Kind::Alias, from))
}

/// Whether signs behind 原 are a former name: a colon says so; a person's has two to four Han characters; an
/// organisation's ends as one. 原平, 原阳 and 原州 are places.
fn is_former_name(inner: &[Sign], from: usize, main_length: usize) -> bool {
    let name = inner.get(from..).unwrap_or_default();
    let Some(first) = name.first() else { return false };
    if inner.get(from.saturating_sub(1)).is_some_and(|sign| sign.folded == ':') {
        return true;
    }
    if matches!(first.folded, '平' | '阳' | '州') {
        return false;
    }
    let text: String = name.iter().map(|sign| sign.folded).collect();
    let text =
        legal_form::unify(&text).map_or(text, |unified| String::from_utf8_lossy(&unified).into_owned());
    let length = text.chars().count();
    if organisation::ends_as_organisation(&text) {
        length >= 4
    } else {
        main_length <= 4 && (2..=4).contains(&length) && text.chars().all(organisation::is_han)
    }
}

/// Annotations without brackets: a word, a colon, and what follows up to the next closing bracket or annotation.
fn behind_colons<'a>(given: &'a str, signs: &Signs, bracketed: &[Annotation<'_>]) -> Vec<Annotation<'a>> {
    let mut found: Vec<Annotation<'a>> = Vec::new();
    let mut end = 0;
    let colons = signs.iter().enumerate().filter(|(_, sign)| sign.folded == ':');
    for (colon, sign) in colons {
        if sign.at < end || bracketed.iter().any(|a| a.range.contains(&sign.at)) {
            continue;
        }
        let Some((kind, word)) = word_before(signs, colon) else { continue };
        let start = without_separators(signs, word);
        if start == 0 {
            continue;
        }
        let behind = signs.get(colon.saturating_add(1)..).unwrap_or_default();
        let stop =
            behind.iter().position(|s| s.folded == ')' || bracketed.iter().any(|a| a.range.contains(&s.at)));
        end = stop.and_then(|stop| behind.get(stop)).map_or(given.len(), |sign| sign.at);
        let Some(first) = signs.get(start) else { continue };
        let content = given.get(sign.end..end).unwrap_or_default();
        found.push(Annotation { range: first.at..end, kind, content });
    }
    found
}

/// The word that ends just before the colon, and where it begins.
fn word_before(signs: &Signs, colon: usize) -> Option<(Kind, usize)> {
    let ends = |word: &&&str| {
        let from = colon.saturating_sub(word.chars().count());
        signs.get(from..colon).is_some_and(|signs| prefix(signs, word).is_some())
    };
    let role = ROLE_WORDS.iter().find(ends).map(|word| (Kind::Operator, word));
    let (kind, word) = role.or_else(|| ALIAS_WORDS.iter().find(ends).map(|word| (Kind::Alias, word)))?;
    Some((kind, colon.saturating_sub(word.chars().count())))
}

/// Commas before an annotation belong to it.
fn without_separators(signs: &Signs, mut start: usize) -> usize {
    while let Some(before) = start.checked_sub(1)
        && signs.get(before).is_some_and(|sign| matches!(sign.folded, ',' | ';' | '、'))
    {
        start = before;
    }
    start
}

/// How many signs `word` takes at the beginning of `signs`, if it stands there.
fn prefix(signs: &[Sign], word: &str) -> Option<usize> {
    let mut length = 0_usize;
    for character in word.chars() {
        if signs.get(length)?.folded != character {
            return None;
        }
        length = length.saturating_add(1);
    }
    Some(length)
}

fn skip_colon(signs: &[Sign], from: usize) -> usize {
    let colon = signs.get(from).is_some_and(|sign| sign.folded == ':');
    from.saturating_add(usize::from(colon))
}

/// Longer words before their beginnings.
const ALIAS_WORDS: &[&str] =
    &["曾用名", "又名", "别名", "原名称", "原名", "曾名", "现名", "亦名", "化名", "小名", "英文名", "外文名"];

/// Former name or former place: `is_former_name` decides.
const FORMERLY: &str = "原";

const ROLE_WORDS: &[&str] =
    &["经营者", "业主", "投资人", "负责人", "法定代表人", "执行事务合伙人", "实际经营者", "户主"];

/// One of these is in each of the words above.
const TELLTALES: [char; 5] = ['名', '原', '者', '主', '人'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_telltale_and_comes_before_its_beginnings() {
        for words in [ALIAS_WORDS, ROLE_WORDS, &[FORMERLY]] {
            assert!(words.iter().all(|word| word.contains(TELLTALES)), "{words:?}");
            for (at, word) in words.iter().enumerate() {
                assert!(
                    !words[..at].iter().any(|before| word.starts_with(before)),
                    "{word} is never reached"
                );
            }
        }
    }
}
