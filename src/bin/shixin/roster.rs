//! `shixin roster`: these hold something: whom does a change of the list concern?

mod compile;
mod rescreen;

use std::process::ExitCode;

use shixin::folder::Publication;

use crate::args::RosterCommand;
use crate::outcome::Failure;

pub(crate) fn run(command: &RosterCommand) -> Result<ExitCode, Failure> {
    match command {
        RosterCommand::Compile(args) => compile::run(args),
        RosterCommand::Rescreen(args) => rescreen::run(args),
    }
}

/// What a power cut may undo is told.
fn told(publication: Publication) -> Result<(), Failure> {
    Ok(crate::editions::warn(&mut std::io::stderr().lock(), &publication)?)
}
