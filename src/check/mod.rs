//! Is this applicant on the list? A [`List`] is asked with an id and a name and answers with a verdict.
//!
//! The way down: [`Query::new`] reads id and name; the index gives the subjects under the query's keys; each is graded
//! against the query; the policy judges what was found.

mod account;
mod ahead;
mod applicant;
mod bearers;
mod documents;
mod grade;
mod idle;
mod indistinct;
mod list;
mod lookalikes;
mod many;
mod near_miss;
mod query;
mod rarity;
mod taken;

pub use account::Account;
pub use account::JointAccount;
pub use applicant::Applicant;
pub use idle::Idle;
pub use idle::Idleness;
pub use list::List;
pub use list::OpenError;
pub use near_miss::Difference;
pub use near_miss::NearMiss;
pub use query::Query;
pub use query::QueryError;

use std::ops::Range;

use smallvec::SmallVec;

use crate::id::Id;
use crate::index;
use crate::index::Bearers;
use crate::index::Index;
use crate::index::KeyKind;
use crate::index::Loose;
use crate::index::Subject;
use crate::index::SubjectId;
use crate::name::Likeness;
use crate::name::Name;
use crate::name::Reading;
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

use documents::Agreeing;
use grade::Grade;
use grade::IdEvidence;
use indistinct::Indistinct;
use indistinct::Told;
use taken::Taken;

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
    if index.is_large() {
        ahead::read(index, query);
    }
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
    let mut found = Found::new(index, query, policy.population(index), policy.most_lookalikes(&measure));
    let asked = query.name().map(Loose::from);
    let bearers = asked.map(|name| index.bearers(name)).transpose()?.flatten();
    let named = bearers.as_ref().zip(query.name().map(Name::loose));
    for document in query.documents() {
        index.each_candidate(&document.id, |subject| found.look_alone(subject, named).map(drop))?;
    }
    if let (Some(name), Some(asked)) = (query.name(), asked) {
        found.look_under_names(name, asked, bearers)?;
    }
    // Nobody but relief asks for them.
    let ids: SmallVec<[Id; 2]> =
        if relief.is_empty() { SmallVec::new() } else { query.ids().copied().collect() };
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
        indistinct: found.indistinct.count(),
        indistinct_by_name: found.indistinct.count_by_name(),
        leeway: found.indistinct.leeway(),
    };
    Ok(policy.judge(index, relief, case, found.matches)?)
}

/// What was found so far.
struct Found<'q> {
    index: &'q Index,
    query: &'q Query<'q>,
    /// How the name reads, where anybody is sought by that.
    reading: Option<Reading>,
    matches: Vec<Match>,
    /// Matches, and others that count for nothing more, among those who were not met as bearers of a name.
    taken: Taken,
    /// The bearers of names that were gone through.
    seen: SmallVec<[Range<u32>; 4]>,
    /// Subjects that share a name key with the applicant and are somebody else. Counted under name keys only, of which
    /// a query has one but for aliases, so that none counts twice.
    namesakes: u32,
    /// Living people among whom lookalikes are reckoned.
    population: u64,
    /// Subjects of the same name and without an id, whom too many others might be.
    indistinct: Indistinct<'q>,
}

impl<'q> Found<'q> {
    fn new(index: &'q Index, query: &'q Query<'q>, population: u64, most_lookalikes: f64) -> Self {
        let name = query.name().filter(|_| index.has_kind(KeyKind::Reading));
        Self {
            index,
            query,
            reading: name.and_then(Name::reading),
            matches: Vec::new(),
            taken: Taken::default(),
            seen: SmallVec::new(),
            namesakes: 0,
            population,
            indistinct: Indistinct::new(index, query, population, most_lookalikes),
        }
    }

    /// The subjects under a name, its aliases, and the same with its place in front; those who answer for organisations; those
    /// who are found by nothing but how their names read.
    fn look_under_names(
        &mut self,
        name: &Name<'_>,
        asked: Loose<'_>,
        bearers: Option<Bearers>,
    ) -> Result<(), Error> {
        let index = self.index;
        let listed = self.look_under_name(name, asked, bearers)?;
        for alias in name.aliases().iter().map(Loose::from) {
            self.look_under_name(name, alias, index.bearers(alias)?)?;
        }
        if let Some(rearranged) = name.rearranged() {
            let rearranged = Loose::from(&rearranged);
            self.look_under_name(name, rearranged, index.bearers(rearranged)?)?;
        }
        if index.has_kind(KeyKind::ResponsibleName) {
            // They bear the name beside the listed, and are nobody's namesakes on the list.
            if let Some(bearers) = index.responsible(asked)? {
                self.look_among(name, asked, &bearers, listed)?;
            }
            if let Some(bearers) = index.responsible_above(asked)? {
                self.look_among(name, asked, &bearers, listed)?;
            }
        }
        match self.reading.take() {
            Some(reading) if !index.is_no_reading(&reading)? => self.look_under_reading(&reading),
            _ => Ok(()),
        }
    }

