//! Rescreening tells exactly what asking everybody would tell, in both directions; a roster is private, and whole or refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stderr,
    missing_docs,
    reason = "in a test a panic is the report"
)]

#[path = "../benches/maker/mod.rs"]
mod maker;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use maker::Applicant;
use maker::Kind;
use maker::Maker;
use shixin::Compiler;
use shixin::List;
use shixin::Outcome;
use shixin::Policy;
use shixin::Query;
use shixin::Relief;
use shixin::Strength;
use shixin::Verdict;
use shixin::compile::Origin;
use shixin::index::Diff;
use shixin::index::Subject;
use shixin::index::diff;
use shixin::index::diff::Turnover;
use shixin::policy::Catalogue;
use shixin::policy::JointVerdict;
use shixin::policy::Settings;
use shixin::record::Role;
use shixin::roster::AlertKind;
use shixin::roster::Holder;
use shixin::roster::Party;
use shixin::roster::Roster;
use shixin::roster::RosterError;
use shixin::roster::Standing;

/// Of `SHIXIN_PAIRS` random pairs of editions, each with a roster.
#[test]
fn rescreening_is_what_asking_everybody_gives() {
    let pairs = std::env::var("SHIXIN_PAIRS").map_or(100, |text| text.parse().unwrap());
    let mut seen: BTreeMap<AlertKind, u32> = BTreeMap::new();
    let (mut asked, mut looked, mut holders) = (0, 0, 0);
    for seed in 0..pairs {
        let world = World::new(seed);
        let roster = world.roster();
        let [old, new] = &world.editions;
        let standing = roster.screen(old, 2, |_| {}).unwrap();
        let expected = brute_force(&roster, old, new);
        let (told, after, count) = rescreened(&roster, old, new, &standing);
        assert_eq!(told, expected, "seed {seed}");
        assert_eq!(
            after,
            roster.screen(new, 1, |_| {}).unwrap(),
            "seed {seed}: what the next one begins with"
        );
        let (back, before, _) = rescreened(&roster, new, old, &after);
        assert_eq!(before, standing, "seed {seed}: and back");
        let mirrored: BTreeMap<u32, AlertKind> =
            expected.iter().map(|(number, kind)| (*number, mirror(*kind))).collect();
        assert_eq!(back, mirrored, "seed {seed}: in the other direction");
        assert_eq!(turnover(old, new), changed(old, new), "seed {seed}: whom the change is looked up for");
        expected.values().for_each(|kind| *seen.entry(*kind).or_default() += 1);
        asked += count;
        looked += roster.rescreen(old, new, &standing).unwrap().progress().0;
        holders += u64::from(roster.len());
    }
    eprintln!("{pairs} pairs, {holders} holders, {looked} looked at, {asked} asked, alerts {seen:?}");
    if pairs >= 100 {
        for kind in AlertKind::ALL {
            assert!(seen.get(&kind).is_some_and(|count| *count > 10), "{kind:?} was hardly tried: {seen:?}");
        }
        assert!(looked * 10 < holders * 9, "some were not looked at: {looked} of {holders}");
        assert!(asked < looked, "some were not asked: {asked} of {looked}");
    }
}

