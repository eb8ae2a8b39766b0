//! What is to be reported back about each interception (触发 → 响应 → 反馈)? One row for every measure and source record, with
//! what the trail and the operator's own inputs know, and what they don't know named.
//!
//! The fields are the union of those of the joint-punishment platforms' schemas; a [`Mapping`] gives them a platform's own
//! titles, order and codes.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use serde::Serialize;

use crate::audit::Applicants;
use crate::audit::Deed;
use crate::audit::Entry;
use crate::audit::Error;
use crate::audit::Moment;
use crate::audit::Question;
use crate::audit::Recorded;
use crate::audit::Response;
use crate::audit::State;
use crate::audit::entries;
use crate::audit::interception;
use crate::id::Id;
use crate::id::Kind;
use crate::id::Subject;
use crate::name::Name;
use crate::policy::Catalogue;

/// Every field of a row, in the order of the export. `key` is the same at every export, so that a platform can tell a
/// repetition.
pub const FIELDS: [&str; 26] = [
    "key",
    "list_name",
    "record",
    "subject_name",
    "subject_class",
    "document_type",
    "document",
    "trigger_item",
    "trigger_time",
    "measure",
    "measure_text",
    "basis",
    "amount",
    "department",
    "department_code",
    "operator",
    "reference",
    "from",
    "to",
    "outcome",
    "overridden",
    "notes",
    "state",
    "state_time",
    "state_by",
    "state_notes",
];

/// One interception to be reported: its fields by name, "" for what nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Row {
    fields: BTreeMap<&'static str, String>,
    #[serde(skip)]
    of: u64,
    #[serde(skip)]
    state: State,
}

/// What an operator knows of a matter beside the trail, by the asker's reference. Name, class and document are the
/// applicant's: they say nothing of a party beside them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// The asker's own number of the matter, as it was recorded.
    pub reference: String,
    /// The subject's name.
    pub subject_name: String,
    /// `person` or `organisation`.
    pub subject_class: String,
    /// The document's type: 10 id card, 20 military, 30 Hong Kong and Macau permit, 40 Taiwan permit, 50 passport, 90 other.
    pub document_type: String,
    /// The document's number.
    pub document: String,
    /// What was applied for, in the office's words.
    pub trigger_item: String,
    /// The sum at stake.
    pub amount: String,
    /// First day of the measure.
    pub from: String,
    /// Last day of the measure.
    pub to: String,
    /// What was done.
    pub outcome: String,
    /// Anything else.
    pub notes: String,
}

/// What was found to be reported.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    /// One row an interception and record, in the order of the trail.
    pub rows: Vec<Row>,
    /// For each field how many rows lack it; those that none lacks are left out.
    pub missing: BTreeMap<&'static str, u64>,
}

/// A platform's own titles for the fields, in its own order, and its own codes for their values.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Its name.
    pub name: String,
    /// Field and title, in the order of the export.
    pub columns: Vec<(String, String)>,
    /// By field, the code for each value; values without one stay as they are.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

impl Account {
    /// Goes through a trail. A `Block` is an interception, and so is a `Refer` that a person turned into one.
    ///
    /// # Errors
    /// [`Error`] where the trail or a key cannot be read.
    pub fn read(
        folder: &Path,
        catalogue: &Catalogue,
        inputs: &[Input],
        applicants: &mut Applicants<'_>,
    ) -> Result<Self, Error> {
        let mut seen = Seen::default();
        entries::read(folder, |entry| seen.take(entry))?;
        let inputs = inputs.iter().filter(|it| !it.reference.is_empty());
        let by_reference = inputs.map(|it| (it.reference.as_str(), it)).collect();
        let clerk = Clerk { seen: &seen, catalogue, inputs: by_reference };
        let mut rows = Vec::new();
        for (seq, (time, recorded)) in &seen.triggers {
            let decided = seen.overrides.get(seq).map(|(outcome, _)| outcome.as_str());
            if interception::is(&recorded.outcome, decided) {
                clerk.rows(*seq, *time, recorded, applicants, &mut rows)?;
            }
        }
        Ok(Self { missing: missing(&rows), rows })
    }

    /// Keeps the rows in this state only.
    #[must_use]
    pub fn in_state(self, state: State) -> Self {
        self.only(|row| row.state == state)
    }

    /// Keeps these rows only, and counts what they lack.
    #[must_use]
    pub fn only(mut self, is_wanted: impl FnMut(&Row) -> bool) -> Self {
        self.rows.retain(is_wanted);
        self.missing = missing(&self.rows);
        self
    }
}

impl Row {
    /// A field's value; "" where nobody knows it, or there is no such field.
    pub fn get(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }

    /// The entry with the answer.
    pub const fn of(&self) -> u64 {
        self.of
    }

    /// What became of its report.
    pub const fn state(&self) -> State {
        self.state
    }
}