    fn look_under_reading(&mut self, reading: &Reading) -> Result<(), Error> {
        for id in self.index.reading_candidates(reading)? {
            self.look_by_reading(id?, reading)?;
        }
        Ok(())
    }

    /// The listed who bear this name, of whom the number is given back, and those who have it as an alias.
    fn look_under_name(
        &mut self,
        name: &Name<'_>,
        loose: Loose<'_>,
        bearers: Option<Bearers>,
    ) -> Result<u32, Error> {
        let index = self.index;
        let above = index.bearers_above(loose)?;
        let there = |bearers: &Option<Bearers>| bearers.as_ref().map_or(0, |bearers| index.there(bearers));
        let listed = there(&bearers).saturating_add(there(&above));
        if let Some(bearers) = bearers {
            let others = self.look_among(name, loose, &bearers, listed)?;
            self.namesakes = self.namesakes.saturating_add(others);
        }
        if let Some(bearers) = above {
            let others = self.look_among(name, loose, &bearers, listed)?;
            self.namesakes = self.namesakes.saturating_add(others);
        }
        if !index.is_no_alias(loose)? {
            self.look_under_alias(loose)?;
        }
        Ok(listed)
    }

    fn look_under_alias(&mut self, alias: Loose<'_>) -> Result<(), Error> {
        for id in self.index.alias_candidates(alias)? {
            let id = id?;
            if self.index.has_alias(id, alias.as_str())? {
                let others = self.look_alone(id, None)?;
                self.namesakes = self.namesakes.saturating_add(others);
            }
        }
        Ok(())
    }

    /// The bearers of a name; tells how many of them are somebody else. Where the applicant's id decides, those whom it can be
    /// compared with are namesakes to the last, but for those who were found by it, or are a slip of the pen away; they are
    /// counted and not looked at. `listed` is how many of that name are listed.
    fn look_among(
        &mut self,
        name: &Name<'_>,
        loose: Loose<'_>,
        bearers: &Bearers,
        listed: u32,
    ) -> Result<u32, Error> {
        let (index, loose) = (self.index, loose.as_str());
        let all = bearers.range();
        let decides = self.query.only_document().filter(|id| Index::decides(id));
        let is_plainly_asked = loose == name.loose() && Index::is_its_fold(name);
        let to_see = if decides.is_some() { index.specials(bearers)? } else { all.clone() };
        let plain = to_see.end..all.end;
        let mut others = 0_u32;
        for id in SubjectId::all(to_see).filter(|id| !index.is_hidden(*id)) {
            let told = match is_plainly_asked && decides.is_some() {
                true => self.indistinct.take(name, listed, id)?,
                false => Told::ToBeSeen,
            };
            let somebody_else = match told {
                Told::SomebodyElse => 1,
                Told::Counted => 0,
                _ if self.taken.contains(id) => 0,
                Told::HasId if self.is_told_apart_by_id(id)? => 1,
                Told::SpeltOtherwise if self.is_told_apart_by_id(id)? && index.is_special_by_name(id)? => 0,
                _ => self.look_at(id, Some((bearers, loose)))?.counts(),
            };
            others = others.saturating_add(somebody_else);
        }
        if let Some(id) = decides.filter(|_| !plain.is_empty()) {
            for near in index.near(plain.clone(), id)? {
                self.look_alone(near, Some((bearers, loose)))?;
            }
            if is_plainly_asked {
                let found = self.taken.count_within(&plain);
                let rest = u32::try_from(plain.len().saturating_sub(found)).unwrap_or(u32::MAX);
                others = others.saturating_add(rest.saturating_sub(index.hidden_among(&plain)));
            }
        }
        self.seen.push(all);
        Ok(others)
    }

    /// A subject that perhaps reads as the applicant's name does.
    fn look_by_reading(&mut self, id: SubjectId, reading: &Reading) -> Result<(), Error> {
        if self.is_known(id) || self.indistinct.knows(id)? || self.is_told_apart_by_id(id)? {
            return Ok(());
        }
        let filed = self.index.subject(id)?;
        let subject = filed.subject();
        let reads_so = Name::read(subject.name).is_ok_and(|name| name.reading().as_ref() == Some(reading));
        let matches = self.matches.len();
        let met = if reads_so { self.look_closely(id, &subject)? } else { Met::Stranger };
        if met == Met::Taken {
            self.taken.push(id);
        }
        if self.matches.len() == matches {
            self.indistinct.note(id, met == Met::Taken)?;
        }
        Ok(())
    }

