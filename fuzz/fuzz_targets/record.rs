//! Property: A row is read the same whoever's keys it is written in; blanks around it and the order of its keys change nothing; and a text
//! that is no object is no record. The first byte chooses: a row of the values that follow, a line each, in every
//! dialect's keys, or the text that follows as it is.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("record")(bytes));
