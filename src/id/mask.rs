//! An identifier of which some characters are hidden.
//!
//! Crawled rows show runs of stars that are longer or shorter than what they hide. So a run is unknown text between a
//! known beginning and a known end; stars are counted only where the whole is as long as the document's number.

use super::Error;
use super::Id;
use super::Kind;
use super::Subject;
use super::Visible;
use super::Warning;
use super::Warnings;
use super::citizen;
use super::number::ascii;
use super::organisation;
use super::permit;
use super::text::Text;

/// The visible characters of an identifier, in their slots.
#[derive(Clone, Copy)]
pub(super) struct Masked {
    /// Visible characters, `*` for hidden ones; an organisation code in slots 8 to 17; 0 beyond a shorter number.
    slots: [u8; 18],
    shape: Shape,
    /// The slots that hold neither `*` nor 0: at least one.
    visible: Visible,
    warnings: Warnings,
}

/// Whose numbers the visible characters can be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Any 18-character number, and the organisation code inside one.
    Eighteen,
    /// An organisation code, alone or inside a unified code.
    OrganisationCode,
    /// Only numbers of this kind.
    Own(Kind),
}

impl Masked {
    /// Places the visible characters of a text with stars.
    ///
    /// # Errors
    /// `NothingVisible`; `Length` where more is visible than any number holds; `Alphabet`, `BirthDate`, `Region` where
    /// the visible characters stand in no number at all.
    pub(super) fn read(text: &Text) -> Result<Self, Error> {
        let parts = Parts::of(text.as_bytes());
        if parts.prefix == 0 && parts.suffix == 0 && parts.runs < 2 {
            return Err(Error::NothingVisible);
        }
        match Shape::of(&parts) {
            Shape::Own(kind) => Self::own(&parts, kind),
            Shape::OrganisationCode => Self::code(&parts),
            Shape::Eighteen => Self::eighteen(&parts),
        }
    }

    pub(super) const fn slots(&self) -> &[u8; 18] {
        &self.slots
    }

    pub(super) const fn shape(&self) -> Shape {
        self.shape
    }

    pub(super) const fn visible(&self) -> Visible {
        self.visible
    }

    pub(super) const fn warnings(&self) -> Warnings {
        self.warnings
    }

    /// The canonical text: reading it gives these slots again.
    pub(super) fn as_str(&self) -> &str {
        ascii(match self.shape {
            Shape::Eighteen => Some(self.slots.as_slice()),
            Shape::OrganisationCode => self.slots.get(8..17),
            Shape::Own(_) => self.slots.split(|byte| *byte == 0).next(),
        })
    }

    /// Whom the document names, where the visible characters tell it.
    pub(super) fn subject(&self) -> Option<Subject> {
        match self.shape {
            Shape::Own(kind) => Some(kind.subject()),
            Shape::OrganisationCode => Some(Subject::Organisation),
            Shape::Eighteen => subject_of_eighteen(&self.slots),
        }
    }

    /// Whether the applicant's number is one whose characters stand in the same places.
    pub(super) fn is_comparable(&self, applicant: &Id) -> bool {
        match (self.shape, applicant.kind()) {
            (Shape::Own(kind), other) => kind == other,
            (Shape::OrganisationCode, kind) => kind.subject() == Subject::Organisation,
            (Shape::Eighteen, Kind::OrganisationCode) => self.subject() != Some(Subject::Person),
            (Shape::Eighteen, Kind::ResidencePermit) => self.may_be_permit(),
            (Shape::Eighteen, Kind::Citizen) => !citizen::is_permit_region(&self.slots),
            (Shape::Eighteen, _) => applicant.slots().is_some(),
        }
    }

    /// Somebody may hold both a citizen id and a residence permit, so a region that is wholly visible and of the other
    /// document says nothing against them.
    fn may_be_permit(&self) -> bool {
        citizen::is_permit_region(&self.slots) || self.slots.iter().take(6).any(|byte| *byte == b'*')
    }

    fn new(slots: [u8; 18], shape: Shape, warnings: Warnings) -> Result<Self, Error> {
        let visible = Visible::of(&slots, |byte| byte != b'*' && byte != 0);
        if visible.is_empty() {
            return Err(Error::NothingVisible);
        }
        Ok(Self { slots, shape, visible, warnings })
    }

