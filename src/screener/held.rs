//! Which list gave this answer? The desk, held at one moment, so that answers and list belong together.

use std::sync::Arc;

use crate::check;
use crate::check::Applicant;
use crate::check::List;
use crate::check::Query;
use crate::check::QueryError;
use crate::date::Date;
use crate::policy::JointVerdict;
use crate::policy::Verdict;
use crate::record::Role;
use crate::screener::Screener;
use crate::screener::today;

/// The desk with the edition, policy and relief that were in force when it was held: all answers come from them,
/// whatever is taken up meanwhile, and are counted and recorded as [`Screener::answer`]'s are.
#[derive(Debug)]
pub struct Held<'a> {
    desk: &'a Screener,
    list: Arc<List>,
    by: By<'a>,
}

/// A question that cannot be read, as it was typed: what it is for, its day if it states one, and its parties, the applicant
/// first, with id and name.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "trail"), expect(dead_code, reason = "a trail records what was typed"))]
pub(crate) struct Typed<'a> {
    pub(crate) measure: &'a str,
    pub(crate) day: Option<Date>,
    pub(crate) parties: &'a [(Role, &'a str, &'a str)],
}

/// Who asks, if somebody is named; without trails nobody is.
#[cfg(feature = "trail")]
pub(crate) type By<'a> = Option<&'a crate::audit::Asker>;
#[cfg(not(feature = "trail"))]
pub(crate) type By<'a> = Option<&'a std::convert::Infallible>;

impl Screener {
    /// Holds the desk, to have answers together with the list that gave them. Hold it for a question or a batch: it doesn't
    /// see what is taken up later.
    pub fn hold(&self) -> Held<'_> {
        Held { desk: self, list: self.list(), by: None }
    }
}

impl<'a> Held<'a> {
    /// Asked as somebody, for the trail.
    #[cfg(feature = "capi")]
    pub(crate) const fn by(mut self, asker: By<'a>) -> Self {
        self.by = asker;
        self
    }

    /// The list that answers.
    pub fn list(&self) -> &Arc<List> {
        &self.list
    }

    /// The answer to a query, on today's day unless it states another.
    ///
    /// # Errors
    /// As [`check::check`].
    pub fn answer(&self, query: &Query<'_>) -> Result<Verdict, check::Error> {
        self.desk.given(self.by, query, Screener::look_up(&self.list, query))
    }

    /// The answer about an applicant and the parties beside them, for the use that the applicant's query states, on today's
    /// day unless it states another.
    ///
    /// # Errors
    /// As [`check::check_together`].
    pub fn answer_together(&self, applicant: &Applicant<'_>) -> Result<JointVerdict, check::Error> {
        let measure = applicant.query().measure().unwrap_or("general");
        self.desk.given_together(
            self.by,
            measure,
            applicant,
            Screener::look_up_together(&self.list, measure, applicant),
        )
    }

    /// The answers about many applicants, (id, name) as typed, in their order: `query` makes the question about each.
    /// Where one cannot be read, `measure` is the use for which that is recorded, as in [`Self::unread`].
    ///
    /// Without a trail they are looked up sixteen at a time, as [`List::answer_many`] does.
    pub fn answer_many<'q>(
        &'q self,
        measure: &'q str,
        applicants: impl IntoIterator<Item = (&'q str, &'q str)> + 'q,
        query: impl Fn(&'q str, &'q str) -> Result<Query<'q>, QueryError> + 'q,
    ) -> Box<dyn Iterator<Item = Result<Verdict, check::Error>> + 'q> {
        self.answer_many_on(None, measure, applicants, query)
    }

    /// The same; what cannot be read is recorded for this day, or for today's without one.
    pub(crate) fn answer_many_on<'q>(
        &'q self,
        day: Option<Date>,
        measure: &'q str,
        applicants: impl IntoIterator<Item = (&'q str, &'q str)> + 'q,
        query: impl Fn(&'q str, &'q str) -> Result<Query<'q>, QueryError> + 'q,
    ) -> Box<dyn Iterator<Item = Result<Verdict, check::Error>> + 'q> {
        let applicants = applicants.into_iter();
        if self.desk.is_recording() {
            return Box::new(applicants.map(move |(id, name)| match query(id, name) {
                Ok(query) => self.answer(&query),
                Err(error) => {
                    let parties = [(Role::Listed, id, name)];
                    Err(self.unread_question(&Typed { measure, day, parties: &parties }, error))
                }
            }));
        }
        let queries = applicants.map(move |(id, name)| query(id, name).map(dated));
        let answers = self.list.answer_many(queries);
        Box::new(answers.map(|answer| self.desk.counted(answer, Verdict::outcome)))
    }

    /// Counts and records that a question could not be read. The error comes back, or the one that kept it from being
    /// recorded.
    pub fn unread(&self, measure: &str, id: &str, name: &str, error: QueryError) -> check::Error {
        self.unread_question(&Typed { measure, day: None, parties: &[(Role::Listed, id, name)] }, error)
    }

    /// The same of a question with its day and all its parties.
    pub(crate) fn unread_question(&self, typed: &Typed<'_>, error: QueryError) -> check::Error {
        self.desk.given_up(self.by, typed, error)
    }
}

fn dated(query: Query<'_>) -> Query<'_> {
    if query.day().is_some() { query } else { query.on(today()) }
}
