//! Does the simulation of `benches/identity` reckon rightly? Its intervals, its bins, its world and its rivals.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    dead_code,
    unreachable_pub,
    missing_docs,
    reason = "in a test a panic is the report; of the simulation not everything is tested here"
)]

#[path = "../benches/identity/application.rs"]
mod application;
mod check_characters;
#[path = "../benches/identity/interval.rs"]
mod interval;
#[path = "../benches/maker/mod.rs"]
mod maker;
#[path = "../benches/identity/noise.rs"]
mod noise;
#[path = "../benches/identity/options.rs"]
mod options;
#[path = "../benches/identity/population.rs"]
mod population;
#[path = "../benches/identity/publication.rs"]
mod publication;
#[path = "../benches/identity/reliability.rs"]
mod reliability;
#[path = "../benches/identity/rivals.rs"]
mod rivals;

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;

use application::Application;
use application::Arm;
use interval::Share;
use interval::poisson_bound;
use maker::draw::Draw;
use maker::draw::Stream;
use noise::Noise;
use options::Options;
use population::Person;
use population::Plan;
use population::Population;
use publication::Publication;
use publication::Shape;
use publication::Slip;
use reliability::Judgement;
use reliability::Reliability;
use rivals::Rival;
use rivals::Rivals;
use shixin::id::Agreement;
use shixin::id::Id;
use shixin::id::Pattern;
use shixin::name::Likeness;
use shixin::name::Name;

/// Wilson's interval at 95 %, as statistics packages print it.
#[test]
fn intervals_are_those_of_the_books() {
    for (hits, of, low, high) in [
        (0, 10, 0.0, 0.27753),
        (10, 10, 0.72247, 1.0),
        (50, 100, 0.40383, 0.59617),
        (1, 300, 0.00059, 0.01864),
        (0, 0, 0.0, 1.0),
    ] {
        let (found_low, found_high) = Share { hits, of }.interval();
        assert!((found_low - low).abs() < 2e-5 && (found_high - high).abs() < 2e-5, "{hits} of {of}");
    }
}

/// Tables of the Poisson distribution: with mean 1 the sum is 0.99634 up to 4 and 0.99941 up to 5.
#[test]
fn poisson_bounds_are_those_of_the_tables() {
    for (mean, bound) in [(0.0, 0), (1e-4, 0), (0.01, 1), (1.0, 5), (2.0, 8), (10.0, 21), (100.0, 132)] {
        assert_eq!(poisson_bound(mean, 0.001), bound, "mean {mean}");
    }
    let large = poisson_bound(2_000.0, 0.001);
    assert!((2_130..=2_150).contains(&large), "2000 + 3.09 √2000 = 2138, found {large}");
}

#[test]
fn bins_run_by_half_decades_and_keep_every_match() {
    let mut table = Reliability::default();
    let said = [0.0, 1e-9, 9.9e-4, 1.001e-3, 3.1e-3, 3.2e-3, 0.5, 1.001, 999.0, 1001.0, 1e12];
    said.iter().for_each(|lookalikes| table.add(*lookalikes, true));
    assert_eq!(table.bins().map(|(_, bin)| bin.right.of).sum::<u64>(), said.len() as u64);
    for ((low, high), bin) in table.bins() {
        let within = said.iter().filter(|one| (low..high).contains(*one)).count();
        assert_eq!(bin.right.of, within as u64, "from {low} to {high}");
    }
}

#[test]
fn a_right_engine_is_found_reliable_and_one_that_is_off_by_half_is_not() {
    let judged = |error: f64| {
        let mut draw = Draw::at(1, Stream::Application, 0);
        let mut table = Reliability::default();
        for step in 0..200_000 {
            let truth = 10_f64.powf(f64::from(step % 5_000) / 1_000.0 - 2.0);
            let right = (draw.below(1 << 32) as f64) < (1_u64 << 32) as f64 / (1.0 + truth);
            table.add(truth * error, right);
        }
        let failing = table.bins().filter(|(_, bin)| bin.judgement() == Judgement::Fails).count();
        (failing, table.bins().count())
    };
    assert_eq!(judged(1.0).0, 0, "λ is what it says");
    for error in [0.5, 2.0] {
        let (failing, bins) = judged(error);
        assert!(failing * 2 > bins, "λ times {error}: {failing} of {bins} bins fail");
    }
}

