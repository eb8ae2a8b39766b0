//! How many *others* would agree with the record as well as this applicant does?
//!
//! λ = population × share of the name × share of the visible characters, each share from the list's own census, as if
//! they were independent. Assumptions, all on the side of more lookalikes:
//!
//! - Whoever is on the list is drawn from the population by name, region and year as they come.
//! - A sequence digit agrees by chance once in 5, 8 and 10 times (first to third), since low sequence numbers are
//!   given out more often than high ones; the last one tells the sex as well.
//! - A check character agrees by chance once in 10 times while any other is hidden, and says nothing new when none is.
//! - A name that is alike could have become so in many ways: the whole surname's bearers for a two-character name, one
//!   in fifty of them for a longer one, and one person in a hundred of other surnames; three times the name's own bearers for a variant, a transposition or an alias.
//! - The same complete id with another name is even odds: one other.

use crate::check::Error;
use crate::check::Query;
use crate::check::grade::Evidence;
use crate::check::grade::IdEvidence;
use crate::id::CheckDigit;
use crate::id::Subject as Class;
use crate::id::Visible;
use crate::index::Census;
use crate::index::Index;
use crate::index::Key;
use crate::index::Subject;
use crate::name::Likeness;
use crate::name::Name;
use crate::name::Step;

/// The expected number of other living people (organisations) who agree as well, among `population` people.
///
/// # Errors
/// Where the list is damaged.
pub(super) fn expected(
    index: &Index,
    query: &Query<'_>,
    population: u64,
    subject: &Subject<'_>,
    evidence: &Evidence,
) -> Result<f64, Error> {
    if evidence.id == IdEvidence::Equal && evidence.likeness == Some(Likeness::Unlike) {
        return Ok(EVEN_ODDS);
    }
    let organisation = subject.class.or(query.class()) == Some(Class::Organisation);
    let name = name_share(index, subject, evidence, organisation)?;
    let edition = index.edition();
    Ok(if organisation {
        count(edition.organisations) * name * code_share(evidence.id)
    } else {
        count(population) * name * id_share(index.census(), subject, evidence.id)
    })
}

/// The share of everybody whose name agrees with the record's as well as the applicant's does.
fn name_share(
    index: &Index,
    subject: &Subject<'_>,
    evidence: &Evidence,
    organisation: bool,
) -> Result<f64, Error> {
    let (Some(likeness), Ok(name)) = (evidence.likeness, Name::read(subject.name)) else { return Ok(1.0) };
    let bearers = index.find(&Key::of_folded(name.loose()))?.remaining();
    let others = bearers.saturating_sub(1);
    let census = index.census();
    let same =
        if organisation { census.organisation_name_share(others) } else { census.name_share(&name, others) };
    let share = match likeness {
        Likeness::Same => same,
        Likeness::Alike(Step::OneCharacter) if organisation => same * 100.0,
        Likeness::Alike(Step::OneCharacter) => {
            let short = name.loose().chars().count() <= 2;
            census.surname_share(&name) * if short { 1.0 } else { 0.02 } + OTHER_SURNAME
        }
        Likeness::Alike(_) => same * 3.0,
        Likeness::Unlike => 1.0,
    };
    Ok(share.min(1.0))
}

/// The share of living people whose citizen-form id shows the same characters in the same places.
fn id_share(census: &Census, subject: &Subject<'_>, evidence: IdEvidence) -> f64 {
    let (visible, check) = match evidence {
        IdEvidence::None => return 1.0,
        IdEvidence::Equal if subject.id.len() != SLOTS => return DOCUMENT_SHARE,
        IdEvidence::Equal => (None, CheckDigit::Holds),
        IdEvidence::Visible(visible, check) => (Some(visible), check),
    };
    let shown = shown_slots(subject.id, visible);
    let digits = |range: std::ops::Range<usize>| shown.get(range).unwrap_or_default();
    let chances = |from: usize, chances: &[f64]| -> f64 {
        let slots = shown.iter().skip(from).zip(chances);
        slots.filter(|(slot, _)| **slot != b'*').map(|(_, chance)| chance).product()
    };
    let hidden = shown.iter().take(SLOTS - 1).any(|slot| *slot == b'*');
    let check = if hidden && check == CheckDigit::Holds && shown.last() != Some(&b'*') { 0.1 } else { 1.0 };
    census.region_share(digits(0..6))
        * census.year_share(digits(6..10))
        * chances(10, &BIRTHDAY_CHANCES)
        * chances(14, &SEQUENCE_CHANCES)
        * check
}

/// The share of organisations whose code shows the same characters.
fn code_share(evidence: IdEvidence) -> f64 {
    match evidence {
        IdEvidence::None => 1.0,
        IdEvidence::Equal => DOCUMENT_SHARE,
        IdEvidence::Visible(visible, check) => {
            let chances = CODE_CHANCES.iter().enumerate();
            let agree: f64 =
                chances.filter(|(slot, _)| visible.contains(*slot)).map(|(_, chance)| chance).product();
            agree * if check == CheckDigit::Holds { 0.05 } else { 1.0 }
        }
    }
}

/// The record's characters where they were compared, `*` elsewhere.
fn shown_slots(id: &str, visible: Option<Visible>) -> [u8; SLOTS] {
    let mut shown = [b'*'; SLOTS];
    for (slot, (place, character)) in shown.iter_mut().zip(id.bytes()).enumerate() {
        if visible.is_none_or(|visible| visible.contains(slot)) {
            *place = character;
        }
    }
    shown
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "an estimate needs no 53rd bit")]
fn count(number: u64) -> f64 {
    number as f64
}

/// Characters of a citizen-form id or a unified code.
const SLOTS: usize = 18;

const EVEN_ODDS: f64 = 1.0;

/// People of other surnames whose name is one character away: the given name of one character is borne by at most as many.
const OTHER_SURNAME: f64 = 0.01;

/// Two holders of one complete document number: issued twice or copied wrong, once in a thousand million.
const DOCUMENT_SHARE: f64 = 1e-9;

/// By chance the digits of month and day agree so often.
const BIRTHDAY_CHANCES: [f64; 4] = [0.6, 0.2, 0.34, 0.11];

/// By chance the sequence digits agree so often.
const SEQUENCE_CHANCES: [f64; 3] = [0.2, 0.125, 0.1];

/// By chance the characters of a unified code agree so often: department and type, region (known from the name already),
/// organisation code (newer ones begin with MA), its check character. The code's own check character is reckoned apart.
const CODE_CHANCES: [f64; 17] =
    [0.9, 0.5, 0.5, 0.7, 0.8, 0.9, 0.8, 0.5, 0.5, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
