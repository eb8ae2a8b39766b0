//! The laws that no case may break, each over many inputs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fmt::Display;

use proptest::prelude::*;
use shixin::Compiler;
use shixin::List;
use shixin::Outcome;
use shixin::Query;
use shixin::Strength;
use shixin::check;
use shixin::compile;
use shixin::compile::Compiled;
use shixin::compile::Origin;
use shixin::id::Id;
use shixin::id::Pattern;
use shixin::index::Key;
use shixin::name::Name;
use shixin::policy::Stale;
use shixin::record::Record;

use invented::COUNTIES;
use invented::DAYS;
use invented::ORGANISATIONS;
use invented::PEOPLE;

// ---- Law 1: never Clear but from a verified list in date, fully searched

#[test]
fn a_stale_edition_gives_no_answer() {
    let list = specimen_list();
    let ask = |day: &str, name| {
        list.answer(&Query::new("440524188001010014", name).unwrap().on(day.parse().unwrap()))
    };
    for name in ["赵某无", "张某示"] {
        for day in ["2026-11-01", "2026-12-02"] {
            assert_eq!(ask(day, name).unwrap().outcome(), Outcome::Clear, "{day} is within 31 days");
        }
        let old = ask("2026-12-03", name);
        assert!(matches!(old, Err(check::Error::Stale(Stale::TooOld { age: 32, limit: 31, .. }))), "{old:?}");
        let early = ask("2026-10-31", name);
        assert!(matches!(early, Err(check::Error::Stale(Stale::NotYet { .. }))), "{early:?}");
    }
}

#[test]
fn what_cannot_be_read_gives_no_answer() {
    let list = specimen_list();
    let ids = [
        "11010519491231001X",
        "440308199902301512",
        "201511221897205960",
        "1101051949****002X",
        "0",
        "…",
        "张某示",
        "1234567",
        "110105194912310021",
        "91350100M000100Y4",
        "H123",
        "\u{0}",
        "11010519491231002X11010519491231002X",
    ];
    for id in ids {
        for name in ["张某示", "赵某无", ""] {
            let error = list.check(id, name).expect_err(id);
            assert!(matches!(error, check::Error::Query(check::QueryError::Id(_))), "{id}: {error}");
        }
    }
    for name in ["暂无", "……", "\u{7}", "????"] {
        for id in ["", "440524188001010014"] {
            let error = list.check(id, name).expect_err(name);
            assert!(matches!(error, check::Error::Query(check::QueryError::Name(_))), "{name}: {error}");
        }
    }
    assert!(matches!(list.check("", "赵?无"), Err(check::Error::Query(check::QueryError::NameLost))));
    assert!(matches!(list.check(" ", "　"), Err(check::Error::Query(check::QueryError::Nothing))));
}

#[test]
fn an_empty_list_is_not_made() {
    let compiler = Compiler::new("2026-11-01".parse().unwrap());
    assert!(matches!(compiler.finish(), Err(compile::Error::Empty { .. })));
}

// ---- Law 2: nobody is stopped for a name

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_name_alone_blocks_nobody(feed in feed(), asked in prop::collection::vec(0..27_usize, 8)) {
        let Ok(compiled) = compile_feed(&feed) else { return Ok(()) };
        let list = List::from_bytes(compiled.into_bytes()).unwrap();
        for nth in asked {
            let name = PEOPLE.iter().chain(&ORGANISATIONS).nth(nth).unwrap();
            if let Ok(verdict) = list.check("", name) {
                prop_assert_ne!(verdict.outcome(), Outcome::Block);
                prop_assert!(verdict.strength() <= Some(Strength::Possible));
            }
        }
    }

