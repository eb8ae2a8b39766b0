//! Is the trail as it was written? Every edit, cut, swap, insertion and reordering is found, and named by entry.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use crate::audit::Checkpoint;
use crate::audit::Deed;
use crate::audit::Error;
use crate::audit::Hash;
use crate::audit::Moment;
use crate::audit::Purge;
use crate::audit::anchor;
use crate::audit::entry::Torn;
use crate::audit::line;
use crate::audit::line::Unfit;
use crate::audit::note::Verifier;
use crate::audit::recover::torn;
use crate::audit::segment;
use crate::audit::segment::Segment;
use crate::audit::tree::Frontier;
use crate::disk::Disk;
use crate::disk::System;

/// What was found out about a trail.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a trail that was tampered with is told here only"]
#[non_exhaustive]
pub struct Verification {
    /// How many entries there are, purged ones included.
    pub entries: u64,
    /// How many of them were purged, so that only their hashes are left.
    pub purged: u64,
    /// How many entries at the end no checkpoint was signed for. Whoever can write to the folder may have written them.
    pub unsigned: u64,
    /// Runs of entries that no checkpoint covered when a writer opened the trail, and that it took in and signed for: what a crash
    /// left, or what somebody appended who can write to the folder. Where no crash was, they are somebody's.
    pub adopted: Vec<Range<u64>>,
    /// In how many files.
    pub segments: u64,
    /// The root of the tree of all entries.
    pub root: Hash,
    /// When the last entry was written.
    pub last: Option<Moment>,
    /// The key by which checkpoints were verified.
    pub verifier: Option<Verifier>,
    /// Whether that key was given from outside. One that the trail names itself proves nothing against who rewrote it all.
    pub is_trusted: bool,
    /// Checkpoints that were verified and fit the entries: the trail's own last, then those from outside.
    pub checkpoints: Vec<Checkpoint>,
    /// The most entries that a checkpoint from outside is for; `None` where none was given that fits. Without one a trail that was
    /// put back whole to an earlier state, with the checkpoint of that time, cannot be told from one that has not gone on.
    pub signed_outside: Option<u64>,
    /// What is not as it was written, in the order in which it stands.
    pub faults: Vec<Fault>,
    /// What a crash left of an entry at the end. The next writer cuts it off and tells of it.
    pub torn: Option<Torn>,
}

/// Something is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The number of the entry, or of the first that is concerned.
    pub at: u64,
    /// The file in which it stands.
    pub file: String,
    /// The line in that file, from 1; 0 where it is about the whole file.
    pub line: u64,
    /// What is wrong.
    pub what: What,
}

/// What is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// The line has not the form of an entry.
    Unreadable,
    /// It has the frame of an entry and holds nothing that is ever written, and no checkpoint covers it.
    NoDeed,
    /// The entry's bytes are not those that its hash is of.
    Edited,
    /// Another entry stands here than the next one: some are missing, there twice, inserted or in another order.
    OutOfPlace {
        /// The number that it has.
        found: u64,
    },
    /// The entry before it is not the one that it was written behind.
    Unlinked,
    /// Hashes stand here in place of entries, and no purge was recorded for them that a checkpoint was signed for.
    PurgeUnrecorded,
    /// A checkpoint cannot be read, or its signature does not fit.
    Checkpoint(String),
    /// There is no checkpoint.
    NoCheckpoint,
    /// A checkpoint was signed for more entries than there are.
    CutOff {
        /// How many it was signed for.
        signed: u64,
    },
    /// A checkpoint was signed for other entries than these.
    Rewritten {
        /// How many it was signed for.
        signed: u64,
    },
    /// The tree that was put down beside the checkpoint is not the one signed.
    Frontier,
}

