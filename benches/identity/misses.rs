//! Which listed people are missed, and by what? [`Misses`] counts answers to the listed by what stands between them and
//! their row.

use std::collections::BTreeMap;

use shixin::Outcome;

use crate::application::Arm;
use crate::noise::Noise;
use crate::outcomes::Outcomes;
use crate::publication::Publication;
use crate::publication::Shape;
use crate::publication::Slip;

/// One thing that may stand between a person and the row about them; nothing else does, but for the first two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// Whatever it is.
    Any,
    /// More than one row, any of which may do.
    SeveralRows,
    /// What is shown of the number.
    Shape(Shape),
    /// A slip in the number.
    Slip(Slip),
    /// The name as published, under the usual mask or another.
    Published(Mask, Noise),
    /// The name as typed.
    Typed(Mask, Noise),
    /// The name as published and as typed.
    Both(Mask),
}

/// How the number is shown. The usual mask hides month and day, and is all but alone in crawls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mask {
    Usual,
    Other,
}

/// Answers to the listed, by arm and obstacle.
#[derive(Debug, Default)]
pub struct Misses(BTreeMap<(Arm, Obstacle), Outcomes>);

impl Misses {
    pub fn add(&mut self, arm: Arm, rows: &[Publication], typed: Noise, outcome: Outcome, right: bool) {
        let mut count = |obstacle| self.0.entry((arm, obstacle)).or_default().add(outcome, right);
        count(Obstacle::Any);
        match rows {
            [row] => obstacles(row, typed).for_each(count),
            _ => count(Obstacle::SeveralRows),
        }
    }

    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(key, outcomes)| self.0.entry(*key).or_default().merge(outcomes));
    }

    pub fn of(&self, arm: Arm) -> impl Iterator<Item = (Obstacle, &Outcomes)> {
        let of_arm = self.0.iter().filter(move |((of, _), _)| *of == arm);
        of_arm.map(|((_, obstacle), outcomes)| (*obstacle, outcomes))
    }
}

impl Obstacle {
    /// What is changed, and how.
    pub fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Any => ("all listed", ""),
            Self::SeveralRows => ("several rows", ""),
            Self::Shape(shape) => ("id as shown", shape.label()),
            Self::Slip(slip) => ("id as listed", slip.label()),
            Self::Published(Mask::Usual, noise) => ("name as listed, usual mask", noise.label()),
            Self::Published(Mask::Other, noise) => ("name as listed, other mask", noise.label()),
            Self::Typed(Mask::Usual, noise) => ("name as typed, usual mask", noise.label()),
            Self::Typed(Mask::Other, noise) => ("name as typed, other mask", noise.label()),
            Self::Both(Mask::Usual) => ("both names, usual mask", "changed"),
            Self::Both(Mask::Other) => ("both names, other mask", "changed"),
        }
    }
}

/// What one row's story tells of: of each kind of obstacle, where there is no other. A lost number is one.
fn obstacles(row: &Publication, typed: Noise) -> impl Iterator<Item = Obstacle> {
    let (slip, published) = (row.slip != Slip::None, row.noise != Noise::None);
    let retyped = typed != Noise::None;
    let shown = row.shape != Shape::Lost;
    let mask = if row.shape == Shape::MonthDay { Mask::Usual } else { Mask::Other };
    let told = [
        (!slip && !published && !retyped).then_some(Obstacle::Shape(row.shape)),
        (shown && !published && !retyped).then_some(Obstacle::Slip(row.slip)),
        (shown && !slip && !retyped).then_some(Obstacle::Published(mask, row.noise)),
        (shown && !slip && !published).then_some(Obstacle::Typed(mask, typed)),
        (shown && !slip && published && retyped).then_some(Obstacle::Both(mask)),
    ];
    told.into_iter().flatten()
}
