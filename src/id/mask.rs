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
use super::parts::Parts;
use super::parts::Placed;
use super::permit;
use super::plausible;
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
            Shape::Eighteen => plausible::subject(&self.slots),
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
            (Kind::HkMacauPermit, _) => parts.place_prefix::<9>()?,
            (Kind::FormerForeignPermanentResident, _) => parts.place::<15>()?,
            (Kind::TaiwanPermit, _) => parts.place::<8>()?,
            _ => parts.place::<9>()?,
        };
        let length = placed.slots.iter().take_while(|byte| **byte != 0).count();
        let fits = permit::kind(placed.slots.get(..length).unwrap_or_default()) == Some(kind);
        if fits {
            Self::new(placed.slots, Shape::Own(kind), placed.warnings)
        } else {
            Err(Error::Form { found: parts.text.len() })
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
        if plausible::may_be_person(slots) || plausible::may_be_unified(slots) {
            return Self::new(placed.slots, Shape::Eighteen, placed.warnings);
        }
        Err(plausible::misfit(slots))
    }
}

impl Shape {
    /// Only what begins visibly is told by its own length: `****1234` is the end of anything.
    fn of(parts: &Parts<'_>) -> Self {
        match (parts.text, parts.text.len()) {
            ([a, b, c, ..], 15) if [a, b, c].iter().all(|byte| byte.is_ascii_uppercase()) => {
                Self::Own(Kind::FormerForeignPermanentResident)
            }
            ([b'H' | b'M', second, ..], _) if !second.is_ascii_uppercase() => Self::Own(Kind::HkMacauPermit),
            ([b'H' | b'M', ..], 9) => Self::OrganisationCode,
            ([b'E', ..], _) => Self::Own(Kind::Passport),
            ([b'G', ..], length) if length != 18 => Self::Own(Kind::Passport),
            ([b'*', ..], _) => Self::Eighteen,
            (text, 8) if permit::kind(text) == Some(Kind::TaiwanPermit) => Self::Own(Kind::TaiwanPermit),
            (_, 9) => Self::OrganisationCode,
            _ => Self::Eighteen,
        }
    }
}

/// Fifteen digits and stars: an old id, shown star for star, or a newer one with too few stars. Visible characters 7
/// and 8 are the year of birth in the one and its century in the other. Where both readings stand, only the region,
/// which they share, is kept: a digit in the wrong place would contradict the very person.
fn fifteen_or_eighteen(parts: &Parts<'_>, fifteen: &[u8; 15]) -> Result<Placed, Error> {
    let old = Placed { slots: citizen::spread(fifteen, *b"**"), warnings: Warnings::default() };
    match (plausible::may_be_person(&old.slots), may_be_newer(parts, fifteen)) {
        (true, false) => Ok(old),
        (true, true) => Ok(Placed { slots: region_of(parts), warnings: both_readings() }),
        (false, _) => parts.place::<18>(),
    }
}

/// Whether fifteen characters may be eighteen with too few stars. Several runs that add up to fifteen are an old id's,
/// unless they show a century.
fn may_be_newer(parts: &Parts<'_>, fifteen: &[u8; 15]) -> bool {
    match parts.runs {
        1 => parts.place::<18>().is_ok_and(|newer| plausible::may_be_recent(&newer.slots)),
        _ => matches!(fifteen, [_, _, _, _, _, _, b'1', b'9', ..] | [_, _, _, _, _, _, b'2', b'0', ..]),
    }
}

fn region_of(parts: &Parts<'_>) -> [u8; 18] {
    let mut region = [b'*'; 18];
    for (slot, byte) in region.iter_mut().zip(parts.text).take(parts.prefix.min(6)) {
        *slot = *byte;
    }
    region
}

fn both_readings() -> Warnings {
    Warnings::default().with(Warning::StarCount, true).with(Warning::PartsSetAside, true)
}
