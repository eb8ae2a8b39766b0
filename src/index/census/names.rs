//! How common is a name? From surname and forename where it has them, whole otherwise.

use smallvec::SmallVec;
use twox_hash::XxHash3_64;

use crate::index::census::float;
use crate::index::census::prior;
use crate::index::census::tally::Tally;
use crate::name::Name;
use crate::name::Step;

/// Counts of the listed people's names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// People counted by name.
    pub(super) people: u64,
    /// Those of them whose ids surely tell them apart.
    pub(super) told_apart: u64,
    /// Surnames: one or two characters, 32 bits each.
    pub(super) surnames: Tally,
    /// Characters of forenames.
    pub(super) characters: Tally,
    /// How surnames of one character and the characters of forenames read: [`syllable_keys`].
    pub(super) syllables: Tally,
    /// Forenames, by hash.
    pub(super) forenames: Tally,
    /// What stands before the dot in names that have one, by hash.
    pub(super) first_parts: Tally,
    /// Forenames borne by fewer people are not in `forenames`.
    pub(super) least: u64,
    /// For each class how many different forenames of a sample are borne by so many people: [`Seen`].
    pub(super) seen: [Seen; CLASSES],
    /// How often, of a sample, two listed people share the whole name, and how often they would by chance, in 1/1024.
    pub(super) meetings: [u64; 2],
}

/// Of the forenames of one class, as likely as one another by their characters, how many are borne by one, two …
/// people. From these follows what another draw would bring (Good and Turing; I. J. Good, Biometrika 40, 1953).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// By one, two … ten people.
    pub(super) times: [u64; TIMES],
    /// Over those below `least`: the sum of t (t + 1) times how many are borne by t + 1, and of t times by t.
    pub(super) below: [u64; 2],
}

/// What a name consists of, for counting.
pub(super) enum Parts<'a> {
    /// A surname and one or two characters.
    Ordinary {
        /// The surname's characters, packed.
        surname: u64,
        /// The rest.
        forename: &'a str,
    },
    /// A name of a minority or from abroad, or one that lost its forename.
    Whole,
}

impl<'a> Parts<'a> {
    pub(super) fn of(name: &'a Name<'_>) -> Self {
        let loose = name.loose();
        let length = name.surname_length().clamp(1, 2);
        let split = loose.char_indices().nth(length).map_or(loose.len(), |(at, _)| at);
        let (surname, forename) = loose.split_at_checked(split).unwrap_or((loose, ""));
        let ordinary = (1..=2).contains(&forename.chars().count()) && !loose.is_ascii();
        if !ordinary || name.first_part().is_some() {
            return Self::Whole;
        }
        let surname = surname.chars().fold(0, |packed, character| packed << 32 | u64::from(character));
        Self::Ordinary { surname, forename }
    }
}

impl Names {
    /// The estimated share of living people who bear this name, where `bearers` listed people do.
    pub(super) fn share(&self, name: &Name<'_>, bearers: f64) -> f64 {
        let people = float(self.people);
        let share = match Parts::of(name) {
            Parts::Whole => {
                let characters = name.loose().chars().count();
                self.whole_share(class_of_whole(characters), bearers, prior::of_whole_name(characters))
            }
            Parts::Ordinary { surname, forename } => {
                let (association, shape) = self.association();
                let chance = self.surname_share(surname) * self.forename_share(forename) * association;
                (shape + (bearers - 1.0).max(0.0)) / (shape / chance.max(1e-12) + people)
            }
        };
        (share + self.shortened_share(name)).clamp(1e-12, 1.0)
    }

    /// The share of people whose name has dots and who are known by what stands before the first, where that is this name.
    fn shortened_share(&self, name: &Name<'_>) -> f64 {
        let bearers = float(self.first_parts.count(hash(name.loose())));
        Step::DottedPart.likelihood() * bearers / float(self.people).max(1.0)
    }

