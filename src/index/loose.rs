//! What is a name looked up by? Its loose fold, hashed once for all the tables that are asked.

use crate::index::hash::hash;
use crate::index::key::Key;
use crate::name::Name;

/// A loose fold and its hash. Made of the text, by `into`.
#[derive(Debug, Clone, Copy)]
pub struct Loose<'a> {
    text: &'a str,
    hash: u64,
}

impl<'a> From<&'a str> for Loose<'a> {
    #[inline]
    fn from(text: &'a str) -> Self {
        Self { text, hash: hash(text.as_bytes()) }
    }
}

impl<'a> From<&'a String> for Loose<'a> {
    fn from(text: &'a String) -> Self {
        Self::from(text.as_str())
    }
}

impl<'a> From<&'a Name<'_>> for Loose<'a> {
    #[inline]
    fn from(name: &'a Name<'_>) -> Self {
        Self::from(name.loose())
    }
}

impl<'a> Loose<'a> {
    /// The text.
    pub const fn as_str(self) -> &'a str {
        self.text
    }

    /// The hash by which the bearers of the name are found.
    #[inline]
    pub(super) const fn hash(self) -> u64 {
        self.hash
    }

    /// The hash of the name's key.
    #[inline]
    pub(super) fn key_hash(self) -> u64 {
        if Key::is_whole(self.text) { self.hash } else { Key::of_folded(self.text).hash() }
    }
}
