//! Which checkpoint counts, and how is it put down? The last one stands beside the entries, beside the keys, and where
//! the operator wants copies.

use std::io;
use std::io::Read as _;
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
use crate::disk::Access;
use crate::disk::Disk;
use crate::disk::Open;

/// The note of the last checkpoint in a folder; `None` where there is none yet.
pub(super) fn note(disk: &dyn Disk, folder: &Path) -> Result<Option<String>, Error> {
    read(disk, &folder.join(CHECKPOINT))
}

/// The last checkpoint in a folder, verified.
pub(super) fn checkpoint(
    disk: &dyn Disk,
    folder: &Path,
    verifier: &Verifier,
) -> Result<Option<Checkpoint>, Error> {
    let note = note(disk, folder)?;
    Ok(note.map(|note| Checkpoint::open(&note, verifier)).transpose()?)
}

/// The note of the last checkpoint, and the tree that stands beside it, also while a writer replaces both.
pub(super) fn pair(disk: &dyn Disk, folder: &Path) -> Result<(Option<String>, Option<Frontier>), Error> {
    let mut note = self::note(disk, folder)?;
    loop {
        let tree = match note.as_deref().and_then(Checkpoint::size_of) {
            Some(size) => frontier(disk, folder, size)?,
            None => None,
        };
        let again = self::note(disk, folder)?;
        if tree.is_some() || again == note {
            return Ok((note, tree));
        }
        note = again;
    }
}

/// The tree of so many entries, as it was put down beside their checkpoint. It proves nothing until its root is compared.
pub(super) fn frontier(disk: &dyn Disk, folder: &Path, size: u64) -> Result<Option<Frontier>, Error> {
    let Some(text) = read(disk, &folder.join(frontier_name(size)))? else { return Ok(None) };
    let kept = serde_json::from_str::<Kept>(&text).ok().filter(|kept| kept.size == size);
    let tree = kept.and_then(|kept| Frontier::new(kept.size, kept.peaks));
    // To the byte: what says the same in other words was not written here.
    Ok(tree.filter(|tree| said(tree).is_ok_and(|said| said == text)))
}

fn said(tree: &Frontier) -> Result<String, serde_json::Error> {
    let kept = Kept { size: tree.size(), peaks: tree.peaks().to_vec() };
    serde_json::to_string(&kept).map(|kept| kept + "\n")
}

/// Puts down a checkpoint and its tree; each file is replaced whole. At a crash in between the tree of the checkpoint that is
/// there is still there: each has a name of its own, and the earlier one goes last.
pub(super) fn put(disk: &dyn Disk, folder: &Path, note: &str, tree: &Frontier) -> Result<(), Error> {
    replace(disk, &folder.join(frontier_name(tree.size())), &said(tree)?)?;
    put_note(disk, folder, note)?;
    sweep(disk, folder, &frontier_name(tree.size()))
}

/// Removes the trees of earlier checkpoints.
fn sweep(disk: &dyn Disk, folder: &Path, kept: &str) -> Result<(), Error> {
    for name in disk.names(folder).map_err(step("list the folder", folder))? {
        let path = folder.join(&name);
        let is_tree = name.to_str().is_some_and(|name| name.starts_with(FRONTIER) && name != kept);
        // A folder or a link of such a name is somebody's, and stops nobody.
        if is_tree && disk.is_file(&path).is_ok_and(|is_file| is_file) {
            disk.remove(&path).map_err(step("remove", &path))?;
        }
    }
    Ok(())
}

fn frontier_name(size: u64) -> String {
    format!("{FRONTIER}{size:012}")
}

/// Puts down a checkpoint.
pub(super) fn put_note(disk: &dyn Disk, folder: &Path, note: &str) -> Result<(), Error> {
    replace(disk, &folder.join(CHECKPOINT), note)?;
    sync_folder(disk, folder)
}

/// Puts down a copy under a name of its own; those before it stay.
pub(super) fn put_copy(disk: &dyn Disk, folder: &Path, note: &str, size: u64) -> Result<(), Error> {
    replace(disk, &folder.join(format!("checkpoint-{size:012}.txt")), note)?;
    sync_folder(disk, folder)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    size: u64,
    peaks: Vec<Hash>,
}

fn read(disk: &dyn Disk, path: &Path) -> Result<Option<String>, Error> {
    require_file(disk, path)?;
    let mut bytes = Vec::new();
    let file = disk.open(path, Open::Read);
    match file.and_then(|file| file.take(LONGEST).read_to_end(&mut bytes)) {
        // What is no text is no note either, and its signature will not fit.
        Ok(_) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(step("read", path)(error)),
    }
}

/// Whatever stands under this name is a file: a pipe would never end, and a link leads elsewhere.
pub(super) fn require_file(disk: &dyn Disk, path: &Path) -> Result<(), Error> {
    match disk.is_file(path) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Damaged { path: path.to_owned(), at: 0, what: NO_FILE.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(step("look at", path)(error)),
    }
}

/// Puts down a text that everybody may read.
pub(super) fn replace(disk: &dyn Disk, path: &Path, text: &str) -> Result<(), Error> {
    put_whole(disk, (&path.with_extension("tmp"), path), text, Access::Shared)
}

/// Writes beside, syncs, renames: at any crash the old text or the new one. The folder is left to be synced. What a
/// crash left beside is removed and made anew, since it may be a link to some other file.
pub(super) fn put_whole(
    disk: &dyn Disk,
    (beside, path): (&Path, &Path),
    text: &str,
    access: Access,
) -> Result<(), Error> {
    match disk.remove(beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(step("remove", beside)(error)),
        _ => {}
    }
    let mut file = disk.open(beside, Open::New(access)).map_err(step("make", beside))?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync()).map_err(step("write", beside));
    let put = written.and_then(|()| disk.rename(beside, path).map_err(step("rename onto", path)));
    if put.is_err() {
        // On a full disk it would only take room; what cannot be removed is written over the next time.
        let _ = disk.remove(beside);
    }
    put
}

/// What is wrong with a name of the trail's under which no file stands.
pub(super) const NO_FILE: &str = "expected a file, found a link, a folder or a device under its name";

/// Bytes that are read of a checkpoint or a tree: more than the longest note has.
const LONGEST: u64 = (1 << 20) + 1;

const CHECKPOINT: &str = "checkpoint";
const FRONTIER: &str = "frontier-";
