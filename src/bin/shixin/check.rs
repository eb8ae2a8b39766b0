//! `shixin check`: one applicant, one JSON object, one exit code. And what `screen` shares with it.

use std::io::Write as _;
use std::io::stdout;
use std::process::ExitCode;

use serde::Serialize;
use shixin::Date;
use shixin::List;
use shixin::Match;
use shixin::Policy;
use shixin::Query;
use shixin::Use;
use shixin::Verdict;
use shixin::screener::today;

use crate::args::AskArgs;
use crate::args::CheckArgs;
use crate::outcome;
use crate::outcome::Failure;

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let asking = Asking::new(&args.ask)?;
    let list = asking.open(&args.list)?;
    let query = asking.query(&args.id, &args.name).map_err(shixin::Error::from)?;
    let verdict = list.answer(&query).map_err(shixin::Error::from)?;
    let answer = Answer::new(&list, &verdict)?;
    let text = serde_json::to_string_pretty(&answer).map_err(std::io::Error::from)?;
    match writeln!(stdout().lock(), "{text}") {
        // Who hung up early still asks by the exit code, where a quiet success would read "clear".
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(outcome::exit_code(verdict.outcome())),
    }
}

/// Use, day and policy of a run: the clock and the command line end here.
pub(crate) struct Asking {
    measure: &'static Use,
    day: Date,
    policy: Policy,
}

impl Asking {
    pub(crate) fn new(args: &AskArgs) -> Result<Self, Failure> {
        let mut policy = Policy::default();
        policy.max_age_days = args.max_age.into();
        let measure = args.measure.as_deref().map_or(Some(Use::GENERAL), Use::find);
        let measure = measure.ok_or_else(|| {
            let known: Vec<&str> = Use::all().iter().map(|it| it.code).collect();
            Failure::Usage(format!(
                "--use {}: no such use; known are: {}",
                args.measure.as_deref().unwrap_or(""),
                known.join(", ")
            ))
        })?;
        Ok(Self { measure, day: args.on.unwrap_or_else(today), policy })
    }

    /// Opens the list and refuses it here, once, if it is out of date.
    pub(crate) fn open(&self, path: &std::path::Path) -> Result<List, Failure> {
        let list = List::open(path).map_err(shixin::Error::from)?;
        let fresh = self.policy.admit(list.edition().as_of, self.day);
        fresh.map_err(|stale| Failure::Shixin(shixin::check::Error::from(stale).into()))?;
        Ok(list.with_policy(self.policy.clone()))
    }

    pub(crate) fn query<'a>(&self, id: &str, name: &'a str) -> Result<Query<'a>, shixin::check::QueryError> {
        Ok(Query::new(id, name)?.for_use(self.measure).on(self.day))
    }
}

/// A verdict as `check` prints it.
#[derive(Serialize)]
struct Answer<'a> {
    outcome: &'a str,
    ground: &'a str,
    strength: Option<&'a str>,
    lookalikes: Option<f64>,
    records: Vec<&'a str>,
    namesakes: u32,
    because: String,
    because_zh: String,
    #[serde(rename = "use")]
    measure: &'a str,
    force: &'a str,
    binds: &'a str,
    basis: &'a str,
    day: Date,
    edition: Edition,
    matches: Vec<OneMatch<'a>>,
    recourse: Option<&'a str>,
    recourse_zh: Option<&'a str>,
}

#[derive(Serialize)]
struct Edition {
    as_of: Date,
    digest: String,
}

#[derive(Serialize)]
struct OneMatch<'a> {
    strength: &'a str,
    lookalikes: f64,
    reasons: Vec<&'a str>,
    evidence: Vec<shixin::index::Evidence>,
}

impl<'a> Answer<'a> {
    fn new(list: &List, verdict: &'a Verdict) -> Result<Self, Failure> {
        let edition = verdict.edition();
        let matches = verdict.matches().iter().map(|one| OneMatch::new(list, one));
        Ok(Self {
            outcome: verdict.outcome().as_code(),
            ground: verdict.ground().as_code(),
            strength: verdict.strength().map(shixin::Strength::as_code),
            lookalikes: verdict.lookalikes(),
            records: verdict.record_ids().collect(),
            namesakes: verdict.namesakes(),
            because: verdict.because(),
            because_zh: verdict.because_chinese(),
            measure: verdict.measure().code,
            force: verdict.measure().force.as_code(),
            binds: verdict.measure().binds,
            basis: verdict.measure().basis,
            day: verdict.day(),
            edition: Edition { as_of: edition.as_of, digest: edition.hex() },
            matches: matches.collect::<Result<_, _>>().map_err(shixin::Error::from)?,
            recourse: verdict.recourse(),
            recourse_zh: verdict.recourse_chinese(),
        })
    }
}

impl<'a> OneMatch<'a> {
    fn new(list: &List, one: &'a Match) -> Result<Self, shixin::index::Error> {
        Ok(Self {
            strength: one.strength.as_code(),
            lookalikes: one.lookalikes,
            reasons: one.reasons.iter().map(|reason| reason.as_code()).collect(),
            evidence: list.evidence(one)?,
        })
    }
}
