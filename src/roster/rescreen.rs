//! Who is concerned by what changed, and what became of them?

use std::collections::VecDeque;

use smallvec::SmallVec;

use crate::check::List;
use crate::id::Pattern;
use crate::index::Drift;
use crate::index::Key;
use crate::index::KeyKind;
use crate::index::Subject;
use crate::index::diff::Kind;
use crate::index::diff::Turnover;
use crate::name::Name;
use crate::roster::Alert;
use crate::roster::AlertKind;
use crate::roster::Roster;
use crate::roster::RosterError;
use crate::roster::Standing;
use crate::roster::leeway::Leeway;
use crate::roster::stand;
use crate::roster::standing::Marked;
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
/// came. Who has a match is asked anew, since lookalikes may have passed a threshold, records come and gone.
///
/// But most who have a match were only met by name: nobody was found but people without any id, each counted because too
/// many others would fit, so that nothing but how common names are decides. Where none of those came or left whom the holder
/// matches, the answer is the same as long as names are as common as that on the new list. For the very name that takes a
/// look at it. For names that read as the holder's the standing says how many times more lookalikes than the policy goes by
/// all of them had at least, by how common surnames, characters and syllables are; what became of these from the old census
/// to the new one tells how much of that is left, whichever names they are (see `index/census/drift.rs`). While anything is
/// left nobody is asked, and what is left stands in the new standing.
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
    /// Whom a subject that came or left matches.
    touched: Marked,
    /// How far names may have become rarer; `None` where that is not all that may have moved a threshold.
    drift: Option<Drift<'a>>,
    /// Who has a match on the new list, as far as they were asked.
    after: Standing,
    /// How many threads ask.
    threads: usize,
    /// All before it were asked.
    next: u32,
    /// Their alerts that were not given yet.
    ready: VecDeque<Alert<'a>>,
    looked: u64,
    asked: u64,
    came: u64,
    left: u64,
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
        let before = standing.known_under(old);
        let mut concerned = standing.moved_to(roster, new);
        let (mut touched, mut came, mut left) = (Marked::of(roster), 0_u64, 0_u64);
        for turned in Turnover::new(old.index(), new.index())? {
            let (kind, subject) = turned?;
            let counted = if kind == Kind::Removed { &mut left } else { &mut came };
            *counted = counted.saturating_add(1);
            for number in found_by(roster, &subject.subject())? {
                if !touched.has(number) && roster.meets(number, &subject.subject())? {
                    touched.mark(number);
                }
            }
        }
        touched.numbers().for_each(|number| concerned.concern(number));
        let after = concerned.clone();
        let ready = VecDeque::new();
        Ok(Self {
            roster,
            old,
            new,
            before,
            concerned,
            touched,
            drift: drift(old, new),
            after,
            threads: 1,
            next: 0,
            ready,
            looked: 0,
            asked: 0,
            came,
            left,
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

    /// How many subjects the old list has that the new one has not.
    pub fn left(&self) -> u64 {
        self.left
    }

    /// How many holders are to be looked at, and how many were.
    pub fn progress(&self) -> (u64, u64) {
        (self.concerned.matched(), self.looked)
    }

    /// How many of those who were looked at it took to ask about: of the others a look at their names was enough.
    pub fn asked(&self) -> u64 {
        self.asked
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
            let Self { roster, old, new, before, touched, drift, .. } = &*self;
            let asker = Asker { roster, old, new, before, touched, drift: drift.as_ref() };
            let mut shares = numbers.chunks(SHARE);
            let own = shares.next().unwrap_or_default();
            let others: Vec<_> = shares.map(|share| scope.spawn(move || asker.ask_all(share))).collect();
            let mut answered = vec![asker.ask_all(own)];
            answered.extend(others.into_iter().map(|other| other.join().unwrap_or(Err(FAILED))));
            answered
        });
        for answered in answered {
            let Answered { stands, looked, asked, alerts } = answered?;
            self.looked = self.looked.saturating_add(looked);
            self.asked = self.asked.saturating_add(asked);
            stands.into_iter().for_each(|(number, stand)| self.after.set(number, stand));
            self.ready.extend(alerts);
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
    touched: &'s Marked,
    drift: Option<&'s Drift<'a>>,
}

/// What asking about some holders gave.
#[derive(Default)]
struct Answered<'a> {
    /// As they stand now.
    stands: Vec<(u32, Stand)>,
    looked: u64,
    asked: u64,
    alerts: Vec<Alert<'a>>,
}

