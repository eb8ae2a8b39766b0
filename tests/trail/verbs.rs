//! What the verbs of `shixin audit` say of a trail that somebody has touched, and whom they write for.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;

use shixin::Trail;
use shixin::audit::Deed;
use shixin::audit::Error;
use shixin::audit::Keys;
use shixin::audit::Options;
use shixin::audit::read;

use crate::keeping::closed;
use crate::keeping::list_bytes;
use crate::writing::entries;
use crate::writing::segments;

#[test]
fn a_cut_trail_is_neither_replayed_nor_exported_and_its_report_says_so() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("t");
    closed(&path, 12, Options::default());
    fs::write(home.path().join("list.shixin"), list_bytes()).unwrap();
    let verbs: [&[&str]; 4] = [
        &["audit", "replay", "t", "--list", "list.shixin"],
        &["audit", "feedback", "t"],
        &["audit", "report", "t"],
        &["audit", "prove", "t", "--entry", "2"],
    ];
    for verb in verbs {
        // Digests alone cannot be asked again.
        let code = if verb[1] == "replay" { 66 } else { 0 };
        assert_eq!(run(home.path(), verb).status.code(), Some(code), "{verb:?}");
    }
    let file = path.join(&segments(&path)[0]);
    let text = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for (kept, because) in
        [(lines[..9].to_vec(), "cut off the end"), ([&lines[..3], &lines[4..]].concat(), "one cut out")]
    {
        fs::write(&file, kept.join("\n") + "\n").unwrap();
        for verb in verbs {
            let out = run(home.path(), verb);
            assert_eq!(out.status.code(), Some(65), "{because}: {verb:?}");
            let told = String::from_utf8_lossy(&out.stderr).into_owned();
            assert!(told.contains("the trail is not as it was written"), "{because}: {verb:?}: {told}");
        }
    }
    let gone = read(&path, |_| Ok::<(), Error>(()));
    assert!(matches!(gone, Err(Error::Damaged { at: 3, .. })), "{gone:?}");
}

#[test]
fn keys_that_are_kept_apart_hold_a_trail_to_account() {
    let home = tempfile::tempdir().unwrap();
    let (path, keys) = (home.path().join("t"), home.path().join("apart"));
    closed(&path, 4, Options::default().keys(&keys));
    let earlier = ["checkpoint", "frontier-000000000004", "trail-000000000000.jsonl"];
    let kept: Vec<Vec<u8>> = earlier.iter().map(|name| fs::read(path.join(name)).unwrap()).collect();
    closed(&path, 4, Options::default().keys(&keys));
    let named = ["audit", "verify", "t", "--keys", "apart"];
    assert_eq!(run(home.path(), &named).status.code(), Some(0));
    // All of the folder as it once was: whole in itself.
    fs::remove_file(path.join("frontier-000000000008")).unwrap();
    earlier.iter().zip(kept).for_each(|(name, bytes)| fs::write(path.join(name), bytes).unwrap());
    assert_eq!(run(home.path(), &named[..3]).status.code(), Some(0));
    assert_eq!(run(home.path(), &named).status.code(), Some(65));
    assert_eq!(run(home.path(), &["audit", "report", "t", "--keys", "apart"]).status.code(), Some(65));
    let proven = ["audit", "prove", "t", "--entry", "2", "--keys", "apart"];
    assert_eq!(run(home.path(), &proven[..5]).status.code(), Some(0));
    let refused = run(home.path(), &proven);
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(65), 0));
    assert_ne!(run(home.path(), &["audit", "verify", "t", "--keys", "nowhere"]).status.code(), Some(0));
}

#[test]
fn keys_are_beside_a_trail_that_is_named_by_a_dot() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("t");
    closed(&path, 3, Options::default());
    let same = fs::canonicalize(home.path().join("t.keys")).unwrap();
    fs::create_dir(path.join("in")).unwrap();
    assert_eq!(Keys::beside(&path.join("in/..")), same);
    fs::remove_dir(path.join("in")).unwrap();
    let noted = ["audit", "respond", ".", "--entry", "1", "--outcome", "不予受理", "--by", "甲"];
    let out = run(&path, &noted);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(!path.join(".keys").exists());
}

