//! What the command does with files, what is there before, and what must hold whatever befell it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::sync::OnceLock;

use shixin::Compiler;
use shixin::ListFolder;
use shixin::Trail;
use shixin::audit;
use shixin::audit::Asker;
use shixin::audit::Decision;
use shixin::audit::Deed as Entered;
use shixin::audit::Moment;
use shixin::audit::Options;
use shixin::audit::verify;
use shixin::compile::Compiled;
use shixin::compile::Origin;
use tempfile::TempDir;

/// A command, with words that are relative to a folder of its own.
pub(crate) struct Deed {
    pub(crate) name: &'static str,
    words: &'static [&'static str],
    /// The files that it writes: as they were, or as they are to be.
    written: &'static [&'static str],
}

/// What a process told before it ended, or was ended.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) is_success: bool,
    pub(crate) out: String,
}

pub(crate) const DEEDS: [Deed; 8] = [
    Deed {
        name: "compile",
        words: &[
            "compile",
            "rows-2.jsonl",
            "-o",
            "list.shixin",
            "--as-of",
            "2026-11-02",
            "--memory",
            "1",
            "--temp-dir",
            ".",
            "--threads",
            "1",
        ],
        written: &["list.shixin", "list.shixin.rejects.jsonl"],
    },
    Deed {
        name: "update",
        words: &[
            "update",
            "base.shixin",
            "delta.jsonl",
            "-o",
            "list.shixin",
            "--as-of",
            "2026-11-02",
            "--threads",
            "1",
        ],
        written: &["list.shixin", "list.shixin.rejects.jsonl"],
    },
    Deed {
        name: "compile into a folder",
        words: &[
            "compile",
            "rows-2.jsonl",
            "-o",
            "lists",
            "--as-of",
            "2026-11-02",
            "--threads",
            "1",
            "--keep",
            "2",
        ],
        written: &["lists/current"],
    },
    Deed {
        name: "publish",
        words: &["editions", "publish", "lists", "two.shixin", "--keep", "2"],
        written: &["lists/current"],
    },
    Deed {
        name: "compile a roster",
        words: &["roster", "compile", "holders-2.csv", "-o", "roster"],
        written: &["roster", "roster.rejects.jsonl"],
    },
    Deed {
        name: "rescreen",
        words: &[
            "roster",
            "rescreen",
            "roster",
            "one.shixin",
            "two.shixin",
            "-o",
            "alerts",
            "--standing",
            "standing",
        ],
        written: &["alerts", "standing"],
    },
    Deed {
        name: "check with a trail",
        words: &[
            "check",
            "one.shixin",
            "--name",
            "示甲甲",
            "--on",
            "2026-11-05",
            "--trail",
            "trail",
            "--reference",
            REFERENCE,
        ],
        written: &[],
    },
    Deed {
        name: "purge",
        words: &["audit", "purge", "trail", "--before", "2026-11-01", "--by", "甲", "--why", "past its term"],
        written: &[],
    },
];

impl Deed {
    /// The command, in a folder that is prepared.
    pub(crate) fn command(&self, home: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shixin"));
        command.args(self.words).current_dir(home).stdin(Stdio::null());
        command
    }

    /// Every file is as it was or as it is to be, and what was told is so; done again, it is done.
    pub(crate) fn holds(&self, home: &Path, told: &Told, what: &str) {
        let (before, after) = self.expected();
        let now = snapshot(home, self.written);
        for (name, bytes) in &now {
            assert!(*bytes == before[name] || *bytes == after[name], "{what}: {name} is neither old nor new");
        }
        assert!(!told.is_success || now == *after, "{what}: what is said to be done is");
        if let (Some(standing), Some(alerts)) = (now.get("standing"), now.get("alerts")) {
            let has_moved = standing == &after["standing"] && standing != &before["standing"];
            assert!(
                !has_moved || alerts == &after["alerts"],
                "{what}: alerts are there before the standing moves"
            );
        }
        let index =
            ListFolder::at(home.join("lists")).open().unwrap_or_else(|error| panic!("{what}: {error}"));
        index.verify().unwrap();
        if self.words.contains(&"trail") {
            self.trail_holds(home, told, what);
        }
        let again = self.command(home).output().unwrap();
        // Told and noted already: there is nothing that could be told a second time.
        let is_refused = self.name == "rescreen" && now == *after;
        let told = String::from_utf8_lossy(&again.stderr);
        assert_eq!(is_done(&again.status), !is_refused, "{what}: done again: {told}");
        assert!(snapshot(home, self.written) == *after, "{what}: done again");
        assert_eq!(stale(home), Vec::<String>::new(), "{what}: nothing is left over");
        if self.name == "purge" {
            let first = fs::read(home.join("trail/trail-000000000000.jsonl"));
            assert!(first.is_err(), "{what}: it is purged");
            let keys = names(&home.join("trail.keys"));
            assert!(!keys.iter().any(|key| key.starts_with("2026-10.")), "{what}: {keys:?}");
        }
    }

    fn trail_holds(&self, home: &Path, told: &Told, what: &str) {
        let path = home.join("trail");
        let entries = entries(&path);
        let there = entries.iter().filter(|it| it.as_deref() == Some(REFERENCE)).count();
        assert!(
            !told.out.contains("\"outcome\"") || there == 1,
            "{what}: an answer that was given is recorded"
        );
        let purged = !path.join("trail-000000000000.jsonl").exists();
        assert!(self.name != "purge" || !told.is_success || purged, "{what}: what is said to be purged is");
        drop(Trail::open(&path, Options::default()).unwrap_or_else(|error| panic!("{what}: {error}")));
        let found = verify(&path, None, &[]).unwrap();
        assert!(found.is_whole() && found.torn.is_none(), "{what}: {:?}", found.faults);
    }

