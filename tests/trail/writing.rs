//! Entries as they are written, and the end of a trail as it is found again.

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use shixin::Query;
use shixin::Trail;
use shixin::audit;
use shixin::audit::Asker;
use shixin::audit::Decision;
use shixin::audit::Deed;
use shixin::audit::Durability;
use shixin::audit::Entry;
use shixin::audit::Error;
use shixin::audit::Keep;
use shixin::audit::Keys;
use shixin::audit::Moment;
use shixin::audit::Options;
use shixin::audit::Override;
use shixin::audit::Party;
use shixin::audit::Question;
use shixin::audit::What;
use shixin::audit::verify;

use crate::keeping::LISTED;
use crate::keeping::NAMESAKE;
use crate::keeping::ask;
use crate::keeping::closed;
use crate::keeping::list;
use crate::keeping::look;

#[test]
fn an_entry_says_what_was_asked_and_answered_and_not_about_whom() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trail");
    let trail = Trail::open(&path, Options::default()).unwrap();
    let asker = Asker {
        operator: "窗口 甲".to_owned(),
        department: "示例区交通局".to_owned(),
        reference: "2026-17".to_owned(),
        ..Asker::default()
    };
    assert_eq!(ask(&trail, LISTED, &asker).unwrap(), 1);
    assert_eq!(ask(&trail, NAMESAKE, &Asker::default()).unwrap(), 2);
    assert_eq!(ask(&trail, LISTED, &asker).unwrap(), 3);
    trail.close().unwrap();

    let entries = entries(&path);
    let Deed::Decision(block) = &entries[1].deed else { panic!("{:?}", entries[1]) };
    assert_eq!((&*block.outcome, &*block.ground, &*block.measure), ("block", "identified", "travel.air"));
    assert_eq!(*block.asker, asker);
    assert_eq!(block.edition.unwrap().digest.0, list().edition().stamp().digest);
    assert_eq!(block.policy.unwrap().0, list().policy().digest());
    assert_eq!(block.relief, None, "there was none");
    let answer = block.parties[0].answer.as_ref().unwrap();
    assert_eq!(answer.records, ["700000001", "700000002"]);
    assert!(answer.matches[0].reasons.iter().any(|it| it == "id_visible_agrees:14"), "{answer:?}");
    let Deed::Decision(clear) = &entries[2].deed else { panic!("{:?}", entries[2]) };
    assert_eq!(&*clear.outcome, "clear");
    let Deed::Decision(again) = &entries[3].deed else { panic!("{:?}", entries[3]) };
    assert_eq!(block.parties[0].digest, again.parties[0].digest, "one applicant has one digest in a month");
    assert_ne!(block.parties[0].digest, clear.parties[0].digest);

    let text = fs::read_to_string(path.join("trail-000000000000.jsonl")).unwrap();
    for personal in [LISTED.0, LISTED.1, NAMESAKE.0] {
        assert!(!text.contains(personal), "{personal} is in the trail");
    }
    for line in text.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    let found = look(&path);
    assert!(found.is_whole() && found.torn.is_none(), "{:?}", found.faults);
    assert_eq!((found.entries, found.checkpoints[0].size), (4, 4));
}

#[test]
fn a_question_is_kept_as_the_trail_was_told() {
    for keep in [Keep::Digest, Keep::Sealed, Keep::Plain] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trail");
        closed(&path, 2, Options::default().keep(keep));
        let text = fs::read_to_string(path.join("trail-000000000000.jsonl")).unwrap();
        assert_eq!(text.contains(NAMESAKE.0), keep == Keep::Plain);
        let read = entries(&path);
        let Deed::Decision(recorded) = &read[1].deed else { panic!() };
        let of = &recorded.parties[0];
        let key =
            Keys::existing(folder.path().join("trail.keys")).unwrap().find(&recorded.key).unwrap().unwrap();
        let asked = Question { ids: vec![NAMESAKE.0.to_owned()], name: NAMESAKE.1.to_owned() };
        assert_eq!(asked.digest(&key).unwrap(), of.digest, "who has the key can test a guess");
        assert_eq!(of.question.as_ref(), (keep == Keep::Plain).then_some(&asked));
        let opened = of.sealed.as_deref().map(|sealed| Question::unseal(sealed, &key).unwrap());
        assert_eq!(opened, (keep == Keep::Sealed).then_some(asked));
        if let Some(sealed) = &of.sealed {
            assert!(
                Question::unseal(&sealed.replacen(&sealed[40..44], "AAAA", 1), &key).is_none(),
                "it was changed"
            );
        }
    }
}

