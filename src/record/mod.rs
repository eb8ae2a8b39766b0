//! What does a published row say? Here is its text: a [`Record`], whatever the dialect and however dirty.
//!
//! [`Record::read`] never fails: what cannot be read is a [`Flaw`], and what no field holds is kept. `Rows`
//! (feature `compile`) finds the rows in a file: JSON lines, arrays, envelopes, JSONP or CSV; UTF-8, UTF-16 or GB18030;
//! plain, gzip or zstd. All of it is found by looking at the bytes, never by an option or a file name.
//!
//! ```
//! use shixin::record::Record;
//!
//! let record = Record::read(r#"{"id":700000001,"iname":"张某示","cardNum":"1101051949****002X","publishDate":"2019年04月01日"}"#);
//! assert_eq!((record.name.as_str(), record.id.as_str()), ("张某示", "1101051949****002X"));
//! assert_eq!(record.published.unwrap().to_string(), "2019-04-01");
//! assert!(record.is_readable() && record.flaws.is_empty());
//! ```

mod dialect;
mod flaw;
mod key;
mod mend;
mod moment;
mod plain;
mod reading;
mod responsible;
mod role;
#[cfg(feature = "compile")]
mod rows;
mod sheet;
mod text;

use std::fmt;

use serde_json::Value;

use crate::date::Date;
use crate::record::key::Field;
use crate::record::mend::mend;
use crate::record::moment::is_blank;
use crate::record::sheet::Object;
use crate::record::sheet::Sheet;
use crate::record::text::masked;

pub use crate::record::dialect::Dialect;
pub use crate::record::flaw::FOUND_CHARS;
pub use crate::record::flaw::Flaw;
pub use crate::record::flaw::FlawKind;
pub use crate::record::responsible::Responsible;
pub use crate::record::role::Role;
#[cfg(feature = "compile")]
pub use crate::record::rows::Compression;
#[cfg(feature = "compile")]
pub use crate::record::rows::Container;
#[cfg(feature = "compile")]
pub use crate::record::rows::Encoding;
#[cfg(feature = "compile")]
pub use crate::record::rows::Envelope;
#[cfg(feature = "compile")]
pub use crate::record::rows::Form;
#[cfg(feature = "compile")]
pub use crate::record::rows::MALFORMED_TEXT_LIMIT;
#[cfg(feature = "compile")]
pub use crate::record::rows::ROW_LIMIT;
#[cfg(feature = "compile")]
pub use crate::record::rows::ReadError;
#[cfg(feature = "compile")]
pub use crate::record::rows::Row;
#[cfg(feature = "compile")]
pub use crate::record::rows::Rows;
#[cfg(feature = "compile")]
pub use crate::record::rows::SWELLING_LIMIT;
#[cfg(feature = "compile")]
pub use crate::record::rows::TextReader;
#[cfg(feature = "compile")]
pub(crate) use crate::record::rows::Unread;
pub use crate::record::text::ThirdPartyText;
pub(crate) use crate::record::text::folded_case;

