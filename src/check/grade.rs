//! A subject of the list beside a query: how much agrees?

use smallvec::SmallVec;

use crate::check::Query;
use crate::check::documents;
use crate::check::documents::Agreeing;
use crate::check::documents::Comparison;
use crate::id::CheckDigit;
use crate::id::Field;
use crate::id::Pattern;
use crate::id::Sex;
use crate::id::Slip;
use crate::id::Visible;
use crate::index::Defect;
use crate::index::Subject;
use crate::name::Likeness;
use crate::name::Name;
use crate::policy::Reason;
use crate::policy::Strength;
use crate::record::Role;

/// What a subject is to the applicant.
pub(super) enum Grade {
    /// Perhaps the same.
    Match(Evidence),
    /// Same name, somebody else.
    Namesake,
    /// Nothing in common but a key.
    Stranger,
}

/// What was compared and how it came out.
pub(super) struct Evidence {
    pub(super) strength: Strength,
    pub(super) reasons: Reasons,
    /// `None` where one side has no name, or none that can be compared.
    pub(super) likeness: Option<Likeness>,
    pub(super) id: IdEvidence,
    /// The published document that the evidence is about.
    pub(super) published: Option<Pattern>,
    /// The applicant's sex, where the row states it too.
    pub(super) same_sex: Option<Sex>,
}

pub(super) type Reasons = SmallVec<[Reason; 6]>;

/// How far the ids agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IdEvidence {
    /// Nothing could be compared.
    None,
    /// These characters were compared and agree.
    Visible(Visible, CheckDigit),
    /// These characters were compared, and agree but for one slip of the pen.
    Slip(Visible, Slip),
    /// The same document.
    Equal,
}

/// Grades one subject. The ids are compared first: they settle most candidates without a look at the name.
pub(super) fn grade(subject: &Subject<'_>, query: &Query<'_>) -> Grade {
    let compared = documents::compare(subject.ids(), query);
    let sex = told_sex(query, &compared);
    let sex_differs = matches!((subject.sex, sex), (Some(listed), Some(asked)) if listed != asked);
    let graded = match compared.best {
        Agreeing::Equal => by_equal_id(subject, query),
        Agreeing::SameOrganisationCode => by_organisation_code(subject, query),
        Agreeing::Visible(visible, check) => by_visible_id(subject, query, visible, check, sex_differs),
        Agreeing::Slip { visible, slip } => by_slip(subject, query, visible, slip, sex_differs),
        Agreeing::Contradicts => by_contradiction(subject, query),
        Agreeing::GivenDoubtful => by_name(subject, query, Reason::ApplicantIdDoubtful, sex_differs),
        Agreeing::PublishedDoubtful => by_name(subject, query, Reason::RecordIdDoubtful, sex_differs),
        Agreeing::Incomparable => by_name(subject, query, Reason::OtherDocument, sex_differs),
        Agreeing::NotPublished => by_name(subject, query, Reason::RecordIdMissing, sex_differs),
        Agreeing::NotGiven => by_name(subject, query, Reason::ApplicantIdMissing, sex_differs),
    };
    match graded {
        Grade::Match(evidence) => Grade::Match(evidence.completed(subject, &compared, sex)),
        other => other,
    }
}

/// The same document: confirmed by the same name; with another one a person must look.
fn by_equal_id(subject: &Subject<'_>, query: &Query<'_>) -> Grade {
    let likeness = compare_names(subject, query);
    let strength = if likeness == Some(Likeness::Same) { Strength::Confirmed } else { Strength::Probable };
    let reasons = Reasons::from_slice(&[Reason::IdEqual, name_reason(query, likeness)]);
    Grade::Match(Evidence::new(strength, reasons, likeness, IdEvidence::Equal))
}

