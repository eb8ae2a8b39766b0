//! A table of holders in, a roster out, and whoever could not be read beside it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Write as _;
use std::io::stderr;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

use csv::StringRecord;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use serde_json::json;
use shixin::Policy;
use shixin::Roster;
use shixin::record::Role;
use shixin::record::TextReader;
use shixin::roster::Builder;
use shixin::roster::Holder;
use shixin::roster::Party;
use shixin::roster::RosterError;

use crate::args::RosterCompileArgs;
use crate::asking;
use crate::outcome::Failure;
use crate::place;
use crate::table::Columns;
use crate::table::Splitter;
use crate::table::Table;

pub(crate) fn run(args: &RosterCompileArgs) -> Result<ExitCode, Failure> {
    let rejects = args.rejects.clone().unwrap_or_else(|| beside(&args.output));
    place::keep_apart("--output", &args.output, &args.holders)?;
    place::keep_apart("--rejects", &rejects, &args.holders)?;
    place::keep_apart("--rejects", &rejects, &args.output)?;
    place::keep_out("--output", &args.output)?;
    place::keep_out("--rejects", &rejects)?;
    if let Some(policy) = &args.policy {
        place::keep_apart("--output", &args.output, policy)?;
        place::keep_apart("--rejects", &rejects, policy)?;
    }
    let mut intake = Intake { policy: asking::policy(args.policy.as_deref())?, ..Intake::default() };
    read(&args.holders, &mut intake)?;
    let Intake { builder, rejected, rows, .. } = intake;
    if builder.count() == 0 {
        return Err(Failure::Table(format!(
            "{}: no row holds anybody who can be asked about, so no roster was made; {} rows were rejected",
            args.holders.display(),
            rejected.len()
        )));
    }
    let roster = builder.finish().and_then(Roster::from_bytes).map_err(shixin::Error::from)?;
    // Before the roster: whoever finds it knows whom it lacks.
    write_rejects(&rejected, &rejects)?;
    super::told(roster.save(&args.output).map_err(shixin::Error::from)?)?;
    let mut out = stderr().lock();
    writeln!(out, "rows read   {rows:>12}")?;
    writeln!(out, "= holders   {:>12}", roster.len())?;
    writeln!(out, "+ parties   {:>12}   beside them", roster.parties())?;
    let kept = if rejected.is_empty() { String::new() } else { format!("in {}", rejects.display()) };
    writeln!(out, "+ rejects   {:>12}   {kept}", rejected.len())?;
    writeln!(out, "{}: roster {:.12}", args.output.display(), roster.digest())?;
    Ok(ExitCode::SUCCESS)
}

/// What became of the rows so far.
#[derive(Default)]
struct Intake {
    builder: Builder,
    policy: Policy,
    rows: u64,
    /// On which line each reference stood first.
    seen: HashMap<String, u64>,
    /// A holder whose parties may be yet to come.
    pending: Option<Pending>,
    /// Line, reference and reason of each row that is not in the roster. Neither name nor id: they may be complete.
    rejected: Vec<(u64, String, String)>,
}

struct Pending {
    line: u64,
    holder: Row,
    parties: Vec<(u64, Role, Row)>,
}

/// A row of the table.
#[derive(Default)]
struct Row {
    reference: String,
    kind: String,
    measure: String,
    name: String,
    documents: Vec<String>,
    stated: Vec<(String, bool)>,
}

fn read(path: &Path, intake: &mut Intake) -> Result<(), Failure> {
    let bar = progress(path);
    let mut table = Table::open(TextReader::new(bar.wrap_read(source(path)?)))?;
    let titles = Titles::find(&table.columns)?;
    let (mut splitter, mut row) = (Splitter::new(table.delimiter), StringRecord::new());
    while let Some(line) = table.next_line()? {
        intake.rows = intake.rows.saturating_add(1);
        match splitter.split(&line, &mut row) {
            Err(broken) => intake.reject(line.number, "", broken.to_string()),
            Ok(()) if row.len() > table.columns.width => {
                intake.reject(line.number, "", "the row has more fields than the header".to_owned());
            }
            Ok(()) if row.len() < table.columns.width => {
                let (width, found) = (table.columns.width, row.len());
                let reason =
                    format!("expected {width} fields as in the header, found {found}: the row may be cut");
                intake.reject(line.number, titles.text(&row, titles.reference), reason);
            }
            Ok(()) => intake.take(line.number, &titles, &row)?,
        }
    }
    intake.close()?;
    bar.finish_and_clear();
    Ok(())
}

