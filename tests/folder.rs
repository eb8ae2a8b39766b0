//! A folder of editions: what is in force is whole, and one command takes it back.
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

use std::fs;
use std::path::Path;

use shixin::Compiler;
use shixin::ListFolder;
use shixin::compile::Compiled;
use shixin::compile::Origin;
use shixin::folder::Admitted;
use shixin::folder::FolderError;
use shixin::folder::Publication;
use shixin::policy::Guard;
use shixin::policy::Implausible;
use tempfile::TempDir;

#[test]
fn what_was_published_last_is_in_force_until_it_is_rolled_back() {
    let (home, folder) = new();
    let editions = [1, 2, 3].map(|day| compile(day, 3));
    for edition in &editions {
        assert!(matches!(publish(&folder, edition).unwrap(), Publication::Published));
        assert_eq!(folder.open().unwrap().edition(), edition.edition());
        assert_eq!(folder.open().unwrap().as_bytes(), edition.as_bytes());
    }
    assert_eq!(in_force(&folder), [3, 2, 1], "the one published last first");
    let _ = folder.roll_back(None).unwrap();
    assert_eq!(day_in_force(&folder), 2);
    let _ = folder.roll_back(None).unwrap();
    assert_eq!(day_in_force(&folder), 1, "a step further");
    let error = folder.roll_back(None).unwrap_err();
    assert!(matches!(error, FolderError::NothingBefore { .. }), "{error:?}");
    let _ = folder.roll_back(Some(&editions[2].edition().stamp().hex()[..8])).unwrap();
    assert_eq!(day_in_force(&folder), 3, "and the way forward");
    assert_eq!(in_force(&folder), [3, 2, 1], "nothing was removed");

    let _ = folder.roll_back(None).unwrap();
    let _ = publish(&folder, &compile(4, 3)).unwrap();
    assert_eq!(in_force(&folder), [4, 3, 2, 1]);
    let _ = folder.roll_back(None).unwrap();
    let _ = folder.roll_back(None).unwrap();
    assert_eq!(folder.prune(1).unwrap().len(), 2, "the last and the one in force stay");
    assert_eq!((in_force(&folder), day_in_force(&folder)), (vec![4, 2], 2));
    assert_eq!(names_in(home.path()).len(), 3);
    for wanted in ["", "zz", "no digest"] {
        let error = folder.roll_back(Some(wanted)).unwrap_err();
        assert!(matches!(error, FolderError::NoSuchEdition { .. }), "{wanted:?}: {error:?}");
        assert!(error.to_string().contains("2026-11-04"), "says what there is: {error}");
    }
}

#[test]
fn the_same_again_does_no_harm() {
    let (home, folder) = new();
    let edition = compile(1, 3);
    for _ in 0..3 {
        let _ = publish(&folder, &edition).unwrap();
    }
    assert_eq!(in_force(&folder), [1]);
    let _ = publish(&folder, &compile(2, 3)).unwrap();
    let _ = folder.publish(edition.index(), None, None).unwrap();
    assert_eq!(in_force(&folder), [1, 2], "an earlier one, published again, is the last");
    assert_eq!(folder.current().unwrap().admitted, Admitted::Allowed);
    assert_eq!(names_in(home.path()).len(), 3);
}

#[test]
fn an_implausible_edition_is_refused_unless_it_is_allowed() {
    let (_home, folder) = new();
    let _ = publish(&folder, &compile(2, 200)).unwrap();
    for (edition, is_expected) in [
        (compile(3, 100), (|it| matches!(it, Implausible::Shrunk { .. })) as fn(&Implausible) -> bool),
        (compile(1, 200), |it| matches!(it, Implausible::Older { .. })),
    ] {
        let error = publish(&folder, &edition).unwrap_err();
        let FolderError::Implausible(implausible) = &error else { panic!("{error:?}") };
        assert!(is_expected(implausible), "{error}");
        assert_eq!(day_in_force(&folder), 2);
        let _ = folder.publish(edition.index(), None, None).unwrap();
        assert_eq!(folder.current().unwrap().admitted, Admitted::Allowed);
        let _ = folder.roll_back(Some(&stamp_of(&folder, 2))).unwrap();
    }
}

#[test]
fn rejects_stand_beside_their_own_edition() {
    let (_home, folder) = new();
    let (first, second, third) = (compile(1, 3), compile(2, 3), compile(3, 3));
    let _ = folder.publish(first.index(), Some(b"first\n"), None).unwrap();
    let _ = folder.publish(second.index(), Some(b"second\n"), None).unwrap();
    let _ = folder.publish(third.index(), Some(b""), None).unwrap();
    assert!(!folder.current().unwrap().rejects.exists(), "it has none");
    for expected in ["second\n", "first\n"] {
        let _ = folder.roll_back(None).unwrap();
        let rejects = folder.current().unwrap().rejects;
        assert_eq!(fs::read_to_string(&rejects).unwrap(), expected);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&rejects).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "rows have complete ids");
        }
    }
}

