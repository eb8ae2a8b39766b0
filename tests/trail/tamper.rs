//! Whatever is done to a trail is found. `SHIXIN_TRAIL_ENTRIES` and `SHIXIN_TRAIL_EDITS` set how large it is and how often it
//! is tried: 10 000 and 100 000 in the full run, with `--release`.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use shixin::Trail;
use shixin::audit::Asker;
use shixin::audit::Deed;
use shixin::audit::Durability;
use shixin::audit::Error;
use shixin::audit::Moment;
use shixin::audit::Options;
use shixin::audit::What;
use shixin::audit::tree;
use shixin::audit::verify;

use crate::invented::SplitMix;
use crate::keeping::LISTED;
use crate::keeping::ask;
use crate::keeping::closed;
use crate::keeping::look;
use crate::writing::entries;
use crate::writing::segments;

/// What was done, to which file, and to which entry of it where that can be said.
struct Edit {
    what: String,
    file: PathBuf,
    bytes: Vec<u8>,
    entry: Option<u64>,
}

#[test]
fn any_single_edit_is_found_and_named() {
    let (entries, edits) = (from_env("SHIXIN_TRAIL_ENTRIES", 100), from_env("SHIXIN_TRAIL_EDITS", 200));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    let options = Options::default().durability(Durability::Relaxed { every: Duration::from_secs(60) });
    closed(&path, entries, options.rotate_at(entries * 700 / 5));
    let found = look(&path);
    assert!(found.is_whole() && found.entries == entries, "{:?}", found.faults);
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(2);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let copy = folder.path().join(format!("copy-{worker}"));
            copy_folder(&path, &copy);
            scope.spawn(move || try_edits(&copy, entries, edits.div_ceil(workers as u64), worker as u64));
        }
    });
}

fn try_edits(path: &Path, entries: u64, edits: u64, worker: u64) {
    let mut draw = SplitMix(from_env("SHIXIN_TRAIL_SEED", 20_261_123) + worker);
    let files: Vec<PathBuf> = segments(path).iter().map(|name| path.join(name)).collect();
    assert!(files.len() >= 3, "one edit may span segments");
    let firsts: Vec<u64> =
        files.iter().map(|file| file.file_stem().unwrap().to_str().unwrap()[6..].parse().unwrap()).collect();
    let mut kinds = std::collections::BTreeMap::<String, u64>::new();
    while kinds.values().sum::<u64>() < edits {
        let number = draw.below(files.len());
        let anchors = [path.join("checkpoint"), frontier(path)];
        let (file, first) = if draw.below(20) == 0 {
            (&anchors[draw.below(2)], None)
        } else {
            (&files[number], Some(firsts[number]))
        };
        if draw.below(40) == 0 {
            forge_purge(path);
            *kinds.entry("purge forged".to_owned()).or_default() += 1;
            continue;
        }
        let whole = fs::read(file).unwrap();
        let edit = edit(&mut draw, file, first, &whole);
        if edit.bytes == whole {
            continue;
        }
        fs::write(&edit.file, &edit.bytes).unwrap();
        let found = verify(path, None, &[]).unwrap();
        let told = || format!("{} in {}: {:?}", edit.what, edit.file.display(), found.faults.first());
        assert!(!found.is_whole(), "not found: {}", told());
        if let Some(entry) = edit.entry.filter(|entry| *entry < entries) {
            let is_named =
                found.faults.iter().any(|fault| fault.at == entry && fault.file.ends_with(".jsonl"));
            let is_last = entry + 1 == entries || found.torn.is_some();
            assert!(is_named || is_last, "entry {entry} is not named: {}", told());
        }
        fs::write(file, &whole).unwrap();
        *kinds.entry(edit.what).or_default() += 1;
    }
    assert!(kinds.len() == 12, "every kind was tried: {kinds:?}");
    assert!(look(path).is_whole(), "each edit was taken back");
    println!("{} edits of {entries} entries found: {kinds:?}", kinds.values().sum::<u64>());
}

/// A purge that is told of and was never signed, in a copy.
fn forge_purge(path: &Path) {
    let copy = path.with_extension("purged");
    copy_folder(path, &copy);
    append_purge(&copy);
    bury_first(&copy);
    let found = look(&copy);
    assert!(
        found.faults.iter().any(|it| it.what == What::PurgeUnrecorded && it.at == 0),
        "{:?}",
        found.faults
    );
    fs::remove_dir_all(copy).unwrap();
}

