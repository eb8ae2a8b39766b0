//! Are two names the same, alike or unlike, and by which step? One comparison, the same from either side.

use super::Name;
use super::Step;
use super::difference::Change;
use super::difference::Difference;
use super::dotted;
use super::fold;
use super::latin;
use super::legal_form::without_brackets;
use super::organisation;
use super::organisation::Class;
use super::organisation::tells_apart;
use super::place;
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
    let difference = Difference::between(a.loose(), b.loose());
    let change = difference.change();
    let spelled = latin::has_letters(a.loose()) || latin::has_letters(b.loose());
    let bracketed = a.strict().contains('(') || b.strict().contains('(');
    if bracketed && place::differs(a, b) {
        return Some(Step::Place);
    }
    // Most unequal names end here.
    if change == Change::Much && !spelled {
        return None;
    }
    match (a.class(), b.class()) {
        (Class::Organisation, Class::Person) | (Class::Person, Class::Organisation) => None,
        (Class::Organisation, _) | (_, Class::Organisation) => {
            between_organisations(a, b, &difference, change)
        }
        _ => between_persons(a, b, &difference, change),
    }
}

/// Whether an alias of one is the other's name or alias. The main names are unequal already.
fn share_a_name(a: &Name<'_>, b: &Name<'_>) -> bool {
    let equal = |x: &Name<'_>, y: &Name<'_>| x.loose() == y.loose();
    a.aliases().iter().any(|alias| equal(alias, b))
        || b.aliases().iter().any(|alias| equal(alias, a))
        || a.aliases().iter().any(|x| b.aliases().iter().any(|y| equal(x, y)))
}

fn between_persons(a: &Name<'_>, b: &Name<'_>, d: &Difference<'_>, change: Change) -> Option<Step> {
    if latin::is_spelling(a, b) {
        return Some(Step::Latin);
    }
    if change == Change::Lost && (!d.prefix.is_empty() || d.suffix.chars().nth(1).is_some()) {
        return Some(Step::LostCharacter);
    }
    let letters = |name: &Name<'_>| name.loose().bytes().any(|byte| byte.is_ascii_alphabetic());
    let latin = letters(a) || letters(b);
    let shorter = d.shorter();
    if shorter < if latin { LATIN_LEAST } else { PERSON_LEAST } {
        return None;
    }
    let surname = || surname::length(a.strict()).max(surname::length(b.strict()));
    match change {
        Change::Added | Change::RunAdded if lack_a_part(a, b) => Some(Step::DottedPart),
        Change::Added if !d.prefix.is_empty() || shorter > PERSON_LEAST => Some(Step::OneCharacter),
        Change::Substituted if sound_the_same(a, b) => Some(Step::SameReading),
        Change::Substituted => Some(Step::OneCharacter),
        Change::Exchanged if latin || d.prefix.chars().count() >= surname() => Some(Step::Transposed),
        _ => None,
    }
}

/// Whether one is the other without one of its dotted parts.
fn lack_a_part(a: &Name<'_>, b: &Name<'_>) -> bool {
    dotted::lacks_a_part(a, b) || dotted::lacks_a_part(b, a)
}

fn sound_the_same(a: &Name<'_>, b: &Name<'_>) -> bool {
    a.reading().is_some_and(|reading| b.reading() == Some(reading))
}

fn between_organisations(a: &Name<'_>, b: &Name<'_>, d: &Difference<'_>, change: Change) -> Option<Step> {
    let is_branch = |name: &Name<'_>| organisation::branch(name.loose()).is_some();
    if is_branch(a) || is_branch(b) {
        return None;
    }
    if d.signs().any(tells_apart) || d.common() < ORGANISATION_LEAST {
        return None;
    }
    match change {
        Change::Lost => Some(Step::LostCharacter),
        Change::Substituted if sound_the_same(a, b) => Some(Step::SameReading),
        Change::Substituted | Change::Added => Some(Step::OneCharacter),
        _ => None,
    }
}

/// Characters that the shorter of two persons' names has at least.
const PERSON_LEAST: usize = 2;

/// The same for names with Latin letters: a letter says less than a character.
const LATIN_LEAST: usize = 6;

/// Characters that two organisations' names have in common at least.
const ORGANISATION_LEAST: usize = 3;
