//! A desk with a trail: whatever it answers is recorded before, with who asked.

use std::fs;

use shixin::Applicant;
use shixin::Compiler;
use shixin::Outcome;
use shixin::Query;
use shixin::Screener;
use shixin::audit::Asker;
use shixin::audit::Deed;
use shixin::audit::Options;
use shixin::audit::WhenFailing;
use shixin::compile::Origin;
use shixin::record::Role;
use shixin::screener::today;

use crate::keeping::LISTED;
use crate::keeping::look;
use crate::writing::entries;

fn desk(folder: &std::path::Path, options: Options) -> Screener {
    let mut compiler = Compiler::new(today());
    let row = r#"{"id":7,"iname":"张某示","cardNum":"1101051949****002X","caseCode":"(2019)示0101执1号"}"#;
    compiler.push(Origin { source: "test".into(), line: 1 }, row);
    fs::write(folder.join("list.shixin"), compiler.finish().unwrap().into_bytes()).unwrap();
    let asker = Asker { system: "审批平台".to_owned(), ..Asker::default() };
    let builder = Screener::builder().list(folder.join("list.shixin")).asker(asker);
    builder.trail_with(folder.join("trail"), options).build().unwrap()
}

#[test]
fn every_answer_and_every_error_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(folder.path(), Options::default());
    let query = Query::new(LISTED.0, LISTED.1).unwrap();
    assert_eq!(desk.check(LISTED.0, LISTED.1).unwrap().outcome(), Outcome::Block);
    desk.check("见附件", LISTED.1).unwrap_err();
    desk.check_for("no.such_use", &query).unwrap_err();
    let asker = Asker { operator: "甲".to_owned(), reference: "17".to_owned(), ..Asker::default() };
    let asking = desk.asked_by(&asker);
    let stated = [("own_large_overdue_debt", true)];
    let director = query.clone().stating(stated[0].0, stated[0].1);
    let verdict = asking.check_for("office.company_director", &director).unwrap();
    asking.check("11010519491231001X", LISTED.1).unwrap_err();
    let applicant = Applicant::new(Query::new("91110000600037341L", "示例建设集团有限公司").unwrap())
        .with(Role::Controller, query.clone());
    let joint = asking.check_together("procurement.tender", &applicant).unwrap();
    let health = desk.trail().unwrap().health();
    assert_eq!((health.entries, health.synced), (7, 7));
    drop(desk);

    let path = folder.path().join("trail");
    assert!(look(&path).is_whole());
    let recorded: Vec<_> = entries(&path)
        .into_iter()
        .filter_map(|it| if let Deed::Decision(recorded) = it.deed { Some(recorded) } else { None })
        .collect();
    let told = recorded
        .iter()
        .map(|it| (&*it.outcome, &*it.ground, &*it.measure, &*it.asker.operator, it.parties.len()));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            ("block", "identified", "general", "", 1),
            ("error", "query", "general", "", 1),
            ("error", "use", "unknown", "", 1),
            (verdict.outcome().as_code(), verdict.ground().as_code(), "office.company_director", "甲", 1),
            ("error", "query", "general", "甲", 1),
            (joint.outcome().as_code(), joint.ground().as_code(), "procurement.tender", "甲", 2),
        ]
    );
    assert_eq!(recorded[0].asker.system, "审批平台", "who asks where nobody is named");
    assert_eq!(recorded[3].parties[0].stated, [("own_large_overdue_debt".into(), true)]);
    assert!(recorded.iter().all(|it| it.day == Some(today())));
}

/// The folder of the keys is gone when a new month's key is wanted; or here: no key can be read.
#[test]
fn an_answer_that_cannot_be_recorded_is_no_answer_unless_told_otherwise() {
    for (when, is_given) in [(WhenFailing::Refuse, false), (WhenFailing::Answer, true)] {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk(folder.path(), Options::default().when_failing(when));
        fs::remove_dir_all(folder.path().join("trail.keys")).unwrap();
        let answer = desk.check(LISTED.0, LISTED.1);
        assert_eq!(answer.is_ok(), is_given);
        if let Err(error) = answer {
            assert!(error.to_string().contains("could not be recorded"), "{error}");
        }
        assert_eq!(desk.trail().unwrap().health().unrecorded, u64::from(is_given));
    }
}

#[test]
fn without_a_trail_nothing_is_recorded_and_whoever_asks_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    drop(desk(folder.path(), Options::default()));
    let plain = Screener::builder().list(folder.path().join("list.shixin")).build().unwrap();
    assert!(plain.trail().is_none());
    let asker = Asker::default();
    assert_eq!(plain.asked_by(&asker).check(LISTED.0, LISTED.1).unwrap().outcome(), Outcome::Block);
    assert_eq!(entries(&folder.path().join("trail")).len(), 1);
}

/// What is asked of a held desk leaves it like any other answer, with the list that gave it: one, several parties, many.
#[test]
fn a_desk_that_is_held_records_and_counts_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let recording = desk(folder.path(), Options::default());
    let plain = Screener::builder().list(folder.path().join("list.shixin")).build().unwrap();
    let company = || Query::new("91110000600037341L", "示例建设集团有限公司").unwrap();
    for desk in [&recording, &plain] {
        let held = desk.hold();
        let listed = Query::new(LISTED.0, LISTED.1).unwrap();
        let verdict = held.answer(&listed).unwrap();
        assert_eq!((verdict.outcome(), verdict.day()), (Outcome::Block, today()));
        assert_eq!(verdict.edition(), held.list().edition().stamp());
        let applicant = Applicant::new(company().for_use("travel.air")).with(Role::Controller, listed);
        let joint = held.answer_together(&applicant).unwrap();
        assert_ne!(joint.outcome(), Outcome::Clear);
        let applicants = [LISTED, ("?", LISTED.1), ("330106198506150484", "钱示例")];
        let answers: Vec<_> = held.answer_many("general", applicants, Query::new).collect();
        assert_eq!(answers[0].as_ref().unwrap().outcome(), Outcome::Block);
        assert_eq!(answers[0].as_ref().unwrap().day(), today());
        assert_eq!(answers[1].as_ref().unwrap_err().as_code(), "query");
        assert_eq!(answers[2].as_ref().unwrap().outcome(), Outcome::Clear);
        let health = desk.health();
        let counted = health.answers.block + health.answers.refer + health.answers.clear;
        assert_eq!((counted, health.answers.clear, health.errors.query), (4, 1, 1));
    }
    drop(recording);
    let path = folder.path().join("trail");
    assert!(look(&path).is_whole());
    let told: Vec<_> = entries(&path)
        .into_iter()
        .filter_map(|it| if let Deed::Decision(recorded) = it.deed { Some(recorded) } else { None })
        .map(|it| (it.outcome.clone(), it.measure.clone(), it.parties.len()))
        .collect();
    assert_eq!(told.len(), 5);
    assert_eq!((&*told[1].1, told[1].2), ("travel.air", 2));
    let outcomes: Vec<_> = told[2..].iter().map(|it| &*it.0).collect();
    assert_eq!(outcomes, ["block", "error", "clear"]);
}
