//! One name with one identifier, as published: what several rows of the list have in common.

use std::fmt;
use std::ops::Range;
use std::str;

use crate::id::Pattern;
use crate::id::Sex;
use crate::id::Subject as Class;
use crate::index::names;
use crate::index::plain;
use crate::index::short_id;
use crate::name::Name;

/// The number of a subject in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(pub(super) u32);

impl SubjectId {
    /// The subjects of a range of numbers.
    pub fn all(numbers: Range<u32>) -> impl Iterator<Item = Self> {
        numbers.map(Self)
    }

    /// Whether its number lies in the range.
    pub fn is_within(self, numbers: &Range<u32>) -> bool {
        numbers.contains(&self.0)
    }
}

/// Who is listed, as the rows say it; records of one subject have consecutive numbers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Subject<'a> {
    /// The name as published.
    pub name: &'a str,
    /// The identifier in canonical form, hidden characters as `*`; "" where the row has none that can be read.
    pub id: &'a str,
    /// Sex as the row states it, beside what the identifier says.
    pub sex: Option<Sex>,
    /// Whether rows or identifier say that this is a person or an organisation.
    pub class: Option<Class>,
    /// The numbers of its records.
    pub records: Range<u32>,
}

/// A subject put together from the list's columns. [`Filed::subject`] is what it says.
#[derive(Clone)]
pub struct Filed {
    /// Both are text by construction.
    pub(super) name: names::Text,
    pub(super) id: short_id::Text,
    pub(super) sex: Option<Sex>,
    pub(super) class: Option<Class>,
    pub(super) records: Range<u32>,
}

impl Filed {
    /// Who is listed.
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            name: str::from_utf8(&self.name).unwrap_or_default(),
            id: str::from_utf8(&self.id).unwrap_or_default(),
            sex: self.sex,
            class: self.class,
            records: self.records.clone(),
        }
    }
}

impl fmt::Debug for Filed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.subject().fmt(f)
    }
}

impl Subject<'_> {
    /// Appends what sorts subjects into the list's order when it is compared byte by byte: the folded name (those whose
    /// name cannot be read first), special ones before plain ones, then name, identifier, sex and class as stored.
    pub fn put_order(&self, out: &mut Vec<u8>) {
        let name = Name::read(self.name).ok();
        let id = Pattern::read(self.id).ok();
        let is_plain = plain::is_plain(name.as_ref(), id.as_ref());
        put_text(out, name.as_ref().map_or("", Name::loose));
        out.push(u8::from(is_plain));
        put_text(out, self.name);
        put_text(out, self.id);
        out.push(self.sex.map_or(0, |sex| if sex == Sex::Male { 1 } else { 2 }));
        out.push(self.class.map_or(0, |class| if class == Class::Person { 1 } else { 2 }));
    }

    /// The subject whose order `bytes` begins with, without records, and what stands behind it; `None` where that is not
    /// what [`Self::put_order`] wrote.
    pub fn take_order(bytes: &[u8]) -> Option<(Filed, &[u8])> {
        let mut rest = bytes;
        take_text(&mut rest)?;
        rest = rest.get(1..)?;
        let name = take_text(&mut rest)?;
        let id = take_text(&mut rest)?;
        let (marks, rest) = rest.split_first_chunk::<2>()?;
        let sex = [None, Some(Sex::Male), Some(Sex::Female)].get(usize::from(marks[0])).copied()?;
        let class =
            [None, Some(Class::Person), Some(Class::Organisation)].get(usize::from(marks[1])).copied()?;
        Some((Filed { name: name.into(), id: id.into(), sex, class, records: 0..0 }, rest))
    }
}

/// Takes a text that [`put_text`] wrote off the front of `bytes`.
pub(crate) fn take_text(bytes: &mut &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        if *byte == 0 {
            let (kind, rest) = rest.split_first()?;
            *bytes = rest;
            if *kind == 0 {
                return Some(text);
            }
        }
        text.push(*byte);
    }
}

/// Appends a text so that it comes before every one that goes on.
pub(crate) fn put_text(out: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        out.push(byte);
        if byte == 0 {
            out.push(0xFF);
        }
    }
    out.extend_from_slice(&[0, 0]);
}

/// Masks a complete identifier.
impl fmt::Debug for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = Pattern::read(self.id).map(|id| id.to_string()).unwrap_or_default();
        let mut out = f.debug_struct("Subject");
        out.field("name", &self.name).field("id", &id).field("sex", &self.sex);
        out.field("class", &self.class).field("records", &self.records).finish()
    }
}
