//! Is λ calibrated? A world of invented people, some of them listed with masks and dirt; everyone applies.
//!
//! `cargo bench --bench identity -- [--people N] [--seeds N] [--first-seed N] [--clans PERCENT] [--as-seen] [--svg FILE]
//! [--detail]` prints what came of it: blocks of the wrong person beside what λ predicts, listed people missed by what hid them, the
//! share of right persons beside 1 / (1 + λ), rivals on the same applicants, and how groups of names fare. With `--test` a
//! small world shows within seconds that it runs and that the floors hold.
//!
//! Exit: 0 where all holds; 1 where more wrong people are blocked than λ predicts, or somebody listed is cleared whose number
//! and name agree; 2 where only the reliability table fails; 64 where the command line cannot be read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a measurement, not library: a panic is a report, and every operand is drawn within bounds written beside it"
)]

mod application;
mod blocks;
mod clock;
mod fairness;
mod interval;
#[path = "../maker/mod.rs"]
mod maker;
mod matched;
mod misses;
mod noise;
mod options;
mod outcomes;
mod picture;
mod population;
mod publication;
mod reliability;
mod report;
mod rivals;
mod survey;
mod table;
mod world;

use std::process::ExitCode;

use options::Options;
use population::Plan;
use survey::Survey;
use world::World;

fn main() -> ExitCode {
    match Options::read(std::env::args().skip(1)) {
        Ok(options) if options.other => ExitCode::SUCCESS,
        Ok(options) => run(&options),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(64)
        }
    }
}

fn run(options: &Options) -> ExitCode {
    let mut whole = Survey::default();
    let mut times = String::new();
    for seed in options.seeds.clone() {
        let world = World::draw(seed, options.plan);
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        whole.merge(Survey::of(&world, threads, |done, all| {
            if done % (all / 4) == 0 {
                eprintln!("seed {seed}: {} % have applied", done * 100 / all);
            }
        }));
        times = clock::time(&world);
    }
    if let Some(path) = &options.svg {
        std::fs::write(path, picture::draw(&whole))
            .expect("the picture can be written where it was asked for");
    }
    tell(&whole, options, &times)
}

/// Prints every table and says how the run ends.
fn tell(survey: &Survey, options: &Options, times: &str) -> ExitCode {
    let (blocks, no_excess) = report::blocks(survey);
    let (reliability, failing) = report::reliability(survey);
    let (fairness, unfair) = report::fairness(survey);
    let (Plan { people, clans, as_seen }, seeds) = (options.plan, &options.seeds);
    let masks = if as_seen { "masks as seen in crawls" } else { "masks in equal shares" };
    println!(
        "{people} people in each of seeds {seeds:?}, {clans} % in clans, {masks}, {} checks\n",
        survey.checks
    );
    println!("Blocks\n{blocks}");
    println!("Listed people, by what hid them\n{}", report::misses(survey));
    println!("{}", report::errors(survey));
    println!("Reliability\n{reliability}");
    if options.detail {
        println!("Reliability by evidence\n{}", report::evidence(survey));
        println!("Reliability by kind of name\n{}", report::names(survey));
    }
    println!("Rivals\n{}", report::rivals(survey));
    println!("Fairness\n{fairness}");
    println!("{times}");
    survey.cleared_by_fault.iter().take(SHOWN).for_each(|one| println!("cleared by fault: {one}"));
    survey.blocked_by_fault.iter().take(SHOWN).for_each(|one| println!("blocked wrongly: {one}"));
    unfair.iter().for_each(|one| println!("unfair: {one}"));
    failing.iter().for_each(|one| println!("unreliable: {one}"));
    let floors = no_excess && survey.cleared_by_fault.is_empty();
    println!(
        "floors: {}; reliability: {} bins fail; fairness: {} groups fare worse",
        if floors { "hold" } else { "BROKEN" },
        failing.len(),
        unfair.len()
    );
    match (floors, failing.is_empty() || options.quick) {
        (true, true) => ExitCode::SUCCESS,
        (true, false) => ExitCode::from(2),
        (false, _) => ExitCode::FAILURE,
    }
}

/// So many of those whom an engine fails are shown.
const SHOWN: usize = 40;
