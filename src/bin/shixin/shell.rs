//! Completions and the manual page, both made from the declared command line.

use std::io::Write as _;
use std::io::stdout;
use std::process::ExitCode;

use clap::CommandFactory as _;

use crate::args::Args;
use crate::args::CompletionArgs;
use crate::outcome::Failure;

pub(crate) fn completions(args: &CompletionArgs) -> Result<ExitCode, Failure> {
    // Made in memory first: written straight out, a closed pipe would be a panic.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "shixin", &mut script);
    stdout().lock().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// The manual of the command, then of each verb.
pub(crate) fn man() -> Result<ExitCode, Failure> {
    let mut command = Args::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut stdout().lock())?;
    verbs(&command)?;
    Ok(ExitCode::SUCCESS)
}

/// The manual of each verb, and of the verbs under it.
fn verbs(command: &clap::Command) -> Result<(), Failure> {
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        clap_mangen::Man::new(verb.clone()).render(&mut stdout().lock())?;
        verbs(verb)?;
    }
    Ok(())
}
