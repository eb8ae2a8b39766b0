//! Who of a roster has any match on an edition? What one rescreening leaves for the next.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::Serialize;

use crate::bytes::Bytes;
use crate::check::List;
use crate::disk::Publication;
use crate::format::Tag;
use crate::format::Writer;
use crate::roster::Roster;
use crate::roster::RosterError;
use crate::roster::file;
use crate::roster::file::FileKind;
use crate::roster::leeway::Leeway;

/// The holders of one roster who have a match on one edition, however weak: this depends on neither policy nor relief. And
/// who of them was clear all the same, under one policy and relief; and who of these, because nobody was found but people
/// without any id, each counted because too many others would fit, with how far that is from being otherwise.
#[derive(Clone, PartialEq, Eq)]
pub struct Standing {
    head: Head,
    matched: Marked,
    /// Known to be clear, among those who have a match.
    clear: Marked,
    /// Clear for common names.
    common: Marked,
    /// Those of these who met bearers of the very name.
    named: Marked,
    /// Of each holder; of account for those clear for common names.
    leeway: Vec<Leeway>,
    /// Digests of what was told of those who were not clear.
    told: BTreeMap<u32, u64>,
}

/// What a standing notes of a holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stand {
    pub(super) is_matched: bool,
    pub(super) is_clear: bool,
    /// Clear, and nothing but how common names are keeps those who were found from being matches.
    pub(super) is_common: bool,
    /// Some of these bear the very name.
    pub(super) is_named: bool,
    /// How far the others are from being matches.
    pub(super) leeway: Leeway,
    /// A digest of what the answer tells.
    pub(super) told: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    /// Digest of the roster.
    roster: String,
    /// Digest of the edition.
    edition: String,
    holders: u32,
    /// Digests of the policy and the relief under which those are clear who are.
    policy: String,
    relief: String,
    /// The release whose rules matched.
    compiler: String,
}

impl Standing {
    /// Nobody matched yet.
    pub(super) fn of(roster: &Roster, list: &List) -> Self {
        let holders = roster.len();
        let head = Head {
            roster: roster.digest(),
            edition: list.edition().stamp().hex(),
            holders,
            policy: hex(&list.policy().digest()),
            relief: hex(&list.relief().digest()),
            compiler: env!("CARGO_PKG_VERSION").to_owned(),
        };
        Self::empty(head)
    }

    fn empty(head: Head) -> Self {
        let none = || Marked::among(head.holders);
        let leeway = vec![Leeway::NONE; usize::try_from(head.holders).unwrap_or(usize::MAX)];
        Self {
            matched: none(),
            clear: none(),
            common: none(),
            named: none(),
            leeway,
            told: BTreeMap::new(),
            head,
        }
    }

