//! Here is what no list could hold: where does it go, and when?
//!
//! The rejects beside a list are those of its edition. So they are written beside their place first, and put there when
//! the list is published.

use std::fs;
use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Read as _;
use std::io::Write;
use std::io::stderr;
use std::path::Path;
use std::path::PathBuf;

use shixin::compile::Reject;
use shixin::compile::Report;
use tempfile::NamedTempFile;

use crate::args::CompileArgs;
use crate::outcome::Failure;
use crate::place;

/// Rejects that are written, but not yet in their place.
pub(crate) enum Rejects {
    /// There are none, and no file of none was asked for.
    None,
    /// A whole file beside the place that it is for.
    Beside(NamedTempFile, PathBuf),
    /// A pipe or device, which nothing can take the place of.
    Stream(File, PathBuf),
}

impl Rejects {
    /// Writes them, and changes nothing that is there.
    pub(crate) fn write(report: &Report, args: &CompileArgs) -> Result<Self, Failure> {
        if args.rejects.is_none() && report.rejects.is_empty() {
            return Ok(Self::None);
        }
        let path = path(args);
        Self::write_for(report, &path).map_err(cannot_write(&path))
    }

    fn write_for(report: &Report, path: &Path) -> io::Result<Self> {
        if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
            return Ok(Self::Stream(File::options().write(true).open(path)?, path.to_owned()));
        }
        let place = place::resolve(path);
        let mut beside = place::beside(&place)?;
        write_all(report, beside.as_file_mut())?;
        // A disk that is full is found out before the list is published.
        beside.as_file().sync_all()?;
        Ok(Self::Beside(beside, place))
    }

    /// Puts them in place.
    pub(crate) fn put(self, report: &Report) -> Result<(), Failure> {
        match self {
            Self::None => Ok(()),
            Self::Beside(file, path) => place::put(file, &path).map_err(cannot_write(&path)),
            Self::Stream(mut stream, path) => write_all(report, &mut stream).map_err(cannot_write(&path)),
        }
    }
}

/// Where rejects go: nothing is dropped in silence, so that without a word they go beside the list.
pub(crate) fn path(args: &CompileArgs) -> PathBuf {
    args.rejects.clone().unwrap_or_else(|| beside_list(args))
}

/// Whether a compiled list is at this path, or where a link there leads.
pub(crate) fn is_list(path: &Path) -> bool {
    let mut magic = [0; 8];
    if !path.is_file() {
        return false;
    }
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && magic == shixin::format::MAGIC
}

/// Removes an earlier edition's rejects from beside the list, where the new edition's are not there: it has none, or keeps
/// them elsewhere. Rows that are read from there stay.
pub(crate) fn remove_earlier(report: &Report, args: &CompileArgs) -> Result<(), Failure> {
    let beside = beside_list(args);
    let is_new = match &args.rejects {
        Some(path) => place::is_same(path, &beside),
        None => !report.rejects.is_empty(),
    };
    if is_new || args.rows.iter().any(|rows| place::is_same(rows, &beside)) {
        return Ok(());
    }
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Failure::file(format!("cannot remove an earlier edition's {}", beside.display()))(error))
        }
        _ => Ok(()),
    }
}

/// What becomes of the rejects of a feed that makes no list. Those beside the list are an earlier edition's and stay: only
/// a file of their own is written. Without one the first of them are told.
pub(crate) fn of_refused(report: &Report, args: &CompileArgs) -> Result<(), Failure> {
    if args.rejects.as_ref().is_some_and(|path| !place::is_same(path, &beside_list(args))) {
        return Rejects::write(report, args)?.put(report);
    }
    Ok(tell(report, &mut stderr().lock())?)
}

/// The first few, never with the row: it may hold a complete id, and names third parties.
fn tell(report: &Report, out: &mut impl Write) -> io::Result<()> {
    if report.rejects.is_empty() {
        return Ok(());
    }
    writeln!(out, "the first of {} rejects:", report.rejects.len())?;
    for reject in report.rejects.iter().take(TOLD) {
        writeln!(out, "  {}: {}", reject.origin, reason(reject))?;
    }
    writeln!(out, "to see all of them with their rows, pass --rejects FILE, not the list's own")
}

/// Why a row was rejected, without what was found in it.
fn reason(reject: &Reject) -> String {
    let reason = reject.reason.to_string();
    reason.split_once("; found ").map(|(reason, _)| reason.to_owned()).unwrap_or(reason)
}

fn beside_list(args: &CompileArgs) -> PathBuf {
    let mut path = args.output.clone().into_os_string();
    path.push(".rejects.jsonl");
    path.into()
}

/// All of them, as they stand in a file.
pub(crate) fn lines(report: &Report) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    write_all(report, &mut lines)?;
    Ok(lines)
}

fn write_all(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    for reject in &report.rejects {
        writeln!(out, "{}", reject.to_json())?;
    }
    out.flush()
}

fn cannot_write(path: &Path) -> impl FnOnce(io::Error) -> Failure + use<> {
    Failure::file(format!("cannot write {}", path.display()))
}

/// Rejects that are told where they are not kept.
const TOLD: usize = 5;
