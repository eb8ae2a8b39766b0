//! `shixin audit verify`: is the trail as it was written?

use std::io::Write as _;
use std::io::stdout;
use std::process::ExitCode;

use serde_json::json;
use shixin::audit;

use crate::audit::args::VerifyArgs;
use crate::outcome::Failure;

pub(crate) fn run(args: &VerifyArgs) -> Result<ExitCode, Failure> {
    super::existing(&args.trail)?;
    let (key, notes) =
        (super::key(args.key.as_deref())?, super::notes(&args.trail, &args.keys, &args.checkpoint)?);
    let found = audit::verify(&args.trail, key.as_ref(), &notes).map_err(shixin::Error::from)?;
    let faults = found
        .faults
        .iter()
        .map(|it| json!({ "entry": it.at, "file": it.file, "line": it.line, "what": it.to_string() }));
    let checkpoints = found.checkpoints.iter().map(|it| json!({ "size": it.size, "root": it.root }));
    let adopted = found.adopted.iter().map(|run| json!([run.start, run.end.saturating_sub(1)]));
    let shown = json!({
        "whole": found.is_whole(),
        "entries": found.entries,
        "purged": found.purged,
        "unsigned": found.unsigned,
        "adopted": adopted.collect::<Vec<_>>(),
        "segments": found.segments,
        "last": found.last,
        "root": found.root,
        "key": found.verifier.as_ref().map(ToString::to_string),
        "key_from_outside": found.is_trusted,
        "checkpoint_from_outside": found.signed_outside,
        "checkpoints": checkpoints.collect::<Vec<_>>(),
        "torn": found.torn,
        "faults": faults.collect::<Vec<_>>(),
    });
    writeln!(stdout().lock(), "{}", serde_json::to_string_pretty(&shown).map_err(std::io::Error::from)?)?;
    Ok(if found.is_whole() { ExitCode::SUCCESS } else { ExitCode::from(65) })
}