    /// Reads the standing in a file.
    ///
    /// # Errors
    /// [`RosterError`] where it cannot be read or is damaged.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, RosterError> {
        Self::from_bytes(file::read(path.as_ref())?)
    }

    /// Verifies a standing's bytes.
    ///
    /// # Errors
    /// [`RosterError`] where they are damaged.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, RosterError> {
        let frame = KIND.open(bytes)?;
        let head = serde_json::from_slice(KIND.section(&frame, HEAD)?.as_ref());
        let head: Head = head.map_err(|_| KIND.inconsistent("its head cannot be read"))?;
        let bits = |tag| {
            let section = KIND.section(&frame, tag)?;
            let (chunks, rest) = section.as_ref().as_chunks::<8>();
            if chunks.len() != words(head.holders) || !rest.is_empty() {
                return Err(KIND.inconsistent("it is of another number of holders"));
            }
            let used = head.holders % 64;
            let beyond = if used == 0 { 0 } else { u64::MAX << used };
            if chunks.last().is_some_and(|word| u64::from_le_bytes(*word) & beyond != 0) {
                return Err(KIND.inconsistent("it notes holders beyond the last one"));
            }
            Ok(Marked(chunks.iter().map(|word| u64::from_le_bytes(*word)).collect()))
        };
        let (matched, clear, common, named) = (bits(MATCHED)?, bits(CLEAR)?, bits(COMMON)?, bits(NAMED)?);
        let mut this = Self { matched, clear, common, named, ..Self::empty(head) };
        let leeways = each(&KIND.section(&frame, LEEWAY)?, this.common.numbers())?;
        let places = &mut this.leeway;
        for (number, leeway) in leeways {
            if let Some(place) = usize::try_from(number).ok().and_then(|number| places.get_mut(number)) {
                *place = Leeway::from_bytes(leeway);
            }
        }
        let told = each(&KIND.section(&frame, TOLD)?, this.not_clear())?.into_iter();
        this.told = told.map(|(number, told)| (number, u64::from_le_bytes(told))).collect();
        Ok(this)
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// [`RosterError::TooLarge`], in theory.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RosterError> {
        let head = serde_json::to_vec(&self.head).map_err(|_| RosterError::TooLarge)?;
        let bits = |marked: &Marked| vec![marked.to_bytes()];
        let writer = Writer::default().must(HEAD, vec![head]).must(MATCHED, bits(&self.matched));
        let writer = writer.must(CLEAR, bits(&self.clear)).must(COMMON, bits(&self.common));
        let common = self.common.numbers().filter_map(|number| self.common(number));
        let leeway: Vec<u8> = common.flat_map(|stand| stand.leeway.to_bytes()).collect();
        let told = self.not_clear().flat_map(|number| self.told(number).unwrap_or(0).to_le_bytes()).collect();
        let writer = writer.must(NAMED, bits(&self.named)).must(LEEWAY, vec![leeway]).must(TOLD, vec![told]);
        Ok(writer.finish_as(KIND.magic))
    }

    /// Writes it to `path`, readable by its owner alone, so that at any crash the old file or the new one is there.
    ///
    /// # Errors
    /// [`RosterError`]: what was there before is untouched.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<Publication, RosterError> {
        file::save(&self.to_bytes()?, path.as_ref())
    }

    /// How many holders have a match.
    pub fn matched(&self) -> u64 {
        self.matched.count()
    }

    /// Their numbers, ascending.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.matched.numbers()
    }

    /// Whether it is of this roster, this edition, and this release's rules. Of another policy or relief, nobody is known to
    /// be clear.
    pub(super) fn fits(&self, roster: &Roster, list: &List) -> Result<(), RosterError> {
        let expected = Self::of(roster, list).head;
        let of = |head: &Head| [&head.roster, &head.edition, &head.compiler].map(Clone::clone);
        if of(&self.head) == of(&expected) {
            return Ok(());
        }
        let told = |head: &Head| {
            format!("roster {:.12}, edition {:.12}, release {}", head.roster, head.edition, head.compiler)
        };
        Err(RosterError::OtherStanding { expected: told(&expected), found: told(&self.head) })
    }

    /// Whether the answer about a holder was clear, as far as is known.
    pub(super) fn knows_clear(&self, number: u32) -> bool {
        !self.matched.has(number) || self.clear.has(number)
    }

    /// How a holder stands whose answer was clear for common names alone; `None` where it was not, as far as is known.
    pub(super) fn common(&self, number: u32) -> Option<Stand> {
        let leeway = usize::try_from(number).ok().and_then(|number| self.leeway.get(number)).copied();
        self.common.has(number).then_some(Stand {
            is_matched: true,
            is_clear: true,
            is_common: true,
            is_named: self.named.has(number),
            leeway: leeway.unwrap_or(Leeway::NONE),
            told: 0,
        })
    }

    /// A digest of what was told of a holder who was not clear, as far as is known.
    pub(super) fn told(&self, number: u32) -> Option<u64> {
        self.told.get(&number).copied()
    }

    fn not_clear(&self) -> impl Iterator<Item = u32> + '_ {
        self.matched.numbers().filter(|number| !self.clear.has(*number))
    }

    /// Forgets which answers were clear where they were given under another policy or relief than this list's.
    pub(super) fn known_under(&self, list: &List) -> Self {
        let is_same = self.head.policy == hex(&list.policy().digest())
            && self.head.relief == hex(&list.relief().digest());
        if is_same {
            return self.clone();
        }
        Self { matched: self.matched.clone(), ..Self::empty(self.head.clone()) }
    }

    pub(super) fn has(&self, number: u32) -> bool {
        self.matched.has(number)
    }

    pub(super) fn set(&mut self, number: u32, stand: Stand) {
        self.matched.set(number, stand.is_matched);
        self.clear.set(number, stand.is_matched && stand.is_clear);
        let is_common = stand.is_matched && stand.is_common;
        self.common.set(number, is_common);
        self.named.set(number, is_common && stand.is_named);
        if stand.is_matched && !stand.is_clear {
            self.told.insert(number, stand.told);
        } else {
            self.told.remove(&number);
        }
        if let Some(leeway) = usize::try_from(number).ok().and_then(|number| self.leeway.get_mut(number)) {
            *leeway = if is_common { stand.leeway } else { Leeway::NONE };
        }
    }

    /// Adds a holder to those who have, or may have, a match.
    pub(super) fn concern(&mut self, number: u32) {
        self.matched.mark(number);
    }

    /// The holders who have a match, of another edition, nothing else known.
    pub(super) fn moved_to(&self, roster: &Roster, list: &List) -> Self {
        Self { matched: self.matched.clone(), ..Self::of(roster, list) }
    }

    /// Takes in those of another thread.
    pub(super) fn join(&mut self, other: &Self) {
        self.matched.join(&other.matched);
        self.clear.join(&other.clear);
        self.common.join(&other.common);
        self.named.join(&other.named);
        self.told.extend(&other.told);
        for (leeway, other) in self.leeway.iter_mut().zip(&other.leeway) {
            *leeway = (*leeway).max(*other);
        }
    }
}

