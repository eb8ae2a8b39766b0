//! Where are the visible parts of a text with stars, and where do they belong?

use super::Error;
use super::Warning;
use super::Warnings;

/// A text with stars, measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) text: &'a [u8],
    /// Visible characters before the first star.
    pub(super) prefix: usize,
    /// Visible characters after the last star.
    pub(super) suffix: usize,
    /// Runs of stars.
    pub(super) runs: usize,
}

/// Visible characters in their places, and what was odd on the way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub(super) slots: [u8; 18],
    pub(super) warnings: Warnings,
}

impl<'a> Parts<'a> {
    pub(super) fn of(text: &'a [u8]) -> Self {
        let visible = |byte: &&u8| **byte != b'*';
        Self {
            text,
            prefix: text.iter().take_while(visible).count(),
            suffix: text.iter().rev().take_while(visible).count(),
            runs: text
                .chunk_by(|one, other| (*one == b'*') == (*other == b'*'))
                .filter(|run| run.starts_with(b"*"))
                .count(),
        }
    }

    pub(super) fn without_suffix(self) -> Self {
        let kept = self.text.len().saturating_sub(self.suffix);
        Self { text: self.text.get(..kept).unwrap_or_default(), suffix: 0, ..self }
    }

    /// Star for star where the text is `N` characters long; otherwise only the outermost visible parts, the first at the
    /// beginning and the last at the end.
    pub(super) fn place<const N: usize>(&self) -> Result<Placed, Error> {
        let mut slots = [0; 18];
        for slot in slots.iter_mut().take(N) {
            *slot = b'*';
        }
        let exact = self.text.len() == N;
        let prefix = if exact { N } else { self.prefix };
        if !exact && self.prefix.saturating_add(self.suffix) >= N {
            return Err(Error::Length { found: self.text.len() });
        }
        copy(slots.iter_mut().take(prefix), self.text.iter());
        if !exact {
            copy(slots.iter_mut().take(N).rev().take(self.suffix), self.text.iter().rev());
        }
        let warnings = Warnings::default()
            .with(Warning::StarCount, !exact)
            .with(Warning::PartsSetAside, !exact && self.runs > 1);
        Ok(Placed { slots, warnings })
    }

    pub(super) fn form_error(&self) -> Error {
        Error::Form { found: self.text.len() }
    }
}

fn copy<'s, 't>(slots: impl Iterator<Item = &'s mut u8>, text: impl Iterator<Item = &'t u8>) {
    for (slot, byte) in slots.zip(text) {
        *slot = *byte;
    }
}