#[test]
fn an_error_is_recorded_too_and_several_parties() {
    use shixin::Applicant;
    use shixin::record::Role;

    let folder = tempfile::tempdir().unwrap();
    let trail = Trail::open(folder.path().join("t"), Options::default()).unwrap();
    let typed = Party::typed("见附件", "张某示");
    trail.append(&Decision::failed("query", "travel.air", None, [typed])).unwrap();
    let company = Query::new("91110000600037341L", "示例建设集团有限公司").unwrap();
    let boss = Query::new(LISTED.0, LISTED.1).unwrap();
    let applicant = Applicant::new(company.clone()).with(Role::Controller, boss.clone());
    let joint = list().check_together("procurement.tender", &applicant).unwrap();
    let parties = [
        Party::new(company.ids(), company.name()),
        Party::new(boss.ids(), boss.name()).in_part(Role::Controller),
    ];
    trail.append(&Decision::of_parties(&joint, parties.clone())).unwrap();
    let short = trail.append(&Decision::of_parties(&joint, parties.into_iter().take(1)));
    assert!(matches!(short, Err(Error::Refused(_))), "a party went missing: {short:?}");
    trail.close().unwrap();

    let entries = entries(&folder.path().join("t"));
    let Deed::Decision(error) = &entries[1].deed else { panic!() };
    assert_eq!((&*error.outcome, &*error.ground, error.edition), ("error", "query", None));
    let Deed::Decision(recorded) = &entries[2].deed else { panic!() };
    assert_eq!(&*recorded.outcome, joint.outcome().as_code());
    let roles: Vec<&str> = recorded.parties.iter().map(|it| &*it.role).collect();
    assert_eq!(roles, ["listed", "controller"]);
    assert_eq!(entries.len(), 3);
}

#[test]
fn a_trail_has_one_writer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    let trail = Trail::open(&path, Options::default()).unwrap();
    assert!(matches!(Trail::open(&path, Options::default()), Err(Error::Locked(_))));
    assert!(look(&path).is_whole(), "it can be verified while it is written");
    drop(trail);
    drop(Trail::open(&path, Options::default()).unwrap());
}

#[test]
fn what_is_opened_again_goes_on_where_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    for round in 0..5 {
        closed(&path, 4, Options::default().rotate_at(4_096));
        let found = look(&path);
        assert!(found.is_whole(), "{:?}", found.faults);
        assert_eq!(found.entries, (round + 1) * 4);
    }
    // Without the tree that was put down the whole trail is read, and comes out the same.
    fs::remove_file(path.join("frontier-000000000020")).unwrap();
    assert_eq!(look(&path).faults[0].what, What::Frontier);
    closed(&path, 4, Options::default());
    assert!(look(&path).is_whole());
    // So it is where the last checkpoint is the keys' only.
    fs::remove_file(path.join("checkpoint")).unwrap();
    assert_eq!(look(&path).faults[0].what, What::NoCheckpoint);
    closed(&path, 4, Options::default());
    let found = look(&path);
    assert!(found.is_whole(), "{:?}", found.faults);
    assert_eq!(found.entries, 28);
}

#[test]
fn segments_end_by_size_and_by_day() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    let clock = || Moment::from_micros(NOW.fetch_add(1_000_000, Ordering::Relaxed));
    let at = |text: &str| NOW.store(text.parse::<Moment>().unwrap().micros(), Ordering::Relaxed);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    at("2026-11-20T23:59:50.000000+08:00");
    let trail = Trail::open(&path, Options::default().clock(clock)).unwrap();
    ask(&trail, LISTED, &Asker::default()).unwrap();
    at("2026-11-21T00:00:00.000000+08:00");
    ask(&trail, LISTED, &Asker::default()).unwrap();
    ask(&trail, LISTED, &Asker::default()).unwrap();
    trail.close().unwrap();
    assert_eq!(
        segments(&path),
        ["trail-000000000000.jsonl", "trail-000000000002.jsonl"],
        "midnight in Beijing"
    );
    assert_eq!(entries(&path)[2].time.to_string(), "2026-11-21T00:00:00.000000+08:00");

    closed(&path, 20, Options::default().clock(clock).rotate_at(4_096));
    assert!(segments(&path).len() > 4, "{:?}", segments(&path));
    for name in segments(&path) {
        assert!(fs::metadata(path.join(name)).unwrap().len() <= 4_096);
    }
    assert!(look(&path).is_whole());
}

