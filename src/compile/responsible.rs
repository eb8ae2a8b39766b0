//! Who answers for a listed organisation? Its legal representative and whoever else the row names.

use crate::compile::documents;
use crate::id::Pattern;
use crate::id::Subject as Class;
use crate::id::cell;
use crate::index::Subject;
use crate::name;
use crate::name::Name;
use crate::record::Record;
use crate::record::Role;

/// One who answers for a listed organisation, as the list keeps them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Responsible {
    name: String,
    id: String,
    role: Role,
}

/// Everybody whom an organisation's row names and who could be found, each once. A person's row names nobody: its
/// representative is a slip.
pub(super) fn of(record: &Record, class: Option<Class>) -> Vec<Responsible> {
    if class != Some(Class::Organisation) {
        return Vec::new();
    }
    let stated = record.responsible.iter().map(|one| {
        let role = one.role.as_deref().map_or(Role::Unstated, Role::read);
        Responsible { name: one.name.clone(), id: documents::stored(&cell::read(&one.id)), role }
    });
    let mut people: Vec<Responsible> = stated.filter(Responsible::can_be_found).collect();
    let representative = record.representative.as_ref().map(|name| Responsible {
        name: name.clone(),
        id: String::new(),
        role: Role::LegalRepresentative,
    });
    people.extend(
        representative.filter(|one| one.can_be_found() && !people.iter().any(|it| it.name == one.name)),
    );
    people.sort_unstable();
    people.dedup();
    people
}

impl Responsible {
    /// As the index takes it; its records are the caller's to say.
    pub(super) fn subject(&self) -> Subject<'_> {
        let class = self.class();
        Subject {
            name: &self.name,
            id: &self.id,
            sex: None,
            class,
            role: self.role,
            defect: None,
            records: 0..0,
        }
    }

    fn can_be_found(&self) -> bool {
        !self.id.is_empty() || Name::read(&self.name).is_ok()
    }

    /// Another organisation may run this one.
    fn class(&self) -> Option<Class> {
        let by_id = Pattern::read_doubtful(&self.id).ok().and_then(|id| id.subject());
        let worded = Name::read(&self.name).is_ok_and(|name| name.class() == name::Class::Organisation);
        by_id.or(Some(if worded { Class::Organisation } else { Class::Person }))
    }
}
