//! Who is subject number *n*? What is stored of each, in columns.
//!
//! Nineteen parts: counts (u32: subjects, records, regions, years, bits of an inline id, whether complete ids are
//! inline, listed subjects, bits of a shared record, bits of how many), the regions and the years that inline ids name (u32 each, ascending), a byte of marks a subject, ranks of
//! every 64th subject (three u32: inline ids, other ids and given names before it), a bitmap of the records that are
//! a subject's first, the first record of every 64th subject (u32), inline ids (packed), other ids (two parts), given
//! names (four parts, [`GivenNames`]), and of each subject that answers for an organisation its role (a byte), the first of
//! the records it shares and how many (packed); then minors and those born later (u32, ascending).
//!
//! Marks: bits 0–1 sex (1 male, 2 female), 2–3 class (1 person, 2 organisation), 4–5 id (0 none, 1 inline, 2 other,
//! 3 other, and the only one, of a mainland citizen's form), 6
//! the name as given differs from the folded one, 7 special.

mod twins;

pub(super) use twins::Twins;

use std::ops::Range;

use crate::bytes;
use crate::bytes::Bytes;
use crate::id::Sex;
use crate::id::Subject as Class;
use crate::index::Defect;
use crate::index::Error;
use crate::index::SUBJECTS;
use crate::index::bits;
use crate::index::given::GivenNames;
use crate::index::given::GivenNamesWriter;
use crate::index::parts;
use crate::index::parts::Section;
use crate::index::short_id;
use crate::index::short_id::ShortIds;
use crate::index::short_id::Text;
use crate::index::strings::Strings;
use crate::record::Role;

/// The columns where they lie in the file.
#[derive(Clone)]
pub(super) struct Columns {
    subject_count: u32,
    record_count: u32,
    marks: Bytes,
    ranks: Bytes,
    firsts: Bytes,
    samples: Bytes,
    inline: Bytes,
    ids: ShortIds,
    others: Strings,
    given: GivenNames,
    /// Subjects that are listed themselves; those who answer for organisations have the numbers behind theirs.
    listed: u32,
    guests: Guests,
    /// Subjects whose rows are a minor's, and those born later: ascending.
    defects: [Bytes; 2],
}

/// Those who answer for organisations: in which part, and whose records they share.
#[derive(Clone)]
struct Guests {
    roles: Bytes,
    shared: Bytes,
    lengths: Bytes,
    first_bits: u32,
    length_bits: u32,
}

/// What the byte of marks says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks(u8);

impl Marks {
    pub(super) fn sex(self) -> Result<Option<Sex>, Error> {
        one_of(self.0 & 3, Sex::Male, Sex::Female)
    }

    pub(super) fn class(self) -> Result<Option<Class>, Error> {
        one_of(self.0 >> 2 & 3, Class::Person, Class::Organisation)
    }

    /// Whether the name as given is the folded one.
    pub(super) const fn is_as_folded(self) -> bool {
        self.0 & GIVEN == 0
    }

    /// Whether there is an identifier.
    pub(super) const fn has_id(self) -> bool {
        self.0 >> 4 & 3 != 0
    }

    /// Whether the only identifier has a mainland citizen's form, of which some is hidden or all is shown.
    pub(super) const fn has_citizen_form(self) -> bool {
        self.0 >> 4 & 3 == CITIZEN
    }

    /// Whether the identifier is inline, and so of a mainland citizen's form.
    pub(super) const fn is_inline(self) -> bool {
        self.0 >> 4 & 3 == INLINE
    }

    /// Whether it stands among the other identifiers.
    const fn is_other(self) -> bool {
        self.0 >> 4 & 3 >= OTHER
    }

    pub(super) const fn is_special(self) -> bool {
        self.0 & SPECIAL != 0
    }
}

