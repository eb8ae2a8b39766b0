//! What does the C door cost? A check one by one, and many at a time, from C through the installed library and from Rust,
//! taking turns in one process on one list with the same applicants, whose answers must agree.
//!
//! `cargo bench --features capi --bench door -- [ROWS] [ROUNDS] [KIND]`; a million rows, 21 rounds and every kind of applicant
//! unless told otherwise.
//! With `--test` few rows, to see that it runs and answers rightly.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    unsafe_code,
    reason = "in a benchmark a panic is the report; it calls C"
)]

#[path = "../maker/mod.rs"]
mod maker;

use std::ffi::CString;
use std::ffi::c_char;
use std::ffi::c_int;
use std::ffi::c_long;
use std::ffi::c_void;
use std::hint::black_box;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use maker::Kind;
use maker::Maker;
use shixin::Compiler;
use shixin::List;
use shixin::Outcome;
use shixin::capi;
use shixin::compile::Origin;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let is_test = words.iter().any(|word| word == "--test");
    let mut numbers = words.iter().filter_map(|word| word.parse::<u64>().ok());
    let rows = numbers.next().unwrap_or(if is_test { 2_000 } else { 1_000_000 });
    let rounds = numbers.next().unwrap_or(if is_test { 1 } else { 21 });
    if Command::new("cc").arg("--version").output().is_err() {
        return eprintln!("SKIPPED, for want of cc");
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("door");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("list.shixin");
    std::fs::write(&path, compiled(Maker::new(1, rows))).unwrap();
    let door = Door::build(&folder, &path);
    let list = List::open(&path).unwrap();
    println!("{rows} rows, {ASKED} applicants, median of {rounds} rounds, ns each\n");
    println!("                        one by one                     many at a time");
    println!("              Rust     C   more                        Rust     C    rate");
    for (name, kind) in
        [("not listed", Kind::Unlisted), ("namesake", Kind::Namesake), ("listed", Kind::Listed)]
    {
        if !words.iter().any(|word| word == name)
            && words.iter().any(|word| word.starts_with(char::is_alphabetic))
        {
            continue;
        }
        let applicants: Vec<_> = Maker::new(1, rows).applicants(kind).take(ASKED).collect();
        let pairs: Vec<(&str, &str)> = applicants.iter().map(|it| (&*it.id, &*it.name)).collect();
        measure(name, &list, &door, &pairs, rounds);
    }
}

const ASKED: usize = 20_000;

fn measure(name: &str, list: &List, door: &Door, pairs: &[(&str, &str)], rounds: u64) {
    let text = |text: &str| capi::Text { ptr: text.as_ptr().cast(), len: text.len() };
    let applicants: Vec<_> =
        pairs.iter().map(|(id, name)| capi::Applicant { id: text(id), name: text(name) }).collect();
    // SAFETY: all zeros are numbers.
    let mut answers: Vec<capi::Answer> = vec![unsafe { std::mem::zeroed() }; pairs.len()];
    let mut times = [(); 4].map(|()| Vec::new());
    for _ in 0..rounds {
        let count = applicants.len();
        let counted = [
            time(&mut times[0], || rust_single(list, pairs)),
            // SAFETY: the list is open, the applicants are there.
            time(&mut times[1], || unsafe { (door.single)(door.list, applicants.as_ptr(), count) }),
            time(&mut times[2], || rust_many(list, pairs)),
            // SAFETY: and there is a row for each.
            time(&mut times[3], || unsafe {
                (door.many)(door.list, applicants.as_ptr(), count, answers.as_mut_ptr())
            }),
        ];
        assert!(counted.iter().all(|it| *it == counted[0]), "{name}: {counted:?} blocks");
    }
    let each = |times: &[f64]| median(times) / pairs.len() as f64;
    let [rust, c, rust_many, c_many] = [0, 1, 2, 3].map(|nth| each(&times[nth]));
    let differences: Vec<f64> = times[1].iter().zip(&times[0]).map(|(c, rust)| c - rust).collect();
    let rates: Vec<f64> = times[2].iter().zip(&times[3]).map(|(rust, c)| rust / c).collect();
    println!(
        "{name:12} {rust:6.0} {c:5.0} {:6.0}                      {rust_many:6.0} {c_many:5.0} {:6.1} %",
        each(&differences),
        100.0 * median(&rates),
    );
}

