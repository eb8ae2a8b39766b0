//! Who stands in the list, in its order? Names are streamed with the subjects, not looked up for each.

use std::cmp::Ordering;
use std::ops::Range;

use crate::id::Sex;
use crate::id::Subject as Class;
use crate::index::Defect;
use crate::index::Error;
use crate::index::Filed;
use crate::index::Index;
use crate::index::NAMES;
use crate::index::SubjectId;
use crate::index::automaton::Stream;
use crate::index::columns::Twins;
use crate::index::names;
use crate::index::names::Names;
use crate::index::rows::Sequence;
use crate::record::Role;

/// Goes through the listed subjects, or those who answer for organisations: of the list, and of the layer over it.
pub(super) struct Walk<'a> {
    index: &'a Index,
    own: Own<'a>,
    above: Option<Part<'a>>,
    /// The next of either.
    ahead: [Option<Walked>; 2],
}

/// The subjects of the list itself that are gone through: all, or some.
enum Own<'a> {
    All(Box<Part<'a>>),
    Some(std::vec::IntoIter<u32>),
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
        Self::new(index, Own::All(Box::new(Part::listed(index)?)), Part::listed)
    }

    pub(super) fn responsible(index: &'a Index) -> Result<Self, Error> {
        Self::new(index, Own::All(Box::new(Part::responsible(index)?)), Part::responsible)
    }

    /// Of the list itself only those of these subjects, ascending, who are listed; of the layer all.
    pub(super) fn listed_among(index: &'a Index, numbers: &[u32]) -> Result<Self, Error> {
        let listed = numbers.partition_point(|number| *number < index.columns.listed_count());
        let own = numbers.get(..listed).unwrap_or_default().to_vec();
        Self::new(index, Own::Some(own.into_iter()), Part::listed)
    }

    /// The same of those who answer for organisations.
    pub(super) fn responsible_among(index: &'a Index, numbers: &[u32]) -> Result<Self, Error> {
        let listed = numbers.partition_point(|number| *number < index.columns.listed_count());
        let own = numbers.get(listed..).unwrap_or_default().to_vec();
        Self::new(index, Own::Some(own.into_iter()), Part::responsible)
    }

    fn new(
        index: &'a Index,
        own: Own<'a>,
        part: impl Fn(&'a Index) -> Result<Part<'a>, Error>,
    ) -> Result<Self, Error> {
        let above = index.above().map(&part).transpose()?;
        let mut walk = Self { index, own, above, ahead: [None, None] };
        walk.ahead = [walk.next_own()?, walk.next_above()?];
        Ok(walk)
    }

    /// The next subject; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Walked>, Error> {
        let [own, above] = &self.ahead;
        let is_own = match (own, above) {
            (Some(own), Some(above)) => own.compare(above).is_le(),
            (own, _) => own.is_some(),
        };
        let following = if is_own { self.next_own()? } else { self.next_above()? };
        let [own, above] = &mut self.ahead;
        Ok(std::mem::replace(if is_own { own } else { above }, following))
    }

    fn next_own(&mut self) -> Result<Option<Walked>, Error> {
        loop {
            let next = match &mut self.own {
                Own::All(part) => part.next()?,
                Own::Some(numbers) => match numbers.next() {
                    Some(number) => Some(self.index.walked(number)?),
                    None => None,
                },
            };
            match next {
                Some(walked) if self.index.is_hidden(walked.id) => {}
                next => return Ok(next),
            }
        }
    }

    fn next_above(&mut self) -> Result<Option<Walked>, Error> {
        let Some(above) = &mut self.above else { return Ok(None) };
        let Some(mut walked) = above.next()? else { return Ok(None) };
        walked.id = self.index.raised_subject(walked.id);
        walked.filed = self.index.raised_filed(walked.filed);
        Ok(Some(walked))
    }
}

impl Index {
    /// One subject of the list itself, wherever the walk is.
    fn walked(&self, number: u32) -> Result<Walked, Error> {
        self.walked_as(number, self.folded_name(number)?)
    }

    fn walked_as(&self, number: u32, folded: names::Text) -> Result<Walked, Error> {
        let filed = self.filed_as(number, folded.clone())?;
        let is_special = self.columns.marks(number)?.is_special();
        Ok(Walked { id: SubjectId(number), filed, folded, is_special })
    }
}

/// The subjects of one list.
struct Part<'a> {
    index: &'a Index,
    names: Stream<'a>,
    /// The number of the first subject whose name is among `names`.
    first: u32,
    next: u32,
    end: u32,
    folded: names::Text,
    /// The next name, and its first bearer.
    ahead: Option<(names::Text, u32)>,
}

impl<'a> Part<'a> {
    fn listed(index: &'a Index) -> Result<Self, Error> {
        Self::new(index, &index.names, 0..index.columns.listed_count())
    }

    fn responsible(index: &'a Index) -> Result<Self, Error> {
        Self::new(index, &index.responsible, index.columns.listed_count()..index.columns.subject_count())
    }

