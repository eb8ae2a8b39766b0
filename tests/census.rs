//! How common is this? The worked example of `CENSUS.md`, and what must hold of any list.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;

use proptest::prelude::*;
use shixin::List;
use shixin::index::Key;
use shixin::name::Name;

const DOCUMENT: &str = include_str!("../src/index/census/CENSUS.md");

#[test]
fn the_worked_example_comes_out_as_written() {
    let people = [
        ("张某示", "1101051957****2182"),
        ("张某示", "1101051975****2187"),
        ("王伟", "4405241990****0173"),
        ("阿里木·买买提", "6531011983****2530"),
    ];
    let mut rows: Vec<String> =
        people.iter().enumerate().map(|(at, (name, id))| invented::row(at, name, id, "", "580")).collect();
    rows.push(invented::row(9, "示例建设集团有限公司", "600037341", "", "581"));
    let list = invented::list(rows.iter().map(String::as_str));
    assert_eq!(list.index().census().persons(), 4);
    let example = DOCUMENT.split("```text").nth(1).unwrap().split("```").next().unwrap();
    let mut looked_at = 0;
    for line in example.lines().filter(|line| !line.trim().is_empty()) {
        let mut words = line.split_whitespace();
        let (kind, what) = (words.next().unwrap(), words.next().unwrap());
        let told: f64 = words.next().unwrap().parse().unwrap();
        let found = share(&list, kind, what);
        assert!((found / told - 1.0).abs() < 0.05, "{line}: came out {found:.6}");
        looked_at += 1;
    }
    assert_eq!(looked_at, 8);
}

fn share(list: &List, kind: &str, what: &str) -> f64 {
    let census = list.index().census();
    match kind {
        "region" => census.region_share(what.as_bytes()),
        "year" => census.year_share(what.as_bytes(), 2026),
        "day" => census.day_share(what.as_bytes()),
        "sequence" => census.sequence_share(what.as_bytes()),
        "name" => name_share(list, what),
        _ => panic!("{kind} is no share"),
    }
}

fn name_share(list: &List, name: &str) -> f64 {
    let name = Name::read(name).unwrap();
    let bearers = list.index().find(&Key::of_folded(name.loose())).unwrap().remaining();
    list.index().census().name_share(&name, bearers)
}

#[test]
fn shares_of_all_there_is_add_up() {
    let list = invented::list([invented::row(1, "张某示", "1101051957****2182", "女", "580").as_str()]);
    let census = list.index().census();
    let sum = |shares: &mut dyn Iterator<Item = f64>| shares.sum::<f64>();
    let sequences = sum(&mut (0..1000).map(|it| census.sequence_share(format!("{it:03}").as_bytes())));
    let days = sum(&mut (1..=12).map(|month| census.day_share(format!("{month:02}**").as_bytes())));
    let years = sum(&mut (1880..=2026).map(|year| census.year_share(year.to_string().as_bytes(), 2026)));
    assert!((sequences - 1.0).abs() < 1e-9, "sequence numbers: {sequences}");
    assert!((days - 1.0).abs() < 1e-9, "months: {days}");
    assert!((years - 1.0).abs() < 0.05, "birth years, but for those who lived: {years}");
    let open = [census.sequence_share(b"***"), census.day_share(b"****"), census.year_share(b"****", 2026)];
    assert!(open.iter().all(|share| (share - 1.0).abs() < 1e-9), "nothing shown is everybody: {open:?}");
    let (tens, ones) = (census.sequence_share(b"2*8"), census.sequence_share(b"218"));
    assert!(tens > ones, "what shows less is commoner");
}

#[test]
fn a_person_whose_rows_hide_the_id_differently_counts_once() {
    let shapes = ["1101051957****2182", "1101051957********", "110105********2182", "11010519570312218*"];
    let rows: Vec<String> =
        shapes.iter().enumerate().map(|(at, id)| invented::row(at, "张某示", id, "", "580")).collect();
    let list = invented::list(rows.iter().map(String::as_str));
    assert_eq!(list.index().census().persons(), 1, "four subjects, one person");
    let other = invented::row(9, "张某示", "4405241990****0173", "", "580");
    let list = invented::list(rows.iter().map(String::as_str).chain([other.as_str()]));
    assert_eq!(list.index().census().persons(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_share_is_a_share(
        names in prop::collection::vec("[王李张刘陈欧][伟静秀英敏国示例]{1,2}|[阿买提江木]{2,4}·[阿买提江木]{2,4}", 1..40),
        digits in "[0-9*]{6}",
    ) {
        let rows: Vec<String> =
            names.iter().enumerate().map(|(at, name)| invented::row(at, name, "", "", "580")).collect();
        let list = invented::list(rows.iter().map(String::as_str));
        let census = list.index().census();
        for name in &names {
            let share = name_share(&list, name);
            prop_assert!(share > 0.0 && share <= 1.0, "{}: {}", name, share);
            let name = Name::read(name).unwrap();
            for nth in 0..4 {
                let near = [census.spelling_share(&name, nth), census.reading_share(&name, nth)];
                prop_assert!(near.iter().all(|share| *share > 0.0 && *share <= 1.0), "{:?} {:?}", name, near);
            }
        }
        let digits = digits.as_bytes();
        let shares = [
            census.region_share(digits),
            census.year_share(&digits[..4], 2026),
            census.day_share(&digits[..4]),
            census.sequence_share(&digits[..3]),
        ];
        prop_assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{:?}", shares);
    }

    #[test]
    fn one_more_bearer_never_makes_a_name_rarer(name in "[王李张刘陈][伟静秀英敏国]{1,2}", bearers in 1_u64..1000) {
        let list = invented::list([invented::row(1, "张某示", "", "", "580").as_str()]);
        let (census, name) = (list.index().census(), Name::read(&name).unwrap());
        prop_assert!(census.name_share(&name, bearers + 1) >= census.name_share(&name, bearers));
    }
}