#[test]
fn every_damage_to_the_register_is_told_and_can_be_repaired() {
    let (home, folder) = new();
    for day in [1, 2] {
        let _ = publish(&folder, &compile(day, 3)).unwrap();
    }
    let register = home.path().join("current");
    let whole = fs::read(&register).unwrap();
    let stamp = stamp_of(&folder, 1);
    let mut damaged: Vec<Vec<u8>> = (0..whole.len()).map(|end| whole[..end].to_vec()).collect();
    damaged.extend((0..whole.len()).map(|at| {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        flipped
    }));
    damaged.push([&whole[..], b"\n"].concat());
    for text in damaged {
        fs::write(&register, &text).unwrap();
        let shown = String::from_utf8_lossy(&text);
        let error = folder.open().unwrap_err();
        assert!(matches!(error, FolderError::Register { .. }), "{error:?}: {shown}");
        assert!(error.to_string().contains("rollback FOLDER --to"), "says what to do: {error}");
        assert!(folder.prune(1).is_err() && folder.roll_back(None).is_err(), "{shown}");
        assert!(publish(&folder, &compile(3, 3)).is_err(), "{shown}");
    }
    let _ = folder.roll_back(Some(&stamp[..8])).unwrap();
    assert_eq!((day_in_force(&folder), in_force(&folder)), (1, vec![2, 1]), "made anew from what is there");
}

#[test]
fn a_damaged_edition_is_refused_and_another_takes_its_place() {
    let (_home, folder) = new();
    let (first, second) = (compile(1, 3), compile(2, 3));
    for edition in [&first, &second] {
        let _ = publish(&folder, edition).unwrap();
    }
    let current = folder.current().unwrap();
    let mut flipped = second.as_bytes().to_vec();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    for (bytes, because) in [
        (flipped.as_slice(), "a flipped bit"),
        (&flipped[..middle], "half of it"),
        (first.as_bytes(), "another edition"),
    ] {
        fs::write(&current.path, bytes).unwrap();
        let error = folder.open().unwrap_err();
        let is_told = matches!(error, FolderError::Edition { .. } | FolderError::OtherEdition { .. });
        assert!(is_told, "{because}: {error:?}");
        let error = publish(&folder, &compile(3, 3)).unwrap_err();
        assert!(matches!(error, FolderError::Incomparable { .. }), "{because}: {error:?}");
    }
    let _ = folder.roll_back(None).unwrap();
    let error = folder.roll_back(Some(&current.stamp.hex())).unwrap_err();
    assert!(
        matches!(error, FolderError::OtherEdition { .. }),
        "a damaged one is not put in force: {error:?}"
    );
    assert_eq!(day_in_force(&folder), 1);
    let _ = publish(&folder, &second).unwrap();
    assert_eq!(folder.open().unwrap().edition(), second.edition(), "published anew it is whole again");
}

#[test]
fn a_folder_that_is_not_there_or_empty_says_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let missing = ListFolder::at(home.path().join("missing"));
    for error in [
        missing.open().unwrap_err(),
        missing.editions().unwrap_err(),
        publish(&missing, &compile(1, 3)).unwrap_err(),
        missing.roll_back(None).unwrap_err(),
        missing.prune(1).unwrap_err(),
    ] {
        assert!(matches!(error, FolderError::NoFolder { .. }), "{error:?}");
        assert!(error.to_string().contains("mkdir"), "{error}");
    }
    assert!(!missing.path().exists());
    let empty = ListFolder::at(home.path());
    std::fs::write(home.path().join("notes.txt"), "somebody's").unwrap();
    let error = publish(&empty, &compile(1, 3)).unwrap_err();
    assert!(matches!(error, FolderError::OtherThings { .. }), "{error:?}");
    assert!(error.to_string().contains("notes.txt"), "{error}");
    assert_eq!(names_in(home.path()), ["notes.txt"]);
    std::fs::remove_file(home.path().join("notes.txt")).unwrap();
    assert_eq!(empty.editions().unwrap(), []);
    let error = empty.open().unwrap_err();
    assert!(matches!(error, FolderError::Empty { .. }) && error.to_string().contains("-o"), "{error:?}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_keeps_its_edition() {
    use std::os::unix::fs::PermissionsExt as _;

    let (home, folder) = new();
    let _ = publish(&folder, &compile(1, 3)).unwrap();
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(home.path().join("probe"), "").is_ok() {
        eprintln!("skipped: this account (root) may write into a read-only folder");
    } else {
        let error = publish(&folder, &compile(2, 3)).unwrap_err();
        assert!(matches!(error, FolderError::Step { .. }) && error.is_of_the_system(), "{error:?}");
        assert!(error.to_string().contains("the edition in force stays: cannot make a file in"), "{error}");
    }
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(day_in_force(&folder), 1);
}

