//! How is a number shown to the public? [`person`] and [`organisation`] hide it in the shapes seen in crawls, in the
//! shares seen there (parts of a hundred thousand).

use super::draw::Draw;
use super::organisation::Organisation;
use super::person::Document;
use super::person::Person;

pub fn person(person: &Person, draw: &mut Draw) -> String {
    if person.document != Document::Citizen {
        return person.id.clone();
    }
    let shape = shape(person, draw);
    let published = shape.shown(&person.id, draw);
    if published.ends_with('X') && draw.chance(65) { published.to_lowercase() } else { published }
}

impl Shape {
    /// What is published of an 18-character number.
    pub fn shown(self, id: &str, draw: &mut Draw) -> String {
        match self {
            Self::MonthDay => format!("{}****{}", &id[..10], &id[14..]),
            Self::Birth => format!("{}********{}", &id[..6], &id[14..]),
            Self::Nineteen => format!("{}****{}", &id[..11], &id[14..]),
            Self::TwoRuns => format!("{}****{}****{}", &id[..4], &id[8..10], &id[14..]),
            Self::TwoRunsWide => format!("{}****{}****{}", &id[..2], &id[6..10], &id[14..]),
            Self::Tail8 => format!("{}********", &id[..10]),
            Self::Tail6 => format!("{}******", &id[..12]),
            Self::Ends => format!("{}************{}", &id[..3], &id[15..]),
            Self::FirstAndLast => format!("{}***************{}", &id[..1], &id[16..]),
            Self::Fifteen => format!("{}{}", &id[..6], &id[8..17]),
            Self::FifteenMasked => format!("{}{}****{}", &id[..6], &id[8..10], &id[14..17]),
            Self::Full => id.to_owned(),
            Self::Empty => String::new(),
            Self::NoneYet => "暂无".to_owned(),
            Self::Garbage => draw.pick(&[",", "示", "7", "41", "无", "*"]).to_owned(),
        }
    }
}

pub fn organisation(organisation: &Organisation, draw: &mut Draw) -> String {
    let (unified, code) = (organisation.unified.as_str(), organisation.code());
    match draw.below(100_000) {
        0..48_000 => format!("{}****{}", &unified[..10], &unified[14..]),
        48_000..84_500 => format!("{}-{}", &code[..8], &code[8..]),
        84_500..97_000 => code.to_owned(),
        97_000..98_200 => unified.to_owned(),
        98_200..98_600 => code.to_lowercase(),
        98_600..99_600 => String::new(),
        99_600..99_900 => "暂无".to_owned(),
        _ => draw.pick(&[",", "0", "无"]).to_owned(),
    }
}

/// Fifteen-digit numbers were given until 1999, and to people born in that century only.
fn shape(person: &Person, draw: &mut Draw) -> Shape {
    match draw.weighted(SHAPES) {
        Shape::Fifteen | Shape::FifteenMasked if person.born.year() > 1998 => Shape::MonthDay,
        shape => shape,
    }
}

/// What is hidden of a person's number, or what stands in its place.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    MonthDay,
    /// The whole date of birth; too rare in crawls to have a share here.
    Birth,
    Nineteen,
    TwoRuns,
    TwoRunsWide,
    Tail8,
    Tail6,
    Ends,
    FirstAndLast,
    Fifteen,
    FifteenMasked,
    Full,
    Empty,
    NoneYet,
    Garbage,
}

const SHAPES: &[(u64, Shape)] = &[
    (95_730, Shape::MonthDay),
    (1_450, Shape::Nineteen),
    (1_100, Shape::Full),
    (470, Shape::Empty),
    (400, Shape::TwoRuns),
    (50, Shape::TwoRunsWide),
    (250, Shape::FifteenMasked),
    (150, Shape::Tail8),
    (50, Shape::Tail6),
    (190, Shape::NoneYet),
    (50, Shape::Ends),
    (10, Shape::FirstAndLast),
    (50, Shape::Fifteen),
    (50, Shape::Garbage),
];
