//! `shixin audit`: is the trail whole, does it come out again, what does it tell, what is to be reported, what is past its
//! term?

pub(crate) mod args;
mod decide;
mod feedback;
mod prove;
mod purge;
mod replay;
mod report;
mod verify;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

use shixin::Date;
use shixin::Query;
use shixin::audit::Keys;
use shixin::audit::Options;
use shixin::audit::Question;
use shixin::audit::note::Verifier;

use crate::outcome::Failure;
use crate::place;
use args::AuditCommand;
use args::KeysArgs;

pub(crate) fn run(command: &AuditCommand) -> Result<ExitCode, Failure> {
    match command {
        AuditCommand::Verify(args) => verify::run(args),
        AuditCommand::Replay(args) => replay::run(args),
        AuditCommand::Report(args) => report::run(args),
        AuditCommand::Feedback(args) => feedback::run(args),
        AuditCommand::Override(args) => decide::override_answer(args),
        AuditCommand::Respond(args) => decide::respond(args),
        AuditCommand::Purge(args) => purge::run(args),
        AuditCommand::Prove(args) => prove::run(args),
    }
}

impl KeysArgs {
    /// The folder of the keys of this trail.
    fn folder(&self, trail: &Path) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| Keys::beside(trail))
    }

    /// The keys, where they are there.
    fn open(&self, trail: &Path) -> Result<Option<Keys>, Failure> {
        match Keys::existing(self.folder(trail)) {
            Ok(keys) => Ok(Some(keys)),
            Err(_) if self.keys.is_none() => Ok(None),
            Err(error) => Err(shixin::Error::from(error).into()),
        }
    }

    /// Settings for a trail that is opened to note something.
    fn options(&self, trail: &Path) -> Options {
        Options::default().keys(self.folder(trail))
    }
}

/// A trail is there: opening a folder that is misspelt would begin a new one.
fn existing(trail: &Path) -> Result<(), Failure> {
    let is_trail = |name: &str| name.starts_with("trail-") && name.ends_with(".jsonl");
    let shown = format!("cannot read {}", trail.display());
    let mut names = fs::read_dir(trail).map_err(Failure::input(shown))?.filter_map(Result::ok);
    if names.any(|entry| entry.file_name().to_str().is_some_and(is_trail)) {
        return Ok(());
    }
    Err(Failure::Usage(format!("{}: there is no trail in this folder", trail.display())))
}

/// A period ends no earlier than it begins.
fn in_order(from: Option<Date>, to: Option<Date>) -> Result<(), Failure> {
    match (from, to) {
        (Some(from), Some(to)) if to < from => Err(Failure::Usage(format!(
            "--from {from} --to {to}: expected a first day that is no later than the last"
        ))),
        _ => Ok(()),
    }
}

/// A key that was given as a text, or in a file.
fn key(given: Option<&str>) -> Result<Option<Verifier>, Failure> {
    let Some(given) = given else { return Ok(None) };
    let text = if given.contains('+') { given.to_owned() } else { text(Path::new(given))? };
    let key = text.trim().parse();
    key.map(Some).map_err(|error| Failure::Usage(format!("--key: {error}")))
}

/// Checkpoints that were kept elsewhere; the one beside the keys among them, where they can be read. Where their folder is
/// named they must be.
fn notes(trail: &Path, keys: &KeysArgs, paths: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let beside = match text(&keys.folder(trail).join("checkpoint")) {
        Ok(note) => Some(Ok(note)),
        Err(_) if keys.keys.is_none() => None,
        Err(error) => Some(Err(error)),
    };
    beside.into_iter().chain(paths.iter().map(|path| text(path))).collect()
}

/// Whether a trail is as it was written, as far as its keys' checkpoint tells. What is not goes to standard error.
fn is_whole(trail: &Path, keys: &KeysArgs) -> Result<bool, Failure> {
    let found = shixin::audit::verify(trail, None, &notes(trail, keys, &[])?).map_err(shixin::Error::from)?;
    tell(found.faults.iter())?;
    Ok(found.is_whole())
}

/// Faults, one a line.
fn tell(faults: impl Iterator<Item: std::fmt::Display>) -> Result<(), Failure> {
    let mut out = std::io::stderr().lock();
    for fault in faults {
        let fault = fault.to_string();
        writeln!(out, "the trail is not as it was written: {}", shixin::audit::text::plain(&fault))?;
    }
    Ok(())
}

fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(Failure::input(format!("cannot read {}", path.display())))
}

/// Where what a verb tells goes to: never over what it is told of.
fn destination(output: Option<&Path>, trail: &Path, keys: &KeysArgs) -> Result<Option<PathBuf>, Failure> {
    let Some(path) = output else { return Ok(None) };
    place::keep_out("--output", path)?;
    let whole = place::resolve(path);
    let guarded = [trail.to_owned(), keys.folder(trail)];
    if guarded.iter().any(|folder| whole.starts_with(place::resolve(folder))) {
        return Err(Failure::Usage(format!(
            "--output {}: this folder is the trail's or its keys', and nothing else is written into it; name a place elsewhere",
            path.display()
        )));
    }
    Ok(Some(whole))
}

/// Writes to standard output, or to a file that only its owner reads: the old one or the new one, at any crash.
fn put(destination: Option<&Path>, text: &str) -> Result<(), Failure> {
    let Some(path) = destination else { return Ok(std::io::stdout().lock().write_all(text.as_bytes())?) };
    let fault = || Failure::file(format!("cannot write {}", path.display()));
    // A terminal or a pipe is no file to put another in place of.
    if path.exists() && !path.is_file() {
        return fs::write(path, text).map_err(fault());
    }
    let mut file = place::beside(path).map_err(fault())?;
    file.write_all(text.as_bytes()).map_err(fault())?;
    place::put(file, path).map_err(fault())
}

/// Whoever may have been asked about; rows that cannot be read were never answered.
fn applicants(path: Option<&Path>) -> Result<Vec<Question>, Failure> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let shown = path.display();
    let fault = |what: &dyn std::fmt::Display| Failure::Table(format!("{shown}: {what}"));
    let mut table =
        csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(|error| fault(&error))?;
    let heads = table.headers().map_err(|error| fault(&error))?.clone();
    let column = |title: &str| {
        let found = heads.iter().position(|head| head.trim_start_matches('\u{FEFF}').trim() == title);
        found.ok_or_else(|| fault(&format!("the header names no column {title}")))
    };
    let (id, name) = (column("id")?, column("name")?);
    let mut questions = Vec::new();
    for row in table.records() {
        let row = row.map_err(|error| fault(&error))?;
        let cell = |at: usize| row.get(at).unwrap_or_default();
        if let Ok(query) = Query::doubtful(cell(id), cell(name)) {
            questions.push(Question::new(query.ids(), query.name()));
        }
    }
    Ok(questions)
}
