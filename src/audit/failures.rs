//! Every step of keeping a trail fails once, or is the last before the process dies or the power is cut: nothing that was
//! acknowledged is lost, the trail is gone on with, and what was begun can be done again.

#![expect(clippy::arithmetic_side_effects, reason = "in a test a panic is the report")]

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::audit::Asker;
use crate::audit::Decision;
use crate::audit::Deed;
use crate::audit::Durability;
use crate::audit::Error;
use crate::audit::Keys;
use crate::audit::Moment;
use crate::audit::Options;
use crate::audit::Trail;
use crate::audit::WhenFailing;
use crate::audit::line;
use crate::audit::segment;
use crate::audit::verify::verify_on;
use crate::disk::Access;
use crate::disk::Disk;
use crate::disk::Open;
use crate::disk::failing::Failing;
use crate::disk::failing::HOWS;
use crate::disk::failing::How;
use crate::disk::model::Model;

#[test]
fn whichever_step_fails_nothing_acknowledged_is_lost() {
    for (deed, before, run) in DEEDS {
        for (nth, how) in HOWS.into_iter().enumerate() {
            // In a short run each way of failing takes its turn: between them they come to every step.
            let (mut steps, stride) = if is_full() { (0, 1) } else { (nth, HOWS.len()) };
            loop {
                let model = Model::default();
                before(HOME.as_ref(), Arc::new(model.clone()));
                let disk = Failing::new(model.clone(), steps, how);
                let done = run(HOME.as_ref(), options(Arc::new(disk.clone())));
                if !disk.has_failed() {
                    assert!(done.fault.is_none(), "{deed} with no step failing: {:?}", done.fault);
                    break;
                }
                let what = format!("{deed}, {}", disk.what());
                goes_on(Arc::new(model), &done, &what);
                steps += stride;
            }
            assert!(steps > 20, "{deed}: {steps} steps were tried");
        }
    }
}

#[test]
fn whenever_the_power_is_cut_nothing_acknowledged_is_lost() {
    for (nth, (deed, before, run)) in DEEDS.into_iter().enumerate() {
        let (mut steps, stride) = if is_full() { (0, 1) } else { (nth, SHORT) };
        loop {
            let model = Model::default();
            before(HOME.as_ref(), Arc::new(model.clone()));
            let disk = Failing::new(model, steps, How::Death);
            let done = run(HOME.as_ref(), options(Arc::new(disk.clone())));
            for (image, left) in disk.inner.after_power_cut().into_iter().enumerate() {
                let what = format!("{deed}, power cut: {}, image {image}", disk.what());
                goes_on(Arc::new(left), &done, &what);
            }
            if !disk.has_failed() {
                break;
            }
            steps += stride;
        }
        assert!(steps > 20, "{deed}: {steps} steps were tried");
    }
}

#[test]
fn what_is_let_pass_is_counted() {
    for (nth, how) in HOWS.into_iter().enumerate() {
        let (first, stride) = if is_full() { (0, 1) } else { (nth, HOWS.len()) };
        for step in (first..).step_by(stride) {
            let model = Model::default();
            begun(HOME.as_ref(), Arc::new(model.clone()));
            let disk = Failing::new(model.clone(), step, how);
            let options = options(Arc::new(disk.clone())).when_failing(WhenFailing::Answer);
            let what = || format!("let pass, {}", disk.what());
            let Ok(trail) = Trail::open(Path::new(HOME).join("trail"), options) else { continue };
            let told = (0..6).map(|number| trail.record(&decision(&asker(number))));
            let recorded = told.filter(|told| told.as_ref().unwrap().is_some()).count();
            let unrecorded = usize::try_from(trail.health().unrecorded).unwrap();
            drop(trail);
            let gaps: usize = entries(&model, HOME.as_ref(), &what()).iter().map(|entry| entry.gap).sum();
            assert_eq!(recorded + unrecorded.max(gaps), 6, "{}: every answer is there or counted", what());
            if !disk.has_failed() {
                break;
            }
        }
    }
}