#[test]
fn a_torn_end_is_found_cut_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    closed(&path, 6, Options::default());
    let file = path.join("trail-000000000000.jsonl");
    let whole = fs::read(&file).unwrap();
    let next =
        String::from_utf8(whole.clone()).unwrap().lines().last().unwrap().replace("\"seq\":5", "\"seq\":6");
    for (torn, because) in [
        (&next.as_bytes()[..1], "one byte"),
        (&next.as_bytes()[..200], "half an entry"),
        (next.as_bytes(), "all but the newline"),
        (&[0_u8; 700][..], "zeros, as a file system leaves them"),
        (b"{\"v\":1,\"seq\":6\n\0\0\n", "lines that are no entries"),
    ] {
        let before = look(&path);
        fs::write(&file, [&fs::read(&file).unwrap()[..], torn].concat()).unwrap();
        let trail = Trail::open(&path, Options::default()).unwrap();
        assert_eq!(trail.torn().unwrap().bytes, torn.len() as u64, "{because}");
        trail.close().unwrap();
        let found = look(&path);
        assert!(found.is_whole(), "{because}: {:?}", found.faults);
        assert_eq!(found.entries, before.entries + 1, "{because}: one entry, which tells of it");
        let last = entries(&path).pop().unwrap();
        let Deed::Opened(opened) = last.deed else { panic!() };
        assert_eq!(opened.torn.unwrap().bytes, torn.len() as u64);
    }
    assert!(fs::read(&file).unwrap().starts_with(&whole), "nothing that was written is lost");
}

#[test]
fn nothing_is_added_to_what_was_tampered_with() {
    let text = |path: &std::path::Path| fs::read_to_string(path.join("trail-000000000000.jsonl")).unwrap();
    type Harm = fn(&str) -> String;
    let harms: [(Harm, &str); 4] = [
        (|text| text.replacen("\"block\"", "\"clear\"", 1), "an outcome changed"),
        (|text| text.lines().take(7).map(|line| format!("{line}\n")).collect(), "the last entries cut off"),
        (
            |text| text[..text.len() - 20].to_owned(),
            "the last entry torn, after a checkpoint was signed for it",
        ),
        (
            |text| {
                let lines: Vec<&str> = text.lines().collect();
                [&lines[..3], &lines[4..]].concat().join("\n") + "\n"
            },
            "one cut out",
        ),
    ];
    for (harm, because) in harms {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t");
        closed(&path, 10, Options::default());
        let file = path.join("trail-000000000000.jsonl");
        // The frontier would let the writer pass over what stands before the last checkpoint in other segments.
        fs::write(&file, harm(&text(&path))).unwrap();
        let opened = Trail::open(&path, Options::default());
        assert!(matches!(opened, Err(Error::Damaged { .. } | Error::CutOff { .. })), "{because}: {opened:?}");
        assert!(!look(&path).is_whole(), "{because}");
    }
    // Without its keys it is not gone on with, and no others are made.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    closed(&path, 5, Options::default());
    let keys = folder.path().join("t.keys");
    fs::rename(&keys, folder.path().join("aside")).unwrap();
    assert!(matches!(Trail::open(&path, Options::default()), Err(Error::Step { .. })));
    assert_eq!(fs::read_dir(&keys).unwrap().count(), 0);

    // A trail put in its place, consistent in itself, is not the one that the keys have signed for.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    closed(&path, 5, Options::default());
    let others = tempfile::tempdir().unwrap();
    closed(&others.path().join("t"), 9, Options::default());
    fs::remove_dir_all(&path).unwrap();
    fs::rename(others.path().join("t"), &path).unwrap();
    assert!(matches!(Trail::open(&path, Options::default()), Err(Error::Note(_))));
    fs::remove_file(path.join("checkpoint")).unwrap();
    assert!(matches!(Trail::open(&path, Options::default()), Err(Error::OtherTrail(_))));
}

#[test]
fn threads_share_syncs_and_each_is_acknowledged_once_synced() {
    for durability in [
        Durability::Strict,
        Durability::Group { entries: 8, within: Duration::from_millis(2) },
        Durability::Relaxed { every: Duration::from_millis(5) },
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t");
        let options = Options::default().durability(durability).rotate_at(16_384);
        let trail = Trail::open(&path, options.checkpoint_every(Duration::from_millis(5))).unwrap();
        let numbers: Vec<u64> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    let trail = &trail;
                    scope.spawn(move || {
                        let one = |_| {
                            let seq = ask(trail, LISTED, &Asker::default()).unwrap();
                            let is_synced = trail.health().synced > seq;
                            assert!(is_synced || matches!(durability, Durability::Relaxed { .. }));
                            seq
                        };
                        (0..20).map(one).collect::<Vec<u64>>()
                    })
                })
                .collect();
            threads.into_iter().flat_map(|it| it.join().unwrap()).collect()
        });
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), 160, "each its own number");
        let health = trail.health();
        assert_eq!((health.entries, &health.failure, &health.checkpoint_failure), (161, &None, &None));
        trail.close().unwrap();
        let found = look(&path);
        assert!(found.is_whole(), "{:?}", found.faults);
        assert_eq!(found.entries, 161);
    }
}

