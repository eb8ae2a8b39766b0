//! What went wrong, for C? A status for the program, a sentence for people, and the place.

use std::ffi::CStr;
use std::ffi::CString;
use std::ffi::c_char;
use std::fmt;
use std::fmt::Display;

use crate::check;
use crate::check::OpenError;
use crate::check::QueryError;
use crate::folder::FolderError;
use crate::index;
use crate::policy::FileError;
use crate::policy::ReliefError;
use crate::policy::Stale;
use crate::policy::UnknownCondition;
use crate::policy::UnknownUse;
use crate::screener::BuildError;
use crate::screener::ReliefFault;
use crate::screener::ReliefRefused;
use crate::screener::ReloadError;

use super::codes;
use super::pointer;

/// Why a call did not do what it was asked to. Boxed, so that what succeeds carries no room for it about.
#[derive(Debug)]
pub(super) struct Failure(Box<Told>);

#[derive(Debug)]
struct Told {
    status: i32,
    /// What was expected, what was found, what to do.
    message: String,
    /// Where: a parameter, a member of a question, a file.
    context: String,
    /// Where the question could not be read: why.
    unread: Option<QueryError>,
}

/// `shx_error`.
#[derive(Debug)]
pub struct ErrorHandle {
    status: i32,
    message: CString,
    context: CString,
}

/// The status of the call that failed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_error_code(error: *const ErrorHandle) -> i32 {
    // SAFETY: the caller hands over NULL or an error that was not freed.
    let error = unsafe { pointer::borrow(error, "error") };
    error.map_or(codes::SHX_NULL, |error| error.status)
}

/// What was expected, what was found, what to do.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_error_message(error: *const ErrorHandle) -> *const c_char {
    // SAFETY: as above.
    let error = unsafe { pointer::borrow(error, "error") };
    error.map_or(c"", |error| error.message.as_c_str()).as_ptr()
}

/// Where: a parameter, a member of a question, a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_error_context(error: *const ErrorHandle) -> *const c_char {
    // SAFETY: as above.
    let error = unsafe { pointer::borrow(error, "error") };
    error.map_or(c"", |error| error.context.as_c_str()).as_ptr()
}

/// Frees an error; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_error_free(error: *mut ErrorHandle) {
    // SAFETY: the caller hands over NULL or an error that nobody uses any more.
    unsafe { pointer::free(error) }
}

impl Failure {
    #[cold]
    pub(super) fn new(status: i32, context: impl Into<String>, message: impl Display) -> Self {
        Self(Box::new(Told { status, context: context.into(), message: message.to_string(), unread: None }))
    }

    pub(super) fn null(what: &str) -> Self {
        Self::new(codes::SHX_NULL, what, "expected a pointer, found NULL or one that is not aligned")
    }

    pub(super) fn size(what: &str, found: usize, expected: impl Display) -> Self {
        // The commonest of all: a length of -1, as functions of C return where they have none.
        if found == usize::MAX {
            let message = format_args!("expected {expected}, found SIZE_MAX, which is a length of -1");
            return Self::new(codes::SHX_BAD_SIZE, what, message);
        }
        Self::new(codes::SHX_BAD_SIZE, what, format_args!("expected {expected}, found {found}"))
    }

    pub(super) fn value(what: &str, found: impl Display, expected: impl Display) -> Self {
        Self::new(codes::SHX_BAD_VALUE, what, format_args!("expected {expected}, found {found}"))
    }

    pub(super) fn index(found: usize, count: usize) -> Self {
        let message = format!("expected an index below {count}, found {found}");
        Self::new(codes::SHX_BAD_INDEX, "index", message)
    }

    /// The same, said of a part of `whole`.
    pub(super) fn within(mut self, whole: impl Display) -> Self {
        let Told { context, .. } = &mut *self.0;
        *context = if context.is_empty() { whole.to_string() } else { format!("{whole}.{context}") };
        self
    }

    /// The same, said of whatever it is named within.
    pub(super) fn bare(mut self) -> Self {
        self.0.context.clear();
        self
    }

    /// The same, of a question that could not be read.
    pub(super) fn unread(mut self, error: QueryError) -> Self {
        self.0.unread = Some(error);
        self
    }

    pub(super) fn take_unread(&mut self) -> Option<QueryError> {
        self.0.unread.take()
    }

    pub(super) fn status(&self) -> i32 {
        self.0.status
    }

    pub(super) fn into_handle(self) -> ErrorHandle {
        let Told { status, message, context, .. } = *self.0;
        ErrorHandle { status, message: c_string(message), context: c_string(context) }
    }
}

/// A text as C reads it: a NUL inside, where some file's words had one, would end it early.
fn c_string(text: String) -> CString {
    let bytes: Vec<u8> = text.into_bytes().into_iter().filter(|byte| *byte != 0).collect();
    CString::new(bytes).unwrap_or_else(|_| CStr::to_owned(c""))
}

