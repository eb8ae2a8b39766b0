//! The pages in `examples`: each is built as its head says, run, and compared with what the command prints.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use serde_json::Value;
use shixin::screener::today;

use crate::files::Folder;
use crate::files::LISTED;
use crate::install::prefix;
use crate::install::root;
use crate::programs::finish;
use crate::programs::has;
use crate::programs::skip;

/// From published rows to verdicts, as the page in C has it: compile, check, explain, many.
#[test]
fn in_c() {
    if !has("cc") {
        return skip("cc: the page in C");
    }
    let folder = Folder::new();
    let mut compile = Command::new(env!("CARGO_BIN_EXE_shixin"));
    compile.args(["compile", "rows.jsonl", "-o", "own.shixin", "--as-of", &today().to_string()]);
    finish(compile.current_dir(folder.root()));
    let page = root().join("examples/c/check.c");
    build("cc", &["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"], &page, &folder);

    let (code, told) = run(
        Command::new(folder.path("check")).args(["own.shixin", LISTED.0, LISTED.1, "travel.air"]),
        &folder,
    );
    assert_eq!(code, 2, "{told}");
    for part in ["block, by 限制高消费规定(2015)", "record 700000001", "The applicant is listed", "复议"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    let (code, told) =
        run(Command::new(folder.path("check")).args(["own.shixin", "330106198506150484", LISTED.1]), &folder);
    assert!(code == 0 && told.starts_with("clear"), "{told}");
    let (code, told) = run(Command::new(folder.path("check")).args(["own.shixin", "?", LISTED.1]), &folder);
    assert!(code == 64 && told.starts_with("id: "), "{told}");

    let mut many = Command::new(folder.path("check"));
    let (code, told) = run(many.arg("own.shixin").stdin(applicants(&folder)), &folder);
    assert_eq!(code, 64, "a line has no answer: {told}");
    assert_eq!(told, EXPECTED.repeat(60));

    fs::write(folder.path("long.csv"), format!("{},{}\n", LISTED.0, "a".repeat(511))).unwrap();
    let long = fs::File::open(folder.path("long.csv")).unwrap();
    let (code, told) = run(Command::new(folder.path("check")).arg("own.shixin").stdin(long), &folder);
    assert!(code == 64 && told.starts_with("expected lines of less than 511 bytes"), "{told}");

    let (code, told) =
        run(Command::new(folder.path("check")).args(["old.shixin", LISTED.0, LISTED.1]), &folder);
    assert!(code == 64 && told.contains("2020-02-01") && !told.contains("clear"), "{told}");
    let mut many = Command::new(folder.path("check"));
    let (code, told) = run(many.arg("old.shixin").stdin(applicants(&folder)), &folder);
    assert_eq!((code, told), (64, TOO_OLD.repeat(60)));
}

#[test]
fn in_cpp() {
    if !has("c++") {
        return skip("c++: the page in C++");
    }
    let folder = Folder::new();
    let page = root().join("examples/cpp/check.cpp");
    build("c++", &["-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Werror"], &page, &folder);
    let ask = |id: &str, day: &str| {
        let mut check = Command::new(folder.path("check"));
        run(check.args(["list.shixin", id, LISTED.1, "travel.air", day]), &folder)
    };
    let (code, told) = ask(LISTED.0, "20261101");
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("record 700000001") && told.contains("限制高消费"), "{told}");
    same_as_the_command(told.lines().last().unwrap(), &["list.shixin", "--on", "2026-11-01"], &folder);
    let (code, told) = ask(LISTED.0, "20271101");
    assert!(code == 64 && told.starts_with("no answer (19): day: "), "{told}");
    assert_eq!(ask("330106198506150484", "20261101").0, 0);
    let mut recorded = Command::new(folder.path("check"));
    recorded.args(["list.shixin", LISTED.0, LISTED.1, "travel.air", "20261101", "trail"]);
    assert_eq!(run(&mut recorded, &folder).0, 2);
    recorded_answers(1, &folder);
}

