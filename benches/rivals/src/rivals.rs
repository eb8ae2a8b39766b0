//! What would an engineer otherwise write?

use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error;

use crate::Join;
use crate::sorted;

/// A structure that gives the rows under a name and a masked id.
pub trait Rival {
    fn name(&self) -> &'static str;
    /// Memory or file it takes, as far as can be counted.
    fn bytes(&self) -> u64;
    /// A digest of the rows found, 0 for none.
    fn look_up(&self, key: &(String, String)) -> u64;
}

type Build = fn(&Join) -> Result<Box<dyn Rival>, Box<dyn Error>>;

pub const ALL: &[Build] = &[
    |join| Ok(Box::new(Std(join.clone()))),
    |join| Ok(Box::new(Packed(join.iter().map(|((name, id), rows)| (packed(name, id).into(), rows.clone())).collect()))),
    |join| Ok(Box::new(Array::new(join))),
    |join| Ok(Box::new(Fst::new(join)?)),
    |join| Ok(Box::new(Sqlite::new(join, None)?)),
    |join| Ok(Box::new(Sqlite::new(join, Some(tempfile::tempdir()?))?)),
];

pub fn digest(rows: &[u32]) -> u64 {
    rows.iter().fold(0, |sum, row| sum.wrapping_add(u64::from(*row).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1))
}

pub fn packed(name: &str, id: &str) -> Vec<u8> {
    [name.as_bytes(), b"\0", id.as_bytes()].concat()
}

/// `std::collections::HashMap`, by two strings.
struct Std(HashMap<(String, String), Vec<u32>>);

impl Rival for Std {
    fn name(&self) -> &'static str {
        "std HashMap<(String, String), _>"
    }

    fn bytes(&self) -> u64 {
        let heap: usize = self.0.iter().map(|((a, b), rows)| a.len().max(16) + b.len().max(16) + rows.len() * 4 + 48).sum();
        (heap + self.0.capacity() * 8 / 7 * 73) as u64
    }

    fn look_up(&self, key: &(String, String)) -> u64 {
        self.0.get(key).map_or(0, |rows| digest(rows))
    }
}

/// `hashbrown` with its fast hash, by packed bytes.
struct Packed(hashbrown::HashMap<Box<[u8]>, Vec<u32>>);

impl Rival for Packed {
    fn name(&self) -> &'static str {
        "hashbrown, packed keys"
    }

    fn bytes(&self) -> u64 {
        let heap: usize = self.0.iter().map(|(key, rows)| key.len().max(16) + rows.len() * 4 + 32).sum();
        (heap + self.0.capacity() * 8 / 7 * 41) as u64
    }

    fn look_up(&self, key: &(String, String)) -> u64 {
        let mut buffer = [0_u8; 256];
        self.0.get(pack_into(&mut buffer, key)).map_or(0, |rows| digest(rows))
    }
}

fn pack_into<'b>(buffer: &'b mut [u8; 256], (name, id): &(String, String)) -> &'b [u8] {
    let (name, id) = (name.as_bytes(), id.as_bytes());
    let length = name.len() + 1 + id.len();
    buffer[..name.len()].copy_from_slice(name);
    buffer[name.len()] = 0;
    buffer[name.len() + 1..length].copy_from_slice(id);
    &buffer[..length]
}

/// A sorted array and binary search.
struct Array {
    keys: Vec<u8>,
    ends: Vec<(u32, u32)>,
    rows: Vec<u32>,
}

impl Array {
    fn new(join: &Join) -> Self {
        let mut array = Self { keys: Vec::new(), ends: vec![(0, 0)], rows: Vec::new() };
        for (key, rows) in sorted(join) {
            array.keys.extend_from_slice(&key);
            array.rows.extend_from_slice(rows);
            array.ends.push((array.keys.len() as u32, array.rows.len() as u32));
        }
        array
    }

    fn key(&self, at: usize) -> &[u8] {
        &self.keys[self.ends[at].0 as usize..self.ends[at + 1].0 as usize]
    }
}

