//! What does an applicant show? One [`Application`] an [`Arm`]: number and name as they reach the check.

use crate::maker::draw::Draw;
use crate::maker::draw::Stream;
use crate::noise::Noise;
use crate::population::Person;

/// Which papers are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arm {
    /// The whole number and the name.
    IdAndName,
    /// The name alone.
    NameOnly,
    /// The number of fifteen digits, of whoever was given one, else the whole number; and the name. Were the young left
    /// out, fewer people than λ reckons with would apply.
    OldId,
}

/// What one person shows.
#[derive(Debug)]
pub struct Application {
    pub id: String,
    pub name: String,
    pub noise: Noise,
}

impl Application {
    /// The same person types the same name whatever else is asked.
    pub fn of(seed: u64, person: &Person<'_>, arm: Arm) -> Self {
        let mut draw = Draw::at(seed, Stream::Application, person.index);
        let noise = Noise::of_application(person.name, &mut draw);
        let name = noise.applied(person.name, &mut draw);
        let id = match arm {
            Arm::IdAndName => person.id(),
            Arm::NameOnly => String::new(),
            Arm::OldId => person.old_id().unwrap_or_else(|| person.id()),
        };
        Self { id, name, noise }
    }
}

impl Arm {
    pub const ALL: [Self; 3] = [Self::IdAndName, Self::NameOnly, Self::OldId];

    pub fn label(self) -> &'static str {
        match self {
            Self::IdAndName => "id and name",
            Self::NameOnly => "name only",
            Self::OldId => "old id and name",
        }
    }

    /// Every so many people ask so.
    pub fn every(self) -> u64 {
        match self {
            Self::IdAndName | Self::NameOnly => 1,
            Self::OldId => 5,
        }
    }
}
