//! Why a subject is a match: each observation as a code for machines and a sentence for people.

use crate::id::Field;
use crate::name::Step;
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
        match self {
            Self::IdEqual => "the ids are the same".into(),
            Self::IdVisibleAgrees { shown } => {
                format!("all {shown} visible characters of the published id agree")
            }
            Self::GroupCharactersOnly => "they tell region and birth, not the person".into(),
            Self::OrganisationCodeOnly => {
                "the organisation codes are the same, the rest of the unified codes is not".into()
            }
            Self::IdSlip { at, swapped } => format!(
                "the visible characters of the published id agree but for {} in the {}",
                if swapped { "two neighbours that changed places" } else { "one character" },
                field_english(at)
            ),
            Self::NeverIssued => "one of the two ids was never issued: one of its digits is wrong".into(),
            Self::DocumentContradicts => "another document of the same kind is not the listed one".into(),
            Self::RecordIdDoubtful => "the ids differ, but the record's was never issued".into(),
            Self::Minor => "the record's subject was a minor when it was published".into(),
            Self::BornLater => "the record's subject was born after it was published".into(),
            Self::AnswersFor(role) => {
                format!("the row names them as {} of a listed organisation, not as listed", role_english(role))
            }
            Self::CheckHolds => "the check character fits".into(),
            Self::CheckFails => "the check character does not fit".into(),
            Self::NameSame => "the names are the same".into(),
            Self::NameAlike(step) => format!("the names are alike ({})", step_english(step)),
            Self::NameUnlike => "the names are not alike".into(),
            Self::NameNotComparable => {
                "the names cannot be compared (a lost character, or Latin letters on one side)".into()
            }
            Self::ApplicantNameMissing => "the applicant gave no name".into(),
            Self::RecordNameMissing => "the record has no readable name".into(),
            Self::ApplicantIdMissing => "the applicant gave no id".into(),
            Self::RecordIdMissing => "the record has no readable id".into(),
            Self::ApplicantIdDoubtful => {
                "the ids differ, but the applicant's is doubtful (its check character fails, or its century is assumed)".into()
            }
            Self::OtherDocument => {
                "the record shows another kind of document, which cannot be compared".into()
            }
            Self::SexDiffers => "the row states another sex than the applicant's id".into(),
        }
    }

    /// The observation as a clause in Chinese (中文).
    pub fn chinese(self) -> String {
        match self {
            Self::IdEqual => "证件号码完全一致".into(),
            Self::IdVisibleAgrees { shown } => format!("公布的证件号码可见的{shown}位全部一致"),
            Self::GroupCharactersOnly => "可见部分仅反映地区、出生日期等共有信息，不足以区分个体".into(),
            Self::OrganisationCodeOnly => "组织机构代码一致，统一社会信用代码其余部分不一致".into(),
            Self::IdSlip { at, swapped } => format!(
                "公布的证件号码除{}{}外可见部分一致",
                field_chinese(at),
                if swapped { "相邻两位颠倒" } else { "一位不同" }
            ),
            Self::NeverIssued => "其中一个证件号码不符合编码规则，有一位有误".into(),
            Self::DocumentContradicts => "同类的另一证件号码与名单记录不符".into(),
            Self::RecordIdDoubtful => "证件号码不一致，但名单记录的号码不符合编码规则".into(),
            Self::Minor => "发布时当事人未成年".into(),
            Self::BornLater => "当事人出生日期晚于发布日期".into(),
            Self::AnswersFor(role) => {
                format!("名单记录将其列为失信单位的{}，并非失信被执行人本人", role_chinese(role))
            }
            Self::CheckHolds => "校验码相符".into(),
            Self::CheckFails => "校验码不符".into(),
            Self::NameSame => "姓名（名称）相同".into(),
            Self::NameAlike(step) => format!("姓名（名称）相近（{}）", step_chinese(step)),
            Self::NameUnlike => "姓名（名称）不同".into(),
            Self::NameNotComparable => "姓名（名称）无法比对（有字符丢失，或一方为拉丁字母）".into(),
            Self::ApplicantNameMissing => "申请人未提供姓名（名称）".into(),
            Self::RecordNameMissing => "名单记录没有可读的姓名（名称）".into(),
            Self::ApplicantIdMissing => "申请人未提供证件号码".into(),
            Self::RecordIdMissing => "名单记录没有可读的证件号码".into(),
            Self::ApplicantIdDoubtful => {
                "证件号码不一致，但申请人号码存疑（校验码不符或出生世纪为推定）".into()
            }
            Self::OtherDocument => "名单记录为另一种证件，无法比对".into(),
            Self::SexDiffers => "名单记录的性别与申请人证件不符".into(),
        }
    }
}

fn field_english(field: Field) -> &'static str {
    match field {
        Field::Region => "region",
        Field::BirthYear => "year of birth",
        Field::BirthDay => "month and day of birth",
        Field::Sequence => "sequence",
        Field::Check => "check character",
        Field::OrganisationCode => "organisation code",
        Field::Number => "number",
    }
}

fn field_chinese(field: Field) -> &'static str {
    match field {
        Field::Region => "地区",
        Field::BirthYear => "出生年份",
        Field::BirthDay => "出生月日",
        Field::Sequence => "顺序码",
        Field::Check => "校验码",
        Field::OrganisationCode => "组织机构代码",
        Field::Number => "号码",
    }
}

fn role_english(role: Role) -> &'static str {
    match role {
        Role::LegalRepresentative => "legal representative",
        Role::PersonInCharge => "person in charge",
        Role::DirectlyResponsible => "person directly responsible",
        Role::Controller => "actual controller",
        _ => "a responsible person",
    }
}

fn role_chinese(role: Role) -> &'static str {
    match role {
        Role::LegalRepresentative => "法定代表人",
        Role::PersonInCharge => "主要负责人",
        Role::DirectlyResponsible => "影响债务履行的直接责任人员",
        Role::Controller => "实际控制人",
        _ => "相关责任人员",
    }
}

fn step_english(step: Step) -> &'static str {
    match step {
        Step::Variant => "variant character or family",
        Step::Bracket => "brackets on one side only",
        Step::LegalForm => "another wording of the legal form",
        Step::Alias => "another name in brackets",
        Step::Place => "the bracketed place moved or missing",
        Step::Latin => "spelled in Latin letters",
        Step::LostCharacter => "a character was lost",
        Step::DottedPart => "a part between dots missing",
        Step::SameReading => "one character differs and sounds the same",
        Step::Transposed => "two characters exchanged",
        Step::OneCharacter => "one character differs",
    }
}

fn step_chinese(step: Step) -> &'static str {
    match step {
        Step::Variant => "异体字或姓氏异写",
        Step::Bracket => "仅一方有括号",
        Step::LegalForm => "组织形式表述不同",
        Step::Alias => "括号内的其他名称",
        Step::Place => "括号内的行政区划移位或缺失",
        Step::Latin => "一方为拼音拼写",
        Step::LostCharacter => "有字符丢失",
        Step::DottedPart => "间隔号分隔的部分缺失",
        Step::SameReading => "相差一字且读音相同",
        Step::Transposed => "两字颠倒",
        Step::OneCharacter => "相差一字",
    }
}
