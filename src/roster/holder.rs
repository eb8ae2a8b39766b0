//! Who holds something, and how are they asked about?

use std::fmt;

use smallvec::SmallVec;

use crate::bytes;
use crate::check::Applicant;
use crate::check::Query;
use crate::check::QueryError;
use crate::id::Id;
use crate::record::Role;

/// A standing holder: of a licence, a post, a qualification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder<'a> {
    /// What the operator knows this holding by: a licence's number. Told in alerts; need not be unique.
    pub reference: &'a str,
    /// What is held, in the operator's words; told in alerts, and of no account otherwise.
    pub kind: &'a str,
    /// What the answer is for, as in `travel.air`; "" for the general use.
    pub measure: &'a str,
    /// The one who holds it.
    pub party: Party<'a>,
    /// Those who stand beside them: the people responsible for an organisation.
    pub linked: SmallVec<[(Role, Party<'a>); 1]>,
}

/// Somebody to be asked about.
#[derive(Clone, PartialEq, Eq)]
pub struct Party<'a> {
    /// Their name, with aliases in brackets as [`Query::new`] reads them; "" if it is not known.
    pub name: &'a str,
    /// Their documents; none if none is known.
    pub documents: SmallVec<[&'a str; 2]>,
    /// Conditions of the use and whether they hold of this party.
    pub stated: SmallVec<[(&'a str, bool); 1]>,
}

impl<'a> Holder<'a> {
    /// Somebody who holds something, alone, asked about for the general use.
    pub fn new(reference: &'a str, party: Party<'a>) -> Self {
        Self { reference, kind: "", measure: "", party, linked: SmallVec::new() }
    }

    /// Every party with its part, the holder's own ([`Role::Listed`]) first.
    pub fn parties(&self) -> impl Iterator<Item = (Role, &Party<'a>)> {
        let linked = self.linked.iter().map(|(role, party)| (*role, party));
        std::iter::once((Role::Listed, &self.party)).chain(linked)
    }

    /// The question about them.
    ///
    /// # Errors
    /// [`QueryError`] where a name or document cannot be read, or a party has neither.
    pub fn applicant(&self) -> Result<Applicant<'a>, QueryError> {
        let mut query = self.party.query()?;
        if !self.measure.is_empty() {
            query = query.for_use(self.measure);
        }
        self.linked.iter().try_fold(Applicant::new(query), |applicant, (role, party)| {
            Ok(applicant.with(*role, party.query()?))
        })
    }

    /// Appends what [`Self::take`] reads; the use as its number among those of the roster.
    pub(super) fn put(&self, measure: usize, out: &mut Vec<u8>) {
        put_text(out, self.reference);
        put_text(out, self.kind);
        put_number(out, measure);
        put_number(out, self.linked.len());
        for (role, party) in self.parties() {
            put_number(out, Role::ALL.iter().position(|it| *it == role).unwrap_or(0));
            put_text(out, party.name);
            put_number(out, party.documents.len());
            party.documents.iter().for_each(|document| put_text(out, document));
            put_number(out, party.stated.len());
            for (condition, holds) in &party.stated {
                put_text(out, condition);
                put_number(out, usize::from(*holds));
            }
        }
    }

    /// What the bytes say, to the last one.
    pub(super) fn take(mut rest: &'a [u8], measure_of: impl Fn(usize) -> Option<&'a str>) -> Option<Self> {
        let rest = &mut rest;
        let (reference, kind) = (take_text(rest)?, take_text(rest)?);
        let (measure, count) = (measure_of(take_number(rest)?)?, take_number(rest)?);
        let (role, party) = Party::take(rest)?;
        let mut linked = SmallVec::new();
        for _ in 0..count {
            linked.push(Party::take(rest)?);
        }
        let is_all = rest.is_empty() && role == Role::Listed;
        is_all.then_some(Self { reference, kind, measure, party, linked })
    }
}

impl<'a> Party<'a> {
    /// Somebody with this document and name; "" for what is not known.
    pub fn new(document: &'a str, name: &'a str) -> Self {
        let documents = Some(document).filter(|document| !document.is_empty()).into_iter().collect();
        Self { name, documents, stated: SmallVec::new() }
    }

    fn query(&self) -> Result<Query<'a>, QueryError> {
        let (first, rest) =
            self.documents.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
        let query = Query::new(first, self.name)?;
        let query = rest.iter().try_fold(query, |query, document| query.with_document(document))?;
        Ok(self.stated.iter().fold(query, |query, (condition, holds)| query.stating(condition, *holds)))
    }

    fn take(rest: &mut &'a [u8]) -> Option<(Role, Self)> {
        let role = *Role::ALL.get(take_number(rest)?)?;
        let name = take_text(rest)?;
        let (mut documents, mut stated) = (SmallVec::new(), SmallVec::new());
        for _ in 0..take_number(rest)? {
            documents.push(take_text(rest)?);
        }
        for _ in 0..take_number(rest)? {
            stated.push((take_text(rest)?, take_number(rest)? == 1));
        }
        Some((role, Self { name, documents, stated }))
    }
}

/// Masks the documents.
impl fmt::Debug for Party<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown =
            |document: &&str| Id::parse(document).map_or("(unreadable)".to_owned(), |id| id.to_string());
        let documents: Vec<String> = self.documents.iter().map(shown).collect();
        let mut out = f.debug_struct("Party");
        out.field("name", &self.name).field("documents", &documents).field("stated", &self.stated).finish()
    }
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    bytes::put_counted(out, text.as_bytes());
}

fn put_number(out: &mut Vec<u8>, number: usize) {
    bytes::put_varint(out, u64::try_from(number).unwrap_or(u64::MAX));
}

fn take_text<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    std::str::from_utf8(bytes::take_counted(rest)?).ok()
}

fn take_number(rest: &mut &[u8]) -> Option<usize> {
    usize::try_from(bytes::take_varint(rest)?).ok()
}
