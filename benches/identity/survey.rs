//! Everyone applies: what comes of it? [`Survey::of`] asks the list once an arm for everybody in a world and adds up
//! what is answered.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use shixin::Match;
use shixin::Outcome;
use shixin::Strength;
use shixin::Verdict;
use shixin::policy::Ground;

use crate::application::Application;
use crate::application::Arm;
use crate::blocks::Blocks;
use crate::fairness::Fairness;
use crate::fairness::Group;
use crate::maker::draw::Draw;
use crate::maker::draw::Stream;
use crate::matched::codes;
use crate::matched::is_of;
use crate::matched::records;
use crate::matched::story;
use crate::misses::Misses;
use crate::outcomes::Outcomes;
use crate::population::Person;
use crate::publication::Publication;
use crate::publication::Shape;
use crate::publication::Slip;
use crate::reliability::Bin;
use crate::reliability::Reliability;
use crate::rivals::Rival;
use crate::rivals::Score;
use crate::world::World;

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
                let shown = Application::of(world.population.seed(), &person, arm);
                survey.ask(world, &person, &rows, arm, &shown);
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
        self.count_matches(world, person, arm, shown, verdict);
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

    /// Every match counts, those that the usual policy only counts as well.
    fn count_matches(
        &mut self,
        world: &World,
        person: &Person<'_>,
        arm: Arm,
        shown: &Application,
        verdict: &Verdict,
    ) {
        if verdict.indistinct() == 0 {
            return verdict.matches().iter().for_each(|one| self.count_match(world, person, arm, one));
        }
        let whole = world.unbounded.check(&shown.id, &shown.name).expect("it was answered before");
        whole.matches().iter().for_each(|one| self.count_match(world, person, arm, one));
    }

    fn count_match(&mut self, world: &World, person: &Person<'_>, arm: Arm, one: &Match) {
        let right = is_of(one, person);
        let shape = records(one).next().map(|record| Shape::of_record(&world.population, record));
        let cohort = (arm, shape.filter(|_| arm != Arm::NameOnly));
        self.reliability.entry(cohort).or_default().add(one.lookalikes, right);
        self.names.entry((arm, Group::of(person.name))).or_default().add(one.lookalikes, right);
        self.evidence.entry((cohort, one.strength, codes(one))).or_default().add(one.lookalikes, right);
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

/// Number shown and without a slip, name the same after folding.
fn is_plain(row: &Publication) -> bool {
    row.shape != Shape::Lost && row.slip == Slip::None && row.noise.is_folded()
}

/// Parts in which a world is asked.
const PIECES: u64 = 64;

/// So many stories of each piece are kept.
const MOST_STORIES: usize = 20;

/// Sets the draws for typing errors apart from those for names.
const TYPO: u64 = 0x7970_6F00;
