//! Into which pieces is a row cut? Runs of digits, and runs of other text, which end where a value opens.

/// A piece of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Digits(&'t [u8]),
    Text(&'t [u8]),
}

/// The piece that a text begins with; `None` at its end. A run of text may end with `":"`, behind which a value stands.
pub(super) fn next(rest: &[u8]) -> Option<Piece<'_>> {
    let first = rest.first()?;
    if first.is_ascii_digit() {
        let end = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        return rest.get(..end).map(Piece::Digits);
    }
    let mut from = 0_usize;
    while let Some(stop) = rest.get(from..)?.iter().position(|byte| byte.is_ascii_digit() || *byte == b'"') {
        let at = from.checked_add(stop)?;
        let (before, ahead) = rest.split_at_checked(at)?;
        if ahead.first() != Some(&b'"') {
            return Some(Piece::Text(before));
        }
        let next = at.checked_add(1)?;
        if before.ends_with(b"\":") {
            return rest.get(..next).map(Piece::Text);
        }
        from = next;
    }
    Some(Piece::Text(rest))
}

/// The clause that a text begins with: up to its first full-width comma, semicolon or full stop, that included.
pub(super) fn clause(text: &[u8]) -> &[u8] {
    let ends = |three: &[u8]| matches!(three, b"\xEF\xBC\x8C" | b"\xEF\xBC\x9B" | b"\xE3\x80\x82");
    let end = text.windows(3).position(ends).map_or(text.len(), |at| at.saturating_add(3));
    text.get(..end).unwrap_or(text)
}
