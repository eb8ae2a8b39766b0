//! What does C ask? One struct that the caller fills, its size in front, so that a later library knows what an earlier
//! header did not have.

use std::collections::BTreeMap;
use std::mem::MaybeUninit;
use std::mem::offset_of;
use std::ptr;

use crate::check;
use crate::check::Query;
use crate::date::Date;
use crate::record::Role;

use super::answer::day_of;
use super::asker;
use super::asker::Asker;
use super::codes;
use super::failure::Failure;
use super::pointer;
use super::pointer::Array;
use super::text::Text;

/// `shx_question`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Bytes of the struct that the caller was compiled with.
    pub size: usize,
    /// Id as typed; empty for none.
    pub id: Text,
    /// Name as typed; empty for none.
    pub name: Text,
    /// Code of the use; empty for the general one.
    pub measure: Text,
    /// Other documents of the same applicant.
    pub documents: *const Text,
    /// How many.
    pub documents_len: usize,
    /// What is stated about the use's conditions.
    pub statements: *const Statement,
    /// How many.
    pub statements_len: usize,
    /// Parties beside the applicant.
    pub linked: *const *const Self,
    /// How many.
    pub linked_len: usize,
    /// The day, as 20261120; 0 for none stated.
    pub day: i32,
    /// The party's part in the applicant; 0 for the applicant.
    pub role: i32,
    /// `SHX_QUESTION_…`.
    pub flags: i32,
    /// 0.
    pub reserved: i32,
    /// Who asks; NULL for the screener's.
    pub asker: *const Asker,
}

/// `shx_statement`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// Code of the condition.
    pub condition: Text,
    /// `SHX_HOLDS` or `SHX_FAILS`.
    pub holds: i32,
    /// 0.
    pub reserved: i32,
}

/// A question that cannot be read, as it was typed: see [`Typed`](crate::screener::Typed).
#[derive(Debug)]
pub(super) struct TypedQuestion<'a> {
    pub(super) measure: &'a str,
    pub(super) day: Option<Date>,
    pub(super) parties: Vec<(Role, &'a str, &'a str)>,
}

/// What is asked about every applicant of many.
#[derive(Debug, Default)]
pub(super) struct Common<'a> {
    measure: Option<&'a str>,
    day: Option<Date>,
    statements: Vec<(&'a str, bool)>,
    doubtful: bool,
    /// Nothing of this was stated.
    is_plain: bool,
}

impl Question {
    /// The applicant and the parties beside them.
    ///
    /// # Safety
    /// `question` is NULL, or it and all that it points at may be read while `'a` lasts.
    pub(super) unsafe fn applicant<'a>(question: *const Self) -> Result<check::Applicant<'a>, Failure> {
        // SAFETY: the same promise.
        let this = unsafe { Self::read(question) }?;
        if this.role != codes::SHX_ROLE_NONE {
            return Err(Failure::value("role", this.role, "0 for the applicant"));
        }
        // SAFETY: the same promise.
        let common = unsafe { this.common() }?;
        // SAFETY: the same promise.
        let query = unsafe { this.party(&common) }?;
        // SAFETY: the same promise.
        let linked = unsafe { Array::new(this.linked, this.linked_len, MANY, "linked") }?;
        let mut applicant = check::Applicant::new(query);
        for (index, party) in linked.each().enumerate() {
            // SAFETY: the same promise.
            let party = unsafe { Self::linked_party(party) };
            let (role, query) = party.map_err(|failure| failure.within(format_args!("linked[{index}]")))?;
            applicant = applicant.with(role, query);
        }
        Ok(applicant)
    }

    /// What was typed, of a question that cannot be read: its use and day, and all its parties, the applicant first. Linked
    /// parties in whom something else is wrong are left out.
    ///
    /// # Safety
    /// As [`Self::applicant`].
    pub(super) unsafe fn typed<'a>(question: *const Self) -> Result<TypedQuestion<'a>, Failure> {
        // SAFETY: the same promise.
        let this = unsafe { Self::read(question) }?;
        // SAFETY: the same promise.
        let measure = Some(unsafe { this.measure.read("use") }?).filter(|code| !code.is_empty());
        // SAFETY: the same promise.
        let (id, name) = unsafe { this.id_and_name() }?;
        // SAFETY: the same promise.
        let linked = unsafe { Array::new(this.linked, this.linked_len, MANY, "linked") }?;
        let mut parties = vec![(Role::Listed, id, name)];
        // SAFETY: the same promise.
        parties.extend(linked.each().filter_map(|party| unsafe { Self::typed_party(party) }.ok()));
        Ok(TypedQuestion { measure: measure.unwrap_or("general"), day: day_of(this.day)?, parties })
    }

    /// Who asks, if the question says so.
    ///
    /// # Safety
    /// As [`Self::applicant`].
    pub(super) unsafe fn asker(question: *const Self) -> Result<Option<asker::Known>, Failure> {
        if question.is_null() {
            return Ok(None);
        }
        // SAFETY: the same promise.
        let this = unsafe { Self::read(question) }?;
        // SAFETY: the same promise.
        unsafe { Asker::read(this.asker) }
    }

