//! How sure must a match be, how old may an edition be? The figures of a policy, in general and for each use.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::Serializer;

use crate::policy::Catalogue;
use crate::policy::Strength;

/// The figures of a policy. The defaults are documented with their reasons.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Settings {
    /// A strong match blocks where at most this many other people would fit as well. Default 0.001: one wrong stop in
    /// a thousand such matches at the very most.
    pub block_lookalikes: f64,
    /// A match is referred to a person where at most this many others would fit. Default 10: more candidates than a
    /// clerk can tell apart on the spot say nothing about this one. At least [`Self::block_lookalikes`], so that a match
    /// which a stricter figure no longer blocks is referred.
    pub refer_lookalikes: f64,
    /// For how many days after its as-of day an edition may be asked. Default 31: entries must leave within three
    /// working days (法释〔2017〕7号, Articles 9–12), and feeds come monthly at the slowest.
    pub max_age_days: i64,
    /// For how many days more an edition answers that is too old, every answer being [`Outcome::Refer`]. Default 0: none,
    /// an edition that is too old is an error.
    ///
    /// [`Outcome::Refer`]: crate::policy::Outcome::Refer
    pub degraded_days: i64,
    /// Living people among whom lookalikes are reckoned, in place of the edition's own figure. Default: the edition's.
    ///
    /// Who has no id is sought by how the name reads only where the edition's figure makes at most a thousand lookalikes. For a
    /// figure more than a hundred times smaller, compile the edition for it (`Compiler::population`): under this setting alone,
    /// such a person is not found by another spelling.
    pub population: Option<u64>,
    /// Whether rows that look overdue for deletion stop nobody by themselves. Default [`Overdue::Off`].
    pub overdue: Overdue,
    /// What differs for a use, by its code.
    pub uses: BTreeMap<String, UseSettings>,
}

/// What differs for one use. `None`: as in general.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct UseSettings {
    /// The weakest strength that blocks.
    pub tier: Option<Tier>,
    /// As [`Settings::block_lookalikes`].
    pub block_lookalikes: Option<f64>,
    /// As [`Settings::refer_lookalikes`].
    pub refer_lookalikes: Option<f64>,
    /// As [`Settings::max_age_days`].
    pub max_age_days: Option<i64>,
    /// As [`Settings::degraded_days`].
    pub degraded_days: Option<i64>,
}

/// The weakest strength that blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tier {
    /// Strong with few lookalikes, and confirmed.
    #[default]
    Strong,
    /// Confirmed only.
    Confirmed,
    /// Nothing: a person decides on every match.
    Nothing,
}

/// Which rows look overdue for deletion.
///
/// Reasons (2) to (6) list for two years, prolonged by one to three (法释〔2017〕7号, Article 2); reason (1) has no term.
/// Nothing says when a term was prolonged, so this is a hint that a person looks into, never an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Overdue {
    /// None: the source is trusted to delete in time.
    #[default]
    Off,
    /// Published more than two years ago, for reasons (2) to (6) only.
    Base,
    /// Published more than five years ago, the longest term there is, for reasons (2) to (6) only.
    Longest,
}

/// A figure that no policy may have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{setting}: {expected}", .measure.as_ref().map(|code| format!("use {code}: ")).unwrap_or_default())]
pub struct Unsound {
    /// Which setting; `use` where the use itself is unknown.
    pub setting: &'static str,
    /// Of which use; `None` for the general ones.
    pub measure: Option<String>,
    /// What was expected.
    pub expected: &'static str,
}

/// The figures for one use, the general ones filled in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figures {
    pub(super) tier: Tier,
    pub(super) block_lookalikes: f64,
    pub(super) refer_lookalikes: f64,
    pub(super) max_age_days: i64,
    pub(super) degraded_days: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            block_lookalikes: 0.001,
            refer_lookalikes: 10.0,
            max_age_days: 31,
            degraded_days: 0,
            population: None,
            overdue: Overdue::Off,
            uses: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// The figures for the use with this code.
    pub(super) fn figures(&self, code: &str) -> Figures {
        let none = UseSettings::default();
        let own = if self.uses.is_empty() { &none } else { self.uses.get(code).unwrap_or(&none) };
        Figures {
            tier: own.tier.unwrap_or_default(),
            block_lookalikes: own.block_lookalikes.unwrap_or(self.block_lookalikes),
            refer_lookalikes: own.refer_lookalikes.unwrap_or(self.refer_lookalikes),
            max_age_days: own.max_age_days.unwrap_or(self.max_age_days),
            degraded_days: own.degraded_days.unwrap_or(self.degraded_days),
        }
    }

    /// Whether every figure is one that a policy may have.
    pub(super) fn check(&self, catalogue: &Catalogue) -> Result<(), Unsound> {
        let general = |(setting, expected)| Unsound { setting, measure: None, expected };
        self.figures("").check().map_err(general)?;
        if self.population == Some(0) {
            return Err(general(("population", "expected at least one living person")));
        }
        for code in self.uses.keys() {
            let of_use = |(setting, expected)| Unsound { setting, measure: Some(code.clone()), expected };
            if catalogue.find(code).is_none() {
                return Err(of_use(("use", "there is no such measure; `shixin measures` lists them")));
            }
            self.figures(code).check().map_err(of_use)?;
        }
        Ok(())
    }
}

impl Figures {
    fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let is_count = |figure: f64| figure.is_finite() && figure >= 0.0;
        if !is_count(self.block_lookalikes) {
            return Err(("block_lookalikes", "expected a number of people, 0 or more"));
        }
        if !is_count(self.refer_lookalikes) || self.refer_lookalikes < self.block_lookalikes {
            return Err((
                "refer_lookalikes",
                "expected a number of people, and no smaller than block_lookalikes: what just fails to block is referred",
            ));
        }
        let days = 0..=MOST_DAYS;
        if !days.contains(&self.max_age_days) {
            return Err(("max_age_days", "expected days from 0 to 3660"));
        }
        if !days.contains(&self.degraded_days) {
            return Err(("degraded_days", "expected days from 0 to 3660"));
        }
        Ok(())
    }
}

impl Tier {
    /// Every tier.
    pub const ALL: [Self; 3] = [Self::Strong, Self::Confirmed, Self::Nothing];

    /// Whether a match of this strength may block.
    pub fn blocks(self, strength: Strength) -> bool {
        match self {
            Self::Strong => strength >= Strength::Strong,
            Self::Confirmed => strength >= Strength::Confirmed,
            Self::Nothing => false,
        }
    }

    /// The word for it in a policy file.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Confirmed => "confirmed",
            Self::Nothing => "none",
        }
    }
}

impl Overdue {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Off, Self::Base, Self::Longest];

    /// After how many years a row looks overdue.
    pub const fn years(self) -> Option<u16> {
        match self {
            Self::Off => None,
            Self::Base => Some(2),
            Self::Longest => Some(5),
        }
    }

    /// The word for it in a policy file.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Base => "base",
            Self::Longest => "longest",
        }
    }
}

impl Serialize for Tier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_code())
    }
}

impl Serialize for Overdue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_code())
    }
}

/// Ten years: an edition older than that is no list to ask.
const MOST_DAYS: i64 = 3660;
