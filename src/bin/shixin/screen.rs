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
use shixin::record::TextReader;

use crate::args::ScreenArgs;
use crate::check::Asking;
use crate::outcome;
use crate::outcome::Failure;

pub(crate) fn run(args: &ScreenArgs) -> Result<ExitCode, Failure> {
    let asking = Asking::new(&args.ask)?;
    if let Some(output) = &args.output {
        outcome::keep_apart("--output", output, &args.applicants)?;
        outcome::keep_apart("--output", output, &args.list)?;
    }
    let list = asking.open(&args.list)?;
    let bar = progress(&args.applicants);
    let mut table = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(TextReader::new(bar.wrap_read(source(&args.applicants)?)));
    let columns = Columns::find(table.headers().map_err(|error| not_a_table(&error))?)?;
    let mut out = sink(args.output.as_deref())?;
    let mut tally = Tally::default();
    let mut batch = Vec::new();
    for row in table.records() {
        batch.push(row.map_err(|error| not_a_table(&error))?);
        if batch.len() == BATCH.saturating_mul(usize::from(args.threads).max(1)) {
            answer(&list, &asking, &columns, &batch, args.threads, &mut out, &mut tally)?;
            batch.clear();
        }
    }
    answer(&list, &asking, &columns, &batch, args.threads, &mut out, &mut tally)?;
    out.flush()?;
    bar.finish_and_clear();
    writeln!(stderr().lock(), "{tally}")?;
    Ok(ExitCode::SUCCESS)
}

/// Where the columns are that count.
struct Columns {
    /// How many there are.
    width: usize,
    id: usize,
    name: usize,
    /// The others, which pass through.
    through: Vec<(usize, String)>,
    /// Whether the row's number must stand for an `applicant` column that is not there.
    is_numbered: bool,
}

impl Columns {
    fn find(header: &StringRecord) -> Result<Self, Failure> {
        let (id, name) = (Self::only(header, "id")?, Self::only(header, "name")?);
        let mut through: Vec<(usize, String)> = Vec::new();
        for (index, title) in header.iter().enumerate().filter(|(index, _)| ![id, name].contains(index)) {
            let title = passing(title.trim(), &through);
            through.push((index, title));
        }
        let is_numbered = !through.iter().any(|(_, title)| title.eq_ignore_ascii_case("applicant"));
        Ok(Self { width: header.len(), id, name, through, is_numbered })
    }

    /// The one column of this title. Of two, the wrong one might be asked, and clear somebody.
    fn only(header: &StringRecord, wanted: &str) -> Result<usize, Failure> {
        let is_wanted = |title: &str| title.trim().eq_ignore_ascii_case(wanted);
        let mut places =
            header.iter().enumerate().filter(|(_, title)| is_wanted(title)).map(|(place, _)| place);
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            // A table without a header: its first line is somebody, and nobody belongs into a log.
            (None, _) if header.iter().any(is_number) => Err(Failure::Table(
                "expected a table whose first line names the columns id and name, found an applicant there: \
                 put the line `id,name` with the titles of any other columns above it, in the columns' order"
                    .to_owned(),
            )),
            (None, _) => Err(Failure::Table(format!(
                "expected a table whose first line names the columns id and name, found no {wanted} among: {}; \
                 rename the column that holds it",
                header.iter().collect::<Vec<_>>().join(", ")
            ))),
            (Some(_), Some(_)) => Err(Failure::Table(format!(
                "expected one column {wanted}, found several: rename those that are not to be asked about"
            ))),
        }
    }
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

/// Checks a batch, on as many threads as asked for, and writes the answers in order.
fn answer(
    list: &List,
    asking: &Asking,
    columns: &Columns,
    batch: &[StringRecord],
    threads: u16,
    out: &mut impl Write,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let share = batch.len().div_ceil(usize::from(threads).max(1)).max(1);
    let first = tally.total();
    let parts: Vec<_> = std::thread::scope(|scope| {
        let share_out = batch.chunks(share).enumerate().map(|(part, rows)| {
            let before = first.saturating_add(part.saturating_mul(share) as u64);
            scope.spawn(move || answer_part(list, asking, columns, rows, before))
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

fn answer_part(
    list: &List,
    asking: &Asking,
    columns: &Columns,
    rows: &[StringRecord],
    before: u64,
) -> (String, Tally) {
    let mut lines = String::new();
    let mut tally = Tally::default();
    for (number, row) in (before.saturating_add(1)..).zip(rows) {
        lines.push_str(&Value::Object(line(list, asking, columns, row, number, &mut tally)).to_string());
        lines.push('\n');
    }
    (lines, tally)
}

fn line(
    list: &List,
    asking: &Asking,
    columns: &Columns,
    row: &StringRecord,
    number: u64,
    tally: &mut Tally,
) -> Map<String, Value> {
    let mut line = Map::new();
    if columns.is_numbered {
        line.insert("applicant".into(), json!(number.to_string()));
    }
    for (index, title) in &columns.through {
        line.insert(title.clone(), json!(row.get(*index).unwrap_or("")));
    }
    let surplus = row.iter().skip(columns.width).any(|field| !field.is_empty());
    let verdict = match (row.get(columns.id), row.get(columns.name)) {
        _ if surplus => Err(format!(
            "the row has {} fields and the header {}, so that it is unknown which is the id and which the name: \
             put the field that contains a comma into quotes",
            row.len(),
            columns.width
        )),
        (Some(id), Some(name)) => {
            let query = asking.query(id, name).map_err(shixin::check::Error::from);
            query.and_then(|query| list.answer(&query)).map_err(|error| error.to_string())
        }
        _ => Err("the row is too short: its id or name column is missing; complete the row".to_owned()),
    };
    tally.count(verdict.as_ref().ok().map(shixin::Verdict::outcome));
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

fn not_a_table(error: &csv::Error) -> Failure {
    Failure::Table(format!("the table of applicants cannot be read on: {error}"))
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

/// The members that an answer adds to a line.
const ANSWER: [&str; 5] = ["outcome", "strength", "lookalikes", "records", "because"];

/// Applicants that a thread checks between two looks at input and output.
const BATCH: usize = 4096;
