//! What does the list say of a mutant?

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Mutant {
    pub file: String,
    pub genre: String,
    #[serde(default)]
    pub replacement: String,
    pub span: Span,
}

#[derive(Deserialize)]
pub struct Span {
    pub start: Position,
    pub end: Position,
}

/// Both count from one; columns are characters.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl Position {
    pub fn is(self, at: proc_macro2::LineColumn) -> bool {
        self.line == at.line && self.column == at.column + 1
    }

    /// The byte where it lies in `source`.
    pub fn offset(self, source: &str) -> Option<usize> {
        let line_start: usize = source.split_inclusive('\n').take(self.line.checked_sub(1)?).map(str::len).sum();
        let line = source.get(line_start..)?;
        let within = line.char_indices().map(|(at, _)| at).chain([line.len()]).nth(self.column.checked_sub(1)?)?;
        Some(line_start + within)
    }
}
