//! Who is this invented person? [`Person`]: a name, a number with the right check character, a day of birth.

use super::check_digit;
use super::day::Day;
use super::draw::Draw;
use super::name;
use super::tables::tables;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    pub id: String,
    pub document: Document,
    pub born: Day,
    pub male: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// Identity card, or a residence permit of the same form: 18 characters.
    Citizen,
    /// Mainland travel permit for Hong Kong and Macau residents: `H` or `M`, eight lifetime digits, two of the renewal.
    Permit,
    /// Ordinary passport, `E` and eight digits.
    Passport,
}

impl Person {
    pub fn draw(draw: &mut Draw) -> Self {
        let name = name::person(draw);
        let year = birth_year(draw);
        let born = birthday(draw, year);
        let county = county(draw, born.year());
        let sequence = draw.between(1, 999);
        let mut person = Self {
            name,
            id: citizen_id(county, born, sequence),
            document: Document::Citizen,
            born,
            male: sequence % 2 == 1,
        };
        person.abroad(draw);
        person
    }

    /// Somebody else of this name; with `near`, born in the same county and year. The digits that the usual mask
    /// leaves to see (first ten, last four) differ.
    pub fn namesake(&self, draw: &mut Draw, near: bool) -> Self {
        loop {
            let mut other = Self { name: self.name.clone(), ..Self::draw(draw) };
            if near && self.document == Document::Citizen {
                other.document = Document::Citizen;
                other.born = birthday(draw, self.born.year());
                let sequence = draw.between(1, 999);
                other.male = sequence % 2 == 1;
                other.id = citizen_id(&self.id[..6], other.born, sequence);
            }
            if other.visible() != self.visible() {
                return other;
            }
        }
    }

    fn visible(&self) -> (&str, &str) {
        match self.document {
            Document::Citizen => (&self.id[..10], &self.id[14..]),
            Document::Permit | Document::Passport => (&self.id[..9], ""),
        }
    }

    /// One in a thousand carries another document.
    fn abroad(&mut self, draw: &mut Draw) {
        match draw.below(10_000) {
            0..6 => {
                let place = draw.weighted(&[(3, 'H'), (1, 'M')]);
                self.document = Document::Permit;
                self.id = format!("{place}{:08}{:02}", draw.below(100_000_000), draw.below(5));
            }
            6..10 => {
                self.document = Document::Passport;
                self.id = format!("E{:08}", draw.below(100_000_000));
            }
            _ => {}
        }
    }
}

/// The number GB 11643 gives: county, day of birth, sequence (odd for men), check character.
pub fn citizen_id(county: &str, born: Day, sequence: i64) -> String {
    let mut id = format!("{county}{}{sequence:03}", born.digits());
    id.push(check_digit::citizen(&id));
    id
}

/// 1940 to 2004, most about 1972: the sum of three even draws.
fn birth_year(draw: &mut Draw) -> i64 {
    1940 + draw.between(0, 22) + draw.between(0, 21) + draw.between(0, 21)
}

fn birthday(draw: &mut Draw, year: i64) -> Day {
    let first = Day::of(year, 1, 1);
    Day(first.0 + draw.between(0, Day::of(year + 1, 1, 1).0 - first.0 - 1))
}

/// The county where the number was issued: at birth, or in 1985 when numbers began. In rare cases the code that
/// residents from Hong Kong, Macau and Taiwan get.
fn county(draw: &mut Draw, birth_year: i64) -> &'static str {
    if draw.chance(5) {
        draw.pick(&["810000", "820000", "830000"])
    } else {
        tables().county(draw, birth_year.max(1985))
    }
}
