//! Two independent answers: the list against a naive scan over all rows, which has no keys, no filter and no FST, and
//! grades by DESIGN's table of strengths written out plainly.
//!
//! What the list searches is part of its promise and is restated in `naive`, in [`naive::Row::is_reached`]: an equal document; the
//! most specific of the three visible frames; a name whose loose fold is equal, or one of whose other names' is; a name
//! that reads the same, on a row whose id leads nowhere. One likeness is deliberately not searched: a name that differs in
//! one character of another reading or in a transposition, on a row whose id shares no frame with the applicant's (for
//! instance one masked to its first three and last three characters).
//! [`what_is_not_searched_is_never_the_same_name`] holds the line there.
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
mod naive;

use std::collections::BTreeMap;

use proptest::prelude::*;
use shixin::Match;
use shixin::Outcome;
use shixin::Policy;
use shixin::Query;
use shixin::Strength;
use shixin::id::Agreement;
use shixin::id::CheckDigit;
use shixin::id::Id;
use shixin::id::Pattern;
use shixin::id::Subject;
use shixin::name::Likeness;
use shixin::name::Name;
use shixin::policy::Reason;
use shixin::policy::Settings;
use shixin::policy::Side;

use invented::COUNTIES;
use invented::DAYS;
use invented::PEOPLE;
use naive::Draft;
use naive::Grade;
use naive::MANY;
use naive::Oracle;
use naive::Texts;
use naive::list_among;
use naive::list_of;
use naive::rows_of;

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_list_answers_as_a_scan_over_all_rows_does(
        drafts in prop::collection::vec(draft(), 1..200),
        others in prop::collection::vec(draft(), 0..40),
    ) {
        let list = list_of(&drafts);
        let Some(list) = list else { return Ok(()) };
        let texts: Vec<Texts> = drafts.iter().map(Draft::texts).collect();
        let oracle = Oracle::over(&texts);
        for one in drafts.iter().take(60).chain(&others) {
            for (id, name) in one.questions() {
                let Ok(query) = Query::new(&id, &name) else { continue };
                let verdict = list.answer(&query).unwrap();
                let found: BTreeMap<String, Strength> = verdict
                    .matches()
                    .iter()
                    .flat_map(|it| it.record_ids.iter().map(|record| (record.clone(), it.strength)))
                    .collect();
                let (expected, namesakes) = oracle.answer(&query);
                prop_assert_eq!(&found, &expected, "asked {:?} {:?}", id, name);
                if query.name().is_none_or(|name| name.aliases().is_empty()) {
                    prop_assert_eq!(verdict.namesakes(), namesakes, "asked {:?} {:?}", id, name);
                }
                lawful(&oracle, &query, &verdict)?;
            }
        }
    }

    #[test]
    fn who_is_only_counted_would_be_a_match_of_too_many_lookalikes(
        drafts in prop::collection::vec(draft(), 1..200),
    ) {
        if list_of(&drafts).is_none() {
            return Ok(());
        }
        let all = list_among(&drafts, MANY).with_policy(Policy::default().unbounded());
        let usual = all.clone().with_policy(Policy::default());
        let most = Settings::default().refer_lookalikes;
        for (id, name) in drafts.iter().take(60).flat_map(Draft::questions) {
            let Ok(query) = Query::new(&id, &name) else { continue };
            let (whole, told) = (all.answer(&query).unwrap(), usual.answer(&query).unwrap());
            let is_counted = |one: &&Match| {
                one.strength == Strength::Possible
                    && one.lookalikes > most
                    && !one.awaits_applicant()
                    && !one.reasons.iter().any(|it| matches!(it, Reason::IdVisibleAgrees { .. }))
            };
            let (counted, left): (Vec<&Match>, Vec<&Match>) = whole.matches().iter().partition(is_counted);
            prop_assert_eq!(told.indistinct() as usize, counted.len(), "asked {:?} {:?}", id, name);
            prop_assert_eq!(told.matches().iter().collect::<Vec<_>>(), left, "asked {:?} {:?}", id, name);
            prop_assert_eq!(told.namesakes(), whole.namesakes(), "asked {:?} {:?}", id, name);
        }
    }

    #[test]
    fn no_listed_key_is_ever_denied(drafts in prop::collection::vec(draft(), 1..200)) {
        let Some(list) = list_of(&drafts) else { return Ok(()) };
        for (number, one) in drafts.iter().enumerate() {
            let texts = one.texts();
            let (Ok(pattern), Ok(name)) = (Pattern::read(&texts.id), Name::read(&texts.name)) else { continue };
            let verdict = list.check(&one.own_id(), &texts.name).unwrap();
            let own = verdict.matches().iter().find(|it| it.record_ids.contains(&number.to_string()));
            let own = own.map(|it| it.strength);
            // A two-character name beside a number of a passport's form is a person's, for all that the row tells.
            if texts.name == "示例" && pattern.subject() == Some(Subject::Person) {
                continue;
            }
            // A row that states the wrong sex tells its own subject apart where the digit that shows it is hidden.
            let shows_sex = pattern.visible().contains(16);
            if !one.organisation && one.sex == 2 && !shows_sex {
                continue;
            }
            let is_misread = one.organisation && pattern.subject() == Some(Subject::Person);
            let least = if is_misread { Strength::Possible } else { Strength::Probable };
            prop_assert!(own >= Some(least), "row {} {:?} was denied: {:?}", number, texts, own);
            if least == Strength::Probable && pattern.complete().is_some() && !name.has_lost_characters() {
                prop_assert_eq!(own, Some(Strength::Confirmed), "row {} {:?}", number, texts);
            }
        }
    }

    #[test]
    fn shuffled_rows_give_the_same_bytes(
        (rows, shuffled) in prop::collection::vec(draft(), 1..80).prop_flat_map(|drafts| {
            let rows = rows_of(&drafts);
            (Just(rows.clone()), Just(rows).prop_shuffle())
        }),
    ) {
        prop_assume!(rows.iter().any(|row| !row.contains("暂无")));
        let one = invented::compiled(rows.iter().map(String::as_str)).into_bytes();
        let other = invented::compiled(shuffled.iter().map(String::as_str)).into_bytes();
        prop_assert!(one == other, "{} rows in another order gave other bytes", rows.len());
    }

    #[test]
    fn unlisted_applicants_are_never_blocked(
        drafts in prop::collection::vec(draft(), 1..120),
        applicants in prop::collection::vec((0..PEOPLE.len() - 1, 0..3_usize, 1950..2005_u16, 0..DAYS.len(), unlisted_sequence()), 40),
    ) {
        let Some(list) = list_of(&drafts) else { return Ok(()) };
        for (name, county, year, day, sequence) in applicants {
            let id = invented::citizen(COUNTIES[county], year, DAYS[day], sequence);
            let verdict = list.check(&id, PEOPLE[name]).unwrap();
            prop_assert_ne!(verdict.outcome(), Outcome::Block, "{}: nobody listed has such a sequence", verdict.because());
        }
    }
}

