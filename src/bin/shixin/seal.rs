//! `shixin seal` and `shixin keygen`: who vouches for a file?

use std::fs::OpenOptions;
use std::io::Write as _;
use std::io::stderr;
use std::io::stdout;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use shixin::List;
use shixin::ListFolder;
use shixin::format::MAGIC;
use shixin::index::Index;
use shixin::seal::Key;
use shixin::seal::Seal;
use shixin::seal::Sealer;
use shixin::seal::Trusted;
use shixin::seal::beside;

use crate::args::KeygenArgs;
use crate::args::SealArgs;
use crate::editions;
use crate::outcome::Failure;
use crate::place;

pub(crate) fn run(args: &SealArgs) -> Result<ExitCode, Failure> {
    let sealer = Sealer::open(&args.key).map_err(shixin::Error::from)?;
    for path in &args.files {
        let file = file_of(path)?;
        place::keep_apart("--key", &args.key, &file)?;
        let publication = of_file(&sealer, &file, &args.comment)?.save(&file).map_err(shixin::Error::from)?;
        writeln!(stdout().lock(), "sealed: {}", beside(&file).display())?;
        editions::warn(&mut stderr().lock(), &publication)?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn keygen(args: &KeygenArgs) -> Result<ExitCode, Failure> {
    let public = args.key.with_extension("pub");
    if public == args.key {
        return Err(Failure::Usage(format!(
            "{}: the public key goes there; name the secret one otherwise, as sealing.key",
            args.key.display()
        )));
    }
    let sealer = Sealer::generate().map_err(shixin::Error::from)?;
    write(&args.key, 0o600, &sealer.secret())?;
    write(&public, 0o644, &sealer.key().to_string())?;
    writeln!(
        stdout().lock(),
        "key {}: {} is secret, {} is for whoever verifies",
        sealer.key().id(),
        args.key.display(),
        public.display()
    )?;
    Ok(ExitCode::SUCCESS)
}

/// The keys in these files; `None` where none was named, and no seal is asked for.
pub(crate) fn trusted(paths: &[PathBuf]) -> Result<Option<Trusted>, Failure> {
    let mut trusted: Option<Trusted> = None;
    for path in paths {
        let key = Key::open(path).map_err(shixin::Error::from)?;
        trusted = Some(match trusted {
            None => key.into(),
            Some(trusted) => trusted.or(key),
        });
    }
    Ok(trusted)
}

/// The file that is sealed: of a folder of editions that of the one in force.
pub(crate) fn file_of(path: &Path) -> Result<PathBuf, Failure> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    Ok(ListFolder::at(path).current().map_err(shixin::Error::from)?.path)
}

/// The seal of a list.
pub(crate) fn of_list(sealer: &Sealer, index: &Index, comment: &str) -> Result<Seal, Failure> {
    with(sealer, index.as_bytes(), format!("edition:{}", index.edition().stamp()), comment)
}

/// The seal of a file. What claims to be a list must be one: a seal on a damaged list would vouch for it.
fn of_file(sealer: &Sealer, file: &Path, comment: &str) -> Result<Seal, Failure> {
    let bytes = std::fs::read(file).map_err(Failure::input(format!("cannot read {}", file.display())))?;
    if bytes.starts_with(&MAGIC) {
        let list = List::from_bytes(bytes).map_err(shixin::Error::from)?;
        return of_list(sealer, list.index(), comment);
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    with(sealer, &bytes, format!("file:{name}"), comment)
}

fn with(sealer: &Sealer, bytes: &[u8], what: String, comment: &str) -> Result<Seal, Failure> {
    let mut about = what;
    about.push_str("\thashed");
    if !comment.is_empty() {
        about.extend(["\t", comment]);
    }
    Ok(sealer.seal(bytes, now(), &about).map_err(shixin::Error::from)?)
}

/// A new file.
fn write(path: &Path, mode: u32, text: &str) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(Failure::file(format!("cannot make {}", path.display())))
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
