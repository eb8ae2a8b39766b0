//! Use, day, policy and relief of a run: the clock and the command line end here.

use std::fs::File;
use std::io::BufReader;
use std::io::Write as _;
use std::io::stderr;
use std::path::Path;

use shixin::Applicant;
use shixin::Date;
use shixin::List;
use shixin::Policy;
use shixin::Query;
use shixin::Relief;
use shixin::policy::Freshness;
use shixin::policy::Stated;
use shixin::record::Role;
use shixin::screener::today;
use shixin::seal::Trusted;

use crate::args::AskArgs;
use crate::args::Given;
use crate::args::Party;
use crate::args::WhoArgs;
use crate::editions;
use crate::outcome::Failure;
use crate::seal;

/// What is the same for every applicant of a run.
pub(crate) struct Asking {
    measure: Option<String>,
    given: Vec<Given>,
    day: Date,
    policy: Policy,
    relief: Relief,
    trusted: Option<Trusted>,
}

impl Asking {
    /// `parties` are those beside the applicant.
    pub(crate) fn new(args: &AskArgs, parties: &[Party]) -> Result<Self, Failure> {
        refuse_idle_conditions(args, parties)?;
        let trusted = seal::trusted(&args.seals.sealed_by)?;
        let policy = aged(sealed_policy(args.policy.as_deref(), trusted.as_ref())?, args.max_age)?;
        let measure = policy.measure(args.measure.as_deref().unwrap_or("general"));
        let measure = measure.map_err(|error| Failure::Asked { option: "--use", source: error.into() })?;
        let given = args.given.iter().map(|it| (it.code.as_str(), it.holds));
        let stated = Stated::new(&measure, given);
        stated.map_err(|error| Failure::Asked { option: "--given", source: error.into() })?;
        Ok(Self {
            measure: args.measure.clone(),
            given: args.given.clone(),
            day: args.on.unwrap_or_else(today),
            policy,
            relief: sealed_relief(args.relief.as_deref(), trusted.as_ref())?,
            trusted,
        })
    }

    /// Opens the list and refuses it here, once, if it is out of date. Says which relief can do nothing.
    pub(crate) fn open(self, path: &Path) -> Result<(List, Question), Failure> {
        let Self { measure, given, day, policy, relief, trusted } = self;
        let list = editions::open_sealed(path, trusted.as_ref())?;
        let used = policy.measure(measure.as_deref().unwrap_or("general"));
        let used = used.map_err(|error| Failure::Asked { option: "--use", source: error.into() })?;
        let fresh = policy.admit(&used, list.edition().as_of, day);
        let fresh = fresh.map_err(|stale| Failure::Shixin(shixin::check::Error::from(stale).into()))?;
        if fresh == Freshness::Degraded {
            let as_of = list.edition().as_of;
            writeln!(
                stderr().lock(),
                "shixin: the edition is of {as_of} and too old: every answer is refer"
            )?;
        }
        let list = list.with_policy(policy).with_relief(relief);
        warn_of_idle(&list)?;
        Ok((list, Question { measure, given, day }))
    }
}

/// Use, conditions and day of a run.
pub(crate) struct Question {
    measure: Option<String>,
    given: Vec<Given>,
    day: Date,
}

impl Question {
    /// The applicant with the parties beside them.
    pub(crate) fn applicant<'a>(
        &'a self,
        who: &'a WhoArgs,
    ) -> Result<Applicant<'a>, shixin::check::QueryError> {
        let applicant = Applicant::new(self.one(who)?);
        who.with.iter().try_fold(applicant, |applicant, party| {
            let query = self.asked(Query::new(&party.id, &party.name)?, party.role);
            Ok(applicant.with(party.role, query))
        })
    }

    /// The applicant alone, with all their documents.
    fn one<'a>(&'a self, who: &'a WhoArgs) -> Result<Query<'a>, shixin::check::QueryError> {
        let read = if who.doubtful { Query::doubtful } else { Query::new };
        // Where nothing but further documents was given, the first of them is the id.
        let (id, rest) = match who.document.split_first() {
            Some((first, rest)) if who.id.trim().is_empty() => (first, rest),
            _ => (&who.id, who.document.as_slice()),
        };
        let query = self.asked(read(id, &who.name)?, Role::Listed);
        rest.iter().try_fold(query, |query, id| query.with_document(id))
    }

    /// What the run's answers are for.
    pub(crate) fn measure(&self) -> &str {
        self.measure.as_deref().unwrap_or("general")
    }

    pub(crate) fn query<'a>(
        &'a self,
        id: &str,
        name: &'a str,
    ) -> Result<Query<'a>, shixin::check::QueryError> {
        Ok(self.asked(Query::new(id, name)?, Role::Listed))
    }

    /// The same for the run's use and day, and under what was stated of parties in this part.
    fn asked<'a>(&'a self, query: Query<'a>, role: Role) -> Query<'a> {
        let mut query = query.on(self.day);
        if let Some(code) = &self.measure {
            query = query.for_use(code);
        }
        let given = self.given.iter().filter(|it| it.of == role);
        given.fold(query, |query, it| query.stating(&it.code, it.holds))
    }
}

