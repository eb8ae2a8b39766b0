//! A list's file is cut short or written over while somebody asks it: a map dies or lies, bytes of one's own don't.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;

use shixin::List;
use shixin::index::Mapped;

use crate::deeds::compiled;
use crate::this_test;

/// `SIGBUS`.
const BUS: i32 = 7;

#[test]
fn bytes_of_ones_own_outlive_whatever_is_done_to_the_file() {
    for harm in ["cut", "zeros", "replace", "remove"] {
        let told = child("owned", harm);
        assert_eq!(told, Told::Answers, "{harm}");
    }
}

/// What is documented of a map is what happens: this is why it is not the default.
#[test]
fn a_map_dies_of_a_cut_and_is_safe_from_what_we_do_ourselves() {
    assert_eq!(child("mapped", "cut"), Told::Died(BUS), "pages behind the end are not there any more");
    assert_eq!(child("mapped", "zeros"), Told::OtherAnswers, "bytes change after they were verified");
    // Publishing and pruning replace and remove names, never bytes.
    assert_eq!(child("mapped", "replace"), Told::Answers);
    assert_eq!(child("mapped", "remove"), Told::Answers);
}

/// What became of the process that asks.
#[derive(Debug, PartialEq, Eq)]
enum Told {
    Answers,
    OtherAnswers,
    Died(i32),
}

fn child(mode: &str, harm: &str) -> Told {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("list.shixin"), compiled(1, ROWS).as_bytes()).unwrap();
    fs::write(home.path().join("other.shixin"), compiled(2, 10).as_bytes()).unwrap();
    let told = format!("{mode}:{harm}:{}", home.path().display());
    let output = this_test("map::one_who_asks").env("SHIXIN_MAP_CHILD", told).output().unwrap();
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    match output.status.signal() {
        Some(signal) => Told::Died(signal),
        None if out.contains("the same answers") => Told::Answers,
        None if out.contains("other answers") => Told::OtherAnswers,
        None => panic!("{mode}, {harm}: {output:?}"),
    }
}

/// Not a test by itself: the process that has the list open.
#[test]
fn one_who_asks() {
    let Ok(told) = std::env::var("SHIXIN_MAP_CHILD") else { return };
    let mut parts = told.splitn(3, ':');
    let (mode, harm, home) = (parts.next().unwrap(), parts.next().unwrap(), Path::new(parts.next().unwrap()));
    let path = home.join("list.shixin");
    let list = if mode == "mapped" { mapped(&path) } else { List::open(&path).unwrap() };
    let before = answers(&list);
    match harm {
        "cut" => fs::File::options().write(true).open(&path).unwrap().set_len(0).unwrap(),
        "zeros" => fs::write(&path, vec![0; fs::metadata(&path).unwrap().len() as usize]).unwrap(),
        "replace" => fs::rename(home.join("other.shixin"), &path).unwrap(),
        _ => fs::remove_file(&path).unwrap(),
    }
    // Behind a catch, since what crafted bytes do to a lookup is not promised.
    let after = std::panic::catch_unwind(|| answers(&list));
    println!(
        "{}",
        if after.is_ok_and(|after| after == before) { "the same answers" } else { "other answers" }
    );
}

#[expect(unsafe_code, reason = "what comes of a broken promise is what is tested")]
fn mapped(path: &Path) -> List {
    // SAFETY: the promise is broken on purpose, in a process of its own, on whose bytes nothing else rests.
    let mapped = unsafe { Mapped::open(path) }.unwrap();
    List::from_mapped(mapped).unwrap()
}

fn answers(list: &List) -> Vec<String> {
    let names = ["示甲甲", "示乙丙", "示癸癸", "示某某"];
    names.iter().map(|name| format!("{:?}", list.check("", name).map(|it| it.outcome()))).collect()
}

/// More than a page of memory's.
const ROWS: usize = 3000;
