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
use crate::policy::Verdict;
use crate::screener::Screener;
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
        let decision = match &answer {
            Ok(verdict) => Decision::new(verdict, party(query)),
            Err(error) => failed(error, query, [party(query)]),
        };
        recorder.record(asker, decision)?;
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
        let linked = applicant.linked().iter().map(|(role, query)| party(query).in_part(*role));
        let parties = std::iter::once(party(applicant.query())).chain(linked);
        let asked = applicant.query().clone().for_use(measure);
        let decision = match &answer {
            Ok(joint) => Decision::of_parties(joint, parties),
            Err(error) => failed(error, &asked, parties),
        };
        recorder.record(asker, decision)?;
        answer
    }

    /// The same of a question that cannot be read.
    pub(super) fn recorded_unread(
        &self,
        asker: Option<&Asker>,
        measure: &str,
        (id, name): (&str, &str),
        error: check::Error,
    ) -> check::Error {
        let Some(recorder) = &self.recorder else { return error };
        let decision = Decision::failed(error.as_code(), measure, Some(today()), [Party::typed(id, name)]);
        recorder.record(asker, decision).err().unwrap_or(error)
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
        let error = self.desk.recorded_unread(Some(self.asker), measure, (id, name), error);
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

fn failed<'a>(
    error: &check::Error,
    query: &'a Query<'_>,
    parties: impl IntoIterator<Item = Party<'a>>,
) -> Decision<'a> {
    let measure = query.measure().unwrap_or("general");
    Decision::failed(error.as_code(), measure, Some(query.day().unwrap_or_else(today)), parties)
}
