//! Counts subjects as they come, in the list's order: namesakes follow one another.

use std::collections::BTreeMap;
use std::collections::HashMap;

use twox_hash::XxHash3_64;

use crate::id::Pattern;
use crate::index::census::Census;
use crate::index::census::float;
use crate::index::census::ids::Numbers;
use crate::index::census::names;
use crate::index::census::names::Names;
use crate::index::census::names::Parts;
use crate::index::census::names::Seen;
use crate::index::census::tally::Tally;
use crate::name::Name;

/// Counts subjects in bounded memory: what grows with the list is a number for each different forename, a few hundred
/// thousand in ten million rows.
#[derive(Default)]
pub(in crate::index) struct CensusTaker {
    persons: u64,
    person_subjects: u64,
    organisations: u64,
    regions: BTreeMap<u64, u64>,
    years: BTreeMap<u64, u64>,
    sequences: BTreeMap<u64, u64>,
    people: u64,
    /// Those of them whose ids tell them apart.
    told_apart: u64,
    surnames: BTreeMap<u64, u64>,
    characters: BTreeMap<u64, u64>,
    syllables: BTreeMap<u64, u64>,
    forenames: HashMap<u64, u64>,
    first_parts: HashMap<u64, u64>,
    /// Names that are not taken apart, by class.
    whole: [Seen; names::CLASSES],
    /// Some forenames and how they are written.
    forename_sample: Sample,
    /// Some whole names and how many people bear each.
    name_sample: Sample,
    /// Who bears the name that the last subject bore.
    run: Run,
}

/// The bearers of one name.
#[derive(Default)]
struct Run {
    /// The name as given, of its first bearer; empty before the first.
    name: String,
    /// Its loose fold.
    loose: String,
    /// What is shown of the ids of the persons counted for it.
    shown: Vec<Shown>,
    /// Those of them whose ids tell them apart.
    told_apart: u64,
    /// How many times one of those meets another who is surely somebody else.
    meetings: u64,
    /// Persons without an id that could be compared.
    without_id: u64,
}

impl CensusTaker {
    pub(in crate::index) fn count_organisation(&mut self) {
        self.organisations = self.organisations.saturating_add(1);
    }

    /// Counts a subject that is a person. Subjects of one name must follow one another; where they do not, because rows
    /// spell a name differently, one person may count twice.
    pub(in crate::index) fn count_person(&mut self, name: Option<&Name<'_>>, ids: &[Pattern]) {
        self.person_subjects = self.person_subjects.saturating_add(1);
        let loose = name.map_or("", |name| name.loose());
        if self.run.loose != loose {
            self.end_run();
            loose.clone_into(&mut self.run.loose);
            name.map_or("", |name| name.given()).clone_into(&mut self.run.name);
        }
        if self.run.is_new(ids) {
            self.persons = self.persons.saturating_add(1);
            ids.iter().for_each(|id| self.count_number(id));
        }
    }

    pub(in crate::index) fn finish(mut self) -> Census {
        self.end_run();
        let least = fewest_kept(&self.forenames);
        let fewest = fewest_kept(&self.first_parts);
        let mut names = Names {
            people: self.people,
            surnames: tally(self.surnames),
            characters: tally(self.characters),
            syllables: tally(self.syllables),
            told_apart: self.told_apart,
            least,
            seen: self.whole,
            ..Names::default()
        };
        for (forename, [bearers, _]) in self.forename_sample.texts.values() {
            let bearers = self.forenames.get(&names::hash(forename)).copied().unwrap_or(*bearers);
            let class = names::class_of(names.spelt_share(forename));
            if let Some(seen) = names.seen.get_mut(class) {
                seen.count(bearers, least);
            }
        }
        names.forenames = of_at_least(self.forenames, least);
        names.first_parts = of_at_least(self.first_parts, fewest);
        names.meetings = meetings(&names, &self.name_sample, self.told_apart);
        let numbers = Numbers::new(tally(self.regions), tally(self.years), tally(self.sequences));
        Census {
            persons: self.persons,
            person_subjects: self.person_subjects,
            organisations: self.organisations,
            numbers,
            names,
        }
    }

