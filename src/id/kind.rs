//! Which document a number belongs to, and whom that document names.

/// The document that an [`Id`](super::Id) is the number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Citizen id (居民身份证), GB 11643-1999: 18 characters. Fifteen digits become eighteen.
    Citizen,
    /// Residence permit of Hong Kong (810000), Macau (820000) and Taiwan (830000) people: a citizen id's form.
    ResidencePermit,
    /// Foreign permanent resident since 2023-12-01: `9`, province 2, country 3, birth 8, sequence 3, check.
    ForeignPermanentResident,
    /// Foreign permanent resident before 2023-12-01: three letters and twelve digits. Its parts are not interpreted.
    FormerForeignPermanentResident,
    /// Hong Kong and Macau travel permit: `H` or `M`, 8 lifetime digits, and 2 renewal digits in the full form.
    HkMacauPermit,
    /// Taiwan travel permit: 8 digits.
    TaiwanPermit,
    /// Ordinary passport of China: `G` or `E` and 8 digits, or `E`, a letter other than I and O, and 7 digits.
    Passport,
    /// Unified social credit code (统一社会信用代码), GB 32100-2015: 18 characters.
    UnifiedCode,
    /// Organisation code (组织机构代码), GB 11714-1997: 8 characters and a check character.
    OrganisationCode,
}

impl Kind {
    /// Whom documents of this kind name.
    pub const fn subject(self) -> Subject {
        match self {
            Self::UnifiedCode | Self::OrganisationCode => Subject::Organisation,
            _ => Subject::Person,
        }
    }

    /// Whether the number is region, day of birth, sequence and an ISO 7064 MOD 11-2 check digit.
    pub(super) const fn has_citizen_form(self) -> bool {
        matches!(self, Self::Citizen | Self::ResidencePermit | Self::ForeignPermanentResident)
    }
}

/// Sex, as the 17th digit of a citizen-form number tells it: odd is male.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

/// Whom a document names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// A natural person (自然人).
    Person,
    /// A legal person or another organisation (法人、其他组织).
    Organisation,
}
