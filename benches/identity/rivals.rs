//! What do others do with the same rows and the same applicants? [`Rivals`]: an exact join, a join on name and year of
//! birth, and likeness of names by Jaro-Winkler, each at its best.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::application::Application;
use crate::interval::Share;
use crate::maker::draw::Draw;
use crate::maker::draw::Stream;
use crate::population;
use crate::population::Person;
use crate::publication::Publication;
use crate::publication::Shape;

/// One way to screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rival {
    /// The number masked in every shape that is known, and the name, to the letter.
    ExactJoin,
    /// The name to the letter and the year of birth, reckoned from the age where the number hides it.
    NameAndYear,
    /// Any name at 0.9 or above.
    JaroWinkler,
}

/// The rows as the rivals keep them.
pub struct Rivals {
    /// Whose rows are under a key.
    exact: HashMap<String, Vec<u64>>,
    by_year: HashMap<(String, i64), Vec<u64>>,
    names: Names,
}

/// What a rival found for one applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// Any row at all.
    pub any: bool,
    /// A row about the applicant.
    pub own: bool,
}

/// How a rival did.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    /// The listed for whom no row of their own was found, of all.
    pub missed: Share,
    /// The unlisted for whom some row was found, of all who were tried.
    pub stopped: Share,
    /// Those found, of whom so many by a row of their own.
    pub right: Share,
}

impl Rival {
    pub const ALL: [Self; 3] = [Self::ExactJoin, Self::NameAndYear, Self::JaroWinkler];

    pub fn label(self) -> &'static str {
        match self {
            Self::ExactJoin => "exact join: masked id + name",
            Self::NameAndYear => "name + birth year",
            Self::JaroWinkler => "Jaro-Winkler >= 0.9 on names",
        }
    }

    /// Of the unlisted, every so many are tried; all of the listed are.
    pub fn every(self) -> u64 {
        if self == Self::JaroWinkler { 20 } else { 1 }
    }
}

impl Rivals {
    pub fn new<'p>(rows: impl Iterator<Item = &'p Publication>) -> Self {
        let mut rivals = Self { exact: HashMap::new(), by_year: HashMap::new(), names: Names::default() };
        for row in rows {
            let owner = population::owner(row.record_id);
            rivals.exact.entry(joined(&row.id, &row.name)).or_default().push(owner);
            for year in row.birth_years() {
                rivals.by_year.entry((row.name.clone(), year)).or_default().push(owner);
            }
            rivals.names.add(&row.name, owner);
        }
        rivals
    }

    /// What a rival finds for a person who shows number and name.
    pub fn ask(&self, rival: Rival, person: &Person<'_>, shown: &Application) -> Finding {
        match rival {
            Rival::ExactJoin => self.ask_exactly(person, shown),
            Rival::NameAndYear => {
                let found = self.by_year.get(&(shown.name.clone(), person.birth_year()));
                Finding::of(found.into_iter().flatten(), person)
            }
            Rival::JaroWinkler => Finding::of(self.names.like(&shown.name).iter(), person),
        }
    }

    fn ask_exactly(&self, person: &Person<'_>, shown: &Application) -> Finding {
        let mut draw = Draw::at(0, Stream::Application, 0);
        let shapes = Shape::ALL.iter().filter(|shape| **shape != Shape::Lost);
        let keys = shapes.map(|shape| joined(&shape.shown(&shown.id, &mut draw), &shown.name));
        let found = keys.filter_map(|key| self.exact.get(&key)).flatten();
        Finding::of(found, person)
    }
}

impl Finding {
    fn of<'o>(mut owners: impl Iterator<Item = &'o u64>, person: &Person<'_>) -> Self {
        let Some(first) = owners.next() else { return Self { any: false, own: false } };
        Self { any: true, own: *first == person.index || owners.any(|owner| *owner == person.index) }
    }
}

impl Score {
    pub fn add(&mut self, person: &Person<'_>, finding: Finding) {
        let share = if person.is_listed() { &mut self.missed } else { &mut self.stopped };
        let counts = if person.is_listed() { !finding.own } else { finding.any };
        share.of += 1;
        share.hits += u64::from(counts);
        self.right.of += u64::from(finding.any);
        self.right.hits += u64::from(finding.own);
    }

    pub fn merge(&mut self, other: &Self) {
        for (share, other) in [
            (&mut self.missed, other.missed),
            (&mut self.stopped, other.stopped),
            (&mut self.right, other.right),
        ] {
            share.hits += other.hits;
            share.of += other.of;
        }
    }
}

fn joined(id: &str, name: &str) -> String {
    format!("{id}|{name}")
}

/// Distinct names under every two characters that they hold.
///
/// No name at 0.9 is lost by that: 0.9 with at most four characters in common at the beginning takes a Jaro likeness of 5/6,
/// which takes m/a + m/b ≥ 3/2 for m matching characters in names of a and b: two at the least.
#[derive(Default)]
struct Names {
    numbers: HashMap<String, usize>,
    names: Vec<(String, Vec<u64>)>,
    by_pair: HashMap<(char, char), Vec<usize>>,
}

impl Names {
    fn add(&mut self, name: &str, owner: u64) {
        let next = self.names.len();
        let number = *self.numbers.entry(name.to_owned()).or_insert(next);
        if number == next {
            self.names.push((name.to_owned(), Vec::new()));
            pairs(name).into_iter().for_each(|pair| self.by_pair.entry(pair).or_default().push(number));
        }
        self.names[number].1.push(owner);
    }

    /// The owners of every row whose name is at 0.9 or above.
    fn like(&self, name: &str) -> Vec<u64> {
        let pairs = pairs(name);
        let near: HashSet<usize> =
            pairs.iter().filter_map(|pair| self.by_pair.get(pair)).flatten().copied().collect();
        let like = near.into_iter().filter(|number| {
            let other = self.names[*number].0.as_str();
            strsim::jaro_winkler(name, other) >= LEAST_LIKENESS
        });
        like.flat_map(|number| self.names[number].1.iter().copied()).collect()
    }
}

/// Every two characters of a name, each pair once and in order.
fn pairs(name: &str) -> HashSet<(char, char)> {
    let characters: Vec<char> = name.chars().collect();
    let places = (0..characters.len()).flat_map(|one| (0..one).map(move |other| (one, other)));
    let in_order = |a: char, b: char| if a <= b { (a, b) } else { (b, a) };
    places.map(|(one, other)| in_order(characters[one], characters[other])).collect()
}

const LEAST_LIKENESS: f64 = 0.9;
