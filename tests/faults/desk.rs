//! Reloads, relief and a trail at once: every answer is that of one edition under one relief, and is recorded as it was
//! given. `SHIXIN_STRESS_SECONDS` says for how long.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use shixin::Compiler;
use shixin::ListFolder;
use shixin::Outcome;
use shixin::Relief;
use shixin::Screener;
use shixin::audit;
use shixin::audit::Deed;
use shixin::audit::Durability;
use shixin::audit::Hash;
use shixin::audit::Options;
use shixin::audit::verify;
use shixin::compile::Compiled;
use shixin::compile::Origin;
use shixin::screener::today;

use crate::from_env;

#[test]
fn answers_reloads_relief_and_trail_at_once() {
    let home = tempfile::tempdir().unwrap();
    let folder = ListFolder::at(home.path().join("lists"));
    fs::create_dir(folder.path()).unwrap();
    let editions = [edition(true), edition(false)];
    let reliefs = [String::new(), dispute()];
    let relief = home.path().join("relief.jsonl");
    put(&relief, &reliefs[0]);
    let _ = folder.publish(editions[0].index(), None, None).unwrap();
    let options = Options::default()
        .durability(Durability::Group { entries: 3, within: Duration::from_micros(200) })
        .rotate_at(1 << 16)
        .checkpoint_every(Duration::from_millis(20));
    let desk = Screener::builder()
        .list(folder.path())
        .relief(&relief)
        .trail_with(home.path().join("trail"), options)
        .build()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(from_env("SHIXIN_STRESS_SECONDS", 3) as u64);
    let has_time = || Instant::now() < until;
    let [answers, reloads, relief_reloads] = [const { AtomicU64::new(0) }; 3];
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while has_time() {
                    let outcome = desk.check(LISTED.0, LISTED.1).unwrap().outcome();
                    assert!(OUTCOMES.iter().flatten().any(|it| *it == outcome), "{outcome:?}");
                    answers.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        scope.spawn(|| {
            for turn in 1.. {
                if !has_time() {
                    break;
                }
                let _ = folder.publish(editions[turn % 2].index(), None, None).unwrap();
                assert_eq!(
                    desk.reload().unwrap(),
                    editions[turn % 2].edition().stamp(),
                    "nobody else publishes"
                );
                reloads.fetch_add(1, Ordering::Relaxed);
            }
        });
        scope.spawn(|| {
            for turn in 1.. {
                if !has_time() {
                    break;
                }
                put(&relief, &reliefs[turn % 2]);
                assert_eq!(desk.reload_relief().unwrap(), turn % 2, "nobody else writes it");
                relief_reloads.fetch_add(1, Ordering::Relaxed);
            }
        });
        scope.spawn(|| {
            while has_time() {
                desk.poll();
                let health = desk.health();
                assert!(health.is_in_date && !health.is_refusing, "{:?}", health.last_refusal);
                desk.trail().unwrap().checkpoint().unwrap();
                std::thread::sleep(Duration::from_millis(7));
            }
        });
    });
    let (answers, health) = (answers.into_inner(), desk.health());
    let given = health.answers.block + health.answers.refer + health.answers.clear;
    assert_eq!(given, answers, "every answer is counted once");
    drop(desk);
    let recorded = recorded(&home.path().join("trail"));
    assert_eq!(recorded.values().sum::<u64>(), answers, "every answer is recorded once");
    for ((edition, relief, outcome), count) in &recorded {
        let place = editions.iter().position(|it| Hash(it.edition().stamp().digest) == *edition).unwrap();
        let digest = |text: &String| Hash(Relief::read(text.as_bytes()).unwrap().digest());
        let under = relief.map_or(0, |found| reliefs.iter().position(|text| digest(text) == found).unwrap());
        assert_eq!(
            *outcome,
            OUTCOMES[place][under].as_code(),
            "{count} answers of edition {place}, relief {under}"
        );
    }
    let found = verify(&home.path().join("trail"), None, &[]).unwrap();
    assert!(found.is_whole() && found.torn.is_none(), "{:?}", found.faults);
    let (reloads, relief_reloads) = (reloads.into_inner(), relief_reloads.into_inner());
    eprintln!("{answers} answers of {} kinds, {reloads} reloads, {relief_reloads} of relief", recorded.len());
    assert!(recorded.len() > 2 && reloads > 2 && relief_reloads > 2, "{recorded:?}");
}

/// How often the trail has each edition, relief and outcome.
fn recorded(trail: &Path) -> BTreeMap<(Hash, Option<Hash>, String), u64> {
    let mut recorded = BTreeMap::new();
    audit::read(trail, |entry| {
        if let Deed::Decision(it) = entry.deed {
            let key = (it.edition.unwrap().digest, it.relief, it.outcome.into_owned());
            *recorded.entry(key).or_insert(0) += 1;
        }
        Ok::<(), audit::Error>(())
    })
    .unwrap();
    recorded
}

/// By edition, then by relief.
const OUTCOMES: [[Outcome; 2]; 2] = [[Outcome::Block, Outcome::Refer], [Outcome::Clear, Outcome::Clear]];

const LISTED: (&str, &str) = ("11010519491231002X", "张某示");

fn edition(is_listed: bool) -> Compiled {
    let mut compiler = Compiler::new(today());
    let name = if is_listed { LISTED.1 } else { "王某某" };
    let row = format!(
        r#"{{"id":700000001,"iname":"{name}","cardNum":"1101051949****002X","caseCode":"(2019)示0101执1号"}}"#
    );
    compiler.push(Origin { source: "test".into(), line: 1 }, &row);
    compiler.finish().unwrap()
}

fn dispute() -> String {
    let day = today();
    format!(
        r#"{{"kind":"dispute","record":"700000001","case":"(2019)示0101执1号","from":"{day}","to":"{day}","signed_by":"甲","dated":"{day}"}}"#
    ) + "\n"
}

fn put(path: &Path, text: &str) {
    let beside = path.with_extension("beside");
    fs::write(&beside, text).unwrap();
    fs::rename(&beside, path).unwrap();
}
