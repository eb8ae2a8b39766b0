//! The catalogue: made from its TOML, shown as a table, refused where it is wrong.
#![cfg(feature = "toml")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde::Deserialize;
use shixin::Policy;
use shixin::policy::Catalogue;
use shixin::policy::Condition;
use shixin::policy::Measure;
use shixin::policy::Settings;
use shixin::policy::Tier;
use shixin::policy::UseSettings;

#[test]
fn the_built_in_catalogue_is_what_its_toml_says() {
    let read = Catalogue::read("catalogue.toml", Catalogue::TOML).unwrap();
    assert_eq!(read, Catalogue::built_in(), "src/policy/built_in.rs is not made from catalogue.toml");
    hold("src/policy/built_in.rs", &table(&read));
}

#[test]
fn the_table_in_the_docs_is_the_catalogue() {
    hold("src/policy/MEASURES.md", &format!("{DOCS}\n{}", Catalogue::built_in().markdown()));
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    line: usize,
    says: Vec<String>,
    because: String,
}

#[test]
fn what_is_wrong_in_a_file_is_said_with_its_line() {
    let cases: Cases = toml::from_str(include_str!("data/cases/policies.toml")).unwrap();
    assert!(cases.case.len() >= 30);
    for case in &cases.case {
        let Case { text, line, says, because } = case;
        let error = Policy::read("own.toml", text).expect_err(&format!("{because}:\n{text}"));
        assert_eq!(error.line, *line, "{because}: {error}");
        let told = error.to_string();
        assert!(told.starts_with(&format!("own.toml:{line}: ")), "{told}");
        for it in says {
            assert!(told.contains(it), "{because}: {told} does not say {it:?}");
        }
    }
}

#[test]
fn a_file_says_what_the_settings_would() {
    let empty = Policy::read("own.toml", "").unwrap();
    assert_eq!(empty, Policy::default(), "nothing said, nothing changed");
    assert_eq!(empty.digest(), Policy::default().digest());
    let text = "block_lookalikes = 0.01\nrefer_lookalikes = 5\nmax_age_days = 7\n[use.\"travel.air\"]\ntier = \"none\"\nmax_age_days = 1\n";
    let mut settings = Settings::default();
    (settings.block_lookalikes, settings.refer_lookalikes, settings.max_age_days) = (0.01, 5.0, 7);
    let mut flights = UseSettings::default();
    (flights.tier, flights.max_age_days) = (Some(Tier::Nothing), Some(1));
    settings.uses.insert("travel.air".into(), flights);
    let built = Policy::new(settings, Catalogue::built_in()).unwrap();
    assert_eq!(Policy::read("own.toml", text).unwrap(), built);
    assert_eq!(Policy::read("own.toml", text).unwrap().digest(), built.digest());
}

#[test]
fn the_readmes_policy_can_be_taken() {
    let readme = include_str!("../README.md");
    let policy = readme.split("```toml\n").find(|block| block.starts_with("max_age_days")).unwrap();
    let policy = Policy::read("policy.toml", policy.split("```").next().unwrap()).unwrap();
    assert!(policy.measure("local.taxi_licence").is_ok() && policy.settings().max_age_days == 7);
}

#[test]
fn whatever_changes_a_policy_changes_its_digest() {
    let texts = [
        "",
        "block_lookalikes = 0.002",
        "refer_lookalikes = 11",
        "max_age_days = 30",
        "degraded_days = 1",
        "population = 1",
        "overdue = \"base\"",
        "overdue = \"longest\"",
        "switched_off = [\"credit.loan\"]",
        "built_in = false",
        "[use.\"travel.air\"]\ntier = \"confirmed\"",
        "[use.\"travel.air\"]\ntier = \"none\"",
        "[use.\"travel.ship\"]\ntier = \"none\"",
        "[use.\"travel.ship\"]\nmax_age_days = 1",
        "[use.\"travel.ship\"]\ndegraded_days = 1",
        "[use.\"travel.ship\"]\nblock_lookalikes = 0",
        "[use.\"travel.ship\"]\nrefer_lookalikes = 1",
    ];
    let digests: BTreeSet<_> =
        texts.iter().map(|it| Policy::read("own.toml", it).unwrap().digest()).collect();
    assert_eq!(digests.len(), texts.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands in a file: a policy or a line, never a panic. What is taken is sound.
    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,80}", at in 0..4000_usize, with in "[\"=\\[\\]\\n.#{}0-9a-z-]{0,3}") {
        if let Err(error) = Policy::read("own.toml", &text) {
            prop_assert!(error.line >= 1 && !error.what.is_empty());
        }
        let mut whole = format!("max_age_days = 7\nbuilt_in = false\n[use.general]\ntier = \"none\"\n{}", Catalogue::TOML);
        let at = (0..=at.min(whole.len())).rev().find(|at| whole.is_char_boundary(*at)).unwrap();
        whole.insert_str(at, &with);
        match Policy::read("own.toml", &whole) {
            Ok(policy) => prop_assert!(policy.settings().refer_lookalikes >= policy.settings().block_lookalikes),
            Err(error) => prop_assert!(error.line >= 1 && error.line <= whole.lines().count() + 1, "{error}"),
        }
    }
}

