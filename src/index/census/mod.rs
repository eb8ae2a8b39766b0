//! How common is this? Shares of names, regions, birth years and sequence numbers among living people, estimated from
//! the list.
#![doc = include_str!("CENSUS.md")]

mod drift;
mod ids;
mod names;
mod prior;
mod recount;
mod taker;
mod tally;

use crate::bytes;
use crate::id::Sex;
use crate::index::CENSUS;
use crate::index::Error;
use crate::name::Name;

use ids::Numbers;
use names::CLASSES;
use names::Names;
use names::Seen;
use tally::Tally;

pub(crate) use drift::Drift;
pub(crate) use recount::Recount;
pub(super) use taker::CensusTaker;

/// What was counted over the subjects of one list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Census {
    /// Persons, each counted once however many subjects are about them, as far as names and ids tell.
    persons: u64,
    /// Subjects that are about them.
    person_subjects: u64,
    /// Subjects that are organisations.
    organisations: u64,
    numbers: Numbers,
    names: Names,
}

impl Census {
    /// Different persons among the subjects of the list, as far as names and ids tell.
    pub fn persons(&self) -> u64 {
        self.persons
    }

    /// Subjects of the list that are organisations.
    pub fn organisations(&self) -> u64 {
        self.organisations
    }

    /// Estimated share of living people who bear this name, when `subjects` of the list do.
    pub fn name_share(&self, name: &Name<'_>, subjects: u64) -> f64 {
        let several = float(self.person_subjects.max(1)) / float(self.persons.max(1));
        self.names.share(name, float(subjects) / several)
    }

    /// Estimated share of living people whose name is this one but for the `nth` character, from 0, which may be any.
    pub fn spelling_share(&self, name: &Name<'_>, nth: usize) -> f64 {
        self.names.near_share(name, nth, false)
    }

    /// Estimated share of living people whose name is this one but for the `nth` character, from 0, which is another one
    /// that reads as it does.
    pub fn reading_share(&self, name: &Name<'_>, nth: usize) -> f64 {
        self.names.near_share(name, nth, true)
    }

    /// The part of the sum over [`Self::reading_share`] of all places that follows from how common surnames, characters and
    /// syllables are, and from nothing else: [`Drift`] tells how far it may have moved. 0 of names other than a surname of one
    /// character and a forename.
    pub(crate) fn spelt_share(&self, name: &Name<'_>) -> f64 {
        let places = names::places(name).map_or(0..0, |places| 1..places);
        places.map(|nth| self.reading_share(name, nth)).sum()
    }

    /// Estimated share of registered organisations that bear exactly this name, when `subjects` of the list do.
    pub fn organisation_name_share(&self, name: &Name<'_>, subjects: u64) -> f64 {
        let guess = prior::of_organisation_name(name.loose().chars().count());
        let others = float(subjects.saturating_sub(1));
        let whole = prior::ORGANISATION_SHAPE / guess + float(self.organisations);
        ((prior::ORGANISATION_SHAPE + others) / whole).min(1.0)
    }

    /// Estimated share of living people whose region of registration has these six digits, `*` for any.
    pub fn region_share(&self, digits: &[u8]) -> f64 {
        self.numbers.region_share(digits)
    }

    /// Estimated share of living people born in a year with these four digits, `*` for any; nobody is born after `last`.
    pub fn year_share(&self, digits: &[u8], last: u16) -> f64 {
        self.numbers.year_share(digits, u64::from(last))
    }

    /// Share of people born on a day of the year with these four digits, month and day, `*` for any.
    pub fn day_share(&self, digits: &[u8]) -> f64 {
        ids::day_share(digits)
    }

    /// Estimated share of living people with these three digits of a sequence number, `*` for any; the last one tells the
    /// sex.
    pub fn sequence_share(&self, digits: &[u8]) -> f64 {
        self.numbers.sequence_share(digits)
    }

    /// Share of living people of this sex.
    pub fn sex_share(&self, sex: Sex) -> f64 {
        prior::of_sex(sex)
    }

    pub(super) fn read(mut section: &[u8]) -> Result<Self, Error> {
        let census = Self::take(&mut section).filter(|_| section.is_empty());
        census.ok_or(Error::broken(CENSUS, "it cannot be read"))
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let Names { people, told_apart, least, meetings: [met, chance], .. } = self.names;
        let counts =
            [self.persons, self.person_subjects, self.organisations, people, told_apart, least, met, chance];
        for number in counts {
            bytes::put_varint(&mut out, number);
        }
        for number in self.names.seen.iter().flat_map(|seen| seen.times.iter().chain(&seen.below)) {
            bytes::put_varint(&mut out, *number);
        }
        let Numbers { regions, years, sequences, .. } = &self.numbers;
        let Names { surnames, characters, syllables, forenames, first_parts, .. } = &self.names;
        for tally in [regions, years, sequences, surnames, characters, syllables, forenames, first_parts] {
            tally.write(&mut out);
        }
        out
    }

    fn take(section: &mut &[u8]) -> Option<Self> {
        let mut number = || bytes::take_varint(section);
        let (persons, person_subjects, organisations) = (number()?, number()?, number()?);
        let (people, told_apart, least) = (number()?, number()?, number()?);
        let meetings = [number()?, number()?];
        let mut seen = [Seen::default(); CLASSES];
        for class in &mut seen {
            for place in class.times.iter_mut().chain(&mut class.below) {
                *place = number()?;
            }
        }
        let mut tally = || Tally::read(section);
        let numbers = Numbers::new(tally()?, tally()?, tally()?);
        let (surnames, characters, syllables) = (tally()?, tally()?, tally()?);
        let (forenames, first_parts) = (tally()?, tally()?);
        let names = Names {
            people,
            told_apart,
            surnames,
            characters,
            syllables,
            forenames,
            first_parts,
            least,
            seen,
            meetings,
        };
        Some(Self { persons, person_subjects, organisations, numbers, names })
    }
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "an estimate needs no 53rd bit")]
fn float(count: u64) -> f64 {
    count as f64
}
