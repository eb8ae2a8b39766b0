//! `shixin audit override` and `respond`: what did people do upon an answer?

use std::io::Write as _;
use std::io::stdout;
use std::path::Path;
use std::process::ExitCode;

use shixin::Trail;
use shixin::audit;
use shixin::audit::Deed;
use shixin::audit::Error;
use shixin::audit::Override;
use shixin::audit::Response;

use crate::audit::args::Decided;
use crate::audit::args::KeysArgs;
use crate::audit::args::OverrideArgs;
use crate::audit::args::RespondArgs;
use crate::outcome::Failure;

pub(crate) fn override_answer(args: &OverrideArgs) -> Result<ExitCode, Failure> {
    let outcome = match args.to {
        Decided::Block => "block",
        Decided::Clear => "clear",
    };
    super::existing(&args.trail)?;
    if standing(&args.trail, args.entry)?.as_deref() == Some(outcome) {
        return Err(refused(format!(
            "entry {} stands as {outcome} already: there is nothing to decide otherwise",
            args.entry
        )));
    }
    let (by, approved_by, why) = (args.by.clone(), args.approved_by.clone(), args.why.clone());
    let what = Override { of: args.entry, outcome: outcome.to_owned(), by, approved_by, why };
    record(&args.trail, &args.keys, |trail| trail.override_answer(what))
}

pub(crate) fn respond(args: &RespondArgs) -> Result<ExitCode, Failure> {
    super::existing(&args.trail)?;
    if standing(&args.trail, args.entry)?.is_none() && is_there(&args.trail, args.entry)? {
        return Err(refused(format!("entry {} holds no answer to respond to", args.entry)));
    }
    let what = Response {
        of: args.entry,
        outcome: args.outcome.clone(),
        by: args.by.clone(),
        amount: args.amount.clone(),
        from: args.from,
        to: args.to,
        notes: args.notes.clone(),
    };
    record(&args.trail, &args.keys, |trail| trail.respond(what))
}

/// What an answer is after all that people decided of it; `None` where that entry holds no answer.
fn standing(folder: &Path, entry: u64) -> Result<Option<String>, Failure> {
    let mut stands = None;
    let read = audit::read(folder, |it| {
        match it.deed {
            Deed::Decision(recorded) if it.seq == entry => stands = Some(recorded.outcome.into_owned()),
            Deed::Override(decided) if decided.of == entry => stands = Some(decided.outcome),
            _ => {}
        }
        Ok::<(), Error>(())
    });
    read.map_err(shixin::Error::from)?;
    Ok(stands)
}

/// Whether an entry with this number was written; one that was purged is passed over.
fn is_there(folder: &Path, entry: u64) -> Result<bool, Failure> {
    let mut is_there = false;
    let read = audit::read(folder, |it| {
        is_there |= it.seq == entry;
        Ok::<(), Error>(())
    });
    read.map_err(shixin::Error::from)?;
    Ok(is_there)
}

fn refused(why: String) -> Failure {
    shixin::Error::from(Error::Refused(why)).into()
}

fn record(
    folder: &Path,
    keys: &KeysArgs,
    write: impl FnOnce(&Trail) -> Result<u64, Error>,
) -> Result<ExitCode, Failure> {
    super::existing(folder)?;
    let trail = Trail::open(folder, keys.options(folder)).map_err(shixin::Error::from)?;
    let written = write(&trail).map_err(shixin::Error::from)?;
    trail.close().map_err(shixin::Error::from)?;
    writeln!(stdout().lock(), "{{\"entry\":{written}}}")?;
    Ok(ExitCode::SUCCESS)
}
