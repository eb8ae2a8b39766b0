//! Is this object a row, or an envelope around rows?

use crate::record::key::lookup;
use crate::record::rows::walk::Step;
use crate::record::rows::walk::Walk;

/// What an object's keys say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Survey {
    Row,
    Envelope,
    /// Cut before it could be told; the flag says whether a member that may hold rows was seen.
    Cut {
        holds: bool,
    },
}

/// Looks at the keys of the object that begins the text. A key that only rows have decides at once, so that on
/// rows this costs two or three keys; a key that envelopes have decides only when no row's key follows.
pub(super) fn survey(text: &str) -> Survey {
    let mut walk = Walk::new(text);
    let mut holds = false;
    loop {
        match walk.step() {
            Step::Member { key, .. } if lookup(key).is_some_and(|key| key.field.makes_a_row()) => {
                return Survey::Row;
            }
            Step::Member { key, first } => holds |= may_hold_rows(key, first),
            Step::End | Step::Broken if holds => return Survey::Envelope,
            Step::End | Step::Broken => return Survey::Row,
            Step::Cut => return Survey::Cut { holds },
        }
    }
}

/// Whether an envelope's member may hold rows: a key that is known for it, and an array or object.
pub(super) fn may_hold_rows(key: &str, first: u8) -> bool {
    matches!(first, b'{' | b'[') && HOLDERS.iter().any(|holder| holder.eq_ignore_ascii_case(key))
}

/// Keys of members that hold rows. An unknown one is no reason to look inside: a row of an unknown dialect may hold
/// people who are not listed.
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
