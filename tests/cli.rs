//! The `shixin` command as scripts and operators meet it: arguments in; exit code, output and errors out.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "in a test a panic is the report"
)]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    args: Vec<String>,
    exit: i32,
    #[serde(default)]
    stdout: Vec<String>,
    #[serde(default)]
    stderr: Vec<String>,
    #[serde(default)]
    stderr_without: Vec<String>,
    because: String,
}

#[test]
fn every_case_ends_as_it_says() {
    let cases: Cases = toml::from_str(include_str!("data/cases/cli.toml")).unwrap();
    let folder = demo();
    furnish(folder.path());
    let failed: Vec<String> = cases.case.iter().filter_map(|case| failure(case, folder.path())).collect();
    assert!(failed.is_empty(), "{} of {} cases:\n{}", failed.len(), cases.case.len(), failed.join("\n"));
    assert!(cases.case.len() >= 50);
    assert!(!folder.path().join("new.shixin").exists(), "no case that fails publishes");
}

/// What is wrong with the end of a case, if anything is.
fn failure(case: &Case, folder: &Path) -> Option<String> {
    assert!(case.because.len() > 4, "{:?}: a case says why", case.args);
    let args: Vec<&str> = case.args.iter().map(String::as_str).collect();
    let out = run(folder, &args);
    let (stdout, stderr) = (text(&out.stdout), text(&out.stderr));
    let mut wrong = Vec::new();
    if out.status.code() != Some(case.exit) {
        wrong.push(format!("expected exit {}, came out {:?}", case.exit, out.status.code()));
    }
    wrong.extend(missing(&case.stdout, stdout).map(|it| format!("stdout lacks {it:?}")));
    wrong.extend(missing(&case.stderr, stderr).map(|it| format!("stderr lacks {it:?}")));
    wrong.extend(
        case.stderr_without.iter().filter(|it| stderr.contains(*it)).map(|it| format!("stderr has {it:?}")),
    );
    if case.stdout.is_empty() && !stdout.is_empty() {
        wrong.push(format!("stdout has {stdout:?}"));
    }
    if [stdout, stderr].iter().any(|it| it.contains('\x1b') || it.contains("panicked")) {
        wrong.push("a bar, a colour or a panic".to_owned());
    }
    (!wrong.is_empty()).then(|| format!("{args:?}: {} ({}) [{stderr}]", wrong.join("; "), case.because))
}

fn missing<'a>(wanted: &'a [String], text: &'a str) -> impl Iterator<Item = &'a String> {
    wanted.iter().filter(move |it| !text.contains(*it))
}

/// Each command of the README's walk does what stands below it. Lines that are `…` stand for others.
#[test]
fn the_readmes_walk_can_be_walked() {
    let folder = demo();
    let readme = include_str!("../README.md");
    let walk = readme.split("```console\n").nth(1).unwrap().split("```").next().unwrap();
    let steps: Vec<&str> = walk.split("$ ").filter(|step| !step.is_empty()).collect();
    assert!(steps.len() >= 5, "check, explain, relief, check, lapse");
    for step in steps {
        let (command, shown) = step.split_once('\n').unwrap();
        let out = shell(folder.path(), command);
        let printed = format!("{}{}", text(&out.stdout), text(&out.stderr));
        let mut rest = printed.as_str();
        for line in shown.lines().filter(|line| *line != "…") {
            let at = rest
                .find(line)
                .unwrap_or_else(|| panic!("{command}: {line:?} is not there in order: {printed}"));
            rest = &rest[at + line.len()..];
        }
    }
}

/// Runs a line as a shell would, with the command on the path.
fn shell(folder: &Path, line: &str) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_shixin")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    Command::new("sh").args(["-c", line]).current_dir(folder).env("PATH", path).output().unwrap()
}