/// Goes through a whole trail. `trusted` is the key of its signer, had from elsewhere; `outside` are checkpoints that
/// somebody else kept, as notes. A trail that is being written can be verified meanwhile.
///
/// Linear in the trail: two hashes an entry. Memory for one segment.
///
/// # Errors
/// [`Error::Step`] where a file cannot be read, [`Error::Damaged`] where something else than a file stands in its place. What is
/// wrong with the trail itself is in the [`Verification`].
pub fn verify(folder: &Path, trusted: Option<&Verifier>, outside: &[String]) -> Result<Verification, Error> {
    verify_on(&System, folder, trusted, outside)
}

pub(super) fn verify_on(
    disk: &dyn Disk,
    folder: &Path,
    trusted: Option<&Verifier>,
    outside: &[String],
) -> Result<Verification, Error> {
    let (own, frontier) = anchor::pair(disk, folder)?;
    let notes: Vec<&String> = own.iter().chain(outside).collect();
    let mut walk = Walk::new(notes.iter().filter_map(|note| Checkpoint::size_of(note)));
    let segments = segment::list(disk, folder)?;
    for (number, segment) in segments.iter().enumerate() {
        let bytes = segment.read(disk)?;
        walk.go_through(segment, &bytes, number.saturating_add(1) == segments.len());
    }
    let verifier = trusted.cloned().or_else(|| walk.named.as_deref().and_then(|key| key.parse().ok()));
    let mut checkpoints = Vec::new();
    if let Some(note) = &own {
        checkpoints.extend(walk.hold_against(note, "checkpoint", verifier.as_ref()));
    }
    let from_outside = checkpoints.len();
    for note in outside {
        checkpoints.extend(walk.hold_against(note, "a checkpoint from outside", verifier.as_ref()));
    }
    let signed_outside = checkpoints.iter().skip(from_outside).map(|it| it.size).max();
    let signed = checkpoints.iter().map(|it| it.size).max().unwrap_or(0);
    let adopted = walk.adopted(signed);
    walk.match_purges(signed, &adopted);
    if own.is_none() && walk.next > 0 {
        walk.fault("checkpoint", 0, 0, What::NoCheckpoint);
    } else if let Some(size) = own.as_ref().and_then(|note| Checkpoint::size_of(note)) {
        let is_signed =
            frontier.is_some_and(|it| it.size() == size && walk.roots.get(&size) == Some(&it.root()));
        if !is_signed && walk.faults.is_empty() {
            walk.fault("frontier", size, 0, What::Frontier);
        }
    }
    Ok(Verification {
        entries: walk.tree.size(),
        purged: walk.purged,
        unsigned: walk.tree.size().saturating_sub(signed),
        adopted,
        segments: u64::try_from(segments.len()).unwrap_or(u64::MAX),
        root: walk.tree.root(),
        last: walk.last,
        is_trusted: trusted.is_some(),
        verifier,
        checkpoints,
        signed_outside,
        faults: walk.faults,
        torn: walk.torn,
    })
}

impl Verification {
    /// Whether nothing is other than it was written.
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty()
    }
}

/// What is known while going through the segments in order.
struct Walk {
    /// The number of the next entry.
    next: u64,
    /// The hash of the one before it; `None` where it could not be read.
    prev: Option<Hash>,
    tree: Frontier,
    /// Roots at the sizes that checkpoints were signed for.
    roots: BTreeMap<u64, Hash>,
    wanted: Vec<u64>,
    /// The key that the trail names.
    named: Option<String>,
    buried: Vec<Buried>,
    /// What was recorded as purged, by the number of the entry that says so.
    purges: Vec<(u64, Purge)>,
    /// Numbers of the entries that opened the trail, and how many entries before each were not signed for then.
    adopted: Vec<(u64, u64)>,
    purged: u64,
    last: Option<Moment>,
    torn: Option<Torn>,
    faults: Vec<Fault>,
}

/// A run of hashes in place of entries.
struct Buried {
    file: String,
    first: u64,
    tree: Frontier,
}

