//! Which relief can do nothing with this list?

use std::collections::HashMap;
use std::collections::HashSet;
use std::fmt;

use crate::check;
use crate::check::Error;
use crate::check::Query;
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
            Idleness::NoSuchMeasure { code } => write!(f, "there is no measure {code}; `shixin measures` lists them"),
            Idleness::NotAdmitted { code } => write!(f, "measure {code} admits no exemption of this kind"),
        }
    }
}

/// The entries that can change no answer from this list under this policy, in the order of the file; lapsed ones too.
///
/// # Errors
/// Where the list is damaged.
///
/// Cost: one look at the number of every record of the list, and at the row of each that the relief names.
pub(super) fn idle(index: &Index, policy: &Policy, relief: &Relief) -> Result<Vec<Idle>, Error> {
    let found = found(index, relief)?;
    let mut idle = Vec::new();
    for entry in relief.entries() {
        let missing = match &entry.whom {
            Whom::Record { .. } => (!found.contains(&entry.line)).then_some(Idleness::NoSuchRecord),
            Whom::Subject { id, name } => {
                let verdict =
                    check::check(index, policy, &Relief::default(), &Query::new(id.as_str(), name)?)?;
                verdict.matches().is_empty().then_some(Idleness::NobodyListed)
            }
        };
        let why = missing.into_iter().chain(unmeasured(entry, policy.catalogue()));
        idle.extend(why.map(|why| Idle { line: entry.line, why }));
    }
    Ok(idle)
}

/// The lines whose record is in the list.
fn found(index: &Index, relief: &Relief) -> Result<HashSet<u64>, Error> {
    let mut named: HashMap<&str, Vec<&Entry>> = HashMap::new();
    for entry in relief.entries() {
        if let Whom::Record { id, .. } = &entry.whom {
            named.entry(id).or_default().push(entry);
        }
    }
    let mut found = HashSet::new();
    let records = if named.is_empty() { 0 } else { index.edition().totals.records };
    for record in 0..u32::try_from(records).unwrap_or(u32::MAX) {
        let Some(entries) = named.get(index.record_id(record)?) else { continue };
        let row = index.evidence(record)?;
        found.extend(entries.iter().filter(|entry| entry.means(&row)).map(|entry| entry.line));
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
