//! The C door, from C: what is installed, its symbols and numbers, use and abuse in every dialect, under sanitizers and
//! valgrind, and the example pages. A tool that is not there is skipped, loudly.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod examples;
mod files;
mod header;
mod install;
mod nulls;
mod programs;