impl Walk {
    fn new(sizes: impl Iterator<Item = u64>) -> Self {
        let mut wanted: Vec<u64> = sizes.collect();
        wanted.sort_unstable();
        wanted.dedup();
        let tree = Frontier::default();
        let roots = wanted.iter().filter(|it| **it == 0).map(|_| (0, tree.root())).collect();
        Self {
            next: 0,
            prev: Some(Hash::default()),
            tree,
            roots,
            wanted,
            named: None,
            buried: Vec::new(),
            purges: Vec::new(),
            adopted: Vec::new(),
            purged: 0,
            last: None,
            torn: None,
            faults: Vec::new(),
        }
    }

    fn go_through(&mut self, segment: &Segment, bytes: &[u8], is_last: bool) {
        let (lines, rest) = segment::lines(bytes);
        let file = segment.name();
        if segment.first != self.next {
            self.fault(&file, self.next, 0, What::OutOfPlace { found: segment.first });
            (self.next, self.prev) = (segment.first, None);
        }
        if segment.is_purged {
            self.buried.push(Buried { file: file.clone(), first: segment.first, tree: Frontier::default() });
        }
        let mut number = 0_u64;
        for line in lines {
            number = number.saturating_add(1);
            if segment.is_purged { self.epitaph(&file, number, line) } else { self.line(&file, number, line) }
        }
        if rest.is_empty() {
            return;
        }
        if is_last && !segment.is_purged {
            let whole = bytes.len().saturating_sub(rest.len());
            self.torn = torn(bytes, u64::try_from(whole).unwrap_or(u64::MAX));
        } else {
            self.fault(&file, self.next, number.saturating_add(1), What::Unreadable);
        }
    }

    fn line(&mut self, file: &str, number: u64, text: &[u8]) {
        let line = match line::read(text) {
            Ok(line) => line,
            Err(unfit) => {
                let what = match unfit {
                    Unfit::Unreadable => What::Unreadable,
                    Unfit::Edited => What::Edited,
                };
                self.fault(file, self.next, number, what);
                return self.push(crate::audit::tree::leaf(text), None);
            }
        };
        if line.seq != self.next {
            self.fault(file, self.next, number, What::OutOfPlace { found: line.seq });
            self.next = line.seq;
        } else if self.prev.is_some_and(|prev| prev != line.prev) {
            self.fault(file, line.seq, number, What::Unlinked);
        }
        // Of what is signed for only these are read: parsing each would take longer than all hashes.
        let is_signed = self.wanted.last().is_some_and(|signed| line.seq < *signed);
        if !is_signed || line.is("purge") || line.is("opened") {
            match line.entry().map(|entry| entry.deed) {
                Some(Deed::Purge(purge)) => self.purges.push((line.seq, purge)),
                Some(Deed::Opened(opened)) => {
                    self.adopted.push((line.seq, opened.adopted));
                    self.named.get_or_insert(opened.verifier);
                }
                None if !is_signed => self.fault(file, line.seq, number, What::NoDeed),
                _ => {}
            }
        }
        self.last = line.time.parse().ok().or(self.last);
        self.push(line.hash, Some(line.hash));
    }

    fn epitaph(&mut self, file: &str, number: u64, text: &[u8]) {
        self.purged = self.purged.saturating_add(1);
        let Some((seq, hash)) = segment::read_epitaph(text) else {
            self.fault(file, self.next, number, What::Unreadable);
            return self.push(crate::audit::tree::leaf(text), None);
        };
        if seq != self.next {
            self.fault(file, self.next, number, What::OutOfPlace { found: seq });
            self.next = seq;
        }
        if let Some(buried) = self.buried.last_mut() {
            buried.tree.push(hash);
        }
        self.push(hash, Some(hash));
    }

    fn push(&mut self, leaf: Hash, prev: Option<Hash>) {
        self.tree.push(leaf);
        self.next = self.next.saturating_add(1);
        self.prev = prev;
        let size = self.tree.size();
        if self.wanted.binary_search(&size).is_ok() {
            self.roots.insert(size, self.tree.root());
        }
    }

