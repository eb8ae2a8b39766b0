//! What do the caller's pointers point at? Everything read through one, written through one and given back.

use std::ptr::NonNull;
use std::slice;

use super::failure::Failure;

/// A place of the caller's that a result is written to, once, when all went well.
#[derive(Debug)]
pub(super) struct Out<T>(NonNull<T>);

impl<T> Out<T> {
    /// # Safety
    /// `place` is NULL, or may be written to until the call returns.
    pub(super) unsafe fn new(place: *mut T, what: &str) -> Result<Self, Failure> {
        // SAFETY: the same promise.
        unsafe { Self::optional(place) }.ok_or_else(|| Failure::null(what))
    }

    /// The same, where the caller may do without.
    ///
    /// # Safety
    /// As [`Self::new`].
    pub(super) unsafe fn optional(place: *mut T) -> Option<Self> {
        NonNull::new(place).map(Self)
    }

    /// Writes the result.
    pub(super) fn give(self, value: T) {
        // SAFETY: it may be written to, as promised when this was made; whatever it is aligned to.
        unsafe { self.0.write_unaligned(value) }
    }
}

impl<T> Out<*mut T> {
    /// Gives a handle, which the caller frees.
    pub(super) fn give_handle(self, value: T) {
        self.give_box(Box::new(value));
    }

    /// The same, of what is in a box already.
    pub(super) fn give_box(self, value: Box<T>) {
        self.give(Box::into_raw(value));
    }
}

/// What a handle stands for.
///
/// # Safety
/// `handle` is NULL, or of this library and not freed before `'a` ends.
pub(super) unsafe fn borrow<'a, T>(handle: *const T, what: &str) -> Result<&'a T, Failure> {
    if !handle.is_aligned() {
        return Err(Failure::null(what));
    }
    // SAFETY: NULL, or a handle that this library made and nobody frees meanwhile; nothing gives it out to be changed.
    unsafe { handle.as_ref() }.ok_or_else(|| Failure::null(what))
}

/// Takes a handle back; NULL is none.
///
/// # Safety
/// `handle` is NULL, or was given by [`Out::give_handle`], and nobody uses it any more.
pub(super) unsafe fn free<T>(handle: *mut T) {
    if handle.is_null() || !handle.is_aligned() {
        return;
    }
    // SAFETY: it came from a box of this type, and is given back once.
    let owned = unsafe { Box::from_raw(handle) };
    super::fence::fence(None, || {
        drop(owned);
        Ok(())
    });
}

/// So many things in a row. None, wherever `first` points, where there are none.
///
/// # Safety
/// `first` is NULL or points at so many things, which nobody changes while `'a` lasts.
#[inline]
pub(super) unsafe fn bytes<'a>(first: *const u8, count: usize, what: &str) -> Result<&'a [u8], Failure> {
    if count == 0 {
        return Ok(&[]);
    }
    if first.is_null() {
        return Err(Failure::null(what));
    }
    if isize::try_from(count).is_err() {
        return Err(Failure::size(what, count, "a length that memory can have"));
    }
    // SAFETY: not NULL, no longer than memory, of alignment one; that so many are there is the caller's promise.
    Ok(unsafe { slice::from_raw_parts(first, count) })
}

/// An array of the caller's, read element by element, whatever it is aligned to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Array<T> {
    first: *const T,
    count: usize,
}

impl<T: Copy> Array<T> {
    /// # Safety
    /// `first` is NULL or points at `count` elements, which nobody changes as long as the array is read.
    pub(super) unsafe fn new(
        first: *const T,
        count: usize,
        most: usize,
        what: &str,
    ) -> Result<Self, Failure> {
        if count > 0 && first.is_null() {
            return Err(Failure::null(what));
        }
        if count > most {
            return Err(Failure::size(what, count, format_args!("at most {most}")));
        }
        if count.checked_mul(size_of::<T>()).is_none_or(|all| isize::try_from(all).is_err()) {
            return Err(Failure::size(what, count, "a number of elements that memory can have"));
        }
        Ok(Self { first, count })
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn nth(&self, index: usize) -> Option<T> {
        (index < self.count).then(|| {
            let place = self.first.wrapping_add(index);
            // SAFETY: within the elements that were promised when this was made, and copied.
            unsafe { place.read_unaligned() }
        })
    }

    pub(super) fn each(&self) -> impl Iterator<Item = T> {
        let this = *self;
        (0..this.count).filter_map(move |index| this.nth(index))
    }
}
