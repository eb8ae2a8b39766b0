//! Is this applicant on the list? A [`List`] is asked with an id and a name and answers with a verdict.
//!
//! The way down: [`Query::new`] reads id and name; the index gives the subjects under the query's keys; each is graded
//! against the query; the policy judges what was found.

mod documents;
mod grade;
mod list;
mod lookalikes;
mod query;
mod rarity;

pub use list::List;
pub use list::OpenError;
pub use query::Query;
pub use query::QueryError;

use crate::index;
use crate::index::Index;
use crate::index::Key;
use crate::index::KeyKind;
use crate::index::Subject;
use crate::index::SubjectId;
use crate::policy::Case;
use crate::policy::Match;
use crate::policy::Policy;
use crate::policy::Stale;
use crate::policy::Verdict;

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
/// Cost: one probe a key that the query yields (two for a citizen), each a cache line when it misses; then the
/// postings of the name. Nothing is allocated unless a subject matches.
pub fn check(index: &Index, policy: &Policy, query: &Query<'_>) -> Result<Verdict, Error> {
    let edition = index.edition();
    let day = query.day().unwrap_or(edition.as_of);
    policy.admit(edition.as_of, day)?;
    let mut found = Found::default();
    for key in query.keys(|kind| index.has_kind(kind)) {
        found.look_under(&key, index, query)?;
    }
    let case = Case { measure: query.measure(), day, edition: edition.stamp(), namesakes: found.namesakes };
    Ok(policy.judge(case, found.matches))
}

/// What the postings gave so far.
#[derive(Default)]
struct Found {
    matches: Vec<Match>,
    /// Subjects that share a name key with the applicant and are somebody else. Counted under name keys only, of which
    /// a query has one but for aliases, so that none counts twice.
    namesakes: u32,
}

impl Found {
    fn look_under(&mut self, key: &Key, index: &Index, query: &Query<'_>) -> Result<(), Error> {
        let earlier = self.matches.len();
        for id in index.find(key)? {
            let id = id?;
            if self.matches.iter().take(earlier).any(|one| one.subject == id) {
                continue;
            }
            let subject = index.subject(id)?;
            match grade::grade(&subject, query) {
                Grade::Match(evidence) => self.matches.push(admit(index, query, id, &subject, evidence)?),
                Grade::Namesake if key.kind() == KeyKind::Name => {
                    self.namesakes = self.namesakes.saturating_add(1)
                }
                Grade::Namesake | Grade::Stranger => {}
            }
        }
        Ok(())
    }
}

/// Completes what was graded into a match: how many others would fit, and which records they are.
fn admit(
    index: &Index,
    query: &Query<'_>,
    id: SubjectId,
    subject: &Subject<'_>,
    evidence: grade::Evidence,
) -> Result<Match, Error> {
    let record_ids = subject.records.clone().map(|record| index.record_id(record).map(str::to_owned));
    Ok(Match {
        strength: evidence.strength,
        lookalikes: lookalikes::expected(index, query, subject, &evidence)?,
        reasons: evidence.reasons.into_vec(),
        role: subject.role,
        subject: id,
        records: subject.records.clone(),
        record_ids: record_ids.collect::<Result<_, _>>()?,
    })
}