#[test]
fn in_python() {
    if !has("python3") {
        return skip("python3: the page in Python");
    }
    let folder = Folder::new();
    let python = |edition: &str| {
        let mut python = Command::new("python3");
        python.arg(root().join("examples/python/shixin.py")).env("PYTHONIOENCODING", "utf-8");
        python.env("PYTHONDONTWRITEBYTECODE", "1").arg(edition);
        python
    };
    let (code, told) = run(python("current.shixin").args([LISTED.0, LISTED.1, "travel.air"]), &folder);
    assert_eq!(code, 0, "{told}");
    same_as_the_command(&told, &["current.shixin"], &folder);
    let (code, told) = run(python("current.shixin").stdin(applicants(&folder)), &folder);
    assert_eq!((code, told), (64, EXPECTED.repeat(60)));
    let (code, told) = run(python("old.shixin").args([LISTED.0, LISTED.1]), &folder);
    assert!(code == 1 && told.contains("NoAnswer: (19, ") && !told.contains("clear"), "{told}");
    let (code, told) = run(python("old.shixin").stdin(applicants(&folder)), &folder);
    assert_eq!((code, told), (64, TOO_OLD.repeat(60)));
    let (code, told) = run(python("current.shixin").args(["?", LISTED.1, "travel.air"]), &folder);
    assert!(code == 1 && told.contains("NoAnswer: (13, 'id'"), "{told}");
}

#[test]
fn in_go() {
    if !has("go") || !has("pkg-config") {
        return skip("go or pkg-config: the page in Go");
    }
    let folder = Folder::new();
    let mut build = Command::new("go");
    build.args(["build", "-o"]).arg(folder.path("check")).arg(root().join("examples/go/check.go"));
    build.env("PKG_CONFIG_PATH", without_blanks(&folder)).env("CGO_ENABLED", "1");
    build.env("GOCACHE", folder.path("cache")).env("GOFLAGS", "-mod=mod").env("GOTOOLCHAIN", "local");
    finish(build.current_dir(folder.root()));
    let go = |edition: &str, id: &str| {
        let mut check = Command::new(folder.path("check"));
        run(check.args([edition, id, LISTED.1, "travel.air", "trail"]), &folder)
    };
    let (code, told) = go("current.shixin", LISTED.0);
    assert_eq!(code, 0, "{told}");
    let (outcome, json) = told.split_once('\n').unwrap();
    assert_eq!(outcome, "block");
    same_as_the_command(json, &["current.shixin"], &folder);
    let (code, told) = go("old.shixin", LISTED.0);
    assert!(code == 64 && told.starts_with("no answer (19): day: "), "{told}");
    let (code, told) = go("current.shixin", "?");
    assert!(code == 64 && told.starts_with("no answer (13): id: "), "{told}");
    recorded_answers(3, &folder);
}

/// Where pkg-config finds what is installed under a path without blanks: some versions of go take none in `--libs`.
fn without_blanks(folder: &Folder) -> PathBuf {
    let (real, link) = (prefix(), folder.path("prefix"));
    std::os::unix::fs::symlink(real, &link).unwrap();
    let said = fs::read_to_string(real.join("lib/pkgconfig/shixin.pc")).unwrap();
    let said = said.replace(real.to_str().unwrap(), link.to_str().unwrap());
    fs::write(folder.path("shixin.pc"), said).unwrap();
    folder.root().to_owned()
}

