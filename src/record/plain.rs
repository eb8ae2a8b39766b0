//! What kind of JSON value is this, and what does it say exactly?

use std::borrow::Cow;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::record::mend::mend;
use crate::record::moment::is_blank;

/// One JSON value, looked at but not interpreted. Numbers keep their digits: an id of 18 digits is no float.
pub(super) enum Plain<'t> {
    Null,
    Flag(bool),
    Number(&'t str),
    Text(Cow<'t, str>),
    /// An array or object, as JSON.
    Nested(&'t str),
}

impl<'t> Plain<'t> {
    /// Looks at a value; the flag says whether its escapes had to be mended.
    pub(super) fn of(raw: &'t RawValue) -> (Self, bool) {
        let json = raw.get();
        match json.as_bytes().first() {
            Some(b'"') => read_string(json),
            Some(b'{' | b'[') => (Self::Nested(json), false),
            Some(b't') => (Self::Flag(true), false),
            Some(b'f') => (Self::Flag(false), false),
            Some(b'n') | None => (Self::Null, false),
            Some(_) => (Self::Number(json), false),
        }
    }

    /// For a report that may not echo the value: its kind and length.
    pub(super) fn form(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Flag(_) => "true or false".to_owned(),
            Self::Number(digits) => format!("a number of {} characters", digits.len()),
            Self::Text(text) => format!("a text of {} characters", text.chars().count()),
            Self::Nested(json) => format!("an array or object of {} bytes", json.len()),
        }
    }

    /// For a report that may.
    pub(super) fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Null => "null".into(),
            Self::Flag(flag) => flag.to_string().into(),
            Self::Number(json) | Self::Nested(json) => (*json).into(),
            Self::Text(text) => text.as_ref().into(),
        }
    }
}

fn read_string(json: &str) -> (Plain<'_>, bool) {
    let inner = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(json);
    if !inner.contains('\\') {
        return (Plain::Text(inner.into()), false);
    }
    if let Ok(text) = serde_json::from_str::<String>(json) {
        return (Plain::Text(text.into()), false);
    }
    let mended = mend(json).and_then(|mended| serde_json::from_str::<String>(&mended).ok());
    (Plain::Text(mended.map_or(inner.into(), Cow::Owned)), true)
}

/// The value to keep where nothing reads it. One that nests too deeply is kept as its own text.
pub(super) fn keep(raw: &RawValue) -> Value {
    let parse = |json: &str| serde_json::from_str(json).ok();
    let json = raw.get();
    parse(json).or_else(|| parse(&mend(json)?)).unwrap_or_else(|| Value::String(json.to_owned()))
}

/// Whether a text says that nothing is said. `无` is not among them: of a performed part it is the answer.
pub(super) fn is_null_form(text: &str) -> bool {
    let text = text.trim_matches(is_blank);
    text.is_empty()
        || text == "暂无"
        || text.eq_ignore_ascii_case("null")
        || text.eq_ignore_ascii_case("none")
}

/// The digits of a number that is whole as written (`70`, `70.0`); `None` for fractions and for exponents, whose
/// low digits a spreadsheet has already lost.
pub(super) fn whole(number: &str) -> Option<&str> {
    let (digits, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let figures = digits.strip_prefix('-').unwrap_or(digits);
    let is_whole = !figures.is_empty() && figures.bytes().all(|byte| byte.is_ascii_digit());
    (is_whole && fraction.bytes().all(|byte| byte == b'0')).then_some(digits)
}
