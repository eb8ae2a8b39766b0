//! Invented people, organisations and their published rows, from few parts, so that names and visible digits collide.
#![allow(dead_code, reason = "each test that includes this module uses a part of it")]

pub(crate) mod delta;

use shixin::Compiler;
use shixin::List;
use shixin::compile::Compiled;
use shixin::compile::Origin;

/// Sebastiano Vigna's splitmix64: the same seed gives the same draws everywhere.
pub(crate) struct SplitMix(pub(crate) u64);

impl SplitMix {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 where there is none.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// A citizen id (GB 11643-1999) with its check digit. `day` is MMDD and must exist.
pub(crate) fn citizen(region: &str, year: u16, day: &str, sequence: u16) -> String {
    let body = format!("{region}{year:04}{day}{sequence:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize =
        body.bytes().zip(weights).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    format!("{body}{}", &"10X98765432"[sum % 11..=sum % 11])
}

/// The 15-digit form of a citizen id of the 1900s.
pub(crate) fn fifteen(citizen: &str) -> String {
    format!("{}{}", &citizen[..6], &citizen[8..17])
}

/// An organisation code (GB 11714-1997), nine characters, out of its first eight.
pub(crate) fn organisation_code(body: &str) -> String {
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let value = |byte: u8| char::from(byte).to_digit(36).unwrap();
    let sum: u32 = body.bytes().zip(weights).map(|(byte, weight)| value(byte) * weight).sum();
    format!("{body}{}", ["0", "X", "9", "8", "7", "6", "5", "4", "3", "2", "1"][(sum % 11) as usize])
}

/// A unified code (GB 32100-2015) around an organisation code; `prefix` is department, type and region.
pub(crate) fn unified(prefix: &str, code: &str) -> String {
    let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let body = format!("{prefix}{code}");
    let mut weight = 1;
    let mut sum = 0;
    for character in body.chars() {
        sum += alphabet.find(character).unwrap() * weight;
        weight = weight * 3 % 31;
    }
    let check = (31 - sum % 31) % 31;
    format!("{body}{}", &alphabet[check..=check])
}

/// Every way in which a complete citizen id was seen published (`layout` counts modulo their number), and some more.
pub(crate) fn publish_person(id: &str, layout: usize) -> String {
    let stars = |first: usize, stars: usize, last: usize| {
        format!("{}{}{}", &id[..first], "*".repeat(stars), &id[18 - last..])
    };
    match layout % PERSON_LAYOUTS {
        0 => id.to_owned(),
        1 => stars(10, 4, 4),
        2 => stars(11, 4, 4),
        3 => stars(10, 4, 4).to_lowercase(),
        4 => format!("{}****{}****{}", &id[..4], &id[8..10], &id[14..]),
        5 => format!("{}****{}****{}", &id[..2], &id[6..10], &id[14..]),
        6 => stars(10, 8, 0),
        7 => stars(12, 6, 0),
        8 => stars(3, 12, 3),
        9 => stars(1, 15, 2),
        10 => stars(10, 5, 3),
        11 => fifteen(id),
        12 => format!("{}****{}", &fifteen(id)[..8], &fifteen(id)[12..]),
        13 => String::new(),
        14 => "*".repeat(18),
        15 => ",".to_owned(),
        16 => stars(6, 8, 4),
        _ => stars(10, 6, 4),
    }
}

pub(crate) const PERSON_LAYOUTS: usize = 18;

/// The same for a unified code.
pub(crate) fn publish_organisation(id: &str, layout: usize) -> String {
    let code = &id[8..17];
    match layout % ORGANISATION_LAYOUTS {
        0 => id.to_owned(),
        1 => format!("{}****{}", &id[..10], &id[14..]),
        2 => code.to_owned(),
        3 => format!("{}-{}", &code[..8], &code[8..]),
        4 => format!("{}****{}", &code[..3], &code[7..]),
        5 => format!("{}********", &id[..10]),
        6 => String::new(),
        _ => format!("{}************{}", &id[..3], &id[15..]),
    }
}

pub(crate) const ORGANISATION_LAYOUTS: usize = 8;

/// A row in the court's form. An empty `sex` or `party` is left out.
pub(crate) fn row(number: usize, name: &str, id: &str, sex: &str, party: &str) -> String {
    let mut row = serde_json::json!({
        "id": number, "iname": name, "cardNum": id, "caseCode": format!("(2024)示0101执{number}号"),
        "courtName": "示例市示例区人民法院", "publishDate": "2024年04月01日", "duty": DUTY, "qysler": [],
    });
    for (key, value) in [("sexy", sex), ("partyTypeName", party)] {
        if !value.is_empty() {
            row[key] = value.into();
        }
    }
    row.to_string()
}

/// An obligation as it stands in rows, with a third party's name in it.
pub(crate) const DUTY: &str = "向债权人钱某第三人清偿借款本金";

pub(crate) fn compiled<'a>(rows: impl IntoIterator<Item = &'a str>) -> Compiled {
    let mut compiler = Compiler::new("2026-11-01".parse().unwrap()).source("invented");
    for (line, row) in (1..).zip(rows) {
        compiler.push(Origin { source: "invented".into(), line }, row);
    }
    let compiled = compiler.finish().unwrap();
    assert!(compiled.report().adds_up(), "{:?}", compiled.report().totals);
    compiled
}

pub(crate) fn list<'a>(rows: impl IntoIterator<Item = &'a str>) -> List {
    List::from_bytes(compiled(rows).into_bytes()).unwrap()
}

/// Three counties, so that regions say little.
pub(crate) const COUNTIES: [&str; 3] = ["110105", "330106", "440524"];

/// Days of one year, enough that several share each check digit.
pub(crate) const DAYS: [&str; 16] = [
    "0101", "0117", "0203", "0219", "0307", "0323", "0408", "0424", "0510", "0526", "0611", "0627", "0713",
    "0729", "0814", "1231",
];

/// Few names: namesakes, variants, families, transpositions, other names in brackets, a lost character, none at all.
pub(crate) const PEOPLE: [&str; 16] = [
    "张某示",
    "张某例",
    "张示某",
    "章某示",
    "張某示",
    "王乾",
    "王干",
    "萧某示",
    "肖某示",
    "阿里木·买买提",
    "阿里木买买提",
    "钱示睿（曾用名钱示锐）",
    "钱示锐",
    "李?例",
    "李某例",
    "暂无",
];

pub(crate) const ORGANISATIONS: [&str; 12] = [
    "示例建设集团有限公司",
    "示例建设集团有限责任公司",
    "示例建设集团股份有限公司",
    "示例建设集团有限公司示州分公司",
    "示州（示县）建材有限公司",
    "示州(示县)建材有限公司",
    "示州示县建材有限公司",
    "示例机械厂",
    "示例机诫厂",
    "新例商贸有限公司（原示例商贸有限公司）",
    "示例商贸有限公司",
    "示例",
];
