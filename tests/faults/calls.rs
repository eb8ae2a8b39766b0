//! Each system call of each deed fails in turn, as `strace` makes it fail.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use shixin::ListFolder;
use shixin::Screener;

use crate::deeds::DEEDS;
use crate::deeds::Told;
use crate::deeds::compiled;
use crate::deeds::is_done;
use crate::deeds::prepared;
use crate::this_test;

/// Which call, and what the system says. Where memory runs out the process may die of it.
const CALLS: [(&str, &str); 16] = [
    ("openat", "EIO"),
    ("openat", "EMFILE"),
    ("read", "EIO"),
    ("read", "EINTR"),
    ("write", "ENOSPC"),
    ("write", "EINTR"),
    ("fsync", "EIO"),
    ("fdatasync", "EIO"),
    ("?rename", "EIO"),
    ("?renameat2", "ENOSPC"),
    ("?unlink", "EIO"),
    ("ftruncate", "EIO"),
    ("flock", "EIO"),
    ("getdents64", "EIO"),
    ("lseek", "EIO"),
    ("mmap", "ENOMEM"),
];

#[test]
fn whichever_system_call_fails_the_deed_is_done_whole_or_not_at_all() {
    if !has_strace() {
        eprintln!("skipped: strace is not here, or may not trace");
        return;
    }
    for (turn, deed) in DEEDS.iter().enumerate() {
        let (mut runs, mut failed) = (0, 0);
        for (nth, (call, error)) in CALLS.iter().enumerate() {
            let mut when = 1 + (turn + nth) % stride();
            loop {
                let home = prepared();
                let (output, is_injected) = traced(&deed.command(home.path()), call, error, when);
                if !is_injected {
                    break;
                }
                let what = format!("{}, {call} no. {when} says {error}", deed.name);
                assert!(is_orderly(&output, call), "{what}: {output:?}");
                let out = String::from_utf8_lossy(&output.stdout).into_owned();
                deed.holds(home.path(), &Told { is_success: is_done(&output.status), out }, &what);
                (runs, failed) = (runs + 1, failed + usize::from(!is_done(&output.status)));
                when += stride();
            }
        }
        eprintln!("{}: {runs} system calls failed, {failed} of them the deed", deed.name);
        assert!(runs > 5 && failed > 0, "{}: {runs} runs", deed.name);
    }
}

/// A desk whose list and relief are replaced while calls fail answers from one state or the other.
#[test]
fn whichever_system_call_fails_a_desk_has_the_old_state_or_the_new_one() {
    if !has_strace() {
        eprintln!("skipped: strace is not here, or may not trace");
        return;
    }
    let mut runs = 0;
    for (nth, (call, error)) in CALLS.iter().enumerate().filter(|(_, (call, _))| *call != "write") {
        let mut when = 1 + nth % stride();
        loop {
            let home = prepared();
            let mut child = this_test("calls::a_desk_that_is_traced");
            let (output, is_injected) =
                traced(child.env("SHIXIN_TRACED_DESK", home.path()), call, error, when);
            if !is_injected {
                break;
            }
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(!told.contains("panicked at tests/faults"), "{call} no. {when} says {error}: {told}");
            runs += 1;
            when += stride();
        }
    }
    eprintln!("a desk: {runs} system calls failed");
    assert!(runs > 5, "{runs}");
}

/// Not a test by itself: the process that is traced. Wherever a call failed it goes on; what cannot be prepared ends it.
#[test]
fn a_desk_that_is_traced() {
    let Some(home) = std::env::var_os("SHIXIN_TRACED_DESK") else { return };
    let home = Path::new(&home);
    let relief = home.join("relief.jsonl");
    if fs::write(&relief, relief_of(1)).is_err() {
        return;
    }
    let folder = ListFolder::at(home.join("lists"));
    let Ok(desk) = Screener::builder().list(folder.path()).relief(&relief).build() else { return };
    let old = desk.list().edition().stamp();
    let two = compiled(2, 310);
    let published = folder.publish(two.index(), None, None).is_ok();
    for _ in 0..2 {
        let told = desk.reload();
        let now = desk.list().edition().stamp();
        assert!(now == old || now == two.edition().stamp(), "an edition that never was");
        assert!(told.as_ref().map_or(true, |told| *told == now), "what is told is in force");
        assert!(
            !published || told.is_err() || now == two.edition().stamp(),
            "what was published is taken up"
        );
    }
    let beside = home.join("beside");
    let is_put = fs::write(&beside, relief_of(2)).and_then(|()| fs::rename(&beside, &relief)).is_ok();
    let told = desk.reload_relief();
    let now = desk.list().relief().entries().len();
    assert!(now == 1 || now == 2, "relief that never was");
    assert!(told.is_err() || now == 1 + usize::from(is_put), "what is told is in force");
    assert!(desk.list().check("", "示甲甲").is_ok(), "it answers");
}

/// What is told of a failing call is told in order: by an exit code, not by a panic.
fn is_orderly(output: &Output, call: &str) -> bool {
    let has_died = output.status.code().is_none();
    let has_panicked = String::from_utf8_lossy(&output.stderr).contains("panicked");
    call == "mmap" || !has_died && !has_panicked
}

/// Runs a command under `strace`; and whether there was such a call to fail.
fn traced(traced: &Command, call: &str, error: &str, when: usize) -> (Output, bool) {
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o"]).arg(log.path());
    command.args(["-e", &format!("trace={call}")]);
    command.args(["-e", &format!("inject={call}:error={error}:when={when}")]);
    command.arg(traced.get_program()).args(traced.get_args());
    command.envs(traced.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if let Some(folder) = traced.get_current_dir() {
        command.current_dir(folder);
    }
    let output = command.stdin(Stdio::null()).output().unwrap();
    (output, fs::read_to_string(log.path()).unwrap_or_default().contains("(INJECTED)"))
}

fn has_strace() -> bool {
    let traced = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).output();
    traced.is_ok_and(|output| output.status.success())
}

/// In a short run one call in so many fails.
fn stride() -> usize {
    if std::env::var_os("SHIXIN_FAULTS").is_some() { 1 } else { SHORT }
}

/// So many entries of relief.
fn relief_of(entries: usize) -> String {
    let line = |record| {
        format!(
            r#"{{"kind":"dispute","record":"{record}","case":"示{record}号","from":"2026-11-01","to":"2026-11-24","signed_by":"甲","dated":"2026-11-01"}}"#
        ) + "\n"
    };
    (1..=entries).map(line).collect()
}

/// In a short run one call in so many fails.
const SHORT: usize = 29;
