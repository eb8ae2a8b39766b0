//! `shixin demo`: from published rows to verdicts in one breath, on a bundled list of invented people.

use std::fs;
use std::io::Write as _;
use std::io::stdout;
use std::path::Path;
use std::process::ExitCode;

use serde::Deserialize;
use shixin::Compiler;
use shixin::Date;
use shixin::List;
use shixin::compile::Compiled;

use crate::args::DemoArgs;
use crate::outcome::Failure;

pub(crate) fn run(args: &DemoArgs) -> Result<ExitCode, Failure> {
    let compiled = compile()?;
    let totals = compiled.report().totals;
    let mut out = stdout().lock();
    writeln!(
        out,
        "Compiled a bundled list of invented people with every kind of dirt that real lists have:"
    )?;
    writeln!(
        out,
        "  {} rows = {} records + {} repeats + {} rejects; {} bytes\n",
        totals.rows,
        totals.records,
        totals.repeats,
        totals.rejects,
        compiled.as_bytes().len()
    )?;
    if let Some(folder) = &args.keep {
        keep(&compiled, folder)?;
    }
    let list = List::from_bytes(compiled.into_bytes()).map_err(shixin::Error::from)?;
    let mut unexpected = 0_usize;
    for applicant in applicants()? {
        unexpected = unexpected.saturating_add(usize::from(!show(&list, &applicant, args.zh, &mut out)?));
    }
    writeln!(out, "\n{NEXT}")?;
    if unexpected > 0 {
        return Err(Failure::Table(format!(
            "{unexpected} verdicts are not those that the demo expects: this build is broken"
        )));
    }
    Ok(ExitCode::SUCCESS)
}

fn compile() -> Result<Compiled, shixin::Error> {
    let as_of: Date = AS_OF.parse()?;
    let mut compiler = Compiler::new(as_of).source("bundled demo, invented");
    compiler.read("demo", ROWS.as_bytes())?;
    Ok(compiler.finish()?)
}

/// One of the demo's applicants, with the verdict that is right for them.
#[derive(Deserialize)]
struct Applicant {
    applicant: String,
    id: String,
    name: String,
    expect: String,
    because: String,
}

fn applicants() -> Result<Vec<Applicant>, Failure> {
    let rows = csv::Reader::from_reader(APPLICANTS.as_bytes()).into_deserialize().collect::<Result<_, _>>();
    rows.map_err(|error| Failure::Table(format!("the bundled applicants cannot be read: {error}")))
}

/// Prints an applicant's verdict; whether it is the expected one.
fn show(
    list: &List,
    applicant: &Applicant,
    zh: bool,
    out: &mut impl std::io::Write,
) -> Result<bool, Failure> {
    let Applicant { applicant: number, id, name, expect, because } = applicant;
    let verdict = list.check(id, name);
    let (outcome, strength, lookalikes, reasons) = match &verdict {
        Ok(verdict) => (
            verdict.outcome().as_code(),
            verdict.strength().map_or("", shixin::Strength::as_code),
            verdict.lookalikes().map_or_else(String::new, |figure| format!("λ {figure:.1e}")),
            if zh { verdict.because_chinese() } else { verdict.because() },
        ),
        Err(error) => ("error", "", String::new(), error.to_string()),
    };
    writeln!(
        out,
        "{number:>3}  {:<6} {strength:<9} {lookalikes:<10} {name}  {}",
        outcome.to_uppercase(),
        if id.is_empty() { "(no id)" } else { id }
    )?;
    writeln!(out, "     {reasons}")?;
    let is_expected = outcome == expect;
    if !is_expected {
        writeln!(out, "     expected {expect}: {because}")?;
    }
    Ok(is_expected)
}

fn keep(compiled: &Compiled, folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(Failure::file(format!("cannot make {}", folder.display())))?;
    for (name, text) in [("rows.jsonl", ROWS), ("applicants.csv", APPLICANTS)] {
        let path = folder.join(name);
        fs::write(&path, text).map_err(Failure::file(format!("cannot write {}", path.display())))?;
    }
    let publication = compiled.publish(&folder.join("demo.shixin")).map_err(shixin::Error::from)?;
    if let shixin::compile::Publication::DurabilityUnknown(error) = publication {
        return Err(Failure::file(format!("cannot sync {}", folder.display()))(error));
    }
    Ok(())
}

const ROWS: &str = include_str!("rows.jsonl");
const APPLICANTS: &str = include_str!("applicants.csv");
const AS_OF: &str = "2026-11-01";

const NEXT: &str = "\
BLOCK: the applicant is listed.  REFER: a person decides.  CLEAR: nobody listed fits.  ERROR: no answer, and so no clear.
λ: how many other people would be expected to fit as well.

Where to go next:
  shixin demo --keep demo/         keep these rows, applicants and the list; it is of 2026-11-01, and out of date
                                   31 days later, so ask it on its own day:
  shixin screen demo/demo.shixin demo/applicants.csv --on 2026-11-01

With rows of your own:
  shixin compile ROWS -o list.shixin
  shixin check list.shixin --id ID --name NAME
  shixin screen list.shixin APPLICANTS.csv
  shixin --help                    everything else; the README has the library";
