//! The header and the library say the same: functions both ways, with their parameters; numbers both ways.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use crate::install::prefix;
use crate::install::root;
use crate::programs::finish;
use crate::programs::has;
use crate::programs::skip;

/// A function that the header declares.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) returns: String,
    /// Type and name of each parameter; the type as in `const char *`.
    pub(crate) parameters: Vec<(String, String)>,
    /// The comment in front of it.
    manual: String,
}

#[test]
fn the_library_exports_what_the_header_declares() {
    if !has("nm") {
        return skip("nm: symbols");
    }
    let library = prefix().join("lib/libshixin.so");
    let symbols = finish(Command::new("nm").args(["-D", "--defined-only"]).arg(library));
    let mut exported: Vec<_> =
        symbols.lines().map(|line| line.rsplit(' ').next().unwrap().to_owned()).collect();
    let mut declared: Vec<_> = declared().into_iter().map(|function| function.name).collect();
    exported.sort();
    declared.sort();
    assert_eq!(exported, declared, "nothing more, nothing less");
}

/// In Rust as in C: a function that takes another parameter than its declaration says is the one fault that neither compiler
/// sees.
#[test]
fn the_functions_take_what_the_header_says() {
    let written = written();
    for function in declared() {
        let (parameters, returns) = written.get(&function.name).expect(&function.name);
        assert_eq!(*returns, function.returns, "{}", function.name);
        assert_eq!(*parameters, function.parameters, "{}", function.name);
    }
}

#[test]
fn the_manual_says_of_each_what_it_owns_fails_with_and_who_may_call_it() {
    for function in declared() {
        for word in ["Owns: ", "Fails: ", "Threads: "] {
            assert!(function.manual.contains(word), "{}: {word}", function.name);
        }
        let says_nothing = function.manual.contains("Fails: never.");
        assert_eq!(says_nothing, function.returns != "shx_status" || function.name == "shx_error_code");
    }
}

#[test]
fn the_numbers_are_those_of_the_library() {
    let numbers: BTreeMap<String, String> = header()
        .lines()
        .filter_map(|line| {
            let mut words = line.strip_prefix("#define ")?.split_whitespace();
            Some((words.next()?.to_owned(), words.next()?.to_owned()))
        })
        .collect();
    let codes = fs::read_to_string(root().join("src/capi/codes.rs")).unwrap();
    let known: BTreeMap<String, String> = codes
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.trim().strip_prefix("SHX_")?.split_once(" = ")?;
            Some((format!("SHX_{name}"), rest.split_once(',')?.0.replace('_', "")))
        })
        .collect();
    assert!(numbers.len() > 70, "{}", numbers.len());
    assert_eq!(numbers, known);
    let version: Vec<u32> = env!("CARGO_PKG_VERSION").split('.').map(|it| it.parse().unwrap()).collect();
    let version = version[0] * 10_000 + version[1] * 100 + version[2];
    assert_eq!(numbers["SHX_VERSION_NUMBER"], version.to_string());
}

/// What the header declares, in its order.
pub(crate) fn declared() -> Vec<Function> {
    let header = header();
    let (_, functions) = header.split_once("/* ---- Version").unwrap();
    let (functions, _) = functions.rsplit_once("#ifdef __cplusplus").unwrap();
    let pieces = functions.split("/*").skip(1).filter_map(|piece| piece.split_once("*/"));
    let functions: Vec<Function> = pieces.filter_map(|(manual, after)| function(manual, after)).collect();
    assert_eq!(functions.len(), 42, "the header cannot be read, or there is a new function");
    functions
}

/// A comment and what comes after it, if that is a declaration.
fn function(manual: &str, after: &str) -> Option<Function> {
    let declaration = after.split_whitespace().collect::<Vec<_>>().join(" ");
    let (head, parameters) = declaration.strip_suffix(");")?.split_once('(')?;
    let at = head.find("shx_").filter(|at| !head[*at..].contains(' ')).or_else(|| head.rfind("shx_"))?;
    let parameters = parameters.split(", ").filter(|it| *it != "void").map(|it| {
        if let Some((kind, rest)) = it.split_once(" (*") {
            let (name, length) = rest.split_once(')').unwrap();
            return (format!("{kind} (*){length}"), name.to_owned());
        }
        let at = it.rfind([' ', '*']).unwrap() + 1;
        (it[..at].trim().to_owned(), it[at..].to_owned())
    });
    Some(Function {
        name: head[at..].to_owned(),
        returns: head[..at].trim().to_owned(),
        parameters: parameters.collect(),
        manual: manual.to_owned(),
    })
}

type Signature = (Vec<(String, String)>, String);

/// What the sources define, in the header's words.
fn written() -> BTreeMap<String, Signature> {
    let mut written = BTreeMap::new();
    for entry in fs::read_dir(root().join("src/capi")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for piece in text.split("extern \"C\" fn ").skip(1) {
            let (name, rest) = piece.split_once('(').unwrap();
            let (parameters, rest) = rest.split_once(')').unwrap();
            let returns = rest.split_once('{').unwrap().0.trim();
            let parameters = parameters.split(',').map(str::trim).filter(|it| !it.is_empty()).map(|it| {
                let (name, kind) = it.split_once(": ").unwrap();
                (in_c(kind), name.to_owned())
            });
            let mut returns = returns.strip_prefix("-> ").map_or("void".to_owned(), in_c);
            if returns == "int32_t" && name != "shx_version_number" {
                returns = "shx_status".to_owned();
            }
            let mut parameters: Vec<_> = parameters.collect();
            if name == "shx_status_text" {
                parameters[0].0 = "shx_status".to_owned();
            }
            written.insert(name.to_owned(), (parameters, returns));
        }
    }
    written
}

/// A type of the sources in the header's words.
fn in_c(kind: &str) -> String {
    let pointed = |rest: &str| in_c(rest);
    if kind == "*mut [u8; 32]" {
        return "uint8_t (*)[32]".to_owned();
    }
    if let Some(rest) = kind.strip_prefix("*mut ") {
        let inner = pointed(rest);
        return if inner.ends_with('*') { format!("{inner}*") } else { format!("{inner} *") };
    }
    if let Some(rest) = kind.strip_prefix("*const ") {
        return format!("const {} *", pointed(rest));
    }
    let named = [
        ("c_char", "char"),
        ("u8", "uint8_t"),
        ("i32", "int32_t"),
        ("usize", "size_t"),
        ("ListHandle", "shx_list"),
        ("ScreenerHandle", "shx_screener"),
        ("VerdictHandle", "shx_verdict"),
        ("StringHandle", "shx_string"),
        ("ErrorHandle", "shx_error"),
        ("Text", "shx_text"),
        ("Question", "shx_question"),
        ("Applicant", "shx_applicant"),
        ("Answer", "shx_answer"),
        ("MatchAnswer", "shx_match"),
        ("ScreenerOptions", "shx_screener_options"),
    ];
    named.iter().find(|(rust, _)| *rust == kind).unwrap_or_else(|| panic!("{kind}")).1.to_owned()
}

fn header() -> String {
    fs::read_to_string(root().join("include/shixin.h")).unwrap()
}