fn edit(draw: &mut SplitMix, file: &Path, first: Option<u64>, whole: &[u8]) -> Edit {
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let (at, line) = (draw.below(whole.len()), draw.below(lines.len()));
    let line_at = whole[..at].iter().filter(|byte| **byte == b'\n').count() as u64;
    let mut bytes = whole.to_vec();
    let mut spots = lines.clone();
    let other = draw.below(lines.len());
    let (what, changed) = match draw.below(12) {
        0 | 1 => {
            bytes[at] ^= 1 << draw.below(8);
            ("bit flipped", line_at)
        }
        2 => {
            bytes[at] = draw.next() as u8;
            ("byte replaced", line_at)
        }
        3 => {
            bytes.remove(at);
            ("byte cut out", line_at)
        }
        4 => {
            bytes.insert(at, draw.next() as u8);
            ("byte inserted", u64::MAX)
        }
        5 => {
            bytes.truncate(at);
            ("end cut off", u64::MAX)
        }
        6 => {
            let end = (at + 1 + draw.below(3_000)).min(bytes.len());
            bytes.drain(at..end);
            ("stretch cut out", line_at)
        }
        7 => {
            spots.remove(line);
            bytes = spots.concat();
            ("line cut out", line as u64)
        }
        8 => {
            spots.insert(other, lines[line]);
            bytes = spots.concat();
            ("line repeated", u64::MAX)
        }
        9 => {
            spots.swap(line, other);
            bytes = spots.concat();
            ("lines swapped", line.min(other) as u64)
        }
        10 => {
            let moved = spots.remove(line);
            spots.insert(other.min(spots.len()), moved);
            bytes = spots.concat();
            ("line moved", u64::MAX)
        }
        _ => {
            bytes.clear();
            ("emptied", u64::MAX)
        }
    };
    let entry = first.filter(|_| changed != u64::MAX).map(|first| first + changed);
    Edit { what: what.to_owned(), file: file.to_owned(), bytes, entry }
}

#[test]
fn whole_files_that_vanish_or_change_places_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    closed(&path, 40, Options::default().rotate_at(4_096));
    let names = segments(&path);
    assert!(names.len() >= 4);
    for name in names.iter().map(String::as_str).chain(["checkpoint", "frontier-000000000040"]) {
        let copy = folder.path().join("copy");
        copy_folder(&path, &copy);
        fs::remove_file(copy.join(name)).unwrap();
        assert!(!look(&copy).is_whole(), "{name} is gone");
        fs::remove_dir_all(copy).unwrap();
    }
    fs::rename(path.join(&names[1]), path.join("aside")).unwrap();
    fs::rename(path.join(&names[2]), path.join(&names[1])).unwrap();
    fs::rename(path.join("aside"), path.join(&names[2])).unwrap();
    assert!(!look(&path).is_whole(), "two changed places");
}

/// Somebody who knows the form as well as we do, but has not the key.
#[test]
fn a_forger_without_the_key_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    closed(&path, 12, Options::default());
    let file = path.join("trail-000000000000.jsonl");
    let text = fs::read_to_string(&file).unwrap();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();

    // One answer changed, its hash made to fit: the next entry was written behind another one.
    let mut forged = lines.clone();
    forged[6] = rehashed(&lines[6].replace("\"block\"", "\"clear\""), None);
    fs::write(&file, forged.join("\n") + "\n").unwrap();
    let found = look(&path);
    assert_eq!((found.faults[0].at, &found.faults[0].what), (7, &What::Unlinked), "{:?}", found.faults);

    // All that come after it made to fit as well: what is left is a whole trail, and not the one that was signed.
    for number in 7..lines.len() {
        let prev = hash_of(&forged[number - 1]).to_owned();
        forged[number] = rehashed(&lines[number], Some(&prev));
    }
    fs::write(&file, forged.join("\n") + "\n").unwrap();
    let found = look(&path);
    assert_eq!(found.faults.len(), 1, "{:?}", found.faults);
    assert_eq!(found.faults[0].what, What::Rewritten { signed: 12 });

    // The signer's name is no signature.
    let note = fs::read_to_string(path.join("checkpoint")).unwrap();
    let other = shixin::audit::note::Signer::new(note.lines().next().unwrap(), &[9; 32]).unwrap();
    let checkpoint =
        shixin::audit::Checkpoint { origin: other.name().to_owned(), size: 12, root: found.root };
    fs::write(path.join("checkpoint"), checkpoint.sign(&other).unwrap()).unwrap();
    let found = look(&path);
    assert!(
        matches!(&found.faults[0].what, What::Checkpoint(why) if why.contains("not signed by")),
        "{:?}",
        found.faults
    );
}