// ---- Law 3: nothing is dropped in silence

    #[test]
    fn every_row_is_in_the_list_or_among_the_rejects(feed in feed()) {
        let compiled = match compile_feed(&feed) {
            Ok(compiled) => compiled,
            Err(error) => {
                let report = error.report().expect("only its rows keep such a feed from making a list");
                prop_assert_eq!(report.totals.rows, feed.len() as u64);
                return Ok(());
            }
        };
        let report = compiled.report().clone();
        prop_assert!(report.adds_up(), "{:?}", report.totals);
        prop_assert_eq!(report.totals.rows, feed.len() as u64);
        let list = List::from_bytes(compiled.into_bytes()).unwrap();
        let totals = list.edition().totals;
        prop_assert_eq!((totals.rows, totals.records), (report.totals.rows, report.totals.records));
        prop_assert_eq!(totals.records + totals.repeats + totals.rejects, totals.rows);
        list.index().verify().unwrap();
        let mut kept = BTreeSet::new();
        for record in 0..u32::try_from(report.totals.records).unwrap() {
            kept.insert(list.index().evidence(record).unwrap().row().to_owned());
        }
        for reject in &report.rejects {
            let line = usize::try_from(reject.origin.line).unwrap();
            prop_assert_eq!(&reject.row, &feed[line - 1], "a reject says where it stood");
            prop_assert!(!reject.reason.to_string().is_empty());
        }
        let rejected: BTreeSet<String> = report.rejects.into_iter().map(|reject| reject.row).collect();
        for row in &feed {
            prop_assert!(kept.contains(row) || rejected.contains(row), "neither kept nor rejected: {}", row);
        }
        for row in kept.iter().chain(&rejected) {
            prop_assert!(feed.contains(row), "nobody sent this: {}", row);
        }
    }

// ---- Law 4: the same question, the same verdict

    #[test]
    fn the_same_question_has_the_same_verdict(feed in feed()) {
        let Ok(compiled) = compile_feed(&feed) else { return Ok(()) };
        let list = List::from_bytes(compiled.as_bytes().to_vec()).unwrap();
        let again = List::from_bytes(compiled.into_bytes()).unwrap();
        let answers = |list: &List| -> Vec<String> {
            let answer = |(id, name): &(String, String)| format!("{:?}", list.check(id, name));
            questions().iter().map(answer).collect()
        };
        let first = answers(&list);
        let (one, other) = std::thread::scope(|scope| {
            let threads = [scope.spawn(|| answers(&list)), scope.spawn(|| answers(&again))];
            let [one, other] = threads.map(|thread| thread.join().unwrap());
            (one, other)
        });
        prop_assert_eq!(&first, &one);
        prop_assert_eq!(&first, &other);
        prop_assert_eq!(first, answers(&list));
    }

// ---- Law 9: the same rows, the same bytes

    #[test]
    fn the_same_rows_give_the_same_bytes(feed in feed()) {
        let (Ok(one), Ok(other)) = (compile_feed(&feed), compile_feed(&feed)) else { return Ok(()) };
        prop_assert!(one.as_bytes() == other.as_bytes());
        let plain: Vec<String> = feed.into_iter().filter(|row| !row.contains("LaoLaiID")).collect();
        let reversed: Vec<String> = plain.iter().rev().cloned().collect();
        let (Ok(one), Ok(other)) = (compile_feed(&plain), compile_feed(&reversed)) else { return Ok(()) };
        prop_assert!(one.as_bytes() == other.as_bytes(), "in reverse");
    }

// ---- Law 5: hidden digits and third parties' text stay where they are

    #[test]
    fn no_id_shows_what_it_hides(county in 0..COUNTIES.len(), day in 0..DAYS.len(), sequence in 0..999_u16, layout in 0..invented::PERSON_LAYOUTS) {
        let text = invented::citizen(COUNTIES[county], 1984, DAYS[day], sequence);
        let id = Id::parse(&text).unwrap();
        let secrets = [text.clone(), text[6..14].to_owned(), text[10..17].to_owned()];
        silent(&secrets, [&id as &dyn Shown, &Query::new(&text, "张某示").unwrap().id().copied().unwrap()])?;
        let published = invented::publish_person(&text, layout);
        if let Ok(pattern) = Pattern::read(&published) {
            let hidden = [text.clone(), text[10..17].to_owned(), invented::fifteen(&text)];
            silent(&hidden, [&pattern as &dyn Shown])?;
            prop_assert!(pattern.complete().is_some() || !pattern.as_str().contains(&text[10..17]));
        }
    }
}

