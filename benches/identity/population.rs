//! Who lives in this world, and who of them is listed? [`Population`]: everybody, with a name and a number of their own.
//!
//! Names come from the maker's model (surname × given name, minority names, the given names' long tail); counties from the
//! codes in force, some up to 32 times as populous as others; ages from the census of 2020; sequence numbers low more
//! often than high. Every other world is a country, every other one a single province, where far more people share a
//! region. Nobody shares a whole number: the state sees to that, and so does this module.

use std::collections::HashSet;

use crate::maker::check_digit;
use crate::maker::day::Day;
use crate::maker::draw::Draw;
use crate::maker::draw::Stream;
use crate::maker::name;
use crate::maker::tables::County;
use crate::maker::tables::tables;
use crate::noise;

/// How a world is made, beside its seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub people: u64,
    /// Of a hundred people so many bear one of five surnames of their county: kin who live together, and share name and
    /// region more often than chance has it. 0 is the plain model.
    pub clans: u64,
    /// Whether masks have the shares seen in crawls instead of equal ones.
    pub as_seen: bool,
}

/// Everybody of one world, in thirty bytes or so each.
pub struct Population {
    seed: u64,
    plan: Plan,
    /// The first seventeen digits of everybody's number; no two alike.
    numbers: Vec<u64>,
    /// All names, one behind the other.
    names: String,
    /// Where each person's name ends in `names`.
    ends: Vec<u32>,
}

/// One inhabitant.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    pub index: u64,
    pub name: &'a str,
    /// The first seventeen digits of the number.
    number: u64,
    /// How many rows of the list are about this person; 0 for the unlisted.
    pub rows: u64,
}

impl Population {
    pub fn draw(seed: u64, plan: Plan) -> Self {
        let people = plan.people;
        let regions = Regions::draw(seed);
        let mut taken = HashSet::with_capacity(people as usize);
        let mut world = Self { seed, plan, numbers: Vec::new(), names: String::new(), ends: Vec::new() };
        for index in 0..people {
            let mut draw = Draw::at(seed, Stream::Citizen, index);
            let mut number = regions.number(&mut draw);
            while !taken.insert(number) {
                number = regions.number(&mut draw);
            }
            let name = named(&mut draw);
            let name =
                if draw.chance(plan.clans * 100) { of_clan(seed, number, &name, &mut draw) } else { name };
            world.numbers.push(number);
            world.names.push_str(&name);
            world.ends.push(u32::try_from(world.names.len()).expect("a world's names take less than 4 GB"));
        }
        world
    }

    pub fn len(&self) -> u64 {
        self.numbers.len() as u64
    }

    pub fn person(&self, index: u64) -> Person<'_> {
        let at = index as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        let (name, number) = (&self.names[start..self.ends[at] as usize], self.numbers[at]);
        Person { index, name, number, rows: rows(self.seed, index, number) }
    }

    pub fn people(&self, range: std::ops::Range<u64>) -> impl Iterator<Item = Person<'_>> {
        range.map(|index| self.person(index))
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    pub fn plan(&self) -> Plan {
        self.plan
    }
}

impl Person<'_> {
    /// The whole number, check character included.
    pub fn id(&self) -> String {
        let mut id = format!("{:017}", self.number);
        id.push(check_digit::citizen(&id));
        id
    }

    /// The fifteen digits of before 1999, for those who were given them.
    pub fn old_id(&self) -> Option<String> {
        let id = self.id();
        (self.birth_year() <= LAST_FIFTEEN).then(|| format!("{}{}", &id[..6], &id[8..17]))
    }

    pub fn birth_year(&self) -> i64 {
        birth_year(self.number)
    }

    pub fn is_male(&self) -> bool {
        is_male(self.number)
    }

    pub fn is_listed(&self) -> bool {
        self.rows > 0
    }

    /// The source's numbers of the rows about this person.
    pub fn record_ids(&self) -> impl Iterator<Item = u64> {
        let first = FIRST_RECORD + self.index * MOST_ROWS;
        first..first + self.rows
    }
}

/// Whose row bears this number?
pub fn owner(record_id: u64) -> u64 {
    (record_id - FIRST_RECORD) / MOST_ROWS
}

/// The list's day.
pub const AS_OF: &str = "2026-11-01";

/// How many rows of the list are about this person. Adults only (法释〔2017〕7号, Article 4); seven men for three women.
fn rows(seed: u64, index: u64, number: u64) -> u64 {
    let mut draw = Draw::at(seed, Stream::Listing, index);
    let share = if is_male(number) { LISTED_MEN } else { LISTED_WOMEN };
    let adult = birth_year(number) <= LAST_ADULT;
    if adult && draw.chance(share) { draw.weighted(ROW_COUNTS) } else { 0 }
}