/// Somebody who can write to the folder, and has not the key, buries a segment and appends the entry that tells of it.
#[test]
fn a_purge_that_nobody_signed_for_is_a_deletion() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    closed(&path, 40, Options::default().rotate_at(4_096));
    let kept = fs::read_to_string(folder.path().join("t.keys/checkpoint")).unwrap();
    let key = shixin::audit::Keys::existing(folder.path().join("t.keys")).unwrap();
    let key = key.signer(false).unwrap().verifier();
    append_purge(&path);
    let at_rest = look(&path);
    assert!(at_rest.is_whole() && at_rest.unsigned == 1, "{:?}", at_rest.faults);

    // Removed at once: neither whole nor gone on with.
    let copy = folder.path().join("copy");
    copy_folder(&path, &copy);
    bury_first(&copy);
    let found = verify(&copy, Some(&key), std::slice::from_ref(&kept)).unwrap();
    assert_eq!(
        (found.faults.len(), &found.faults[0].what),
        (1, &What::PurgeUnrecorded),
        "{:?}",
        found.faults
    );
    let opened = Trail::open(&copy, Options::default().keys(folder.path().join("t.keys")));
    assert!(matches!(opened, Err(Error::Damaged { at: 0, .. })), "{opened:?}");

    // Removed after the writer has taken the entry in: it says so, and the entry still counts for nothing.
    drop(Trail::open(&path, Options::default()).unwrap());
    let opened = entries(&path).pop().unwrap();
    assert!(matches!(opened.deed, Deed::Opened(it) if it.adopted == 1));
    assert!(look(&path).is_whole() && look(&path).unsigned == 0);
    bury_first(&path);
    let found = verify(&path, Some(&key), &[kept]).unwrap();
    assert_eq!(
        (found.faults.len(), &found.faults[0].what),
        (1, &What::PurgeUnrecorded),
        "{:?}",
        found.faults
    );
}

#[test]
fn what_was_appended_after_a_close_is_counted_as_unsigned_and_then_as_adopted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    closed(&path, 5, Options::default());
    assert_eq!(look(&path).unsigned, 0);
    let file = path.join("trail-000000000000.jsonl");
    let text = fs::read_to_string(&file).unwrap();
    let last = text.lines().last().unwrap();
    let forged = rehashed(&last.replace("\"seq\":4", "\"seq\":5"), Some(hash_of(last)));
    fs::write(&file, format!("{text}{forged}\n")).unwrap();
    assert_eq!((look(&path).is_whole(), look(&path).unsigned), (true, 1));
    closed(&path, 2, Options::default());
    let adopted = |entry: shixin::audit::Entry| match entry.deed {
        Deed::Opened(it) => Some((entry.seq, it.adopted)),
        _ => None,
    };
    let told: Vec<(u64, u64)> = entries(&path).into_iter().filter_map(adopted).collect();
    assert_eq!(told, [(0, 0), (6, 1)]);
    assert_eq!((look(&path).is_whole(), look(&path).unsigned), (true, 0));
    let runs: Vec<u64> = look(&path).adopted.into_iter().flatten().collect();
    assert_eq!(runs, [5], "who verifies is told which they are");
    let report = shixin::audit::Report::read(&path, crate::telling::scope()).unwrap();
    assert_eq!(report.trail.adopted, 1, "and so is who inspects");
}