#[test]
fn overrides_name_who_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    let trail = Trail::open(&path, Options::default()).unwrap();
    let of = ask(&trail, LISTED, &Asker::default()).unwrap();
    let good = Override {
        of,
        outcome: "clear".to_owned(),
        by: "复核岗 王某".to_owned(),
        approved_by: String::new(),
        why: "本人出示结案证明".to_owned(),
    };
    assert_eq!(trail.override_answer(good.clone()).unwrap(), 2);
    for (bad, because) in [
        (Override { by: " ".to_owned(), ..good.clone() }, "nobody"),
        (Override { why: String::new(), ..good.clone() }, "no reason"),
        (Override { outcome: "maybe".to_owned(), ..good.clone() }, "no outcome"),
        (Override { of: 99, ..good.clone() }, "of nothing"),
    ] {
        assert!(matches!(trail.override_answer(bad), Err(Error::Refused(_))), "{because}");
    }
    trail.close().unwrap();
    assert_eq!(entries(&path).last().unwrap().deed, Deed::Override(good));
}

#[test]
fn checkpoints_go_to_a_second_place_and_hold_a_rewritten_trail_to_account() {
    let folder = tempfile::tempdir().unwrap();
    let (path, keys, copies) = (folder.path().join("t"), folder.path().join("k"), folder.path().join("c"));
    fs::create_dir(&copies).unwrap();
    let options = || Options::default().keys(&keys).copies(&copies);
    closed(&path, 6, options());
    let verifier = Keys::existing(&keys).unwrap().signer(false).unwrap().verifier();
    let kept: Vec<String> =
        fs::read_dir(&copies).unwrap().map(|it| fs::read_to_string(it.unwrap().path()).unwrap()).collect();
    assert_eq!(kept.len(), 2, "one when it was opened, one when it was closed");
    let found = verify(&path, Some(&verifier), &kept).unwrap();
    assert!(found.is_whole() && found.is_trusted, "{:?}", found.faults);
    assert_eq!(found.checkpoints.len(), 3);

    // Whoever has folder and keys writes another trail, signed and whole in itself: only what is elsewhere tells.
    fs::remove_dir_all(&path).unwrap();
    fs::remove_file(keys.join("checkpoint")).unwrap();
    closed(&path, 9, Options::default().keys(&keys));
    assert!(verify(&path, Some(&verifier), &[]).unwrap().is_whole());
    let found = verify(&path, Some(&verifier), &kept).unwrap();
    assert_eq!(found.faults.len(), 2);
    assert!(found.faults.iter().all(|it| matches!(it.what, What::Rewritten { .. })), "{:?}", found.faults);
}

#[test]
fn an_entry_is_proven_to_be_in_the_trail_and_the_later_to_continue_the_earlier() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t");
    closed(&path, 7, Options::default());
    let earlier = fs::read_to_string(path.join("checkpoint")).unwrap();
    closed(&path, 13, Options::default().rotate_at(4_096));
    let verifier = look(&path).verifier.unwrap();
    let mut lines = Vec::new();
    for name in segments(&path) {
        lines.extend(fs::read_to_string(path.join(name)).unwrap().lines().map(str::to_owned));
    }
    assert_eq!(lines.len(), 20);
    for (index, line) in lines.iter().enumerate() {
        let proof = audit::prove_inclusion(&path, &verifier, index as u64).unwrap();
        assert!(proof.starts_with(&format!("c2sp.org/tlog-proof@v1\nindex {index}\n")), "{proof}");
        let (of, checkpoint) = audit::check_inclusion(&proof, line, &verifier).unwrap();
        assert_eq!((of, checkpoint.size), (index as u64, 20));
        let other = &lines[(index + 1) % lines.len()];
        assert!(audit::check_inclusion(&proof, other, &verifier).is_err());
        assert!(
            audit::check_inclusion(&proof, &line.replace("clear", "block"), &verifier).is_err()
                || !line.contains("clear")
        );
    }
    assert!(audit::prove_inclusion(&path, &verifier, 20).is_err());
    let proof = audit::prove_consistency(&path, &verifier, 7).unwrap();
    assert_eq!(audit::check_consistency(&proof, &earlier, &verifier).unwrap().size, 20);
    let wrong = audit::prove_consistency(&path, &verifier, 8).unwrap().replace("from 8", "from 7");
    assert!(audit::check_consistency(&wrong, &earlier, &verifier).is_err());
}

