//! Who answers for a listed organisation?

use std::fmt;

use serde::Serialize;
use serde_json::Map;
use serde_json::Value;

use crate::record::flaw::FlawKind;
use crate::record::key::Field;
use crate::record::key::lookup;
use crate::record::moment::is_blank;
use crate::record::plain::Plain;
use crate::record::plain::is_null_form;
use crate::record::sheet::Said;
use crate::record::text::masked;

/// One person responsible for a listed organisation (`qysler`). An order limiting consumption binds them too; they are
/// not themselves listed.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
pub struct Responsible {
    /// Name as published; empty where none is given.
    pub name: String,
    /// Identifier as published, usually masked; empty where none is given.
    pub id: String,
    /// Their part in the organisation (`corporationtypename`), trimmed.
    pub role: Option<String>,
}

/// Masks a complete identifier.
impl fmt::Debug for Responsible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Responsible");
        out.field("name", &self.name).field("id", &masked(&self.id)).field("role", &self.role).finish()
    }
}

/// What a list of responsible people says: the people, and whatever their entries hold besides.
#[derive(PartialEq, Default)]
pub(super) struct Panel {
    pub(super) people: Vec<Responsible>,
    /// Members of the entries that no field holds, as `qysler.key`.
    pub(super) extra: Vec<(String, Value)>,
}

/// An array of entries, one entry, either as JSON inside a text, or nothing.
pub(super) fn panel(plain: &Plain<'_>) -> Said<Panel> {
    let json = match plain {
        Plain::Null | Plain::Nested("[]") => return Said::Nothing,
        Plain::Nested(json) => json,
        Plain::Text(text) if is_null_form(text) => return Said::Nothing,
        Plain::Text(text) => text.trim_matches(is_blank),
        Plain::Flag(_) | Plain::Number(_) => return Said::Not(FlawKind::WrongType),
    };
    let entries = match serde_json::from_str(json) {
        Ok(Value::Array(entries)) => entries,
        Ok(Value::Object(entry)) => vec![Value::Object(entry)],
        Ok(Value::Null) => return Said::Nothing,
        Ok(_) => return Said::Not(FlawKind::WrongType),
        Err(_) => return Said::Not(FlawKind::Unreadable),
    };
    let is_odd = |entry: &Value| !matches!(entry, Value::Null | Value::Object(_));
    if entries.iter().all(is_odd) && !entries.is_empty() {
        return Said::Not(FlawKind::WrongType);
    }
    match Panel::of(entries) {
        panel if panel == Panel::default() => Said::Nothing,
        panel => Said::Value(panel),
    }
}

impl Panel {
    /// An entry that is neither an object nor nothing is kept as it is, beside the people.
    fn of(entries: Vec<Value>) -> Self {
        let mut panel = Self::default();
        for entry in entries {
            match entry {
                Value::Null => {}
                Value::Object(members) => panel.add(members),
                odd => panel.extra.push((Field::Responsible.name().to_owned(), odd)),
            }
        }
        panel
    }

    fn add(&mut self, members: Map<String, Value>) {
        let mut person = Responsible::default();
        for (key, value) in members {
            let read =
                text_of(&value).is_some_and(|text| person.take(lookup(&key).map(|key| key.field), text));
            if !read {
                self.extra.push((format!("{}.{key}", Field::Responsible.name()), value));
            }
        }
        if person != Responsible::default() {
            self.people.push(person);
        }
    }
}

impl Responsible {
    /// Takes one member's text; `false` where it has no place here or the place is taken.
    fn take(&mut self, field: Option<Field>, text: &str) -> bool {
        match field {
            Some(Field::Name) if self.name.is_empty() => text.clone_into(&mut self.name),
            Some(Field::Id) if self.id.is_empty() => text.clone_into(&mut self.id),
            Some(Field::Role) if self.role.is_none() => {
                self.role = Some(text.trim_matches(is_blank).to_owned()).filter(|role| !role.is_empty());
            }
            _ => return false,
        }
        true
    }
}

/// The text of a member; a null form is an empty one.
fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::Null => Some(""),
        Value::String(text) if is_null_form(text) => Some(""),
        Value::String(text) => Some(text),
        _ => None,
    }
}