impl Columns {
    pub(super) fn open(section: &Bytes) -> Result<Self, Error> {
        let [
            counts,
            regions,
            years,
            marks,
            ranks,
            firsts,
            samples,
            inline,
            others,
            texts,
            m,
            n,
            given,
            names,
            roles,
            shared,
            lengths,
            minors,
            born_later,
        ] = parts::split(section).ok_or(broken("its parts do not fit its length"))?;
        let count = |at: usize| bytes::u32_at(counts.as_ref(), at);
        let whole = || {
            let (subject_count, record_count) = (count(0)?, count(4)?);
            let ids = ShortIds::open(regions, years, count(16)?, count(20)? != 0)?;
            let last = last_ranks(ranks.as_ref())?;
            let groups = subject_count.div_ceil(GROUP);
            let listed = count(24)?;
            let responsible = u64::from(subject_count.checked_sub(listed)?);
            let (first_bits, length_bits) = (count(28)?, count(32)?);
            let guests = roles.as_ref().len() == usize::try_from(responsible).ok()?
                && first_bits.max(length_bits) <= bits::WIDEST
                && Some(shared.as_ref().len()) == bits::packed_length(first_bits, responsible)
                && Some(lengths.as_ref().len()) == bits::packed_length(length_bits, responsible);
            let sized = guests
                && counts.as_ref().len() == COUNTS
                && marks.as_ref().len() == usize::try_from(subject_count).ok()?
                && ranks.as_ref().len() == usize::try_from(groups).ok()?.checked_add(1)?.checked_mul(RANK)?
                && samples.as_ref().len() == usize::try_from(listed.div_ceil(GROUP)).ok()?.checked_mul(4)?
                && Some(firsts.as_ref().len()) == bits::bitmap_length(u64::from(record_count))
                && Some(inline.as_ref().len()) == bits::packed_length(ids.width(), u64::from(last[0]))
                && (count(8)?, count(12)?) == ids.counts();
            let others = Strings::open(others, texts, u64::from(last[1]))?;
            let given = GivenNames::open([m, n, given, names], u64::from(last[2]))?;
            sized.then_some(Self {
                subject_count,
                record_count,
                marks,
                ranks,
                firsts,
                samples,
                inline,
                ids,
                others,
                given,
                listed,
                guests: Guests { roles, shared, lengths, first_bits, length_bits },
                defects: [minors, born_later],
            })
        };
        whole().ok_or(broken("its parts do not fit one another"))
    }

    pub(super) fn subject_count(&self) -> u32 {
        self.subject_count
    }

    pub(super) fn record_count(&self) -> u32 {
        self.record_count
    }

    #[inline]
    pub(super) fn marks(&self, subject: u32) -> Result<Marks, Error> {
        let marks = usize::try_from(subject).ok().and_then(|at| self.marks.as_ref().get(at));
        marks.copied().map(Marks).ok_or(broken("a subject does not exist"))
    }

    /// The identifier's canonical text; empty where there is none.
    pub(super) fn id(&self, subject: u32) -> Result<Text, Error> {
        let read = || match self.marks(subject).ok()?.0 >> 4 & 3 {
            0 => Some(Text::new()),
            INLINE => {
                let rank = self.rank(subject, |marks| Marks(marks).is_inline(), 0)?;
                self.ids.text(bits::packed_at(self.inline.as_ref(), self.ids.width(), rank)?)
            }
            _ => {
                let rank = self.rank(subject, |marks| Marks(marks).is_other(), 1)?;
                short_id::unpack(self.others.get(rank)?)
            }
        };
        read().ok_or(broken("an identifier cannot be read"))
    }

    /// The name as given, made of the folded one.
    pub(super) fn given(&self, subject: u32, folded: &[u8]) -> Result<super::names::Text, Error> {
        let read = || {
            let rank = self.rank(subject, |marks| marks & GIVEN != 0, 2)?;
            self.given.get(rank, folded)
        };
        read().ok_or(broken("a name cannot be read"))
    }

    pub(super) fn listed_count(&self) -> u32 {
        self.listed
    }

    pub(super) fn responsible_count(&self) -> u32 {
        self.subject_count.saturating_sub(self.listed)
    }

