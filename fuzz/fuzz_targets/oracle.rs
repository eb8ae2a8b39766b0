//! Property: A list answers as a naive scan over all its rows does. Nine bytes are a row.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("oracle")(bytes));
