//! `shixin compile`: files of rows in, one list out, a summary that adds up.

use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Write as _;
use std::io::stderr;
use std::path::Path;
use std::process::ExitCode;

use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use shixin::Compiler;
use shixin::List;
use shixin::ListFolder;
use shixin::check::OpenError;
use shixin::compile;
use shixin::compile::Compiled;
use shixin::compile::Publication;
use shixin::index::Index;
use shixin::policy::Guard;
use shixin::screener::today;
use shixin::seal::Sealer;
use shixin::seal::Trusted;

use crate::args::CompileArgs;
use crate::editions;
use crate::outcome::Failure;
use crate::place;
use crate::rejects;
use crate::rejects::Rejects;
use crate::seal;

pub(crate) fn run(args: &CompileArgs) -> Result<ExitCode, Failure> {
    keep_apart(args)?;
    make(configured(Compiler::new(args.as_of.unwrap_or_else(today)), args), args, None)
}

/// The compiler as the command line has it.
pub(crate) fn configured(compiler: Compiler, args: &CompileArgs) -> Compiler {
    let mut compiler = compiler.allow_cut(args.allow_implausible).threads(args.threads.into()).spill_into(
        args.temp_dir.as_deref().unwrap_or(&std::env::temp_dir()),
        usize::try_from(args.memory).unwrap_or(usize::MAX).saturating_mul(1 << 20),
    );
    if !args.source.is_empty() {
        compiler = compiler.source(&args.source);
    }
    if let Some(people) = args.population {
        compiler = compiler.population(people);
    }
    if let Some(percent) = args.most_rejects {
        compiler = compiler.most_rejects(percent / 100.0);
    }
    compiler
}

/// Reads the feeds, and publishes the list that they make; in place of `base`, where that is given.
pub(crate) fn make(
    mut compiler: Compiler,
    args: &CompileArgs,
    base: Option<&Base<'_>>,
) -> Result<ExitCode, Failure> {
    for path in &args.rows {
        read(&mut compiler, path)?;
    }
    let laying = rows_bar();
    let finished = compiler.finish_with(|number, of| {
        if number == 1 {
            laying.set_length(of);
        }
        if number.is_multiple_of(ROWS_A_STEP) {
            laying.set_position(number);
        }
    });
    laying.finish_and_clear();
    let compiled = finished.map_err(|error| refused(error, args))?;
    if args.output.is_dir() {
        return into_folder(&compiled, args, base);
    }
    guard(&compiled, args, base)?;
    let rejects = Rejects::write(compiled.report(), args)?;
    let seal = sealer(args)?.map(|sealer| seal::of_list(&sealer, compiled.index(), "")).transpose()?;
    let publication = compiled.publish(&args.output).map_err(shixin::Error::from)?;
    let sealed = seal.map(|seal| seal.save(&args.output)).transpose().map_err(shixin::Error::from)?;
    let put = rejects.put(compiled.report()).and_then(|()| rejects::remove_earlier(compiled.report(), args));
    summarise(&compiled, publication, args, (base, &rejects::path(args)))?;
    if let Some(sealed) = sealed {
        editions::warn(&mut stderr().lock(), &sealed)?;
    }
    put.map(|()| ExitCode::SUCCESS)
}

/// Into a folder of editions, rejects under the edition's own name, unless they go elsewhere.
fn into_folder(
    compiled: &Compiled,
    args: &CompileArgs,
    base: Option<&Base<'_>>,
) -> Result<ExitCode, Failure> {
    guard_base(compiled, args, base)?;
    let report = compiled.report();
    let folder = ListFolder::at(&args.output);
    let elsewhere = args.rejects.is_some().then(|| Rejects::write(report, args)).transpose()?;
    let own = if elsewhere.is_none() { rejects::lines(report)? } else { Vec::new() };
    let seal =
        sealer(args)?.map(|sealer| Ok::<_, Failure>((seal::of_list(&sealer, compiled.index(), "")?, sealer)));
    let seal = seal.transpose()?.map(|(seal, sealer)| (seal, Trusted::from(sealer.key())));
    let sealed = seal.as_ref().map(|(seal, by)| (seal, by));
    let publication =
        editions::publish(&folder, compiled.index(), sealed, Some(&own), args.allow_implausible)?;
    let put = elsewhere.map_or(Ok(()), |rejects| rejects.put(report));
    let pruned = editions::prune(&folder, args.keep);
    let placed = folder.current().map_err(shixin::Error::from)?;
    let rejects = args.rejects.as_ref().unwrap_or(&placed.rejects);
    summarise(compiled, publication, args, (base, rejects))?;
    put.and(pruned).map(|()| ExitCode::SUCCESS)
}