/// What was taken back of a half-written entry leaves no hole: the next one stands right behind the last whole one.
#[test]
fn behind_an_entry_that_was_taken_back_the_next_one_follows() {
    let short = |step| {
        let model = Model::default();
        let disk = Failing::new(model.clone(), step, How::Short);
        let trail = Trail::open(Path::new(HOME).join("trail"), options(Arc::new(disk.clone()))).ok()?;
        let told: Vec<_> = (0..4).map(|number| trail.append(&decision(&asker(number)))).collect();
        let refused = told.iter().filter(|told| told.is_err()).count();
        drop(trail);
        let found = verify_on(&model, &Path::new(HOME).join("trail"), None, &[]).unwrap();
        assert!(found.is_whole() && found.torn.is_none(), "{}: {found:?}", disk.what());
        Some(refused)
    };
    assert!((0..80).filter_map(short).any(|refused| refused == 1), "an entry was written by half");
}

/// On a full disk every attempt would leave an entry that nobody signed for, which looks as if somebody had appended it.
#[test]
fn an_opening_that_fails_leaves_no_entry_behind() {
    let before_a_step = HOWS.into_iter().filter(|how| !matches!(how, How::Full | How::Death));
    for how in before_a_step {
        let model = Model::default();
        begun(HOME.as_ref(), Arc::new(model.clone()));
        for step in 0.. {
            let disk = Failing::new(model.clone(), step, how);
            let opened = Trail::open(Path::new(HOME).join("trail"), options(Arc::new(disk.clone())));
            let found = verify_on(&model, &Path::new(HOME).join("trail"), None, &[]).unwrap();
            assert!(found.is_whole() && found.unsigned == 0, "{}: {found:?}", disk.what());
            assert!(found.adopted.is_empty(), "{}: {found:?}", disk.what());
            // Closing comes to the failing step, where opening did not.
            drop(opened);
            if !disk.has_failed() {
                break;
            }
        }
    }
}

/// A child that was forked off has its parent's lock and its parent's end of the trail: it writes nothing, signs nothing, lets no
/// answer pass, and leaves the lock to the parent.
#[test]
fn a_forked_child_leaves_the_trail_to_its_parent() {
    static PROCESS: AtomicU32 = AtomicU32::new(7);
    let model = Model::default();
    let options = options(Arc::new(model.clone())).when_failing(WhenFailing::Answer);
    let options = Options { process: || PROCESS.load(Ordering::Relaxed), ..options };
    let folder = Path::new(HOME).join("trail");
    let trail = Trail::open(&folder, options).unwrap();
    let decided = asker(1);
    trail.append(&decision(&decided)).unwrap();
    let before = entries_left(&model, HOME.as_ref()).len();
    PROCESS.store(8, Ordering::Relaxed);
    let is_forked = |told: Result<(), Error>| assert!(matches!(told, Err(Error::Forked(_))), "{told:?}");
    is_forked(trail.append(&decision(&decided)).map(drop));
    is_forked(trail.record(&decision(&decided)).map(drop));
    is_forked(trail.checkpoint().map(drop));
    is_forked(trail.sync());
    is_forked(trail.purge(BEFORE.parse().unwrap(), "甲", "past its term").map(drop));
    is_forked(trail.close());
    assert_eq!(entries_left(&model, HOME.as_ref()).len(), before, "nothing was written by the child");
    let found = verify_on(&model, &folder, None, &[]).unwrap();
    assert!(found.is_whole() && found.unsigned == 1, "nothing was signed by the child: {found:?}");
}

/// What is tried: its name, what is there before, and the deed.
type Run = fn(&Path, Options) -> Done;
type Before = fn(&Path, Arc<dyn Disk>);
const DEEDS: [(&str, Before, Run); 6] = [
    ("begin", |_, _| {}, write),
    ("go on", begun, write),
    ("go on in a group", begun, |home, options| {
        write(home, options.durability(Durability::Group { entries: 2, within: Duration::ZERO }))
    }),
    ("go on behind half an entry", torn, write),
    ("purge", begun, purge),
    ("erase", begun, erase),
];

