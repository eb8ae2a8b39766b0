//! Rows of whole feeds: the same rows must come out of every arrangement, encoding and compression, and broken feeds
//! must neither lose a row unseen nor make one up.
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

mod invented;

use std::io;
use std::io::Read;
use std::io::Write;

use serde::Deserialize;
use serde_json::Value;
use serde_json::json;
use shixin::record::Compression;
use shixin::record::Container;
use shixin::record::Dialect;
use shixin::record::Encoding;
use shixin::record::FlawKind;
use shixin::record::MALFORMED_TEXT_LIMIT;
use shixin::record::ROW_LIMIT;
use shixin::record::ReadError;
use shixin::record::Record;
use shixin::record::Row;
use shixin::record::Rows;

use invented::SplitMix;

// ------------------------------------------------------------------------------------------------ everything crossed

#[test]
fn the_same_rows_come_out_of_every_form() {
    let mut forms = 0;
    for dialect in DIALECTS {
        for arrangement in ARRANGEMENTS {
            let members: Vec<_> = facts(7).iter().map(|fact| published(fact, dialect)).collect();
            let expected = records(&members);
            let text = arrange(&members, arrangement);
            for coding in CODINGS {
                for packing in PACKINGS {
                    let bytes = pack(&encode(&text, coding), packing);
                    let what = format!("{dialect:?} {arrangement:?} {coding:?} {packing:?}");
                    let (rows, form) = read(&bytes, &what);
                    assert_eq!(comparable(&rows), expected, "{what}");
                    assert!(rows.iter().all(|row| row.record.dialect == dialect), "{what}");
                    assert_eq!(form, expected_form(arrangement, coding, packing), "{what}");
                    forms += 1;
                }
            }
        }
    }
    assert_eq!(forms, DIALECTS.len() * ARRANGEMENTS.len() * CODINGS.len() * PACKINGS.len());
}

#[test]
fn dialects_agree_on_what_a_row_says() {
    let of = |dialect| records(&facts(9).iter().map(|fact| published(fact, dialect)).collect::<Vec<_>>());
    for dialect in DIALECTS {
        assert_eq!(of(dialect), of(Dialect::Court), "{dialect:?}");
    }
}

#[test]
fn a_feed_much_longer_than_a_buffer_reads_the_same() {
    for arrangement in ARRANGEMENTS {
        let members: Vec<_> = facts(800).iter().map(|fact| published(fact, Dialect::Court)).collect();
        let expected = records(&members);
        let text = arrange(&members, arrangement);
        assert!(text.len() > 4 * (64 << 10));
        for coding in [Coding::Utf8, Coding::Utf16Le, Coding::Gb18030] {
            let (rows, _) = read(&encode(&text, coding), &format!("{arrangement:?} {coding:?}"));
            assert_eq!(comparable(&rows), expected, "{arrangement:?} {coding:?}");
        }
    }
}

