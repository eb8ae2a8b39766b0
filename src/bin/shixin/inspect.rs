//! `shixin inspect` and `shixin verify`: what does this file hold, and is all of it whole?

use std::io::Write as _;
use std::io::stdout;
use std::process::ExitCode;

use serde_json::json;
use shixin::format::MAGIC;

use crate::args::ListArgs;
use crate::args::VerifyArgs;
use crate::editions;
use crate::outcome::Failure;
use crate::seal;

pub(crate) fn inspect(args: &ListArgs) -> Result<ExitCode, Failure> {
    let list = editions::open(&args.list)?;
    let edition = list.edition();
    let sections: serde_json::Map<_, _> =
        list.index().section_lengths().map(|(tag, length)| (tag.to_string(), json!(length))).collect();
    let shown = json!({
        "edition": edition,
        "digest": edition.stamp().hex(),
        "bytes": sections,
    });
    writeln!(stdout().lock(), "{}", serde_json::to_string_pretty(&shown).map_err(std::io::Error::from)?)?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn verify(args: &VerifyArgs) -> Result<ExitCode, Failure> {
    let trusted = seal::trusted(&args.key)?;
    if let Some(by) = &trusted {
        let file = seal::file_of(&args.list)?;
        let (bytes, sealed) = by.read(&file).map_err(shixin::Error::from)?;
        writeln!(stdout().lock(), "sealed: by key {}, {}", sealed.key, sealed.comment)?;
        if !bytes.starts_with(&MAGIC) {
            return Ok(ExitCode::SUCCESS);
        }
    }
    let list = editions::open_sealed(&args.list, trusted.as_ref())?;
    list.index().verify().map_err(shixin::Error::from)?;
    let stamp = list.edition().stamp();
    let totals = list.edition().totals;
    writeln!(
        stdout().lock(),
        "whole: {} records of {} subjects, edition {stamp}",
        totals.records,
        totals.subjects
    )?;
    Ok(ExitCode::SUCCESS)
}
