//! How many *others* would agree with the record as well as this applicant does?
//!
//! λ = population × share of the name × share of the digits ÷ how often the right person is seen so. The shares come
//! from the list's own census ([`crate::index::Census`]), as if they were independent of one another; the divisor is 1
//! where everything agrees, and small where it takes a slip, so that an agreement that comes about by chance more often
//! than by a slip counts for little. The chance that the applicant is the one listed is 1 / (1 + λ).
//!
//! Assumptions:
//!
//! - Name, region, year of birth, day, sequence number and sex are independent. Kin and neighbours share several at
//!   once, which is why region and year without individual digits never make a match strong.
//! - Where any other character is hidden, a check character agrees by chance once in eleven times; where none is, it says
//!   nothing new.
//! - The right person applies as often as anybody else.
//! - Four ids in a thousand are copied with one slip: three with another character, one with neighbours exchanged.
//! - The same complete number with another name is even odds: one other.

use crate::check::Error;
use crate::check::Query;
use crate::check::bearers::Bearers;
use crate::check::grade::Evidence;
use crate::check::grade::IdEvidence;
use crate::check::rarity::Digits;
use crate::id::CheckDigit;
use crate::id::Pattern;
use crate::id::Sex;
use crate::id::Slip;
use crate::id::Visible;
use crate::index::Index;
use crate::index::Subject;
use crate::name::Likeness;
use crate::name::Name;
use crate::name::Step;
use crate::record::Role;

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
    let organisation = query.is_of_organisation(subject);
    let name = match (evidence.likeness, Name::read(subject.name)) {
        (Some(likeness), Ok(listed)) => {
            Bearers { index, organisation, role: subject.role }.share(likeness, &listed, query.name())?
        }
        _ => 1.0,
    };
    let edition = index.edition();
    let (everybody, id) = if organisation {
        (edition.organisations, code_share(evidence))
    } else {
        (population, id_share(index, evidence))
    };
    Ok(count(everybody) * name * id)
}

/// The same for somebody of whom no more is known than the applicant's very name, and perhaps the same sex.
///
/// # Errors
/// Where the list is damaged.
pub(super) fn by_name(
    index: &Index,
    population: u64,
    name: &Name<'_>,
    role: Role,
    same_sex: Option<Sex>,
) -> Result<f64, Error> {
    let share = Bearers { index, organisation: false, role }.share(Likeness::Same, name, Some(name))?;
    Ok(count(population) * share * sex_share(index, same_sex))
}

/// No more than [`expected`] says of a person of whom nothing is known but a name that reads as the applicant's does, and which
/// [`Drift`](crate::index::Drift) tells of how far another list's census may move it. 0 of all others.
pub(super) fn by_reading_at_least(
    index: &Index,
    query: &Query<'_>,
    population: u64,
    subject: &Subject<'_>,
    evidence: &Evidence,
) -> f64 {
    let is_reading = evidence.likeness == Some(Likeness::Alike(Step::SameReading));
    let organisation = query.is_of_organisation(subject);
    match Name::read(subject.name) {
        Ok(listed) if is_reading && !organisation && evidence.id == IdEvidence::None => {
            let share = Bearers { index, organisation, role: subject.role }.spelt_alike(&listed);
            count(population) * share * sex_share(index, evidence.same_sex)
        }
        _ => 0.0,
    }
}

/// No more than [`by_name`] says of any person, in whatever part and of whatever sex, where the list has as many `bearers` of the
/// name or more. Looks nothing up.
pub(super) fn by_name_at_least(index: &Index, population: u64, name: &Name<'_>, bearers: u32) -> f64 {
    let census = index.census();
    let sex = [Sex::Male, Sex::Female].map(|sex| census.sex_share(sex));
    let share = census.name_share(name, u64::from(bearers.max(1)));
    count(population) * share * sex.into_iter().fold(1.0, f64::min)
}

fn sex_share(index: &Index, same_sex: Option<Sex>) -> f64 {
    same_sex.map_or(1.0, |sex| index.census().sex_share(sex))
}

/// The share of living people whose number shows the same characters in the same places, over how often the right
/// person's does.
fn id_share(index: &Index, evidence: &Evidence) -> f64 {
    let census = index.census();
    let same_sex = || sex_share(index, evidence.same_sex);
    let (visible, Some(published)) = (evidence.id, &evidence.published) else { return same_sex() };
    let digits = |visible| Digits::of(published, visible, index.edition().as_of.year());
    match visible {
        IdEvidence::None => same_sex(),
        IdEvidence::Equal => DOCUMENT_SHARE,
        IdEvidence::Visible(visible, _) if !is_citizen_form(published) => number_share(visible.count()),
        IdEvidence::Visible(visible, _) => {
            let digits = digits(visible);
            digits.share(census) * if digits.tell_sex() { 1.0 } else { same_sex() }
        }
        IdEvidence::Slip(visible, _) if !is_citizen_form(published) => {
            number_share(visible.count().saturating_sub(1)) * f64::from(visible.count()) / CHARACTER_SLIPS
        }
        IdEvidence::Slip(visible, Slip::Character { .. }) => {
            digits(visible).one_off_share(census) / CHARACTER_SLIPS
        }
        IdEvidence::Slip(visible, Slip::Swapped { .. }) => {
            digits(visible).share(census) * f64::from(visible.count()) / SWAP_SLIPS
        }
    }
}

/// The share of organisations whose code shows the same characters.
fn code_share(evidence: &Evidence) -> f64 {
    let agree = |visible: Visible| -> f64 {
        let chances = CODE_CHANCES.iter().enumerate();
        chances.filter(|(slot, _)| visible.contains(*slot)).map(|(_, chance)| chance).product()
    };
    match evidence.id {
        IdEvidence::None => 1.0,
        IdEvidence::Equal => DOCUMENT_SHARE,
        IdEvidence::Visible(visible, check) => {
            agree(visible) * if check == CheckDigit::Holds { 0.05 } else { 1.0 }
        }
        IdEvidence::Slip(visible, _) => {
            (agree(visible) * 10.0 * f64::from(visible.count()) / CHARACTER_SLIPS).min(1.0)
        }
    }
}

fn is_citizen_form(published: &Pattern) -> bool {
    published.as_str().len() == 18
}

/// Of numbers that are given out one after another a tenth agree in each character.
fn number_share(characters: u32) -> f64 {
    0.1_f64.powf(f64::from(characters)).max(DOCUMENT_SHARE)
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "an estimate needs no 53rd bit")]
fn count(number: u64) -> f64 {
    number as f64
}

const EVEN_ODDS: f64 = 1.0;

/// Two holders of one complete document number: issued twice or copied wrong, once in a thousand million.
const DOCUMENT_SHARE: f64 = 1e-9;

/// How often an id is copied with one character another; a guess.
const CHARACTER_SLIPS: f64 = 0.003;

/// How often an id is copied with two neighbours exchanged; a guess.
const SWAP_SLIPS: f64 = 0.001;

/// By chance the characters of a unified code agree so often: department and type, region (known from the name already),
/// organisation code (newer ones begin with MA), its check character. The code's own check character is reckoned apart.
const CODE_CHANCES: [f64; 17] =
    [0.9, 0.5, 0.5, 0.7, 0.8, 0.9, 0.8, 0.5, 0.5, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
