//! Is this line an entry, the one that was written? The frame around every entry, read byte by byte: an entry has one
//! spelling only.

use crate::audit::Deed;
use crate::audit::Entry;
use crate::audit::Hash;
use crate::audit::Moment;
use crate::audit::tree;

/// A line that is what it says it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) seq: u64,
    pub(super) time: &'a str,
    pub(super) prev: Hash,
    /// Computed from the bytes, and the same as the one written.
    pub(super) hash: Hash,
    /// From the brace to before the comma of `hash`.
    body: &'a [u8],
    /// What of it stands behind the frame, from the quote of `kind`.
    deed: &'a [u8],
}

/// A line that is not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It has not the frame of an entry.
    Unreadable,
    /// It has, and its hash is not that of its bytes.
    Edited,
}

/// The line of the next entry, newline included, and its hash. `deed` is the JSON object of the deed.
pub(super) fn write(seq: u64, time: Moment, prev: Hash, deed: &[u8]) -> (Vec<u8>, Hash) {
    let mut line = Vec::with_capacity(deed.len().saturating_add(256));
    line.extend(format!("{{\"v\":1,\"seq\":{seq},\"time\":\"{time}\",\"prev\":\"").as_bytes());
    prev.write(&mut line);
    line.extend(b"\",");
    line.extend(deed.strip_prefix(b"{").and_then(|deed| deed.strip_suffix(b"}")).unwrap_or_default());
    let hash = tree::leaf(&line);
    line.extend(HASH);
    hash.write(&mut line);
    line.extend(b"\"}\n");
    (line, hash)
}

/// Reads a line, without its newline.
pub(super) fn read(line: &[u8]) -> Result<Line<'_>, Unfit> {
    let (body, written) = parts(line).ok_or(Unfit::Unreadable)?;
    let (seq, time, prev, deed) = frame(body).ok_or(Unfit::Unreadable)?;
    let hash = tree::leaf(body);
    if hash == written { Ok(Line { seq, time, prev, hash, body, deed }) } else { Err(Unfit::Edited) }
}

impl Line<'_> {
    /// The deed's kind, where it is written as this crate writes it.
    pub(super) fn is(&self, kind: &str) -> bool {
        let rest = self.deed.strip_prefix(b"\"kind\":\"").and_then(|rest| rest.strip_prefix(kind.as_bytes()));
        rest.is_some_and(|rest| rest.starts_with(b"\""))
    }

    /// Everything that stands in it, where a checkpoint covers it: then a deed that cannot be read is one of a later version.
    /// `None` where its time is none.
    pub(super) fn any(&self) -> Option<Entry> {
        let unknown = || {
            let time = self.time.parse().ok()?;
            Some(Entry { seq: self.seq, time, prev: self.prev, hash: self.hash, deed: Deed::Unknown })
        };
        self.entry().or_else(unknown)
    }

    /// Everything that stands in it. `None` where it was written by no version of this crate.
    pub(super) fn entry(&self) -> Option<Entry> {
        let mut json = self.body.to_vec();
        json.push(b'}');
        let deed: Deed = serde_json::from_slice(&json).ok()?;
        Some(Entry { seq: self.seq, time: self.time.parse().ok()?, prev: self.prev, hash: self.hash, deed })
    }
}

/// Body, and the hash written behind it.
fn parts(line: &[u8]) -> Option<(&[u8], Hash)> {
    let rest = line.strip_suffix(b"\"}")?;
    let (rest, digits) = rest.split_at_checked(rest.len().checked_sub(Hash::DIGITS)?)?;
    Some((rest.strip_suffix(HASH)?, Hash::read(digits)?))
}

/// Number, time and link at the beginning of a body, and the rest.
fn frame(body: &[u8]) -> Option<(u64, &str, Hash, &[u8])> {
    let rest = body.strip_prefix(b"{\"v\":1,\"seq\":")?;
    let (digits, rest) = rest.split_at_checked(rest.iter().position(|byte| *byte == b',')?)?;
    let digits = std::str::from_utf8(digits).ok()?;
    let seq: u64 = digits.parse().ok().filter(|seq: &u64| seq.to_string() == digits)?;
    let (time, rest) = rest.strip_prefix(b",\"time\":\"")?.split_at_checked(TIME)?;
    let (prev, rest) = rest.strip_prefix(b"\",\"prev\":\"")?.split_at_checked(Hash::DIGITS)?;
    Some((seq, std::str::from_utf8(time).ok()?, Hash::read(prev)?, rest.strip_prefix(b"\",")?))
}

/// What stands between body and hash.
const HASH: &[u8] = b",\"hash\":\"";

/// Characters of an instant.
const TIME: usize = 32;