    /// A permit or passport. The end of a travel permit is its lifetime part's or its renewal digits', which only a true
    /// count of stars can tell.
    fn own(parts: &Parts<'_>, kind: Kind) -> Result<Self, Error> {
        let placed = match (kind, parts.text.len()) {
            (Kind::HkMacauPermit, 11) => parts.place::<11>()?,
            (Kind::HkMacauPermit, 9) => parts.place::<9>()?,
            (Kind::HkMacauPermit, _) => parts.without_suffix().place::<9>()?,
            (Kind::FormerForeignPermanentResident, _) => parts.place::<15>()?,
            (Kind::TaiwanPermit, _) => parts.place::<8>()?,
            _ => parts.place::<9>()?,
        };
        let length = placed.slots.iter().take_while(|byte| **byte != 0).count();
        let fits = permit::kind(placed.slots.get(..length).unwrap_or_default()) == Some(kind);
        if fits {
            Self::new(placed.slots, Shape::Own(kind), placed.warnings)
        } else {
            Err(parts.form_error())
        }
    }

    fn code(parts: &Parts<'_>) -> Result<Self, Error> {
        let placed = parts.place::<9>()?;
        let code = placed.slots.first_chunk::<9>().copied().unwrap_or_default();
        let misfit = code
            .iter()
            .enumerate()
            .position(|(index, byte)| *byte != b'*' && !organisation::code_may_hold(index, *byte));
        match misfit {
            Some(index) => Err(Error::Alphabet { position: index.saturating_add(1) }),
            None => Self::new(organisation::slots_of(&code), Shape::OrganisationCode, placed.warnings),
        }
    }

    fn eighteen(parts: &Parts<'_>) -> Result<Self, Error> {
        let placed = match <[u8; 15]>::try_from(parts.text) {
            Ok(fifteen) if fifteen.iter().all(|byte| byte.is_ascii_digit() || *byte == b'*') => {
                fifteen_or_eighteen(parts, &fifteen)?
            }
            _ => parts.place::<18>()?,
        };
        let slots = &placed.slots;
        if may_be_person(slots) || may_be_unified(slots) {
            return Self::new(placed.slots, Shape::Eighteen, placed.warnings);
        }
        Err(misfit(slots))
    }
}

impl Shape {
    /// Only what begins visibly is told by its own length: `****1234` is the end of anything.
    fn of(parts: &Parts<'_>) -> Self {
        match (parts.text, parts.text.len()) {
            ([b'H' | b'M', second, ..], _) if !second.is_ascii_uppercase() => Self::Own(Kind::HkMacauPermit),
            ([b'H' | b'M', ..], 9) => Self::OrganisationCode,
            ([b'E', ..], _) => Self::Own(Kind::Passport),
            ([b'G', ..], length) if length != 18 => Self::Own(Kind::Passport),
            ([a, b, c, ..], 15) if [a, b, c].iter().all(|byte| byte.is_ascii_uppercase()) => {
                Self::Own(Kind::FormerForeignPermanentResident)
            }
            ([b'*', ..], _) => Self::Eighteen,
            (text, 8) if permit::kind(text) == Some(Kind::TaiwanPermit) => Self::Own(Kind::TaiwanPermit),
            (_, 9) => Self::OrganisationCode,
            _ => Self::Eighteen,
        }
    }
}

/// A text with stars, measured.
#[derive(Debug, Clone, Copy)]
struct Parts<'a> {
    text: &'a [u8],
    /// Visible characters before the first star.
    prefix: usize,
    /// Visible characters after the last star.
    suffix: usize,
    /// Runs of stars.
    runs: usize,
}

/// Visible characters in their places, and what was odd on the way.
#[derive(Debug, Clone, Copy)]
struct Placed {
    slots: [u8; 18],
    warnings: Warnings,
}

impl<'a> Parts<'a> {
    fn of(text: &'a [u8]) -> Self {
        let visible = |byte: &&u8| **byte != b'*';
        Self {
            text,
            prefix: text.iter().take_while(visible).count(),
            suffix: text.iter().rev().take_while(visible).count(),
            runs: text
                .chunk_by(|one, other| (*one == b'*') == (*other == b'*'))
                .filter(|run| run.starts_with(b"*"))
                .count(),
        }
    }

    fn without_suffix(self) -> Self {
        let kept = self.text.len().saturating_sub(self.suffix);
        Self { text: self.text.get(..kept).unwrap_or_default(), suffix: 0, ..self }
    }

    /// Star for star where the text is `N` characters long; otherwise only the outermost visible parts, the first at the
    /// beginning and the last at the end.
    fn place<const N: usize>(&self) -> Result<Placed, Error> {
        let mut slots = [0; 18];
        for slot in slots.iter_mut().take(N) {
            *slot = b'*';
        }
        let exact = self.text.len() == N;
        let prefix = if exact { N } else { self.prefix };
        if !exact && self.prefix.saturating_add(self.suffix) >= N {
            return Err(Error::Length { found: self.text.len() });
        }
        copy(slots.iter_mut().take(prefix), self.text.iter());
        if !exact {
            copy(slots.iter_mut().take(N).rev().take(self.suffix), self.text.iter().rev());
        }
        let warnings = Warnings::default()
            .with(Warning::StarCount, !exact)
            .with(Warning::PartsSetAside, !exact && self.runs > 1);
        Ok(Placed { slots, warnings })
    }

