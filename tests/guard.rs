//! Law 6: an edition that shrinks or grows implausibly, or whose rows are mostly rejects, is refused unless told otherwise.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

use shixin::Compiler;
use shixin::Date;
use shixin::List;
use shixin::Screener;
use shixin::compile;
use shixin::compile::Origin;
use shixin::index::Edition;
use shixin::policy::Guard;
use shixin::policy::Implausible;
use shixin::screener::ReloadError;

#[test]
fn editions_that_may_and_may_not_follow_one_another() {
    let day = Date::new(2026, 11, 1).unwrap();
    let next = Date::new(2026, 11, 2).unwrap();
    let before = edition(day, 1000, 100);
    for (after, expected, because) in [
        (edition(next, 1000, 100), "admitted", "the same size a day later"),
        (edition(next, 790, 90), "admitted", "a fifth of 1 100 may leave: 880 remain"),
        (edition(next, 779, 100), "shrunk", "one more is gone than a fifth"),
        (edition(next, 1500, 150), "admitted", "half as many may come"),
        (edition(next, 1551, 100), "grown", "one more than half as many"),
        (edition(next, 1100, 0), "class gone", "as many records, and every organisation is gone"),
        (edition(Date::new(2026, 10, 31).unwrap(), 1000, 100), "older", "an earlier day must not follow"),
    ] {
        assert_eq!(word(&Guard::default().admit(&before, &after)), expected, "{because}");
        assert_eq!(
            word(&Guard::open().admit(&before, &after)),
            "admitted",
            "told otherwise, {because} passes"
        );
    }
    let small = edition(day, 99, 0);
    assert_eq!(
        word(&Guard::default().admit(&small, &edition(next, 1, 0))),
        "admitted",
        "99 records: shares say nothing"
    );
}

#[test]
fn a_delta_tells_of_few_days_and_a_snapshot_of_all() {
    let of = |month, day| edition(Date::new(2026, month, day).unwrap(), 9, 0);
    let before = of(11, 1);
    for (after, expected) in
        [(of(11, 1), "admitted"), (of(11, 8), "admitted"), (of(11, 9), "gap"), (of(10, 31), "older")]
    {
        assert_eq!(word(&Guard::default().admit_delta(&before, &after)), expected, "{}", after.as_of);
        assert_eq!(word(&Guard::open().admit_delta(&before, &after)), "admitted", "told otherwise");
    }
    assert_eq!(
        word(&Guard::default().admit(&before, &of(12, 31))),
        "admitted",
        "a snapshot tells the whole list"
    );
}

#[test]
fn a_desk_does_not_take_up_a_list_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.shixin");
    let of = |day: u8, from: u64| {
        let mut compiler = Compiler::new(Date::new(2026, 11, day).unwrap());
        for number in from..from + 200 {
            let row = format!(
                r#"{{"id":{number},"iname":"张某示","cardNum":"110105{}****{:03}X"}}"#,
                1949 + number / 1000,
                number % 1000
            );
            compiler.push(Origin { source: "test".into(), line: number }, &row);
        }
        compiler.finish().unwrap()
    };
    let _ = of(1, 0).publish(&path).unwrap();
    let desk = Screener::builder().list(&path).build().unwrap();
    let _ = of(2, 5000).publish(&path).unwrap();
    let error = desk.reload().unwrap_err();
    let left = Implausible::Left { before: 200, gone: 200, percent: 100.0, limit: 20.0 };
    assert!(matches!(&error, ReloadError::Implausible(found) if *found == left), "{error}");
    let (one, other) = (of(1, 0), of(2, 5000));
    assert_eq!(
        word(&Guard::default().admit(one.edition(), other.edition())),
        "admitted",
        "the sizes are the same"
    );
    let mut guard = Guard::default();
    guard.most_gone = 1.0;
    let came = Implausible::Came { before: 200, new: 200, percent: 100.0, limit: 50.0 };
    assert_eq!(guard.admit_list(one.index(), other.index()), Err(came));
    Guard::open().admit_list(one.index(), other.index()).unwrap();
    let _ = of(2, 40).publish(&path).unwrap();
    desk.reload().unwrap();
}

#[test]
fn parts_and_sources_that_may_and_may_not_change() {
    let of = |source: &str, counts: &[(&str, u64)]| {
        let mut compiler = Compiler::new(Date::new(2026, 11, 1).unwrap()).source(source);
        let mut number = 0;
        for (province, records) in counts {
            for _ in 0..*records {
                number += 1;
                let row = format!(
                    r#"{{"id":{number},"iname":"张某示","cardNum":"110105{}****{:03}X","areaName":"{province}"}}"#,
                    1949 + number / 1000,
                    number % 1000
                );
                compiler.push(Origin { source: "test".into(), line: number }, &row);
            }
        }
        List::from_bytes(compiler.finish().unwrap().into_bytes()).unwrap().edition().clone()
    };
    let before = of("court", &[("示东", 300), ("示西", 20), ("示北", 19), ("", 5)]);
    assert_eq!(before.provinces.len(), 3, "a row without a province counts for none");
    for (after, expected, because) in [
        (
            of("court", &[("示东", 290), ("示西", 1), ("示北", 19)]),
            "admitted",
            "one record of twenty is left",
        ),
        (of("court", &[("示东", 320), ("示北", 19)]), "province gone", "twenty records and none is left"),
        (of("court", &[("示东", 300), ("示西", 20)]), "admitted", "nineteen may be a misspelling"),
        (
            of("court", &[("示东", 300), ("示西", 20), ("示南", 20)]),
            "province came",
            "another province's feed",
        ),
        (
            of("court", &[("示东", 300), ("示西", 20), ("示南", 19)]),
            "admitted",
            "nineteen may be a misspelling",
        ),
        (of("mirror", &[("示东", 300), ("示西", 20)]), "other source", "another source"),
        (of("", &[("示东", 300), ("示西", 20)]), "admitted", "a source that is not told"),
        (of("court", &[("", 340)]), "admitted", "a feed that tells no provinces"),
    ] {
        let admitted = Guard::default().admit(&before, &after);
        assert_eq!(word(&admitted), expected, "{because}");
        assert_eq!(
            word(&Guard::open().admit(&before, &after)),
            "admitted",
            "told otherwise, it passes: {because}"
        );
        if let Err(error) = admitted {
            assert!(error.to_string().contains("(`allow_"), "the switch is named: {error}");
        }
    }
    let mut spoilt = before.clone();
    (spoilt.totals.rows, spoilt.totals.spoilt) = (1000, 100);
    assert_eq!(word(&Guard::default().admit(&before, &spoilt)), "admitted", "a tenth may be");
    spoilt.totals.spoilt = 101;
    assert_eq!(word(&Guard::default().admit(&before, &spoilt)), "spoilt", "one more than a tenth");
    assert_eq!(word(&Guard::open().admit(&before, &spoilt)), "admitted", "told otherwise it passes");
}

