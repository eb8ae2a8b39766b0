//! One name with one identifier, as published: what several rows of the list have in common.
//!
//! In the file: a byte of flags (bits 0–1 sex, 2–3 class), the identifier and the name as published with their
//! lengths before them, the first record's number and how many follow it, as varints.

use std::fmt;
use std::ops::Range;

use crate::bytes;
use crate::id::Pattern;
use crate::id::Sex;
use crate::id::Subject as Class;

/// The number of a subject in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(pub(super) u32);

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

impl<'a> Subject<'a> {
    pub(super) fn read(mut entry: &'a [u8]) -> Option<Self> {
        let (flags, rest) = entry.split_first()?;
        entry = rest;
        let id = std::str::from_utf8(bytes::take_counted(&mut entry)?).ok()?;
        let name = std::str::from_utf8(bytes::take_counted(&mut entry)?).ok()?;
        let start = u32::try_from(bytes::take_varint(&mut entry)?).ok()?;
        let end = start.checked_add(u32::try_from(bytes::take_varint(&mut entry)?).ok()?)?;
        let sex = one_of(flags & 3, Sex::Male, Sex::Female)?;
        let class = one_of(flags >> 2, Class::Person, Class::Organisation)?;
        entry.is_empty().then_some(Self { name, id, sex, class, records: start..end })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let sex = self.sex.map_or(0, |sex| if sex == Sex::Male { 1 } else { 2 });
        let class = self.class.map_or(0, |class| if class == Class::Person { 4 } else { 8 });
        out.push(sex | class);
        bytes::put_counted(out, self.id.as_bytes());
        bytes::put_counted(out, self.name.as_bytes());
        bytes::put_varint(out, u64::from(self.records.start));
        bytes::put_varint(out, u64::from(self.records.end.saturating_sub(self.records.start)));
    }
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

/// Two bits: absent, one or the other; three is damage.
fn one_of<T>(bits: u8, one: T, other: T) -> Option<Option<T>> {
    match bits {
        0 => Some(None),
        1 => Some(Some(one)),
        2 => Some(Some(other)),
        _ => None,
    }
}