/// What a section says of each of some holders.
fn each<const N: usize>(
    section: &Bytes,
    numbers: impl Iterator<Item = u32>,
) -> Result<Vec<(u32, [u8; N])>, RosterError> {
    let (told, rest) = section.as_ref().as_chunks::<N>();
    let numbers: Vec<u32> = numbers.collect();
    if told.len() != numbers.len() || !rest.is_empty() {
        return Err(KIND.inconsistent("it tells of another number of holders than it marks"));
    }
    Ok(numbers.into_iter().zip(told.iter().copied()).collect())
}

/// Without the holders one by one.
impl std::fmt::Debug for Standing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = f.debug_struct("Standing");
        out.field("head", &self.head).field("matched", &self.matched()).finish_non_exhaustive()
    }
}

/// Some of the holders of a roster: one bit each.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Marked(Vec<u64>);

impl Marked {
    /// None of them yet.
    pub(super) fn of(roster: &Roster) -> Self {
        Self::among(roster.len())
    }

    fn among(holders: u32) -> Self {
        Self(vec![0; words(holders)])
    }

    pub(super) fn has(&self, number: u32) -> bool {
        let (word, bit) = place(number);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    pub(super) fn mark(&mut self, number: u32) {
        self.set(number, true);
    }

    fn set(&mut self, number: u32, is_marked: bool) {
        let (word, bit) = place(number);
        if let Some(word) = self.0.get_mut(word) {
            *word = if is_marked { *word | bit } else { *word & !bit };
        }
    }

    /// Which, ascending.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).zip(&self.0).flat_map(|(word, bits)| {
            let set = (0..64).filter(move |bit| bits >> bit & 1 == 1);
            set.map(move |bit| word.saturating_mul(64).saturating_add(bit))
        })
    }

    fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    fn join(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(&other.0) {
            *word |= other;
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|word| word.to_le_bytes()).collect()
    }
}

fn hex(digest: &[u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn place(number: u32) -> (usize, u64) {
    (usize::try_from(number / 64).unwrap_or(usize::MAX), 1 << (number % 64))
}

fn words(holders: u32) -> usize {
    usize::try_from(holders.div_ceil(64)).unwrap_or(usize::MAX)
}

const KIND: FileKind = FileKind {
    magic: *b"\x89SXS\r\n\x1A\n",
    name: "a standing of a roster",
    sections: &[HEAD, MATCHED, CLEAR, COMMON, NAMED, LEEWAY, TOLD],
};

const HEAD: Tag = Tag(*b"STAN");
const MATCHED: Tag = Tag(*b"MTCH");
const CLEAR: Tag = Tag(*b"CLER");
const COMMON: Tag = Tag(*b"COMM");
const NAMED: Tag = Tag(*b"NAMD");
const LEEWAY: Tag = Tag(*b"LEEW");
const TOLD: Tag = Tag(*b"TOLD");
