//! What a record can be found under. Records and queries derive their keys here and nowhere else, so that the two
//! cannot drift apart.

use smallvec::SmallVec;
use twox_hash::XxHash3_64;

use crate::id::Frame;
use crate::id::Id;
use crate::id::Kind;
use crate::id::Pattern;
use crate::id::Subject;
use crate::index::hash::hash;
use crate::name::Name;
use crate::name::Reading;
use crate::record::Role;

/// A typed key: two keys of different kinds are never equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The kind's letter, then what it says.
    bytes: SmallVec<[u8; 128]>,
}

/// What a key says of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// The first ten and last four of an 18-character identifier: what the usual mask shows.
    Prefix10Suffix4,
    /// The first ten and last three.
    Prefix10Suffix3,
    /// Region, two digits of the year and the sequence: what a masked 15-digit citizen id shows.
    Region6Year2Sequence3,
    /// An organisation code, or characters 9 to 17 of a unified code.
    OrganisationCode,
    /// Another document's number, as far as renewal does not change it.
    Document,
    /// A folded name (loose tier), of the subject or an alias.
    Name,
    /// The first two and last three characters of an organisation code: what a masked unified code shows of it.
    OrganisationCodeEnds,
    /// The folded name (loose tier) of one who answers for a listed organisation.
    ResponsibleName,
    /// How the name reads, syllable by syllable, of a subject that no identifier leads to.
    Reading,
}

impl Key {
    /// Every key under which a subject with this name and these identifiers is filed: the name and each alias (in a place of
    /// their own the names of those who answer for an organisation), for each identifier the most specific key that its
    /// visible characters allow, and where one allows none, so that the name is all there is to find it by, how it reads.
    pub fn of_subject<'a>(
        name: Option<&'a Name<'a>>,
        ids: &'a [Pattern],
        role: Role,
    ) -> impl Iterator<Item = Self> + 'a {
        let listed = name.filter(|_| role == Role::Listed).into_iter();
        let responsible = name.filter(|_| role != Role::Listed).into_iter();
        let by_name = listed.flat_map(|name| Self::of_name(name).into_iter());
        let leads_here = |id: &Pattern| Self::of_published(id).next().is_some();
        let is_found_by_id = !ids.is_empty() && ids.iter().all(leads_here);
        let is_sought = role == Role::Listed || !ids.is_empty();
        let by_reading = name.filter(|_| !is_found_by_id && is_sought).and_then(Self::of_reading);
        let by_name = by_name.chain(responsible.map(Self::of_responsible));
        by_name.chain(ids.iter().flat_map(Self::of_published)).chain(by_reading)
    }

    /// The key of one who answers for a listed organisation, by name.
    pub fn of_responsible(name: &Name<'_>) -> Self {
        Self::of_text(KeyKind::ResponsibleName, name.loose().as_bytes())
    }

    /// The same of a name that is folded already (loose tier).
    pub(super) fn of_responsible_folded(loose: &str) -> Self {
        Self::of_text(KeyKind::ResponsibleName, loose.as_bytes())
    }

    /// Every key under which a subject that this identifier belongs to may be filed, most specific first.
    pub fn of_applicant(id: &Id) -> impl Iterator<Item = Self> + use<> {
        let by_code = match id.kind() {
            Kind::OrganisationCode => id.organisation_code().and_then(|code| Self::of_ends(code.as_bytes())),
            _ => None,
        };
        Self::of_document(id).into_iter().chain(id.frames().map(Self::of_frame)).chain(by_code)
    }

    /// The keys of a name: its own, those of its aliases, and of an organisation's name with a place in brackets that with
    /// the place in front.
    pub fn of_name<'a>(name: &'a Name<'a>) -> impl IntoIterator<Item = Self> + 'a {
        std::iter::once(name.loose())
            .chain(name.aliases().iter().map(|alias| alias.loose()))
            .map(Self::of_folded)
            .chain(name.rearranged().map(|name| Self::of_folded(&name)))
    }

    /// The hash of a reading's key, without making the key.
    #[inline]
    pub(super) fn hash_of_reading(reading: &Reading) -> u64 {
        let bytes = reading.as_bytes();
        if bytes.len() < LONGEST_NAME { hash(bytes) } else { Self::of_text(KeyKind::Reading, bytes).hash() }
    }

    /// The key of how a name reads. `None` where a character has no reading.
    pub fn of_reading(name: &Name<'_>) -> Option<Self> {
        let reading = name.reading()?;
        Some(Self::of_text(KeyKind::Reading, reading.as_bytes()))
    }

    /// What a key of a subject's name, listed or responsible, says of it: the folded name, or of a long one its beginning;
    /// `None` for other kinds.
    pub(super) fn folded_name(&self) -> Option<&[u8]> {
        let text = self.bytes.get(1..)?;
        let is_name = matches!(self.kind(), KeyKind::Name | KeyKind::ResponsibleName);
        is_name.then(|| text.get(..LONGEST_NAME).unwrap_or(text))
    }

    /// The key of a name that is folded already (loose tier).
    pub fn of_folded(loose: &str) -> Self {
        Self::of_text(KeyKind::Name, loose.as_bytes())
    }

    /// What the key says.
    pub fn kind(&self) -> KeyKind {
        let letter = self.bytes.first().copied().unwrap_or_default();
        KeyKind::ALL.into_iter().find(|kind| kind.letter() == letter).unwrap_or(KeyKind::Name)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the file's tables are in the order of: the hash of what the key says. Each kind has a table of its own.
    #[inline]
    pub(crate) fn hash(&self) -> u64 {
        hash(self.bytes.get(1..).unwrap_or_default())
    }

    /// Whether a folded name's key says the whole name.
    #[inline]
    pub(super) const fn is_whole(loose: &str) -> bool {
        loose.len() < LONGEST_NAME
    }

    /// Kind and hash of each key under which a subject with this number of eighteen digits, X allowed as the last, may be
    /// filed: those of [`Self::of_applicant`], without making the keys.
    #[inline]
    pub(super) fn hashes_of_citizen(slots: &[u8; 18]) -> [(KeyKind, u64); 3] {
        let [a, b, c, d, e, f, g, h, i, j, _, _, _, _, o, p, q, r] = *slots;
        [
            (KeyKind::Prefix10Suffix4, hash(&[a, b, c, d, e, f, g, h, i, j, o, p, q, r])),
            (KeyKind::Prefix10Suffix3, hash(&[a, b, c, d, e, f, g, h, i, j, p, q, r])),
            (KeyKind::Region6Year2Sequence3, hash(&[a, b, c, d, e, f, i, j, o, p, q])),
        ]
    }

    /// A long text's key is its beginning and a hash.
    fn of_text(kind: KeyKind, text: &[u8]) -> Self {
        match text.get(..LONGEST_NAME) {
            None => Self::new(kind, &[text]),
            Some(start) => Self::new(kind, &[start, &XxHash3_64::oneshot(text).to_le_bytes()]),
        }
    }

    /// The most specific key that a published identifier's visible characters allow, and what it shows of a code.
    fn of_published(id: &Pattern) -> impl Iterator<Item = Self> + use<> {
        let whole = id.complete().and_then(Self::of_document);
        let shown = whole.or_else(|| id.frames().next().map(Self::of_frame));
        shown.into_iter().chain(Self::of_code_ends(id))
    }

    /// The key of a document whose number is compared as a whole: all but citizen-form ids, which frames find.
    fn of_document(id: &Id) -> Option<Self> {
        match id.kind() {
            Kind::UnifiedCode | Kind::OrganisationCode => {
                Some(Self::new(KeyKind::OrganisationCode, &[id.organisation_code()?.as_bytes()]))
            }
            Kind::Citizen | Kind::ResidencePermit | Kind::ForeignPermanentResident => None,
            _ => Some(Self::new(KeyKind::Document, &[id.lifetime().as_bytes()])),
        }
    }

    /// What a masked unified code shows of the organisation code in it.
    fn of_code_ends(id: &Pattern) -> Option<Self> {
        let slots = id.as_str().as_bytes();
        let masked = id.complete().is_none() && id.subject() != Some(Subject::Person) && slots.len() == 18;
        if masked { Self::of_ends(slots.get(8..17)?) } else { None }
    }

    /// The first two and last three characters of an organisation code, none of them hidden.
    fn of_ends(code: &[u8]) -> Option<Self> {
        let (first, last) = (code.get(..2)?, code.get(6..9)?);
        let shown = first.iter().chain(last).all(|character| *character != b'*');
        shown.then(|| Self::new(KeyKind::OrganisationCodeEnds, &[first, last]))
    }

    fn of_frame(frame: Frame) -> Self {
        match &frame {
            Frame::P10S4(shown) => Self::new(KeyKind::Prefix10Suffix4, &[shown]),
            Frame::P10S3(shown) => Self::new(KeyKind::Prefix10Suffix3, &[shown]),
            Frame::P8S3(shown) => Self::new(KeyKind::Region6Year2Sequence3, &[shown]),
        }
    }

    fn new(kind: KeyKind, parts: &[&[u8]]) -> Self {
        let mut bytes = SmallVec::new();
        bytes.push(kind.letter());
        for part in parts {
            bytes.extend_from_slice(part);
        }
        Self { bytes }
    }
}

