//! The worked example of TRAIL.md is a trail: it verifies, it can be checked as the document says, and it is what this crate
//! writes. With `SHIXIN_TRAIL_EXAMPLE` set to a folder, the example is written there.

use std::fs;
use std::path::Path;

use hmac::Hmac;
use hmac::KeyInit as _;
use hmac::Mac as _;
use serde_json::Value;
use sha2::Digest as _;
use sha2::Sha256;
use shixin::Trail;
use shixin::audit::Asker;
use shixin::audit::Deed;
use shixin::audit::Keys;
use shixin::audit::Moment;
use shixin::audit::Options;
use shixin::audit::Override;
use shixin::audit::note::Signer;
use shixin::audit::verify;

use crate::keeping::LISTED;
use crate::keeping::NAMESAKE;
use crate::keeping::ask;
use crate::writing::entries;

const DOCUMENT: &str = include_str!("../../src/audit/TRAIL.md");

/// The secret of the month: 32 bytes of 2. The signer's: 32 bytes of 1.
const MONTH: [u8; 32] = [2; 32];

#[test]
fn the_worked_example_is_a_trail() {
    let lines = block("```json\n");
    let checkpoint = block("```text\n");
    assert_eq!(lines.lines().count(), 4);
    let verifier =
        DOCUMENT.split("for the key `").nth(1).unwrap().split('`').next().unwrap().parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("trail-000000000000.jsonl"), &lines).unwrap();
    fs::write(folder.path().join("checkpoint"), &checkpoint).unwrap();
    let found = verify(folder.path(), Some(&verifier), &[]).unwrap();
    // The document leaves the frontier out, which proves nothing.
    let faults: Vec<String> = found.faults.iter().map(ToString::to_string).collect();
    assert_eq!((faults.len(), found.checkpoints.len(), found.entries), (1, 1, 4), "{faults:?}");
    assert!(faults[0].starts_with("frontier:"), "{faults:?}");

    // As the document says, with other means than ours.
    for line in lines.lines() {
        let (body, rest) = line.split_once(",\"hash\":").unwrap();
        let digest: [u8; 32] = Sha256::new().chain_update([0]).chain_update(body).finalize().into();
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(rest, format!("\"{digest}\"}}"));
    }
    let hmac = |key: &[u8], text: &str| -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    };
    let key = hmac(&MONTH, "shixin trail 1 digest");
    let digest: String =
        hmac(&key, r#"[["11010519491231002X"],"张某示"]"#).iter().map(|byte| format!("{byte:02x}")).collect();
    let read = entries(folder.path());
    let Deed::Decision(recorded) = &read[1].deed else { panic!("{:?}", read[1]) };
    assert_eq!(recorded.parties[0].digest.to_string(), digest);
}

#[test]
fn the_worked_example_is_what_is_written() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("trail");
    let written = write(&path);
    if let Ok(folder) = std::env::var("SHIXIN_TRAIL_EXAMPLE") {
        fs::copy(path.join("checkpoint"), Path::new(&folder).join("checkpoint")).unwrap();
        fs::write(Path::new(&folder).join("entries"), &written).unwrap();
    }
    let documented = block("```json\n");
    assert_eq!(
        documented.lines().map(bare).collect::<Vec<_>>(),
        written.lines().map(bare).collect::<Vec<_>>()
    );
}

/// An entry without what depends on this crate's version.
fn bare(line: &str) -> Value {
    let mut entry: Value = serde_json::from_str(line).unwrap();
    for member in ["software", "prev", "hash", "edition", "policy"] {
        entry.as_object_mut().unwrap().remove(member);
    }
    entry
}

fn write(path: &Path) -> String {
    let folder = Keys::open(Keys::beside(path)).unwrap().folder().to_owned();
    let signer = Signer::new("trail.example.org/desk-1", &[1; 32]).unwrap();
    fs::write(folder.join("signer.key"), signer.secret()).unwrap();
    let print = Sha256::new().chain_update(b"shixin trail key\n").chain_update(MONTH).finalize();
    let print: String = print.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let secret = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";
    fs::write(folder.join(format!("2026-11.{print}.key")), format!("shixin-trail-key-v1 {secret}\n"))
        .unwrap();
    let clock = || "2026-11-20T09:15:02.123456+08:00".parse::<Moment>().unwrap();
    let trail = Trail::open(path, Options::default().clock(clock)).unwrap();
    let asker = Asker {
        operator: "窗口 甲".to_owned(),
        department: "示例区交通局".to_owned(),
        reference: "2026-17".to_owned(),
        ..Asker::default()
    };
    let of = ask(&trail, LISTED, &asker).unwrap();
    ask(&trail, NAMESAKE, &asker).unwrap();
    let (by, why) = ("复核岗 王某".to_owned(), "法院已发结案通知，名单尚未更新".to_owned());
    let it = Override { of, outcome: "clear".to_owned(), by, approved_by: String::new(), why };
    trail.override_answer(it).unwrap();
    trail.close().unwrap();
    fs::read_to_string(path.join("trail-000000000000.jsonl")).unwrap()
}

/// The document's first block that begins so.
fn block(fence: &str) -> String {
    DOCUMENT.split(fence).nth(1).unwrap().split("```").next().unwrap().to_owned()
}