#[inline(never)]
fn rust_single(list: &List, pairs: &[(&str, &str)]) -> c_long {
    blocks(pairs.iter().map(|(id, name)| list.check(black_box(id), name).unwrap().outcome()))
}

#[inline(never)]
fn rust_many(list: &List, pairs: &[(&str, &str)]) -> c_long {
    blocks(list.check_many(pairs.iter().copied()).map(|verdict| verdict.unwrap().outcome()))
}

fn blocks(outcomes: impl Iterator<Item = Outcome>) -> c_long {
    outcomes.filter(|outcome| *outcome == Outcome::Block).count() as c_long
}

fn time<T>(times: &mut Vec<f64>, call: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let value = black_box(call());
    times.push(start.elapsed().as_nanos() as f64);
    value
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn compiled(maker: Maker) -> Vec<u8> {
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap());
    for (line, row) in (1..).zip(maker.rows()) {
        compiler.push(Origin { source: "made".into(), line }, &row);
    }
    compiler.finish().unwrap().into_bytes()
}

/// The loop in C over the installed library.
struct Door {
    list: *const c_void,
    single: Single,
    many: Many,
}

type Open = unsafe extern "C" fn(*const c_char, usize) -> *const c_void;
type Single = unsafe extern "C" fn(*const c_void, *const capi::Applicant, usize) -> c_long;
type Many = unsafe extern "C" fn(*const c_void, *const capi::Applicant, usize, *mut capi::Answer) -> c_long;

unsafe extern "C" {
    fn dlopen(file: *const c_char, mode: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

const RTLD_NOW: c_int = 2;

impl Door {
    /// Installs the library, compiles the loop against it, and opens the list through both.
    fn build(folder: &Path, list: &Path) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let prefix = folder.join("prefix");
        succeed(Command::new("sh").arg(root.join("include/install")).arg(&prefix));
        let library = folder.join("loop.so");
        let lib = prefix.join("lib");
        let mut cc = Command::new("cc");
        cc.args(["-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]);
        cc.arg(root.join("benches/door/loop.c")).arg("-I").arg(prefix.join("include"));
        cc.arg("-L").arg(&lib).arg("-lshixin").arg(format!("-Wl,-rpath,{}", lib.display()));
        succeed(cc.arg("-o").arg(&library));
        let path = CString::new(library.to_str().unwrap()).unwrap();
        // SAFETY: a path that ends in a NUL, of a library that has nothing to set up.
        let loaded = unsafe { dlopen(path.as_ptr(), RTLD_NOW) };
        assert!(!loaded.is_null(), "{} cannot be loaded", library.display());
        let symbol = |name: &std::ffi::CStr| {
            // SAFETY: a library that is loaded, and a name that ends in a NUL.
            let found = unsafe { dlsym(loaded, name.as_ptr()) };
            assert!(!found.is_null(), "{name:?}");
            found
        };
        // SAFETY: it is what loop.c says.
        let open: Open = unsafe { std::mem::transmute::<*mut c_void, Open>(symbol(c"door_open")) };
        // SAFETY: it is what loop.c says.
        let single = unsafe { std::mem::transmute::<*mut c_void, Single>(symbol(c"door_single")) };
        // SAFETY: it is what loop.c says.
        let many = unsafe { std::mem::transmute::<*mut c_void, Many>(symbol(c"door_many")) };
        let list = list.to_str().unwrap();
        // SAFETY: a path and its length.
        let list = unsafe { open(list.as_ptr().cast(), list.len()) };
        assert!(!list.is_null(), "the list cannot be opened from C");
        Self { list, single, many }
    }
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
