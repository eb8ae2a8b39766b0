//! Who asks, and is it written down? With a trail, every answer that leaves the desk is recorded before: one that cannot
//! be recorded is no answer.

use crate::audit::Asker;
use crate::audit::Decision;
use crate::audit::Party;
use crate::audit::Trail;
use crate::check;
use crate::check::Applicant;
use crate::check::Query;
use crate::policy::JointVerdict;
use crate::policy::Policy;
use crate::policy::Verdict;
use crate::record::Role;
use crate::screener::Screener;
use crate::screener::held::Typed;
use crate::screener::today;

/// The desk, as somebody asks it: the same questions, recorded with who asked.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    desk: &'a Screener,
    asker: &'a Asker,
}

/// A trail, and who asks where nobody is named.
#[derive(Debug)]
pub(super) struct Recorder {
    pub(super) trail: Trail,
    pub(super) asker: Asker,
}

impl Screener {
    /// Asks as somebody: operator, system, department and their own number of the matter stand in the trail. Without a
    /// trail it makes no difference.
    pub fn asked_by<'a>(&'a self, asker: &'a Asker) -> Asking<'a> {
        Asking { desk: self, asker }
    }

    /// The trail, where there is one: for overrides, responses, feedback, checkpoints and its health.
    pub fn trail(&self) -> Option<&Trail> {
        self.recorder.as_ref().map(|recorder| &recorder.trail)
    }

    /// Records the answer to a query; without a trail it passes.
    pub(super) fn recorded(
        &self,
        asker: Option<&Asker>,
        query: &Query<'_>,
        answer: Result<Verdict, check::Error>,
    ) -> Result<Verdict, check::Error> {
        let Some(recorder) = &self.recorder else { return answer };
        match &answer {
            Ok(verdict) => recorder.record(asker, Decision::new(verdict, party(query)))?,
            Err(error) => self.record_failed(asker, error, query, &[(Role::Listed, query)])?,
        }
        answer
    }

    /// The same of several parties.
    pub(super) fn recorded_together(
        &self,
        asker: Option<&Asker>,
        measure: &str,
        applicant: &Applicant<'_>,
        answer: Result<JointVerdict, check::Error>,
    ) -> Result<JointVerdict, check::Error> {
        let Some(recorder) = &self.recorder else { return answer };
        let linked = applicant.linked().iter().map(|(role, query)| (*role, query));
        let parties: Vec<_> = std::iter::once((Role::Listed, applicant.query())).chain(linked).collect();
        match &answer {
            Ok(joint) => {
                let parties = parties.into_iter().map(|(role, query)| party(query).in_part(role));
                recorder.record(asker, Decision::of_parties(joint, parties))?;
            }
            Err(error) => {
                let asked = applicant.query().clone().for_use(measure);
                self.record_failed(asker, error, &asked, &parties)?;
            }
        }
        answer
    }

    /// The same of a question that cannot be read. A party of it that can be is recorded as it was read, so that it is found
    /// under the same digest as elsewhere.
    pub(super) fn recorded_unread(
        &self,
        asker: Option<&Asker>,
        typed: &Typed<'_>,
        error: check::Error,
    ) -> check::Error {
        let Some(recorder) = &self.recorder else { return error };
        let list = self.list.load();
        let read: Vec<_> =
            typed.parties.iter().map(|(role, id, name)| (*role, *id, *name, Query::new(id, name))).collect();
        let parties = read.iter().map(|(role, id, name, read)| match read {
            Ok(query) => party(query).in_part(*role),
            Err(_) => Party::typed(id, name).in_part(*role),
        });
        let measure = known(list.policy(), typed.measure);
        let decision =
            Decision::failed(error.as_code(), measure, typed.day.or_else(|| Some(today())), parties);
        recorder.record(asker, decision).err().unwrap_or(error)
    }

