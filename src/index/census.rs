//! How common is this? Shares of names, regions and birth years among the listed, as estimates of their shares in the
//! population.
//!
//! Every share is an estimate with shrinkage: *c* of *n* listed people show a thing, a prior guess says that a share
//! *p* of everybody does, and the guess weighs as much as *m* people: (*c* + *m p*) / (*n* + *m*). On a list of
//! millions the list speaks, on a list of two hundred the guess does. Guesses err on the common side, because a share
//! that is too small makes a stranger look certain.
//!
//! A whole name's share is judged from its bearers on the list other than the record in question: with *c* of them,
//! and a guess *p* from surname and characters, (1 + *c*) / (1/*p* + *n*): *p* while nobody else bears it, *c*/*n* when
//! many do. Worked example: on a list of 1 000 000 people, 100 others bear a name whose guess is 0.00002: 101 /
//! 1 050 000 = 0.0000962, or 135 000 people among 1.41 thousand million.
//!
//! In the file: the number of persons and of organisations (u64 each), then four tallies (regions, birth years,
//! surnames, characters of given names), each a count (u64), its keys in ascending order (u64) and their counts (u64).

use std::collections::BTreeMap;

use crate::bytes;
use crate::id::Pattern;
use crate::index::CENSUS;
use crate::index::Error;
use crate::index::tally::Tally;
use crate::name::Name;

/// Counts over the subjects of one list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Census {
    /// Persons counted.
    persons: u64,
    /// Organisations counted.
    organisations: u64,
    /// Six-digit regions of birth registration, as numbers.
    regions: Tally,
    /// Years of birth.
    years: Tally,
    /// Surnames: one or two characters, 32 bits each.
    surnames: Tally,
    /// Characters of given names.
    characters: Tally,
}

impl Census {
    /// Persons among the subjects of the list.
    pub fn persons(&self) -> u64 {
        self.persons
    }

    /// Organisations among the subjects of the list.
    pub fn organisations(&self) -> u64 {
        self.organisations
    }

    /// Estimated share of living people who bear this name, when `others` further subjects of the list do.
    pub fn name_share(&self, name: &Name<'_>, others: u64) -> f64 {
        let guess = (self.surname_share(name) * self.given_share(name)).clamp(1e-12, 1.0);
        ((1.0 + float(others)) / (1.0 / guess + float(self.persons))).min(1.0)
    }

    /// Estimated share of living people who bear this surname, whatever their given name.
    pub fn surname_share(&self, name: &Name<'_>) -> f64 {
        let count = surname_key(name).map_or(0, |(key, _)| self.surnames.count(key));
        self.shrink(count, SURNAME_GUESS, SURNAME_WEIGHT)
    }

    /// Estimated share of registered organisations that bear exactly this name, when `others` further subjects of the
    /// list do. A registered name is all but unique: the guess is one in a thousand million.
    pub fn organisation_name_share(&self, others: u64) -> f64 {
        ((ORGANISATION_SHAPE + float(others)) / (ORGANISATION_SHAPE / 1e-9 + float(self.organisations)))
            .min(1.0)
    }

    /// Estimated share of living people whose region of registration has these six digits, `*` for any.
    pub fn region_share(&self, digits: &[u8]) -> f64 {
        let shown = digits.iter().filter(|digit| **digit != b'*').count();
        let guess = REGION_GUESS.get(shown).copied().unwrap_or(1.0);
        self.shrink(self.regions.matching(digits), guess, REGION_WEIGHT)
    }

    /// Estimated share of living people born in a year with these four digits, `*` for any.
    pub fn year_share(&self, digits: &[u8]) -> f64 {
        let shown = digits.iter().filter(|digit| **digit != b'*').count();
        let guess = YEAR_GUESS.get(shown).copied().unwrap_or(1.0);
        self.shrink(self.years.matching(digits), guess, YEAR_WEIGHT)
    }

    fn given_share(&self, name: &Name<'_>) -> f64 {
        let total = self.characters.total();
        let mut length = 0_usize;
        let share = given_characters(name).fold(1.0, |share, character| {
            length = length.saturating_add(1);
            let count = float(self.characters.count(u64::from(character)));
            share * (count + CHARACTER_WEIGHT * CHARACTER_GUESS) / (float(total) + CHARACTER_WEIGHT)
        });
        share * GIVEN_LENGTH.get(length).copied().unwrap_or(0.02)
    }

    fn shrink(&self, count: u64, guess: f64, weight: f64) -> f64 {
        (float(count) + weight * guess) / (float(self.persons) + weight)
    }