/// Two unified codes around one organisation code: one of them is mistaken, or the registration moved.
fn by_organisation_code(subject: &Subject<'_>, query: &Query<'_>) -> Grade {
    let likeness = compare_names(subject, query);
    let reasons = Reasons::from_slice(&[Reason::OrganisationCodeOnly, name_reason(query, likeness)]);
    Grade::Match(Evidence::new(Strength::Probable, reasons, likeness, IdEvidence::Equal))
}

/// All that is shown agrees: with the same name strong, with a name alike probable, with another name somebody else. Where
/// the digit that tells the sex is hidden, the sex that the row states contradicts as that digit would.
fn by_visible_id(
    subject: &Subject<'_>,
    query: &Query<'_>,
    visible: Visible,
    check: CheckDigit,
    sex_differs: bool,
) -> Grade {
    let compared = compare_names(subject, query);
    if sex_differs && !visible.contains(SEX) {
        return by_contradiction(subject, query);
    }
    let comparable = compared != Some(Likeness::Unlike) || are_comparable(subject, query);
    let likeness = compared.filter(|_| comparable);
    let individual = shows_individual(visible, subject, query);
    let strength = match likeness {
        Some(Likeness::Unlike) => return Grade::Stranger,
        Some(Likeness::Same) if individual && check != CheckDigit::Fails => Strength::Strong,
        Some(_) => Strength::Probable,
        None => Strength::Possible,
    };
    let mut reasons = Reasons::new();
    reasons.push(Reason::IdVisibleAgrees { shown: visible.count() });
    if !individual {
        reasons.push(Reason::GroupCharactersOnly);
    }
    match check {
        CheckDigit::Holds => reasons.push(Reason::CheckHolds),
        CheckDigit::Fails => reasons.push(Reason::CheckFails),
        CheckDigit::NotCompared => {}
    }
    reasons.push(if comparable { name_reason(query, likeness) } else { Reason::NameNotComparable });
    Grade::Match(Evidence::new(strength, reasons, likeness, IdEvidence::Visible(visible, check)))
}

/// Whether the characters compared tell individuals apart: three of a person's sequence and check digits, or of an
/// organisation's code. Region and birth are shared with kin and neighbours, who often share the name as well, so that
/// multiplying the shares of name, region and year as if they were independent promises too much.
fn shows_individual(visible: Visible, subject: &Subject<'_>, query: &Query<'_>) -> bool {
    let organisation = query.is_of_organisation(subject);
    let individual = if organisation { 8..18 } else { 14..18 };
    visible.iter().filter(|slot| individual.contains(slot)).count() >= 3
}

/// One slip of the pen away, under the same name: probable, for a person to compare. Under another name, or of another sex
/// than the row states, somebody else.
fn by_slip(
    subject: &Subject<'_>,
    query: &Query<'_>,
    visible: Visible,
    slip: Slip,
    sex_differs: bool,
) -> Grade {
    let likeness = compare_names(subject, query);
    if likeness != Some(Likeness::Same) {
        return Grade::Stranger;
    }
    if sex_differs {
        return Grade::Namesake;
    }
    let kind = query.id().map(|id| id.kind());
    let at = kind.map_or(Field::Number, |kind| Field::of(kind, slip.slot()));
    let swapped = matches!(slip, Slip::Swapped { .. });
    let reasons = Reasons::from_slice(&[Reason::IdSlip { at, swapped }, Reason::NameSame]);
    Grade::Match(Evidence::new(Strength::Probable, reasons, likeness, IdEvidence::Slip(visible, slip)))
}

/// Somebody else; a namesake if the name is the same.
fn by_contradiction(subject: &Subject<'_>, query: &Query<'_>) -> Grade {
    match compare_names(subject, query) {
        Some(Likeness::Same) => Grade::Namesake,
        _ => Grade::Stranger,
    }
}

