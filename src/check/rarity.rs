//! How rare are these digits of a citizen-form number? The parts of the number, each as rare as the census says.

use std::ops::Range;

use crate::id::Pattern;
use crate::id::Visible;
use crate::index::Census;

/// The characters of a published number that were compared, `*` elsewhere.
pub(super) struct Digits {
    slots: [u8; SLOTS],
    /// Nobody is born after this year.
    last_year: u16,
}

impl Digits {
    pub(super) fn of(published: &Pattern, compared: Visible, last_year: u16) -> Self {
        let mut slots = [b'*'; SLOTS];
        for (slot, (place, character)) in slots.iter_mut().zip(published.as_str().bytes()).enumerate() {
            if compared.contains(slot) {
                *place = character;
            }
        }
        Self { slots, last_year }
    }

    /// Whether the digit that tells the sex is among them.
    pub(super) fn tell_sex(&self) -> bool {
        self.slots.get(SEX).is_some_and(|slot| *slot != b'*')
    }

    /// The share of living people whose number shows these digits in these places.
    pub(super) fn share(&self, census: &Census) -> f64 {
        let shows = |part: Part| self.slots.get(part.slots()).is_some_and(|digits| !digits.contains(&b'*'));
        let is_group = shows(Part::Region) && shows(Part::Year) && !shows(Part::Sequence);
        let together = if is_group { REGION_AND_YEAR } else { 1.0 };
        together * PARTS.iter().map(|part| self.part_share(*part, census, &self.slots)).product::<f64>()
    }

    /// The share of living people whose number shows all of these digits but one.
    pub(super) fn one_off_share(&self, census: &Census) -> f64 {
        let whole = self.share(census);
        let opened = PARTS.iter().map(|part| {
            let own = self.part_share(*part, census, &self.slots);
            self.opened_shares(*part, census, own).sum::<f64>() / own.max(f64::MIN_POSITIVE)
        });
        whole * opened.sum::<f64>()
    }

    /// For each shown digit of a part the share of people who have another in its place, and the others the same.
    fn opened_shares(&self, part: Part, census: &Census, own: f64) -> impl Iterator<Item = f64> {
        let shown = part.slots().filter(|slot| self.slots.get(*slot).is_some_and(|shown| *shown != b'*'));
        shown.map(move |slot| {
            let mut opened = self.slots;
            if let Some(place) = opened.get_mut(slot) {
                *place = b'*';
            }
            (self.part_share(part, census, &opened) - own).max(0.0)
        })
    }

    fn part_share(&self, part: Part, census: &Census, slots: &[u8; SLOTS]) -> f64 {
        let digits = slots.get(part.slots()).unwrap_or_default();
        match part {
            Part::Region => census.region_share(digits),
            Part::Year => census.year_share(digits, self.last_year),
            Part::Day => census.day_share(digits),
            Part::Sequence => census.sequence_share(digits),
            Part::Check => {
                let hidden = self.slots.iter().take(SLOTS - 1).any(|slot| *slot == b'*');
                if hidden && digits != b"*" { CHECK_SHARE } else { 1.0 }
            }
        }
    }
}

/// What a citizen-form number consists of (GB 11643-1999).
#[derive(Debug, Clone, Copy)]
enum Part {
    Region,
    Year,
    Day,
    Sequence,
    Check,
}

impl Part {
    const fn slots(self) -> Range<usize> {
        match self {
            Self::Region => 0..6,
            Self::Year => 6..10,
            Self::Day => 10..14,
            Self::Sequence => 14..17,
            Self::Check => 17..18,
        }
    }
}

const PARTS: [Part; 5] = [Part::Region, Part::Year, Part::Day, Part::Sequence, Part::Check];

/// Characters of a citizen-form number.
const SLOTS: usize = 18;

/// The digit whose parity tells the sex.
const SEX: usize = 16;

/// How many times more often a county's code and a year meet than chance has it, where nothing else is shown: codes were in
/// force for some years only, and towns grew. A guess; simulated lists of one province show twice to three times.
const REGION_AND_YEAR: f64 = 2.0;

/// A check character has eleven values.
const CHECK_SHARE: f64 = 1.0 / 11.0;
