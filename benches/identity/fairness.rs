//! Does a group fare worse than others? [`Fairness`] counts answers by what kind of name people bear.

use std::collections::BTreeMap;

use shixin::Outcome;

use crate::application::Arm;
use crate::interval::Share;
use crate::noise;
use crate::outcomes::Outcomes;

/// Kinds of names that lists, forms and decoders treat unlike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    TwoCharacters,
    ThreeCharacters,
    /// Four and more without a dot.
    Longer,
    /// With a middle dot.
    Dotted,
    /// With a character outside of GBK.
    Rare,
}

/// Answers by arm, group, and whether the one who asked is listed.
#[derive(Debug, Default)]
pub struct Fairness(BTreeMap<(Arm, bool, Group), Outcomes>);

/// What may go wrong for whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harm {
    ListedMissed,
    UnlistedReferred,
    BlockedWrongly,
}

impl Fairness {
    pub fn add(&mut self, arm: Arm, listed: bool, name: &str, outcome: Outcome, right: bool) {
        self.0.entry((arm, listed, Group::of(name))).or_default().add(outcome, right);
    }

    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(key, outcomes)| self.0.entry(*key).or_default().merge(outcomes));
    }

    /// How often a harm befell a group; everybody, without one.
    pub fn share(&self, arm: Arm, group: Option<Group>, harm: Harm) -> Share {
        let mut share = Share::default();
        for ((of_arm, listed, of_group), outcomes) in &self.0 {
            if *of_arm == arm && group.is_none_or(|group| group == *of_group) {
                let one = harm.share(*listed, outcomes);
                share.hits += one.hits;
                share.of += one.of;
            }
        }
        share
    }

    /// How many times as often as everybody a group meets a harm, and whether that is too much: more than twice, and more
    /// than chance explains.
    pub fn ratio(&self, arm: Arm, group: Group, harm: Harm) -> (f64, bool) {
        let (own, all) = (self.share(arm, Some(group), harm), self.share(arm, None, harm));
        let ratio = if all.hits == 0 { 1.0 } else { own.value() / all.value() };
        (ratio, ratio > MOST && own.interval().0 > all.value())
    }
}

impl Group {
    pub const ALL: [Self; 5] =
        [Self::TwoCharacters, Self::ThreeCharacters, Self::Longer, Self::Dotted, Self::Rare];

    pub fn label(self) -> &'static str {
        match self {
            Self::TwoCharacters => "two characters",
            Self::ThreeCharacters => "three characters",
            Self::Longer => "four and more",
            Self::Dotted => "with a middle dot",
            Self::Rare => "rare character",
        }
    }

    pub fn of(name: &str) -> Self {
        match name.chars().count() {
            _ if noise::has_rare_character(name) => Self::Rare,
            _ if name.contains('·') => Self::Dotted,
            0..=2 => Self::TwoCharacters,
            3 => Self::ThreeCharacters,
            _ => Self::Longer,
        }
    }
}

impl Harm {
    pub const ALL: [Self; 3] = [Self::ListedMissed, Self::UnlistedReferred, Self::BlockedWrongly];

    fn share(self, listed: bool, outcomes: &Outcomes) -> Share {
        match self {
            Self::ListedMissed if listed => Share { hits: outcomes.cleared, of: outcomes.asked() },
            Self::UnlistedReferred if !listed => Share { hits: outcomes.referred, of: outcomes.asked() },
            Self::BlockedWrongly => Share { hits: outcomes.blocked_wrongly, of: outcomes.asked() },
            Self::ListedMissed | Self::UnlistedReferred => Share::default(),
        }
    }
}

/// A group may meet a harm at most so many times as often as everybody.
const MOST: f64 = 2.0;