    /// The files as they are before, and when it was done undisturbed.
    fn expected(&self) -> &'static (Files, Files) {
        static EXPECTED: OnceLock<BTreeMap<&'static str, (Files, Files)>> = OnceLock::new();
        let expect = |deed: &Deed| {
            let home = prepared();
            let before = snapshot(home.path(), deed.written);
            let done = deed.command(home.path()).output().unwrap();
            assert!(is_done(&done.status), "{}: {}", deed.name, String::from_utf8_lossy(&done.stderr));
            (before, snapshot(home.path(), deed.written))
        };
        &EXPECTED.get_or_init(|| DEEDS.iter().map(|deed| (deed.name, expect(deed))).collect())[self.name]
    }
}

/// Whether the command did what it was told: 0, or 1, which says that somebody is to be stopped.
pub(crate) fn is_done(status: &std::process::ExitStatus) -> bool {
    matches!(status.code(), Some(0 | 1))
}

/// A folder of one's own with everything that a deed needs.
pub(crate) fn prepared() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    prepare(home.path());
    home
}

/// The same, in a folder that is there.
pub(crate) fn prepare(home: &Path) {
    static TEMPLATE: OnceLock<TempDir> = OnceLock::new();
    copy(TEMPLATE.get_or_init(template).path(), home);
}

fn template() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name);
    let bad = |number: usize| format!("{{\"no\":\"row {number}\"}}");
    for (number, rows) in [(1, 300), (2, 310)] {
        let all: Vec<String> = rows_of(0..rows).chain([bad(number)]).collect();
        fs::write(at(&format!("rows-{number}.jsonl")), all.join("\n")).unwrap();
    }
    fs::write(at("delta.jsonl"), rows_of(300..305).collect::<Vec<_>>().join("\n")).unwrap();
    let [one, two] = [(1, 300), (2, 310)].map(|(day, rows)| compiled(day, rows));
    for name in ["list.shixin", "base.shixin", "one.shixin"] {
        fs::write(at(name), one.as_bytes()).unwrap();
    }
    fs::write(at("two.shixin"), two.as_bytes()).unwrap();
    fs::write(at("list.shixin.rejects.jsonl"), "an earlier edition's\n").unwrap();
    fs::create_dir(at("lists")).unwrap();
    let _ = ListFolder::at(at("lists")).publish(one.index(), None, None).unwrap();
    let table = |names: &[&str]| format!("reference,id,name\n{}\n", names.join("\n"));
    fs::write(at("holders.csv"), table(&["1,,示甲甲", "2,,示乙丙"])).unwrap();
    fs::write(at("holders-2.csv"), table(&["1,,示甲甲", "2,,示乙丙", "3,,示辛壬", "4,,"])).unwrap();
    let roster = ["roster", "compile", "holders.csv", "-o", "roster"];
    let made =
        Command::new(env!("CARGO_BIN_EXE_shixin")).args(roster).current_dir(home.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let trail = Trail::open(at("trail"), Options::default().rotate_at(4096).clock(last_month)).unwrap();
    for number in 0..8 {
        let asker = Asker { reference: format!("{number:0900}"), ..Asker::default() };
        trail.append(&Decision::failed("stale", "travel.air", None, []).asked_by(&asker)).unwrap();
    }
    trail.close().unwrap();
    home
}

pub(crate) fn compiled(day: u32, rows: usize) -> Compiled {
    let mut compiler = Compiler::new(format!("2026-11-{day:02}").parse().unwrap());
    for (line, row) in (1..).zip(rows_of(0..rows)) {
        compiler.push(Origin { source: "test".into(), line }, &row);
    }
    compiler.finish().unwrap()
}

/// Invented rows without ids.
fn rows_of(numbers: std::ops::Range<usize>) -> impl Iterator<Item = String> {
    let given = "甲乙丙丁戊己庚辛壬癸".chars().collect::<Vec<_>>();
    numbers.map(move |number| {
        let (one, other) = (given[number % 10], given[number / 10 % 10]);
        format!(r#"{{"id":{number},"iname":"示{one}{other}","caseCode":"示{number}号","sexy":"女"}}"#)
    })
}

/// References of the decisions in a trail.
pub(crate) fn entries(path: &Path) -> Vec<Option<String>> {
    let mut references = Vec::new();
    audit::read(path, |entry| {
        references.push(match entry.deed {
            Entered::Decision(recorded) => Some(recorded.asker.reference.clone()),
            _ => None,
        });
        Ok::<(), audit::Error>(())
    })
    .unwrap();
    references
}

/// Files by name; `None` where there is none.
type Files = BTreeMap<&'static str, Option<Vec<u8>>>;

fn snapshot(home: &Path, names: &[&'static str]) -> Files {
    names.iter().map(|name| (*name, fs::read(home.join(name)).ok())).collect()
}

/// Files that were being written, anywhere.
fn stale(home: &Path) -> Vec<String> {
    let folders = [home.to_owned(), home.join("lists"), home.join("trail"), home.join("trail.keys")];
    let all = folders.iter().flat_map(|folder| names(folder));
    all.filter(|name| name.ends_with(".tmp")).collect()
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn copy(from: &Path, to: &Path) {
    for name in names(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            fs::create_dir(&to).unwrap();
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}

fn last_month() -> Moment {
    "2026-10-20T09:15:02.123456+08:00".parse().unwrap()
}

const REFERENCE: &str = "2026-17";
