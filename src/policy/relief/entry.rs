//! What does one line of a relief file lift, for whom, until when, on whose word?

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::date::Date;
use crate::id::Id;
use crate::index::Evidence;
use crate::name::Likeness;
use crate::name::Name;
use crate::policy::Measure;
use crate::record::Role;

/// One act of relief.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The line of the file, from 1.
    pub line: u64,
    /// What it does.
    pub deed: Deed,
    /// For which record, or for whom.
    pub whom: Whom,
    /// The first day on which it holds; not before the day it was signed, though.
    pub from: Date,
    /// The last day on which it holds; `None`: until the line is taken out.
    pub to: Option<Date>,
    /// Who signed it off.
    pub signed_by: Arc<str>,
    /// When it was signed.
    pub dated: Date,
    /// The paper it rests on.
    pub document: Option<Box<str>>,
}

/// What an entry does.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deed {
    /// The applicant of this complete id is not the one whom the record lists.
    Suppression {
        /// Who was taken for somebody else.
        applicant: Id,
    },
    /// The record no longer stands, although the list still has it.
    Withdrawal {
        /// Why.
        cause: Cause,
    },
    /// Measures are lifted for a time.
    Exemption {
        /// On which ground.
        kind: ExemptionKind,
        /// Which ones.
        measures: Measures,
        /// To whom, where the line names a record; else it is granted to the subject that the line names.
        holder: Option<Id>,
    },
    /// The record is disputed: it stops nobody by itself while the mark stands.
    Dispute,
}

/// Why a record no longer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Performed, settled or ended (法释〔2017〕7号, Article 10).
    Deleted,
    /// Something in it was inaccurate (Article 9).
    Corrected,
    /// It should never have been (Article 9).
    Revoked,
    /// Credit was repaired; its use stops at once.
    Repaired,
}

/// On which ground a consumption order is lifted for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExemptionKind {
    /// Necessities of life or business, approved by the court.
    Necessity,
    /// A responsible person spends privately and their own money, approved by the court.
    OwnMoney,
    /// Lifted for at most a month: illness, a funeral, duty, exams (法发〔2019〕35号, Article 17).
    TemporaryLifting,
}

/// Which measures an exemption lifts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measures {
    /// All that admit an exemption of its kind.
    All,
    /// Those with these codes, as far as they admit an exemption of its kind.
    These(Box<[Box<str>]>),
}

/// For which record, or for whom.
#[derive(Clone, PartialEq, Eq)]
pub enum Whom {
    /// One record. Numbers are unique within a source only, so the case number or the name must agree as well.
    Record {
        /// The source's record id.
        id: Box<str>,
        /// Its case number, blanks left out, brackets narrow.
        case_number: Option<Box<str>>,
        /// The name it lists.
        name: Option<Box<str>>,
    },
    /// Whoever has this complete id and this name.
    Subject {
        /// Complete.
        id: Id,
        /// As typed.
        name: Box<str>,
    },
}

impl Entry {
    /// Whether it holds on `day`.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.from.max(self.dated) <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether this published row is the record it names.
    pub fn means(&self, record: &Evidence) -> bool {
        let Whom::Record { id, case_number, name } = &self.whom else { return false };
        let of_case = |case: &str| record.case_number.as_deref().is_some_and(|it| folded_case(it) == case);
        record.record_id.as_deref().unwrap_or_default() == &**id
            && case_number.as_deref().is_none_or(of_case)
            && name.as_deref().is_none_or(|name| are_same(name, &record.name))
    }

    /// Whether a line about a subject reaches this row of theirs. A withdrawal or a dispute mark is about rows of the
    /// subject's name, a withdrawal about those published until it was signed and held; an exemption is its holder's own,
    /// whatever the row.
    pub fn reaches(&self, row: &Evidence) -> bool {
        let Whom::Subject { name, .. } = &self.whom else { return false };
        let in_time = || row.published.is_none_or(|published| published <= self.dated.min(self.from));
        match self.deed {
            Deed::Withdrawal { .. } => are_same(name, &row.name) && in_time(),
            Deed::Dispute => are_same(name, &row.name),
            Deed::Exemption { .. } => true,
            Deed::Suppression { .. } => false,
        }
    }

    pub(super) fn is_of_subject(&self) -> bool {
        matches!(self.whom, Whom::Subject { .. })
    }

    pub(super) fn is_exemption(&self) -> bool {
        matches!(self.deed, Deed::Exemption { .. })
    }

    /// Whether an applicant who gave this name, or none, may be the subject it names.
    pub(super) fn admits_name(&self, asked: Option<&Name<'_>>) -> bool {
        let Whom::Subject { name, .. } = &self.whom else { return false };
        asked.is_none_or(|asked| are_same(name, asked.given()))
    }
}

impl Deed {
    /// The documented order of precedence, smallest first: of the entries in force about one record the first governs.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Suppression { .. } => 0,
            Self::Withdrawal { .. } => 1,
            Self::Exemption { .. } => 2,
            Self::Dispute => 3,
        }
    }

    /// The word for it in output for machines.
    pub const fn as_code(&self) -> &'static str {
        match self {
            Self::Suppression { .. } => "suppression",
            Self::Withdrawal { .. } => "withdrawal",
            Self::Exemption { .. } => "exemption",
            Self::Dispute => "dispute",
        }
    }
}

impl Cause {
    /// Every cause.
    pub const ALL: [Self; 4] = [Self::Deleted, Self::Corrected, Self::Revoked, Self::Repaired];

    /// The word for it in a relief file.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Corrected => "corrected",
            Self::Revoked => "revoked",
            Self::Repaired => "repaired",
        }
    }
}

impl ExemptionKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Necessity, Self::OwnMoney, Self::TemporaryLifting];

    /// Whether it can be granted to a party in this part: own money is for responsible people, not for debtors.
    pub fn is_for(self, role: Role) -> bool {
        self != Self::OwnMoney || role != Role::Listed
    }

    /// The word for it in a relief file or a catalogue.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Necessity => "necessity",
            Self::OwnMoney => "own_money",
            Self::TemporaryLifting => "temporary_lifting",
        }
    }
}

impl Measures {
    /// Whether this measure is among them.
    pub fn contain(&self, measure: &Measure) -> bool {
        match self {
            Self::All => true,
            Self::These(codes) => codes.iter().any(|code| **code == *measure.code),
        }
    }
}

/// Masks the applicant's id.
impl fmt::Debug for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_code())
    }
}

/// Masks a complete id.
impl fmt::Debug for Whom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record { id, case_number, .. } => f
                .debug_struct("Record")
                .field("id", id)
                .field("case_number", case_number)
                .finish_non_exhaustive(),
            Self::Subject { id, .. } => f.debug_struct("Subject").field("id", id).finish_non_exhaustive(),
        }
    }
}

/// The same name, by the strict fold; what cannot be read as a name, to the letter.
fn are_same(one: &str, other: &str) -> bool {
    match (Name::read(one), Name::read(other)) {
        (Ok(one), Ok(other)) => one.compare(&other) == Likeness::Same,
        _ => one == other,
    }
}

/// A case number for comparison: brackets come in both widths, blanks anywhere.
pub(super) fn folded_case(case_number: &str) -> String {
    let narrow = |character| match character {
        '（' | '〔' | '［' | '[' => '(',
        '）' | '〕' | '］' | ']' => ')',
        other => other,
    };
    case_number.chars().filter(|character| !character.is_whitespace()).map(narrow).collect()
}
