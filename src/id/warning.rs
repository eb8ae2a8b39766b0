//! What is odd about an identifier without making it unreadable.

use std::fmt;

/// One oddity of an identifier. None of them decides anything alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[repr(u16)]
pub enum Warning {
    /// The check character of a unified code fails. Some codes were really issued so.
    UnifiedChecksum = 1,
    /// The check character of the organisation code, alone or inside a unified code, fails.
    OrganisationCodeChecksum = 1 << 1,
    /// The region was never in GB/T 2260 from 1980 on, as far as the built-in table knows.
    CountyUnknown = 1 << 2,
    /// The region is in the table, but not for the year of birth. Real ids with abolished county codes are common.
    CountyNotInForce = 1 << 3,
    /// Another kind of document has the same form, and its check holds too.
    AlsoReadsAs = 1 << 4,
    /// The 15-digit id was read as of the 1800s because its sequence is 996 to 999.
    CenturyAssumed = 1 << 5,
    /// The stars are not as many as the characters they hide: the run was read as unknown text.
    StarCount = 1 << 6,
    /// Visible characters whose place cannot be known were set aside; they take part in no comparison.
    PartsSetAside = 1 << 7,
    /// No such citizen's number was issued: its check digit fails, or its day of birth does not exist. Only where a
    /// doubtful number was asked for.
    CitizenChecksum = 1 << 8,
}

impl Warning {
    const ALL: [Self; 9] = [
        Self::UnifiedChecksum,
        Self::OrganisationCodeChecksum,
        Self::CountyUnknown,
        Self::CountyNotInForce,
        Self::AlsoReadsAs,
        Self::CenturyAssumed,
        Self::StarCount,
        Self::PartsSetAside,
        Self::CitizenChecksum,
    ];
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnifiedChecksum => "the unified code's check character fails",
            Self::OrganisationCodeChecksum => "the organisation code's check character fails",
            Self::CountyUnknown => "the region code is not known",
            Self::CountyNotInForce => "the region code was not in force at birth",
            Self::AlsoReadsAs => "another kind of document has the same form",
            Self::CenturyAssumed => "the century of birth is assumed from the sequence",
            Self::StarCount => "the stars are not as many as the hidden characters",
            Self::CitizenChecksum => "no such number was issued: one of its digits is wrong",
            Self::PartsSetAside => "visible characters of unknown place were set aside",
        })
    }
}

/// A set of [`Warning`]s.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Warnings(u16);

impl Warnings {
    /// Whether there is nothing to say.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `warning` is among them.
    pub const fn contains(self, warning: Warning) -> bool {
        self.0 & warning as u16 != 0
    }

    /// The warnings, in the order of their declaration.
    pub fn iter(self) -> impl Iterator<Item = Warning> {
        Warning::ALL.into_iter().filter(move |warning| self.contains(*warning))
    }

    /// The set with `warning` added where `applies`.
    pub(super) const fn with(self, warning: Warning, applies: bool) -> Self {
        if applies { Self(self.0 | warning as u16) } else { self }
    }
}

impl fmt::Debug for Warnings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
