//! A list that was updated feed by feed is the list compiled of all of them at once, to the byte; so is one with the feeds laid over
//! it, compacted; and what stands in it is what a naive model says. Six bytes are a row, of one of four days.

use std::collections::BTreeSet;

use shixin::Compiler;
use shixin::Date;
use shixin::compile;
use shixin::compile::Compiled;
use shixin::compile::Layers;
use shixin::compile::Origin;
use shixin::index::Index;
use shixin::policy::Guard;

use super::Choices;
use crate::invented;
use crate::invented::COUNTIES;
use crate::invented::DAYS;
use crate::invented::ORGANISATIONS;
use crate::invented::PEOPLE;
use crate::invented::delta::Said;
use crate::invented::delta::standing;

pub(crate) fn holds(bytes: &[u8]) {
    let mut feeds = vec![Vec::new(); 4];
    for bytes in bytes.chunks(6).take(ROWS) {
        let mut choices = Choices(bytes);
        let feed = choices.below(4);
        feeds[feed].push(said(feed, &mut choices));
    }
    let Ok(base) = compiled(&feeds[..1], 1) else { return };
    let mut list = Index::open(base.into_bytes()).unwrap();
    let mut layers = Layers::over(&list).unwrap().guard(Guard::open());
    for day in 2..=4 {
        let (feed, at_once) = (&feeds[day - 1], compiled(&feeds[..day], day));
        let update = updated(&list, feed, day);
        let laid = layers.take(date(day), rows(feed)).map(drop);
        let Ok(at_once) = at_once else {
            // Nobody is left, which is no list.
            assert!(update.is_err(), "day {day}: an update of nobody");
            return;
        };
        let update = update.unwrap();
        assert!(update.report().adds_up(), "{:?}", update.report().totals);
        assert!(update.as_bytes() == at_once.as_bytes(), "day {day}: other bytes: {feeds:?}");
        list = Index::open(update.into_bytes()).unwrap();
        stands(&list, &feeds[..day]);
        if laid.is_err() {
            return;
        }
        let mut compiler = Compiler::after(layers.index().edition(), date(day));
        compiler.take_list(layers.index()).unwrap();
        let compacted = compiler.finish().unwrap();
        assert!(compacted.as_bytes() == list.as_bytes(), "day {day}: other bytes out of layers: {feeds:?}");
    }
}

fn stands(list: &Index, feeds: &[Vec<Said>]) {
    let found: BTreeSet<String> = (0..list.edition().totals.records as u32)
        .map(|record| list.evidence(record).unwrap().row().to_owned())
        .collect();
    assert!(found == standing(&feeds.concat()), "other rows stand: {found:?} of {feeds:?}");
}

fn said(feed: usize, choices: &mut Choices<'_>) -> Said {
    let number = choices.below(10);
    let what = choices.byte();
    let (name, shape, layout) = (choices.byte(), choices.byte(), choices.byte());
    let (name, id) = if what & 0x80 == 0 {
        let id = invented::citizen(COUNTIES[usize::from(shape) % 3], 1960, DAYS[usize::from(shape >> 4)], 11);
        // The last name is none.
        (PEOPLE[usize::from(name) % (PEOPLE.len() - 1)], invented::publish_person(&id, usize::from(layout)))
    } else {
        let code = invented::organisation_code(&format!("6000{:04}", shape % 20));
        let id = invented::unified("91110000", &code);
        (ORGANISATIONS[usize::from(name) % 12], invented::publish_organisation(&id, usize::from(layout)))
    };
    if what.is_multiple_of(3) {
        return Said {
            row: invented::row(number, name, &id, "", ""),
            record: None,
            time: None,
            withdraws: false,
        };
    }
    let day = 1 + usize::from(what >> 2) % (feed + 1);
    let time = format!("2026-11-{day:02}T{:02}:00:00", layout % 24);
    let withdraws = what & 0x40 != 0;
    let row = serde_json::json!({
        "LaoLaiID": number.to_string(), "IName": name, "CardNum": id, "CaseCode": format!("(2024)示0101执{number}号"),
        "CourtName": "示例市示例区人民法院", "update_time": time.replace('T', " "),
        "InfoActionType": if withdraws { "删除" } else { "修改" },
    });
    Said { row: row.to_string(), record: Some(number.to_string()), time: Some(time), withdraws }
}

fn rows(feed: &[Said]) -> impl Iterator<Item = (Origin, &str)> {
    (1..).zip(feed).map(|(line, said)| (Origin { source: "feed".into(), line }, said.row.as_str()))
}

fn compiled(feeds: &[Vec<Said>], day: usize) -> Result<Compiled, compile::Error> {
    let mut compiler = Compiler::new(date(day)).source("invented").most_rejects(1.0);
    feeds.iter().for_each(|feed| rows(feed).for_each(|(origin, row)| compiler.push(origin, row)));
    compiler.finish()
}

fn updated(base: &Index, feed: &[Said], day: usize) -> Result<Compiled, compile::Error> {
    let mut compiler = Compiler::after(base.edition(), date(day)).most_rejects(1.0);
    compiler.take_list(base).unwrap();
    rows(feed).for_each(|(origin, row)| compiler.push(origin, row));
    compiler.finish()
}

fn date(day: usize) -> Date {
    Date::new(2026, 11, day as u8).unwrap()
}

const ROWS: usize = 40;
