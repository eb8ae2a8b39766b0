//! The power is cut: a file system of its own is shut down while something is written to it, and mounted again. Needs root,
//! loop devices and `xfs_io`.

use std::fs;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::sync::Mutex;
use std::time::Duration;

use shixin::ListFolder;
use shixin::Trail;
use shixin::audit::Asker;
use shixin::audit::Decision;
use shixin::audit::Options;
use shixin::audit::verify;
use tempfile::TempDir;

use crate::deeds::DEEDS;
use crate::deeds::Told;
use crate::deeds::compiled;
use crate::deeds::entries;
use crate::deeds::is_done;
use crate::deeds::prepare;
use crate::from_env;
use crate::invented::SplitMix;
use crate::this_test;

#[test]
#[ignore = "mounts file systems, as root; `cargo test --all-features --test faults power -- --ignored --nocapture` runs it"]
fn nothing_acknowledged_is_lost_on_ext4() {
    cut_in_a_loop("ext4");
}

#[test]
#[ignore = "mounts file systems, as root; `cargo test --all-features --test faults power -- --ignored --nocapture` runs it"]
fn nothing_acknowledged_is_lost_on_xfs() {
    cut_in_a_loop("xfs");
}

/// Half of the cuts come while a trail and a folder of editions are written without end, half during a deed of the command.
/// Every other one lets the journal be written first.
fn cut_in_a_loop(kind: &str) {
    let Some(volume) = Volume::new(kind) else { return };
    let cuts = from_env("SHIXIN_POWER_CUTS", 100);
    let mut draw = SplitMix(cuts as u64);
    let (mut acknowledged, mut done, mut unfinished) = (0, 0, 0);
    for cut in 0..cuts {
        let what = format!("{kind}, cut {cut}");
        let keeps_journal = cut / 2 % 2 == 0;
        if cut % 2 == 0 {
            acknowledged += cut_while_writing(&volume, &mut draw, keeps_journal, &what);
        } else {
            let is_done = cut_during_a_deed(&volume, &mut draw, keeps_journal, (cut / 2, &what));
            *if is_done { &mut done } else { &mut unfinished } += 1;
        }
    }
    eprintln!(
        "{kind}: {cuts} cuts, {acknowledged} acknowledgements, all of them there; {done} deeds were done before the cut, \
         {unfinished} were not"
    );
}

/// Returns how many acknowledgements there were.
fn cut_while_writing(volume: &Volume, draw: &mut SplitMix, keeps_journal: bool, what: &str) -> usize {
    let home = volume.mount();
    for name in ["trail", "trail.keys", "lists"] {
        let _ = fs::remove_dir_all(home.join(name));
    }
    fs::create_dir(home.join("lists")).unwrap();
    sync(&home);
    let mut child = this_test("power::a_writer_that_loses_power")
        .env("SHIXIN_POWER_CHILD", &home)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // What was told before the power went is true after it. A process outlives this kind of cut, and a sync that is under way
    // in the kernel then may say yes to bytes that are lost; under a real one it says nothing more.
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let told = Mutex::new(Vec::new());
    let told = std::thread::scope(|scope| {
        scope.spawn(|| lines.map_while(Result::ok).for_each(|line| told.lock().unwrap().push(line)));
        std::thread::sleep(Duration::from_millis(20 + draw.below(400) as u64));
        let before = told.lock().unwrap().clone();
        volume.cut(keeps_journal);
        let _ = child.kill();
        child.wait().unwrap();
        before
    });
    volume.unmount();
    let home = volume.mount();
    let told_of = |kind: &str| -> Vec<String> {
        let words = told.iter().filter_map(|line| line.split_once(kind));
        words.filter_map(|(_, rest)| rest.strip_suffix('.')).map(str::to_owned).collect()
    };
    let (answers, editions) = (told_of("acknowledged "), told_of("published "));
    let trail = home.join("trail");
    drop(Trail::open(&trail, Options::default()).unwrap_or_else(|error| panic!("{what}: {error}")));
    let found = verify(&trail, None, &[]).unwrap();
    assert!(found.is_whole() && found.torn.is_none(), "{what}: {:?}", found.faults);
    let there = entries(&trail);
    for answer in &answers {
        let (seq, reference) = answer.split_once(' ').unwrap();
        let entry = there.get(seq.parse::<usize>().unwrap());
        assert_eq!(entry, Some(&Some(reference.to_owned())), "{what}: {seq} was acknowledged");
    }
    let folder = ListFolder::at(home.join("lists"));
    let there = folder.editions().unwrap_or_else(|error| panic!("{what}: {error}"));
    for placed in &there {
        let index = shixin::List::open(&placed.path).unwrap_or_else(|error| panic!("{what}: {error}"));
        index.index().verify().unwrap();
    }
    if let Some(last) = editions.last() {
        let place = there.iter().position(|placed| placed.stamp.hex() == *last);
        let current = folder.open().unwrap().edition().stamp().hex();
        let next =
            place.filter(|place| *place <= 1).unwrap_or_else(|| panic!("{what}: {last} was published"));
        assert!(current == *last || next == 1, "{what}: it is in force, or the one after it");
    }
    volume.unmount();
    answers.len() + editions.len()
}