/// An empty file that is named for another entry than the next one.
#[test]
fn a_segment_with_a_wrong_number_is_not_gone_on_with() {
    for number in [2, 4, 9] {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("t");
        closed(&path, 3, Options::default());
        fs::write(path.join(format!("trail-{number:012}.jsonl")), "").unwrap();
        let opened = Trail::open(&path, Options::default());
        assert!(matches!(opened, Err(Error::Damaged { .. } | Error::CutOff { .. })), "{number}: {opened:?}");
    }
}

#[test]
fn what_is_told_goes_to_a_file_of_its_owner_and_never_over_a_trail_or_keys() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("t");
    closed(&path, 4, Options::default());
    fs::create_dir(home.path().join("lists")).unwrap();
    fs::write(home.path().join("lists/current"), "shixin list folder 1\n").unwrap();
    let segment = "t/trail-000000000000.jsonl";
    for (verb, output) in [
        ("report", segment),
        ("feedback", segment),
        ("feedback", "t/other"),
        ("report", "t.keys/signer.key"),
        ("report", "t.keys/other"),
        ("feedback", "lists/current"),
    ] {
        let before = fs::read(home.path().join(output)).ok();
        let out = run(home.path(), &["audit", verb, "t", "-o", output]);
        assert_eq!(out.status.code(), Some(64), "{verb} {output}");
        assert_eq!(fs::read(home.path().join(output)).ok(), before, "{verb} {output}");
    }
    fs::write(home.path().join("told"), "earlier").unwrap();
    let out = run(home.path(), &["audit", "feedback", "t", "-o", "told"]);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    assert!(fs::read_to_string(home.path().join("told")).unwrap().contains("700000001"));
    #[cfg(unix)]
    for file in ["told", segment] {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(home.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[test]
fn a_table_that_numbers_its_rows_by_id_or_name_leaves_neither_in_a_trail() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("list.shixin"), list_bytes()).unwrap();
    let table = "id,name,applicant\n11010519491231002X,张某示,11010519491231002x\n\
                 440524188001010014,张某示,17-张某示\n440524188001010014,张某示,A-3\n";
    fs::write(home.path().join("a.csv"), table).unwrap();
    let out = run(home.path(), &["screen", "list.shixin", "a.csv", "--on", "2026-11-20", "--trail", "t"]);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    let told = |entry: shixin::audit::Entry| match entry.deed {
        Deed::Decision(it) => Some(it.asker.reference.clone()),
        _ => None,
    };
    let told: Vec<String> = entries(&home.path().join("t")).into_iter().filter_map(told).collect();
    assert_eq!(told.len(), 3);
    assert_eq!(told[2], "A-3");
    assert!(!told.iter().any(|it| it.contains("张") || it.to_uppercase().contains("002X")), "{told:?}");
}

#[test]
fn what_people_do_is_done_upon_answers_and_in_words() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("t");
    closed(&path, 4, Options::default());
    let run = |args: &[&str]| run(home.path(), &[&["audit"], args].concat()).status.code();
    let why = ["--by", "复核岗 王某", "--why", "法院已发结案通知"];
    assert_eq!(run(&[&["purge", "t", "--before", "2999-01-01"], &why[..]].concat()), Some(65));
    assert_eq!(run(&[&["override", "t", "--entry", "0", "--to", "clear"], &why[..]].concat()), Some(65));
    assert_eq!(run(&["respond", "t", "--entry", "3", "--outcome", " ", "--by", "甲"]), Some(65));
    let rows = || {
        let out = self::run(home.path(), &["audit", "feedback", "t", "--format", "json"]);
        String::from_utf8_lossy(&out.stdout).matches("\"record\"").count()
    };
    assert_eq!(rows(), 2);
    assert_eq!(run(&[&["override", "t", "--entry", "3", "--to", "clear"], &why[..]].concat()), Some(0));
    assert_eq!(rows(), 0, "who was let pass was not intercepted");
}

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shixin")).args(args).current_dir(folder).output().unwrap()
}
