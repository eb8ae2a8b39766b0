//! How is a trail kept? How durable, how much of a question, in files of which size, with checkpoints how often.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::audit::Keep;
use crate::audit::Moment;
use crate::disk::Disk;
use crate::disk::System;

/// Settings of a trail.
#[derive(Debug, Clone)]
#[must_use = "settings do nothing until a trail is opened with them"]
pub struct Options {
    pub(super) durability: Durability,
    pub(super) keep: Keep,
    pub(super) when_failing: WhenFailing,
    pub(super) keys: Option<PathBuf>,
    pub(super) copies: Option<PathBuf>,
    pub(super) rotate_at: u64,
    pub(super) checkpoint_every: Duration,
    pub(super) clock: fn() -> Moment,
    /// Which process this is; another one in tests.
    pub(super) process: fn() -> u32,
    /// Where all of it is; another one in tests.
    pub(super) disk: Arc<dyn Disk>,
}

/// When is an entry acknowledged?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Durability {
    /// When it is synced to the disk. Callers that come while a sync is under way share the next one.
    #[default]
    Strict,
    /// When it is synced, with others: the first of a group waits for so many, or so long, before it syncs.
    Group {
        /// How many entries make a group that need not wait any longer.
        entries: usize,
        /// For how long it waits at most.
        within: Duration,
    },
    /// When the system has it: it outlives the process. It is synced once in this time; a power cut loses what came since.
    Relaxed {
        /// How often it is synced.
        every: Duration,
    },
}

/// What becomes of an answer that cannot be recorded?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WhenFailing {
    /// It is not given: an answer that cannot be recorded is no answer.
    #[default]
    Refuse,
    /// It is given, and counted. The number stands in the trail as soon as it can be written again.
    Answer,
}

impl Default for Options {
    /// Strict; digests only; answers that cannot be recorded are refused; keys beside the trail's folder, under its name
    /// with `.keys`; segments of 64 MiB and of a day; a checkpoint a minute.
    fn default() -> Self {
        Self {
            durability: Durability::default(),
            keep: Keep::default(),
            when_failing: WhenFailing::default(),
            keys: None,
            copies: None,
            rotate_at: 64 << 20,
            checkpoint_every: Duration::from_secs(60),
            clock: Moment::now,
            process: std::process::id,
            disk: Arc::new(System),
        }
    }
}

impl Options {
    /// When an entry is acknowledged.
    pub const fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// How much of a question is kept.
    pub const fn keep(mut self, keep: Keep) -> Self {
        self.keep = keep;
        self
    }

    /// What becomes of an answer that cannot be recorded.
    pub const fn when_failing(mut self, what: WhenFailing) -> Self {
        self.when_failing = what;
        self
    }

    /// The folder of the keys, which is best on another volume. It serves this trail and no other.
    pub fn keys(mut self, folder: impl AsRef<Path>) -> Self {
        self.keys = Some(folder.as_ref().to_owned());
        self
    }

    /// A folder into which every checkpoint is copied, under a name of its own: a share of somebody else's, or one that is
    /// mirrored elsewhere. What is there, nobody can rewrite who can only write to the trail.
    pub fn copies(mut self, folder: impl AsRef<Path>) -> Self {
        self.copies = Some(folder.as_ref().to_owned());
        self
    }

    /// How many bytes a segment may have before the next one is begun; at least 4 096. A new day begins one anyway.
    pub const fn rotate_at(mut self, bytes: u64) -> Self {
        self.rotate_at = if bytes < 4_096 { 4_096 } else { bytes };
        self
    }

    /// How often a checkpoint is signed while entries come.
    pub const fn checkpoint_every(mut self, time: Duration) -> Self {
        self.checkpoint_every = time;
        self
    }

    /// Another clock than this machine's.
    pub fn clock(mut self, clock: fn() -> Moment) -> Self {
        self.clock = clock;
        self
    }
}