    fn count_number(&mut self, id: &Pattern) {
        let slots = id.as_str().as_bytes();
        if slots.len() == 18 {
            add(&mut self.regions, slots.get(..6).and_then(decimal), 1);
            add(&mut self.years, slots.get(6..10).and_then(decimal), 1);
            add(&mut self.sequences, slots.get(14..17).and_then(decimal), 1);
        }
    }

    /// Counts the name whose bearers are all known now.
    fn end_run(&mut self) {
        let Run { name, shown, told_apart, meetings, without_id, .. } = std::mem::take(&mut self.run);
        let Ok(name) = Name::read(&name) else { return };
        let persons = u64::try_from(shown.len()).unwrap_or(u64::MAX).saturating_add(without_id);
        self.told_apart = self.told_apart.saturating_add(told_apart);
        self.people = self.people.saturating_add(persons);
        if let Some(first) = name.first_part() {
            let bearers = self.first_parts.entry(names::hash(first)).or_default();
            *bearers = bearers.saturating_add(persons);
        }
        match Parts::of(&name) {
            Parts::Whole => {
                let class = names::class_of_whole(name.loose().chars().count());
                if let Some(seen) = self.whole.get_mut(class) {
                    seen.count(told_apart, 1);
                }
            }
            Parts::Ordinary { surname, forename } => {
                add(&mut self.surnames, Some(surname), persons);
                for character in forename.chars() {
                    add(&mut self.characters, Some(u64::from(character)), persons);
                }
                names::syllable_keys(&name).for_each(|key| add(&mut self.syllables, Some(key), persons));
                let bearers = self.forenames.entry(names::hash(forename)).or_default();
                *bearers = bearers.saturating_add(persons);
                self.forename_sample.keep(forename, [persons, 0]);
                self.name_sample.keep(name.loose(), [told_apart, meetings]);
            }
        }
    }
}

/// The fewest bearers of a name that is kept, so that the file keeps no more than [`MOST_KEPT`].
fn fewest_kept(names: &HashMap<u64, u64>) -> u64 {
    let mut bearers: Vec<u64> = names.values().copied().collect();
    bearers.sort_unstable_by(|one, other| other.cmp(one));
    bearers.get(MOST_KEPT).map_or(1, |bearers| bearers.saturating_add(1))
}

fn of_at_least(names: HashMap<u64, u64>, least: u64) -> Tally {
    tally(names.into_iter().filter(|(_, bearers)| *bearers >= least).collect())
}

impl Run {
    /// Takes a subject, and says whether it is about somebody new: not where its id shows nothing else than an earlier
    /// one's. Of very common names only the latest are looked at.
    fn is_new(&mut self, ids: &[Pattern]) -> bool {
        let Some(id) = ids.first().and_then(Shown::of) else {
            self.without_id = self.without_id.saturating_add(1);
            return true;
        };
        let (mut is_known, mut others) = (false, 0_u64);
        for earlier in self.shown.iter().rev().take(NEAR) {
            let resemblance = earlier.resemblance(&id);
            is_known |= resemblance == Resemblance::Same;
            let meets = resemblance == Resemblance::Other && earlier.tells_apart && id.tells_apart;
            others = others.saturating_add(u64::from(meets));
        }
        if !is_known {
            self.told_apart = self.told_apart.saturating_add(u64::from(id.tells_apart));
            self.meetings = self.meetings.saturating_add(others.saturating_mul(2));
            self.shown.push(id);
        }
        !is_known
    }
}

/// What an id shows, in its places.
struct Shown {
    /// `*` or 0 where nothing is shown.
    slots: [u8; 18],
    /// Whether that is enough to tell two people of one name apart.
    tells_apart: bool,
}

impl Shown {
    fn of(id: &Pattern) -> Option<Self> {
        let mut slots = [0; 18];
        slots.get_mut(..id.as_str().len())?.copy_from_slice(id.as_str().as_bytes());
        Some(Self { slots, tells_apart: id.visible().count() >= TELLING })
    }

    /// Without early exit, so that it compiles to a few wide comparisons.
    fn resemblance(&self, other: &Self) -> Resemblance {
        let shows = |slot: u8| (slot != b'*') & (slot != 0);
        let (mut differing, mut common) = (0_u8, 0_u8);
        for (one, other) in self.slots.iter().zip(&other.slots) {
            let both = shows(*one) & shows(*other);
            differing = differing.wrapping_add(u8::from(both & (one != other)));
            common = common.wrapping_add(u8::from(both));
        }
        match (differing, common) {
            (0, ENOUGH..) => Resemblance::Same,
            (0..=2, _) => Resemblance::Unclear,
            _ => Resemblance::Other,
        }
    }
}