#[test]
fn it_does_not_matter_how_the_source_hands_out_its_bytes() {
    struct Drip<'b>(&'b [u8], usize);
    impl Read for Drip<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            self.1 += 1;
            if self.1.is_multiple_of(3) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let count = (self.1 % 7 + 1).min(self.0.len()).min(out.len());
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }
    for packing in PACKINGS {
        let members: Vec<_> = facts(60).iter().map(|fact| published(fact, Dialect::Court)).collect();
        let bytes = pack(&encode(&arrange(&members, Arrangement::Lines), Coding::Gb18030), packing);
        let rows: Vec<_> = Rows::new(Drip(&bytes, 0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(comparable(&rows), records(&members), "{packing:?}");
    }
}

#[test]
fn kept_feeds_read_as_described() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Feeds {
        feed: Vec<Feed>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Feed {
        file: String,
        container: String,
        encoding: String,
        rows: Vec<String>,
        because: String,
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/feeds");
    let feeds: Feeds = toml::from_str(include_str!("data/cases/feeds.toml")).unwrap();
    let mut described: Vec<_> = feeds.feed.iter().map(|feed| feed.file.clone()).collect();
    for feed in feeds.feed {
        let (rows, form) = read(&std::fs::read(format!("{folder}/{}", feed.file)).unwrap(), &feed.file);
        assert_eq!(format!("{:?}", form.1), feed.encoding, "{}: {}", feed.file, feed.because);
        assert_eq!(format!("{:?}", form.2), feed.container, "{}: {}", feed.file, feed.because);
        let found: Vec<_> = rows.iter().map(told).collect();
        assert_eq!(found, feed.rows, "{}: {}", feed.file, feed.because);
    }
    let mut kept: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    kept.sort();
    described.sort();
    assert_eq!(kept, described, "every kept feed is described, and every described feed is kept");
}

/// `line name id`, or `line !Reason`.
fn told(row: &Row) -> String {
    let fatal = row.record.flaws.iter().find(|flaw| flaw.is_fatal());
    match fatal {
        Some(flaw) => {
            format!("{} !{}", row.line, format!("{:?}", flaw.kind).split_whitespace().next().unwrap())
        }
        None => format!("{} {} {}", row.line, row.record.name, row.record.id),
    }
}

// ------------------------------------------------------------------------------------------------ damage

#[test]
fn a_feed_cut_anywhere_gives_the_rows_before_the_cut_and_says_so() {
    for arrangement in ARRANGEMENTS {
        let members: Vec<_> = facts(4).iter().map(|fact| published(fact, Dialect::Court)).collect();
        let expected = records(&members);
        let text = arrange(&members, arrangement);
        let bytes = text.as_bytes();
        let (whole, _) = read(bytes, "whole");
        let ends: Vec<_> = whole.iter().map(|row| row_end(&text, row, arrangement)).collect();
        for cut in 1..bytes.len() {
            let what = format!("{arrangement:?} cut at {cut} of {}", bytes.len());
            let (rows, _) = read(&bytes[..cut], &what);
            let good: Vec<_> = rows.iter().filter(|row| row.record.is_readable()).cloned().collect();
            let intact = ends.iter().filter(|end| **end <= cut).count();
            // A row whose last byte is there may be read even where its line's end is not.
            assert!(good.len() >= intact, "{what}: {} of {intact} rows before the cut", good.len());
            if arrangement.is_table() {
                assert!(good.len() <= intact + 1, "{what}");
            } else {
                assert_eq!(comparable(&good), expected[..good.len()], "{what}: no row is made up or altered");
            }
            let is_reported = rows.len() > good.len();
            let must_report = if arrangement.ends_anywhere() {
                good.len() == intact && is_inside_a_row(&text, cut, &ends, arrangement)
            } else {
                !is_only_the_closing_left(&text, cut)
            };
            assert!(is_reported || !must_report, "{what}: the cut is not reported");
        }
    }
}

#[test]
fn a_cut_container_is_told_from_a_torn_line() {
    let members: Vec<_> = facts(4).iter().map(|fact| published(fact, Dialect::Court)).collect();
    for arrangement in ARRANGEMENTS {
        let text = arrange(&members, arrangement);
        let is_line = arrangement.has_rows_on_lines() || arrangement.is_table();
        // Inside the third row, and right after it and a comma.
        let row = text.find("700000002").unwrap();
        let next = text.find("700000003").unwrap();
        for cut in [row + 30, next - if arrangement == Arrangement::Tab { 1 } else { 6 }] {
            let (cut, what) = (&text.as_bytes()[..cut], format!("{arrangement:?} cut at {cut}"));
            let mut rows = Rows::new(cut).unwrap();
            let found: Vec<_> = rows.by_ref().map(Result::unwrap).collect();
            let last = found.last().unwrap();
            let is_inside = !last.record.is_readable();
            assert_eq!(rows.is_cut(), is_inside && !is_line, "{what}");
            if rows.is_cut() {
                assert_eq!(last.record.flaws[0].kind, FlawKind::Truncated, "{what}");
                assert!(!last.text.is_empty() && String::from_utf8_lossy(cut).contains(&last.text), "{what}");
            }
            let must_be = !is_line && !arrangement.ends_anywhere();
            assert!(rows.is_cut() || !must_be, "{what}");
        }
        let mut rows = Rows::new(text.as_bytes()).unwrap();
        assert_eq!((rows.by_ref().count(), rows.is_cut()), (4, false), "{arrangement:?}");
    }
    for (text, is_cut, kind) in [
        ("[{\"iname\":\"示例\"}", true, "truncated"),
        ("[{\"iname\":\"示例\"},7", true, "truncated"),
        ("[{\"iname\":\"示例\"},7]", false, "out-of-place"),
        ("cb({\"data\":[{\"iname\":\"示例\"},7]});", false, "out-of-place"),
        ("cb({\"data\":[{\"iname\":\"示例\"},7]", true, "truncated"),
        ("{\"iname\":\"示例\"}\n{\"iname\":\"例\"}\n{\"iname\":\"示", false, "truncated"),
        ("{\"iname\":\"示例\"}\n{\"iname\":\"例\"}\n{\"iname\":\"示\n", false, "not-an-object"),
        ("{\"iname\":\"示例\"}\n{\"iname\":\"例\"}\n{\"iname\":示}", false, "not-an-object"),
        ("{\"data\":[{\"iname\":\"示例\"}]}\n{\"data\":[{\"iname\":\"示例\"},", true, "truncated"),
        ("{\n\"iname\":\"示例\"", true, "truncated"),
        ("iname,cardNum\n示例,1\n示", false, "truncated"),
    ] {
        let mut rows = Rows::new(text.as_bytes()).unwrap();
        let last = rows.by_ref().last().unwrap().unwrap();
        assert_eq!((rows.is_cut(), last.record.flaws[0].kind.as_code()), (is_cut, kind), "{text}");
        assert!(!last.text.is_empty() && text.contains(&last.text) && last.text.len() <= 200, "{text}");
    }
}

#[test]
fn a_malformed_row_shows_what_there_is() {
    let rows = "{\"iname\":\"示例一\",\"cardNum\":\"1\"},".repeat(9_000);
    for text in [format!("[{rows}"), format!("{{\"x\":1,\"data\":[{rows}")] {
        let (rows, _) = read(text.as_bytes(), "cut");
        let last = rows.last().unwrap();
        assert!(
            last.text.len() > 190 && last.text.len() <= 200 && text.ends_with(&last.text),
            "{}",
            last.text
        );
        assert!(last.record.flaws[0].found.contains("brackets open"), "{:?}", last.record.flaws);
    }
    let (rows, _) = read("{\"iname\":\"示例一\"}\n,\n{\"iname\":\"示例二\"}\n".as_bytes(), "comma");
    assert_eq!((rows.len(), rows[1].text.as_str()), (3, ","));
}

#[test]
fn rows_with_lost_bytes_are_counted() {
    for (text, lost) in [
        (&b"{\"iname\":\"\xE5\xBC\xA0\xE5\xBC\xA0\xFF\"}\n{\"iname\":\"x\"}\n"[..], 1),
        (b"{\"iname\":\"\xE5\xBC\xA0\xE5\xBC\xA0\"}\n{\"iname\":\"\xE5\n", 1),
        (b"[{\"iname\":\"\xE5\xBC\xA0\xE5\xBC\xA0\xFF\"},{\"iname\":\"\xFF", 2),
        ("{\"iname\":\"示例\"}\n".as_bytes(), 0),
    ] {
        let mut rows = Rows::new(text).unwrap();
        assert!(rows.by_ref().all(|row| row.is_ok()));
        assert_eq!(rows.lost_bytes_so_far(), lost, "{}", String::from_utf8_lossy(text));
    }
}

/// Byte of the text right after a row.
fn row_end(text: &str, row: &Row, arrangement: Arrangement) -> usize {
    if arrangement.is_table() {
        let number = row.record.record_id.clone().unwrap();
        let begin = text.find(&number).unwrap();
        let next = text[begin..].match_indices('\n').map(|(at, _)| begin + at);
        // A quoted newline is followed by the obligation's second line.
        return next
            .into_iter()
            .find(|at| !text[at + 1..].starts_with("第二行"))
            .map_or(text.len(), |at| at + 1);
    }
    text.find(&row.text).unwrap() + row.text.len()
}

/// Whether a feed that may end after any row was cut in the middle of one, or of a line's envelope.
fn is_inside_a_row(text: &str, cut: usize, ends: &[usize], arrangement: Arrangement) -> bool {
    let from = ends.iter().filter(|end| **end <= cut).max().copied().unwrap_or(0);
    let after = &text.as_bytes()[from..cut];
    if arrangement.is_table() {
        // Up to the last field the row is too short; inside it, nobody can tell.
        let columns = after.iter().filter(|byte| **byte == arrangement.delimiter()).count();
        return from > 0 && columns > 0 && columns < 12;
    }
    if matches!(arrangement, Arrangement::LinesOfEnvelopes | Arrangement::LinesOfJsonp) {
        let line = after.split(|byte| *byte == b'\n').next_back().unwrap();
        let rest = text.as_bytes()[cut..].split(|byte| *byte == b'\n').next().unwrap();
        return !line.is_empty() && !rest.iter().all(|byte| b");".contains(byte));
    }
    after.iter().any(|byte| !byte.is_ascii_whitespace())
}

/// Whether what the cut took is nothing but blanks and the end of a JavaScript call, which hold no rows.
fn is_only_the_closing_left(text: &str, cut: usize) -> bool {
    text.get(cut..).is_some_and(|rest| rest.trim_start_matches([')', ';', '\n', ' ']).is_empty())
}

#[test]
fn one_lost_character_costs_one_row_and_makes_none_up() {
    for arrangement in ARRANGEMENTS.into_iter().filter(|arrangement| !arrangement.is_table()) {
        let members: Vec<_> = facts(4).iter().map(|fact| published(fact, Dialect::Court)).collect();
        let expected = records(&members);
        let text = arrange(&members, arrangement);
        for (at, c) in text.char_indices().filter(|(_, c)| "{}[]\",:\n".contains(*c)) {
            let cost = if arrangement.has_rows_on_lines() && c != '\n' { 1 } else { 2 };
            for replacement in ["", ["x", "\"", "}", "]", "{", "\n", ","][at % 7]] {
                let broken = format!("{}{replacement}{}", &text[..at], &text[at + c.len_utf8()..]);
                let what = format!("{arrangement:?} {c:?} at {at} made {replacement:?}");
                let (rows, _) = read(broken.as_bytes(), &what);
                let good: Vec<_> = rows.iter().filter(|row| row.record.is_readable()).cloned().collect();
                for row in &good {
                    assert_ne!(row.record.name, RESPONSIBLE, "{what}: a responsible person is not listed");
                }
                let sound = comparable(&good).into_iter().filter(|record| expected.contains(record)).count();
                let heads = arrangement.is_structure() && at < text.find("700000").unwrap();
                assert!(heads || sound + cost >= expected.len(), "{what}: {sound} of {}", expected.len());
                assert!(
                    sound == expected.len() || good.len() < rows.len() || good.len() == expected.len(),
                    "{what}: unseen loss"
                );
            }
        }
    }
}

#[test]
fn every_line_is_accounted_for() {
    let mut random = SplitMix(7);
    for _ in 0..300 {
        let members: Vec<_> = facts(8).iter().map(|fact| published(fact, Dialect::Vendor)).collect();
        let mut lines: Vec<_> =
            arrange(&members, Arrangement::Lines).lines().map(|line| line.as_bytes().to_vec()).collect();
        for _ in 0..3 {
            let line = random.below(lines.len());
            let at = 1 + random.below(lines[line].len() - 1);
            lines[line][at] = b"{}[]\",:x"[random.below(8)];
        }
        let bytes = lines.join(&b"\n\n"[..]);
        let (rows, _) = read(&bytes, "lines");
        let numbers: Vec<_> = rows.iter().map(|row| row.line).collect();
        assert_eq!(numbers, [1, 3, 5, 7, 9, 11, 13, 15], "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn damage_on_many_lines_costs_these_lines_and_no_other() {
    let good = |from: usize, count: usize| -> Vec<String> {
        facts(from + count)[from..].iter().map(|fact| object(&published(fact, Dialect::Court))).collect()
    };
    let beheaded = |from, count| good(from, count).iter().map(|line| line[1..].to_owned()).collect();
    let garbage = |count| vec!["garbage".to_owned(); count];
    let wrapped = |count| good(0, count).iter().map(|line| format!("cb({{\"data\":[{line}]}});")).collect();
    for (what, parts) in [
        ("braces lost", [good(0, 120), beheaded(120, 180), vec![]]),
        ("garbage", [good(0, 200), garbage(300), good(200, 1)]),
        ("early", [good(0, 1), garbage(20), good(1, 1)]),
        ("wrapped", [wrapped(2), garbage(30), wrapped(3)]),
    ] {
        let lines = parts.concat();
        let is_good = |line: &String| line.starts_with("{") || line.starts_with("cb(");
        let expected: Vec<_> = (1..).zip(&lines).map(|(number, line)| (number, is_good(line))).collect();
        let (rows, _) = read((lines.join("\n") + "\n").as_bytes(), what);
        let found: Vec<_> = rows.iter().map(|row| (row.line, row.record.is_readable())).collect();
        assert_eq!(found, expected, "{what}");
    }
}

#[test]
fn mutated_streams_are_read_to_their_end() {
    let mut random = SplitMix(20_260_401);
    let mut originals = Vec::new();
    for arrangement in ARRANGEMENTS {
        let members: Vec<_> = facts(3).iter().map(|fact| published(fact, Dialect::Court)).collect();
        let text = arrange(&members, arrangement);
        for (coding, packing) in CODINGS.into_iter().zip(PACKINGS.into_iter().cycle()) {
            originals.push(pack(&encode(&text, coding), packing));
        }
    }
    let (mut readable, mut failed) = (0, 0);
    for turn in 0..6_000 {
        let mut bytes = originals[turn % originals.len()].clone();
        for _ in 0..=random.below(6) {
            random.mutate(&mut bytes);
        }
        match Rows::new(bytes.as_slice()) {
            Ok(mut rows) => {
                let mut count = 0;
                for row in &mut rows {
                    match row {
                        Ok(row) => {
                            readable += usize::from(row.record.is_readable());
                            count += 1;
                        }
                        Err(_) => failed += 1,
                    }
                }
                assert_eq!(rows.count_so_far(), count);
                assert!(rows.next().is_none());
            }
            Err(_) => failed += 1,
        }
    }
    assert!(
        readable > 1_000 && failed > 50,
        "mutation spoils some and not all: {readable} rows, {failed} failures"
    );
}

#[test]
fn any_bytes_are_read_to_their_end() {
    let mut random = SplitMix(1);
    for turn in 0..2_000 {
        let alphabet: &[u8] = if turn % 2 == 0 { b"{}[]\",:\\ \n\ri1name(/*);" } else { &[] };
        let bytes: Vec<u8> = (0..random.below(400))
            .map(|_| {
                if alphabet.is_empty() {
                    random.next().to_le_bytes()[0]
                } else {
                    alphabet[random.below(alphabet.len())]
                }
            })
            .collect();
        for magic in
            [&b""[..], b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]
        {
            let whole = [magic, &bytes].concat();
            if let Ok(rows) = Rows::new(whole.as_slice()) {
                let _: Vec<_> = rows.collect();
            }
        }
    }
}

#[test]
fn a_cut_compressed_feed_gives_what_it_can_and_then_an_error() {
    let members: Vec<_> = facts(400).iter().map(|fact| published(fact, Dialect::Court)).collect();
    let text = arrange(&members, Arrangement::Lines);
    let expected = records(&members);
    for packing in [Packing::Gzip, Packing::Zstd] {
        let bytes = pack(text.as_bytes(), packing);
        for cut in [bytes.len() / 2, bytes.len() * 9 / 10, bytes.len() - 1] {
            let mut rows = Vec::new();
            let mut error = None;
            let opened = Rows::new(&bytes[..cut]);
            let (feed, early) =
                opened.map_or_else(|error| (None, Some(Err(error))), |rows| (Some(rows), None));
            for row in feed.into_iter().flatten().chain(early) {
                assert!(error.is_none(), "an error is the last");
                match row {
                    Ok(row) => rows.push(row),
                    Err(found) => error = Some(found),
                }
            }
            let error = error.unwrap_or_else(|| panic!("{packing:?} cut at {cut}: no error"));
            assert!(matches!(error, ReadError::Damaged { .. }), "{packing:?}: {error}");
            let good: Vec<_> = rows.iter().filter(|row| row.record.is_readable()).cloned().collect();
            assert!(rows.len() - good.len() <= 1, "only the cut row is malformed");
            assert!(u64::try_from(good.len()).unwrap() + 1 >= error.line().saturating_sub(2), "{error}");
            assert_eq!(comparable(&good), expected[..good.len()]);
        }
    }
}

#[test]
fn a_zstandard_frame_is_held_to_its_checksum() {
    let text = "{\"iname\":\"示例\"}\n".repeat(3);
    let mut bytes = pack(text.as_bytes(), Packing::Zstd);
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let last = Rows::new(bytes.as_slice()).unwrap().last().unwrap();
    assert!(matches!(last, Err(ReadError::Damaged { .. })), "{last:?}");
}

#[test]
fn a_failing_source_is_an_error_after_the_rows_before_it() {
    struct Failing(io::Cursor<Vec<u8>>);
    impl Read for Failing {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            match self.0.read(out)? {
                0 => Err(io::Error::other("cable")),
                count => Ok(count),
            }
        }
    }
    let text = "{\"iname\":\"示例一\"}\n{\"iname\":\"示例二\"}\n{\"iname\":";
    let mut rows = Rows::new(Failing(io::Cursor::new(text.into()))).unwrap();
    assert_eq!(rows.next().unwrap().unwrap().record.name, "示例一");
    assert_eq!(rows.next().unwrap().unwrap().record.name, "示例二");
    assert!(!rows.next().unwrap().unwrap().record.is_readable());
    let error = rows.next().unwrap().unwrap_err();
    assert!(matches!(error, ReadError::Io { line: 3, .. }), "{error}");
    assert!(rows.next().is_none());
    assert!(matches!(Rows::new(Failing(io::Cursor::new(vec![]))), Err(ReadError::Io { line: 1, .. })));
}

// ------------------------------------------------------------------------------------------------ bounds

#[test]
fn a_row_beyond_the_limit_is_malformed_and_spoils_no_other() {
    let long = format!(r#"{{"id":2,"iname":"{}"}}"#, "长".repeat(ROW_LIMIT / 3));
    for (open, joint, close) in [("", "\n", "\n"), ("[", ",", "]"), ("{\"data\":[", ",\n", "]}")] {
        let text = format!(
            r#"{open}{{"id":1,"iname":"示例一"}}{joint}{long}{joint}{{"id":3,"iname":"示例三"}}{close}"#
        );
        let (rows, _) = read(text.as_bytes(), open);
        assert_eq!(rows.len(), 3, "{open}");
        assert_eq!(
            (rows[0].record.name.as_str(), rows[2].record.name.as_str()),
            ("示例一", "示例三"),
            "{open}"
        );
        assert!(
            matches!(rows[1].record.flaws[0].kind, FlawKind::TooLong { .. }),
            "{open}: {:?}",
            rows[1].record.flaws
        );
        assert!(
            rows[1].text.len() <= MALFORMED_TEXT_LIMIT && rows[1].text.starts_with(r#"{"id":2"#),
            "{open}"
        );
    }
}

/// Neither a row that is an envelope's only member nor a stretch that is nothing swallows what comes after it.
#[test]
fn what_is_too_long_within_an_envelope_spoils_no_other() {
    let long = "长".repeat(ROW_LIMIT / 3);
    let after = r#"{"data":[{"id":3,"iname":"示例三"}]}"#;
    for (what, text) in [
        ("a row alone", format!("{{\"data\":{{\"id\":2,\"iname\":\"{long}\"}}}}\n{after}")),
        ("a row that ends", format!("{{\"data\":[{{\"id\":2,\"iname\":\"{long}\"}}]}}\n{after}")),
        ("nothing", format!("{{\"data\":[{long}{long},{{\"id\":3,\"iname\":\"示例三\"}}]}}")),
    ] {
        let (rows, _) = read(text.as_bytes(), what);
        let is_too_long =
            |row: &Row| row.record.flaws.iter().any(|flaw| matches!(flaw.kind, FlawKind::TooLong { .. }));
        assert!(rows.iter().any(is_too_long), "{what}: {} rows", rows.len());
        assert_eq!(rows.last().unwrap().record.name, "示例三", "{what}");
        assert!(rows.iter().all(|row| row.text.len() <= MALFORMED_TEXT_LIMIT), "{what}");
    }
}

#[test]
fn a_feed_of_one_line_streams() {
    /// Hands out an array of rows without end and counts what was asked for.
    struct Endless {
        row: Vec<u8>,
        at: usize,
        read: usize,
    }
    impl Read for &mut Endless {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let rest = &self.row[self.at % self.row.len()..];
            let count = rest.len().min(out.len());
            out[..count].copy_from_slice(&rest[..count]);
            self.at += count;
            self.read += count;
            Ok(count)
        }
    }
    for opening in ["[", "{\"status\":\"0\",\"data\":[{\"result\":[", "/**/cb({\"result\":["] {
        let row = format!("{{\"iname\":\"示例\",\"duty\":\"{}\"}},", "义务".repeat(400));
        let mut source = Endless { row: row.clone().into_bytes(), at: 0, read: 0 };
        let chained = opening.as_bytes().chain(&mut source);
        let rows = Rows::new(chained).unwrap();
        let taken = 5_000;
        for found in rows.take(taken) {
            assert_eq!(found.unwrap().record.name, "示例", "{opening}");
        }
        let ahead = source.read - taken * row.len();
        assert!(ahead < 3 << 20, "{opening}: {ahead} bytes were read ahead of the rows that came out");
    }
}

#[test]
fn hostile_nesting_ends() {
    for text in
        ["[".repeat(300_000), "{\"data\":".repeat(300_000), "{}".repeat(300_000), "[{".repeat(300_000)]
    {
        let (rows, _) = read(text.as_bytes(), &text[..8]);
        assert!(!rows.is_empty() && rows.iter().all(|row| !row.record.is_readable()));
    }
}

// ------------------------------------------------------------------------------------------------ the report

#[test]
fn what_was_found_beside_the_rows_can_be_asked_for() {
    let text = r#"{"status":"0","total":2,"data":[{"SiteId":1,"result":[{"iname":"示例一","zz":1},{"iname":"示例二","zz":2,"yy":3}]}],"more":[1,[2]]}"#;
    let mut rows = Rows::new(text.as_bytes()).unwrap();
    assert_eq!(rows.by_ref().filter(|row| row.as_ref().unwrap().record.is_readable()).count(), 2);
    assert_eq!((rows.count_so_far(), rows.malformed_so_far()), (2, 0));
    let unknown: Vec<_> = rows.unknown_keys().iter().map(|(key, count)| (key.as_str(), *count)).collect();
    assert_eq!(unknown, [("yy", 1), ("zz", 2)]);
    let envelope = rows.envelope().unwrap();
    let members: Vec<_> =
        envelope.members().iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
    assert_eq!(members, [("status", "\"0\""), ("total", "2"), ("SiteId", "1"), ("more", "[1,[2]]")]);
    assert_eq!(envelope.passed(), 4);
    assert_eq!(rows.form().to_string(), "JSON envelope, UTF-8");
}

#[test]
fn rows_are_found_in_envelopes_members_of_any_name() {
    let rows = |from: usize| {
        let facts = facts(from + 50);
        facts[from..]
            .iter()
            .map(|fact| object(&published(fact, Dialect::Court)))
            .collect::<Vec<_>>()
            .join(",")
    };
    let (first, second) = (rows(0), rows(50));
    for (text, count, passed) in [
        (format!(r#"{{"data":[{first}],"more":[{second}]}}"#), 100, 0),
        (format!(r#"{{"more":[{second}],"data":[{first}]}}"#), 100, 0),
        (format!(r#"{{"data":[{{"result":[{first}],"result2":[{second}]}}]}}"#), 100, 0),
        (format!(r#"{{"data":[{first}],"more":{{"page":2,"other":[[{second}]]}}}}"#), 100, 1),
        (format!(r#"{{"data":[{first}],"more":[{{"total":7,"result":[{second}]}}]}}"#), 100, 1),
        (format!(r#"{{"data":[{{"iname":"张某示","result":[{first}]}}]}}"#), 50, 1),
        (format!(r#"{{"result":[{first}],"iname":"张某示","cardNum":"x"}}"#), 50, 2),
        (format!(r#"{{"iname":"张某示","data":[{{"result":[{first},{second}]}}],"n":1}}"#), 100, 2),
        (format!(r#"{{"data":[{first}],"query":{{"iname":"张某示"}},"n":[{{"x":1}}]}}"#), 50, 2),
    ] {
        let mut found = Rows::new(text.as_bytes()).unwrap();
        let read: Vec<_> =
            found.by_ref().map(Result::unwrap).filter(|row| row.record.is_readable()).collect();
        let what = format!("{} … {}", &text[..30], &text[text.len() - 30..]);
        assert_eq!(read.len(), count / 50 * 50, "{what}");
        assert!(
            read.iter().all(|row| row.record.name != RESPONSIBLE && row.record.name != "张某示"),
            "{what}"
        );
        assert_eq!(found.count_so_far(), u64::try_from(count).unwrap(), "{what}");
        assert_eq!(found.envelope().unwrap().passed(), passed, "{what}");
    }
}

#[test]
fn people_around_a_row_are_never_rows() {
    let people = responsible();
    for (text, count, malformed) in [
        (format!(r#"{{"data":[{{"iname":"示例公司"}}],"qysler":{people}}}"#), 1, 0),
        (format!(r#"{{"data":[{{"iname":"示例公司"}}],"people":{people}}}"#), 1, 0),
        (format!(r#"{{"data":[{{"iname":"示例公司","data":{people}}}]}}"#), 1, 0),
        (format!(r#"{{"data":[{{"iname":"示例公司","data":{{"people":{people}}}}}]}}"#), 1, 0),
        (format!(r#"{{"data":[{{"who":"示例公司","people":[{{"iname":"{RESPONSIBLE}"}}]}}]}}"#), 1, 1),
        (format!(r#"{{"data":[],"by":{{"1":{{"iname":"{RESPONSIBLE}"}}}}}}"#), 1, 1),
        (r#"{"iname":"示例公司","records":[{"caseCode":"(2019)示0101执1号"}]}"#.to_owned(), 1, 0),
    ] {
        let mut found = Rows::new(text.as_bytes()).unwrap();
        let read: Vec<_> = found.by_ref().map(Result::unwrap).collect();
        assert!(read.iter().all(|row| row.record.name != RESPONSIBLE), "{text}: {read:?}");
        assert_eq!((found.count_so_far(), found.malformed_so_far()), (count, malformed), "{text}");
    }
}

#[test]
fn nothing_of_a_row_is_shown_by_accident() {
    let text =
        "{\"iname\":\"张某示\",\"duty\":\"债权人王某秘\"}\n{\"iname\":\"张某示\",\"duty\":\"债权人王某秘";
    for row in Rows::new(text.as_bytes()).unwrap() {
        assert!(!format!("{row:?}").contains("王某秘"), "{row:?}");
    }
}

#[test]
fn a_few_lost_bytes_do_not_change_the_encoding() {
    let members: Vec<_> = facts(20).iter().map(|fact| published(fact, Dialect::Court)).collect();
    let text = arrange(&members, Arrangement::Lines);
    for coding in [Coding::Utf8, Coding::Gb18030] {
        let mut bytes = encode(&text, coding);
        let name = bytes.iter().position(|byte| !byte.is_ascii()).unwrap();
        bytes[name] = 0xFF;
        let (rows, form) = read(&bytes, "damaged");
        assert_eq!(form.1, coding.found());
        assert_eq!(comparable(&rows)[1..], records(&members)[1..]);
        assert!(
            rows[0].record.flaws.iter().any(|flaw| flaw.kind == FlawKind::LostBytes),
            "{:?}",
            rows[0].record.flaws
        );
    }
}

#[test]
fn a_feed_put_together_from_two_encodings_reads_line_by_line() {
    let members: Vec<_> = facts(300).iter().map(|fact| published(fact, Dialect::Court)).collect();
    let (first, second) = members.split_at(150);
    let of = |members: &[Members], coding| encode(&arrange(members, Arrangement::Lines), coding);
    for (before, after) in [(Coding::Utf8, Coding::Gb18030), (Coding::Gb18030, Coding::Utf8)] {
        for is_ended in [true, false] {
            let mut bytes = [of(first, before), of(second, after)].concat();
            bytes.truncate(bytes.len() - usize::from(!is_ended));
            let mut rows = Rows::new(bytes.as_slice()).unwrap();
            let found: Vec<_> = rows.by_ref().map(Result::unwrap).collect();
            assert_eq!(comparable(&found), records(&members), "{before:?} {after:?}");
            assert_eq!(rows.lost_bytes_so_far(), 0);
        }
    }
}

#[test]
fn a_damaged_name_is_not_read_in_another_encoding() {
    let good = "{\"iname\":\"示例建设集团有限公司\"}\n".repeat(3);
    for name in [&b"\xE5\xBC"[..], b"\xE5\xBC\xA0\xFF", b"\xE5\xBC\xA0\xE6\x9F", b"\xD5\xC5\xC4\xB3"] {
        let bytes = [good.as_bytes(), b"{\"iname\":\"", name, b"\"}\n"].concat();
        let (rows, _) = read(&bytes, "damaged");
        assert!(rows[3].record.name.contains('\u{FFFD}'), "{:?}", rows[3].record);
    }
    let short = encode("{\"iname\":\"模芽\"}\n", Coding::Gb18030);
    assert!(std::str::from_utf8(&short).is_ok(), "its bytes are UTF-8 by chance");
    let bytes = [encode(&good, Coding::Gb18030), short].concat();
    let (rows, _) = read(&bytes, "short");
    assert_eq!(rows[3].record.name, "模芽");
}

#[test]
fn lines_longer_than_a_buffer_lose_nothing_in_any_encoding() {
    let long = format!("{{\"iname\":\"示例\",\"duty\":\"{}\"}}\n", "义务".repeat(12_000));
    for coding in [Coding::Utf8, Coding::Gb18030] {
        for end in ["", "\n", "{\"iname\":\"示例\"}", "\u{FFFD}"] {
            let bytes = encode(&format!("{}{end}", long.repeat(3)), coding);
            let (rows, _) = read(&bytes, end);
            assert!(rows[..3].iter().all(|row| row.text.len() + 1 == long.len()), "{coding:?} {end}");
            let cut = &bytes[..bytes.len() - end.len() - 5];
            let (rows, _) = read(cut, end);
            assert!(rows.len() == 3 && !rows[2].record.is_readable(), "{coding:?} {end}");
        }
    }
}

// ------------------------------------------------------------------------------------------------ tables

#[test]
fn fields_of_a_table_go_to_their_columns() {
    let table = "iname,cardNum,zz,duty\n张某示,1101051949****002X,1,\"甲\r\n乙\"\"丙\"\n";
    let (rows, _) = read(table.as_bytes(), "table");
    assert_eq!(
        rows[0].text,
        r#"{"iname":"张某示","cardNum":"1101051949****002X","zz":"1","duty":"甲\r\n乙\"丙"}"#
    );
    assert_eq!(rows[0].record.extra, [("zz".to_owned(), json!("1"))]);
}

#[test]
fn rows_that_do_not_fit_their_table_are_flawed_and_kept() {
    let table = "id,iname,cardNum,duty\n1,示例一\n2,示例二,,x,,\n3,示例三,,a,b\n4,示例四,,d\n";
    let (rows, _) = read(table.as_bytes(), "table");
    assert_eq!(rows.len(), 4);
    let kinds = |row: &Row| row.record.flaws.iter().map(|flaw| flaw.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&rows[0]), [FlawKind::TooFewColumns { expected: 4, found: 2 }]);
    assert!(rows[0].record.is_readable() && rows[0].record.name == "示例一", "absent last fields are absent");
    assert!(kinds(&rows[1]).is_empty(), "empty fields beyond the header are trailing commas");
    assert_eq!(kinds(&rows[2]), [FlawKind::TooManyColumns { expected: 4, found: 5 }]);
    assert!(!rows[2].record.is_readable(), "nobody knows which comma is not a delimiter");
    assert!(rows[2].text.contains("\"column 5\":\"b\""), "and nothing of it is lost: {}", rows[2].text);
    assert!(rows[3].record.is_readable());
}

#[test]
fn an_open_quote_costs_its_own_row() {
    for rest in
        ["4,示例四,,d\n5,示例五,,e\n", "4,\"示例四\",,d\n5,示例五,,e\n", "4,示例四,\"\",d\n5,示例五,,e\n"]
    {
        let table = format!("id,iname,cardNum,duty\n1,示例一,,a\n2,\"示例二,,b\n3,示例三,,c\n{rest}");
        let (rows, _) = read(table.as_bytes(), "table");
        let names: Vec<_> =
            rows.iter().filter(|row| row.record.is_readable()).map(|row| row.record.name.as_str()).collect();
        assert_eq!(names, ["示例一", "示例三", "示例四", "示例五"], "{table}");
        assert!(
            rows.iter().any(|row| row.line == 3 && row.record.flaws[0].kind == FlawKind::OpenQuote),
            "{rows:?}"
        );
    }
}

// ------------------------------------------------------------------------------------------------ making feeds

/// One row's facts by the court's keys, as texts; dates as ISO days.
type Fact = Vec<(&'static str, String)>;
type Members = Vec<(String, Value)>;

/// Invented rows, with characters whose GB18030 bytes hold `\`, `{`, `[` or `"`-like trail bytes, and one of four bytes.
fn facts(count: usize) -> Vec<Fact> {
    let awkward: String = awkward_characters();
    let make = |number: usize| {
        let is_person = number % 3 != 2;
        let text =
            |person: &str, organisation: &str| if is_person { person } else { organisation }.to_owned();
        vec![
            ("id", (700_000_000 + number).to_string()),
            (
                "iname",
                if is_person {
                    format!("张{}𠮷", surname(number))
                } else {
                    format!("示例{number}建设有限公司")
                },
            ),
            ("caseCode", format!("(2019)示0101执{number}号")),
            ("age", text("70", "0")),
            ("sexy", text("女", "")),
            ("cardNum", text("1101051949****002X", "60003734-1")),
            ("businessEntity", text("", "李某例")),
            ("courtName", "示例市示例区人民法院".into()),
            ("areaName", "示例".into()),
            ("partyTypeName", text("580", "581")),
            ("regDate", "2019-01-10".into()),
            (
                "duty",
                format!(
                    "义务“{number}”\"{awkward}\\\r\n第二行{}",
                    if number.is_multiple_of(4) { ",{[" } else { "" }
                ),
            ),
            ("disruptTypeName", "违反财产报告制度,伪造证据、暴力、威胁等方法妨碍、抗拒执行".into()),
            ("publishDate", "2019-04-01".into()),
            ("qysler", if is_person { "[]".into() } else { responsible() }),
            ("gistUnit", "示例县人民法院".into()),
        ]
    };
    (0..count).map(make).collect()
}

fn responsible() -> String {
    format!(
        r#"[{{"cardNum":"1101051949****002X","corporationtypename":"法定代表人","iname":"{RESPONSIBLE}"}},{{"cardNum":"","corporationtypename":"监事","iname":"{RESPONSIBLE}"}}]"#
    )
}

const RESPONSIBLE: &str = "周某责";

fn surname(number: usize) -> char {
    char::from_u32(0x4E00 + u32::try_from(number * 37 % 5000).unwrap()).unwrap()
}

fn awkward_characters() -> String {
    let holds = |c: &char, trail: u8| {
        let text = c.to_string();
        let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
        bytes.len() == 2 && bytes[1] == trail
    };
    let one = |trail: u8| ('\u{4E00}'..'\u{9FA5}').find(|c| holds(c, trail)).unwrap();
    [b'\\', b'{', b'}', b'[', b']'].map(one).into_iter().collect()
}

const DIALECTS: [Dialect; 5] =
    [Dialect::Court, Dialect::Mirror, Dialect::Vendor, Dialect::Renamed, Dialect::Official];

/// The row as a dialect publishes it.
fn published(fact: &Fact, dialect: Dialect) -> Members {
    let rename = |key: &str| -> String {
        match (dialect, key) {
            (Dialect::Mirror, "id") => "loc".into(),
            (Dialect::Vendor, key) => key.to_lowercase(),
            (Dialect::Renamed, "iname") => "pname".into(),
            (Dialect::Renamed, "cardNum") => "idcardNo".into(),
            (Dialect::Renamed, "duty") => "yiwu".into(),
            (Dialect::Renamed, "disruptTypeName") => "jtqx".into(),
            (Dialect::Renamed, "caseCode") => "caseNo".into(),
            (Dialect::Renamed, "courtName") => "court".into(),
            (Dialect::Renamed, "businessEntity") => "ownerName".into(),
            (Dialect::Renamed, "partyTypeName") => "orgType".into(),
            (Dialect::Official, "id") => "LaoLaiID".into(),
            (Dialect::Official, "sexy") => "SexName".into(),
            (Dialect::Official, "iname") => "IName".into(),
            (Dialect::Official, "businessEntity") => "BuesinessEntity".into(),
            (Dialect::Official, "disruptTypeName") => "DisReputTypeName".into(),
            (Dialect::Official, key) => key[..1].to_uppercase() + &key[1..],
            (_, key) => key.into(),
        }
    };
    fact.iter().map(|(key, text)| (rename(key), value(key, text, dialect))).collect()
}

fn value(key: &str, text: &str, dialect: Dialect) -> Value {
    match (dialect, key) {
        (Dialect::Court, "id") => json!(text.parse::<u64>().unwrap()),
        (Dialect::Mirror, "id") => json!(format!("http://shixin.example/detail?id={text}")),
        (Dialect::Court, "age") => json!(text.parse::<u64>().unwrap()),
        (Dialect::Mirror, "sexy") if !text.is_empty() => json!(format!("{text}性")),
        (Dialect::Mirror | Dialect::Vendor, "partyTypeName") => json!(if text == "580" { "0" } else { "1" }),
        (Dialect::Renamed, "partyTypeName") => {
            json!(if text == "580" { "自然人" } else { "法人或其他组织" })
        }
        (Dialect::Mirror, "regDate") => json!(text.replace('-', "")),
        (Dialect::Vendor, "regDate") => json!(format!("{text} 00:00:00")),
        (Dialect::Vendor, "publishDate") => json!("1554048000000"),
        (Dialect::Court | Dialect::Mirror, "regDate" | "publishDate") => {
            json!(text.replacen('-', "年", 1).replacen('-', "月", 1) + "日")
        }
        (_, "qysler") => serde_json::from_str(text).unwrap(),
        _ => json!(text),
    }
}

/// What the rows must read as, whoever published them.
fn records(members: &[Members]) -> Vec<Record> {
    members.iter().map(|members| anonymous(Record::read(&object(members)))).collect()
}

fn comparable(rows: &[Row]) -> Vec<Record> {
    rows.iter().map(|row| anonymous(row.record.clone())).collect()
}

fn anonymous(record: Record) -> Record {
    Record { dialect: Dialect::Unknown, ..record }
}

fn object(members: &Members) -> String {
    let members: Vec<_> = members.iter().map(|(key, value)| format!("{}:{value}", json!(key))).collect();
    format!("{{{}}}", members.join(","))
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Arrangement {
    Lines,
    WindowsLines,
    SpacedObjects,
    Array,
    ArrayOfLines,
    IndentedArray,
    Result,
    StatusDataResult,
    DispData,
    Jsonp,
    LinesOfEnvelopes,
    LinesOfJsonp,
    Comma,
    Tab,
    Semicolon,
}

const ARRANGEMENTS: [Arrangement; 15] = [
    Arrangement::Lines,
    Arrangement::WindowsLines,
    Arrangement::SpacedObjects,
    Arrangement::Array,
    Arrangement::ArrayOfLines,
    Arrangement::IndentedArray,
    Arrangement::Result,
    Arrangement::StatusDataResult,
    Arrangement::DispData,
    Arrangement::Jsonp,
    Arrangement::LinesOfEnvelopes,
    Arrangement::LinesOfJsonp,
    Arrangement::Comma,
    Arrangement::Tab,
    Arrangement::Semicolon,
];

impl Arrangement {
    fn is_table(self) -> bool {
        matches!(self, Self::Comma | Self::Tab | Self::Semicolon)
    }

    /// Whether a feed may end after any row.
    fn ends_anywhere(self) -> bool {
        self.is_table() || self.container() == Container::Objects || self.is_by_line()
    }

    fn is_by_line(self) -> bool {
        self.has_rows_on_lines() || matches!(self, Self::LinesOfEnvelopes | Self::LinesOfJsonp)
    }

    fn has_rows_on_lines(self) -> bool {
        matches!(self, Self::Lines | Self::WindowsLines)
    }

    fn is_structure(self) -> bool {
        !self.has_rows_on_lines()
    }

    fn delimiter(self) -> u8 {
        match self {
            Self::Tab => b'\t',
            Self::Semicolon => b';',
            _ => b',',
        }
    }

    fn container(self) -> Container {
        match self {
            Self::Lines | Self::WindowsLines => Container::Lines,
            Self::SpacedObjects => Container::Objects,
            Self::Array | Self::ArrayOfLines | Self::IndentedArray => Container::Array,
            Self::Result | Self::StatusDataResult | Self::DispData | Self::LinesOfEnvelopes => {
                Container::Envelope
            }
            Self::Jsonp | Self::LinesOfJsonp => Container::Jsonp,
            Self::Comma | Self::Tab | Self::Semicolon => Container::Csv,
        }
    }
}

fn arrange(rows: &[Members], arrangement: Arrangement) -> String {
    let objects: Vec<_> = rows.iter().map(object).collect();
    let indented = || -> Vec<_> {
        let parse = |object: &String| serde_json::from_str::<Value>(object).unwrap();
        objects.iter().map(|object| serde_json::to_string_pretty(&parse(object)).unwrap()).collect()
    };
    let list = objects.join(",");
    match arrangement {
        Arrangement::Lines => objects.join("\n") + "\n",
        Arrangement::WindowsLines => objects.join("\r\n\r\n"),
        Arrangement::SpacedObjects => indented().join("\n\n"),
        Arrangement::Array => format!("[{list}]"),
        Arrangement::ArrayOfLines => format!("[\n{}\n]\n", objects.join(",\n")),
        Arrangement::IndentedArray => format!("[\n{}\n]\n", indented().join(",\n")),
        Arrangement::Result => format!("[{{\"result\":[{list}]}}]"),
        Arrangement::StatusDataResult => {
            format!(
                "{{\"status\":\"0\",\"t\":\"\",\"set_cache_time\":\"\",\"data\":[{{\"SiteId\":1,\"result\":[{list}]}}]}}"
            )
        }
        Arrangement::DispData => format!(
            "{{\"data\":[{{\"loc\":\"x\",\"disp_data\":[ {list} ],\"lastmod\":\"y\"}}],\"end\":{{\"a\":[1]}}}}"
        ),
        Arrangement::Jsonp => {
            format!("/**/jQuery110_1({{\"status\":\"0\",\"data\":[{{\"result\":[{list}]}}]}});\n")
        }
        Arrangement::LinesOfEnvelopes => {
            chunks(&objects, |list| format!("{{\"status\":0,\"result\":[{list}]}}\n"))
        }
        Arrangement::LinesOfJsonp => {
            chunks(&objects, |list| format!("/**/cb({{\"data\":[{{\"result\":[{list}]}}]}});\n"))
        }
        Arrangement::Comma | Arrangement::Tab | Arrangement::Semicolon => {
            table(rows, arrangement.delimiter())
        }
    }
}

fn chunks(objects: &[String], wrap: impl Fn(&str) -> String) -> String {
    objects.chunks(2).map(|chunk| wrap(&chunk.join(","))).collect()
}

fn table(rows: &[Members], delimiter: u8) -> String {
    let delimiter = char::from(delimiter).to_string();
    let quote = |text: &str| {
        if text.contains(['"', ',', '\t', ';', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let field = |value: &Value| quote(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let header: Vec<_> = rows[0].iter().map(|(key, _)| key.clone()).collect();
    let lines = rows
        .iter()
        .map(|row| row.iter().map(|(_, value)| field(value)).collect::<Vec<_>>().join(&delimiter) + "\n");
    header.join(&delimiter) + "\n" + &lines.collect::<String>()
}

#[derive(Debug, Clone, Copy)]
enum Coding {
    Utf8,
    Utf8Mark,
    Utf16Le,
    Utf16Be,
    Gb18030,
}

const CODINGS: [Coding; 5] =
    [Coding::Utf8, Coding::Utf8Mark, Coding::Utf16Le, Coding::Utf16Be, Coding::Gb18030];

impl Coding {
    fn found(self) -> Encoding {
        match self {
            Self::Utf8 | Self::Utf8Mark => Encoding::Utf8,
            Self::Utf16Le => Encoding::Utf16Le,
            Self::Utf16Be => Encoding::Utf16Be,
            Self::Gb18030 => Encoding::Gb18030,
        }
    }
}

fn encode(text: &str, coding: Coding) -> Vec<u8> {
    match coding {
        Coding::Utf8 => text.as_bytes().to_vec(),
        Coding::Utf8Mark => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        Coding::Utf16Le => {
            "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        }
        Coding::Utf16Be => {
            "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
        }
        Coding::Gb18030 => {
            let (bytes, _, lost) = encoding_rs::GB18030.encode(text);
            assert!(!lost);
            bytes.into_owned()
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Packing {
    Plain,
    Gzip,
    GzipMembers,
    Zstd,
    ZstdFrames,
}

const PACKINGS: [Packing; 5] =
    [Packing::Plain, Packing::Gzip, Packing::GzipMembers, Packing::Zstd, Packing::ZstdFrames];

fn pack(bytes: &[u8], packing: Packing) -> Vec<u8> {
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let zstd =
        |bytes: &[u8]| ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest);
    let (first, second) = bytes.split_at(bytes.len() / 3);
    match packing {
        Packing::Plain => bytes.to_vec(),
        Packing::Gzip => gzip(bytes),
        Packing::GzipMembers => [gzip(first), gzip(second)].concat(),
        Packing::Zstd => zstd(bytes),
        Packing::ZstdFrames => [b"\x50\x2A\x4D\x18\x02\0\0\0xx".to_vec(), zstd(first), zstd(second)].concat(),
    }
}

fn expected_form(
    arrangement: Arrangement,
    coding: Coding,
    packing: Packing,
) -> (Compression, Encoding, Container) {
    let compression = match packing {
        Packing::Plain => Compression::Plain,
        Packing::Gzip | Packing::GzipMembers => Compression::Gzip,
        Packing::Zstd | Packing::ZstdFrames => Compression::Zstd,
    };
    (compression, coding.found(), arrangement.container())
}

fn read(bytes: &[u8], what: &str) -> (Vec<Row>, (Compression, Encoding, Container)) {
    let mut rows = Rows::new(bytes).unwrap_or_else(|error| panic!("{what}: {error}"));
    let found: Vec<_> =
        rows.by_ref().map(|row| row.unwrap_or_else(|error| panic!("{what}: {error}"))).collect();
    let form = rows.form();
    assert_eq!(rows.count_so_far(), u64::try_from(found.len()).unwrap(), "{what}");
    let lines: Vec<_> = found.iter().map(|row| row.line).collect();
    assert!(lines.is_sorted(), "{what}: lines {lines:?}");
    (found, (form.compression, form.encoding, form.container))
}

impl SplitMix {
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        match self.below(6) {
            0 | 1 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
            2 if !bytes.is_empty() => drop(bytes.remove(at)),
            3 => bytes.insert(at, b"{}[]\",:\\0 n\n"[self.below(12)]),
            4 if self.below(4) == 0 => bytes.truncate(at),
            _ => {
                let end = (at + self.below(200)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
        }
    }
}
