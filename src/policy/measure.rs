//! What may follow from being listed? One measure: whom it binds, how hard, under which conditions, by which law.
//!
//! The built-in catalogue, as `shixin measures --format markdown` prints it. Codes of `binds`: `person` and
//! `organisation` are listed themselves; the others are parts in a listed organisation.
//!
#![doc = include_str!("MEASURES.md")]

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use serde::Serialize;
use serde::Serializer;

use crate::id::Subject as Class;
use crate::policy::ExemptionKind;
use crate::record::Role;

/// What an answer is for: a measure, shared. Cheap to clone; reads as the [`Measure`] itself.
#[derive(Clone)]
pub struct Use(Row);

/// A row of the built-in catalogue costs nothing to share; an operator's is counted.
#[derive(Clone)]
enum Row {
    BuiltIn(&'static Measure),
    Own(Arc<Measure>),
}

/// What may follow from being listed, and the law behind it. One row of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measure {
    /// Stable code, as in `travel.air`.
    pub code: Text,
    /// What it is, in English.
    pub title: Text,
    /// What it is, in Chinese.
    pub title_chinese: Text,
    /// The field of administration.
    pub domain: Domain,
    /// Whom it binds.
    pub binds: Binds,
    /// How hard the law is.
    pub force: Force,
    /// Act and article.
    pub basis: Text,
    /// The same as one writes it in Chinese.
    pub basis_chinese: Text,
    /// What must hold besides being listed, and only the asker can know. At most 32.
    pub conditions: Cow<'static, [Condition]>,
    /// What may lift it for a person and a time.
    pub exemptions: Cow<'static, [ExemptionKind]>,
    /// What else whoever applies it must know, in English; "" for nothing.
    pub remark: Text,
    /// The same in Chinese.
    pub remark_chinese: Text,
}

/// A text of a catalogue: the built-in one's, or an operator's own.
pub type Text = Cow<'static, str>;

/// Fields of administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is its own word")]
pub enum Domain {
    Travel,
    Consumption,
    Education,
    Finance,
    Company,
    Office,
    Licensing,
    Procurement,
    Approval,
    Credit,
    Market,
    Supervision,
    General,
}

/// Whom a measure binds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Binds {
    /// A listed person.
    pub person: bool,
    /// A listed organisation.
    pub organisation: bool,
    /// The people responsible for a listed organisation, by their part in it.
    #[serde(serialize_with = "role_codes")]
    pub responsible: Cow<'static, [Role]>,
}

/// How hard the law behind a measure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// A statute bars it.
    Bar,
    /// The consumption order bars it.
    Order,
    /// To be restricted according to law (依法限制).
    Restrict,
    /// To be considered with care (审慎性参考): a person decides.
    Consider,
    /// Only on a separate order of a court: this list alone decides nothing.
    Court,
    /// Another list decides; this one says only that one should look there.
    OtherList,
    /// A task for supervision, not a bar.
    Supervise,
}

/// What must hold besides being listed. Only the asker can know it, and so states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// Stable code, as in `own_large_overdue_debt`.
    pub code: Text,
    /// What must hold, in English.
    pub english: Text,
    /// What must hold, in Chinese.
    pub chinese: Text,
    /// Of whom it must hold.
    pub scope: Scope,
    /// What follows where it is stated not to hold.
    pub otherwise: Otherwise,
}

/// Of whom a condition must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Of everybody whom the measure binds.
    Everyone,
    /// Of a listed organisation's responsible people.
    Responsible,
}

/// What follows where a condition does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// The measure does not apply.
    Free,
    /// A person decides.
    Refer,
}

impl Use {
    /// The general use: no measure stated. A sure match may stop the applicant, as in procurement, tenders, approval,
    /// financing and market access, of which the courts notify the departments.
    pub const GENERAL: Self = Self(Row::BuiltIn(&GENERAL));

    /// A row of the built-in catalogue.
    pub(super) const fn built_in(measure: &'static Measure) -> Self {
        Self(Row::BuiltIn(measure))
    }