/// Linked and hashed as it should be, and nothing that was ever written: once signed for, no inspection could read past it.
#[test]
fn what_is_no_entry_is_not_signed_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    closed(&path, 5, Options::default());
    let file = path.join("trail-000000000000.jsonl");
    let text = fs::read_to_string(&file).unwrap();
    let last = text.lines().last().unwrap();
    let next = last.replace("\"seq\":4", "\"seq\":5");
    let deed = next.find("\"kind\"").unwrap();
    let end = next.rfind(",\"hash\"").unwrap();
    for deed_of_none in ["\"kind\":\"decision\",\"outcome\":\"clear\"", "\"nokind\":1", "\"kind\":7"] {
        let forged = [&next[..deed], deed_of_none, &next[end..]].concat();
        let forged = rehashed(&forged, Some(hash_of(last)));
        fs::write(&file, format!("{text}{forged}\n")).unwrap();
        let found = look(&path);
        assert_eq!((found.faults[0].at, found.faults[0].line, &found.faults[0].what), (5, 6, &What::NoDeed));
        let opened = Trail::open(&path, Options::default());
        assert!(matches!(opened, Err(Error::Damaged { at: 5, .. })), "{deed_of_none}: {opened:?}");
    }
    // A later version's kind is no forgery.
    let later = [&next[..deed], "\"kind\":\"notice\",\"text\":\"x\"", &next[end..]].concat();
    fs::write(&file, format!("{text}{}\n", rehashed(&later, Some(hash_of(last))))).unwrap();
    assert!(look(&path).is_whole());
    closed(&path, 2, Options::default());
    assert_eq!(entries(&path)[5].deed, Deed::Unknown);
}

/// An earlier copy of the folder is signed, and whole: only what somebody else kept tells that there was more.
#[test]
fn a_trail_that_was_put_back_is_told_by_a_checkpoint_from_outside_only() {
    let folder = tempfile::tempdir().unwrap();
    let (path, old) = (folder.path().join("t"), folder.path().join("old"));
    closed(&path, 5, Options::default());
    let early = fs::read_to_string(folder.path().join("t.keys/checkpoint")).unwrap();
    copy_folder(&path, &old);
    closed(&path, 4, Options::default());
    let late = fs::read_to_string(folder.path().join("t.keys/checkpoint")).unwrap();
    let told = |notes: &[String]| verify(&old, None, notes).unwrap();
    assert_eq!(
        (told(&[]).is_whole(), told(&[]).signed_outside),
        (true, None),
        "it says that nobody else vouches"
    );
    assert_eq!(told(&[early]).signed_outside, Some(5));
    let found = told(&[late]);
    assert_eq!((&found.faults[0].what, found.signed_outside), (&What::CutOff { signed: 9 }, None));
}

/// A segment that was rewritten from end to end and fits in itself: once it is purged nobody could tell any more what was in it.
#[test]
fn a_forged_segment_is_not_purged() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    let clock_at = |text: &str| NOW.store(text.parse::<Moment>().unwrap().micros(), Ordering::Relaxed);
    let clock = || Moment::from_micros(NOW.fetch_add(1_000_000, Ordering::Relaxed));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    for day in ["2025-10-07", "2026-11-19"] {
        clock_at(&format!("{day}T09:00:00.000000+08:00"));
        closed(&path, 5, Options::default().clock(clock));
    }
    let file = path.join(&segments(&path)[0]);
    let whole = fs::read_to_string(&file).unwrap();
    let mut lines: Vec<String> = whole.lines().map(str::to_owned).collect();
    lines[3] = rehashed(&lines[3].replace("\"block\"", "\"clear\""), None);
    lines[4] = rehashed(&lines[4], Some(hash_of(&lines[3])));
    fs::write(&file, lines.join("\n") + "\n").unwrap();
    clock_at("2026-11-20T09:00:00.000000+08:00");
    let trail = Trail::open(&path, Options::default().clock(clock)).unwrap();
    let purge = || trail.purge("2026-01-01".parse().unwrap(), "档案 丁", "保存一年");
    let refused = purge().unwrap_err();
    assert!(matches!(refused, Error::Damaged { at: 5, .. }), "{refused}");
    assert!(file.exists());
    fs::write(&file, whole).unwrap();
    assert_eq!(purge().unwrap().entries, 5);
    assert!(look(&path).is_whole());
}

