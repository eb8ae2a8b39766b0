//! Counts subjects as they come, in the list's order: namesakes follow one another.

use std::collections::BTreeMap;
use std::collections::HashMap;

use twox_hash::XxHash3_64;

use crate::id::Agreement;
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
    surnames: BTreeMap<u64, u64>,
    characters: BTreeMap<u64, u64>,
    forenames: HashMap<u64, u64>,
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
    /// Loose fold of a name that is a person's; empty before the first.
    name: String,
    /// The ids of the persons counted for it.
    ids: Vec<Pattern>,
    persons: u64,
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
        if self.run.name != loose {
            self.end_run();
            loose.clone_into(&mut self.run.name);
        }
        if self.run.holds(ids) {
            return;
        }
        self.run.ids.extend_from_slice(ids);
        self.run.persons = self.run.persons.saturating_add(1);
        self.persons = self.persons.saturating_add(1);
        ids.iter().for_each(|id| self.count_number(id));
    }

    pub(in crate::index) fn finish(mut self) -> Census {
        self.end_run();
        let least = self.drop_rare_forenames();
        let mut names = Names {
            people: self.people,
            surnames: tally(self.surnames),
            characters: tally(self.characters),
            least,
            seen: self.whole,
            ..Names::default()
        };
        for (forename, bearers) in self.forename_sample.texts.values() {
            let bearers = self.forenames.get(&names::hash(forename)).copied().unwrap_or(*bearers);
            let class = names::class_of(names.spelt_share(forename));
            if let Some(seen) = names.seen.get_mut(class) {
                seen.count(bearers, least);
            }
        }
        let kept = self.forenames.into_iter().filter(|(_, bearers)| *bearers >= least);
        names.forenames = tally(kept.collect());
        names.meetings = meetings(&names, &self.name_sample);
        let numbers = Numbers {
            regions: tally(self.regions),
            years: tally(self.years),
            sequences: tally(self.sequences),
        };
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
        let Run { name, persons, .. } = std::mem::take(&mut self.run);
        let Ok(name) = Name::read(&name) else { return };
        self.people = self.people.saturating_add(persons);
        match Parts::of(&name) {
            Parts::Whole => {
                let class = names::class_of_whole(name.loose().chars().count());
                if let Some(seen) = self.whole.get_mut(class) {
                    seen.count(persons, 1);
                }
            }
            Parts::Ordinary { surname, forename } => {
                add(&mut self.surnames, Some(surname), persons);
                for character in forename.chars() {
                    add(&mut self.characters, Some(u64::from(character)), persons);
                }
                let bearers = self.forenames.entry(names::hash(forename)).or_default();
                *bearers = bearers.saturating_add(persons);
                self.forename_sample.keep(forename, persons);
                self.name_sample.keep(name.loose(), persons);
            }
        }
    }

    /// The fewest bearers of a forename that is kept, so that the file keeps no more than [`MOST_FORENAMES`].
    fn drop_rare_forenames(&self) -> u64 {
        let mut bearers: Vec<u64> = self.forenames.values().copied().collect();
        bearers.sort_unstable_by(|one, other| other.cmp(one));
        bearers.get(MOST_FORENAMES).map_or(1, |bearers| bearers.saturating_add(1))
    }
}

impl Run {
    /// Whether somebody counted already has one of these ids: no visible character differs, and enough of them were
    /// compared to tell. Namesakes come in the order of their ids, so that those alike are near.
    fn holds(&self, ids: &[Pattern]) -> bool {
        let near = self.ids.iter().rev().take(NEAR);
        ids.iter().any(|id| near.clone().any(|other| is_same_person(id, other)))
    }
}

/// Whether two published ids are so alike that they are one person's.
fn is_same_person(one: &Pattern, other: &Pattern) -> bool {
    let agreement = match (one.complete(), other.complete()) {
        (Some(complete), _) => other.compare(complete),
        (_, Some(complete)) => one.compare(complete),
        _ => return shows_same(one.as_str().as_bytes(), other.as_str().as_bytes()),
    };
    match agreement {
        Agreement::Equal => true,
        Agreement::Agrees { visible, .. } => visible.count() >= ENOUGH,
        _ => false,
    }
}

/// Whether two masked ids show enough in common places, and everywhere the same.
fn shows_same(one: &[u8], other: &[u8]) -> bool {
    let both = one.iter().zip(other).filter(|(one, other)| **one != b'*' && **other != b'*');
    let same = both.clone().filter(|(one, other)| one == other).count();
    one.len() == other.len() && same == both.count() && u32::try_from(same).unwrap_or(0) >= ENOUGH
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
/// names that chance gives no more than [`FEW`] bearers beside.
fn meetings(names: &Names, sample: &Sample) -> [u64; 2] {
    let (mut met, mut chance) = (0_u64, 0.0);
    for (text, bearers) in sample.texts.values() {
        let Ok(name) = Name::read(text) else { continue };
        let Parts::Ordinary { surname, forename } = Parts::of(&name) else { continue };
        let others = float(names.people) * names.surname_share(surname) * names.forename_share(forename);
        if others <= FEW {
            met = met.saturating_add(bearers.saturating_mul(bearers.saturating_sub(1)));
            chance += float(*bearers) * others;
        }
    }
    [met, rounded(chance * 1024.0)]
}

/// Some texts of many, the same whatever the order in which they come: those with the smallest hashes.
#[derive(Default)]
struct Sample {
    texts: BTreeMap<u64, (String, u64)>,
}

impl Sample {
    /// Adds `count` to a text's number, if the text is in the sample.
    fn keep(&mut self, text: &str, count: u64) {
        let hash = XxHash3_64::oneshot(text.as_bytes());
        let full = self.texts.len() >= SAMPLE;
        if full && self.texts.last_key_value().is_some_and(|(last, _)| hash > *last) {
            return;
        }
        let known = self.texts.entry(hash).or_insert_with(|| (text.to_owned(), 0));
        known.1 = known.1.saturating_add(count);
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

/// Forenames that the file keeps: with hash and count some six bytes each.
const MOST_FORENAMES: usize = 1 << 16;

/// Texts in a sample.
const SAMPLE: usize = 1 << 15;

/// Names that chance gives more bearers are left out of the meetings: their own bearers tell enough.
const FEW: f64 = 10.0;

/// Ids before this one that are compared with it.
const NEAR: usize = 8;

/// Characters that must agree for two published ids to be one person's.
const ENOUGH: u32 = 12;
