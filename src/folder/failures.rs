//! Every step of publishing, rolling back and pruning fails once, or is the last before the process dies or the power is
//! cut: the old edition is in force or the new one, whole, and nothing else is lost.

#![expect(clippy::arithmetic_side_effects, reason = "in a test a panic is the report")]

use std::path::Path;
use std::sync::OnceLock;

use crate::disk::Disk;
use crate::disk::Publication;
use crate::disk::System;
use crate::disk::failing::Failing;
use crate::disk::failing::HOWS;
use crate::disk::failing::How;
use crate::disk::model::Model;
use crate::folder::FolderError;
use crate::folder::ListFolder;
use crate::folder::PREFIX;
use crate::index::Builder;
use crate::index::Edition;
use crate::index::Index;
use crate::index::Stamp;
use crate::index::Subject;
use crate::index::Totals;
use crate::record::Role;

#[test]
fn whichever_step_fails_the_old_edition_or_the_new_one_is_in_force() {
    for (deed, run) in DEEDS {
        for how in HOWS {
            let mut steps = 0;
            loop {
                let folder = Filled::on(Model::default(), ListFolder::at("/lists"));
                let disk = Failing::new(folder.disk.clone(), steps, how);
                let done = run(&folder.folder, &disk, &folder.editions[2]);
                if !disk.has_failed() {
                    assert!(done.is_ok(), "{deed} with no step failing: {done:?}");
                    break;
                }
                folder.holds(done, &format!("{deed}, {}", disk.what()));
                steps += 1;
            }
            assert!(steps > 8, "{deed}: {steps} steps were tried");
        }
    }
}

