//! Write this down, so that nobody can say it was not said: a [`Trail`] appends entries, and signs how far it has come.

use std::fs::TryLockError;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::PoisonError;
use std::time::Duration;

use crate::audit::Checkpoint;
use crate::audit::Decision;
use crate::audit::Deed;
use crate::audit::Durability;
use crate::audit::Erasure;
use crate::audit::Error;
use crate::audit::Fault;
use crate::audit::Feedback;
use crate::audit::Gap;
use crate::audit::Moment;
use crate::audit::Opened;
use crate::audit::Options;
use crate::audit::Override;
use crate::audit::Response;
use crate::audit::WhenFailing;
use crate::audit::anchor;
use crate::audit::commit::Commit;
use crate::audit::commit::Gather;
use crate::audit::entry::Torn;
use crate::audit::error::step;
use crate::audit::keys::Keys;
use crate::audit::keys::PeriodKey;
use crate::audit::keys::make_folder;
use crate::audit::keys::month_of;
use crate::audit::note::Signer;
use crate::audit::note::Verifier;
use crate::audit::picture;
use crate::audit::purge;
use crate::audit::recover;
use crate::audit::segment;
use crate::audit::verify::verify_on;
use crate::audit::writer::Writer;
use crate::date::Date;
use crate::disk::Access;
use crate::disk::Disk;
use crate::disk::Handle;
use crate::disk::Open;
use crate::sync::Condvar;
use crate::sync::Mutex;
use crate::sync::MutexGuard;
use crate::sync::thread;
use crate::sync::thread::JoinHandle;

/// A trail, open for more entries. Shared by reference among any number of threads; there is one a folder.
///
/// Closed when dropped: what is written is synced and a last checkpoint signed. [`Self::close`] says how that went.
#[derive(Debug)]
pub struct Trail {
    core: Arc<Core>,
    /// Syncs, where that is put off, and signs checkpoints.
    clerk: Option<JoinHandle<()>>,
}

/// How a trail is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// How many entries there are.
    pub entries: u64,
    /// How many of them are synced.
    pub synced: u64,
    /// How many of them the last checkpoint is for.
    pub signed: u64,
    /// Answers that were given and are not recorded yet.
    pub unrecorded: u64,
    /// What keeps the trail from taking more entries, if anything does.
    pub failure: Option<String>,
    /// What kept the last checkpoint from being signed and put down, if anything did.
    pub checkpoint_failure: Option<String>,
}

#[derive(Debug)]
struct Core {
    folder: PathBuf,
    options: Options,
    keys: Keys,
    signer: Signer,
    /// Held while the trail is open: one beside the entries, and one beside the keys, where nobody comes who can only write to the
    /// trail's folder.
    locks: [Handle; 2],
    /// The process that opened it. A child of it has this lock and this end of the trail as well, and would write over both.
    process: u32,
    opened: Opened,
    writer: Mutex<Writer>,
    commit: Commit,
    /// The key of the month in which the last entry was written.
    key: Mutex<Option<(String, Arc<PeriodKey>)>>,
    /// Answers that were given and not recorded.
    missed: Mutex<Option<Gap>>,
    signing: Mutex<Signing>,
    /// Whether the trail is being closed.
    is_closing: Mutex<bool>,
    closing: Condvar,
}

/// Held while a checkpoint is signed, so that a smaller one never replaces a larger one.
#[derive(Debug, Default)]
struct Signing {
    /// Entries that the last checkpoint is for.
    size: u64,
    failure: Option<String>,
}

impl Trail {
    /// Opens the trail in this folder, or begins one. What a crash left of an entry is cut off and told in
    /// [`Self::torn`]; reads what came since the last checkpoint.
    ///
    /// # Errors
    /// [`Error::Locked`] where it is being written; [`Error::Damaged`], [`Error::CutOff`] and [`Error::OtherTrail`] where it
    /// is not as it was written; [`Error::Refused`] where the keys would be within it; [`Error::Step`] where the system refuses.
    pub fn open(folder: impl AsRef<Path>, options: Options) -> Result<Self, Error> {
        let core = Arc::new(Core::open(folder.as_ref(), options)?);
        core.begin()?;
        let held = Arc::clone(&core);
        let clerk = thread::Builder::new().name("shixin-trail".to_owned()).spawn(move || held.attend());
        let clerk = clerk.map_err(step("start a thread for", &core.folder))?;
        Ok(Self { core, clerk: Some(clerk) })
    }

