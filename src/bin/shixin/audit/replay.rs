//! `shixin audit replay`: does every answer come out again?

use std::fs;
use std::io::Write as _;
use std::io::stderr;
use std::io::stdout;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;
use shixin::Policy;
use shixin::audit;
use shixin::audit::Applicants;
use shixin::audit::Deed;
use shixin::audit::Unreplayable;
use shixin::screener::Archive;
use shixin::screener::ReplayError;
use shixin::screener::Replayed;

use crate::asking;
use crate::audit::args::ReplayArgs;
use crate::outcome::Failure;

pub(crate) fn run(args: &ReplayArgs) -> Result<ExitCode, Failure> {
    super::existing(&args.trail)?;
    super::in_order(args.from, args.to)?;
    if !super::is_whole(&args.trail, &args.keys)? {
        return Ok(ExitCode::from(65));
    }
    let mut archive = archive(args)?;
    let keys = args.keys.open(&args.trail)?;
    let questions = super::applicants(args.applicants.as_deref())?;
    let mut applicants = Applicants::new(keys.as_ref(), &questions);
    let (mut exact, mut differs, mut not, mut unanswered) = (0_u64, 0_u64, 0_u64, 0_u64);
    let mut out = stdout().lock();
    let done = audit::read(&args.trail, |entry| {
        let Deed::Decision(recorded) = entry.deed else { return Ok(()) };
        let day = entry.time.day();
        if args.from.is_some_and(|from| day < from) || args.to.is_some_and(|to| to < day) {
            return Ok(());
        }
        let (count, line) = match archive.replay(&recorded, &mut applicants)? {
            Replayed::Exact => (&mut exact, None),
            Replayed::Differs(found) => {
                let told: Vec<String> = found.iter().map(ToString::to_string).collect();
                (&mut differs, Some(json!({ "entry": entry.seq, "replay": "differs", "differences": told })))
            }
            Replayed::Unreplayable(why) => {
                let (code, told) = (why.as_code(), why.to_string());
                (
                    if why == Unreplayable::NoAnswer { &mut unanswered } else { &mut not },
                    Some(
                        json!({ "entry": entry.seq, "replay": "unreplayable", "why": code, "because": told }),
                    ),
                )
            }
        };
        *count = count.saturating_add(1);
        line.map_or(Ok(()), |line| writeln!(out, "{line}").map_err(Stop::Output))
    });
    done.map_err(Stop::into_failure)?;
    let told = format!("{exact} exact, {differs} differ, {not} unreplayable");
    writeln!(stderr().lock(), "{told}, {unanswered} without an answer")?;
    Ok(match (differs, not) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(66),
        _ => ExitCode::from(65),
    })
}

/// Everything that was in force at one time or another.
fn archive(args: &ReplayArgs) -> Result<Archive, Failure> {
    let mut archive = Archive::new();
    let mut policies = vec![Policy::default()];
    for path in &args.policy {
        policies.push(asking::policy(Some(path))?);
    }
    for days in &args.max_age {
        let aged = policies.iter().map(|policy| asking::aged(policy.clone(), Some(*days)));
        aged.collect::<Result<Vec<_>, _>>()?.into_iter().for_each(|policy| archive.add_policy(policy));
    }
    policies.into_iter().for_each(|policy| archive.add_policy(policy));
    for path in &args.relief {
        archive.add_relief(asking::relief(Some(path))?);
    }
    let lists = lists(&args.list)?;
    for path in &lists {
        archive.add_list(path).map_err(shixin::Error::from)?;
    }
    match lists.as_slice() {
        _ if args.feed.is_empty() => {}
        [list] => drop(
            archive.add_feeds(list, args.feed.clone()).map_err(|error| Stop::Replay(error).into_failure())?,
        ),
        _ => {
            let expected = "--feed: expected one --list, over which the feeds were taken";
            return Err(Failure::Usage(format!("{expected}; found {}", lists.len())));
        }
    }
    Ok(archive)
}

/// List files, and those in folders.
fn lists(given: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in given {
        if path.is_dir() {
            let shown = format!("cannot read {}", path.display());
            let entries = fs::read_dir(path).map_err(Failure::input(shown))?.filter_map(Result::ok);
            found.extend(entries.map(|entry| entry.path()).filter(|it| is_list(it)));
        } else {
            found.push(path.clone());
        }
    }
    found.sort();
    Ok(found)
}

fn is_list(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "shixin")
}

/// Why a replay ended early.
enum Stop {
    Replay(ReplayError),
    Output(std::io::Error),
}

impl Stop {
    fn into_failure(self) -> Failure {
        match self {
            Self::Replay(ReplayError::Open(error)) => shixin::Error::from(error).into(),
            Self::Replay(ReplayError::Trail(error)) => shixin::Error::from(error).into(),
            Self::Replay(error) => Failure::Usage(error.to_string()),
            Self::Output(error) => error.into(),
        }
    }
}

impl From<ReplayError> for Stop {
    fn from(error: ReplayError) -> Self {
        Self::Replay(error)
    }
}

impl From<audit::Error> for Stop {
    fn from(error: audit::Error) -> Self {
        Self::Replay(error.into())
    }
}