/// Bad lists, feeds and tables for the cases.
fn furnish(folder: &Path) {
    let mut list = fs::read(folder.join("demo.shixin")).unwrap();
    let middle = list.len() / 2;
    list[middle] ^= 1;
    fs::write(folder.join("broken.shixin"), list).unwrap();
    for (whole, cut) in [("rows.jsonl", "cut.gz"), ("applicants.csv", "cut.csv.gz")] {
        let packed = gzip(&fs::read(folder.join(whole)).unwrap());
        fs::write(folder.join(cut), &packed[..packed.len() / 2]).unwrap();
    }
    let dirty = format!("{}{}", "{\"iname\":\"张某示\"}\n".repeat(88), "{}\n".repeat(12));
    for (name, text) in [
        ("empty", ""),
        ("dirty.jsonl", dirty.as_str()),
        ("relief.jsonl", RELIEF),
        (
            "bad-relief.jsonl",
            "{\"kind\":\"dispute\",\"record\":\"1\",\"name\":\"张某示\",\"signed_by\":\"甲\"}\n{}\n",
        ),
        (
            "policy.toml",
            "degraded_days = 5\nswitched_off = [\"credit.loan\"]\n[use.\"travel.air\"]\ntier = \"confirmed\"\n",
        ),
        ("bad-policy.toml", "max_age_days = 31\nmax_age = 7\n"),
        ("no-id.csv", "applicant,name,number\n1,郑某示,32010219760412101X\n"),
        ("no-header.csv", "32010219760412101X,郑某示\n"),
        ("two-ids.csv", "id,name,ID\n32010219760412101X,郑某示,\n"),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
    keep_trails(folder);
}

/// A trail of two checks, and one with its last line cut off.
fn keep_trails(folder: &Path) {
    for (id, name, outcome) in [("11010519491231002X", "张某示", 2), ("330106198506150484", "张某示", 0)]
    {
        let args =
            ["check", "demo.shixin", "--id", id, "--name", name, "--on", "2026-11-20", "--use", "travel.air"];
        let out = run(folder, &[&args[..], &["--trail", "trail", "--reference", "2026-17"]].concat());
        assert_eq!(out.status.code(), Some(outcome), "{}", text(&out.stderr));
    }
    for (from, to) in [("trail", "trail.cut"), ("trail.keys", "trail.cut.keys")] {
        fs::create_dir(folder.join(to)).unwrap();
        for entry in fs::read_dir(folder.join(from)).unwrap().map(Result::unwrap) {
            fs::copy(entry.path(), folder.join(to).join(entry.file_name())).unwrap();
        }
    }
    let segment = fs::read_dir(folder.join("trail.cut")).unwrap().map(|it| it.unwrap().path());
    let segment = segment.filter(|it| it.extension().is_some_and(|it| it == "jsonl")).max().unwrap();
    let lines = fs::read_to_string(&segment).unwrap();
    let kept = lines.trim_end().rfind('\n').map_or(0, |at| at + 1);
    fs::write(segment, &lines[..kept]).unwrap();
    fs::create_dir(folder.join("own")).unwrap();
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/platforms.toml"), folder.join("platforms.toml"))
        .unwrap();
    fs::write(
        folder.join("twice.toml"),
        "[[schema]]\nname = \"twice\"\ncolumns = [[\"record\", \"BH\"], [\"state\", \"BH\"]]\n",
    )
    .unwrap();
}

/// Somebody's only record is withdrawn; another line names nobody.
const RELIEF: &str = r#"{"kind":"withdrawal","record":"700900017","case":"(2019)示0101执1017号","reason":"repaired","signed_by":"甲","dated":"2026-11-10"}
{"kind":"dispute","record":"7","name":"某某某","signed_by":"甲","dated":"2026-11-10"}
"#;

#[test]
fn check_prints_every_member_and_no_third_party() {
    let folder = demo();
    let out = run(
        folder.path(),
        &["check", "demo.shixin", "--id", "11010519491231002X", "--name", "张某示", "--on", "2026-11-20"],
    );
    let answer: Value = serde_json::from_slice(&out.stdout).unwrap();
    let members: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(
        members,
        [
            "outcome",
            "ground",
            "strength",
            "lookalikes",
            "records",
            "namesakes",
            "indistinct",
            "because",
            "because_zh",
            "use",
            "force",
            "binds",
            "basis",
            "basis_zh",
            "assumed",
            "denied",
            "to_establish",
            "day",
            "edition",
            "policy",
            "matches",
            "relief",
            "relief_digest",
            "overdue",
            "recourse",
            "recourse_zh"
        ]
    );
    let evidence = answer["matches"][0]["evidence"][0].as_object().unwrap();
    let members: Vec<&String> = evidence.keys().collect();
    assert_eq!(
        members,
        [
            "record_id",
            "name",
            "id",
            "case_number",
            "court",
            "province",
            "published",
            "performance",
            "grounds"
        ]
    );
    assert_eq!(evidence["id"], "1101051949****002X", "as published: nothing hidden is filled in");
    assert_eq!(answer["edition"]["as_of"], "2026-11-01");
    assert_eq!(answer["edition"]["digest"].as_str().unwrap().len(), 64);
    assert_eq!(answer["matches"][0]["strength"], answer["strength"]);
    assert!(answer["matches"][0]["reasons"].as_array().unwrap().len() >= 2, "{answer}");
    assert!(out.stderr.is_empty(), "{}", text(&out.stderr));
    let record = answer["records"][0].as_str().unwrap();
    let rows = fs::read_to_string(folder.path().join("rows.jsonl")).unwrap();
    let row = rows.lines().find(|row| row.contains(&format!("\"id\":{record},"))).unwrap();
    let duty = serde_json::from_str::<Value>(row).unwrap()["duty"].as_str().unwrap().to_owned();
    assert!(duty.chars().count() > 5, "the row has a duty to keep back");
    assert!(!text(&out.stdout).contains(&duty), "and it is kept back");
}

#[test]
fn screen_answers_in_order_and_passes_columns_through() {
    let folder = demo();
    fs::write(
        folder.path().join("people.csv"),
        "phone,name,records,id,phone,input_records, outcome\r\n\
         1,郑某示,mine,32010219760412101X,2,too,x\r\n\
         \"3,\"\"4\",张某示,,330106198506150484,,,\r\n\
         5,张某示,,见附件,,,\r\n\
         6\r\n\
         7,端木示例,,\r\n\
         8,郑,某示,32010219760412101X,,,,9\r\n",
    )
    .unwrap();
    let out = run(folder.path(), &["screen", "demo.shixin", "people.csv", "--on", "2026-11-20"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let lines: Vec<Value> =
        text(&out.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let members: Vec<&String> = lines[0].as_object().unwrap().keys().collect();
    assert_eq!(
        members,
        [
            "applicant",
            "phone",
            "input_records",
            "input_phone",
            "input_input_records",
            "input_outcome",
            "outcome",
            "strength",
            "lookalikes",
            "records",
            "because"
        ],
        "the row's number, the columns in order, none lost; then the answer"
    );
    let column = |name: &str| lines.iter().map(|line| line[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("applicant"), ["1", "2", "3", "4", "5", "6"]);
    assert_eq!(column("phone"), ["1", "3,\"4", "5", "6", "7", "8"], "kept to the letter");
    assert_eq!(column("outcome"), ["block", "clear", "error", "error", "refer", "error"]);
    assert_eq!((&lines[0]["input_records"], &lines[0]["input_phone"]), (&"mine".into(), &"2".into()));
    assert_eq!((&lines[0]["input_input_records"], &lines[0]["input_outcome"]), (&"too".into(), &"x".into()));
    assert_eq!(lines[0]["records"], serde_json::json!(["700900001"]), "source record ids");
    for (line, expected) in [(2, "cannot be read"), (3, "too short"), (5, "8 fields and the header 7")] {
        let line = &lines[line];
        assert!(line["because"].as_str().unwrap().contains(expected), "{line}");
        assert!(line["strength"].is_null() && line["lookalikes"].is_null(), "no answer: {line}");
        assert_eq!(line["records"], serde_json::json!([]));
    }
    assert_eq!(text(&out.stderr), "6 applicants: 1 block, 1 refer, 1 clear, 3 error\n", "and no bar");
}

#[test]
fn screen_gives_the_demo_its_expected_answers_in_every_form_of_input() {
    let folder = demo();
    let table = fs::read_to_string(folder.path().join("applicants.csv")).unwrap();
    let screen = |args: &[&str]| {
        let out = run(folder.path(), &[&["screen", "demo.shixin", "--on", "2026-11-20"], args].concat());
        assert_eq!(out.status.code(), Some(0), "{args:?}: {}", text(&out.stderr));
        text(&out.stdout).to_owned()
    };
    let plain = screen(&["applicants.csv"]);
    assert_eq!(plain.lines().count(), 26);
    for line in plain.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["outcome"], line["expect"], "{line}");
        assert!(
            line.get("id").is_none() && line.get("name").is_none(),
            "neither id nor name is repeated: {line}"
        );
    }
    let (gb18030, _, _) = encoding_rs::GB18030.encode(&table);
    fs::write(folder.path().join("gb.csv.gz"), gzip(&gb18030)).unwrap();
    fs::write(folder.path().join("bom.csv"), format!("\u{FEFF}{table}")).unwrap();
    for args in [
        &["gb.csv.gz"][..],
        &["bom.csv"],
        &["applicants.csv", "--threads", "4"],
        &["applicants.csv", "--threads", "256"],
    ] {
        assert_eq!(screen(args), plain, "{args:?}");
    }
    assert_eq!(screen(&["applicants.csv", "-o", "answers.jsonl"]), "", "all goes to the file");
    assert_eq!(fs::read_to_string(folder.path().join("answers.jsonl")).unwrap(), plain);
    let piped =
        run_with(folder.path(), &["screen", "demo.shixin", "-", "--on", "2026-11-20"], table.as_bytes());
    assert_eq!(text(&piped.stdout), plain, "standard input");
}

/// A listed applicant stands in every table behind what is broken, and in the line that is broken too.
#[test]
fn nothing_broken_in_a_table_hides_an_applicant() {
    let folder = demo();
    let long = format!("{},郑某示", "3".repeat(1 << 20));
    for (because, table, expected) in [
        ("a quote opened", "id,name\n,\"方例新\nL\nL\n", "error block block"),
        ("in the last column", "id,name,note\n410102199001010151,方例新,\"x\nL\nL\n", "error block block"),
        ("as a field's first", "id,name\n\"L\nL\n", "error block"),
        ("closed on another line", "id,name,n\nL,\"a\nb\"\nL\n", "error error block"),
        (
            "even in number, not closed",
            "id,name,n\nL,a\"b\nL\n,a\"x,\"方例新\nL\n",
            "error block error block",
        ),
        (
            "two lines with one each",
            "id,name\n,\"方例新\nL\n410102199001010151,方例新\"\n",
            "error block error",
        ),
        (
            "quoted rows after a quote left open",
            "id,name,n\n,a\"x,\"方例新\nQ,\"\"\nQ,\",\"\"\"\n\"\"\nQ\n",
            "error block block error block",
        ),
        ("the last line", "id,name\nL\n\"L", "block error"),
        ("quoted as it should be", "id,name\n\"32010219760412101X\",\"郑某示\"\nL\n", "block block"),
        ("CR LF, CR, blank lines", "id,name\r\n\r\nL\rL\n\n \nL", "block block block"),
        ("a NUL at the ends", "id,name\0\n\0L\0\r\nL\0", "block block"),
        (
            "semicolons",
            "name;a,b;id\n郑某示;x,y;32010219760412101X\n郑某示;\";\";32010219760412101X\n",
            "block block",
        ),
        ("tabs", "id\tname\n32010219760412101X\t郑某示\n32010219760412101X\t\"郑某示\"\n", "block block"),
        ("a line too long", &format!("id,name\n{long}\nL\n"), "error block"),
        ("a last line too long", &format!("id,name\nL\n{long}"), "block error"),
    ] {
        let table = table.replace('Q', "\"32010219760412101X\",\"郑某示\"");
        let table = table.replace('L', "32010219760412101X,郑某示");
        fs::write(folder.path().join("broken.csv"), &table).unwrap();
        let out = run(folder.path(), &["screen", "demo.shixin", "broken.csv", "--on", "2026-11-20"]);
        assert_eq!(out.status.code(), Some(0), "{because}: {}", text(&out.stderr));
        let lines: Vec<Value> =
            text(&out.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let outcomes: Vec<&str> = lines.iter().map(|line| line["outcome"].as_str().unwrap()).collect();
        assert_eq!(outcomes.join(" "), expected, "{because}: {}", text(&out.stdout));
    }
}

#[test]
fn a_broken_row_says_where_it_stands_and_what_to_do() {
    let folder = demo();
    let table = "applicant,id,name\n\na,\"32010219760412101X,郑某示\nb,32010219760412101X,郑某示\n";
    let screen = |table: &str| {
        let out =
            run_with(folder.path(), &["screen", "demo.shixin", "-", "--on", "2026-11-20"], table.as_bytes());
        (out.status.code(), text(&out.stdout).to_owned(), text(&out.stderr).to_owned())
    };
    let (code, told, tally) = screen(table);
    assert_eq!((code, tally.as_str()), (Some(0), "2 applicants: 1 block, 0 refer, 0 clear, 1 error\n"));
    let broken: Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
    let because = broken["because"].as_str().unwrap();
    for told in ["line 3", "a quote that is not closed on its line", "close it", "no line break into a field"]
    {
        assert!(because.contains(told), "{because}");
    }
    assert_eq!(broken["applicant"], "", "whose row it is cannot be told");
    assert!(!told.contains("32010219760412101X"), "nor is what was swallowed repeated: {told}");
    let surplus = screen("id;name\n32010219760412101X;郑某示;x\n").1;
    assert!(surplus.contains("put the field that contains a semicolon into quotes"), "{surplus}");
    let (code, _, told) = screen("id,\"name\nx,y\n");
    assert_eq!(code, Some(65), "a header that cannot be read");
    assert!(told.contains("line 1: the row has a quote"), "{told}");
}

/// Lines of nearly the longest length come in batches that are cut by their bytes, not by their number alone.
#[test]
fn long_rows_are_answered_in_order() {
    let folder = demo();
    let mut table = String::from("id,name,note\n");
    for number in 0..40 {
        let note = "x".repeat(1_000_000);
        table.push_str(&format!("32010219760412101X,{},{note}\n", ["郑某示", "方例新"][number % 2]));
    }
    let args = ["screen", "demo.shixin", "-", "--on", "2026-11-20", "--threads", "2"];
    let out = run_with(folder.path(), &args, table.as_bytes());
    let lines: Vec<Value> =
        text(&out.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 40);
    for (number, line) in lines.iter().enumerate() {
        assert_eq!(line["applicant"], (number + 1).to_string());
        assert_eq!(line["outcome"], ["block", "refer"][number % 2], "{}", line["because"]);
    }
}

#[test]
fn threads_change_nothing_over_several_batches() {
    let folder = demo();
    let mut table = String::from("id,name\n");
    for number in 0..9_000 {
        table.push_str(&format!(
            "{},{}\n",
            ["32010219760412101X", "见附件", ""][number % 3],
            ["郑某示", "方例新"][number % 2]
        ));
    }
    fs::write(folder.path().join("many.csv"), table).unwrap();
    let screen = |threads: &str| {
        let out = run(
            folder.path(),
            &["screen", "demo.shixin", "many.csv", "--on", "2026-11-20", "--threads", threads],
        );
        (out.stdout, out.stderr)
    };
    let one = screen("1");
    assert!(screen("4") == one, "as with one thread, numbers and all");
    let last: Value = serde_json::from_str(text(&one.0).lines().last().unwrap()).unwrap();
    assert_eq!(last["applicant"], "9000");
    assert!(text(&one.1).starts_with("9000 applicants: 1500 block"), "{}", text(&one.1));
}

#[test]
fn a_reader_that_goes_away_is_no_error_and_no_clear() {
    let folder = demo();
    let check: &[&str] =
        &["check", "demo.shixin", "--id", "32010219760412101X", "--name", "郑某示", "--on", "2026-11-20"];
    for (args, exit, because) in [
        (check, 2, "the verdict's exit code stands"),
        (&["screen", "demo.shixin", "applicants.csv", "--on", "2026-11-20"], 0, "as head makes it"),
        (&["inspect", "demo.shixin"], 0, "as head makes it"),
        (&["demo"], 0, "as head makes it"),
        (&["man"], 0, "as head makes it"),
        (&["completions", "bash"], 0, "as head makes it"),
        (&["--help"], 0, "as head makes it"),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let out = command(folder.path(), args).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(out.status.code(), Some(exit), "{args:?}: {because}: {}", text(&out.stderr));
        let told = text(&out.stderr);
        assert!(!told.contains("pipe") && !told.contains("panicked"), "{args:?}: quiet: {told}");
    }
}

#[test]
fn compile_sums_up_and_keeps_the_rejects() {
    let folder = demo();
    let args =
        ["compile", "rows.jsonl", "-o", "new.shixin", "--as-of", "2026-11-01", "--rejects", "rejects.jsonl"];
    let out = run(folder.path(), &args);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert!(out.stdout.is_empty(), "standard output stays free");
    let summary = text(&out.stderr);
    let figure = |title: &str| -> u64 {
        let line = summary
            .lines()
            .find(|line| line.starts_with(title))
            .unwrap_or_else(|| panic!("{title}: {summary}"));
        line[title.len()..].split_whitespace().next().unwrap().parse().unwrap()
    };
    let (rows, records) = (figure("rows read"), figure("= records"));
    assert_eq!(rows, records + figure("+ repeats") + figure("+ rejects"), "{summary}");
    let published = fs::read_to_string(folder.path().join("rows.jsonl")).unwrap();
    assert_eq!(rows, published.lines().count() as u64);
    for told in ["rejects.jsonl", "JSON lines, UTF-8", "new.shixin: ", "edition 2026-11-01", "court "] {
        assert!(summary.contains(told), "{told}: {summary}");
    }
    assert!(!summary.contains('\x1b') && !summary.contains('\r'), "no bar in a pipe: {summary:?}");
    let rejects = fs::read_to_string(folder.path().join("rejects.jsonl")).unwrap();
    assert_eq!(rejects.lines().count() as u64, figure("+ rejects"));
    for line in rejects.lines() {
        let reject: Value = serde_json::from_str(line).unwrap();
        let row =
            published.lines().nth(usize::try_from(reject["line"].as_u64().unwrap()).unwrap() - 1).unwrap();
        assert_eq!(reject["row"], row, "the line it names");
        assert_eq!(reject["source"], "rows.jsonl");
        assert!(
            !reject["reason"].as_str().unwrap().is_empty() && !reject["detail"].as_str().unwrap().is_empty()
        );
    }
    let piped = run_with(
        folder.path(),
        &["compile", "-", "-o", "piped.shixin", "--as-of", "2026-11-01"],
        published.as_bytes(),
    );
    assert!(text(&piped.stderr).contains("standard input: JSON lines"), "{}", text(&piped.stderr));
    assert!(text(&piped.stderr).contains("in piped.shixin.rejects.jsonl"), "{}", text(&piped.stderr));
    let beside = fs::read_to_string(folder.path().join("piped.shixin.rejects.jsonl")).unwrap();
    assert_eq!(beside.lines().count(), rejects.lines().count(), "without a word, rejects go beside the list");
    let [file, piped] =
        ["new.shixin", "piped.shixin"].map(|name| fs::read(folder.path().join(name)).unwrap());
    assert!(file == piped, "the same list from standard input");
}

#[test]
fn compile_warns_of_a_day_that_does_not_fit() {
    let folder = demo();
    let warning = |as_of: &str| {
        let output = format!("{as_of}.shixin");
        let out = run(folder.path(), &["compile", "rows.jsonl", "-o", &output, "--as-of", as_of]);
        assert_eq!(out.status.code(), Some(0));
        let told = text(&out.stderr);
        told.lines().filter(|line| line.starts_with("warning")).collect::<Vec<_>>().join("\n")
    };
    assert!(warning("2026-11-01").contains("2025-11-11, 355 days before: is this an old dump?"));
    assert!(warning("2025-11-10").contains("published later, on 2025-11-11"));
    assert_eq!(warning("2025-11-11"), "", "of the day itself");
    assert_eq!(warning("2025-12-12"), "", "31 days after it");
    assert!(warning("2025-12-13").contains("32 days"));
}

/// A row that has shifted holds an id where another has the applicant's number: it is recorded by its own number.
#[test]
fn a_row_that_cannot_be_read_lends_nothing_to_the_trail() {
    let folder = demo();
    let rows = "name,id,applicant\n邵,示宁,610103198509302533,17\n邵示宁,见附件,610103198509302533\n邵示宁,610103198509302533,A-3\n";
    fs::write(folder.path().join("shifted.csv"), rows).unwrap();
    let args = ["screen", "demo.shixin", "shifted.csv", "--on", "2026-11-20", "--trail", "shifted"];
    let out = run(folder.path(), &args);
    assert!(out.status.success(), "{}", text(&out.stderr));
    let segment = fs::read_to_string(folder.path().join("shifted/trail-000000000000.jsonl")).unwrap();
    assert!(!segment.contains("610103198509302533"), "{segment}");
    for reference in ["1", "2", "A-3"] {
        assert!(segment.contains(&format!(r#""reference":"{reference}""#)), "{reference}: {segment}");
    }
}

/// Whatever keeps somebody from an answer is an entry, as an answer is: why, and nothing of what was typed.
#[test]
fn an_error_is_recorded_as_an_answer_is() {
    fn check<'a>(more: &[&'a str]) -> Vec<&'a str> {
        [&["check", "demo.shixin", "--trail", "t"], more].concat()
    }
    fn screen<'a>(more: &[&'a str]) -> Vec<&'a str> {
        [&["screen", "demo.shixin", "applicants.csv", "--trail", "t"], more].concat()
    }

    let folder = demo();
    let who = ["--id", "11010519491231002X", "--name", "张某示"];
    let day = ["--on", "2026-11-20"];
    let cases = [
        (check(&[&["--id", "见附件"][..], &day].concat()), 65, "query", "general"),
        (check(&[&who[..], &["--on", "2027-06-01"]].concat()), 65, "stale", "general"),
        (check(&[&who[..], &day, &["--use", "11010519491231002X"]].concat()), 64, "use", "unknown"),
        (check(&[&who[..], &day, &["--given", "no_such_condition"]].concat()), 64, "condition", "general"),
        (screen(&["--on", "2027-06-01"]), 65, "stale", "general"),
        (screen(&[&day[..], &["--use", "no.such"]].concat()), 64, "use", "unknown"),
    ];
    for (number, (args, exit, code, measure)) in cases.iter().enumerate() {
        let out = run(folder.path(), args);
        assert_eq!(out.status.code(), Some(*exit), "{args:?}: {}", text(&out.stderr));
        let kept = fs::read_to_string(folder.path().join("t/trail-000000000000.jsonl")).unwrap();
        let decisions: Vec<&str> = kept.lines().filter(|it| it.contains(r#""kind":"decision""#)).collect();
        assert_eq!(decisions.len(), number + 1, "{args:?}");
        let last = decisions[number];
        for told in [format!(r#""ground":"{code}""#), format!(r#""use":"{measure}""#)] {
            assert!(last.contains(&told), "{args:?}: {told}: {last}");
        }
        assert!(!kept.contains("11010519491231002X") && !kept.contains("张某示"), "{kept}");
    }
    assert_eq!(run(folder.path(), &["audit", "verify", "t"]).status.code(), Some(0));
}

/// What was meant to do something and can do nothing is refused, and told what was expected.
#[test]
fn what_would_be_of_no_account_is_refused() {
    let folder = demo();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("latin.toml"), b"# \xe9t\xe9\n").unwrap();
    fs::write(at("latin.jsonl"), b"\xe9t\xe9\n").unwrap();
    let who = ["check", "demo.shixin", "--id", "91110000600037341L", "--name", "示例建设集团有限公司"];
    let person = ["--with", "legal_representative:11010519491231002X:张某示"];
    let given = ["--given", "controller:own_large_overdue_debt", "--use", "office.company_director"];
    let table = ["screen", "demo.shixin", "applicants.csv"];
    let cases: [(Vec<&str>, i32, &str); 7] = [
        ([&who[..], &given].concat(), 64, "none is stated as controller"),
        ([&who[..], &person, &given].concat(), 64, "--with controller:ID:NAME"),
        ([&table[..], &given].concat(), 64, "none is stated as controller"),
        (
            [&who[..], &["--policy", "latin.toml"]].concat(),
            65,
            "latin.toml: expected a policy as TOML in UTF-8",
        ),
        ([&who[..], &["--relief", "latin.jsonl"]].concat(), 65, "latin.jsonl"),
        ([&who[..], &["--policy", "missing.toml"]].concat(), 66, "missing.toml"),
        ([&who[..], &["--relief", "missing.jsonl"]].concat(), 66, "missing.jsonl"),
    ];
    for (mut args, exit, told) in cases {
        args.extend(["--on", "2026-11-20"]);
        let out = run(folder.path(), &args);
        let said = text(&out.stderr);
        assert_eq!(out.status.code(), Some(exit), "{args:?}: {said}");
        assert!(said.contains(told), "{args:?}: {told}: {said}");
        assert!(out.stdout.is_empty(), "{args:?}");
    }
    let holds = ["--with", "controller:11010519491231002X:张某示", "--on", "2026-11-20"];
    assert!(run(folder.path(), &[&who[..], &given, &holds].concat()).status.code() < Some(64));
}

/// Folders whose files others name: of editions, of a trail, of its keys.
#[cfg(unix)]
#[test]
fn nothing_else_is_written_into_kept_folders() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = demo();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("lists")).unwrap();
    std::os::unix::fs::symlink("lists", at("linked")).unwrap();
    let compile = ["compile", "rows.jsonl", "-o", "lists", "--as-of", "2026-11-01"];
    assert!(run(folder.path(), &compile).status.success());
    let check =
        ["check", "demo.shixin", "--id", "32010219760412101X", "--name", "郑某示", "--on", "2026-11-20"];
    assert_eq!(run(folder.path(), &[&check[..], &["--trail", "trail"]].concat()).status.code(), Some(2));
    let kept = ["lists", "trail", "trail.keys"];
    let before = kept.map(|name| all(&at(name)));
    for args in [
        &["diff", "lists", "demo.shixin", "-o", "lists/current"][..],
        &["diff", "demo.shixin", "demo.shixin", "-o", "linked/current"],
        &["screen", "demo.shixin", "applicants.csv", "--on", "2026-11-20", "-o", "lists/answers.jsonl"],
        &["screen", "demo.shixin", "applicants.csv", "--on", "2026-11-20", "-o", "trail/checkpoint"],
        &["screen", "demo.shixin", "applicants.csv", "--on", "2026-11-20", "-o", "trail.keys/signer.key"],
        &["compile", "rows.jsonl", "-o", "lists/new.shixin"],
        &["compile", "rows.jsonl", "-o", "new.shixin", "--rejects", "lists/current"],
        &["audit", "report", "trail", "-o", "trail/checkpoint"],
    ] {
        let out = run(folder.path(), args);
        assert_eq!(out.status.code(), Some(64), "{args:?}: {}", text(&out.stderr));
        assert!(text(&out.stderr).contains("this folder keeps"), "{args:?}: {}", text(&out.stderr));
        assert!(kept.map(|name| all(&at(name))) == before, "{args:?}: something was written");
    }
    fs::write(at("bad.jsonl"), [&fs::read(at("rows.jsonl")).unwrap()[..], b"{\n"].concat()).unwrap();
    fs::write(at("kept.jsonl"), "").unwrap();
    let compile =
        ["compile", "bad.jsonl", "-o", "new.shixin", "--as-of", "2026-11-01", "--rejects", "kept.jsonl"];
    let out = run(folder.path(), &compile);
    assert!(out.status.success(), "{}", text(&out.stderr));
    let mode = fs::metadata(at("kept.jsonl")).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600, "rejected rows may hold complete ids");
}