    /// Records a decision, and returns its entry's number as soon as it is as durable as the trail was told to make it.
    ///
    /// # Errors
    /// [`Error`] where it could not be recorded: the decision must not be told then. [`Error::Forked`] in a child of the
    /// process that opened the trail.
    pub fn append(&self, decision: &Decision<'_>) -> Result<u64, Error> {
        let core = &*self.core;
        core.require_own()?;
        let time = core.now();
        let key = core.key_of(time.day())?;
        let recorded = picture::of(decision, &key, core.options.keep)?;
        core.write_json(time, &picture::json(&recorded)?)
    }

    /// The same, but where the trail was told to let answers pass that cannot be recorded, such a one is counted, and
    /// `None` returned.
    ///
    /// # Errors
    /// As [`Self::append`], unless the trail was told so; [`Error::Forked`] even then, since a child's count reaches nobody.
    pub fn record(&self, decision: &Decision<'_>) -> Result<Option<u64>, Error> {
        match self.append(decision) {
            Ok(seq) => Ok(Some(seq)),
            Err(Error::Forked(folder)) => Err(Error::Forked(folder)),
            Err(error) if self.core.options.when_failing == WhenFailing::Answer => {
                self.core.miss(&error);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Records that a person decided otherwise than an answer.
    ///
    /// # Errors
    /// As [`Self::append`]; [`Error::Refused`] where nobody, or no reason, is named, or there is no answer in such an entry.
    pub fn override_answer(&self, what: Override) -> Result<u64, Error> {
        self.core.refers(what.of)?;
        if !segment::is_decision(self.core.disk(), &self.core.folder, what.of)? {
            return Err(Error::Refused(format!(
                "entry {} holds no answer to decide otherwise than",
                what.of
            )));
        }
        if what.by.trim().is_empty() || what.why.trim().is_empty() {
            return Err(Error::Refused("an override names who decided, and why".to_owned()));
        }
        if !matches!(&*what.outcome, "block" | "clear") {
            return Err(Error::Refused(format!("{:?}: an override decides block or clear", what.outcome)));
        }
        self.core.write(self.core.now(), &Deed::Override(what))
    }

    /// Records what was done upon an answer.
    ///
    /// # Errors
    /// As [`Self::append`]; [`Error::Refused`] where there is no such entry, or it is not said who did what.
    pub fn respond(&self, what: Response) -> Result<u64, Error> {
        self.core.refers(what.of)?;
        if what.outcome.trim().is_empty() || what.by.trim().is_empty() {
            return Err(Error::Refused("a response says what was done, and who did it".to_owned()));
        }
        self.core.write(self.core.now(), &Deed::Response(what))
    }

    /// Records what became of the report of an interception.
    ///
    /// # Errors
    /// As [`Self::append`]; [`Error::Refused`] where there is no such entry.
    pub fn feedback(&self, what: Feedback) -> Result<u64, Error> {
        self.core.refers(what.of)?;
        self.core.write(self.core.now(), &Deed::Feedback(what))
    }

    /// Removes the segments all of whose entries were written before `day`, in Beijing time, and leaves their hashes; then
    /// drops the keys of the months that no entry is left of. Each is recorded, with who had it done and by which rule.
    ///
    /// # Errors
    /// As [`Self::append`], and where a file cannot be removed; [`Error::Refused`] for a day to come, or without who and why;
    /// [`Error::Damaged`] where the trail is not as it was written. It is verified first: a purge signs for what it removes.
    pub fn purge(&self, before: Date, by: &str, why: &str) -> Result<purge::Purged, Error> {
        let core = &*self.core;
        core.require_own()?;
        purge::check(by, why)?;
        if before > core.now().day() {
            return Err(Error::Refused(format!(
                "{before}: the day is to come, and nothing before it is past its term yet"
            )));
        }
        let segments = {
            let mut writer = core.writer();
            writer.rotate(&core.commit)?;
            purge::past(core.disk(), &core.folder, before, &writer)?
        };
        core.sign()?;
        core.require_whole()?;
        let mut purged = purge::Purged::default();
        for segment in &segments {
            let done = purge::bury(core.disk(), &core.folder, segment, (by, why))?;
            purged.entries = purged.entries.saturating_add(done.entries);
            purged.segments = purged.segments.saturating_add(1);
            self.settled(&Deed::Purge(done))?;
        }
        // A purge that nobody signed counts for nothing: anybody who can write to the folder can append its entry.
        core.sign()?;
        segments.iter().try_for_each(|segment| purge::remove(core.disk(), segment))?;
        for key in purge::unused(core.disk(), &core.folder, &core.keys, month_of(core.now().day()))? {
            self.erase(&key, by, why)?;
            purged.keys.push(key);
        }
        core.sign()?;
        Ok(purged)
    }

    /// Drops a month's key for good: from then on nothing in the trail tells whom the entries of that month were about,
    /// neither to a guess nor to who could read sealed questions. The entries, and all proofs, stay.
    ///
    /// # Errors
    /// [`Error::Refused`] for the key in use, one that is not there, or without who and why; as [`Self::append`].
    pub fn erase(&self, key: &str, by: &str, why: &str) -> Result<u64, Error> {
        let core = &*self.core;
        core.require_own()?;
        purge::check(by, why)?;
        if key.starts_with(&month_of(core.now().day())) {
            return Err(Error::Refused(format!("{key}: the month is not over, and its key in use")));
        }
        if !core.keys.has(key)? {
            return Err(Error::Refused(format!(
                "{key}: there is no such key; it may have been dropped before"
            )));
        }
        let (key, by, why) = (key.to_owned(), by.to_owned(), why.to_owned());
        let seq = self.settled(&Deed::Erasure(Erasure { key: key.clone(), by, why }))?;
        core.keys.drop(&key)?;
        Ok(seq)
    }

    /// Syncs all entries and signs a checkpoint for them, which is put down beside them, beside the keys, and as a copy. The
    /// note's text, for whoever keeps it elsewhere.
    ///
    /// # Errors
    /// [`Error::Poisoned`] where the entries cannot be synced; [`Error::Step`] where it cannot be put down.
    pub fn checkpoint(&self) -> Result<String, Error> {
        self.core.sign()
    }

    /// Returns when all that is written so far is synced, whatever the durability: for who appends many entries before any
    /// answer is given.
    ///
    /// # Errors
    /// [`Error::Poisoned`] where it cannot be synced.
    pub fn sync(&self) -> Result<(), Error> {
        self.core.require_own()?;
        let size = self.core.writer().tree().size();
        self.core.sync(size, ALONE)
    }

    /// How the trail is doing.
    pub fn health(&self) -> Health {
        let core = &*self.core;
        // One lock after another, none within another: each guard goes at the end of its statement.
        let (signed, checkpoint_failure) = {
            let signing = core.signing();
            (signing.size, signing.failure.clone())
        };
        let entries = core.writer().tree().size();
        let unrecorded = core.missed().as_ref().map_or(0, |gap| gap.unrecorded);
        let failure = core.commit.check().err().map(|error| error.to_string());
        Health { entries, synced: core.commit.synced(), signed, unrecorded, failure, checkpoint_failure }
    }

    /// How it was opened: among others, what a crash had left of an entry, which was cut off.
    pub fn torn(&self) -> Option<Torn> {
        self.core.opened.torn
    }

    /// What verifies its checkpoints. Keep it elsewhere: who rewrites a trail rewrites the key it names.
    pub fn verifier(&self) -> Verifier {
        self.core.signer.verifier()
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.core.folder
    }

    /// Ends it: syncs, and signs the last checkpoint.
    ///
    /// # Errors
    /// As [`Self::checkpoint`]. The trail is closed all the same.
    pub fn close(mut self) -> Result<(), Error> {
        self.end()
    }

    fn end(&mut self) -> Result<(), Error> {
        let Some(clerk) = self.clerk.take() else { return Ok(()) };
        if let Err(forked) = self.core.require_own() {
            // The clerk, the lock and the trail are the parent's: no such thread is here to be joined or let go.
            std::mem::forget(clerk);
            return Err(forked);
        }
        *self.core.is_closing.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.core.closing.notify_all();
        // A clerk that panicked has nothing left to do.
        let _ = clerk.join();
        let counted = self.core.settle();
        let done = self.core.sign().map(drop);
        self.core.locks.iter().for_each(|lock| lock.unlock());
        counted.and(done)
    }

    /// Writes an entry that must be on the disk before anything is done upon it.
    fn settled(&self, deed: &Deed) -> Result<u64, Error> {
        let seq = self.core.write(self.core.now(), deed)?;
        self.core.sync(seq.saturating_add(1), ALONE)?;
        Ok(seq)
    }
}

impl Drop for Trail {
    fn drop(&mut self) {
        // Nobody is left to tell; what is written is verified when it is opened the next time.
        let _ = self.end();
    }
}

impl Core {
    fn open(folder: &Path, options: Options) -> Result<Self, Error> {
        let disk = &*options.disk;
        let place = options.keys.clone().unwrap_or_else(|| Keys::beside(folder));
        require_apart(folder, &place)?;
        make_folder(disk, folder, Access::Shared)?;
        let own = lock(disk, folder)?;
        let keys = Keys::open_on(&options.disk, &place)?;
        // Through a link it may lead within all the same; now that both are there, that can be told.
        require_apart(folder, &place)?;
        // Of a trail that is there already the keys must be there, too: others would sign for another trail.
        let is_new = segment::list(disk, folder)?.is_empty() && anchor::note(disk, folder)?.is_none();
        let signer = keys.signer(is_new)?;
        let locks = [own, lock(disk, keys.folder())?];
        let end = recover::end(disk, folder, &keys, &signer.verifier())?;
        let (torn, signed) = (end.torn, end.signed);
        let opened = Opened {
            software: concat!("shixin ", env!("CARGO_PKG_VERSION")).to_owned(),
            verifier: signer.verifier().to_string(),
            adopted: end.tree.size().saturating_sub(signed),
            torn,
        };
        let writer = Writer::new(&options.disk, folder.to_owned(), options.rotate_at, end)?;
        Ok(Self {
            folder: folder.to_owned(),
            process: (options.process)(),
            options,
            keys,
            signer,
            locks,
            opened,
            writer: Mutex::new(writer),
            commit: Commit::default(),
            key: Mutex::default(),
            missed: Mutex::default(),
            signing: Mutex::new(Signing { size: signed, failure: None }),
            is_closing: Mutex::default(),
            closing: Condvar::new(),
        })
    }

    /// Says that the trail is open, and signs for that. Where it cannot be signed, its entry goes again: it would only take room,
    /// and be taken in by the next one as if somebody had appended it. One that tells of a cut stays.
    fn begin(&self) -> Result<(), Error> {
        let mark = self.writer().mark();
        let begun = self.write(self.now(), &Deed::Opened(self.opened.clone())).and_then(|_| self.sign());
        if begun.is_err() && self.opened.torn.is_none() && !self.may_be_signed(mark.size) {
            self.writer().take_back(&mark);
        }
        begun.map(drop)
    }

    /// Whether a checkpoint stands somewhere for more than so many entries, or nobody knows.
    fn may_be_signed(&self, size: u64) -> bool {
        [&*self.folder, self.keys.folder()].into_iter().any(|folder| {
            match anchor::note(self.disk(), folder) {
                Ok(note) => {
                    note.and_then(|note| Checkpoint::size_of(&note)).is_some_and(|signed| signed > size)
                }
                Err(_) => true,
            }
        })
    }

    fn write(&self, time: Moment, deed: &Deed) -> Result<u64, Error> {
        self.write_json(time, &serde_json::to_vec(deed)?)
    }

    /// Writes an entry and waits until it is as durable as it was told to be.
    fn write_json(&self, time: Moment, deed: &[u8]) -> Result<u64, Error> {
        self.require_own()?;
        self.settle()?;
        let seq = self.writer().append(time, deed, &self.commit)?;
        let size = seq.saturating_add(1);
        match self.options.durability {
            Durability::Strict => self.sync(size, ALONE)?,
            Durability::Group { entries, within } => self.sync(size, Gather { entries, within })?,
            Durability::Relaxed { .. } => {}
        }
        Ok(seq)
    }

    /// Counts an answer that could not be recorded.
    fn miss(&self, error: &Error) {
        let mut missed = self.missed();
        let since = self.now();
        let gap = missed.get_or_insert_with(|| Gap { unrecorded: 0, since, because: error.to_string() });
        gap.unrecorded = gap.unrecorded.saturating_add(1);
    }

    /// Writes down how many answers were not recorded, if any were.
    fn settle(&self) -> Result<(), Error> {
        // Its guard goes before the writer's comes: nobody waits for one while holding the other.
        let taken = self.missed().take();
        let Some(gap) = taken else { return Ok(()) };
        let told = self.tell(&gap);
        if told.is_err() {
            let mut missed = self.missed();
            let since = missed.take().map_or(0, |later| later.unrecorded);
            *missed = Some(Gap { unrecorded: gap.unrecorded.saturating_add(since), ..gap });
        }
        told
    }

    fn tell(&self, gap: &Gap) -> Result<(), Error> {
        let deed = serde_json::to_vec(&Deed::Gap(gap.clone()))?;
        self.writer().append(self.now(), &deed, &self.commit)?;
        Ok(())
    }

    fn sync(&self, size: u64, gather: Gather) -> Result<(), Error> {
        self.commit.wait(size, gather, || self.sync_now())
    }

    /// Syncs what is written, and tells how many entries that are.
    fn sync_now(&self) -> io::Result<u64> {
        let (file, size) = {
            let writer = self.writer();
            (writer.file(), writer.tree().size())
        };
        file.map_or(Ok(()), |file| file.sync_bytes())?;
        Ok(size)
    }

    /// Syncs all entries, then signs and puts down a checkpoint for them: one must never be ahead of the entries.
    fn sign(&self) -> Result<String, Error> {
        self.require_own()?;
        let mut signing = self.signing();
        let done = self.sign_within(&mut signing);
        signing.failure = done.as_ref().err().map(ToString::to_string);
        done
    }

    fn sign_within(&self, signing: &mut Signing) -> Result<String, Error> {
        let tree = self.writer().tree().clone();
        let size = tree.size();
        self.sync(size, ALONE)?;
        let checkpoint = Checkpoint { origin: self.signer.name().to_owned(), size, root: tree.root() };
        let note = checkpoint.sign(&self.signer)?;
        anchor::put(self.disk(), &self.folder, &note, &tree)?;
        anchor::put_note(self.disk(), self.keys.folder(), &note)?;
        signing.size = size;
        if let Some(copies) = &self.options.copies {
            anchor::put_copy(self.disk(), copies, &note, size)?;
        }
        Ok(note)
    }

    /// Nothing is wrong with the whole of the trail, by our own key and by the checkpoint beside it.
    fn require_whole(&self) -> Result<(), Error> {
        let kept = anchor::note(self.disk(), self.keys.folder())?;
        let found = verify_on(self.disk(), &self.folder, Some(&self.signer.verifier()), kept.as_slice())?;
        let damaged = |fault: &Fault| Error::Damaged {
            path: self.folder.clone(),
            at: fault.at,
            what: fault.to_string(),
        };
        found.faults.first().map_or(Ok(()), |fault| Err(damaged(fault)))
    }

    /// Syncs, where that is put off, and signs checkpoints, until the trail is closed.
    fn attend(&self) {
        let sync_every = match self.options.durability {
            Durability::Relaxed { every } => every,
            _ => self.options.checkpoint_every,
        };
        let (tick, mut unsigned) =
            (sync_every.min(self.options.checkpoint_every).max(SHORTEST), Duration::ZERO);
        while !self.waits_to_close(tick) {
            unsigned = unsigned.saturating_add(tick);
            let size = self.writer().tree().size();
            if self.commit.synced() < size {
                // A sync that fails stops the trail, and whoever comes next is told.
                let _ = self.sync(size, ALONE);
            }
            if unsigned >= self.options.checkpoint_every {
                unsigned = Duration::ZERO;
                if self.signing().size < size {
                    // Kept in `signing`, and told by `health`.
                    let _ = self.sign();
                }
            }
        }
    }

    /// Sleeps, and tells whether the trail is being closed.
    fn waits_to_close(&self, time: Duration) -> bool {
        let closing = self.is_closing.lock().unwrap_or_else(PoisonError::into_inner);
        let woken = self.closing.wait_timeout_while(closing, time, |is_closing| !*is_closing);
        *woken.unwrap_or_else(PoisonError::into_inner).0
    }

    /// The key of the month in which `day` lies.
    fn key_of(&self, day: Date) -> Result<Arc<PeriodKey>, Error> {
        let month = month_of(day);
        let mut held = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, key)) = held.as_ref().filter(|(of, _)| *of == month) {
            return Ok(Arc::clone(key));
        }
        let key = Arc::new(self.keys.of(day)?);
        *held = Some((month, Arc::clone(&key)));
        Ok(key)
    }

    /// This is the process that opened the trail. Asked before any lock is taken: in a child some may be held for ever.
    fn require_own(&self) -> Result<(), Error> {
        if (self.options.process)() == self.process {
            Ok(())
        } else {
            Err(Error::Forked(self.folder.clone()))
        }
    }

    fn refers(&self, of: u64) -> Result<(), Error> {
        self.require_own()?;
        if of < self.writer().tree().size() {
            return Ok(());
        }
        Err(Error::Refused(format!("there is no entry {of} to refer to")))
    }

    fn now(&self) -> Moment {
        (self.options.clock)()
    }

    fn disk(&self) -> &dyn Disk {
        &*self.options.disk
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn signing(&self) -> MutexGuard<'_, Signing> {
        self.signing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn missed(&self) -> MutexGuard<'_, Option<Gap>> {
        self.missed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One writer a trail. The lock goes with the handle, and so with the process.
fn lock(disk: &dyn Disk, folder: &Path) -> Result<Handle, Error> {
    let path = folder.join(LOCK);
    anchor::require_file(disk, &path)?;
    let handle = disk.open(&path, Open::Append(Access::Shared)).map_err(step("open", &path))?;
    match handle.try_lock() {
        Ok(()) => Ok(handle),
        Err(TryLockError::WouldBlock) => Err(Error::Locked(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(step("lock", &path)(error)),
    }
}

/// The keys are not within the trail: whoever could read or copy the one would have the other.
fn require_apart(trail: &Path, keys: &Path) -> Result<(), Error> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| absolute(path));
    if absolute(keys).starts_with(absolute(trail)) || real(keys).starts_with(real(trail)) {
        return Err(Error::Refused(format!(
            "{}: the keys would be within the trail {}: expected a folder of their own, best on another volume",
            keys.display(),
            trail.display()
        )));
    }
    Ok(())
}

/// A sync for which nobody waits.
const ALONE: Gather = Gather { entries: 0, within: Duration::ZERO };

/// The shortest time that the clerk sleeps.
const SHORTEST: Duration = Duration::from_millis(1);

const LOCK: &str = "lock";
