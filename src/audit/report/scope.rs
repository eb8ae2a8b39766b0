//! Of which period is a report, and what is it held against?

use std::collections::BTreeMap;

use serde::Serialize;

use crate::audit::Moment;
use crate::audit::note::Verifier;
use crate::date::Date;
use crate::policy::Catalogue;
use crate::policy::Use;

/// The period, the uses that could have been asked for, and what the trail is verified by.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Scope {
    /// The first day, in Beijing time; none for the trail's first.
    pub from: Option<Date>,
    /// The last day; none for the trail's last.
    pub to: Option<Date>,
    /// When the report was made.
    pub made: Moment,
    /// Codes of all uses.
    #[serde(skip)]
    pub uses: Vec<String>,
    /// English and Chinese titles, by code.
    #[serde(skip)]
    pub titles: BTreeMap<String, [String; 2]>,
    /// The key of the trail's signer, had from elsewhere.
    #[serde(skip)]
    pub verifier: Option<Verifier>,
    /// Checkpoints that somebody else kept.
    #[serde(skip)]
    pub checkpoints: Vec<String>,
}

impl Scope {
    /// The whole trail, held against these uses.
    pub fn new(catalogue: &Catalogue, made: Moment) -> Self {
        let titles = |it: &Use| (it.code.to_string(), [it.title.to_string(), it.title_chinese.to_string()]);
        let general = Use::GENERAL;
        Self {
            made,
            uses: catalogue.uses().iter().map(|it| it.code.to_string()).collect(),
            titles: catalogue.uses().iter().chain([&general]).map(titles).collect(),
            ..Self::default()
        }
    }

    /// Whether a day lies in the period.
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}