/// Name and bytes of each file.
fn all(folder: &Path) -> Vec<(String, Vec<u8>)> {
    files(folder).into_iter().map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
}

/// Files of one command that are the same in another spelling or through a link: refused before anything is written.
#[cfg(unix)]
#[test]
fn files_that_are_one_under_two_names_are_told_apart() {
    let folder = demo();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("sub")).unwrap();
    std::os::unix::fs::symlink("new.shixin", at("to-come")).unwrap();
    std::os::unix::fs::symlink("to-come", at("link-to-link")).unwrap();
    std::os::unix::fs::symlink(".", at("here")).unwrap();
    std::os::unix::fs::symlink("demo.shixin", at("demo.shixin.rejects.jsonl")).unwrap();
    fs::hard_link(at("rows.jsonl"), at("rows-too.jsonl")).unwrap();
    fs::hard_link(at("applicants.csv"), at("applicants-too.csv")).unwrap();
    fs::write(at("relief.x"), "").unwrap();
    fs::write(at("policy.x"), "").unwrap();
    let absolute = at("new.shixin");
    let absolute = absolute.to_str().unwrap();
    let before: Vec<Vec<u8>> =
        ["demo.shixin", "rows.jsonl", "applicants.csv"].map(|it| fs::read(at(it)).unwrap()).into();
    for (because, args) in [
        ("a dot", &["compile", "rows.jsonl", "-o", "new.shixin", "--rejects", "./new.shixin"][..]),
        ("a detour", &["compile", "rows.jsonl", "-o", "new.shixin", "--rejects", "sub/../new.shixin"]),
        ("from the root", &["compile", "rows.jsonl", "-o", "new.shixin", "--rejects", absolute]),
        ("a linked folder", &["compile", "rows.jsonl", "-o", "here/new.shixin", "--rejects", "new.shixin"]),
        ("a link to what is to come", &["compile", "rows.jsonl", "-o", "new.shixin", "--rejects", "to-come"]),
        ("a link to that", &["compile", "rows.jsonl", "-o", "new.shixin", "--rejects", "link-to-link"]),
        ("the default, a link", &["compile", "rows.jsonl", "-o", "demo.shixin", "--as-of", "2026-11-02"]),
        (
            "a hard link to the rows",
            &["compile", "rows.jsonl", "-o", "new.shixin", "--rejects", "rows-too.jsonl"],
        ),
        (
            "answers over the relief they are given by",
            &["screen", "demo.shixin", "applicants.csv", "-o", "relief.x", "--relief", "./relief.x"],
        ),
        (
            "or over the policy",
            &["screen", "demo.shixin", "applicants.csv", "-o", "sub/../policy.x", "--policy", "policy.x"],
        ),
        (
            "rejects over the list that is updated",
            &["update", "here/demo.shixin", "rows.jsonl", "-o", "new.shixin", "--rejects", "demo.shixin"],
        ),
        (
            "of applicants",
            &["screen", "demo.shixin", "applicants.csv", "-o", "applicants-too.csv", "--on", "2026-11-20"],
        ),
    ] {
        let out = run(folder.path(), args);
        assert_eq!(out.status.code(), Some(64), "{because}: {}", text(&out.stderr));
        assert!(text(&out.stderr).contains("name another"), "{because}: {}", text(&out.stderr));
        assert!(!at("new.shixin").exists(), "{because}: nothing is written");
        let after: Vec<Vec<u8>> =
            ["demo.shixin", "rows.jsonl", "applicants.csv"].map(|it| fs::read(at(it)).unwrap()).into();
        assert!(before == after, "{because}: nothing is overwritten");
    }
}

