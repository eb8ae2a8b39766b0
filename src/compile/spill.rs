//! Where do records go that memory does not hold? Into files without a name, each sorted by itself.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io;
use std::io::BufReader;
use std::io::BufWriter;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::compile::sort::Arena;
use crate::compile::sort::HEAD;
use crate::compile::sort::Sorted;
use crate::compile::sort::damaged;
use crate::compile::sort::prefix;
use crate::disk::Disk;
use crate::disk::Handle;

/// Sorts and writes arenas, one at a time, while the next is filled.
pub(super) struct Spill {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    runs: Vec<Handle>,
    under_way: Option<JoinHandle<io::Result<Handle>>>,
}

impl Spill {
    pub(super) fn new(disk: &Arc<dyn Disk>, folder: &Path) -> Self {
        Self { disk: Arc::clone(disk), folder: folder.to_owned(), runs: Vec::new(), under_way: None }
    }

    pub(super) fn is_used(&self) -> bool {
        !self.runs.is_empty() || self.under_way.is_some()
    }

    pub(super) fn take(&mut self, arena: Arena) -> io::Result<()> {
        self.wait()?;
        let (disk, folder) = (Arc::clone(&self.disk), self.folder.clone());
        self.under_way = Some(std::thread::spawn(move || write(arena, &*disk, &folder)));
        Ok(())
    }

    /// The runs, to be read in order.
    pub(super) fn finish(mut self) -> io::Result<Runs> {
        self.wait()?;
        let mut runs = Runs { files: self.runs, heads: BinaryHeap::new() };
        runs.rewind()?;
        Ok(runs)
    }

    fn wait(&mut self) -> io::Result<()> {
        if let Some(under_way) = self.under_way.take() {
            let file =
                under_way.join().unwrap_or_else(|_| Err(io::Error::other("the sorting thread failed")))?;
            self.runs.push(file);
        }
        Ok(())
    }
}

fn write(mut arena: Arena, disk: &dyn Disk, folder: &Path) -> io::Result<Handle> {
    arena.sort();
    let file = disk.unnamed(folder).map_err(|error| placed(error, folder))?;
    let mut out = BufWriter::with_capacity(BUFFER, file);
    for record in arena.records() {
        out.write_all(record).map_err(|error| placed(error, folder))?;
    }
    out.into_inner().map_err(|error| placed(error.into_error(), folder))
}

fn placed(error: io::Error, folder: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write a spill file in {}: {error}", folder.display()))
}

/// Sorted runs that are read together.
#[derive(Default)]
pub(super) struct Runs {
    files: Vec<Handle>,
    heads: BinaryHeap<Head>,
}

impl Runs {
    /// Begins again with the first record.
    pub(super) fn rewind(&mut self) -> io::Result<()> {
        self.heads.clear();
        for file in &self.files {
            file.rewind()?;
            let file = BufReader::with_capacity(BUFFER, file.clone());
            let mut head = Head { file, record: Vec::new(), prefix: [0; 2] };
            if head.advance()? {
                self.heads.push(head);
            }
        }
        Ok(())
    }

    /// Gives the next record to `take`; `None` at the end.
    pub(super) fn next<T>(&mut self, take: impl FnOnce(Sorted<'_>) -> T) -> io::Result<Option<T>> {
        let Some(mut head) = self.heads.peek_mut() else { return Ok(None) };
        let taken = take(head.sorted().ok_or_else(damaged)?);
        if !head.advance()? {
            PeekMut::pop(head);
        }
        Ok(Some(taken))
    }
}

/// A run and its foremost record.
struct Head {
    file: BufReader<Handle>,
    record: Vec<u8>,
    prefix: [u64; 2],
}

impl Head {
    /// The next record in place of the one before; `false` at the end.
    fn advance(&mut self) -> io::Result<bool> {
        self.record.clear();
        if (&mut self.file).take(HEAD as u64).read_to_end(&mut self.record)? == 0 {
            return Ok(false);
        }
        let (key, payload) = Sorted::lengths(&self.record).ok_or_else(damaged)?;
        let rest = key.saturating_add(payload);
        if (&mut self.file).take(rest as u64).read_to_end(&mut self.record)? != rest {
            return Err(damaged());
        }
        self.prefix = self.sorted().map_or([0; 2], |record| prefix(record.key));
        Ok(true)
    }

    fn sorted(&self) -> Option<Sorted<'_>> {
        Sorted::read(&self.record)
    }
}

/// The heap gives the greatest first: the one that comes first in order.
impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        other.prefix.cmp(&self.prefix).then_with(|| other.sorted().cmp(&self.sorted()))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}

/// Read and written at once.
const BUFFER: usize = 1 << 18;
