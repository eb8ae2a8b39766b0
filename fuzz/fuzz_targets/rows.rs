//! Property: Whatever the bytes of a feed, every row is accounted for, and what compiles opens and verifies; and the rows are the same in
//! whatever pieces the bytes come.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("rows")(bytes));