impl Intake {
    fn take(&mut self, line: u64, titles: &Titles, record: &StringRecord) -> Result<(), Failure> {
        let (role, row) = match titles.row(line, record) {
            Ok(read) => read,
            Err(reason) => {
                self.reject(line, titles.text(record, titles.reference), reason);
                return Ok(());
            }
        };
        if role == Role::Listed {
            self.close()?;
            if let Err(reason) = self.admit(line, &row) {
                self.reject(line, &row.reference, reason);
                return Ok(());
            }
            self.pending = Some(Pending { line, holder: row, parties: Vec::new() });
            return Ok(());
        }
        match &mut self.pending {
            Some(pending) if pending.holder.reference == row.reference => {
                pending.parties.push((line, role, row));
            }
            _ => self.reject(line, &row.reference, "its holder's row does not stand before it".to_owned()),
        }
        Ok(())
    }

    /// An alert must name one holder, and its use must be one that can be asked for.
    fn admit(&mut self, line: u64, row: &Row) -> Result<(), String> {
        if !row.measure.is_empty() && self.policy.measure(&row.measure).is_err() {
            return Err(format!(
                "there is no use {:?}: see shixin measures, or name the policy that has it with --policy",
                row.measure
            ));
        }
        match self.seen.entry(row.reference.clone()) {
            Entry::Occupied(first) => Err(format!(
                "the reference stands in line {} already: an alert could not tell them apart",
                first.get()
            )),
            Entry::Vacant(place) => {
                place.insert(line);
                Ok(())
            }
        }
    }

    /// Whoever is pending goes in with their parties; those who cannot be read stay out alone.
    fn close(&mut self) -> Result<(), Failure> {
        let Some(Pending { line, holder, mut parties }) = self.pending.take() else { return Ok(()) };
        let alone = holder.as_holder(&[]);
        if let Err(error) = alone.applicant() {
            self.reject(line, &holder.reference, error.to_string());
            for (line, ..) in &parties {
                self.reject(*line, &holder.reference, format!("its holder, line {line}, is rejected"));
            }
            return Ok(());
        }
        parties.retain(|(line, _, row)| match row.as_holder(&[]).applicant() {
            Ok(_) => true,
            Err(error) => {
                self.reject(*line, &row.reference, error.to_string());
                false
            }
        });
        match self.builder.push(&holder.as_holder(&parties)) {
            Ok(_) => Ok(()),
            Err(error @ RosterError::Holder { .. }) => {
                self.reject(line, &holder.reference, error.to_string());
                Ok(())
            }
            Err(error) => Err(Failure::Shixin(error.into())),
        }
    }

    fn reject(&mut self, line: u64, reference: &str, reason: String) {
        self.rejected.push((line, reference.to_owned(), reason));
    }
}

impl Row {
    fn as_holder<'a>(&'a self, parties: &'a [(u64, Role, Row)]) -> Holder<'a> {
        Holder {
            kind: &self.kind,
            measure: &self.measure,
            linked: parties.iter().map(|(_, role, row)| (*role, row.as_party())).collect(),
            ..Holder::new(&self.reference, self.as_party())
        }
    }

    fn as_party(&self) -> Party<'_> {
        Party {
            name: &self.name,
            documents: self.documents.iter().map(String::as_str).collect(),
            stated: self.stated.iter().map(|(condition, holds)| (condition.as_str(), *holds)).collect(),
        }
    }
}

/// Which column says what.
struct Titles {
    id: usize,
    name: usize,
    reference: Option<usize>,
    kind: Option<usize>,
    measure: Option<usize>,
    role: Option<usize>,
    documents: Option<usize>,
    given: Option<usize>,
}

