//! How much rarer than before may those have become whose names read as one does?
//!
//! The census moves a little with every edition. Of [`Census::spelt_share`] can be said how far, for all names at once that read
//! as one does and differ from it by one character, without knowing them: it is a sum of products of shares, and of each share
//! is known what became of it, or at the worst of any character that reads so.

use std::collections::HashMap;
use std::sync::OnceLock;

use smallvec::SmallVec;

use crate::index::Census;
use crate::index::census::float;
use crate::index::census::names::places;
use crate::index::census::names::syllable_keys;
use crate::name::Name;
use crate::name::readings;

/// What became of shares from one census to another.
pub(crate) struct Drift<'a> {
    old: &'a Census,
    new: &'a Census,
    /// How many times as many people as before the shares are of.
    people: f64,
    /// By syllable, what became at the worst of a character that reads so. Reckoned when first wanted.
    worst: OnceLock<HashMap<u64, Place>>,
}

/// What became of the shares that a character has, each over what it was before.
#[derive(Debug, Clone, Copy)]
struct Place {
    as_surname: f64,
    in_forename: f64,
    /// Of the other characters of forenames that read as it does.
    homophones: f64,
}

impl<'a> Drift<'a> {
    /// From one census to another, each with how many people its shares are of.
    pub(crate) fn between((old, before): (&'a Census, u64), (new, after): (&'a Census, u64)) -> Self {
        Self { old, new, people: float(after) / float(before), worst: OnceLock::new() }
    }

    /// How many times as many people as before, at least, there are by [`Census::spelt_share`] of any name that differs from this
    /// one by one character and reads as it does. 0 where nothing can be said.
    ///
    /// Cost: the first time a look at each of some eight thousand characters.
    pub(crate) fn at_least(&self, name: &Name<'_>) -> f64 {
        let known = places(name).and_then(|_| self.places(name));
        known.map_or(0.0, |places| self.people * self.worst_of(&places))
    }

    fn worst(&self) -> HashMap<u64, Place> {
        let mut worst: HashMap<u64, Place> = HashMap::new();
        for (character, syllable) in readings() {
            let key = u64::from(u16::from_le_bytes(syllable));
            let place = self.place(key, character);
            worst.entry(key).and_modify(|worst| *worst = worst.min(place)).or_insert(place);
        }
        worst
    }

    /// What became of each character of the name.
    fn places(&self, name: &Name<'_>) -> Option<Places> {
        let worst = self.worst.get_or_init(|| self.worst());
        let keyed = name.loose().chars().zip(syllable_keys(name).map(|key| key & SYLLABLE));
        keyed.map(|(character, key)| Some((self.place(key, character), *worst.get(&key)?))).collect()
    }

    /// Whichever character is another one: the least of what became of each of the products that are summed.
    fn worst_of(&self, places: &Places) -> f64 {
        let substituted = (0..places.len()).map(|other| {
            let seen = places.iter().enumerate();
            let seen: SmallVec<[Place; 3]> =
                seen.map(|(nth, (own, worst))| if nth == other { *worst } else { *own }).collect();
            match seen.as_slice() {
                [surname, only] => surname.as_surname * only.homophones,
                [surname, first, second] => {
                    let products =
                        [first.homophones * second.in_forename, second.homophones * first.in_forename];
                    surname.as_surname * products.into_iter().fold(f64::INFINITY, f64::min)
                }
                _ => 0.0,
            }
        });
        substituted.fold(f64::INFINITY, f64::min)
    }

    fn place(&self, key: u64, character: char) -> Place {
        let (old, new) = (&self.old.names, &self.new.names);
        let surname = u64::from(character);
        Place {
            as_surname: new.surname_share(surname) / old.surname_share(surname),
            in_forename: new.character_share(character) / old.character_share(character),
            homophones: new.homophones_share(key, character) / old.homophones_share(key, character),
        }
    }
}

impl Place {
    fn min(self, other: Self) -> Self {
        Self {
            as_surname: self.as_surname.min(other.as_surname),
            in_forename: self.in_forename.min(other.in_forename),
            homophones: self.homophones.min(other.homophones),
        }
    }
}

/// Of each character of a name what became of it, and at the worst of any that reads so.
type Places = SmallVec<[(Place, Place); 3]>;

/// The part of a syllable's key that says how it reads.
const SYLLABLE: u64 = 0xFFFF;