fn sealer(args: &CompileArgs) -> Result<Option<Sealer>, Failure> {
    Ok(args.seal_with.as_ref().map(Sealer::open).transpose().map_err(shixin::Error::from)?)
}

/// The list that is updated.
pub(crate) struct Base<'a> {
    pub(crate) path: &'a Path,
    pub(crate) index: &'a Index,
    /// Its records that the new list was begun with; 0 where a snapshot takes its place.
    pub(crate) taken: u64,
    /// By how many days a delta may carry it on; `None` where a snapshot takes its place.
    pub(crate) most_days: Option<u16>,
}

/// Why there is no list; what can be said of the rejects is said before.
fn refused(error: compile::Error, args: &CompileArgs) -> Failure {
    let Some(report) = error.report() else { return Failure::Shixin(error.into()) };
    if let Err(failure) = rejects::of_refused(report, args) {
        // Said beside the graver fault, which is the exit code's.
        let _ = writeln!(stderr().lock(), "shixin: {failure}");
    }
    if report.totals.rows == 0 {
        return Failure::NoRows(names_of(args));
    }
    Failure::Shixin(error.into())
}

/// No file that is written is one that is read, nor both are one.
pub(crate) fn keep_apart(args: &CompileArgs) -> Result<(), Failure> {
    for (option, path) in [("--output", Some(&args.output)), ("--rejects", args.rejects.as_ref())] {
        if path.is_some_and(|path| path == Path::new("-")) {
            return Err(Failure::Usage(format!(
                "{option} -: a list and its rejects are files, which are put in place when they are whole; name a file"
            )));
        }
    }
    if args.output.as_os_str().as_encoded_bytes().ends_with(b"/") {
        // A folder is meant; a file of its name is not what is wanted where it is not there.
        ListFolder::at(&args.output).editions().map_err(shixin::Error::from)?;
    }
    let own = Some(&args.output).filter(|output| !output.is_dir());
    for (option, path) in [("--output", own), ("--rejects", args.rejects.as_ref())] {
        path.map_or(Ok(()), |path| place::keep_out(option, path))?;
    }
    let rejects = rejects::path(args);
    for rows in &args.rows {
        place::keep_apart("--output", &args.output, rows)?;
        place::keep_apart("--rejects", &rejects, rows)?;
    }
    if place::is_same(&rejects, &args.output) {
        return Err(Failure::Usage(format!(
            "--rejects {}: the list itself goes there; name another file",
            rejects.display()
        )));
    }
    if rejects::is_list(&rejects) {
        return Err(Failure::Usage(format!(
            "--rejects {}: a compiled list is there and would be overwritten; name another file",
            rejects.display()
        )));
    }
    Ok(())
}

