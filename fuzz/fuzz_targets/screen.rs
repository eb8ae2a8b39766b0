//! Property: Whatever bytes are given as a table of applicants, all of them are asked about, or it is told why not: every line that is
//! not blank is a row of its own or an error that names its number, and is split as it would be alone; a source that cannot
//! be read to its end is an error and no shorter table. Each row has one answer, a verdict or an error, and no message
//! repeats a number that may be somebody's. The bytes are the file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("screen")(bytes));
