//! What became of those who asked? [`Outcomes`] counts answers.

use shixin::Outcome;

/// Answers of one group.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outcomes {
    pub blocked: u64,
    pub referred: u64,
    pub cleared: u64,
    /// Blocked, and not as the person they are.
    pub blocked_wrongly: u64,
}

impl Outcomes {
    pub fn add(&mut self, outcome: Outcome, right: bool) {
        match outcome {
            Outcome::Block => self.blocked += 1,
            Outcome::Refer => self.referred += 1,
            Outcome::Clear => self.cleared += 1,
        }
        self.blocked_wrongly += u64::from(outcome == Outcome::Block && !right);
    }

    pub fn merge(&mut self, other: &Self) {
        self.blocked += other.blocked;
        self.referred += other.referred;
        self.cleared += other.cleared;
        self.blocked_wrongly += other.blocked_wrongly;
    }

    pub fn asked(&self) -> u64 {
        self.blocked + self.referred + self.cleared
    }
}
