//! Why not? Who of the list comes nearest to an applicant without being a match, and what tells the two apart.

use crate::check::Error;
use crate::check::Query;
use crate::check::grade;
use crate::check::grade::Grade;
use crate::id::Contradiction;
use crate::id::Sex;
use crate::id::Subject as Class;
use crate::index::Index;
use crate::index::Subject;
use crate::index::SubjectId;
use crate::name::Likeness;
use crate::name::Name;
use crate::record::Role;

/// A listed subject that shares the applicant's name, or what is shown of the id, and is somebody else.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMiss {
    /// Which subject of the list.
    pub subject: SubjectId,
    /// Listed itself, or answering for a listed organisation.
    pub role: Role,
    /// The source's record ids.
    pub record_ids: Vec<String>,
    /// What tells them apart, at least one thing, in the order in which it is looked at.
    pub differences: Vec<Difference>,
}

/// One thing that tells an applicant and a listed subject apart.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// A visible part of the id.
    Id(Contradiction),
    /// The sex that the row states and the one that the applicant's id tells.
    Sex {
        /// As the row states it.
        published: Sex,
        /// As the applicant's id tells.
        given: Sex,
    },
    /// A person is no organisation.
    Class {
        /// What the listed one is.
        published: Class,
        /// What the applicant is.
        given: Class,
    },
    /// The names are not alike.
    Name {
        /// The listed name.
        published: String,
    },
}

/// Those who come nearest, at most `limit` of them: fewest differing characters first, then as they stand in the list.
///
/// # Errors
/// Where the list is damaged.
pub(super) fn find(index: &Index, query: &Query<'_>, limit: usize) -> Result<Vec<NearMiss>, Error> {
    let mut found: Vec<(u32, SubjectId)> = Vec::new();
    for key in query.keys(|kind| index.has_kind(kind)) {
        for id in index.find(&key)? {
            let id = id?;
            let subject = index.subject(id)?;
            if !matches!(grade::grade(&subject, query), Grade::Match(_)) {
                found.push((distance(&subject, query), id));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(limit).map(|(_, id)| miss(index, query, id)).collect()
}

fn miss(index: &Index, query: &Query<'_>, id: SubjectId) -> Result<NearMiss, Error> {
    let subject = index.subject(id)?;
    let record_ids = subject.records.clone().map(|record| index.record_id(record).map(str::to_owned));
    Ok(NearMiss {
        subject: id,
        role: subject.role,
        record_ids: record_ids.collect::<Result<_, _>>()?,
        differences: differences(&subject, query),
    })
}

/// How many characters differ between the nearest two documents; none where none can be compared.
fn distance(subject: &Subject<'_>, query: &Query<'_>) -> u32 {
    let pairs = subject.ids().flat_map(|published| {
        query.ids().map(move |given| published.differing(given).count()).collect::<Vec<_>>()
    });
    pairs.min().unwrap_or_default()
}

fn differences(subject: &Subject<'_>, query: &Query<'_>) -> Vec<Difference> {
    let ids = subject.ids().flat_map(|published| {
        query.ids().flat_map(|given| published.contradictions(given)).collect::<Vec<_>>()
    });
    let mut differences: Vec<Difference> = ids.map(Difference::Id).collect();
    if let (Some(published), Some(given)) = (subject.sex, query.sex())
        && published != given
    {
        differences.push(Difference::Sex { published, given });
    }
    if let (Some(published), Some(given)) = (subject.class, query.class())
        && published != given
    {
        differences.push(Difference::Class { published, given });
    }
    let likeness =
        Name::read(subject.name).ok().zip(query.name()).map(|(listed, asked)| listed.compare(asked));
    if likeness == Some(Likeness::Unlike) {
        differences.push(Difference::Name { published: subject.name.to_owned() });
    }
    differences
}

impl Difference {
    /// The word for it in output for machines.
    pub const fn as_code(&self) -> &'static str {
        match self {
            Self::Id(part) => part.field.as_code(),
            Self::Sex { .. } => "sex",
            Self::Class { .. } => "class",
            Self::Name { .. } => "name",
        }
    }

    /// The difference as a clause in English: listed first, then the applicant.
    pub fn english(&self) -> String {
        match self {
            Self::Id(part) => format!("{} {} ≠ {}", part.field.english(), part.published, part.given),
            Self::Sex { published, given } => {
                format!("sex {} ≠ {}", sex_english(*published), sex_english(*given))
            }
            Self::Class { published, given } => {
                format!("{} ≠ {}", class_english(*published), class_english(*given))
            }
            Self::Name { published } => format!("another name, {published}"),
        }
    }

    /// The difference as a clause in Chinese (中文): listed first, then the applicant.
    pub fn chinese(&self) -> String {
        match self {
            Self::Id(part) => format!("{}{}≠{}", part.field.chinese(), part.published, part.given),
            Self::Sex { published, given } => {
                format!("性别{}≠{}", sex_chinese(*published), sex_chinese(*given))
            }
            Self::Class { published, given } => {
                format!("{}≠{}", class_chinese(*published), class_chinese(*given))
            }
            Self::Name { published } => format!("姓名（名称）不同：{published}"),
        }
    }
}

const fn sex_english(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

const fn sex_chinese(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
    }
}

const fn class_english(class: Class) -> &'static str {
    match class {
        Class::Person => "person",
        Class::Organisation => "organisation",
    }
}

const fn class_chinese(class: Class) -> &'static str {
    match class {
        Class::Person => "自然人",
        Class::Organisation => "法人或其他组织",
    }
}
