//! What crosses the door? A status, and nothing else: an error becomes a handle, a panic an error.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use super::codes;
use super::failure::ErrorHandle;
use super::failure::Failure;
use super::pointer::Out;

/// Makes the call, tells what went wrong where the caller asked to be told, and gives its status.
pub(super) fn fence(error: Option<Out<*mut ErrorHandle>>, call: impl FnOnce() -> Result<(), Failure>) -> i32 {
    // What a call changes is its own outputs, which are written last; a handle has no state that a panic could leave half
    // changed but the screener's, and that one swaps whole snapshots.
    let failure = match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(())) => return codes::SHX_OK,
        Ok(Err(failure)) => failure,
        Err(payload) => panicked(payload),
    };
    let status = failure.status();
    if let Some(error) = error {
        error.give(Box::into_raw(Box::new(failure.into_handle())));
    }
    status
}

#[cold]
fn panicked(payload: Box<dyn Any + Send>) -> Failure {
    // A payload may panic when it is dropped; that one would cross. Its words may quote what was asked.
    std::mem::forget(payload);
    let message = "a panic, which is a fault of the library: report it with what stands on standard error, but for names and \
                   numbers in it";
    Failure::new(codes::SHX_PANIC, "", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CStr;
    use std::ptr;

    use crate::capi::shx_error_free;
    use crate::capi::shx_error_message;

    #[test]
    fn a_panic_is_a_status() {
        struct Explosive;
        impl Drop for Explosive {
            fn drop(&mut self) {
                panic!("the payload's own");
            }
        }
        let mut error = ptr::null_mut();
        // SAFETY: it may be written until the end of this test.
        let out = unsafe { Out::optional(&raw mut error) };
        assert_eq!(fence(out, || panic!("no door {}", "held")), codes::SHX_PANIC);
        // SAFETY: the error that was just given.
        let message = unsafe { shx_error_message(error) };
        // SAFETY: a message ends in NUL and lives as long as its error.
        let told = unsafe { CStr::from_ptr(message) }.to_str().unwrap().to_owned();
        assert!(told.starts_with("a panic") && !told.contains("no door held"), "{told}");
        // SAFETY: nobody uses it any more.
        unsafe { shx_error_free(error) };
        assert_eq!(fence(None, || std::panic::panic_any(Explosive)), codes::SHX_PANIC);
        assert_eq!(fence(None, || panic!("nobody listens")), codes::SHX_PANIC);
        assert_eq!(fence(None, || Ok(())), codes::SHX_OK);
    }
}
