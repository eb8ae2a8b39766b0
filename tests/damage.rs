//! Every bit of a file flipped, every prefix of it, every sector of it zeroed: refused, or the same answers; and no damage makes
//! anything take memory beyond what the file's length allows, whether its checksums tell of it or were made right.
//!
//! `SHIXIN_DAMAGE=1` tries everything (with `--release`); otherwise every so many of the dearer damages, and all of the others.
#![cfg(all(feature = "compile", feature = "trail"))]
#![expect(
    unsafe_code,
    reason = "an allocator that counts can only be written with `unsafe impl GlobalAlloc`"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::print_stderr,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod crafted;
mod invented;
mod metered;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use shixin::List;
use shixin::Query;
use shixin::Relief;
use shixin::Roster;
use shixin::Trail;
use shixin::audit;
use shixin::audit::Asker;
use shixin::audit::Decision;
use shixin::audit::Durability;
use shixin::audit::Options;
use shixin::audit::Party;
use shixin::roster::Holder;
use shixin::roster::Standing;

use crafted::File;
use crafted::LISTED;
use crafted::ROSTER;
use crafted::STANDING;
use crafted::small;
use crafted::use_all;
use invented::SplitMix;
use invented::delta::feed;
use metered::peak_of;

// ---- accidents: checksums tell of them

#[test]
fn every_damaged_list_is_refused() {
    let mut tried = 0;
    let mut draw = SplitMix(1);
    let rows = feed(1, 12, &mut draw);
    let other = invented::compiled(rows.iter().map(|said| said.row.as_str())).into_bytes();
    for whole in [small(), other] {
        List::from_bytes(whole.clone()).unwrap();
        tried += each_damage(&whole, 1, |bytes, what| {
            let bound = bound(bytes.len());
            let (opened, peak) = peak_of(|| List::from_bytes(bytes.to_vec()).is_ok());
            assert!(!opened, "believed: {what}");
            assert!(peak <= bound, "{peak} bytes for a file of {}: {what}", bytes.len());
        });
    }
    eprintln!("{tried} damaged lists");
    assert!(tried > 60_000, "{tried}");
}

#[test]
fn every_damaged_roster_and_standing_is_refused() {
    let (roster, standing) = (roster(), standing());
    let tried = each_damage(&roster, 1, |bytes, what| {
        let (opened, peak) = peak_of(|| Roster::from_bytes(bytes.to_vec()).is_ok());
        assert!(!opened && peak <= bound(bytes.len()), "roster, {peak} bytes: {what}");
    });
    let others = each_damage(&standing, 1, |bytes, what| {
        let (opened, peak) = peak_of(|| Standing::from_bytes(bytes.to_vec()).is_ok());
        assert!(!opened && peak <= bound(bytes.len()), "standing, {peak} bytes: {what}");
    });
    eprintln!("{tried} damaged rosters, {others} damaged standings");
    assert!(tried > 5_000 && others > 3_000, "{tried} {others}");
}

#[test]
fn every_damage_to_a_trail_is_found_or_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    keep_trail(&path, folder.path());
    let honest = audit::verify(&path, None, &[]).unwrap();
    assert!(honest.is_whole() && honest.segments > 1, "{:?}", honest.faults);
    let (mut tried, mut found, mut same) = (0, 0, 0);
    for file in files(&path) {
        let whole = fs::read(&file).unwrap();
        tried += each_damage(&whole, 97, |bytes, what| {
            fs::write(&file, bytes).unwrap();
            let (verified, peak) = peak_of(|| audit::verify(&path, None, &[]).unwrap());
            let is_found = !verified.is_whole() || verified.torn.is_some() || verified.unsigned > 0;
            let is_same = (verified.entries, verified.root) == (honest.entries, honest.root)
                && verified.checkpoints == honest.checkpoints;
            found += u32::from(is_found);
            same += u32::from(!is_found && is_same);
            assert!(is_found || is_same, "{} {what}: {verified:?}", file.display());
            let is_entries = file.extension().is_some();
            assert!(is_found || !is_entries, "an entry changed unseen: {} {what}", file.display());
            assert!(peak <= bound(bytes.len()) + 64 * 1024, "{peak} bytes: {what}");
        });
        fs::write(&file, &whole).unwrap();
    }
    eprintln!("{tried} damaged trails: {found} found, {same} the same");
    assert!(tried > 300 && found > same, "{tried} {found} {same}");
    assert!(audit::verify(&path, None, &[]).unwrap().is_whole());
}