    /// In which part the subject is on the list.
    pub(super) fn role(&self, subject: u32) -> Result<Role, Error> {
        let Some(guest) = subject.checked_sub(self.listed) else { return Ok(Role::Listed) };
        let role = usize::try_from(guest).ok().and_then(|guest| self.guests.roles.as_ref().get(guest));
        let role =
            role.and_then(|role| Role::ALL.get(usize::from(*role))).filter(|role| **role != Role::Listed);
        role.copied().ok_or(broken("a role cannot be read"))
    }

    /// What makes the subject's rows unfit to stop anybody.
    pub(super) fn defect(&self, subject: u32) -> Option<Defect> {
        let [minors, born_later] = &self.defects;
        let holds = |numbers: &Bytes| {
            let numbers = numbers.as_ref().as_chunks::<4>().0;
            numbers.binary_search_by_key(&subject, |number| u32::from_le_bytes(*number)).is_ok()
        };
        match (holds(minors), holds(born_later)) {
            (true, _) => Some(Defect::Minor),
            (_, true) => Some(Defect::BornLater),
            _ => None,
        }
    }

    /// Those of the subjects, all of them plain, whose number agrees with the applicant's or may be a slip away from it.
    pub(super) fn near(
        &self,
        plain: Range<u32>,
        slots: &[u8; 18],
    ) -> Result<impl Iterator<Item = u32> + '_, Error> {
        let near = self.ids.near(slots).ok_or(broken("a citizen's number cannot be taken apart"))?;
        let first = self
            .rank(plain.start, |marks| Marks(marks).is_inline(), 0)
            .ok_or(broken("a rank cannot be read"))?;
        let (row, width) = (self.inline.as_ref(), self.ids.width());
        let numbers = (first..).map_while(move |place| bits::packed_at(row, width, place));
        Ok(plain.zip(numbers).filter(move |(_, number)| near.is_near(*number)).map(|(subject, _)| subject))
    }

    /// Some of what is stored of the subjects from `first` on. The number is of no account: see [`super::Probe`].
    #[inline]
    pub(super) fn read_ahead(&self, first: u32) -> u64 {
        let rank = self.rank(first, |marks| Marks(marks).is_inline(), 0).unwrap_or(0);
        bits::packed_at(self.inline.as_ref(), self.ids.width(), rank).unwrap_or(0)
    }

    /// The numbers of the subject's records.
    pub(super) fn records(&self, subject: u32) -> Result<Range<u32>, Error> {
        let Some(guest) = subject.checked_sub(self.listed) else { return self.own_records(subject) };
        let Guests { shared, lengths, first_bits, length_bits, .. } = &self.guests;
        let read = || {
            let first =
                u32::try_from(bits::packed_at(shared.as_ref(), *first_bits, u64::from(guest))?).ok()?;
            let length =
                u32::try_from(bits::packed_at(lengths.as_ref(), *length_bits, u64::from(guest))?).ok()?;
            let end = first.checked_add(length).filter(|end| *end <= self.record_count)?;
            (first < end && subject < self.subject_count).then_some(first..end)
        };
        read().ok_or(broken("one who answers for an organisation shares no records"))
    }

    fn own_records(&self, subject: u32) -> Result<Range<u32>, Error> {
        let read = || {
            let sample = bytes::u32_entry(self.samples.as_ref(), 0, subject / GROUP)?;
            let first = bits::nth_set(self.firsts.as_ref(), u64::from(sample), subject % GROUP)?;
            let count = u64::from(self.record_count);
            let end = bits::next_set(self.firsts.as_ref(), first.checked_add(1)?, count);
            let (first, end) = (u32::try_from(first).ok()?, u32::try_from(end).ok()?);
            (subject < self.listed && first < end).then_some(first..end)
        };
        read().ok_or(broken("a subject has no records"))
    }

    /// Whose record it is.
    pub(super) fn subject_of(&self, record: u32) -> Result<u32, Error> {
        let read = || {
            let (mut low, mut high) = (0, self.listed.div_ceil(GROUP));
            while low < high {
                let middle = low.midpoint(high);
                if bytes::u32_entry(self.samples.as_ref(), 0, middle)? <= record {
                    low = middle.checked_add(1)?;
                } else {
                    high = middle;
                }
            }
            let group = low.checked_sub(1)?;
            let sample = bytes::u32_entry(self.samples.as_ref(), 0, group)?;
            let after = bits::count_set(
                self.firsts.as_ref(),
                u64::from(sample).checked_add(1)?,
                u64::from(record).checked_add(1)?,
            );
            group.checked_mul(GROUP)?.checked_add(u32::try_from(after).ok()?)
        };
        read().filter(|subject| *subject < self.listed).ok_or(broken("a record belongs to no subject"))
    }

    /// How many subjects before this one have marks that `count`.
    fn rank(&self, subject: u32, counts: impl Fn(u8) -> bool, column: usize) -> Option<u64> {
        let group = usize::try_from(subject / GROUP).ok()?;
        let before = bytes::u32_at(
            self.ranks.as_ref(),
            group.checked_mul(RANK)?.checked_add(column.checked_mul(4)?)?,
        )?;
        let start = group.checked_mul(usize::try_from(GROUP).ok()?)?;
        let within = self.marks.as_ref().get(start..usize::try_from(subject).ok()?)?;
        let within = within.iter().fold(0_u64, |sum, marks| sum.wrapping_add(u64::from(counts(*marks))));
        u64::from(before).checked_add(within)
    }
}

