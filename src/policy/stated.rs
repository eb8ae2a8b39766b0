//! What did the asker state about a measure's conditions?

use crate::policy::Condition;
use crate::policy::Match;
use crate::policy::Measure;
use crate::policy::measure::Otherwise;
use crate::policy::measure::Scope;
use crate::record::Role;

/// For each condition of a measure: stated to hold, stated not to hold, or not stated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Stated {
    /// Bit by number of the condition in the measure: stated to hold.
    holds: u32,
    /// The same: stated not to hold. None is in both.
    fails: u32,
}

/// Something was stated that the measure does not ask.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{code}: {measure} has no such condition; {}",
    if .known.is_empty() { "it has none at all".to_owned() } else { format!("it has: {}", .known.join(", ")) }
)]
pub struct UnknownCondition {
    /// What was stated.
    pub code: String,
    /// The measure asked for.
    pub measure: String,
    /// Its conditions.
    pub known: Vec<String>,
}

impl Stated {
    /// What was stated, the later word on a condition counting.
    ///
    /// # Errors
    /// [`UnknownCondition`]: a misspelt condition must not pass for one that was not stated.
    pub fn new<'a>(
        measure: &Measure,
        stated: impl IntoIterator<Item = (&'a str, bool)>,
    ) -> Result<Self, UnknownCondition> {
        let mut this = Self::default();
        for (code, holds) in stated {
            let bit = measure.conditions.iter().zip(bits()).find(|(it, _)| it.code == code);
            let (_, bit) = bit.ok_or_else(|| UnknownCondition {
                code: code.to_owned(),
                measure: measure.code.to_string(),
                known: measure.conditions.iter().map(|it| it.code.to_string()).collect(),
            })?;
            this.holds = if holds { this.holds | bit } else { this.holds & !bit };
            this.fails = if holds { this.fails & !bit } else { this.fails | bit };
        }
        Ok(this)
    }

    /// Conditions that are assumed because the asker stated that they hold.
    pub fn assumed<'a>(&self, measure: &'a Measure) -> impl Iterator<Item = &'a Condition> + use<'a> {
        of(measure, self.holds)
    }

    /// Conditions that the asker stated not to hold.
    pub fn denied<'a>(&self, measure: &'a Measure) -> impl Iterator<Item = &'a Condition> + use<'a> {
        of(measure, self.fails)
    }

    /// Conditions that are not stated and must be established for this match.
    pub(super) fn open<'a>(
        &self,
        measure: &'a Measure,
        one: &Match,
    ) -> impl Iterator<Item = &'a Condition> + use<'a> {
        let role = one.role;
        of(measure, !(self.holds | self.fails)).filter(move |it| it.is_for(role))
    }

    /// What follows from the conditions stated not to hold for this match; the gentler of several.
    pub(super) fn otherwise(&self, measure: &Measure, one: &Match) -> Option<Otherwise> {
        let failing = self.denied(measure).filter(|it| it.is_for(one.role));
        failing.fold(None, |sofar, it| match (sofar, it.otherwise) {
            (Some(Otherwise::Free), _) | (_, Otherwise::Free) => Some(Otherwise::Free),
            _ => Some(Otherwise::Refer),
        })
    }
}

impl Condition {
    /// Whether it must hold of a party in this part.
    pub fn is_for(&self, role: Role) -> bool {
        self.scope == Scope::Everyone || role != Role::Listed
    }
}

fn of(measure: &Measure, which: u32) -> impl Iterator<Item = &Condition> {
    measure.conditions.iter().zip(bits()).filter(move |(_, bit)| which & bit != 0).map(|(it, _)| it)
}

/// A catalogue admits as many conditions as there are bits.
fn bits() -> impl Iterator<Item = u32> {
    (0..u32::BITS).filter_map(|bit| 1_u32.checked_shl(bit))
}
