//! Property: an id that can be read says the same when read again, and a pattern made of it agrees with it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shixin::id::Agreement;
use shixin::id::Id;
use shixin::id::Pattern;

fuzz_target!(|text: &str| {
    if let Ok(pattern) = Pattern::read(text) {
        assert_eq!(Pattern::read(pattern.as_str()), Ok(pattern));
    }
    if let Ok(id) = Id::parse(text) {
        assert_eq!(Id::parse(id.as_str()).map(|it| it.as_str().to_owned()), Ok(id.as_str().to_owned()));
        let pattern = Pattern::read(text).unwrap();
        assert_eq!(pattern.compare(&id), Agreement::Equal);
    }
});
