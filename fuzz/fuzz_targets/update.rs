//! Property: A list that was updated feed by feed is the list compiled of all of them at once, to the byte; so is one with the feeds laid over
//! it, compacted; and what stands in it is what a naive model says. Six bytes are a row, of one of four days.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("update")(bytes));
