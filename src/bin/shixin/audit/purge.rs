//! `shixin audit purge`: what is past its term goes; its hashes stay.

use std::io::Write as _;
use std::io::stdout;
use std::process::ExitCode;

use serde_json::json;
use shixin::Trail;

use crate::audit::args::PurgeArgs;
use crate::outcome::Failure;

pub(crate) fn run(args: &PurgeArgs) -> Result<ExitCode, Failure> {
    super::existing(&args.trail)?;
    let trail = Trail::open(&args.trail, args.keys.options(&args.trail)).map_err(shixin::Error::from)?;
    let (mut entries, mut segments, mut keys) = (0, 0, Vec::new());
    if let Some(before) = args.before {
        let purged = trail.purge(before, &args.by, &args.why).map_err(shixin::Error::from)?;
        (entries, segments) = (purged.entries, purged.segments);
        keys.extend(purged.keys);
    }
    for key in &args.erase {
        trail.erase(key, &args.by, &args.why).map_err(shixin::Error::from)?;
        keys.push(key.clone());
    }
    trail.close().map_err(shixin::Error::from)?;
    let shown = json!({ "entries": entries, "segments": segments, "keys_dropped": keys });
    writeln!(stdout().lock(), "{}", serde_json::to_string_pretty(&shown).map_err(std::io::Error::from)?)?;
    Ok(ExitCode::SUCCESS)
}
