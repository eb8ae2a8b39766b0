//! Several parties, one answer: an organisation that applies and the people responsible for it.

use crate::policy::Ground;
use crate::policy::Language;
use crate::policy::Outcome;
use crate::policy::Use;
use crate::policy::Verdict;
use crate::policy::explanation;
use crate::policy::wording::say;
use crate::record::Role;

/// The answer about an applicant and the parties beside them: the harshest of all parts decides.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "an answer nobody reads stops nobody"]
pub struct JointVerdict {
    applicant: Verdict,
    linked: Vec<Part>,
}

/// What was found about one party beside the applicant.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The party's part in the applicant.
    pub role: Role,
    /// What was found about them.
    pub verdict: Verdict,
}

impl JointVerdict {
    /// Joins what was found about each party.
    pub fn new(applicant: Verdict, linked: Vec<Part>) -> Self {
        Self { applicant, linked }
    }

    /// Block, refer or clear: the harshest of all parts.
    pub fn outcome(&self) -> Outcome {
        self.deciding().1.outcome()
    }

    /// What decided it: the weightiest ground of the harshest parts.
    pub fn ground(&self) -> Ground {
        self.deciding().1.ground()
    }

    /// What was found about the applicant itself.
    pub fn applicant(&self) -> &Verdict {
        &self.applicant
    }

    /// What was found about each party beside it, in the order in which they were named.
    pub fn linked(&self) -> &[Part] {
        &self.linked
    }

    /// The part that decided: the harshest, of several the one with the weightiest ground, of those the first; with
    /// its role ([`Role::Listed`] for the applicant).
    pub fn deciding(&self) -> (Role, &Verdict) {
        let weight = |verdict: &Verdict| (verdict.outcome(), verdict.ground());
        let first = (Role::Listed, &self.applicant);
        self.verdicts().fold(first, |best, next| if weight(next.1) > weight(best.1) { next } else { best })
    }

    /// What the answer is for.
    pub fn measure(&self) -> &Use {
        self.applicant.measure()
    }

    /// Why, one sentence a party.
    pub fn because(&self, language: Language) -> String {
        let parts = self.verdicts().map(|(role, verdict)| {
            let who = if role == Role::Listed {
                "part.applicant".to_owned()
            } else {
                format!("bound.{}", role.as_code())
            };
            let because = explanation::because(verdict, language);
            say("part.says", language, &[("who", &say(&who, language, &[])), ("because", &because)])
        });
        parts.collect::<Vec<_>>().join("\n")
    }

    /// How to contest a stop; `None` for a clear.
    pub fn recourse(&self, language: Language) -> Option<&'static str> {
        (self.outcome() != Outcome::Clear).then(|| explanation::recourse(language))
    }

    /// Every part with its role, the applicant's ([`Role::Listed`]) first.
    pub fn verdicts(&self) -> impl Iterator<Item = (Role, &Verdict)> {
        std::iter::once((Role::Listed, &self.applicant))
            .chain(self.linked.iter().map(|part| (part.role, &part.verdict)))
    }
}
