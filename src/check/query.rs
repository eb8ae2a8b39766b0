//! Who is asked about, for what, and on which day.

use crate::date::Date;
use crate::id;
use crate::id::Id;
use crate::id::Sex;
use crate::id::Subject as Class;
use crate::id::Warning;
use crate::name;
use crate::name::Name;
use crate::policy::Use;

/// A question that can be asked: an id, a name, or both, each readable.
#[derive(Debug, Clone)]
pub struct Query<'a> {
    id: Option<Id>,
    name: Option<Name<'a>>,
    measure: &'static Use,
    day: Option<Date>,
}

/// What was asked cannot be read, and so cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The id is there and cannot be read.
    #[error("the applicant's id cannot be read: {0}")]
    Id(#[from] id::Error),
    /// The name is there and cannot be read.
    #[error("the applicant's name cannot be read: {0}")]
    Name(#[from] name::Error),
    /// The name has lost characters, and no id stands beside it.
    #[error(
        "the applicant's name has lost a character (a question mark or a replacement stands in its place) and there is \
         no id to find the record by: ask for the id or the name anew"
    )]
    NameLost,
    /// Neither id nor name.
    #[error("neither id nor name was given: expected at least one of them")]
    Nothing,
}

impl<'a> Query<'a> {
    /// Reads id and name as they were typed. Blanks mean "not given"; at least one must be.
    ///
    /// # Errors
    /// [`QueryError`] where something is given and cannot be read: an answer to it would be a guess.
    pub fn new(id: &str, name: &'a str) -> Result<Self, QueryError> {
        let id = if is_blank(id) { None } else { Some(Id::parse(id)?) };
        let name = name.trim_matches(is_quote);
        let name = if is_blank(name) { None } else { Some(Name::read(name)?) };
        match (&id, &name) {
            (None, None) => Err(QueryError::Nothing),
            (None, Some(name)) if name.has_lost_characters() => Err(QueryError::NameLost),
            _ => Ok(Self { id, name, measure: Use::GENERAL, day: None }),
        }
    }

    /// States what the answer is for. Default: [`Use::GENERAL`].
    #[must_use]
    pub fn for_use(mut self, measure: &'static Use) -> Self {
        self.measure = measure;
        self
    }

    /// States the day for which the answer is wanted, in Beijing time. Without it the answer is as of the edition's
    /// own day, and the edition's age is not judged: a service that runs on states the day.
    #[must_use]
    pub fn on(mut self, day: Date) -> Self {
        self.day = Some(day);
        self
    }

    /// The applicant's id.
    pub fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    /// The applicant's name.
    pub fn name(&self) -> Option<&Name<'a>> {
        self.name.as_ref()
    }

    /// What the answer is for.
    pub fn measure(&self) -> &'static Use {
        self.measure
    }

    /// The day for which the answer is wanted.
    pub fn day(&self) -> Option<Date> {
        self.day
    }

    /// Whether the id can be read, but its check character fails, or its century was only assumed.
    pub(super) fn has_doubtful_id(&self) -> bool {
        let fails = |id: &Id| {
            id.warnings().iter().any(|it| {
                matches!(
                    it,
                    Warning::UnifiedChecksum | Warning::OrganisationCodeChecksum | Warning::CenturyAssumed
                )
            })
        };
        self.id.as_ref().is_some_and(fails)
    }

    /// Sex, where the id tells it.
    pub(super) fn sex(&self) -> Option<Sex> {
        self.id.as_ref().and_then(Id::sex)
    }

    /// Person or organisation: by the id; without one that can be relied on, by the name's wording. `None` also where a
    /// person's number, which may be read as an organisation code too, stands beside an organisation's name.
    pub(super) fn class(&self) -> Option<Class> {
        let reliable = self.id.as_ref().filter(|_| !self.has_doubtful_id());
        let worded = self.name.as_ref().is_some_and(|name| name.class() == name::Class::Organisation);
        match reliable {
            Some(id) if worded && id.warnings().contains(Warning::AlsoReadsAs) => {
                Some(id.subject()).filter(|class| *class == Class::Organisation)
            }
            Some(id) => Some(id.subject()),
            None => worded.then_some(Class::Organisation),
        }
    }
}

/// Marks that copying and spreadsheets leave around a name; no name begins or ends with one.
fn is_quote(character: char) -> bool {
    // Nearly every name begins and ends with one of the common Han characters.
    if ('\u{4E00}'..='\u{9FFF}').contains(&character) {
        return false;
    }
    character.is_whitespace() || "\"'`“”‘’「」『』《》〈〉‹›«»=,;，；、".contains(character)
}

fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}