    /// The runs of entries that stood there unsigned when a writer opened the trail, by what it says that is the writer's own.
    fn adopted(&mut self, signed: u64) -> Vec<Range<u64>> {
        let (mut runs, mut owned_from) = (Vec::new(), signed);
        for (seq, adopted) in std::mem::take(&mut self.adopted).into_iter().rev() {
            // What an entry says that was itself adopted counts for nothing either.
            if seq < owned_from {
                owned_from = seq.saturating_sub(adopted);
                runs.push(owned_from..seq);
            }
        }
        runs.retain(|run| !run.is_empty());
        runs.reverse();
        runs
    }

    /// Every run of hashes was recorded as a purge of just these entries, by an entry that the writer signed for: one that
    /// stood there unsigned when the trail was opened may be anybody's.
    fn match_purges(&mut self, signed: u64, adopted: &[Range<u64>]) {
        let mut purges = std::mem::take(&mut self.purges);
        purges.retain(|(seq, _)| *seq < signed && !adopted.iter().any(|run| run.contains(seq)));
        for Buried { file, first, tree } in std::mem::take(&mut self.buried) {
            let is_it = |it: &Purge| (it.first, it.entries, it.root) == (first, tree.size(), tree.root());
            if !purges.iter().any(|(_, purge)| is_it(purge)) {
                self.fault(&file, first, 0, What::PurgeUnrecorded);
            }
        }
    }

    /// The checkpoint in a note, where it is signed and fits the entries.
    fn hold_against(&mut self, note: &str, file: &str, verifier: Option<&Verifier>) -> Option<Checkpoint> {
        let Some(verifier) = verifier else {
            self.fault(
                file,
                0,
                0,
                What::Checkpoint("the trail names no key to verify it by: give one".to_owned()),
            );
            return None;
        };
        let checkpoint = match Checkpoint::open(note, verifier) {
            Ok(checkpoint) => checkpoint,
            Err(error) => {
                self.fault(file, 0, 0, What::Checkpoint(error.to_string()));
                return None;
            }
        };
        let (signed, here) = (checkpoint.size, self.tree.size());
        match self.roots.get(&signed) {
            Some(root) if *root == checkpoint.root => return Some(checkpoint),
            Some(_) => self.fault(file, 0, 0, What::Rewritten { signed }),
            None => self.fault(file, here, 0, What::CutOff { signed }),
        }
        None
    }

    fn fault(&mut self, file: &str, at: u64, line: u64, what: What) {
        self.faults.push(Fault { at, file: file.to_owned(), line, what });
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, file, line, what } = self;
        if *line == 0 {
            write!(f, "{file}: ")?
        } else {
            write!(f, "{file}:{line}: entry {at}: ")?
        }
        match what {
            What::Unreadable => f.write_str("the line has not the form of an entry"),
            What::NoDeed => f.write_str(
                "it holds nothing that is ever written, and no checkpoint covers it: somebody appended it",
            ),
            What::Edited => f.write_str("it was changed: its bytes are not those that its hash is of"),
            What::OutOfPlace { found } => write!(
                f,
                "entry {found} stands where entry {at} should: some were cut out, repeated, inserted or put in another order"
            ),
            What::Unlinked => f.write_str("it was not written behind the entry that stands before it"),
            What::PurgeUnrecorded => write!(
                f,
                "from entry {at} on hashes stand in place of entries, and no purge of these was recorded and signed for"
            ),
            What::Checkpoint(why) => write!(f, "the checkpoint cannot be taken: {why}"),
            What::NoCheckpoint => f.write_str("there is none: a closed trail has one"),
            What::CutOff { signed } => {
                write!(
                    f,
                    "it was signed for {signed} entries, and {at} are there: the last ones were cut off"
                )
            }
            What::Rewritten { signed } => {
                write!(
                    f,
                    "the first {signed} entries are not those that it was signed for: the trail was rewritten"
                )
            }
            What::Frontier => f.write_str("the tree beside the checkpoint is not the one signed"),
        }
    }
}
