//! Is this the JavaScript around JSON: `/**/callback(` … `);`?

/// A stretch of JavaScript that holds no data.
#[derive(Default)]
pub(super) struct Wrapper {
    /// Bytes.
    pub(super) length: usize,
    /// Calls whose bracket it opens.
    pub(super) opened: usize,
    /// Calls whose bracket it closes.
    pub(super) closed: usize,
}

/// The comments, function names with their bracket, closing brackets and semicolons that begin the text; `None` where
/// there are none. A comment that nothing follows is not counted: something was to come.
pub(super) fn wrapper(text: &str) -> Option<Wrapper> {
    let mut found = Wrapper::default();
    let mut rest = text;
    while let Some(after) = pass_token(rest, &mut found) {
        let is_comment = rest.starts_with('/');
        rest = after.trim_start();
        if !is_comment || !rest.is_empty() {
            found.length = text.len().saturating_sub(rest.len());
        }
    }
    (found.length > 0).then_some(found)
}

fn pass_token<'t>(text: &'t str, found: &mut Wrapper) -> Option<&'t str> {
    if let Some(comment) = text.strip_prefix("/*") {
        return comment.split_once("*/").map(|(_, after)| after);
    }
    if let Some(after) = text.strip_prefix(';') {
        return Some(after);
    }
    if let Some(after) = text.strip_prefix(')') {
        found.closed = found.closed.saturating_add(1);
        return Some(after);
    }
    let name = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.'));
    if name.len() == text.len() || text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let after = name.trim_start().strip_prefix('(')?;
    found.opened = found.opened.saturating_add(1);
    Some(after)
}