#[test]
fn no_output_shows_a_complete_id_or_a_third_partys_text() {
    let secret = "330106198506150484";
    let code = "91350100M000100Y43";
    let third = invented::DUTY;
    let official = |number: &str, name: &str, id: &str| {
        format!(
            r#"{{"LaoLaiID":"{number}","IName":"{name}","CardNum":"{id}","Duty":"{third}","duty":"{third}乙","qysler":[{{"iname":"钱某示","cardNum":"{secret}"}}],"note":"{third}"}}"#
        )
    };
    let rows = [
        official("1", "冯某示", secret),
        official("2", "示平市华例商贸有限公司", code),
        official("3", "暂无", ","),
        format!("not a row {secret} {third}"),
        format!(r#"{{"unknown":"{secret} {third}"}}"#),
    ];
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap());
    for (line, row) in (1..).zip(&rows) {
        compiler.push(Origin { source: "official".into(), line }, row);
    }
    let mut outputs = vec![format!("{compiler:?}")];
    let compiled = compiler.finish().unwrap();
    outputs.push(format!("{compiled:?} {:?} {:#?}", compiled.report(), compiled.edition()));
    for reject in &compiled.report().rejects {
        outputs.push(format!("{reject:?} {} {:?}", reject.reason, reject.reason));
    }
    assert_eq!(compiled.report().rejects.len(), 3);
    outputs.extend(rows.iter().map(|row| format!("{:?} {:#?}", Record::read(row), Record::read(row).flaws)));
    let list = List::from_bytes(compiled.into_bytes()).unwrap();
    outputs.push(format!("{list:?}"));
    for (id, name) in [
        (secret, "冯某示"),
        (secret, "冯某例"),
        (code, "示平市华例商贸有限公司"),
        (secret, ""),
        ("", "冯某示"),
    ] {
        let query = Query::new(id, name).unwrap();
        let verdict = list.answer(&query).unwrap();
        assert_ne!(verdict.outcome(), Outcome::Clear, "{name}");
        outputs.push(format!("{query:?} {verdict:?} {} {}", verdict.because(), verdict.because_chinese()));
        for one in verdict.matches() {
            outputs.push(format!("{one:?} {:?}", list.index().subject(one.subject).unwrap()));
            outputs.push(format!("{:?}", list.evidence(one).unwrap()));
            let json = serde_json::to_string(&list.evidence(one).unwrap()).unwrap();
            assert!(!json.contains(third) && !json.contains(secret) && !json.contains("19850615"), "{json}");
        }
    }
    for id in [
        &format!("{secret}1"),
        &secret.replace('4', "5"),
        &format!("{}X", &secret[..17]),
        &format!("x{secret}"),
    ] {
        let error = list.check(id, "冯某示").unwrap_err();
        let output = format!("{error} {error:?}");
        assert!(!output.contains(&id[6..14]), "{output}");
    }
    for output in outputs {
        for word in [secret, code, third, "钱某第三人", "85061504", "19850615"] {
            assert!(!output.contains(word), "{word} in {output}");
        }
    }
}

#[test]
fn third_partys_text_is_no_key() {
    let row = invented::row(1, "张某示", "1101051949****002X", "女", "580");
    let list = invented::list([row.as_str()]);
    for name in ["钱某第三人", "钱某", invented::DUTY] {
        let name = Name::read(name).unwrap();
        let found = Key::of_name(&name)
            .into_iter()
            .map(|key| list.index().find(&key).unwrap().count())
            .sum::<usize>();
        assert_eq!(found, 0, "{name:?}");
    }
    let verdict = list.check("11010519491231002X", "张某示").unwrap();
    let evidence = list.evidence(&verdict.matches()[0]).unwrap();
    assert_eq!(evidence[0].record().duty.unwrap().reveal(), invented::DUTY, "kept, for whoever asks");
}

