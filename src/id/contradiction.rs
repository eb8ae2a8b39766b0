//! In which parts do two numbers differ, and what do they show there?

use super::Field;
use super::Kind;
use super::Visible;
use super::number::ascii;

/// One part of a number that differs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Contradiction {
    /// Which part.
    pub field: Field,
    /// What the published number shows there, `*` for what it hides.
    pub published: String,
    /// What the applicant's number has in the same places, `*` where nothing could be compared.
    pub given: String,
}

/// The parts with a differing slot, in the order of the number.
pub(super) fn between(
    published: &[u8; 18],
    given: &[u8; 18],
    compared: Visible,
    differing: Visible,
    kind: Kind,
) -> Vec<Contradiction> {
    let mut fields: Vec<Field> = differing.iter().map(|slot| Field::of(kind, slot)).collect();
    fields.dedup();
    let part = |slots: &[u8; 18], field: Field| {
        let own =
            slots.iter().enumerate().filter(|(slot, byte)| Field::of(kind, *slot) == field && **byte != 0);
        let shown: Vec<u8> =
            own.map(|(slot, byte)| if compared.contains(slot) { *byte } else { b'*' }).collect();
        ascii(Some(&shown)).to_owned()
    };
    let shown = |field| Contradiction { field, published: part(published, field), given: part(given, field) };
    fields.into_iter().map(shown).collect()
}
