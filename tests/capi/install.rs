//! One command installs the door, and pkg-config is enough to build with it.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use crate::files::Folder;
use crate::programs::finish;
use crate::programs::has;
use crate::programs::skip;

/// Where the door is installed for these tests, built once, as the header's script does it, with debug assertions.
pub(crate) fn prefix() -> &'static Path {
    static PREFIX: OnceLock<PathBuf> = OnceLock::new();
    PREFIX.get_or_init(|| {
        let prefix = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("capi prefix");
        let _ = fs::remove_dir_all(&prefix);
        let mut install = Command::new("sh");
        install.arg(root().join("include/install")).arg(&prefix).env("PROFILE", "dev");
        // The coverage and the like of this build are not for that one. Overflow is still watched for, and valgrind has less
        // to follow.
        install.env("CARGO_PROFILE_DEV_OPT_LEVEL", "1").env_remove("RUSTFLAGS").env_remove("DESTDIR");
        finish(&mut install);
        prefix
    })
}

#[test]
fn what_is_installed_has_its_versions() {
    let version = env!("CARGO_PKG_VERSION");
    let lib = prefix().join("lib");
    for file in ["libshixin.a", "pkgconfig/shixin.pc", "../include/shixin.h"] {
        assert!(lib.join(file).is_file(), "{file}");
    }
    let (interface, _) = version.rsplit_once('.').unwrap();
    let soname = format!("libshixin.so.{interface}");
    assert_eq!(fs::read_link(lib.join("libshixin.so")).unwrap(), Path::new(&soname));
    assert_eq!(fs::read_link(lib.join(&soname)).unwrap(), Path::new(&format!("libshixin.so.{version}")));
    if has("objdump") {
        let told = finish(Command::new("objdump").arg("-p").arg(lib.join("libshixin.so")));
        assert!(told.lines().any(|line| line.split_whitespace().eq(["SONAME", &soname])), "{told}");
    } else {
        skip("objdump: the SONAME");
    }
    let leftovers = fs::read_dir(&lib).unwrap().map(|entry| entry.unwrap().path());
    assert!(leftovers.into_iter().all(|path| path.extension().is_none_or(|it| it != "new")));
}

/// The programs of the header and of the README, with what pkg-config says and nothing else; shared and static.
#[test]
fn the_programs_of_the_manuals_build_by_pkg_config_alone() {
    if !has("pkg-config") || !has("cc") {
        return skip("pkg-config or cc: the programs of header and README");
    }
    let folder = Folder::new();
    for (program, printed) in [(program_of_the_header(), "3\n"), (program_of_the_readme(), "")] {
        assert!((8..=24).contains(&program.lines().count()), "a few lines: {program}");
        fs::write(folder.path("program.c"), program).unwrap();
        for how in ["shared", "static"] {
            build(how, &folder);
            let run_on = |edition: &str| {
                fs::copy(folder.path(edition), folder.path("list.shixin")).unwrap();
                let mut run = Command::new(folder.path(how));
                run.current_dir(folder.root()).env("LD_LIBRARY_PATH", prefix().join("lib"));
                let output = run.output().unwrap();
                (output.status.code(), String::from_utf8(output.stdout).unwrap())
            };
            assert_eq!(run_on("current.shixin"), (Some(1), printed.to_owned()), "{how}: a block");
            assert_eq!(run_on("today.shixin").0, Some(0), "{how}: a clear");
            assert_eq!(run_on("old.shixin"), (Some(1), String::new()), "{how}: too old for an answer");
        }
    }
}

fn build(how: &str, folder: &Folder) {
    let is_static = how == "static";
    let mut flags = Command::new("pkg-config");
    flags.env("PKG_CONFIG_PATH", prefix().join("lib/pkgconfig")).args(["--cflags", "--libs", "shixin"]);
    let flags = finish(flags.args(is_static.then_some("--static")));
    let library = if is_static { "-Wl,-Bstatic -lshixin -Wl,-Bdynamic" } else { "-lshixin" };
    let flags = flags.trim().replace("-lshixin", library);
    let line = format!("cc -std=c99 -Wall -Wextra -Werror program.c {flags} -o {how}");
    finish(Command::new("sh").args(["-c", &line]).current_dir(folder.root()));
}

/// The lines of the header's example, without the comment around it.
fn program_of_the_header() -> String {
    let header = fs::read_to_string(root().join("include/shixin.h")).unwrap();
    let (_, program) = header.split_once(" *     #include <shixin.h>").unwrap();
    let (program, _) = program.split_once("\n *\n").unwrap();
    format!("#include <shixin.h>{}\n", program.replace("\n *", "\n"))
}

fn program_of_the_readme() -> String {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, program) = readme.split_once("```c\n").unwrap();
    program.split_once("```").unwrap().0.to_owned()
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
