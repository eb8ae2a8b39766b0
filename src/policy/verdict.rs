//! The answer: outcome, ground, matches, edition, basis, and how to contest it.

use crate::date::Date;
use crate::index::Stamp;
use crate::policy::Applied;
use crate::policy::Case;
use crate::policy::Condition;
use crate::policy::Freshness;
use crate::policy::Hint;
use crate::policy::Language;
use crate::policy::Match;
use crate::policy::Stated;
use crate::policy::Strength;
use crate::policy::Use;
use crate::policy::explanation;

/// What a check answers.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "an answer nobody reads stops nobody"]
pub struct Verdict {
    outcome: Outcome,
    ground: Ground,
    measure: Use,
    stated: Stated,
    day: Date,
    edition: Stamp,
    policy: [u8; 32],
    relief: [u8; 32],
    namesakes: u32,
    indistinct: u32,
    /// How many of these were counted for their very name, before anything else of them was compared.
    indistinct_by_name: u32,
    /// How many times more lookalikes than the policy goes by the others have at least.
    leeway: f64,
    is_linked: bool,
    matches: Vec<Match>,
    /// What each match alone allows, in the same order.
    findings: Vec<Finding>,
    pub(super) applied: Vec<Applied>,
    pub(super) hints: Vec<Hint>,
}

/// What one match alone allows, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// Block, refer or clear.
    pub outcome: Outcome,
    /// What decided it.
    pub ground: Ground,
}

/// What is to be done. Exhaustive on purpose: a fourth outcome would be a breaking change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Nobody on the list whom this applicant may be taken for, or nothing that this use's law lets follow from it.
    Clear,
    /// A person decides.
    Refer,
    /// The applicant is listed, and the use's force allows to stop them.
    Block,
}

/// What decided the outcome, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Ground {
    /// No subject of the list agrees.
    NoMatch,
    /// A record of the same name cannot be told from this applicant, and neither from too many others.
    TooManyLookalikes,
    /// Somebody agrees, whom the measure's law does not bind: another class of subject, or another part.
    NotBound,
    /// Somebody agrees, and the asker stated that a condition of the measure does not hold.
    ConditionFails,
    /// Every record that agrees is withdrawn, lifted for this use, or somebody else's, and no match is left.
    Relieved,
    /// Something agrees, and what the applicant can add would settle it: an id that can be compared, or a name.
    ApplicantMayAdd,
    /// Something agrees, not enough to be sure.
    NotSure,
    /// The party stands beside the one who applies: a person, or an organisation that the measure's law names itself.
    LinkedParty,
    /// The applicant answers for a listed organisation, in a part that is not told or for a use that was not stated.
    RoleToEstablish,
    /// The asker stated that a condition does not hold, and the law has somebody look into it.
    ConditionInDoubt,
    /// The applicant is the one listed; the measure has conditions that the asker has not stated.
    ConditionsToEstablish,
    /// The applicant is the one listed, and every record is disputed, or relief may reach it.
    Disputed,
    /// The applicant is the one listed, and every record looks overdue for deletion.
    LooksOverdue,
    /// A task for supervision, which stops nobody.
    Supervision,
    /// Another list decides.
    OtherListDecides,
    /// Only a separate order of a court decides.
    CourtDecides,
    /// The applicant is the one listed; the law leaves what follows to discretion.
    ForceIsDiscretion,
    /// The edition is too old to say more than that a person must look.
    EditionTooOld,
    /// The applicant is the one listed.
    Identified,
}

impl Finding {
    pub(super) const fn clear(ground: Ground) -> Self {
        Self { outcome: Outcome::Clear, ground }
    }

    pub(super) const fn refer(ground: Ground) -> Self {
        Self { outcome: Outcome::Refer, ground }
    }
}

