//! Given matches, use and day: what may I say?
//!
//! [`Policy::judge`] turns graded matches into a [`Verdict`]: an outcome, the ground it stands on, and the law behind
//! it. Only here is decided what blocks, what a person must decide, and what passes. The order is fixed: relief (what was
//! lifted or withdrawn), then standing (whom the match is about, how old the edition and the rows are), then the use (whom
//! its law binds, how hard, under which conditions).
//!
//! ```
//! use shixin::{Compiler, List, Outcome, Query, Relief, compile::Origin};
//!
//! # fn main() -> Result<(), shixin::Error> {
//! let mut compiler = Compiler::new("2026-11-01".parse()?);
//! let row = r#"{"id":7,"iname":"张某示","cardNum":"1101051949****002X","caseCode":"(2019)示0101执1号"}"#;
//! compiler.push(Origin { source: "example".into(), line: 1 }, row);
//! let list = List::from_bytes(compiler.finish()?.into_bytes())?;
//! let query = Query::new("11010519491231002X", "张某示")?.on("2026-11-20".parse()?);
//!
//! // The law bars directors for large debts of their own, of which the list says nothing: the asker states it.
//! let verdict = list.check_for("office.company_director", &query)?;
//! assert_eq!(verdict.outcome(), Outcome::Refer);
//! assert_eq!(verdict.to_establish().next().unwrap().code, "own_large_overdue_debt");
//! let stated = query.stating("own_large_overdue_debt", true);
//! let verdict = list.check_for("office.company_director", &stated)?;
//! assert_eq!((verdict.outcome(), &*verdict.measure().basis), (Outcome::Block, "公司法(2023) 178(5)"));
//!
//! // The entry is withdrawn: effective at once, and named in the verdict.
//! let relief = Relief::read(
//!     r#"{"kind":"withdrawal","record":7,"name":"张某示","reason":"repaired","signed_by":"甲","dated":"2026-11-20"}"#
//!         .as_bytes(),
//! )?;
//! let verdict = list.with_relief(relief).check_for("office.company_director", &stated)?;
//! assert_eq!((verdict.outcome(), verdict.relief()[0].line), (Outcome::Clear, 1));
//! # Ok(())
//! # }
//! ```

mod built_in;
mod catalogue;
mod explanation;
mod guard;
mod joint;
mod judge;
#[cfg(feature = "toml")]
mod load;
mod matched;
pub mod measure;
mod reason;
pub mod relief;
mod settings;
mod stale;
mod standing;
mod stated;
mod verdict;
mod wording;

pub use catalogue::Catalogue;
pub use catalogue::Unfit;
pub use explanation::Audience;
pub use explanation::Explanation;
pub use explanation::Sentence;
pub use guard::Guard;
pub use guard::Implausible;
pub use joint::JointVerdict;
pub use joint::Part;
pub use judge::Case;
#[cfg(feature = "toml")]
pub use load::FileError;
pub use matched::Match;
pub use matched::Strength;
pub use measure::Condition;
pub use measure::Force;
pub use measure::Measure;
pub use measure::Use;
pub use reason::Reason;
pub use reason::Side;
pub use relief::Applied;
pub use relief::ExemptionKind;
pub use relief::Relief;
pub use relief::ReliefError;
pub use settings::Overdue;
pub use settings::Settings;
pub use settings::Tier;
pub use settings::Unsound;
pub use settings::UseSettings;
pub use stale::Freshness;
pub use stale::Stale;
pub use standing::Hint;
pub use stated::Stated;
pub use stated::UnknownCondition;
pub use verdict::Finding;
pub use verdict::Ground;
pub use verdict::Outcome;
pub use verdict::Verdict;
pub use wording::Language;

use sha2::Digest as _;
use sha2::Sha256;

use crate::date::Date;

/// Figures and measures to judge by: validated, and with a digest that stands in every verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    settings: Settings,
    catalogue: Catalogue,
    digest: [u8; 32],
}

/// There is no such measure, so that nothing can be said for it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: no such use; known are: general, {}", .known.join(", "))]
pub struct UnknownUse {
    /// What was asked for.
    pub code: String,
    /// What could have been.
    pub known: Vec<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Self::digested(Settings::default(), Catalogue::built_in())
    }
}

impl Policy {
    /// A policy of these figures and measures.
    ///
    /// # Errors
    /// [`Unsound`] where a figure is none that a policy may have, or is for a use that is not in the catalogue.
    pub fn new(settings: Settings, catalogue: Catalogue) -> Result<Self, Unsound> {
        settings.check(&catalogue)?;
        Ok(Self::digested(settings, catalogue))
    }

    /// The same for [`Use::GENERAL`], but that it goes by any number of lookalikes: no match is only counted
    /// ([`Verdict::indistinct`]).
    #[must_use]
    pub fn unbounded(&self) -> Self {
        let settings = Settings { refer_lookalikes: f64::MAX, ..self.settings.clone() };
        Self::digested(settings, self.catalogue.clone())
    }

    /// The figures.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The measures.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// SHA-256 of figures and measures in canonical form: two policies with one digest judge alike.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// The measure with this code.
    ///
    /// # Errors
    /// [`UnknownUse`], which lists the known ones: a use that is switched off has no answer, and so no clear.
    pub fn measure(&self, code: &str) -> Result<Use, UnknownUse> {
        self.catalogue.find(code).ok_or_else(|| UnknownUse {
            code: code.to_owned(),
            known: self.catalogue.uses().iter().map(|it| it.code.to_string()).collect(),
        })
    }

    /// Whether an edition of `as_of` may be asked on `day` for this use, and how far its answers go.
    ///
    /// # Errors
    /// [`Stale`] with the figures where it may not be asked at all.
    pub fn admit(&self, measure: &Measure, as_of: Date, day: Date) -> Result<Freshness, Stale> {
        let figures = self.settings.figures(&measure.code);
        stale::admit(figures.max_age_days, figures.degraded_days, as_of, day)
    }

    /// The canonical form is the JSON of the figures and of every measure in the order of their codes.
    fn digested(settings: Settings, catalogue: Catalogue) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"shixin policy 1\n");
        // Neither holds a map with keys that are no text, nor a figure that is no number: they can be written.
        for part in [serde_json::to_vec(&settings), serde_json::to_vec(&catalogue)] {
            digest.update(part.unwrap_or_default());
            digest.update(b"\n");
        }
        Self { settings, catalogue, digest: digest.finalize().into() }
    }
}
