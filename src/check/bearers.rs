//! How many people bear this name, or one as much like it?

use crate::check::Error;
use crate::index::Index;
use crate::name::Likeness;
use crate::name::Name;
use crate::name::Step;
use crate::record::Role;

/// Where the bearers of a listed name are counted.
pub(super) struct Bearers<'a> {
    pub(super) index: &'a Index,
    /// Among organisations; otherwise among people.
    pub(super) organisation: bool,
    /// The listed name's: one who answers for an organisation is not among the bearers on the list.
    pub(super) role: Role,
}

impl Bearers<'_> {
    /// The share of everybody whose name agrees with the listed one as well as the one asked about does, over how often
    /// the right person's does.
    ///
    /// # Errors
    /// Where the list is damaged.
    pub(super) fn share(
        &self,
        likeness: Likeness,
        listed: &Name<'_>,
        asked: Option<&Name<'_>>,
    ) -> Result<f64, Error> {
        let step = match likeness {
            Likeness::Same => return self.of(listed),
            Likeness::Unlike => return Ok(1.0),
            Likeness::Alike(step) => step,
        };
        let others = match asked {
            Some(asked) if !self.organisation => self.alike(step, listed, asked)?,
            _ => self.of(listed)?,
        };
        Ok(others / step.likelihood())
    }

    /// The share of people whose names stand to the listed one as the one asked about does.
    fn alike(&self, step: Step, listed: &Name<'_>, asked: &Name<'_>) -> Result<f64, Error> {
        let census = self.index.census();
        let places = 0..listed.loose().chars().count();
        Ok(match step {
            Step::Alias | Step::Transposed => self.of(asked)?,
            Step::OneCharacter => places.map(|nth| census.spelling_share(listed, nth)).sum(),
            Step::LostCharacter => census.spelling_share(listed, differing(listed, asked)),
            Step::SameReading => {
                let share: f64 = places.map(|nth| census.reading_share(listed, nth)).sum();
                share * together(listed)
            }
            Step::Latin => self.of(listed)? * SPELT_ALIKE,
            Step::DottedPart => self.of(listed)? * PART_ALIKE,
            _ => self.of(listed)?,
        })
    }

    /// Of the share of people whose names read as the listed one, as [`Self::share`] has it, no more than what is known of
    /// its characters says.
    pub(super) fn spelt_alike(&self, listed: &Name<'_>) -> f64 {
        self.index.census().spelt_share(listed) * together(listed) / Step::SameReading.likelihood()
    }

    /// The share of everybody who bears this name.
    fn of(&self, name: &Name<'_>) -> Result<f64, Error> {
        let itself = u64::from(self.role != Role::Listed);
        let listed = self.index.bearer_count(name.loose())?;
        let bearers = listed.saturating_add(itself).max(1);
        let census = self.index.census();
        Ok(if self.organisation {
            census.organisation_name_share(name, bearers)
        } else {
            census.name_share(name, bearers)
        })
    }
}

fn together(listed: &Name<'_>) -> f64 {
    if listed.forename().chars().count() == 2 { TOGETHER } else { 1.0 }
}

/// The place of the first character that differs; the last one's where one name only goes on.
fn differing(listed: &Name<'_>, asked: &Name<'_>) -> usize {
    let differs = listed.loose().chars().zip(asked.loose().chars()).position(|(one, other)| one != other);
    differs.unwrap_or_else(|| listed.loose().chars().count().saturating_sub(1))
}

/// Two characters of a forename go together more often than chance has it: in simulated lists 1.8 times.
const TOGETHER: f64 = 1.8;

/// A toneless spelling is borne by 2.5 times as many people as the characters: of ten million drawn names a row shares it
/// with 142 others, and the characters with 56.
const SPELT_ALIKE: f64 = 2.5;

/// A part of a name is borne by more people than the whole; a guess.
const PART_ALIKE: f64 = 20.0;