/// One published row: a subject, a case, a court. Everything the row says is in a field, in `extra` or in `plumbing`.
///
/// Null forms (absent, `null`, empty, blank, `暂无`, `"null"`, `"None"`) are `None`, or empty for `name` and `id`.
#[derive(Clone, PartialEq, Default)]
pub struct Record {
    /// Whose keys the row is written in.
    pub dialect: Dialect,
    /// The source's own number of the record (`id`, the end of `loc`, `LaoLaiID`): unique in a source.
    pub record_id: Option<String>,
    /// The subject's name (`iname`) as published, blanks and all; empty where none is given.
    pub name: String,
    /// The subject's identifier (`cardNum`) as published, usually masked; empty where none is given.
    pub id: String,
    /// Number of the enforcement case (`caseCode`), trimmed. Several debtors share one.
    pub case_number: Option<String>,
    /// The enforcing court (`courtName`), trimmed.
    pub court: Option<String>,
    /// Province of the court (`areaName`), not of the subject; trimmed.
    pub province: Option<String>,
    /// Who issued the instrument that is enforced (`gistUnit`), trimmed.
    pub issued_by: Option<String>,
    /// Number of the instrument that is enforced (`gistId`), trimmed; several are joined by commas.
    pub instrument: Option<String>,
    /// The person's sex (`sexy`).
    pub sex: Option<Sex>,
    /// Age in years (`age`), 1 to 150. Stale by up to six years: never match on it.
    pub age: Option<u16>,
    /// Person or organisation (`partyTypeName`): a hint, seen wrong.
    pub party: Option<Party>,
    /// Day on which the case was filed (`regDate`).
    pub filed: Option<Date>,
    /// Day of publication (`publishDate`, else `publishDateStamp`). No end of the entry can be computed from it.
    pub published: Option<Date>,
    /// What the subject was ordered to do (`duty`). More than half of these texts name third parties.
    pub duty: Option<ThirdPartyText>,
    /// How far it was performed (`performance`), trimmed.
    pub performance: Option<String>,
    /// The performed part (`performedPart`), trimmed.
    pub performed_part: Option<String>,
    /// The unperformed part (`unperformPart`), trimmed.
    pub unperformed_part: Option<String>,
    /// The reasons for the listing (`disruptTypeName`), one an item.
    pub grounds: Vec<String>,
    /// An organisation's legal representative (`businessEntity`, 法定代表人), trimmed.
    pub representative: Option<String>,
    /// People responsible for the organisation (`qysler`).
    pub responsible: Vec<Responsible>,
    /// What an official feed does with the record (`InfoActionType`).
    pub action: Action,
    /// Whether an official feed calls the record valid (`IsValid`).
    pub valid: Option<bool>,
    /// The feed takes the record back: action delete, delete flag set, or not valid.
    pub withdrawn: bool,
    /// When an official feed last changed the record (`update_time`), Beijing time, as `YYYY-MM-DD` or
    /// `YYYY-MM-DDThh:mm:ss[.mmm]`: of two the later is the greater text.
    pub updated: Option<String>,
    /// Members that no field holds, by key: unknown keys, values that could not be read, losers of a conflict.
    pub extra: Vec<(String, Value)>,
    /// Members of known keys that say nothing about the subject (a mirror's own bookkeeping), by key.
    pub plumbing: Vec<(String, Value)>,
    /// Everything that is not as it should be.
    pub flaws: Vec<Flaw>,
}

/// The sex a row states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
}

/// What kind of subject a row says it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Party {
    /// 自然人: a natural person.
    Person,
    /// 法人或其他组织: a legal person or another organisation.
    Organisation,
}

/// What an official feed does with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The row states none.
    #[default]
    None,
    /// 新增: the record is new.
    Add,
    /// 修改: the record replaces its earlier state.
    Change,
    /// 删除: the record leaves the list.
    Delete,
}

