//! Which one step leads from a name to one alike, and how often is the right name seen so?

/// The one step that leads from a name to one alike. The first that applies, in this order, is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// A variant character that is itself standard (乾/干, 喆/哲), or a surname family (萧/肖).
    Variant,
    /// Brackets on one side only.
    Bracket,
    /// Another legal form of the same words: 股份有限公司/有限公司, with or without （个体工商户）.
    LegalForm,
    /// One side's other name (曾用名 …) is the other side's name or other name.
    Alias,
    /// An organisation's bracketed place stands elsewhere on the other side, or is missing there:
    /// 示例（北京）科技有限公司/北京示例科技有限公司.
    Place,
    /// One side spells the whole name, or some of its characters, in Latin letters by their reading (ZHANG SANSHI,
    /// 张yan).
    Latin,
    /// The strict folds agree, but a character was lost on both sides and may have been another on each.
    /// Or: equal but for one run of lost characters.
    LostCharacter,
    /// A name of parts divided by middle dots lacks one of the other's: 阿里木·买买提/阿里木.
    DottedPart,
    /// One character substituted by another of the same reading, whatever the tone.
    SameReading,
    /// Two neighbouring characters of the given name exchanged.
    Transposed,
    /// One character substituted, added or dropped.
    OneCharacter,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 11] = [
        Self::Variant,
        Self::Bracket,
        Self::LegalForm,
        Self::Alias,
        Self::Place,
        Self::Latin,
        Self::LostCharacter,
        Self::DottedPart,
        Self::SameReading,
        Self::Transposed,
        Self::OneCharacter,
    ];

    /// A stable word for logs and files.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Variant => "variant",
            Self::Bracket => "bracket",
            Self::LegalForm => "legal-form",
            Self::Alias => "alias",
            Self::Place => "place",
            Self::Latin => "latin",
            Self::LostCharacter => "lost-character",
            Self::DottedPart => "dotted-part",
            Self::SameReading => "same-reading",
            Self::Transposed => "transposed",
            Self::OneCharacter => "one-character",
        }
    }

    /// How probable it is that the right person's name is seen so, given what the other writing shows; in (0, 1). It is
    /// what a match by this step costs: the expected number of *other* bearers of alike names is divided by it.
    ///
    /// Slips that leave no trace are rare among all names: [`Self::SameReading`], [`Self::OneCharacter`],
    /// [`Self::Transposed`], [`Self::Latin`], and [`Self::DottedPart`] among names with dots. Where one writing itself shows
    /// that another is to be expected, it is common: a name of a variant family, an alias that is stated, a sign where a
    /// character was lost. These are **guesses**: no study of names in Chinese registers that counts them is known to us.
    /// Each is meant to be right within a factor of three; `NAMES.md` gives the ground of each.
    pub const fn likelihood(self) -> f64 {
        match self {
            Self::Alias | Self::LostCharacter => 0.5,
            Self::Variant => 0.1,
            Self::SameReading => 0.03,
            Self::Bracket | Self::LegalForm | Self::DottedPart => 0.02,
            Self::Place => 0.05,
            Self::OneCharacter => 0.01,
            Self::Latin | Self::Transposed => 0.002,
        }
    }
}