impl KeyKind {
    /// Every kind, in the order of their bits in the file.
    pub const ALL: [Self; 9] = [
        Self::Prefix10Suffix4,
        Self::Prefix10Suffix3,
        Self::Region6Year2Sequence3,
        Self::OrganisationCode,
        Self::Document,
        Self::Name,
        Self::OrganisationCodeEnds,
        Self::ResponsibleName,
        Self::Reading,
    ];

    /// The letter that begins every key of this kind in the FST. Part of the file format.
    const fn letter(self) -> u8 {
        match self {
            Self::Prefix10Suffix4 => b'A',
            Self::Prefix10Suffix3 => b'B',
            Self::Region6Year2Sequence3 => b'C',
            Self::OrganisationCode => b'O',
            Self::Document => b'D',
            Self::Name => b'N',
            Self::OrganisationCodeEnds => b'E',
            Self::ResponsibleName => b'R',
            Self::Reading => b'P',
        }
    }

    /// This kind's bit in the file's set of kinds.
    pub(super) const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Its place where something is kept for each kind, as in [`Self::ALL`].
    pub(super) const fn place(self) -> usize {
        self as usize
    }
}

/// A folded name is a key as it stands up to 112 bytes (37 Han characters); of a longer one, its beginning and a hash.
/// Two long names that share both are told apart when they are compared.
const LONGEST_NAME: usize = 112;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citizens_hashes_are_those_of_the_keys() {
        for id in ["11010519491231002X", "440524188001010014"] {
            let made = Key::of_applicant(&Id::parse(id).unwrap()).map(|key| (key.kind(), key.hash()));
            let slots = id.as_bytes().try_into().unwrap();
            assert_eq!(made.collect::<Vec<_>>(), Key::hashes_of_citizen(slots), "{id}");
        }
    }
}
