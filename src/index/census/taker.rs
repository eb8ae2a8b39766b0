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
    /// What is counted is taken off again.
    takes_off: bool,
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
        self.organisations = self.sum(self.organisations, 1);
    }

    /// Counts a subject that is a person. Subjects of one name must follow one another; where they do not, because rows
    /// spell a name differently, one person may count twice.
    pub(in crate::index) fn count_person(&mut self, name: Option<&Name<'_>>, ids: &[Pattern]) {
        self.person_subjects = self.sum(self.person_subjects, 1);
        let loose = name.map_or("", |name| name.loose());
        if self.run.loose != loose {
            self.end_run();
            loose.clone_into(&mut self.run.loose);
            name.map_or("", |name| name.given()).clone_into(&mut self.run.name);
        }
        if self.run.is_new(ids) {
            self.persons = self.sum(self.persons, 1);
            ids.iter().for_each(|id| self.count_number(id));
        }
    }

    /// From now on what is counted is taken off, or added again. Whoever is taken off must have been counted, with the
    /// bearers of the same name and in the same order.
    pub(super) fn take_off(&mut self, takes_off: bool) {
        self.end_run();
        self.takes_off = takes_off;
    }

    /// Keeps more samples than a census needs, so that some may be taken off again.
    pub(super) fn with_reserve(mut self) -> Self {
        self.forename_sample.reserve = RESERVE;
        self.name_sample.reserve = RESERVE;
        self
    }

    /// Whether the samples are those that counting everybody anew would give.
    pub(super) fn is_exact(&self) -> bool {
        self.forename_sample.is_exact() && self.name_sample.is_exact()
    }

    const fn sum(&self, one: u64, other: u64) -> u64 {
        if self.takes_off { one.saturating_sub(other) } else { one.saturating_add(other) }
    }

    /// The census of what was counted so far.
    pub(in crate::index) fn finish(&mut self) -> Census {
        self.end_run();
        let least = fewest_kept(&self.forenames);
        let fewest = fewest_kept(&self.first_parts);
        let mut names = Names {
            people: self.people,
            surnames: tally(&self.surnames),
            characters: tally(&self.characters),
            syllables: tally(&self.syllables),
            told_apart: self.told_apart,
            least,
            seen: self.whole,
            ..Names::default()
        };
        for (forename, [bearers, ..]) in self.forename_sample.texts() {
            let bearers = self.forenames.get(&names::hash(forename)).copied().unwrap_or(*bearers);
            let class = names::class_of(names.spelt_share(forename));
            if let Some(seen) = names.seen.get_mut(class) {
                seen.count(bearers, least);
            }
        }
        names.forenames = of_at_least(&self.forenames, least);
        names.first_parts = of_at_least(&self.first_parts, fewest);
        names.meetings = meetings(&names, &self.name_sample, self.told_apart);
        let numbers = Numbers::new(tally(&self.regions), tally(&self.years), tally(&self.sequences));
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
            let off = self.takes_off;
            add(&mut self.regions, slots.get(..6).and_then(decimal), 1, off);
            add(&mut self.years, slots.get(6..10).and_then(decimal), 1, off);
            add(&mut self.sequences, slots.get(14..17).and_then(decimal), 1, off);
        }
    }

    /// Counts the name whose bearers are all known now.
    fn end_run(&mut self) {
        let Run { name, shown, told_apart, meetings, without_id, .. } = std::mem::take(&mut self.run);
        let Ok(name) = Name::read(&name) else { return };
        let persons = u64::try_from(shown.len()).unwrap_or(u64::MAX).saturating_add(without_id);
        let off = self.takes_off;
        self.told_apart = self.sum(self.told_apart, told_apart);
        self.people = self.sum(self.people, persons);
        if let Some(first) = name.first_part() {
            change(&mut self.first_parts, names::hash(first), persons, off);
        }
        match Parts::of(&name) {
            Parts::Whole => {
                let class = names::class_of_whole(name.loose().chars().count());
                if let Some(seen) = self.whole.get_mut(class) {
                    seen.count_whole(told_apart, off);
                }
            }
            Parts::Ordinary { surname, forename } => {
                add(&mut self.surnames, Some(surname), persons, off);
                for character in forename.chars() {
                    add(&mut self.characters, Some(u64::from(character)), persons, off);
                }
                for key in names::syllable_keys(&name) {
                    add(&mut self.syllables, Some(key), persons, off);
                }
                change(&mut self.forenames, names::hash(forename), persons, off);
                self.forename_sample.keep(forename, [persons, 0, 1], off);
                self.name_sample.keep(name.loose(), [told_apart, meetings, 1], off);
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

fn of_at_least(names: &HashMap<u64, u64>, least: u64) -> Tally {
    tally(
        &names
            .iter()
            .filter(|(_, bearers)| **bearers >= least)
            .map(|(hash, bearers)| (*hash, *bearers))
            .collect(),
    )
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
    /// Counts a name that is not taken apart, or takes it off.
    fn count_whole(&mut self, bearers: u64, off: bool) {
        let place = usize::try_from(bearers).ok().and_then(|bearers| bearers.checked_sub(1));
        if let Some(times) = place.and_then(|place| self.times.get_mut(place)) {
            *times = if off { times.saturating_sub(1) } else { times.saturating_add(1) };
        }
    }

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
    for (text, [bearers, meetings, _]) in sample.texts() {
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
struct Sample {
    /// With the sums of their numbers, the last of which says how often each came.
    texts: BTreeMap<u64, (String, [u64; 3])>,
    /// How many are kept; [`SAMPLE`] of them are the sample.
    reserve: usize,
    /// Texts of this hash and greater ones are not kept.
    bound: Option<u64>,
}

impl Default for Sample {
    fn default() -> Self {
        Self { texts: BTreeMap::new(), reserve: SAMPLE, bound: None }
    }
}

impl Sample {
    fn texts(&self) -> impl Iterator<Item = &(String, [u64; 3])> {
        self.texts.values().take(SAMPLE)
    }

    fn is_exact(&self) -> bool {
        self.bound.is_none() || self.texts.len() >= SAMPLE
    }

    /// Adds to a text's numbers, or takes them off, if the text is in the sample.
    fn keep(&mut self, text: &str, numbers: [u64; 3], off: bool) {
        let hash = XxHash3_64::oneshot(text.as_bytes());
        if self.bound.is_some_and(|bound| hash >= bound) {
            return;
        }
        let known = self.texts.entry(hash).or_insert_with(|| (text.to_owned(), [0; 3]));
        for (sum, number) in known.1.iter_mut().zip(numbers) {
            *sum = if off { sum.saturating_sub(number) } else { sum.saturating_add(number) };
        }
        let [.., times] = known.1;
        if times == 0 {
            self.texts.remove(&hash);
        }
        if self.texts.len() > self.reserve
            && let Some((greatest, _)) = self.texts.pop_last()
        {
            self.bound = Some(greatest);
        }
    }
}

fn add(counts: &mut BTreeMap<u64, u64>, key: Option<u64>, by: u64, off: bool) {
    let Some(key) = key else { return };
    let count = counts.entry(key).or_default();
    *count = if off { count.saturating_sub(by) } else { count.saturating_add(by) };
    if *count == 0 {
        counts.remove(&key);
    }
}

fn change(counts: &mut HashMap<u64, u64>, key: u64, by: u64, off: bool) {
    let count = counts.entry(key).or_default();
    *count = if off { count.saturating_sub(by) } else { count.saturating_add(by) };
    if *count == 0 {
        counts.remove(&key);
    }
}

fn tally(counts: &BTreeMap<u64, u64>) -> Tally {
    Tally::new(counts.iter().map(|(key, count)| (*key, *count)).collect())
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

/// Texts kept where some may be taken off again.
const RESERVE: usize = SAMPLE * 4;

/// Names that chance gives more bearers are left out of the meetings: their own bearers tell enough.
const FEW: f64 = 10.0;

/// Earlier persons of one name with whom another subject is compared.
const NEAR: usize = 64;

/// Characters that must agree for two subjects of one name to be one person.
const ENOUGH: u8 = 2;

/// Visible characters that surely tell two people of one name apart: as many as the usual mask shows.
const TELLING: u32 = 14;
