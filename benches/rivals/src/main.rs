//! How does the engine compare with what an engineer would otherwise write? Rivals on the same list, asked by the same
//! applicants in the same order, in one process.
//!
//! Every rival is asked for the rows under exactly this name and the usual mask of this id, folded beforehand; the engine
//! gets id and name as typed. Every answer is checked before a time is taken: a rival must give exactly the rows that a
//! plain join gives, and the engine at least those, and nobody unlisted may be blocked. What differs ends the run.
//!
//! ```text
//! cargo run --release --manifest-path benches/rivals/Cargo.toml -- --rows 1000000
//! ```

#[path = "../../maker/mod.rs"]
mod maker;
mod clock;
mod parse;
mod rivals;

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::error::Error;

use maker::Kind;
use maker::Maker;
use shixin::Compiler;
use shixin::List;
use shixin::Outcome;

use clock::Times;
use rivals::Rival;

/// Who asks: as typed, and folded as the rivals want it.
pub struct Asker {
    id: String,
    name: String,
    key: (String, String),
    records: Vec<u64>,
}

/// Rows by name and masked id, as a plain join finds them.
pub type Join = HashMap<(String, String), Vec<u32>>;

fn main() -> Result<(), Box<dyn Error>> {
    let told: Vec<String> = std::env::args().skip(1).collect();
    let number = |option: &str, default: u64| -> Result<u64, Box<dyn Error>> {
        match told.iter().position(|word| word == option) {
            Some(at) => Ok(told.get(at + 1).ok_or("a number is missing")?.replace('_', "").parse()?),
            None => Ok(default),
        }
    };
    let rows = number("--rows", 100_000)?;
    let asked = usize::try_from(number("--applicants", 200_000)?)?;
    let maker = Maker::new(number("--seed", 1)?, rows);

    if told.iter().any(|word| word == "--parse") {
        parse::measure(maker);
        return Ok(());
    }
    let list = match told.iter().position(|word| word == "--list") {
        Some(at) => List::open(told.get(at + 1).ok_or("a path is missing")?)?,
        None => compiled(maker)?,
    };
    let only = told.iter().position(|word| word == "--only").and_then(|at| told.get(at + 1));
    let groups: Vec<(&str, Kind, Vec<Asker>)> = [
        ("not listed", Kind::Unlisted),
        ("namesake", Kind::Namesake),
        ("listed", Kind::Listed),
        ("organisation", Kind::Organisation),
    ]
    .into_iter()
    .filter(|(title, _)| only.is_none_or(|only| only == title))
    .map(|(title, kind)| (title, kind, maker.applicants(kind).take(asked).map(asker).collect()))
    .collect();

    println!("{rows} rows, {asked} applicants of each kind, in random order; nanoseconds a check");
    println!("{:<34}{:>13}  {}", "", "bytes", Times::titles(groups.iter().map(|(title, _, _)| *title)));
    let own = measure_engine(&list, &groups)?;
    print_line("shixin, id and name as typed", list.index().section_lengths().map(|(_, length)| length).sum(), &own, None);
    let bulk = measure_many(&list, &groups)?;
    print_line("shixin, many at a time", 0, &bulk, None);
    measure_evidence(&list, &groups);
    if told.iter().any(|word| word == "--alone") {
        return Ok(());
    }
    let join = joined(maker)?;
    check_engine(&list, &join, &groups)?;
    for build in rivals::ALL {
        let rival = build(&join)?;
        check_rival(rival.as_ref(), &join, &groups)?;
        let times: Vec<Times> = groups
            .iter()
            .map(|(_, _, askers)| clock::time(askers, |asker| rival.look_up(&asker.key)))
            .collect();
        print_line(rival.name(), rival.bytes(), &times, Some(&own));
    }
    println!("(ratio: how many times the engine's mean)");
    Ok(())
}

fn compiled(maker: Maker) -> Result<List, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut compiler = Compiler::new("2026-11-01".parse()?).spill_into(folder.path(), 512 << 20);
    compiler.read("made", maker.reader())?;
    Ok(List::from_bytes(compiler.finish()?.into_bytes())?)
}

fn asker(applicant: maker::Applicant) -> Asker {
    let maker::Applicant { id, name, records, .. } = applicant;
    let key = (name.clone(), masked(&id));
    Asker { id, name, key, records }
}

/// The usual mask.
fn masked(id: &str) -> String {
    if id.len() == 18 { format!("{}****{}", &id[..10], &id[14..]) } else { id.to_owned() }
}

#[derive(serde::Deserialize)]
struct Published<'a> {
    id: u64,
    #[serde(borrow)]
    iname: std::borrow::Cow<'a, str>,
    #[serde(borrow, rename = "cardNum")]
    card: std::borrow::Cow<'a, str>,
}

