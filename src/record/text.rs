//! What may be shown of a text that speaks of third parties?

use std::fmt;

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