impl Record {
    /// Reads one row: a JSON object in any dialect. Linear in the text's length but for the sorting of its keys.
    ///
    /// Never fails: a text that is no object gives an empty record with one fatal flaw. The order of keys makes no
    /// difference, unless one key is there twice.
    pub fn read(text: &str) -> Self {
        let text = text.trim_matches(is_blank);
        let whole = match serde_json::from_str::<Object<'_>>(text) {
            Ok(object) => Self::of(Sheet::of(object)),
            Err(error) => Self::read_mended(text).unwrap_or_else(|| Self::not_an_object(text, &error)),
        };
        whole.noting_lost_bytes(text)
    }

    /// Whether the row can be taken for a record: an object with at least one known key, and nothing in its way.
    pub fn is_readable(&self) -> bool {
        !self.flaws.iter().any(Flaw::is_fatal)
    }

    fn read_mended(text: &str) -> Option<Self> {
        let mended = mend(text)?;
        let mut record = Self::of(Sheet::of(serde_json::from_str(&mended).ok()?));
        let at = mended.bytes().zip(text.bytes()).take_while(|(new, old)| new == old).count();
        record.flaws.push(Flaw::new("row", FlawKind::Mended, &format!("the first at byte {at}")));
        record.flaws.sort();
        Some(record)
    }

    fn not_an_object(text: &str, error: &serde_json::Error) -> Self {
        let at = byte_of(text, error.line(), error.column());
        let found = if text.is_empty() {
            "nothing".to_owned()
        } else {
            format!("{} bytes of other text", text.len())
        };
        Self::flawed(Flaw::new("row", FlawKind::NotAnObject { at }, &found))
    }

    /// An empty record with its reason.
    fn flawed(flaw: Flaw) -> Self {
        Self { flaws: vec![flaw], ..Self::default() }
    }

    fn noting_lost_bytes(mut self, text: &str) -> Self {
        let lost = text.matches('\u{FFFD}').count();
        if lost > 0 {
            self.flaws.push(Flaw::new("row", FlawKind::LostBytes, &format!("{lost} of them")));
            self.flaws.sort();
        }
        self
    }

    fn of(mut sheet: Sheet<'_>) -> Self {
        let panel = sheet.read(Field::Responsible, responsible::panel).unwrap_or_default();
        let mut record = Self {
            dialect: sheet.dialect,
            record_id: sheet.read_with_key(Field::RecordId, reading::record_id),
            name: sheet.read(Field::Name, reading::verbatim).unwrap_or_default(),
            id: sheet.read(Field::Id, reading::id).unwrap_or_default(),
            sex: sheet.read(Field::Sex, reading::sex),
            age: sheet.read(Field::Age, reading::age),
            party: sheet.read(Field::Party, reading::party),
            duty: sheet.read(Field::Duty, reading::verbatim).map(|text| ThirdPartyText::new(&text)),
            grounds: sheet.read(Field::Grounds, reading::grounds).unwrap_or_default(),
            representative: sheet.read(Field::Representative, reading::representative),
            responsible: panel.people,
            ..Self::default()
        };
        record.read_case(&mut sheet);
        record.read_standing(&mut sheet);
        sheet.notes.extra.extend(panel.extra);
        record.close(sheet)
    }

    fn read_case(&mut self, sheet: &mut Sheet<'_>) {
        self.case_number = sheet.read(Field::CaseNumber, reading::trimmed);
        self.court = sheet.read(Field::Court, reading::trimmed);
        self.province = sheet.read(Field::Province, reading::trimmed);
        self.issued_by = sheet.read(Field::IssuedBy, reading::trimmed);
        self.instrument = sheet.read(Field::Instrument, reading::joined);
        self.performance = sheet.read(Field::Performance, reading::trimmed);
        self.performed_part = sheet.read(Field::PerformedPart, reading::trimmed);
        self.unperformed_part = sheet.read(Field::UnperformedPart, reading::trimmed);
        self.filed = sheet.read(Field::Filed, reading::day);
        self.published = sheet.read(Field::Published, reading::day);
        let stamp = sheet.read(Field::PublishedStamp, reading::day);
        if let (Some(day), Some(stamped)) = (self.published, stamp)
            && day != stamped
        {
            sheet.set_aside(Field::PublishedStamp, FlawKind::Conflict);
        }
        self.published = self.published.or(stamp);
    }

    fn read_standing(&mut self, sheet: &mut Sheet<'_>) {
        self.action = sheet.read(Field::Action, reading::action).unwrap_or_default();
        self.valid = sheet.read(Field::Valid, reading::validity);
        self.updated = sheet.read(Field::Updated, reading::moment).map(|moment| moment.to_string());
        let deleted = sheet.read(Field::Deleted, reading::deletion) == Some(true);
        self.withdrawn = deleted || self.action == Action::Delete || self.valid == Some(false);
    }

    /// Judges the row as a whole and takes over what was kept.
    fn close(mut self, mut sheet: Sheet<'_>) -> Self {
        if !sheet.is_known() {
            let found = format!("{} unknown ones", sheet.notes.extra.len());
            sheet.notes.flaws.push(Flaw::new("row", FlawKind::NoKnownKey, &found));
        }
        sheet.set_aside(Field::Role, FlawKind::Fragment);
        sheet.keep_plumbing();
        sheet.notes.settle();
        self.extra = sheet.notes.extra;
        self.plumbing = sheet.notes.plumbing;
        self.flaws = sheet.notes.flaws;
        self
    }
}

/// The byte at which serde_json, which counts lines and the columns in them from 1, stopped.
fn byte_of(text: &str, line: usize, column: usize) -> u64 {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    u64::try_from(before.saturating_add(column.saturating_sub(1))).unwrap_or(u64::MAX)
}

/// Hides what may be a third party's: the duty, and the values nobody read. Masks a complete identifier.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys =
            |members: &[(String, Value)]| members.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
        f.debug_struct("Record")
            .field("dialect", &self.dialect)
            .field("record_id", &self.record_id)
            .field("name", &self.name)
            .field("id", &masked(&self.id))
            .field("case_number", &self.case_number)
            .field("court", &self.court)
            .field("province", &self.province)
            .field("issued_by", &self.issued_by)
            .field("instrument", &self.instrument)
            .field("sex", &self.sex)
            .field("age", &self.age)
            .field("party", &self.party)
            .field("filed", &self.filed)
            .field("published", &self.published)
            .field("duty", &self.duty)
            .field("performance", &self.performance)
            .field("performed_part", &self.performed_part)
            .field("unperformed_part", &self.unperformed_part)
            .field("grounds", &self.grounds)
            .field("representative", &self.representative)
            .field("responsible", &self.responsible)
            .field("action", &self.action)
            .field("valid", &self.valid)
            .field("withdrawn", &self.withdrawn)
            .field("updated", &self.updated)
            .field("extra", &keys(&self.extra))
            .field("plumbing", &keys(&self.plumbing))
            .field("flaws", &self.flaws)
            .finish()
    }
}
