//! Here is a table's header: which column is the id, which the name, and how do the others pass through?

use csv::StringRecord;

use super::NoTable;

/// Where the columns are that count.
pub(crate) struct Columns {
    /// How many there are.
    pub(crate) width: usize,
    pub(crate) id: usize,
    pub(crate) name: usize,
    /// The others, which pass through.
    pub(crate) through: Vec<(usize, String)>,
    /// Whether the row's number must stand for an `applicant` column that is not there.
    pub(crate) is_numbered: bool,
}

impl Columns {
    pub(crate) fn find(header: &StringRecord) -> Result<Self, NoTable> {
        let (id, name) = (Self::only(header, "id")?, Self::only(header, "name")?);
        let mut through: Vec<(usize, String)> = Vec::new();
        for (index, title) in header.iter().enumerate().filter(|(index, _)| ![id, name].contains(index)) {
            let title = passing(title.trim(), &through);
            through.push((index, title));
        }
        let is_numbered = !through.iter().any(|(_, title)| title.eq_ignore_ascii_case("applicant"));
        Ok(Self { width: header.len(), id, name, through, is_numbered })
    }

    /// Of a table without any.
    pub(crate) fn none() -> Self {
        Self { width: 0, id: 0, name: 0, through: Vec::new(), is_numbered: false }
    }

    /// Whether a header has the two that are needed, whatever else may be wrong with it.
    pub(crate) fn are_in(header: &StringRecord) -> bool {
        ["id", "name"].iter().all(|wanted| header.iter().any(|title| is_called(title, wanted)))
    }

    /// The one column of this title. Of two, the wrong one might be asked, and clear somebody.
    fn only(header: &StringRecord, wanted: &str) -> Result<usize, NoTable> {
        let mut places = header.iter().enumerate().filter(|(_, title)| is_called(title, wanted));
        match (places.next(), places.next()) {
            (Some((place, _)), None) => Ok(place),
            // A table without a header: its first line is somebody, and nobody belongs into a log.
            (None, _) if header.iter().any(is_number) => Err(NoTable(
                "expected a table whose first line names the columns id and name, found an applicant there: \
                 put the line `id,name` with the titles of any other columns above it, in the columns' order"
                    .to_owned(),
            )),
            (None, _) => Err(NoTable(format!(
                "expected a table whose first line names the columns id and name, found no {wanted} among: {}; \
                 rename the column that holds it, and separate columns by comma, semicolon or tab",
                header.iter().collect::<Vec<_>>().join(", ")
            ))),
            (Some(_), Some(_)) => Err(NoTable(format!(
                "expected one column {wanted}, found several: rename those that are not to be asked about"
            ))),
        }
    }
}

fn is_called(title: &str, wanted: &str) -> bool {
    title.trim().eq_ignore_ascii_case(wanted)
}

/// Whether it holds what only an applicant has, an id.
fn is_number(title: &str) -> bool {
    title.chars().filter(char::is_ascii_digit).count() > 5
}

/// The name under which a column passes through: its own, unless that is one of ours or of a column before it, whose
/// value would be lost.
fn passing(title: &str, earlier: &[(usize, String)]) -> String {
    let mut title = title.to_owned();
    while ANSWER.contains(&title.as_str()) || earlier.iter().any(|(_, taken)| *taken == title) {
        title.insert_str(0, "input_");
    }
    title
}

/// The members that an answer adds to a line.
const ANSWER: [&str; 5] = ["outcome", "strength", "lookalikes", "records", "because"];
