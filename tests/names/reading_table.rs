//! How the table of readings is made: from the vendored sources to the bytes of `src/name/readings.bin`.
//!
//! The layout is in `src/name/syllable.rs`. Nothing here uses the reader, so that a mistake in one does not hide in
//! the other.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::fold_table::code_point;
use crate::fold_table::lines;
use crate::fold_table::one;

/// What the sources say.
pub(crate) struct Readings {
    /// In the order of their numbers.
    pub(crate) syllables: Vec<String>,
    /// The reading in names of every standard character and of 〇.
    pub(crate) characters: BTreeMap<char, String>,
    /// The readings of surnames that are read otherwise.
    pub(crate) surnames: BTreeMap<Vec<char>, Vec<String>>,
}

impl Readings {
    pub(crate) fn read() -> Self {
        let syllables = lines("readings/syllables.txt");
        let mut characters = read_mandarin();
        for row in rows("readings/characters.tsv") {
            let [character, reading, main] = row.as_slice() else { panic!("three columns: {row:?}") };
            let replaced = characters.insert(one(character), reading.clone());
            let replaced = replaced.unwrap_or_else(|| "-".to_owned());
            assert_eq!(replaced, *main, "{character}: the main reading is another");
        }
        let mut surnames = BTreeMap::new();
        for row in rows("readings/surnames.tsv") {
            let [surname, reading, elsewhere] = row.as_slice() else { panic!("three columns: {row:?}") };
            let usual: Vec<&str> = surname.chars().map(|c| characters[&c].as_str()).collect();
            assert_eq!(usual.join(" "), *elsewhere, "{surname}: the reading elsewhere is another");
            assert_ne!(reading, elsewhere, "{surname} needs no row");
            let reading: Vec<String> = reading.split(' ').map(str::to_owned).collect();
            assert_eq!(reading.len(), surname.chars().count(), "{surname}");
            assert!(surnames.insert(surname.chars().collect(), reading).is_none(), "{surname} twice");
        }
        Self { syllables, characters, surnames }
    }

    pub(crate) fn lay(&self) -> Vec<u8> {
        let (near, far): (Vec<char>, Vec<char>) = self.characters.keys().partition(|c| NEAR.contains(*c));
        let mut bytes = Vec::new();
        for count in [far.len(), self.surnames.len(), self.syllables.len()] {
            bytes.extend(u16::try_from(count).unwrap().to_le_bytes());
        }
        let mut cells = vec![NONE; NEAR.count()];
        for character in near {
            cells[(u32::from(character) - u32::from(*NEAR.start())) as usize] =
                self.number(&self.characters[&character]);
        }
        bytes.extend(cells.iter().flat_map(|number| number.to_le_bytes()));
        for character in far {
            bytes.extend(&u32::from(character).to_le_bytes()[..3]);
            bytes.extend(self.number(&self.characters[&character]).to_le_bytes());
        }
        for (surname, reading) in &self.surnames {
            let second = surname.get(1).map_or(0, |c| u32::from(*c));
            bytes.extend(&u32::from(surname[0]).to_le_bytes()[..3]);
            bytes.extend(&second.to_le_bytes()[..3]);
            bytes.extend(self.number(&reading[0]).to_le_bytes());
            bytes.extend(reading.get(1).map_or(NONE, |syllable| self.number(syllable)).to_le_bytes());
        }
        for syllable in &self.syllables {
            let mut cell = [0; 6];
            let letters = syllable.replace('ü', "v").to_ascii_uppercase();
            cell[..letters.len()].copy_from_slice(letters.as_bytes());
            bytes.extend(cell);
        }
        bytes
    }

    fn number(&self, syllable: &str) -> u16 {
        let number = self.syllables.iter().position(|one| one == syllable);
        u16::try_from(number.unwrap_or_else(|| panic!("{syllable} is not among the syllables"))).unwrap()
    }
}

/// The main reading of each character, without its tone.
fn read_mandarin() -> BTreeMap<char, String> {
    let rows = lines("pinyin-data/kMandarin_8105.txt");
    rows.iter()
        .map(|line| {
            let (code, rest) = line.split_once(": ").unwrap();
            (code_point(code).unwrap(), toneless(rest.split_whitespace().next().unwrap()))
        })
        .collect()
}

/// Without any mark but the two dots of ü.
fn toneless(reading: &str) -> String {
    reading.nfd().filter(|c| !('\u{300}'..='\u{36F}').contains(c) || *c == '\u{308}').nfc().collect()
}

fn rows(file: &str) -> Vec<Vec<String>> {
    lines(file).iter().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// The characters found by their place.
const NEAR: std::ops::RangeInclusive<char> = '\u{4E00}'..='\u{9FFF}';

const NONE: u16 = u16::MAX;
