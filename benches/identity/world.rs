//! Who asks, and whom? [`World::draw`] lets people be born, publishes the rows about the listed and compiles the list.

use shixin::Compiler;
use shixin::List;
use shixin::Policy;
use shixin::compile::Origin;

use crate::population;
use crate::population::Plan;
use crate::population::Population;
use crate::publication::Publication;
use crate::rivals::Rivals;

/// Everybody, the list about some of them, and what rivals make of the same rows.
pub struct World {
    pub population: Population,
    pub list: List,
    /// The same under a policy that goes by any number of lookalikes, so that no match is only counted.
    pub unbounded: List,
    pub rivals: Rivals,
}

impl World {
    /// The list is told how many live here, and nothing else.
    pub fn draw(seed: u64, plan: Plan) -> Self {
        let people = plan.people;
        eprintln!("seed {seed}: {people} people are born");
        let population = Population::draw(seed, plan);
        let listed = population.people(0..people).filter(population::Person::is_listed);
        let rows: Vec<Publication> =
            listed.flat_map(|person| Publication::of(&population, &person).collect::<Vec<_>>()).collect();
        eprintln!("seed {seed}: {} rows are published", rows.len());
        let mut compiler = Compiler::new(population::AS_OF.parse().unwrap()).population(people);
        for (line, row) in (1..).zip(&rows) {
            compiler.push(Origin { source: "simulated".into(), line }, &row.row());
        }
        let compiled = compiler.finish().unwrap();
        assert_eq!(compiled.report().totals.records, rows.len() as u64, "every row is in the list");
        let list = List::from_bytes(compiled.into_bytes()).unwrap();
        let unbounded = list.clone().with_policy(Policy::default().unbounded());
        Self { rivals: Rivals::new(rows.iter()), population, list, unbounded }
    }
}