impl Titles {
    fn find(columns: &Columns) -> Result<Self, Failure> {
        let find = |wanted: &str| {
            let found = columns.through.iter().find(|(_, title)| title.eq_ignore_ascii_case(wanted));
            found.map(|(index, _)| *index)
        };
        let titles = Self {
            id: columns.id,
            name: columns.name,
            reference: find("reference"),
            kind: find("kind"),
            measure: find("use"),
            role: find("role"),
            documents: find("documents"),
            given: find("given"),
        };
        if titles.reference.is_none() {
            return Err(Failure::Table(
                "expected a column reference, by which alerts name a holder: a licence's number, or whatever you know them by"
                    .to_owned(),
            ));
        }
        let known = ["reference", "kind", "use", "role", "documents", "given"];
        let other = columns.through.iter().find(|(_, title)| {
            !title.is_empty() && !known.iter().any(|known| title.eq_ignore_ascii_case(known))
        });
        match other {
            None => Ok(titles),
            Some((_, title)) => Err(Failure::Table(format!(
                "expected the columns id, name, {}; found {title:?}, which would be lost: remove or rename it",
                known.join(", ")
            ))),
        }
    }

    fn text<'r>(&self, record: &'r StringRecord, column: Option<usize>) -> &'r str {
        column.and_then(|column| record.get(column)).unwrap_or("").trim()
    }

    fn row(&self, line: u64, record: &StringRecord) -> Result<(Role, Row), String> {
        let text = |column| self.text(record, column);
        let role = match text(self.role) {
            "" | "holder" => Role::Listed,
            code => Role::ALL
                .into_iter()
                .find(|role| role.as_code() == code && *role != Role::Listed)
                .ok_or_else(|| format!("line {line}: there is no role {code:?}: see shixin check --help"))?,
        };
        let documents = std::iter::once(text(Some(self.id))).chain(pieces(text(self.documents)));
        let given = pieces(text(self.given)).map(|piece| match piece.split_once('=') {
            None => Ok((piece.to_owned(), true)),
            Some((condition, "yes")) => Ok((condition.to_owned(), true)),
            Some((condition, "no")) => Ok((condition.to_owned(), false)),
            Some(_) => {
                Err(format!("line {line}: expected conditions, alone or with =yes or =no, found {piece:?}"))
            }
        });
        let row = Row {
            reference: text(self.reference).to_owned(),
            kind: text(self.kind).to_owned(),
            measure: text(self.measure).to_owned(),
            name: record.get(self.name).unwrap_or("").to_owned(),
            documents: documents.filter(|document| !document.is_empty()).map(str::to_owned).collect(),
            stated: given.collect::<Result<_, _>>()?,
        };
        Ok((role, row))
    }
}

/// Several in one field, divided by blanks or semicolons.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ';', '；', '|']).map(str::trim).filter(|piece| !piece.is_empty())
}

/// Replaces an earlier roster's rejects, or removes them where there are none. For their owner alone, as the roster is.
fn write_rejects(rejected: &[(u64, String, String)], path: &Path) -> Result<(), Failure> {
    let cannot = || Failure::file(format!("cannot write {}", path.display()));
    if rejected.is_empty() {
        return place::remove(path).map_err(cannot());
    }
    let write = || -> io::Result<()> {
        let mut file = place::beside(path)?;
        let mut out = io::BufWriter::new(file.as_file_mut());
        for (line, reference, reason) in rejected {
            writeln!(out, "{}", json!({ "line": line, "reference": reference, "reason": reason }))?;
        }
        out.flush()?;
        drop(out);
        place::put(file, path)
    };
    write().map_err(cannot())
}

fn beside(output: &Path) -> PathBuf {
    let mut path = output.to_owned().into_os_string();
    path.push(".rejects.jsonl");
    path.into()
}

fn source(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(Failure::input(format!("cannot read {}", path.display())))?;
    Ok(Box::new(file))
}

/// Follows the bytes read; shows on a terminal only.
fn progress(path: &Path) -> ProgressBar {
    let style = ProgressStyle::with_template("reading holders [{bar:30}] {bytes}/{total_bytes}, {eta} left");
    let bar = match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => ProgressBar::new(metadata.len()),
        _ => ProgressBar::new_spinner(),
    };
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
