//! An id that can be read says the same when read again, and a pattern made of it agrees with it; no published form shows
//! more characters than it was given, and hidden ones are never put back.

use shixin::id::Agreement;
use shixin::id::Id;
use shixin::id::Pattern;

pub(crate) fn holds(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(pattern) = Pattern::read(text) {
        assert_eq!(Pattern::read(pattern.as_str()), Ok(pattern));
        let shown = pattern.as_str().bytes().filter(|byte| *byte != b'*').count();
        let given = text.chars().filter(|sign| sign.is_alphanumeric()).count();
        assert!(shown <= given || pattern.complete().is_some(), "{shown} characters out of {given}");
    }
    if let Ok(id) = Id::parse(text) {
        assert_eq!(Id::parse(id.as_str()).map(|it| it.as_str().to_owned()), Ok(id.as_str().to_owned()));
        let pattern = Pattern::read(text).unwrap();
        assert_eq!(pattern.compare(&id), Agreement::Equal);
    }
}