/// The status of a question that had no answer.
pub(super) fn status_of(error: &check::Error) -> i32 {
    match error {
        check::Error::Query(QueryError::Id(_)) => codes::SHX_BAD_ID,
        check::Error::Query(QueryError::Name(_)) => codes::SHX_BAD_NAME,
        check::Error::Query(QueryError::Nothing) => codes::SHX_NOTHING_ASKED,
        check::Error::Query(QueryError::NameLost | QueryError::DoubtfulAlone) => codes::SHX_TOO_LITTLE,
        check::Error::Use(_) => codes::SHX_UNKNOWN_USE,
        check::Error::Condition(_) => codes::SHX_UNKNOWN_CONDITION,
        check::Error::Stale(Stale::TooOld { .. }) => codes::SHX_STALE,
        check::Error::Stale(Stale::NotYet { .. }) => codes::SHX_TOO_EARLY,
        check::Error::Damaged(_) => codes::SHX_DAMAGED,
        check::Error::Unrecorded(_) => codes::SHX_NOT_RECORDED,
    }
}

impl From<check::Error> for Failure {
    fn from(error: check::Error) -> Self {
        let context = match &error {
            check::Error::Query(QueryError::Id(_) | QueryError::DoubtfulAlone) => "id",
            check::Error::Query(QueryError::Name(_) | QueryError::NameLost) => "name",
            check::Error::Query(QueryError::Nothing) => "id, name",
            check::Error::Use(_) => "use",
            check::Error::Condition(_) => "statements",
            check::Error::Stale(_) => "day",
            check::Error::Damaged(_) => "list",
            check::Error::Unrecorded(_) => "trail",
        };
        Self::new(status_of(&error), context, Unquoted(&error))
    }
}

/// The words for a question that had no answer, without those in it: whoever hands over the wrong text as the use, or as a
/// condition, may have handed over a name, and messages go to logs.
struct Unquoted<'a>(&'a check::Error);

impl Display for Unquoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            check::Error::Use(UnknownUse { code, known }) => {
                let known = known.join(", ");
                write!(f, "expected one of general, {known}; found another text, of {} bytes", code.len())
            }
            check::Error::Condition(UnknownCondition { code, measure, known }) if known.is_empty() => {
                write!(
                    f,
                    "expected no condition, since {measure} has none; found one, of {} bytes",
                    code.len()
                )
            }
            check::Error::Condition(UnknownCondition { code, measure, known }) => {
                let known = known.join(", ");
                write!(
                    f,
                    "expected conditions of {measure} ({known}); found another text, of {} bytes",
                    code.len()
                )
            }
            other => other.fmt(f),
        }
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        check::Error::from(error).into()
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match &error {
            OpenError::Read { path, .. } => Self::new(codes::SHX_IO, path, &error),
            OpenError::Refused { path, .. } => Self::new(codes::SHX_BAD_LIST, path, &error),
            #[cfg(feature = "seal")]
            OpenError::Unsealed { path, .. } => Self::new(codes::SHX_BAD_LIST, path, &error),
        }
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        let status = match &error {
            FolderError::Edition { .. } | FolderError::Register { .. } => codes::SHX_BAD_LIST,
            #[cfg(feature = "seal")]
            FolderError::Unsealed { .. } => codes::SHX_BAD_LIST,
            FolderError::Implausible { .. } => codes::SHX_IMPLAUSIBLE,
            _ => codes::SHX_IO,
        };
        Self::new(status, "list", error)
    }
}

impl From<ReliefRefused> for Failure {
    fn from(error: ReliefRefused) -> Self {
        let status = match &error.source {
            ReliefFault::Relief(ReliefError::Read(_)) => codes::SHX_IO,
            _ => codes::SHX_BAD_RELIEF,
        };
        Self::new(status, error.path.display().to_string(), &error)
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::new(codes::SHX_BAD_POLICY, "", error)
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::Open(error) => error.into(),
            BuildError::Folder(error) => error.into(),
            BuildError::Relief(error) => error.into(),
            #[cfg(feature = "trail")]
            BuildError::Trail(error) => Self::new(codes::SHX_NOT_RECORDED, "trail", error),
        }
    }
}

impl From<ReloadError> for Failure {
    fn from(error: ReloadError) -> Self {
        let message = error.to_string();
        let mut failure = match error {
            ReloadError::Open(error) => Self::from(error),
            ReloadError::Folder(error) => error.into(),
            ReloadError::Relief(error) => error.into(),
            ReloadError::Implausible(error) => Self::new(codes::SHX_IMPLAUSIBLE, "list", error),
            #[cfg(feature = "seal")]
            ReloadError::Seal(error) => Self::new(codes::SHX_BAD_LIST, "list", error),
            // No function of the door takes a feed.
            ReloadError::WithoutFeed { .. } => Self::new(codes::SHX_IMPLAUSIBLE, "list", error),
            ReloadError::Feed(error) => Self::new(codes::SHX_IMPLAUSIBLE, "feed", error),
        };
        failure.0.message = message;
        failure
    }
}

impl From<index::Error> for Failure {
    fn from(error: index::Error) -> Self {
        Self::new(codes::SHX_DAMAGED, "list", error)
    }
}