    pub(super) fn read(section: &[u8]) -> Result<Self, Error> {
        let whole = || {
            let mut offset = 16;
            let census = Self {
                persons: bytes::u64_at(section, 0)?,
                organisations: bytes::u64_at(section, 8)?,
                regions: Tally::read(section, &mut offset)?,
                years: Tally::read(section, &mut offset)?,
                surnames: Tally::read(section, &mut offset)?,
                characters: Tally::read(section, &mut offset)?,
            };
            (offset == section.len()).then_some(census)
        };
        whole().ok_or(Error::broken(CENSUS, "it cannot be read"))
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = self.persons.to_le_bytes().to_vec();
        out.extend_from_slice(&self.organisations.to_le_bytes());
        for tally in [&self.regions, &self.years, &self.surnames, &self.characters] {
            tally.write(&mut out);
        }
        out
    }
}

/// Counts subjects as they come.
#[derive(Default)]
pub(super) struct CensusTaker {
    persons: u64,
    organisations: u64,
    regions: BTreeMap<u64, u64>,
    years: BTreeMap<u64, u64>,
    surnames: BTreeMap<u64, u64>,
    characters: BTreeMap<u64, u64>,
}

impl CensusTaker {
    pub(super) fn count_organisation(&mut self) {
        self.organisations = self.organisations.saturating_add(1);
    }

    pub(super) fn count_person(&mut self, name: Option<&Name<'_>>, id: Option<&Pattern>) {
        self.persons = self.persons.saturating_add(1);
        if let Some(id) = id {
            let slots = id.as_str().as_bytes();
            add(&mut self.regions, slots.get(..6).and_then(decimal));
            add(&mut self.years, slots.get(6..10).and_then(decimal));
        }
        if let Some(name) = name {
            add(&mut self.surnames, surname_key(name).map(|(key, _)| key));
            given_characters(name)
                .for_each(|character| add(&mut self.characters, Some(u64::from(character))));
        }
    }

    pub(super) fn finish(self) -> Census {
        let tally = |counts: BTreeMap<u64, u64>| Tally::new(counts.into_iter().collect());
        Census {
            persons: self.persons,
            organisations: self.organisations,
            regions: tally(self.regions),
            years: tally(self.years),
            surnames: tally(self.surnames),
            characters: tally(self.characters),
        }
    }
}

fn add(counts: &mut BTreeMap<u64, u64>, key: Option<u64>) {
    if let Some(key) = key {
        let count = counts.entry(key).or_default();
        *count = count.saturating_add(1);
    }
}

fn decimal(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits)
        .ok()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?
        .parse()
        .ok()
}

/// The surname's characters packed into a number, and how many there are.
fn surname_key(name: &Name<'_>) -> Option<(u64, usize)> {
    let length = name.surname_length().clamp(1, 2);
    let mut characters = name.loose().chars();
    let first = u64::from(characters.next()?);
    let second = if length == 2 { u64::from(characters.next()?) } else { 0 };
    Some((first << 32 | second, length))
}

fn given_characters(name: &Name<'_>) -> impl Iterator<Item = char> {
    name.loose().chars().skip(surname_key(name).map_or(1, |(_, length)| length))
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "an estimate needs no 53rd bit")]
fn float(count: u64) -> f64 {
    count as f64
}

/// No surname is guessed to be rarer than one in a thousand: about 200 surnames are more common.
const SURNAME_GUESS: f64 = 0.001;
const SURNAME_WEIGHT: f64 = 100.0;

/// A given-name character is guessed to be one of three hundred.
const CHARACTER_GUESS: f64 = 1.0 / 300.0;
const CHARACTER_WEIGHT: f64 = 1000.0;

/// Shares of given names by their number of characters: none, one, two, three. Measured on ten million drawn names: 18.5 % of
/// whole names have two characters, 79.8 % three.
const GIVEN_LENGTH: [f64; 4] = [0.01, 0.19, 0.80, 0.02];

/// Guessed share of a region by how many of its six digits are shown: a populous county has one in 500 people.
const REGION_GUESS: [f64; 7] = [1.0, 0.3, 0.08, 0.05, 0.02, 0.01, 0.002];
const REGION_WEIGHT: f64 = 200.0;

/// Guessed share of a birth year by how many of its four digits are shown.
const YEAR_GUESS: [f64; 5] = [1.0, 0.9, 0.9, 0.2, 0.025];
const YEAR_WEIGHT: f64 = 100.0;

/// How firmly an organisation's name is believed to be unique: a fifth of a bearer.
const ORGANISATION_SHAPE: f64 = 0.2;