/// The join: source record ids, less the first, by name and masked id.
fn joined(maker: Maker) -> Result<Join, Box<dyn Error>> {
    let mut join = Join::new();
    for row in maker.rows() {
        let row: Published<'_> = serde_json::from_str(&row)?;
        let record = u32::try_from(row.id - 700_000_000)?;
        join.entry((row.iname.into_owned(), masked(&row.card))).or_default().push(record);
    }
    Ok(join)
}

fn check_engine(list: &List, join: &Join, groups: &[(&str, Kind, Vec<Asker>)]) -> Result<(), Box<dyn Error>> {
    for (title, kind, askers) in groups {
        let mut blocked = 0_usize;
        for asker in askers {
            let verdict = list.check(&asker.id, &asker.name)?;
            let found: Vec<u64> = verdict
                .matches()
                .iter()
                .flat_map(|one| one.record_ids.iter().filter_map(|id| id.parse().ok()))
                .collect();
            for record in join.get(&asker.key).into_iter().flatten() {
                if !found.contains(&(700_000_000 + u64::from(*record))) {
                    return Err(format!("{title}: the engine misses record {record}").into());
                }
            }
            if verdict.outcome() == Outcome::Block {
                blocked += 1;
                let mut best = verdict.record_ids().filter_map(|id| id.parse::<u64>().ok());
                if !best.any(|id| asker.records.contains(&id)) {
                    return Err(format!("{title}: the wrong one is blocked").into());
                }
            }
        }
        let listed = matches!(kind, Kind::Listed | Kind::Organisation);
        if listed && blocked < askers.len() * 95 / 100 || !listed && blocked > 0 {
            return Err(format!("{title}: {blocked} of {} blocked", askers.len()).into());
        }
    }
    Ok(())
}

fn check_rival(
    rival: &dyn Rival,
    join: &Join,
    groups: &[(&str, Kind, Vec<Asker>)],
) -> Result<(), Box<dyn Error>> {
    for (title, _, askers) in groups {
        for asker in askers {
            let expected = join.get(&asker.key).map_or(0, |rows| rivals::digest(rows));
            if rival.look_up(&asker.key) != expected {
                return Err(format!("{}: {title}: a wrong answer for {}", rival.name(), asker.name).into());
            }
        }
    }
    Ok(())
}

fn measure_engine(list: &List, groups: &[(&str, Kind, Vec<Asker>)]) -> Result<Vec<Times>, Box<dyn Error>> {
    let time = |askers: &[Asker]| {
        clock::time(askers, |asker| list.check(&asker.id, &asker.name).map_or(u64::MAX, |it| it.matches().len() as u64))
    };
    Ok(groups.iter().map(|(_, _, askers)| time(askers)).collect())
}

fn measure_many(list: &List, groups: &[(&str, Kind, Vec<Asker>)]) -> Result<Vec<Times>, Box<dyn Error>> {
    let mut all = Vec::new();
    for (_, _, askers) in groups {
        let pairs: Vec<(&str, &str)> = askers.iter().map(|asker| (asker.id.as_str(), asker.name.as_str())).collect();
        all.push(clock::time_whole(askers.len(), || {
            for some in pairs.chunks(256) {
                std::hint::black_box(list.check_many(some.iter().copied()).count());
            }
        }));
    }
    Ok(all)
}

/// With the published rows decoded.
fn measure_evidence(list: &List, groups: &[(&str, Kind, Vec<Asker>)]) {
    let Some((_, _, askers)) = groups.iter().find(|(_, kind, _)| *kind == Kind::Listed) else { return };
    let times = clock::time(askers, |asker| {
        let rows = list.check(&asker.id, &asker.name).ok().and_then(|verdict| {
            verdict.matches().first().map(|one| list.evidence(one).map_or(0, |rows| rows.len() as u64))
        });
        rows.unwrap_or(0)
    });
    println!("listed, with evidence decoded:    {times}");
}

fn print_line(name: &str, bytes: u64, times: &[Times], own: Option<&[Times]>) {
    let size = if bytes == 0 { String::new() } else { bytes.to_string() };
    let columns: Vec<String> = times
        .iter()
        .enumerate()
        .map(|(at, times)| {
            let ratio = own.and_then(|own| own.get(at)).map(|own| times.mean / own.mean);
            format!("{times}{:>7}", ratio.map_or(String::new(), |ratio| format!("×{ratio:.2}")))
        })
        .collect();
    println!("{name:<34}{size:>13}  {}", columns.join(" |"));
}

/// So that the join's order of keys is of no account where a rival wants them sorted.
pub fn sorted(join: &Join) -> BTreeMap<Vec<u8>, &Vec<u32>> {
    join.iter().map(|((name, id), rows)| (rivals::packed(name, id), rows)).collect()
}
