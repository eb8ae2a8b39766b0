//! One set of rows in every form that feeds come in gives one list, and every row is accounted for.
#![cfg(feature = "compile")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

use std::collections::BTreeMap;
use std::io::Read as _;
use std::io::Write as _;

use shixin::Compiler;
use shixin::List;
use shixin::Outcome;
use shixin::compile::Compiled;
use shixin::compile::Error;
use shixin::compile::Origin;
use shixin::compile::Reject;
use shixin::record::ReadError;

/// Invented rows in all dialects, with every kind of dirt; one a line.
const ROWS: &str = include_str!("data/rows/mixed.jsonl");

#[test]
fn every_arrangement_encoding_and_compression_gives_the_same_bytes() {
    let first = compile(ROWS.as_bytes());
    let mut tried = 0;
    for (arrangement, text) in arrangements() {
        for (encoding, bytes) in encodings(&text) {
            for (compression, feed) in compressions(&bytes) {
                let what = format!("{arrangement}, {encoding}, {compression}");
                let compiled = compile(&feed);
                assert!(compiled.as_bytes() == first.as_bytes(), "{what}: another file than of JSON lines");
                assert_eq!(fates(&compiled), fates(&first), "{what}: rejects");
                assert!(compiled.report().adds_up(), "{what}: {:?}", compiled.report().totals);
                let form = &compiled.report().forms["feed"];
                let seen = [arrangement, encoding, compression].map(expected_word);
                assert!(seen.iter().all(|word| form.contains(word)), "{what}: reported as {form}");
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 5 * 3 * 3);
}

#[test]
fn what_comes_out_is_what_the_rows_say() {
    let compiled = compile(ROWS.as_bytes());
    let totals = compiled.report().totals;
    assert_eq!((totals.rows, totals.records, totals.repeats, totals.rejects), (32, 17, 2, 13));
    assert_eq!((totals.subjects, totals.persons, totals.organisations), (17, 14, 3));
    assert_eq!(totals.without_id, 2, "one says 暂无, one nothing");
    let reasons = fates(&compiled).into_iter().fold(BTreeMap::new(), |mut counts, (_, reason)| {
        *counts.entry(reason).or_insert(0) += 1;
        counts
    });
    let expected = [("nobody_named", 2), ("superseded", 5), ("unreadable", 2), ("withdrawn", 4)];
    assert_eq!(reasons, expected.into_iter().map(|(word, count)| (word.to_owned(), count)).collect());
    let dialects: Vec<(&str, u64)> =
        compiled.report().dialects.iter().map(|(dialect, rows)| (dialect.as_str(), *rows)).collect();
    let seen =
        [("court", 13), ("mirror", 1), ("official", 14), ("renamed", 1), ("unknown", 2), ("vendor", 1)];
    assert_eq!(dialects, seen);

    let list = open(compiled);
    for (id, name, outcome, because) in [
        ("11010519491231002X", "张某示", Outcome::Block, "court row, masked; published twice, listed once"),
        ("330106198506150484", "萧某潔", Outcome::Block, "blanks and a traditional form in the name"),
        ("150102880730303", "王某龘", Outcome::Block, "vendor's row, 15 digits"),
        ("H1234567802", "何某示", Outcome::Block, "renamed copy, permit renewed since"),
        (
            "91110000600037341L",
            "示例建设集团有限公司",
            Outcome::Block,
            "organisation code of the unified code",
        ),
        ("32010219760412101X", "郑某示", Outcome::Block, "official row, added"),
        (
            "H1234567901",
            "吴某例",
            Outcome::Block,
            "changed; the name before the change came later in the feed",
        ),
        ("G12345678", "陈某示", Outcome::Block, "official row that came twice"),
        ("830000199201300022", "沈某示", Outcome::Block, "deleted, and then added again"),
        (
            "330106198506150484",
            "冯某示",
            Outcome::Clear,
            "deleted; the row that added it came later in the feed",
        ),
        ("110101199001014518", "褚某示", Outcome::Clear, "IsValid 0"),
        (
            "440524188001010014",
            "卫某示",
            Outcome::Refer,
            "delflag 1 takes that row back; a row without a name shows the same digits, which a person must look at",
        ),
        ("81000019980902013X", "蒋某示", Outcome::Clear, "deleted by a row that names nobody but the record"),
    ] {
        let verdict = list.check(id, name).unwrap();
        assert_eq!(verdict.outcome(), outcome, "{because}: {}", verdict.because());
    }
    let superseded = list.check("H1234567901", "吴某列").unwrap();
    assert_ne!(superseded.outcome(), Outcome::Block, "the name before the change is no longer listed");
}

#[test]
fn a_table_carries_what_its_columns_hold() {
    let court: Vec<&str> = rows_where(|row| row.starts_with("{\"id\"") && row.contains("\"cardNum\":\""));
    let official: Vec<&str> = rows_where(|row| row.contains("LaoLaiID"));
    for (rows, columns, least) in [
        (court, &["id", "iname", "cardNum", "sexy", "partyTypeName", "caseCode", "publishDate"][..], 10),
        (
            official,
            &[
                "LaoLaiID",
                "IName",
                "CardNum",
                "InfoActionType",
                "IsValid",
                "delflag",
                "update_time",
                "CaseCode",
            ][..],
            4,
        ),
    ] {
        let objects: Vec<serde_json::Value> =
            rows.iter().map(|row| serde_json::from_str(row).unwrap()).collect();
        let table = compile(csv(&objects, columns).as_bytes());
        let lines = compile(rows.join("\n").as_bytes());
        let (one, other) = (table.report().totals, lines.report().totals);
        assert_eq!(
            (one.rows, one.records, one.repeats, one.rejects),
            (other.rows, other.records, other.repeats, other.rejects),
            "table and lines of {columns:?}"
        );
        assert!(one.records >= least, "{columns:?}: {one:?}");
        assert!(table.report().forms["feed"].starts_with("CSV"), "{:?}", table.report().forms);
        assert_eq!(contents(&open(table)), contents(&open(lines)), "{columns:?}");
        for (encoding, bytes) in encodings(&csv(&objects, columns)) {
            for (compression, feed) in compressions(&bytes) {
                let totals = compile(&feed).report().totals;
                assert_eq!(totals, one, "{encoding}, {compression}");
            }
        }
    }
}

#[test]
fn every_reject_says_where_what_and_why() {
    let compiled = compile(ROWS.as_bytes());
    let lines: Vec<&str> = ROWS.lines().collect();
    for reject in &compiled.report().rejects {
        let Reject { origin, reason, row } = reject;
        assert_eq!(&*origin.source, "feed");
        let place = usize::try_from(origin.line).unwrap();
        assert_eq!(row, lines[place - 1], "line {place}: the row as it stood");
        let json: serde_json::Value = serde_json::from_str(&reject.to_json()).unwrap();
        assert_eq!(json["source"], "feed");
        assert_eq!(json["line"], origin.line);
        assert_eq!(json["reason"], reason.as_code());
        assert_eq!(json["detail"], reason.to_string());
        assert_eq!(json["row"], *row);
        assert_eq!(json.as_object().unwrap().len(), 5, "nothing undocumented: {json}");
        assert!(!reject.to_json().contains('\n'), "one line a reject");
        assert!(!format!("{reject:?}").contains(row), "the row is for the reject file, not for logs");
    }
    assert_eq!(compiled.report().rejects.len(), 13);
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let rows = rows_where(|row| !row.contains("LaoLaiID"));
    let first = compile(rows.join("\n").as_bytes());
    for seed in 1..=20 {
        let mut shuffled = rows.clone();
        shuffle(&mut shuffled, seed);
        assert_ne!(shuffled, rows, "seed {seed} shuffles");
        let compiled = compile(shuffled.join("\n").as_bytes());
        assert!(compiled.as_bytes() == first.as_bytes(), "seed {seed}: other bytes");
    }
}

#[test]
fn a_timed_feed_may_come_in_any_order() {
    let rows = rows_where(|row| row.contains("update_time"));
    let first = compile(rows.join("\n").as_bytes());
    for seed in 1..=20 {
        let mut shuffled = rows.clone();
        shuffle(&mut shuffled, seed);
        let compiled = compile(shuffled.join("\n").as_bytes());
        assert!(compiled.as_bytes() == first.as_bytes(), "seed {seed}: other bytes");
    }
}

#[test]
fn several_feeds_make_one_list() {
    let (court, official): (Vec<&str>, Vec<&str>) = ROWS.lines().partition(|row| !row.contains("LaoLaiID"));
    let mut compiler = compiler();
    compiler.read("court", court.join("\n").as_bytes()).unwrap();
    compiler.read("official", gzip(official.join("\n").as_bytes()).as_slice()).unwrap();
    let compiled = compiler.finish().unwrap();
    assert!(compiled.as_bytes() == compile(ROWS.as_bytes()).as_bytes(), "in two files as in one");
    let forms: Vec<&str> = compiled.report().forms.keys().map(String::as_str).collect();
    assert_eq!(forms, ["court", "official"]);
    let sources: Vec<&str> = compiled.report().rejects.iter().map(|reject| &*reject.origin.source).collect();
    assert!(sources.contains(&"court") && sources.contains(&"official"));
}

#[test]
fn pushed_rows_and_a_feed_give_the_same_bytes() {
    let mut pushed = compiler();
    for (line, row) in (1..).zip(ROWS.lines()) {
        pushed.push(Origin { source: "feed".into(), line }, row);
    }
    let (pushed, read) = (pushed.finish().unwrap(), compile(ROWS.as_bytes()));
    assert!(pushed.as_bytes() == read.as_bytes());
    assert_eq!(fates(&pushed), fates(&read));
}

#[test]
fn a_feed_cut_in_its_compression_is_an_error() {
    for (compression, whole) in compressions(ROWS.as_bytes()).into_iter().skip(1) {
        for end in [whole.len() / 4, whole.len() / 2, whole.len() - 9, whole.len() - 1] {
            let mut compiler = compiler();
            let error = compiler.read("feed", &whole[..end]).unwrap_err();
            assert!(matches!(error, ReadError::Damaged { .. }), "{compression} cut at {end}: {error:?}");
            assert!(error.to_string().contains("fetch the file again"), "says what to do: {error}");
        }
    }
}

#[test]
fn a_feed_cut_in_its_container_makes_no_list() {
    let row = r#"{"id":1,"iname":"张某示","cardNum":"1101051949****002X"}"#;
    let whole = format!(r#"{{"status":"0","data":[{{"result":[{row},{row},{row}]}}]}}"#);
    let array = format!("[{row},{row},\n{row}]");
    for (feed, because) in [
        (&whole[..whole.len() - 2], "the envelope is open"),
        (&whole[..whole.len() - 10], "the last row is open"),
        (&array[..array.len() - 1], "the array is open"),
        (&array[..array.len() / 2], "so is a row"),
    ] {
        let finish = |allow: bool| {
            let mut compiler = compiler().allow_cut(allow);
            compiler.read("feed", feed.as_bytes()).unwrap();
            compiler.finish()
        };
        let error = finish(false).unwrap_err();
        assert!(matches!(error, Error::Cut { .. }), "{because}: {error}");
        assert!(
            error.report().unwrap().totals.rows > 0 && error.to_string().contains("fetch it again"),
            "{error}"
        );
        let allowed = finish(true).unwrap();
        assert!(allowed.report().adds_up(), "{because}: told otherwise, what is there makes a list");
    }
    assert_eq!(compile(whole.as_bytes()).report().totals.repeats, 2, "the whole feed is no such thing");
}

#[test]
fn a_source_that_fails_is_an_error() {
    struct Fails;
    impl std::io::Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the cable"))
        }
    }
    let mut compiler = compiler();
    let error = compiler.read("feed", ROWS.as_bytes().chain(Fails)).unwrap_err();
    assert!(matches!(error, ReadError::Io { .. }), "{error:?}");
    assert!(error.to_string().contains("the cable"), "says what the source said: {error}");
}

#[test]
fn a_plain_feed_cut_in_its_last_line_makes_no_list() {
    let end = ROWS.find("\"iname\":\"韩某示\"").unwrap();
    let finish = |feed: &[u8], allow: bool| {
        let mut compiler = compiler().allow_cut(allow);
        compiler.read("feed", feed).unwrap();
        compiler.finish()
    };
    // Inside the row's syntax, and inside a character.
    for cut in [end, end + 11] {
        let feed = &ROWS.as_bytes()[..cut];
        let error = finish(feed, false).unwrap_err();
        assert!(matches!(error, Error::Cut { .. }), "whoever stands in the rest would be cleared: {error}");
        let compiled = finish(feed, true).unwrap();
        let last = compiled.report().rejects.iter().find(|reject| reject.origin.line == 30);
        assert_eq!(last.unwrap().reason.as_code(), "unreadable");
        assert!(compiled.report().adds_up());
    }
    let broken = [&ROWS.as_bytes()[..end], b"\n"].concat();
    assert!(
        finish(&broken, false).is_ok(),
        "a broken line with its newline is a reject: the feed goes on behind it"
    );
}

#[test]
fn nothing_to_list_is_an_error_that_tells_why() {
    let withdrawn =
        r#"{"LaoLaiID":"F1","IName":"张某示","CardNum":"11010519491231002X","InfoActionType":"delete"}"#;
    for (feed, rows, because) in [
        ("", 0, "an empty feed"),
        ("\u{FEFF}\n \n", 0, "a feed of blanks"),
        ("[]", 0, "an empty array"),
        ("hello\n", 1, "no list at all"),
        ("<html>\n<body>502</body>", 2, "an error page"),
        (withdrawn, 1, "all is withdrawn"),
    ] {
        let mut compiler = compiler();
        compiler.read("feed", feed.as_bytes()).unwrap();
        match compiler.finish() {
            Err(Error::Empty { report }) => {
                assert_eq!(report.totals.rows, rows, "{because}");
                assert_eq!(report.rejects.len() as u64, rows, "{because}: each row has its reason");
            }
            other => panic!("{because}: {other:?}"),
        }
    }
}

#[test]
fn lookalikes_grow_with_the_population() {
    let lambda = |people: u64, organisations: u64, id: &str, name: &str| {
        let mut compiler = compiler().population(people).organisations(organisations);
        compiler.read("feed", ROWS.as_bytes()).unwrap();
        open(compiler.finish().unwrap()).check(id, name).unwrap().lookalikes().unwrap()
    };
    for (people, organisations, id, name) in [
        ([1_000_000, 40_000_000], [70, 70], "11010519491231002X", "张某示"),
        ([70, 70], [1_000_000, 40_000_000], "", "示例机械厂"),
    ] {
        let small = lambda(people[0], organisations[0], id, name);
        let large = lambda(people[1], organisations[1], id, name);
        assert!(small > 0.0, "{name}");
        assert!((large / small - 40.0).abs() < 1e-6, "{name}: 40 times the population, {small} and {large}");
    }
}

#[test]
fn court_and_mirror_rows_of_one_person_are_one_subject() {
    let feed = r#"{"id":700000001,"iname":"张某示","cardNum":"1101051949****002X","sexy":"女","partyTypeName":"580","caseCode":"(2019)示0101执1234号"}
{"loc":"http://example.invalid/detail?id=700000001","iname":"张某示","cardNum":"1101051949****002X","sexy":"女性","type":"0","caseCode":"(2019)示0101执1234号","SiteId":"1"}
{"pname":"张某示","idcardNo":"1101051949****002x","sex":"女","orgType":"个人","caseNo":"(2019)示0101执1234号"}
{"iname":"张某示","cardnum":" 1101051949****002X ","sexy":"女","casecode":"(2019)示0101执1234号","courtname":"示例市人民法院"}"#;
    let compiled = compile(feed.as_bytes());
    let totals = compiled.report().totals;
    assert_eq!((totals.records, totals.subjects), (4, 1), "{:?}", compiled.report());
    assert_eq!(compiled.report().shared_numbers, 1, "court and mirror give one number to two wordings");
    let verdict = open(compiled).check("11010519491231002X", "张某示").unwrap();
    assert_eq!(verdict.matches().len(), 1);
    assert_eq!(verdict.record_ids().filter(|id| *id == "700000001").count(), 2);
}

/// The rows once in every arrangement that can hold any row.
fn arrangements() -> Vec<(&'static str, String)> {
    let joined = ROWS.lines().collect::<Vec<_>>().join(",\n");
    vec![
        ("lines", ROWS.to_owned()),
        ("array", format!("[{joined}]")),
        ("results", format!("[{{\"result\":[{joined}]}}]")),
        ("envelope", format!("{{\"status\":\"0\",\"data\":[{{\"resNum\":32,\"result\":[{joined}]}}]}}")),
        ("jsonp", format!("/**/jQuery1102_3({{\"status\":\"0\",\"data\":[{{\"result\":[{joined}]}}]}});")),
    ]
}

fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let (gb18030, _, lossy) = encoding_rs::GB18030.encode(text);
    assert!(!lossy, "GB18030 holds all of Unicode");
    vec![
        ("utf-8", text.as_bytes().to_vec()),
        ("bom", format!("\u{FEFF}{text}").into_bytes()),
        ("gb18030", gb18030.into_owned()),
    ]
}

