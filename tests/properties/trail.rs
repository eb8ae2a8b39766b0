//! Whatever is done to the files of a trail, reading and verifying them comes to an end; what a checkpoint was signed for cannot
//! be changed unseen; and a writer goes on with what is whole, or refuses. Edits of ten bytes, of the file that their first
//! byte chooses.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::time::Duration;

use shixin::List;
use shixin::Query;
use shixin::Trail;
use shixin::audit;
use shixin::audit::Asker;
use shixin::audit::Decision;
use shixin::audit::Durability;
use shixin::audit::Options;
use shixin::audit::Party;

use super::Choices;
use super::lists::edit;
use crate::crafted::LISTED;
use crate::crafted::small;

pub(crate) fn holds(bytes: &[u8]) {
    // One folder is used again and again, and tests run side by side.
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut choices = Choices(bytes);
    let world = world();
    let mut files = world.files.clone();
    for _ in 0..8 {
        if choices.is_empty() {
            break;
        }
        let at = choices.below(files.len());
        edit(&mut files[at].1, &mut choices);
    }
    let folder = world.folder.path().join("copy");
    let _ = fs::remove_dir_all(&folder);
    put(&folder, &files);
    let found = audit::verify(&folder, None, &[]).unwrap();
    let is_changed = files.iter().zip(&world.files).any(|(new, old)| is_segment(&old.0) && new != old);
    let is_told = !found.is_whole() || found.torn.is_some() || found.unsigned > 0;
    assert!(!is_changed || is_told, "a change went unseen: {found:?}");
    let mut count = 0_u64;
    let read = audit::read(&folder, |_| {
        count += 1;
        Ok::<(), audit::Error>(())
    });
    assert!(read.is_err() || count <= found.entries);
    goes_on(&folder, found.is_whole());
}

/// What was whole is whole after a writer went on with it; what was not is refused, or not made worse than it was.
fn goes_on(folder: &Path, was_whole: bool) {
    let keys = world().folder.path().join("keys");
    let Ok(trail) = Trail::open(folder, lazily().keys(keys)) else { return };
    ask(&trail, "goes on").unwrap();
    trail.close().unwrap();
    let found = audit::verify(folder, None, &[]).unwrap();
    assert!(found.is_whole() || !was_whole, "{:?}", found.faults);
}

fn lazily() -> Options {
    Options::default().durability(Durability::Relaxed { every: Duration::from_secs(60) })
}

fn is_segment(name: &str) -> bool {
    name.starts_with("trail-")
}

struct World {
    folder: tempfile::TempDir,
    /// Names and bytes of a closed trail's files.
    files: Vec<(String, Vec<u8>)>,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("whole");
        let options = lazily().keys(folder.path().join("keys")).rotate_at(2_048);
        let trail = Trail::open(&path, options).unwrap();
        for number in 0..9 {
            ask(&trail, &format!("ref-{number}")).unwrap();
        }
        trail.close().unwrap();
        let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(&path)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().unwrap().is_file())
            .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
            .collect();
        files.sort();
        World { folder, files }
    })
}

fn put(folder: &Path, files: &[(String, Vec<u8>)]) {
    fs::create_dir_all(folder).unwrap();
    files.iter().for_each(|(name, bytes)| fs::write(folder.join(name), bytes).unwrap());
}

fn ask(trail: &Trail, reference: &str) -> Result<u64, audit::Error> {
    static LIST: OnceLock<List> = OnceLock::new();
    let list = LIST.get_or_init(|| List::from_bytes(small()).unwrap());
    let query = Query::new(LISTED, "张某示").unwrap();
    let verdict = list.check_for("travel.air", &query).unwrap();
    let asker = Asker { reference: reference.to_owned(), ..Asker::default() };
    trail.append(&Decision::new(&verdict, Party::new(query.ids(), query.name())).asked_by(&asker))
}
