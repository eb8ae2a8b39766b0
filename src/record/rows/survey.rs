//! Is this object a row, or an envelope around rows?

use crate::record::key::Field;
use crate::record::key::lookup;
use crate::record::rows::walk::Step;
use crate::record::rows::walk::Walk;
use crate::record::rows::walk::elements;

/// What an object's keys say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Survey {
    Row,
    Envelope,
    /// Cut before it could be told.
    Cut {
        /// A member that may hold rows was seen.
        holds: bool,
        /// A key that rows have was seen.
        is_like_a_row: bool,
    },
}

/// Looks at the keys of the object that begins the text. A key that rows have makes it a row, unless a member known to
/// hold rows does hold an array of them: then it is an envelope that repeats what was asked for.
pub(super) fn survey(text: &str) -> Survey {
    let mut walk = Walk::new(text);
    let (mut holds, mut is_like_a_row) = (false, false);
    loop {
        match walk.step() {
            Step::Member { key, first } if may_hold_rows(key, first) => {
                holds = true;
                if lists_subjects(walk.rest_text(), DEEPEST) {
                    return Survey::Envelope;
                }
            }
            Step::Member { key, .. } => is_like_a_row |= field(key).is_some_and(Field::makes_a_row),
            Step::End | Step::Broken if holds && !is_like_a_row => return Survey::Envelope,
            Step::End | Step::Broken => return Survey::Row,
            Step::Cut => return Survey::Cut { holds, is_like_a_row },
        }
    }
}

/// Whether the value that begins the text is, or has under keys known to hold rows, an array with an object that names
/// a subject. A case alone is not enough: a row may list its subject's other cases.
fn lists_subjects(text: &str, depth: usize) -> bool {
    let Some(deeper) = depth.checked_sub(1) else { return false };
    if text.starts_with('[') {
        let is_subject = |field| matches!(field, Field::Name | Field::Id);
        return elements(text).any(|element| is_row(element, is_subject) || lists_subjects(element, deeper));
    }
    let mut walk = Walk::new(text);
    while let Step::Member { key, first } = walk.step() {
        if may_hold_rows(key, first) && lists_subjects(walk.rest_text(), deeper) {
            return true;
        }
    }
    false
}

/// What an envelope's member of an unknown name holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holding {
    Nothing,
    /// An array with at least one row, at some depth.
    Rows,
    /// An object whose members are like rows.
    Keyed,
}

/// Looks at the array or object that begins the text, as far as the text goes. An object that is itself like a row is
/// no row here, but what was asked for; members that belong to a row, such as its responsible people, hold none.
pub(super) fn holding(text: &str, depth: usize) -> Holding {
    let Some(deeper) = depth.checked_sub(1) else { return Holding::Nothing };
    if text.starts_with('[') {
        let holds =
            |element| is_row(element, Field::makes_a_row) || holding(element, deeper) == Holding::Rows;
        return if elements(text).any(holds) { Holding::Rows } else { Holding::Nothing };
    }
    let mut walk = Walk::new(text);
    let mut found = Holding::Nothing;
    while let Step::Member { key, first } = walk.step() {
        if !matches!(first, b'{' | b'[') || field(key).is_some() {
            continue;
        }
        if holding(walk.rest_text(), deeper) == Holding::Rows {
            return Holding::Rows;
        }
        if is_row(walk.rest_text(), Field::makes_a_row) {
            found = Holding::Keyed;
        }
    }
    found
}

/// Whether the text begins with an object, seen to its end, that has a key of such a field and states no role, as a
/// responsible person's entry does.
pub(super) fn is_row(text: &str, tells: impl Fn(Field) -> bool) -> bool {
    let mut walk = Walk::new(text);
    let mut is_told = false;
    loop {
        match walk.step() {
            Step::Member { key, .. } => match field(key) {
                Some(Field::Role) => return false,
                field => is_told |= field.is_some_and(&tells),
            },
            Step::End | Step::Broken => return is_told,
            Step::Cut => return false,
        }
    }
}

fn field(key: &str) -> Option<Field> {
    lookup(key).map(|key| key.field)
}

/// Whether an envelope's member may hold rows: a key that is known for it, and an array or object.
pub(super) fn may_hold_rows(key: &str, first: u8) -> bool {
    matches!(first, b'{' | b'[') && HOLDERS.iter().any(|holder| holder.eq_ignore_ascii_case(key))
}

/// Keys of members that hold rows, which make an object an envelope. An unknown key does not: a row of an unknown dialect
/// may hold people who are not listed.
const HOLDERS: [&str; 14] = [
    "result",
    "results",
    "data",
    "disp_data",
    "rows",
    "list",
    "records",
    "record",
    "items",
    "item",
    "datalist",
    "content",
    "body",
    "payload",
];
/// Arrays and objects inside one another that are looked through for rows.
pub(super) const DEEPEST: usize = 5;