/// What can be printed both ways.
trait Shown: Debug + Display {}
impl<T: Debug + Display> Shown for T {}

fn silent<const N: usize>(secrets: &[String], shown: [&dyn Shown; N]) -> Result<(), TestCaseError> {
    for one in shown {
        let output = format!("{one} {one:?} {one:#?}");
        for secret in secrets {
            prop_assert!(!output.contains(secret), "{} in {}", secret, output);
        }
    }
    Ok(())
}

// ---- feeds

/// Rows as they come: right ones, repeats, other rows under the same number, corrections and withdrawals of an official
/// feed, damaged ones, other things altogether.
fn feed() -> impl Strategy<Value = Vec<String>> {
    let plain = (0..6_usize, 0..16_usize, 0..4_u16, 0..invented::PERSON_LAYOUTS).prop_map(
        |(number, name, sequence, layout)| {
            let id = invented::citizen("110105", 1980, "0101", 10 + sequence);
            invented::row(number, PEOPLE[name], &invented::publish_person(&id, layout), "", "580")
        },
    );
    let organisation =
        (0..6_usize, 0..12_usize, 0..invented::ORGANISATION_LAYOUTS).prop_map(|(number, name, layout)| {
            let id = invented::unified("91110105", &invented::organisation_code("60003734"));
            invented::row(
                number,
                ORGANISATIONS[name],
                &invented::publish_organisation(&id, layout),
                "",
                "581",
            )
        });
    let action = prop::sample::select(vec!["add", "change", "delete", ""]);
    let official = (0..4_u8, action, 0..4_u8, 0..4_usize).prop_map(|(number, action, day, name)| {
        let updated = if day == 0 { String::new() } else { format!("2026-01-0{day} 00:00:00") };
        let name = PEOPLE[name];
        format!(r#"{{"LaoLaiID":"F{number}","IName":"{name}","CardNum":"H1234567801","InfoActionType":"{action}","update_time":"{updated}"}}"#)
    });
    let whole = prop_oneof![4 => plain, 2 => organisation, 3 => official];
    let damaged = (whole.clone(), any::<prop::sample::Index>(), any::<char>()).prop_map(|(row, at, sign)| {
        let at = at.index(row.chars().count());
        row.chars().enumerate().map(|(nth, old)| if nth == at { sign } else { old }).collect()
    });
    let other = prop_oneof![Just("{}".to_owned()), Just(String::new()), Just("[1]".to_owned()), ".{0,30}"];
    prop::collection::vec(prop_oneof![6 => whole, 3 => damaged, 1 => other], 0..60)
}

fn compile_feed(rows: &[String]) -> Result<Compiled, compile::Error> {
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap());
    for (line, row) in (1..).zip(rows) {
        compiler.push(Origin { source: "feed".into(), line }, row);
    }
    compiler.finish()
}

fn questions() -> Vec<(String, String)> {
    let id = |sequence| invented::citizen("110105", 1980, "0101", sequence);
    let people = PEOPLE.iter().flat_map(|name| {
        [(id(10), (*name).to_owned()), (id(12), (*name).to_owned()), (String::new(), (*name).to_owned())]
    });
    let code = invented::unified("91110105", &invented::organisation_code("60003734"));
    people.chain(ORGANISATIONS.iter().map(|name| (code.clone(), (*name).to_owned()))).collect()
}

/// One listed person, with the specimen id of GB 11643-1999.
fn specimen_list() -> List {
    let row = invented::row(1, "张某示", "1101051949****002X", "女", "580");
    invented::list([row.as_str()])
}
