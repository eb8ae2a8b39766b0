//! Which documents does a row's identifier cell name? Most name one; some feeds name an id card and its holder's
//! passports.

use smallvec::SmallVec;

use crate::id::Pattern;
use crate::id::Warning;

/// The identifiers of a cell that can be read, each once. A cell that is one identifier is never taken apart.
pub(super) fn read(cell: &str) -> SmallVec<[Pattern; 2]> {
    if let Ok(one) = Pattern::read_doubtful(cell) {
        return SmallVec::from_iter([one]);
    }
    let mut ids = SmallVec::new();
    for part in cell.split(is_separator) {
        match Pattern::read_doubtful(part) {
            Ok(id) if ids.len() < MOST && !ids.contains(&id) => ids.push(id),
            _ => {}
        }
    }
    ids
}

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

/// What stands between two documents' numbers, and in none.
fn is_separator(character: char) -> bool {
    matches!(character, ',' | '，' | '、' | ';' | '；' | '/' | '／' | '|' | '\n' | '\r' | '\t')
}

/// Documents of one subject: more are some other list in one cell.
const MOST: usize = 8;
