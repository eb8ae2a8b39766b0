//! Who can answer as on that day? Editions, policies and relief files that were kept, found by digest, to ask an entry of a
//! trail again.

use std::collections::HashMap;
#[cfg(feature = "compile")]
use std::fs::File;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::audit;
use crate::audit::Applicants;
use crate::audit::Difference;
use crate::audit::Edition;
use crate::audit::Hash;
use crate::audit::Of;
use crate::audit::Question;
use crate::audit::Recorded;
use crate::audit::Unreplayable;
use crate::check;
use crate::check::Applicant;
use crate::check::List;
use crate::check::OpenError;
use crate::check::Query;
use crate::check::QueryError;
#[cfg(feature = "compile")]
use crate::compile::Layers;
use crate::compile::TakeError;
use crate::date::Date;
#[cfg(feature = "compile")]
use crate::policy::Guard;
use crate::policy::Policy;
use crate::policy::Relief;
use crate::policy::Verdict;
use crate::record::Role;

/// What was in force at one time or another. Of the lists one is open at a time.
#[derive(Debug, Default)]
pub struct Archive {
    lists: HashMap<Hash, Kept>,
    policies: HashMap<Hash, Arc<Policy>>,
    reliefs: HashMap<Hash, Arc<Relief>>,
    open: Option<(Hash, List)>,
}

/// Where an edition is found again.
#[derive(Debug, Clone)]
struct Kept {
    list: PathBuf,
    /// The feeds that are laid over it, in their order.
    #[cfg_attr(not(feature = "compile"), expect(dead_code, reason = "without that feature there are none"))]
    feeds: Vec<Feed>,
}

/// A feed that was kept: the day that it was taken for, and where it is.
type Feed = (Date, PathBuf);

/// What came out when an entry was asked again.
#[derive(Debug, Clone, PartialEq)]
pub enum Replayed {
    /// The very same answer, to the last member.
    Exact,
    /// Another one, in these members.
    Differs(Vec<Difference>),
    /// None, and why.
    Unreplayable(Unreplayable),
}

/// An entry could not be asked again for a reason that is not the entry's.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// A key, or the trail.
    #[error(transparent)]
    Trail(#[from] audit::Error),
    /// A list that was there cannot be opened any more.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A feed cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The path that was given.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A feed cannot be laid over its list.
    #[error("{path}: {source}")]
    Feed {
        /// The path that was given.
        path: PathBuf,
        /// Why not.
        source: Box<TakeError>,
    },
}

impl Archive {
    /// Only the default policy is known.
    pub fn new() -> Self {
        let mut this = Self::default();
        this.add_policy(Policy::default());
        this
    }

    /// Adds a list file. It is opened once, to know its digest.
    ///
    /// # Errors
    /// [`OpenError`] where it is no whole list.
    pub fn add_list(&mut self, path: impl AsRef<Path>) -> Result<Hash, OpenError> {
        let digest = Hash(List::open(&path)?.edition().stamp().digest);
        self.lists.insert(digest, Kept { list: path.as_ref().to_owned(), feeds: Vec::new() });
        Ok(digest)
    }

    /// Adds the editions that a desk made of a list file by taking feeds ([`Screener::take`](crate::Screener::take)), each with
    /// the day that it was taken for, in the order in which they were taken; of feeds that were refused none. All are laid
    /// over the list once, to know the digests, which come back: one a feed.
    ///
    /// # Errors
    /// [`ReplayError`] where the list cannot be opened or a feed not be taken.
    #[cfg(feature = "compile")]
    pub fn add_feeds(
        &mut self,
        list: impl AsRef<Path>,
        feeds: impl IntoIterator<Item = (Date, PathBuf)>,
    ) -> Result<Vec<Hash>, ReplayError> {
        let list = list.as_ref().to_owned();
        let (mut laid, mut digests) = (Laid::over(&list)?, Vec::new());
        let mut kept = Kept { list, feeds: Vec::new() };
        for feed in feeds {
            laid.take(&feed)?;
            kept.feeds.push(feed);
            let digest = Hash(laid.layers.index().edition().stamp().digest);
            self.lists.insert(digest, kept.clone());
            digests.push(digest);
        }
        Ok(digests)
    }

    /// Adds a policy.
    pub fn add_policy(&mut self, policy: Policy) {
        self.policies.insert(Hash(policy.digest()), Arc::new(policy));
    }

    /// Adds a relief file, as it was.
    pub fn add_relief(&mut self, relief: Relief) {
        self.reliefs.insert(Hash(relief.digest()), Arc::new(relief));
    }

    /// Asks an entry's question again, of the edition, policy and relief that it names, and compares.
    ///
    /// # Errors
    /// [`ReplayError`] where a file or a key that is there cannot be read.
    pub fn replay(
        &mut self,
        recorded: &Recorded<'_>,
        applicants: &mut Applicants<'_>,
    ) -> Result<Replayed, ReplayError> {
        let list = match self.at(recorded)? {
            Ok(list) => list,
            Err(why) => return Ok(Replayed::Unreplayable(why)),
        };
        let mut questions = Vec::new();
        for party in &recorded.parties {
            match applicants.find(&recorded.key, party)? {
                Ok(question) => questions.push(question),
                Err(why) => return Ok(Replayed::Unreplayable(why)),
            }
        }
        let verdicts = match ask(&list, recorded, &questions) {
            Ok(verdicts) => verdicts,
            Err(error) => return Ok(Replayed::Unreplayable(Unreplayable::Refused(error.to_string()))),
        };
        let found = audit::compare(recorded, &verdicts.iter().collect::<Vec<_>>())?;
        Ok(if found.is_empty() { Replayed::Exact } else { Replayed::Differs(found) })
    }