fn compressions(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let zstd = ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest);
    vec![("plain", bytes.to_vec()), ("gzip", gzip(bytes)), ("zstd", zstd)]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What the report calls it.
fn expected_word(form: &str) -> &str {
    match form {
        "lines" => "JSON lines",
        "array" => "JSON array",
        "results" | "envelope" => "JSON envelope",
        "jsonp" => "JSONP",
        "utf-8" | "bom" => "UTF-8",
        "gb18030" => "GB18030",
        "plain" => "",
        other => other,
    }
}

/// A table of these columns; what a row does not have is empty.
fn csv(rows: &[serde_json::Value], columns: &[&str]) -> String {
    let field = |row: &serde_json::Value, column: &str| match &row[column] {
        serde_json::Value::String(text) => format!("\"{}\"", text.replace('"', "\"\"")),
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    };
    let lines = rows.iter().map(|row| columns.iter().map(|it| field(row, it)).collect::<Vec<_>>().join(","));
    std::iter::once(columns.join(",")).chain(lines).map(|line| line + "\r\n").collect()
}

fn rows_where(keep: impl Fn(&str) -> bool) -> Vec<&'static str> {
    ROWS.lines().filter(|row| keep(row)).collect()
}

/// The rows hold more dirt than a feed may: more than a tenth of them cannot be read or name nobody.
fn compiler() -> Compiler {
    Compiler::new("2026-11-01".parse().unwrap()).source("test").most_rejects(0.25)
}

