//! Publication is atomic: whatever goes wrong, the old file or the new one is there, whole.
#![cfg(all(unix, feature = "compile"))]
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
use std::fs::File;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use shixin::Compiler;
use shixin::List;
use shixin::compile::Compiled;
use shixin::compile::Origin;
use shixin::compile::Publication;
use shixin::compile::PublishError;

#[test]
fn what_is_published_is_what_was_compiled() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.shixin");
    for compiled in [compile("2026-10-01", 3), compile("2026-11-01", 40)] {
        let publication = compiled.publish(&path).unwrap();
        assert!(matches!(publication, Publication::Published), "{publication:?}");
        assert!(fs::read(&path).unwrap() == compiled.as_bytes());
        let list = List::open(&path).unwrap();
        assert_eq!(list.edition(), compiled.edition());
        list.index().verify().unwrap();
        assert_eq!(names_in(folder.path()), ["list.shixin"], "nothing is left beside it");
    }
}

#[test]
fn services_of_other_accounts_can_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.shixin");
    let plain = folder.path().join("plain");
    File::create(&plain).unwrap();
    let _ = compile("2026-11-01", 3).publish(&path).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(
        mode(&path),
        mode(&plain) & 0o644,
        "0644 as far as the umask allows, not a temporary file's 0600"
    );
}

#[test]
fn a_link_is_replaced_and_what_it_led_to_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (elsewhere, path) = (folder.path().join("elsewhere"), folder.path().join("list.shixin"));
    fs::write(&elsewhere, "somebody's").unwrap();
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    let _ = compile("2026-11-01", 3).publish(&path).unwrap();
    assert_eq!(fs::read(&elsewhere).unwrap(), b"somebody's", "nothing is written through a link");
    List::open(&path).unwrap();
}

#[test]
fn nowhere_to_publish_is_an_error_that_names_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "no folder").unwrap();
    fs::create_dir(folder.path().join("folder")).unwrap();
    fs::create_dir(folder.path().join("full")).unwrap();
    fs::write(folder.path().join("full/inside"), "here").unwrap();
    let compiled = compile("2026-11-01", 3);
    for (path, named, because) in [
        ("missing/list.shixin", "missing", "the folder is not there"),
        ("file/list.shixin", "file", "the folder is a file"),
        ("folder", "folder", "the target is an empty folder"),
        ("full", "full", "the target is a folder"),
    ] {
        let before = names_in(folder.path());
        let error = compiled.publish(&folder.path().join(path)).unwrap_err();
        assert!(matches!(error, PublishError::Step { .. }), "{because}: {error:?}");
        let text = error.to_string();
        assert!(text.starts_with("not published") && text.contains(named), "{because}: {text}");
        assert_eq!(names_in(folder.path()), before, "{because}: nothing is left");
    }
    assert_eq!(fs::read(folder.path().join("full/inside")).unwrap(), b"here");
    assert_eq!(fs::read(&file).unwrap(), b"no folder");
    for path in ["/", "..", ""] {
        let error = compiled.publish(Path::new(path)).unwrap_err();
        assert!(matches!(error, PublishError::NoFileName { .. }), "{path:?}: {error:?}");
        assert!(error.to_string().contains("expected the path of a file"), "{error}");
    }
}

#[test]
fn a_folder_that_may_not_be_written_keeps_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.shixin");
    let old = compile("2026-10-01", 3);
    let _ = old.publish(&path).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let is_above_modes = File::create(folder.path().join("probe")).is_ok();
    if is_above_modes {
        eprintln!(
            "skipped: this account (root) may write into a read-only folder; a folder in place of the file is tried"
        );
    } else {
        let error = compile("2026-11-01", 3).publish(&path).unwrap_err();
        assert!(matches!(error, PublishError::Step { .. }), "{error:?}");
        assert!(error.to_string().contains("not published: cannot make a file in"), "{error}");
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(fs::read(&path).unwrap() == old.as_bytes(), "the old file is untouched");
}

/// A file name so long that the temporary one beside it has no room: a failure that no account is above.
#[test]
fn a_name_too_long_to_write_beside_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("n".repeat(250));
    fs::write(&path, "the old one").unwrap();
    let error = compile("2026-11-01", 3).publish(&path).unwrap_err();
    assert!(matches!(error, PublishError::Step { .. }), "{error:?}");
    assert_eq!(fs::read(&path).unwrap(), b"the old one");
    assert_eq!(names_in(folder.path()).len(), 1);
}

#[test]
fn one_publication_into_a_folder_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.shixin");
    let old = compile("2026-10-01", 3);
    let _ = old.publish(&path).unwrap();
    let in_use = folder.path().join(".list.shixin.abcdefgh.tmp");
    fs::write(&in_use, "the other publication's").unwrap();
    let other = File::open(folder.path()).unwrap();
    other.lock().unwrap();
    let error = compile("2026-11-01", 3).publish(&path).unwrap_err();
    assert!(matches!(&error, PublishError::Locked { folder: named } if named == folder.path()), "{error:?}");
    assert!(error.to_string().contains("try again"), "says what to do: {error}");
    assert!(fs::read(&path).unwrap() == old.as_bytes(), "the old file is untouched");
    assert!(in_use.exists(), "what is being written is not swept");
    drop(other);
    let new = compile("2026-11-01", 3);
    let _ = new.publish(&path).unwrap();
    assert!(fs::read(&path).unwrap() == new.as_bytes(), "the lock went with its handle");
}