    /// The list under the policy and the relief that an entry names.
    fn at(&mut self, recorded: &Recorded<'_>) -> Result<Result<List, Unreplayable>, ReplayError> {
        let (Some(edition), Some(policy)) = (recorded.edition, recorded.policy) else {
            return Ok(Err(Unreplayable::NoAnswer));
        };
        let Some(policy) = self.policies.get(&policy).cloned() else {
            return Ok(Err(Unreplayable::PolicyUnknown(policy)));
        };
        let relief = match recorded.relief {
            None => Arc::default(),
            Some(digest) => match self.reliefs.get(&digest) {
                Some(relief) => Arc::clone(relief),
                None => return Ok(Err(Unreplayable::ReliefUnknown(digest))),
            },
        };
        let list = self.list(edition)?;
        Ok(list.map(|list| list.with_policy(policy).with_relief(relief)))
    }

    fn list(&mut self, edition: Edition) -> Result<Result<List, Unreplayable>, ReplayError> {
        if let Some((_, list)) = self.open.as_ref().filter(|(digest, _)| *digest == edition.digest) {
            return Ok(Ok(list.clone()));
        }
        let Some(kept) = self.lists.get(&edition.digest) else {
            return Ok(Err(Unreplayable::EditionUnknown(edition)));
        };
        self.open = None;
        let list = kept.open()?;
        if list.edition().stamp().digest != edition.digest.0 {
            return Ok(Err(Unreplayable::EditionUnknown(edition)));
        }
        self.open = Some((edition.digest, list.clone()));
        Ok(Ok(list))
    }
}

impl Kept {
    #[cfg(feature = "compile")]
    fn open(&self) -> Result<List, ReplayError> {
        if self.feeds.is_empty() {
            return Ok(List::open(&self.list)?);
        }
        let mut laid = Laid::over(&self.list)?;
        self.feeds.iter().try_for_each(|feed| laid.take(feed))?;
        Ok(List::from_index(laid.layers.index().clone()))
    }

    /// Without that feature there are no feeds.
    #[cfg(not(feature = "compile"))]
    fn open(&self) -> Result<List, ReplayError> {
        Ok(List::open(&self.list)?)
    }
}

/// A list, over which its feeds are laid again. The desk's guard let them pass.
#[cfg(feature = "compile")]
struct Laid {
    layers: Layers,
}

#[cfg(feature = "compile")]
impl Laid {
    fn over(list: &Path) -> Result<Self, ReplayError> {
        let shown = || list.display().to_string();
        let index = List::open(list)?;
        let layers =
            Layers::over(index.index()).map_err(|source| OpenError::Refused { path: shown(), source })?;
        Ok(Self { layers: layers.guard(Guard::open()) })
    }

    fn take(&mut self, (as_of, path): &Feed) -> Result<(), ReplayError> {
        let feed = File::open(path).map_err(|source| ReplayError::Read { path: path.clone(), source })?;
        let taken = self.layers.read(*as_of, &path.display().to_string(), feed);
        taken.map(drop).map_err(|source| ReplayError::Feed { path: path.clone(), source: Box::new(source) })
    }
}

/// The verdicts about the parties, in their order.
fn ask(list: &List, recorded: &Recorded<'_>, questions: &[Question]) -> Result<Vec<Verdict>, check::Error> {
    let mut queries = Vec::new();
    for (party, question) in recorded.parties.iter().zip(questions) {
        let query = query(party, question)?;
        let query = recorded.day.map_or(query.clone(), |day| query.on(day));
        queries.push((role(&party.role), query.for_use(&recorded.measure)));
    }
    let mut queries = queries.into_iter();
    let Some((_, applicant)) = queries.next() else { return Ok(Vec::new()) };
    if queries.len() == 0 {
        return Ok(vec![list.answer(&applicant)?]);
    }
    let applicant =
        queries.fold(Applicant::new(applicant), |applicant, (role, query)| applicant.with(role, query));
    let joint = list.answer_together(&applicant)?;
    Ok(joint.verdicts().map(|(_, verdict)| verdict.clone()).collect())
}

/// The question as it was asked.
fn query<'a>(party: &'a Of<'_>, question: &'a Question) -> Result<Query<'a>, QueryError> {
    let read = if party.doubtful { Query::doubtful } else { Query::new };
    let mut ids = question.ids.iter().map(|id| if party.fifteen { fifteen(id) } else { id.clone() });
    let first = read(&ids.next().unwrap_or_default(), &question.name)?;
    let query = ids.try_fold(first, |query, id| query.with_document(&id))?;
    Ok(party.stated.iter().fold(query, |query, (code, holds)| query.stating(code, *holds)))
}

/// A citizen id of the 1800s as it was given: with 15 digits, of which nobody can tell the century.
fn fifteen(id: &str) -> String {
    match (id.get(..6), id.get(6..8), id.get(8..17)) {
        (Some(region), Some("18"), Some(rest)) if id.len() == 18 => format!("{region}{rest}"),
        _ => id.to_owned(),
    }
}

fn role(code: &str) -> Role {
    Role::ALL.into_iter().find(|role| role.as_code() == code).unwrap_or(Role::Unstated)
}
