//! Which checkpoint counts, and how is it put down? The last one stands beside the entries, beside the keys, and where
//! the operator wants copies.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Write as _;
use std::path::Path;

use serde::Deserialize;
use serde::Serialize;

use crate::audit::Checkpoint;
use crate::audit::Error;
use crate::audit::Hash;
use crate::audit::error::step;
use crate::audit::keys::sync_folder;
use crate::audit::note::Verifier;
use crate::audit::tree::Frontier;

/// The note of the last checkpoint in a folder; `None` where there is none yet.
pub(super) fn note(folder: &Path) -> Result<Option<String>, Error> {
    read(&folder.join(CHECKPOINT))
}

/// The last checkpoint in a folder, verified.
pub(super) fn checkpoint(folder: &Path, verifier: &Verifier) -> Result<Option<Checkpoint>, Error> {
    let note = note(folder)?;
    Ok(note.map(|note| Checkpoint::open(&note, verifier)).transpose()?)
}

/// The note of the last checkpoint, and the tree that stands beside it, also while a writer replaces both.
pub(super) fn pair(folder: &Path) -> Result<(Option<String>, Option<Frontier>), Error> {
    let mut note = self::note(folder)?;
    loop {
        let tree = match note.as_deref().and_then(Checkpoint::size_of) {
            Some(size) => frontier(folder, size)?,
            None => None,
        };
        let again = self::note(folder)?;
        if tree.is_some() || again == note {
            return Ok((note, tree));
        }
        note = again;
    }
}

/// The tree of so many entries, as it was put down beside their checkpoint. It proves nothing until its root is compared.
pub(super) fn frontier(folder: &Path, size: u64) -> Result<Option<Frontier>, Error> {
    let text = read(&folder.join(frontier_name(size)))?;
    let kept = text.and_then(|text| serde_json::from_str::<Kept>(&text).ok());
    Ok(kept.filter(|kept| kept.size == size).and_then(|kept| Frontier::new(kept.size, kept.peaks)))
}

/// Puts down a checkpoint and its tree; each file is replaced whole. At a crash in between the tree of the checkpoint that is
/// there is still there: each has a name of its own, and the earlier one goes last.
pub(super) fn put(folder: &Path, note: &str, tree: &Frontier) -> Result<(), Error> {
    let kept = serde_json::to_string(&Kept { size: tree.size(), peaks: tree.peaks().to_vec() })?;
    replace(&folder.join(frontier_name(tree.size())), &format!("{kept}\n"))?;
    put_note(folder, note)?;
    sweep(folder, &frontier_name(tree.size()))
}

/// Removes the trees of earlier checkpoints.
fn sweep(folder: &Path, kept: &str) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(step("list the folder", folder))? {
        let entry = entry.map_err(step("list the folder", folder))?;
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(FRONTIER) && name != kept) {
            fs::remove_file(entry.path()).map_err(step("remove", &entry.path()))?;
        }
    }
    Ok(())
}

fn frontier_name(size: u64) -> String {
    format!("{FRONTIER}{size:012}")
}

/// Puts down a checkpoint.
pub(super) fn put_note(folder: &Path, note: &str) -> Result<(), Error> {
    replace(&folder.join(CHECKPOINT), note)?;
    sync_folder(folder)
}

/// Puts down a copy under a name of its own; those before it stay.
pub(super) fn put_copy(folder: &Path, note: &str, size: u64) -> Result<(), Error> {
    replace(&folder.join(format!("checkpoint-{size:012}.txt")), note)?;
    sync_folder(folder)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    size: u64,
    peaks: Vec<Hash>,
}

fn read(path: &Path) -> Result<Option<String>, Error> {
    match fs::read(path) {
        // What is no text is no note either, and its signature will not fit.
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(step("read", path)(error)),
    }
}

/// Writes beside, syncs, renames: at any crash the old text or the new one. What a crash left beside is removed and made anew,
/// since it may be a link to some other file.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let beside = path.with_extension("tmp");
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(step("remove", &beside)(error)),
        _ => {}
    }
    let mut file = File::create_new(&beside).map_err(step("make", &beside))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(step("write", &beside))?;
    fs::rename(&beside, path).map_err(step("rename onto", path))
}

const CHECKPOINT: &str = "checkpoint";
const FRONTIER: &str = "frontier-";
