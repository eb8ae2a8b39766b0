//! How do C, C++, Go, Java and Python get in? Functions with the prefix `shx_`, over opaque handles.
//!
//! `include/shixin.h` is their manual: what each does, owns, fails with, and from which threads it may be called. It
//! stands below. Build the libraries with `sh include/install PREFIX`, which is
//! `cargo rustc --release --lib --features capi,trail --crate-type cdylib,staticlib` and a few copies.
//!
//! One of the two rooms with `unsafe` in them. All of it is of three kinds, each proved where it stands: reading what the
//! caller points at (`pointer`), writing where the caller points to (`pointer::Out`), and taking a handle back. What
//! the caller must promise is one contract for all functions, and it is the header's:
//!
//! - a pointer is NULL, or points at what its type says, readable (written to, where it is an output) until the call returns;
//! - a handle is one that this library gave out and that was not freed;
//! - nobody frees a handle while another thread uses it, or writes to what a call reads.
//!
//! Whatever else comes in (NULL, a number that is none of an enumeration's, text that is no UTF-8, a length that cannot be) is
//! a status.
//!
//! ```c
#![doc = include_str!("../../include/shixin.h")]
//! ```
#![expect(
    unsafe_code,
    reason = "C hands over bare pointers; each block is one operation under the contract above"
)]
#![allow(clippy::missing_safety_doc, reason = "one contract for all, above and in the header")]

mod answer;
mod asker;
mod codes;
mod failure;
mod fence;
mod list;
mod many;
mod pointer;
mod question;
mod screener;
#[cfg(test)]
mod tests;
mod text;
mod verdict;

pub use answer::Answer;
pub use answer::MatchAnswer;
pub use asker::Asker;
pub use codes::*;
pub use failure::ErrorHandle;
pub use failure::shx_error_code;
pub use failure::shx_error_context;
pub use failure::shx_error_free;
pub use failure::shx_error_message;
pub use list::*;
pub use many::Applicant;
pub use question::Question;
pub use question::Statement;
pub use screener::*;
pub use text::StringHandle;
pub use text::Text;
pub use text::shx_string_free;
pub use text::shx_string_len;
pub use text::shx_string_ptr;
pub use verdict::*;

use std::ffi::CStr;
use std::ffi::c_char;

#[cfg(not(panic = "unwind"))]
compile_error!("the C door fences panics by unwinding: build it with panic = \"unwind\"");

/// The library's version as one number: major × 10000 + minor × 100 + patch.
#[unsafe(no_mangle)]
pub extern "C" fn shx_version_number() -> i32 {
    SHX_VERSION_NUMBER
}

/// The library's version in words, as `0.1.0`.
#[unsafe(no_mangle)]
pub extern "C" fn shx_version() -> *const c_char {
    VERSION.as_ptr()
}

/// What a status means, in English.
#[unsafe(no_mangle)]
pub extern "C" fn shx_status_text(status: i32) -> *const c_char {
    codes::status_text(status).as_ptr()
}

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"",
};

/// What the header says of threads, held by the compiler: all handles may be shared.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<ListHandle>();
    shared::<VerdictHandle>();
    shared::<ScreenerHandle>();
    shared::<ErrorHandle>();
    shared::<StringHandle>();
};