impl Verdict {
    /// A verdict that has seen no match yet.
    pub(super) fn new(case: &Case<'_>, policy: [u8; 32], relief: [u8; 32]) -> Self {
        Self {
            outcome: Outcome::Clear,
            ground: if case.indistinct == 0 { Ground::NoMatch } else { Ground::TooManyLookalikes },
            measure: case.measure.clone(),
            stated: case.stated,
            day: case.day,
            edition: case.edition,
            policy,
            relief,
            namesakes: case.namesakes,
            indistinct: case.indistinct,
            indistinct_by_name: case.indistinct_by_name,
            leeway: case.leeway,
            is_linked: case.is_linked,
            matches: Vec::new(),
            findings: Vec::new(),
            applied: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Takes in a match and what it allows. The harsher counts; of equals the weightier ground.
    pub(super) fn take(&mut self, one: Match, finding: Finding) {
        (self.outcome, self.ground) = (self.outcome, self.ground).max((finding.outcome, finding.ground));
        self.matches.push(one);
        self.findings.push(finding);
    }

    /// Ends the taking in.
    pub(super) fn close(&mut self, freshness: Freshness) {
        if self.matches.is_empty() && !self.applied.is_empty() {
            self.ground = Ground::Relieved;
        }
        if freshness == Freshness::Degraded {
            (self.outcome, self.ground) = (Outcome::Refer, Ground::EditionTooOld);
        }
    }

    /// Block, refer or clear.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// What decided it.
    pub fn ground(&self) -> Ground {
        self.ground
    }

    /// The subjects of the list that the applicant may be, best match first. A `Clear` may have some, too weak to act
    /// on.
    pub fn matches(&self) -> &[Match] {
        &self.matches
    }

    /// What each match alone allows, in the order of [`Self::matches`].
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Strength of the best match on which the outcome rests.
    pub fn strength(&self) -> Option<Strength> {
        self.resting().next().map(|best| best.strength)
    }

    /// Lookalikes of the best match on which the outcome rests.
    pub fn lookalikes(&self) -> Option<f64> {
        self.resting().next().map(|best| best.lookalikes)
    }

    /// Record ids of all matches of that strength, best match first; of the listed themselves where it is one of them.
    /// Records that relief took out are not among them.
    pub fn record_ids(&self) -> impl Iterator<Item = &str> {
        let best = self.resting().next().map(|best| (best.strength, best.is_of_listed()));
        let of_best = self.resting().filter(move |one| Some((one.strength, one.is_of_listed())) == best);
        of_best.flat_map(|one| one.record_ids.iter().map(String::as_str))
    }

    /// The matches on which the outcome rests, best first; of a clear, and of an edition that is too old, all.
    pub fn resting(&self) -> impl Iterator<Item = &Match> {
        self.resting_pairs().map(|(one, _)| one)
    }

    /// The matches that an explanation tells: those on which the outcome rests, without such as say nothing about this
    /// applicant, which are other people's business.
    pub(super) fn telling(&self) -> impl Iterator<Item = &Match> {
        let pairs = self.resting_pairs();
        pairs.filter(|(_, finding)| finding.ground != Ground::TooManyLookalikes).map(|(one, _)| one)
    }

    fn resting_pairs(&self) -> impl Iterator<Item = (&Match, &Finding)> {
        let all = self.outcome == Outcome::Clear || self.ground == Ground::EditionTooOld;
        let pairs = self.matches.iter().zip(&self.findings);
        pairs.filter(move |(_, finding)| all || finding.outcome == self.outcome)
    }

    /// What relief changed, record by record. Records that it took out are named here only.
    pub fn relief(&self) -> &[Applied] {
        &self.applied
    }

    /// Rows that look overdue for deletion, where the policy looks. Records that it took out are named here only.
    pub fn hints(&self) -> &[Hint] {
        &self.hints
    }

    /// Conditions of the measure that the answer assumes, because the asker stated that they hold.
    pub fn assumed(&self) -> impl Iterator<Item = &Condition> {
        self.stated.assumed(&self.measure)
    }

    /// Conditions of the measure that the asker stated not to hold.
    pub fn denied(&self) -> impl Iterator<Item = &Condition> {
        self.stated.denied(&self.measure)
    }

    /// Conditions that the asker must still establish before this applicant may be stopped.
    pub fn to_establish(&self) -> impl Iterator<Item = &Condition> {
        let is_open = self.outcome == Outcome::Refer && self.measure.force.may_block();
        let mut open: Vec<&Condition> = Vec::new();
        for condition in
            self.resting().filter(|_| is_open).flat_map(|one| self.stated.open(&self.measure, one))
        {
            if !open.contains(&condition) {
                open.push(condition);
            }
        }
        open.into_iter()
    }

    /// Whether the party stands beside an organisation that applies.
    pub fn is_linked(&self) -> bool {
        self.is_linked
    }

    /// Digest of the policy by which it was judged: figures and measures.
    pub fn policy(&self) -> [u8; 32] {
        self.policy
    }

    /// Digest of the relief that was looked at; zeros where there was none.
    pub fn relief_digest(&self) -> [u8; 32] {
        self.relief
    }

    /// How many listed subjects of the same name are somebody else.
    pub fn namesakes(&self) -> u32 {
        self.namesakes
    }

    /// How many subjects, listed or answering for somebody listed, have the same name and no id, so that nothing tells them
    /// from the applicant, nor from more others than the policy goes by. They are no matches, and nothing rests on them;
    /// the list's [`find`](crate::index::Index::find) finds them.
    pub fn indistinct(&self) -> u32 {
        self.indistinct
    }

    /// Whether nobody was found but people without an id, each counted because too many others would fit. Then nothing but how
    /// common names are keeps them from being matches.
    pub(crate) fn rests_on_common_names(&self) -> bool {
        self.indistinct > 0 && self.matches.is_empty() && self.applied.is_empty()
    }

    /// Whether some of these bear the applicant's very name.
    pub(crate) fn has_indistinct_by_name(&self) -> bool {
        self.indistinct_by_name > 0
    }

    /// How many times more lookalikes than the policy goes by the others have at least, as far as
    /// [`Drift`](crate::index::Drift) tells of it; infinite where there are none, 0 where it is not known.
    pub(crate) fn leeway(&self) -> f64 {
        self.leeway
    }

    /// What the answer is for.
    pub fn measure(&self) -> &Use {
        &self.measure
    }

    /// The day for which the answer holds.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The edition that was asked.
    pub fn edition(&self) -> Stamp {
        self.edition
    }

    /// Why, in one English sentence or two.
    pub fn because(&self) -> String {
        explanation::because(self, Language::English)
    }

    /// Why, in one Chinese sentence or two (中文).
    pub fn because_chinese(&self) -> String {
        explanation::because(self, Language::Chinese)
    }

    /// How the applicant can contest a stop, in English; `None` for a clear.
    pub fn recourse(&self) -> Option<&'static str> {
        (self.outcome != Outcome::Clear).then(|| explanation::recourse(Language::English))
    }

    /// How the applicant can contest a stop, in Chinese; `None` for a clear.
    pub fn recourse_chinese(&self) -> Option<&'static str> {
        (self.outcome != Outcome::Clear).then(|| explanation::recourse(Language::Chinese))
    }
}

