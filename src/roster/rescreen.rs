//! Who is concerned by what changed, and what became of them?

use smallvec::SmallVec;

use crate::check::List;
use crate::id::Pattern;
use crate::index::Diff;
use crate::index::Key;
use crate::index::KeyKind;
use crate::index::Subject;
use crate::index::diff::Kind;
use crate::name::Name;
use crate::roster::Alert;
use crate::roster::AlertKind;
use crate::roster::Roster;
use crate::roster::RosterError;
use crate::roster::Standing;
use crate::roster::has_match;

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
pub struct Rescreen<'a> {
    roster: &'a Roster,
    old: &'a List,
    new: &'a List,
    /// Whom to ask.
    concerned: Standing,
    /// Who has a match on the new list, as far as they were asked.
    after: Standing,
    next: u32,
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
        standing.fits(roster, old.edition().stamp())?;
        roster.admit(old.policy())?;
        roster.admit(new.policy())?;
        let mut concerned = standing.moved_to(new.edition().stamp());
        let mut came = 0_u64;
        for change in Diff::new(old.index(), new.index())?.by_keys() {
            let change = change?;
            if change.kind() == Kind::Added {
                came = came.saturating_add(1);
                concern(roster, &change.subject.subject(), &mut concerned)?;
            }
        }
        let after = concerned.clone();
        Ok(Self { roster, old, new, concerned, after, next: 0, asked: 0, came, has_failed: false })
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
        (!self.has_failed && self.next == self.roster.len()).then_some(&self.after)
    }

    /// The next alert; `None` at the end.
    fn advance(&mut self) -> Result<Option<Alert<'a>>, RosterError> {
        while self.next < self.roster.len() {
            let number = self.next;
            let is_concerned = self.concerned.has(number);
            let alert = if is_concerned { self.ask(number)? } else { None };
            self.next = number.saturating_add(1);
            if alert.is_some() {
                return Ok(alert);
            }
        }
        Ok(None)
    }

    fn ask(&mut self, number: u32) -> Result<Option<Alert<'a>>, RosterError> {
        self.asked = self.asked.saturating_add(1);
        let (_, before) = self.roster.ask(self.old, number)?;
        let (holder, after) = self.roster.ask(self.new, number)?;
        self.after.set(number, has_match(&after));
        Ok(AlertKind::of(&before, &after).map(|kind| Alert { kind, number, holder, before, after }))
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
            concerned.set(number, true);
        }
    }
    Ok(())
}
