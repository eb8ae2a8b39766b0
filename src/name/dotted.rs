//! Which parts does a name have that is divided by middle dots? And does one name lack a part of the other?
//!
//! The folds leave dots out, since every source writes other ones or none; the parts are read from the given text.

use smallvec::SmallVec;

use super::Name;
use super::annotation;
use super::fold::strict_of;

/// Whether the longer name's parts without one of them are the shorter name. The first part is the bearer's own name
/// (阿里木·买买提, 约翰·史密斯), what follows is a father's or a family's: the first may not be the one missing.
pub(super) fn lacks_a_part(shorter: &Name<'_>, longer: &Name<'_>) -> bool {
    let parts = parts(longer);
    let without = |missing: usize| {
        let others = parts.iter().enumerate().filter(|(nth, _)| *nth != missing);
        others.map(|(_, part)| *part).try_fold(shorter.loose(), str::strip_prefix) == Some("")
    };
    (1..parts.len()).any(without)
}

/// The parts of the loose fold; none where the name has no dots, or where the folds do not follow the given text
/// character by character (㈱, ligatures, legal forms).
pub(super) fn parts<'n>(name: &'n Name<'_>) -> SmallVec<[&'n str; 4]> {
    let mut parts = SmallVec::new();
    if !name.given().contains(DOTS) {
        return parts;
    }
    let Some(ends) = ends(name) else { return parts };
    let mut start = 0;
    for end in ends {
        parts.extend(name.loose().get(start..end).filter(|part| !part.is_empty()));
        start = end;
    }
    if parts.len() < 2 {
        parts.clear();
    }
    parts
}

/// Where the parts end in the loose fold, by walking the given text beside both folds.
fn ends(name: &Name<'_>) -> Option<SmallVec<[usize; 4]>> {
    let cut = annotation::find(name.given());
    let given = name.given().char_indices();
    let given = given.filter(|(at, _)| !cut.iter().any(|annotation| annotation.range.contains(at)));
    let mut strict = name.strict().chars().peekable();
    let mut loose = name.loose().char_indices();
    let mut ends = SmallVec::new();
    for (_, character) in given {
        match strict_of(character) {
            Some(folded) if strict.next_if_eq(&folded).is_some() => {
                loose.next()?;
            }
            _ if DOTS.contains(&character) => ends.push(loose.offset()),
            None => {}
            Some(_) => return None,
        }
    }
    ends.push(name.loose().len());
    (strict.next().is_none() && loose.next().is_none()).then_some(ends)
}

/// Every middle dot, and the full stops typed for them. A full stop that stays in the strict fold divides nothing.
const DOTS: &[char] =
    &['·', '•', '‧', '∙', '⋅', '・', '･', '◦', '᛫', '⸱', '⸳', '⦁', 'ꞏ', '𐄁', '·', '。', '｡', '∘', '.', '．'];
