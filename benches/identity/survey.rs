//! Everyone applies: what comes of it? [`Survey::of`] asks the list once an arm for everybody in a world and adds up
//! what is answered.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use shixin::List;
use shixin::Match;
use shixin::Outcome;
use shixin::Strength;
use shixin::Verdict;
use shixin::policy::Ground;
use shixin::policy::Reason;

use crate::application::Application;
use crate::application::Arm;
use crate::fairness::Fairness;
use crate::fairness::Group;
use crate::maker::draw::Draw;
use crate::maker::draw::Stream;
use crate::misses::Misses;
use crate::outcomes::Outcomes;
use crate::population;
use crate::population::Person;
use crate::population::Population;
use crate::publication::Publication;
use crate::publication::Shape;
use crate::publication::Slip;
use crate::reliability::Bin;
use crate::reliability::Reliability;
use crate::rivals::Rival;
use crate::rivals::Rivals;
use crate::rivals::Score;

/// Everybody, the list about some of them, and what rivals make of the same rows.
pub struct World {
    pub population: Population,
    pub list: List,
    pub rivals: Rivals,
}

/// Which matches stand together: how was asked, and, where a number was, in what shape the row shows its own.
pub type Cohort = (Arm, Option<Shape>);

/// What was compared, in words: strength and reasons.
pub type Evidence = (Cohort, Strength, Vec<&'static str>);

/// All that came of it.
#[derive(Debug, Default)]
pub struct Survey {
    pub checks: u64,
    pub reliability: BTreeMap<Cohort, Reliability>,
    pub evidence: BTreeMap<Evidence, Bin>,
    /// By the kind of name that the applicant bears.
    pub names: BTreeMap<(Arm, Group), Reliability>,
    pub blocks: BTreeMap<Arm, Blocks>,
    pub misses: Misses,
    pub fairness: Fairness,
    pub outcomes: BTreeMap<(Arm, bool), Outcomes>,
    pub scores: BTreeMap<Rival, Score>,
    pub typos: Typos,
    /// Answers that were errors, of whoever asked with a number that is right.
    pub errors: BTreeMap<(Arm, String), u64>,
    /// Listed people who were cleared although number and name agree with their row.
    pub cleared_by_fault: Vec<String>,
    /// The stories of people blocked as somebody else.
    pub blocked_by_fault: Vec<String>,
}

/// Blocks beside what their own λ predicts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Blocks {
    pub all: u64,
    pub wrong: u64,
    /// Sum of λ / (1 + λ).
    pub predicted_wrong: f64,
}

/// Applicants' slips in the number, and what the list made of them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typos {
    pub all: u64,
    /// Refused as a number that cannot be read.
    pub refused: u64,
    /// Read as another number, and so cleared although listed.
    pub cleared: u64,
}

