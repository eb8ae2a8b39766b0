//! How are a row's documents kept in the list?

use crate::id::Pattern;
use crate::id::Warning;

/// The identifiers as the list keeps them.
pub(super) fn stored(ids: &[Pattern]) -> String {
    let texts: Vec<String> = ids.iter().map(kept).collect();
    texts.join(",")
}

/// In canonical form, but fifteen digits where their century was only assumed, so that the doubt is known when an
/// applicant's is compared.
fn kept(pattern: &Pattern) -> String {
    let canonical = pattern.as_str();
    if !pattern.warnings().contains(Warning::CenturyAssumed) {
        return canonical.to_owned();
    }
    let kept = canonical.chars().enumerate().filter(|(slot, _)| !matches!(slot, 6 | 7 | 17));
    kept.map(|(_, character)| character).collect()
}
