//! System calls that fail, processes that are killed, power that is cut, files that change under a map, and everything at
//! once: each deed of the command is done whole or not at all, and what was acknowledged stays.
//!
//! `SHIXIN_FAULTS` set tries every system call, not one in some; `SHIXIN_FAULT_KILLS`, `SHIXIN_POWER_CUTS` and
//! `SHIXIN_STRESS_SECONDS` say how much of the rest.
#![cfg(all(target_os = "linux", feature = "cli", feature = "mmap"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    reason = "in a test a panic is the report"
)]

#[path = "invented/mod.rs"]
mod invented;

#[path = "faults/calls.rs"]
mod calls;
#[path = "faults/deeds.rs"]
mod deeds;
#[path = "faults/desk.rs"]
mod desk;
#[path = "faults/kills.rs"]
mod kills;
#[path = "faults/map.rs"]
mod map;
#[path = "faults/power.rs"]
mod power;

/// A figure from the environment, or the one for a short run.
fn from_env(name: &str, short: usize) -> usize {
    std::env::var(name).map_or(short, |text| text.parse().unwrap())
}

/// One of this binary's own tests, as a process of its own.
fn this_test(name: &str) -> std::process::Command {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", name, "--nocapture"]);
    command
}
