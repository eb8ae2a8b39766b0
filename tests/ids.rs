//! Identifiers through the public door: cases from a table, properties against an independent oracle, hostile bytes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

#[path = "ids/cases.rs"]
mod cases;
#[path = "ids/hostile.rs"]
mod hostile;
#[path = "ids/oracle.rs"]
mod oracle;
#[path = "ids/properties.rs"]
mod properties;
