//! Property: Bytes that are no whole list are refused, as they are and with every checksum made right; and one that opens answers, or
//! says that it is damaged. Never a panic, nor an allocation beyond what the length allows (run with `-malloc_limit_mb`).
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("open")(bytes));