#[test]
fn many_publishers_and_readers_at_once() {
    let (home, folder) = new();
    let lists: Vec<Compiled> = (1..=4).map(|day| compile(day, 5)).collect();
    let _ = publish(&folder, &lists[0]).unwrap();
    let is_over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let read = || {
            let mut opened = 0;
            while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                let stamp = folder.open().unwrap().edition().stamp();
                assert!(lists.iter().any(|list| list.edition().stamp() == stamp));
                opened += 1;
            }
            assert!(opened > 0);
        };
        scope.spawn(read);
        let write = |list: &Compiled| {
            for _ in 0..20 {
                match folder
                    .publish(list.index(), None, None)
                    .map(drop)
                    .and_then(|()| folder.prune(1).map(drop))
                {
                    Ok(()) | Err(FolderError::Locked { .. }) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        };
        let writers: Vec<_> = lists.iter().map(|list| scope.spawn(move || write(list))).collect();
        for writer in writers {
            writer.join().unwrap();
        }
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    folder.prune(1).unwrap();
    assert_eq!(names_in(home.path()).len(), 2);
}

/// Publications, roll-backs and prunings are killed, most of them while they write. `SHIXIN_KILLS` says how many.
#[cfg(all(unix, feature = "cli"))]
#[test]
fn killed_at_any_moment_a_whole_edition_is_in_force() {
    use std::process::Command;
    use std::process::Stdio;

    let kills = std::env::var("SHIXIN_KILLS").map_or(30, |text| text.parse().unwrap());
    let (home, folder) = new();
    let lists = tempfile::tempdir().unwrap();
    let editions: Vec<Compiled> = [1, 2].map(|day| compile(day, 300)).into();
    let files: Vec<_> = editions
        .iter()
        .map(|edition| {
            let path = lists.path().join(edition.edition().stamp().hex());
            fs::write(&path, edition.as_bytes()).unwrap();
            path
        })
        .collect();
    let shixin = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shixin"));
        command.arg("editions").args(words).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    let here = home.path().to_str().unwrap();
    let publish = |nth: usize, keep: &str| {
        shixin(&["publish", "--allow-implausible", "--keep", keep, here, files[nth].to_str().unwrap()])
    };
    for nth in [0, 1] {
        assert!(publish(nth, "9").wait().unwrap().success());
    }
    let (mut killed, mut tries) = (0, 0);
    while killed < kills {
        tries += 1;
        assert!(tries < kills * 20 + 100, "{killed} of {tries} were killed before their end");
        let before = fs::read(home.path().join("current")).unwrap();
        let mut child = match tries % 3 {
            0 => shixin(&["rollback", here, "--to", &editions[tries % 2].edition().stamp().hex()[..12]]),
            _ => publish(tries % 2, ["1", "9"][tries / 3 % 2]),
        };
        // From when it writes, and then for a while that differs.
        let is_writing = || names_in(home.path()).iter().any(|name| name.ends_with(".tmp"));
        while !is_writing() && child.try_wait().unwrap().is_none() {}
        std::thread::sleep(std::time::Duration::from_micros((tries as u64 * 97) % 3000));
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        let index = folder.open().unwrap_or_else(|error| panic!("try {tries}: {error}"));
        index.verify().unwrap();
        assert!(editions.iter().any(|edition| edition.as_bytes() == index.as_bytes()));
        let after = fs::read(home.path().join("current")).unwrap();
        assert!(after == before || after.len() > 80, "try {tries}: the register is whole");
    }
    eprintln!("{killed} of {tries} were killed before their end");
    assert!(publish(0, "1").wait().unwrap().success(), "the lock died with its holder");
    assert_eq!(names_in(home.path()).len(), 2, "what the killed left is swept");
}

#[cfg(feature = "cli")]
#[test]
fn the_command_looks_after_a_folder() {
    use std::process::Command;
    use std::process::Output;

    let home = tempfile::tempdir().unwrap();
    let here = home.path().join("lists");
    let rows = home.path().join("rows.jsonl");
    let shixin = |words: &[&str]| -> Output {
        Command::new(env!("CARGO_BIN_EXE_shixin")).args(words).output().unwrap()
    };
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let folder = here.to_str().unwrap();
    let slashed = format!("{folder}/");
    let compile = |day: &str, rows_there: usize, output: &str| {
        let mut all = rows_of(rows_there);
        all.push("{\"no\":\"row\"}".to_owned());
        fs::write(&rows, all.join("\n")).unwrap();
        shixin(&["compile", rows.to_str().unwrap(), "-o", output, "--as-of", day, "--keep", "2"])
    };
    let missing = compile("2026-11-01", 200, &slashed);
    assert_eq!(missing.status.code(), Some(66), "{}", text(&missing.stderr));
    assert!(text(&missing.stderr).contains("mkdir"), "{}", text(&missing.stderr));
    assert!(!here.exists());
    fs::create_dir(&here).unwrap();
    for day in ["2026-11-01", "2026-11-02", "2026-11-03"] {
        let done = compile(day, 200, folder);
        assert!(done.status.success(), "{}", text(&done.stderr));
        assert!(text(&done.stderr).contains(".rejects.jsonl"), "{}", text(&done.stderr));
    }
    let listed = |folder: &str| -> Vec<serde_json::Value> {
        let out = shixin(&["editions", "list", folder]);
        assert!(out.status.success(), "{}", text(&out.stderr));
        text(&out.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let days = |lines: &[serde_json::Value]| -> Vec<(String, bool)> {
        let day = |line: &serde_json::Value| line["as_of"].as_str().unwrap().to_owned();
        lines.iter().map(|line| (day(line), line["in_force"].as_bool().unwrap())).collect()
    };
    let lines = listed(folder);
    assert_eq!(days(&lines), [("2026-11-03".into(), true), ("2026-11-02".into(), false)], "two are kept");
    let rejects = fs::read_to_string(lines[0]["rejects"].as_str().unwrap()).unwrap();
    assert_eq!(rejects.lines().count(), 1, "{rejects}");

    let refused = compile("2026-11-04", 100, folder);
    assert_eq!(refused.status.code(), Some(65), "{}", text(&refused.stderr));
    assert!(text(&refused.stderr).contains("--allow-implausible"), "{}", text(&refused.stderr));
    assert_eq!(listed(folder), lines);

    let check = |folder: &str| shixin(&["check", folder, "--name", "示甲甲", "--on", "2026-11-05"]);
    assert_eq!(check(folder).status.code(), Some(1), "a folder stands for its edition in force");
    assert!(shixin(&["verify", folder]).status.success());
    let back = shixin(&["editions", "rollback", folder]);
    assert_eq!(text(&back.stdout).split_whitespace().nth(3), Some("2026-11-02"), "{back:?}");
    assert_eq!(days(&listed(folder))[1], ("2026-11-02".into(), true));
    assert!(text(&check(folder).stdout).contains("2026-11-02"));
    assert_eq!(shixin(&["editions", "rollback", folder]).status.code(), Some(65));
    assert_eq!(shixin(&["editions", "prune", folder, "--keep", "0"]).status.code(), Some(64));
    assert_eq!(shixin(&["editions", "list", "/nowhere/at/all"]).status.code(), Some(66));
}

fn new() -> (TempDir, ListFolder) {
    let home = tempfile::tempdir().unwrap();
    let folder = ListFolder::at(home.path());
    (home, folder)
}

fn publish(folder: &ListFolder, edition: &Compiled) -> Result<Publication, FolderError> {
    folder.publish(edition.index(), None, Some(&Guard::default()))
}

/// The days of November of the editions there are.
fn in_force(folder: &ListFolder) -> Vec<u32> {
    let editions = folder.editions().unwrap();
    let mut marked = editions.iter().filter(|placed| placed.is_current);
    assert_eq!(marked.next(), Some(&folder.current().unwrap()));
    assert_eq!(marked.next(), None);
    editions.iter().map(|placed| day_of(&placed.stamp.as_of.to_string())).collect()
}

fn day_in_force(folder: &ListFolder) -> u32 {
    let day = day_of(&folder.current().unwrap().stamp.as_of.to_string());
    assert_eq!(day, day_of(&folder.open().unwrap().edition().as_of.to_string()));
    day
}

fn day_of(day: &str) -> u32 {
    day.rsplit('-').next().unwrap().parse().unwrap()
}

fn stamp_of(folder: &ListFolder, day: u32) -> String {
    let editions = folder.editions().unwrap();
    let found = editions.iter().find(|placed| day_of(&placed.stamp.as_of.to_string()) == day);
    found.unwrap().stamp.hex()
}

fn compile(day: u32, rows: usize) -> Compiled {
    let mut compiler = Compiler::new(format!("2026-11-{day:02}").parse().unwrap());
    for (line, row) in (1..).zip(rows_of(rows)) {
        compiler.push(Origin { source: "test".into(), line }, &row);
    }
    compiler.finish().unwrap()
}

/// Invented rows without ids.
fn rows_of(count: usize) -> Vec<String> {
    let given = "甲乙丙丁戊己庚辛壬癸".chars().collect::<Vec<_>>();
    let name = |number: usize| format!("示{}{}", given[number % 10], given[number / 10 % 10]);
    let row = |number: usize| {
        format!(r#"{{"id":{number},"iname":"{}","caseCode":"示{number}号","sexy":"女"}}"#, name(number))
    };
    (0..count).map(row).collect()
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
