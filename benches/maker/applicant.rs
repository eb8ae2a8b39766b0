//! Who asks, and who are they truly? [`Applicant`] carries the answer a correct check must not miss.

use super::Maker;
use super::draw::Draw;
use super::draw::Stream;
use super::person::Person;
use super::subject;
use super::subject::Subject;

/// One who applies, with a full number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    pub id: String,
    pub name: String,
    pub kind: Kind,
    /// Source record ids of the rows that are about this applicant, ascending; empty for the unlisted.
    pub records: Vec<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A listed person, by true number and name.
    Listed,
    /// A listed organisation, by unified code and registered name.
    Organisation,
    /// Drawn as the listed are, and on no row.
    Unlisted,
    /// An unlisted person with a listed person's name and another number.
    Namesake,
    /// A namesake born in the same county and the same year.
    Neighbour,
}

impl Kind {
    pub const ALL: [Self; 5] =
        [Self::Listed, Self::Organisation, Self::Unlisted, Self::Namesake, Self::Neighbour];

    /// The word for it in a CSV column.
    pub fn word(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Organisation => "organisation",
            Self::Unlisted => "unlisted",
            Self::Namesake => "namesake",
            Self::Neighbour => "neighbour",
        }
    }
}

impl Applicant {
    /// The applicant at a place; `None` if the list has nobody to be or to be named after.
    pub fn at(maker: Maker, kind: Kind, index: u64) -> Option<Self> {
        let other = |stream, near| {
            let (_, listed) = listed_person(maker, index)?;
            Some(Self::unlisted(listed.namesake(&mut Draw::at(maker.seed, stream, index), near), kind))
        };
        match kind {
            Kind::Listed => {
                let (subject, person) = listed_person(maker, index)?;
                Some(Self { id: person.id, name: person.name, kind, records: maker.records_of(subject) })
            }
            Kind::Organisation => {
                let subject = listed_subject(maker, index, true)?;
                let Subject::Organisation(found) = maker.subject(subject) else { return None };
                Some(Self { id: found.unified, name: found.name, kind, records: maker.records_of(subject) })
            }
            Kind::Unlisted => {
                Some(Self::unlisted(Person::draw(&mut Draw::at(maker.seed, Stream::Unlisted, index)), kind))
            }
            Kind::Namesake => other(Stream::Namesake, false),
            Kind::Neighbour => other(Stream::Neighbour, true),
        }
    }

    fn unlisted(person: Person, kind: Kind) -> Self {
        Self { id: person.id, name: person.name, kind, records: Vec::new() }
    }
}

/// Applicants without end.
#[derive(Debug, Clone)]
pub struct Applicants {
    maker: Maker,
    /// What comes, over and over.
    round: &'static [Kind],
    next: u64,
}

impl Applicants {
    pub fn of(maker: Maker, kind: Kind) -> Self {
        let round: &'static [Kind] = match kind {
            Kind::Listed => &[Kind::Listed],
            Kind::Organisation => &[Kind::Organisation],
            Kind::Unlisted => &[Kind::Unlisted],
            Kind::Namesake => &[Kind::Namesake],
            Kind::Neighbour => &[Kind::Neighbour],
        };
        Self { maker, round, next: 0 }
    }

    pub fn mixed(maker: Maker) -> Self {
        Self { maker, round: &QUEUE, next: 0 }
    }
}

impl Iterator for Applicants {
    type Item = Applicant;

    fn next(&mut self) -> Option<Applicant> {
        (0..self.round.len()).find_map(|_| self.turn())
    }
}

impl Applicants {
    /// One turn of the round: the next of its kind, so that a mixed queue holds the same people as each kind alone.
    fn turn(&mut self) -> Option<Applicant> {
        let length = self.round.len() as u64;
        let slot = (self.next % length) as usize;
        let kind = self.round[slot];
        let of_kind = |kinds: &[Kind]| kinds.iter().filter(|&&other| other == kind).count() as u64;
        let index = self.next / length * of_kind(self.round) + of_kind(&self.round[..slot]);
        self.next += 1;
        Applicant::at(self.maker, kind, index)
    }
}

fn listed_person(maker: Maker, index: u64) -> Option<(u64, Person)> {
    let subject = listed_subject(maker, index, false)?;
    match maker.subject(subject) {
        Subject::Person(person) => Some((subject, person)),
        Subject::Organisation(_) => None,
    }
}

/// The `index`-th subject of a walk that jumps all over the list, or the next after it of the kind asked for.
fn listed_subject(maker: Maker, index: u64, organisation: bool) -> Option<u64> {
    let subjects = maker.subjects;
    let start = u128::from(index) * u128::from(LEAP) % u128::from(subjects.max(1));
    let mut walk = (0..subjects).map(|step| (start as u64 + step) % subjects);
    walk.find(|&subject| subject::is_organisation(maker.seed, subject) == organisation)
}

/// A prime beyond any list's length, so that the walk meets every subject before it meets one again.
const LEAP: u64 = 11_400_714_819_323_198_549;
const QUEUE: [Kind; 20] = {
    let mut queue = [Kind::Unlisted; 20];
    queue[3] = Kind::Namesake;
    queue[6] = Kind::Listed;
    queue[10] = Kind::Neighbour;
    queue[13] = Kind::Namesake;
    queue[17] = Kind::Organisation;
    queue
};