impl<'a> Asker<'a, '_> {
    fn ask_all(&self, numbers: &[u32]) -> Result<Answered<'a>, RosterError> {
        let mut answered = Answered::default();
        numbers.iter().try_for_each(|number| self.look(*number, &mut answered))?;
        Ok(answered)
    }

    fn look(&self, number: u32, answered: &mut Answered<'a>) -> Result<(), RosterError> {
        answered.looked = answered.looked.saturating_add(1);
        let (stand, alert) = match self.as_before(number)? {
            Some(stand) => (stand, None),
            None => {
                answered.asked = answered.asked.saturating_add(1);
                self.ask(number)?
            }
        };
        answered.stands.push((number, stand));
        answered.alerts.extend(alert);
        Ok(())
    }

    /// How the holder stands now, where nothing but common names stood between them and a match, and stands there still.
    fn as_before(&self, number: u32) -> Result<Option<Stand>, RosterError> {
        let quiet = self.before.common(number).filter(|_| !self.touched.has(number));
        let Some(stand) = quiet else { return Ok(None) };
        if stand.is_named && !self.roster.has_common_names(self.new, number)? {
            return Ok(None);
        }
        if stand.leeway == Leeway::ALL {
            return Ok(Some(stand));
        }
        let Some(drift) = self.drift.filter(|_| stand.leeway.is_some()) else { return Ok(None) };
        let leeway = stand.leeway.after(self.roster.drifted(drift, number)?);
        Ok(leeway.is_some().then_some(Stand { leeway, ..stand }))
    }

    fn ask(&self, number: u32) -> Result<(Stand, Option<Alert<'a>>), RosterError> {
        let (holder, after) = self.roster.ask(self.new, number)?;
        let stand = stand(&after);
        // Nearly everybody: clear now as before.
        if stand.is_clear && self.before.knows_clear(number) {
            return Ok((stand, None));
        }
        // Or what it was, for the same reasons.
        if !stand.is_clear && self.before.told(number) == Some(stand.told) {
            return Ok((stand, None));
        }
        let (_, before) = self.roster.ask(self.old, number)?;
        let kind = AlertKind::of(&before, &after);
        Ok((stand, kind.map(|kind| Alert { kind, number, holder, before, after })))
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

/// How far names may have become rarer from one list to the other, asked under one policy.
fn drift<'a>(old: &'a List, new: &'a List) -> Option<Drift<'a>> {
    let is_one_policy = old.policy().digest() == new.policy().digest();
    let [before, after] =
        [old, new].map(|list| (list.index().census(), list.policy().population(list.index())));
    is_one_policy.then(|| Drift::between(before, after))
}

/// Those whose check would find the subject, if it were there.
fn found_by(roster: &Roster, subject: &Subject<'_>) -> Result<Vec<u32>, RosterError> {
    let name = Name::read(subject.name).ok();
    let ids: SmallVec<[Pattern; 2]> = subject.ids().collect();
    let mut found = Vec::new();
    for key in Key::of_subject(name.as_ref(), &ids, subject.role) {
        // In a roster names are filed once, for both kinds.
        let key = match &name {
            Some(name) if key.kind() == KeyKind::ResponsibleName => Key::of_folded(name.loose()),
            _ => key,
        };
        found.extend(roster.found_under(&key)?);
    }
    Ok(found)
}

/// A thread that asks can only fail by a panic, which there is none of.
const FAILED: RosterError =
    RosterError::Inconsistent { what: "the asking", because: "a thread that asks failed" };

/// Holders that a thread takes at a time.
const SHARE: usize = 4096;
