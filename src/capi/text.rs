//! How do texts cross? In as pointer and length, UTF-8; out as a stretch of a handle, or as a string handle.

use std::ffi::c_char;
use std::ptr;
use std::str;

use super::codes;
use super::failure::Failure;
use super::pointer;

/// `shx_text`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// The first byte; NULL only where there are none.
    pub ptr: *const c_char,
    /// Bytes.
    pub len: usize,
}

/// `shx_string`: a text made for the caller.
#[derive(Debug)]
pub struct StringHandle {
    /// With a NUL behind it.
    bytes: Box<[u8]>,
}

/// Where a string begins; a NUL stands behind it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_string_ptr(string: *const StringHandle) -> *const c_char {
    // SAFETY: the caller hands over NULL or a string that was not freed.
    let string = unsafe { pointer::borrow(string, "string") };
    string.map_or(ptr::null(), |string| string.bytes.as_ptr().cast())
}

/// Bytes of a string, without the NUL behind it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_string_len(string: *const StringHandle) -> usize {
    // SAFETY: as above.
    let string = unsafe { pointer::borrow(string, "string") };
    string.map_or(0, |string| string.bytes.len().saturating_sub(1))
}

/// Frees a string; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn shx_string_free(string: *mut StringHandle) {
    // SAFETY: the caller hands over NULL or a string that nobody uses any more.
    unsafe { pointer::free(string) }
}

impl From<String> for StringHandle {
    fn from(text: String) -> Self {
        let mut bytes = text.into_bytes();
        bytes.push(0);
        Self { bytes: bytes.into_boxed_slice() }
    }
}

impl Text {
    /// A text that lives in a handle, or for ever.
    pub(super) fn of(text: &str) -> Self {
        let first = if text.is_empty() { c"".as_ptr() } else { text.as_ptr().cast() };
        Self { ptr: first, len: text.len() }
    }

    /// The path that it says. None, or one with a NUL in it, is no path anywhere.
    ///
    /// # Safety
    /// As [`Self::read`].
    pub(super) unsafe fn read_path<'a>(self, what: &str) -> Result<&'a str, Failure> {
        // SAFETY: the same promise.
        let path = unsafe { self.read(what) }?;
        if path.is_empty() {
            return Err(Failure::value(what, "nothing", "a path"));
        }
        if path.contains('\0') {
            return Err(Failure::value(what, format_args!("{path:?}"), "a path, which has no NUL in it"));
        }
        Ok(path)
    }

    /// What it says. A length beyond reason is refused before anything is read.
    ///
    /// # Safety
    /// `ptr` is NULL or points at `len` bytes, which nobody changes while `'a` lasts.
    #[inline]
    pub(super) unsafe fn read<'a>(self, what: &str) -> Result<&'a str, Failure> {
        if !i32::try_from(self.len).is_ok_and(|len| len <= codes::SHX_TEXT_MAX) {
            return Err(Failure::size(what, self.len, format_args!("at most {} bytes", codes::SHX_TEXT_MAX)));
        }
        // SAFETY: the same promise.
        let bytes = unsafe { pointer::bytes(self.ptr.cast(), self.len, what) }?;
        if bytes.is_ascii() {
            // SAFETY: ASCII is UTF-8. Ids are, and it is seen sixteen bytes at a time.
            return Ok(unsafe { str::from_utf8_unchecked(bytes) });
        }
        str::from_utf8(bytes).map_err(|error| {
            let message = format!("expected UTF-8, found something else at byte {}", error.valid_up_to());
            Failure::new(codes::SHX_BAD_UTF8, what, message)
        })
    }
}
