//! How a command ends: exit codes for scripts, errors for people.

use std::io;
use std::process::ExitCode;

use shixin::Outcome;
use shixin::check::OpenError;
use shixin::folder::FolderError;
use shixin::policy::Implausible;
use shixin::record::ReadError;
use shixin::roster::RosterError;
use shixin::seal::SealError;

use crate::table::NoTable;

/// Anything that keeps a command from doing its job.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// What was given on the command line does not fit together.
    #[error("{0}")]
    Usage(String),
    /// A use or a condition that the policy does not know: in which option, and what is wrong with it.
    #[error("{option} {source}")]
    Asked {
        /// `--use` or `--given`.
        option: &'static str,
        /// As the library says it.
        source: shixin::check::Error,
    },
    /// The library said no.
    #[error(transparent)]
    Shixin(#[from] shixin::Error),
    /// A feed that ends before its end.
    #[error("{name}: {source}")]
    Feed {
        /// Which one, of perhaps several.
        name: String,
        /// What is wrong with it.
        source: ReadError,
    },
    /// An edition that must not take the place of the one that is there.
    #[error("{} stays as it is: {source} ({})", .path.display(), switch(source))]
    Implausible {
        /// The list that is there.
        path: std::path::PathBuf,
        /// What is implausible.
        source: Implausible,
    },
    /// Something is at the list's place and cannot be read as a list, so that nothing can be compared with it.
    #[error(
        "{} stays as it is: a new list is compared with the one it replaces, and what is there cannot be opened ({source}); \
         --allow-implausible replaces it all the same",
        .path.display()
    )]
    Incomparable {
        /// Where the list was to go.
        path: std::path::PathBuf,
        /// Why it cannot be opened.
        source: OpenError,
    },
    /// A file that was to be read.
    #[error("{what}: {source}")]
    Input {
        /// What was being done with which file.
        what: String,
        /// What the system says.
        source: io::Error,
    },
    /// A file that was to be written.
    #[error("{what}: {source}")]
    File {
        /// What was being done with which file.
        what: String,
        /// What the system says.
        source: io::Error,
    },
    /// Our own output.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// Feeds with nothing in them.
    #[error("no rows were found in: {0}; an empty list would clear everybody, so none was published")]
    NoRows(String),
    /// A relief file that cannot be taken.
    #[error("{}: {source}", .path.display())]
    Relief {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong with it.
        source: shixin::policy::ReliefError,
    },
    /// A policy that is not even text.
    #[error("{}: expected a policy as TOML in UTF-8, found bytes that are not UTF-8", .path.display())]
    NoText {
        /// The file.
        path: std::path::PathBuf,
    },
    /// An applicant file that is no table.
    #[error("{0}")]
    Table(String),
}

impl Failure {
    /// The exit code of a command line that cannot be understood (`EX_USAGE`).
    pub(crate) const USAGE: u8 = 64;

    pub(crate) fn input(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Input { what, source }
    }

    pub(crate) fn file(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::File { what, source }
    }

    /// Why no answer was given, where somebody asked for one: a trail's word for it.
    pub(crate) const fn unanswered(&self) -> Option<&'static str> {
        match self {
            Self::Asked { source, .. } | Self::Shixin(shixin::Error::Check(source)) => Some(source.as_code()),
            _ => None,
        }
    }

    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// As in `sysexits.h`: 64 usage, 65 data, 66 no input, 74 input or output.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Usage(_) | Self::Asked { .. } => Self::USAGE,
            Self::Shixin(shixin::Error::Open(OpenError::Read { .. })) => 66,
            Self::Shixin(shixin::Error::Folder(FolderError::NoFolder { .. })) => 66,
            Self::Shixin(shixin::Error::Roster(RosterError::Read { .. })) => 66,
            Self::Shixin(shixin::Error::Roster(error)) if error.is_of_the_system() => 74,
            Self::Shixin(shixin::Error::Folder(error)) if error.is_of_the_system() => 74,
            Self::Shixin(
                shixin::Error::Seal(error) | shixin::Error::Open(OpenError::Unsealed { source: error, .. }),
            ) => seal_code(error),
            Self::Shixin(shixin::Error::Publish(_))
            | Self::Feed { source: ReadError::Io { .. }, .. }
            | Self::Incomparable { source: OpenError::Read { .. }, .. } => 74,
            Self::Shixin(_)
            | Self::Feed { .. }
            | Self::Table(_)
            | Self::Relief { .. }
            | Self::NoText { .. }
            | Self::NoRows(_)
            | Self::Implausible { .. }
            | Self::Incomparable { .. } => 65,
            Self::Input { source, .. } if source.kind() == io::ErrorKind::NotFound => 66,
            Self::Input { .. } | Self::File { .. } | Self::Output(_) => 74,
        })
    }
}

fn seal_code(error: &SealError) -> u8 {
    match error {
        SealError::Read { source, .. } if source.kind() == io::ErrorKind::NotFound => 66,
        error if error.is_of_the_system() => 74,
        _ => 65,
    }
}

/// The option that lets it pass.
const fn switch(implausible: &Implausible) -> &'static str {
    match implausible {
        Implausible::Gap { .. } => "--most-days, --snapshot",
        _ => "--allow-implausible",
    }
}

impl From<NoTable> for Failure {
    fn from(error: NoTable) -> Self {
        Self::Table(error.to_string())
    }
}

/// 0 clear, 1 refer, 2 block: of single checks.
fn exit_code(outcome: Outcome) -> ExitCode {
    ExitCode::from(match outcome {
        Outcome::Clear => 0,
        Outcome::Refer => 1,
        Outcome::Block => 2,
    })
}

/// The end of a single check whose answer was printed. Who hung up early still asks by the exit code, where a quiet success
/// would read "clear".
pub(crate) fn finish(printed: io::Result<()>, outcome: Outcome) -> Result<ExitCode, Failure> {
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(exit_code(outcome)),
    }
}
