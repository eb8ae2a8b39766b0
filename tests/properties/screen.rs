//! Whatever bytes are given as a table of applicants, all of them are asked about, or it is told why not: every line that is
//! not blank is a row of its own or an error that names its number, and is split as it would be alone; a source that cannot
//! be read to its end is an error and no shorter table. Each row has one answer, a verdict or an error, and no message
//! repeats a number that may be somebody's. The bytes are the file.

use std::io::Read;
use std::sync::OnceLock;

use csv::StringRecord;
use shixin::List;
use shixin::Query;
use shixin::record::TextReader;

use crate::crafted::small;
use table::Columns;
use table::Delimiter;
use table::Line;
use table::Splitter;
use table::Table;

/// The command's own: its rows are not to be had from the library.
#[path = "../../src/bin/shixin/table/mod.rs"]
mod table;

pub(crate) fn holds(bytes: &[u8]) {
    let mut text = Vec::new();
    let is_whole = TextReader::new(bytes).read_to_end(&mut text).is_ok();
    let text = String::from_utf8_lossy(&text);
    let expected = lines(&text);
    let mut table = match Table::open(TextReader::new(bytes)) {
        Ok(table) => table,
        Err(error) => return keeps_quiet(&error.to_string(), expected.first().map_or("", |(_, line)| line)),
    };
    let mut found = Vec::new();
    let ended = loop {
        match table.next_line() {
            Ok(Some(line)) => found.push(line),
            Ok(None) => break true,
            Err(_) => break false,
        }
    };
    assert_eq!(ended, is_whole, "a table that cannot be read to its end is told from one that ends");
    let rest = expected.get(1..).unwrap_or_default();
    if ended {
        assert_eq!(found.len(), rest.len(), "{text:?}");
    }
    let rows = split(&found, rest, table.delimiter);
    answered(&rows, &table.columns);
}

/// Lines that are not blank, and their numbers, as somebody would count them who reads the whole text.
fn lines(text: &str) -> Vec<(u64, &str)> {
    let unified = text.split_inclusive(['\n', '\r']).scan(false, |after_return, piece| {
        let is_rest_of_end = std::mem::replace(after_return, piece.ends_with('\r')) && piece == "\n";
        Some((!is_rest_of_end).then_some(piece))
    });
    let numbered = (1..).zip(unified.flatten());
    let bare =
        numbered.map(|(number, piece)| (number, piece.trim_end_matches(['\n', '\r']).trim_matches('\0')));
    bare.filter(|(_, line)| !line.bytes().all(|byte| byte == b' ')).collect()
}

/// The rows, each of which is what its line alone is.
fn split(found: &[Line], expected: &[(u64, &str)], delimiter: Delimiter) -> Vec<StringRecord> {
    let mut splitter = Splitter::new(delimiter);
    let (mut row, mut alone) = (StringRecord::new(), StringRecord::new());
    let mut rows = Vec::new();
    for (line, (number, text)) in found.iter().zip(expected) {
        assert_eq!(line.number, *number);
        let told = splitter.split(line, &mut row).map_err(|broken| broken.to_string());
        let told_alone =
            Splitter::new(delimiter).split(line, &mut alone).map_err(|broken| broken.to_string());
        assert_eq!((&told, &row), (&told_alone, &alone), "after other lines: {text:?}");
        let quotes = text.matches('"').count();
        match told {
            Ok(()) => {
                assert!(quotes % 2 == 0, "{text:?}");
                assert_eq!(plain(&row.iter().collect::<String>(), delimiter), plain(text, delimiter));
                assert!(
                    quotes > 0
                        || row.iter().collect::<Vec<_>>().join(&delimiter.as_char().to_string()) == *text
                );
                rows.push(row.clone());
            }
            Err(broken) => {
                assert!(quotes > 0 || text.len() > 1 << 20, "{text:?}: {broken}");
                assert!(broken.starts_with(&format!("line {number}: ")) && row.is_empty(), "{broken}");
                keeps_quiet(&broken, text);
            }
        }
    }
    rows
}

/// What no splitting takes away.
fn plain(text: &str, delimiter: Delimiter) -> String {
    text.chars().filter(|sign| *sign != '"' && *sign != delimiter.as_char()).collect()
}

/// As many answers as rows, each the one that the applicant alone has.
fn answered(rows: &[StringRecord], columns: &Columns) {
    let applicants: Vec<(&str, &str)> = rows
        .iter()
        .take(MOST)
        .map(|row| (row.get(columns.id).unwrap_or(""), row.get(columns.name).unwrap_or("")))
        .collect();
    let queries = applicants.iter().map(|(id, name)| Query::new(id, name));
    let answers: Vec<_> = list().answer_many(queries).collect();
    assert_eq!(answers.len(), applicants.len());
    for (answer, (id, name)) in answers.into_iter().zip(applicants) {
        let answer = answer.map_err(|error| error.to_string());
        assert_eq!(answer, list().check(id, name).map_err(|error| error.to_string()));
        if let Err(error) = answer {
            keeps_quiet(&error, id);
            keeps_quiet(&error, name);
        }
    }
}

/// Whether a message repeats no number that stands in the text and that may be somebody's.
fn keeps_quiet(message: &str, text: &str) {
    let mut numbers = text.split(|sign: char| !sign.is_ascii_digit()).filter(|number| number.len() > 5);
    assert!(
        !message.is_empty() && !numbers.any(|number| message.contains(number)),
        "{message:?} of {text:?}"
    );
}

fn list() -> &'static List {
    static LIST: OnceLock<List> = OnceLock::new();
    LIST.get_or_init(|| List::from_bytes(small()).unwrap())
}

/// As many applicants of a table are asked about.
const MOST: usize = 50;