#[test]
fn an_old_segment_purged_leaves_hashes_that_verify_and_a_key_dropped_nothing_to_guess() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    let clock = || Moment::from_micros(NOW.fetch_add(1_000_000, Ordering::Relaxed));
    let at = |text: &str| NOW.store(text.parse::<Moment>().unwrap().micros(), Ordering::Relaxed);
    let folder = tempfile::tempdir().unwrap();
    let (path, keys) = (folder.path().join("t"), folder.path().join("t.keys"));
    at("2025-10-07T09:00:00.000000+08:00");
    closed(&path, 5, Options::default().clock(clock));
    at("2025-11-03T09:00:00.000000+08:00");
    closed(&path, 4, Options::default().clock(clock));
    let earlier = fs::read_to_string(path.join("checkpoint")).unwrap();
    let old_line =
        fs::read_to_string(path.join("trail-000000000000.jsonl")).unwrap().lines().nth(3).unwrap().to_owned();
    at("2026-11-20T09:00:00.000000+08:00");
    let trail = Trail::open(&path, Options::default().clock(clock)).unwrap();
    ask(&trail, LISTED, &Asker::default()).unwrap();
    let months = |keys: &Keys| keys.ids().unwrap().iter().map(|it| it[..7].to_owned()).collect::<Vec<_>>();
    let held = Keys::existing(&keys).unwrap();
    assert_eq!(months(&held), ["2025-10", "2025-11", "2026-11"]);

    let nobody = trail.purge("2025-11-01".parse().unwrap(), "", "三年期满");
    assert!(matches!(nobody, Err(Error::Refused(_))));
    let purged = trail.purge("2025-11-01".parse().unwrap(), "档案 丁", "内部规定：保存一年").unwrap();
    assert_eq!((purged.entries, purged.segments, purged.keys.len()), (5, 1, 1));
    assert_eq!(months(&held), ["2025-11", "2026-11"]);
    assert_eq!(
        trail.purge("2025-11-01".parse().unwrap(), "档案 丁", "again").unwrap().entries,
        0,
        "there is no more"
    );
    let current = held.ids().unwrap().pop().unwrap();
    assert!(matches!(trail.erase(&current, "a", "b"), Err(Error::Refused(_))), "the key in use");
    let november = held.ids().unwrap().remove(0);
    trail.erase(&november, "档案 丁", "当事人请求删除").unwrap();
    assert!(matches!(trail.erase(&november, "a", "b"), Err(Error::Refused(_))), "it is gone");
    trail.close().unwrap();

    let verifier = held.signer(false).unwrap().verifier();
    let found = verify(&path, Some(&verifier), std::slice::from_ref(&earlier)).unwrap();
    assert!(found.is_whole(), "{:?}", found.faults);
    assert_eq!(
        (found.purged, found.checkpoints.len()),
        (5, 2),
        "a checkpoint from before the purge still holds"
    );
    assert!(!path.join("trail-000000000000.jsonl").exists());
    // Who kept a purged entry can still prove that it stood there.
    let proof = audit::prove_inclusion(&path, &verifier, 3).unwrap();
    assert_eq!(audit::check_inclusion(&proof, &old_line, &verifier).unwrap().0, 3);
    closed(&path, 3, Options::default().clock(clock));
    assert!(look(&path).is_whole());

    // A purge that nobody recorded is a deletion.
    let (live, tomb) = (path.join("trail-000000000005.jsonl"), path.join("trail-000000000005.purged.jsonl"));
    let lines = fs::read_to_string(&live).unwrap();
    let hashes: String = lines
        .lines()
        .zip(5..)
        .map(|(line, seq)| {
            format!("{{\"purged\":{seq},\"hash\":\"{}\"}}\n", &line[line.len() - 66..line.len() - 2])
        })
        .collect();
    fs::write(&tomb, hashes).unwrap();
    assert!(look(&path).is_whole(), "beside its own tombstone a segment counts");
    fs::remove_file(live).unwrap();
    assert!(look(&path).faults.iter().any(|it| it.what == What::PurgeUnrecorded && it.at == 5));
}

pub(crate) fn entries(path: &std::path::Path) -> Vec<Entry> {
    let mut entries = Vec::new();
    audit::read(path, |entry| {
        entries.push(entry);
        Ok::<(), Error>(())
    })
    .unwrap();
    entries
}

pub(crate) fn segments(path: &std::path::Path) -> Vec<String> {
    let names = fs::read_dir(path).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|it| it.ends_with(".jsonl")).collect();
    names.sort();
    names
}
