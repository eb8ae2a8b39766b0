//! Files taken apart into their sections, changed, and put together with right checksums: what somebody crafts who knows
//! the format, and no accident makes.
#![allow(dead_code, reason = "each test that includes this module uses a part of it")]

use sha2::Digest as _;
use sha2::Sha256;
use shixin::List;
use twox_hash::XxHash3_64;

use crate::invented;
use crate::invented::SplitMix;

#[derive(Clone)]
pub(crate) struct File {
    pub(crate) sections: Vec<Section>,
}

/// What a file begins with.
pub(crate) const LIST: [u8; 8] = shixin::format::MAGIC;
pub(crate) const ROSTER: [u8; 8] = *b"\x89SXR\r\n\x1A\n";
pub(crate) const STANDING: [u8; 8] = *b"\x89SXS\r\n\x1A\n";

#[derive(Clone)]
pub(crate) struct Section {
    pub(crate) tag: [u8; 4],
    pub(crate) flags: u32,
    pub(crate) bytes: Vec<u8>,
}

impl File {
    pub(crate) fn of(file: &[u8]) -> Self {
        let entries = file[64..].chunks(32).take(u32_at(file, 12) as usize);
        let section = |entry: &[u8]| {
            let (offset, length) = (u64_at(entry, 8) as usize, u64_at(entry, 16) as usize);
            let bytes = file[offset..offset + length].to_vec();
            Section { tag: entry[..4].try_into().unwrap(), flags: u32_at(entry, 4), bytes }
        };
        Self { sections: entries.map(section).collect() }
    }

    pub(crate) fn section(&mut self, tag: &[u8; 4]) -> &mut Section {
        self.sections.iter_mut().find(|section| section.tag == *tag).unwrap()
    }

    /// Sections out of any bytes: what the table says as far as it can be, one section behind the other.
    pub(crate) fn salvage(bytes: &[u8]) -> Self {
        let stated = bytes.get(12).map_or(0, |count| usize::from(*count) % 12);
        let count = stated.min(bytes.len().saturating_sub(64) / 32);
        let (table, mut rest) =
            bytes.get(64..).unwrap_or_default().split_at_checked(count * 32).unwrap_or_default();
        let mut sections = Vec::new();
        for entry in table.chunks_exact(32) {
            let length = usize::try_from(u64_at(entry, 16)).unwrap_or(usize::MAX).min(rest.len());
            let taken = rest[..length].to_vec();
            rest = &rest[length.next_multiple_of(8).min(rest.len())..];
            sections.push(Section {
                tag: entry[..4].try_into().unwrap(),
                flags: u32_at(entry, 4),
                bytes: taken,
            });
        }
        Self { sections }
    }

    /// A list's file.
    pub(crate) fn write(&self) -> Vec<u8> {
        self.write_as(LIST)
    }

    /// Another kind of file.
    pub(crate) fn write_as(&self, magic: [u8; 8]) -> Vec<u8> {
        let mut file = magic.to_vec();
        file.extend_from_slice(&[1, 0, 0, 0]);
        file.extend_from_slice(&(self.sections.len() as u32).to_le_bytes());
        file.resize(64 + 32 * self.sections.len(), 0);
        for (number, section) in self.sections.iter().enumerate() {
            let numbers =
                [file.len() as u64, section.bytes.len() as u64, XxHash3_64::oneshot(&section.bytes)];
            let entry = &mut file[64 + 32 * number..][..32];
            entry[..4].copy_from_slice(&section.tag);
            entry[4..8].copy_from_slice(&section.flags.to_le_bytes());
            for (place, number) in entry[8..].chunks_mut(8).zip(numbers) {
                place.copy_from_slice(&number.to_le_bytes());
            }
            file.extend_from_slice(&section.bytes);
            file.resize(file.len().next_multiple_of(8), 0);
        }
        seal(file)
    }
}

/// Makes length, digest and checksum of a header right, whatever the table says.
pub(crate) fn seal(mut file: Vec<u8>) -> Vec<u8> {
    let length = file.len() as u64;
    file[16..24].copy_from_slice(&length.to_le_bytes());
    let digest = Sha256::digest(&file[64..]);
    file[24..56].copy_from_slice(&digest);
    let table = (u32_at(&file, 12) as usize).saturating_mul(32).saturating_add(64);
    let mut checked = file[..56].to_vec();
    checked.extend_from_slice(file.get(64..table).unwrap_or_default());
    let checksum = XxHash3_64::oneshot(&checked);
    file[56..64].copy_from_slice(&checksum.to_le_bytes());
    file
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

pub(crate) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())
}

pub(crate) fn mutate(bytes: &mut Vec<u8>, draw: &mut SplitMix) {
    let at = draw.below(bytes.len().max(1));
    let Some(byte) = bytes.get_mut(at) else { return bytes.push(draw.next() as u8) };
    match draw.below(6) {
        0 => *byte = draw.next() as u8,
        1 => *byte ^= 1 << draw.below(8),
        2 => *byte = [0, 1, 0x7F, 0x80, 0xFF][draw.below(5)],
        3 => {
            let wide = [0, 1, u64::MAX, 1 << 31, 1 << 32, 1 << 63][draw.below(6)].to_le_bytes();
            bytes.iter_mut().skip(at).zip(wide).for_each(|(byte, new)| *byte = new);
        }
        4 => drop(bytes.remove(at)),
        _ => bytes.insert(at, draw.next() as u8),
    }
}

/// Asks, fetches the evidence of what is found, and verifies.
pub(crate) fn use_all(list: &List) -> Result<(), ()> {
    let asked = [
        (LISTED, "张某示"),
        ("", "李某例"),
        ("600037341", "示例建设集团有限公司"),
        (LISTED, ""),
        ("", "赵某无"),
    ];
    let mut all = Ok(());
    for (id, name) in asked {
        match list.check(id, name) {
            Ok(verdict) => {
                assert!(!verdict.because().is_empty() && verdict.lookalikes().is_none_or(|it| it >= 0.0));
                for one in verdict.matches().iter().take(20) {
                    all = all.and(list.evidence(one).map(drop).map_err(drop));
                }
            }
            Err(_) => all = Err(()),
        }
    }
    all.and(list.index().verify().map_err(drop))
}

/// Six rows of five subjects.
pub(crate) fn small() -> Vec<u8> {
    let row = |number: usize, name: &str, id: &str| {
        format!(r#"{{"id":{number},"iname":"{name}","cardNum":"{id}","sexy":""}}"#)
    };
    let rows = [
        row(1, "张某示", "1101051949****002X"),
        row(2, "张某示", "1101051949****002X"),
        row(3, "张某示", "3301061985****0484"),
        row(4, "李某例", ""),
        row(5, "示例建设集团有限公司", "600037341"),
        row(6, "阿里木·买买提", "15010288****303"),
    ];
    invented::compiled(rows.iter().map(String::as_str)).into_bytes()
}

/// The specimen of GB 11643-1999.
pub(crate) const LISTED: &str = "11010519491231002X";
