//! Is this applicant on the list? A [`List`] is asked with an id and a name and answers with a verdict.
//!
//! The way down: [`Query::new`] reads id and name; the index gives the subjects under the query's keys; each is graded
//! against the query; the policy judges what was found.

mod applicant;
mod bearers;
mod documents;
mod grade;
mod idle;
mod list;
mod lookalikes;
mod many;
mod near_miss;
mod query;
mod rarity;

pub use applicant::Applicant;
pub use idle::Idle;
pub use idle::Idleness;
pub use list::List;
pub use list::OpenError;
pub use near_miss::Difference;
pub use near_miss::NearMiss;
pub use query::Query;
pub use query::QueryError;

use smallvec::SmallVec;

use crate::id::Id;
use crate::index;
use crate::index::Bearers;
use crate::index::Index;
use crate::index::Key;
use crate::index::KeyKind;
use crate::index::Subject;
use crate::index::SubjectId;
use crate::name::Name;
use crate::policy::Case;
use crate::policy::JointVerdict;
use crate::policy::Match;
use crate::policy::Part;
use crate::policy::Policy;
use crate::policy::Reason;
use crate::policy::Relief;
use crate::policy::Stale;
use crate::policy::Stated;
use crate::policy::UnknownCondition;
use crate::policy::UnknownUse;
use crate::policy::Use;
use crate::policy::Verdict;

use grade::Grade;

