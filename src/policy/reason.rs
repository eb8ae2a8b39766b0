//! Why a subject is a match: each observation as a code for machines and a sentence for people.

use crate::id::Field;
use crate::name::Step;
use crate::policy::Language;
use crate::policy::wording::say;
use crate::record::Role;

/// One observation about id or name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The complete ids are the same document's.
    IdEqual,
    /// So many visible characters of the published id were compared, and all agree.
    IdVisibleAgrees {
        /// How many characters were compared.
        shown: u32,
    },
    /// The visible characters tell region, birth or kind of organisation, which many share, and not the one meant.
    GroupCharactersOnly,
    /// The visible characters of the published id agree but for one slip of the pen.
    IdSlip {
        /// The part of the id in which they differ first.
        at: Field,
        /// Whether two neighbours changed places; otherwise one character is another.
        swapped: bool,
    },
    /// An id that agrees, or nearly, has a check digit that fails or a day of birth that does not exist: no such number was
    /// issued, and one of its digits is wrong.
    NeverIssued,
    /// Another of the applicant's documents is not the listed one of its kind.
    DocumentContradicts,
    /// The record's id differs, but no such number was issued.
    RecordIdDoubtful,
    /// The record's subject was a minor when it was published, whom the courts must not list (法释〔2017〕7号, Article 4).
    Minor,
    /// The record's subject was born after it was published: the row cannot be right.
    BornLater,
    /// The row does not list this party; it names them as answering for a listed organisation.
    AnswersFor(Role),
    /// The organisation codes within two unified codes are the same, the rest is not.
    OrganisationCodeOnly,
    /// The check character fits the characters that are known.
    CheckHolds,
    /// The check character does not fit the characters that are known.
    CheckFails,
    /// The names are the same.
    NameSame,
    /// The names are alike.
    NameAlike(Step),
    /// The names are unlike.
    NameUnlike,
    /// The names cannot be compared: one lost a character, or is written in Latin letters and the other is not.
    NameNotComparable,
    /// The applicant gave no name to compare.
    ApplicantNameMissing,
    /// The record has no name that can be read.
    RecordNameMissing,
    /// The applicant gave no id.
    ApplicantIdMissing,
    /// The record's id is missing or cannot be read.
    RecordIdMissing,
    /// The applicant's id differs, but its check character fails, or its century was only assumed.
    ApplicantIdDoubtful,
    /// Record and applicant show documents of different kinds, which cannot be compared.
    OtherDocument,
    /// The sex that the row states is not the applicant's.
    SexDiffers,
}

/// On which side of the question an observation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It speaks for identity.
    For,
    /// It leaves the question open.
    Open,
    /// It speaks against identity, or against the row itself.
    Against,
}

impl Reason {
    /// For, open or against.
    pub const fn side(self) -> Side {
        match self {
            Self::IdEqual | Self::IdVisibleAgrees { .. } | Self::CheckHolds | Self::NameSame => Side::For,
            Self::NameAlike(_)
            | Self::IdSlip { .. }
            | Self::NeverIssued
            | Self::RecordIdDoubtful
            | Self::AnswersFor(_)
            | Self::GroupCharactersOnly
            | Self::OrganisationCodeOnly
            | Self::NameNotComparable
            | Self::ApplicantNameMissing
            | Self::RecordNameMissing
            | Self::ApplicantIdMissing
            | Self::RecordIdMissing
            | Self::ApplicantIdDoubtful
            | Self::OtherDocument => Side::Open,
            Self::CheckFails
            | Self::NameUnlike
            | Self::SexDiffers
            | Self::DocumentContradicts
            | Self::Minor
            | Self::BornLater => Side::Against,
        }
    }

    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::IdEqual => "id_equal",
            Self::IdVisibleAgrees { .. } => "id_visible_agrees",
            Self::GroupCharactersOnly => "group_characters_only",
            Self::OrganisationCodeOnly => "organisation_code_only",
            Self::IdSlip { .. } => "id_slip",
            Self::NeverIssued => "never_issued",
            Self::DocumentContradicts => "document_contradicts",
            Self::RecordIdDoubtful => "record_id_doubtful",
            Self::Minor => "minor",
            Self::BornLater => "born_after_publication",
            Self::AnswersFor(_) => "answers_for_organisation",
            Self::CheckHolds => "check_holds",
            Self::CheckFails => "check_fails",
            Self::NameSame => "name_same",
            Self::NameAlike(_) => "name_alike",
            Self::NameUnlike => "name_unlike",
            Self::NameNotComparable => "name_not_comparable",
            Self::ApplicantNameMissing => "applicant_name_missing",
            Self::RecordNameMissing => "record_name_missing",
            Self::ApplicantIdMissing => "applicant_id_missing",
            Self::RecordIdMissing => "record_id_missing",
            Self::ApplicantIdDoubtful => "applicant_id_doubtful",
            Self::OtherDocument => "other_document",
            Self::SexDiffers => "sex_differs",
        }
    }

    /// The observation as a clause in English.
    pub fn english(self) -> String {
        self.words(Language::English)
    }

    /// The observation as a clause in Chinese (中文).
    pub fn chinese(self) -> String {
        self.words(Language::Chinese)
    }

    /// The observation as a clause.
    pub fn words(self, language: Language) -> String {
        let code = format!("reason.{}", self.as_code());
        match self {
            Self::IdVisibleAgrees { shown } => say(&code, language, &[("shown", &shown.to_string())]),
            Self::IdSlip { at, swapped } => {
                let code = format!("{code}.{}", if swapped { "swapped" } else { "one" });
                let field = match language {
                    Language::English => at.english(),
                    Language::Chinese => at.chinese(),
                };
                say(&code, language, &[("field", field)])
            }
            Self::NameAlike(step) => {
                let step = say(&format!("step.{}", step.as_code()), language, &[]);
                say(&code, language, &[("step", &step)])
            }
            Self::AnswersFor(role) => {
                let role = say(&format!("bound.{}", role.as_code()), language, &[]);
                say(&code, language, &[("role", &role)])
            }
            _ => say(&code, language, &[]),
        }
    }
}