fn last_ranks(ranks: &[u8]) -> Option<[u32; 3]> {
    let last = ranks.len().checked_sub(RANK)?;
    let at = |offset: usize| bytes::u32_at(ranks, last.checked_add(offset)?);
    Some([at(0)?, at(4)?, at(8)?])
}

/// Two bits: absent, one or the other; three is damage.
fn one_of<T>(bits: u8, one: T, other: T) -> Result<Option<T>, Error> {
    match bits {
        0 => Ok(None),
        1 => Ok(Some(one)),
        2 => Ok(Some(other)),
        _ => Err(broken("a subject's marks cannot be read")),
    }
}

fn broken(what: &'static str) -> Error {
    Error::broken(SUBJECTS, what)
}

/// Takes subjects in order.
#[derive(Default)]
pub(super) struct ColumnsWriter {
    marks: Vec<u8>,
    ids: short_id::Collector,
    given: GivenNamesWriter,
    /// Given names before every 64th subject.
    given_ranks: Vec<u32>,
    firsts: bits::BitmapWriter,
    samples: Vec<u8>,
    record_count: u32,
    listed: u32,
    roles: Vec<u8>,
    shared: Vec<(u32, u32)>,
    /// Subjects with a defect: minors, born later.
    defects: [Vec<u8>; 2],
}

/// What a subject's columns hold.
pub(super) struct Column<'a> {
    pub(super) given: &'a str,
    /// `""` where the name cannot be read.
    pub(super) folded: &'a str,
    pub(super) id: &'a str,
    pub(super) sex: Option<Sex>,
    pub(super) class: Option<Class>,
    pub(super) role: Role,
    pub(super) defect: Option<Defect>,
    pub(super) is_special: bool,
    /// Whether the identifier is one, and of a mainland citizen's form.
    pub(super) is_citizens: bool,
    pub(super) records: Range<u32>,
}