#[test]
fn whenever_the_power_is_cut_the_old_edition_or_the_new_one_is_in_force() {
    for (deed, run) in DEEDS {
        let mut steps = 0;
        loop {
            let (disk, editions) = (Failing::new(filled_model(), steps, How::Death), editions());
            let folder = ListFolder::at("/lists");
            let done = run(&folder, &disk, &editions[2]);
            let is_over = !disk.has_failed();
            for left in disk.inner.after_power_cut() {
                let what = format!("{deed}, power cut at step {steps}");
                let now = in_force(&folder, &left, editions, &what);
                if let (Ok(Publication::Published), Some(expected)) = (&done, expected(deed)) {
                    assert_eq!(now, expected, "{what}: what is said to be published stays");
                }
                let _ = folder.publish_on(&left, &editions[2], None, None).unwrap();
                assert_eq!(in_force(&folder, &left, editions, &what), 2, "{what}: and it goes on from there");
            }
            if is_over {
                break;
            }
            steps += 1;
        }
        assert!(steps > 8, "{deed}: {steps} steps were tried");
    }
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing() {
    let folder = Filled::on(Model::default(), ListFolder::at("/lists"));
    let names = folder.names();
    let mut full = 0;
    for step in 0..40 {
        let disk = Failing::new(folder.disk.clone(), step, How::Short);
        match folder.folder.publish_on(&disk, &folder.editions[2], None, None) {
            Err(error @ FolderError::Step { step: "write", .. }) => {
                let told = error.to_string();
                assert!(told.starts_with("the edition in force stays: cannot write "), "{told}");
                assert!(told.contains("storage"), "says why: {told}");
                full += 1;
                // Whole editions that are not yet in force are pruned with what else the register does not name.
                folder.folder.prune_on(&folder.disk, 2).unwrap();
                assert_eq!(folder.names(), names);
            }
            Err(_) => {}
            Ok(_) => break,
        }
    }
    assert_eq!(full, 4, "the edition and the register, at once and after half of their bytes");
}

type Run = fn(&ListFolder, &dyn AnyDisk, &Index) -> Result<Publication, FolderError>;

/// What is tried in a folder whose second edition is in force. Publishing keeps rejects beside the edition.
const DEEDS: [(&str, Run); 3] = [
    ("publish", |folder, disk, index| disk.publish(folder, index)),
    ("roll back", |folder, disk, _| disk.roll_back(folder)),
    ("prune", |folder, disk, _| disk.prune(folder)),
];

/// Which edition is in force when it was done.
fn expected(deed: &str) -> Option<usize> {
    match deed {
        "publish" => Some(2),
        "roll back" => Some(0),
        _ => Some(1),
    }
}

/// A disk of any kind.
trait AnyDisk {
    fn publish(&self, folder: &ListFolder, index: &Index) -> Result<Publication, FolderError>;
    fn roll_back(&self, folder: &ListFolder) -> Result<Publication, FolderError>;
    fn prune(&self, folder: &ListFolder) -> Result<Publication, FolderError>;
}

impl<D: Disk> AnyDisk for D {
    fn publish(&self, folder: &ListFolder, index: &Index) -> Result<Publication, FolderError> {
        folder.publish_on(self, index, Some(b"{}\n"), None)
    }

    fn roll_back(&self, folder: &ListFolder) -> Result<Publication, FolderError> {
        folder.roll_back_on(self, None)
    }

    fn prune(&self, folder: &ListFolder) -> Result<Publication, FolderError> {
        folder.prune_on(self, 1).map(|_| Publication::Published)
    }
}

/// A folder with two editions, and a third that is not in it.
struct Filled<D> {
    disk: D,
    folder: ListFolder,
    editions: &'static [Index],
}

impl<D: Disk> Filled<D> {
    fn on(disk: D, folder: ListFolder) -> Self {
        let editions = editions();
        for edition in &editions[..2] {
            let _ = folder.publish_on(&disk, edition, Some(b"[]\n"), None).unwrap();
        }
        Self { disk, folder, editions }
    }

    /// What is told is so, and the folder goes on.
    fn holds(&self, done: Result<Publication, FolderError>, what: &str) {
        let now = in_force(&self.folder, &self.disk, self.editions, what);
        let deed = what.split(',').next().unwrap();
        let before = 1;
        match done {
            Ok(Publication::Published | Publication::DurabilityUnknown(_)) => {
                assert_eq!(Some(now), expected(deed), "{what}");
            }
            // A pruning that failed may have taken what it was to take.
            Err(_) => assert_eq!(now, before, "{what}: an error leaves the edition in force"),
        }
        let current = self.folder.current_on(&self.disk).unwrap();
        let rejects = self.disk.read(&current.rejects).unwrap();
        let own: &[u8] = if now == 2 { b"{}\n" } else { b"[]\n" };
        assert_eq!(rejects, own, "{what}: the rejects beside an edition are its own");
        let _ = self.folder.publish_on(&self.disk, &self.editions[2], Some(b"{}\n"), None).unwrap();
        self.folder.prune_on(&self.disk, 1).unwrap();
        assert_eq!(self.names().len(), 3, "{what}: nothing is left over: {:?}", self.names());
        assert_eq!(in_force(&self.folder, &self.disk, self.editions, what), 2);
    }

    fn names(&self) -> Vec<String> {
        let names = self.disk.names(self.folder.path()).unwrap();
        let mut names: Vec<String> = names.into_iter().map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// The same in memory.
fn filled_model() -> Model {
    Filled::on(Model::default(), ListFolder::at("/lists")).disk
}

/// Which of the editions is in force: a whole one, in any case.
fn in_force<D: Disk>(folder: &ListFolder, disk: &D, editions: &[Index], what: &str) -> usize {
    let index = folder.open_on(disk).unwrap_or_else(|error| panic!("{what}: {error}"));
    index.verify().unwrap();
    let stamp = index.edition().stamp();
    let stamps: Vec<Stamp> = editions.iter().map(|index| index.edition().stamp()).collect();
    stamps.iter().position(|known| *known == stamp).unwrap_or_else(|| panic!("{what}: {stamp}"))
}

/// Three editions, a day and a person more each.
fn editions() -> &'static [Index] {
    static EDITIONS: OnceLock<Vec<Index>> = OnceLock::new();
    let edition = |number: usize| {
        let mut builder = Builder::default();
        for name in &["示丙", "示乙", "示甲"][..=number] {
            let subject = Subject {
                name,
                id: "",
                sex: None,
                class: None,
                role: Role::Listed,
                defect: None,
                records: 0..0,
            };
            builder.push(subject, &[("1", &format!(r#"{{"iname":"{name}"}}"#))]).unwrap();
        }
        let as_of = format!("2026-11-0{}", number + 1).parse().unwrap();
        let edition = Edition::new(as_of, String::new(), None, 1_000_000, 1_000_000);
        Index::open(builder.finish(edition, Totals::default()).unwrap()).unwrap()
    };
    EDITIONS.get_or_init(|| (0..3).map(edition).collect())
}

/// Killed at any step of publishing with a seal, and the power cut besides: the edition in force has its own seal.
#[test]
fn a_seal_is_there_before_its_edition_is_in_force() {
    let folder = ListFolder::at("/lists");
    let mut after = [0; 2];
    for at in 0.. {
        let disk = Failing::new(Model::default(), at, How::Death);
        let publish = |number: usize| {
            let seal = [b'0' + u8::try_from(number).unwrap()];
            folder.publish_with(&disk, &editions()[number], (Some(&seal), None), None)
        };
        let done = (0..2).try_for_each(|number| publish(number).map(drop));
        for left in disk.inner.after_power_cut() {
            let Ok(current) = folder.current_on(&left) else { continue };
            let number = in_force(&folder, &left, editions(), "sealed");
            let seal = left.read(&current.seal).unwrap();
            assert_eq!(seal, [b'0' + u8::try_from(number).unwrap()], "killed at step {at}");
            after[number] += 1;
        }
        if !disk.has_failed() {
            done.unwrap();
            break;
        }
    }
    assert!(after.iter().all(|times| *times > 1), "both were in force: {after:?}");
}

#[test]
fn what_is_swept_is_ours() {
    let home = tempfile::tempdir().unwrap();
    let folder = Filled::on(System, ListFolder::at(home.path()));
    let at = |name: &str| home.path().join(name);
    let ours = format!("{PREFIX}0a1b2c3d.tmp");
    let others = [".shixin.0a1b2c3d", "notes.txt", "2026-11-01-0123456789abcdeX.shixin", "list.shixin"];
    for name in others.iter().copied().chain([ours.as_str(), "2026-11-01-0123456789abcdef.shixin"]) {
        std::fs::write(at(name), name).unwrap();
    }
    folder.folder.prune(9).unwrap();
    let left = folder.names();
    assert!(others.iter().all(|name| left.contains(&(*name).to_owned())), "{left:?}");
    assert_eq!(left.len(), others.len() + 5, "{left:?}");
    assert!(!Path::new(&at(&ours)).exists());
}
