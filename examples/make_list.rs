//! Makes an invented list to try the engine on, or the applicants that go with it.
//!
//! ```text
//! cargo run --release --example make_list -- --rows 10000 --seed 1 > rows.jsonl
//! cargo run --release --example make_list -- --rows 10000 --seed 1 --applicants 2000 > applicants.csv
//! ```

use std::env;
use std::io;
use std::io::BufWriter;
use std::io::ErrorKind;
use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;
use std::time::Instant;

use maker::Maker;

#[path = "../benches/maker/mod.rs"]
mod maker;

fn main() -> ExitCode {
    let told = match Told::read(env::args().skip(1)) {
        Ok(Some(told)) => told,
        Ok(None) => return ended(write!(io::stdout(), "{HELP}")),
        Err(reason) => {
            let _ = write!(io::stderr(), "make_list: {reason}\n\n{HELP}");
            return ExitCode::from(64);
        }
    };
    let maker = Maker::new(told.seed, told.rows);
    let out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    ended(match told.applicants {
        Some(count) => write_applicants(out, maker, count),
        None => write_rows(out, maker),
    })
}

fn write_rows(mut out: impl Write, maker: Maker) -> io::Result<()> {
    let mut progress = Progress::of(maker.row_count());
    for row in maker.rows() {
        out.write_all(row.as_bytes())?;
        out.write_all(b"\n")?;
        progress.step();
    }
    out.flush()
}

/// Names hold no comma and no quotation mark, so nothing needs quoting.
fn write_applicants(mut out: impl Write, maker: Maker, count: u64) -> io::Result<()> {
    let mut progress = Progress::of(count);
    writeln!(out, "applicant,id,name,kind,records")?;
    for (number, applicant) in (0..count).zip(maker.queue()) {
        let records: Vec<String> = applicant.records.iter().map(u64::to_string).collect();
        let (id, name, kind) = (applicant.id, applicant.name, applicant.kind.word());
        writeln!(out, "{number},{id},{name},{kind},{}", records.join(";"))?;
        progress.step();
    }
    out.flush()
}

/// What the command line asks for.
struct Told {
    rows: u64,
    seed: u64,
    applicants: Option<u64>,
}

impl Told {
    /// `None` when help is asked for.
    fn read(mut words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut told = Self { rows: 10_000, seed: 1, applicants: None };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--rows" => told.rows = number(&word, words.next())?,
                "--seed" => told.seed = number(&word, words.next())?,
                "--applicants" => told.applicants = Some(number(&word, words.next())?),
                "--help" | "-h" => return Ok(None),
                _ => return Err(format!("there is no option {word}")),
            }
        }
        Ok(Some(told))
    }
}

fn number(option: &str, value: Option<String>) -> Result<u64, String> {
    let value = value.ok_or_else(|| format!("{option} needs a whole number after it"))?;
    value.replace('_', "").parse().map_err(|_| format!("{option} needs a whole number, not {value}"))
}

/// Tells on standard error how far it is, once it has taken two seconds and then each second.
struct Progress {
    done: u64,
    of: u64,
    started: Instant,
    next_word: Duration,
}

impl Progress {
    fn of(of: u64) -> Self {
        Self { done: 0, of, started: Instant::now(), next_word: Duration::from_secs(2) }
    }

    fn step(&mut self) {
        self.done = self.done.saturating_add(1);
        if self.done.is_multiple_of(16_384) && self.started.elapsed() >= self.next_word {
            self.next_word = self.next_word.saturating_add(Duration::from_secs(1));
            let _ = writeln!(io::stderr(), "{} of {}", self.done, self.of);
        }
    }
}

/// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
fn ended(result: io::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "make_list: writing failed: {error}");
            ExitCode::from(74)
        }
    }
}

const HELP: &str = "\
Makes an invented list of judgment defaulters, or applicants to screen against it.

  --rows N         rows in the list [default: 10000]
  --seed N         which list; the same seed gives the same bytes everywhere [default: 1]
  --applicants N   write N applicants of that list instead of its rows:
                   CSV with the columns applicant,id,name,kind,records
  --help           this text

Rows are JSON lines in the court's detail form, on standard output.
";
