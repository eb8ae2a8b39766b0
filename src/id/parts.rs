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

    /// Star for star where the text is `N` characters long; otherwise only the outermost visible parts, the first at the
    /// beginning and the last at the end.
    pub(super) fn place<const N: usize>(&self) -> Result<Placed, Error> {
        let mut slots = [0; 18];
        for slot in slots.iter_mut().take(N) {
            *slot = b'*';
        }
        let exact = self.text.len() == N;
        let prefix = if exact { N } else { self.prefix };
        if !exact && self.text.iter().filter(|byte| **byte != b'*').count() >= N {
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

    /// Only the first visible part, at the beginning, for texts whose end has no certain place.
    pub(super) fn place_prefix<const N: usize>(&self) -> Result<Placed, Error> {
        let kept = self.text.get(..self.text.len().saturating_sub(self.suffix)).unwrap_or_default();
        let placed = Self { text: kept, suffix: 0, ..*self }.place::<N>()?;
        let warnings = placed.warnings.with(Warning::StarCount, true);
        Ok(Placed { warnings: warnings.with(Warning::PartsSetAside, self.suffix > 0), ..placed })
    }
}

fn copy<'s, 't>(slots: impl Iterator<Item = &'s mut u8>, text: impl Iterator<Item = &'t u8>) {
    for (slot, byte) in slots.zip(text) {
        *slot = *byte;
    }
}
