//! Property: Folding a folded name changes nothing, the same name is the same from either side, the strict tier lies within the
//! loose one, and equal strict folds sound the same. The input is two names, a line each.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shixin_fuzz::property("name")(bytes));