impl Outcome {
    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Refer => "refer",
            Self::Block => "block",
        }
    }
}

impl Ground {
    /// Every ground, weakest first.
    pub const ALL: [Self; 19] = [
        Self::NoMatch,
        Self::TooManyLookalikes,
        Self::NotBound,
        Self::ConditionFails,
        Self::Relieved,
        Self::ApplicantMayAdd,
        Self::NotSure,
        Self::LinkedParty,
        Self::RoleToEstablish,
        Self::ConditionInDoubt,
        Self::ConditionsToEstablish,
        Self::Disputed,
        Self::LooksOverdue,
        Self::Supervision,
        Self::OtherListDecides,
        Self::CourtDecides,
        Self::ForceIsDiscretion,
        Self::EditionTooOld,
        Self::Identified,
    ];

    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::NoMatch => "no_match",
            Self::TooManyLookalikes => "too_many_lookalikes",
            Self::NotBound => "not_bound",
            Self::ConditionFails => "condition_fails",
            Self::Relieved => "relieved",
            Self::ApplicantMayAdd => "applicant_may_add",
            Self::NotSure => "not_sure",
            Self::LinkedParty => "linked_party",
            Self::RoleToEstablish => "role_to_establish",
            Self::ConditionInDoubt => "condition_in_doubt",
            Self::ConditionsToEstablish => "conditions_to_establish",
            Self::Disputed => "disputed",
            Self::LooksOverdue => "looks_overdue",
            Self::Supervision => "supervision",
            Self::OtherListDecides => "other_list_decides",
            Self::CourtDecides => "court_decides",
            Self::ForceIsDiscretion => "force_is_discretion",
            Self::EditionTooOld => "edition_too_old",
            Self::Identified => "identified",
        }
    }
}