/// A name of the model; three in a thousand have a given name that ends in a character outside of GBK.
fn named(draw: &mut Draw) -> String {
    let name = name::person(draw);
    if draw.chance(RARE) { noise::with_rare_character(&name, draw) } else { name }
}

/// The name with one of its county's own surnames, where it begins with one at all.
fn of_clan(seed: u64, number: u64, name: &str, draw: &mut Draw) -> String {
    if name.contains('·') {
        return name.to_owned();
    }
    let clan = number / COUNTY * 8 + 1 + draw.below(5);
    let surname = tables().surnames.draw(&mut Draw::at(seed, Stream::Region, clan));
    surname.chars().chain(name.chars().skip(1)).collect()
}

/// The counties of a world by how many live there.
struct Regions {
    counties: Vec<County>,
    ends: Vec<u64>,
}

impl Regions {
    fn draw(seed: u64) -> Self {
        let mut draw = Draw::at(seed, Stream::Region, 0);
        let province = draw.pick(&PROVINCES);
        let is_province = seed.is_multiple_of(2);
        let within = |county: &&County| !is_province || county.code.starts_with(province);
        let counties: Vec<County> = tables().counties.iter().filter(within).copied().collect();
        let mut sum = 0;
        let ends = counties.iter().map(|_| {
            sum += 1 << draw.below(6);
            sum
        });
        Self { ends: ends.collect(), counties }
    }

    /// Seventeen digits: a county in force when the number was given, a day of birth, a sequence.
    fn number(&self, draw: &mut Draw) -> u64 {
        let year = AS_OF_YEAR - age(draw);
        let born = birthday(year, draw);
        let county: u64 = self.county(year.max(FIRST_CODES), draw).parse().expect("county codes are figures");
        let digits: u64 = born.digits().parse().expect("a day's digits are figures");
        (county * 100_000_000 + digits) * 1_000 + sequence(draw)
    }

    fn county(&self, year: i64, draw: &mut Draw) -> &'static str {
        loop {
            let at = draw.below(*self.ends.last().expect("a province has counties"));
            let county = &self.counties[self.ends.partition_point(|&end| end <= at)];
            if county.first <= year && year <= county.last {
                return county.code;
            }
        }
    }
}

fn age(draw: &mut Draw) -> i64 {
    draw.weighted(AGES) + draw.between(0, 9)
}

/// A day of the year, none after the list's own.
fn birthday(year: i64, draw: &mut Draw) -> Day {
    let (first, next) = (Day::of(year, 1, 1), Day::of(year + 1, 1, 1));
    Day(draw.between(first.0, next.0.min(Day::of(AS_OF_YEAR, 11, 1).0) - 1))
}

/// Density falls with the root: three of ten numbers are below 100. Odd for men, who are 51 of 100.
fn sequence(draw: &mut Draw) -> u64 {
    let even = draw.below(500);
    let low = even * even / 500 * 2;
    if draw.chance(MEN) { low + 1 } else { low.max(2) }
}

fn birth_year(number: u64) -> i64 {
    (number / 10_000_000 % 10_000) as i64
}

fn is_male(number: u64) -> bool {
    number % 2 == 1
}

/// What follows the county in a number: date and sequence.
const COUNTY: u64 = 100_000_000_000;

/// Parts of ten thousand of adult men and women who are listed: 5 of 100 adults, seven men for three women.
const LISTED_MEN: u64 = 690;
const LISTED_WOMEN: u64 = 306;

/// Parts of ten thousand.
const MEN: u64 = 5_100;
const RARE: u64 = 30;

/// Born in it, one was grown when the newest row of the list was published.
const LAST_ADULT: i64 = 2006;
const AS_OF_YEAR: i64 = 2026;
/// Numbers began in 1985; whoever is older got the code in force then.
const FIRST_CODES: i64 = 1985;
/// Fifteen digits were given until 1999.
const LAST_FIFTEEN: i64 = 1998;

/// Shares of the population by ten years of age (Seventh National Population Census, 2020), in parts of a thousand.
const AGES: &[(u64, i64)] = &[
    (119, 0),
    (112, 10),
    (118, 20),
    (159, 30),
    (147, 40),
    (158, 50),
    (105, 60),
    (57, 70),
    (22, 80),
    (3, 90),
];

/// Provinces whose codes reach back to 1985.
const PROVINCES: [&str; 8] = ["32", "33", "35", "37", "41", "42", "44", "51"];

/// Rows about one listed person.
const ROW_COUNTS: &[(u64, u64)] = &[(80, 1), (12, 2), (5, 3), (3, 4)];
const FIRST_RECORD: u64 = 700_000_000;
const MOST_ROWS: u64 = 16;
