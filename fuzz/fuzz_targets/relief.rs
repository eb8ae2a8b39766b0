//! Property: Whatever a relief file holds, it is taken whole or refused with its lines; what is taken says from when to when; and under it
//! nobody is blocked whom the list alone lets pass.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("relief")(bytes));