/// A relief file is text that people write, without a checksum: a damage that leaves it readable is another file. It has
/// another digest, which stands in every verdict, and takes back nothing but relief: nobody is blocked by it whom the list
/// alone lets pass.
#[test]
fn every_damaged_relief_file_is_refused_or_has_another_digest() {
    let whole = RELIEF.as_bytes();
    let honest = Relief::read(whole).unwrap();
    let list = List::from_bytes(small()).unwrap();
    let alone = list.check(LISTED, "张某示").unwrap().outcome();
    let (mut refused, mut other) = (0, 0);
    let tried = each_damage(whole, 1, |bytes, what| {
        let (read, peak) = peak_of(|| Relief::read(bytes));
        assert!(peak <= bound(bytes.len()), "{peak} bytes: {what}");
        let Ok(relief) = read else { return refused += 1 };
        other += 1;
        assert_ne!(relief.digest(), honest.digest(), "{what}");
        let outcome = list.clone().with_relief(relief).check(LISTED, "张某示").unwrap().outcome();
        assert!(outcome <= alone, "{what}: {outcome:?}");
    });
    eprintln!("{tried} damaged relief files: {refused} refused, {other} other files");
    assert!(refused > other && other > 0);
}

// ---- malice: checksums are right

#[test]
fn crafted_lists_take_no_memory_that_their_length_does_not_allow() {
    let (mut opened, mut most) = (0_u32, 0.0_f64);
    let tried = each_crafted(&small(), step(37), |file, what| {
        let bytes = file.write();
        let length = bytes.len();
        let act = || List::from_bytes(bytes).map(|list| use_all(&list)).is_ok();
        let (is_open, peak) = peak_of(act);
        opened += u32::from(is_open);
        most = most.max(peak as f64 / length as f64);
        assert!(peak <= in_use(length), "{peak} bytes for a file of {length}: {what}");
    });
    eprintln!("{tried} crafted lists: {opened} opened, at most {most:.1} bytes a byte");
    assert!(tried > 700 && opened > 300, "{tried} {opened}");
}

#[test]
fn crafted_rosters_and_standings_take_no_memory_that_their_length_does_not_allow() {
    let list = List::from_bytes(small()).unwrap();
    let mut most = 0.0_f64;
    let tried = each_crafted(&roster(), step(3), |file, what| {
        let bytes = file.write_as(ROSTER);
        let length = bytes.len();
        let act = || {
            let Ok(roster) = Roster::from_bytes(bytes) else { return };
            (0..roster.len().min(100)).for_each(|number| drop(roster.holder(number)));
            let _ = roster.screen(&list, 1, |_| {});
        };
        let ((), peak) = peak_of(act);
        most = most.max(peak as f64 / length as f64);
        assert!(peak <= in_use(length), "{peak} bytes for a roster of {length}: {what}");
    });
    let others = each_crafted(&standing(), 1, |file, what| {
        let bytes = file.write_as(STANDING);
        let length = bytes.len();
        let (_, peak) = peak_of(|| Standing::from_bytes(bytes).is_ok());
        assert!(peak <= in_use(length), "{peak} bytes for a standing of {length}: {what}");
    });
    eprintln!("{tried} crafted rosters, {others} crafted standings, at most {most:.1} bytes a byte");
    assert!(tried > 1_000 && others > 500, "{tried} {others}");
}

/// What a refused file may take: itself twice, and what an error says.
fn bound(length: usize) -> usize {
    4 * length + 16 * 1024
}

/// What an opened one may take while it is asked and verified: itself, what is unpacked of it, and the tables that a decoder
/// of rows is made with.
fn in_use(length: usize) -> usize {
    64 * length + 1024 * 1024
}

// ---- the damages

/// Calls `act` with each flip, cut and zeroed sector that changes anything, every `step`th of them; how many.
fn each_damage(whole: &[u8], dear: usize, mut act: impl FnMut(&[u8], &str)) -> usize {
    let step = step(dear);
    let mut tried = 0;
    let mut try_one = |bytes: &[u8], what: &str| {
        if bytes != whole {
            tried += 1;
            act(bytes, what);
        }
    };
    let mut bytes = whole.to_vec();
    for bit in (0..whole.len() * 8).step_by(step) {
        bytes[bit / 8] ^= 1 << (bit % 8);
        try_one(&bytes, &format!("bit {} of byte {} flipped", bit % 8, bit / 8));
        bytes[bit / 8] = whole[bit / 8];
    }
    for length in (0..whole.len()).step_by(step) {
        try_one(&whole[..length], &format!("cut to {length} bytes"));
    }
    // As disks lose them, and as a copy that begins elsewhere does.
    for start in (0..whole.len()).step_by(if step == 1 { 8 } else { 256 }) {
        let end = (start + SECTOR).min(whole.len());
        let mut bytes = whole.to_vec();
        bytes[start..end].fill(0);
        try_one(&bytes, &format!("bytes {start} to {end} zeroed"));
    }
    tried
}