    fn form_error(&self) -> Error {
        Error::Form { found: self.text.len() }
    }
}

fn copy<'s, 't>(slots: impl Iterator<Item = &'s mut u8>, text: impl Iterator<Item = &'t u8>) {
    for (slot, byte) in slots.zip(text) {
        *slot = *byte;
    }
}

/// Fifteen digits and stars: an old id, shown star for star, or a newer one with too few stars. Visible characters 7
/// and 8 are the year of birth in the one and its century in the other. Where both readings stand, only the region,
/// which they share, is kept: a digit in the wrong place would contradict the very person.
fn fifteen_or_eighteen(parts: &Parts<'_>, fifteen: &[u8; 15]) -> Result<Placed, Error> {
    let old = Placed { slots: citizen::spread(fifteen, *b"**"), warnings: Warnings::default() };
    let new = parts.place::<18>();
    match (may_be_person(&old.slots), new.as_ref().is_ok_and(|new| may_be_recent(&new.slots))) {
        (true, false) => Ok(old),
        (true, true) => Ok(Placed { slots: region_of(&old.slots), warnings: both_readings() }),
        (false, _) => new,
    }
}

fn both_readings() -> Warnings {
    Warnings::default().with(Warning::StarCount, true).with(Warning::PartsSetAside, true)
}

fn region_of(slots: &[u8; 18]) -> [u8; 18] {
    let mut region = [b'*'; 18];
    copy(region.iter_mut().take(6), slots.iter());
    region
}

/// Whether the visible slots can be those of a citizen-form number of somebody born from 1900 on.
fn may_be_recent(slots: &[u8; 18]) -> bool {
    may_be_person(slots) && !matches!(slots, [_, _, _, _, _, _, b'1', b'8', ..])
}

/// Whether some citizen-form number shows these slots.
fn may_be_person(slots: &[u8; 18]) -> bool {
    let [lead, .., last] = slots;
    let [_, _, _, _, _, _, c1, c2, _, _, m1, m2, d1, d2, ..] = slots;
    let digits = slots.iter().take(17).all(|byte| byte.is_ascii_digit() || *byte == b'*');
    let whole_date = slots.get(6..14).is_some_and(|date| date.iter().all(u8::is_ascii_digit));
    digits
        && *lead != b'0'
        && (last.is_ascii_digit() || matches!(last, b'X' | b'*'))
        && within(*c1, *c2, 18, 20)
        && within(*m1, *m2, 1, 12)
        && within(*d1, *d2, 1, 31)
        && (!whole_date || citizen::birth(slots).is_some())
}

/// Whether some unified code shows these slots.
fn may_be_unified(slots: &[u8; 18]) -> bool {
    let [lead, ..] = slots;
    let sure =
        *lead == b'9' || lead.is_ascii_uppercase() || slots.iter().take(17).any(u8::is_ascii_uppercase);
    organisation::first_misfit(slots).is_none()
        && (sure || (organisation::is_assigned_type(slots) && organisation::is_plausible_province(slots)))
}

/// Whether two digits, each perhaps hidden, can be a number from `least` to `most`.
fn within(tens: u8, ones: u8, least: u8, most: u8) -> bool {
    let fits = |digit: u8, shown: u8| shown == b'*' || Some(digit) == shown.checked_sub(b'0');
    (least..=most).any(|number| fits(number / 10, tens) && fits(number % 10, ones))
}

/// A visible century makes a number that begins with 1 to 8 a person's: unified codes have the last digits of their
/// region there, which seldom are 18 to 20. What begins with 9 may be a business or a foreigner.
fn subject_of_eighteen(slots: &[u8; 18]) -> Option<Subject> {
    let [lead, _, _, _, _, _, c1, c2, ..] = slots;
    match (may_be_person(slots), may_be_unified(slots)) {
        (true, false) => Some(Subject::Person),
        (false, true) => Some(Subject::Organisation),
        _ if (b'1'..=b'8').contains(lead) && *c1 != b'*' && *c2 != b'*' => Some(Subject::Person),
        _ => None,
    }
}

/// Why slots are neither a person's nor an organisation's.
fn misfit(slots: &[u8; 18]) -> Error {
    let [lead, ..] = slots;
    let letter = slots.iter().take(17).position(u8::is_ascii_uppercase);
    match (organisation::first_misfit(slots), letter) {
        (Some(slot), _) if slot > 0 => Error::Alphabet { position: slot.saturating_add(1) },
        _ if *lead == b'0' => Error::Region,
        (_, Some(slot)) => Error::Alphabet { position: slot.saturating_add(1) },
        _ => Error::BirthDate,
    }
}
