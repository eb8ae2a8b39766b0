//! The trail of a run, where one was asked for: an answer is recorded before it is printed.

use shixin::Applicant;
use shixin::Query;
use shixin::Trail;
use shixin::Verdict;
use shixin::audit::Asker;
use shixin::audit::Decision;
use shixin::audit::Durability;
use shixin::audit::Keep;
use shixin::audit::Options;
use shixin::audit::Party;
use shixin::check;
use shixin::policy::JointVerdict;
use shixin::record::Role;
use shixin::screener::today;

use crate::args::AskArgs;
use crate::args::TrailArgs;
use crate::args::WhoArgs;
use crate::outcome::Failure;

pub(crate) struct Recorder {
    trail: Option<Trail>,
    asker: Asker,
}

impl Recorder {
    /// For one answer, which is synced when it is recorded.
    pub(crate) fn open(args: &TrailArgs) -> Result<Self, Failure> {
        Self::with(args, Options::default())
    }

    /// For many, which are synced before any of them is told: see [`Self::sync`].
    pub(crate) fn open_for_many(args: &TrailArgs) -> Result<Self, Failure> {
        let every = std::time::Duration::from_secs(60);
        Self::with(args, Options::default().durability(Durability::Relaxed { every }))
    }

    pub(crate) const fn is_open(&self) -> bool {
        self.trail.is_some()
    }

    /// Syncs what was recorded.
    pub(crate) fn sync(&self) -> Result<(), Failure> {
        let done = self.trail.as_ref().map_or(Ok(()), Trail::sync);
        done.map_err(|error| shixin::Error::from(error).into())
    }

    /// Ends the trail: syncs, and signs the last checkpoint.
    pub(crate) fn close(self) -> Result<(), Failure> {
        let done = self.trail.map_or(Ok(()), Trail::close);
        done.map_err(|error| shixin::Error::from(error).into())
    }

    fn with(args: &TrailArgs, options: Options) -> Result<Self, Failure> {
        let mut options = options.keep(if args.seal { Keep::Sealed } else { Keep::Digest });
        if let Some(keys) = &args.trail_keys {
            options = options.keys(keys);
        }
        let trail = args.trail.as_ref().map(|folder| Trail::open(folder, options)).transpose();
        let asker = Asker {
            operator: args.operator.clone(),
            system: concat!("shixin ", env!("CARGO_PKG_VERSION")).to_owned(),
            department: args.department.clone(),
            reference: args.reference.clone(),
            ..Asker::default()
        };
        Ok(Self { trail: trail.map_err(shixin::Error::from)?, asker })
    }

    /// The answer, once it is recorded.
    pub(crate) fn recorded(
        &self,
        applicant: &Applicant<'_>,
        answer: Result<Verdict, check::Error>,
    ) -> Result<Verdict, Failure> {
        match answer {
            Ok(verdict) => {
                self.append(Decision::new(&verdict, party(applicant.query())))?;
                Ok(verdict)
            }
            Err(error) => self.failed(applicant, [party(applicant.query())], error),
        }
    }

    /// Records the answer about a row of a table, whose applicant has this number. A row that could not be read is an error.
    pub(crate) fn record_row(
        &self,
        applicant: &str,
        query: Option<&Query<'_>>,
        typed: Party<'_>,
        measure: &str,
        answer: Option<&Result<Verdict, check::Error>>,
    ) -> Result<(), Failure> {
        let Some(trail) = &self.trail else { return Ok(()) };
        let mut asker = self.asker.clone();
        asker.reference = match asker.reference.as_str() {
            "" => applicant.to_owned(),
            before => format!("{before}/{applicant}"),
        };
        let party = query.map_or(typed, party);
        let decision = match answer {
            Some(Ok(verdict)) => Decision::new(verdict, party),
            Some(Err(error)) => {
                Decision::failed(error.as_code(), measure, query.and_then(Query::day), [party])
            }
            None => Decision::failed("row", measure, None, [party]),
        };
        trail.append(&decision.asked_by(&asker)).map_err(shixin::Error::from)?;
        Ok(())
    }

    /// The same of several parties.
    pub(crate) fn recorded_together(
        &self,
        applicant: &Applicant<'_>,
        answer: Result<JointVerdict, check::Error>,
    ) -> Result<JointVerdict, Failure> {
        let linked = applicant.linked().iter().map(|(role, query)| party(query).in_part(*role));
        let parties = std::iter::once(party(applicant.query())).chain(linked);
        match answer {
            Ok(joint) => {
                self.append(Decision::of_parties(&joint, parties))?;
                Ok(joint)
            }
            Err(error) => self.failed(applicant, parties, error),
        }
    }

    /// What was made ready to answer with; where nobody can be answered, once that is recorded. Of a table nobody was read yet.
    pub(crate) fn unless_unanswered<T>(
        &self,
        ready: Result<T, Failure>,
        ask: &AskArgs,
        who: Option<&WhoArgs>,
    ) -> Result<T, Failure> {
        let Some(code) = ready.as_ref().err().and_then(Failure::unanswered) else { return ready };
        let measure = ask.measure.as_deref().unwrap_or("general");
        // A use that there is none of may be anything, an applicant's number too.
        let measure = if code == "use" { "unknown" } else { measure };
        let queries = who.map(queries).unwrap_or_default();
        let parties = queries.iter().map(|(role, id, name, query)| {
            query.as_ref().map_or_else(|| Party::typed(id, name), party).in_part(*role)
        });
        self.append(Decision::failed(code, measure, Some(ask.on.unwrap_or_else(today)), parties))?;
        ready
    }

    fn failed<'a, T>(
        &self,
        applicant: &'a Applicant<'_>,
        parties: impl IntoIterator<Item = Party<'a>>,
        error: check::Error,
    ) -> Result<T, Failure> {
        let query = applicant.query();
        let measure = query.measure().unwrap_or("general");
        self.append(Decision::failed(error.as_code(), measure, query.day(), parties))?;
        Err(shixin::Error::from(error).into())
    }

    fn append(&self, decision: Decision<'_>) -> Result<(), Failure> {
        if let Some(trail) = &self.trail {
            trail.append(&decision.asked_by(&self.asker)).map_err(shixin::Error::from)?;
        }
        Ok(())
    }
}

/// The applicant and the parties beside them: part, id and name as typed, and as they were read, where they can be.
fn queries(who: &WhoArgs) -> Vec<(Role, &str, &str, Option<Query<'_>>)> {
    let id = Some(&who.id).filter(|id| !id.trim().is_empty()).or(who.document.first());
    let id = id.map_or("", String::as_str);
    let read = if who.doubtful { Query::doubtful } else { Query::new };
    let applicant = (Role::Listed, id, who.name.as_str(), read(id, &who.name).ok());
    let beside = who.with.iter();
    let beside =
        beside.map(|it| (it.role, it.id.as_str(), it.name.as_str(), Query::new(&it.id, &it.name).ok()));
    std::iter::once(applicant).chain(beside).collect()
}

fn party<'a>(query: &'a Query<'a>) -> Party<'a> {
    Party::new(query.ids(), query.name()).stating(query.stated())
}