impl Mapping {
    /// A platform that takes our own titles.
    pub fn plain() -> Self {
        let columns = FIELDS.iter().map(|field| ((*field).to_owned(), (*field).to_owned()));
        Self { name: "plain".to_owned(), columns: columns.collect(), values: BTreeMap::new() }
    }

    /// # Errors
    /// [`Error::Refused`] where it names a field that there is none of, or gives a title twice.
    pub fn check(&self) -> Result<(), Error> {
        let named = self.columns.iter().map(|(field, _)| field).chain(self.values.keys());
        if let Some(field) = named.into_iter().find(|field| !FIELDS.contains(&field.as_str())) {
            let known = FIELDS.join(", ");
            return Err(Error::Refused(format!(
                "{}: there is no field {field:?}; there are {known}",
                self.name
            )));
        }
        let mut seen = BTreeSet::new();
        match self.titles().find(|title| !seen.insert(*title)) {
            Some(title) => Err(Error::Refused(format!("{}: the title {title:?} stands twice", self.name))),
            None => Ok(()),
        }
    }

    /// The titles.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(_, title)| title.as_str())
    }

    /// A row's values, in the order of the titles.
    pub fn values<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = &'a str> {
        self.columns.iter().map(|(field, _)| {
            let value = row.get(field);
            self.values.get(field).and_then(|codes| codes.get(value)).map_or(value, String::as_str)
        })
    }
}

/// What of a trail bears on feedback, by the entry that it is of.
#[derive(Default)]
struct Seen {
    triggers: BTreeMap<u64, (Moment, Box<Recorded<'static>>)>,
    responses: HashMap<u64, Response>,
    /// What a person decided, and who.
    overrides: HashMap<u64, (String, String)>,
    states: HashMap<(u64, String), (State, Moment, String, String)>,
    /// The first key that the trail names, which tells it from others.
    verifier: String,
}

impl Seen {
    fn take(&mut self, entry: Entry) -> Result<(), Error> {
        match entry.deed {
            Deed::Opened(opened) if self.verifier.is_empty() => self.verifier = opened.verifier,
            Deed::Decision(recorded) if interception::may_be(&recorded) => {
                self.triggers.insert(entry.seq, (entry.time, recorded));
            }
            Deed::Response(response) => drop(self.responses.insert(response.of, response)),
            Deed::Override(it) => drop(self.overrides.insert(it.of, (it.outcome, it.by))),
            Deed::Feedback(it) => {
                self.states.insert((it.of, it.record), (it.state, entry.time, it.by, it.notes));
            }
            _ => {}
        }
        Ok(())
    }
}

struct Clerk<'a> {
    seen: &'a Seen,
    catalogue: &'a Catalogue,
    inputs: HashMap<&'a str, &'a Input>,
}

impl Clerk<'_> {
    /// One row for each record of each party on which the outcome rests.
    fn rows(
        &self,
        seq: u64,
        time: Moment,
        recorded: &Recorded<'_>,
        applicants: &mut Applicants<'_>,
        rows: &mut Vec<Row>,
    ) -> Result<(), Error> {
        for (number, party) in recorded.parties.iter().enumerate() {
            let mut records =
                interception::records(recorded).filter(|(of, _)| std::ptr::eq(*of, party)).peekable();
            if records.peek().is_none() {
                continue;
            }
            // Whom it is about is told where the trail holds the question, or the applicants given have it.
            let about = applicants.find(&recorded.key, party)?.ok();
            let subject =
                About { question: about.as_ref(), is_applicant: number == 0 && party.role == "listed" };
            rows.extend(records.map(|(_, record)| self.row(seq, time, recorded, record, &subject)));
        }
        Ok(())
    }

    fn row(&self, seq: u64, time: Moment, recorded: &Recorded<'_>, record: &str, about: &About<'_>) -> Row {
        let none = Input::default();
        let asker = &recorded.asker;
        let input = self.inputs.get(asker.reference.as_str()).copied().unwrap_or(&none);
        let response = self.seen.responses.get(&seq).cloned().unwrap_or_default();
        let measure = self.catalogue.find(&recorded.measure);
        let [subject_name, subject_class, document_type, document] = about.subject(input);
        let day = |day: Option<crate::date::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let state = self.seen.states.get(&(seq, record.to_owned()));
        let overridden = self.seen.overrides.get(&seq);
        let first =
            |given: &str, known: &str| if given.is_empty() { known.to_owned() } else { given.to_owned() };
        let of_measure =
            |of: fn(&crate::policy::Measure) -> &str| measure.as_ref().map_or("", |it| of(it)).to_owned();
        let fields = [
            ("key", format!("{}/{seq}/{record}", self.seen.verifier.split('+').next().unwrap_or_default())),
            ("list_name", LIST.to_owned()),
            ("record", record.to_owned()),
            ("subject_name", subject_name),
            ("subject_class", subject_class),
            ("document_type", document_type),
            ("document", document),
            ("trigger_item", first(&input.trigger_item, &of_measure(|it| &it.title_chinese))),
            ("trigger_time", time.to_string()),
            ("measure", recorded.measure.clone().into_owned()),
            ("measure_text", of_measure(|it| &it.title_chinese)),
            ("basis", of_measure(|it| &it.basis_chinese)),
            ("amount", first(&response.amount, &input.amount)),
            ("department", asker.department.clone()),
            ("department_code", asker.department_code.clone()),
            ("operator", first(&response.by, &asker.operator)),
            ("reference", asker.reference.clone()),
            ("from", first(&day(response.from), &input.from)),
            ("to", first(&day(response.to), &input.to)),
            ("outcome", first(&response.outcome, overridden.map_or(&input.outcome, |(outcome, _)| outcome))),
            ("overridden", overridden.map_or_else(String::new, |(outcome, by)| format!("{outcome}: {by}"))),
            ("notes", first(&response.notes, &input.notes)),
            ("state", state.map_or(State::NotReported, |it| it.0).as_code().to_owned()),
            ("state_time", state.map_or_else(String::new, |it| it.1.to_string())),
            ("state_by", state.map_or_else(String::new, |it| it.2.clone())),
            ("state_notes", state.map_or_else(String::new, |it| it.3.clone())),
        ];
        Row { fields: fields.into(), of: seq, state: state.map_or(State::NotReported, |it| it.0) }
    }
}

