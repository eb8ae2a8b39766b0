//! Of two answers about one holder: has anything changed that somebody must know?

use std::collections::BTreeSet;

use sha2::Digest as _;
use sha2::Sha256;

use crate::policy::Ground;
use crate::policy::JointVerdict;
use crate::policy::Outcome;
use crate::policy::Strength;
use crate::policy::Verdict;
use crate::record::Role;
use crate::roster::Holder;

/// What became of a holder.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Alert<'a> {
    /// What happened.
    pub kind: AlertKind,
    /// The holder's number in the roster.
    pub number: u32,
    /// The holder.
    pub holder: Holder<'a>,
    /// The answer from the earlier list.
    pub before: JointVerdict,
    /// The answer from the later list.
    pub after: JointVerdict,
}

/// What happened between two answers.
///
/// Answers differ where outcome, ground, strength or the set of records on which the outcome rests do, of the holder or a
/// party beside them. How many lookalikes there are changes a little with every edition, and is no change of its own: where
/// it passes a threshold of the policy, outcome or ground change with it. What a clear answer found and took for too weak to
/// act on is nobody's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertKind {
    /// Clear before, and now referred or blocked.
    NewlyListed,
    /// Referred or blocked before, and now clear.
    Released,
    /// A harsher outcome than before, or the same one on a stronger match.
    Strengthened,
    /// A milder outcome than before, though not clear, or the same one on a weaker match.
    Weakened,
    /// The same outcome and strength, on other records or another ground.
    Changed,
}

impl AlertKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::NewlyListed, Self::Released, Self::Strengthened, Self::Weakened, Self::Changed];

    /// What happened from one answer to another; `None` where nothing did.
    pub fn of(before: &JointVerdict, after: &JointVerdict) -> Option<Self> {
        match (before.outcome(), after.outcome()) {
            (Outcome::Clear, Outcome::Clear) => return None,
            (Outcome::Clear, _) => return Some(Self::NewlyListed),
            (_, Outcome::Clear) => return Some(Self::Released),
            _ => {}
        }
        let weight = |joint: &JointVerdict| (joint.outcome(), joint.deciding().1.strength());
        match weight(after).cmp(&weight(before)) {
            std::cmp::Ordering::Greater => Some(Self::Strengthened),
            std::cmp::Ordering::Less => Some(Self::Weakened),
            std::cmp::Ordering::Equal => (gist(before) != gist(after)).then_some(Self::Changed),
        }
    }

    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::NewlyListed => "newly_listed",
            Self::Released => "released",
            Self::Strengthened => "strengthened",
            Self::Weakened => "weakened",
            Self::Changed => "changed",
        }
    }
}

/// A digest of what of an answer somebody must know: of two that are not clear [`AlertKind::of`] tells nothing where it is the
/// same.
pub(super) fn digest(joint: &JointVerdict) -> u64 {
    let mut hash = Sha256::new();
    let mut word = |word: &str| {
        hash.update(word);
        hash.update([0]);
    };
    for (role, outcome, rest) in gist(joint) {
        word(role.as_code());
        word(outcome.as_code());
        if let Some((ground, strength, records)) = rest {
            word(ground.as_code());
            word(strength.map_or("", Strength::as_code));
            records.into_iter().for_each(&mut word);
        }
        word("");
    }
    hash.finalize().first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
}

/// What of an answer somebody must know; of a clear part nothing.
type Gist<'v> = Vec<(Role, Outcome, Option<(Ground, Option<Strength>, BTreeSet<&'v str>)>)>;

fn gist(joint: &JointVerdict) -> Gist<'_> {
    let told = |verdict: &'_ Verdict| verdict.outcome() != Outcome::Clear;
    joint
        .verdicts()
        .map(|(role, verdict)| {
            let rest = || (verdict.ground(), verdict.strength(), verdict.record_ids().collect());
            (role, verdict.outcome(), told(verdict).then(rest))
        })
        .collect()
}
