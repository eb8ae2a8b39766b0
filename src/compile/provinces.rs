//! How many of the records are of each province's courts? A part of the list that is missing shows there first.

use std::collections::BTreeMap;
use std::collections::HashMap;

use crate::index::Edition;

/// Provinces as rows name them, by number while rows are sorted.
#[derive(Default)]
pub(super) struct Provinces {
    numbers: HashMap<String, u32>,
    /// Of each number from 1 on: the province, and its records.
    counts: Vec<(String, u64)>,
}

impl Provinces {
    /// The number of a province: 0 for none, and for those that a feed of garbage names beyond [`MOST_KNOWN`].
    pub(super) fn number_of(&mut self, province: Option<&str>) -> u32 {
        let Some(province) = province else { return 0 };
        if let Some(number) = self.numbers.get(province) {
            return *number;
        }
        if self.counts.len() >= MOST_KNOWN {
            return 0;
        }
        self.counts.push((province.to_owned(), 0));
        let number = u32::try_from(self.counts.len()).unwrap_or(0);
        self.numbers.insert(province.to_owned(), number);
        number
    }

    pub(super) fn count(&mut self, number: u32) {
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        if let Some((_, records)) = place.and_then(|place| self.counts.get_mut(place)) {
            *records = records.saturating_add(1);
        }
    }

    /// Records by province, those of the most where they are more than an edition keeps.
    pub(super) fn finish(self) -> BTreeMap<String, u64> {
        let mut counts = self.counts;
        counts.retain(|(_, records)| *records > 0);
        counts.sort_unstable_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        counts.truncate(Edition::MOST_PROVINCES);
        counts.into_iter().collect()
    }
}

/// Beyond this many a feed has other things in the field.
const MOST_KNOWN: usize = 1 << 16;
