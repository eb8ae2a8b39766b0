//! How do figures stand in columns? [`Table`] aligns them.

use std::fmt;

/// Rows of cells: the first columns are words and stand left, the others right.
#[derive(Debug)]
pub struct Table {
    words: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table whose first `words` columns are words.
    pub fn new(words: usize, head: &[&str]) -> Self {
        Self { words, rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect()] }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            let cells = row.iter().enumerate().map(|(column, cell)| {
                let width = self.width(column);
                if column < self.words { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            });
            writeln!(f, "  {}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}

/// Three figures that matter, or a power of ten.
pub fn figure(value: f64) -> String {
    match value {
        0.0 => "0".to_owned(),
        endless if endless.is_infinite() => "inf".to_owned(),
        small if small < 0.01 => format!("{small:.1e}"),
        below if below < 10.0 => format!("{below:.3}"),
        large if large < 1000.0 => format!("{large:.1}"),
        huge => format!("{huge:.0}"),
    }
}

/// A share in per cent.
pub fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}