    /// The share of people whose name is this one but for the `nth` character, which is any other, or any other of the same
    /// reading.
    pub(super) fn near_share(&self, name: &Name<'_>, nth: usize, same_reading: bool) -> f64 {
        let Parts::Ordinary { surname, forename } = Parts::of(name) else { return self.share(name, 1.0) };
        let characters = forename.chars().count();
        let surname_length = name.loose().chars().count().saturating_sub(characters);
        let sounding = |counted: u64, own: f64| match syllable_keys(name).nth(nth) {
            Some(key) if same_reading => self.others_share(key, counted, own),
            _ => 1.0,
        };
        let Some(open) = nth.checked_sub(surname_length) else {
            let own = self.surname_share(surname);
            return self.forename_share(forename) * sounding(self.surnames.total(), own);
        };
        let shares = forename.chars().map(|character| self.character_share(character));
        let own = shares.clone().nth(open).unwrap_or_default();
        let known: f64 = shares.enumerate().filter(|(at, _)| *at != open).map(|(_, share)| share).product();
        let spelt = known * prior::of_forename_length(characters);
        self.surname_share(surname) * spelt * sounding(self.characters.total(), own)
    }

    /// The share of other characters that read as one does, among `counted` of surnames or of forenames, where that one has
    /// the share `own`.
    fn others_share(&self, key: u64, counted: u64, own: f64) -> f64 {
        (self.syllable_share(key, counted) - own).max(1e-6)
    }

    /// The share of other characters of forenames that read as this one does.
    pub(super) fn homophones_share(&self, key: u64, character: char) -> f64 {
        self.others_share(key, self.characters.total(), self.character_share(character))
    }

    /// The share of one syllable among `counted` characters of surnames or of forenames.
    fn syllable_share(&self, key: u64, counted: u64) -> f64 {
        let seen = float(self.syllables.count(key));
        (seen + prior::SYLLABLE_SEEN) / (float(counted) + prior::SYLLABLE_SEEN / prior::SYLLABLE)
    }

    pub(super) fn surname_share(&self, surname: u64) -> f64 {
        let counted = float(self.surnames.total());
        (float(self.surnames.count(surname)) + prior::SURNAME_WEIGHT * prior::of_surname(surname))
            / (counted + prior::SURNAME_WEIGHT)
    }

    pub(super) fn forename_share(&self, forename: &str) -> f64 {
        let guess = self.spelt_share(forename);
        let class = class_of(guess);
        let bearers = self.forenames.count(hash(forename));
        if bearers > 0 || self.least <= 1 {
            return self.seen_share(class, float(bearers), guess);
        }
        let [again, seen] = self.seen_of(class).below.map(float);
        let guessed = self.guessed_bearers(1.0, guess);
        let bearers = (again + prior::FORENAME_WEIGHT * guessed) / (seen + prior::FORENAME_WEIGHT);
        bearers / self.believed_people()
    }

    /// What the characters alone make one expect.
    pub(super) fn spelt_share(&self, forename: &str) -> f64 {
        let share: f64 = forename.chars().map(|character| self.character_share(character)).product();
        (share * prior::of_forename_length(forename.chars().count())).max(1e-12)
    }

    /// The share of one character among those of forenames.
    pub(super) fn character_share(&self, character: char) -> f64 {
        let counted = float(self.characters.total());
        (float(self.characters.count(u64::from(character))) + prior::CHARACTER_WEIGHT * prior::CHARACTER)
            / (counted + prior::CHARACTER_WEIGHT)
    }

    /// The share of a name of this class that `bearers` listed people bear, where its spelling makes one expect `guess`.
    fn seen_share(&self, class: usize, bearers: f64, guess: f64) -> f64 {
        let guessed = self.guessed_bearers(bearers, guess);
        let expected = match self.seen_of(class).next_to(bearers) {
            Some((seen, more)) => {
                let again = (bearers + 1.0) * more + prior::FORENAME_WEIGHT * guessed;
                again / (seen + prior::FORENAME_WEIGHT)
            }
            None if bearers < 1.0 => guessed,
            None => bearers - 0.5,
        };
        expected / self.believed_people()
    }

    /// The share of a name that is not taken apart. Of those borne by one, what others of the class promise: counted over
    /// people whom their ids tell apart, for somebody listed twice under a rare name must not look like two.
    fn whole_share(&self, class: usize, bearers: f64, guess: f64) -> f64 {
        if bearers >= 1.5 {
            return (bearers - 0.5) / self.believed_people();
        }
        let [seen, more, ..] = self.seen_of(class).times.map(float);
        let again = 2.0 * more + prior::FORENAME_WEIGHT * float(self.told_apart) * guess;
        again / (seen + prior::FORENAME_WEIGHT) / float(self.told_apart).max(1.0)
    }

