//! What the manifest promises of the crates below ours: the oldest compiler, the licences, how few they are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stderr,
    missing_docs,
    reason = "in a test a panic is the report"
)]

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

/// Crates that a user of the default features builds: each is somebody else's code between a court's list and a
/// citizen, to be read when it changes. serde_json's map in order, with hashbrown below it, is what evidence to the letter
/// costs; fst, flate2, sha2, aho-corasick, twox-hash and unicode-normalization are the engine; arc-swap, with rustversion below
/// it, is what it costs that a check waits for no reload. Raise it with a reason.
const DEFAULT_CRATES: usize = 38;

/// Licences that ask for no more than their notice, one of which every crate must offer.
const ALLOWED: [&str; 11] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Unicode-3.0",
    "Zlib",
    "0BSD",
    "ISC",
    "Unlicense",
    "CC0-1.0",
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    targets: Vec<Target>,
    license: Option<String>,
    rust_version: Option<String>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
    src_path: PathBuf,
}

#[derive(Deserialize)]
struct Resolve {
    root: String,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

#[test]
fn no_dependency_asks_for_a_newer_compiler_than_we_promise() {
    let promised = version(&manifest_version());
    let packages = dependencies();
    assert!(packages.len() > DEFAULT_CRATES, "all features bring more than none");
    let newer: Vec<String> = packages
        .iter()
        .filter_map(|package| {
            let asked = package.rust_version.as_deref()?;
            (version(asked) > promised).then(|| format!("{} asks for {asked}", package.name))
        })
        .collect();
    assert!(newer.is_empty(), "Cargo.toml promises {promised:?}: {newer:?}");
}

#[test]
fn every_dependency_can_be_had_under_a_licence_that_asks_for_a_notice_only() {
    for package in dependencies() {
        let licence = package.license.as_deref().unwrap_or("none stated");
        assert!(is_allowed(licence), "{}: {licence}", package.name);
    }
}

#[test]
fn licence_expressions_are_read_as_they_are_meant() {
    for (expression, expected, because) in [
        ("MIT", true, "one that is allowed"),
        ("GPL-3.0-only", false, "one that is not"),
        ("MIT OR GPL-3.0-only", true, "the choice is ours"),
        ("MIT/Apache-2.0", true, "the old way to write it"),
        ("Apache-2.0 / MIT", true, "the same with blanks"),
        ("MIT AND LGPL-2.1-only", false, "both bind"),
        ("(MIT OR GPL-2.0-only) AND Unicode-3.0", true, "a choice within brackets"),
        ("MIT OR GPL-2.0-only AND ISC", true, "AND binds tighter: MIT, or both of the others"),
        ("GPL-2.0-only OR MIT AND MPL-2.0", false, "neither side is allowed whole"),
        ("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only", true, "an exception that only allows more"),
        ("Apache-2.0 WITH Some-exception", false, "an exception nobody has read"),
        ("none stated", false, "no licence is no permission"),
        ("", false, "nothing"),
        ("MIT OR", false, "half an expression"),
        ("(MIT", false, "an open bracket"),
    ] {
        assert_eq!(is_allowed(expression), expected, "{expression}: {because}");
    }
}

#[test]
fn the_default_features_bring_no_more_crates_than_they_did() {
    let (default, none) = (built_with(&[]), built_with(&["--no-default-features"]));
    assert_eq!(default, none, "the default is none");
    assert!(default.len() <= DEFAULT_CRATES, "{} crates: {default:?}", default.len());
    assert!(default.contains("fst") && !default.contains("clap"), "{default:?}");
}

#[test]
fn the_readme_promises_the_same_compiler() {
    let Ok(readme) = fs::read_to_string(root().join("README.md")) else {
        eprintln!("skipped: there is no README.md yet");
        return;
    };
    let promised = manifest_version();
    assert!(readme.contains(&promised), "README.md says that the crate builds with Rust {promised}");
}

#[test]
fn every_direct_dependency_says_why_it_is_there() {
    let manifest = manifest();
    let page = fs::read_to_string(root().join("docs/dependencies.md")).unwrap();
    for (section, table, is_optional) in [
        ("## Always", "dependencies", false),
        ("## With a feature", "dependencies", true),
        ("## For tests and benchmarks", "dev-dependencies", false),
    ] {
        let of_targets = manifest.get("target").and_then(toml::Value::as_table).into_iter().flatten();
        let of_targets = of_targets.filter_map(|(_, target)| target.get(table)?.as_table()).flatten();
        let there = manifest[table].as_table().unwrap().iter().chain(of_targets);
        let there = there.filter(|(_, of)| of.get("optional").is_some() == is_optional);
        let there: BTreeSet<String> = there.map(|(name, _)| name.clone()).collect();
        assert_eq!(rows(&page, section), there, "docs/dependencies.md, {section}");
    }
}

#[test]
fn the_page_of_dependencies_names_each_ones_features() {
    let features = manifest()["features"].as_table().unwrap().clone();
    let page = fs::read_to_string(root().join("docs/dependencies.md")).unwrap();
    let lines = part(&page, "## With a feature").lines().filter(|line| line.starts_with("| `"));
    for line in lines {
        let told: Vec<&str> = line.split('`').skip(1).step_by(2).collect();
        let (name, told) = told.split_first().unwrap();
        let dependency = toml::Value::String(format!("dep:{name}"));
        let of = features.iter().filter(|(_, of)| of.as_array().unwrap().contains(&dependency));
        let of: BTreeSet<&str> = of.map(|(feature, _)| feature.as_str()).collect();
        assert_eq!(told.iter().copied().collect::<BTreeSet<_>>(), of, "{name}");
    }
}

/// A build script runs with the rights of whoever builds. Each that there is was read; one that is new is to be read.
#[test]
fn no_build_script_is_ours_and_none_below_reaches_out() {
    let page = fs::read_to_string(root().join("docs/dependencies.md")).unwrap();
    let read: BTreeSet<&str> = part(&page, "## Build scripts").split('`').skip(1).step_by(2).collect();
    assert!(
        !root().join("build.rs").exists() && manifest()["package"].get("build").is_none(),
        "ours has none"
    );
    for package in dependencies() {
        let scripts =
            package.targets.iter().filter(|target| target.kind.iter().any(|kind| kind == "custom-build"));
        for script in scripts {
            assert!(read.contains(package.name.as_str()), "{}: its build script is to be read", package.name);
            let text = fs::read_to_string(&script.src_path).unwrap();
            for word in
                ["std::net", "TcpStream", "UdpSocket", "ureq", "reqwest", "\"curl\"", "\"wget\"", "\"git\""]
            {
                assert!(!text.contains(word), "{}: its build script names {word}", package.name);
            }
        }
    }
}

#[test]
fn cargo_deny_holds_to_the_same_licences() {
    let deny: toml::Table = fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap();
    let allowed = deny["licenses"]["allow"].as_array().unwrap().iter().map(|it| it.as_str().unwrap());
    assert_eq!(allowed.collect::<Vec<_>>(), ALLOWED);
}

/// The first names of a table's rows.
fn rows(page: &str, section: &str) -> BTreeSet<String> {
    let rows = part(page, section).lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| row.split('`').next().unwrap().to_owned()).collect()
}

