//! One name with one identifier, as published: what several rows of the list have in common.
//!
//! In the file: flags (bits 0–1 sex, 2–3 class, 4–6 role, 7–8 defect), the identifiers joined by commas and the name as
//! published with their lengths before them, the first record's number and how many follow it; numbers are varints.

use std::fmt;
use std::ops::Range;

use crate::bytes;
use crate::id::Pattern;
use crate::id::Sex;
use crate::id::Subject as Class;
use crate::record::Role;

/// The number of a subject in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(pub(super) u32);

/// Who is listed or answers for a listed organisation, as the rows say it; records of one subject have consecutive
/// numbers. Those who answer for an organisation share its records.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Subject<'a> {
    /// The name as published.
    pub name: &'a str,
    /// The identifiers in canonical form, hidden characters as `*`, joined by commas where the row has several documents';
    /// "" where it has none that can be read. [`ids`](Self::ids) reads them.
    pub id: &'a str,
    /// Sex as the row states it, beside what the identifier says.
    pub sex: Option<Sex>,
    /// Whether rows or identifier say that this is a person or an organisation.
    pub class: Option<Class>,
    /// Listed itself, or answering for a listed organisation.
    pub role: Role,
    /// What makes the rows unfit to stop anybody, if anything does.
    pub defect: Option<Defect>,
    /// The numbers of its records.
    pub records: Range<u32>,
}

/// What makes a row unfit to stop anybody. It stays in the list, flagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Defect {
    /// Its subject was a minor when it was published, whom the courts must not list (法释〔2017〕7号, Article 4).
    Minor,
    /// Its subject was born after it was published.
    BornLater,
}

impl Defect {
    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::BornLater => "born_after_publication",
        }
    }
}

impl<'a> Subject<'a> {
    /// The identifiers, each as published: of a complete number that was published with a failing check digit too.
    pub fn ids(&self) -> impl Iterator<Item = Pattern> + use<'a> {
        self.id.split(',').filter(|id| !id.is_empty()).filter_map(|id| Pattern::read_doubtful(id).ok())
    }

    pub(super) fn read(mut entry: &'a [u8]) -> Option<Self> {
        let flags = bytes::take_varint(&mut entry)?;
        let id = std::str::from_utf8(bytes::take_counted(&mut entry)?).ok()?;
        let name = std::str::from_utf8(bytes::take_counted(&mut entry)?).ok()?;
        let start = u32::try_from(bytes::take_varint(&mut entry)?).ok()?;
        let end = start.checked_add(u32::try_from(bytes::take_varint(&mut entry)?).ok()?)?;
        let sex = one_of(flags & 3, Sex::Male, Sex::Female)?;
        let class = one_of(flags >> 2 & 3, Class::Person, Class::Organisation)?;
        let role = *Role::ALL.get(usize::try_from(flags >> 4 & 7).ok()?)?;
        let defect = one_of(flags >> 7, Defect::Minor, Defect::BornLater)?;
        entry.is_empty().then_some(Self { name, id, sex, class, role, defect, records: start..end })
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let sex = self.sex.map_or(0, |sex| if sex == Sex::Male { 1 } else { 2 });
        let class = self.class.map_or(0, |class| if class == Class::Person { 1 } else { 2 });
        let role =
            Role::ALL.iter().zip(0_u64..).find(|(role, _)| **role == self.role).map_or(0, |(_, nth)| nth);
        let defect = self.defect.map_or(0, |defect| if defect == Defect::Minor { 1 } else { 2 });
        bytes::put_varint(out, sex | class << 2 | role << 4 | defect << 7);
        bytes::put_counted(out, self.id.as_bytes());
        bytes::put_counted(out, self.name.as_bytes());
        bytes::put_varint(out, u64::from(self.records.start));
        bytes::put_varint(out, u64::from(self.records.end.saturating_sub(self.records.start)));
    }
}

/// Masks a complete identifier.
impl fmt::Debug for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<String> = self.ids().map(|id| id.to_string()).collect();
        let mut out = f.debug_struct("Subject");
        out.field("name", &self.name).field("ids", &ids).field("sex", &self.sex).field("class", &self.class);
        out.field("role", &self.role).field("defect", &self.defect).field("records", &self.records).finish()
    }
}

/// Two bits: absent, one or the other; three is damage.
fn one_of<T>(bits: u64, one: T, other: T) -> Option<Option<T>> {
    match bits {
        0 => Some(None),
        1 => Some(Some(one)),
        2 => Some(Some(other)),
        _ => None,
    }
}
