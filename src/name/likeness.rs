//! Are two names the same, alike or unlike, and by which step? One comparison, the same from either side.

use smallvec::SmallVec;

use super::Name;
use super::fold;
use super::legal_form::without_brackets;
use super::organisation;
use super::organisation::Class;
use super::organisation::tells_apart;
use super::surname;

/// What comparing two names gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Likeness {
    /// The strict folds are equal and no character was lost: one name.
    Same,
    /// One step apart: with an id that agrees, the same subject is plausible.
    Alike(Step),
    /// Two names.
    Unlike,
}

impl Likeness {
    /// A stable word for logs and files.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Alike(_) => "alike",
            Self::Unlike => "unlike",
        }
    }
}

/// The one step that leads from a name to one alike. The first that applies, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// The strict folds agree, but a character was lost on both sides and may have been another on each.
    /// Or: equal but for one run of lost characters.
    LostCharacter,
    /// A variant character that is itself standard (乾/干, 喆/哲), or a surname family (萧/肖).
    Variant,
    /// Brackets on one side only.
    Bracket,
    /// Another legal form of the same words: 股份有限公司/有限公司, with or without （个体工商户）.
    LegalForm,
    /// One side's other name (曾用名 …) is the other side's name or other name.
    Alias,
    /// Two neighbouring characters of the given name exchanged.
    Transposed,
    /// One character substituted, added or dropped.
    OneCharacter,
}

impl Step {
    /// A stable word for logs and files.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::LostCharacter => "lost-character",
            Self::Variant => "variant",
            Self::Bracket => "bracket",
            Self::LegalForm => "legal-form",
            Self::Alias => "alias",
            Self::Transposed => "transposed",
            Self::OneCharacter => "one-character",
        }
    }
}

/// Compares the names. Linear in their length, times the number of aliases on either side.
pub(super) fn compare(a: &Name<'_>, b: &Name<'_>) -> Likeness {
    if a.strict() == b.strict() {
        return if a.has_lost_characters() { Likeness::Alike(Step::LostCharacter) } else { Likeness::Same };
    }
    let step =
        if a.loose() == b.loose() { Some(loose_step(a.strict(), b.strict())) } else { unequal_step(a, b) };
    step.map_or(Likeness::Unlike, Likeness::Alike)
}

/// Which step made the loose folds equal.
fn loose_step(a: &str, b: &str) -> Step {
    let (a, b) = (fold::loosen(a), fold::loosen(b));
    if a == b {
        Step::Variant
    } else if without_brackets(&a) == without_brackets(&b) {
        Step::Bracket
    } else {
        Step::LegalForm
    }
}

fn unequal_step(a: &Name<'_>, b: &Name<'_>) -> Option<Step> {
    if share_a_name(a, b) {
        return Some(Step::Alias);
    }
    let organisation = match (a.class(), b.class()) {
        (Class::Organisation, Class::Person) | (Class::Person, Class::Organisation) => return None,
        (Class::Organisation, _) | (_, Class::Organisation) => true,
        _ => false,
    };
    let (shorter, longer) = in_order(signs(a.loose()), signs(b.loose()));
    let difference = Difference::between(&shorter, &longer)?;
    if organisation {
        return between_organisations(a, b, &difference);
    }
    let latin = shorter.iter().chain(&longer).any(char::is_ascii_alphabetic);
    let surname = surname::length(a.strict()).max(surname::length(b.strict()));
    between_persons(&difference, shorter.len(), latin, surname)
}

/// Whether an alias of one is the other's name or alias. The main names are unequal already.
fn share_a_name(a: &Name<'_>, b: &Name<'_>) -> bool {
    let equal = |x: &Name<'_>, y: &Name<'_>| x.loose() == y.loose();
    a.aliases().iter().any(|alias| equal(alias, b))
        || b.aliases().iter().any(|alias| equal(alias, a))
        || a.aliases().iter().any(|x| b.aliases().iter().any(|y| equal(x, y)))
}

fn between_persons(d: &Difference<'_>, shorter: usize, latin: bool, surname: usize) -> Option<Step> {
    if d.is_lost() && (d.prefix >= 1 || d.suffix >= 2) {
        return Some(Step::LostCharacter);
    }
    if shorter < if latin { LATIN_LEAST } else { PERSON_LEAST } {
        return None;
    }
    match (d.left, d.right) {
        ([_], [_]) if !d.is_lost() => Some(Step::OneCharacter),
        ([], [_]) if d.prefix > 0 || shorter > PERSON_LEAST => Some(Step::OneCharacter),
        ([a, b], [c, e]) if (a, b) == (e, c) && (latin || d.prefix >= surname) => Some(Step::Transposed),
        _ => None,
    }
}

fn between_organisations(a: &Name<'_>, b: &Name<'_>, d: &Difference<'_>) -> Option<Step> {
    let is_branch = |name: &Name<'_>| organisation::branch(name.loose()).is_some();
    let telling = d.left.iter().chain(d.right).any(|sign| tells_apart(*sign));
    if telling || is_branch(a) || is_branch(b) || d.prefix.saturating_add(d.suffix) < ORGANISATION_LEAST {
        return None;
    }
    match (d.left, d.right) {
        _ if d.is_lost() => Some(Step::LostCharacter),
        ([_] | [], [_]) => Some(Step::OneCharacter),
        _ => None,
    }
}

/// What is left of two texts without their common beginning and common end.
struct Difference<'s> {
    /// Characters in common at the beginning.
    prefix: usize,
    /// Characters in common at the end, none of them counted in `prefix`.
    suffix: usize,
    left: &'s [char],
    right: &'s [char],
}

impl<'s> Difference<'s> {
    /// `left` is no longer than `right`.
    fn between(left: &'s [char], right: &'s [char]) -> Option<Self> {
        let prefix = left.iter().zip(right).take_while(|(a, b)| a == b).count();
        let (left, right) = (left.get(prefix..)?, right.get(prefix..)?);
        let suffix = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
        let left = left.get(..left.len().checked_sub(suffix)?)?;
        let right = right.get(..right.len().checked_sub(suffix)?)?;
        Some(Self { prefix, suffix, left, right })
    }

    /// Whether one side's middle is a run of lost characters that the other's may have been: each lost character
    /// leaves one sign or, where its bytes were lost one by one, two.
    fn is_lost(&self) -> bool {
        let covers = |run: &[char], other: &[char]| {
            !run.is_empty() && run.iter().all(|sign| is_lost(*sign)) && (1..=run.len()).contains(&other.len())
        };
        covers(self.left, self.right) || covers(self.right, self.left)
    }
}

/// Signs that stand where a character was: left by a decoder, set for a missing type, masking a name, or private.
pub(super) const fn is_lost(sign: char) -> bool {
    matches!(sign, '?' | '*' | '×' | '\u{FFFD}' | '〓' | '□' | '■' | '●')
        || matches!(sign, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

type Signs = SmallVec<[char; 32]>;

fn signs(text: &str) -> Signs {
    text.chars().collect()
}

/// The shorter first, so that either side asking gets the same answer.
fn in_order(a: Signs, b: Signs) -> (Signs, Signs) {
    if a.len() <= b.len() { (a, b) } else { (b, a) }
}

/// Characters that the shorter of two persons' names has at least.
const PERSON_LEAST: usize = 2;

/// The same for names with Latin letters: a letter says less than a character.
const LATIN_LEAST: usize = 6;

/// Characters that two organisations' names have in common at least.
const ORGANISATION_LEAST: usize = 3;
