//! Matches in, verdict out: relief, then standing, then the use.

use crate::date::Date;
use crate::id::Id;
use crate::id::Subject as Class;
use crate::index::Error;
use crate::index::Index;
use crate::index::Stamp;
use crate::name::Name;
use crate::policy::Finding;
use crate::policy::Force;
use crate::policy::Freshness;
use crate::policy::Ground;
use crate::policy::Match;
use crate::policy::Outcome;
use crate::policy::Policy;
use crate::policy::Relief;
use crate::policy::Stated;
use crate::policy::Strength;
use crate::policy::Use;
use crate::policy::Verdict;
use crate::policy::measure::Otherwise;
use crate::policy::relief::Relieved;
use crate::policy::settings::Figures;
use crate::policy::standing;
use crate::record::Role;

/// What a verdict is about, beside the matches.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What the answer is for.
    pub measure: &'a Use,
    /// What the asker stated about the measure's conditions.
    pub stated: Stated,
    /// The applicant's ids.
    pub ids: &'a [Id],
    /// The applicant's name.
    pub name: Option<&'a Name<'a>>,
    /// Person or organisation, where that is known.
    pub class: Option<Class>,
    /// Whether the party stands beside whoever applies, and does not apply itself.
    pub is_linked: bool,
    /// Person or organisation, of the one who applies, where that is known.
    pub applicant_class: Option<Class>,
    /// The day for which the answer holds.
    pub day: Date,
    /// The edition that was asked.
    pub edition: Stamp,
    /// How far its answers go.
    pub freshness: Freshness,
    /// Listed subjects of the same name that are somebody else.
    pub namesakes: u32,
    /// Subjects of the same name and without an id, with more lookalikes than [`Policy::most_lookalikes`].
    pub indistinct: u32,
    /// How many of these were counted for their very name, before anything else of them was compared.
    pub indistinct_by_name: u32,
    /// How many times more lookalikes than [`Policy::most_lookalikes`] the others of these have at least, whoever else is
    /// listed; infinite where there are none, 0 where it is not known.
    pub leeway: f64,
}

impl Policy {
    /// Living people among whom lookalikes are reckoned: as its settings say, otherwise the edition.
    pub(crate) fn population(&self, index: &Index) -> u64 {
        self.settings().population.unwrap_or(index.edition().population)
    }

    /// With more lookalikes than this a match is nothing to go by for this use, unless the applicant can add what settles it.
    pub fn most_lookalikes(&self, measure: &Use) -> f64 {
        self.settings().figures(&measure.code).refer_lookalikes
    }

    /// The verdict on these matches, which it puts in order: best first. A pure function. Reads rows only of matches that
    /// relief names, or that would block where rows may look overdue.
    ///
    /// # Errors
    /// Where a row cannot be read.
    pub fn judge(
        &self,
        index: &Index,
        relief: &Relief,
        case: Case<'_>,
        mut matches: Vec<Match>,
    ) -> Result<Verdict, Error> {
        let mut verdict = Verdict::new(&case, self.digest(), relief.digest());
        matches.sort_by(Match::by_weight);
        for one in matches {
            let left = if relief.is_empty() {
                Relieved::Stands(one)
            } else {
                relief.relieve(index, &case, one, &mut verdict.applied)?
            };
            let (mut one, is_disputed) = match left {
                Relieved::Stands(one) => (one, false),
                Relieved::Disputed(one) => (one, true),
                Relieved::Gone => continue,
            };
            let mut finding = self.judge_one(&case, &one, is_disputed);
            if finding.outcome == Outcome::Block {
                finding = self.look_overdue(index, &case, &mut one, finding, &mut verdict)?;
            }
            verdict.take(one, finding);
        }
        verdict.close(case.freshness);
        Ok(verdict)
    }