/// Not a test by itself: the process that loses power.
#[test]
fn a_writer_that_loses_power() {
    let Some(home) = std::env::var_os("SHIXIN_POWER_CHILD") else { return };
    let home = PathBuf::from(home);
    let tell = |line: String| std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let options = Options::default().rotate_at(16_384).checkpoint_every(Duration::from_millis(3));
            let trail = Trail::open(home.join("trail"), options).unwrap();
            for number in 0_u64.. {
                let asker = Asker { reference: number.to_string(), ..Asker::default() };
                let decision = Decision::failed("stale", "travel.air", None, []);
                let Ok(seq) = trail.append(&decision.asked_by(&asker)) else { break };
                tell(format!("\nacknowledged {seq} {number}.\n"));
            }
        });
        scope.spawn(|| {
            let folder = ListFolder::at(home.join("lists"));
            let editions = [compiled(1, 300), compiled(2, 310), compiled(3, 320)];
            for edition in editions.iter().cycle() {
                let Ok(shixin::folder::Publication::Published) = folder.publish(edition.index(), None, None)
                else {
                    break;
                };
                tell(format!("\npublished {}.\n", edition.edition().stamp().hex()));
                if folder.prune(2).is_err() {
                    break;
                }
            }
        });
    });
}

/// Returns whether it was done before.
fn cut_during_a_deed(
    volume: &Volume,
    draw: &mut SplitMix,
    keeps_journal: bool,
    (turn, what): (usize, &str),
) -> bool {
    let deed = &DEEDS[turn % DEEDS.len()];
    let mounted = volume.mount();
    let home = mounted.join("deed");
    let _ = fs::remove_dir_all(&home);
    fs::create_dir(&home).unwrap();
    prepare(&home);
    sync(&mounted);
    let mut child = deed.command(&home).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    // Now and then it is let come to its end, and must have done then what it told.
    let ended = if draw.below(4) == 0 {
        Some(child.wait().unwrap())
    } else {
        std::thread::sleep(Duration::from_micros(draw.below(400_000) as u64));
        child.try_wait().unwrap()
    };
    volume.cut(keeps_journal);
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    volume.unmount();
    let home = volume.mount().join("deed");
    let out =
        if ended.is_some() { String::from_utf8_lossy(&output.stdout).into_owned() } else { String::new() };
    let told = Told { is_success: ended.is_some_and(|status| is_done(&status)), out };
    deed.holds(&home, &told, &format!("{what}, {}", deed.name));
    volume.unmount();
    told.is_success
}

/// A file system of its own, in a file.
struct Volume {
    home: TempDir,
}

impl Volume {
    /// `None`, said aloud, where there cannot be one.
    fn new(kind: &str) -> Option<Self> {
        let home = tempfile::tempdir().unwrap();
        let image = home.path().join("image");
        fs::File::create(&image).unwrap().set_len(if kind == "xfs" { 320 << 20 } else { 96 << 20 }).unwrap();
        fs::create_dir(home.path().join("mounted")).unwrap();
        let this = Self { home };
        let make = Command::new(format!("mkfs.{kind}")).arg("-q").arg(&image).output();
        if !make.is_ok_and(|it| it.status.success()) {
            eprintln!("skipped: there is no mkfs.{kind}");
            return None;
        }
        if !this.run_mount() || !has("xfs_io") {
            eprintln!("skipped: this account may not mount a file in a file system, or there is no xfs_io");
            return None;
        }
        this.unmount();
        Some(this)
    }

    fn mount(&self) -> PathBuf {
        assert!(self.run_mount());
        self.mounted()
    }

    fn mounted(&self) -> PathBuf {
        self.home.path().join("mounted")
    }

    fn run_mount(&self) -> bool {
        let mut command = Command::new("mount");
        command.args(["-o", "loop"]).arg(self.home.path().join("image")).arg(self.mounted());
        command.output().is_ok_and(|output| output.status.success())
    }

    /// From here on nothing reaches the disk any more.
    fn cut(&self, keeps_journal: bool) {
        let how = if keeps_journal { "shutdown -f" } else { "shutdown" };
        let done = Command::new("xfs_io").args(["-x", "-c", how]).arg(self.mounted()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    fn unmount(&self) {
        for _ in 0..100 {
            let done = Command::new("umount").arg(self.mounted()).output().unwrap();
            if done.status.success() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("{} is in use", self.mounted().display());
    }
}

/// Nothing stays mounted where a test fails.
impl Drop for Volume {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-q").arg(self.mounted()).status();
    }
}

fn has(program: &str) -> bool {
    Command::new(program).arg("-V").output().is_ok()
}

/// What is there before a cut is on the disk.
fn sync(home: &Path) {
    assert!(Command::new("sync").arg("-f").arg(home).status().unwrap().success());
}
