//! One published row: every dialect, every form of every value, and whatever bytes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;

use std::fmt::Debug;

use proptest::prelude::*;
use serde::Deserialize;
use shixin::record::Action;
use shixin::record::FOUND_CHARS;
use shixin::record::FlawKind;
use shixin::record::Record;

use invented::SplitMix;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    row: Vec<RowCase>,
    null: Vec<NullCase>,
    date: Vec<DateCase>,
    value: Vec<ValueCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowCase {
    name: String,
    text: String,
    flaws: Vec<String>,
    #[serde(default = "yes")]
    readable: bool,
    because: String,
    #[serde(default)]
    expect: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NullCase {
    json: String,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DateCase {
    json: String,
    day: Option<String>,
    flaw: Option<String>,
    because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueCase {
    key: String,
    json: String,
    reads: Option<String>,
    flaw: Option<String>,
    because: String,
}

fn yes() -> bool {
    true
}

fn cases() -> Cases {
    toml::from_str(include_str!("data/cases/records.toml")).unwrap()
}

#[test]
fn rows_read_as_their_cases_say() {
    for case in cases().row {
        assert!(!case.because.is_empty(), "{}", case.name);
        let record = Record::read(&case.text);
        for (field, expected) in &case.expect {
            assert_eq!(
                shown(&record, field),
                expected.as_str().unwrap(),
                "{}: {field}: {}",
                case.name,
                case.because
            );
        }
        let mut expected = case.flaws.clone();
        expected.sort();
        assert_eq!(flaws_of(&record), expected, "{}: {}", case.name, case.because);
        assert_eq!(record.is_readable(), case.readable, "{}: {}", case.name, case.because);
    }
}

#[test]
fn null_forms_say_nothing_in_any_field() {
    let empty = Record { dialect: Record::read(r#"{"age":0}"#).dialect, ..Record::default() };
    for case in cases().null {
        for key in KEYS {
            let mut record = Record::read(&format!("{{\"{key}\":{}}}", case.json));
            record.dialect = empty.dialect;
            assert_eq!(record, empty, "{key} {}: {}", case.json, case.because);
        }
    }
}

#[test]
fn dates_read_as_their_cases_say() {
    for case in cases().date {
        for (key, field) in
            [("regDate", "filed"), ("publishDate", "published"), ("publishDateStamp", "published")]
        {
            check_value(key, field, &case.json, case.day.as_deref(), case.flaw.as_deref(), &case.because);
        }
    }
}

#[test]
fn values_read_as_their_cases_say() {
    for case in cases().value {
        let field = match case.key.as_str() {
            "sexy" => "sex",
            "partyTypeName" | "type" | "orgType" => "party",
            "InfoActionType" => "action",
            "IsValid" => "valid",
            "delflag" => "flagged",
            "update_time" => "updated",
            "gistId" => "instrument",
            "disruptTypeName" => "grounds",
            "businessEntity" => "representative",
            "cardNum" => "id",
            "iname" => "name",
            "loc" => "record_id",
            same => same,
        };
        check_value(&case.key, field, &case.json, case.reads.as_deref(), case.flaw.as_deref(), &case.because);
    }
}

fn check_value(key: &str, field: &str, json: &str, reads: Option<&str>, flaw: Option<&str>, because: &str) {
    assert!(reads.is_some() != flaw.is_some(), "{key} {json}: a case reads, or has a flaw");
    let record = Record::read(&format!("{{\"{key}\":{json}}}"));
    let found = shown(&record, field);
    match (reads, flaw) {
        (Some(reads), _) => {
            assert_eq!(found, reads, "{key} {json}: {because}");
            assert_eq!(flaws_of(&record), Vec::<String>::new(), "{key} {json}: {because}");
            assert!(record.extra.is_empty(), "{key} {json}: what was read is not kept twice");
        }
        (None, flaw) => {
            let nothing = if field == "action" { "None" } else { "-" };
            assert_eq!(found, nothing, "{key} {json}: {because}");
            assert_eq!(record.flaws.len(), 1, "{key} {json}: {:?}", record.flaws);
            assert!(
                flaws_of(&record)[0].ends_with(&format!(" {}", flaw.unwrap())),
                "{key} {json}: {:?}",
                record.flaws
            );
            let kept: serde_json::Value = serde_json::from_str(json).unwrap();
            assert_eq!(
                record.extra,
                [(key.to_owned(), kept)],
                "{key} {json}: what could not be read is kept"
            );
        }
    }
}

/// A field as the cases write it: `-` for nothing, lists joined by `|`, people as `name/id/role`.
fn shown(record: &Record, field: &str) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or("-".into());
    fn word<T: Debug>(value: Option<T>) -> String {
        value.map_or("-".into(), |value| format!("{value:?}"))
    }
    let keys = |members: &[(String, serde_json::Value)]| {
        members.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(",")
    };
    match field {
        "dialect" => format!("{:?}", record.dialect),
        "record_id" => text(&record.record_id),
        "name" => record.name.clone(),
        "id" => record.id.clone(),
        "case_number" => text(&record.case_number),
        "court" => text(&record.court),
        "province" => text(&record.province),
        "issued_by" => text(&record.issued_by),
        "instrument" => text(&record.instrument),
        "sex" => word(record.sex),
        "age" => word(record.age),
        "party" => word(record.party),
        "filed" => word(record.filed),
        "published" => word(record.published),
        "duty" => record.duty.as_ref().map_or("-".into(), |duty| duty.reveal().to_owned()),
        "performance" => text(&record.performance),
        "performed_part" => text(&record.performed_part),
        "unperformed_part" => text(&record.unperformed_part),
        "grounds" => record.grounds.join("|"),
        "representative" => text(&record.representative),
        "responsible" => {
            let one = |person: &shixin::record::Responsible| {
                format!("{}/{}/{}", person.name, person.id, person.role.as_deref().unwrap_or("-"))
            };
            record.responsible.iter().map(one).collect::<Vec<_>>().join("|")
        }
        "action" => format!("{:?}", record.action),
        "valid" => word(record.valid),
        "withdrawn" => record.withdrawn.to_string(),
        "flagged" => {
            if record.withdrawn {
                "withdrawn".into()
            } else {
                "-".into()
            }
        }
        "updated" => text(&record.updated),
        "extra" => keys(&record.extra),
        "plumbing" => keys(&record.plumbing),
        _ => panic!("no field {field}"),
    }
}

/// `field Kind`, sorted.
fn flaws_of(record: &Record) -> Vec<String> {
    let name = |kind: FlawKind| format!("{kind:?}").split_whitespace().next().unwrap().to_owned();
    let mut flaws: Vec<_> =
        record.flaws.iter().map(|flaw| format!("{} {}", flaw.field, name(flaw.kind))).collect();
    flaws.sort();
    flaws
}

#[test]
fn what_a_third_party_may_be_named_in_is_never_shown() {
    let secret = "债权人王某秘";
    let texts = [
        format!(r#"{{"iname":"张某示","duty":"{secret}"}}"#),
        format!(r#"{{"iname":"张某示","duty":["{secret}"],"yiwu":{{"a":"{secret}"}}}}"#),
        format!(r#"{{"iname":"张某示","duty":"{secret}","yiwu":"{secret}二"}}"#),
        format!(r#"{{"iname":"张某示","duty":"{secret}","duty":"{secret}\ud800"}}"#),
        format!(r#"{{"iname":"张某示","unknown":"{secret}"}}"#),
        format!(r#"{{"iname":"张某示","duty":"{secret}"#),
    ];
    for text in texts {
        let record = Record::read(&text);
        assert!(!format!("{record:?}").contains("王某秘"), "{record:?}");
        for flaw in &record.flaws {
            assert!(!flaw.to_string().contains("王某秘"), "{flaw}");
        }
    }
}

#[test]
fn a_flaw_echoes_neither_an_id_nor_more_than_its_excerpt() {
    let record =
        Record::read(r#"{"cardNum":"11010519491231002X","idcardNo":"440524188001010014","iname":true}"#);
    assert_eq!(record.flaws.len(), 2);
    for flaw in &record.flaws {
        assert!(!flaw.to_string().contains("440524") && !flaw.to_string().contains("110105"), "{flaw}");
    }
    let record = Record::read(&format!(r#"{{"iname":"张某示","regDate":"{}"}}"#, "日\\u0001".repeat(500)));
    assert_eq!(record.flaws[0].found.chars().count(), FOUND_CHARS);
}

#[test]
fn any_sign_of_withdrawal_withdraws() {
    for (members, withdrawn) in [
        (r#""InfoActionType":"delete","IsValid":true,"delflag":0"#, true),
        (r#""InfoActionType":"add","IsValid":true,"delflag":1"#, true),
        (r#""InfoActionType":"change","IsValid":"0","delflag":0"#, true),
        (r#""InfoActionType":"change","IsValid":"1","delflag":"0""#, false),
        (r#""IName":"张某示""#, false),
    ] {
        assert_eq!(Record::read(&format!("{{{members}}}")).withdrawn, withdrawn, "{members}");
    }
    assert_eq!(Record::default().action, Action::None);
}

#[test]
fn where_the_object_breaks_is_told_in_bytes() {
    for (text, byte) in [("{\"iname\":\"示\",\n\"age\":}", 22), ("x", 0), ("", 0), ("{\n\n}}", 4)] {
        let kinds: Vec<_> = Record::read(text).flaws.iter().map(|flaw| flaw.kind).collect();
        assert_eq!(kinds, [FlawKind::NotAnObject { at: byte }], "{text:?}");
    }
}

#[test]
fn nesting_of_any_depth_spoils_only_its_own_field() {
    for key in KEYS.iter().chain(&["zzz"]).filter(|key| **key != "iname") {
        let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let record = Record::read(&format!(r#"{{"iname":"张某示","{key}":{nested}}}"#));
        assert_eq!(record.name, "张某示", "{key}");
        assert_eq!(record.extra, [((*key).to_owned(), nested.into())], "{key}: kept as its own text");
    }
}

#[test]
fn a_hundred_thousand_mutated_rows_are_read() {
    let originals: Vec<_> =
        cases().row.into_iter().map(|case| case.text).filter(|text| text.len() > 40).collect();
    let mut random = SplitMix(20_190_713);
    let mut readable = 0;
    for turn in 0..100_000 {
        let mut bytes = originals[turn % originals.len()].clone().into_bytes();
        for _ in 0..=random.below(3) {
            random.mutate(&mut bytes);
        }
        let text = String::from_utf8_lossy(&bytes);
        let record = Record::read(&text);
        assert_eq!(record.is_readable(), !record.flaws.iter().any(|flaw| flaw.is_fatal()));
        assert!(record.flaws.iter().all(|flaw| flaw.found.chars().count() <= FOUND_CHARS));
        if record.flaws.iter().any(|flaw| matches!(flaw.kind, FlawKind::NotAnObject { .. })) {
            assert_eq!(Record { flaws: vec![], ..record }, Record::default(), "half a row is no row: {text}");
        } else {
            readable += usize::from(record.is_readable());
        }
    }
    assert!(
        (20_000..80_000).contains(&readable),
        "mutation must neither spoil all rows nor none: {readable}"
    );
}

impl SplitMix {
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        match self.below(5) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
            1 if !bytes.is_empty() => drop(bytes.remove(at)),
            2 => bytes.insert(at, b"{}[]\",:\\0 n\n"[self.below(12)]),
            3 => bytes.truncate(at),
            _ => {
                let end = (at + self.below(20)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let record = Record::read(&text);
        let has_object = text.contains('{');
        prop_assert!(has_object || !record.is_readable());
    }

    #[test]
    fn any_value_of_any_key_is_read(key in key(), value in value()) {
        let text = format!("{{{}:{value}}}", serde_json::Value::from(key));
        prop_assert!(!Record::read(&text).flaws.iter().any(|flaw| matches!(flaw.kind, FlawKind::NotAnObject { .. })), "{}", text);
    }

    #[test]
    fn the_order_of_keys_makes_no_difference((members, shuffled) in members()) {
        let object = |members: &[(String, serde_json::Value)]| {
            let members: Vec<_> = members.iter().map(|(key, value)| format!("{}:{value}", serde_json::Value::from(key.as_str()))).collect();
            format!("{{{}}}", members.join(","))
        };
        prop_assert_eq!(Record::read(&object(&members)), Record::read(&object(&shuffled)));
    }

    #[test]
    fn nothing_is_lost(value in value(), key in "[a-z]{1,3}zz") {
        let record = Record::read(&format!(r#"{{"iname":"张某示","{key}":{value}}}"#));
        prop_assert_eq!(record.extra, [(key, value)]);
    }
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![4 => prop::sample::select(KEYS).prop_map(str::to_owned), 1 => any::<String>()]
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        (0_i64..2_000_000_000_000).prop_map(Into::into),
        "[0-9年月日./: TZ+-]{0,20}".prop_map(Into::into),
        any::<String>().prop_map(Into::into),
        prop::sample::select(&["580", "1", "男", "暂无", "null", "[]", "2017年08月11日", "示例"][..])
            .prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map("[a-z]{1,8}|iname|cardNum", inner, 0..4)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

type Members = Vec<(String, serde_json::Value)>;

fn members() -> impl Strategy<Value = (Members, Members)> {
    prop::collection::btree_map(key(), value(), 0..20).prop_flat_map(|members| {
        let members: Members = members.into_iter().collect();
        (Just(members.clone()), Just(members).prop_shuffle())
    })
}

/// One key of every field and then some, of all dialects.
const KEYS: &[&str] = &[
    "id",
    "loc",
    "LaoLaiID",
    "iname",
    "IName",
    "pname",
    "cardNum",
    "cardnum",
    "idcardNo",
    "caseCode",
    "caseNo",
    "courtName",
    "court",
    "areaName",
    "areaNameNew",
    "gistUnit",
    "gistId",
    "GistCID",
    "sexy",
    "SexName",
    "age",
    "Age",
    "partyTypeName",
    "orgType",
    "type",
    "regDate",
    "publishDate",
    "publishdate",
    "publishDateStamp",
    "duty",
    "yiwu",
    "performance",
    "lxqk",
    "performedPart",
    "unperformPart",
    "disruptTypeName",
    "DisReputTypeName",
    "jtqx",
    "businessEntity",
    "buesinessEntity",
    "ownerName",
    "qysler",
    "InfoActionType",
    "IsValid",
    "delflag",
    "update_time",
];