/// What was told while steps failed.
#[derive(Debug, Default)]
struct Done {
    /// Number and reference of each answer that was acknowledged.
    acknowledged: Vec<(u64, String)>,
    /// The first fault.
    fault: Option<Error>,
    /// Whether everything before this day was purged.
    is_purged: bool,
    /// Whether the month's key was dropped.
    is_erased: bool,
}

impl Done {
    fn note<T>(&mut self, told: Result<T, Error>) -> Option<T> {
        told.map_err(|fault| self.fault.get_or_insert(fault)).ok()
    }
}

/// Opens, records, signs and closes, whatever becomes of it.
fn write(home: &Path, options: Options) -> Done {
    let mut done = Done::default();
    let Some(trail) = done.note(Trail::open(home.join("trail"), options)) else { return done };
    for number in 0..6 {
        let asker = asker(number);
        let was_poisoned = trail.health().failure.is_some();
        let told = done.note(trail.append(&decision(&asker)));
        assert!(told.is_none() || !was_poisoned, "after a failure for good nothing is acknowledged");
        done.acknowledged.extend(told.map(|seq| (seq, asker.reference.clone())));
        if number == 2 {
            done.note(trail.checkpoint());
        }
    }
    done.note(trail.close());
    done
}

fn purge(home: &Path, options: Options) -> Done {
    let mut done = Done::default();
    let Some(trail) = done.note(Trail::open(home.join("trail"), options)) else { return done };
    done.is_purged = done.note(trail.purge(BEFORE.parse().unwrap(), "甲", "past its term")).is_some();
    let asker = asker(7);
    let told = done.note(trail.append(&decision(&asker)));
    done.acknowledged.extend(told.map(|seq| (seq, asker.reference.clone())));
    done.note(trail.close());
    done
}

fn erase(home: &Path, options: Options) -> Done {
    let mut done = Done::default();
    let keys = Keys::open_on(&options.disk, &home.join("trail.keys")).and_then(|keys| keys.ids());
    let ids = done.note(keys).unwrap_or_default();
    let Some(trail) = done.note(Trail::open(home.join("trail"), options)) else { return done };
    for id in ids.iter().filter(|id| id.starts_with("2026-10.")) {
        done.is_erased = done.note(trail.erase(id, "甲", "asked for")).is_some();
    }
    done.note(trail.close());
    done
}

/// A trail of last month, in several segments.
fn begun(home: &Path, disk: Arc<dyn Disk>) {
    let trail = Trail::open(home.join("trail"), options(disk).clock(last_month)).unwrap();
    for number in 10..16 {
        trail.append(&decision(&asker(number))).unwrap();
    }
    trail.close().unwrap();
}

