//! Who is sought by how a name reads? Of subjects without an id to compare, only those whose name is so rare that somebody
//! could be told by it: a common name's homophones are thousands, and no answer rests on them.

use crate::id::Pattern;
use crate::id::Subject as Class;
use crate::index::Census;
use crate::index::Key;
use crate::index::KeyKind;
use crate::name;
use crate::name::Name;
use crate::name::Step;

/// Whether a subject is filed under this key of its own. All are, but for readings that too many share.
pub(super) fn is_sought(
    key: &Key,
    name: Option<&Name<'_>>,
    class: Option<Class>,
    ids: &[Pattern],
    census: &Census,
    population: u64,
) -> bool {
    let is_telling = key.kind() != KeyKind::Reading || !ids.is_empty() || class == Some(Class::Organisation);
    is_telling || name.is_none_or(|name| lookalikes(name, census, population) <= MOST)
}

/// How many others at least would be found by the reading of a person's name, whichever step makes the names alike.
fn lookalikes(name: &Name<'_>, census: &Census, population: u64) -> f64 {
    if name.class() == name::Class::Organisation {
        return 0.0;
    }
    let places = 0..name.loose().chars().count();
    let reading: f64 = places.map(|nth| census.reading_share(name, nth)).sum();
    let alike = reading / Step::SameReading.likelihood();
    let same = census.name_share(name, 1) / Step::LostCharacter.likelihood();
    alike.min(same) * float(population)
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "an estimate needs no 53rd bit")]
fn float(number: u64) -> f64 {
    number as f64
}

/// A hundred times as many as a policy goes by unless told otherwise.
const MOST: f64 = 1000.0;