#[test]
fn a_feed_that_is_mostly_rejects_makes_no_list() {
    let broken = |share: f64, garbage: u64| {
        let mut compiler = Compiler::new(Date::new(2026, 11, 1).unwrap()).most_rejects(share);
        push_people(&mut compiler, 100 - garbage, 0);
        for line in 0..garbage {
            compiler.push(Origin { source: "test".into(), line }, "<html>502 Bad Gateway</html>");
        }
        compiler.finish()
    };
    assert!(broken(0.1, 10).unwrap().report().adds_up(), "ten in a hundred are just allowed");
    let error = broken(0.1, 11).unwrap_err();
    assert!(matches!(error, compile::Error::MostlyRejects { spoilt: 11, .. }), "{error}");
    assert_eq!(error.report().unwrap().rejects.len(), 11, "the error hands out what is wrong");
    assert_eq!(broken(1.0, 99).unwrap().edition().totals.records, 1, "told otherwise, the rest makes a list");
    assert!(matches!(broken(1.0, 100), Err(compile::Error::Empty { .. })), "nothing at all never does");
}

fn word(admitted: &Result<(), Implausible>) -> &'static str {
    match admitted {
        Ok(()) => "admitted",
        Err(Implausible::Shrunk { .. }) => "shrunk",
        Err(Implausible::Grown { .. }) => "grown",
        Err(Implausible::ClassGone { .. }) => "class gone",
        Err(Implausible::Older { .. }) => "older",
        Err(Implausible::Gap { .. }) => "gap",
        Err(Implausible::ProvinceGone { .. }) => "province gone",
        Err(Implausible::ProvinceCame { .. }) => "province came",
        Err(Implausible::Spoilt { .. }) => "spoilt",
        Err(Implausible::OtherSource { .. }) => "other source",
        Err(other) => panic!("unexpected: {other}"),
    }
}

fn edition(as_of: Date, persons: u64, organisations: u64) -> Edition {
    let mut compiler = Compiler::new(as_of);
    push_people(&mut compiler, persons, organisations);
    let list = List::from_bytes(compiler.finish().unwrap().into_bytes()).unwrap();
    assert_eq!(
        (list.edition().totals.persons, list.edition().totals.organisations),
        (persons, organisations)
    );
    list.edition().clone()
}

fn push_people(compiler: &mut Compiler, persons: u64, organisations: u64) {
    for number in 0..persons + organisations {
        let name =
            if number < persons { "张某示".to_owned() } else { format!("示例{number}号有限公司") };
        let id = if number < persons {
            format!("110105{}****{:03}X", 1949 + number / 1000, number % 1000)
        } else {
            String::new()
        };
        let row = format!(r#"{{"id":{number},"iname":"{name}","cardNum":"{id}"}}"#);
        compiler.push(Origin { source: "test".into(), line: number }, &row);
    }
}

#[test]
fn a_feed_in_two_encodings_makes_no_list() {
    let mut compiler = Compiler::new(Date::new(2026, 11, 1).unwrap());
    push_people(&mut compiler, 80, 0);
    for line in 0..20 {
        let row = format!(
            "{{\"id\":{line},\"iname\":\"寮\u{FFFD}煇绀篭\",\"cardNum\":\"110106{}****0021\"}}",
            1950 + line
        );
        compiler.push(Origin { source: "mojibake".into(), line }, &row);
    }
    let error = compiler.finish().unwrap_err();
    assert!(
        matches!(error, compile::Error::MostlyRejects { spoilt: 20, .. }),
        "who was listed is not any more: {error}"
    );
}

#[test]
fn a_population_smaller_than_the_list_is_refused() {
    let set = |people: u64, organisations: u64| {
        let mut compiler =
            Compiler::new(Date::new(2026, 11, 1).unwrap()).population(people).organisations(organisations);
        push_people(&mut compiler, 3, 2);
        compiler.finish().map(|compiled| compiled.edition().population)
    };
    assert_eq!(set(3, 2).unwrap(), 3, "all of them are listed");
    for (people, organisations) in [(0, 2), (2, 2), (3, 1), (3, 0)] {
        let error = set(people, organisations).unwrap_err();
        assert!(
            matches!(error, compile::Error::Population { .. }),
            "lookalikes of none would block all: {error}"
        );
    }
}