fn compile(feed: &[u8]) -> Compiled {
    let mut compiler = compiler();
    compiler.read("feed", feed).unwrap();
    compiler.finish().unwrap()
}

fn open(compiled: Compiled) -> List {
    List::from_bytes(compiled.into_bytes()).unwrap()
}

/// Each reject's row and reason, in a fixed order.
fn fates(compiled: &Compiled) -> Vec<(String, String)> {
    let fate = |reject: &Reject| (reject.row.clone(), reject.reason.as_code().to_owned());
    let mut fates: Vec<_> = compiled.report().rejects.iter().map(fate).collect();
    fates.sort();
    fates
}

/// Record id, name, id and case of every record, in a fixed order.
fn contents(list: &List) -> Vec<[String; 4]> {
    let records = u32::try_from(list.edition().totals.records).unwrap();
    let mut contents: Vec<_> = (0..records)
        .map(|record| {
            let evidence = list.index().evidence(record).unwrap();
            let case = evidence.case_number.unwrap_or_default();
            [evidence.record_id.unwrap_or_default(), evidence.name, evidence.id, case]
        })
        .collect();
    contents.sort();
    contents
}

/// Fisher and Yates, drawn by a multiplicative congruence: the same on every machine.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for last in (1..items.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let drawn = usize::try_from(state >> 33).unwrap() % (last + 1);
        items.swap(last, drawn);
    }
}

#[test]
fn what_an_envelope_holds_beside_rows_is_counted() {
    let feed = r#"{"status":"0","total":{"pages":1},"data":[{"result":[{"id":1,"iname":"张某示","cardNum":"1101051949****002X"}],"status":"1"}]}"#;
    let compiled = compile(feed.as_bytes());
    let passed: Vec<(&str, u64)> =
        compiled.report().passed_over.iter().map(|(key, count)| (key.as_str(), *count)).collect();
    assert_eq!(passed, [("status", 2), ("total", 1)], "Law 3: whatever is ignored can be asked for");
    assert_eq!(compiled.report().totals.records, 1);
}
