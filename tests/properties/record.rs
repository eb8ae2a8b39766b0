//! A row is read the same whoever's keys it is written in; blanks around it and the order of its keys change nothing; and a text
//! that is no object is no record. The first byte chooses: a row of the values that follow, a line each, in every
//! dialect's keys, or the text that follows as it is.

use shixin::record::Dialect;
use shixin::record::Record;

use super::Choices;

pub(crate) fn holds(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let is_raw = choices.byte() % 2 == 1;
    let text = String::from_utf8_lossy(choices.0);
    if is_raw { raw(&text) } else { in_every_dialect(&text) }
}

fn raw(text: &str) {
    let record = Record::read(text);
    assert_eq!(record.is_readable(), !record.flaws.iter().any(shixin::record::Flaw::is_fatal));
    assert!(!record.is_readable() || text.trim_matches(is_blank).starts_with('{'), "{text:?}");
    assert!(Record::read(&format!(" \n{text}\t")) == record, "blanks around it");
    assert!(record.flaws.len() <= text.len() + 2 && record.extra.len() <= text.len());
}

fn is_blank(sign: char) -> bool {
    sign.is_whitespace() || sign == '\u{FEFF}'
}

fn in_every_dialect(text: &str) {
    let mut values: Vec<&str> = text.lines().take(FIELDS).collect();
    values.resize(FIELDS, "");
    let read: Vec<Record> = KEYS.iter().map(|(_, keys)| Record::read(&row(keys, &values))).collect();
    for (record, (dialect, keys)) in read.iter().zip(&KEYS) {
        assert!(record.is_readable(), "{dialect:?} {values:?}: {:?}", record.flaws);
        assert_eq!(record.dialect, *dialect);
        assert_eq!(said(record), said(&read[0]), "{dialect:?} {values:?}");
        let mut turned: Vec<(&str, &str)> = keys.iter().copied().zip(values.iter().copied()).collect();
        turned.reverse();
        let (keys, values): (Vec<&str>, Vec<&str>) = turned.into_iter().unzip();
        assert!(Record::read(&row(&keys, &values)) == *record, "the order of keys: {dialect:?} {values:?}");
    }
}

fn row(keys: &[&str], values: &[&str]) -> String {
    let members: Vec<String> = keys
        .iter()
        .zip(values)
        .map(|(key, value)| format!("{}:{}", serde_json::Value::from(*key), serde_json::Value::from(*value)))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// What the row says in the fields that all dialects have.
fn said(record: &Record) -> impl PartialEq + std::fmt::Debug + use<> {
    let duty = record.duty.as_ref().map(|duty| duty.reveal().to_owned());
    let texts = [&record.case_number, &record.court, &record.performance].map(Clone::clone);
    (record.name.clone(), record.id.clone(), texts, duty, record.grounds.clone())
}

const FIELDS: usize = 7;

/// Name, id, case, court, duty, performance, grounds.
const KEYS: [(Dialect, [&str; FIELDS]); 5] = [
    (Dialect::Court, ["iname", "cardNum", "caseCode", "courtName", "duty", "performance", "disruptTypeName"]),
    (
        Dialect::Vendor,
        ["iname", "cardnum", "casecode", "courtname", "duty", "performance", "disrupttypename"],
    ),
    (Dialect::Renamed, ["pname", "idcardNo", "caseNo", "court", "yiwu", "lxqk", "jtqx"]),
    (
        Dialect::Official,
        ["IName", "CardNum", "CaseCode", "CourtName", "Duty", "Performance", "DisReputTypeName"],
    ),
    (
        Dialect::Court,
        ["姓名", "身份证号", "案号", "执行法院", "生效法律文书确定的义务", "履行情况", "具体情形"],
    ),
];
