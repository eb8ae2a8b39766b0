//! Every step of saving a roster fails once, or is the last before the process dies or the power is cut: the old file or the
//! new one is there, whole.

use std::path::Path;

use crate::disk::Disk;
use crate::disk::Publication;
use crate::disk::failing::Failing;
use crate::disk::failing::HOWS;
use crate::disk::model::Model;
use crate::roster::Builder;
use crate::roster::Holder;
use crate::roster::Party;
use crate::roster::Roster;
use crate::roster::file::save_on;

#[test]
fn whichever_step_fails_the_old_roster_or_the_new_one_is_there() {
    let rosters = [roster(&["甲"]), roster(&["甲", "乙"])];
    let path = Path::new("/home/roster");
    for how in HOWS {
        for step in 0.. {
            let model = Model::default();
            let _ = save_on(&model, &rosters[0], path).unwrap();
            let disk = Failing::new(model.clone(), step, how);
            let done = save_on(&disk, &rosters[1], path);
            let now = there(&model, path, &rosters);
            assert_eq!(now == 1, done.is_ok(), "{}: what is told is so", disk.what());
            for left in model.after_power_cut() {
                let now = there(&left, path, &rosters);
                let is_saved = matches!(done, Ok(Publication::Published));
                assert!(!is_saved || now == 1, "{}: what is said to be saved stays", disk.what());
            }
            let _ = save_on(&model, &rosters[1], path).unwrap();
            assert_eq!(model.names(Path::new("/home")).unwrap().len(), 1, "{}: nothing is left", disk.what());
            if !disk.has_failed() {
                break;
            }
        }
    }
}

/// Which of the rosters is at this path: a whole one, in any case.
fn there(disk: &dyn Disk, path: &Path, rosters: &[Vec<u8>]) -> usize {
    let bytes = disk.read(path).unwrap();
    Roster::from_bytes(bytes.clone()).unwrap();
    rosters.iter().position(|roster| *roster == bytes).unwrap()
}

fn roster(names: &[&str]) -> Vec<u8> {
    let mut builder = Builder::default();
    for name in names {
        builder.push(&Holder::new(name, Party::new("", &format!("示{name}")))).unwrap();
    }
    builder.finish().unwrap()
}
