//! Property: whatever the bytes of a feed, every row is accounted for, and what compiles opens.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shixin::Compiler;
use shixin::Date;
use shixin::List;

fuzz_target!(|feed: &[u8]| {
    let mut compiler = Compiler::new(Date::new(2026, 11, 1).unwrap());
    if compiler.read("fuzz", feed).is_ok()
        && let Ok(compiled) = compiler.finish()
    {
        assert!(compiled.report().adds_up());
        List::from_bytes(compiled.into_bytes()).unwrap().index().verify().unwrap();
    }
});
