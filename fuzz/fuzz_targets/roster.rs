//! Property: Changed rosters and standings, their checksums made right, are refused or opened; opened, everybody in them can be asked
//! about, or it is said what is damaged. The first byte chooses: any bytes as a roster or a standing, or edits of honest ones.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("roster")(bytes));
