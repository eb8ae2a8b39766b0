//! A folder of editions, good and bad, that the programs are given.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use sha2::Digest as _;
use sha2::Sha256;
use shixin::Compiler;
use shixin::Date;
use shixin::List;
use shixin::compile::Origin;
use shixin::screener::today;
use tempfile::TempDir;
use twox_hash::XxHash3_64;

pub(crate) struct Folder(TempDir);

/// The applicant whom `list.shixin` and `current.shixin`, of today, list by a masked id; the other editions do not.
pub(crate) const LISTED: (&str, &str) = ("11010519491231002X", "张某示");

impl Folder {
    pub(crate) fn new() -> Self {
        let this = Self(tempfile::tempdir().unwrap());
        let day = |day: &str| day.parse::<Date>().unwrap();
        let list = edition(day("2026-11-01"), true);
        this.put("list.shixin", &list);
        this.put("later.shixin", &edition(day("2026-11-02"), false));
        this.put("current.shixin", &edition(today(), true));
        this.put("today.shixin", &edition(today(), false));
        this.put("old.shixin", &edition(day("2020-02-01"), false));
        this.put("older.shixin", &edition(day("2020-01-01"), false));
        this.put("rows.jsonl", rows(true).join("\n").as_bytes());
        this.bad(&list);
        let dispute = r#"{"kind":"dispute","record":"700000001","name":"张某示","from":"2026-11-01","to":"2026-11-30","signed_by":"甲","dated":"2026-11-01"}"#;
        this.put("relief.jsonl", dispute.as_bytes());
        this.put("relief_for_moving.jsonl", dispute.as_bytes());
        this.put("relief_bad.jsonl", b"{\"kind\":\"pardon\"}\n");
        this.put("policy.toml", b"[use.general]\ntier = \"confirmed\"\n");
        this.put("policy_bad.toml", b"max_age_dais = 3\n");
        this.put("policy_gb18030.toml", b"max_age_days = 3 # \xCC\xEC\n");
        this
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.root().join(file)
    }

    fn put(&self, file: &str, bytes: &[u8]) {
        fs::write(self.path(file), bytes).unwrap();
    }

    fn bad(&self, list: &[u8]) {
        self.put("torn.shixin", &list[..list.len() / 2]);
        self.put("empty.shixin", b"");
        self.put("longer.shixin", &[list, &[0]].concat());
        let mut flipped = list.to_vec();
        flipped[list.len() / 2] ^= 4;
        self.put("flipped.shixin", &flipped);
        self.put("damaged.shixin", &damaged(list));
    }
}

fn edition(day: Date, lists_applicant: bool) -> Vec<u8> {
    let mut compiler = Compiler::new(day).source("invented");
    for (line, row) in (1..).zip(rows(lists_applicant)) {
        compiler.push(Origin { source: "invented".into(), line }, &row);
    }
    let compiled = compiler.finish().unwrap();
    assert!(compiled.report().adds_up());
    compiled.into_bytes()
}

fn rows(lists_applicant: bool) -> Vec<String> {
    let row = |number: u32, name: &str, id: &str| {
        format!(
            r#"{{"id":{number},"iname":"{name}","cardNum":"{id}","caseCode":"(2019)示0101执{number}号","courtName":"示例市示例区人民法院","publishDate":"2019年04月01日","disruptTypeName":"违反财产报告制度"}}"#
        )
    };
    let mut rows = vec![
        row(700_000_002, "李某例", "440524188001010014"),
        row(700_000_003, "示例建设集团有限公司", "91110000600037341L"),
    ];
    if lists_applicant {
        rows.push(row(700_000_001, "张某示", "1101051949****002X"));
    }
    rows
}

/// The list with right checksums and a row in it that cannot be read.
fn damaged(list: &[u8]) -> Vec<u8> {
    let number = |at: usize| u64::from_le_bytes(list[at..at + 8].try_into().unwrap()) as usize;
    let entry = (0..).map(|nth| 64 + 32 * nth).find(|at| &list[*at..*at + 4] == b"EVID").unwrap();
    let (offset, length) = (number(entry + 8), number(entry + 16));
    let candidates = (offset..offset + length).flat_map(|at| (0..8).map(move |bit| (at, 1_u8 << bit)));
    let broken = candidates.map(|(at, bit)| {
        let mut file = list.to_vec();
        file[at] ^= bit;
        let checksum = XxHash3_64::oneshot(&file[offset..offset + length]);
        file[entry + 24..entry + 32].copy_from_slice(&checksum.to_le_bytes());
        seal(file)
    });
    broken.into_iter().find(|file| answers_without_evidence(file)).unwrap()
}

fn answers_without_evidence(file: &[u8]) -> bool {
    let Ok(list) = List::from_bytes(file.to_vec()) else { return false };
    list.check(LISTED.0, LISTED.1).is_ok_and(|verdict| list.evidence(&verdict.matches()[0]).is_err())
}

/// Makes digest and checksum of a header right.
fn seal(mut file: Vec<u8>) -> Vec<u8> {
    let digest = Sha256::digest(&file[64..]);
    file[24..56].copy_from_slice(&digest);
    let sections = u32::from_le_bytes(file[12..16].try_into().unwrap()) as usize;
    let checked = [&file[..56], &file[64..64 + 32 * sections]].concat();
    let checksum = XxHash3_64::oneshot(&checked);
    file[56..64].copy_from_slice(&checksum.to_le_bytes());
    file
}