/// How two published ids stand to one another.
#[derive(Clone, Copy, PartialEq)]
enum Resemblance {
    /// What both show is the same.
    Same,
    /// More differs than one slip of the pen explains.
    Other,
    /// Too little is shown by both, or one slip may be the difference.
    Unclear,
}

impl Seen {
    /// Counts a name with so many bearers, where names with fewer than `least` are not told apart.
    fn count(&mut self, bearers: u64, least: u64) {
        let place = usize::try_from(bearers).ok().and_then(|bearers| bearers.checked_sub(1));
        if let Some(times) = place.and_then(|place| self.times.get_mut(place)) {
            *times = times.saturating_add(1);
        }
        let [again, seen] = &mut self.below;
        if bearers < least {
            *seen = seen.saturating_add(bearers);
        }
        // One who is borne by t + 1 stands for what the next draw brings to those borne by t.
        if (2..=least).contains(&bearers) {
            *again = again.saturating_add(bearers.saturating_sub(1).saturating_mul(bearers));
        }
    }
}

/// How often two listed people share the whole name, and how often they would by chance, in 1/1024: over the sampled
/// names that chance gives no more than [`FEW`] bearers beside, and over people whose ids tell them apart, who are
/// `told_apart` of all. Somebody listed twice must not look like two.
fn meetings(names: &Names, sample: &Sample, told_apart: u64) -> [u64; 2] {
    let (mut met, mut chance) = (0_u64, 0.0);
    for (text, [bearers, meetings]) in sample.texts.values() {
        let Ok(name) = Name::read(text) else { continue };
        let Parts::Ordinary { surname, forename } = Parts::of(&name) else { continue };
        let share = names.surname_share(surname) * names.forename_share(forename);
        let others = float(told_apart) * share;
        if others <= FEW {
            met = met.saturating_add(*meetings);
            chance += float(*bearers) * others;
        }
    }
    [met, rounded(chance * 1024.0)]
}

/// Some texts of many, the same whatever the order in which they come: those with the smallest hashes.
#[derive(Default)]
struct Sample {
    texts: BTreeMap<u64, (String, [u64; 2])>,
}

impl Sample {
    /// Adds to a text's numbers, if the text is in the sample.
    fn keep(&mut self, text: &str, numbers: [u64; 2]) {
        let hash = XxHash3_64::oneshot(text.as_bytes());
        let full = self.texts.len() >= SAMPLE;
        if full && self.texts.last_key_value().is_some_and(|(last, _)| hash > *last) {
            return;
        }
        let known = self.texts.entry(hash).or_insert_with(|| (text.to_owned(), [0; 2]));
        for (sum, number) in known.1.iter_mut().zip(numbers) {
            *sum = sum.saturating_add(number);
        }
        if self.texts.len() > SAMPLE {
            self.texts.pop_last();
        }
    }
}

fn add(counts: &mut BTreeMap<u64, u64>, key: Option<u64>, by: u64) {
    if let Some(key) = key {
        let count = counts.entry(key).or_default();
        *count = count.saturating_add(by);
    }
}

fn tally(counts: BTreeMap<u64, u64>) -> Tally {
    Tally::new(counts.into_iter().collect())
}

fn decimal(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits)
        .ok()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?
        .parse()
        .ok()
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the conversion saturates, and the number is not negative"
)]
fn rounded(number: f64) -> u64 {
    number.round() as u64
}

/// Forenames, and parts before a dot, that the file keeps: with hash and count some six bytes each.
const MOST_KEPT: usize = 1 << 16;

/// Texts in a sample.
const SAMPLE: usize = 1 << 15;

/// Names that chance gives more bearers are left out of the meetings: their own bearers tell enough.
const FEW: f64 = 10.0;

/// Earlier persons of one name with whom another subject is compared.
const NEAR: usize = 64;

/// Characters that must agree for two subjects of one name to be one person.
const ENOUGH: u8 = 2;

/// Visible characters that surely tell two people of one name apart: as many as the usual mask shows.
const TELLING: u32 = 14;
