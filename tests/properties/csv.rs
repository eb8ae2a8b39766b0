//! A table that is written as RFC 4180 has it returns field by field as it was written, with any delimiter; and what stands in a
//! table that nobody wrote so is a row or a wreck, never lost, but for the keys of JSON's envelopes. The first byte chooses the delimiter and which; then a field a
//! line.

use shixin::record::Row;

use super::Choices;
use super::rows::all;

pub(crate) fn holds(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let choice = choices.byte();
    let delimiter = [',', ';', '\t', '|'][usize::from(choice >> 1) % 4];
    let text = String::from_utf8_lossy(choices.0);
    if choice % 2 == 0 { written(&text, delimiter) } else { found(&text, delimiter) }
}

fn written(text: &str, delimiter: char) {
    let fields: Vec<String> = text.split('\n').map(|field| field.replace('\r', " ")).collect();
    let mut table = header(delimiter);
    let mut expected = Vec::new();
    for row in fields.chunks(3) {
        let cell = |at: usize| row.get(at).cloned().unwrap_or_default();
        // A number of its own, so that no row is empty, and none the header.
        let cells = [format!("{} {}", expected.len(), cell(0)), cell(1), cell(2)];
        let quoted = cells.clone().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        table.push_str(&quoted.join(&delimiter.to_string()));
        table.push_str("\r\n");
        expected.push(cells);
    }
    let (rows, is_whole) = all(table.as_bytes());
    assert!(is_whole);
    let read: Vec<[String; 3]> = rows.iter().map(cells).collect();
    assert_eq!(read, expected, "{table:?}");
}

/// What the row holds, as it is written on: the JSON object of the header's names and its fields.
fn cells(row: &Row) -> [String; 3] {
    let object: serde_json::Value = serde_json::from_str(&row.text).unwrap();
    COLUMNS.map(|column| object[column].as_str().unwrap_or("").to_owned())
}

fn found(text: &str, delimiter: char) {
    let table = format!("{}{text}", header(delimiter));
    let (rows, is_whole) = all(table.as_bytes());
    assert!(is_whole, "a text can be read to its end");
    let written = without_keys(text).chars().filter(|sign| sign.is_alphanumeric()).count();
    let told: usize =
        rows.iter().map(|row| row.text.chars().filter(|sign| sign.is_alphanumeric()).count()).sum();
    // Of a wreck only the beginning is told.
    let is_short = rows.iter().all(|row| row.text.len() < 200);
    assert!(!is_short || told >= written, "{told} of {written} characters: {table:?} gave {rows:?}");
}

/// Where a table turns out to be JSON, the keys of the envelopes around its rows are no rows.
fn without_keys(text: &str) -> String {
    let (before, last) = text.rsplit_once("\":").unwrap_or(("", text));
    let pieces = before.split("\":").map(|piece| piece.rsplit_once('"').map_or(piece, |(rest, _)| rest));
    pieces.chain([last]).collect()
}

fn header(delimiter: char) -> String {
    COLUMNS.join(&delimiter.to_string()) + "\r\n"
}

const COLUMNS: [&str; 3] = ["iname", "cardNum", "caseCode"];
