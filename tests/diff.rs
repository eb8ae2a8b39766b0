//! What changed between two lists, against a naive comparison of the rows themselves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::as_conversions,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use invented::COUNTIES;
use invented::DAYS;
use invented::ORGANISATIONS;
use invented::PEOPLE;
use invented::SplitMix;
use shixin::index::Diff;
use shixin::index::Index;
use shixin::index::diff::Kind;
use shixin::index::diff::Ledger;
use shixin::index::diff::RecordChange;
use shixin::record::Role;

/// Of the invented people the last has no name, and without an identifier is nobody's row.
const NAMED: usize = PEOPLE.len() - 1;

/// A row by what may change about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    number: usize,
    name: &'static str,
    id: String,
    ground: &'static str,
    representative: &'static str,
}

impl Row {
    fn draw(number: usize, draw: &mut SplitMix) -> Self {
        let is_organisation = draw.below(4) == 0;
        let ground = draw.pick(&["违反财产报告制度", "违反限制消费令"]);
        let ground =
            if ground.contains("财产") { "违反财产报告制度" } else { "违反限制消费令" };
        let name = if is_organisation {
            ORGANISATIONS[draw.below(ORGANISATIONS.len())]
        } else {
            PEOPLE[draw.below(NAMED)]
        };
        let id = if is_organisation {
            let code = invented::organisation_code(&format!("6000{:04}", draw.below(40)));
            invented::publish_organisation(&invented::unified("91110000", &code), draw.below(8))
        } else {
            let county = COUNTIES[draw.below(3)];
            let id = invented::citizen(
                county,
                1960 + draw.below(20) as u16,
                DAYS[draw.below(16)],
                draw.below(90) as u16,
            );
            invented::publish_person(&id, draw.below(18))
        };
        let representative = if is_organisation { PEOPLE[draw.below(NAMED)] } else { "" };
        Self { number, name, id, ground, representative }
    }

    fn json(&self) -> String {
        let mut row: serde_json::Value =
            serde_json::from_str(&invented::row(self.number, self.name, &self.id, "", "")).unwrap();
        row["disruptTypeName"] = self.ground.into();
        row["businessEntity"] = self.representative.into();
        row["courtName"] = format!("示例市第{}人民法院", self.number % 3).into();
        row.to_string()
    }
}

fn index(rows: &BTreeMap<usize, Row>) -> Index {
    let rows: Vec<String> = rows.values().map(Row::json).collect();
    Index::open(invented::compiled(rows.iter().map(String::as_str)).into_bytes()).unwrap()
}

/// Some rows gone, some new, some corrected: of the last some in the name.
fn changed(rows: &BTreeMap<usize, Row>, draw: &mut SplitMix) -> BTreeMap<usize, Row> {
    let mut after = rows.clone();
    for number in rows.keys() {
        match draw.below(12) {
            0 => drop(after.remove(number)),
            1 => drop(after.insert(*number, Row::draw(*number, draw))),
            2 => after.get_mut(number).unwrap().ground = "以虚假诉讼规避执行",
            _ => {}
        }
    }
    for number in 0..draw.below(rows.len() / 8 + 2) {
        after.insert(10_000 + number, Row::draw(10_000 + number, draw));
    }
    after
}

#[test]
fn records_that_came_left_or_changed_are_those_that_a_naive_comparison_finds() {
    for seed in 0..24 {
        let mut draw = SplitMix(seed);
        let rows: BTreeMap<usize, Row> =
            (1..40 + seed as usize * 8).map(|number| (number, Row::draw(number, &mut draw))).collect();
        let after = changed(&rows, &mut draw);
        let (old, new) = (index(&rows), index(&after));
        let (told, summary) = told(Diff::new(&old, &new).unwrap(), &old, &new);
        let mut expected: Vec<(String, Kind)> = Vec::new();
        for number in rows.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
            let kind = match (rows.get(number), after.get(number)) {
                (Some(_), None) => Kind::Removed,
                (None, Some(_)) => Kind::Added,
                (Some(one), Some(other)) if one != other => Kind::Changed,
                _ => continue,
            };
            expected.push((number.to_string(), kind));
        }
        let mut found: Vec<(String, Kind)> =
            told.iter().map(|change| (change.record.clone(), change.change)).collect();
        found.sort_by_key(|(record, _)| record.parse::<usize>().unwrap());
        assert_eq!(found, expected, "seed {seed}");
        let of = |kind| expected.iter().filter(|(_, it)| *it == kind).count() as u64;
        let counts = summary.records;
        assert_eq!(
            (counts.added, counts.removed, counts.changed),
            (of(Kind::Added), of(Kind::Removed), of(Kind::Changed))
        );
        let by_court: u64 = summary.courts.values().map(|it| it.added + it.removed + it.changed).sum();
        assert_eq!(by_court, expected.len() as u64, "every record has one court");
        for change in &told {
            let row = |rows: &BTreeMap<usize, Row>| rows.get(&change.record.parse().unwrap()).map(Row::json);
            assert_eq!(change.before.as_ref().map(|it| it.row().to_owned()), row(&rows));
            assert_eq!(change.after.as_ref().map(|it| it.row().to_owned()), row(&after));
        }
    }
}

