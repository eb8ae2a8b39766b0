//! How would this broken JSON read if only its escapes were right?

/// The text with raw control characters inside strings escaped, unpaired surrogate escapes replaced by U+FFFD, and
/// backslashes that escape nothing doubled; `None` where there is nothing of the sort. Linear in the text.
///
/// Only what has one plain reading is repaired; brackets, quotes and commas never are.
pub(super) fn mend(text: &str) -> Option<String> {
    let mut mended = String::with_capacity(text.len());
    let mut in_string = false;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => in_string = !in_string,
            '\\' if in_string => {
                mend_escape(&mut chars, &mut mended);
                continue;
            }
            '\0'..='\x1F' if in_string => {
                mended.push_str(&format!("\\u{:04x}", u32::from(c)));
                continue;
            }
            _ => {}
        }
        mended.push(c);
    }
    (mended != text).then_some(mended)
}

/// Writes the escape whose backslash was just read, right or made right.
fn mend_escape(chars: &mut std::str::Chars<'_>, mended: &mut String) {
    let rest = chars.as_str();
    match rest.chars().next() {
        Some('u') => mend_unit(chars, mended),
        Some(c @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')) => {
            chars.next();
            mended.extend(['\\', c]);
        }
        _ => mended.push_str("\\\\"),
    }
}

fn mend_unit(chars: &mut std::str::Chars<'_>, mended: &mut String) {
    let Some(unit) = code_unit(chars.as_str()) else {
        mended.push_str("\\\\");
        return;
    };
    let is_low = |unit: u32| (0xDC00..=0xDFFF).contains(&unit);
    let pair = if (0xD800..=0xDBFF).contains(&unit) {
        code_unit(chars.as_str().get(6..).unwrap_or(""))
    } else {
        None
    };
    let follows = chars.as_str().get(5..6) == Some("\\");
    match pair.filter(|low| follows && is_low(*low)) {
        Some(low) => {
            mended.push_str(&format!("\\u{unit:04x}\\u{low:04x}"));
            chars.nth(10);
        }
        None => {
            let sound = if (0xD800..=0xDFFF).contains(&unit) { 0xFFFD } else { unit };
            mended.push_str(&format!("\\u{sound:04x}"));
            chars.nth(4);
        }
    }
}

/// The four hexadecimal digits after a leading `u`.
fn code_unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('u')?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}
