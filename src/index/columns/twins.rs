//! Do two lists say the same of those who bear a name? Compared where it lies, most of it as bytes; records aside.

use std::ops::Range;

use crate::index::Error;
use crate::index::bits;
use crate::index::columns::Columns;
use crate::index::columns::GIVEN;
use crate::index::columns::Marks;
use crate::index::columns::broken;

/// The columns of two lists, side by side.
pub(in crate::index) struct Twins<'a> {
    one: &'a Columns,
    other: &'a Columns,
    /// Whether the same inline number is the same identifier in both.
    is_one_numbering: bool,
}

/// How many subjects before a subject have an inline id, another id, a name given otherwise than folded.
type Ranks = [u64; 3];

impl<'a> Twins<'a> {
    pub(in crate::index) fn new(one: &'a Columns, other: &'a Columns) -> Self {
        Self { one, other, is_one_numbering: one.ids.are_those_of(&other.ids) }
    }

    /// Whether these subjects of the one list and those of the other, all of one folded name, are the same, one by one.
    pub(in crate::index) fn are_same(
        &self,
        (ones, others): (&Range<u32>, &Range<u32>),
        folded: &[u8],
    ) -> Result<bool, Error> {
        let (Some(marks), Some(their_marks)) = (self.one.marks_of(ones), self.other.marks_of(others)) else {
            return Err(broken("a subject does not exist"));
        };
        if marks != their_marks {
            return Ok(false);
        }
        let ranks = self.one.ranks_at(ones.start).zip(self.other.ranks_at(others.start));
        let (mut one, mut other) = ranks.ok_or(broken("a rank cannot be read"))?;
        for ((number, its_twin), marks) in ones.clone().zip(others.clone()).zip(marks) {
            let is_same = self.is_id_same(*marks, &one, &other)
                && (marks & GIVEN == 0 || self.is_name_same(&one, &other, folded))
                && self.one.defect(number) == self.other.defect(its_twin)
                && self.one.role(number)? == self.other.role(its_twin)?;
            if !is_same {
                return Ok(false);
            }
            step(&mut one, *marks);
            step(&mut other, *marks);
        }
        Ok(true)
    }

    fn is_id_same(&self, marks: u8, [one, one_other, _]: &Ranks, [other, other_other, _]: &Ranks) -> bool {
        match marks >> 4 & 3 {
            0 => true,
            1 => {
                let number = |columns: &Columns, rank: &u64| {
                    bits::packed_at(columns.inline.as_ref(), columns.ids.width(), *rank)
                };
                let (own, its) = (number(self.one, one), number(self.other, other));
                if self.is_one_numbering {
                    return own == its && own.is_some();
                }
                let text = own.and_then(|own| self.one.ids.text(own));
                text.is_some() && text == its.and_then(|its| self.other.ids.text(its))
            }
            _ => {
                let own = self.one.others.get(*one_other);
                own.is_some() && own == self.other.others.get(*other_other)
            }
        }
    }

    fn is_name_same(&self, [.., one]: &Ranks, [.., other]: &Ranks, folded: &[u8]) -> bool {
        let own = self.one.given.get(*one, folded);
        own.is_some() && own == self.other.given.get(*other, folded)
    }
}

impl Columns {
    fn marks_of(&self, numbers: &Range<u32>) -> Option<&[u8]> {
        let range = usize::try_from(numbers.start).ok()?..usize::try_from(numbers.end).ok()?;
        self.marks.as_ref().get(range)
    }

    fn ranks_at(&self, subject: u32) -> Option<Ranks> {
        Some([
            self.rank(subject, |marks| marks >> 4 & 3 == 1, 0)?,
            self.rank(subject, |marks| Marks(marks).is_other(), 1)?,
            self.rank(subject, |marks| marks & GIVEN != 0, 2)?,
        ])
    }
}

fn step([inline, other, given]: &mut Ranks, marks: u8) {
    *inline = inline.saturating_add(u64::from(marks >> 4 & 3 == 1));
    *other = other.saturating_add(u64::from(Marks(marks).is_other()));
    *given = given.saturating_add(u64::from(marks & GIVEN != 0));
}
