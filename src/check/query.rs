//! Who is asked about, for what, and on which day.

use smallvec::SmallVec;

use crate::check::grade;
use crate::check::grade::Grade;
use crate::date::Date;
use crate::id;
use crate::id::Id;
use crate::id::Sex;
use crate::id::Subject as Class;
use crate::id::Warning;
use crate::index::Key;
use crate::index::KeyKind;
use crate::index::Subject;
use crate::name;
use crate::name::Name;

/// A question that can be asked: an id, a name, or both, each readable.
#[derive(Debug, Clone)]
pub struct Query<'a> {
    /// The applicant's documents, as they were given.
    ids: SmallVec<[Document; 2]>,
    name: Option<Name<'a>>,
    /// Person or organisation.
    class: Option<Class>,
    /// `None` where no use was stated.
    measure: Option<&'a str>,
    /// Conditions of the use and whether they hold, as they were stated.
    stated: Vec<(&'a str, bool)>,
    day: Option<Date>,
}

/// One of the applicant's documents.
#[derive(Debug, Clone, Copy)]
pub(super) struct Document {
    pub(super) id: Id,
    /// Whether it can be read, but its check character fails, or its century was only assumed.
    pub(super) is_doubtful: bool,
    /// Whether no such number was issued.
    pub(super) was_never_issued: bool,
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
    /// The id was never issued, and no name stands beside it.
    #[error(
        "the applicant's id was never issued (its check digit fails, or its day of birth does not exist) and there is no \
         name to find the record by: ask for the id or the name anew"
    )]
    DoubtfulAlone,
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
        Self::read(id, name, Id::parse)
    }

    /// As [`new`](Self::new), but a citizen's number that was never issued, because its check digit fails or its day of
    /// birth does not exist, is taken as evidence all the same: see [`Id::parse_doubtful`]. One of its digits is wrong, so
    /// that it confirms nothing and contradicts nobody; a match that it leads to is for a person to decide.
    ///
    /// # Errors
    /// As [`new`](Self::new), but for those numbers.
    pub fn doubtful(id: &str, name: &'a str) -> Result<Self, QueryError> {
        Self::read(id, name, Id::parse_doubtful)
    }

    /// Adds another document of the same applicant: a passport or permit beside the id card. Any of them may be the
    /// one that is listed; blanks add nothing.
    ///
    /// # Errors
    /// [`QueryError::Id`] where it cannot be read.
    pub fn with_document(mut self, id: &str) -> Result<Self, QueryError> {
        if !is_blank(id) {
            self.ids.push(Document::new(Id::parse(id)?));
            self.class = class_of(&self.ids, self.name.as_ref());
        }
        Ok(self)
    }

    /// States what the answer is for, by the code of a measure in the policy's catalogue, as in `travel.air`. Without it
    /// the answer is for [`Use::GENERAL`](crate::Use::GENERAL).
    #[must_use]
    pub fn for_use(mut self, code: &'a str) -> Self {
        self.measure = Some(code);
        self
    }

    /// States whether a condition of the use holds: what only the asker can know, as `own_large_overdue_debt` for a
    /// director's post. What is not stated must be established before anybody is stopped. The later word on one counts.
    #[must_use]
    pub fn stating(mut self, condition: &'a str, holds: bool) -> Self {
        self.stated.push((condition, holds));
        self
    }

    /// States the day for which the answer is wanted, in Beijing time. Without it the answer is as of the edition's
    /// own day, and the edition's age is not judged: a service that runs on states the day.
    #[must_use]
    pub fn on(mut self, day: Date) -> Self {
        self.day = Some(day);
        self
    }

    /// The applicant's id: the first document that was given.
    pub fn id(&self) -> Option<&Id> {
        self.ids.first().map(|document| &document.id)
    }

    /// All of the applicant's documents.
    pub fn ids(&self) -> impl Iterator<Item = &Id> {
        self.ids.iter().map(|document| &document.id)
    }

    /// The applicant's name.
    pub fn name(&self) -> Option<&Name<'a>> {
        self.name.as_ref()
    }

    /// The code of what the answer is for; `None` where it was not stated.
    pub fn measure(&self) -> Option<&'a str> {
        self.measure
    }

    /// What was stated about the use's conditions.
    pub fn stated(&self) -> &[(&'a str, bool)] {
        &self.stated
    }

    /// The same party, asked about for another query's use and day. What was stated about this party stays.
    pub(super) fn asking_as(mut self, other: &Self) -> Self {
        (self.measure, self.day) = (other.measure, other.day);
        self
    }

    /// The day for which the answer is wanted.
    pub fn day(&self) -> Option<Date> {
        self.day
    }

    /// The applicant's document, where there is but one and it can be relied on.
    pub(super) fn only_document(&self) -> Option<&Id> {
        match self.ids.as_slice() {
            [only] if !only.is_doubtful => Some(&only.id),
            _ => None,
        }
    }

    pub(super) fn documents(&self) -> &[Document] {
        &self.ids
    }

    /// Whether any document shows somebody who is not of age on `day`.
    pub(super) fn is_minor_on(&self, day: Date) -> bool {
        let births = self.ids.iter().filter(|document| !document.is_doubtful).filter_map(|it| it.id.birth());
        births.filter_map(|birth| birth.plus_years(OF_AGE)).any(|of_age| of_age > day)
    }

    /// Sex, where an id that can be relied on tells it.
    pub(super) fn sex(&self) -> Option<Sex> {
        self.ids.iter().filter(|document| !document.was_never_issued).find_map(|document| document.id.sex())
    }

    /// Person or organisation, where that can be told.
    pub(super) fn class(&self) -> Option<Class> {
        self.class
    }

    /// Whether the subject is an organisation; where it does not say, whether the applicant is one.
    pub(super) fn is_of_organisation(&self, subject: &Subject<'_>) -> bool {
        subject.class.or(self.class) == Some(Class::Organisation)
    }

    /// Whether the subject is a match, as far as the two of them decide it.
    pub(crate) fn meets(&self, subject: &Subject<'_>) -> bool {
        matches!(grade::grade(subject, self), Grade::Match(_))
    }

    /// The keys to look under, of the kinds that are there to be found: by id first, the most specific of all.
    pub(crate) fn keys(&self, is_there: impl Fn(KeyKind) -> bool) -> impl Iterator<Item = Key> {
        let name = |kind| self.name.iter().filter(move |_| kind);
        let by_id = self.ids.iter().flat_map(|document| Key::of_applicant(&document.id));
        let by_name = self.name.iter().flat_map(Key::of_name);
        let responsible = name(is_there(KeyKind::ResponsibleName)).map(Key::of_responsible);
        let by_reading = name(is_there(KeyKind::Reading)).filter_map(Key::of_reading);
        let keys = by_id.chain(by_name).chain(responsible).chain(by_reading);
        keys.filter(move |key| is_there(key.kind()))
    }

    fn read(
        id: &str,
        name: &'a str,
        parse: impl FnOnce(&str) -> Result<Id, id::Error>,
    ) -> Result<Self, QueryError> {
        let mut ids: SmallVec<[Document; 2]> = SmallVec::new();
        if !is_blank(id) {
            ids.push(Document::new(parse(id)?));
        }
        let name = name.trim_matches(is_quote);
        let name = if is_blank(name) { None } else { Some(Name::read(name)?) };
        match (ids.is_empty(), &name) {
            (true, None) => Err(QueryError::Nothing),
            (true, Some(name)) if name.has_lost_characters() => Err(QueryError::NameLost),
            (false, None) if ids.iter().any(|document| document.was_never_issued) => {
                Err(QueryError::DoubtfulAlone)
            }
            _ => Ok(Self {
                class: class_of(&ids, name.as_ref()),
                ids,
                name,
                measure: None,
                stated: Vec::new(),
                day: None,
            }),
        }
    }
}