/// The same, with half an entry at its end.
fn torn(home: &Path, disk: Arc<dyn Disk>) {
    begun(home, Arc::clone(&disk));
    let segments = segment::list(&*disk, &home.join("trail")).unwrap();
    let last = disk.open(&segments.last().unwrap().path, Open::Append(Access::Private)).unwrap();
    last.write_some(br#"{"v":1,"seq":"#).unwrap();
    last.sync().unwrap();
}

/// The trail is opened again, has all that was acknowledged, and takes more; what was begun is done again.
fn goes_on(disk: Arc<dyn Disk>, done: &Done, what: &str) {
    let home = Path::new(HOME);
    let before = entries_left(&*disk, home);
    assert_there(&before, done, what);
    let folder = home.join("trail");
    let trail = Trail::open(&folder, options(Arc::clone(&disk)));
    let trail = trail.unwrap_or_else(|error| panic!("{what}: it is not gone on with: {error}"));
    trail.append(&decision(&asker(99))).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_there(&entries(&*disk, home, what), done, what);
    let keys = Keys::open_on(&disk, &home.join("trail.keys")).unwrap();
    let of_last_month = || keys.ids().unwrap().into_iter().filter(|id| id.starts_with("2026-10.")).collect();
    let dropped: Vec<String> = of_last_month();
    assert!(!done.is_erased || dropped.is_empty(), "{what}: what is said to be erased is");
    for id in dropped {
        trail.erase(&id, "甲", "again").unwrap_or_else(|error| panic!("{what}: {error}"));
    }
    let purged = trail.purge(BEFORE.parse().unwrap(), "甲", "again");
    let purged = purged.unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(!done.is_purged || purged.entries == 0, "{what}: what is said to be purged is: {purged:?}");
    let dropped: Vec<String> = of_last_month();
    assert!(dropped.is_empty(), "{what}: {dropped:?}");
    trail.close().unwrap_or_else(|error| panic!("{what}: {error}"));
    let left = segment::list(&*disk, &folder).unwrap();
    let names = disk.names(&folder).unwrap();
    let secrets = disk.names(keys.folder()).unwrap();
    let is_key =
        |name: &OsString| name == "checkpoint" || name == "lock" || name.to_string_lossy().ends_with(".key");
    assert!(secrets.iter().all(is_key), "{what}: no half of a key is left: {secrets:?}");
    let stale = names.iter().filter(|name| name.to_string_lossy().ends_with(".tmp")).count();
    assert!(!left.is_empty() && stale <= 1, "{what}: {names:?}");
    let found = verify_on(&*disk, &folder, None, &[]).unwrap();
    assert!(found.is_whole() && found.torn.is_none(), "{what}: {:?}", found.faults);
}

/// What a test wants to know of an entry.
#[derive(Debug)]
struct There {
    seq: u64,
    /// Of a decision.
    reference: Option<String>,
    /// How many answers it says were not recorded.
    gap: usize,
}

fn assert_there(there: &[There], done: &Done, what: &str) {
    for (seq, reference) in &done.acknowledged {
        let is_it = |entry: &There| entry.seq == *seq && entry.reference.as_ref() == Some(reference);
        assert!(there.iter().any(is_it), "{what}: {seq} was acknowledged");
    }
}

/// All entries, each linked to the one before it.
fn entries(disk: &dyn Disk, home: &Path, what: &str) -> Vec<There> {
    let there = entries_left(disk, home);
    for pair in there.windows(2) {
        assert_eq!(pair[0].seq + 1, pair[1].seq, "{what}: one entry behind the other");
    }
    there
}

/// What entries there are, whatever else is.
fn entries_left(disk: &dyn Disk, home: &Path) -> Vec<There> {
    let mut there = Vec::new();
    for segment in segment::list(disk, &home.join("trail")).unwrap_or_default() {
        let bytes = segment.read(disk).unwrap();
        for line in segment::lines(&bytes).0.filter_map(|text| line::read(text).ok()) {
            let (reference, gap) = match line.entry().map(|entry| entry.deed) {
                Some(Deed::Decision(recorded)) => (Some(recorded.asker.reference.clone()), 0),
                Some(Deed::Gap(gap)) => (None, usize::try_from(gap.unrecorded).unwrap()),
                _ => (None, 0),
            };
            there.push(There { seq: line.seq, reference, gap });
        }
    }
    there
}

fn decision<'a>(asker: &'a Asker) -> Decision<'a> {
    Decision::failed("stale", "travel.air", None, []).asked_by(asker)
}

/// With so long a reference that three fill a segment.
fn asker(number: u32) -> Asker {
    Asker { reference: format!("{number:01000}"), ..Asker::default() }
}

fn options(disk: Arc<dyn Disk>) -> Options {
    // The clerk must not come in between: whose step fails is to be the same every time.
    let settings = Options::default().rotate_at(4096).checkpoint_every(Duration::from_secs(3600)).clock(now);
    Options { disk, ..settings }
}

/// Whether every step is tried in every way: minutes, where `SHIXIN_FAULTS` is set. Signatures take the time.
fn is_full() -> bool {
    std::env::var_os("SHIXIN_FAULTS").is_some()
}

fn now() -> Moment {
    "2026-11-20T09:15:02.123456+08:00".parse().unwrap()
}

fn last_month() -> Moment {
    "2026-10-20T09:15:02.123456+08:00".parse().unwrap()
}

/// Of how many power cuts one is tried in a short run.
const SHORT: usize = 8;

const HOME: &str = "/home";
const BEFORE: &str = "2026-11-01";
