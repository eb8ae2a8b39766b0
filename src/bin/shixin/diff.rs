//! `shixin diff`: what changed between two lists, a line a record, and what that comes to.

use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::io::stderr;
use std::io::stdout;
use std::process::ExitCode;

use serde_json::json;
use shixin::index;
use shixin::index::Diff;
use shixin::index::diff::Counts;
use shixin::index::diff::Ledger;
use shixin::index::diff::RecordChange;
use shixin::index::diff::Summary;

use crate::args::DiffArgs;
use crate::editions;
use crate::outcome::Failure;
use crate::place;

pub(crate) fn run(args: &DiffArgs) -> Result<ExitCode, Failure> {
    let (old, new) = (editions::open(&args.old)?, editions::open(&args.new)?);
    let mut diff = Diff::new(old.index(), new.index()).map_err(shixin::Error::from)?;
    if args.by_keys {
        diff = diff.by_keys();
    }
    let mut ledger = Ledger::default();
    for change in diff {
        ledger.take(&change.map_err(shixin::Error::from)?);
    }
    let mut out = output(args)?;
    let summary = ledger.tell(old.index(), new.index(), |change| tell(change, args, &mut out))?;
    if args.summary {
        let shown = json!({
            "old": old.edition().stamp().hex(), "new": new.edition().stamp().hex(), "changes": summary,
        });
        writeln!(out, "{shown}")?;
    }
    out.flush()?;
    summarise(&summary)?;
    Ok(ExitCode::SUCCESS)
}

fn tell(change: &RecordChange, args: &DiffArgs, out: &mut impl Write) -> Result<(), Failure> {
    if args.summary {
        return Ok(());
    }
    serde_json::to_writer(&mut *out, change).map_err(io::Error::from)?;
    Ok(writeln!(out)?)
}

fn output(args: &DiffArgs) -> Result<Box<dyn Write>, Failure> {
    let Some(path) = &args.output else { return Ok(Box::new(BufWriter::new(stdout().lock()))) };
    place::keep_apart("--output", path, &args.old)?;
    place::keep_apart("--output", path, &args.new)?;
    place::keep_out("--output", path)?;
    let file = File::create(path).map_err(Failure::file(format!("cannot write {}", path.display())))?;
    Ok(Box::new(BufWriter::new(file)))
}

/// Figures for the operator, on standard error.
fn summarise(summary: &Summary) -> io::Result<()> {
    let mut out = stderr().lock();
    for (what, counts) in [
        ("records", summary.records),
        ("subjects listed", summary.listed),
        ("who answer for organisations", summary.responsible),
    ] {
        let Counts { added, removed, changed } = counts;
        writeln!(out, "{what}: {added} added, {removed} removed, {changed} changed")?;
    }
    Ok(())
}

impl From<index::Error> for Failure {
    fn from(error: index::Error) -> Self {
        Self::Shixin(error.into())
    }
}