    /// Whether what is visible of the subject's ids contradicts the applicant's, by more than a slip of the pen.
    fn is_told_apart_by_id(&self, id: SubjectId) -> Result<bool, Error> {
        if let Some(only) = self.query.only_document()
            && self.index.differs_plainly(id, only)?
        {
            return Ok(true);
        }
        let ids = self.index.ids_of(id)?;
        let compared = documents::compare(ids.into_iter(), self.query);
        Ok(compared.best == Agreeing::Contradicts)
    }

    /// Whether it is done with.
    fn is_known(&self, id: SubjectId) -> bool {
        self.seen.iter().any(|range| id.is_within(range)) || self.taken.contains(id)
    }

    /// A subject beside those who bear a name; one where it is somebody else of the same name, otherwise none.
    fn look_alone(&mut self, id: SubjectId, named: Option<(&Bearers, &str)>) -> Result<u32, Error> {
        if self.is_known(id) {
            return Ok(0);
        }
        let met = self.look_at(id, named)?;
        if met == Met::Taken {
            self.taken.push(id);
        }
        Ok(met.counts())
    }

    /// Grades a subject.
    fn look_at(&mut self, id: SubjectId, named: Option<(&Bearers, &str)>) -> Result<Met, Error> {
        let filed = self.index.subject_among(id, named)?;
        let subject = filed.subject();
        match grade::grade(&subject, self.query) {
            // Bearers are told by a hash: before anything rests on the name it is read.
            Grade::Match(_) if named.is_some() => {
                let filed = self.index.subject(id)?;
                self.look_closely(id, &filed.subject())
            }
            Grade::Match(evidence) => self.admit(id, &subject, evidence).map(|()| Met::Taken),
            Grade::Namesake => Ok(Met::Namesake),
            Grade::Stranger => Ok(Met::Stranger),
        }
    }

    fn look_closely(&mut self, id: SubjectId, subject: &Subject<'_>) -> Result<Met, Error> {
        match grade::grade(subject, self.query) {
            Grade::Match(evidence) => self.admit(id, subject, evidence).map(|()| Met::Taken),
            Grade::Namesake => Ok(Met::Namesake),
            Grade::Stranger => Ok(Met::Stranger),
        }
    }

    /// Completes what was graded into a match: how many others would fit, and which records they are.
    fn admit(
        &mut self,
        id: SubjectId,
        subject: &Subject<'_>,
        mut evidence: grade::Evidence,
    ) -> Result<(), Error> {
        let (index, query) = (self.index, self.query);
        let by_name_alone = evidence.id == IdEvidence::None;
        let lookalikes = match self.has_nothing_but_the_name(subject, &evidence) {
            Some(name) => self.indistinct.lookalikes(name, subject.role, evidence.same_sex)?,
            None => lookalikes::expected(index, query, self.population, subject, &evidence)?,
        };
        let mut reasons = std::mem::take(&mut evidence.reasons).into_vec();
        // Who is not of age even on the list's day was not when the row was published, whatever the row hides.
        if query.is_minor_on(index.edition().as_of) && !reasons.contains(&Reason::Minor) {
            reasons.push(Reason::Minor);
        }
        let mut found = Match {
            strength: evidence.strength,
            lookalikes,
            reasons,
            role: subject.role,
            subject: id,
            records: Vec::new(),
            record_ids: Vec::new(),
        };
        let at_least = || lookalikes::by_reading_at_least(index, query, self.population, subject, &evidence);
        if by_name_alone && self.indistinct.takes(&found, at_least) {
            return Ok(());
        }
        let record_ids = subject.records.clone().map(|record| index.record_id(record));
        found.record_ids = record_ids.collect::<Result<_, _>>()?;
        found.records = subject.records.clone().collect();
        self.matches.push(found);
        Ok(())
    }

    /// The applicant's name, where a person's agreeing to the letter is all that is known of both, so that every such
    /// person has as many lookalikes. Of several documents each may tell another sex.
    fn has_nothing_but_the_name(
        &self,
        subject: &Subject<'_>,
        evidence: &grade::Evidence,
    ) -> Option<&'q Name<'q>> {
        let query = self.query;
        let is_same = evidence.likeness == Some(Likeness::Same) && evidence.id == IdEvidence::None;
        let name = query.name().filter(|name| name.given() == subject.name)?;
        (is_same && !query.is_of_organisation(subject) && query.documents().len() <= 1).then_some(name)
    }
}

/// What a subject turned out to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Met {
    /// A match, or one of those who are only counted.
    Taken,
    /// Somebody else of the same name.
    Namesake,
    /// Nothing in common but a key.
    Stranger,
}

impl Met {
    /// How many namesakes that makes.
    fn counts(self) -> u32 {
        u32::from(self == Self::Namesake)
    }
}