#[test]
fn every_measure_states_its_law() {
    for measure in Catalogue::built_in().uses() {
        assert!(
            measure.basis.chars().any(|it| it.is_ascii_digit() || it == '('),
            "{}: {}",
            measure.code,
            measure.basis
        );
        let has_han = |text: &str| text.chars().any(|it| ('\u{4E00}'..='\u{9FFF}').contains(&it));
        assert!(has_han(&measure.title_chinese) && !has_han(&measure.title), "{}", measure.code);
        assert_eq!(measure.remark.is_empty(), measure.remark_chinese.is_empty(), "{}", measure.code);
        assert_eq!(Catalogue::built_in().find(&measure.code).unwrap().code, measure.code);
    }
    assert!(Catalogue::built_in().find("travel").is_none());
}

/// The file is this text; a new one is left beside the build for taking over.
fn hold(file: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if kept != made {
        let beside = Path::new(env!("CARGO_TARGET_TMPDIR")).join(path.file_name().unwrap());
        fs::write(&beside, made).unwrap();
        panic!("{file} is not what the catalogue makes of it: copy {} over it", beside.display());
    }
}

/// `built_in.rs`, made anew.
fn table(catalogue: &Catalogue) -> String {
    let mut text = HEAD.to_owned();
    let lists: BTreeSet<String> = catalogue.uses().iter().filter_map(|it| conditions(it)).collect();
    for list in &lists {
        writeln!(text, "\n{list}").unwrap();
    }
    writeln!(
        text,
        "\n/// Ascending by code.\n#[rustfmt::skip]\npub(super) static MEASURES: [Measure; {}] = [",
        catalogue.uses().len()
    )
    .unwrap();
    for measure in catalogue.uses() {
        writeln!(text, "{}", row(measure)).unwrap();
    }
    text + "];\n" + TAIL
}

/// The list of a measure's conditions, named after them.
fn conditions(measure: &Measure) -> Option<String> {
    if measure.conditions.is_empty() {
        return None;
    }
    let rows = measure.conditions.iter().map(|it: &Condition| {
        format!(
            "    condition({:?}, {:?}, {:?}, Scope::{:?}, Otherwise::{:?}),\n",
            it.code, it.english, it.chinese, it.scope, it.otherwise
        )
    });
    let rows: String = rows.collect();
    let (name, count) = (list_name(measure), measure.conditions.len());
    Some(format!("#[rustfmt::skip]\nstatic {name}: [Condition; {count}] = [\n{rows}];"))
}

fn list_name(measure: &Measure) -> String {
    let codes: Vec<String> = measure.conditions.iter().map(|it| it.code.to_uppercase()).collect();
    codes.join("_AND_")
}

fn row(measure: &Measure) -> String {
    let roles: Vec<String> = measure.binds.responsible.iter().map(|it| format!("Role::{it:?}")).collect();
    let kinds: Vec<String> = measure.exemptions.iter().map(|it| format!("ExemptionKind::{it:?}")).collect();
    let list = if measure.conditions.is_empty() { "[]".to_owned() } else { list_name(measure) };
    format!(
        "    Measure {{\n        code: text({:?}), title: text({:?}), title_chinese: text({:?}),\n        domain: Domain::{:?}, force: Force::{:?}, basis: text({:?}),\n        basis_chinese: text({:?}),\n        binds: Binds {{ person: {}, organisation: {}, responsible: Cow::Borrowed(&[{}]) }},\n        conditions: Cow::Borrowed(&{list}), exemptions: Cow::Borrowed(&[{}]),\n        remark: text({:?}), remark_chinese: text({:?}),\n    }},",
        measure.code,
        measure.title,
        measure.title_chinese,
        measure.domain,
        measure.force,
        measure.basis,
        measure.basis_chinese,
        measure.binds.person,
        measure.binds.organisation,
        roles.join(", "),
        kinds.join(", "),
        measure.remark,
        measure.remark_chinese,
    )
}

const DOCS: &str = "\
<!-- Made from catalogue.toml by tests/catalogue.rs: change that, not this. -->
";

const HEAD: &str = "\
//! The built-in catalogue, made from `catalogue.toml` by `tests/catalogue.rs`: change that, not this.

use std::borrow::Cow;

use crate::policy::ExemptionKind;
use crate::policy::measure::Binds;
use crate::policy::measure::Condition;
use crate::policy::measure::Domain;
use crate::policy::measure::Force;
use crate::policy::measure::Measure;
use crate::policy::measure::Otherwise;
use crate::policy::measure::Scope;
use crate::policy::measure::Text;
use crate::record::Role;
";

const TAIL: &str = "
const fn condition(
    code: &'static str,
    english: &'static str,
    chinese: &'static str,
    scope: Scope,
    otherwise: Otherwise,
) -> Condition {
    Condition { code: text(code), english: text(english), chinese: text(chinese), scope, otherwise }
}

const fn text(text: &'static str) -> Text {
    Cow::Borrowed(text)
}
";
