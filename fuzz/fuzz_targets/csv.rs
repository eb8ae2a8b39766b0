//! Property: A table that is written as RFC 4180 has it returns field by field as it was written, with any delimiter; and what stands in a
//! table that nobody wrote so is a row or a wreck, never lost. The first byte chooses the delimiter and which; then a field a
//! line.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("csv")(bytes));