impl Survey {
    /// Asks for everybody. The world is cut into as many pieces whatever the machine, so that sums add up alike.
    pub fn of(world: &World, threads: usize, progress: impl Fn(u64, u64) + Sync) -> Self {
        let (next, done) = (AtomicU64::new(0), AtomicU64::new(0));
        let pieces: Vec<Mutex<Self>> = (0..PIECES).map(|_| Mutex::default()).collect();
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(piece) = pieces.get(at as usize) else { break };
                        *piece.lock().expect("no thread panicked") = Self::of_piece(world, at);
                        progress(done.fetch_add(1, Ordering::Relaxed) + 1, PIECES);
                    }
                });
            }
        });
        let mut whole = Self::default();
        pieces.into_iter().for_each(|piece| whole.merge(piece.into_inner().expect("no thread panicked")));
        whole
    }

    fn of_piece(world: &World, piece: u64) -> Self {
        let (people, mut survey) = (world.population.len(), Self::default());
        let (start, end) = (people * piece / PIECES, people * (piece + 1) / PIECES);
        for person in world.population.people(start..end) {
            let rows: Vec<Publication> = Publication::of(&world.population, &person).collect();
            for arm in Arm::ALL.into_iter().filter(|arm| person.index.is_multiple_of(arm.every())) {
                if let Some(shown) = Application::of(world.population.seed(), &person, arm) {
                    survey.ask(world, &person, &rows, arm, &shown);
                }
            }
        }
        survey
    }

    fn ask(
        &mut self,
        world: &World,
        person: &Person<'_>,
        rows: &[Publication],
        arm: Arm,
        shown: &Application,
    ) {
        if arm == Arm::IdAndName {
            self.mistype(world, person, shown);
            self.ask_rivals(world, person, shown);
        }
        self.checks += 1;
        match world.list.check(&shown.id, &shown.name) {
            Ok(verdict) => self.count(world, person, rows, arm, shown, &verdict),
            Err(error) => {
                let kind = error.to_string().chars().take_while(|sign| *sign != ':').collect();
                *self.errors.entry((arm, kind)).or_default() += 1;
            }
        }
    }

    fn count(
        &mut self,
        world: &World,
        person: &Person<'_>,
        rows: &[Publication],
        arm: Arm,
        shown: &Application,
        verdict: &Verdict,
    ) {
        let (outcome, listed) = (verdict.outcome(), person.is_listed());
        let right = verdict.matches().first().is_some_and(|best| is_of(best, person));
        verdict.matches().iter().for_each(|one| self.count_match(world, person, arm, one));
        if let (Outcome::Block, Some(best)) = (outcome, verdict.matches().first()) {
            self.blocks.entry(arm).or_default().add(best.lookalikes, right);
            if !right && self.blocked_by_fault.len() < MOST_STORIES {
                self.blocked_by_fault.push(story(world, shown, best));
            }
        }
        self.outcomes.entry((arm, listed)).or_default().add(outcome, right);
        self.fairness.add(arm, listed, person.name, outcome, right);
        if listed {
            self.misses.add(arm, rows, shown.noise, outcome, right);
            let plain = arm == Arm::IdAndName && shown.noise.is_folded() && rows.iter().any(is_plain);
            if plain && outcome == Outcome::Clear && verdict.ground() != Ground::TooManyLookalikes {
                let (id, name, because) = (&shown.id, &shown.name, verdict.because());
                self.cleared_by_fault.push(format!("{name} {id} is on {rows:?}: {because}"));
            }
        }
    }

    fn count_match(&mut self, world: &World, person: &Person<'_>, arm: Arm, one: &Match) {
        let right = is_of(one, person);
        let shape = records(one).next().map(|record| Shape::of_record(&world.population, record));
        let cohort = (arm, shape.filter(|_| arm != Arm::NameOnly));
        self.reliability.entry(cohort).or_default().add(one.lookalikes, right);
        self.names.entry((arm, Group::of(person.name))).or_default().add(one.lookalikes, right);
        let shared = is_shared(one).then_some("several_people_s_records");
        let codes = one.reasons.iter().flat_map(codes).chain(shared).collect();
        self.evidence.entry((cohort, one.strength, codes)).or_default().add(one.lookalikes, right);
    }

    fn ask_rivals(&mut self, world: &World, person: &Person<'_>, shown: &Application) {
        for rival in Rival::ALL {
            if person.is_listed() || person.index.is_multiple_of(rival.every()) {
                let finding = world.rivals.ask(rival, person, shown);
                self.scores.entry(rival).or_default().add(person, finding);
            }
        }
    }

    /// One in five hundred mistypes the number first; a right engine refuses it, and is asked anew.
    fn mistype(&mut self, world: &World, person: &Person<'_>, shown: &Application) {
        let mut draw = Draw::at(world.population.seed() ^ TYPO, Stream::Application, person.index);
        if draw.chance(20) {
            let slip = if draw.chance(6_667) { Slip::Digit } else { Slip::Exchange };
            let answer = world.list.check(&slip.applied(shown.id.clone(), &mut draw), &shown.name);
            let is_clear = answer.as_ref().is_ok_and(|verdict| verdict.outcome() == Outcome::Clear);
            self.checks += 1;
            self.typos.all += 1;
            self.typos.refused += u64::from(answer.is_err());
            self.typos.cleared += u64::from(is_clear && person.is_listed());
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.checks += other.checks;
        for (key, theirs) in &other.reliability {
            self.reliability.entry(*key).or_default().merge(theirs);
        }
        for (key, theirs) in &other.names {
            self.names.entry(*key).or_default().merge(theirs);
        }
        for (key, theirs) in other.evidence {
            self.evidence.entry(key).or_default().merge(&theirs);
        }
        for (key, theirs) in &other.blocks {
            self.blocks.entry(*key).or_default().merge(theirs);
        }
        self.misses.merge(&other.misses);
        self.fairness.merge(&other.fairness);
        for (key, theirs) in &other.outcomes {
            self.outcomes.entry(*key).or_default().merge(theirs);
        }
        for (key, theirs) in &other.scores {
            self.scores.entry(*key).or_default().merge(theirs);
        }
        self.typos.all += other.typos.all;
        self.typos.refused += other.typos.refused;
        self.typos.cleared += other.typos.cleared;
        for (key, count) in other.errors {
            *self.errors.entry(key).or_default() += count;
        }
        self.cleared_by_fault.extend(other.cleared_by_fault);
        self.blocked_by_fault.extend(other.blocked_by_fault);
    }
}

impl Blocks {
    fn add(&mut self, lookalikes: f64, right: bool) {
        self.all += 1;
        self.wrong += u64::from(!right);
        self.predicted_wrong += lookalikes / (1.0 + lookalikes);
    }

    pub fn merge(&mut self, other: &Self) {
        self.all += other.all;
        self.wrong += other.wrong;
        self.predicted_wrong += other.predicted_wrong;
    }
}

fn is_of(one: &Match, person: &Person<'_>) -> bool {
    records(one).any(|record| population::owner(record) == person.index)
}

/// Whether the list holds rows of several people for one subject: same name, same remains of a number.
fn is_shared(one: &Match) -> bool {
    let mut owners = records(one).map(population::owner);
    let first = owners.next();
    owners.any(|owner| Some(owner) != first)
}

fn records(one: &Match) -> impl Iterator<Item = u64> {
    one.record_ids.iter().map(|id| id.parse().expect("this world's record ids are numbers"))
}

/// Whom a block took whom for.
fn story(world: &World, shown: &Application, best: &Match) -> String {
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

/// Number shown and without a slip, name the same after folding.
fn is_plain(row: &Publication) -> bool {
    row.shape != Shape::Lost && row.slip == Slip::None && row.noise.is_folded()
}

/// A reason in words, with the step that led from name to name.
fn codes(reason: &Reason) -> impl Iterator<Item = &'static str> {
    let step = if let Reason::NameAlike(step) = reason { Some(step.as_code()) } else { None };
    [Some(reason.as_code()), step].into_iter().flatten()
}

/// Parts in which a world is asked.
const PIECES: u64 = 64;

/// So many stories of each piece are kept.
const MOST_STORIES: usize = 20;

/// Sets the draws for typing errors apart from those for names.
const TYPO: u64 = 0x7970_6F00;
