//! In which part is a party on the list?

/// What a party is to the list: listed itself, or answering for a listed organisation.
///
/// A consumption order binds an organisation's responsible people too (限制高消费规定(2015), Article 3); they are not
/// listed themselves, so that no other measure reaches them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Role {
    /// The subject of the record itself.
    Listed,
    /// Legal representative (法定代表人) of a listed organisation.
    LegalRepresentative,
    /// Principal person in charge (主要负责人).
    PersonInCharge,
    /// Person directly responsible for the debt (影响债务履行的直接责任人员).
    DirectlyResponsible,
    /// Actual controller (实际控制人).
    Controller,
    /// Named as responsible, in a part that the row does not tell.
    Unstated,
}

impl Role {
    /// Every role, in the order of their numbers in the file.
    pub const ALL: [Self; 6] = [
        Self::Listed,
        Self::LegalRepresentative,
        Self::PersonInCharge,
        Self::DirectlyResponsible,
        Self::Controller,
        Self::Unstated,
    ];

    /// The part that a row's words name (`corporationtypename`): the most telling, where they name several.
    pub fn read(text: &str) -> Self {
        Self::all_in(text).first().copied().unwrap_or(Self::Unstated)
    }

    /// Every part that a row's words name, the most telling first.
    pub fn all_in(text: &str) -> Vec<Self> {
        let named = WORDS.iter().filter(|(words, _)| words.iter().any(|word| text.contains(word)));
        named.map(|(_, role)| *role).collect()
    }

    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::LegalRepresentative => "legal_representative",
            Self::PersonInCharge => "person_in_charge",
            Self::DirectlyResponsible => "directly_responsible",
            Self::Controller => "controller",
            Self::Unstated => "unstated",
        }
    }
}

const WORDS: [(&[&str], Role); 4] = [
    (&["实际控制", "控制人"], Role::Controller),
    (&["直接责任"], Role::DirectlyResponsible),
    (&["法定代表", "法人代表", "法人"], Role::LegalRepresentative),
    (&["负责人", "经营者", "执行事务合伙人"], Role::PersonInCharge),
];
