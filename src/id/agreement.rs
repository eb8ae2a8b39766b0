//! How a published identifier stands to an applicant's complete one.

use super::Id;
use super::Kind;
use super::Visible;
use super::mask::Masked;
use super::mask::Shape;
use super::organisation;

/// The outcome of [`Pattern::compare`](super::Pattern::compare).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Agreement {
    /// Both are complete and of the same document or its successor: the same number (15 digits upgraded to 18), the same
    /// organisation code inside a unified code and alone, the same lifetime part of a travel permit.
    Equal,
    /// Both are complete unified codes with one organisation code, but other characters differ: nearly always the same
    /// organisation, registered anew in another department or region.
    SameOrganisationCode,
    /// Nothing visible differs, and at least one character was compared.
    Agrees {
        /// The slots that were compared.
        visible: Visible,
        /// What the published check character says of the applicant's number.
        check: CheckDigit,
    },
    /// A visible character differs.
    Contradicts {
        /// The field of the first character that differs.
        at: Field,
    },
    /// Numbers of different kinds of document, or with no visible character in common places.
    Incomparable,
}

/// Whether the published check character belongs to the applicant's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CheckDigit {
    /// It is the applicant's own check character, or the one that the published prefix and the applicant's organisation
    /// code together call for.
    Holds,
    /// Published prefix, applicant's organisation code and published check character do not fit one another. Some
    /// codes were really issued so: an indication, not a contradiction.
    Fails,
    /// It is hidden, or the document has none.
    NotCompared,
}

/// A part of an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Slots 0 to 6 of the citizen form; department, type and region (0 to 8) of a unified code.
    Region,
    /// Slots 6 to 10 of the citizen form.
    BirthYear,
    /// Slots 10 to 14 of the citizen form: month and day.
    BirthDay,
    /// Slots 14 to 17 of the citizen form.
    Sequence,
    /// Slot 17.
    Check,
    /// Slots 8 to 17 of a unified code, or an organisation code alone.
    OrganisationCode,
    /// A number without parts: permit, passport.
    Number,
}

impl Field {
    /// The field of `slot` (counted as [`Visible`] counts) in a number of this kind.
    pub const fn of(kind: Kind, slot: usize) -> Self {
        match kind {
            Kind::Citizen | Kind::ResidencePermit | Kind::ForeignPermanentResident => match slot {
                0..=5 => Self::Region,
                6..=9 => Self::BirthYear,
                10..=13 => Self::BirthDay,
                14..=16 => Self::Sequence,
                _ => Self::Check,
            },
            Kind::UnifiedCode => match slot {
                0..=7 => Self::Region,
                8..=16 => Self::OrganisationCode,
                _ => Self::Check,
            },
            Kind::OrganisationCode => Self::OrganisationCode,
            _ => Self::Number,
        }
    }
}

impl Field {
    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::BirthYear => "birth_year",
            Self::BirthDay => "birth_day",
            Self::Sequence => "sequence",
            Self::Check => "check",
            Self::OrganisationCode => "organisation_code",
            Self::Number => "number",
        }
    }

    /// What it is called in English.
    pub const fn english(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::BirthYear => "birth year",
            Self::BirthDay => "month and day of birth",
            Self::Sequence => "sequence",
            Self::Check => "check character",
            Self::OrganisationCode => "organisation code",
            Self::Number => "number",
        }
    }

    /// What it is called in Chinese (中文).
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Region => "地区",
            Self::BirthYear => "出生年份",
            Self::BirthDay => "出生月日",
            Self::Sequence => "顺序码",
            Self::Check => "校验码",
            Self::OrganisationCode => "组织机构代码",
            Self::Number => "号码",
        }
    }
}

/// Two complete numbers.
pub(super) fn of_complete(published: &Id, applicant: &Id) -> Agreement {
    if published == applicant {
        return Agreement::Equal;
    }
    let same = published.lifetime() == applicant.lifetime();
    match (published.kind(), applicant.kind()) {
        (Kind::UnifiedCode, Kind::UnifiedCode) if same => Agreement::SameOrganisationCode,
        (Kind::UnifiedCode, Kind::OrganisationCode)
        | (Kind::OrganisationCode, Kind::UnifiedCode)
        | (Kind::HkMacauPermit, Kind::HkMacauPermit)
            if same =>
        {
            Agreement::Equal
        }
        (Kind::UnifiedCode, Kind::OrganisationCode) | (Kind::OrganisationCode, Kind::UnifiedCode) => {
            Agreement::Contradicts { at: Field::OrganisationCode }
        }
        (one, other) if one != other => Agreement::Incomparable,
        _ if published.has_assumed_century() || applicant.has_assumed_century() => {
            but_for_century(published, applicant)
        }
        (kind, _) => Agreement::Contradicts { at: Field::of(kind, first_difference(published, applicant)) },
    }
}

