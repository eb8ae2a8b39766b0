//! What does it cost to find out whom a change of the list concerns, beside asking everybody anew? Both are done, and must
//! tell the same.
//!
//! `cargo bench --bench rescreening`; `SHIXIN_ROWS` rows (200 000), `SHIXIN_HOLDERS` holders (100 000), `SHIXIN_CHANGE` how many
//! rows in 10 000 come and go (10, as in a day), `SHIXIN_FEEDS=1` by feeds over one list, and not from one list to another,
//! `SHIXIN_LISTS` a folder in which lists are kept for the next run, `-- --test` for a look at whether it runs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    missing_docs,
    reason = "in a benchmark a panic is the report"
)]

mod maker;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::time::Instant;

use maker::Maker;
use shixin::Compiler;
use shixin::List;
use shixin::compile::Layers;
use shixin::compile::Origin;
use shixin::roster::AlertKind;
use shixin::roster::Holder;
use shixin::roster::Party;
use shixin::roster::Roster;
use shixin::roster::Standing;

const SEED: u64 = 1;

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let rows = from_env("SHIXIN_ROWS", if is_test { 3_000 } else { 200_000 });
    let holders = from_env("SHIXIN_HOLDERS", if is_test { 1_000 } else { 100_000 });
    let change = (rows * from_env("SHIXIN_CHANGE", 10)).div_ceil(10_000);
    let threads = std::thread::available_parallelism().unwrap().get();
    println!(
        "{rows} rows, {change} of which come and go; {holders} holders; {threads} threads where it says so; \
         by the clock, and of processors"
    );

    let [old, new] = match from_env("SHIXIN_FEEDS", 0) {
        0 => [0, change].map(|first| kept(rows, change, first)),
        _ => laid(rows, change),
    };
    let mut builder = Roster::builder();
    let begun = Clock::start();
    for (number, applicant) in Maker::new(SEED, rows + 2 * change).queue().take(holders as usize).enumerate()
    {
        let reference = number.to_string();
        builder.push(&Holder::new(&reference, Party::new(&applicant.id, &applicant.name))).unwrap();
    }
    let bytes = builder.finish().unwrap();
    let per_holder = bytes.len() as f64 / holders as f64;
    told("make the holders and compile the roster", begun, &format!("{per_holder:.0} bytes a holder"));
    let begun = Clock::start();
    let roster = Roster::from_bytes(bytes).unwrap();
    told("open the roster", begun, "");

    let begun = Clock::start();
    let standing = roster.screen(&old, threads, |_| {}).unwrap();
    told("ask everybody once, all threads", begun, &format!("{} have a match", standing.matched()));

    let begun = Clock::start();
    let mut rescreen = roster.rescreen(&old, &new, &standing).unwrap();
    let (concerned, _) = rescreen.progress();
    told(
        "compare the editions",
        begun,
        &format!("{} came, {} left, {concerned} to be looked at", rescreen.came(), rescreen.left()),
    );
    let asking = Clock::start();
    let alerts: BTreeMap<u32, AlertKind> =
        rescreen.by_ref().map(|alert| alert.unwrap()).map(|alert| (alert.number, alert.kind)).collect();
    let asked = rescreen.asked();
    told("look at them, one thread", asking, &format!("{asked} asked about, {} alerts", alerts.len()));
    told("= rescreen", begun, "");
    let after = rescreen.standing().unwrap().clone();

    let begun = Clock::start();
    let expected = everybody(&roster, &old, &new);
    told("ask everybody on both, one thread", begun, "");
    assert_eq!(alerts, expected, "rescreening tells what asking everybody tells");
    same_but_for_chance(&after, &roster.screen(&new, threads, |_| {}).unwrap(), holders);
    let mut kinds: BTreeMap<AlertKind, u32> = BTreeMap::new();
    alerts.values().for_each(|kind| *kinds.entry(*kind).or_default() += 1);
    println!("the same alerts: {kinds:?}");
}

/// A name that nobody bears is taken for another's once in some million look-ups, and counted in one edition and not in the
/// next: such a holder is in the one standing and not in the other.
fn same_but_for_chance(after: &Standing, fresh: &Standing, holders: u64) {
    let [after, fresh] = [after, fresh].map(|standing| standing.numbers().collect::<BTreeSet<u32>>());
    let differing = after.symmetric_difference(&fresh).count() as u64;
    println!("the same standing, but for {differing} holders by chance");
    assert!(
        differing <= holders.div_ceil(50_000),
        "{differing} holders stand otherwise than asking them says"
    );
}

