//! `shixin screen`: a table of applicants in, one JSON line an applicant out, in input order.

use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Read;
use std::io::Write;
use std::io::stderr;
use std::path::Path;
use std::process::ExitCode;

use csv::StringRecord;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use shixin::List;
use shixin::Outcome;
use shixin::Verdict;
use shixin::record::TextReader;

use crate::args::ScreenArgs;
use crate::asking::Asking;
use crate::asking::Question;
use crate::columns::Columns;
use crate::outcome::Failure;
use crate::place;
use crate::table::Delimiter;
use crate::table::Line;
use crate::table::Splitter;
use crate::table::Table;

pub(crate) fn run(args: &ScreenArgs) -> Result<ExitCode, Failure> {
    let asking = Asking::new(&args.ask)?;
    // `-` is standard output, as it is standard input elsewhere.
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    if let Some(output) = output {
        place::keep_apart("--output", output, &args.applicants)?;
        place::keep_apart("--output", output, &args.list)?;
    }
    let (list, asking) = asking.open(&args.list)?;
    let bar = progress(&args.applicants);
    let mut table = Table::open(TextReader::new(bar.wrap_read(source(&args.applicants)?)))?;
    let mut out = sink(output)?;
    let mut tally = Tally::default();
    let most = BATCH.saturating_mul(usize::from(args.threads).max(1));
    let (mut batch, mut held) = (Vec::new(), 0_usize);
    while let Some(line) = table.next_line()? {
        held = held.saturating_add(line.len());
        batch.push(line);
        if batch.len() >= most || held >= MOST_HELD {
            answer(&list, &asking, &table, &batch, args.threads, &mut out, &mut tally)?;
            batch.clear();
            held = 0;
        }
    }
    answer(&list, &asking, &table, &batch, args.threads, &mut out, &mut tally)?;
    out.flush()?;
    bar.finish_and_clear();
    writeln!(stderr().lock(), "{tally}")?;
    Ok(ExitCode::SUCCESS)
}

/// Checks a batch, on as many threads as asked for, and writes the answers in order.
fn answer(
    list: &List,
    asking: &Question,
    table: &Table<impl Read>,
    batch: &[Line],
    threads: u16,
    out: &mut impl Write,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let share = batch.len().div_ceil(usize::from(threads).max(1)).max(1);
    let first = tally.total();
    let asker = Asker { list, asking, columns: &table.columns, delimiter: table.delimiter };
    let parts: Vec<_> = std::thread::scope(|scope| {
        let share_out = batch.chunks(share).enumerate().map(|(part, lines)| {
            let before = first.saturating_add(part.saturating_mul(share) as u64);
            scope.spawn(move || asker.answer(lines, before))
        });
        let running: Vec<_> = share_out.collect();
        running.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
    });
    for part in parts {
        let (lines, counted) = part.map_err(|_| Failure::Table("a checking thread failed".into()))?;
        out.write_all(lines.as_bytes())?;
        tally.add(&counted);
    }
    Ok(())
}

/// What is the same for every applicant.
#[derive(Clone, Copy)]
struct Asker<'a> {
    list: &'a List,
    asking: &'a Question,
    columns: &'a Columns,
    delimiter: Delimiter,
}

impl Asker<'_> {
    /// Answers applicants, the first of whom has `before` others before them.
    fn answer(&self, lines: &[Line], before: u64) -> (String, Tally) {
        let mut answers = String::new();
        let mut tally = Tally::default();
        let mut row = StringRecord::new();
        let mut splitter = Splitter::new(self.delimiter);
        for (number, line) in (before.saturating_add(1)..).zip(lines) {
            let verdict = match splitter.split(line, &mut row) {
                Ok(()) => self.ask(&row),
                Err(broken) => Err(broken.to_string()),
            };
            tally.count(verdict.as_ref().ok().map(Verdict::outcome));
            answers.push_str(&Value::Object(told(self.columns, &row, number, verdict)).to_string());
            answers.push('\n');
        }
        (answers, tally)
    }

    fn ask(&self, row: &StringRecord) -> Result<Verdict, String> {
        let columns = self.columns;
        if row.iter().skip(columns.width).any(|field| !field.is_empty()) {
            return Err(format!(
                "the row has {} fields and the header {}, so that it is unknown which is the id and which the name: \
                 put the field that contains a {} into quotes",
                row.len(),
                columns.width,
                self.delimiter
            ));
        }
        let (Some(id), Some(name)) = (row.get(columns.id), row.get(columns.name)) else {
            return Err("the row is too short: its id or name column is missing; complete the row".to_owned());
        };
        let query = self.asking.query(id, name).map_err(shixin::check::Error::from);
        query.and_then(|query| self.list.answer(&query)).map_err(|error| error.to_string())
    }
}