/// No answer could be given. Never means "not listed".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What was asked cannot be read.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The policy has no such measure.
    #[error(transparent)]
    Use(#[from] UnknownUse),
    /// The measure has no such condition.
    #[error(transparent)]
    Condition(#[from] UnknownCondition),
    /// The edition may not answer on the day asked about.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// The list contradicts itself.
    #[error("the list could not be searched to the end: {0}")]
    Damaged(#[from] index::Error),
    /// The answer could not be recorded, and so is none.
    #[error("the answer could not be recorded, and so is none: {0}")]
    Unrecorded(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// The word for it in output for machines. Unlike the text it repeats nothing of what was asked.
    pub const fn as_code(&self) -> &'static str {
        match self {
            Self::Query(_) => "query",
            Self::Use(_) => "use",
            Self::Condition(_) => "condition",
            Self::Stale(_) => "stale",
            Self::Damaged(_) => "damaged",
            Self::Unrecorded(_) => "unrecorded",
        }
    }
}

/// The answer to `query` from this list under this policy, with this relief. A pure function: no clock, no I/O, no global.
///
/// # Errors
/// [`Error::Use`] and [`Error::Condition`] where the policy does not know what was asked or stated, [`Error::Stale`] where
/// the edition is out of date on the query's day, [`Error::Damaged`] where it cannot be read.
///
/// Cost: one probe a key that the query yields (two for a citizen), two cache lines each; then those bearers of the name
/// whom the id alone does not decide about. Nothing is allocated unless a subject matches.
pub fn check(index: &Index, policy: &Policy, relief: &Relief, query: &Query<'_>) -> Result<Verdict, Error> {
    check_party(index, policy, relief, query, None)
}

/// The answer about an applicant and the parties beside them: each is checked for the applicant's use, on the applicant's
/// day, under what its own query states: one party's debts are not another's.
///
/// # Errors
/// As [`check`], for any of them.
pub fn check_together(
    index: &Index,
    policy: &Policy,
    relief: &Relief,
    applicant: &Applicant<'_>,
) -> Result<JointVerdict, Error> {
    let asked = applicant.query();
    let verdict = check(index, policy, relief, asked)?;
    let parts = applicant.linked().iter().map(|(role, query)| {
        let query = query.clone().asking_as(asked);
        Ok(Part { role: *role, verdict: check_party(index, policy, relief, &query, Some(asked))? })
    });
    Ok(JointVerdict::new(verdict, parts.collect::<Result<_, Error>>()?))
}

fn check_party(
    index: &Index,
    policy: &Policy,
    relief: &Relief,
    query: &Query<'_>,
    applying: Option<&Query<'_>>,
) -> Result<Verdict, Error> {
    let edition = index.edition();
    let measure = query.measure().map_or(Ok(Use::GENERAL), |code| policy.measure(code))?;
    let stated = Stated::new(&measure, query.stated().iter().copied())?;
    let day = query.day().unwrap_or(edition.as_of);
    let freshness = policy.admit(&measure, edition.as_of, day)?;
    let population = policy.settings().population.unwrap_or(edition.population);
    let bearers = query.name().map(|name| index.bearers(name.loose())).transpose()?.flatten();
    let mut found = Found { index, query, matches: Vec::new(), namesakes: 0, population };
    let named = bearers.as_ref().zip(query.name().map(Name::loose));
    for document in query.documents() {
        index.each_candidate(&document.id, |subject| found.look_at(subject, named).map(drop))?;
    }
    if let Some(name) = query.name() {
        found.look_under_names(name, bearers)?;
    }
    let ids: SmallVec<[Id; 2]> = query.ids().copied().collect();
    let case = Case {
        measure: &measure,
        stated,
        ids: &ids,
        name: query.name(),
        class: query.class(),
        is_linked: applying.is_some(),
        applicant_class: applying.unwrap_or(query).class(),
        day,
        edition: edition.stamp(),
        freshness,
        namesakes: found.namesakes,
    };
    Ok(policy.judge(index, relief, case, found.matches)?)
}

/// What was found so far.
struct Found<'q> {
    index: &'q Index,
    query: &'q Query<'q>,
    matches: Vec<Match>,
    /// Subjects that share a name key with the applicant and are somebody else. Counted under name keys only, of which
    /// a query has one but for aliases, so that none counts twice.
    namesakes: u32,
    /// Living people among whom lookalikes are reckoned.
    population: u64,
}

impl Found<'_> {
    /// The subjects under a name, its aliases, and the same with its place in front; those who answer for organisations; those
    /// who are found by nothing but how their names read.
    fn look_under_names(&mut self, name: &Name<'_>, bearers: Option<Bearers>) -> Result<(), Error> {
        let index = self.index;
        self.look_under_name(name, name.loose(), bearers)?;
        for alias in name.aliases() {
            self.look_under_name(name, alias.loose(), index.bearers(alias.loose())?)?;
        }
        if let Some(rearranged) = name.rearranged() {
            self.look_under_name(name, &rearranged, index.bearers(&rearranged)?)?;
        }
        if index.has_kind(KeyKind::ResponsibleName)
            && let Some(bearers) = index.responsible(name.loose())?
        {
            for id in SubjectId::all(bearers.range()) {
                self.look_at(id, Some((&bearers, name.loose())))?;
            }
        }
        if index.has_kind(KeyKind::Reading)
            && let Some(key) = Key::of_reading(name)
        {
            for id in SubjectId::all_of(index.filed(&key)?) {
                self.look_at(id, None)?;
            }
        }
        Ok(())
    }

    /// The bearers of a name. Where the applicant's id decides, those whom it can be compared with are namesakes to the last, but
    /// for those who were found by it, or are a slip of the pen away; they are counted and not looked at.
    fn look_under_name(
        &mut self,
        name: &Name<'_>,
        loose: &str,
        bearers: Option<Bearers>,
    ) -> Result<(), Error> {
        let index = self.index;
        if let Some(bearers) = bearers {
            let all = bearers.range();
            let decides = self.query.only_document().filter(|id| Index::decides(id));
            let to_see = if decides.is_some() { index.specials(&bearers)? } else { all.clone() };
            let plain = to_see.end..all.end;
            for id in SubjectId::all(to_see) {
                self.count(id, Some((&bearers, loose)))?;
            }
            if let Some(id) = decides.filter(|_| !plain.is_empty()) {
                for near in index.near(plain.clone(), id)? {
                    self.look_at(near, Some((&bearers, loose)))?;
                }
                if loose == name.loose() && Index::is_its_fold(name) {
                    let found = self.matches.iter().filter(|one| one.subject.is_within(&plain)).count();
                    let others = plain.len().saturating_sub(found);
                    self.namesakes = self.namesakes.saturating_add(u32::try_from(others).unwrap_or(u32::MAX));
                }
            }
        }
        if index.has_aliases() {
            for id in index.alias_candidates(loose)? {
                let id = id?;
                if index.has_alias(id, loose)? {
                    self.count(id, None)?;
                }
            }
        }
        Ok(())
    }

    fn count(&mut self, id: SubjectId, named: Option<(&Bearers, &str)>) -> Result<(), Error> {
        if self.look_at(id, named)? == Some(Somebody::Else) {
            self.namesakes = self.namesakes.saturating_add(1);
        }
        Ok(())
    }

    /// Grades a subject, unless it is among the matches.
    fn look_at(&mut self, id: SubjectId, named: Option<(&Bearers, &str)>) -> Result<Option<Somebody>, Error> {
        if self.matches.iter().any(|one| one.subject == id) {
            return Ok(None);
        }
        let filed = self.index.subject_among(id, named)?;
        let subject = filed.subject();
        match grade::grade(&subject, self.query) {
            Grade::Match(evidence) => {
                self.matches.push(admit(self.index, self.query, self.population, id, &subject, evidence)?);
                Ok(None)
            }
            Grade::Namesake => Ok(Some(Somebody::Else)),
            Grade::Stranger => Ok(None),
        }
    }
}

/// Who bears the applicant's name and is not the applicant.
#[derive(PartialEq, Eq)]
enum Somebody {
    Else,
}

/// Completes what was graded into a match: how many others would fit, and which records they are.
fn admit(
    index: &Index,
    query: &Query<'_>,
    population: u64,
    id: SubjectId,
    subject: &Subject<'_>,
    evidence: grade::Evidence,
) -> Result<Match, Error> {
    let record_ids = subject.records.clone().map(|record| index.record_id(record));
    let lookalikes = lookalikes::expected(index, query, population, subject, &evidence)?;
    let mut reasons = evidence.reasons.into_vec();
    // Who is not of age even on the list's day was not when the row was published, whatever the row hides.
    if query.is_minor_on(index.edition().as_of) && !reasons.contains(&Reason::Minor) {
        reasons.push(Reason::Minor);
    }
    Ok(Match {
        strength: evidence.strength,
        lookalikes,
        reasons,
        role: subject.role,
        subject: id,
        records: subject.records.clone().collect(),
        record_ids: record_ids.collect::<Result<_, _>>()?,
    })
}