/// Calls `act` with each file of which a bit was flipped, a section cut or a stretch zeroed, every `step`th.
fn each_crafted(whole: &[u8], step: usize, mut act: impl FnMut(&File, &str)) -> usize {
    let honest = File::of(whole);
    let mut tried = 0;
    for at in 0..honest.sections.len() {
        let section = &honest.sections[at];
        let tag = String::from_utf8_lossy(&section.tag).into_owned();
        let mut file = honest.clone();
        for bit in (0..section.bytes.len() * 8).step_by(step) {
            file.sections[at].bytes[bit / 8] ^= 1 << (bit % 8);
            act(&file, &format!("{tag}: bit {} of byte {}", bit % 8, bit / 8));
            file.sections[at].bytes[bit / 8] = section.bytes[bit / 8];
            tried += 1;
        }
        for length in (0..section.bytes.len()).step_by(step) {
            file.sections[at].bytes.truncate(length);
            act(&file, &format!("{tag}: cut to {length}"));
            file.sections[at].bytes = section.bytes.clone();
            tried += 1;
        }
        for start in (0..section.bytes.len()).step_by(if step == 1 { 1 } else { 16 }) {
            for filling in [0, 0xFF] {
                let end = (start + 8).min(section.bytes.len());
                file.sections[at].bytes[start..end].fill(filling);
                act(&file, &format!("{tag}: bytes {start} to {end} all {filling}"));
                file.sections[at].bytes[start..end].copy_from_slice(&section.bytes[start..end]);
                tried += 1;
            }
        }
    }
    tried
}

fn step(dear: usize) -> usize {
    if std::env::var_os("SHIXIN_DAMAGE").is_some() { 1 } else { dear }
}

const SECTOR: usize = 512;

// ---- what is damaged

fn roster() -> Vec<u8> {
    let mut builder = Roster::builder();
    let mut pilot = Holder::new("驾照-1", shixin::roster::Party::new(LISTED, "张某示"));
    pilot.measure = "travel.air";
    builder.push(&pilot).unwrap();
    builder
        .push(&Holder::new("许可-2", shixin::roster::Party::new("600037341", "示例建设集团有限公司")))
        .unwrap();
    builder.finish().unwrap()
}

fn standing() -> Vec<u8> {
    let (list, roster) = (List::from_bytes(small()).unwrap(), Roster::from_bytes(roster()).unwrap());
    roster.screen(&list, 1, |_| {}).unwrap().to_bytes().unwrap()
}

/// A closed trail of a few segments.
fn keep_trail(path: &Path, folder: &Path) {
    let options = Options::default().keys(folder.join("keys")).rotate_at(4_096);
    let lazily = Durability::Relaxed { every: Duration::from_secs(60) };
    let trail = Trail::open(path, options.durability(lazily)).unwrap();
    let list = List::from_bytes(small()).unwrap();
    for (number, name) in ["张某示", "李某例", "赵某无"].into_iter().cycle().take(9).enumerate() {
        let query = Query::new(LISTED, name).unwrap();
        let verdict = list.check_for("travel.air", &query).unwrap();
        let asker = Asker { reference: format!("ref-{number}"), ..Asker::default() };
        trail
            .append(&Decision::new(&verdict, Party::new(query.ids(), query.name())).asked_by(&asker))
            .unwrap();
    }
    trail.close().unwrap();
}

/// The trail's own files.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|it| it.is_file()).collect();
    files.retain(|path| fs::metadata(path).unwrap().len() > 0);
    files.sort();
    files
}

const RELIEF: &str = r#"{"kind":"dispute","record":"1","name":"张某示","signed_by":"窗口 甲","dated":"2026-10-30"}
{"kind":"withdrawal","record":2,"case":"(2024)示0101执2号","reason":"repaired","signed_by":"窗口 甲","dated":"2026-10-30"}
{"kind":"exemption","exemption":"temporary_lifting","id":"11010519491231002X","name":"张某示","measures":["travel.air"],"from":"2026-10-30","to":"2026-11-20","document":"(2026)示0101执恢5号","signed_by":"示例区人民法院 乙","dated":"2026-10-30"}
"#;