#[test]
fn few_matches_are_not_judged() {
    let mut table = Reliability::default();
    (0..299).for_each(|_| table.add(100.0, true));
    assert!(table.bins().all(|(_, bin)| bin.judgement() == Judgement::TooFew));
    table.add(100.0, true);
    assert!(table.bins().all(|(_, bin)| bin.judgement() == Judgement::Fails));
}

#[test]
fn nobody_shares_a_number_and_every_number_holds() {
    for seed in [1, 2] {
        let world = drawn(seed, 20_000);
        let ids: HashSet<String> = everybody(&world).map(|person| person.id()).collect();
        assert_eq!(ids.len(), 20_000);
        assert!(ids.iter().all(|id| check_characters::hold(id) && Id::parse(id).is_ok()), "seed {seed}");
    }
}

#[test]
fn the_listed_are_grown_and_seven_of_ten_are_men() {
    let world = drawn(1, 100_000);
    let listed: Vec<Person<'_>> = everybody(&world).filter(Person::is_listed).collect();
    assert!(listed.iter().all(|person| person.birth_year() <= 2006), "Article 4");
    assert!(everybody(&world).any(|person| person.birth_year() > 2020), "minors live here");
    let men = listed.iter().filter(|person| person.is_male()).count();
    assert!((0.67..0.73).contains(&(men as f64 / listed.len() as f64)), "{men} of {}", listed.len());
    assert!((3_500..4_500).contains(&listed.len()), "5 % of the grown, {} of everybody", listed.len());
}

#[test]
fn a_world_comes_again_from_its_seed() {
    let (one, again) = (drawn(7, 2_000), drawn(7, 2_000));
    for (person, same) in everybody(&one).zip(everybody(&again)) {
        assert_eq!((person.id(), person.name), (same.id(), same.name));
        let rows = |world, person| Publication::of(world, person).map(|row| row.row()).collect::<Vec<_>>();
        assert_eq!(rows(&one, &person), rows(&again, &same));
    }
    let other = drawn(8, 2_000);
    assert!(everybody(&one).zip(everybody(&other)).any(|(person, other)| person.id() != other.id()));
}

#[test]
fn clans_bear_their_county_s_surnames() {
    let commonest = |clans| {
        let world = Population::draw(12, Plan { people: 50_000, clans, as_seen: false });
        let mut surnames: BTreeMap<(String, char), usize> = BTreeMap::new();
        let mut counties: BTreeMap<String, usize> = BTreeMap::new();
        for person in everybody(&world) {
            let county = person.id()[..6].to_owned();
            *counties.entry(county.clone()).or_default() += 1;
            *surnames.entry((county, person.name.chars().next().unwrap())).or_default() += 1;
        }
        let (largest, people) = counties.iter().max_by_key(|(_, people)| **people).unwrap();
        let bearers = surnames.iter().filter(|((county, _), _)| county == largest).map(|(_, count)| *count);
        let mut bearers: Vec<usize> = bearers.collect();
        bearers.sort_unstable();
        bearers.iter().rev().take(5).sum::<usize>() * 100 / people
    };
    let (scattered, settled) = (commonest(0), commonest(50));
    assert!(settled > scattered + 15, "five surnames: {scattered} % without clans, {settled} % with");
}

#[test]
fn what_a_row_shows_is_the_listed_person_s_unless_a_clerk_slipped() {
    let world = drawn(3, 60_000);
    let mut shapes: HashMap<Shape, usize> = HashMap::new();
    for (person, row) in rows(&world) {
        *shapes.entry(row.shape).or_default() += 1;
        assert_eq!(population::owner(row.record_id), person.index);
        assert_eq!(Shape::of_record(&world, row.record_id), row.shape);
        match Pattern::read(&row.id) {
            Err(_) => assert!(row.shape == Shape::Lost || row.slip != Slip::None, "{row:?}"),
            Ok(pattern) => {
                let agrees = !matches!(
                    pattern.compare(&Id::parse(&person.id()).unwrap()),
                    Agreement::Contradicts { .. }
                );
                assert!(agrees || row.slip != Slip::None, "{row:?} of {}", person.id());
            }
        }
    }
    let all: usize = shapes.values().sum();
    for shape in Shape::ALL {
        let share = shapes[&shape] as f64 / all as f64;
        assert!((0.09..0.17).contains(&share), "{}: {share}", shape.label());
    }
}

