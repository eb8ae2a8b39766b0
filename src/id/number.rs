//! A complete identifier.

use std::cmp::Ordering;
use std::fmt;
use std::hash::Hash;
use std::hash::Hasher;
use std::str;

use crate::date::Date;

use super::Error;
use super::Frames;
use super::Kind;
use super::Sex;
use super::Subject;
use super::Visible;
use super::Warning;
use super::Warnings;
use super::citizen;
use super::county;
use super::document;
use super::organisation;
use super::text::Text;

/// The number of one identity document, complete and readable.
///
/// Equal when the canonical texts are equal; a 15-digit citizen id equals its 18-character form. `Debug` and `Display`
/// hide the middle; [`as_str`](Self::as_str) is the whole number.
#[derive(Clone, Copy)]
pub struct Id {
    /// The canonical text, `len` bytes of ASCII digits and capital letters (and the hyphen told of in `as_str`), then
    /// zeros; an organisation code stands once more, without its hyphen, in the last nine.
    text: [u8; 19],
    len: u8,
    kind: Kind,
    /// Whether a citizen id was given with 15 digits.
    was_fifteen: bool,
    /// Whether a citizen's form was found to hold, check digit and day of birth, when it was read; `false` says nothing.
    is_sound: bool,
}

impl Id {
    /// Reads a number as people type and copy it: any width, blanks, hyphens, case, surrounding quotes and brackets.
    /// Without allocation, in time linear in the text.
    ///
    /// # Errors
    /// Whatever is not the complete number of one of the documents in the [table](super): see [`Error`].
    ///
    /// ```
    /// use shixin::id::{Error, Id, Kind};
    ///
    /// let id = Id::parse("１１０１０５ 19491231-002x")?;
    /// assert_eq!((id.kind(), id.as_str()), (Kind::Citizen, "11010519491231002X"));
    /// assert_eq!(Id::parse("11010519491231001X"), Err(Error::CheckDigit { kind: Kind::Citizen }));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Error> {
        if let Some(slots) = clean_eighteen(text) {
            return document::eighteen(&slots);
        }
        let text = Text::read(text)?;
        if text.has_stars() { Err(Error::Masked) } else { document::read(&text) }
    }

    /// Reads a number as [`parse`](Self::parse) does, and takes eighteen digits of a citizen's form for one even though no
    /// such number was issued: its check digit fails, or its day of birth does not exist. One of its digits is wrong, and
    /// [`Warning::CitizenChecksum`] says so.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), but for those two.
    ///
    /// ```
    /// use shixin::id::{Error, Id, Warning};
    ///
    /// let id = Id::parse_doubtful("11010519491231001X")?;
    /// assert!(id.warnings().contains(Warning::CitizenChecksum));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn parse_doubtful(text: &str) -> Result<Self, Error> {
        Self::parse(text).or_else(|error| Self::citizen_like(text, error))
    }

    /// Eighteen characters of a citizen's form that `error` says were never issued.
    pub(super) fn citizen_like(text: &str, error: Error) -> Result<Self, Error> {
        let text = Text::read(text)?;
        let slots = <&[u8; 18]>::try_from(text.as_bytes()).map_err(|_| error)?;
        match error {
            Error::CheckDigit { kind } => Ok(Self::new(slots, kind)),
            Error::BirthDate if document::is_numeric(slots) => Ok(Self::new(slots, citizen::kind(slots))),
            _ => Err(error),
        }
    }

    /// The document this is the number of.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Whom the document names.
    pub const fn subject(&self) -> Subject {
        self.kind.subject()
    }

    /// The canonical text: ASCII capitals and digits without separators, 8 to 18 of them; citizen ids always 18.
    /// [`parse`](Self::parse) reads it back to the same `Id`. Only an organisation code that would then be read as
    /// another document, or as none (`E1234567-0`), keeps its hyphen.
    pub fn as_str(&self) -> &str {
        ascii(self.text.get(..usize::from(self.len)))
    }

    /// The bytes of [`as_str`](Self::as_str).
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.text.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// Whether a citizen id was given in its old form of 15 digits.
    pub const fn was_fifteen(&self) -> bool {
        self.was_fifteen
    }

    /// The nine characters of the organisation code, without hyphen, for both kinds of organisation document.
    pub fn organisation_code(&self) -> Option<&str> {
        match self.kind {
            Kind::UnifiedCode => Some(ascii(self.text.get(8..17))),
            Kind::OrganisationCode => Some(ascii(self.text.last_chunk::<9>().map(<[u8; 9]>::as_slice))),
            _ => None,
        }
    }

    /// The part that survives renewal and reform, by which two documents are one: the first nine characters of a Hong
    /// Kong and Macau permit, the organisation code of an organisation's documents, all of any other.
    ///
    /// A permit's and an organisation code's may be the same nine characters: keep [`subject`](Self::subject) beside it.
    pub fn lifetime(&self) -> &str {
        match self.kind {
            Kind::HkMacauPermit => ascii(self.text.get(..9)),
            _ => self.organisation_code().unwrap_or_else(|| self.as_str()),
        }
    }

    /// The holder's sex, where the number tells it (citizen form).
    pub fn sex(&self) -> Option<Sex> {
        let sequence = self.citizen_slots()?.get(16).copied()?;
        Some(if sequence % 2 == 1 { Sex::Male } else { Sex::Female })
    }

    /// The holder's day of birth, where the number tells it (citizen form).
    pub fn birth(&self) -> Option<Date> {
        citizen::birth(self.citizen_slots()?)
    }

    /// What is odd about the number. Computed anew at every call: two checks and a binary search at most.
    pub fn warnings(&self) -> Warnings {
        match self.kind {
            Kind::Citizen => self.citizen_warnings(),
            Kind::UnifiedCode => self.unified_warnings(),
            Kind::OrganisationCode => self.code_warnings(),
            Kind::HkMacauPermit | Kind::Passport => {
                let code = <&[u8; 9]>::try_from(self.as_str().as_bytes());
                let reads = code.is_ok_and(organisation::code_check_holds);
                Warnings::default().with(Warning::AlsoReadsAs, reads)
            }
            _ => Warnings::default().with(Warning::CitizenChecksum, self.was_never_issued()),
        }
    }

    /// Whether the number itself is in doubt: a check character fails, no such number was issued, or its century was only
    /// assumed. The [`warnings`](Self::warnings) say which.
    pub fn is_doubtful(&self) -> bool {
        match self.kind {
            Kind::UnifiedCode | Kind::OrganisationCode => {
                let unified = self.slots().is_none_or(organisation::unified_check_holds);
                !unified || !organisation::code_check_holds(&self.code())
            }
            _ => self.has_assumed_century() || self.was_never_issued(),
        }
    }

    /// The keys under which an 18-character number can be found by its visible parts, most specific first.
    pub fn frames(&self) -> Frames {
        self.slots().map_or(Frames::none(), |slots| Frames::new(*slots, self.visible()))
    }

    /// Its characters in their slots: see [`Visible`]. Slots beyond a shorter number are 0.
    pub(super) fn frame(&self) -> [u8; 18] {
        match self.kind {
            Kind::OrganisationCode => organisation::slots_of(&self.code()),
            _ => self.text.first_chunk().copied().unwrap_or_default(),
        }
    }

    /// Whether the century of birth was assumed when 15 digits became 18: [`Warning::CenturyAssumed`].
    pub(super) fn has_assumed_century(&self) -> bool {
        self.was_fifteen && self.birth().is_some_and(|birth| birth.year() < 1900)
    }

    /// All its slots: see [`Visible`].
    pub fn visible(&self) -> Visible {
        match self.kind {
            Kind::OrganisationCode => Visible::from_bits(ORGANISATION_CODE),
            _ => Visible::from_bits(!(u32::MAX << self.len)),
        }
    }

    /// The 18 slots of an 18-character number.
    pub(super) fn slots(&self) -> Option<&[u8; 18]> {
        if self.len == 18 { self.text.first_chunk() } else { None }
    }

    /// `text` is canonical and has the form of `kind`; at most 18 characters.
    pub(super) fn new(text: &[u8], kind: Kind) -> Self {
        let len = u8::try_from(text.len()).unwrap_or(0);
        let mut id = Self { text: [0; 19], len, kind, was_fifteen: false, is_sound: false };
        match (text.first_chunk::<18>(), id.text.first_chunk_mut::<18>()) {
            (Some(whole), Some(slots)) => *slots = *whole,
            _ => id.text.iter_mut().zip(text).for_each(|(slot, byte)| *slot = *byte),
        }
        id
    }

    /// A citizen-form number whose check digit and day of birth hold.
    pub(super) fn sound(slots: &[u8; 18], kind: Kind) -> Self {
        Self { is_sound: true, ..Self::new(slots, kind) }
    }

    /// A citizen-form number that was given with 15 digits.
    pub(super) fn upgraded(slots: &[u8; 18], kind: Kind) -> Self {
        Self { was_fifteen: true, ..Self::new(slots, kind) }
    }

    /// An organisation code, with the hyphen in its text where that is needed.
    pub(super) fn of_code(code: &[u8; 9], hyphen: bool) -> Self {
        let [a, b, c, d, e, f, g, h, check] = *code;
        let mut id = match hyphen {
            true => Self::new(&[a, b, c, d, e, f, g, h, b'-', check], Kind::OrganisationCode),
            false => Self::new(code, Kind::OrganisationCode),
        };
        if let Some(last) = id.text.last_chunk_mut::<9>() {
            *last = *code;
        }
        id
    }

    fn citizen_slots(&self) -> Option<&[u8; 18]> {
        if self.kind.has_citizen_form() { self.slots() } else { None }
    }

    /// The organisation code's bytes; zeros for people's documents.
    fn code(&self) -> [u8; 9] {
        self.organisation_code().and_then(|code| code.as_bytes().try_into().ok()).unwrap_or_default()
    }

    /// Whether it has a citizen's form and no such number was issued: [`Warning::CitizenChecksum`].
    pub fn was_never_issued(&self) -> bool {
        let issued = |slots| citizen::check_holds(slots) && citizen::birth(slots).is_some();
        !self.is_sound && self.citizen_slots().is_some_and(|slots| !issued(slots))
    }

    fn citizen_warnings(&self) -> Warnings {
        let standing = self.birth().map(|birth| county::standing(self.as_str(), birth.year()));
        let unified = self.slots().is_some_and(document::is_sound_unified);
        Warnings::default()
            .with(Warning::CountyUnknown, standing == Some(county::Standing::Unknown))
            .with(Warning::CountyNotInForce, standing == Some(county::Standing::NotInForce))
            .with(Warning::AlsoReadsAs, unified)
            .with(Warning::CenturyAssumed, self.has_assumed_century())
            .with(Warning::CitizenChecksum, self.was_never_issued())
    }

    fn unified_warnings(&self) -> Warnings {
        let Some(slots) = self.slots() else { return Warnings::default() };
        Warnings::default()
            .with(Warning::UnifiedChecksum, !organisation::unified_check_holds(slots))
            .with(Warning::OrganisationCodeChecksum, !organisation::code_check_holds(&self.code()))
            .with(Warning::AlsoReadsAs, document::is_sound_citizen_form(slots))
    }

    /// A code of one or two letters and digits looks like a passport that is not read here, unless it is one of the
    /// `MA` series, which are issued since 2015.
    fn code_warnings(&self) -> Warnings {
        let code = self.code();
        let bare = self.len == 9;
        let passport = code.first().is_some_and(u8::is_ascii_uppercase) && !code.starts_with(b"MA");
        Warnings::default()
            .with(Warning::OrganisationCodeChecksum, !organisation::code_check_holds(&code))
            .with(Warning::AlsoReadsAs, bare && passport)
    }
}

/// Eighteen ASCII characters that need no cleaning but, perhaps, capitals: nearly every text there is.
fn clean_eighteen(text: &str) -> Option<[u8; 18]> {
    let bytes = <[u8; 18]>::try_from(text.as_bytes()).ok()?;
    let clean = bytes.iter().fold(true, |all, byte| all & byte.is_ascii_alphanumeric());
    clean.then(|| bytes.map(|byte| byte.to_ascii_uppercase()))
}

/// The bytes are ASCII by construction, so nothing is lost.
pub(super) fn ascii(bytes: Option<&[u8]>) -> &str {
    bytes.and_then(|bytes| str::from_utf8(bytes).ok()).unwrap_or_default()
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (shown_first, shown_last) = if self.len == 18 { (6, 4) } else { (3, 2) };
        let last = usize::from(self.len).saturating_sub(shown_last);
        for (index, character) in self.as_str().chars().enumerate() {
            let hidden = (shown_first..last).contains(&index);
            write!(f, "{}", if hidden { '*' } else { character })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({self})", self.kind)
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Id {}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

/// Slots 8 to 17.
const ORGANISATION_CODE: u32 = 0b01_1111_1111_0000_0000;
