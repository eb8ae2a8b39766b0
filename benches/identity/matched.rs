//! Of whom is a match, and what was compared? Answers to what a world knows and an engine cannot.

use shixin::Match;
use shixin::policy::Reason;

use crate::application::Application;
use crate::population;
use crate::population::Person;
use crate::publication::Publication;
use crate::world::World;

/// Whether a match is of this person.
pub fn is_of(one: &Match, person: &Person<'_>) -> bool {
    records(one).any(|record| population::owner(record) == person.index)
}

/// Whether the list holds rows of several people for one subject: same name, same remains of a number.
pub fn is_shared(one: &Match) -> bool {
    let mut owners = records(one).map(population::owner);
    let first = owners.next();
    owners.any(|owner| Some(owner) != first)
}

/// The source's numbers of its rows.
pub fn records(one: &Match) -> impl Iterator<Item = u64> {
    one.record_ids.iter().map(|id| id.parse().expect("this world's record ids are numbers"))
}

/// Whom a block took whom for.
pub fn story(world: &World, shown: &Application, best: &Match) -> String {
    let Some(record) = records(best).next() else { return "a match without a record".to_owned() };
    let listed = world.population.person(population::owner(record));
    let row = Publication::of(&world.population, &listed).find(|row| row.record_id == record);
    let row = row.map_or_else(String::new, |row| {
        format!(
            "{} {} ({}, {}, {})",
            row.name,
            row.id,
            row.shape.label(),
            row.slip.label(),
            row.noise.label()
        )
    });
    let (lookalikes, id) = (best.lookalikes, listed.id());
    format!(
        "{} {} as {row} of {} {id}, {} with λ {lookalikes:.1e}",
        shown.name,
        shown.id,
        listed.name,
        best.strength.as_code()
    )
}

/// The reasons as codes, and whether the rows are of several people.
pub fn codes(one: &Match) -> Vec<&'static str> {
    let shared = is_shared(one).then_some("several_people_s_records");
    one.reasons.iter().flat_map(code).chain(shared).collect()
}

/// A reason in words, with the step that led from name to name.
fn code(reason: &Reason) -> impl Iterator<Item = &'static str> {
    let step = if let Reason::NameAlike(step) = reason { Some(step.as_code()) } else { None };
    [Some(reason.as_code()), step].into_iter().flatten()
}