#[test]
fn compile_guards_the_list_that_it_replaces() {
    let folder = demo();
    let rows = fs::read_to_string(folder.path().join("rows.jsonl")).unwrap();
    let half: Vec<&str> = rows.lines().take(250).collect();
    fs::write(folder.path().join("half.jsonl"), half.join("\n")).unwrap();
    let compile = |rows: &str, as_of: &str, more: &[&str]| {
        let args = [&["compile", rows, "-o", "list.shixin", "--as-of", as_of], more].concat();
        let out = run(folder.path(), &args);
        (
            out.status.code(),
            text(&out.stderr).to_owned(),
            fs::read(folder.path().join("list.shixin")).unwrap(),
        )
    };
    let (_, _, first) = compile("rows.jsonl", "2026-11-01", &[]);
    let (code, told, kept) = compile("half.jsonl", "2026-11-02", &[]);
    assert_eq!((code, kept == first), (Some(65), true), "a truncated feed must not set people free: {told}");
    assert!(told.contains("501 records and the new one 250: 50 % fewer"), "the figures: {told}");
    assert!(told.contains("--allow-implausible"), "the switch that allows it: {told}");
    let (code, told, kept) = compile("rows.jsonl", "2026-10-01", &[]);
    assert_eq!((code, kept == first), (Some(65), true), "an earlier day: {told}");
    let (code, told, new) = compile("half.jsonl", "2026-11-02", &["--allow-implausible"]);
    assert_eq!((code, new == first), (Some(0), false), "told otherwise: {told}");
}

