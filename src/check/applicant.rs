//! Who applies, and who stands beside them?

use crate::check::Query;
use crate::record::Role;

/// An applicant and the parties beside them, each with their part: an organisation and the people responsible for it.
///
/// Use and day are those of the applicant's own [`Query`]. Conditions hold of the party in whose query they are stated
/// ([`Query::stating`]), and of no other.
#[derive(Debug, Clone)]
pub struct Applicant<'a> {
    query: Query<'a>,
    linked: Vec<(Role, Query<'a>)>,
}

impl<'a> Applicant<'a> {
    /// An applicant with nobody beside them.
    pub const fn new(query: Query<'a>) -> Self {
        Self { query, linked: Vec::new() }
    }

    /// Adds a party in this part.
    #[must_use]
    pub fn with(mut self, role: Role, party: Query<'a>) -> Self {
        self.linked.push((role, party));
        self
    }

    /// The applicant's own query.
    pub fn query(&self) -> &Query<'a> {
        &self.query
    }

    /// The parties beside them, in the order in which they were added.
    pub fn linked(&self) -> &[(Role, Query<'a>)] {
        &self.linked
    }

    /// The same, asked for another use.
    #[must_use]
    pub fn for_use(mut self, code: &'a str) -> Self {
        self.query = self.query.for_use(code);
        self
    }

    /// The same, asked on another day.
    #[must_use]
    pub fn on(mut self, day: crate::date::Date) -> Self {
        self.query = self.query.on(day);
        self
    }
}

impl<'a> From<Query<'a>> for Applicant<'a> {
    fn from(query: Query<'a>) -> Self {
        Self::new(query)
    }
}
