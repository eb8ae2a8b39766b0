//! Here is a key: give me the records, and how common what it says is.
//!
//! An [`Index`] is an opened, verified list. A record and a query both yield [`Key`]s through the same functions;
//! equal keys make candidates: *subjects*, one name with one identifier each, put together from columns. A subject has
//! one or more records, whose published rows are the evidence, decoded only when asked for.
//!
//! `buckets` is the way in, from a hash to a few numbers in two cache lines; `keys` and `names` are made of it. Subjects
//! stand in the order of their folded names, so that the bearers of one are a range, and how many there are is known
//! without a look at any.

mod automaton;
mod bits;
mod buckets;
mod build;
mod census;
mod columns;
pub mod diff;
mod edition;
mod evidence;
mod given;
mod hash;
mod key;
mod keys;
mod layer;
mod loose;
#[cfg(feature = "mmap")]
mod map;
mod names;
mod parts;
mod past;
mod plain;
mod postings;
mod probe;
mod rows;
mod short_id;
mod sieve;
mod sought;
mod strings;
mod subject;
mod walk;

pub use buckets::Candidates;
pub use build::BuildError;
pub use build::Builder;
pub use build::Totals;
pub use census::Census;
pub(crate) use census::Drift;
pub(crate) use census::Recount;
pub use diff::Diff;
pub use edition::Edition;
pub use edition::Stamp;
pub use evidence::Evidence;
pub use key::Key;
pub use key::KeyKind;
pub(crate) use keys::Keys;
pub(crate) use keys::KeysWriter;
pub use loose::Loose;
#[cfg(feature = "mmap")]
pub use map::Mapped;
pub use names::Bearers;
pub(crate) use past::Said;
pub use postings::Postings;
pub use probe::Probe;
pub(crate) use strings::Strings;
pub(crate) use strings::StringsWriter;
pub use subject::Bare;
pub use subject::Defect;
pub use subject::Filed;
pub use subject::Subject;
pub use subject::SubjectId;
pub(crate) use subject::put_text;
pub(crate) use subject::take_text;

use std::sync::Arc;

use smallvec::SmallVec;

use crate::bytes::Bytes;
use crate::format;
use crate::format::Frame;
use crate::format::Tag;
use crate::id::Id;
use crate::id::Kind;
use crate::id::Pattern;
use crate::name::Name;
use crate::name::Reading;
use crate::record::Role;

use columns::Columns;
use layer::Layer;
use names::Names;
use past::Past;
use rows::Rows;
use rows::Sequence;
use sieve::Sieves;

/// An opened list: every byte verified, nothing left to build. Owns its bytes; cheap to share by reference among
/// threads. A clone shares the bytes.
#[derive(Clone)]
pub struct Index {
    frame: Frame,
    edition: Edition,
    names: Names,
    /// Names of those who answer for organisations, whose numbers begin where those of the listed end.
    responsible: Names,
    keys: Keys,
    sieves: Sieves,
    columns: Columns,
    rows: Rows,
    census: Census,
    past: Past,
    /// What has changed since.
    layer: Option<Arc<Layer>>,
}

/// Why a list cannot be opened, or an opened one cannot be read on. Never means "not listed".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file's frame does not hold: another kind of file, a torn copy, a flipped bit.
    #[error(transparent)]
    Format(#[from] format::Error),
    /// Checksums hold and the contents contradict one another: a file that no honest compiler wrote.
    #[error("section {section} contradicts itself: {what}; do not use this file, compile the list anew")]
    Inconsistent {
        /// Which section.
        section: Tag,
        /// What does not hold.
        what: &'static str,
    },
}

