//! Is this the JavaScript around JSON: `/**/callback(` … `);`?

/// How much of the text is wrapper: comments, a function's name with its bracket, closing brackets and semicolons.
/// `None` where it begins with none of these.
pub(super) fn wrapper_length(text: &str) -> Option<usize> {
    let mut rest = text;
    while let Some(after) = pass_token(rest) {
        rest = after.trim_start();
    }
    let length = text.len().saturating_sub(rest.len());
    (length > 0).then_some(length)
}

fn pass_token(text: &str) -> Option<&str> {
    if let Some(comment) = text.strip_prefix("/*") {
        return comment.split_once("*/").map(|(_, after)| after);
    }
    if let Some(after) = text.strip_prefix([')', ';']) {
        return Some(after);
    }
    let name = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.'));
    if name.len() == text.len() || text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    name.trim_start().strip_prefix('(')
}
