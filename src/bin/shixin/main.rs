//! The `shixin` command: compile, update, check, screen, explain, measures, inspect, verify, seal, keygen, diff, editions, roster, audit,
//! and a demo. One verb a job, stable for scripts.

mod args;
mod asking;
mod audit;
mod check;
mod compile;
mod demo;
mod diff;
mod editions;
mod explain;
mod inspect;
mod measures;
mod outcome;
mod place;
mod recorder;
mod rejects;
mod roster;
mod screen;
mod seal;
mod shell;
mod table;
mod update;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use args::Args;
use args::Command;
use outcome::Failure;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(asked) => return usage(&asked),
    };
    let done = match args.command {
        Command::Compile(args) => compile::run(&args),
        Command::Update(args) => update::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Screen(args) => screen::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Measures(args) => measures::run(&args),
        Command::Inspect(args) => inspect::inspect(&args),
        Command::Verify(args) => inspect::verify(&args),
        Command::Seal(args) => seal::run(&args),
        Command::Keygen(args) => seal::keygen(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Editions(command) => editions::run(&command),
        Command::Roster(command) => roster::run(&command),
        Command::Audit(command) => audit::run(&command),
        Command::Demo(args) => demo::run(&args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man => shell::man(),
    };
    done.unwrap_or_else(|failure| report(&failure))
}

/// Help where it was asked for, else what is wrong with the command line. Never with clap's own exit code for that, 2:
/// to a script it would read "block".
fn usage(asked: &clap::Error) -> ExitCode {
    // A reader that has gone away wants no help.
    let _ = asked.print();
    if asked.use_stderr() { Failure::USAGE.into() } else { ExitCode::SUCCESS }
}

/// Says what went wrong on standard error. A reader of our output that has gone away is no fault of ours.
fn report(failure: &Failure) -> ExitCode {
    if failure.is_closed_pipe() {
        return ExitCode::SUCCESS;
    }
    // Where standard error is closed too there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "shixin: {failure}");
    failure.exit_code()
}
