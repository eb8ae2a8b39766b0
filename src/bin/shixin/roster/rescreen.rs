//! Two editions and a roster in, an alert for everybody concerned out.
//!
//! Killed at any moment, it is run again: alerts are put in place whole, and only then the standing moves on, so that the
//! same command gives the same alerts until it has come to its end.

use std::fs;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::io::stderr;
use std::io::stdout;
use std::path::Path;
use std::process::ExitCode;

use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use serde_json::json;
use shixin::List;
use shixin::Roster;
use shixin::policy::JointVerdict;
use shixin::policy::Language;
use shixin::roster::Alert;
use shixin::roster::AlertKind;
use shixin::roster::Rescreen;
use shixin::roster::RosterError;
use shixin::roster::Standing;
use shixin::seal::Trusted;
use tempfile::NamedTempFile;

use crate::args::AlertForm;
use crate::args::RescreenArgs;
use crate::asking;
use crate::editions;
use crate::outcome::Failure;
use crate::place;
use crate::seal;

pub(crate) fn run(args: &RescreenArgs) -> Result<ExitCode, Failure> {
    keep_apart(args)?;
    let trusted = seal::trusted(&args.seals.sealed_by)?;
    let roster = match &trusted {
        Some(by) => Roster::from_bytes(by.read(&args.roster).map_err(shixin::Error::from)?.0),
        None => Roster::open(&args.roster),
    };
    let roster = roster.map_err(shixin::Error::from)?;
    let [old, new] = lists(args, trusted.as_ref())?;
    refuse_older(&old, &new, args)?;
    let before = standing(&roster, &old, args)?;
    let rescreen = roster.rescreen(&old, &new, &before).map_err(shixin::Error::from)?;
    let mut rescreen = rescreen.threads(processors());
    let output = args.output.as_deref().filter(|path| *path != Path::new("-"));
    let tally = match output {
        None => tell(&mut rescreen, args.format, stdout().lock())?,
        Some(path) => into_file(&mut rescreen, args.format, path)?,
    };
    if let (Some(path), Some(after)) = (&args.standing, rescreen.standing()) {
        super::told(after.save(path).map_err(shixin::Error::from)?)?;
    }
    summarise(&roster, &rescreen, &tally)?;
    Ok(ExitCode::SUCCESS)
}

fn keep_apart(args: &RescreenArgs) -> Result<(), Failure> {
    let read = [&args.roster, &args.old, &args.new];
    for (option, path) in [("--output", &args.output), ("--standing", &args.standing)] {
        let Some(path) = path else { continue };
        for read in read.into_iter().chain(&args.relief).chain(&args.policy) {
            place::keep_apart(option, path, read)?;
        }
        place::keep_out(option, path)?;
    }
    match (&args.output, &args.standing) {
        (Some(output), Some(standing)) => place::keep_apart("--output", output, standing),
        _ => Ok(()),
    }
}

/// The lists swapped would tell everybody newly listed as released.
fn refuse_older(old: &List, new: &List, args: &RescreenArgs) -> Result<(), Failure> {
    let (before, after) = (old.edition().as_of, new.edition().as_of);
    if after >= before || args.allow_older {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "{} is of {after}, an earlier day than {} of {before}: the earlier list comes first, and swapped, whoever came would be \
         told as released; swap them, or ask all the same, as after a rollback, with --allow-older",
        args.new.display(),
        args.old.display()
    )))
}

fn lists(args: &RescreenArgs, by: Option<&Trusted>) -> Result<[List; 2], Failure> {
    let policy = asking::sealed_policy(args.policy.as_deref(), by)?;
    let relief = asking::sealed_relief(args.relief.as_deref(), by)?;
    let under = |list: List| list.with_policy(policy.clone()).with_relief(relief.clone());
    Ok([under(editions::open_sealed(&args.old, by)?), under(editions::open_sealed(&args.new, by)?)])
}

/// Who has a match on the old list: as the last run left it, or everybody asked once.
fn standing(roster: &Roster, old: &List, args: &RescreenArgs) -> Result<Standing, Failure> {
    let kept = args.standing.as_deref().map(Standing::open);
    match kept {
        Some(Ok(standing)) => return Ok(standing),
        Some(Err(RosterError::Read { source, .. })) if source.kind() == io::ErrorKind::NotFound => {}
        Some(Err(error)) => return Err(Failure::Shixin(error.into())),
        None => {}
    }
    let bar = bar("asking everybody once", u64::from(roster.len()));
    let screened = roster.screen(old, processors(), |more| bar.inc(more));
    bar.finish_and_clear();
    Ok(screened.map_err(shixin::Error::from)?)
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// How many alerts of each kind there were.
type Tally = [u64; AlertKind::ALL.len()];

/// Writes beside the place and puts it there when it is whole; for its owner alone.
fn into_file(rescreen: &mut Rescreen<'_>, form: AlertForm, path: &Path) -> Result<Tally, Failure> {
    let cannot = || Failure::file(format!("cannot write {}", path.display()));
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        let stream = fs::File::options().write(true).open(path).map_err(cannot())?;
        return tell(rescreen, form, stream);
    }
    let place = place::resolve(path);
    let beside = place::beside(&place);
    let mut beside: NamedTempFile = beside.map_err(cannot())?;
    let tally = tell(rescreen, form, beside.as_file_mut())?;
    // Alerts stay before the standing moves on: of nobody who is told once may a power cut take the telling.
    place::put(beside, &place).map_err(cannot())?;
    Ok(tally)
}

