//! Who stands in the list, in its order? Names are streamed with the subjects, not looked up for each.

use std::cmp::Ordering;

use fst::Streamer as _;

use crate::id::Sex;
use crate::id::Subject as Class;
use crate::index::Defect;
use crate::index::Error;
use crate::index::Filed;
use crate::index::Index;
use crate::index::NAMES;
use crate::index::SubjectId;
use crate::index::names;
use crate::index::names::Names;
use crate::record::Role;

/// Goes through the listed subjects, or those who answer for organisations.
pub(super) struct Walk<'a> {
    index: &'a Index,
    names: fst::map::Stream<'a>,
    /// The number of the first subject whose name is among `names`.
    first: u32,
    next: u32,
    end: u32,
    folded: names::Text,
    /// The next name, and its first bearer.
    ahead: Option<(names::Text, u32)>,
}

/// A subject and what sorts it.
pub(super) struct Walked {
    pub(super) id: SubjectId,
    pub(super) filed: Filed,
    folded: names::Text,
    is_special: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn listed(index: &'a Index) -> Result<Self, Error> {
        Self::new(index, &index.names, 0..index.columns.listed_count())
    }

    pub(super) fn responsible(index: &'a Index) -> Result<Self, Error> {
        Self::new(index, &index.responsible, index.columns.listed_count()..index.columns.subject_count())
    }

    fn new(index: &'a Index, names: &'a Names, numbers: std::ops::Range<u32>) -> Result<Self, Error> {
        let mut walk = Self {
            index,
            names: names.stream(),
            first: numbers.start,
            next: numbers.start,
            end: numbers.end,
            folded: names::Text::new(),
            ahead: None,
        };
        walk.ahead = walk.next_name()?;
        Ok(walk)
    }

    /// The next subject; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Walked>, Error> {
        if self.next >= self.end {
            return Ok(None);
        }
        let number = self.next;
        self.next = number.saturating_add(1);
        if self.ahead.as_ref().is_some_and(|(_, first)| *first == number) {
            let ahead = self.next_name()?;
            if let Some((name, _)) = std::mem::replace(&mut self.ahead, ahead) {
                self.folded = name;
            }
        }
        let filed = self.index.filed_as(number, self.folded.clone())?;
        let is_special = self.index.columns.marks(number)?.is_special();
        Ok(Some(Walked { id: SubjectId(number), filed, folded: self.folded.clone(), is_special }))
    }

    fn next_name(&mut self) -> Result<Option<(names::Text, u32)>, Error> {
        let Some((name, first)) = self.names.next() else { return Ok(None) };
        let first = u32::try_from(first).ok().and_then(|first| first.checked_add(self.first));
        let first = first.filter(|first| *first >= self.next && *first < self.end);
        let first = first.ok_or(Error::broken(NAMES, "a name's first bearer does not exist"))?;
        Ok(Some((names::Text::from_slice(name), first)))
    }
}

impl Walked {
    /// In the order of the list. Subjects of which it says *equal* are one and the same, but for people without an
    /// identifier.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }

    /// As [`crate::index::Subject::put_order`] has it: texts compare as the bytes that it writes for them.
    fn order(&self) -> (&[u8], bool, &[u8], &[u8], [usize; 4]) {
        let Self { filed, folded, is_special, .. } = self;
        let sex = filed.sex.map_or(0, |sex| if sex == Sex::Male { 1 } else { 2 });
        let class = filed.class.map_or(0, |class| if class == Class::Person { 1 } else { 2 });
        let role = Role::ALL.iter().position(|role| *role == filed.role).unwrap_or(0);
        let defect = filed.defect.map_or(0, |defect| if defect == Defect::Minor { 1 } else { 2 });
        (folded, !is_special, &filed.name, &filed.id, [sex, class, role, defect])
    }
}
