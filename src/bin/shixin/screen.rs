//! `shixin screen`: a table of applicants in, one JSON line an applicant out, in input order.

use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Read;
use std::io::Write;
use std::io::stderr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc;

use csv::StringRecord;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use shixin::List;
use shixin::Outcome;
use shixin::Query;
use shixin::Verdict;
use shixin::audit::Party;
use shixin::check;
use shixin::check::QueryError;
use shixin::record::TextReader;

use crate::args::ScreenArgs;
use crate::asking::Asking;
use crate::asking::Question;
use crate::outcome::Failure;
use crate::place;
use crate::recorder::Recorder;
use crate::table::Columns;
use crate::table::Delimiter;
use crate::table::Line;
use crate::table::Splitter;
use crate::table::Table;

pub(crate) fn run(args: &ScreenArgs) -> Result<ExitCode, Failure> {
    // `-` is standard output, as it is standard input elsewhere.
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    if let Some(output) = output {
        place::keep_apart("--output", output, &args.applicants)?;
        place::keep_apart("--output", output, &args.list)?;
        for read in [&args.ask.relief, &args.ask.policy].into_iter().flatten() {
            place::keep_apart("--output", output, read)?;
        }
        place::keep_out("--output", output)?;
    }
    let recorder = Recorder::open_for_many(&args.trail)?;
    let opened = Asking::new(&args.ask, &[]).and_then(|asking| asking.open(&args.list));
    let (list, asking) = recorder.unless_unanswered(opened, &args.ask, None)?;
    let bar = progress(&args.applicants);
    let mut table = Table::open(TextReader::new(bar.wrap_read(source(&args.applicants)?)))?;
    let mut out = sink(output)?;
    let columns = std::mem::replace(&mut table.columns, Columns::none());
    let asker = Asker {
        list: &list,
        asking: &asking,
        columns: &columns,
        delimiter: table.delimiter,
        recorder: &recorder,
    };
    let mut tally = Tally::default();
    answer(&mut table, &asker, args.threads, |answered: Answered| {
        tally.add(&answered.tally);
        if let Some(failed) = answered.unrecorded {
            return Err(failed);
        }
        recorder.sync()?;
        Ok(out.write_all(&answered.lines)?)
    })?;
    out.flush()?;
    recorder.close()?;
    bar.finish_and_clear();
    writeln!(stderr().lock(), "{tally}")?;
    Ok(ExitCode::SUCCESS)
}

/// Gives the answers to all lines of the table to `write`, in order. This thread reads and writes, others check.
fn answer(
    table: &mut Table<impl Read>,
    asker: &Asker<'_>,
    threads: u16,
    mut write: impl FnMut(Answered) -> Result<(), Failure>,
) -> Result<(), Failure> {
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| Worker::start(scope, asker)).collect();
        let (mut sent, mut written, mut first) = (0_usize, 0_usize, 1_u64);
        let at = |turn: usize| workers.get(turn.checked_rem(workers.len())?);
        let mut take = |turn: usize| -> Result<(), Failure> {
            let answered = at(turn).and_then(|worker| worker.answers.recv().ok());
            write(answered.ok_or_else(|| Failure::Table("a checking thread failed".into()))?)
        };
        loop {
            let lines = batch(table)?;
            if lines.is_empty() {
                break;
            }
            let count = lines.len() as u64;
            if let Some(worker) = at(sent) {
                let _ = worker.questions.send((first, lines));
            }
            first = first.saturating_add(count);
            sent = sent.saturating_add(1);
            // Two batches a thread are under way, so that none waits for this one to read.
            if sent.saturating_sub(written) >= workers.len().saturating_mul(2) {
                take(written)?;
                written = written.saturating_add(1);
            }
        }
        while written < sent {
            take(written)?;
            written = written.saturating_add(1);
        }
        Ok(())
    })
}

/// The next lines, so many that a thread has something to do.
fn batch(table: &mut Table<impl Read>) -> Result<Vec<Line>, Failure> {
    let (mut batch, mut held) = (Vec::with_capacity(BATCH), 0_usize);
    while batch.len() < BATCH && held < MOST_HELD {
        let Some(line) = table.next_line()? else { break };
        held = held.saturating_add(line.len());
        batch.push(line);
    }
    Ok(batch)
}

/// A thread that answers batches, in the order in which it is given them.
struct Worker {
    questions: mpsc::Sender<(u64, Vec<Line>)>,
    answers: mpsc::Receiver<Answered>,
}

impl Worker {
    fn start<'s, 'e>(scope: &'s std::thread::Scope<'s, 'e>, asker: &'e Asker<'_>) -> Self {
        let (questions, asked) = mpsc::channel::<(u64, Vec<Line>)>();
        let (answering, answers) = mpsc::channel();
        scope.spawn(move || {
            for (first, lines) in asked {
                if answering.send(asker.answer(&lines, first)).is_err() {
                    break;
                }
            }
        });
        Self { questions, answers }
    }
}

/// The answers to a batch, a line each.
#[derive(Default)]
struct Answered {
    lines: Vec<u8>,
    tally: Tally,
    /// Why one of them could not be recorded, so that none is told.
    unrecorded: Option<Failure>,
}

/// What is the same for every applicant.
struct Asker<'a> {
    list: &'a List,
    asking: &'a Question,
    columns: &'a Columns,
    delimiter: Delimiter,
    recorder: &'a Recorder,
}