/// Of whom a row is.
struct About<'a> {
    /// Whom the trail holds, or the register recognised by the digest; `None` where nobody knows.
    question: Option<&'a Question>,
    /// Whether it is the applicant, of whom the inputs speak.
    is_applicant: bool,
}

impl About<'_> {
    /// Name, class, document's type and document. What is known by the digest stands; an input adds what is not, unless it
    /// contradicts that anywhere: then it is of somebody else, and where they differ nothing is known.
    fn subject(&self, input: &Input) -> [String; 4] {
        let ids = self.question.map_or(&[][..], |it| &it.ids);
        let read = |id: &str| Id::parse(id).ok();
        let given = read(&input.document)
            .map_or_else(|| input.document.trim().to_owned(), |id| id.as_str().to_owned());
        let id = ids.iter().find(|id| **id == given).or_else(|| ids.first()).and_then(|id| read(id));
        let known = [
            self.question.map_or("", |it| &it.name),
            id.as_ref().map_or("", |id| class(id.subject())),
            id.as_ref().map_or("", |id| document_type(id.kind())),
            id.as_ref().map_or("", Id::as_str),
        ];
        if !self.is_applicant {
            return known.map(str::to_owned);
        }
        let given =
            [&input.subject_name, &input.subject_class, &input.document_type, &given].map(|it| it.trim());
        let differ =
            |known: &str, given: &str| !known.is_empty() && !given.is_empty() && !is_same(known, given);
        let is_other = known.iter().zip(given).any(|(known, given)| differ(known, given));
        let mut given = given.into_iter();
        known.map(|known| match given.next().unwrap_or_default() {
            given if differ(known, given) => String::new(),
            given if known.is_empty() && !is_other => given.to_owned(),
            _ => known.to_owned(),
        })
    }
}

/// Whether two texts are the same, or two ways to write one name.
fn is_same(known: &str, given: &str) -> bool {
    let fold = |name: &str| Name::read(name).map(|it| it.strict().to_owned()).ok();
    known == given || fold(known).is_some_and(|known| Some(known) == fold(given))
}

/// For each field how many of these rows lack it.
fn missing(rows: &[Row]) -> BTreeMap<&'static str, u64> {
    let told = FIELDS.iter().filter(|field| !MAY_BE_EMPTY.contains(field));
    let lacking = told.map(|field| {
        let count = rows.iter().filter(|row| row.get(field).is_empty()).count();
        (*field, u64::try_from(count).unwrap_or(u64::MAX))
    });
    lacking.filter(|(_, count)| *count > 0).collect()
}

const fn class(subject: Subject) -> &'static str {
    match subject {
        Subject::Person => "person",
        Subject::Organisation => "organisation",
    }
}

/// The platforms' code for a kind of document. Organisations' codes have none.
const fn document_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Citizen => "10",
        Kind::HkMacauPermit => "30",
        Kind::TaiwanPermit => "40",
        Kind::Passport => "50",
        Kind::ResidencePermit | Kind::ForeignPermanentResident | Kind::FormerForeignPermanentResident => "90",
        Kind::UnifiedCode | Kind::OrganisationCode => "",
    }
}

/// The list's name in the platforms' words.
const LIST: &str = "失信被执行人名单";

/// Fields that say something by being empty.
const MAY_BE_EMPTY: [&str; 5] = ["overridden", "notes", "state_time", "state_by", "state_notes"];
