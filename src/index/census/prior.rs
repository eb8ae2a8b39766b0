//! What is known about people before a list is looked at: facts with their sources, and guesses that say so.
//!
//! Guesses err on the common side, because a share that is too small makes a stranger look certain.

use crate::id::Sex;

/// The share of living people of this sex. Seventh national census, 1 November 2020 (National Bureau of Statistics,
/// bulletin no. 4): 51.24 % men.
pub(super) const fn of_sex(sex: Sex) -> f64 {
    match sex {
        Sex::Male => 0.5124,
        Sex::Female => 0.4876,
    }
}

/// The share of living people born in `year`, by the age groups of the same census; those born since at its lowest
/// yearly rate. People who died since are still counted: the old look a little more common than they are.
pub(super) fn of_birth_year(year: u64) -> f64 {
    let Some(age) = CENSUS_YEAR.checked_sub(year) else { return YEARLY_BIRTHS };
    let group = usize::try_from(age / 5).unwrap_or(usize::MAX);
    match GROUPS.get(group) {
        Some(share) => share / 5.0 / 100.0,
        None if age <= OLDEST => 0.0005,
        None => 1e-7,
    }
}

/// The share of living people who are of age, eighteen years or more: only they are listed (法释〔2017〕7号, Article 4).
pub(super) const ADULTS: f64 = 0.79;

/// The share of a region by how many of its six digits are shown: some thirty provinces, 340 prefectures, 2 800 counties
/// (GB/T 2260), and a populous one twice as common. A guess.
pub(super) const REGION: [f64; 7] = [1.0, 0.2, 0.06, 0.04, 0.006, 0.004, 0.0007];

/// As many people as the guess about a region is worth, in that region: it says little about a province, and much about
/// which of many counties is meant.
pub(super) const REGION_SEEN: f64 = 1.5;

/// As many listed people as the census of 2020 weighs.
pub(super) const YEAR_WEIGHT: f64 = 200.0;

/// A guess at the share of a sequence number among those of its sex: low ones are given out first, so the first digit's
/// share falls by two hundredths from 0 to 9; the rest is even. There are fifty numbers a sex and first digit.
pub(super) fn of_sequence(sequence: u64) -> f64 {
    let first = u32::try_from(sequence / 100).unwrap_or(9);
    (0.19 - 0.02 * f64::from(first)) / 50.0
}

/// As many listed people of a sex as the guess about sequence numbers weighs.
pub(super) const SEQUENCE_WEIGHT: f64 = 1000.0;

/// The share of people of this surname, its characters packed: known for the eighty most common, and a guess for others,
/// of whom no more than one in a thousand bears any.
pub(super) fn of_surname(surname: u64) -> f64 {
    let known = SURNAMES.iter().find(|(character, _)| u64::from(*character) == surname);
    known.map_or(0.001, |(_, share)| f64::from(*share) / 100_000.0)
}

/// As many listed people as these shares weigh.
pub(super) const SURNAME_WEIGHT: f64 = 300.0;

/// As many people as the belief weighs that forenames are many: two people drawn from the model of names that the list
/// maker has share theirs once in 3 970 times, which is what as many bearers of a Dirichlet process's base give. A
/// forename that several of a few rows show is not as common as that.
pub(super) const FORENAMES_WEIGHT: f64 = 4000.0;

/// A given-name character is guessed to be one of three hundred.
pub(super) const CHARACTER: f64 = 1.0 / 300.0;

/// As many characters as that guess weighs.
pub(super) const CHARACTER_WEIGHT: f64 = 1000.0;

/// A syllable is guessed to be one of fifty: of some four hundred a few dozen make up most names.
pub(super) const SYLLABLE: f64 = 0.02;

/// As many people as that guess is worth, of each syllable.
pub(super) const SYLLABLE_SEEN: f64 = 5.0;

/// The share of names with so many characters behind the surname: one 18.5 %, two 79.8 % of ten million drawn names.
pub(super) const fn of_forename_length(characters: usize) -> f64 {
    match characters {
        1 => 0.19,
        2 => 0.80,
        _ => 0.01,
    }
}

/// The share of people with a name that is not a surname with one or two characters, of a minority or from abroad, by its
/// characters: a guess, of four characters one in 1.6 million, of nine one in a thousand million.
pub(super) fn of_whole_name(characters: usize) -> f64 {
    let characters = u32::try_from(characters).unwrap_or(u32::MAX);
    10_f64.powf(-4.0 - 0.55 * f64::from(characters)).clamp(1e-10, 1e-5)
}

