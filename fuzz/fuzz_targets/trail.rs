//! Property: Whatever is done to the files of a trail, reading and verifying them comes to an end; what a checkpoint was signed for cannot
//! be changed unseen; and a writer goes on with what is whole, or refuses. Edits of ten bytes, of the file that their first
//! byte chooses.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("trail")(bytes));
