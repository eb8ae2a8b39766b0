//! `shixin audit feedback`: what is to be reported back, and what became of it?

use std::io::Write as _;
use std::io::stderr;
use std::path::Path;
use std::process::ExitCode;

use serde::Deserialize;
use shixin::Trail;
use shixin::audit::Account;
use shixin::audit::Applicants;
use shixin::audit::Feedback;
use shixin::audit::Input;
use shixin::audit::Mapping;
use shixin::audit::Row;
use shixin::audit::State;

use crate::asking;
use crate::audit::args::FeedbackArgs;
use crate::audit::args::FeedbackForm;
use crate::audit::args::FeedbackState;
use crate::outcome::Failure;

pub(crate) fn run(args: &FeedbackArgs) -> Result<ExitCode, Failure> {
    super::existing(&args.trail)?;
    let output = super::destination(args.output.as_deref(), &args.trail, &args.keys)?;
    if !super::is_whole(&args.trail, &args.keys)? {
        return Ok(ExitCode::from(65));
    }
    let mapping = mapping(args.mapping.as_deref(), args.schema.as_deref())?;
    let policy = asking::policy(args.policy.as_deref())?;
    let inputs = inputs(args.inputs.as_deref())?;
    let keys = args.keys.open(&args.trail)?;
    let questions = super::applicants(args.applicants.as_deref())?;
    let mut applicants = Applicants::new(keys.as_ref(), &questions);
    let account = Account::read(&args.trail, policy.catalogue(), &inputs, &mut applicants);
    let account = account.map_err(shixin::Error::from)?;
    let wanted = args.state.map(state);
    let is_wanted = |row: &Row| {
        wanted.is_none_or(|state| row.state() == state) && args.entry.is_none_or(|of| row.of() == of)
    };
    let all = account.rows.len();
    let account = account.only(is_wanted);
    let rows: Vec<&Row> = account.rows.iter().collect();
    let told = match args.format {
        FeedbackForm::Csv => csv(&mapping, &rows)?,
        FeedbackForm::Json => json(&mapping, &rows)?,
    };
    super::put(output.as_deref(), &told)?;
    let missing = account.missing.iter().map(|(field, rows)| format!("{field} ({rows})"));
    let missing = missing.collect::<Vec<_>>().join(", ");
    let missing = if missing.is_empty() { String::new() } else { format!("; not known: {missing}") };
    writeln!(stderr().lock(), "{} of {} rows{missing}", rows.len(), all)?;
    if let (Some(to), Some(by)) = (args.mark.map(state), &args.by) {
        mark(args, &rows, to, by)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Notes what became of the rows' reports; those of which that is known already are passed over.
fn mark(args: &FeedbackArgs, rows: &[&Row], to: State, by: &str) -> Result<(), Failure> {
    let rows: Vec<&&Row> = rows.iter().filter(|row| row.state() != to).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let trail = Trail::open(&args.trail, args.keys.options(&args.trail)).map_err(shixin::Error::from)?;
    for row in &rows {
        let (of, record) = (row.of(), row.get("record").to_owned());
        let noted = Feedback { of, record, state: to, by: by.to_owned(), notes: args.notes.clone() };
        trail.feedback(noted).map_err(shixin::Error::from)?;
    }
    trail.close().map_err(shixin::Error::from)?;
    writeln!(stderr().lock(), "{} rows noted as {}", rows.len(), to.as_code())?;
    Ok(())
}

/// A table, which spreadsheets open: with a mark that says that it is UTF-8, and no cell that one would run as a formula.
fn csv(mapping: &Mapping, rows: &[&Row]) -> Result<String, Failure> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let fault = |error: csv::Error| Failure::Table(error.to_string());
    table.write_record(mapping.titles()).map_err(fault)?;
    for row in rows {
        table.write_record(mapping.values(row).map(inert)).map_err(fault)?;
    }
    let bytes = table.into_inner().map_err(|error| Failure::Table(error.to_string()))?;
    Ok(format!("\u{FEFF}{}", String::from_utf8_lossy(&bytes)))
}

/// A cell that begins like a formula is kept from being one.
fn inert(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{value}") } else { value.to_owned() }
}

fn json(mapping: &Mapping, rows: &[&Row]) -> Result<String, Failure> {
    let objects = rows.iter().map(|row| {
        let members =
            mapping.titles().map(str::to_owned).zip(mapping.values(row).map(|value| value.to_owned().into()));
        serde_json::Value::Object(members.collect())
    });
    let objects: Vec<serde_json::Value> = objects.collect();
    let mut told = serde_json::to_string_pretty(&objects).map_err(std::io::Error::from)?;
    told.push('\n');
    Ok(told)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mappings {
    schema: Vec<Mapping>,
}

/// The schema of a mapping file; our own titles without one.
fn mapping(path: Option<&Path>, name: Option<&str>) -> Result<Mapping, Failure> {
    let Some(path) = path else { return Ok(Mapping::plain()) };
    let shown = path.display();
    let fault = |what: &dyn std::fmt::Display| Failure::Table(format!("{shown}: {what}"));
    let Mappings { mut schema } = toml::from_str(&super::text(path)?).map_err(|error| fault(&error))?;
    for one in &schema {
        one.check().map_err(|error| fault(&error))?;
    }
    let known = schema.iter().map(|it| it.name.clone()).collect::<Vec<_>>().join(", ");
    if let Some(name) = name {
        schema.retain(|it| it.name == name);
    }
    match (schema.len(), schema.pop()) {
        (1, Some(one)) => Ok(one),
        _ => Err(Failure::Usage(format!("--schema: expected the name of one of {known}"))),
    }
}

fn inputs(path: Option<&Path>) -> Result<Vec<Input>, Failure> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let text = super::text(path)?;
    let lines = text.lines().zip(1_u64..).filter(|(line, _)| !line.trim().is_empty());
    let read = lines.map(|(line, number)| {
        let read = serde_json::from_str(line);
        read.map_err(|error| Failure::Table(format!("{}:{number}: {error}", path.display())))
    });
    read.collect()
}

const fn state(given: FeedbackState) -> State {
    match given {
        FeedbackState::NotReported => State::NotReported,
        FeedbackState::Reported => State::Reported,
        FeedbackState::Refused => State::Refused,
    }
}
