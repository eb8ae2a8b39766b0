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

use shixin::Use;
use shixin::policy::Catalogue;
use shixin::policy::Condition;
use shixin::policy::ExemptionKind;
use shixin::policy::Force;
use shixin::policy::Measure;

#[test]
fn the_built_in_catalogue_is_what_its_toml_says() {
    let read = Catalogue::read("catalogue.toml", Catalogue::TOML).unwrap();
    assert_eq!(read, Catalogue::built_in(), "src/policy/built_in.rs is not made from catalogue.toml");
    hold("src/policy/built_in.rs", &table(&read));
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
    writeln!(text, "\n/// Ascending by code.\n#[rustfmt::skip]\npub(super) static MEASURES: [Measure; {}] = [", catalogue.uses().len())
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
        "    Measure {{\n        code: text({:?}), title: text({:?}), title_chinese: text({:?}),\n        domain: Domain::{:?}, force: Force::{:?}, basis: text({:?}),\n        binds: Binds {{ person: {}, organisation: {}, responsible: Cow::Borrowed(&[{}]) }},\n        conditions: Cow::Borrowed(&{list}), exemptions: Cow::Borrowed(&[{}]),\n        remark: text({:?}), remark_chinese: text({:?}),\n    }},",
        measure.code,
        measure.title,
        measure.title_chinese,
        measure.domain,
        measure.force,
        measure.basis,
        measure.binds.person,
        measure.binds.organisation,
        roles.join(", "),
        kinds.join(", "),
        measure.remark,
        measure.remark_chinese,
    )
}

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
