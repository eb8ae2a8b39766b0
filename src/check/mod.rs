//! Is this applicant on the list? A [`List`] is asked with an id and a name and answers with a verdict.
//!
//! The way down: [`Query::new`] reads id and name; the index gives the subjects under the query's keys; each is graded
//! against the query; the policy judges what was found.

mod grade;
mod list;
mod lookalikes;
mod many;
mod query;

pub use list::List;
pub use list::OpenError;
pub use query::Query;
pub use query::QueryError;

use smallvec::SmallVec;

use crate::index;
use crate::index::Bearers;
use crate::index::Index;
use crate::index::KeyKind;
use crate::index::Subject;
use crate::index::SubjectId;
use crate::name::Name;
use crate::policy::Case;
use crate::policy::Match;
use crate::policy::Policy;
use crate::policy::Stale;
use crate::policy::Verdict;
use crate::record::Role;

use grade::Grade;

/// No answer could be given. Never means "not listed".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What was asked cannot be read.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The edition may not answer on the day asked about.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// The list contradicts itself.
    #[error("the list could not be searched to the end: {0}")]
    Damaged(#[from] index::Error),
}

/// The answer to `query` from this list under this policy. A pure function: no clock, no I/O, no global.
///
/// # Errors
/// [`Error::Stale`] where the edition is out of date on the query's day, [`Error::Damaged`] where it cannot be read.
///
/// Cost: one probe a key that the query yields (two for a citizen), two cache lines each; then those bearers of the name
/// whom the id alone does not decide about. Nothing is allocated unless a subject matches.
pub fn check(index: &Index, policy: &Policy, query: &Query<'_>) -> Result<Verdict, Error> {
    let edition = index.edition();
    let day = query.day().unwrap_or(edition.as_of);
    policy.admit(edition.as_of, day)?;
    let bearers = query.name().map(|name| index.bearers(name.loose())).transpose()?.flatten();
    let mut found = Found { index, query, matches: Vec::new(), namesakes: 0 };
    if let Some(id) = query.id() {
        let named = bearers.as_ref().zip(query.name().map(Name::loose));
        index.each_candidate(id, |subject| found.look_at(subject, named).map(drop))?;
    }
    if let Some(name) = query.name() {
        found.look_under_name(name, name.loose(), bearers)?;
        for alias in name.aliases() {
            found.look_under_name(name, alias.loose(), index.bearers(alias.loose())?)?;
        }
    }
    let case = Case { measure: query.measure(), day, edition: edition.stamp(), namesakes: found.namesakes };
    Ok(policy.judge(case, found.matches))
}

/// What was found so far.
struct Found<'q> {
    index: &'q Index,
    query: &'q Query<'q>,
    matches: Vec<Match>,
    /// Subjects that share a name key with the applicant and are somebody else. Counted under name keys only, of which
    /// a query has one but for aliases, so that none counts twice.
    namesakes: u32,
}

impl Found<'_> {
    /// The bearers of a name. Where the applicant's id decides, those whom it can be compared with are namesakes to the last, but for
    /// those who were found by it; they are counted and not looked at.
    fn look_under_name(
        &mut self,
        name: &Name<'_>,
        loose: &str,
        bearers: Option<Bearers>,
    ) -> Result<(), Error> {
        if let Some(bearers) = bearers {
            let all = bearers.range();
            let decided = self.query.id().is_some_and(Index::decides);
            let to_see = if decided { self.index.specials(&bearers)? } else { all.clone() };
            let counted = to_see.end..all.end;
            if !counted.is_empty() && loose == name.loose() && Index::is_its_fold(name) {
                let found = self.matches.iter().filter(|one| one.subject.is_within(&counted)).count();
                let others = counted.len().saturating_sub(found);
                self.namesakes = self.namesakes.saturating_add(u32::try_from(others).unwrap_or(u32::MAX));
            }
            for id in SubjectId::all(to_see) {
                self.count(id, Some((&bearers, loose)))?;
            }
        }
        if self.index.has_kind(KeyKind::Name) {
            for id in self.index.alias_candidates(loose)? {
                self.count(id?, None)?;
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
                self.matches.push(admit(self.index, self.query, id, &subject, evidence)?);
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
    id: SubjectId,
    subject: &Subject<'_>,
    evidence: grade::Evidence,
) -> Result<Match, Error> {
    let record_ids = subject.records.clone().map(|record| index.record_id(record));
    Ok(Match {
        strength: evidence.strength,
        lookalikes: lookalikes::expected(index, query, subject, &evidence)?,
        reasons: SmallVec::into_vec(evidence.reasons),
        role: Role::Listed,
        subject: id,
        records: subject.records.clone(),
        record_ids: record_ids.collect::<Result<_, _>>()?,
    })
}