fn tell(rescreen: &mut Rescreen<'_>, form: AlertForm, out: impl Write) -> Result<Tally, Failure> {
    let mut out = BufWriter::new(out);
    let mut tally = Tally::default();
    let bar = bar("asking who is concerned", rescreen.progress().0);
    if matches!(form, AlertForm::Csv) {
        out.write_all(&row(TITLES.map(str::to_owned))?)?;
    }
    while let Some(alert) = rescreen.next() {
        let alert = alert.map_err(shixin::Error::from)?;
        bar.set_position(rescreen.progress().1);
        let place = AlertKind::ALL.iter().position(|kind| *kind == alert.kind);
        if let Some(count) = place.and_then(|place| tally.get_mut(place)) {
            *count = count.saturating_add(1);
        }
        match form {
            AlertForm::Jsonl => writeln!(out, "{}", line(&alert))?,
            AlertForm::Csv => out.write_all(&row(fields(&alert))?)?,
        }
    }
    bar.finish_and_clear();
    out.flush()?;
    Ok(tally)
}

/// Neither name nor id: who reads alerts knows the holder by the reference.
fn line(alert: &Alert<'_>) -> serde_json::Value {
    json!({
        "alert": alert.kind.as_code(),
        "reference": alert.holder.reference,
        "kind": alert.holder.kind,
        "use": &*alert.after.measure().code,
        "before": answer(&alert.before),
        "after": answer(&alert.after),
    })
}

fn answer(joint: &JointVerdict) -> serde_json::Value {
    let (role, verdict) = joint.deciding();
    json!({
        "outcome": joint.outcome().as_code(),
        "ground": joint.ground().as_code(),
        "party": role.as_code(),
        "strength": verdict.strength().map(shixin::Strength::as_code),
        "lookalikes": verdict.lookalikes(),
        "records": verdict.record_ids().collect::<Vec<_>>(),
        "as_of": verdict.edition().as_of,
        "edition": verdict.edition().hex(),
        "because": joint.because(Language::English),
    })
}

fn fields(alert: &Alert<'_>) -> [String; TITLES.len()] {
    let told = |joint: &JointVerdict| {
        let (_, verdict) = joint.deciding();
        let strength = verdict.strength().map_or("", shixin::Strength::as_code).to_owned();
        let records = verdict.record_ids().collect::<Vec<_>>().join(" ");
        [joint.outcome().as_code().to_owned(), strength, records, verdict.edition().as_of.to_string()]
    };
    let [outcome_before, strength_before, records_before, day_before] = told(&alert.before);
    let [outcome, strength, records, day] = told(&alert.after);
    [
        alert.kind.as_code().to_owned(),
        alert.holder.reference.to_owned(),
        alert.holder.kind.to_owned(),
        alert.after.measure().code.to_string(),
        day_before,
        outcome_before,
        strength_before,
        records_before,
        day,
        outcome,
        strength,
        records,
        // A sentence a party: a field stays on its line.
        alert.after.because(Language::English).replace('\n', " "),
    ]
}

fn row(fields: [String; TITLES.len()]) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&fields).map_err(io::Error::from)?;
    writer.into_inner().map_err(|error| Failure::Output(error.into_error()))
}

fn summarise(roster: &Roster, rescreen: &Rescreen<'_>, tally: &Tally) -> io::Result<()> {
    let counts = AlertKind::ALL.iter().zip(tally).map(|(kind, count)| format!("{count} {}", kind.as_code()));
    let counts: Vec<String> = counts.collect();
    let asked = rescreen.asked();
    writeln!(
        stderr().lock(),
        "{} holders, {asked} of them asked about, for {} subjects that came and {} that left: {}",
        roster.len(),
        rescreen.came(),
        rescreen.left(),
        counts.join(", ")
    )
}

/// Shows on a terminal only.
fn bar(what: &'static str, of: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} [{bar:30}] {human_pos} of {human_len}, {eta} left");
    ProgressBar::new(of).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())).with_message(what)
}

const TITLES: [&str; 13] = [
    "alert",
    "reference",
    "kind",
    "use",
    "before_as_of",
    "before_outcome",
    "before_strength",
    "before_records",
    "after_as_of",
    "after_outcome",
    "after_strength",
    "after_records",
    "because",
];
