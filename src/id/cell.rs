//! Which documents does a published cell name? Most name one; some feeds name an id card and its holder's passports.

use smallvec::SmallVec;

use super::Pattern;

/// The identifiers of a cell that can be read, each once. A cell that is one identifier is never taken apart.
pub(crate) fn read(cell: &str) -> SmallVec<[Pattern; 2]> {
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

/// What stands between two documents' numbers, and in none.
fn is_separator(character: char) -> bool {
    matches!(character, ',' | '，' | '、' | ';' | '；' | '/' | '／' | '|' | '\n' | '\r' | '\t')
}

/// Documents of one subject: more are some other list in one cell.
const MOST: usize = 8;
