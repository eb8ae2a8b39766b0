//! `shixin audit prove`: this entry is in the trail; this trail continues that checkpoint.

use std::process::ExitCode;

use shixin::audit;
use shixin::audit::Checkpoint;

use crate::audit::args::ProveArgs;
use crate::outcome::Failure;

pub(crate) fn run(args: &ProveArgs) -> Result<ExitCode, Failure> {
    super::existing(&args.trail)?;
    let given = super::key(args.key.as_deref())?;
    let named = || audit::verify(&args.trail, None, &[]).map(|found| found.verifier);
    let key = given.map_or_else(named, |key| Ok(Some(key))).map_err(shixin::Error::from)?;
    let key = key.ok_or_else(|| Failure::Usage("the trail names no key: give one with --key".to_owned()))?;
    let proof = match (&args.what.entry, &args.what.from) {
        (Some(entry), _) => audit::prove_inclusion(&args.trail, &key, *entry),
        (None, Some(path)) => {
            let earlier = Checkpoint::open(&super::text(path)?, &key);
            let earlier = earlier.map_err(|error| Failure::Table(format!("{}: {error}", path.display())))?;
            audit::prove_consistency(&args.trail, &key, earlier.size)
        }
        (None, None) => return Err(Failure::Usage("give --entry or --from".to_owned())),
    };
    super::put(None, &proof.map_err(shixin::Error::from)?)?;
    Ok(ExitCode::SUCCESS)
}