impl Asker<'_> {
    /// Answers applicants, the first of whom is number `first` of all.
    fn answer(&self, lines: &[Line], first: u64) -> Answered {
        let mut answered =
            Answered { lines: Vec::with_capacity(lines.len().saturating_mul(160)), ..Answered::default() };
        let mut rows = vec![StringRecord::new(); AT_ONCE];
        let mut splitter = Splitter::new(self.delimiter);
        let mut number = first;
        for some in lines.chunks(AT_ONCE) {
            let broken: Vec<Option<String>> = some
                .iter()
                .zip(&mut rows)
                .map(|(line, row)| match splitter.split(line, row) {
                    Ok(()) => self.misfit(row),
                    Err(broken) => Some(broken.to_string()),
                })
                .collect();
            let rows = rows.get(..some.len()).unwrap_or_default();
            let whole = rows.iter().zip(&broken).filter(|(_, broken)| broken.is_none());
            let mut verdicts = self.list.answer_many(whole.map(|(row, _)| self.query(row)));
            for (row, broken) in rows.iter().zip(&broken) {
                let answer = broken.is_none().then(|| verdicts.next()).flatten();
                if let Err(failed) = self.record(row, number, answer.as_ref()) {
                    answered.unrecorded.get_or_insert(failed);
                }
                let verdict = match broken {
                    Some(broken) => Err(broken.clone()),
                    None => answer.map_or(Err(String::new()), |it| it.map_err(|error| error.to_string())),
                };
                answered.tally.count(verdict.as_ref().ok().map(Verdict::outcome));
                tell(self.columns, row, number, verdict, &mut answered.lines);
                number = number.saturating_add(1);
            }
        }
        answered
    }

    fn query<'r>(&'r self, row: &'r StringRecord) -> Result<Query<'r>, QueryError> {
        let columns = self.columns;
        self.asking.query(row.get(columns.id).unwrap_or(""), row.get(columns.name).unwrap_or(""))
    }

    /// Records what was answered about a row; a broken one was not answered.
    fn record(
        &self,
        row: &StringRecord,
        number: u64,
        answer: Option<&Result<Verdict, check::Error>>,
    ) -> Result<(), Failure> {
        if !self.recorder.is_open() {
            return Ok(());
        }
        let columns = self.columns;
        let named = columns.through.iter().find(|(_, title)| title == "applicant");
        let named = named.and_then(|(index, _)| row.get(*index)).map(str::to_owned);
        let (id, name) = (row.get(columns.id).unwrap_or(""), row.get(columns.name).unwrap_or(""));
        // A trail holds neither name nor number unless it was told to; of a row that could not be read nobody knows which
        // cell has which.
        let named =
            named.filter(|named| matches!(answer, Some(Ok(_))) && !tells(named, id) && !tells(named, name));
        let applicant = named.unwrap_or_else(|| number.to_string());
        let (query, typed) = (self.asking.query(id, name).ok(), Party::typed(id, name));
        self.recorder.record_row(&applicant, query.as_ref(), typed, self.asking.measure(), answer)
    }

    /// Why it cannot be known whom a row asks about.
    fn misfit(&self, row: &StringRecord) -> Option<String> {
        let columns = self.columns;
        if row.iter().skip(columns.width).any(|field| !field.is_empty()) {
            return Some(format!(
                "the row has {} fields and the header {}, so that it is unknown which is the id and which the name: \
                 put the field that contains a {} into quotes",
                row.len(),
                columns.width,
                self.delimiter
            ));
        }
        let is_short = row.len() <= columns.id.max(columns.name);
        is_short
            .then(|| "the row is too short: its id or name column is missing; complete the row".to_owned())
    }
}

/// Appends an answer as a line: the columns that pass through, empty where the row is broken, then the answer.
fn tell(
    columns: &Columns,
    row: &StringRecord,
    number: u64,
    verdict: Result<Verdict, String>,
    out: &mut Vec<u8>,
) {
    let mut before = "{";
    if columns.is_numbered {
        member(out, before, "applicant", &number.to_string());
        before = ",";
    }
    for (index, title) in &columns.through {
        member(out, before, title, row.get(*index).unwrap_or(""));
        before = ",";
    }
    match verdict {
        Ok(verdict) => {
            member(out, before, "outcome", verdict.outcome().as_code());
            member(out, ",", "strength", &verdict.strength().map(shixin::Strength::as_code));
            member(out, ",", "lookalikes", &verdict.lookalikes());
            member(out, ",", "records", &verdict.record_ids().collect::<Vec<_>>());
            member(out, ",", "because", &verdict.because());
        }
        Err(error) => {
            member(out, before, "outcome", "error");
            member(out, ",", "strength", &());
            member(out, ",", "lookalikes", &());
            member(out, ",", "records", &[(); 0]);
            member(out, ",", "because", &error);
        }
    }
    out.extend_from_slice(b"}\n");
}

/// Appends a member of a JSON object. Nothing that is told can fail to be written: no map, and memory as a sink.
fn member<T: serde::Serialize + ?Sized>(out: &mut Vec<u8>, before: &str, key: &str, value: &T) {
    out.extend_from_slice(before.as_bytes());
    let _ = serde_json::to_writer(&mut *out, key);
    out.push(b':');
    let _ = serde_json::to_writer(&mut *out, value);
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

/// Applicants that a thread is given at a time.
const BATCH: usize = 2048;

/// Applicants that it looks up together.
const AT_ONCE: usize = 16;

/// Bytes of applicants held at once, whatever the length of a line.
const MOST_HELD: usize = 16 << 20;

/// Whether a number of a matter has an applicant's own number, or name, in it.
fn tells(named: &str, of: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_uppercase).collect()
    };
    let of = plain(of);
    !of.is_empty() && plain(named).contains(&of)
}
