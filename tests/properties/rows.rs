//! Whatever the bytes of a feed, every row is accounted for, and what compiles opens and verifies; and the rows are the same in
//! whatever pieces the bytes come.

use std::io;
use std::io::Read;

use shixin::Compiler;
use shixin::Date;
use shixin::List;
use shixin::record::Compression;
use shixin::record::Row;
use shixin::record::Rows;

pub(crate) fn holds(feed: &[u8]) {
    let mut compiler = Compiler::new(Date::new(2026, 11, 1).unwrap()).most_rejects(1.0);
    if compiler.read("fuzz", feed).is_ok()
        && let Ok(compiled) = compiler.finish()
    {
        assert!(compiled.report().adds_up());
        List::from_bytes(compiled.into_bytes()).unwrap().index().verify().unwrap();
    }
    let whole = all(feed);
    for size in [1, 7] {
        let pieces = all(Pieces { rest: feed, size });
        // Of a compressed stream that is damaged more or less comes out before the error, as it is read.
        let is_same = pieces.0 == whole.0 || (!whole.1 && is_compressed(feed));
        assert!(is_same && pieces.1 == whole.1, "in pieces of {size} bytes: {pieces:?}, not {whole:?}");
    }
}

fn is_compressed(feed: &[u8]) -> bool {
    Rows::new(feed).map_or(true, |rows| rows.form().compression != Compression::Plain)
}

/// The rows, and whether the feed could be read to its end.
pub(crate) fn all(feed: impl Read) -> (Vec<Row>, bool) {
    let Ok(mut rows) = Rows::new(feed) else { return (Vec::new(), false) };
    let mut found: Vec<Row> = Vec::new();
    for row in rows.by_ref() {
        let Ok(row) = row else { return (found, false) };
        assert!(found.last().is_none_or(|before| before.line <= row.line), "lines ascend");
        found.push(row);
    }
    (found, true)
}

/// A source that gives a few bytes at a time.
struct Pieces<'a> {
    rest: &'a [u8],
    size: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.size.min(out.len());
        let mut piece = self.rest.take(count as u64);
        let read = piece.read(out)?;
        self.rest = &self.rest[read..];
        Ok(read)
    }
}
