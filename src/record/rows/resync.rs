//! Something is broken here: where does the next row begin?

use crate::record::key::Field;
use crate::record::key::lookup;
use crate::record::rows::walk::Step;
use crate::record::rows::walk::Walk;
use crate::record::rows::window::is_gap;

/// What a row of this feed begins like, learnt from the last good one.
///
/// The danger is to take the entry of an organisation's responsible person, or of anyone else a broken row speaks of,
/// for a row: a person who is not listed would be. So a row is only recognised by beginning with the same two keys
/// as the last good one, and where those are just name and id, by having all the same keys.
#[derive(Default)]
pub(super) struct Model {
    last_good: String,
}

impl Model {
    pub(super) fn learn(&mut self, row: &str) {
        self.last_good.clear();
        self.last_good.push_str(row);
    }

    /// Where in the text, after its first byte, the next row begins. Looks at no more than [`LOOK`] bytes from a brace.
    ///
    /// Strings cannot be told from what is between them once a quote is missing, so they are not looked at; inside a
    /// sound string no quote can follow a brace without a backslash.
    pub(super) fn next_row(&self, text: &str) -> Option<usize> {
        text.match_indices('{').map(|(at, _)| at).filter(|at| *at > 0).find(|at| {
            let (before, from) = text.split_at_checked(*at).unwrap_or(("", ""));
            is_at_a_joint(before) && self.is_like(from.get(..from.floor_char_boundary(LOOK)).unwrap_or(from))
        })
    }

    fn is_like(&self, text: &str) -> bool {
        // The first key tells most of what is no row, before the value behind it is gone through.
        let may_be = match (first_key(text), first_key(&self.last_good)) {
            (Some(first), None) => lookup(first).is_some(),
            (first, expected) => first == expected,
        };
        if !may_be {
            return false;
        }
        let found = opening(text);
        if self.last_good.is_empty() {
            return matches!(found, [Some(first), Some(second)] if first != second && is_telling(first, second));
        }
        match found {
            [Some(first), Some(second)] if is_telling(first, second) => found == opening(&self.last_good),
            [Some(_), Some(_)] => {
                let keys = all_keys(text);
                keys.is_some() && keys == all_keys(&self.last_good)
            }
            _ => false,
        }
    }
}

/// After a comma, an opening bracket, or at the beginning of a line.
fn is_at_a_joint(before: &str) -> bool {
    let solid = before.trim_end_matches(is_gap);
    solid.ends_with([',', '[', '(']) || before.get(solid.len()..).is_some_and(|gap| gap.contains('\n'))
}

/// Whether two keys cannot begin a responsible person's entry: both known, neither a role, not just name and id.
fn is_telling(first: &str, second: &str) -> bool {
    let field = |key| lookup(key).map(|key| key.field);
    let (Some(first), Some(second)) = (field(first), field(second)) else { return false };
    let is_thin = |field| matches!(field, Field::Name | Field::Id);
    first != Field::Role && second != Field::Role && !(is_thin(first) && is_thin(second))
}

fn first_key(text: &str) -> Option<&str> {
    match Walk::new(text).step() {
        Step::Member { key, .. } => Some(key),
        Step::End | Step::Cut | Step::Broken => None,
    }
}

/// The first two keys of the object that begins the text.
fn opening(text: &str) -> [Option<&str>; 2] {
    let mut walk = Walk::new(text);
    let mut key = || match walk.step() {
        Step::Member { key, .. } => Some(key),
        Step::End | Step::Cut | Step::Broken => None,
    };
    [key(), key()]
}

/// All keys of the object that begins the text, where it is complete.
fn all_keys(text: &str) -> Option<Vec<&str>> {
    let mut walk = Walk::new(text);
    let mut keys = Vec::new();
    loop {
        match walk.step() {
            Step::Member { key, .. } => keys.push(key),
            Step::End => return Some(keys),
            Step::Cut | Step::Broken => return None,
        }
    }
}

/// How much of what may be a row is looked at; a longer one cannot be told by all its keys.
const LOOK: usize = 4 << 10;
