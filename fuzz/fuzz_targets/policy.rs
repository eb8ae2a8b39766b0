//! Property: A policy or catalogue file is taken or refused with its line; what is taken is the same taken twice; and under no policy is
//! anybody blocked on a name alone, nor answered with other records.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("policy")(bytes));
