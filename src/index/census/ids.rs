//! How common are the digits of a citizen-form number? Regions, years of birth, sequence numbers, sexes.

use crate::id::Sex;
use crate::index::census::float;
use crate::index::census::prior;
use crate::index::census::tally::Tally;

/// Counts of what the listed people's numbers show.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Numbers {
    /// Six-digit regions of registration, as numbers.
    pub(super) regions: Tally,
    /// Years of birth.
    pub(super) years: Tally,
    /// Three-digit sequence numbers; odd ones are men's.
    pub(super) sequences: Tally,
    /// The share of each sequence number among living people, reckoned from `sequences` once.
    shares: Vec<f64>,
}

impl Numbers {
    pub(super) fn new(regions: Tally, years: Tally, sequences: Tally) -> Self {
        let weights: Vec<f64> = (0..SEQUENCES)
            .map(|number| {
                float(sequences.count(number)) + prior::SEQUENCE_WEIGHT * prior::of_sequence(number)
            })
            .collect();
        let whole = |sex| -> f64 {
            weights
                .iter()
                .zip(0..)
                .filter(|(_, number)| sex_of(*number) == sex)
                .map(|(weight, _)| weight)
                .sum()
        };
        let (men, women) = (whole(Sex::Male), whole(Sex::Female));
        let share = |(weight, number): (&f64, u64)| match sex_of(number) {
            Sex::Male => prior::of_sex(Sex::Male) * weight / men,
            Sex::Female => prior::of_sex(Sex::Female) * weight / women,
        };
        let shares = weights.iter().zip(0..).map(share).collect();
        Self { regions, years, sequences, shares }
    }

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
        if let Some(year) = decimal(digits) {
            return self.one_year_share(year, last).clamp(1e-9, 1.0);
        }
        let fitting = (FIRST_YEAR..=last).filter(|year| fits(*year, digits));
        fitting.map(|year| self.one_year_share(year, last)).sum::<f64>().clamp(1e-9, 1.0)
    }

    /// The share of people with these three digits of a sequence number, `*` for any. Of each sex as many as among the
    /// living, whatever the list's own share.
    pub(super) fn sequence_share(&self, digits: &[u8]) -> f64 {
        if let Some(number) = decimal(digits) {
            return usize::try_from(number)
                .ok()
                .and_then(|at| self.shares.get(at))
                .copied()
                .unwrap_or_default();
        }
        let fitting = self.shares.iter().zip(0..).filter(|(_, number)| fits(*number, digits));
        fitting.map(|(share, _)| share).sum()
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
    // A day that does not exist is a slip's: as rare as the leap day.
    (float(u64::try_from(fitting).unwrap_or(u64::MAX)) / 366.0).max(1.0 / 1461.0)
}

fn sex_of(sequence: u64) -> Sex {
    if sequence % 2 == 1 { Sex::Male } else { Sex::Female }
}

/// The number that these digits are; `None` where one is open.
fn decimal(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit & 0x0F))?;
        number.checked_mul(10)?.checked_add(digit)
    })
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

/// Sequence numbers have three digits.
const SEQUENCES: u64 = 1000;

/// Years after which somebody born may be listed.
const OF_AGE: u64 = 18;

/// Days a month, the leap day counted.
const DAYS: [u64; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