impl Index {
    /// Verifies `bytes` and opens the list in them.
    ///
    /// # Errors
    /// [`Error`] where anything at all is wrong with the bytes; nothing of them is used then.
    ///
    /// Cost: one pass over the bytes at hashing speed, then nothing that grows with the list but its edition and census.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Error> {
        Self::open_bytes(Bytes::from(bytes))
    }

    /// Verifies a mapped file and opens the list in it. See [`Mapped::open`] for what has to be promised before.
    ///
    /// # Errors
    /// As [`Self::open`].
    #[cfg(feature = "mmap")]
    pub fn open_mapped(file: Mapped) -> Result<Self, Error> {
        Self::open_bytes(file.0)
    }

    fn open_bytes(bytes: Bytes) -> Result<Self, Error> {
        let frame = Frame::open(bytes)?;
        frame.require_known(&SECTIONS)?;
        let edition = Edition::read(frame.section(EDITION)?.as_ref(), frame.digest())?;
        let columns = Columns::open(&frame.section(SUBJECTS)?)?;
        let this = Self {
            names: Names::open(&frame.section(NAMES)?, columns.listed_count())?,
            responsible: Names::open(&frame.section(RESPONSIBLE)?, columns.responsible_count())?,
            keys: Keys::open(&frame.section(KEYS)?)?,
            sieves: Sieves::open(frame.optional_section(SIEVES).as_ref())
                .ok_or(Error::broken(SIEVES, "they cannot be read"))?,
            rows: Rows::open(&frame.section(EVIDENCE)?, columns.record_count())?,
            census: Census::read(frame.section(CENSUS)?.as_ref())?,
            past: Past::open(frame.optional_section(PAST))
                .ok_or(Error::broken(PAST, "it ends inside an entry"))?,
            edition,
            columns,
            frame,
            layer: None,
        };
        this.check_counts()?;
        Ok(this)
    }

    /// Whether a layer lies over the list, which its bytes do not hold.
    pub(crate) fn has_layer(&self) -> bool {
        self.layer.is_some()
    }

    /// The file's bytes, without the layer that may lie over them.
    pub fn as_bytes(&self) -> &[u8] {
        self.frame.as_bytes()
    }

    /// The file's bytes; without a copy where the list owns them.
    pub fn into_bytes(self) -> Vec<u8> {
        let Self { frame, names, responsible, keys, sieves, columns, rows, past, .. } = self;
        drop((names, responsible, keys, sieves, columns, rows, past));
        frame.into_bytes()
    }

    /// Which state of the list this is.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// How common names, regions and birth years are among the listed.
    pub fn census(&self) -> &Census {
        &self.census
    }

    /// Whether any key of this kind is in the list; a probe for a kind that is not there can be left out.
    pub fn has_kind(&self, kind: KeyKind) -> bool {
        let is_here = match kind {
            KeyKind::Name => true,
            KeyKind::ResponsibleName => self.columns.responsible_count() > 0,
            kind => self.keys.has_kind(kind),
        };
        is_here || self.above().is_some_and(|above| above.has_kind(kind))
    }

    /// Whether any subject has a name beside its own.
    pub fn has_aliases(&self) -> bool {
        self.keys.has_kind(KeyKind::Name) || self.above().is_some_and(Self::has_aliases)
    }

    /// The subjects under `key`, in ascending order: of a name, its bearers and whoever has it as an alias.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    ///
    /// Cost: looks at each subject; [`Self::candidates`] and [`Self::bearers`] do not.
    pub fn find(&self, key: &Key) -> Result<Postings, Error> {
        let bearers = match (key.folded_name(), key.kind()) {
            (None, _) => 0..0,
            (Some(name), KeyKind::ResponsibleName) => {
                let found = self.responsible.bearers_of_key(name, key, Key::of_responsible_folded)?;
                found.map_or(0..0, |bearers| self.responsible_numbers(&bearers))
            }
            (Some(name), _) => {
                let found = self.names.bearers_of_key(name, key, Key::of_folded)?;
                found.map_or(0..0, |bearers| bearers.subjects)
            }
        };
        let Some(above) = self.above() else { return Ok(Postings::new(bearers, self.filed(key)?)) };
        let count = self.columns.subject_count();
        let others = above.find(key)?.map(|subject| SubjectId(subject.0.saturating_add(count)));
        let mut found: postings::Others = bearers
            .map(SubjectId)
            .filter(|subject| !self.is_hidden(*subject))
            .chain(others)
            .map(|subject| subject.0)
            .collect();
        found.extend(self.filed(key)?);
        found.sort_unstable();
        found.dedup();
        Ok(Postings::new(0..0, found))
    }

    /// The subjects that may be filed under `key`, in ascending order: all that are, of a name as an alias only, and now and
    /// then one that is not. Allocates nothing.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    pub fn candidates(
        &self,
        key: &Key,
    ) -> Result<impl Iterator<Item = Result<SubjectId, Error>> + '_, Error> {
        self.filed_under(key.kind(), key.hash())
    }

    /// The subjects that may have a name that folds to `loose` as an alias: as [`Self::candidates`], without making the key.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    #[inline]
    pub fn alias_candidates<'n>(
        &self,
        loose: impl Into<Loose<'n>>,
    ) -> Result<impl Iterator<Item = Result<SubjectId, Error>> + '_, Error> {
        self.filed_under(KeyKind::Name, loose.into().key_hash())
    }

    /// Whether surely no subject has a name that folds to `loose` as an alias: the usual case, told without an iterator.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    #[inline]
    pub fn is_no_alias<'n>(&self, loose: impl Into<Loose<'n>>) -> Result<bool, Error> {
        Ok(!self.has_aliases() || self.is_nobody_under(KeyKind::Name, loose.into().key_hash())?)
    }

    /// Whether surely nobody is sought by this reading.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    #[inline]
    pub fn is_no_reading(&self, reading: &Reading) -> Result<bool, Error> {
        self.is_nobody_under(KeyKind::Reading, Key::hash_of_reading(reading))
    }

    /// The subjects that may be sought by this reading: as [`Self::candidates`], without making the key.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    pub fn reading_candidates(
        &self,
        reading: &Reading,
    ) -> Result<impl Iterator<Item = Result<SubjectId, Error>> + '_, Error> {
        self.filed_under(KeyKind::Reading, Key::hash_of_reading(reading))
    }

    /// Whether a subject has a name that folds to `loose` as an alias.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    pub fn has_alias(&self, subject: SubjectId, loose: &str) -> Result<bool, Error> {
        let filed = self.subject(subject)?;
        let Subject { name, role, .. } = filed.subject();
        let Some(name) = Name::read(name).ok().filter(|name| role == Role::Listed && name.loose() != loose)
        else {
            return Ok(false);
        };
        let is_alias = name.aliases().iter().any(|alias| alias.loose() == loose);
        Ok(is_alias || name.rearranged().is_some_and(|rearranged| rearranged == loose))
    }

    /// The same for every key of an applicant's id, one after the other, most specific first.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    pub fn each_candidate<E: From<Error>>(
        &self,
        id: &Id,
        mut look: impl FnMut(SubjectId) -> Result<(), E>,
    ) -> Result<(), E> {
        if let (true, Ok(slots)) = (id.kind() == Kind::Citizen, id.as_bytes().try_into()) {
            for (kind, hash) in Key::hashes_of_citizen(slots) {
                if self.is_nobody_under(kind, hash)? {
                    continue;
                }
                for subject in self.filed_under(kind, hash)? {
                    let subject = subject?;
                    // Few candidates are none, but they are somebody else's neighbours in the table, and far away.
                    if self.has_citizen_key(subject, kind, hash)? {
                        look(subject)?;
                    }
                }
            }
            return Ok(());
        }
        for key in Key::of_applicant(id).filter(|key| self.has_kind(key.kind())) {
            for subject in self.filed(&key)? {
                look(SubjectId(subject))?;
            }
        }
        Ok(())
    }

    /// Whether the subject's identifier has a key of this kind and hash.
    fn has_citizen_key(&self, subject: SubjectId, kind: KeyKind, hash: u64) -> Result<bool, Error> {
        if let Some((above, subject)) = self.lifted(subject) {
            return above.has_citizen_key(subject, kind, hash);
        }
        let id = self.columns.id(subject.0)?;
        match id.as_slice().try_into() {
            Ok(slots) => Ok(Key::hashes_of_citizen(slots).contains(&(kind, hash))),
            Err(_) => {
                let keys = self.other_keys(&self.subject(subject)?.subject());
                Ok(keys.iter().any(|key| (key.kind(), key.hash()) == (kind, hash)))
            }
        }
    }

    /// Whether there is no candidate under a key of this kind and hash.
    #[inline]
    fn is_nobody_under(&self, kind: KeyKind, hash: u64) -> Result<bool, Error> {
        let is_nobody = |list: &Self| {
            Ok::<_, Error>(!list.sieves.may_hold(kind, hash) || list.keys.get(kind, hash)?.next().is_none())
        };
        Ok(is_nobody(self)? && self.above().map_or(Ok(true), is_nobody)?)
    }

    fn filed_under(
        &self,
        kind: KeyKind,
        hash: u64,
    ) -> Result<impl Iterator<Item = Result<SubjectId, Error>> + '_, Error> {
        let count = u64::from(self.columns.subject_count());
        let own = self.keys.get(kind, hash)?.map(move |subject| match u32::try_from(subject) {
            Ok(number) if subject < count => Ok(SubjectId(number)),
            _ => Err(Error::broken(KEYS, "a subject does not exist")),
        });
        let above = self.above().map(|above| above.keys.get(kind, hash)).transpose()?;
        let above = above.into_iter().flatten().map(move |subject| {
            let number = u32::try_from(subject.saturating_add(count));
            number.map(SubjectId).map_err(|_| Error::broken(KEYS, "a subject does not exist"))
        });
        let is_there =
            |found: &Result<SubjectId, Error>| !matches!(found, Ok(subject) if self.is_hidden(*subject));
        Ok(own.filter(is_there).chain(above))
    }

    /// The subjects whose own name folds to `loose`, if any do. Allocates nothing.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    #[inline]
    pub fn bearers<'n>(&self, loose: impl Into<Loose<'n>>) -> Result<Option<Bearers>, Error> {
        self.names.bearers(loose.into())
    }

    /// Where an applicant will be looked up. Reading there ahead brings what a check needs into the processor's cache, all of it at
    /// once and of many applicants at a time, if one likes.
    #[inline]
    pub fn probe(&self, name: Option<Loose<'_>>, id: Option<&Id>) -> Probe<'_> {
        let mut probe = Probe::default();
        if let Some(name) = name {
            probe.name(self.names.probe(name));
            probe.sift(self.sieves.read_ahead(KeyKind::ResponsibleName, name.hash()));
            probe.sift(self.sieves.read_ahead(KeyKind::Name, name.key_hash()));
        }
        let id = id.filter(|id| id.kind() == Kind::Citizen).map(|id| id.as_bytes().try_into());
        if let Some(Ok(slots)) = id {
            for (kind, hash) in Key::hashes_of_citizen(slots) {
                probe.sift(self.sieves.read_ahead(kind, hash));
            }
        }
        probe
    }

    /// Some of what is stored of these bearers, read ahead like the places of a [`Probe`]. The number is of no account.
    #[inline]
    pub fn read_bearers(&self, bearers: &Bearers) -> u64 {
        let first = bearers.subjects.start;
        if first < self.columns.subject_count() { self.columns.read_ahead(first) } else { 0 }
    }

    /// Whether the tables are larger than a processor's own cache, so that reading ahead pays.
    pub fn is_large(&self) -> bool {
        self.columns.subject_count() >= LARGE
    }

    /// Those of `bearers` whom an applicant may be although their ids differ in what the courts' usual mask shows: they
    /// stand first. Any other one contradicts every applicant of whom [`Self::decides`] holds, unless it is found under
    /// the applicant's id.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    pub fn specials(&self, bearers: &Bearers) -> Result<std::ops::Range<u32>, Error> {
        if let Some((above, lowered)) = self.lowered(bearers) {
            let count = above.specials(&lowered)?.len();
            let start = bearers.subjects.start;
            return Ok(start..start.saturating_add(u32::try_from(count).unwrap_or(u32::MAX)));
        }
        let mut end = bearers.subjects.start;
        while bearers.has_special && end < bearers.subjects.end && self.columns.marks(end)?.is_special() {
            end = end.saturating_add(1);
        }
        Ok(bearers.subjects.start..end)
    }

    /// Whether this id can be compared with that of every subject that is not special.
    pub fn decides(id: &Id) -> bool {
        plain::decides(id)
    }

    /// Whether a subject that is not special has the same name as this one exactly where their loose folds are equal. Where
    /// it does not hold, no such subject has the same name.
    pub fn is_its_fold(name: &Name<'_>) -> bool {
        plain::is_its_fold(name)
    }

    /// How many subjects can be found under a name: its bearers, and whoever has it as an alias.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    pub fn bearer_count<'n>(&self, loose: impl Into<Loose<'n>>) -> Result<u64, Error> {
        let loose = loose.into();
        let own = self.bearers(loose)?.map_or(0, |bearers| self.there(&bearers));
        let own = own.saturating_add(self.bearers_above(loose)?.map_or(0, |bearers| bearers.count()));
        let others =
            if self.is_no_alias(loose)? { 0 } else { self.filed(&Key::of_folded(loose.as_str()))?.len() };
        Ok(u64::from(own).saturating_add(u64::try_from(others).unwrap_or(u64::MAX)))
    }

    /// The subjects that are filed under `key`, of a subject's name as an alias only.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    pub fn filed(&self, key: &Key) -> Result<SmallVec<[u32; 4]>, Error> {
        let mut filed = postings::Others::new();
        if self.is_nobody_under(key.kind(), key.hash())? {
            return Ok(filed);
        }
        for subject in self.candidates(key)? {
            let subject = subject?;
            if self.is_filed(subject, key)? {
                filed.push(subject.0);
            }
        }
        Ok(filed)
    }

    /// Whether a subject is filed under `key`: of a name, as an alias.
    fn is_filed(&self, subject: SubjectId, key: &Key) -> Result<bool, Error> {
        Ok(self.other_keys(&self.subject(subject)?.subject()).contains(key))
    }

    fn other_keys(&self, subject: &Subject<'_>) -> SmallVec<[Key; 4]> {
        Self::keys_by(subject, &self.census, self.edition.population)
    }

    /// The keys under which a subject is filed beside its own name, by the census that it was filed by.
    fn keys_by(subject: &Subject<'_>, census: &Census, population: u64) -> SmallVec<[Key; 4]> {
        let ids: SmallVec<[Pattern; 2]> = subject.ids().collect();
        let name = Name::read(subject.name).ok();
        let mut keys = build::other_keys(name.as_ref(), &ids, subject.role);
        keys.retain(|key| sought::is_sought(key, name.as_ref(), subject.class, &ids, census, population));
        keys
    }

    /// Those whose own name folds to `loose` and who answer for a listed organisation.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    pub fn responsible<'n>(&self, loose: impl Into<Loose<'n>>) -> Result<Option<Bearers>, Error> {
        let loose = loose.into();
        if !self.sieves.may_hold(KeyKind::ResponsibleName, loose.hash()) {
            return Ok(None);
        }
        let Some(found) = self.responsible.bearers(loose)? else { return Ok(None) };
        Ok(Some(Bearers { subjects: self.responsible_numbers(&found), ..found }))
    }

    fn responsible_numbers(&self, bearers: &Bearers) -> std::ops::Range<u32> {
        let moved = |number: u32| number.saturating_add(self.columns.listed_count());
        moved(bearers.subjects.start)..moved(bearers.subjects.end)
    }

    /// Those of `plain`, bearers that are not special, who may be the applicant with this number all the same: it agrees, or is a slip of
    /// the pen away. Now and then one who is neither.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] where the list is damaged in spite of its checksums.
    pub fn near(
        &self,
        plain: std::ops::Range<u32>,
        id: &Id,
    ) -> Result<impl Iterator<Item = SubjectId> + '_, Error> {
        let slots = id.as_bytes().try_into();
        let slots = slots.map_err(|_| Error::broken(SUBJECTS, "only a citizen's number is near another"))?;
        let count = self.columns.subject_count();
        let (columns, raised, plain) = match (plain.start.checked_sub(count), self.above()) {
            (Some(start), Some(above)) => (&above.columns, count, start..plain.end.saturating_sub(count)),
            _ => (&self.columns, 0, plain),
        };
        let near = columns.near(plain, slots)?.map(move |number| SubjectId(number.saturating_add(raised)));
        Ok(near.filter(|subject| !self.is_hidden(*subject)))
    }

    /// The subject `id`.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for a number that this list did not give.
    pub fn subject(&self, id: SubjectId) -> Result<Filed, Error> {
        self.subject_among(id, None)
    }

    /// The subject `id`, the name of whom need not be looked up where it is one of `named`: the bearers of a name, and that
    /// name folded.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for a number that this list did not give.
    pub fn subject_among(&self, id: SubjectId, named: Option<(&Bearers, &str)>) -> Result<Filed, Error> {
        if let Some((above, id)) = self.lifted(id) {
            return above.subject(id).map(|filed| self.raised_filed(filed));
        }
        let number = id.0;
        let folded = match named {
            Some((bearers, name)) if bearers.subjects.contains(&number) => {
                names::Text::from_slice(name.as_bytes())
            }
            _ => self.folded_name(number)?,
        };
        self.filed_as(number, folded)
    }

    /// The subject of this number, whose folded name is known.
    fn filed_as(&self, number: u32, folded: names::Text) -> Result<Filed, Error> {
        let marks = self.columns.marks(number)?;
        let name = if marks.is_as_folded() { folded } else { self.columns.given(number, &folded)? };
        let records = self.columns.records(number)?;
        let (id, role, defect) =
            (self.columns.id(number)?, self.columns.role(number)?, self.columns.defect(number));
        Ok(Filed { name, id, sex: marks.sex()?, class: marks.class()?, role, defect, records })
    }

    /// The subject's identifiers, each as published.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for a number that this list did not give.
    pub fn ids_of(&self, id: SubjectId) -> Result<SmallVec<[Pattern; 2]>, Error> {
        if let Some((above, id)) = self.lifted(id) {
            return above.ids_of(id);
        }
        let text = self.columns.id(id.0)?;
        Ok(subject::ids(std::str::from_utf8(&text).unwrap_or_default()).collect())
    }

    /// Whether both ids are of a mainland citizen's form and differ in so many visible places that no slip of the pen explains
    /// it. `false` says nothing.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for a number that this list did not give.
    pub fn differs_plainly(&self, subject: SubjectId, id: &Id) -> Result<bool, Error> {
        if let Some((above, subject)) = self.lifted(subject) {
            return above.differs_plainly(subject, id);
        }
        if !Self::decides(id) || !self.columns.marks(subject.0)?.has_citizen_form() {
            return Ok(false);
        }
        let shown = self.columns.id(subject.0)?;
        let pairs = shown.iter().zip(id.as_bytes());
        let differing = pairs.filter(|(shown, given)| **shown != b'*' && shown != given).count();
        Ok(differing > MOST_BY_SLIPS)
    }

    /// Whether the subject is special although its id is all that a plain one's must be: then its name is what makes it so, and
    /// nobody has the same name whose two folds are one ([`Self::is_its_fold`]). `false` says nothing.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for a number that this list did not give.
    pub fn is_special_by_name(&self, id: SubjectId) -> Result<bool, Error> {
        if let Some((above, id)) = self.lifted(id) {
            return above.is_special_by_name(id);
        }
        let marks = self.columns.marks(id.0)?;
        if !marks.is_special() || !marks.is_inline() {
            return Ok(false);
        }
        Ok(self.ids_of(id)?.iter().all(plain::shows_enough))
    }

    /// Whether the subject's name as given is the folded one.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for a number that this list did not give.
    pub fn is_as_folded(&self, id: SubjectId) -> Result<bool, Error> {
        if let Some((above, id)) = self.lifted(id) {
            return above.is_as_folded(id);
        }
        Ok(self.columns.marks(id.0)?.is_as_folded())
    }

    /// What little is known of a subject that has no identifier and whose name is as folded; `None` of any other. Reads a
    /// byte or two.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for a number that this list did not give.
    #[inline]
    pub fn bare(&self, id: SubjectId) -> Result<Option<Bare>, Error> {
        if let Some((above, id)) = self.lifted(id) {
            return above.bare(id);
        }
        let marks = self.columns.marks(id.0)?;
        if marks.has_id() || !marks.is_as_folded() {
            return Ok(None);
        }
        Ok(Some(Bare { sex: marks.sex()?, class: marks.class()?, role: self.columns.role(id.0)? }))
    }

    /// The subjects whose name folds as this one's does, in the same part of the list and the same layer.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for a number that this list did not give.
    pub(crate) fn same_name(&self, id: SubjectId) -> Result<std::ops::Range<u32>, Error> {
        if let Some((above, id)) = self.lifted(id) {
            return above.same_name(id).map(|subjects| self.raised_subjects(&subjects));
        }
        let (names, raised) = match id.0.checked_sub(self.columns.listed_count()) {
            None => (&self.names, 0),
            Some(_) => (&self.responsible, self.columns.listed_count()),
        };
        let bearers = names.bearers_with(id.0.saturating_sub(raised))?;
        Ok(bearers.start.saturating_add(raised)..bearers.end.saturating_add(raised))
    }

    fn folded_name(&self, number: u32) -> Result<names::Text, Error> {
        let (names, number) = match number.checked_sub(self.columns.listed_count()) {
            None => (&self.names, number),
            Some(responsible) => (&self.responsible, responsible),
        };
        Ok(names.of(number)?.unwrap_or_default())
    }

    /// The source's record id of record number `record` ("" where the row had none).
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for a number that no subject of this list gave.
    pub fn record_id(&self, record: u32) -> Result<String, Error> {
        if let Some((above, record)) = self.lifted_record(record) {
            return above.record_id(record);
        }
        self.rows.record_id(record)
    }

    /// The published row of record number `record`. Decodes the rows before it in its block.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] for a number that no subject of this list gave, or a row that cannot be decoded.
    pub fn evidence(&self, record: u32) -> Result<Evidence, Error> {
        if let Some((above, record)) = self.lifted_record(record) {
            return above.evidence(record);
        }
        let filed = self.subject(SubjectId(self.columns.subject_of(record)?))?;
        let Subject { name, id, .. } = filed.subject();
        self.rows.row(record, name, id).map(Evidence::read)
    }

    /// What feeds said of records beside what the rows tell.
    pub(crate) fn past(&self) -> impl Iterator<Item = Said> + '_ {
        self.past.iter()
    }

    /// The source's record id of each record of the list itself, in order.
    pub(crate) fn each_record_id(&self, mut look: impl FnMut(u32, &str)) -> Result<(), Error> {
        let mut sequence = Sequence::new(&self.rows);
        for record in 0..self.columns.record_count() {
            look(record, sequence.record_id(record)?);
        }
        Ok(())
    }

    /// Subjects that the list itself lists, hidden ones too.
    pub(crate) fn listed_count(&self) -> u32 {
        self.columns.listed_count()
    }

    /// The published row of a record.
    pub(crate) fn row(&self, record: u32) -> Result<String, Error> {
        let filed = self.subject(SubjectId(self.columns.subject_of(record)?))?;
        let Subject { name, id, .. } = filed.subject();
        self.rows.row(record, name, id)
    }

    /// The published rows of these listed subjects, each with its record's number, in order.
    pub(crate) fn each_row(
        &self,
        subjects: std::ops::Range<u32>,
        mut look: impl FnMut(u32, String),
    ) -> Result<(), Error> {
        let mut sequence = Sequence::new(&self.rows);
        for number in subjects.start..subjects.end.min(self.columns.listed_count()) {
            if self.is_hidden(SubjectId(number)) {
                continue;
            }
            let filed = self.subject(SubjectId(number))?;
            let Subject { name, id, records, .. } = filed.subject();
            for record in records {
                look(record, sequence.row(record, name, id)?);
            }
        }
        Ok(())
    }

    /// Tag and length in bytes of each section, in file order.
    pub fn section_lengths(&self) -> impl Iterator<Item = (Tag, u64)> + '_ {
        self.frame.lengths()
    }

    /// Goes through everything there is, as an auditor would: the digest, every subject, every posting, every row.
    ///
    /// # Errors
    /// The first thing that does not hold.
    ///
    /// Cost: decodes the whole list once, on two threads.
    pub fn verify(&self) -> Result<(), Error> {
        if let Some(layer) = &self.layer {
            return layer.verify();
        }
        self.frame.verify_digest()?;
        let (names, subjects) = std::thread::scope(|scope| {
            let names = scope.spawn(|| self.verify_names());
            let subjects = self.verify_subjects();
            (names.join(), subjects)
        });
        names.unwrap_or(Err(Error::broken(NAMES, "they cannot be gone through")))?;
        subjects
    }

    /// Every name leads to its bearers, every subject stands among them, and is found under each of its other keys.
    fn verify_names(&self) -> Result<(), Error> {
        self.names.verify()?;
        self.responsible.verify()?;
        // A layer over the list brings a census of both.
        let census = Census::read(self.frame.section(CENSUS)?.as_ref())?;
        let mut keys = 0_u64;
        for number in 0..self.columns.subject_count() {
            let filed = self.subject(SubjectId(number))?;
            keys = keys.saturating_add(self.verify_keys(number, &filed.subject(), &census)?);
        }
        let is_all = keys == self.keys.count();
        if is_all { Ok(()) } else { Err(Error::broken(KEYS, "it holds keys that no subject has")) }
    }

    /// Every record is some listed subject's, and its row can be decoded.
    fn verify_subjects(&self) -> Result<(), Error> {
        let mut rows = self.rows.verifier()?;
        let mut next = 0;
        for number in 0..self.columns.listed_count() {
            let filed = self.subject(SubjectId(number))?;
            let Subject { name, id, records, .. } = filed.subject();
            if records.start != next {
                return Err(Error::broken(SUBJECTS, "records are not shared out one after another"));
            }
            next = records.end;
            rows.rows(next, name, id)?;
        }
        let is_all = next == self.columns.record_count();
        if is_all { Ok(()) } else { Err(Error::broken(SUBJECTS, "a record belongs to no subject")) }
    }

    /// Whether a subject stands among the bearers of its name, and is found under each of its other keys, the number of
    /// which is given back.
    fn verify_keys(&self, number: u32, subject: &Subject<'_>, census: &Census) -> Result<u64, Error> {
        let name = Name::read(subject.name).ok();
        let ids: SmallVec<[Pattern; 2]> = subject.ids().collect();
        let bearers = match &name {
            None => number..number.saturating_add(1),
            Some(name) if subject.role == Role::Listed => {
                self.names.bearers(name.into())?.map_or(0..0, |bearers| bearers.subjects)
            }
            Some(name) => self.responsible(name.loose())?.map_or(0..0, |bearers| bearers.subjects),
        };
        let is_special = !plain::is_plain(name.as_ref(), &ids);
        if !bearers.contains(&number) || self.columns.marks(number)?.is_special() != is_special {
            return Err(Error::broken(NAMES, "a subject does not stand where its name belongs"));
        }
        let mut count = 0_u64;
        for key in Self::keys_by(subject, census, self.edition.population) {
            if !self.sieves.may_hold(key.kind(), key.hash()) {
                return Err(Error::broken(SIEVES, "a key that is filed does not pass"));
            }
            if !self.keys.get(key.kind(), key.hash())?.any(|found| found == u64::from(number)) {
                return Err(Error::broken(KEYS, "a subject is not found under its key"));
            }
            count = count.saturating_add(1);
        }
        Ok(count)
    }

    fn check_counts(&self) -> Result<(), Error> {
        let totals = self.edition.totals;
        if totals.records != u64::from(self.columns.record_count())
            || totals.subjects != u64::from(self.columns.listed_count())
            || totals.responsible != u64::from(self.columns.responsible_count())
        {
            return Err(Error::broken(EDITION, "its counts are not those of the tables"));
        }
        Ok(())
    }
}

impl Error {
    const fn broken(section: Tag, what: &'static str) -> Self {
        Self::Inconsistent { section, what }
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("edition", &self.edition).finish_non_exhaustive()
    }
}

/// Two slips of the pen change no more characters.
const MOST_BY_SLIPS: usize = 4;

/// Subjects of a list whose tables take some megabytes: more than the second cache of a core has.
const LARGE: u32 = 200_000;

const EDITION: Tag = Tag(*b"EDIT");
const NAMES: Tag = Tag(*b"NAME");
const RESPONSIBLE: Tag = Tag(*b"RESP");
const KEYS: Tag = Tag(*b"KEYS");
const SUBJECTS: Tag = Tag(*b"SUBJ");
const EVIDENCE: Tag = Tag(*b"EVID");
const CENSUS: Tag = Tag(*b"CENS");
const PAST: Tag = Tag(*b"PAST");
const SIEVES: Tag = Tag(*b"SIEV");
const SECTIONS: [Tag; 7] = [EDITION, NAMES, RESPONSIBLE, KEYS, SUBJECTS, CENSUS, EVIDENCE];
