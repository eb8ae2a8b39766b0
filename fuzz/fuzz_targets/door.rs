//! Property: Whatever C hands over (texts that are no UTF-8, sizes, counts, numbers of no enumeration), a call has one of the header's
//! statuses and never that of a panic; there is a verdict exactly where the status says so, and it is the library's own answer. The
//! bytes choose texts and numbers.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("door")(bytes));