#[test]
fn many_publishers_leave_one_whole_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.shixin");
    let lists: Vec<Compiled> = (1..=4).map(|day| compile(&format!("2026-11-0{day}"), 5)).collect();
    let published: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = lists
            .iter()
            .map(|list| {
                scope.spawn(|| {
                    let tries = (0..25).map(|_| list.publish(&path));
                    let is_published = |tried: Result<Publication, PublishError>| match tried {
                        Ok(_) => true,
                        Err(PublishError::Locked { .. }) => false,
                        Err(error) => panic!("{error}"),
                    };
                    tries.map(is_published).filter(|done| *done).count()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert!(published > 0, "somebody holds the lock");
    let there = fs::read(&path).unwrap();
    assert!(lists.iter().any(|list| list.as_bytes() == there), "one of them, whole");
    assert_eq!(names_in(folder.path()), ["list.shixin"]);
}

#[test]
fn a_process_started_meanwhile_does_not_keep_the_lock() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.shixin");
    let compiled = compile("2026-11-01", 3);
    let is_over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                assert!(std::process::Command::new("true").status().unwrap().success());
            }
        });
        let refused = (0..200).filter_map(|_| compiled.publish(&path).err()).count();
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
        assert_eq!(refused, 0, "of 200 publications, one after the other");
    });
}

#[test]
fn stale_files_of_this_name_are_swept_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let stale = [".list.shixin.Ab3dEf9h.tmp", ".list.shixin.00000000.tmp"];
    let others = [
        ".list.shixin.Ab3dEf9.tmp",
        ".list.shixin.Ab3dEf9hi.tmp",
        ".list.shixin.Ab3d.f9h.tmp",
        ".list.shixin.Ab3dEf9h.tmp.bak",
        ".list.shixin.tmp",
        ".other.shixin.Ab3dEf9h.tmp",
        "list.shixin.Ab3dEf9h.tmp",
        ".list.shixin.签签签.tmp",
        "list.shixin.old",
    ];
    for name in stale.iter().chain(&others) {
        fs::write(folder.path().join(name), name).unwrap();
    }
    let _ = compile("2026-11-01", 3).publish(&folder.path().join("list.shixin")).unwrap();
    let mut expected: Vec<&str> = others.to_vec();
    expected.push("list.shixin");
    expected.sort_unstable();
    assert_eq!(names_in(folder.path()), expected);
    for name in others {
        assert_eq!(fs::read(folder.path().join(name)).unwrap(), name.as_bytes());
    }
}

/// Forty compilations are killed, half of them at moments from beginning to end, half when they begin to write.
#[cfg(feature = "cli")]
#[test]
fn killed_at_any_moment_the_old_file_or_the_new_one_is_there() {
    use std::process::Child;
    use std::process::Command;
    use std::process::Stdio;
    use std::time::Duration;
    use std::time::Instant;

    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out");
    fs::create_dir(&output).unwrap();
    let path = output.join("list.shixin");
    let feeds = [("2026-10-01", 200), ("2026-11-01", 300)].map(|(day, rows)| {
        let feed = folder.path().join(format!("{day}.jsonl"));
        fs::write(&feed, rows_of(rows).join("\n")).unwrap();
        (day, feed)
    });
    let compile = |(day, feed): &(&str, std::path::PathBuf)| -> Child {
        Command::new(env!("CARGO_BIN_EXE_shixin"))
            .args(["compile", "--allow-implausible"])
            .args([feed, Path::new("-o"), &path, Path::new("--as-of"), Path::new(day)])
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut whole = Vec::new();
    let mut run = Duration::MAX;
    for feed in &feeds {
        let begun = Instant::now();
        assert!(compile(feed).wait().unwrap().success());
        run = run.min(begun.elapsed());
        whole.push(fs::read(&path).unwrap());
    }
    let (mut killed, mut left) = (0, 0);
    let attempts = (0..400_u32).take_while(|attempt| {
        let mut child = compile(&feeds[*attempt as usize % 2]);
        if attempt % 2 == 0 {
            std::thread::sleep(run * (attempt % 50) / 50);
        } else {
            // From when it writes: the step that must not be seen by halves.
            while names_in(&output).len() == 1 + left && child.try_wait().unwrap().is_none() {}
        }
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        let there = fs::read(&path).unwrap();
        assert!(whole.contains(&there), "attempt {attempt}: neither old nor new, {} bytes", there.len());
        List::open(&path).unwrap().index().verify().unwrap();
        left = names_in(&output).len() - 1;
        killed < 40
    });
    let attempts = attempts.count();
    eprintln!("{killed} of {attempts} were killed before their end; the last left {left} temporary files");
    assert!(killed >= 40, "{killed}: else little was tried");
    fs::write(output.join(".list.shixin.Ab3dEf9h.tmp"), "at least this one is stale").unwrap();
    assert!(compile(&feeds[0]).wait().unwrap().success(), "the lock died with its holder");
    assert_eq!(names_in(&output), ["list.shixin"], "what the killed left is swept");
    assert!(fs::read(&path).unwrap() == whole[0]);
}

fn compile(day: &str, rows: usize) -> Compiled {
    let mut compiler = Compiler::new(day.parse().unwrap());
    for (line, row) in (1..).zip(rows_of(rows)) {
        compiler.push(Origin { source: "test".into(), line }, &row);
    }
    compiler.finish().unwrap()
}

/// Invented rows without ids.
fn rows_of(count: usize) -> Vec<String> {
    let given = "甲乙丙丁戊己庚辛壬癸".chars().collect::<Vec<_>>();
    let name = |number: usize| format!("示{}{}", given[number % 10], given[number / 10 % 10]);
    (0..count)
        .map(|number| {
            format!(r#"{{"id":{number},"iname":"{}","caseCode":"示{number}号","sexy":"女"}}"#, name(number))
        })
        .collect()
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
