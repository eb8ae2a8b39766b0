//! Property: A list of which a few bytes were changed and whose checksums were made right opens or is refused; opened, every verb answers or
//! says that it is damaged, and what verifies has an answer for everybody. The first byte chooses the list; then come edits of
//! ten bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("lists")(bytes));
