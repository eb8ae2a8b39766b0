//! A list answers as a naive scan over all its rows does. Nine bytes are a row.

use std::collections::BTreeMap;

use shixin::Query;
use shixin::Strength;

use super::Choices;
use crate::naive::Draft;
use crate::naive::Oracle;
use crate::naive::Texts;
use crate::naive::list_of;

pub(crate) fn holds(bytes: &[u8]) {
    let drafts: Vec<Draft> = bytes.chunks(9).take(ROWS).map(|bytes| draft(&mut Choices(bytes))).collect();
    let Some(list) = list_of(&drafts) else { return };
    let texts: Vec<Texts> = drafts.iter().map(Draft::texts).collect();
    let oracle = Oracle::over(&texts);
    for (id, name) in drafts.iter().flat_map(Draft::questions) {
        let Ok(query) = Query::new(&id, &name) else { continue };
        let verdict = list.answer(&query).unwrap();
        let found: BTreeMap<String, Strength> = verdict
            .matches()
            .iter()
            .flat_map(|it| it.record_ids.iter().map(|record| (record.clone(), it.strength)))
            .collect();
        let (expected, namesakes) = oracle.answer(&query);
        assert_eq!(found, expected, "asked {id:?} {name:?} of {texts:?}");
        if query.name().is_none_or(|name| name.aliases().is_empty()) {
            assert_eq!(verdict.namesakes(), namesakes, "asked {id:?} {name:?} of {texts:?}");
        }
    }
}

fn draft(choices: &mut Choices<'_>) -> Draft {
    Draft {
        organisation: choices.below(3) == 2,
        name: choices.below(16),
        county: choices.below(3),
        year: 1980 + choices.below(2) as u16,
        day: choices.below(16),
        sequence: 10 + choices.below(4) as u16,
        layout: choices.below(19),
        sex: choices.below(3),
        party: choices.below(3),
    }
}

const ROWS: usize = 24;