    /// How many of as many people as are listed would bear a name, from the guess and those who do.
    fn guessed_bearers(&self, bearers: f64, guess: f64) -> f64 {
        let people = self.believed_people();
        (prior::FORENAME_SHAPE + bearers) / (prior::FORENAME_SHAPE / guess + people) * people
    }

    /// The listed people and those whom the guesses stand for.
    fn believed_people(&self) -> f64 {
        float(self.people) + prior::FORENAMES_WEIGHT
    }

    fn seen_of(&self, class: usize) -> Seen {
        self.seen.get(class).copied().unwrap_or_default()
    }

    /// How many times more often surname and forename meet than chance says, and how firmly that is believed of a single
    /// name, as a number of bearers: the more names stick out, the less.
    pub(super) fn association(&self) -> (f64, f64) {
        let [met, chance] = self.meetings.map(float);
        let association = (met + prior::ASSOCIATION_WEIGHT * prior::ASSOCIATION)
            / (chance / 1024.0 + prior::ASSOCIATION_WEIGHT);
        let shape =
            if association > 1.02 { (association / (association - 1.0)).min(FIRMEST) } else { FIRMEST };
        (association.clamp(0.5, 4.0), shape.max(1.5))
    }
}

impl Seen {
    /// How many names are borne by `bearers` people, and how many by one more; `None` out of what was counted.
    fn next_to(&self, bearers: f64) -> Option<(f64, f64)> {
        let nth =
            (1..TIMES).find(|times| (bearers - float(u64::try_from(*times).unwrap_or(0))).abs() < 0.5)?;
        let (seen, more) = (self.times.get(nth.checked_sub(1)?)?, self.times.get(nth)?);
        Some((float(*seen), float(*more)))
    }
}

/// A key for how each character of a name reads, those of the surname apart; none where one has no reading.
pub(super) fn syllable_keys(name: &Name<'_>) -> impl Iterator<Item = u64> {
    let reading = name.reading();
    let syllables: SmallVec<[u64; 4]> = reading
        .iter()
        .flat_map(|reading| reading.as_bytes().as_chunks().0)
        .map(|pair| u64::from(u16::from_le_bytes(*pair)))
        .collect();
    let surname = name.surname_length().clamp(1, 2);
    syllables
        .into_iter()
        .enumerate()
        .map(move |(at, syllable)| if at < surname { SURNAMES | syllable } else { syllable })
}

/// How many characters a name of a surname of one character and a forename has, each of which has a reading.
pub(super) fn places(name: &Name<'_>) -> Option<usize> {
    let Parts::Ordinary { forename, .. } = Parts::of(name) else { return None };
    let places = forename.chars().count().saturating_add(1);
    let is_read = || syllable_keys(name).count() == places;
    (name.loose().chars().count() == places && is_read()).then_some(places)
}

/// Forenames of a class are as likely as one another by their characters, within a factor of three.
pub(super) fn class_of(guess: f64) -> usize {
    let half_decades = -2.0 * guess.log10() - 4.0;
    (0..WHOLE - 1)
        .find(|class| half_decades < float(u64::try_from(*class).unwrap_or(0)) + 1.0)
        .unwrap_or(WHOLE - 1)
}

/// Names that are not taken apart form classes of their own, by their length.
pub(super) const fn class_of_whole(characters: usize) -> usize {
    match characters {
        0..=4 => WHOLE,
        5 | 6 => WHOLE + 1,
        _ => WHOLE + 2,
    }
}

/// The key of a forename among [`Names::forenames`]; two forenames that share it look as common as both together.
pub(super) fn hash(forename: &str) -> u64 {
    XxHash3_64::oneshot(forename.as_bytes()) >> 32
}

/// Classes of forenames by what their characters make one expect, half a decade each, and three of whole names.
pub(super) const CLASSES: usize = 15;

/// The first class of names that are not taken apart.
const WHOLE: usize = 12;

/// Up to so many bearers names are counted by their bearers.
pub(super) const TIMES: usize = 10;

/// Syllables of surnames are counted from here on; there are far fewer.
const SURNAMES: u64 = 1 << 16;

/// The most bearers that chance alone is believed to stand for.
const FIRMEST: f64 = 50.0;
