//! What did the list below count of those who are hidden?

use std::collections::BTreeMap;

use crate::id::Subject as Class;
use crate::index::Defect;
use crate::index::Edition;
use crate::index::Filed;
use crate::index::Index;
use crate::index::Totals;
use crate::record::Role;

/// Counts of subjects that are hidden.
#[derive(Clone, Default)]
pub(super) struct Without {
    pub(super) totals: Totals,
    provinces: BTreeMap<String, u64>,
}

impl Without {
    pub(super) fn count(&mut self, filed: &Filed) {
        let subject = filed.subject();
        let records = u64::try_from(subject.records.len()).unwrap_or(u64::MAX);
        let totals = &mut self.totals;
        let add = |count: &mut u64, by: u64| *count = count.saturating_add(by);
        let is_listed = subject.role == Role::Listed;
        let flagged = if is_listed { records } else { 1 };
        match subject.defect {
            Some(Defect::Minor) => add(&mut totals.minors, flagged),
            Some(Defect::BornLater) => add(&mut totals.born_later, flagged),
            None => {}
        }
        if !is_listed {
            return add(&mut totals.responsible, 1);
        }
        add(&mut totals.records, records);
        add(&mut totals.subjects, 1);
        add(&mut totals.without_id, u64::from(subject.ids().next().is_none()));
        match subject.class {
            Some(Class::Organisation) => add(&mut totals.organisations, 1),
            _ => add(&mut totals.persons, 1),
        }
    }

    pub(super) fn count_province(&mut self, province: Option<&str>) {
        if let Some(province) = province {
            let records = self.provinces.entry(province.to_owned()).or_default();
            *records = records.saturating_add(1);
        }
    }
}

/// Records by province of the list and what stands above it.
pub(super) fn provinces(base: &Edition, without: &Without, above: Option<&Index>) -> BTreeMap<String, u64> {
    let mut provinces = base.provinces.clone();
    for (province, records) in &without.provinces {
        if let Some(there) = provinces.get_mut(province) {
            *there = there.saturating_sub(*records);
        }
    }
    for (province, records) in above.into_iter().flat_map(|above| &above.edition().provinces) {
        let there = provinces.entry(province.clone()).or_default();
        *there = there.saturating_add(*records);
    }
    provinces.retain(|_, records| *records > 0);
    provinces
}