/// How many lookalikes there are moves with every edition: where that alone passes a threshold, with nobody new listed or
/// gone who has anything to do with the holder, the answer changes and is told. So for a match that is told and for one
/// that is only counted.
#[test]
fn a_threshold_passed_by_the_census_alone_is_told() {
    let row = |number: u32, name: &str, id: &str| {
        format!(r#"{{"id":{number},"iname":"{name}","cardNum":"{id}","caseCode":"(2019)示{number}号"}}"#)
    };
    let others = |name: &str| -> Vec<String> {
        let id = |number: u32| format!("44052419{:02}****{:04}", number % 90, number);
        (1000..1400).map(|number| row(number, name, &id(number))).collect()
    };
    for (id, common, kinds, because) in [
        (
            "1101051949****002X",
            "张某示",
            [AlertKind::Weakened, AlertKind::Strengthened],
            "blocked with few, referred with more",
        ),
        (
            "",
            "张某示",
            [AlertKind::Released, AlertKind::NewlyListed],
            "referred with few, only counted with more",
        ),
        (
            "",
            "张某例",
            [AlertKind::Released, AlertKind::NewlyListed],
            "only the surname has become common, and nobody under a key of the holder's came or left",
        ),
    ] {
        let listed = row(1, "张某示", id);
        let edition = |day: &str, name: &str| {
            let others = others(name);
            compile(day, std::iter::once(&listed).chain(&others).map(String::as_str), 1_000_000)
        };
        let lists = [edition("2026-11-01", "李某例"), edition("2026-11-02", common)];
        let under = |list: &List, block: f64, refer: f64| {
            let mut settings = Settings::default();
            (settings.block_lookalikes, settings.refer_lookalikes) = (block, refer);
            list.clone().with_policy(Policy::new(settings, Catalogue::built_in()).unwrap())
        };
        let lookalikes = |list: &List| {
            let verdict = under(list, 1e9, 1e9).check("11010519491231002X", "张某示").unwrap();
            verdict.lookalikes().unwrap()
        };
        let [few, many] = [&lists[0], &lists[1]].map(lookalikes);
        assert!(few < many, "{because}: {few} {many}");
        // A name is common for sure where even half of those who bear it, of either sex, are too many.
        let threshold = if id.is_empty() { few * 1.1 } else { f64::midpoint(few, many) };
        assert!(threshold * 2.1 < many || !id.is_empty(), "{because}: {few} {many}");
        let refer = if id.is_empty() { threshold } else { many * 2.0 };
        let [old, new] = lists.map(|list| under(&list, threshold, refer));

        let mut builder = Roster::builder();
        builder.push(&Holder::new("1", Party::new("11010519491231002X", "张某示"))).unwrap();
        let roster = Roster::from_bytes(builder.finish().unwrap()).unwrap();
        let standing = roster.screen(&old, 1, |_| {}).unwrap();
        let (told, after, _) = rescreened(&roster, &old, &new, &standing);
        assert_eq!(told, [(0, kinds[0])].into(), "{because}");
        assert_eq!(rescreened(&roster, &new, &old, &after).0, [(0, kinds[1])].into(), "{because}");
        let (none, still, asked) = rescreened(&roster, &new, &new, &after);
        assert!(none.is_empty() && still == after, "{because}: nothing changed");
        assert_eq!(asked == 0, id.is_empty(), "{because}: who is clear for a common name is not asked");
    }
}

/// Where nothing was told to go by, no margin is known: another policy may go by whoever was met.
#[test]
fn a_policy_that_goes_by_nobody_hides_nobody_from_the_next() {
    for (listed, holder) in [("裘诗莉", "裘诗丽"), ("李诗莉", "李诗丽"), ("裘诗丽", "裘诗丽")]
    {
        let row = format!(r#"{{"id":1,"iname":"{listed}","cardNum":"","caseCode":"(2019)示1号"}}"#);
        let list = compile("2026-11-01", std::iter::once(row.as_str()), 1_000_000);
        let under = |refer: f64| {
            let mut settings = Settings::default();
            (settings.block_lookalikes, settings.refer_lookalikes) = (0.0, refer);
            list.clone().with_policy(Policy::new(settings, Catalogue::built_in()).unwrap())
        };
        let [nobody, anybody] = [under(0.0), under(1e9)];
        let mut builder = Roster::builder();
        builder.push(&Holder::new("1", Party::new("11010519491231002X", holder))).unwrap();
        let roster = Roster::from_bytes(builder.finish().unwrap()).unwrap();
        let standing = roster.screen(&nobody, 1, |_| {}).unwrap();
        let (told, after, _) = rescreened(&roster, &nobody, &anybody, &standing);
        assert_eq!(told, [(0, AlertKind::NewlyListed)].into(), "{listed}");
        assert_eq!(
            rescreened(&roster, &anybody, &nobody, &after).0,
            [(0, AlertKind::Released)].into(),
            "{listed}"
        );
    }
}

/// Who was only met by how names read is not asked as long as the census cannot have moved a threshold, over editions one
/// after the other; where it has, the answer is told, with nobody come or gone whom the holder matches.
#[test]
fn names_that_read_alike_are_asked_for_when_the_census_has_moved_that_far() {
    let chains = std::env::var("SHIXIN_PAIRS").map_or(15, |text| text.parse::<u64>().unwrap().div_ceil(7));
    let (mut asked, mut looked, mut told, mut by_census) = (0, 0, 0, 0);
    for seed in 0..chains {
        let mut draw = Draw(seed);
        let mut numbers = 0..;
        let mut next = || numbers.next().unwrap();
        let mut rows: Vec<String> = (0..80).map(|_| nobody_known(next(), &mut draw)).collect();
        let people: Vec<(String, String)> =
            (0..60).map(|_| (citizen(&mut draw), sounding_alike(&mut draw))).collect();
        let mut builder = Roster::builder();
        for (id, name) in &people {
            builder.push(&Holder::new("L-1", Party::new(id, name))).unwrap();
        }
        let roster = Roster::from_bytes(builder.finish().unwrap()).unwrap();
        let population = 1_500 + 1_000 * draw.below(3) as u64;
        let mut settings = Settings::default();
        settings.refer_lookalikes = [10.0, 40.0, 90.0, 200.0, 400.0][draw.below(5)];
        let policy = Policy::new(settings, Catalogue::built_in()).unwrap();
        let edition = |day: usize, rows: &[String]| {
            let day = format!("2026-11-{:02}", day + 1);
            compile(&day, rows.iter().map(String::as_str), population).with_policy(policy.clone())
        };
        let mut old = edition(0, &rows);
        let mut standing = roster.screen(&old, 1, |_| {}).unwrap();
        for day in 1..7 {
            // A few come and go; now and then many, of names that have nothing to do with the holders'.
            for _ in 0..draw.below(4) {
                rows.swap_remove(draw.below(rows.len()));
                rows.push(nobody_known(next(), &mut draw));
            }
            for _ in 0..[0, 1, 3, 30, 200][draw.below(5)] {
                let number = next();
                rows.push(format!(
                    r#"{{"id":{number},"iname":"赵{}","cardNum":""}}"#,
                    sign("贵刚丹", &mut draw)
                ));
            }
            let new = edition(day, &rows);
            let expected = brute_force(&roster, &old, &new);
            let met: BTreeSet<u32> = turned_matches(&roster, &old, &new);
            let (alerts, after, count) = rescreened(&roster, &old, &new, &standing);
            assert_eq!(alerts, expected, "chain {seed}, day {day}");
            told += alerts.len();
            by_census += alerts.keys().filter(|number| !met.contains(number)).count();
            asked += count;
            looked += roster.rescreen(&old, &new, &standing).unwrap().progress().0;
            let read = Standing::from_bytes(after.to_bytes().unwrap()).unwrap();
            assert_eq!(read, after);
            (old, standing) = (new, read);
        }
    }
    eprintln!("{looked} looked at, {asked} asked, {told} alerts, {by_census} of them by the census alone");
    assert!(asked < looked, "nobody was spared: {asked} of {looked}");
    assert!(by_census > 0 && told > by_census, "no threshold was passed: {told}, {by_census}");
}

/// Of whom the answer is another one because of somebody who came or left.
fn turned_matches(roster: &Roster, old: &List, new: &List) -> BTreeSet<u32> {
    let names: BTreeSet<String> = turnover(old, new).into_iter().map(|(_, name, _)| name).collect();
    let alike = |one: &str, other: &str| {
        let names = [one, other].map(|name| shixin::name::Name::read(name).unwrap());
        names[0].reading() == names[1].reading()
    };
    let is_met = |number: &u32| {
        let name = roster.holder(*number).unwrap().party.name;
        names.iter().any(|turned| alike(turned, name))
    };
    (0..roster.len()).filter(is_met).collect()
}

/// A row of somebody of whom only a name is known, and perhaps the sex.
fn nobody_known(number: usize, draw: &mut Draw) -> String {
    let name = sounding_alike(draw);
    let sex = ["", "男", "女"][draw.below(3)];
    format!(r#"{{"id":{number},"iname":"{name}","cardNum":"","sexy":"{sex}"}}"#)
}

/// One of some names of which many read alike.
fn sounding_alike(draw: &mut Draw) -> String {
    let surname = sign("张章王汪", draw);
    let first = sign("伟卫维炜明鸣名", draw);
    if draw.below(3) == 0 {
        format!("{surname}{first}")
    } else {
        format!("{surname}{first}{}", sign("丽莉力示", draw))
    }
}

fn sign(of: &str, draw: &mut Draw) -> char {
    of.chars().nth(draw.below(of.chars().count())).unwrap()
}

fn citizen(draw: &mut Draw) -> String {
    let body = format!("1101011980{:02}{:02}{:03}", 1 + draw.below(12), 1 + draw.below(28), draw.below(1000));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize =
        body.bytes().zip(weights).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    format!("{body}{}", &"10X98765432"[sum % 11..=sum % 11])
}

#[test]
fn what_is_in_a_roster_returns_as_it_went() {
    let world = World::new(7);
    let roster = world.roster();
    assert!(!roster.is_empty() && roster.parties() > 0);
    for (number, holder) in (0..).zip(world.holders()) {
        assert_eq!(roster.holder(number).unwrap(), holder);
    }
    assert!(matches!(roster.holder(roster.len()).unwrap_err(), RosterError::Inconsistent { .. }));
    assert_eq!(world.roster().digest(), roster.digest(), "the same holders make the same bytes");
    let shown = format!("{roster:?} {:?}", roster.holder(0).unwrap());
    let document = world.people[0].id.as_str();
    assert!(!shown.contains(document) && shown.contains(&document[..6]), "{shown}");
}

#[test]
fn who_cannot_be_asked_is_refused_and_the_next_goes_in() {
    let mut builder = Roster::builder();
    for (party, because) in [
        (Party::new("11010519491231001X", "张某示"), "the check digit fails"),
        (Party::new("", ""), "nothing is known"),
        (Party::new("见附件", "张某示"), "no id"),
    ] {
        let error = builder.push(&Holder::new("A-1", party)).unwrap_err();
        assert!(matches!(error, RosterError::Holder { number: 0, .. }), "{because}: {error:?}");
        assert!(
            error.to_string().contains("A-1") && !error.to_string().contains("张某示"),
            "{because}: {error}"
        );
    }
    let mut holder = Holder::new("A-2", Party::new("", "示例建设集团有限公司"));
    holder.linked.push((Role::Listed, Party::new("", "张某示")));
    assert!(matches!(builder.push(&holder).unwrap_err(), RosterError::NoPart));
    assert_eq!(builder.push(&Holder::new("A-3", Party::new("", "张某示"))).unwrap(), 0);
}

#[test]
fn a_use_or_condition_that_the_policy_does_not_have_is_refused_before_anybody_is_asked() {
    let list = compile("2026-11-01", [r#"{"id":1,"iname":"张某示"}"#].into_iter(), 1_000_000);
    for (measure, condition) in [("no.such_use", None), ("travel.air", Some("no_such_condition"))] {
        let mut party = Party::new("", "李某例");
        party.stated.extend(condition.map(|condition| (condition, true)));
        let mut builder = Roster::builder();
        builder.push(&Holder { measure, ..Holder::new("1", party) }).unwrap();
        let roster = Roster::from_bytes(builder.finish().unwrap()).unwrap();
        let error = roster.screen(&list, 1, |_| {}).unwrap_err();
        let is_told = matches!(error, RosterError::Use(_) | RosterError::Condition(_));
        assert!(is_told && error.to_string().contains("no"), "{error:?}");
    }
}

#[test]
fn a_standing_of_something_else_is_refused() {
    let (world, other) = (World::new(1), World::new(2));
    let (roster, [old, new]) = (world.roster(), &world.editions);
    let standing = roster.screen(old, 1, |_| {}).unwrap();
    for (roster, list) in [(&roster, new), (&other.roster(), old)] {
        let error = roster.rescreen(list, new, &standing).err().unwrap();
        assert!(matches!(error, RosterError::OtherStanding { .. }), "{error:?}");
        assert!(error.to_string().contains("screen everybody once"), "says what to do: {error}");
    }
    let read = Standing::from_bytes(standing.to_bytes().unwrap()).unwrap();
    assert_eq!(read, standing);
    assert_eq!(read.numbers().count() as u64, read.matched());
}

#[test]
fn a_damaged_file_is_refused() {
    let world = World::new(3);
    let mut builder = Roster::builder();
    world.holders().iter().take(5).for_each(|holder| assert!(builder.push(holder).is_ok()));
    let roster = builder.finish().unwrap();
    let standing = world.roster().screen(&world.editions[0], 1, |_| {}).unwrap().to_bytes().unwrap();
    for bytes in [&roster, &standing] {
        for end in 0..bytes.len() {
            refused(&bytes[..end]);
        }
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            refused(&flipped);
        }
        refused(&[bytes, &b"\0"[..]].concat());
    }
    assert!(matches!(Roster::from_bytes(standing).unwrap_err(), RosterError::OtherFile { .. }));
    assert!(matches!(Standing::from_bytes(roster).unwrap_err(), RosterError::OtherFile { .. }));
    assert!(matches!(Roster::open("/nowhere/at/all").unwrap_err(), RosterError::Read { .. }));
}

fn refused(bytes: &[u8]) {
    assert!(Roster::from_bytes(bytes.to_vec()).is_err() && Standing::from_bytes(bytes.to_vec()).is_err());
}

#[cfg(unix)]
#[test]
fn rosters_and_standings_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let home = tempfile::tempdir().unwrap();
    let world = World::new(4);
    let roster = world.roster();
    let standing = roster.screen(&world.editions[0], 1, |_| {}).unwrap();
    let paths = ["holders.roster", "holders.standing"].map(|name| home.path().join(name));
    // What is there already and open to everybody does not stay so.
    std::fs::write(&paths[0], "an earlier one").unwrap();
    let _ = roster.save(&paths[0]).unwrap();
    let _ = standing.save(&paths[1]).unwrap();
    for path in &paths {
        assert_eq!(
            std::fs::metadata(path).unwrap().permissions().mode() & 0o777,
            0o600,
            "{}",
            path.display()
        );
    }
    assert_eq!(Roster::open(&paths[0]).unwrap().digest(), roster.digest());
    assert_eq!(Standing::open(&paths[1]).unwrap(), standing);
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 2, "nothing is left beside");
    let error = roster.save(home.path().join("missing/holders.roster")).unwrap_err();
    assert!(matches!(error, RosterError::Step { .. }) && error.is_of_the_system(), "{error:?}");
}

/// The bytes of the example in ROSTER.md are what its holder makes, and say what stands beside them.
#[test]
fn the_worked_example_is_a_roster() {
    let (_, example) = include_str!("../src/roster/ROSTER.md").split_once("## Worked example").unwrap();
    let dump = example.split_once("```text\n").unwrap().1.split_once("```").unwrap().0;
    let mut bytes: Vec<u8> = Vec::new();
    for line in dump.lines() {
        let (offset, rest) = line.split_once(": ").unwrap();
        assert_eq!(usize::from_str_radix(offset, 16).unwrap(), bytes.len(), "nothing is left out: {line}");
        let hex = rest.split("  ").next().unwrap();
        bytes.extend(hex.split(' ').map(|pair| u8::from_str_radix(pair, 16).unwrap()));
    }
    let roster;
    let mut party = Party::new("11010519491231002X", "张某示");
    party.stated.push(("own_large_overdue_debt", true));
    let holder = Holder { kind: "董事", measure: "office.company_director", ..Holder::new("D-7", party) };
    let mut builder = Roster::builder();
    builder.push(&holder).unwrap();
    let made = builder.finish().unwrap();
    assert!(made == bytes, "the example is to be:\n{}", dumped(&made));
    roster = Roster::from_bytes(bytes).unwrap();
    assert_eq!(roster.len(), 1);
    assert_eq!(roster.holder(0).unwrap(), holder);
}

fn dumped(bytes: &[u8]) -> String {
    let line = |(number, bytes): (usize, &[u8])| {
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{:08x}: {}\n", number * 16, hex.join(" "))
    };
    bytes.chunks(16).enumerate().map(line).collect()
}

/// A table in, a roster out; two editions, alerts out, and again from where the last run ended.
#[cfg(feature = "cli")]
#[test]
fn the_command_compiles_and_rescreens() {
    use std::fs;
    use std::process::Command;

    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let shixin = |words: &[&str]| {
        let out = Command::new(env!("CARGO_BIN_EXE_shixin")).args(words).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
    };
    let row =
        |number: u32, name: &str, id: &str| format!(r#"{{"id":{number},"iname":"{name}","cardNum":"{id}"}}"#);
    let zhang = row(1, "张某示", "1101051949****002X");
    let li = row(2, "李某例", "4405241880****0014");
    for (name, day, rows) in [("old", "2026-11-01", [&zhang, &zhang]), ("new", "2026-11-02", [&li, &li])] {
        fs::write(at("rows"), format!("{}\n{}", rows[0], rows[1])).unwrap();
        assert_eq!(shixin(&["compile", &at("rows"), "-o", &at(name), "--as-of", day]).0, 0);
    }
    let holders = "reference,id,name,kind,use,role,documents,given\n\
        T-1,11010519491231002X,张某示,出租车,,,,\n\
        T-2,440524188001010014,李某例,出租车,travel.air,,E12345678 G12345678,\n\
        T-3,见附件,王某例,,,,,\n\
        T-3,,赵某例,,,legal_representative,,\n\
        T-4,91110000600037341L,示例建设集团有限公司,执照,,,,\n\
        T-4,440524188001010014,李某例,,,legal_representative,,\n\
        T-4,440524188001010014,李某例,,,no_such_role,,\n\
        T-5,440524188001010014,李某例,,travel.aeroplane,,,\n\
        T-1,440524188001010014,李某例,,,,,\n\
        T-1,11010519491231002X,张某示,,,legal_representative,,\n\
        T-6,440524188001010014,李某例,出租车,trav\n";
    fs::write(at("holders.csv"), holders).unwrap();
    let (code, _, told) = shixin(&["roster", "compile", &at("holders.csv"), "-o", &at("roster")]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(Roster::open(at("roster")).unwrap().len(), 3, "{told}");
    let rejects = fs::read_to_string(at("roster.rejects.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> =
        rejects.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: BTreeSet<u64> = lines.iter().map(|line| line["line"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [4, 5, 8, 9, 10, 11, 12].into(), "{rejects}");
    for reason in ["no use", "in line 2 already", "does not stand before it", "expected 8 fields"] {
        assert!(rejects.contains(reason), "{reason}: {rejects}");
    }
    assert!(!rejects.contains("赵某例") && !rejects.contains("440524188001010014"), "{rejects}");

    let rescreen = |more: &[&str]| {
        let words = ["roster", "rescreen", &at("roster"), &at("old"), &at("new")];
        shixin(&[&words, more].concat())
    };
    let (code, alerts, told) = rescreen(&[]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("1 newly_listed") || told.contains("2 newly_listed"), "{told}");
    let lines: Vec<serde_json::Value> =
        alerts.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |line: &serde_json::Value| (line["reference"].clone(), line["alert"].clone());
    let expected = [("T-1", "released"), ("T-2", "newly_listed"), ("T-4", "newly_listed")];
    let expected = expected.map(|(reference, alert)| (reference.into(), alert.into()));
    assert_eq!(lines.iter().map(of).collect::<Vec<(serde_json::Value, serde_json::Value)>>(), expected);
    assert_eq!(lines[1]["after"]["records"], serde_json::json!(["2"]));
    assert_eq!(lines[2]["after"]["party"], "legal_representative");
    assert_eq!((&lines[0]["use"], &lines[1]["use"]), (&"general".into(), &"travel.air".into()));

    // With a standing: made where it is not there, moved on when the alerts are written, and of no use for another pair.
    let keeping = ["--standing", &at("standing"), "-o", &at("alerts")];
    assert_eq!(rescreen(&keeping).0, 0);
    assert_eq!(fs::read_to_string(at("alerts")).unwrap(), alerts);
    let moved_on = fs::read(at("standing")).unwrap();
    let (code, _, told) = rescreen(&keeping);
    assert_eq!(code, 65, "{told}");
    assert!(told.contains("another") || told.contains("expected"), "{told}");
    let back = ["roster", "rescreen", &at("roster"), &at("new"), &at("old")];
    let (code, _, told) = shixin(&[&back[..], &keeping].concat());
    assert_eq!(code, 64, "swapped, who came would be told as released: {told}");
    assert!(["2026-11-01", "2026-11-02", "--allow-older"].iter().all(|word| told.contains(word)), "{told}");
    let back = [&back[..], &["--allow-older"]].concat();
    assert_eq!(shixin(&[&back[..], &keeping].concat()).0, 0);
    assert_eq!(fs::read_to_string(at("alerts")).unwrap().matches("newly_listed").count(), 1);
    assert_eq!(rescreen(&keeping).0, 0, "and forth again");
    assert_eq!(fs::read(at("standing")).unwrap(), moved_on);
    let (code, table, told) = rescreen(&["--format", "csv"]);
    assert_eq!((code, table.lines().count()), (0, 4), "{told}");
    assert!(table.starts_with("alert,reference,"), "{table}");

    // Alerts that cannot be written leave the standing where it was.
    let (code, _, told) =
        shixin(&[&back[..], &["--standing", &at("standing"), "-o", &at("no/alerts")]].concat());
    assert_eq!(code, 74, "{told}");
    assert_eq!(fs::read(at("standing")).unwrap(), moved_on);
    fs::write(at("holders.csv"), "id,name\n,张某示\n").unwrap();
    assert_eq!(shixin(&["roster", "compile", &at("holders.csv"), "-o", &at("roster")]).0, 65, "no reference");
    assert_eq!(shixin(&["roster", "rescreen", &at("nothing"), &at("old"), &at("new")]).0, 66);
}

/// Two editions of one invented list, and people who hold something, many of them listed or namesakes of the listed.
struct World {
    editions: [List; 2],
    people: Vec<Applicant>,
    seed: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        let maker = Maker::new(seed, 45);
        let mut draw = Draw(seed);
        let rows: Vec<String> = maker.rows().map(|row| altered(&row, &mut draw)).collect();
        // So few people live there that lookalikes stand near the thresholds.
        let population = [5_000, 1_000_000, 1_410_000_000][draw.below(3)];
        let share = 2 + draw.below(20);
        let edition = |day: &str, draw: &mut Draw| {
            let kept: Vec<String> = rows
                .iter()
                .filter_map(|row| match draw.below(share * 4) {
                    0..4 => None,
                    4 => Some(altered(row, draw)),
                    _ => Some(row.clone()),
                })
                .collect();
            compile(day, kept.iter().map(String::as_str), population)
        };
        let mut editions = [edition("2026-11-01", &mut draw), edition("2026-11-02", &mut draw)];
        if draw.below(2) == 0 {
            let mut settings = Settings::default();
            settings.block_lookalikes = [0.000_01, 0.1, 1.0][draw.below(3)];
            settings.refer_lookalikes = [1.0, 10.0, 1000.0][draw.below(3)];
            let policy = Policy::new(settings, Catalogue::built_in()).unwrap();
            editions = editions.map(|list| list.with_policy(policy.clone()));
        }
        if draw.below(2) == 0 {
            editions = editions.map(|list| list.with_relief(relief(&rows)));
        }
        let people = Kind::ALL.into_iter().flat_map(|kind| maker.applicants(kind).take(7)).collect();
        Self { editions, people, seed }
    }

    fn roster(&self) -> Roster {
        let mut builder = Roster::builder();
        for (number, holder) in (0..).zip(self.holders()) {
            assert_eq!(builder.push(&holder).unwrap(), number);
        }
        Roster::from_bytes(builder.finish().unwrap()).unwrap()
    }

    fn holders(&self) -> Vec<Holder<'_>> {
        let mut draw = Draw(self.seed ^ 0x5EED);
        let holder = |person| {
            let mut holder = Holder::new("L-1", self.party(person, &mut draw));
            holder.kind = ["", "出租车驾驶员"][draw.below(2)];
            holder.measure = ["", "", "travel.air", "procurement.tender"][draw.below(4)];
            if draw.below(5) == 0 {
                let beside = &self.people[draw.below(self.people.len())];
                holder.linked.push((Role::LegalRepresentative, self.party(beside, &mut draw)));
            }
            if draw.below(8) == 0 {
                holder.measure = "office.company_director";
                holder.party.stated.push(("own_large_overdue_debt", draw.below(2) == 0));
            }
            holder
        };
        self.people.iter().map(holder).collect()
    }

    fn party<'a>(&self, person: &'a Applicant, draw: &mut Draw) -> Party<'a> {
        match draw.below(6) {
            0 => Party::new("", &person.name),
            1 => Party::new(&person.id, ""),
            2 => {
                let mut party = Party::new(&person.id, &person.name);
                party.documents.push(["E12345678", "G12345678"][draw.below(2)]);
                party
            }
            _ => Party::new(&person.id, &person.name),
        }
    }
}

/// A row with something else about it: no id, another name, another case, somebody who answers for it.
fn altered(row: &str, draw: &mut Draw) -> String {
    let mut row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(row).unwrap();
    let name = row["iname"].as_str().unwrap().to_owned();
    match draw.below(12) {
        0 => drop(row.insert("cardNum".into(), "".into())),
        1 => drop(row.insert("cardNum".into(), "E12345678".into())),
        2 => drop(row.insert("iname".into(), format!("{name}（曾用名：李某例）").into())),
        3 => drop(row.insert("iname".into(), name.chars().rev().collect::<String>().into())),
        4 => drop(row.insert("sexy".into(), ["男", "女"][draw.below(2)].into())),
        5 => drop(row.insert("caseCode".into(), format!("(2020)示{}号", draw.below(1000)).into())),
        6 => drop(row.insert("businessEntity".into(), "张某示".into())),
        _ => {}
    }
    serde_json::to_string(&row).unwrap()
}

/// Some of the records are withdrawn, disputed.
fn relief(rows: &[String]) -> Relief {
    let line = |(number, row): (usize, &String)| {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let (record, name) = (&row["id"], &row["iname"]);
        let deed = [r#""kind":"dispute""#, r#""kind":"withdrawal","reason":"repaired""#][number % 2];
        format!(r#"{{{deed},"record":{record},"name":{name},"signed_by":"甲","dated":"2026-10-20"}}"#)
    };
    let lines: Vec<String> = rows.iter().step_by(7).enumerate().map(line).collect();
    Relief::read(lines.join("\n").as_bytes()).unwrap()
}

fn compile<'a>(day: &str, rows: impl Iterator<Item = &'a str>, population: u64) -> List {
    let mut compiler = Compiler::new(day.parse().unwrap()).population(population);
    for (line, row) in (1..).zip(rows) {
        compiler.push(Origin { source: "test".into(), line }, row);
    }
    List::from_bytes(compiler.finish().unwrap().into_bytes()).unwrap()
}

fn rescreened(
    roster: &Roster,
    old: &List,
    new: &List,
    standing: &Standing,
) -> (BTreeMap<u32, AlertKind>, Standing, u64) {
    let mut rescreen = roster.rescreen(old, new, standing).unwrap().threads(2);
    assert_eq!(rescreen.standing(), None, "not before all were asked");
    let mut told = BTreeMap::new();
    for alert in &mut rescreen {
        let alert = alert.unwrap();
        assert_eq!(alert.before, answer(&roster.holder(alert.number).unwrap(), old));
        assert_eq!(alert.after, answer(&alert.holder, new));
        assert_eq!(told.insert(alert.number, alert.kind), None, "told once");
    }
    let (expected, looked) = rescreen.progress();
    assert_eq!(expected, looked);
    (told, rescreen.standing().unwrap().clone(), rescreen.asked())
}

/// Name and ids of each subject that came or left.
fn turnover(old: &List, new: &List) -> BTreeSet<(diff::Kind, String, String)> {
    let turned = Turnover::new(old.index(), new.index()).unwrap().map(Result::unwrap);
    turned.map(|(kind, filed)| told(kind, &filed.subject())).collect()
}

/// The same, out of all that changed.
fn changed(old: &List, new: &List) -> BTreeSet<(diff::Kind, String, String)> {
    let changes = Diff::new(old.index(), new.index()).unwrap().map(Result::unwrap);
    let changes = changes.filter(|change| change.kind() != diff::Kind::Changed);
    changes.map(|change| told(change.kind(), &change.subject.subject())).collect()
}

fn told(kind: diff::Kind, subject: &Subject<'_>) -> (diff::Kind, String, String) {
    (kind, subject.name.to_owned(), subject.id.to_owned())
}

/// Everybody asked on both lists, and the answers compared here, on their own.
fn brute_force(roster: &Roster, old: &List, new: &List) -> BTreeMap<u32, AlertKind> {
    let mut told = BTreeMap::new();
    for number in 0..roster.len() {
        let holder = roster.holder(number).unwrap();
        let [before, after] = [old, new].map(|list| answer(&holder, list));
        let kind = match [before.outcome(), after.outcome()].map(|it| it == Outcome::Clear) {
            [true, true] => None,
            [true, false] => Some(AlertKind::NewlyListed),
            [false, true] => Some(AlertKind::Released),
            [false, false] => match (rank(&before), rank(&after)) {
                (before, after) if before < after => Some(AlertKind::Strengthened),
                (before, after) if before > after => Some(AlertKind::Weakened),
                _ => (shown(&before) != shown(&after)).then_some(AlertKind::Changed),
            },
        };
        kind.map(|kind| told.insert(number, kind));
    }
    told
}

fn answer(holder: &Holder<'_>, list: &List) -> JointVerdict {
    let mut own = query(&holder.party);
    if !holder.measure.is_empty() {
        own = own.for_use(holder.measure);
    }
    let applicant = shixin::Applicant::new(own);
    let linked = holder.linked.iter();
    let applicant = linked.fold(applicant, |applicant, (role, party)| applicant.with(*role, query(party)));
    list.answer_together(&applicant).unwrap()
}

fn query<'a>(party: &Party<'a>) -> Query<'a> {
    let mut documents = party.documents.iter();
    let query = Query::new(documents.next().unwrap_or(&""), party.name).unwrap();
    let query = documents.fold(query, |query, document| query.with_document(document).unwrap());
    party.stated.iter().fold(query, |query, (condition, holds)| query.stating(condition, *holds))
}

fn rank(joint: &JointVerdict) -> (Outcome, Option<Strength>) {
    (joint.outcome(), joint.deciding().1.strength())
}

fn shown(joint: &JointVerdict) -> Vec<String> {
    let show = |verdict: &Verdict| match verdict.outcome() {
        Outcome::Clear => "clear".to_owned(),
        outcome => {
            let records: BTreeSet<&str> = verdict.record_ids().collect();
            format!("{outcome:?} {:?} {:?} {records:?}", verdict.ground(), verdict.strength())
        }
    };
    joint.verdicts().map(|(role, verdict)| format!("{role:?} {}", show(verdict))).collect()
}

const fn mirror(kind: AlertKind) -> AlertKind {
    match kind {
        AlertKind::NewlyListed => AlertKind::Released,
        AlertKind::Released => AlertKind::NewlyListed,
        AlertKind::Strengthened => AlertKind::Weakened,
        AlertKind::Weakened => AlertKind::Strengthened,
        other => other,
    }
}

/// Numbers as if by chance (SplitMix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ mixed >> 31) as usize % end
    }
}