    /// # Safety
    /// As [`Self::applicant`].
    unsafe fn typed_party<'a>(question: *const Self) -> Result<(Role, &'a str, &'a str), Failure> {
        // SAFETY: the same promise.
        let this = unsafe { Self::read(question) }?;
        let role = codes::linked_role(this.role)?;
        // SAFETY: the same promise.
        let (id, name) = unsafe { this.id_and_name() }?;
        Ok((role, id, name))
    }

    /// # Safety
    /// As [`Self::applicant`].
    unsafe fn id_and_name<'a>(&self) -> Result<(&'a str, &'a str), Failure> {
        // SAFETY: the same promise.
        let id = unsafe { self.id.read("id") }?;
        // SAFETY: the same promise.
        let name = unsafe { self.name.read("name") }?;
        Ok((id, name))
    }

    /// What is asked about every applicant: a question without any. NULL for nothing.
    ///
    /// # Safety
    /// As [`Self::applicant`].
    pub(super) unsafe fn about_many<'a>(question: *const Self) -> Result<Common<'a>, Failure> {
        if question.is_null() {
            return Ok(Common { is_plain: true, ..Common::default() });
        }
        // SAFETY: the same promise.
        let this = unsafe { Self::read(question) }?;
        let parties = [this.id.len, this.name.len, this.documents_len, this.linked_len];
        if parties != [0; 4] || this.role != codes::SHX_ROLE_NONE {
            return Err(Failure::value("question", "an applicant in it", "a question about every applicant"));
        }
        // SAFETY: the same promise.
        unsafe { this.common() }
    }

    /// # Safety
    /// As [`Self::applicant`].
    unsafe fn linked_party<'a>(question: *const Self) -> Result<(Role, Query<'a>), Failure> {
        // SAFETY: the same promise.
        let this = unsafe { Self::read(question) }?;
        let role = codes::linked_role(this.role)?;
        if this.measure.len > 0 || this.day != 0 || this.linked_len > 0 || !this.asker.is_null() {
            let found = "a party with its own";
            return Err(Failure::value(
                "use, day, linked, asker",
                found,
                "the applicant's to hold for all parties",
            ));
        }
        // SAFETY: the same promise.
        let common = unsafe { this.common() }?;
        // SAFETY: the same promise.
        Ok((role, unsafe { this.party(&common) }?))
    }

    /// # Safety
    /// As [`Self::applicant`].
    unsafe fn read(question: *const Self) -> Result<Self, Failure> {
        // SAFETY: the same promise.
        unsafe { grown(question, &[AT_FIRST], "question") }
    }

    /// # Safety
    /// As [`Self::applicant`].
    unsafe fn party<'a>(&self, common: &Common<'a>) -> Result<Query<'a>, Failure> {
        // SAFETY: the same promise.
        let (id, name) = unsafe { self.id_and_name() }?;
        let unread = |error: check::QueryError| Failure::from(error.clone()).unread(error);
        let mut query = common.query(id, name).map_err(unread)?;
        // SAFETY: the same promise.
        let documents = unsafe { Array::new(self.documents, self.documents_len, MANY, "documents") }?;
        for (index, document) in documents.each().enumerate() {
            // SAFETY: the same promise.
            let text = unsafe { document.read("") };
            let added = text.and_then(|text| query.with_document(text).map_err(|error| unread(error).bare()));
            query = added.map_err(|failure| failure.within(format_args!("documents[{index}]")))?;
        }
        Ok(query)
    }

    /// # Safety
    /// As [`Self::applicant`].
    unsafe fn common<'a>(&self) -> Result<Common<'a>, Failure> {
        if self.flags & !codes::SHX_QUESTION_DOUBTFUL != 0 {
            return Err(Failure::value("flags", self.flags, "SHX_QUESTION_DOUBTFUL or none"));
        }
        if self.reserved != 0 {
            return Err(Failure::value("reserved", self.reserved, "0"));
        }
        // SAFETY: the same promise.
        let measure = unsafe { self.measure.read("use") }?;
        // SAFETY: the same promise.
        let statements = unsafe { Array::new(self.statements, self.statements_len, MANY, "statements") }?;
        let read = |(index, statement): (usize, Statement)| {
            // SAFETY: the same promise.
            let stated = unsafe { statement.read() };
            stated.map_err(|failure| failure.within(format_args!("statements[{index}]")))
        };
        let measure = Some(measure).filter(|code| !code.is_empty());
        let day = day_of(self.day)?;
        let statements: Vec<_> = statements.each().enumerate().map(read).collect::<Result<_, _>>()?;
        no_contradiction(&statements)?;
        let doubtful = self.flags & codes::SHX_QUESTION_DOUBTFUL != 0;
        let is_plain = measure.is_none() && day.is_none() && statements.is_empty() && !doubtful;
        Ok(Common { measure, day, statements, doubtful, is_plain })
    }
}