/// From one heading to the next.
fn part<'a>(page: &'a str, heading: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("{heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    rest.split("\n## ").next().unwrap()
}

fn manifest() -> toml::Table {
    fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap()
}

/// The crates that are built for a user of ours with these features. Unlike `cargo metadata`, `cargo tree` leaves out
/// what only tests' features of the same crates bring.
fn built_with(features: &[&str]) -> BTreeSet<String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["tree", "--locked", "--offline", "--edges", "normal,build", "--prefix", "none"]);
    let out = command.args(features).current_dir(root()).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let told = String::from_utf8(out.stdout).unwrap();
    let names = told.lines().filter_map(|line| line.split_whitespace().next()).filter(|it| *it != "shixin");
    names.map(str::to_owned).collect()
}

/// What ours needs to be built and to run, on this platform, with all features; without what only tests need.
fn dependencies() -> Vec<Package> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version", "1", "--all-features", "--locked", "--offline"]);
    command.args(["--filter-platform", &platform()]).current_dir(root());
    let out = command.output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let metadata: Metadata = serde_json::from_slice(&out.stdout).unwrap();
    let nodes: BTreeMap<&str, &Node> =
        metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let (mut reached, mut open) = (BTreeSet::new(), vec![metadata.resolve.root.as_str()]);
    while let Some(id) = open.pop() {
        let needed = nodes[id].deps.iter().filter(|dependency| dependency.is_needed());
        open.extend(
            needed.map(|dependency| dependency.pkg.as_str()).filter(|it| reached.insert(it.to_string())),
        );
    }
    metadata.packages.into_iter().filter(|package| reached.contains(&package.id)).collect()
}

impl Dependency {
    fn is_needed(&self) -> bool {
        self.dep_kinds.iter().any(|kind| kind.kind.as_deref() != Some("dev"))
    }
}

/// The platform that this is built on, whose crates alone need be at hand offline.
fn platform() -> String {
    let out = Command::new(env!("CARGO")).arg("-vV").output().unwrap();
    let told = String::from_utf8(out.stdout).unwrap();
    told.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

/// `rust-version` of Cargo.toml.
fn manifest_version() -> String {
    manifest()["package"]["rust-version"].as_str().unwrap().to_owned()
}

fn version(text: &str) -> Vec<u32> {
    let mut numbers: Vec<u32> = text.split('.').map(|number| number.parse().unwrap()).collect();
    numbers.resize(3, 0);
    numbers
}

/// Whether an SPDX expression leaves a choice in which every licence is an allowed one.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any_of(&mut rest) == Some(true) && rest.is_empty()
}

fn any_of(rest: &mut &[&str]) -> Option<bool> {
    let mut is_allowed = all_of(rest)?;
    while take(rest, "OR") {
        is_allowed |= all_of(rest)?;
    }
    Some(is_allowed)
}

fn all_of(rest: &mut &[&str]) -> Option<bool> {
    let mut is_allowed = one(rest)?;
    while take(rest, "AND") {
        is_allowed &= one(rest)?;
    }
    Some(is_allowed)
}

fn one(rest: &mut &[&str]) -> Option<bool> {
    if take(rest, "(") {
        let inner = any_of(rest)?;
        return take(rest, ")").then_some(inner);
    }
    let (licence, after) = rest.split_first()?;
    *rest = after;
    if !take(rest, "WITH") {
        return Some(ALLOWED.contains(licence));
    }
    let (exception, after) = rest.split_first()?;
    *rest = after;
    Some(ALLOWED.contains(&format!("{licence} WITH {exception}").as_str()))
}

fn take(rest: &mut &[&str], word: &str) -> bool {
    let is_next = rest.first() == Some(&word);
    if is_next {
        *rest = &rest[1..];
    }
    is_next
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