/// How firmly the guess from characters is believed for a forename: as if half a bearer had been seen.
pub(super) const FORENAME_SHAPE: f64 = 0.5;

/// How many forenames the guess weighs against what the list's own forenames tell.
pub(super) const FORENAME_WEIGHT: f64 = 10.0;

/// How many times more often surname and forename meet than chance says, as a guess: kin and neighbours share both.
pub(super) const ASSOCIATION: f64 = 1.25;

/// As many expected meetings as that guess weighs.
pub(super) const ASSOCIATION_WEIGHT: f64 = 20.0;

/// The share of registered organisations with exactly this name, by its characters: three or four are a corner shop's,
/// which many counties have; a place, a brand, a trade and a legal form leave one in a thousand million. A guess: half a
/// decade a character.
pub(super) fn of_organisation_name(characters: usize) -> f64 {
    let characters = u32::try_from(characters).unwrap_or(u32::MAX);
    10_f64.powf(-5.0 - 0.5 * f64::from(characters)).clamp(1e-9, 1e-4)
}

/// How firmly that guess is believed: a fifth of a bearer.
pub(super) const ORGANISATION_SHAPE: f64 = 0.2;

const CENSUS_YEAR: u64 = 2020;
const OLDEST: u64 = 110;

/// Births in 2023: 9.02 million of 1 409.67 (National Bureau of Statistics).
const YEARLY_BIRTHS: f64 = 0.0064;

/// Per cent of all people by age, five years each: 0 to 4, 5 to 9 … 80 to 84, 85 and older (China Statistical Yearbook
/// 2021, table 2-8, the seventh census).
const GROUPS: [f64; 18] = [
    5.52, 6.39, 6.05, 5.17, 5.32, 6.52, 8.82, 7.03, 6.60, 8.11, 8.58, 7.20, 5.20, 5.25, 3.52, 2.21, 1.45,
    1.03,
];

/// Of a hundred thousand people how many bear the surname: the eighty most common of the weights in *chinesename* (gumblex,
/// MIT), in the loose form in which surnames are counted.
const SURNAMES: [(char, u32); 80] = [
    ('王', 7174),
    ('李', 7039),
    ('张', 6752),
    ('刘', 5102),
    ('陈', 4620),
    ('杨', 3218),
    ('黄', 2457),
    ('吴', 2020),
    ('赵', 2012),
    ('周', 1899),
    ('徐', 1454),
    ('孙', 1379),
    ('马', 1296),
    ('朱', 1281),
    ('胡', 1168),
    ('林', 1138),
    ('郭', 1130),
    ('何', 1055),
    ('高', 1002),
    ('罗', 950),
    ('郑', 934),
    ('梁', 852),
    ('谢', 761),
    ('宋', 702),
    ('唐', 691),
    ('许', 664),
    ('邓', 619),
    ('冯', 616),
    ('韩', 614),
    ('曹', 596),
    ('曾', 582),
    ('彭', 577),
    ('肖', 557),
    ('蔡', 528),
    ('潘', 518),
    ('田', 516),
    ('董', 510),
    ('袁', 503),
    ('于', 484),
    ('余', 477),
    ('蒋', 476),
    ('叶', 476),
    ('杜', 466),
    ('苏', 457),
    ('魏', 454),
    ('程', 453),
    ('吕', 449),
    ('丁', 434),
    ('沈', 414),
    ('任', 412),
    ('姚', 405),
    ('卢', 404),
    ('钟', 402),
    ('姜', 394),
    ('崔', 384),
    ('谭', 376),
    ('廖', 367),
    ('范', 365),
    ('汪', 364),
    ('陆', 362),
    ('金', 352),
    ('石', 343),
    ('戴', 338),
    ('贾', 331),
    ('韦', 324),
    ('夏', 321),
    ('邱', 319),
    ('方', 311),
    ('侯', 302),
    ('邹', 297),
    ('熊', 289),
    ('孟', 289),
    ('秦', 286),
    ('白', 282),
    ('毛', 282),
    ('江', 278),
    ('闫', 271),
    ('薛', 261),
    ('尹', 261),
    ('付', 253),
];
