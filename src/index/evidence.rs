//! What did the source publish about this subject? One row, with what names third parties kept apart.

use std::fmt;

use serde::Serialize;

use crate::date::Date;
use crate::id::Pattern;
use crate::id::Subject;
use crate::record::Record;

/// One published row, with what names third parties kept apart.
///
/// The obligation's text (`duty`) names third parties in more than half of all rows, and an official feed's row has a
/// complete id, which may be a namesake's. Neither is among the fields here, nor in `Debug` or serialised output;
/// [`Evidence::record`] and [`Evidence::row`] are there for whoever is entitled to them and asks.
#[derive(Clone, Serialize)]
pub struct Evidence {
    /// The source's number of the row.
    pub record_id: Option<String>,
    /// Name as published.
    pub name: String,
    /// Identifier as published; of a person's complete one the middle is hidden here.
    pub id: String,
    /// Enforcement case number (案号).
    pub case_number: Option<String>,
    /// The enforcing court.
    pub court: Option<String>,
    /// Province of the court.
    pub province: Option<String>,
    /// Day of publication.
    pub published: Option<Date>,
    /// How far the obligation was performed, in the source's words.
    pub performance: Option<String>,
    /// Grounds of listing, in the source's words.
    pub grounds: Vec<String>,
    #[serde(skip)]
    row: String,
}

impl Evidence {
    /// The row exactly as published, complete id and third-party text included. For those entitled to it.
    pub fn row(&self) -> &str {
        &self.row
    }

    /// The whole record, complete id and third-party text included. For those entitled to it.
    pub fn record(&self) -> Record {
        Record::read(&self.row)
    }

    pub(super) fn read(row: String) -> Self {
        let record = Record::read(&row);
        Self {
            record_id: record.record_id,
            name: record.name,
            id: shown(&record.id),
            case_number: record.case_number,
            court: record.court,
            province: record.province,
            published: record.published,
            performance: record.performance,
            grounds: record.grounds,
            row,
        }
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Evidence");
        out.field("record_id", &self.record_id)
            .field("case_number", &self.case_number)
            .field("court", &self.court);
        out.field("published", &self.published).finish_non_exhaustive()
    }
}

/// A published id as it may be shown: an organisation's, or one that hides something, as it is; of any other the middle
/// hidden.
fn shown(id: &str) -> String {
    match Pattern::read(id).as_ref().map(Pattern::complete) {
        Ok(Some(complete)) if complete.subject() == Subject::Person => complete.to_string(),
        Ok(_) => id.to_owned(),
        Err(_) => {
            let last = id.chars().count().saturating_sub(SHOWN);
            let hide = |(index, character)| if (SHOWN..last).contains(&index) { '*' } else { character };
            id.chars().enumerate().map(hide).collect()
        }
    }
}

/// Characters shown at either end of what cannot be read as an id.
const SHOWN: usize = 4;
