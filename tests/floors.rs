//! The floor table in `src/lib.rs` is true: a module names only modules on lower floors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

#[test]
fn every_module_names_only_lower_floors() {
    let floors = floors();
    let mut climbs = Vec::new();
    for file in sources() {
        let module = module_of(&file);
        let own =
            *floors.get(&module).unwrap_or_else(|| panic!("{module} is not in the floor table of lib.rs"));
        for (line, named) in named_modules(&file) {
            let floor = *floors
                .get(&named)
                .unwrap_or_else(|| panic!("{}:{line}: crate::{named} is no module", file.display()));
            if named != module && floor >= own {
                climbs.push(format!(
                    "{}:{line}: {module} (floor {own}) names {named} (floor {floor})",
                    file.display()
                ));
            }
        }
    }
    assert!(climbs.is_empty(), "{}", climbs.join("\n"));
}

#[test]
fn the_table_lists_the_modules_that_are_there() {
    let mut there: Vec<String> = sources().iter().map(|file| module_of(file)).collect();
    there.sort();
    there.dedup();
    let listed: Vec<String> = floors().into_keys().collect();
    assert_eq!(listed, there);
}

#[test]
fn the_check_finds_a_climb() {
    let text = "use crate::id::Id; // crate::check\nlet x = crate::policy::Use::all();\nuse crate::List;";
    let named: Vec<String> = names_in(text).map(|(_, it)| it).collect();
    assert_eq!(named, ["id", "policy", "lib"], "uses and paths count, comments do not");
}

/// Floor by module, out of the table in lib.rs.
fn floors() -> BTreeMap<String, u8> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let rows = lib.lines().filter_map(|line| line.strip_prefix("//! | "));
    let floors: BTreeMap<String, u8> = rows
        .filter_map(|row| {
            let mut cells = row.split('|');
            let floor = cells.next()?.chars().next()?.to_digit(10)?;
            Some((u8::try_from(floor).unwrap(), cells.next()?.to_owned()))
        })
        .flat_map(|(floor, cell)| {
            let modules: Vec<String> = cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            modules.into_iter().map(move |module| (module, floor))
        })
        .collect();
    assert!(floors.len() > 8, "the floor table cannot be read: {floors:?}");
    floors
}

/// Every source file of the library; the command is a client like any other.
fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join("src")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() && path.file_name().unwrap() != "bin" {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                found.push(path);
            }
        }
    }
    assert!(found.len() > 20, "the sources are not where they should be");
    found
}

fn module_of(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn named_modules(file: &Path) -> Vec<(usize, String)> {
    names_in(&fs::read_to_string(file).unwrap()).collect()
}

fn names_in(text: &str) -> impl Iterator<Item = (usize, String)> {
    let lines =
        text.lines().enumerate().map(|(number, line)| (number + 1, line.split("//").next().unwrap_or("")));
    lines.flat_map(|(number, line)| {
        let paths = line.split("crate::").skip(1);
        paths
            .map(|rest| rest.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect::<String>())
            // A type named at the crate's root is named through the door.
            .map(|name| if name.starts_with(char::is_uppercase) { "lib".to_owned() } else { name })
            .map(move |name| (number, name))
            .collect::<Vec<_>>()
    })
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
