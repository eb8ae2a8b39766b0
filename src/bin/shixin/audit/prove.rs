//! `shixin audit prove`: this entry is in the trail; this trail continues that checkpoint.

use std::process::ExitCode;

use shixin::audit;
use shixin::audit::Checkpoint;

use crate::audit::args::ProveArgs;
use crate::outcome::Failure;

pub(crate) fn run(args: &ProveArgs) -> Result<ExitCode, Failure> {
    super::existing(&args.trail)?;
    let (given, notes) = (super::key(args.key.as_deref())?, super::notes(&args.trail, &args.keys, &[])?);
    let found = audit::verify(&args.trail, given.as_ref(), &notes).map_err(shixin::Error::from)?;
    if !found.is_whole() {
        super::tell(found.faults.iter())?;
        return Ok(ExitCode::from(65));
    }
    let none = || Failure::Usage("the trail names no key: give one with --key".to_owned());
    let key = found.verifier.ok_or_else(none)?;
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
