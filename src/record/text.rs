//! What may be shown of a text that speaks of third parties?

use std::fmt;

use crate::id::Pattern;

/// Text that names third parties (an obligation names creditors, guarantors, children). It is evidence, so it is
/// kept whole; it is not the listed person's, so it is never printed by accident: `Debug` hides it, and it has neither
/// `Display` nor `Serialize`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ThirdPartyText(Box<str>);

impl ThirdPartyText {
    /// Wraps a text.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text itself, for a caller that was asked for it and may see it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ThirdPartyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ThirdPartyText({} bytes, not shown)", self.0.len())
    }
}

/// An identifier as it may be printed by accident: masked where it is complete; of an unreadable one only the length.
pub(super) fn masked(id: &str) -> String {
    match Pattern::read(id) {
        Ok(pattern) => pattern.to_string(),
        Err(_) if id.is_empty() => String::new(),
        Err(_) => format!("unreadable, {} characters", id.chars().count()),
    }
}

/// A case number for comparison: brackets come in both widths, blanks anywhere.
pub(crate) fn folded_case(case_number: &str) -> String {
    let narrow = |character| match character {
        '（' => '(',
        '）' => ')',
        other => other,
    };
    case_number.chars().filter(|character| !character.is_whitespace()).map(narrow).collect()
}