/// Somebody who can write to the folder puts links where the writer, who may write elsewhere too, will write next.
#[cfg(unix)]
#[test]
fn no_link_leads_the_writer_elsewhere() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let (path, elsewhere) = (folder.path().join("t"), folder.path().join("elsewhere"));
    fs::write(&elsewhere, "somebody's\n").unwrap();
    let untouched = || assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "somebody's\n");
    let trail = Trail::open(&path, Options::default().rotate_at(4_096)).unwrap();
    for number in 1..20 {
        symlink(&elsewhere, path.join(format!("trail-{number:012}.jsonl"))).unwrap();
    }
    for name in ["checkpoint.tmp", "frontier-000000000001.tmp"] {
        symlink(&elsewhere, path.join(name)).unwrap();
    }
    let more = (0..20).map(|_| ask(&trail, LISTED, &Asker::default())).find_map(Result::err).unwrap();
    assert!(matches!(more, Error::Step { step: "make", .. }), "{more}");
    untouched();
    trail.checkpoint().unwrap();
    drop(trail);
    untouched();
    let opened = Trail::open(&path, Options::default());
    assert!(matches!(opened, Err(Error::Damaged { .. })), "{opened:?}");
    assert!(matches!(verify(&path, None, &[]), Err(Error::Damaged { .. })));
    untouched();
    for number in 1..20 {
        fs::remove_file(path.join(format!("trail-{number:012}.jsonl"))).unwrap();
    }
    closed(&path, 2, Options::default());
    assert!(look(&path).is_whole());
}

/// Somebody who can write to the folder lays there what never ends, or leads elsewhere.
#[cfg(unix)]
#[test]
fn odd_files_neither_hang_a_reader_nor_lead_a_writer() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    closed(&path, 3, Options::default());
    let odd = |name: &str, make: &dyn Fn(&Path), is_fault: bool| {
        let copy = folder.path().join("copy");
        copy_folder(&path, &copy);
        let _ = fs::remove_file(copy.join(name));
        make(&copy.join(name));
        let keys = folder.path().join("t.keys");
        let (opened, found) = (Trail::open(&copy, Options::default().keys(keys)), verify(&copy, None, &[]));
        if is_fault {
            let is_told =
                |error: &Error| matches!(error, Error::Damaged { path, .. } if path.ends_with(name));
            assert!(opened.as_ref().is_err_and(is_told), "{name}: {opened:?}");
        } else {
            opened.unwrap().close().unwrap();
        }
        fs::remove_dir_all(copy).unwrap();
        found
    };
    let zeros = |at: &Path| symlink("/dev/zero", at).unwrap();
    assert!(matches!(odd("checkpoint", &zeros, true), Err(Error::Damaged { .. })));
    let pipe = |at: &Path| assert!(std::process::Command::new("mkfifo").arg(at).status().unwrap().success());
    assert!(matches!(odd("checkpoint", &pipe, true), Err(Error::Damaged { .. })));
    let elsewhere = folder.path().join("elsewhere");
    assert!(odd("lock", &|at| symlink(&elsewhere, at).unwrap(), true).unwrap().is_whole());
    assert!(!elsewhere.exists(), "the link was not followed");
    assert!(odd("frontier-x", &|at| fs::create_dir(at).unwrap(), false).unwrap().is_whole());
}

/// Who can write to the trail's folder can take its lock away, but not the one beside the keys.
#[cfg(unix)]
#[test]
fn without_its_lock_file_a_trail_still_has_one_writer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    let trail = Trail::open(&path, Options::default()).unwrap();
    fs::remove_file(path.join("lock")).unwrap();
    let second = Trail::open(&path, Options::default());
    assert!(matches!(second, Err(Error::Locked(_))), "{second:?}");
    trail.close().unwrap();
    closed(&path, 2, Options::default());
    assert!(look(&path).is_whole());
}

#[test]
fn keys_are_not_kept_within_the_trail() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    for keys in [path.clone(), path.join("keys"), folder.path().join("x/../t/keys")] {
        fs::create_dir_all(folder.path().join("x")).unwrap();
        let opened = Trail::open(&path, Options::default().keys(&keys));
        assert!(
            matches!(&opened, Err(Error::Refused(why)) if why.contains("within the trail")),
            "{opened:?}"
        );
    }
    Trail::open(&path, Options::default().keys(folder.path().join("t-keys"))).unwrap().close().unwrap();
}