impl Rival for Array {
    fn name(&self) -> &'static str {
        "sorted array, binary search"
    }

    fn bytes(&self) -> u64 {
        (self.keys.len() + self.ends.len() * 8 + self.rows.len() * 4) as u64
    }

    fn look_up(&self, key: &(String, String)) -> u64 {
        let mut buffer = [0_u8; 256];
        let key = pack_into(&mut buffer, key);
        let (mut low, mut high) = (0, self.ends.len() - 1);
        while low < high {
            let middle = low.midpoint(high);
            if self.key(middle) < key { low = middle + 1 } else { high = middle }
        }
        if low + 1 < self.ends.len() && self.key(low) == key {
            digest(&self.rows[self.ends[low].1 as usize..self.ends[low + 1].1 as usize])
        } else {
            0
        }
    }
}

/// A plain `fst::Map`.
struct Fst {
    map: fst::Map<Vec<u8>>,
    rows: Vec<Vec<u32>>,
}

impl Fst {
    fn new(join: &Join) -> Result<Self, fst::Error> {
        let sorted = sorted(join);
        let map = fst::Map::from_iter(sorted.keys().zip(0..))?;
        Ok(Self { map, rows: sorted.into_values().cloned().collect() })
    }
}

impl Rival for Fst {
    fn name(&self) -> &'static str {
        "fst::Map of the joined key"
    }

    fn bytes(&self) -> u64 {
        (self.map.as_fst().as_bytes().len() + self.rows.iter().map(|rows| rows.len() * 4).sum::<usize>()) as u64
    }

    fn look_up(&self, key: &(String, String)) -> u64 {
        let mut buffer = [0_u8; 256];
        let found = self.map.get(pack_into(&mut buffer, key));
        found.and_then(|at| self.rows.get(at as usize)).map_or(0, |rows| digest(rows))
    }
}

/// SQLite, in memory or on disk, with a statement that was prepared.
struct Sqlite {
    statement: RefCell<rusqlite::CachedStatement<'static>>,
    connection: &'static rusqlite::Connection,
    folder: Option<tempfile::TempDir>,
}

impl Sqlite {
    fn new(join: &Join, folder: Option<tempfile::TempDir>) -> Result<Self, Box<dyn Error>> {
        let mut connection = match &folder {
            None => rusqlite::Connection::open_in_memory()?,
            Some(folder) => rusqlite::Connection::open(folder.path().join("list.sqlite"))?,
        };
        connection.execute_batch("CREATE TABLE list (name TEXT, id TEXT, record INTEGER)")?;
        let all = connection.transaction()?;
        {
            let mut insert = all.prepare("INSERT INTO list VALUES (?, ?, ?)")?;
            for ((name, id), rows) in join {
                for row in rows {
                    insert.execute((name, id, row))?;
                }
            }
        }
        all.commit()?;
        connection.execute_batch("CREATE INDEX by_name_and_id ON list (name, id, record); ANALYZE")?;
        // Lives as long as the process: a statement borrows it.
        let connection: &'static rusqlite::Connection = Box::leak(Box::new(connection));
        let statement = connection.prepare_cached("SELECT record FROM list WHERE name = ? AND id = ?")?;
        Ok(Self { statement: RefCell::new(statement), connection, folder })
    }
}

impl Rival for Sqlite {
    fn name(&self) -> &'static str {
        if self.folder.is_some() { "SQLite on disk, prepared" } else { "SQLite in memory, prepared" }
    }

    fn bytes(&self) -> u64 {
        let ask = |pragma: &str| self.connection.query_row(pragma, (), |row| row.get::<_, i64>(0)).unwrap_or(0);
        u64::try_from(ask("PRAGMA page_count") * ask("PRAGMA page_size")).unwrap_or(0)
    }

    fn look_up(&self, (name, id): &(String, String)) -> u64 {
        let mut statement = self.statement.borrow_mut();
        let Ok(mut rows) = statement.query((name, id)) else { return u64::MAX };
        let mut records = Vec::new();
        while let Ok(Some(row)) = rows.next() {
            records.push(row.get(0).unwrap_or(u32::MAX));
        }
        digest(&records)
    }
}