/// An edition that would take an implausibly different one's place is refused, and so is one of which that cannot be
/// said: only where no file is there, there is nothing to compare with.
fn guard(compiled: &Compiled, args: &CompileArgs, base: Option<&Base<'_>>) -> Result<(), Failure> {
    guard_base(compiled, args, base)?;
    if args.allow_implausible || base.is_some_and(|base| place::is_same(base.path, &args.output)) {
        return Ok(());
    }
    match List::open(&args.output) {
        Ok(there) => admit(compiled, &args.output, there.index()),
        Err(OpenError::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(Failure::Incomparable { path: args.output.clone(), source }),
    }
}

/// The same beside the list that was updated.
fn guard_base(compiled: &Compiled, args: &CompileArgs, base: Option<&Base<'_>>) -> Result<(), Failure> {
    let Some(base) = base.filter(|_| !args.allow_implausible) else { return Ok(()) };
    if compiled.report().totals.rows == base.taken {
        return Err(Failure::NoRows(names_of(args)));
    }
    let mut guard = Guard::default();
    let (before, after) = (base.index.edition(), compiled.edition());
    let admitted = match base.most_days {
        Some(days) => {
            guard.most_days = days;
            guard.admit_delta(before, after)
        }
        None => guard.admit(before, after),
    };
    let admitted = admitted.and_then(|()| guard.admit_change(base.index, compiled.index()));
    admitted.map_err(|source| Failure::Implausible { path: base.path.to_owned(), source })
}

fn admit(compiled: &Compiled, path: &Path, before: &Index) -> Result<(), Failure> {
    let admitted = Guard::default().admit_list(before, compiled.index());
    admitted.map_err(|source| Failure::Implausible { path: path.to_owned(), source })
}

fn names_of(args: &CompileArgs) -> String {
    args.rows.iter().map(|path| name_of(path)).collect::<Vec<_>>().join(", ")
}

/// Feeds one file to the compiler, with a bar that follows the bytes read.
fn read(compiler: &mut Compiler, path: &Path) -> Result<(), Failure> {
    let name = name_of(path);
    let cannot = || Failure::input(format!("cannot read {name}"));
    if path == Path::new("-") {
        let read = compiler.read(&name, io::stdin().lock());
        return read.map_err(|source| Failure::Feed { name, source });
    }
    let file = File::open(path).map_err(cannot())?;
    let length = file.metadata().map_err(cannot())?.len();
    let bar = ProgressBar::new(length).with_style(style()).with_message(name.clone());
    let feed: Box<dyn Read> = Box::new(bar.wrap_read(file));
    let read = compiler.read(&name, feed);
    bar.finish_and_clear();
    read.map_err(|source| Failure::Feed { name, source })
}

/// A feed's name in reports and errors.
fn name_of(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

/// Figures for the operator, on standard error: standard output stays free for machines.
fn summarise(
    compiled: &Compiled,
    publication: Publication,
    args: &CompileArgs,
    (base, rejects): (Option<&Base<'_>>, &Path),
) -> io::Result<()> {
    let report = compiled.report();
    let totals = report.totals;
    let mut out = stderr().lock();
    writeln!(out, "rows read   {:>12}", totals.rows)?;
    if let Some(base) = base.filter(|base| base.taken > 0) {
        writeln!(out, "              of them {} stood in {}", base.taken, base.path.display())?;
    }
    writeln!(
        out,
        "= records   {:>12}   of {} subjects: {} persons, {} organisations; {} without a readable id",
        totals.records, totals.subjects, totals.persons, totals.organisations, totals.without_id
    )?;
    if totals.responsible > 0 {
        writeln!(
            out,
            "              beside them {} who answer for listed organisations",
            totals.responsible
        )?;
    }
    if totals.minors > 0 || totals.born_later > 0 {
        writeln!(
            out,
            "              {} records of minors and {} of people born after publication are flagged: they never block",
            totals.minors, totals.born_later
        )?;
    }
    writeln!(out, "+ repeats   {:>12}", totals.repeats)?;
    let kept = if totals.rejects > 0 { format!("in {}", rejects.display()) } else { String::new() };
    writeln!(out, "+ rejects   {:>12}   {kept}", totals.rejects)?;
    for (source, form) in &report.forms {
        writeln!(out, "{source}: {form}")?;
    }
    tally(&mut out, "keys", &report.dialects)?;
    tally(&mut out, "flaws", &report.flaws)?;
    tally(&mut out, "unknown keys", &report.unknown_keys)?;
    tally(&mut out, "passed over in envelopes", &report.passed_over)?;
    if report.shared_numbers > 0 {
        writeln!(
            out,
            "record numbers shared by different rows: {} (all of them are in the list)",
            report.shared_numbers
        )?;
    }
    freshness(&mut out, compiled)?;
    writeln!(
        out,
        "{}: {} bytes, edition {}",
        args.output.display(),
        compiled.as_bytes().len(),
        compiled.edition().stamp()
    )?;
    editions::warn(&mut out, &publication)
}

/// An old dump compiled today would look fresh.
fn freshness(out: &mut impl io::Write, compiled: &Compiled) -> io::Result<()> {
    let as_of = compiled.edition().as_of;
    match compiled.report().newest.map(|newest| (newest, as_of.days_since(newest))) {
        Some((newest, age)) if age > 31 => writeln!(
            out,
            "warning: as of {as_of}, but the newest row was published on {newest}, {age} days before: is this an old dump? \
             --as-of states its day"
        ),
        Some((newest, age)) if age < 0 => {
            writeln!(
                out,
                "warning: as of {as_of}, but a row was published later, on {newest}: --as-of states the day"
            )
        }
        _ => Ok(()),
    }
}

fn tally(
    out: &mut impl io::Write,
    title: &str,
    counts: &std::collections::BTreeMap<String, u64>,
) -> io::Result<()> {
    if counts.is_empty() {
        return Ok(());
    }
    let shown: Vec<String> = counts.iter().map(|(what, count)| format!("{what} {count}")).collect();
    writeln!(out, "{title}: {}", shown.join(", "))
}

/// Bars show on a terminal only; piped, nothing is drawn.
fn style() -> ProgressStyle {
    let template = "{msg} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec}, {eta} left";
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn rows_bar() -> ProgressBar {
    let template = "laying out [{bar:30}] {human_pos} of {human_len} rows, {per_sec}, {eta} left";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(0).with_style(style);
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    bar
}

/// Rows between two looks at the bar.
const ROWS_A_STEP: u64 = 4096;
