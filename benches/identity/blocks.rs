//! Are more people blocked as somebody else than λ predicts? [`Blocks`] counts them beside the prediction.

use crate::interval::poisson_bound;

/// Blocks beside what their own λ predicts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Blocks {
    pub all: u64,
    pub wrong: u64,
    /// Sum of λ / (1 + λ).
    pub predicted_wrong: f64,
}

impl Blocks {
    pub fn add(&mut self, lookalikes: f64, right: bool) {
        self.all += 1;
        self.wrong += u64::from(!right);
        self.predicted_wrong += lookalikes / (1.0 + lookalikes);
    }

    pub fn merge(&mut self, other: &Self) {
        self.all += other.all;
        self.wrong += other.wrong;
        self.predicted_wrong += other.predicted_wrong;
    }

    /// The largest count of wrong ones that the prediction makes plausible.
    pub fn bound(&self) -> u64 {
        poisson_bound(self.predicted_wrong, DOUBT)
    }

    pub fn has_excess(&self) -> bool {
        self.wrong > self.bound()
    }
}

/// A count so high comes once in a thousand runs of a right engine.
const DOUBT: f64 = 0.001;