#[test]
fn compile_guards_what_it_cannot_open() {
    let folder = demo();
    let whole = fs::read(folder.path().join("demo.shixin")).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let path = folder.path().join("list.shixin");
    let args = ["compile", "rows.jsonl", "-o", "list.shixin", "--as-of", "2026-11-01"];
    for (because, there) in [
        ("damaged", flipped),
        ("cut", whole[..whole.len() / 2].to_vec()),
        ("another file", b"{\"iname\":\"\"}".to_vec()),
        ("nothing in it", Vec::new()),
    ] {
        fs::write(&path, &there).unwrap();
        let out = run(folder.path(), &args);
        assert_eq!(out.status.code(), Some(65), "{because}: {}", text(&out.stderr));
        for told in ["list.shixin stays as it is", "cannot be opened", "--allow-implausible replaces it"] {
            assert!(text(&out.stderr).contains(told), "{because}: {}", text(&out.stderr));
        }
        assert!(fs::read(&path).unwrap() == there, "{because}: untouched");
        let out = run(folder.path(), &[&args[..], &["--allow-implausible"]].concat());
        assert_eq!(out.status.code(), Some(0), "{because}: {}", text(&out.stderr));
        assert_eq!(run(folder.path(), &["verify", "list.shixin"]).status.code(), Some(0), "{because}");
    }
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    fs::write(path.join("inside"), "somebody's").unwrap();
    let out = run(folder.path(), &args);
    assert_eq!(out.status.code(), Some(65), "a folder of other things: {}", text(&out.stderr));
    assert!(text(&out.stderr).contains("expected an empty folder"), "{}", text(&out.stderr));
    assert_eq!(files(&path), ["inside"], "untouched");
}

