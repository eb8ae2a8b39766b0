//! Who asks, on whose behalf, and under which number of theirs? `shx_asker`, for the trail.

#[cfg(feature = "trail")]
use crate::audit;

use super::failure::Failure;
use super::question;
use super::text::Text;

/// `shx_asker`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Asker {
    /// Bytes of the struct that the caller was compiled with.
    pub size: usize,
    /// The person or account.
    pub person: Text,
    /// The system.
    pub system: Text,
    /// The department on whose behalf.
    pub department: Text,
    /// The department's code.
    pub department_code: Text,
    /// The asker's own number of the matter.
    pub reference: Text,
}

/// An asker as a trail has it; without trails there is none.
#[cfg(feature = "trail")]
pub(super) type Known = audit::Asker;
#[cfg(not(feature = "trail"))]
pub(super) type Known = std::convert::Infallible;

impl Asker {
    /// Who asks; none where NULL is handed over.
    ///
    /// # Safety
    /// `asker` is NULL, or it and its texts may be read until this returns.
    pub(super) unsafe fn read(asker: *const Self) -> Result<Option<Known>, Failure> {
        if asker.is_null() {
            return Ok(None);
        }
        // SAFETY: the same promise.
        let this = unsafe { question::sized(asker, "") }.map_err(|failure| failure.within("asker"))?;
        // SAFETY: the same promise.
        unsafe { this.texts() }.map(known).map_err(|failure| failure.within("asker"))
    }

    /// # Safety
    /// As [`Self::read`].
    unsafe fn texts<'a>(&self) -> Result<[&'a str; 5], Failure> {
        // SAFETY: the same promise.
        let person = unsafe { self.person.read("person") }?;
        // SAFETY: the same promise.
        let system = unsafe { self.system.read("system") }?;
        // SAFETY: the same promise.
        let department = unsafe { self.department.read("department") }?;
        // SAFETY: the same promise.
        let department_code = unsafe { self.department_code.read("department_code") }?;
        // SAFETY: the same promise.
        let reference = unsafe { self.reference.read("reference") }?;
        Ok([person, system, department, department_code, reference])
    }
}

#[cfg(feature = "trail")]
fn known(texts: [&str; 5]) -> Option<Known> {
    let [operator, system, department, department_code, reference] = texts.map(str::to_owned);
    Some(audit::Asker { operator, system, department, department_code, reference })
}

#[cfg(not(feature = "trail"))]
const fn known(_: [&str; 5]) -> Option<Known> {
    None
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<Asker>() == 88);
