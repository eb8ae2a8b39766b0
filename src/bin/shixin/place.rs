//! Here are two paths: do they lead to the same file, even one that is yet to be?

use std::fs;
use std::io;
use std::io::Read as _;
use std::path::Path;
use std::path::PathBuf;

use shixin::ListFolder;
use tempfile::NamedTempFile;

use crate::outcome::Failure;

/// Refuses to write over a file that is being read: opening it for writing would empty it first.
///
/// # Errors
/// [`Failure::Usage`] where both paths lead to the same file.
pub(crate) fn keep_apart(option: &str, written: &Path, read: &Path) -> Result<(), Failure> {
    if !is_same(written, read) {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "{option} {}: this file is read by the same command and would be overwritten; name another one",
        written.display()
    )))
}

/// Refuses to write a file into a folder that others keep: one of editions, a trail's, or that of its keys. They name their
/// files themselves, and a file of another in its place would be taken for theirs.
///
/// # Errors
/// [`Failure::Usage`] where the path leads into one.
pub(crate) fn keep_out(option: &str, written: &Path) -> Result<(), Failure> {
    let place = resolve(written);
    let Some(kind) = kept(folder_of(&place)) else { return Ok(()) };
    Err(Failure::Usage(format!(
        "{option} {}: this folder keeps {kind}, and nothing else is written into it; name a place elsewhere",
        written.display()
    )))
}

/// What is kept in a folder, if it is not anybody's.
fn kept(folder: &Path) -> Option<&'static str> {
    let begins = |path: &Path| {
        let mut head = [0; EDITIONS.len()];
        fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok_and(|()| head == *EDITIONS)
    };
    let register = ListFolder::at(folder).register();
    if register.is_file() && begins(&register) {
        return Some("the editions of a list");
    }
    if folder.join("signer.key").is_file() {
        return Some("a trail's keys");
    }
    (folder.join("checkpoint").is_file() && has_segment(folder)).then_some("a trail")
}

fn has_segment(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        name.starts_with(b"trail-") && name.ends_with(b".jsonl")
    })
}

/// Whether two paths lead to the same file: in other spellings, through links, whether or not it is there yet.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    resolve(one) == resolve(other) || are_linked(one, other)
}

/// The path itself, without links and detours. Of a file that is not there its folder's, and its name.
pub(crate) fn resolve(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        if let Ok(found) = path.canonicalize() {
            return found;
        }
        // A link to a file that is not there: written through, it makes that file.
        match fs::read_link(&path) {
            Ok(target) => path = folder_of(&path).join(target),
            Err(_) => break,
        }
    }
    match (folder_of(&path).canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => std::path::absolute(&path).unwrap_or(path),
    }
}

/// The folder in which a file stands.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A new file beside a place that it is to take when it is whole, for its owner alone: what the commands write tells of people.
/// What an earlier writer left there when it was killed is removed.
pub(crate) fn beside(place: &Path) -> io::Result<NamedTempFile> {
    let name = place.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let prefix = format!(".{}.", name.to_string_lossy());
    sweep(folder_of(place), &prefix);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX).rand_bytes(RANDOM);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600));
    let beside = builder.tempfile_in(folder_of(place))?;
    // Tells a writer that sweeps that this one is not dead. Where files cannot be locked, none is swept.
    let _ = beside.as_file().try_lock();
    Ok(beside)
}

/// Puts a file that was written beside a place there, over what is there. A power cut doesn't undo it.
pub(crate) fn put(beside: NamedTempFile, place: &Path) -> io::Result<()> {
    beside.as_file().sync_all()?;
    beside.persist(place).map_err(|error| error.error)?;
    sync_names(folder_of(place))
}

/// Makes what was done to names in a folder last, where the system lets a folder be opened.
pub(crate) fn sync_names(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Removes what dead writers left: nobody holds the lock on it. What cannot be removed is in nobody's way.
fn sweep(folder: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let random =
            name.to_str().and_then(|name| name.strip_prefix(prefix)).and_then(|it| it.strip_suffix(SUFFIX));
        let is_ours =
            |random: &str| random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if random.is_some_and(is_ours) && is_left(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_left(path: &Path) -> bool {
    fs::File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}

/// Whether they are two names of one file on disk.
#[cfg(unix)]
fn are_linked(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let place = |path| {
        let there = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        Some((there.dev(), there.ino()))
    };
    place(one).is_some_and(|there| place(other) == Some(there))
}

#[cfg(not(unix))]
const fn are_linked(_: &Path, _: &Path) -> bool {
    false
}

/// Ends the name of a file that is being written.
const SUFFIX: &str = ".tmp";

/// Random characters in such a name; the library's own have eight.
const RANDOM: usize = 6;

/// Links that are followed one after another, as many as Linux follows.
const MOST_LINKS: usize = 40;

/// How the register of a folder of editions begins.
const EDITIONS: &[u8; 18] = b"shixin list folder";
