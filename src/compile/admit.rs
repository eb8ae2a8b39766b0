//! May this row stand in the list, and as whose?

use std::sync::Arc;

use crate::compile::Origin;
use crate::compile::Reject;
use crate::compile::RejectReason;
use crate::compile::defect;
use crate::compile::documents;
use crate::compile::responsible;
use crate::compile::responsible::Responsible;
use crate::date::Date;
use crate::id::Pattern;
use crate::id::Sex;
use crate::id::Subject as Class;
use crate::id::cell;
use crate::index::Defect;
use crate::name;
use crate::name::Name;
use crate::record;
use crate::record::Action;
use crate::record::Dialect;
use crate::record::Party;
use crate::record::Record;
use crate::record::folded_case;

/// A row that may stand in the list.
pub(super) struct Admitted {
    pub(super) source: Arc<str>,
    pub(super) line: u64,
    pub(super) row: String,
    /// Canonical, joined by commas where the row has several documents'.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) sex: Option<Sex>,
    pub(super) class: Option<Class>,
    pub(super) record_id: String,
    pub(super) case_number: String,
    pub(super) published: Option<Date>,
    /// Of the court.
    pub(super) province: Option<String>,
    /// Why the row must not stop anybody, if it must not.
    pub(super) defect: Option<Defect>,
    /// Who answers for the organisation.
    pub(super) responsible: Vec<Responsible>,
    /// Parts of the identifier's cell that name something and cannot be read.
    pub(super) unread: u64,
    /// What a feed says about the row itself.
    pub(super) feed: Feed,
}

/// A feed's statement about one of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Feed {
    /// Official feeds number their rows apart from the court's site.
    pub(super) official: bool,
    /// The row adds, changes, deletes or dates; a plain publication does none of these.
    pub(super) is_stated: bool,
    /// The row takes the record back.
    pub(super) withdrawn: bool,
    /// When the source last touched it, in a form that sorts; `None` for a time that is not believed.
    pub(super) updated: Option<String>,
    /// It states a time after the edition's day. Nobody's clock is right then, and it counts as said when it came: taken
    /// at its word it would outrank every correction until that day.
    pub(super) is_doubted: bool,
}

/// Admits a row of a list of `as_of` that can be read and that anybody can be found by, a name or an id; or that withdraws
/// a record.
pub(super) fn admit(
    origin: Origin,
    row: String,
    record: &Record,
    as_of: Date,
) -> Result<Admitted, Box<Reject>> {
    let reject = |reason| Box::new(Reject { origin: origin.clone(), reason, row: row.clone() });
    if !record.is_readable() {
        let detail = record.flaws.first().map(ToString::to_string).unwrap_or_default();
        return Err(reject(RejectReason::Unreadable { detail }));
    }
    let cell::Documents { ids, unread } = cell::read(&record.id);
    // A row that states no day was published by the edition's at the latest.
    let published = record.published.unwrap_or(as_of);
    let name = Name::read(&record.name);
    // An official withdrawal need name nobody but the record: put aside here, the record would stand for ever. Elsewhere
    // the case must be there as well, since sources number their rows alike.
    let withdraws = record.withdrawn && record.record_id.is_some();
    if let ([], Err(error), false) = (ids.as_slice(), &name, withdraws) {
        return Err(reject(RejectReason::NobodyNamed { detail: error.to_string() }));
    }
    let class = class(ids.first(), record, name.as_ref().ok());
    Ok(Admitted {
        id: documents::stored(&ids),
        name: record.name.clone(),
        sex: record.sex.map(sex),
        class,
        record_id: record.record_id.clone().unwrap_or_default(),
        case_number: record.case_number.as_deref().map(folded_case).unwrap_or_default(),
        published: record.published,
        province: record.province.clone(),
        defect: defect::of(&ids, class, published),
        responsible: responsible::of(record, class, published),
        unread,
        feed: feed(record, as_of),
        source: origin.source,
        line: origin.line,
        row,
    })
}

/// By the id; without one by an organisation's wording; only then by the row's own hint, which was seen wrong. `None`
/// where a person's number stands beside an organisation's name (or reads as one: `E12345673`), or a hint beside a name
/// worded otherwise: what is not known must not make a stranger of the one listed.
fn class(pattern: Option<&Pattern>, record: &Record, name: Option<&Name<'_>>) -> Option<Class> {
    let by_id = pattern.and_then(Pattern::subject);
    let wording = name.map(Name::class);
    match (by_id, wording, record.party) {
        (Some(Class::Person), Some(name::Class::Organisation), _) => None,
        (Some(class), _, _) => Some(class),
        (None, Some(name::Class::Organisation), _) => Some(Class::Organisation),
        (None, Some(name::Class::Person), Some(Party::Organisation)) => None,
        (None, Some(name::Class::Person), _) | (None, _, Some(Party::Person)) => Some(Class::Person),
        (None, _, Some(Party::Organisation)) => Some(Class::Organisation),
        (None, _, None) => None,
    }
}

fn sex(stated: record::Sex) -> Sex {
    match stated {
        record::Sex::Male => Sex::Male,
        record::Sex::Female => Sex::Female,
    }
}

fn feed(record: &Record, as_of: Date) -> Feed {
    let last = as_of.plus_days(1).map(|day| day.to_string());
    let is_doubted = record.updated.is_some() && last.is_some() && record.updated >= last;
    Feed {
        official: record.dialect == Dialect::Official,
        is_stated: record.action != Action::None
            || record.valid.is_some()
            || record.updated.is_some()
            || record.withdrawn,
        withdrawn: record.withdrawn,
        updated: record.updated.clone().filter(|_| !is_doubted),
        is_doubted,
    }
}
