//! Who answers for a listed organisation? Its legal representative and whoever else the row names.

use crate::compile::defect;
use crate::compile::documents;
use crate::date::Date;
use crate::id::Pattern;
use crate::id::Subject as Class;
use crate::id::cell;
use crate::index::Defect;
use crate::index::Subject;
use crate::name;
use crate::name::Name;
use crate::record::Record;
use crate::record::Role;

/// One who answers for a listed organisation in one part, as the list keeps them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Responsible {
    name: String,
    id: String,
    role: Role,
    class: Option<Class>,
    defect: Option<Defect>,
}

/// Everybody whom an organisation's row, published on that day at the latest, names and who could be found, once for each
/// part. A person's row names nobody: its representative is a slip.
pub(super) fn of(record: &Record, class: Option<Class>, published: Date) -> Vec<Responsible> {
    if class != Some(Class::Organisation) {
        return Vec::new();
    }
    let representative = record.representative.as_deref().unwrap_or_default();
    let mut people: Vec<Responsible> = Vec::new();
    for one in &record.responsible {
        let mut roles = one.role.as_deref().map_or_else(Vec::new, Role::all_in);
        if one.name == representative && !roles.contains(&Role::LegalRepresentative) {
            roles.push(Role::LegalRepresentative);
        }
        if roles.is_empty() {
            roles.push(Role::Unstated);
        }
        people.extend(roles.into_iter().map(|role| Responsible::new(&one.name, &one.id, role, published)));
    }
    if !people.iter().any(|one| one.name == representative) {
        people.push(Responsible::new(representative, "", Role::LegalRepresentative, published));
    }
    people.retain(Responsible::can_be_found);
    people.sort_unstable();
    people.dedup();
    people
}

impl Responsible {
    fn new(name: &str, cell: &str, role: Role, published: Date) -> Self {
        let ids = cell::read(cell).ids;
        // Another organisation may run this one.
        let worded = Name::read(name).is_ok_and(|name| name.class() == name::Class::Organisation);
        let by_id = ids.first().and_then(Pattern::subject);
        let class = by_id.or(Some(if worded { Class::Organisation } else { Class::Person }));
        let defect = defect::of(&ids, class, published);
        Self { name: name.to_owned(), id: documents::stored(&ids), role, class, defect }
    }

    /// As the index takes it; its records are the caller's to say.
    pub(super) fn subject(&self) -> Subject<'_> {
        let Self { name, id, role, class, defect } = self;
        Subject { name, id, sex: None, class: *class, role: *role, defect: *defect, records: 0..0 }
    }

    fn can_be_found(&self) -> bool {
        !self.id.is_empty() || Name::read(&self.name).is_ok()
    }
}