#[test]
fn rejects_are_kept_where_nothing_could_be_listed() {
    let folder = tempfile::tempdir().unwrap();
    let page = "<html>\n<body>11010519491231002X</body>\n</html>\n";
    fs::write(folder.path().join("page.html"), page).unwrap();
    let args = ["compile", "page.html", "-o", "new.shixin", "--rejects", "rejects.jsonl"];
    let out = run(folder.path(), &args);
    assert_eq!(out.status.code(), Some(65));
    assert!(text(&out.stderr).contains("none of 3 rows"), "{}", text(&out.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("rejects.jsonl")).unwrap().lines().count(), 3);
    let out = run(folder.path(), &args[..4]);
    assert_eq!(out.status.code(), Some(65));
    for told in
        ["the first of 3 rejects", "page.html, line 1: cannot be read as a row", "pass --rejects FILE"]
    {
        assert!(text(&out.stderr).contains(told), "{told}: {}", text(&out.stderr));
    }
    assert!(!text(&out.stderr).contains("11010519491231002X"), "never the row: {}", text(&out.stderr));
    assert_eq!(files(folder.path()), ["page.html", "rejects.jsonl"], "and nothing else");
}

/// Whatever fails, the rejects beside a list are those of its edition.
#[test]
fn rejects_belong_to_the_edition_beside_them() {
    let folder = demo();
    let at = |name: &str| folder.path().join(name);
    let rows = fs::read_to_string(at("rows.jsonl")).unwrap();
    let half: Vec<&str> = rows.lines().take(250).collect();
    fs::write(at("half.jsonl"), format!("{{}}\n{}", half.join("\n"))).unwrap();
    fs::write(at("clean.jsonl"), "{\"iname\":\"张某示\",\"cardNum\":\"11010519491231002X\"}\n").unwrap();
    fs::write(at("page.html"), "<html>\n</html>\n").unwrap();
    fs::write(at("empty.jsonl"), "").unwrap();
    let compile = |rows: &str, more: &[&str]| {
        let args = ["compile", rows, "-o", "list.shixin", "--as-of", "2026-11-01"];
        run(folder.path(), &[&args[..], more].concat())
    };
    let beside = at("list.shixin.rejects.jsonl");
    assert_eq!(compile("rows.jsonl", &[]).status.code(), Some(0));
    let first = fs::read(&beside).unwrap();
    assert!(first.len() > 100);
    for (because, rows, more) in [
        ("a feed of nothing but rejects", "page.html", &[][..]),
        ("and told to write beside the list", "page.html", &["--rejects", "./list.shixin.rejects.jsonl"]),
        ("an empty feed", "empty.jsonl", &[]),
        ("refused by the guard", "half.jsonl", &[]),
        ("and with a file of their own", "half.jsonl", &["--rejects", "own.jsonl"]),
    ] {
        let out = compile(rows, more);
        assert_eq!(out.status.code(), Some(65), "{because}: {}", text(&out.stderr));
        assert!(fs::read(&beside).unwrap() == first, "{because}: the earlier list's rejects stay with it");
        assert!(!at("own.jsonl").exists(), "{because}");
    }
    assert!(files(folder.path()).iter().all(|name| !name.ends_with(".tmp")), "{:?}", files(folder.path()));
    assert_eq!(compile("half.jsonl", &["--allow-implausible"]).status.code(), Some(0));
    assert!(fs::read_to_string(&beside).unwrap().contains("half.jsonl"), "the new list's");
    let elsewhere = ["--rejects", "own.jsonl"];
    assert_eq!(compile("half.jsonl", &elsewhere).status.code(), Some(0));
    assert!(
        !beside.exists() && at("own.jsonl").exists(),
        "kept elsewhere: none but the new list's stay beside it"
    );
    fs::rename(at("own.jsonl"), &beside).unwrap();
    let out = run(
        folder.path(),
        &[
            "compile",
            "half.jsonl",
            "list.shixin.rejects.jsonl",
            "-o",
            "list.shixin",
            "--as-of",
            "2026-11-01",
            "--rejects",
            "own.jsonl",
        ],
    );
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert!(beside.exists(), "rows that were read stay");
    fs::remove_file(&beside).unwrap();
    assert_eq!(compile("half.jsonl", &[]).status.code(), Some(0));
    assert!(beside.exists());
    let out = compile("clean.jsonl", &["--allow-implausible"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert!(!beside.exists(), "a list without rejects has none beside it");
    assert!(files(folder.path()).iter().all(|name| !name.ends_with(".tmp")), "{:?}", files(folder.path()));
}

/// A list that cannot be published: its rejects are not put in place either.
#[cfg(unix)]
#[test]
fn rejects_wait_for_the_publication() {
    let folder = demo();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("own.jsonl"), "of an earlier edition\n").unwrap();
    let args = ["compile", "rows.jsonl", "-o", "nowhere/list.shixin", "--as-of", "2026-11-01"];
    let out = run(folder.path(), &[&args[..], &["--rejects", "own.jsonl"]].concat());
    assert_eq!(out.status.code(), Some(74), "{}", text(&out.stderr));
    assert_eq!(fs::read_to_string(at("own.jsonl")).unwrap(), "of an earlier edition\n");
    std::os::unix::fs::symlink("own.jsonl", at("link.jsonl")).unwrap();
    for (rejects, because) in [("link.jsonl", "a link stays one"), ("/dev/null", "a device is written to")] {
        let args = ["compile", "rows.jsonl", "-o", "list.shixin", "--as-of", "2026-11-01"];
        let out = run(folder.path(), &[&args[..], &["--rejects", rejects]].concat());
        assert_eq!(out.status.code(), Some(0), "{because}: {}", text(&out.stderr));
    }
    assert!(fs::symlink_metadata(at("link.jsonl")).unwrap().is_symlink());
    assert!(fs::read_to_string(at("own.jsonl")).unwrap().starts_with("{\"source\":"));
    let args =
        ["compile", "rows.jsonl", "-o", "list.shixin", "--as-of", "2026-11-01", "--rejects", "/dev/stdout"];
    let out = run(folder.path(), &args);
    assert!(text(&out.stdout).starts_with("{\"source\":"), "a pipe is written to: {}", text(&out.stderr));
}

#[test]
fn population_reaches_the_list() {
    let folder = demo();
    let args = [
        "compile",
        "rows.jsonl",
        "-o",
        "small.shixin",
        "--as-of",
        "2026-11-01",
        "--population",
        "1410000",
        "--source",
        "a test",
    ];
    assert_eq!(run(folder.path(), &args).status.code(), Some(0));
    let edition: Value =
        serde_json::from_slice(&run(folder.path(), &["inspect", "small.shixin"]).stdout).unwrap();
    assert_eq!(edition["edition"]["population"], 1_410_000);
    assert_eq!(edition["edition"]["source"], "a test");
    let lookalikes = |list: &str| {
        let out = run(
            folder.path(),
            &["check", list, "--id", "11010519491231002X", "--name", "张某示", "--on", "2026-11-20"],
        );
        serde_json::from_slice::<Value>(&out.stdout).unwrap()["lookalikes"].as_f64().unwrap()
    };
    let ratio = lookalikes("demo.shixin") / lookalikes("small.shixin");
    assert!((ratio - 1000.0).abs() < 1e-6, "{ratio}");
}

#[test]
fn inspect_shows_day_totals_and_sections() {
    let folder = demo();
    let out = run(folder.path(), &["inspect", "demo.shixin"]);
    let shown: Value = serde_json::from_slice(&out.stdout).unwrap();
    let totals = &shown["edition"]["totals"];
    let sum = ["records", "repeats", "rejects"].iter().map(|it| totals[it].as_u64().unwrap()).sum::<u64>();
    assert_eq!(totals["rows"].as_u64(), Some(sum), "adds up");
    assert_eq!(shown["edition"]["as_of"], "2026-11-01");
    assert_eq!(shown["digest"].as_str().unwrap().len(), 64);
    let sections: u64 = shown["bytes"].as_object().unwrap().values().map(|it| it.as_u64().unwrap()).sum();
    assert!(sections < fs::metadata(folder.path().join("demo.shixin")).unwrap().len());
}

#[test]
fn verify_finds_a_flipped_bit_anywhere() {
    let folder = demo();
    let whole = fs::read(folder.path().join("demo.shixin")).unwrap();
    let path = folder.path().join("flipped.shixin");
    for part in 0..24 {
        let place = (whole.len() - 1) * part / 23;
        let mut flipped = whole.clone();
        flipped[place] ^= 1 << (part % 8);
        fs::write(&path, flipped).unwrap();
        let out = run(folder.path(), &["verify", "flipped.shixin"]);
        assert_eq!(out.status.code(), Some(65), "byte {place}: {}", text(&out.stderr));
        assert!(out.stdout.is_empty() && text(&out.stderr).contains("flipped.shixin"), "byte {place}");
    }
}

#[test]
fn completions_and_manual_know_every_verb() {
    let folder = tempfile::tempdir().unwrap();
    let verbs = ["compile", "check", "screen", "inspect", "verify", "demo", "completions", "man"];
    for args in [&["completions", "bash"][..], &["completions", "zsh"], &["completions", "fish"], &["man"]] {
        let out = run(folder.path(), args);
        assert_eq!(out.status.code(), Some(0), "{args:?}");
        let shown = text(&out.stdout);
        assert!(verbs.iter().all(|verb| shown.contains(verb)), "{args:?}");
        assert!(shown.contains("max-age") || shown.contains("max\\-age"), "{args:?}: and the options");
    }
}

#[test]
fn the_demo_shows_every_outcome_and_its_files_work() {
    let folder = demo();
    let out = run(folder.path(), &["demo"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    for shown in ["BLOCK", "REFER", "CLEAR", "ERROR", "Where to go next"] {
        assert!(text(&out.stdout).contains(shown), "{shown}");
    }
    let step = "shixin screen demo/demo.shixin demo/applicants.csv --on 2026-11-01";
    assert!(text(&out.stdout).contains(step), "a next step that works");
    assert_eq!(run(folder.path(), &["demo", "--keep", "demo/"]).status.code(), Some(0));
    let args: Vec<&str> = step.split(' ').skip(1).collect();
    let out = run(folder.path(), &args);
    assert_eq!(out.status.code(), Some(0), "whenever it is taken: {}", text(&out.stderr));
    let chinese = run(folder.path(), &["demo", "--zh"]);
    assert!(text(&chinese.stdout).contains("申请人在名单中"), "{}", text(&chinese.stdout));
    let compile = [
        "compile",
        "rows.jsonl",
        "-o",
        "again.shixin",
        "--as-of",
        "2026-11-01",
        "--source",
        "bundled demo, invented",
    ];
    assert_eq!(run(folder.path(), &compile).status.code(), Some(0));
    let [kept, again] =
        ["demo.shixin", "again.shixin"].map(|name| fs::read(folder.path().join(name)).unwrap());
    assert!(kept == again, "the kept rows compile to the kept list");
    assert_eq!(run(folder.path(), &["verify", "demo.shixin"]).status.code(), Some(0));
}

/// A folder with the demo's files.
fn demo() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let out = run(folder.path(), &["demo", "--keep", "."]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    folder
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shixin"));
    command.args(args).current_dir(folder).stdin(Stdio::null());
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

fn run_with(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut command = command(folder, args);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input).unwrap());
        child.wait_with_output().unwrap()
    })
}

/// The names of all files in a folder, sorted.
fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