/// A crash between the entry of a purge and its checkpoint: the segment is still there, and is purged anew.
#[test]
fn a_purge_that_a_crash_interrupted_is_done_again() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    let clock_at = |text: &str| NOW.store(text.parse::<Moment>().unwrap().micros(), Ordering::Relaxed);
    let clock = || Moment::from_micros(NOW.fetch_add(1_000_000, Ordering::Relaxed));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    for day in ["2025-10-07", "2026-11-19"] {
        clock_at(&format!("{day}T09:00:00.000000+08:00"));
        closed(&path, 5, Options::default().clock(clock));
    }
    append_purge(&path);
    let live = path.join(&segments(&path)[0]);
    let bytes = fs::read(&live).unwrap();
    bury_first(&path);
    fs::write(&live, bytes).unwrap();
    assert!(look(&path).is_whole(), "the segment still counts");
    clock_at("2026-11-20T09:00:00.000000+08:00");
    let trail = Trail::open(&path, Options::default().clock(clock)).unwrap();
    assert_eq!(trail.purge("2026-01-01".parse().unwrap(), "档案 丁", "保存一年").unwrap().entries, 5);
    trail.close().unwrap();
    assert!(!live.exists());
    let found = look(&path);
    assert!(found.is_whole() && found.purged == 5, "{:?}", found.faults);
    closed(&path, 2, Options::default());
    assert!(look(&path).is_whole());
}

/// Appends an entry, linked as it should be, that tells of a purge of the first segment.
fn append_purge(path: &Path) {
    let names = segments(path);
    let first = fs::read_to_string(path.join(&names[0])).unwrap();
    let mut tree = tree::Frontier::default();
    first.lines().for_each(|line| tree.push(hash_of(line).parse().unwrap()));
    let file = path.join(names.last().unwrap());
    let text = fs::read_to_string(&file).unwrap();
    let last = text.lines().last().unwrap();
    let seq = entries(path).len();
    let time = &last[last.find("\"time\"").unwrap()..][..41];
    let body = format!(
        "{{\"v\":1,\"seq\":{seq},{time},\"prev\":\"{}\",\"kind\":\"purge\",\"first\":0,\"entries\":{},\"root\":\"{}\",\
         \"until\":\"2026-11-20T09:15:02.123456+08:00\",\"by\":\"a\",\"why\":\"b\"",
        hash_of(last),
        tree.size(),
        tree.root()
    );
    let line = format!("{body},\"hash\":\"{}\"}}", tree::leaf(body.as_bytes()));
    fs::write(&file, format!("{text}{line}\n")).unwrap();
}

/// Leaves the hashes of the first segment's entries, and removes it.
fn bury_first(path: &Path) {
    let file = path.join(&segments(path)[0]);
    let text = fs::read_to_string(&file).unwrap();
    let hash = |(line, seq): (&str, u64)| format!("{{\"purged\":{seq},\"hash\":\"{}\"}}\n", hash_of(line));
    let hashes: String = text.lines().zip(0..).map(hash).collect();
    fs::write(file.with_extension("purged.jsonl"), hashes).unwrap();
    fs::remove_file(file).unwrap();
}

/// The line with the hash that fits it, and another link where one is given.
fn rehashed(line: &str, prev: Option<&str>) -> String {
    let body = &line[..line.rfind(",\"hash\":\"").unwrap()];
    let at = body.find("\"prev\":\"").unwrap() + 8;
    let body = match prev {
        Some(prev) => format!("{}{prev}{}", &body[..at], &body[at + 64..]),
        None => body.to_owned(),
    };
    format!("{body},\"hash\":\"{}\"}}", tree::leaf(body.as_bytes()))
}

fn hash_of(line: &str) -> &str {
    &line[line.len() - 66..line.len() - 2]
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

fn frontier(path: &Path) -> PathBuf {
    let mut names = fs::read_dir(path).unwrap().map(|it| it.unwrap().path());
    names.find(|it| it.file_name().unwrap().to_str().unwrap().starts_with("frontier-")).unwrap()
}

fn from_env(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |it| it.parse().unwrap())
}