/// No ids to compare: the same name, or one alike, makes a possible match where nothing contradicts.
fn by_name(subject: &Subject<'_>, query: &Query<'_>, open: Reason, sex_differs: bool) -> Grade {
    let likeness = compare_names(subject, query);
    if !matches!(likeness, Some(Likeness::Same | Likeness::Alike(_))) {
        return Grade::Stranger;
    }
    let other_class =
        matches!((subject.class, query.class()), (Some(listed), Some(asked)) if listed != asked);
    if other_class || sex_differs {
        return if likeness == Some(Likeness::Same) { Grade::Namesake } else { Grade::Stranger };
    }
    let reasons = Reasons::from_slice(&[name_reason(query, likeness), open]);
    Grade::Match(Evidence::new(Strength::Possible, reasons, likeness, IdEvidence::None))
}

impl Evidence {
    const fn new(strength: Strength, reasons: Reasons, likeness: Option<Likeness>, id: IdEvidence) -> Self {
        Self { strength, reasons, likeness, id, published: None, same_sex: None }
    }

    /// With what else is known, whatever the grade: sex, other documents, the row's own defects.
    fn completed(mut self, subject: &Subject<'_>, compared: &Comparison, sex: Option<Sex>) -> Self {
        if subject.sex.is_some() && sex.is_some() && subject.sex != sex {
            self.reasons.push(Reason::SexDiffers);
        }
        if compared.is_contradicted() {
            self.reasons.push(Reason::DocumentContradicts);
        }
        if compared.is_doubtful && self.id != IdEvidence::None {
            self.reasons.push(Reason::NeverIssued);
            self.strength = self.strength.min(Strength::Probable);
        }
        match subject.defect {
            Some(Defect::Minor) => self.reasons.push(Reason::Minor),
            Some(Defect::BornLater) => self.reasons.push(Reason::BornLater),
            None => {}
        }
        if subject.role != Role::Listed {
            self.reasons.push(Reason::AnswersFor(subject.role));
        }
        self.same_sex = sex.filter(|sex| subject.sex == Some(*sex));
        self.published = compared.published;
        self
    }
}

/// `None` where one side has no name that can be read. Most namesakes are spelt alike to the letter and need no folding.
fn compare_names(subject: &Subject<'_>, query: &Query<'_>) -> Option<Likeness> {
    let asked = query.name()?;
    if subject.name == asked.given() && !asked.has_lost_characters() {
        return Some(Likeness::Same);
    }
    Name::read(subject.name).ok().map(|listed| listed.compare(asked))
}

/// Whether names that are unlike tell two people apart. A rare character is seen as `?` or in Latin letters where GBK has
/// none for it; such a name says too little to clear anybody whose id agrees.
fn are_comparable(subject: &Subject<'_>, query: &Query<'_>) -> bool {
    let (Ok(listed), Some(asked)) = (Name::read(subject.name), query.name()) else { return false };
    let is_latin = |name: &Name<'_>| name.strict().bytes().any(|byte| byte.is_ascii_alphabetic());
    !listed.has_lost_characters() && !asked.has_lost_characters() && is_latin(&listed) == is_latin(asked)
}

fn name_reason(query: &Query<'_>, likeness: Option<Likeness>) -> Reason {
    match likeness {
        Some(Likeness::Same) => Reason::NameSame,
        Some(Likeness::Alike(step)) => Reason::NameAlike(step),
        Some(Likeness::Unlike) => Reason::NameUnlike,
        None if query.name().is_none() => Reason::ApplicantNameMissing,
        None => Reason::RecordNameMissing,
    }
}

/// The applicant's sex: as the document tells that agrees best, otherwise as any tells that can be relied on. A row that
/// states another contradicts, and so cannot stop anybody.
fn told_sex(query: &Query<'_>, compared: &Comparison) -> Option<Sex> {
    let told = compared.given.filter(|id| !id.was_never_issued()).and_then(|id| id.sex());
    told.or_else(|| query.sex())
}

/// The digit of a citizen-form number whose parity tells the sex, counted from 0.
const SEX: usize = 16;
