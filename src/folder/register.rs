//! Which editions were published, in which order, and which is in force: the file `current`, read and written whole.

use std::path::Path;

use twox_hash::XxHash3_64;

use crate::date::Date;
use crate::folder::FolderError;
use crate::index::Stamp;

/// How an edition was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admitted {
    /// The guard found nothing to say against it.
    Guarded,
    /// The operator said that it is meant, whatever the guard would have said.
    Allowed,
}

/// An edition as the register names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) stamp: Stamp,
    pub(super) admitted: Admitted,
}

/// The editions, the one published last first.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Register {
    entries: Vec<Entry>,
    /// Which of them is in force; none only where there are none.
    current: usize,
}

impl Register {
    /// One of these, the first of them in force.
    pub(super) fn of(entries: Vec<Entry>) -> Self {
        Self { entries, current: 0 }
    }

    /// What a file says; or what is wrong with it.
    pub(super) fn read(text: &[u8]) -> Result<Self, &'static str> {
        let text = std::str::from_utf8(text).map_err(|_| "it is no text")?;
        let body_end = text.rfind(SUM).ok_or("its last line is not its checksum")?;
        let (body, sum) = text.split_at(body_end);
        if sum != sum_of(body) {
            return Err("its checksum differs");
        }
        let mut lines = body.lines();
        if lines.next() != Some(TITLE) {
            return Err("its first line is not that of a list folder's register");
        }
        let marked: Vec<(bool, Entry)> =
            lines.map(Entry::read).collect::<Option<_>>().ok_or("a line names no edition")?;
        let mut current = marked.iter().enumerate().filter(|(_, (is_current, _))| *is_current);
        let (Some((current, _)), None) = (current.next(), current.next()) else {
            return Err("it does not name one edition as the one in force");
        };
        Ok(Self { entries: marked.into_iter().map(|(_, entry)| entry).collect(), current })
    }

    pub(super) fn to_text(&self) -> String {
        let line = |entry| {
            let mark = if self.is_current(entry) { IN_FORCE } else { KEPT };
            let Entry { stamp, admitted } = entry;
            format!("{mark} {} {} {}\n", stamp.as_of, admitted.as_code(), stamp.hex())
        };
        let body = format!("{TITLE}\n{}", self.entries.iter().map(line).collect::<String>());
        let sum = sum_of(&body);
        body + &sum
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn current(&self) -> Option<&Entry> {
        self.entries.get(self.current)
    }

    pub(super) fn is_current(&self, entry: &Entry) -> bool {
        self.current() == Some(entry)
    }

    /// Puts an edition on top and in force; one that was there moves.
    pub(super) fn publish(&mut self, entry: Entry) {
        self.entries.retain(|there| there.stamp != entry.stamp);
        self.entries.insert(0, entry);
        self.current = 0;
    }

    pub(super) fn put_in_force(&mut self, entry: &Entry) {
        if let Some(place) = self.entries.iter().position(|there| there == entry) {
            self.current = place;
        }
    }

    /// The one whose digest begins so, or that was published before the one in force.
    pub(super) fn choose(&self, to: Option<&str>, folder: &Path) -> Result<Entry, FolderError> {
        let folder = || folder.to_owned();
        let Some(to) = to else {
            let before = self.entries.get(self.current.saturating_add(1)).copied();
            return before.ok_or_else(|| FolderError::NothingBefore { folder: folder() });
        };
        let mut fitting =
            self.entries.iter().filter(|entry| !to.is_empty() && entry.stamp.hex().starts_with(to));
        match (fitting.next(), fitting.next()) {
            (Some(entry), None) => Ok(*entry),
            _ => Err(FolderError::NoSuchEdition {
                folder: folder(),
                wanted: to.to_owned(),
                there: self.entries.iter().map(|entry| entry.stamp.to_string()).collect(),
            }),
        }
    }

    /// Takes out all but the `keep` published last and the one in force.
    pub(super) fn prune(&mut self, keep: usize) -> Vec<Entry> {
        let current = self.current().copied();
        let is_kept = |place: usize, entry: &Entry| place < keep || Some(*entry) == current;
        let (mut kept, mut leaving) = (Vec::new(), Vec::new());
        for (place, entry) in std::mem::take(&mut self.entries).into_iter().enumerate() {
            if is_kept(place, &entry) { &mut kept } else { &mut leaving }.push(entry);
        }
        self.current = kept.iter().position(|entry| Some(*entry) == current).unwrap_or(0);
        self.entries = kept;
        leaving
    }
}

impl Entry {
    /// The name of its file: its day for people, and as much of its digest as tells any two apart.
    pub(super) fn file_name(&self) -> String {
        format!("{}{EDITION}", self.stem())
    }

    pub(super) fn rejects_name(&self) -> String {
        format!("{}{REJECTS}", self.stem())
    }

    pub(super) fn seal_name(&self) -> String {
        format!("{}{SEAL}", self.file_name())
    }

    fn stem(&self) -> String {
        format!("{}-{:.DIGITS$}", self.stamp.as_of, self.stamp.hex())
    }

    /// A line: in force or not, day, how it was admitted, digest.
    fn read(line: &str) -> Option<(bool, Self)> {
        let mut words = line.split(' ');
        let is_current = match words.next()? {
            IN_FORCE => true,
            KEPT => false,
            _ => return None,
        };
        let as_of: Date = words.next()?.parse().ok()?;
        let admitted = Admitted::of_code(words.next()?)?;
        let digest = digest_of(words.next()?)?;
        let entry = Self { stamp: Stamp { as_of, digest }, admitted };
        words.next().is_none().then_some((is_current, entry))
    }
}

impl Admitted {
    /// The word for it in the register and in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Guarded => "guarded",
            Self::Allowed => "allowed",
        }
    }

    fn of_code(code: &str) -> Option<Self> {
        [Self::Guarded, Self::Allowed].into_iter().find(|admitted| admitted.as_code() == code)
    }
}

/// Whether a name is one that we give: an edition's, its seal's, or its rejects'.
pub(super) fn is_ours(name: &str) -> bool {
    let is_seal = name.strip_suffix(SEAL).is_some_and(is_edition);
    is_edition(name) || is_seal || name.strip_suffix(REJECTS).is_some_and(is_stem)
}

pub(super) fn is_edition(name: &str) -> bool {
    name.strip_suffix(EDITION).is_some_and(is_stem)
}

fn is_stem(stem: &str) -> bool {
    let Some((day, digits)) = stem.rsplit_once('-') else { return false };
    let is_hex = digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    day.parse::<Date>().is_ok() && digits.len() == DIGITS && is_hex
}

fn digest_of(hex: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    let pairs = hex.as_bytes().chunks(2);
    if hex.len() != 64 || !hex.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(pairs) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(digest)
}

/// The last line.
fn sum_of(body: &str) -> String {
    format!("{SUM}{:016x}\n", XxHash3_64::oneshot(body.as_bytes()))
}

/// The register's name in the folder.
pub(super) const NAME: &str = "current";

const TITLE: &str = "shixin list folder 1";
const SUM: &str = "sum ";
const IN_FORCE: &str = "*";
const KEPT: &str = "-";
const EDITION: &str = ".shixin";
const REJECTS: &str = ".rejects.jsonl";
/// As [`seal::beside`](crate::seal::beside) has it.
const SEAL: &str = ".minisig";

/// Hexadecimal digits of the digest in a file's name: 64 bits.
const DIGITS: usize = 16;