/// A condition of parties in a part that nobody has was meant to do something.
fn refuse_idle_conditions(args: &AskArgs, parties: &[Party]) -> Result<(), Failure> {
    let stated = |role| role == Role::Listed || parties.iter().any(|party| party.role == role);
    let Some(idle) = args.given.iter().find(|it| !stated(it.of)) else { return Ok(()) };
    let (role, code) = (idle.of.as_code(), &idle.code);
    Err(Failure::Usage(format!(
        "--given {role}:{code} is of parties beside the applicant, and none is stated as {role}: expected --with \
         {role}:ID:NAME, or the condition without {role}: for the applicant"
    )))
}

/// The policy in this file; the default one without a file.
pub(crate) fn policy(path: Option<&Path>) -> Result<Policy, Failure> {
    sealed_policy(path, None)
}

/// The same, where it must be sealed.
pub(crate) fn sealed_policy(path: Option<&Path>, by: Option<&Trusted>) -> Result<Policy, Failure> {
    let Some(path) = path else { return Ok(Policy::default()) };
    let shown = path.display().to_string();
    let bytes = match by {
        Some(by) => by.read(path).map_err(shixin::Error::from)?.0,
        None => std::fs::read(path).map_err(Failure::input(format!("cannot read {shown}")))?,
    };
    let Ok(text) = String::from_utf8(bytes) else { return Err(Failure::NoText { path: path.to_owned() }) };
    Ok(Policy::read(&shown, &text).map_err(shixin::Error::from)?)
}

/// The same with another age, for every use.
pub(crate) fn aged(policy: Policy, days: Option<u16>) -> Result<Policy, Failure> {
    let Some(days) = days else { return Ok(policy) };
    let mut settings = policy.settings().clone();
    settings.max_age_days = days.into();
    settings.uses.values_mut().for_each(|it| it.max_age_days = None);
    let policy = Policy::new(settings, policy.catalogue().clone());
    policy.map_err(|error| Failure::Usage(format!("--max-age {days}: {error}")))
}

/// The relief in this file; none without a file.
pub(crate) fn relief(path: Option<&Path>) -> Result<Relief, Failure> {
    sealed_relief(path, None)
}

/// The same, where it must be sealed.
pub(crate) fn sealed_relief(path: Option<&Path>, by: Option<&Trusted>) -> Result<Relief, Failure> {
    let Some(path) = path else { return Ok(Relief::default()) };
    let read = match by {
        Some(by) => Relief::read(by.read(path).map_err(shixin::Error::from)?.0.as_slice()),
        None => {
            let file = File::open(path).map_err(Failure::input(format!("cannot read {}", path.display())))?;
            Relief::read(BufReader::new(file))
        }
    };
    read.map_err(|source| Failure::Relief { path: path.to_owned(), source })
}

/// Relief that can do nothing was meant to do something.
fn warn_of_idle(list: &List) -> Result<(), Failure> {
    if list.relief().is_empty() {
        return Ok(());
    }
    let idle = list.idle_relief().map_err(shixin::Error::from)?;
    let mut out = stderr().lock();
    for one in idle.iter().take(TOLD) {
        writeln!(out, "shixin: relief: {one}")?;
    }
    let more = idle.len().saturating_sub(TOLD);
    if more > 0 {
        writeln!(out, "shixin: relief: and {more} lines more do nothing")?;
    }
    Ok(())
}

/// Idle lines that are told one by one.
const TOLD: usize = 10;
