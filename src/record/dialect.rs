//! Whose spelling of the keys is a row written in?

use serde::Serialize;

use crate::record::key::Key;

/// Whose keys a row is written in, found by looking at them. It never changes how a value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Dialect {
    /// The court site's detail form: `iname`, `cardNum`, `caseCode` ….
    Court,
    /// A search-engine mirror: the court's keys with `loc` or the mirror's own plumbing.
    Mirror,
    /// A vendor's copy with every key in lower case: `cardnum`, `casecode` ….
    Vendor,
    /// A vendor's copy with renamed keys: `pname`, `idcardNo`, `yiwu` ….
    Renamed,
    /// The official feed: `LaoLaiID`, `IName`, `CardNum` …, with action, validity and delete flag.
    Official,
    /// No key of any dialect was seen.
    #[default]
    Unknown,
}

/// Counts which dialects the keys of one row speak for.
#[derive(Default)]
pub(super) struct Votes {
    court: u32,
    mirror: u32,
    vendor: u32,
    renamed: u32,
    official: u32,
    /// Some key of the table was seen, of whatever dialect.
    any: bool,
}

impl Votes {
    pub(super) fn add(&mut self, key: &Key, published: &str) {
        self.any = true;
        let count = match key.dialect(published) {
            Some(Dialect::Court) => &mut self.court,
            Some(Dialect::Mirror) => &mut self.mirror,
            Some(Dialect::Vendor) => &mut self.vendor,
            Some(Dialect::Renamed) => &mut self.renamed,
            Some(Dialect::Official) => &mut self.official,
            Some(Dialect::Unknown) | None => return,
        };
        *count = count.saturating_add(1);
    }

    /// The dialect of most keys. A mirror writes the court's keys, so one of its own decides against the court; keys
    /// that all dialects share are the court's, who coined them.
    pub(super) fn winner(&self) -> Dialect {
        let ranked = [
            (self.court, Dialect::Court),
            (self.vendor, Dialect::Vendor),
            (self.renamed, Dialect::Renamed),
            (self.official, Dialect::Official),
        ];
        let (_, most) = ranked.into_iter().max_by_key(|(votes, _)| *votes).unwrap_or_default();
        match most {
            _ if !self.any => Dialect::Unknown,
            _ if self.is_silent() => {
                if self.mirror > 0 {
                    Dialect::Mirror
                } else {
                    Dialect::Court
                }
            }
            Dialect::Court if self.mirror > 0 => Dialect::Mirror,
            dialect => dialect,
        }
    }

    fn is_silent(&self) -> bool {
        self.court == 0 && self.vendor == 0 && self.renamed == 0 && self.official == 0
    }
}