impl ColumnsWriter {
    pub(super) fn push(&mut self, subject: &Column<'_>) -> Option<()> {
        if self.marks.len().is_multiple_of(usize::try_from(GROUP).ok()?) {
            self.given_ranks.push(u32::try_from(self.given.count()).ok()?);
            if subject.role == Role::Listed {
                self.samples.extend_from_slice(&self.record_count.to_le_bytes());
            }
        }
        let sex = subject.sex.map_or(0, |sex| if sex == Sex::Male { 1 } else { 2 });
        let class = subject.class.map_or(0, |class| if class == Class::Person { 4 } else { 8 });
        let mut marks = sex | class;
        if subject.given != subject.folded {
            marks |= GIVEN;
            self.given.push(subject.folded, subject.given);
        }
        if subject.is_special {
            marks |= SPECIAL;
        }
        if subject.is_citizens {
            marks |= CITIZEN << 4;
        }
        self.marks.push(marks);
        self.ids.push(subject.id);
        let number = u32::try_from(self.marks.len()).ok()?.checked_sub(1)?;
        match subject.defect {
            Some(Defect::Minor) => self.defects[0].extend_from_slice(&number.to_le_bytes()),
            Some(Defect::BornLater) => self.defects[1].extend_from_slice(&number.to_le_bytes()),
            None => {}
        }
        let length = subject.records.end.checked_sub(subject.records.start)?;
        if subject.role == Role::Listed {
            (0..length).for_each(|record| self.firsts.push(record == 0));
            self.record_count = self.record_count.checked_add(length)?;
            self.listed = self.listed.checked_add(1)?;
        } else {
            let role = Role::ALL.iter().position(|role| *role == subject.role)?;
            self.roles.push(u8::try_from(role).ok()?);
            self.shared.push((subject.records.start, length));
        }
        Some(())
    }

    /// The section; `None` where it is too large.
    pub(super) fn finish(mut self) -> Option<Section> {
        let subject_count = u32::try_from(self.marks.len()).ok()?;
        let ids = self.ids.finish(&mut self.marks)?;
        let mut ranks = Vec::new();
        let mut before = [0_u32; 2];
        let groups = self.marks.chunks(usize::try_from(GROUP).ok()?);
        for (group, given) in groups.zip(&self.given_ranks) {
            put_ranks(&mut ranks, [before[0], before[1], *given]);
            for marks in group {
                before[0] = before[0].saturating_add(u32::from(marks >> 4 & 3 == 1));
                before[1] = before[1].saturating_add(u32::from(Marks(*marks).is_other()));
            }
        }
        put_ranks(&mut ranks, [before[0], before[1], u32::try_from(self.given.count()).ok()?]);
        let greatest = |of: fn(&(u32, u32)) -> u32| self.shared.iter().map(of).max().unwrap_or(0);
        let (first_bits, length_bits) =
            (bits::width_of(u64::from(greatest(|it| it.0))), bits::width_of(u64::from(greatest(|it| it.1))));
        let (mut firsts, mut lengths) = (bits::Packer::new(first_bits), bits::Packer::new(length_bits));
        for (first, length) in &self.shared {
            firsts.push(u64::from(*first));
            lengths.push(u64::from(*length));
        }
        let counts = [
            subject_count,
            self.record_count,
            u32::try_from(ids.regions.len() / 4).ok()?,
            u32::try_from(ids.years.len() / 4).ok()?,
            ids.width,
            u32::from(ids.holds_complete),
            self.listed,
            first_bits,
            length_bits,
        ];
        let counts = counts.iter().flat_map(|count| count.to_le_bytes()).collect();
        let [others, texts] = ids.others;
        let mut all = vec![
            counts,
            ids.regions,
            ids.years,
            self.marks,
            ranks,
            self.firsts.finish(),
            self.samples,
            ids.inline,
            others,
            texts,
        ];
        all.extend(self.given.finish()?);
        let [minors, born_later] = self.defects;
        all.extend([self.roles, firsts.finish(), lengths.finish(), minors, born_later]);
        Some(parts::join(all))
    }
}

fn put_ranks(ranks: &mut Vec<u8>, before: [u32; 3]) {
    before.iter().for_each(|rank| ranks.extend_from_slice(&rank.to_le_bytes()));
}

/// Subjects that share a sample of ranks: 64 marks are one cache line.
const GROUP: u32 = 64;

/// Bytes of the counts.
const COUNTS: usize = 36;

/// Bytes of a group's ranks.
const RANK: usize = 12;

/// The form of an inline identifier.
const INLINE: u8 = 1;
/// The form of an identifier among the others.
const OTHER: u8 = 2;
/// The same of a mainland citizen's form.
const CITIZEN: u8 = 3;

const GIVEN: u8 = 1 << 6;
const SPECIAL: u8 = 1 << 7;
