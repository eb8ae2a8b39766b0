//! What stands in an entry? Its place in the trail, and one deed.

use std::borrow::Cow;

use serde::Deserialize;
use serde::Serialize;

use crate::audit::Answer;
use crate::audit::Asker;
use crate::audit::Hash;
use crate::audit::Moment;
use crate::audit::Question;
use crate::date::Date;

/// One line of a trail, as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its number, from 0.
    pub seq: u64,
    /// When it was written.
    pub time: Moment,
    /// The hash of the entry before it; zeros in the first.
    pub prev: Hash,
    /// Its own hash: the RFC 6962 leaf hash of the line without the `hash` member.
    pub hash: Hash,
    /// What it records.
    pub deed: Deed,
}

/// What an entry records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Deed {
    /// A writer opened the trail.
    Opened(Opened),
    /// An answer was given, or could not be.
    Decision(Box<Recorded<'static>>),
    /// A person decided otherwise than the answer.
    Override(Override),
    /// What was done upon an answer.
    Response(Response),
    /// What became of the report of an interception.
    Feedback(Feedback),
    /// Answers were given that could not be recorded.
    Gap(Gap),
    /// Entries past their term were removed.
    Purge(Purge),
    /// A month's key was dropped: whom its entries are about can no longer be found out from the trail.
    Erasure(Erasure),
    /// What a later version writes.
    #[serde(other)]
    Unknown,
}

/// A writer opened the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The crate's version.
    pub software: String,
    /// The key by which checkpoints are verified, as the trail itself says. Have it from elsewhere, too.
    pub verifier: String,
    /// How many entries stand before this one that no checkpoint was signed for when it was opened: what a crash, or somebody
    /// who can write to the folder, left there. A purge among them counts for nothing.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub adopted: u64,
    /// What a crash had left of an entry, which was cut off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub torn: Option<Torn>,
}

/// The end of a trail that a crash interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Torn {
    /// How many bytes.
    pub bytes: u64,
    /// Their SHA-256.
    pub digest: Hash,
}

/// An answer that was given, or that none could be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded<'a> {
    /// `block`, `refer`, `clear` or `error`.
    pub outcome: Cow<'a, str>,
    /// What decided it; of an error its code.
    pub ground: Cow<'a, str>,
    /// What the answer is for.
    #[serde(rename = "use")]
    pub measure: Cow<'a, str>,
    /// The day for which it holds.
    pub day: Option<Date>,
    /// Who asked.
    #[serde(default)]
    pub asker: Cow<'a, Asker>,
    /// The edition that was asked; none where none answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Edition>,
    /// Digest of the policy; none where none answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Hash>,
    /// Digest of the relief that was looked at; none where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relief: Option<Hash>,
    /// The key under which the parties are digested.
    pub key: Cow<'a, str>,
    /// Who was asked about, the applicant first, and what was answered about each.
    pub parties: Vec<Of<'a>>,
}

/// Which state of the list answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Its day.
    pub as_of: Date,
    /// Its digest.
    pub digest: Hash,
}

/// Somebody asked about, and the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Of<'a> {
    /// `listed` for the applicant, else the part beside them.
    pub role: Cow<'a, str>,
    /// Keyed digest of documents and name.
    pub digest: Hash,
    /// Whether a document was taken as evidence that was never issued.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub doubtful: bool,
    /// Whether a citizen id was given with 15 digits, of which the century was only assumed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fifteen: bool,
    /// What was stated about the use's conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stated: Vec<(Cow<'a, str>, bool)>,
    /// The question, encrypted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
    /// The question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
    /// What was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer<'a>>,
}

/// A person decided otherwise than the answer (PIPL, Article 24).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The entry with the answer.
    pub of: u64,
    /// What was decided: `block` or `clear`.
    pub outcome: String,
    /// Who decided.
    pub by: String,
    /// Who approved, where that is another.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub approved_by: String,
    /// Why.
    pub why: String,
}

/// What was done upon an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Response {
    /// The entry with the answer.
    pub of: u64,
    /// What was done, in the office's words.
    pub outcome: String,
    /// Who did it.
    pub by: String,
    /// The sum at stake, as the office writes it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub amount: String,
    /// First day of the measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day of the measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// Anything else.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

/// What became of the report of an interception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// The entry with the answer.
    pub of: u64,
    /// The source record that it was about.
    pub record: String,
    /// What became of it.
    pub state: State,
    /// Who says so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// Why it was refused, or under which number it was taken.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

/// Whether an interception was reported back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has yet.
    #[default]
    NotReported,
    /// It was taken.
    Reported,
    /// It was refused.
    Refused,
}

/// Answers that were given and not recorded, because the trail could not be written and was told to let them pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// How many.
    pub unrecorded: u64,
    /// When the first of them was.
    pub since: Moment,
    /// What kept it from being recorded.
    pub because: String,
}

/// Entries past their term were removed; their hashes stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purge {
    /// The first of them.
    pub first: u64,
    /// How many.
    pub entries: u64,
    /// The RFC 6962 root of their hashes.
    pub root: Hash,
    /// When the last of them was written.
    pub until: Moment,
    /// Who had it done.
    pub by: String,
    /// By which rule.
    pub why: String,
}

/// A month's key was dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Which one.
    pub key: String,
    /// Who had it done.
    pub by: String,
    /// By which rule.
    pub why: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl State {
    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::NotReported => "not_reported",
            Self::Reported => "reported",
            Self::Refused => "refused",
        }
    }
}
