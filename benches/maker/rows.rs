//! In which order do the rows come? [`Rows`] shuffles them within blocks of subjects, since a published list does not
//! keep a subject's rows together; one block of places, not of rows, is all it holds.

use super::Maker;
use super::draw::Draw;
use super::draw::Stream;
use super::row;

/// The rows of a list, one JSON object each.
#[derive(Debug, Clone)]
pub struct Rows {
    maker: Maker,
    next_subject: u64,
    /// Places (subject, nth row) of the current block still to come, last first.
    block: Vec<(u64, u64)>,
    left: u64,
}

impl Rows {
    pub fn new(maker: Maker) -> Self {
        Self { maker, next_subject: 0, block: Vec::new(), left: maker.rows }
    }

    fn fill(&mut self) {
        let end = (self.next_subject + BLOCK).min(self.maker.subjects);
        let mut draw = Draw::at(self.maker.seed, Stream::Shuffle, self.next_subject);
        for subject in self.next_subject..end {
            self.block.extend((0..self.maker.rows_of(subject)).map(|nth| (subject, nth)));
        }
        for at in (1..self.block.len()).rev() {
            let other = draw.below(at as u64 + 1) as usize;
            self.block.swap(at, other);
        }
        self.next_subject = end;
    }
}

impl Iterator for Rows {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        if self.block.is_empty() {
            self.fill();
        }
        let (subject, nth) = self.block.pop()?;
        self.left -= 1;
        Some(row::write(self.maker.seed, subject, nth))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for Rows {}

/// Subjects shuffled together.
const BLOCK: u64 = 4_096;