#[test]
fn in_java() {
    let jars = std::env::var_os("SHIXIN_JNA_JAR").map(PathBuf::from);
    let jars = jars.into_iter().chain(["/usr/share/java/jna.jar".into()]);
    let Some(jar) = jars.into_iter().find(|it: &PathBuf| it.is_file()).filter(|_| has("javac")) else {
        return skip(
            "javac, or jna.jar (libjna-java of Debian; SHIXIN_JNA_JAR says where): the page in Java",
        );
    };
    let folder = Folder::new();
    let page = root().join("examples/java/Check.java");
    finish(
        Command::new("javac")
            .arg("-Xlint:all,-options")
            .args(["-encoding", "UTF-8", "-cp"])
            .arg(&jar)
            .args(["-d", "."])
            .arg(page)
            .current_dir(folder.root()),
    );
    let classes = format!("{}:.", jar.display());
    let library = format!("-Djna.library.path={}", prefix().join("lib").display());
    let java = |edition: &str, id: &str| {
        let mut java = Command::new("java");
        java.env("LC_ALL", "C.UTF-8").args(["-Dsun.jnu.encoding=UTF-8", "-cp", &classes, &library, "Check"]);
        run(java.args([edition, id, LISTED.1, "travel.air"]), &folder)
    };
    let (code, told) = java("current.shixin", LISTED.0);
    assert_eq!(code, 0, "{told}");
    let (outcome, json) = told.split_once('\n').unwrap();
    assert_eq!(outcome, "block");
    same_as_the_command(json, &["current.shixin"], &folder);
    let (code, told) = java("old.shixin", LISTED.0);
    assert!(code == 1 && told.contains("19: ") && !told.contains("clear"), "{told}");
    let (code, told) = java("current.shixin", "?");
    assert!(code == 1 && told.contains("13: the applicant's id cannot be read"), "{told}");
}

const EXPECTED: &str = "block,The call did what it was asked to\nclear,The call did what it was asked to\nno answer,The id cannot be read\n";

/// The same of an edition that is too old.
const TOO_OLD: &str = "no answer,The edition is too old for the day asked about\nno answer,The edition is too old for the day asked about\nno answer,The id cannot be read\n";

/// Lines of id,name, more than the pages take at a time.
fn applicants(folder: &Folder) -> Stdio {
    let lines = format!("{},{}\n330106198506150484,{}\n见附件,{}\n", LISTED.0, LISTED.1, LISTED.1, LISTED.1);
    fs::write(folder.path("applicants.csv"), lines.repeat(60)).unwrap();
    fs::File::open(folder.path("applicants.csv")).unwrap().into()
}

/// Builds a page as its head says, with what pkg-config says.
fn build(compiler: &str, flags: &[&str], page: &Path, folder: &Folder) {
    let mut build = Command::new(compiler);
    build.args(flags).arg(page).arg("-I").arg(prefix().join("include"));
    finish(build.arg("-L").arg(prefix().join("lib")).args(["-lshixin", "-o"]).arg(folder.path("check")));
}

/// Exit code, and all that was printed.
fn run(command: &mut Command, folder: &Folder) -> (i32, String) {
    let lib = prefix().join("lib");
    command.env("SHIXIN_LIBRARY", lib.join("libshixin.so")).env("LD_LIBRARY_PATH", lib);
    let output = command.current_dir(folder.root()).output().unwrap();
    let told = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(told).unwrap())
}

/// The folder has a whole trail of so many answers.
fn recorded_answers(count: usize, folder: &Folder) {
    let mut verify = Command::new(env!("CARGO_BIN_EXE_shixin"));
    finish(verify.args(["audit", "verify", "trail"]).current_dir(folder.root()));
    let segment = fs::read_to_string(folder.path("trail/trail-000000000000.jsonl")).unwrap();
    assert_eq!(segment.matches("\"kind\":\"decision\"").count(), count, "{segment}");
}

/// The JSON of the door is the command's.
fn same_as_the_command(json: &str, list: &[&str], folder: &Folder) {
    let mut check = Command::new(env!("CARGO_BIN_EXE_shixin"));
    check.arg("check").args(list);
    check.args(["--id", LISTED.0, "--name", LISTED.1, "--use", "travel.air"]);
    let (code, told) = run(&mut check, folder);
    assert_eq!(code, 2);
    let read =
        |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(read(json), read(&told));
}