/// An answer as a line tells it: the columns that pass through, empty where the row is broken, then the answer.
fn told(
    columns: &Columns,
    row: &StringRecord,
    number: u64,
    verdict: Result<Verdict, String>,
) -> Map<String, Value> {
    let mut line = Map::new();
    if columns.is_numbered {
        line.insert("applicant".into(), json!(number.to_string()));
    }
    for (index, title) in &columns.through {
        line.insert(title.clone(), json!(row.get(*index).unwrap_or("")));
    }
    match verdict {
        Ok(verdict) => {
            line.insert("outcome".into(), json!(verdict.outcome().as_code()));
            line.insert("strength".into(), json!(verdict.strength().map(shixin::Strength::as_code)));
            line.insert("lookalikes".into(), json!(verdict.lookalikes()));
            line.insert("records".into(), json!(verdict.record_ids().collect::<Vec<_>>()));
            line.insert("because".into(), json!(verdict.because()));
        }
        Err(error) => {
            line.insert("outcome".into(), json!("error"));
            line.insert("strength".into(), Value::Null);
            line.insert("lookalikes".into(), Value::Null);
            line.insert("records".into(), json!([]));
            line.insert("because".into(), json!(error));
        }
    }
    line
}

/// How many of each answer were given.
#[derive(Default)]
struct Tally {
    block: u64,
    refer: u64,
    clear: u64,
    error: u64,
}

impl Tally {
    fn count(&mut self, outcome: Option<Outcome>) {
        let counter = match outcome {
            Some(Outcome::Block) => &mut self.block,
            Some(Outcome::Refer) => &mut self.refer,
            Some(Outcome::Clear) => &mut self.clear,
            None => &mut self.error,
        };
        *counter = counter.saturating_add(1);
    }

    fn add(&mut self, other: &Self) {
        self.block = self.block.saturating_add(other.block);
        self.refer = self.refer.saturating_add(other.refer);
        self.clear = self.clear.saturating_add(other.clear);
        self.error = self.error.saturating_add(other.error);
    }

    fn total(&self) -> u64 {
        [self.block, self.refer, self.clear, self.error].into_iter().fold(0, u64::saturating_add)
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { block, refer, clear, error } = self;
        write!(f, "{} applicants: {block} block, {refer} refer, {clear} clear, {error} error", self.total())
    }
}

fn source(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(Failure::input(format!("cannot read {}", path.display())))?;
    Ok(Box::new(file))
}

fn sink(path: Option<&Path>) -> Result<Box<dyn Write>, Failure> {
    Ok(match path {
        None => Box::new(BufWriter::new(io::stdout().lock())),
        Some(path) => {
            let file =
                File::create(path).map_err(Failure::file(format!("cannot write {}", path.display())))?;
            Box::new(BufWriter::new(file))
        }
    })
}

/// Follows the bytes read; shows on a terminal only.
fn progress(path: &Path) -> ProgressBar {
    let style = ProgressStyle::with_template("screening [{bar:30}] {bytes}/{total_bytes}, {eta} left");
    let bar = match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => ProgressBar::new(metadata.len()),
        _ => ProgressBar::new_spinner(),
    };
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Applicants that a thread checks between two looks at input and output.
const BATCH: usize = 4096;

/// Bytes of applicants held at once, whatever the length of a line.
const MOST_HELD: usize = 16 << 20;