    fn new(index: &'a Index, names: &'a Names, numbers: Range<u32>) -> Result<Self, Error> {
        let mut part = Self {
            index,
            names: names.stream(),
            first: numbers.start,
            next: numbers.start,
            end: numbers.end,
            folded: names::Text::new(),
            ahead: None,
        };
        part.ahead = part.next_name()?;
        Ok(part)
    }

    fn next(&mut self) -> Result<Option<Walked>, Error> {
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
        self.index.walked_as(number, self.folded.clone()).map(Some)
    }

    /// The next name and all who bear it, "" before the others for those whose name cannot be read; `None` at the end.
    fn next_group(&mut self) -> Result<Option<(names::Text, Range<u32>)>, Error> {
        if self.next >= self.end {
            return Ok(None);
        }
        let first = self.next;
        if self.ahead.as_ref().is_some_and(|(_, start)| *start == first) {
            self.next = first.saturating_add(1);
            let ahead = self.next_name()?;
            if let Some((name, _)) = std::mem::replace(&mut self.ahead, ahead) {
                self.folded = name;
            }
        }
        self.next = self.ahead.as_ref().map_or(self.end, |(_, start)| *start);
        Ok(Some((self.folded.clone(), first..self.next)))
    }

    fn next_name(&mut self) -> Result<Option<(names::Text, u32)>, Error> {
        let Some((name, first)) = self.names.next()? else { return Ok(None) };
        let first = u32::try_from(first).ok().and_then(|first| first.checked_add(self.first));
        let first = first.filter(|first| *first >= self.next && *first < self.end);
        let first = first.ok_or(Error::broken(NAMES, "a name's first bearer does not exist"))?;
        Ok(Some((names::Text::from_slice(name), first)))
    }
}

/// Goes through two lists without layers, name by name, past the names of which both say the same.
pub(super) struct Differing<'a> {
    parts: [Part<'a>; 2],
    twins: Twins<'a>,
    ahead: [Option<(names::Text, Range<u32>)>; 2],
}

impl<'a> Differing<'a> {
    pub(super) fn listed(one: &'a Index, other: &'a Index) -> Result<Self, Error> {
        Self::new([one, other], Part::listed)
    }

    pub(super) fn responsible(one: &'a Index, other: &'a Index) -> Result<Self, Error> {
        Self::new([one, other], Part::responsible)
    }

    fn new(
        [one, other]: [&'a Index; 2],
        part: impl Fn(&'a Index) -> Result<Part<'a>, Error>,
    ) -> Result<Self, Error> {
        let mut parts = [part(one)?, part(other)?];
        let [first, second] = &mut parts;
        let ahead = [first.next_group()?, second.next_group()?];
        Ok(Self { parts, twins: Twins::new(&one.columns, &other.columns), ahead })
    }

    /// Those who bear the next name of which the lists do not say the same, in the order of each; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<[Vec<Walked>; 2]>, Error> {
        loop {
            let order = match &self.ahead {
                [None, None] => return Ok(None),
                [Some(_), None] => Ordering::Less,
                [None, Some(_)] => Ordering::Greater,
                [Some((one, _)), Some((other, _))] => one.cmp(other),
            };
            let one = if order.is_le() { self.take(0)? } else { None };
            let other = if order.is_ge() { self.take(1)? } else { None };
            if let (Some((name, ones)), Some((_, others))) = (&one, &other)
                && ones.len() == others.len()
                && self.twins.are_same((ones, others), name)?
            {
                continue;
            }
            return Ok(Some([self.walked(0, one)?, self.walked(1, other)?]));
        }
    }

    fn take(&mut self, side: usize) -> Result<Option<(names::Text, Range<u32>)>, Error> {
        let (Some(part), Some(ahead)) = (self.parts.get_mut(side), self.ahead.get_mut(side)) else {
            return Ok(None);
        };
        Ok(std::mem::replace(ahead, part.next_group()?))
    }

    fn walked(&self, side: usize, group: Option<(names::Text, Range<u32>)>) -> Result<Vec<Walked>, Error> {
        let (Some(part), Some((name, numbers))) = (self.parts.get(side), group) else {
            return Ok(Vec::new());
        };
        numbers.map(|number| part.index.walked_as(number, name.clone())).collect()
    }
}

/// Reads record ids and rows one after another, of the list and of the layer over it.
pub(super) struct Reader<'a> {
    index: &'a Index,
    own: Sequence<'a>,
    above: Option<Sequence<'a>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(index: &'a Index) -> Self {
        let above = index.above().map(|above| Sequence::new(&above.rows));
        Self { index, own: Sequence::new(&index.rows), above }
    }

    /// The source's record id of a record.
    pub(super) fn record_id(&mut self, record: u32) -> Result<&str, Error> {
        match (self.index.lifted_record(record), &mut self.above) {
            (Some((_, record)), Some(above)) => above.record_id(record),
            _ => self.own.record_id(record),
        }
    }

    /// The row of a record; `name` and `id` are its subject's.
    pub(super) fn row(&mut self, record: u32, name: &str, id: &str) -> Result<String, Error> {
        match (self.index.lifted_record(record), &mut self.above) {
            (Some((_, record)), Some(above)) => above.row(record, name, id),
            _ => self.own.row(record, name, id),
        }
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
