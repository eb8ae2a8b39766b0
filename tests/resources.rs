//! What do the worst inputs cost that somebody can hand in? Memory is held to bounds here; times are told, at two sizes, and stand
//! in `docs/hostile.md`. `SHIXIN_RESOURCES` (1) multiplies the sizes; the figures of the page are of 250, with `--release`.
#![cfg(feature = "compile")]
#![expect(
    unsafe_code,
    reason = "an allocator that counts can only be written with `unsafe impl GlobalAlloc`"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::print_stderr,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;
mod metered;

use std::io;
use std::io::Read;
use std::time::Duration;
use std::time::Instant;

use shixin::Compiler;
use shixin::Date;
use shixin::List;
use shixin::Outcome;
use shixin::Policy;
use shixin::Query;
use shixin::Relief;
use shixin::compile::Origin;
use shixin::id::Pattern;
use shixin::name::Name;
use shixin::record::ROW_LIMIT;
use shixin::record::ReadError;
use shixin::record::Record;
use shixin::record::Rows;

use metered::peak_of;

/// One name borne by everybody listed, a third of them without an id.
#[test]
fn a_name_that_everybody_bears() {
    let mut peaks = Vec::new();
    for count in sizes(4_000) {
        let row = |number: usize| {
            let id =
                invented::publish_person(&citizen(number), if number.is_multiple_of(3) { 13 } else { 1 });
            invented::row(number, "张某示", &id, "", "580")
        };
        let list = compiled(&format!("one name, {count} records"), count, row);
        let stranger = invented::citizen("330106", 1999, "0307", 501);
        let listed = citizen(1);
        let most =
            [(stranger.as_str(), "张某示"), (listed.as_str(), "张某示"), ("", "张某示"), ("", "章某示")]
                .map(|(id, name)| asked(&list, id, name));
        let block = list.check(&listed, "张某示").unwrap();
        assert!(block.record_ids().any(|record| record == "1"), "{}", block.because());
        let unbounded = list.with_policy(Policy::default().unbounded());
        asked(&unbounded, "", "张某示");
        peaks.push(most.into_iter().max().unwrap());
    }
    assert!(peaks[1] <= peaks[0].max(64 * 1024) * 5, "a check's memory: {peaks:?}");
}

/// Everybody's id shows the same characters.
#[test]
fn visible_digits_that_everybody_shares() {
    let mut peaks = Vec::new();
    for count in sizes(4_000) {
        let id = invented::citizen("110105", 1980, "0101", 11);
        let shown = invented::publish_person(&id, 1);
        let row = |number: usize| invented::row(number, &name(number), &shown, "", "580");
        let list = compiled(&format!("one masked id, {count} records"), count, row);
        let most = [name(7), "赵某无".to_owned(), String::new()].map(|name| asked(&list, &id, &name));
        peaks.push(most.into_iter().max().unwrap());
    }
    assert!(peaks[1] <= peaks[0].max(64 * 1024) * 5, "a check's memory: {peaks:?}");
}

