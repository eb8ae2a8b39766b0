//! Days' feeds of a list that changes: what is added, corrected, withdrawn, told again and told late.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::COUNTIES;
use super::DAYS;
use super::ORGANISATIONS;
use super::PEOPLE;
use super::SplitMix;

/// What one row says of a record.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) row: String,
    /// `None`: a row of a plain source, all different ones of which stand.
    pub(crate) record: Option<String>,
    pub(crate) time: Option<String>,
    pub(crate) withdraws: bool,
}

/// A day's rows: of an official feed that adds, corrects, withdraws and repeats itself, and of a plain source.
pub(crate) fn feed(day: u32, rows: usize, draw: &mut SplitMix) -> Vec<Said> {
    let mut feed: Vec<Said> = (0..rows).map(|_| said(day, draw)).collect();
    for _ in 0..rows / 10 {
        let again = feed[draw.below(feed.len())].clone();
        feed.push(again);
    }
    feed
}

fn said(day: u32, draw: &mut SplitMix) -> Said {
    let number = draw.below(60);
    let is_organisation = number.is_multiple_of(4);
    let (name, id) = if is_organisation {
        let code = super::organisation_code(&format!("6000{:04}", draw.below(20)));
        let id = super::publish_organisation(&super::unified("91110000", &code), draw.below(8));
        (ORGANISATIONS[draw.below(ORGANISATIONS.len())], id)
    } else {
        let id = super::citizen(
            COUNTIES[draw.below(3)],
            1960 + draw.below(9) as u16,
            DAYS[draw.below(16)],
            draw.below(30) as u16,
        );
        (PEOPLE[draw.below(PEOPLE.len() - 1)], super::publish_person(&id, draw.below(18)))
    };
    if draw.below(3) == 0 {
        let mut row: serde_json::Value =
            serde_json::from_str(&super::row(number, name, &id, "", "")).unwrap();
        row["areaName"] = ["示东", "示西"][draw.below(2)].into();
        return Said { row: row.to_string(), record: None, time: None, withdraws: false };
    }
    // Most are of their day; some come a few days late.
    let of_day = if draw.below(5) == 0 { day.saturating_sub(draw.below(4) as u32).max(1) } else { day };
    let time = format!("2026-11-{of_day:02}T{:02}:{:02}:00", draw.below(24), draw.below(60));
    let withdraws = draw.below(4) == 0;
    let mut row = serde_json::json!({
        "LaoLaiID": number.to_string(), "CaseCode": format!("(2024)示0101执{number}号"), "IName": name, "CardNum": id,
        "CourtName": "示例市示例区人民法院", "AreaName": "示南", "update_time": time.replace('T', " "),
        "InfoActionType": if withdraws { "删除" } else { "修改" },
    });
    if is_organisation {
        row["BuesinessEntity"] = PEOPLE[draw.below(4)].into();
    }
    Said { row: row.to_string(), record: Some(number.to_string()), time: Some(time), withdraws }
}

/// The rows that stand: of each official record the latest word, in the order of times and then of arrival; every row of a
/// plain source, once.
pub(crate) fn standing(all: &[Said]) -> BTreeSet<String> {
    let mut latest: BTreeMap<&str, &Said> = BTreeMap::new();
    let mut rows = BTreeSet::new();
    for said in all {
        match &said.record {
            None => drop(rows.insert(said.row.clone())),
            Some(record) => {
                let known = latest.entry(record).or_insert(said);
                if known.time <= said.time {
                    *known = said;
                }
            }
        }
    }
    rows.extend(latest.values().filter(|said| !said.withdraws).map(|said| said.row.clone()));
    rows
}
