//! What is to be recorded? A decision: who asked, about whom, for what, and what was answered.

use std::borrow::Cow;

use serde::Deserialize;
use serde::Serialize;

use crate::date::Date;
use crate::id::Id;
use crate::name::Name;
use crate::policy::JointVerdict;
use crate::policy::Verdict;
use crate::record::Role;

/// Who asked, on whose behalf, and under which number of theirs. All may be empty; what is written here is kept as long
/// as the trail, so that a `reference` is a case number and never an applicant's name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asker {
    /// The person or account that asked.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub operator: String,
    /// The system that asked.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub system: String,
    /// The department on whose behalf.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub department: String,
    /// The department's code, as feedback wants it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub department_code: String,
    /// The asker's own number of the matter.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reference: String,
}

/// An answer to be recorded, or that none could be given.
#[derive(Debug, Clone)]
pub struct Decision<'a> {
    pub(super) asker: Cow<'a, Asker>,
    pub(super) measure: Cow<'a, str>,
    pub(super) day: Option<Date>,
    pub(super) parties: Vec<Party<'a>>,
    pub(super) answer: Given<'a>,
}

/// What was answered.
#[derive(Debug, Clone, Copy)]
pub(super) enum Given<'a> {
    One(&'a Verdict),
    Joint(&'a JointVerdict),
    /// Why no answer was given, as a code.
    None(&'a str),
}

/// Somebody asked about: the applicant, or a party beside them.
#[derive(Debug, Clone)]
pub struct Party<'a> {
    pub(super) role: Role,
    pub(super) ids: Vec<Cow<'a, str>>,
    pub(super) name: Cow<'a, str>,
    /// Whether a document was taken as evidence that was never issued.
    pub(super) is_doubtful: bool,
    /// Whether a citizen id had 15 digits and its century was only assumed.
    pub(super) is_fifteen: bool,
    pub(super) stated: &'a [(&'a str, bool)],
}

impl<'a> Decision<'a> {
    /// The answer about one applicant.
    pub fn new(verdict: &'a Verdict, applicant: Party<'a>) -> Self {
        Self {
            asker: Cow::Owned(Asker::default()),
            measure: Cow::Borrowed(&verdict.measure().code),
            day: Some(verdict.day()),
            parties: vec![applicant],
            answer: Given::One(verdict),
        }
    }

    /// The answer about several parties, the applicant first, in the order of the verdict's parts.
    pub fn of_parties(joint: &'a JointVerdict, parties: impl IntoIterator<Item = Party<'a>>) -> Self {
        Self {
            asker: Cow::Owned(Asker::default()),
            measure: Cow::Borrowed(&joint.measure().code),
            day: Some(joint.applicant().day()),
            parties: parties.into_iter().collect(),
            answer: Given::Joint(joint),
        }
    }

    /// That no answer could be given, and why: a short code such as `stale`, never a text with the question in it.
    pub fn failed(
        code: &'a str,
        measure: &'a str,
        day: Option<Date>,
        parties: impl IntoIterator<Item = Party<'a>>,
    ) -> Self {
        Self {
            asker: Cow::Owned(Asker::default()),
            measure: Cow::Borrowed(measure),
            day,
            parties: parties.into_iter().collect(),
            answer: Given::None(code),
        }
    }

    /// States who asked.
    #[must_use]
    pub fn asked_by(mut self, asker: &'a Asker) -> Self {
        self.asker = Cow::Borrowed(asker);
        self
    }
}

impl<'a> Party<'a> {
    /// The applicant, by the documents and the name that could be read.
    pub fn new(ids: impl IntoIterator<Item = &'a Id>, name: Option<&'a Name<'a>>) -> Self {
        let ids: Vec<&'a Id> = ids.into_iter().collect();
        Self {
            role: Role::Listed,
            is_doubtful: ids.iter().any(|id| id.was_never_issued()),
            is_fifteen: ids.iter().any(|id| id.was_fifteen() && id.is_doubtful() && !id.was_never_issued()),
            ids: ids.into_iter().map(|id| Cow::Borrowed(id.as_str())).collect(),
            name: Cow::Borrowed(name.map_or("", Name::given)),
            stated: &[],
        }
    }

    /// The applicant, as typed: of a question that could not be read.
    pub fn typed(id: &'a str, name: &'a str) -> Self {
        let ids = Some(id.trim()).filter(|id| !id.is_empty());
        Self {
            role: Role::Listed,
            ids: ids.into_iter().map(Cow::Borrowed).collect(),
            name: Cow::Borrowed(name.trim()),
            is_doubtful: false,
            is_fifteen: false,
            stated: &[],
        }
    }

    /// The same as a party beside the applicant, in this part.
    #[must_use]
    pub fn in_part(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// With what was stated about the use's conditions.
    #[must_use]
    pub fn stating(mut self, stated: &'a [(&'a str, bool)]) -> Self {
        self.stated = stated;
        self
    }
}