fn everybody(roster: &Roster, old: &List, new: &List) -> BTreeMap<u32, AlertKind> {
    let asked = (0..roster.len()).filter_map(|number| {
        let holder = roster.holder(number).unwrap();
        let applicant = holder.applicant().unwrap();
        let [before, after] = [old, new].map(|list| list.answer_together(&applicant).unwrap());
        AlertKind::of(&before, &after).map(|kind| (number, kind))
    });
    asked.collect()
}

/// One list under two states of the feeds over it: with so many rows that came, and with as many others in their place.
fn laid(rows: u64, change: u64) -> [List; 2] {
    let mut layers = Layers::over(kept(rows, change, 0).index()).unwrap();
    let made: Vec<String> = Maker::new(SEED, rows + 2 * change).rows().skip(rows as usize).collect();
    let said = |row: &String, action: &str| {
        let rest = row.strip_prefix('{').unwrap().replacen("\"id\":", "\"LaoLaiID\":", 1);
        format!("{{\"InfoActionType\":\"{action}\",{rest}")
    };
    let (first, second) = made.split_at(change as usize);
    let came: Vec<String> = first.iter().map(|row| said(row, "新增")).collect();
    let turned = first.iter().map(|row| said(row, "删除")).chain(second.iter().map(|row| said(row, "新增")));
    let turned: Vec<String> = turned.collect();
    [("2026-11-02", came), ("2026-11-03", turned)].map(|(day, feed)| {
        let begun = Clock::start();
        let rows = (1..).zip(&feed).map(|(line, row)| (Origin { source: "feed".into(), line }, row.as_str()));
        let report = layers.take(day.parse().unwrap(), rows).unwrap();
        assert_eq!(
            report.totals.rejects,
            if day == "2026-11-02" { 0 } else { change },
            "{:?}",
            report.totals
        );
        told("take a feed", begun, &format!("{} rows, {} stand above", feed.len(), layers.row_count()));
        List::from_index(layers.index().clone())
    })
}

/// The list as an earlier run left it, if it was told to.
fn kept(rows: u64, change: u64, first: u64) -> List {
    let Ok(folder) = std::env::var("SHIXIN_LISTS") else { return compile(rows, change, first) };
    let path = std::path::Path::new(&folder).join(format!("{rows}-{change}-{first}.shixin"));
    if path.exists() {
        return List::open(path).unwrap();
    }
    let list = compile(rows, change, first);
    std::fs::write(path, list.index().as_bytes()).unwrap();
    list
}

/// The rows from `first` on, as many as there are in an edition.
fn compile(rows: u64, change: u64, first: u64) -> List {
    let begun = Clock::start();
    let mut compiler = Compiler::new(if first == 0 { "2026-11-01" } else { "2026-11-02" }.parse().unwrap());
    let rows = Maker::new(SEED, rows + change).rows().skip(first as usize).take(rows as usize);
    for (line, row) in (1..).zip(rows) {
        compiler.push(Origin { source: "maker".into(), line }, &row);
    }
    let list = List::from_bytes(compiler.finish().unwrap().into_bytes()).unwrap();
    told("make the rows and compile the list", begun, &format!("{} bytes", list.index().as_bytes().len()));
    list
}

fn told(what: &str, begun: Clock, more: &str) {
    let wall = begun.wall.elapsed().as_secs_f64();
    let processor = begun.processor.zip(processor()).map(|(begun, now)| format!("{:>9.2} s", now - begun));
    println!("{what:<42} {wall:>9.3} s {} {more}", processor.unwrap_or_default());
}

/// By the clock, and of processors: what a machine shared with others tells.
#[derive(Clone, Copy)]
struct Clock {
    wall: Instant,
    processor: Option<f64>,
}

impl Clock {
    fn start() -> Self {
        Self { wall: Instant::now(), processor: processor() }
    }
}

/// Seconds of processor that this process took so far, where Linux tells: in hundredths, user and system.
fn processor() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks = |at: usize| fields.split(' ').nth(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

fn from_env(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}