/// A row far beyond the limit between two that are not: it costs no more memory than the limit, and no other row.
#[test]
fn a_row_of_any_length() {
    let mut peaks = Vec::new();
    for megabytes in sizes(4) {
        for (what, head, filling, tail) in [
            ("JSON", r#"{"iname":"张某示","duty":""#, "\u{5F20}", "\"}\n"),
            ("JSON, many members", "{\"iname\":\"张某示\"", ",\"x\":[1,2]", "}\n"),
            ("JSON, nested", r#"{"iname":"#, "[", "\n"),
            ("no JSON", "", "张", "\n"),
        ] {
            let good = "{\"iname\":\"李某例\",\"cardNum\":\"1101051949****002X\"}\n";
            let start = format!("{good}{head}");
            let end = format!("{tail}{good}");
            let text = Repeated::new(&start, filling, megabytes << 20, &end);
            let (rows, peak) = measured(&format!("{what}, a row of {megabytes} MB"), || {
                Rows::new(text).unwrap().map(|row| row.unwrap().record.is_readable()).collect::<Vec<_>>()
            });
            assert!(rows.first() == Some(&true) && rows.len() >= 2, "{what}: {rows:?}");
            assert!(rows.last() == Some(&true) || what.ends_with("nested"), "{what}: {rows:?}");
            peaks.push(peak);
            assert!(peak < 64 * ROW_LIMIT + (8 << 20), "{what}: {peak} bytes; a row may have {ROW_LIMIT}");
        }
    }
    eprintln!("at most {} MB", peaks.iter().max().unwrap() >> 20);
}

/// A few kilobytes that become gigabytes: read no further than they swell, and a clear error.
#[test]
fn compressed_bombs_are_refused() {
    let gigabyte = 1_usize << 30;
    for (what, bomb) in [("gzip", gzip_of_nothing(24 << 20)), ("zstd", zstd_of_nothing(gigabyte))] {
        let length = bomb.len();
        let (error, peak) =
            measured(&format!("{what}, a bomb of {length} bytes"), || match Rows::new(bomb.as_slice()) {
                Ok(rows) => rows.filter_map(Result::err).next(),
                Err(error) => Some(error),
            });
        let Some(ReadError::Swollen { packed, text, .. }) = error else { panic!("{what}: {error:?}") };
        assert!(text / 200 > packed && text < 18 << 20, "{what}: {packed} became {text}");
        assert!(peak < 12 * ROW_LIMIT + (40 << 20), "{what}: {peak} bytes");
        let mut compiler = Compiler::new(Date::new(2026, 11, 1).unwrap());
        let error = compiler.read("bomb", bomb.as_slice()).unwrap_err();
        assert!(error.to_string().contains("decompress it"), "{error}");
    }
}

/// Rows that say the same a hundred thousand times are no bomb while they are little.
#[test]
fn a_little_of_the_same_is_no_bomb() {
    let packed = gzip_of_nothing(8 << 20);
    let rows = Rows::new(packed.as_slice()).unwrap();
    assert!(rows.map(Result::unwrap).all(|row| !row.record.is_readable()));
}

/// A catalogue of relief of any length: memory by the entry, and checks that are not about it cost nothing more.
#[test]
fn a_long_catalogue_of_relief() {
    let row = invented::row(1, "张某示", "1101051949****002X", "", "580");
    let list = invented::list([row.as_str()]);
    for (what, about_one) in [("each about another", false), ("all about one record", true)] {
        let mut shares = Vec::new();
        for count in sizes(4_000) {
            let line = |number: usize| {
                let record = if about_one { 1 } else { number };
                format!(
                    "{{\"kind\":\"dispute\",\"record\":{record},\"name\":\"李某例\",\"signed_by\":\"甲\",\"dated\":\"2026-01-01\"}}\n"
                )
            };
            let text: String = (0..count).map(line).collect();
            let (relief, peak) = measured(&format!("relief, {count} lines, {what}"), || {
                Relief::read(text.as_bytes()).unwrap()
            });
            assert_eq!(relief.entries().len(), count);
            let relieved = list.clone().with_relief(relief);
            asked(&relieved, "11010519491231002X", "张某示");
            asked(&relieved, "440524188001010014", "赵某无");
            shares.push(peak / count);
        }
        assert!(shares.iter().all(|share| *share < 1_500), "bytes an entry: {shares:?}");
        let bad = "{\"kind\":\"dispute\"}\n".repeat(sizes(4_000)[0]);
        let (refused, peak) = measured("relief, every line bad", || Relief::read(bad.as_bytes()).is_err());
        assert!(refused && peak < 4 << 20, "faults that are told are few: {peak} bytes");
    }
}

/// Texts that fold, expand, combine and turn round.
#[test]
fn unicode_at_its_worst() {
    let mut peaks = Vec::new();
    for length in sizes(40_000) {
        for (what, piece) in [
            ("marks that combine", "a\u{0301}\u{0302}\u{0323}"),
            ("marks in the wrong order", "\u{0323}\u{0301}"),
            ("one sign that becomes eighteen", "\u{FDFA}"),
            ("Hangul to be composed", "\u{1112}\u{1161}\u{11AB}"),
            ("variation selectors", "张\u{E0100}\u{FE00}"),
            ("directions", "\u{202E}张\u{2066}"),
            ("private use", "\u{E816}\u{F0000}"),
            ("dots and blanks", "·\u{3000}"),
            ("brackets", "（"),
            ("aliases", "张（曾用名"),
            ("legal forms", "有限责任公司"),
            ("stars", "****"),
        ] {
            for text in [piece.repeat(1_024 / piece.len()), piece.repeat(length / piece.len())] {
                let (_, peak) = measured(&format!("{what}, {} bytes", text.len()), || {
                    let name = Name::read(&text).map(|name| (name.compare(&name), name.reading().is_some()));
                    let row = serde_json::json!({"iname": text, "cardNum": text, "duty": text}).to_string();
                    (name.is_ok(), Pattern::read(&text).is_ok(), Record::read(&row).flaws.len())
                });
                peaks.push(peak as f64 / (text.len() as f64 + 1_000.0));
            }
        }
    }
    let most = peaks.into_iter().fold(0.0, f64::max);
    eprintln!("at most {most:.1} bytes a byte");
    assert!(most < 120.0, "{most}");
}

/// Texts that a reader of feeds could go over again and again.
#[test]
fn feeds_that_lead_astray() {
    for (what, head, piece) in [
        ("a table of open quotes", "iname,cardNum\n", "\"张,1\n"),
        ("a table of quotes", "iname,cardNum\n", "\"\"\"\n"),
        ("a table of one row of delimiters", "iname,cardNum\n", ","),
        ("brackets opened", "", "[{"),
        ("envelopes opened", "", "{\"data\":["),
        ("rows opened", "{\"data\":[", "{\"iname\":\"张某示\","),
        ("rows torn", "[", "{\"iname\":\"张\"},{\"iname\":,"),
        ("quotes", "{\"iname\":", "\"\\"),
        ("calls opened", "", "cb("),
        ("lines of nothing", "", "\n\r"),
        ("rows with one key", "", "{\"iname\":1,\"iname\":2}\n"),
    ] {
        let mut times = Vec::new();
        for kilobytes in sizes(256) {
            let feed = Repeated::new(head, piece, kilobytes << 10, "");
            let before = (Instant::now(), processor_time());
            let (_, peak) = peak_of(|| Rows::new(feed).unwrap().filter_map(Result::ok).count());
            let worked = processor_time().zip(before.1).map(|(after, before)| after.saturating_sub(before));
            times.push(worked.unwrap_or_else(|| before.0.elapsed()));
            assert!(peak < 64 * ROW_LIMIT + (8 << 20), "{what}: {peak} bytes");
        }
        eprintln!("{what}, {:?} KB: {times:?}", sizes(256));
    }
}

/// A row of as many members as it may have, each another one, all the same, or nested.
#[test]
fn a_row_of_many_members() {
    for count in sizes(4_000) {
        let all = |member: &dyn Fn(usize) -> String| {
            format!("{{\"iname\":\"张某示\",{}}}", (0..count).map(member).collect::<Vec<_>>().join(","))
        };
        for (what, row) in [
            ("members", all(&|number| format!("\"k{number}\":1"))),
            ("times one key", all(&|number| format!("\"cardNum\":\"{number}\""))),
            ("times one unknown key", all(&|number| format!("\"x\":{number}"))),
            ("responsible people", all(&|_| "\"qysler\":[{\"iname\":\"钱某\"}]".to_owned())),
            (
                "grounds",
                format!("{{\"iname\":\"张某示\",\"disruptTypeName\":\"{}\"}}", "违反,".repeat(count)),
            ),
        ] {
            let (record, peak) = measured(&format!("{count} {what}"), || Record::read(&row));
            assert!(record.flaws.len() <= 2 * count + 8, "{} flaws", record.flaws.len());
            assert!(peak < row.len() * 60 + 64 * 1024, "{what}: {peak} bytes for {}", row.len());
        }
    }
}

// ---- measuring

/// Two sizes, the second four times the first.
fn sizes(small: usize) -> [usize; 2] {
    let scale = std::env::var("SHIXIN_RESOURCES").map_or(1, |text| text.parse::<usize>().unwrap());
    [(small * scale).div_ceil(4), small * scale]
}

fn measured<T>(what: &str, act: impl FnOnce() -> T) -> (T, usize) {
    let (before, worked) = (Instant::now(), processor_time());
    let (done, peak) = peak_of(act);
    let worked = processor_time().zip(worked).map(|(after, before)| after.saturating_sub(before));
    let worked = worked.map_or(String::new(), |it| format!(" ({it:?} of processor)"));
    eprintln!("{what}: {:?}{worked}, {} KB", before.elapsed(), peak >> 10);
    (done, peak)
}

/// How long this thread ran, whoever else did; where the system tells.
fn processor_time() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// Asks once, tells how long it took, and how much memory.
fn asked(list: &List, id: &str, name: &str) -> usize {
    let query = Query::new(id, name).unwrap();
    let (outcome, peak) = measured(&format!("  asked {id:?} {name:?}"), || {
        let verdict = list.answer(&query).unwrap();
        (verdict.outcome(), verdict.matches().len(), verdict.namesakes(), verdict.indistinct())
    });
    eprintln!("    {outcome:?}");
    assert!(outcome.0 != Outcome::Block || !id.is_empty());
    peak
}

fn compiled(what: &str, count: usize, row: impl Fn(usize) -> String) -> List {
    let (bytes, _) = measured(&format!("compile {what}"), || {
        let mut compiler = Compiler::new("2026-11-01".parse().unwrap());
        for number in 0..count {
            compiler.push(Origin { source: "worst".into(), line: number as u64 }, &row(number));
        }
        compiler.finish().unwrap().into_bytes()
    });
    let length = bytes.len();
    let (list, peak) = measured(&format!("open {length} bytes"), || List::from_bytes(bytes).unwrap());
    assert!(peak < length + (4 << 20), "an open takes no more than the file: {peak} of {length}");
    list
}

/// An id of its own for each of three million.
fn citizen(number: usize) -> String {
    let (sequence, rest) = (number % 995, number / 995);
    let (day, rest) = (rest % 16, rest / 16);
    invented::citizen(
        invented::COUNTIES[rest % 3],
        1940 + (rest / 3 % 60) as u16,
        invented::DAYS[day],
        sequence as u16,
    )
}

/// A name of its own for each of a hundred million.
fn name(number: usize) -> String {
    let sign = |number: usize| char::from_u32(0x4E00 + (number % 8_000) as u32).unwrap();
    format!("张{}{}", sign(number), sign(number / 8_000 * 7 + 13))
}

/// A text of one piece again and again, between two others, that is nowhere whole.
struct Repeated {
    rest: usize,
    piece: Vec<u8>,
    pending: io::Cursor<Vec<u8>>,
    end: Vec<u8>,
}

impl Repeated {
    fn new(start: &str, piece: &str, length: usize, end: &str) -> Self {
        let many = piece.repeat(1 + 65_536 / piece.len());
        Self {
            rest: length / many.len() + 1,
            piece: many.into_bytes(),
            pending: io::Cursor::new(start.as_bytes().to_vec()),
            end: end.as_bytes().to_vec(),
        }
    }
}

impl Read for Repeated {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.pending.read(out)?;
            if count > 0 || (self.rest == 0 && self.end.is_empty()) {
                return Ok(count);
            }
            let next = if self.rest > 0 { self.piece.clone() } else { std::mem::take(&mut self.end) };
            self.rest = self.rest.saturating_sub(1);
            self.pending = io::Cursor::new(next);
        }
    }
}

fn gzip_of_nothing(length: u64) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut encoder =
        flate2::read::GzEncoder::new(io::repeat(b' ').take(length), flate2::Compression::default());
    encoder.read_to_end(&mut packed).unwrap();
    packed
}

/// A frame without a checksum, of blocks that repeat one byte (RFC 8878, 3.1.1.2.2).
fn zstd_of_nothing(length: usize) -> Vec<u8> {
    const BLOCK: usize = 128 << 10;
    let mut frame = vec![0x28, 0xB5, 0x2F, 0xFD, 0, 0x38];
    for block in 0..length / BLOCK {
        let is_last = u32::from((block + 1) * BLOCK >= length);
        let header = (BLOCK as u32) << 3 | 1 << 1 | is_last;
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.push(b' ');
    }
    frame
}
