//! What does the list say of a listed person? One [`Publication`] a row: name and number as a court would print them, with
//! the mask, the dirt and, rarely, the clerk's slip.

use crate::maker::case::Case;
use crate::maker::draw::Draw;
use crate::maker::draw::Stream;
use crate::maker::json::Object;
use crate::maker::mask;
use crate::noise::Noise;
use crate::population;
use crate::population::Person;
use crate::population::Plan;
use crate::population::Population;

/// One published row.
#[derive(Debug)]
pub struct Publication {
    pub record_id: u64,
    pub name: String,
    pub id: String,
    pub shape: Shape,
    pub slip: Slip,
    pub noise: Noise,
    case: Case,
    /// As published: stale in one of ten rows, up to six years too low or one too high.
    age: i64,
    male: bool,
}

/// What is shown of the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// Month and day of birth hidden.
    MonthDay,
    /// The whole date of birth hidden.
    Birth,
    /// The first three and the last three left.
    Ends,
    /// The first and the last two left.
    FirstAndLast,
    /// The last eight hidden.
    Tail,
    /// A fifteen-digit number, four digits hidden.
    Fifteen,
    /// Nothing hidden.
    Full,
    /// No number, or none that can be read.
    Lost,
}

/// What a clerk did to the number before it was masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slip {
    None,
    /// One digit is another.
    Digit,
    /// Two neighbours are exchanged.
    Exchange,
}

impl Publication {
    /// All rows about a person.
    pub fn of<'p>(population: &Population, person: &'p Person<'p>) -> impl Iterator<Item = Self> + use<'p> {
        let (seed, plan) = (population.seed(), population.plan());
        person.record_ids().map(move |record_id| Self::draw(seed, plan, person, record_id))
    }

    fn draw(seed: u64, plan: Plan, person: &Person<'_>, record_id: u64) -> Self {
        let shape = Shape::of(seed, plan, person, record_id);
        let mut draw = Draw::at(seed, Stream::Publication, record_id);
        let slip = Slip::draw(&mut draw);
        let id = shape.shown(&slip.applied(person.id(), &mut draw), &mut draw);
        let noise = Noise::of_publication(person.name, &mut draw);
        let name = noise.applied(person.name, &mut draw);
        let case = Case::draw(&mut draw, (person.birth_year() + 19).clamp(FIRST_YEAR, LAST_YEAR));
        let stale = if draw.chance(1_000) { draw.between(-6, 1) } else { 0 };
        let age = case.published.year() - person.birth_year() + stale;
        Self { record_id, name, id, shape, slip, noise, case, age, male: person.is_male() }
    }

    /// The year of birth: as the number shows it, or else the three that the age leaves open.
    pub fn birth_years(&self) -> std::ops::RangeInclusive<i64> {
        let shown = match self.shape {
            Shape::MonthDay | Shape::Tail | Shape::Full => {
                self.id.get(6..10).and_then(|year| year.parse().ok())
            }
            Shape::Fifteen => {
                self.id.get(6..8).and_then(|year| year.parse().ok()).map(|year: i64| 1900 + year)
            }
            Shape::Birth | Shape::Ends | Shape::FirstAndLast | Shape::Lost => None,
        };
        let by_age = self.case.published.year() - self.age;
        shown.map_or(by_age - 1..=by_age + 1, |year| year..=year)
    }

    /// The row as the court's detail form has it, without what nobody is found by.
    pub fn row(&self) -> String {
        let mut row = Object::open();
        row.raw("id", &self.record_id.to_string());
        row.string("iname", &self.name);
        row.string("caseCode", &self.case.number);
        row.raw("age", &self.age.to_string());
        row.string("sexy", if self.male { "男" } else { "女" });
        row.string("cardNum", &self.id);
        row.string("courtName", &self.case.court);
        row.string("partyTypeName", "580");
        row.string("publishDate", &self.case.published.chinese());
        row.close()
    }
}

