//! Which relief can do nothing with this list?

use std::collections::HashMap;
use std::fmt;

use crate::check;
use crate::check::Error;
use crate::check::Query;
use crate::date::Date;
use crate::id::Id;
use crate::id::Pattern;
use crate::id::cell;
use crate::index::Evidence;
use crate::index::Index;
use crate::policy::Catalogue;
use crate::policy::Policy;
use crate::policy::Relief;
use crate::policy::relief::Deed;
use crate::policy::relief::Entry;
use crate::policy::relief::Measures;
use crate::policy::relief::Whom;

/// A line of relief that changes no answer, and why. Told, since whoever signed it meant something by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idle {
    /// The line of the relief file, from 1.
    pub line: u64,
    /// Why it does nothing.
    pub why: Idleness,
}

/// Why relief does nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Idleness {
    /// No record of the list has this number, case number and name. Often it has left the list meanwhile.
    NoSuchRecord,
    /// Nobody on the list may be the subject it names.
    NobodyListed,
    /// Of the rows of its subject it reaches none: they bear another name, or were published after it was signed.
    NoneReached,
    /// The record lists the very document of the applicant whom it is to release: it stays, for a person to decide.
    ListsTheApplicant,
    /// Its last day was before the list's own.
    Lapsed {
        /// Its last day.
        to: Date,
    },
    /// The policy has no measure of this code.
    NoSuchMeasure {
        /// Which.
        code: String,
    },
    /// The measure admits no exemption of this kind.
    NotAdmitted {
        /// Which.
        code: String,
    },
}

impl fmt::Display for Idle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} does nothing: ", self.line)?;
        match &self.why {
            Idleness::NoSuchRecord => f.write_str(
                "no record of this list has this number with this case and name; it may have left the list, or be mistyped",
            ),
            Idleness::NobodyListed => f.write_str("nobody on this list may be the subject it names"),
            Idleness::NoneReached => f.write_str(
                "no record of the subject it names bears that name and was published until it was signed",
            ),
            Idleness::ListsTheApplicant => f.write_str(
                "the record lists that very document, so that it stays and a person decides; if it is wrong, it is to be \
                 withdrawn",
            ),
            Idleness::Lapsed { to } => write!(f, "its last day was {to}, before that of the list"),
            Idleness::NoSuchMeasure { code } => write!(f, "there is no measure {code}; `shixin measures` lists them"),
            Idleness::NotAdmitted { code } => write!(f, "measure {code} admits no exemption of this kind"),
        }
    }
}

/// The entries that can change no answer from this list under this policy, in the order of the file; of each the first
/// reason.
///
/// # Errors
/// Where the list is damaged.
///
/// Cost: one look at the number of every record of the list, and at the row of each that the relief names.
pub(super) fn idle(index: &Index, policy: &Policy, relief: &Relief) -> Result<Vec<Idle>, Error> {
    let found = found(index, relief)?;
    let unbounded = policy.unbounded();
    let mut idle = Vec::new();
    for entry in relief.entries() {
        if let Some(to) = entry.to.filter(|to| *to < index.edition().as_of) {
            idle.push(Idle { line: entry.line, why: Idleness::Lapsed { to } });
            continue;
        }
        let missing = match &entry.whom {
            Whom::Record { .. } => match found.get(&entry.line) {
                None => Some(Idleness::NoSuchRecord),
                Some(lists_the_applicant) => lists_the_applicant.then_some(Idleness::ListsTheApplicant),
            },
            Whom::Subject { id, name } => {
                unreached(index, &unbounded, entry, &Query::new(id.as_str(), name)?)?
            }
        };
        let why = missing.into_iter().chain(unmeasured(entry, policy.catalogue()));
        idle.extend(why.map(|why| Idle { line: entry.line, why }));
    }
    Ok(idle)
}

/// Why a line about a subject changes nothing, if it does not.
fn unreached(
    index: &Index,
    policy: &Policy,
    entry: &Entry,
    query: &Query<'_>,
) -> Result<Option<Idleness>, Error> {
    let verdict = check::check(index, policy, &Relief::default(), query)?;
    if verdict.matches().is_empty() {
        return Ok(Some(Idleness::NobodyListed));
    }
    for record in verdict.matches().iter().flat_map(|one| &one.records) {
        if entry.reaches(&index.evidence(*record)?) {
            return Ok(None);
        }
    }
    Ok(Some(Idleness::NoneReached))
}

/// Whether a line releases the holder of a document that the row lists.
fn lists_the_applicant(entry: &Entry, row: &Evidence) -> bool {
    let Deed::Suppression { applicant } = &entry.deed else { return false };
    let record = row.record();
    let responsible = record.responsible.iter().map(|one| &*one.id);
    let same = |id: &Id| (id.subject(), id.lifetime()) == (applicant.subject(), applicant.lifetime());
    std::iter::once(&*record.id)
        .chain(responsible)
        .any(|text| cell::read(text).ids.iter().filter_map(Pattern::complete).any(same))
}

/// The lines whose record is in the list, and whether it lists the applicant whom the line releases.
fn found(index: &Index, relief: &Relief) -> Result<HashMap<u64, bool>, Error> {
    let mut named: HashMap<&str, Vec<&Entry>> = HashMap::new();
    for entry in relief.entries() {
        if let Whom::Record { id, .. } = &entry.whom {
            named.entry(id).or_default().push(entry);
        }
    }
    let mut found = HashMap::new();
    if named.is_empty() {
        return Ok(found);
    }
    for record in index.records() {
        let record = record?;
        let Some(entries) = named.get(index.record_id(record)?.as_str()) else { continue };
        let row = index.evidence(record)?;
        let meant = entries.iter().filter(|entry| entry.means(&row));
        found.extend(meant.map(|entry| (entry.line, lists_the_applicant(entry, &row))));
    }
    Ok(found)
}

/// Measures that an exemption names in vain.
fn unmeasured(entry: &Entry, catalogue: &Catalogue) -> Vec<Idleness> {
    let Deed::Exemption { kind, measures: Measures::These(codes), .. } = &entry.deed else {
        return Vec::new();
    };
    let named = codes.iter().filter_map(|code| match catalogue.find(code) {
        None => Some(Idleness::NoSuchMeasure { code: code.to_string() }),
        Some(measure) if measure.exemptions.contains(kind) => None,
        Some(_) => Some(Idleness::NotAdmitted { code: code.to_string() }),
    });
    named.collect()
}
