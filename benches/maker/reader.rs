//! How does a list go into something that reads bytes? [`Reader`]: the rows as JSON lines, a few at a time.

use std::io;
use std::io::BufRead;
use std::io::Read;

use super::rows::Rows;

#[derive(Debug)]
pub struct Reader {
    rows: Rows,
    lines: Vec<u8>,
    read: usize,
}

impl Reader {
    pub fn new(rows: Rows) -> Self {
        Self { rows, lines: Vec::new(), read: 0 }
    }
}

impl BufRead for Reader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read == self.lines.len() {
            self.lines.clear();
            self.read = 0;
            for row in self.rows.by_ref().take(LINES) {
                self.lines.extend_from_slice(row.as_bytes());
                self.lines.push(b'\n');
            }
        }
        Ok(&self.lines[self.read..])
    }

    fn consume(&mut self, amount: usize) {
        self.read = (self.read + amount).min(self.lines.len());
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let amount = self.fill_buf()?.read(into)?;
        self.consume(amount);
        Ok(amount)
    }
}

/// Lines made at once: about 64 KB.
const LINES: usize = 100;
