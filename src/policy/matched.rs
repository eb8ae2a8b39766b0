//! One subject of the list that the applicant may be.

use std::cmp::Ordering;

use crate::index::SubjectId;
use crate::policy::Reason;
use crate::policy::Side;
use crate::record::Role;

/// A subject that the applicant may be, how surely, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// How much agrees.
    pub strength: Strength,
    /// The expected number of *other* living people (organisations) who agree with the record as well as this
    /// applicant does. The chance that the applicant is the one listed is 1 / (1 + lookalikes).
    pub lookalikes: f64,
    /// What speaks for and against, in the order in which it was looked at.
    pub reasons: Vec<Reason>,
    /// In which part the matched party is on the list: listed itself, or answering for a listed organisation.
    pub role: Role,
    /// Which subject of the list.
    pub subject: SubjectId,
    /// Numbers of the subject's records in the list that count, for fetching evidence.
    pub records: Vec<u32>,
    /// The source's record ids of those records, in the same order.
    pub record_ids: Vec<String>,
}

/// How much of id and name agrees, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// One side has no usable id, the names are the same and nothing contradicts.
    Possible,
    /// Every visible character of the id agrees and the names are alike; or the ids are the same and the names are not.
    Probable,
    /// Every visible character of the id agrees, the check digit can hold, and the names are the same.
    Strong,
    /// The complete ids and the names are the same.
    Confirmed,
}

impl Strength {
    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Probable => "probable",
            Self::Strong => "strong",
            Self::Confirmed => "confirmed",
        }
    }
}

impl Match {
    /// Best first: by strength, then the listed themselves, then what nothing contradicts, then fewest lookalikes, then as
    /// they stand in the list.
    pub(super) fn by_weight(&self, other: &Self) -> Ordering {
        let strength = other.strength.cmp(&self.strength);
        let listed = self.is_of_listed().cmp(&other.is_of_listed()).reverse();
        let contradicted = self.is_contradicted().cmp(&other.is_contradicted());
        strength
            .then(listed)
            .then(contradicted)
            .then(self.lookalikes.total_cmp(&other.lookalikes))
            .then(self.subject.cmp(&other.subject))
    }

    /// Whether the party is listed itself.
    pub fn is_of_listed(&self) -> bool {
        self.role == Role::Listed
    }

    /// Whether anything known speaks against identity, or against the row itself. Such a match never blocks.
    pub fn is_contradicted(&self) -> bool {
        self.reasons.iter().any(|reason| reason.side() == Side::Against)
    }

    /// Whether it takes more than is known to settle it: an id or a name that can be compared. Such a match is never
    /// cleared for want of it. A name that is only alike, or that of one who answers for an organisation, is not enough to
    /// ask for more: there the lookalikes decide.
    pub fn awaits_applicant(&self) -> bool {
        let alike = self.reasons.iter().any(|reason| matches!(reason, Reason::NameAlike(_)));
        if !self.is_of_listed() || alike && self.strength == Strength::Possible {
            return false;
        }
        let open = [
            Reason::ApplicantIdMissing,
            Reason::ApplicantIdDoubtful,
            Reason::ApplicantNameMissing,
            Reason::NameNotComparable,
            Reason::RecordNameMissing,
            Reason::OtherDocument,
        ];
        self.reasons.iter().any(|reason| open.contains(reason))
    }
}