impl Shape {
    pub const ALL: [Self; 8] = [
        Self::MonthDay,
        Self::Birth,
        Self::Ends,
        Self::FirstAndLast,
        Self::Tail,
        Self::Fifteen,
        Self::Full,
        Self::Lost,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::MonthDay => "10+4*+4",
            Self::Birth => "6+8*+4",
            Self::Ends => "3+12*+3",
            Self::FirstAndLast => "1+15*+2",
            Self::Tail => "10+8*",
            Self::Fifteen => "8+4*+3",
            Self::Full => "full",
            Self::Lost => "lost",
        }
    }

    /// The shape under which a record is published.
    pub fn of_record(population: &Population, record_id: u64) -> Self {
        let person = population.person(population::owner(record_id));
        Self::of(population.seed(), population.plan(), &person, record_id)
    }

    /// One source hides all its rows alike, so that a person's rows share a shape but for one in ten, which comes from
    /// another. Fifteen digits were given to those born before 1999.
    fn of(seed: u64, plan: Plan, person: &Person<'_>, record_id: u64) -> Self {
        let mut own = Draw::at(seed, Stream::Mask, record_id);
        let mut draw = if own.chance(1_000) { own } else { Draw::at(seed, Stream::Mask, person.index) };
        let shape = if plan.as_seen { draw.weighted(SEEN) } else { draw.pick(&Self::ALL) };
        if shape == Self::Fifteen && person.old_id().is_none() { Self::MonthDay } else { shape }
    }

    /// The number in this shape.
    pub fn shown(self, id: &str, draw: &mut Draw) -> String {
        let shape = match self {
            Self::MonthDay => mask::Shape::MonthDay,
            Self::Birth => mask::Shape::Birth,
            Self::Ends => mask::Shape::Ends,
            Self::FirstAndLast => mask::Shape::FirstAndLast,
            Self::Tail => mask::Shape::Tail8,
            Self::Fifteen => mask::Shape::FifteenMasked,
            Self::Full => mask::Shape::Full,
            Self::Lost => draw.weighted(&[
                (6, mask::Shape::Empty),
                (3, mask::Shape::NoneYet),
                (1, mask::Shape::Garbage),
            ]),
        };
        shape.shown(id, draw)
    }
}

impl Slip {
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "as it is",
            Self::Digit => "one digit wrong",
            Self::Exchange => "two exchanged",
        }
    }

    fn draw(draw: &mut Draw) -> Self {
        draw.weighted(SLIPS)
    }

    /// The number with the slip; the check character is copied, not reckoned anew.
    pub fn applied(self, id: String, draw: &mut Draw) -> String {
        let mut characters: Vec<char> = id.chars().collect();
        match self {
            Self::None => return id,
            Self::Digit => {
                let at = draw.below(DIGITS) as usize;
                let other = (characters[at].to_digit(10).unwrap_or(0) + 1 + draw.below(9) as u32) % 10;
                characters[at] = char::from_digit(other, 10).expect("a digit");
            }
            Self::Exchange => {
                let start = draw.below(DIGITS - 1) as usize;
                let places = (0..DIGITS as usize - 1).map(|step| (start + step) % (DIGITS as usize - 1));
                let differing = |at: &usize| characters[*at] != characters[*at + 1];
                let at = places.into_iter().find(differing).expect("no number is one digit throughout");
                characters.swap(at, at + 1);
            }
        }
        characters.into_iter().collect()
    }
}

/// Shares as in the maker's `mask.rs`, which has what crawls show, shapes of a kind taken together. What hides
/// two runs of digits counts as the second, which hides about as many.
const SEEN: &[(u64, Shape)] = &[
    (9_718, Shape::MonthDay),
    (45, Shape::Birth),
    (5, Shape::Ends),
    (1, Shape::FirstAndLast),
    (20, Shape::Tail),
    (30, Shape::Fifteen),
    (110, Shape::Full),
    (71, Shape::Lost),
];

/// Three of a thousand rows have a slip in the number, two thirds of them one digit.
const SLIPS: &[(u64, Slip)] = &[(9_970, Slip::None), (20, Slip::Digit), (10, Slip::Exchange)];

/// Digits before the check character.
const DIGITS: u64 = 17;
const FIRST_YEAR: i64 = 2014;
const LAST_YEAR: i64 = 2025;