#[test]
fn what_is_not_searched_is_never_the_same_name() {
    let id = invented::citizen("110105", 1980, "0101", 11);
    let texts =
        vec![Texts { name: "张某例".into(), id: invented::publish_person(&id, 8), sex: "", party: "580" }];
    let oracle = Oracle::over(&texts);
    let (Ok(id), Ok(name)) = (Id::parse(&id), Name::read("张某示")) else { panic!("readable") };
    assert!(matches!(oracle.rows[0].grade(Some(&id), Some(&name), false), Grade::Match(Strength::Probable)));
    assert!(
        !oracle.rows[0].is_reached(Some(&id), Some(&name)),
        "alike, agreeing in six characters: not searched"
    );
}

/// What holds of any verdict, judged from the rows and not from the list.
fn lawful(oracle: &Oracle<'_>, query: &Query<'_>, verdict: &shixin::Verdict) -> Result<(), TestCaseError> {
    if verdict.outcome() != Outcome::Block {
        return Ok(());
    }
    let sure = |one: &&Match| one.strength >= Strength::Strong && !one.is_contradicted();
    let Some(best) = verdict.matches().iter().find(sure) else {
        return Err(TestCaseError::fail("blocked without a sure match that nothing contradicts"));
    };
    let first = &verdict.matches()[0];
    prop_assert!(!first.is_contradicted() || first.strength > best.strength, "{}", verdict.because());
    prop_assert!(best.reasons.iter().all(|reason| reason.side() != Side::Against));
    let id = query.id();
    prop_assert!(id.is_some(), "blocked on a name alone");
    let row = oracle.rows.iter().find(|row| best.record_ids.contains(&row.record)).unwrap();
    let pattern = row.id.as_ref().unwrap();
    prop_assert!(pattern.differing(id.unwrap()).is_empty(), "blocked in spite of a visible digit");
    let agrees = match pattern.compare(id.unwrap()) {
        Agreement::Equal => true,
        Agreement::Agrees { check, .. } => check != CheckDigit::Fails,
        _ => false,
    };
    prop_assert!(agrees, "blocked without an id that agrees");
    prop_assert_eq!(row.likeness(query.name()), Some(Likeness::Same));
    prop_assert!(!row.sex_differs(id), "blocked in spite of the sex");
    Ok(())
}

/// Those of the listed begin with 01, and a mask may leave their last two digits.
fn unlisted_sequence() -> impl Strategy<Value = u16> {
    (5..10_u16, 20..100_u16).prop_map(|(hundreds, rest)| 100 * hundreds + rest)
}

fn draft() -> impl Strategy<Value = Draft> {
    let who = (prop::bool::weighted(0.3), 0..16_usize, 0..COUNTIES.len(), 1980..1982_u16);
    let number = (0..DAYS.len(), 10..14_u16, 0..19_usize);
    let stated = (prop::sample::select(vec![0, 0, 0, 1, 2]), prop::sample::select(vec![0, 0, 0, 1, 2]));
    (who, number, stated).prop_map(
        |((organisation, name, county, year), (day, sequence, layout), (sex, party))| Draft {
            organisation,
            name,
            county,
            year,
            day,
            sequence,
            layout,
            sex,
            party,
        },
    )
}