    /// Records that a question that could be read has no answer.
    fn record_failed(
        &self,
        asker: Option<&Asker>,
        error: &check::Error,
        asked: &Query<'_>,
        parties: &[(Role, &Query<'_>)],
    ) -> Result<(), check::Error> {
        let Some(recorder) = &self.recorder else { return Ok(()) };
        let list = self.list.load();
        let policy = list.policy();
        let stated: Vec<Vec<_>> = parties.iter().map(|(_, query)| stated_in(policy, query)).collect();
        let parties = parties.iter().zip(&stated);
        let parties = parties.map(|((role, query), stated)| party(query).in_part(*role).stating(stated));
        let measure = known(policy, asked.measure().unwrap_or(GENERAL));
        let day = asked.day().unwrap_or_else(today);
        recorder.record(asker, Decision::failed(error.as_code(), measure, Some(day), parties))
    }
}

impl Asking<'_> {
    /// As [`Screener::check`].
    ///
    /// # Errors
    /// As there.
    pub fn check(&self, id: &str, name: &str) -> Result<Verdict, check::Error> {
        match Query::new(id, name) {
            Ok(query) => self.answer(&query),
            Err(error) => Err(self.unread("general", id, name, error.into())),
        }
    }

    /// As [`Screener::check_for`].
    ///
    /// # Errors
    /// As there.
    pub fn check_for(&self, measure: &str, query: &Query<'_>) -> Result<Verdict, check::Error> {
        self.answer(&query.clone().for_use(measure))
    }

    /// As [`Screener::answer`].
    ///
    /// # Errors
    /// As there.
    pub fn answer(&self, query: &Query<'_>) -> Result<Verdict, check::Error> {
        let answer =
            self.desk.recorded(Some(self.asker), query, Screener::look_up(&self.desk.list.load(), query));
        self.desk.counted(answer, Verdict::outcome)
    }

    /// As [`Screener::check_together`].
    ///
    /// # Errors
    /// As there.
    pub fn check_together(
        &self,
        measure: &str,
        applicant: &Applicant<'_>,
    ) -> Result<JointVerdict, check::Error> {
        let answer = Screener::look_up_together(&self.desk.list.load(), measure, applicant);
        let answer = self.desk.recorded_together(Some(self.asker), measure, applicant, answer);
        self.desk.counted(answer, JointVerdict::outcome)
    }

    /// Records that a question could not be read, for who makes a [`Query`] themselves. The error comes back, or the one
    /// that kept it from being recorded.
    pub fn unread(&self, measure: &str, id: &str, name: &str, error: check::Error) -> check::Error {
        let parties = [(Role::Listed, id, name)];
        let typed = Typed { measure, day: None, parties: &parties };
        let error = self.desk.recorded_unread(Some(self.asker), &typed, error);
        self.desk.tally.count(Err(&error));
        error
    }
}

impl Recorder {
    fn record(&self, asker: Option<&Asker>, decision: Decision<'_>) -> Result<(), check::Error> {
        let asker = asker.unwrap_or(&self.asker);
        match self.trail.record(&decision.asked_by(asker)) {
            Ok(_) => Ok(()),
            Err(error) => Err(check::Error::Unrecorded(Box::new(error))),
        }
    }
}

fn party<'a>(query: &'a Query<'a>) -> Party<'a> {
    Party::new(query.ids(), query.name()).stating(query.stated())
}

/// The use's code, if the policy knows it. Another text is not written down: whoever hands over the wrong one may have handed
/// over an id or a name, and what is in a trail stays there.
fn known<'a>(policy: &Policy, measure: &'a str) -> &'a str {
    if measure == GENERAL || policy.catalogue().find(measure).is_some() { measure } else { UNKNOWN }
}

/// What was stated about conditions that some use of the policy has: another text is not written down either.
fn stated_in<'a>(policy: &Policy, query: &Query<'a>) -> Vec<(&'a str, bool)> {
    let uses = policy.catalogue().uses();
    let has = |code: &str| uses.iter().flat_map(|it| &*it.conditions).any(|condition| condition.code == code);
    query.stated().iter().copied().filter(|(code, _)| has(code)).collect()
}

/// The use where none was stated.
const GENERAL: &str = "general";

/// What stands in the place of a use that the policy does not know.
const UNKNOWN: &str = "unknown";
