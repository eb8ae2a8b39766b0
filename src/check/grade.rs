//! A subject of the list beside a query: how much agrees?

use smallvec::SmallVec;

use crate::check::Query;
use crate::id::Agreement;
use crate::id::CheckDigit;
use crate::id::Pattern;
use crate::id::Subject as Class;
use crate::id::Visible;
use crate::index::Subject;
use crate::name::Likeness;
use crate::name::Name;
use crate::policy::Reason;
use crate::policy::Strength;

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
    pub(super) reasons: SmallVec<[Reason; 6]>,
    /// `None` where one side has no name, or none that can be compared.
    pub(super) likeness: Option<Likeness>,
    pub(super) id: IdEvidence,
}

/// How far the ids agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IdEvidence {
    /// Nothing could be compared.
    None,
    /// These characters were compared and agree.
    Visible(Visible, CheckDigit),
    /// The same document.
    Equal,
}

/// Grades one subject. The id is compared first: it settles most candidates without a look at the name.
pub(super) fn grade(subject: &Subject<'_>, query: &Query<'_>) -> Grade {
    let listed = Pattern::read(subject.id).ok();
    match (&listed, query.id()) {
        (Some(listed), Some(id)) => match listed.compare(id) {
            Agreement::Equal => by_equal_id(subject, query),
            Agreement::SameOrganisationCode => by_organisation_code(subject, query),
            Agreement::Agrees { visible, check } => by_visible_id(subject, query, visible, check),
            Agreement::Contradicts { .. } => by_contradiction(subject, query),
            _ => by_name(subject, query, Reason::OtherDocument),
        },
        (_, None) => by_name(subject, query, Reason::ApplicantIdMissing),
        (None, Some(_)) => by_name(subject, query, Reason::RecordIdMissing),
    }
}

/// The same document: confirmed by the same name; with another one a person must look.
fn by_equal_id(subject: &Subject<'_>, query: &Query<'_>) -> Grade {
    let likeness = compare_names(subject, query);
    let strength = if likeness == Some(Likeness::Same) { Strength::Confirmed } else { Strength::Probable };
    let mut reasons = SmallVec::from_slice(&[Reason::IdEqual, name_reason(query, likeness)]);
    note_sex(&mut reasons, subject, query);
    Grade::Match(Evidence { strength, reasons, likeness, id: IdEvidence::Equal })
}

/// Two unified codes around one organisation code: one of them is mistaken, or the registration moved.
fn by_organisation_code(subject: &Subject<'_>, query: &Query<'_>) -> Grade {
    let likeness = compare_names(subject, query);
    let reasons = SmallVec::from_slice(&[Reason::OrganisationCodeOnly, name_reason(query, likeness)]);
    Grade::Match(Evidence { strength: Strength::Probable, reasons, likeness, id: IdEvidence::Equal })
}

/// All that is shown agrees: with the same name strong, with a name alike probable, with another name somebody else.
fn by_visible_id(subject: &Subject<'_>, query: &Query<'_>, visible: Visible, check: CheckDigit) -> Grade {
    let compared = compare_names(subject, query);
    let comparable = compared != Some(Likeness::Unlike) || are_comparable(subject, query);
    let likeness = compared.filter(|_| comparable);
    let individual = shows_individual(visible, subject, query);
    let strength = match likeness {
        Some(Likeness::Unlike) => return Grade::Stranger,
        Some(Likeness::Same) if individual && check != CheckDigit::Fails => Strength::Strong,
        Some(_) => Strength::Probable,
        None => Strength::Possible,
    };
    let mut reasons = SmallVec::new();
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
    note_sex(&mut reasons, subject, query);
    Grade::Match(Evidence { strength, reasons, likeness, id: IdEvidence::Visible(visible, check) })
}

/// Whether the characters compared tell individuals apart: three of a person's sequence and check digits, or of an
/// organisation's code. Region and birth are shared with kin and neighbours, who often share the name as well, so that
/// multiplying the shares of name, region and year as if they were independent promises too much.
fn shows_individual(visible: Visible, subject: &Subject<'_>, query: &Query<'_>) -> bool {
    let organisation = subject.class.or(query.class()) == Some(Class::Organisation);
    let individual = if organisation { 8..18 } else { 14..18 };
    visible.iter().filter(|slot| individual.contains(slot)).count() >= 3
}

/// Somebody else; a namesake if the name is the same. An id whose own check character fails contradicts nothing: codes
/// with a failing check were really issued, but more of them are slips of the pen.
fn by_contradiction(subject: &Subject<'_>, query: &Query<'_>) -> Grade {
    if query.has_doubtful_id() {
        return by_name(subject, query, Reason::ApplicantIdDoubtful);
    }
    match compare_names(subject, query) {
        Some(Likeness::Same) => Grade::Namesake,
        _ => Grade::Stranger,
    }
}

/// No ids to compare: only the same name makes a match, only a possible one, and only where nothing contradicts.
fn by_name(subject: &Subject<'_>, query: &Query<'_>, open: Reason) -> Grade {
    let likeness = compare_names(subject, query);
    if likeness != Some(Likeness::Same) {
        return Grade::Stranger;
    }
    let other_class =
        matches!((subject.class, query.class()), (Some(listed), Some(asked)) if listed != asked);
    if other_class || sex_differs(subject, query) {
        return Grade::Namesake;
    }
    let reasons = SmallVec::from_slice(&[Reason::NameSame, open]);
    Grade::Match(Evidence { strength: Strength::Possible, reasons, likeness, id: IdEvidence::None })
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

/// The id agrees and the row's sex does not: the row contradicts itself, and so cannot stop anybody by itself.
fn note_sex(reasons: &mut SmallVec<[Reason; 6]>, subject: &Subject<'_>, query: &Query<'_>) {
    if sex_differs(subject, query) {
        reasons.push(Reason::SexDiffers);
    }
}

fn sex_differs(subject: &Subject<'_>, query: &Query<'_>) -> bool {
    matches!((subject.sex, query.sex()), (Some(listed), Some(asked)) if listed != asked)
}
