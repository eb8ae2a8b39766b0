//! Which keys and values does this JSON object have?

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::record::dialect::Dialect;
use crate::record::dialect::Votes;
use crate::record::flaw::Flaw;
use crate::record::flaw::FlawKind;
use crate::record::key::Field;
use crate::record::key::Key;
use crate::record::key::lookup;
use crate::record::plain::Plain;
use crate::record::plain::keep;

/// One row's members by what they are about: known ones to be read field by field, the others kept.
pub(super) struct Sheet<'t> {
    /// Sorted by field, then by rank of the spelling, so that the order of keys in the object does not matter.
    known: Vec<Member<'t>>,
    pub(super) dialect: Dialect,
    pub(super) notes: Notes,
}

/// What reading leaves beside the fields.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) flaws: Vec<Flaw>,
    pub(super) extra: Vec<(String, Value)>,
    pub(super) plumbing: Vec<(String, Value)>,
}

struct Member<'t> {
    key: &'static Key,
    published: Cow<'t, str>,
    raw: &'t RawValue,
}

/// What one value says of its field.
pub(super) enum Said<T> {
    Nothing,
    Value(T),
    /// Not to be read; the value is kept.
    Not(FlawKind),
}

impl<'t> Sheet<'t> {
    /// Sorts the members of an object.
    pub(super) fn of(object: Object<'t>) -> Self {
        let mut votes = Votes::default();
        let mut sheet = Sheet {
            known: Vec::with_capacity(object.0.len()),
            dialect: Dialect::Unknown,
            notes: Notes::default(),
        };
        for (published, raw) in object.0 {
            match lookup(&published) {
                Some(key) => {
                    votes.add(key, &published);
                    sheet.known.push(Member { key, published, raw });
                }
                None => sheet.notes.extra.push((published.into_owned(), keep(raw))),
            }
        }
        sheet.known.sort_by(|a, b| {
            (a.key.field, a.key.rank, &a.published).cmp(&(b.key.field, b.key.rank, &b.published))
        });
        sheet.dialect = votes.winner();
        sheet.note_repeats();
        sheet
    }

    /// Whether any key of any dialect is there.
    pub(super) fn is_known(&self) -> bool {
        !self.known.is_empty()
    }

    /// Reads one field. Of several members the first that says something counts; the others are kept and noted.
    pub(super) fn read<T: PartialEq>(
        &mut self,
        field: Field,
        reader: impl Fn(&Plain<'_>) -> Said<T>,
    ) -> Option<T> {
        self.read_with_key(field, |_, plain| reader(plain))
    }

    /// As [`read`](Self::read), for a reader that must know the key's usual spelling.
    pub(super) fn read_with_key<T: PartialEq>(
        &mut self,
        field: Field,
        reader: impl Fn(&str, &Plain<'_>) -> Said<T>,
    ) -> Option<T> {
        let mut chosen = None;
        let from = self.known.partition_point(|member| member.key.field < field);
        for member in self.known.iter().skip(from).take_while(|member| member.key.field == field) {
            let (plain, was_mended) = Plain::of(member.raw);
            if was_mended {
                self.notes.flaw(field, FlawKind::Mended, &plain);
            }
            match (reader(member.key.spelling, &plain), &chosen) {
                (Said::Nothing, _) => {}
                (Said::Value(value), None) => chosen = Some(value),
                (Said::Value(value), Some(first)) if value == *first => {}
                (Said::Value(_), Some(_)) => self.notes.set_aside(member, FlawKind::Conflict, &plain),
                (Said::Not(kind), _) => self.notes.set_aside(member, kind, &plain),
            }
        }
        chosen
    }

    /// Keeps all members for a field as ones that could not be used.
    pub(super) fn set_aside(&mut self, field: Field, kind: FlawKind) {
        for member in self.known.iter().filter(|member| member.key.field == field) {
            self.notes.set_aside(member, kind, &Plain::of(member.raw).0);
        }
    }

    /// Keeps the members that are known and say nothing about the subject.
    pub(super) fn keep_plumbing(&mut self) {
        for member in self.known.iter().filter(|member| member.key.field == Field::Plumbing) {
            self.notes.plumbing.push((member.published.clone().into_owned(), keep(member.raw)));
        }
    }

    fn note_repeats(&mut self) {
        for (first, second) in self.known.iter().zip(self.known.iter().skip(1)) {
            if first.published == second.published {
                self.notes.flaw(second.key.field, FlawKind::Repeated, &Plain::of(second.raw).0);
            }
        }
        self.notes.extra.sort_by(|a, b| a.0.cmp(&b.0));
        let repeats: Vec<_> = self
            .notes
            .extra
            .iter()
            .zip(self.notes.extra.iter().skip(1))
            .filter(|(first, second)| first.0 == second.0)
            .map(|(_, second)| Flaw::new("extra", FlawKind::Repeated, &second.0))
            .collect();
        self.notes.flaws.extend(repeats);
    }
}

impl Notes {
    pub(super) fn flaw(&mut self, field: Field, kind: FlawKind, plain: &Plain<'_>) {
        let flaw = if field.is_private() {
            Flaw::new(field.name(), kind, &plain.form())
        } else {
            Flaw::new(field.name(), kind, &plain.shown())
        };
        self.flaws.push(flaw);
    }

    fn set_aside(&mut self, member: &Member<'_>, kind: FlawKind, plain: &Plain<'_>) {
        self.flaw(member.key.field, kind, plain);
        self.extra.push((member.published.clone().into_owned(), keep(member.raw)));
    }

    /// Puts what was kept in an order that does not depend on the order of keys.
    pub(super) fn settle(&mut self) {
        self.flaws.sort();
        self.extra.sort_by(|a, b| a.0.cmp(&b.0));
        self.plumbing.sort_by(|a, b| a.0.cmp(&b.0));
    }
}

/// The members of a JSON object in published order, values untouched.
pub(super) struct Object<'t>(Vec<(Cow<'t, str>, &'t RawValue)>);

impl<'de: 't, 't> Deserialize<'de> for Object<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
        let mut members = Vec::with_capacity(USUAL_MEMBERS);
        while let Some(Name(key)) = map.next_key()? {
            members.push((key, map.next_value()?));
        }
        Ok(Object(members))
    }
}

/// A key, borrowed from the text where it has no escapes.
struct Name<'t>(Cow<'t, str>);

impl<'de: 't, 't> Deserialize<'de> for Name<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Name<'de>, E> {
        Ok(Name(text.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Name<'de>, E> {
        Ok(Name(text.to_owned().into()))
    }
}

/// The court's detail form has 19 keys.
const USUAL_MEMBERS: usize = 24;