/// What a masked number's visible slots say of `applicant`.
pub(super) fn of_masked(published: &Masked, applicant: &Id) -> Agreement {
    let compared = published.visible().and(applicant.visible());
    if compared.is_empty() || !published.is_comparable(applicant) {
        return Agreement::Incomparable;
    }
    let frame = applicant.frame();
    if is_consistent(published.slots(), &frame) {
        return Agreement::Agrees { visible: compared, check: check_digit(published, applicant, compared) };
    }
    let slot = differing(published.slots(), &frame, compared).first().unwrap_or_default();
    Agreement::Contradicts { at: Field::of(applicant.kind(), slot) }
}

/// Whether no slot that both show differs: `*` and 0 show nothing. Without early exit, so that it compiles to a few wide
/// comparisons; [`differing`] then finds the place.
fn is_consistent(one: &[u8; 18], other: &[u8; 18]) -> bool {
    let shows = |byte: u8| (byte != b'*') & (byte != 0);
    one.iter()
        .zip(other)
        .fold(true, |all, (one, other)| all & ((one == other) | !shows(*one) | !shows(*other)))
}

/// The slots of `compared` in which two numbers differ.
pub(super) fn differing(one: &[u8; 18], other: &[u8; 18], compared: Visible) -> Visible {
    let mut bits = 0_u32;
    for (one, other) in one.iter().zip(other).rev() {
        bits = (bits << 1) | u32::from(one != other);
    }
    Visible::from_bits(bits).and(compared)
}

fn check_digit(published: &Masked, applicant: &Id, compared: Visible) -> CheckDigit {
    let slot = match (published.shape(), applicant.kind()) {
        (Shape::Eighteen, Kind::OrganisationCode) => return check_of_joined(published, applicant),
        (Shape::Eighteen, _) => 17,
        (Shape::OrganisationCode, _) => 16,
        (Shape::Own(_), _) => return CheckDigit::NotCompared,
    };
    if compared.contains(slot) { CheckDigit::Holds } else { CheckDigit::NotCompared }
}

/// The published prefix and check character around the applicant's organisation code: is that a unified code? This
/// tests the applicant's number; it makes none, since the applicant brings the hidden characters.
fn check_of_joined(published: &Masked, applicant: &Id) -> CheckDigit {
    if !published.visible().covers(Visible::from_bits(AROUND_CODE)) {
        return CheckDigit::NotCompared;
    }
    let mut joined = *published.slots();
    for (slot, byte) in joined.iter_mut().zip(applicant.frame()).skip(8).take(9) {
        *slot = byte;
    }
    if organisation::unified_check_holds(&joined) { CheckDigit::Holds } else { CheckDigit::Fails }
}

/// Two numbers of one kind that differ, where one of them was upgraded from 15 digits to the 1800s: what it was given
/// with must not be contradicted by what was assumed.
fn but_for_century(published: &Id, applicant: &Id) -> Agreement {
    let compared = published.visible().and(Visible::from_bits(FIFTEEN));
    match differing(&published.frame(), &applicant.frame(), compared).first() {
        Some(slot) => Agreement::Contradicts { at: Field::of(applicant.kind(), slot) },
        None => Agreement::Agrees { visible: compared, check: CheckDigit::NotCompared },
    }
}

fn first_difference(published: &Id, applicant: &Id) -> usize {
    differing(&published.frame(), &applicant.frame(), published.visible()).first().unwrap_or(0)
}

/// Slots 0 to 8 and 17: all of a unified code but its organisation code.
const AROUND_CODE: u32 = 0b10_0000_0000_1111_1111;

/// The slots that a 15-digit id holds: all but the century and the check digit.
const FIFTEEN: u32 = 0b01_1111_1111_0011_1111;
