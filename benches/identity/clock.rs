//! How long does one check take? [`time`] asks the same applicants of everybody in turn.

use std::hint::black_box;
use std::time::Duration;
use std::time::Instant;

use crate::application::Application;
use crate::application::Arm;
use crate::population::Person;
use crate::rivals::Rival;
use crate::table::Table;
use crate::world::World;

/// Mean time of a check, by who is asked, over applicants as they come.
pub fn time(world: &World) -> String {
    let people = world.population.len().min(MOST_PEOPLE);
    let mut table = Table::new(1, &["time, on this machine", "µs a check"]);
    for arm in [Arm::IdAndName, Arm::NameOnly] {
        let shown = applicants(world, people, arm);
        let took = clocked(shown.len(), || {
            shown.iter().for_each(|(_, one)| {
                let _ = black_box(world.list.check(&one.id, &one.name));
            });
        });
        table.row([format!("shixin, {}", arm.label()), took]);
    }
    let shown = applicants(world, people, Arm::IdAndName);
    for rival in Rival::ALL {
        let took = clocked(shown.len(), || {
            shown.iter().for_each(|(person, one)| {
                black_box(world.rivals.ask(rival, person, one));
            });
        });
        table.row([rival.label().to_owned(), took]);
    }
    table.to_string()
}

fn applicants(world: &World, people: u64, arm: Arm) -> Vec<(Person<'_>, Application)> {
    let seed = world.population.seed();
    let all = world.population.people(0..people);
    all.map(|person| (person, Application::of(seed, &person, arm))).collect()
}

fn clocked(checks: usize, work: impl FnOnce()) -> String {
    let start = Instant::now();
    work();
    let took: Duration = start.elapsed();
    format!("{:.2}", took.as_secs_f64() * 1e6 / checks as f64)
}

const MOST_PEOPLE: u64 = 20_000;