#[test]
fn subjects_that_came_left_or_changed_are_those_whose_records_did() {
    for seed in 100..116 {
        let mut draw = SplitMix(seed);
        let rows: BTreeMap<usize, Row> =
            (1..200).map(|number| (number, Row::draw(number, &mut draw))).collect();
        let after = changed(&rows, &mut draw);
        let (old, new) = (index(&rows), index(&after));
        for by_keys in [false, true] {
            let diff = Diff::new(&old, &new).unwrap();
            let diff = if by_keys { diff.by_keys() } else { diff };
            let changes: Vec<_> = diff.map(Result::unwrap).collect();
            let mut named: BTreeSet<String> = BTreeSet::new();
            for change in &changes {
                let subject = change.subject.subject();
                let place =
                    format!("{} {} {:?} {:?}", subject.name, subject.id, subject.role, subject.defect);
                assert!(named.insert(place), "seed {seed}: told twice: {subject:?}");
                assert!(!change.records.is_empty(), "nothing happened to {subject:?}");
            }
            let (before, now) = (subjects(&old, !by_keys), subjects(&new, !by_keys));
            let expected: BTreeSet<&String> = before
                .keys()
                .chain(now.keys())
                .filter(|subject| before.get(*subject) != now.get(*subject))
                .collect();
            assert_eq!(named.iter().collect::<BTreeSet<_>>(), expected, "seed {seed}");
        }
    }
}

/// Everybody in a list, with the record ids, and the rows too, under which they stand.
fn subjects(index: &Index, with_rows: bool) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let totals = index.edition().totals;
    for id in shixin::index::SubjectId::all(0..(totals.subjects + totals.responsible) as u32) {
        let filed = index.subject(id).unwrap();
        let subject = filed.subject();
        let place = format!("{} {} {:?} {:?}", subject.name, subject.id, subject.role, subject.defect);
        for record in subject.records.clone() {
            let mut said = index.record_id(record).unwrap();
            if with_rows {
                said.push_str(index.evidence(record).unwrap().row());
            }
            found.entry(place.clone()).or_default().push(said);
        }
    }
    found.values_mut().for_each(|records| records.sort());
    found
}

#[test]
fn a_list_does_not_differ_from_itself() {
    let mut draw = SplitMix(7);
    let rows: BTreeMap<usize, Row> = (1..300).map(|number| (number, Row::draw(number, &mut draw))).collect();
    let list = index(&rows);
    assert_eq!(Diff::new(&list, &list).unwrap().count(), 0);
    assert!(list.edition().totals.responsible > 5, "some answer for organisations");
}

#[test]
fn one_record_number_in_two_cases_is_two_records_unless_the_feed_is_official() {
    let row = |name: &str, case: &str| {
        invented::row(5, name, "1101051949****002X", "", "").replace("(2024)示0101执5号", case)
    };
    let list = |row: &str| Index::open(invented::compiled([row]).into_bytes()).unwrap();
    for (before, after, expected, because) in [
        (
            row("张某示", "(2024)示1执1号"),
            row("王某示", "（2024）示1执1号"),
            vec![Kind::Changed],
            "a name corrected",
        ),
        (
            row("张某示", "(2024)示1执1号"),
            row("王某示", "(2024)示9执9号"),
            vec![Kind::Removed, Kind::Added],
            "sources number their rows alike",
        ),
        (
            official("张某示", "(2024)示1执1号"),
            official("王某示", "(2024)示9执9号"),
            vec![Kind::Changed],
            "an official number is one record's",
        ),
    ] {
        let (old, new) = (list(&before), list(&after));
        let (told, _) = told(Diff::new(&old, &new).unwrap(), &old, &new);
        let mut kinds: Vec<Kind> = told.iter().map(|change| change.change).collect();
        kinds.sort_by_key(|kind| *kind == Kind::Added);
        assert_eq!(kinds, expected, "{because}");
    }
}

fn official(name: &str, case: &str) -> String {
    serde_json::json!({"LaoLaiID": "9", "CaseCode": case, "IName": name, "CardNum": "11010519491231002X",
        "CourtName": "示例市示例区人民法院", "InfoActionType": "新增"})
    .to_string()
}

#[test]
fn what_is_told_has_no_complete_id_and_no_third_party() {
    let row = invented::row(5, "张某示", "11010519491231002X", "女", "");
    let old = Index::open(invented::compiled([row.as_str()]).into_bytes()).unwrap();
    let other = invented::row(6, "王某示", "4405241990****0173", "", "");
    let new = Index::open(invented::compiled([other.as_str()]).into_bytes()).unwrap();
    let (told, _) = told(Diff::new(&old, &new).unwrap(), &old, &new);
    let lines: Vec<String> = told.iter().map(|change| serde_json::to_string(change).unwrap()).collect();
    let all = lines.join("\n");
    assert!(all.contains("\"change\":\"removed\",\"record\":\"5\"") && all.contains("张某示"), "{all}");
    assert!(!all.contains("11010519491231002X") && !all.contains("钱某第三人"), "{all}");
}

fn told(diff: Diff<'_>, old: &Index, new: &Index) -> (Vec<RecordChange>, shixin::index::diff::Summary) {
    let mut ledger = Ledger::default();
    for change in diff {
        let change = change.unwrap();
        let is_listed = change.subject.subject().role == Role::Listed;
        assert!(is_listed || !change.records.is_empty());
        ledger.take(&change);
    }
    let mut told = Vec::new();
    let summary = ledger
        .tell::<shixin::index::Error>(old, new, |change| {
            told.push(change.clone());
            Ok(())
        })
        .unwrap();
    (told, summary)
}
