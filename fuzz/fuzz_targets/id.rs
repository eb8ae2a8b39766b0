//! Property: An id that can be read says the same when read again, and a pattern made of it agrees with it; no published form shows
//! more characters than it was given, and hidden ones are never put back.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("id")(bytes));
