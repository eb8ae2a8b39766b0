//! How common are the digits of a citizen-form number? Regions, years of birth, sequence numbers, sexes.

use crate::id::Sex;
use crate::index::census::float;
use crate::index::census::prior;
use crate::index::census::tally::Tally;

/// Counts of what the listed people's numbers show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    /// Six-digit regions of registration, as numbers.
    pub(super) regions: Tally,
    /// Years of birth.
    pub(super) years: Tally,
    /// Three-digit sequence numbers; odd ones are men's.
    pub(super) sequences: Tally,
}

impl Numbers {
    /// The share of people registered in a region with these six digits, `*` for any.
    pub(super) fn region_share(&self, digits: &[u8]) -> f64 {
        let shown = digits.iter().filter(|digit| **digit != b'*').count();
        let guess = prior::REGION.get(shown).copied().unwrap_or(1.0);
        let counted = float(self.regions.total());
        let seen = float(self.regions.matching(digits));
        if shown == 0 { 1.0 } else { (seen + prior::REGION_SEEN) / (counted + prior::REGION_SEEN / guess) }
    }

    /// The share of living people born in a year with these four digits, `*` for any, among those born by `last`. The
    /// listed tell how the grown-up are distributed; of those who cannot be listed only the census knows.
    pub(super) fn year_share(&self, digits: &[u8], last: u64) -> f64 {
        if digits.iter().all(|digit| *digit == b'*') {
            return 1.0;
        }
        let fitting = (FIRST_YEAR..=last).filter(|year| fits(*year, digits));
        fitting.map(|year| self.one_year_share(year, last)).sum::<f64>().clamp(1e-9, 1.0)
    }

    /// The share of people with these three digits of a sequence number, `*` for any. Of each sex as many as among the
    /// living, whatever the list's own share.
    pub(super) fn sequence_share(&self, digits: &[u8]) -> f64 {
        let of_sex = |sex: Sex| {
            let own = (0..1000_u64).filter(|sequence| sex_of(*sequence) == sex);
            let (part, whole) = own.fold((0.0, 0.0), |(part, whole), sequence| {
                let weight = self.weight_of(sequence);
                (part + if fits(sequence, digits) { weight } else { 0.0 }, whole + weight)
            });
            prior::of_sex(sex) * part / whole
        };
        of_sex(Sex::Male) + of_sex(Sex::Female)
    }

    fn one_year_share(&self, year: u64, last: u64) -> f64 {
        let census = prior::of_birth_year(year);
        if last.saturating_sub(year) < OF_AGE {
            return census;
        }
        let counted = float(self.years.total());
        let listed = (float(self.years.count(year)) + prior::YEAR_WEIGHT * census / prior::ADULTS)
            / (counted + prior::YEAR_WEIGHT);
        prior::ADULTS * listed
    }

    /// How often a sequence number was seen, with the guess's part.
    fn weight_of(&self, sequence: u64) -> f64 {
        float(self.sequences.count(sequence)) + prior::SEQUENCE_WEIGHT * prior::of_sequence(sequence)
    }
}

/// The share of days of the year whose four digits, month and day, fit, `*` for any.
pub(super) fn day_share(digits: &[u8]) -> f64 {
    if digits.iter().all(|digit| *digit == b'*') {
        return 1.0;
    }
    let days = DAYS
        .iter()
        .zip(1_u64..)
        .flat_map(|(days, month)| (1..=*days).map(move |day| month.saturating_mul(100).saturating_add(day)));
    let fitting = days.filter(|day| fits(*day, digits)).count();
    float(u64::try_from(fitting).unwrap_or(u64::MAX)) / 366.0
}

fn sex_of(sequence: u64) -> Sex {
    if sequence % 2 == 1 { Sex::Male } else { Sex::Female }
}

/// Whether the last digits of `number` are these, `*` for any.
fn fits(number: u64, digits: &[u8]) -> bool {
    let fit = digits.iter().rev().try_fold(number, |rest, digit| {
        let fits = *digit == b'*' || u64::from(*digit) == (rest % 10).saturating_add(u64::from(b'0'));
        fits.then_some(rest / 10)
    });
    fit.is_some()
}

/// The standard's own specimen is of 1880.
const FIRST_YEAR: u64 = 1880;

/// Years after which somebody born may be listed.
const OF_AGE: u64 = 18;

/// Days a month, the leap day counted.
const DAYS: [u64; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
