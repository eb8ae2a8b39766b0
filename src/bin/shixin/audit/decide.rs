//! `shixin audit override` and `respond`: what did people do upon an answer?

use std::io::Write as _;
use std::io::stdout;
use std::path::Path;
use std::process::ExitCode;

use shixin::Trail;
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
    let (by, approved_by, why) = (args.by.clone(), args.approved_by.clone(), args.why.clone());
    let what = Override { of: args.entry, outcome: outcome.to_owned(), by, approved_by, why };
    record(&args.trail, &args.keys, |trail| trail.override_answer(what))
}

pub(crate) fn respond(args: &RespondArgs) -> Result<ExitCode, Failure> {
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