#[test]
fn in_crawls_the_usual_mask_is_all_but_alone() {
    let world = Population::draw(3, Plan { people: 60_000, clans: 0, as_seen: true });
    let (mut usual, mut all) = (0, 0);
    for (_, row) in rows(&world) {
        assert_eq!(Shape::of_record(&world, row.record_id), row.shape);
        usual += usize::from(row.shape == Shape::MonthDay);
        all += 1;
    }
    assert!(usual * 100 > all * 95, "{usual} of {all}");
}

#[test]
fn what_is_said_to_fold_away_folds_away_and_the_rest_does_not() {
    let world = drawn(4, 120_000);
    let mut seen: HashSet<Noise> = HashSet::new();
    for (person, row) in rows(&world) {
        seen.insert(row.noise);
        let likeness = Name::read(&row.name).unwrap().compare(&Name::read(person.name).unwrap());
        assert_eq!(likeness == Likeness::Same, row.noise.is_folded(), "{} as {}", person.name, row.name);
    }
    assert_eq!(seen.len(), 13, "every kind occurs: {seen:?}");
}

#[test]
fn a_person_types_one_name_whatever_is_asked() {
    let world = drawn(5, 5_000);
    for person in everybody(&world) {
        let of = |arm| Application::of(world.seed(), &person, arm);
        let (with_id, alone) = (of(Arm::IdAndName), of(Arm::NameOnly));
        assert_eq!((with_id.name, alone.id.as_str()), (alone.name, ""));
        let digits = if person.birth_year() <= 1998 { 15 } else { 18 };
        assert_eq!(of(Arm::OldId).id.len(), digits, "fifteen digits until 1999");
    }
}

/// The index by pairs of characters must lose nothing that a scan of all names finds.
#[test]
fn likeness_by_pairs_finds_what_a_scan_finds() {
    let world = drawn(6, 20_000);
    let published: Vec<(Person<'_>, Publication)> = rows(&world).collect();
    let rivals = Rivals::new(published.iter().map(|(_, row)| row));
    let mut found = 0;
    for person in everybody(&world).take(2_000) {
        let shown = Application::of(world.seed(), &person, Arm::IdAndName);
        let likeness = |row: &Publication| strsim::jaro_winkler(&shown.name, &row.name);
        let scanned = published.iter().any(|(_, row)| likeness(row) >= 0.9);
        assert_eq!(rivals.ask(Rival::JaroWinkler, &person, &shown).any, scanned, "{}", shown.name);
        found += usize::from(scanned);
    }
    assert!(found > 10, "{found} found");
}

#[test]
fn rivals_find_the_listed_whose_row_is_clean() {
    let world = drawn(9, 30_000);
    let published: Vec<(Person<'_>, Publication)> = rows(&world).collect();
    let rivals = Rivals::new(published.iter().map(|(_, row)| row));
    for (person, row) in &published {
        let shown = Application::of(world.seed(), person, Arm::IdAndName);
        if shown.name == row.name && row.slip == Slip::None {
            assert!(rivals.ask(Rival::JaroWinkler, person, &shown).own, "{}", shown.name);
            let exact = rivals.ask(Rival::ExactJoin, person, &shown).own;
            assert!(exact || row.shape == Shape::Lost, "{row:?}");
        }
    }
}

#[test]
fn the_command_line_is_read_or_refused() {
    let read = |line: &str| Options::read(line.split_whitespace().map(str::to_owned));
    let full =
        read("--people 5000 --seeds 3 --first-seed 4 --clans 20 --as-seen --svg out.svg --detail --bench")
            .unwrap();
    assert_eq!(full.plan, Plan { people: 5_000, clans: 20, as_seen: true });
    assert_eq!(full.seeds, 4..=6);
    assert!(full.detail && !full.quick);
    assert_eq!(full.svg.unwrap().to_str(), Some("out.svg"));
    assert!(read("--test --bench").unwrap().quick);
    assert!(read("").unwrap().quick, "cargo test runs benches without --bench");
    assert!(read("screening --bench").unwrap().other, "a filter that means another benchmark");
    for wrong in ["--people", "--people many", "--svg", "--clans 101", "--no-such-flag"] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

fn drawn(seed: u64, people: u64) -> Population {
    Population::draw(seed, Plan { people, clans: 0, as_seen: false })
}

fn everybody(world: &Population) -> impl Iterator<Item = Person<'_>> {
    world.people(0..world.len())
}

fn rows(world: &Population) -> impl Iterator<Item = (Person<'_>, Publication)> {
    everybody(world)
        .flat_map(|person| Publication::of(world, &person).map(|row| (person, row)).collect::<Vec<_>>())
}
