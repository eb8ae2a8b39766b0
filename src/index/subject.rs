//! One name with one identifier, as published: what several rows of the list have in common.

use std::fmt;
use std::ops::Range;
use std::str;

use smallvec::SmallVec;

use crate::id::Pattern;
use crate::id::Sex;
use crate::id::Subject as Class;
use crate::index::names;
use crate::index::plain;
use crate::index::short_id;
use crate::name::Name;
use crate::record::Role;

/// The number of a subject in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(pub(super) u32);

impl SubjectId {
    /// The subjects of a range of numbers.
    pub fn all(numbers: Range<u32>) -> impl Iterator<Item = Self> {
        numbers.map(Self)
    }

    /// The subjects of these numbers.
    pub fn all_of(numbers: impl IntoIterator<Item = u32>) -> impl Iterator<Item = Self> {
        numbers.into_iter().map(Self)
    }

    /// Its number.
    pub(crate) const fn number(self) -> u32 {
        self.0
    }

    /// Whether its number lies in the range.
    pub fn is_within(self, numbers: &Range<u32>) -> bool {
        numbers.contains(&self.0)
    }
}

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

/// What is known of a subject beside its name, where it has no identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bare {
    /// Sex as the row states it.
    pub sex: Option<Sex>,
    /// Person or organisation, as the row says.
    pub class: Option<Class>,
    /// Listed itself, or answering for a listed organisation.
    pub role: Role,
}

/// A subject put together from the list's columns. [`Filed::subject`] is what it says.
#[derive(Clone)]
pub struct Filed {
    /// Both are text by construction.
    pub(super) name: names::Text,
    pub(super) id: short_id::Text,
    pub(super) sex: Option<Sex>,
    pub(super) class: Option<Class>,
    pub(super) role: Role,
    pub(super) defect: Option<Defect>,
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
            role: self.role,
            defect: self.defect,
            records: self.records.clone(),
        }
    }
}

impl fmt::Debug for Filed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.subject().fmt(f)
    }
}

impl<'a> Subject<'a> {
    /// The identifiers, each as published: of a complete number that was published with a failing check digit too.
    pub fn ids(&self) -> impl Iterator<Item = Pattern> + use<'a> {
        ids(self.id)
    }

    /// Appends what sorts subjects into the list's order when it is compared byte by byte: the folded name (those whose
    /// name cannot be read first), special ones before plain ones, then name, identifiers, sex, class, role and defect
    /// as stored.
    pub fn put_order(&self, out: &mut Vec<u8>) {
        let name = Name::read(self.name).ok();
        let ids: SmallVec<[Pattern; 2]> = self.ids().collect();
        put_text(out, name.as_ref().map_or("", Name::loose));
        out.push(u8::from(plain::is_plain(name.as_ref(), &ids)));
        put_text(out, self.name);
        put_text(out, self.id);
        out.push(self.sex.map_or(0, |sex| if sex == Sex::Male { 1 } else { 2 }));
        out.push(self.class.map_or(0, |class| if class == Class::Person { 1 } else { 2 }));
        let role = Role::ALL.iter().position(|role| *role == self.role);
        out.push(role.and_then(|role| u8::try_from(role).ok()).unwrap_or(0));
        out.push(self.defect.map_or(0, |defect| if defect == Defect::Minor { 1 } else { 2 }));
    }

    /// The subject whose order `bytes` begins with, without records, and what stands behind it; `None` where that is not
    /// what [`Self::put_order`] wrote.
    pub fn take_order(bytes: &[u8]) -> Option<(Filed, &[u8])> {
        let mut rest = bytes;
        take_text(&mut rest)?;
        rest = rest.get(1..)?;
        let name = take_text(&mut rest)?;
        let id = take_text(&mut rest)?;
        let ([sex, class, role, defect], rest) = rest.split_first_chunk::<4>()?;
        let sex = [None, Some(Sex::Male), Some(Sex::Female)].get(usize::from(*sex)).copied()?;
        let class =
            [None, Some(Class::Person), Some(Class::Organisation)].get(usize::from(*class)).copied()?;
        let role = *Role::ALL.get(usize::from(*role))?;
        let defect =
            [None, Some(Defect::Minor), Some(Defect::BornLater)].get(usize::from(*defect)).copied()?;
        Some((Filed { name: name.into(), id: id.into(), sex, class, role, defect, records: 0..0 }, rest))
    }
}

/// The identifiers in a subject's text of them.
pub(super) fn ids(text: &str) -> impl Iterator<Item = Pattern> + use<'_> {
    text.split(',').filter(|id| !id.is_empty()).filter_map(|id| Pattern::read_doubtful(id).ok())
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
        let ids: Vec<String> = self.ids().map(|id| id.to_string()).collect();
        let mut out = f.debug_struct("Subject");
        out.field("name", &self.name).field("ids", &ids).field("sex", &self.sex).field("class", &self.class);
        out.field("role", &self.role).field("defect", &self.defect).field("records", &self.records).finish()
    }
}
