//! The trail: what was recorded is there, in order, provable; whatever is done to it is found and named.
#![cfg(feature = "trail")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    missing_docs,
    reason = "in a test a panic is the report"
)]

#[path = "invented/mod.rs"]
mod invented;

#[path = "trail/crash.rs"]
mod crash;
#[path = "trail/desk.rs"]
mod desk;
#[path = "trail/document.rs"]
mod document;
#[path = "trail/keeping.rs"]
mod keeping;
#[path = "trail/tamper.rs"]
mod tamper;
#[path = "trail/telling.rs"]
mod telling;
#[path = "trail/vectors.rs"]
mod vectors;
#[path = "trail/verbs.rs"]
mod verbs;
#[path = "trail/writing.rs"]
mod writing;
