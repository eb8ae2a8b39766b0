//! Who is concerned by what changed, and what became of them?

use std::collections::VecDeque;

use smallvec::SmallVec;

use crate::check::List;
use crate::id::Pattern;
use crate::index::Key;
use crate::index::KeyKind;
use crate::index::Subject;
use crate::index::diff::Newcomers;
use crate::name::Name;
use crate::roster::Alert;
use crate::roster::AlertKind;
use crate::roster::Roster;
use crate::roster::RosterError;
use crate::roster::Standing;
use crate::roster::stand;
use crate::roster::standing::Stand;

/// Gives an alert for each holder of whom the answer has changed, in the order of the roster.
///
/// # Why nobody else need be asked
///
/// Whether a subject matches a holder is decided by the two of them alone, whatever else is listed: it must be found under
/// a key that both have, and then what both say is compared. How many lookalikes there are, and so what may be said of a
/// match, depends on the whole list. So an answer without any match, before and after, is the same *clear*; and a holder
/// with a match after either had one before, on a subject that is listed as before, or has it on a subject that `old` has
/// not, among whose keys is one of the holder's. The first are in the standing; the others are looked up by the keys of what
/// came. Who has a match is asked anew at any rate, since lookalikes may have passed a threshold, records come and gone.
///
/// (A look-up that takes a name which nobody bears for another's, as one in some million does, is the exception.)
pub struct Rescreen<'a> {
    roster: &'a Roster,
    old: &'a List,
    new: &'a List,
    /// How they stood on the old list.
    before: Standing,
    /// Whom to ask: theirs are the matched.
    concerned: Standing,
    /// Who has a match on the new list, as far as they were asked.
    after: Standing,
    /// How many threads ask.
    threads: usize,
    /// All before it were asked.
    next: u32,
    /// Their alerts that were not given yet.
    ready: VecDeque<Alert<'a>>,
    asked: u64,
    came: u64,
    has_failed: bool,
}

impl<'a> Rescreen<'a> {
    pub(super) fn new(
        roster: &'a Roster,
        old: &'a List,
        new: &'a List,
        standing: &Standing,
    ) -> Result<Self, RosterError> {
        standing.fits(roster, old)?;
        roster.admit(old.policy())?;
        roster.admit(new.policy())?;
        let mut concerned = standing.moved_to(roster, new);
        let mut came = 0_u64;
        for subject in Newcomers::new(old.index(), new.index())? {
            came = came.saturating_add(1);
            concern(roster, &subject?.subject(), &mut concerned)?;
        }
        let (before, after) = (standing.clone(), concerned.clone());
        let ready = VecDeque::new();
        Ok(Self {
            roster,
            old,
            new,
            before,
            concerned,
            after,
            threads: 1,
            next: 0,
            ready,
            asked: 0,
            came,
            has_failed: false,
        })
    }

    /// Asks on so many threads. Default: one.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// How many subjects the new list has that the old one has not.
    pub fn came(&self) -> u64 {
        self.came
    }

    /// How many holders are to be asked about, and how many were.
    pub fn progress(&self) -> (u64, u64) {
        (self.concerned.matched(), self.asked)
    }

    /// Who has a match on the new list: what the next rescreening begins with. `None` until all alerts were given.
    pub fn standing(&self) -> Option<&Standing> {
        let is_over = !self.has_failed && self.next == self.roster.len() && self.ready.is_empty();
        is_over.then_some(&self.after)
    }

    /// The next alert; `None` at the end.
    fn advance(&mut self) -> Result<Option<Alert<'a>>, RosterError> {
        while self.ready.is_empty() && self.next < self.roster.len() {
            self.ask_some()?;
        }
        Ok(self.ready.pop_front())
    }

    /// Asks about the next so many.
    fn ask_some(&mut self) -> Result<(), RosterError> {
        let numbers = (self.next..self.roster.len()).filter(|number| self.concerned.has(*number));
        let numbers: Vec<u32> = numbers.take(SHARE.saturating_mul(self.threads)).collect();
        let end = if numbers.len() < SHARE.saturating_mul(self.threads) { None } else { numbers.last() };
        let answered = std::thread::scope(|scope| {
            let asker = Asker { roster: self.roster, old: self.old, new: self.new, before: &self.before };
            let mut shares = numbers.chunks(SHARE);
            let own = shares.next().unwrap_or_default();
            let others: Vec<_> = shares.map(|share| scope.spawn(move || asker.ask_all(share))).collect();
            let mut answered = vec![asker.ask_all(own)];
            answered.extend(others.into_iter().map(|other| other.join().unwrap_or(Err(FAILED))));
            answered
        });
        for answered in answered {
            for Answered { number, stand, alert } in answered? {
                self.after.set(number, stand);
                self.asked = self.asked.saturating_add(1);
                self.ready.extend(alert);
            }
        }
        self.next = end.map_or(self.roster.len(), |last| last.saturating_add(1));
        Ok(())
    }
}

/// What each thread asks with.
#[derive(Clone, Copy)]
struct Asker<'a, 's> {
    roster: &'a Roster,
    old: &'a List,
    new: &'a List,
    before: &'s Standing,
}

/// What asking about a holder gave.
struct Answered<'a> {
    number: u32,
    stand: Stand,
    alert: Option<Alert<'a>>,
}

impl<'a> Asker<'a, '_> {
    fn ask_all(&self, numbers: &[u32]) -> Result<Vec<Answered<'a>>, RosterError> {
        numbers.iter().map(|number| self.ask(*number)).collect()
    }

    fn ask(&self, number: u32) -> Result<Answered<'a>, RosterError> {
        let (holder, after) = self.roster.ask(self.new, number)?;
        let stand = stand(&after);
        // Nearly everybody: clear now as before.
        if stand.is_clear && self.before.knows_clear(self.old, number) {
            return Ok(Answered { number, stand, alert: None });
        }
        let (_, before) = self.roster.ask(self.old, number)?;
        let kind = AlertKind::of(&before, &after);
        let alert = kind.map(|kind| Alert { kind, number, holder, before, after });
        Ok(Answered { number, stand, alert })
    }
}

impl<'a> Iterator for Rescreen<'a> {
    type Item = Result<Alert<'a>, RosterError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let next = self.advance();
        self.has_failed = next.is_err();
        next.transpose()
    }
}

/// Marks those whose check would find the subject.
fn concern(roster: &Roster, subject: &Subject<'_>, concerned: &mut Standing) -> Result<(), RosterError> {
    let name = Name::read(subject.name).ok();
    let ids: SmallVec<[Pattern; 2]> = subject.ids().collect();
    for key in Key::of_subject(name.as_ref(), &ids, subject.role) {
        // In a roster names are filed once, for both kinds.
        let key = match &name {
            Some(name) if key.kind() == KeyKind::ResponsibleName => Key::of_folded(name.loose()),
            _ => key,
        };
        for number in roster.found_under(&key)? {
            concerned.concern(number);
        }
    }
    Ok(())
}

/// A thread that asks can only fail by a panic, which there is none of.
const FAILED: RosterError =
    RosterError::Inconsistent { what: "the asking", because: "a thread that asks failed" };

/// Holders that a thread takes at a time.
const SHARE: usize = 4096;
