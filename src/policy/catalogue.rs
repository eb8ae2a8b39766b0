//! Which measures are there? The built-in catalogue, and what an operator makes of it.
//!
//! The built-in catalogue is `catalogue.toml` beside this file; `built_in.rs` is made from it, so that no check and no
//! start parses it, and a test holds the two equal. What may be in a catalogue is told at the head of the TOML.

use serde::Serialize;

use crate::policy::built_in::MEASURES;
use crate::policy::measure::Condition;
use crate::policy::measure::Measure;
use crate::policy::measure::Use;

/// Measures by their codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Catalogue {
    /// Ascending by code, each once.
    uses: Vec<Use>,
}

/// A measure that cannot be in a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unfit {
    /// Another one has its code.
    #[error("measure {code}: the code is another measure's; give it one of its own")]
    Duplicate {
        /// Which.
        code: String,
    },
    /// Something that a measure must say is missing or empty.
    #[error("measure {code}: its {what} is empty; a measure states it")]
    Empty {
        /// Which.
        code: String,
        /// What.
        what: &'static str,
    },
    /// It binds nobody.
    #[error("measure {code}: it binds nobody; say whom")]
    BindsNobody {
        /// Which.
        code: String,
    },
    /// Its code is not one that commands and tables can carry.
    #[error(
        "measure {code:?}: expected a code of small letters, digits, dots and underlines, as in travel.air, and not `general`"
    )]
    Code {
        /// Which.
        code: String,
    },
    /// Its conditions cannot be told apart, or are too many.
    #[error("measure {code}: expected at most 32 conditions, each once")]
    Conditions {
        /// Which.
        code: String,
    },
    /// A measure that is to be switched off is not there.
    #[error("measure {code}: there is no such measure to switch off; `shixin measures` lists them")]
    NotThere {
        /// Which.
        code: String,
    },
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Catalogue {
    /// The text from which the built-in catalogue is made, to begin one's own with.
    pub const TOML: &'static str = include_str!("catalogue.toml");

    /// The measures seen in sources, and no others. Allocates one vector.
    pub fn built_in() -> Self {
        Self { uses: MEASURES.iter().map(Use::built_in).collect() }
    }

    /// A catalogue without a measure.
    pub const fn empty() -> Self {
        Self { uses: Vec::new() }
    }

    /// The measures, ascending by code.
    pub fn uses(&self) -> &[Use] {
        &self.uses
    }

    /// The measure with this code; `general` is in every catalogue. Logarithmic.
    pub fn find(&self, code: &str) -> Option<Use> {
        if code == Use::GENERAL.code {
            return Some(Use::GENERAL);
        }
        let place = self.uses.binary_search_by(|it| (*it.code).cmp(code)).ok()?;
        self.uses.get(place).cloned()
    }

    /// The measures as a table for documents.
    pub fn markdown(&self) -> String {
        let mut text = MARKDOWN_HEAD.to_owned();
        for it in &self.uses {
            let codes = |codes: Vec<&str>| codes.join(", ");
            let row = [
                format!("`{}`", it.code),
                format!("{} ({})", it.title, it.title_chinese),
                it.domain.as_code().to_owned(),
                codes(it.binds.codes().collect()),
                it.force.as_code().to_owned(),
                it.basis.to_string(),
                codes(it.conditions.iter().map(|it| &*it.code).collect()),
                codes(it.exemptions.iter().map(|it| it.as_code()).collect()),
            ];
            text.push_str(&format!("| {} |\n", row.join(" | ")));
        }
        text
    }

    /// Adds a measure.
    ///
    /// # Errors
    /// [`Unfit`] where its code is taken, or it lacks what every measure states.
    pub fn add(&mut self, measure: Measure) -> Result<(), Unfit> {
        fit(&measure)?;
        match self.uses.binary_search_by(|it| it.code.cmp(&measure.code)) {
            Ok(_) => Err(Unfit::Duplicate { code: measure.code.into_owned() }),
            Err(place) => {
                self.uses.insert(place, Use::own(measure));
                Ok(())
            }
        }
    }

    /// Switches a measure off: asked for, it is an error then, never a clear.
    ///
    /// # Errors
    /// [`Unfit::NotThere`].
    pub fn remove(&mut self, code: &str) -> Result<Use, Unfit> {
        let place = self.uses.binary_search_by(|it| (*it.code).cmp(code));
        let place = place.map_err(|_| Unfit::NotThere { code: code.to_owned() })?;
        Ok(self.uses.remove(place))
    }
}

/// What every measure states.
fn fit(measure: &Measure) -> Result<(), Unfit> {
    let code = measure.code.to_string();
    let is_code = |text: &str| {
        let mut bytes = text.bytes();
        !text.is_empty()
            && bytes.all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || b"._".contains(&it))
    };
    if !is_code(&code) || code == Use::GENERAL.code {
        return Err(Unfit::Code { code });
    }
    let texts = [
        ("title", &measure.title),
        ("chinese title", &measure.title_chinese),
        ("basis", &measure.basis),
        ("chinese basis", &measure.basis_chinese),
    ];
    if let Some((what, _)) = texts.iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(Unfit::Empty { code, what });
    }
    if measure.binds.codes().next().is_none() {
        return Err(Unfit::BindsNobody { code });
    }
    if !are_distinct(&measure.conditions) || measure.conditions.len() > MOST_CONDITIONS {
        return Err(Unfit::Conditions { code });
    }
    Ok(())
}

fn are_distinct(conditions: &[Condition]) -> bool {
    let mut rest = conditions.iter();
    std::iter::from_fn(|| rest.next().map(|one| (one, rest.clone())))
        .all(|(one, mut later)| later.all(|other| other.code != one.code))
}

/// What was stated about a measure's conditions is kept in 32 bits.
const MOST_CONDITIONS: usize = 32;

const MARKDOWN_HEAD: &str = "\
| code | measure | domain | binds | force | basis | conditions to state | exemptions |
|---|---|---|---|---|---|---|---|
";
