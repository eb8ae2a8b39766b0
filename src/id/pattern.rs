//! An identifier as it was published.

use std::cmp::Ordering;
use std::fmt;
use std::hash::Hash;
use std::hash::Hasher;

use super::Agreement;
use super::Error;
use super::Field;
use super::Frames;
use super::Id;
use super::Kind;
use super::Subject;
use super::Visible;
use super::Warnings;
use super::agreement;
use super::contradiction;
use super::contradiction::Contradiction;
use super::document;
use super::mask::Masked;
use super::mask::Shape;
use super::permit;
use super::slip;
use super::slip::Slip;
use super::text::Text;

/// An identifier as published: complete, or with hidden characters, which are never reconstructed.
///
/// Equal when the canonical texts are equal. `Debug` and `Display` show a masked one as published, a complete one masked.
#[derive(Clone, Copy)]
pub struct Pattern {
    form: Form,
}

#[derive(Clone, Copy)]
enum Form {
    Complete(Id),
    Masked(Masked),
}

impl Pattern {
    /// Reads a published identifier: as [`Id::parse`], and with stars (`*`, full width and other kinds, `×` in runs).
    ///
    /// A run of stars is unknown text between a known beginning and a known end, whatever its length. Stars are counted
    /// where the whole is as long as the document's number; otherwise only the outermost visible parts are kept, and
    /// [`warnings`](Self::warnings) says so. Fifteen digits and stars of which the seventh and eighth are not 19 or 20 are
    /// an old citizen id; its century was not published and stays hidden.
    ///
    /// # Errors
    /// As [`Id::parse`]; with stars `NothingVisible`, and whatever shows that no document can have those characters.
    ///
    /// ```
    /// use shixin::id::{Agreement, Error, Id, Pattern};
    ///
    /// let published = Pattern::read("11010519491****002x")?; // three hidden digits shown as four stars
    /// assert_eq!(published.as_str(), "11010519491***002X");
    /// let Agreement::Agrees { visible, .. } = published.compare(&Id::parse("11010519491231002X")?) else { panic!() };
    /// assert_eq!(visible.count(), 15);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn read(text: &str) -> Result<Self, Error> {
        let text = Text::read(text)?;
        if !text.has_stars() {
            return document::read(&text).map(Self::from);
        }
        match permit_without_renewals(text.as_bytes()) {
            Some(id) => Ok(Self::from(id)),
            None => Masked::read(&text).map(|masked| Self { form: Form::Masked(masked) }),
        }
    }

    /// Reads a published identifier as [`read`](Self::read) does, and one that no citizen was given as
    /// [`Id::parse_doubtful`] does.
    ///
    /// # Errors
    /// As [`read`](Self::read), but for those.
    pub fn read_doubtful(text: &str) -> Result<Self, Error> {
        Self::read(text).or_else(|error| Id::citizen_like(text, error).map(Self::from))
    }

    /// Whether no such number was issued: [`Warning::CitizenChecksum`](super::Warning::CitizenChecksum).
    pub fn is_doubtful(&self) -> bool {
        self.complete().is_some_and(Id::was_never_issued)
    }

    /// The complete number, if nothing is hidden.
    pub const fn complete(&self) -> Option<&Id> {
        match &self.form {
            Form::Complete(id) => Some(id),
            Form::Masked(_) => None,
        }
    }

    /// The canonical text, `*` for each hidden character: 18 characters long where the number is, whatever the published
    /// stars; a permit, passport or organisation code as long as its own. [`read`](Self::read) reads it back.
    pub fn as_str(&self) -> &str {
        match &self.form {
            Form::Complete(id) => id.as_str(),
            Form::Masked(masked) => masked.as_str(),
        }
    }

    /// The slots that are visible: all, if complete. The century of a masked 15-digit id is not.
    pub fn visible(&self) -> Visible {
        match &self.form {
            Form::Complete(id) => id.visible(),
            Form::Masked(masked) => masked.visible(),
        }
    }

    /// Whom the document names, where what is visible tells it.
    pub fn subject(&self) -> Option<Subject> {
        match &self.form {
            Form::Complete(id) => Some(id.subject()),
            Form::Masked(masked) => masked.subject(),
        }
    }

    /// What is odd about the identifier, and what reading set aside.
    pub fn warnings(&self) -> Warnings {
        match &self.form {
            Form::Complete(id) => id.warnings(),
            Form::Masked(masked) => masked.warnings(),
        }
    }

    /// How this identifier stands to an applicant's. Slot by slot, without allocation, in constant time.
    ///
    /// Eighteen masked characters are compared with any 18-character number, and inside a unified code with an
    /// organisation code. The county and every checksum are without influence on the outcome.
    pub fn compare(&self, applicant: &Id) -> Agreement {
        match &self.form {
            Form::Complete(id) => agreement::of_complete(id, applicant),
            Form::Masked(masked) => agreement::of_masked(masked, applicant),
        }
    }

    /// The one slip of the pen that would make this number the applicant's: [`Slip`]. `None` where nothing differs, more
    /// than one slip does, or too little is visible for one slip to mean anything.
    pub fn slip(&self, applicant: &Id) -> Option<Slip> {
        let compared = self.visible().and(applicant.visible());
        let differing = self.differing(applicant);
        match &self.form {
            Form::Complete(id) => slip::between(&id.frame(), &applicant.frame(), compared, differing),
            Form::Masked(masked) => slip::between(masked.slots(), &applicant.frame(), compared, differing),
        }
    }

    /// The slots that both show and in which they differ: empty unless `compare` says [`Agreement::Contradicts`].
    pub fn differing(&self, applicant: &Id) -> Visible {
        let compared = self.visible().and(applicant.visible());
        match (self.compare(applicant), &self.form) {
            (Agreement::Contradicts { .. }, Form::Complete(id)) => {
                agreement::differing(&id.frame(), &applicant.frame(), compared)
            }
            (Agreement::Contradicts { .. }, Form::Masked(masked)) => {
                agreement::differing(masked.slots(), &applicant.frame(), compared)
            }
            _ => Visible::default(),
        }
    }

    /// What each differing part shows on either side, `*` where this identifier hides a character: never more of the
    /// applicant's than was compared. Of a person's complete number only the first part that differs is told, and of a
    /// passport's or permit's no more than its ends: it is not for others to read. Empty unless `compare` says
    /// [`Agreement::Contradicts`].
    pub fn contradictions(&self, applicant: &Id) -> Vec<Contradiction> {
        let compared = self.visible().and(applicant.visible());
        let slots = match &self.form {
            Form::Complete(id) => id.frame(),
            Form::Masked(masked) => *masked.slots(),
        };
        let (differing, kind) = (self.differing(applicant), applicant.kind());
        let mut told = contradiction::between(&slots, &applicant.frame(), compared, differing, kind);
        if let Some(complete) = self.complete().filter(|id| id.subject() == Subject::Person) {
            told.truncate(1);
            for number in told.iter_mut().filter(|part| part.field == Field::Number) {
                (number.published, number.given) = (complete.to_string(), applicant.to_string());
            }
        }
        told
    }

    /// The keys under which an 18-character identifier can be found: every frame all of whose slots are visible, most
    /// specific first.
    pub fn frames(&self) -> Frames {
        match &self.form {
            Form::Complete(id) => id.frames(),
            Form::Masked(masked) if masked.shape() == Shape::Eighteen => {
                Frames::new(*masked.slots(), masked.visible())
            }
            Form::Masked(_) => Frames::none(),
        }
    }
}

/// A Hong Kong and Macau permit that hides only renewal digits is known: its lifetime part is a complete number.
fn permit_without_renewals(text: &[u8]) -> Option<Id> {
    let (lifetime, renewals) = text.split_first_chunk::<9>()?;
    let shown = renewals.iter().filter(|byte| **byte != b'*').count();
    if lifetime.contains(&b'*') || shown > 1 {
        return None;
    }
    let kind = permit::kind(lifetime).filter(|kind| *kind == Kind::HkMacauPermit)?;
    Some(Id::new(lifetime, kind))
}

impl From<Id> for Pattern {
    fn from(id: Id) -> Self {
        Self { form: Form::Complete(id) }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.form {
            Form::Complete(id) => fmt::Display::fmt(id, f),
            Form::Masked(masked) => f.write_str(masked.as_str()),
        }
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.form {
            Form::Complete(id) => fmt::Debug::fmt(id, f),
            Form::Masked(masked) => write!(f, "Masked({})", masked.as_str()),
        }
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Pattern {}

impl PartialOrd for Pattern {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pattern {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}
