//! Given matches, use and day: what may I say?
//!
//! [`Policy::judge`] turns graded matches into a [`Verdict`]: an outcome, the ground it stands on, and the law behind
//! it. Only here is decided what blocks, what a person must decide, and what passes.

mod catalogue;
mod guard;
mod matched;
mod reason;
mod verdict;

pub use catalogue::Force;
pub use catalogue::Use;
pub use guard::Guard;
pub use guard::Implausible;
pub use matched::Match;
pub use matched::Strength;
pub use reason::Reason;
pub use reason::Side;
pub use verdict::Ground;
pub use verdict::Outcome;
pub use verdict::Verdict;

use crate::date::Date;
use crate::index::Stamp;

/// Thresholds for a verdict. All of them may be set; the defaults are DESIGN's and documented with reasons.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Policy {
    /// A strong match blocks where at most this many other people would fit as well. Default 0.001: one wrong stop in
    /// a thousand such matches at the very most.
    pub block_lookalikes: f64,
    /// A match is referred to a person where at most this many others would fit. Default 10: more candidates than a
    /// clerk can tell apart on the spot say nothing about this one.
    pub refer_lookalikes: f64,
    /// For how many days after its as-of day an edition may be asked. Default 31: entries must leave within three
    /// working days (法释〔2017〕7号, Articles 9–12), and feeds come monthly at the slowest.
    pub max_age_days: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Self { block_lookalikes: 0.001, refer_lookalikes: 10.0, max_age_days: 31 }
    }
}

/// The edition may not answer on this day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Stale {
    /// The edition is older than the policy allows.
    #[error(
        "the edition is of {as_of}, {age} days before {day}, and may be asked for {limit} days only: \
         compile a fresh feed, or state the day that is meant"
    )]
    TooOld {
        /// The edition's as-of day.
        as_of: Date,
        /// The day asked about.
        day: Date,
        /// Days between them.
        age: i64,
        /// Days that the policy allows.
        limit: i64,
    },
    /// The day lies before the edition's.
    #[error(
        "the edition is of {as_of}, after the day asked about, {day}: ask an edition of that day or earlier"
    )]
    NotYet {
        /// The edition's as-of day.
        as_of: Date,
        /// The day asked about.
        day: Date,
    },
}

impl Policy {
    /// Whether an edition of `as_of` may be asked on `day`.
    ///
    /// # Errors
    /// [`Stale`] with the figures where it may not.
    pub fn admit(&self, as_of: Date, day: Date) -> Result<(), Stale> {
        let age = day.days_since(as_of);
        if age < 0 {
            Err(Stale::NotYet { as_of, day })
        } else if age > self.max_age_days {
            Err(Stale::TooOld { as_of, day, age, limit: self.max_age_days })
        } else {
            Ok(())
        }
    }

    /// The verdict on these matches, which it puts in order: best first.
    pub fn judge(&self, case: Case, mut matches: Vec<Match>) -> Verdict {
        matches.sort_by(Match::by_weight);
        let (outcome, ground) = matches
            .iter()
            .map(|one| self.judge_one(one, case.measure))
            .fold((Outcome::Clear, Ground::NoMatch), |worst, next| if next > worst { next } else { worst });
        Verdict::new(outcome, ground, case, matches)
    }

    /// What one match alone allows.
    fn judge_one(&self, one: &Match, measure: &'static Use) -> (Outcome, Ground) {
        let sure = match one.strength {
            Strength::Confirmed => true,
            Strength::Strong => one.lookalikes <= self.block_lookalikes,
            Strength::Probable | Strength::Possible => false,
        };
        if sure && one.is_of_listed() && !one.is_contradicted() {
            return if measure.force.may_block() {
                (Outcome::Block, Ground::Identified)
            } else {
                (Outcome::Refer, Ground::ForceIsDiscretion)
            };
        }
        if one.awaits_applicant() {
            (Outcome::Refer, Ground::ApplicantMayAdd)
        } else if one.strength == Strength::Confirmed || one.lookalikes <= self.refer_lookalikes {
            (Outcome::Refer, Ground::NotSure)
        } else {
            (Outcome::Clear, Ground::TooManyLookalikes)
        }
    }
}

/// What a verdict is about, beside the matches.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// What the answer is for.
    pub measure: &'static Use,
    /// The day for which the answer holds.
    pub day: Date,
    /// The edition that was asked.
    pub edition: Stamp,
    /// Listed subjects of the same name that are somebody else.
    pub namesakes: u32,
}