    /// An operator's own, which the catalogue has found fit.
    pub(super) fn own(measure: Measure) -> Self {
        Self(Row::Own(Arc::new(measure)))
    }

    /// Whether no measure was stated.
    pub fn is_general(&self) -> bool {
        self.domain == Domain::General
    }
}

impl Deref for Use {
    type Target = Measure;

    fn deref(&self) -> &Measure {
        match &self.0 {
            Row::BuiltIn(measure) => measure,
            Row::Own(measure) => measure,
        }
    }
}

impl PartialEq for Use {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Use {}

impl std::fmt::Debug for Use {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Use({})", self.code)
    }
}

impl Serialize for Use {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Measure::serialize(self, serializer)
    }
}

impl Binds {
    /// Whether it binds a listed party of this class; one of unknown class if it binds any.
    pub fn class(&self, class: Option<Class>) -> bool {
        match class {
            Some(Class::Person) => self.person,
            Some(Class::Organisation) => self.organisation,
            None => self.person || self.organisation,
        }
    }

    /// Whether it binds a responsible person in this part; one whose part is not stated if it binds any.
    pub fn role(&self, role: Role) -> bool {
        match role {
            Role::Unstated => !self.responsible.is_empty(),
            stated => self.responsible.contains(&stated),
        }
    }

    /// Codes of all whom it binds.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        let parties = [(self.person, "person"), (self.organisation, "organisation")];
        let listed = parties.into_iter().filter(|(bound, _)| *bound).map(|(_, code)| code);
        listed.chain(self.responsible.iter().map(|role| role.as_code()))
    }
}

impl Force {
    /// Every force, hardest first.
    pub const ALL: [Self; 7] = [
        Self::Bar,
        Self::Order,
        Self::Restrict,
        Self::Consider,
        Self::Court,
        Self::OtherList,
        Self::Supervise,
    ];

    /// Whether a sure match alone may stop the applicant.
    pub const fn may_block(self) -> bool {
        matches!(self, Self::Bar | Self::Order | Self::Restrict)
    }

    /// Whether something else than this list decides, so that even a clear says nothing about the measure.
    pub const fn is_decided_elsewhere(self) -> bool {
        matches!(self, Self::Court | Self::OtherList)
    }

    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Bar => "bar",
            Self::Order => "order",
            Self::Restrict => "restrict",
            Self::Consider => "consider",
            Self::Court => "court",
            Self::OtherList => "other_list",
            Self::Supervise => "supervise",
        }
    }
}

impl Domain {
    /// Every domain that a measure may be in.
    pub const ALL: [Self; 12] = [
        Self::Travel,
        Self::Consumption,
        Self::Education,
        Self::Finance,
        Self::Company,
        Self::Office,
        Self::Licensing,
        Self::Procurement,
        Self::Approval,
        Self::Credit,
        Self::Market,
        Self::Supervision,
    ];

    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Travel => "travel",
            Self::Consumption => "consumption",
            Self::Education => "education",
            Self::Finance => "finance",
            Self::Company => "company",
            Self::Office => "office",
            Self::Licensing => "licensing",
            Self::Procurement => "procurement",
            Self::Approval => "approval",
            Self::Credit => "credit",
            Self::Market => "market",
            Self::Supervision => "supervision",
            Self::General => "general",
        }
    }
}

fn role_codes<S: Serializer>(roles: &[Role], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(roles.iter().map(|role| role.as_code()))
}

const GENERAL: Measure = Measure {
    code: Cow::Borrowed("general"),
    title: Cow::Borrowed("general screening, no measure stated"),
    title_chinese: Cow::Borrowed("一般比对（未指明措施）"),
    domain: Domain::General,
    binds: Binds { person: true, organisation: true, responsible: Cow::Borrowed(&[]) },
    force: Force::Restrict,
    basis: Cow::Borrowed("法释〔2017〕7号 Art. 8"),
    basis_chinese: Cow::Borrowed("法释〔2017〕7号第8条"),
    conditions: Cow::Borrowed(&[]),
    exemptions: Cow::Borrowed(&[]),
    remark: Cow::Borrowed(""),
    remark_chinese: Cow::Borrowed(""),
};