impl Statement {
    /// The condition, and whether it was stated to hold.
    ///
    /// # Safety
    /// The condition's text may be read while `'a` lasts.
    unsafe fn read<'a>(&self) -> Result<(&'a str, bool), Failure> {
        if self.reserved != 0 {
            return Err(Failure::value("reserved", self.reserved, "0"));
        }
        // SAFETY: the same promise.
        let condition = unsafe { self.condition.read("condition") }?;
        Ok((condition, codes::holds(self.holds)?))
    }
}

/// Refuses statements of which one takes back another: which of them is meant nobody can know, and one may set the applicant
/// free.
fn no_contradiction(statements: &[(&str, bool)]) -> Result<(), Failure> {
    let mut stated = BTreeMap::new();
    for (index, (condition, holds)) in statements.iter().enumerate() {
        if stated.insert(*condition, *holds).is_some_and(|before| before != *holds) {
            let expected = "each condition to hold or not to hold";
            let failure = Failure::value("", "one that was stated before to be otherwise", expected);
            return Err(failure.within(format_args!("statements[{index}]")));
        }
    }
    Ok(())
}

impl<'a> Common<'a> {
    /// The question about one applicant.
    #[inline]
    pub(super) fn query(&self, id: &str, name: &'a str) -> Result<Query<'a>, check::QueryError> {
        // A query is large enough for each step below to be felt where there are millions.
        if self.is_plain { Query::new(id, name) } else { self.full_query(id, name) }
    }

    fn full_query(&self, id: &str, name: &'a str) -> Result<Query<'a>, check::QueryError> {
        let mut query = if self.doubtful { Query::doubtful(id, name) } else { Query::new(id, name) }?;
        if let Some(measure) = self.measure {
            query = query.for_use(measure);
        }
        if let Some(day) = self.day {
            query = query.on(day);
        }
        for (condition, holds) in &self.statements {
            query = query.stating(condition, *holds);
        }
        Ok(query)
    }

    /// Code of the use.
    pub(super) fn measure(&self) -> &'a str {
        self.measure.unwrap_or("general")
    }

    /// The day, where one was stated.
    pub(super) fn day(&self) -> Option<Date> {
        self.day
    }

    /// The same, on this day where none was stated.
    pub(super) fn or_on(mut self, day: Date) -> Self {
        self.day = self.day.or(Some(day));
        self.is_plain = false;
        self
    }
}

/// A struct whose size stands in front. A caller compiled with a later header may state more than is known here, as long
/// as it is 0: what is not understood is not passed over.
///
/// # Safety
/// `first` is NULL, or points at a `size_t` and as many bytes as it says.
pub(super) unsafe fn sized<T: Copy>(first: *const T, what: &str) -> Result<T, Failure> {
    if first.is_null() {
        return Err(Failure::null(what));
    }
    // SAFETY: not NULL, and so at least a size is there.
    let size = unsafe { first.cast::<usize>().read_unaligned() };
    let known = size_of::<T>();
    if !(known..=LARGEST).contains(&size) {
        let expected = format_args!("sizeof of the struct, {known} to {LARGEST}");
        return Err(Failure::size(&format!("{what}.size"), size, expected));
    }
    let beyond = first.cast::<u8>().wrapping_add(known);
    // SAFETY: so many bytes are there, by the size that the caller stated.
    let unknown = unsafe { pointer::bytes(beyond, size.saturating_sub(known), what) }?;
    if unknown.iter().any(|byte| *byte != 0) {
        let found = "members that this library does not know, and something in them";
        return Err(Failure::size(&format!("{what}.size"), size, found));
    }
    // SAFETY: all of it is there.
    Ok(unsafe { first.read_unaligned() })
}

/// The same of a struct that has grown: in one of a size that it had `before` there is nothing of what came later.
///
/// # Safety
/// As [`sized`]; and a `T` may be all zeros.
pub(super) unsafe fn grown<T: Copy>(first: *const T, before: &[usize], what: &str) -> Result<T, Failure> {
    // SAFETY: where it is not NULL, at least a size is there.
    let stated = if first.is_null() { 0 } else { unsafe { first.cast::<usize>().read_unaligned() } };
    if !before.contains(&stated) || stated > size_of::<T>() {
        // SAFETY: the same promise.
        return unsafe { sized(first, what) };
    }
    let mut whole = MaybeUninit::<T>::zeroed();
    // SAFETY: so many bytes are there, by the size that the caller stated, and no fewer in a `T`.
    unsafe { ptr::copy_nonoverlapping(first.cast::<u8>(), whole.as_mut_ptr().cast(), stated) };
    // SAFETY: what was not copied is zeros, which a `T` may be.
    Ok(unsafe { whole.assume_init() })
}

/// Bytes of a question before it had an asker.
const AT_FIRST: usize = offset_of!(Question, asker);

/// As `SHX_MANY_MAX`.
const MANY: usize = 1024;

/// Bytes that no version of a struct to come will have.
const LARGEST: usize = 4096;

#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<Question>() == 128 && AT_FIRST == 120 && size_of::<Statement>() == 24);