    /// What one match alone allows.
    fn judge_one(&self, case: &Case<'_>, one: &Match, is_disputed: bool) -> Finding {
        let figures = self.settings().figures(&case.measure.code);
        let found = identity(&figures, one);
        if found.outcome == Outcome::Clear {
            return found;
        }
        if !binds(case, one) {
            return Finding::clear(Ground::NotBound);
        }
        match case.stated.otherwise(case.measure, one) {
            Some(Otherwise::Free) => return Finding::clear(Ground::ConditionFails),
            Some(Otherwise::Refer) if found.outcome == Outcome::Block => {
                return Finding::refer(Ground::ConditionInDoubt);
            }
            _ => {}
        }
        if found.outcome != Outcome::Block {
            return found;
        }
        let obstacle = obstacle(case, one).or_else(|| is_disputed.then_some(Ground::Disputed));
        let tier = || (!figures.tier.blocks(one.strength)).then_some(Ground::NotSure);
        obstacle.or_else(tier).map_or(found, Finding::refer)
    }

    /// Rows that look overdue block nobody by themselves; where others are left, the block rests on those.
    fn look_overdue(
        &self,
        index: &Index,
        case: &Case<'_>,
        one: &mut Match,
        finding: Finding,
        verdict: &mut Verdict,
    ) -> Result<Finding, Error> {
        let hints = standing::overdue(self.settings().overdue, index, one, case.day)?;
        let left = one.records.len().saturating_sub(hints.len());
        let finding = match (hints.is_empty(), left) {
            (false, 0) => Finding::refer(Ground::LooksOverdue),
            (false, _) => {
                let is_overdue = |record: &u32| hints.iter().any(|hint| hint.record == *record);
                let ids = std::mem::take(&mut one.record_ids);
                let pairs = std::mem::take(&mut one.records).into_iter().zip(ids);
                (one.records, one.record_ids) = pairs.filter(|(record, _)| !is_overdue(record)).unzip();
                finding
            }
            (true, _) => finding,
        };
        verdict.hints.extend(hints);
        Ok(finding)
    }
}

/// How far the match identifies the applicant; whatever the use.
fn identity(figures: &Figures, one: &Match) -> Finding {
    let sure = match one.strength {
        Strength::Confirmed => true,
        Strength::Strong => one.lookalikes <= figures.block_lookalikes,
        Strength::Probable | Strength::Possible => false,
    };
    if sure && !one.is_contradicted() {
        return Finding { outcome: Outcome::Block, ground: Ground::Identified };
    }
    if one.awaits_applicant() {
        Finding::refer(Ground::ApplicantMayAdd)
    } else if one.strength == Strength::Confirmed || one.lookalikes <= figures.refer_lookalikes {
        Finding::refer(Ground::NotSure)
    } else {
        Finding::clear(Ground::TooManyLookalikes)
    }
}

/// Whether the measure's law reaches a party of this class in this part at all.
fn binds(case: &Case<'_>, one: &Match) -> bool {
    let binds = &case.measure.binds;
    match one.role {
        Role::Listed => binds.class(case.class),
        role => case.measure.is_general() || binds.role(role),
    }
}

/// What keeps the one who is listed from being stopped without a person's decision.
fn obstacle(case: &Case<'_>, one: &Match) -> Option<Ground> {
    let measure = case.measure;
    match measure.force {
        Force::Bar | Force::Order | Force::Restrict => {}
        Force::Consider => return Some(Ground::ForceIsDiscretion),
        Force::Court => return Some(Ground::CourtDecides),
        Force::OtherList => return Some(Ground::OtherListDecides),
        Force::Supervise => return Some(Ground::Supervision),
    }
    if one.role == Role::Unstated || (one.role != Role::Listed && measure.is_general()) {
        return Some(Ground::RoleToEstablish);
    }
    // An organisation acts through its people; a person's flight or purchase is their own, whoever stands beside them.
    let acts_for_another = case.applicant_class == Some(Class::Organisation) && !measure.binds.organisation;
    if case.is_linked && !acts_for_another {
        return Some(Ground::LinkedParty);
    }
    case.stated.open(measure, one).next().map(|_| Ground::ConditionsToEstablish)
}
