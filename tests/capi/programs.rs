//! The programs in `tests/c`: in every dialect by every compiler, under sanitizers, under valgrind.

use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use crate::files::Folder;
use crate::install::prefix;
use crate::install::root;
use crate::nulls;

const PROGRAMS: [&str; 4] = ["smoke", "refusals", "threads", "trail"];

/// Editions that `threads` takes up. More with `SHIXIN_RELOADS`.
const RELOADS: &str = "40";

#[test]
fn gcc_in_c99() {
    in_dialect("gcc", &["-std=c99"]);
}

#[test]
fn gcc_in_c11() {
    in_dialect("gcc", &["-std=c11"]);
}

#[test]
fn gcc_in_cpp17() {
    in_dialect("g++", &["-x", "c++", "-std=c++17"]);
}

#[test]
fn clang_in_c99() {
    in_dialect("clang", &["-std=c99"]);
}

#[test]
fn clang_in_c11() {
    in_dialect("clang", &["-std=c11"]);
}

#[test]
fn clang_in_cpp17() {
    in_dialect("clang++", &["-x", "c++", "-std=c++17"]);
}

#[test]
fn under_address_and_undefined_behaviour_sanitizers() {
    let flags = ["-std=c11", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
    if !has("gcc") || !can_build("gcc", &flags) {
        return skip("gcc with sanitizers");
    }
    let folder = Folder::new();
    for program in PROGRAMS {
        let program = build("gcc", &flags, &source(program), folder.root());
        run(&mut Command::new(program), &Folder::new(), RELOADS);
    }
    let program = build("gcc", &flags, &nulls::write(folder.root()), folder.root());
    run(&mut Command::new(program), &Folder::new(), RELOADS);
}

#[test]
fn under_valgrind() {
    if !has("gcc") || !has("valgrind") {
        return skip("gcc or valgrind");
    }
    let folder = Folder::new();
    let sources = PROGRAMS.map(source).into_iter().chain([nulls::write(folder.root())]);
    for source in sources {
        let program = build("gcc", &["-std=c11", "-g"], &source, folder.root());
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["-q", "--error-exitcode=99", "--leak-check=full", "--fair-sched=yes"]);
        valgrind.args(["--show-leak-kinds=definite,indirect,possible"]);
        valgrind.args(["--errors-for-leak-kinds=definite,indirect,possible"]);
        run(valgrind.arg(program), &Folder::new(), "3");
    }
}

fn in_dialect(compiler: &str, dialect: &[&str]) {
    if !has(compiler) {
        return skip(compiler);
    }
    let folder = Folder::new();
    let sources = PROGRAMS.map(source).into_iter().chain([nulls::write(folder.root())]);
    for source in sources {
        let program = build(compiler, dialect, &source, folder.root());
        run(&mut Command::new(program), &Folder::new(), RELOADS);
    }
}

fn source(program: &str) -> PathBuf {
    root().join("tests/c").join(program).with_extension("c")
}

/// Compiles a program with warnings as errors, against what is installed.
pub(crate) fn build(compiler: &str, flags: &[&str], source: &Path, folder: &Path) -> PathBuf {
    let program = folder.join(source.file_stem().unwrap());
    let mut build = Command::new(compiler);
    build.args(["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", "-O1"]).args(flags).arg(source);
    build.arg("-I").arg(prefix().join("include")).arg("-I").arg(root().join("tests/c"));
    build.args(["-x", "none"]).arg("-L").arg(prefix().join("lib"));
    finish(build.args(["-lshixin", "-lpthread", "-lm", "-o"]).arg(&program));
    program
}

/// Runs a program in a folder of its own; it must say that all is so.
fn run(program: &mut Command, folder: &Folder, reloads: &str) {
    let reloads = std::env::var("SHIXIN_RELOADS").unwrap_or_else(|_| reloads.to_owned());
    let told = format!("{program:?}");
    program.arg(folder.root());
    if told.contains("threads") {
        program.arg(reloads);
    }
    let printed = finish(program.env("LD_LIBRARY_PATH", prefix().join("lib")));
    assert!(printed.contains("all so"), "{told}: {printed}");
}

/// Whether this compiler has the libraries that these flags ask for.
fn can_build(compiler: &str, flags: &[&str]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("none.c"), "int main(void) { return 0; }\n").unwrap();
    let mut build = Command::new(compiler);
    build.args(flags).args(["none.c", "-o", "none"]).current_dir(folder.path());
    build.output().is_ok_and(|output| output.status.success())
}

/// Runs a command that must succeed; what it printed.
pub(crate) fn finish(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let told = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(output.status.success(), "{command:?}: {}\n{}\n{}", output.status, told[0], told[1]);
    let [printed, _] = told;
    printed
}

pub(crate) fn has(tool: &str) -> bool {
    let version = match tool {
        "java" | "javac" => "-version",
        "go" => "version",
        _ => "--version",
    };
    Command::new(tool).arg(version).output().is_ok_and(|output| output.status.success())
}

/// Says what is not tested here, where nobody captures it.
pub(crate) fn skip(what: &str) {
    let words = format!("SKIPPED, for want of {what}\n");
    std::io::stderr().write_all(words.as_bytes()).unwrap();
}
