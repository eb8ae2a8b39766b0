//! Where do two texts differ?

/// What is left of two texts without their common beginning and common end.
pub(super) struct Difference<'s> {
    /// In common at the beginning.
    pub(super) prefix: &'s str,
    /// In common at the end, without anything of `prefix`.
    pub(super) suffix: &'s str,
    /// What the text of fewer characters has in between.
    pub(super) left: &'s str,
    /// What the other has.
    pub(super) right: &'s str,
}

/// What makes one text of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// One side's middle is a run of lost characters that the other's may have been: each lost character leaves one
    /// sign or, where its bytes were lost one by one, two.
    Lost,
    /// One character more.
    Added,
    /// Several characters more, at one place.
    RunAdded,
    /// Another character.
    Substituted,
    /// Two neighbours in the other order.
    Exchanged,
    /// More than that.
    Much,
}

impl<'s> Difference<'s> {
    pub(super) fn between(a: &'s str, b: &'s str) -> Self {
        let (prefix, a, b) = without_prefix(a, b);
        let (suffix, a, b) = without_suffix(a, b);
        let (left, right) = if a.chars().count() <= b.chars().count() { (a, b) } else { (b, a) };
        Self { prefix, suffix, left, right }
    }

    pub(super) fn change(&self) -> Change {
        if is_covered(self.left, self.right) || is_covered(self.right, self.left) {
            return Change::Lost;
        }
        let (mut left, mut right) = (self.left.chars(), self.right.chars());
        match ([left.next(), left.next(), left.next()], [right.next(), right.next(), right.next()]) {
            ([None, ..], [_, None, _]) => Change::Added,
            ([None, ..], _) => Change::RunAdded,
            ([_, None, _], [_, None, _]) => Change::Substituted,
            ([a, b, None], [c, d, None]) if a == d && b == c => Change::Exchanged,
            _ => Change::Much,
        }
    }

    /// Characters that both texts have.
    pub(super) fn common(&self) -> usize {
        self.prefix.chars().count().saturating_add(self.suffix.chars().count())
    }

    /// Characters of the shorter text.
    pub(super) fn shorter(&self) -> usize {
        self.common().saturating_add(self.left.chars().count())
    }

    /// The characters that are not in common.
    pub(super) fn signs(&self) -> impl Iterator<Item = char> {
        self.left.chars().chain(self.right.chars())
    }
}

/// The common beginning in whole characters, and what follows it in each.
fn without_prefix<'s>(a: &'s str, b: &'s str) -> (&'s str, &'s str, &'s str) {
    let mut length = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    while !a.is_char_boundary(length) || !b.is_char_boundary(length) {
        length = length.saturating_sub(1);
    }
    let behind = |text: &'s str| text.get(length..).unwrap_or_default();
    (a.get(..length).unwrap_or_default(), behind(a), behind(b))
}

/// The common end in whole characters, and what precedes it in each.
fn without_suffix<'s>(a: &'s str, b: &'s str) -> (&'s str, &'s str, &'s str) {
    let mut length = a.bytes().rev().zip(b.bytes().rev()).take_while(|(x, y)| x == y).count();
    let start = |text: &str, length: usize| text.len().saturating_sub(length);
    while !a.is_char_boundary(start(a, length)) {
        length = length.saturating_sub(1);
    }
    let before = |text: &'s str| text.get(..start(text, length)).unwrap_or_default();
    (a.get(start(a, length)..).unwrap_or_default(), before(a), before(b))
}

/// Whether `run` is lost signs, at least as many as `other` has characters, which has one.
fn is_covered(run: &str, other: &str) -> bool {
    !run.is_empty() && run.chars().all(is_lost) && (1..=run.chars().count()).contains(&other.chars().count())
}

/// Signs that stand where a character was: left by a decoder, set for a missing type, masking a name, or private.
pub(super) const fn is_lost(sign: char) -> bool {
    matches!(sign, '?' | '*' | '×' | '\u{FFFD}' | '〓' | '□' | '■' | '●')
        || matches!(sign, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_ideograph_was_lost() {
        use super::super::organisation::is_han;
        let signs = (0..0x11_0000).filter_map(char::from_u32);
        assert!(signs.filter(|sign| is_han(*sign)).all(|sign| !is_lost(sign)));
    }

    #[test]
    fn what_differs_is_whole_characters() {
        // 伟 (E4 BC 9F) and 伞 (E4 BC 9E) share two bytes, 伟 and 矟 (E7 9F 9F) the last.
        for (a, b) in [("张伟", "张伞"), ("伟张", "矟张"), ("伟", "矟"), ("张张", "张张张"), ("", "张")]
        {
            let found = Difference::between(a, b);
            assert_eq!(format!("{}{}{}", found.prefix, found.left, found.suffix), a);
            assert_eq!(format!("{}{}{}", found.prefix, found.right, found.suffix), b);
            let expected =
                if a.chars().count() == b.chars().count() { Change::Substituted } else { Change::Added };
            assert_eq!(found.change(), expected, "{a} {b}");
        }
    }
}