impl Document {
    fn new(id: Id) -> Self {
        let is_doubtful = id.is_doubtful();
        Self { id, is_doubtful, was_never_issued: is_doubtful && id.was_never_issued() }
    }
}

/// Person or organisation: by the id; without one that can be relied on, by the name's wording. `None` also where a
/// person's number, which may be read as an organisation code too, stands beside an organisation's name.
fn class_of(ids: &[Document], name: Option<&Name<'_>>) -> Option<Class> {
    let reliable = ids.iter().find(|document| !document.is_doubtful).map(|document| &document.id);
    let worded = name.is_some_and(Name::is_worded_as_organisation);
    match reliable {
        Some(id) if worded && id.warnings().contains(Warning::AlsoReadsAs) => {
            Some(id.subject()).filter(|class| *class == Class::Organisation)
        }
        Some(id) => Some(id.subject()),
        None => worded.then_some(Class::Organisation),
    }
}

/// Years from birth to majority (民法典, Article 17).
const OF_AGE: u16 = 18;

/// Marks that copying and spreadsheets leave around a name; no name begins or ends with one.
fn is_quote(character: char) -> bool {
    // Nearly every name begins and ends with one of the common Han characters.
    if ('\u{4E00}'..='\u{9FFF}').contains(&character) {
        return false;
    }
    character.is_whitespace() || "\"'`“”‘’「」『』《》〈〉‹›«»=,;，；、".contains(character)
}

fn is_blank(text: &str) -> bool {
    // Neither a digit nor an ideograph is a blank, and nearly every text begins with one.
    if text.as_bytes().first().is_some_and(|first| matches!(first, b'0'..=b'9' | 0xE4..=0xE9)) {
        return false;
    }
    text.chars().all(char::is_whitespace)
}
