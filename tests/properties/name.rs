//! Folding a folded name changes nothing, the same name is the same from either side, the strict tier lies within the
//! loose one, and equal strict folds sound the same. The input is two names, a line each.

use shixin::name::Name;

pub(crate) fn holds(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (one, other) = text.split_once('\n').unwrap_or((text, text));
    let (Ok(one), Ok(other)) = (Name::read(one), Name::read(other)) else { return };
    assert_eq!(one.compare(&other), other.compare(&one));
    if one.strict() == other.strict() {
        assert_eq!(one.loose(), other.loose());
        assert_eq!(one.reading(), other.reading());
        assert_eq!(one.rearranged(), other.rearranged());
    }
    if let Ok(again) = Name::read(one.strict()) {
        assert_eq!(again.strict(), one.strict());
    }
    assert!(one.aliases().len() <= text.len() && !one.loose().is_empty());
}
