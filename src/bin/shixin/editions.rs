//! `shixin editions`: which editions are in this folder, which is in force, and how does another one come to be?

use std::io;
use std::io::Write;
use std::io::stderr;
use std::io::stdout;
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use shixin::List;
use shixin::ListFolder;
use shixin::folder::FolderError;
use shixin::folder::Placed;
use shixin::folder::Publication;
use shixin::index::Index;
use shixin::policy::Guard;
use shixin::seal::Seal;
use shixin::seal::Trusted;

use crate::args::EditionsCommand;
use crate::args::PublishArgs;
use crate::outcome::Failure;
use crate::seal;

pub(crate) fn run(command: &EditionsCommand) -> Result<ExitCode, Failure> {
    match command {
        EditionsCommand::List(args) => list(&ListFolder::at(&args.folder))?,
        EditionsCommand::Publish(args) => {
            let folder = ListFolder::at(&args.folder);
            let done = match seal::trusted(&args.sealed_by)? {
                Some(by) => take_along(&folder, args, &by)?,
                None => publish(&folder, open(&args.list)?.index(), None, None, args.allow_implausible)?,
            };
            told(&folder, &done)?;
            prune(&folder, args.keep)?;
        }
        EditionsCommand::Rollback(args) => {
            let folder = ListFolder::at(&args.folder);
            let done = folder.roll_back(args.to.as_deref()).map_err(shixin::Error::from)?;
            told(&folder, &done)?;
        }
        EditionsCommand::Prune(args) => prune(&ListFolder::at(&args.folder), args.keep)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens a list: a file, or of a folder the edition in force.
pub(crate) fn open(path: &Path) -> Result<List, Failure> {
    if path.is_dir() {
        let index = ListFolder::at(path).open().map_err(shixin::Error::from)?;
        return Ok(List::from_index(index));
    }
    Ok(List::open(path).map_err(shixin::Error::from)?)
}

/// The same, where it must be sealed.
pub(crate) fn open_sealed(path: &Path, by: Option<&Trusted>) -> Result<List, Failure> {
    let Some(by) = by else { return open(path) };
    if path.is_dir() {
        let (index, _) = ListFolder::at(path).open_sealed(by).map_err(shixin::Error::from)?;
        return Ok(List::from_index(index));
    }
    let (list, _) = List::open_sealed(path, by).map_err(shixin::Error::from)?;
    Ok(list)
}

/// Publishes a sealed list with its seal.
fn take_along(folder: &ListFolder, args: &PublishArgs, by: &Trusted) -> Result<Publication, Failure> {
    let list = open_sealed(&args.list, Some(by))?;
    let seal = Seal::open(&seal::file_of(&args.list)?).map_err(shixin::Error::from)?;
    publish(folder, list.index(), Some((&seal, by)), None, args.allow_implausible)
}

/// Publishes into a folder, past the guard unless everything is allowed.
pub(crate) fn publish(
    folder: &ListFolder,
    index: &Index,
    seal: Option<(&Seal, &Trusted)>,
    rejects: Option<&[u8]>,
    allow_implausible: bool,
) -> Result<Publication, Failure> {
    let guard = (!allow_implausible).then(Guard::default);
    let done = match seal {
        Some(seal) => folder.publish_sealed(index, seal, rejects, guard.as_ref()),
        None => folder.publish(index, rejects, guard.as_ref()),
    };
    done.map_err(|error| match error {
        FolderError::Implausible(source) => Failure::Implausible { path: folder.path().to_owned(), source },
        error => Failure::Shixin(error.into()),
    })
}

/// Removes all but the editions kept, and says which.
pub(crate) fn prune(folder: &ListFolder, keep: u16) -> Result<(), Failure> {
    let removed = folder.prune(keep.into()).map_err(shixin::Error::from)?;
    let mut out = stderr().lock();
    for stamp in removed {
        writeln!(out, "removed edition {stamp}")?;
    }
    Ok(())
}

/// Says on standard error what a power cut may undo.
pub(crate) fn warn(out: &mut impl Write, publication: &Publication) -> io::Result<()> {
    if let Publication::DurabilityUnknown(error) = publication {
        writeln!(
            out,
            "warning: the folder could not be synced ({error}): a power cut may bring the old list back"
        )?;
    }
    Ok(())
}

fn told(folder: &ListFolder, publication: &Publication) -> Result<(), Failure> {
    let current = folder.current().map_err(shixin::Error::from)?;
    writeln!(stdout().lock(), "in force: edition {}", current.stamp)?;
    Ok(warn(&mut stderr().lock(), publication)?)
}

fn list(folder: &ListFolder) -> Result<(), Failure> {
    let editions = folder.editions().map_err(shixin::Error::from)?;
    let mut out = stdout().lock();
    for placed in &editions {
        writeln!(out, "{}", line(placed))?;
    }
    Ok(())
}

/// Of an edition that is damaged only its length is told: `shixin verify` says what is wrong.
fn line(placed: &Placed) -> serde_json::Value {
    let bytes = std::fs::metadata(&placed.path).ok().map(|there| there.len());
    let rejects = placed.rejects.exists().then_some(&placed.rejects);
    let seal = placed.seal.exists().then_some(&placed.seal);
    json!({
        "digest": placed.stamp.hex(),
        "as_of": placed.stamp.as_of,
        "in_force": placed.is_current,
        "admitted": placed.admitted.as_code(),
        "file": placed.path,
        "bytes": bytes,
        "rejects": rejects,
        "seal": seal,
    })
}
