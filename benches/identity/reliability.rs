//! Of the matches said to have λ lookalikes, is the share of right persons 1 / (1 + λ)? [`Reliability`] bins them by λ and
//! sets the prediction beside what came.

use crate::interval::Share;

/// Matches in bins of half a decade of λ from a thousandth to a thousand, and one bin at either end.
#[derive(Debug, Clone, Default)]
pub struct Reliability {
    bins: [Bin; BINS],
}

/// Matches of about the same λ.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bin {
    /// How many there are, and how many are of the right person.
    pub right: Share,
    /// Sum of 1 / (1 + λ): how many right ones were predicted.
    pub predicted: f64,
}

/// What a bin says of the prediction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Fewer matches than can tell.
    TooFew,
    Holds,
    Fails,
}

impl Reliability {
    pub fn add(&mut self, lookalikes: f64, right: bool) {
        self.bins[place(lookalikes)].add(lookalikes, right);
    }

    pub fn merge(&mut self, other: &Self) {
        self.bins.iter_mut().zip(&other.bins).for_each(|(bin, other)| bin.merge(other));
    }

    /// The bins that hold any, each with the bounds of its λ.
    pub fn bins(&self) -> impl Iterator<Item = ((f64, f64), &Bin)> {
        (0..BINS).map(bounds).zip(&self.bins).filter(|(_, bin)| bin.right.of > 0)
    }
}

impl Bin {
    pub fn add(&mut self, lookalikes: f64, right: bool) {
        self.right.hits += u64::from(right);
        self.right.of += 1;
        self.predicted += 1.0 / (1.0 + lookalikes);
    }

    pub fn merge(&mut self, other: &Self) {
        self.right.hits += other.right.hits;
        self.right.of += other.right.of;
        self.predicted += other.predicted;
    }

    /// The mean of 1 / (1 + λ).
    pub fn prediction(&self) -> f64 {
        self.predicted / self.right.of.max(1) as f64
    }

    /// The one λ that would have made the same prediction.
    pub fn lookalikes(&self) -> f64 {
        (self.right.of as f64 - self.predicted) / self.predicted
    }

    /// The λ that would have predicted what came: wrong persons for each right one.
    pub fn observed_lookalikes(&self) -> f64 {
        (self.right.of - self.right.hits) as f64 / self.right.hits as f64
    }

    /// The prediction holds within the 95 % interval of what came, or within 15 % of it.
    pub fn judgement(&self) -> Judgement {
        if self.right.of < FEWEST {
            return Judgement::TooFew;
        }
        let (low, high) = self.right.interval();
        let (said, came) = (self.prediction(), self.right.value());
        let near = (said - came).abs() <= TOLERANCE * came;
        if near || (low..=high).contains(&said) { Judgement::Holds } else { Judgement::Fails }
    }
}

impl Judgement {
    pub fn label(self) -> &'static str {
        match self {
            Self::TooFew => "few",
            Self::Holds => "ok",
            Self::Fails => "FAILS",
        }
    }
}

fn place(lookalikes: f64) -> usize {
    let steps = (lookalikes.max(LEAST).log10() - LOWEST) * PER_DECADE;
    if steps < 0.0 { 0 } else { (steps as usize + 1).min(BINS - 1) }
}

/// From where to where λ runs in a bin.
fn bounds(bin: usize) -> (f64, f64) {
    let edge = |steps: usize| 10_f64.powf(LOWEST + steps as f64 / PER_DECADE);
    match bin {
        0 => (0.0, edge(0)),
        last if last == BINS - 1 => (edge(last - 1), f64::INFINITY),
        inner => (edge(inner - 1), edge(inner)),
    }
}

/// Six decades from a thousandth up, two bins each, and the ends.
const BINS: usize = 14;
const LOWEST: f64 = -3.0;
const PER_DECADE: f64 = 2.0;

/// Below this λ is as good as none.
const LEAST: f64 = 1e-12;

/// A bin of fewer matches is not judged.
const FEWEST: u64 = 300;

/// A prediction so near, relative to what came, is good enough however many matches there are.
const TOLERANCE: f64 = 0.15;
