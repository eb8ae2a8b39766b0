//! Can the row be true at all? Nobody is listed before being born, or of age.

use crate::date::Date;
use crate::id::Pattern;
use crate::id::Subject as Class;
use crate::index::Defect;

/// What is wrong with a person's row published on that day at the latest, as far as the visible digits prove it. Where
/// month and day are hidden, the first day of the year counts: doubt never flags.
pub(super) fn of(ids: &[Pattern], class: Option<Class>, published: Date) -> Option<Defect> {
    if class == Some(Class::Organisation) {
        return None;
    }
    let born = ids.iter().filter(|id| !id.is_doubtful()).find_map(earliest_birth)?;
    if born > published {
        return Some(Defect::BornLater);
    }
    (published < born.plus_years(OF_AGE)?).then_some(Defect::Minor)
}

/// The earliest day of birth that a citizen-form number allows; `None` where its year is not shown.
fn earliest_birth(id: &Pattern) -> Option<Date> {
    if let Some(complete) = id.complete() {
        return complete.birth();
    }
    let slots = id.as_str().as_bytes();
    if slots.len() != 18 || id.subject() != Some(Class::Person) {
        return None;
    }
    let number = |from, to| std::str::from_utf8(slots.get(from..to)?).ok()?.parse::<u16>().ok();
    let month = number(10, 12).and_then(|month| u8::try_from(month).ok()).unwrap_or(1);
    let day = number(12, 14).and_then(|day| u8::try_from(day).ok()).unwrap_or(1);
    Date::new(number(6, 10)?, month, day)
}

/// 法释〔2017〕7号, Article 4, with 民法典 Article 17.
const OF_AGE: u16 = 18;
