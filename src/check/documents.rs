//! How do the applicant's documents stand to a subject's? Any of them may be the one that is listed.

use crate::check::Query;
use crate::check::query::Document;
use crate::id::Agreement;
use crate::id::CheckDigit;
use crate::id::Id;
use crate::id::Kind;
use crate::id::Pattern;
use crate::id::Slip;
use crate::id::Visible;

/// What comparing all documents with all documents gave.
pub(super) struct Comparison {
    /// The pair that agrees best.
    pub(super) best: Agreeing,
    /// The best pair's published document.
    pub(super) published: Option<Pattern>,
    /// The best pair's document of the applicant.
    pub(super) given: Option<Id>,
    /// Whether any pair of documents of one kind differs.
    is_opposed: bool,
    /// Whether the best pair's agreement rests on a number that was never issued or may be mistaken.
    pub(super) is_doubtful: bool,
}

/// How two documents agree, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Agreeing {
    /// The applicant gave none.
    NotGiven,
    /// The subject has none that can be read.
    NotPublished,
    /// Documents of other kinds, or without a common visible character.
    Incomparable,
    /// Visible characters differ, but the published number was never issued.
    PublishedDoubtful,
    /// Visible characters differ, but the applicant's own number is doubtful.
    GivenDoubtful,
    /// Visible characters differ.
    Contradicts,
    /// Visible characters differ by one slip of the pen.
    Slip {
        /// The slots that were compared.
        visible: Visible,
        /// Where they differ.
        slip: Slip,
    },
    /// All that is visible agrees.
    Visible(Visible, CheckDigit),
    /// The organisation codes within two unified codes are the same.
    SameOrganisationCode,
    /// The same document.
    Equal,
}

/// Compares every document of a subject with every one of the applicant.
pub(super) fn compare(ids: impl Iterator<Item = Pattern>, query: &Query<'_>) -> Comparison {
    let mut comparison = Comparison::nothing(Agreeing::NotPublished);
    for published in ids {
        if query.documents().is_empty() {
            return Comparison { published: Some(published), ..Comparison::nothing(Agreeing::NotGiven) };
        }
        comparison.add(Comparison::of_one(published, query.documents()));
    }
    if comparison.published.is_none() && query.documents().is_empty() {
        return Comparison::nothing(Agreeing::NotGiven);
    }
    comparison
}

impl Comparison {
    const fn nothing(best: Agreeing) -> Self {
        Self { best, published: None, given: None, is_opposed: false, is_doubtful: false }
    }

    /// One published document beside all of the applicant's: the one that agrees best speaks for its kind, and one that
    /// opposes it is remembered.
    fn of_one(published: Pattern, documents: &[Document]) -> Self {
        let doubt = published.is_doubtful();
        let mut one = Self { published: Some(published), ..Self::nothing(Agreeing::NotGiven) };
        for document in documents {
            let best = agreeing(&published, document);
            let is_doubtful = doubt || document.was_never_issued;
            one.add(Self { best, given: Some(document.id), is_doubtful, ..one.beside() });
        }
        one
    }

    /// Whether the best pair, beside one that agrees, speaks against it. Whoever renews a passport gets another number, and
    /// holds two for a time.
    fn opposes(&self) -> bool {
        self.best.differs() && self.given.is_some_and(|given| given.kind() != Kind::Passport)
    }

    /// The same published document, nothing compared yet.
    const fn beside(&self) -> Self {
        Self { published: self.published, ..Self::nothing(Agreeing::NotGiven) }
    }

    /// Takes what another pair gave: the one that agrees better is kept, and that one opposes is remembered.
    fn add(&mut self, other: Self) {
        let is_opposed = self.is_opposed || other.is_opposed || self.opposes() || other.opposes();
        if self.published.is_none() || other.best.rank() > self.best.rank() {
            *self = other;
        }
        self.is_opposed = is_opposed;
    }

    /// Whether the best pair agrees and yet another document of the same kind is somebody else's, on either side.
    pub(super) fn is_contradicted(&self) -> bool {
        self.is_opposed && !self.best.differs() && self.best.rank() > Agreeing::Contradicts.rank()
    }
}

impl Agreeing {
    /// Whether documents that could be compared differ.
    const fn differs(self) -> bool {
        matches!(self, Self::Contradicts | Self::Slip { .. } | Self::PublishedDoubtful | Self::GivenDoubtful)
    }

    /// Weakest first; of two agreements the one that compared more.
    fn rank(self) -> (u8, u32) {
        match self {
            Self::NotGiven => (0, 0),
            Self::NotPublished => (1, 0),
            Self::Incomparable => (2, 0),
            Self::PublishedDoubtful => (3, 0),
            Self::GivenDoubtful => (4, 0),
            Self::Contradicts => (5, 0),
            Self::Slip { visible, .. } => (6, visible.count()),
            Self::Visible(visible, _) => (7, visible.count()),
            Self::SameOrganisationCode => (8, 0),
            Self::Equal => (9, 0),
        }
    }
}

fn agreeing(published: &Pattern, document: &Document) -> Agreeing {
    match published.compare(&document.id) {
        Agreement::Equal => Agreeing::Equal,
        Agreement::SameOrganisationCode => Agreeing::SameOrganisationCode,
        Agreement::Agrees { visible, check } => Agreeing::Visible(visible, check),
        Agreement::Contradicts { .. } => match published.slip(&document.id) {
            Some(slip) => Agreeing::Slip { visible: published.visible().and(document.id.visible()), slip },
            None if document.is_doubtful => Agreeing::GivenDoubtful,
            None if published.is_doubtful() && is_near(published, &document.id) => {
                Agreeing::PublishedDoubtful
            }
            None => Agreeing::Contradicts,
        },
        Agreement::Incomparable => Agreeing::Incomparable,
    }
}

/// Whether two slips of the pen may be all that differs.
fn is_near(published: &Pattern, applicant: &Id) -> bool {
    published.differing(applicant).count() <= 4
}
