//! Property: folding a folded name changes nothing, the same name is the same from either side, the strict tier lies
//! within the loose one, and equal strict folds sound the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shixin::name::Name;

fuzz_target!(|texts: (&str, &str)| {
    let (Ok(one), Ok(other)) = (Name::read(texts.0), Name::read(texts.1)) else { return };
    assert_eq!(one.compare(&other), other.compare(&one));
    if one.strict() == other.strict() {
        assert_eq!(one.loose(), other.loose());
        assert_eq!(one.reading(), other.reading());
        assert_eq!(one.rearranged(), other.rearranged());
    }
    if let Ok(again) = Name::read(one.strict()) {
        assert_eq!(again.strict(), one.strict());
    }
});
