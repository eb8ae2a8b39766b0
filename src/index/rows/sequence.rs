//! What do these records say, one after another? Each block is opened once.

use crate::index::Error;
use crate::index::rows::Known;
use crate::index::rows::PER_BLOCK;
use crate::index::rows::Rows;
use crate::index::rows::broken;
use crate::index::rows::hyphened;
use crate::index::rows::reader;

/// Reads record ids and rows. Any order is right, and ascending record numbers are fast.
pub(in crate::index) struct Sequence<'a> {
    rows: &'a Rows,
    open: Option<Open<'a>>,
}

/// A block of which the record ids, and perhaps some rows, were read.
struct Open<'a> {
    number: u32,
    block: reader::Block<'a>,
    ids: Vec<String>,
    /// Rows of it that were decoded.
    decoded: u32,
}

impl<'a> Sequence<'a> {
    pub(in crate::index) fn new(rows: &'a Rows) -> Self {
        Self { rows, open: None }
    }

    /// The source's record id of a record.
    pub(in crate::index) fn record_id(&mut self, record: u32) -> Result<&str, Error> {
        let open = self.block_of(record, u32::MAX)?;
        let id = usize::try_from(record % PER_BLOCK).ok().and_then(|nth| open.ids.get(nth));
        id.map(String::as_str).ok_or(broken("a record id cannot be read"))
    }

    /// The row of a record; `name` and `id` are its subject's.
    pub(in crate::index) fn row(&mut self, record: u32, name: &str, id: &str) -> Result<String, Error> {
        let nth = record % PER_BLOCK;
        let open = self.block_of(record, nth)?;
        let hyphened = hyphened(id);
        let mut text = Vec::new();
        while open.decoded <= nth {
            let is_asked = open.decoded == nth;
            let number = usize::try_from(open.decoded).ok().and_then(|at| open.ids.get(at));
            let record = number.map_or("", String::as_str);
            let known =
                if is_asked { Known { name, id, hyphened: &hyphened, record } } else { Known::default() };
            text.clear();
            let heard = open.block.row(&known, &mut text).filter(|heard| *heard || !is_asked);
            heard.ok_or(broken("a row cannot be decoded"))?;
            open.decoded = open.decoded.saturating_add(1);
        }
        String::from_utf8(text).map_err(|_| broken("a row is no text"))
    }

    /// The record's block, of which no more than `most` rows are decoded yet.
    fn block_of(&mut self, record: u32, most: u32) -> Result<&mut Open<'a>, Error> {
        let number = record / PER_BLOCK;
        let at_hand = self.open.take().filter(|open| open.number == number && open.decoded <= most);
        let open = match at_hand {
            Some(open) => open,
            None => {
                let mut block = self.rows.block(number)?;
                let ids = self.rows.ids(&mut block, number)?;
                Open { number, block, ids, decoded: 0 }
            }
        };
        Ok(self.open.insert(open))
    }
}
