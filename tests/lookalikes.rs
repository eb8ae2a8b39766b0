//! How many others would fit? λ of every kind of evidence, reckoned a second time: population × share of the name × share of
//! the digits ÷ how often the right person is seen so, each factor asked of the list's census by itself.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;

use shixin::List;
use shixin::id::Sex;
use shixin::index::Census;
use shixin::index::Key;
use shixin::name::Name;

/// Name, id and sex as published; of an organisation the number of its kind of row.
const ROWS: [(&str, &str, &str, &str); 11] = [
    ("张某示", "1101051949****002X", "", "580"),
    ("李某例", "330106198506150484", "", "580"),
    ("王某甲", "3301061958****0484", "", "580"),
    ("赵某乙", "3301061986****0484", "", "580"),
    ("钱某丙", "33010619850615****", "", "580"),
    ("古丽尼沙汗·阿不都热合曼江", "", "女性", "580"),
    ("周某戊", "E1234****", "", "580"),
    ("阿里木·买买提", "3301061985****0484", "", "580"),
    ("示例建设集团有限公司", "91110000600037341L", "", "581"),
    ("某市示范粮油贸易有限公司", "9111000060003****L", "", "581"),
    ("某县示范工贸有限公司", "", "", "581"),
];

const ID: &str = "330106198506150484";
const OTHER: &str = "11010519491231002X";

struct Case {
    id: &'static str,
    name: &'static str,
    /// Which row is met.
    row: usize,
    expected: fn(&Shares<'_>) -> f64,
    because: &'static str,
}

const CASES: [Case; 17] = [
    Case {
        id: OTHER,
        name: "张某示",
        row: 0,
        expected: |it| it.people() * it.name("张某示") * it.digits("1101051949****002X"),
        because: "name and all that is visible",
    },
    Case {
        id: ID,
        name: "李某例",
        row: 1,
        expected: |it| it.people() * it.name("李某例") * 1e-9,
        because: "two holders of one complete number: once in a thousand million",
    },
    Case {
        id: ID,
        name: "张某示",
        row: 1,
        expected: |_| 1.0,
        because: "the same complete number with another name is even odds",
    },
    Case {
        id: ID,
        name: "王某甲",
        row: 2,
        expected: |it| it.people() * it.name("王某甲") * it.digits("3301061958****0484") * 14.0 / 0.001,
        because: "one in a thousand is copied with neighbours exchanged, in as many places as are visible",
    },
    Case {
        id: ID,
        name: "赵某乙",
        row: 3,
        expected: |it| it.people() * it.name("赵某乙") * it.one_off("3301061986****0484") / 0.003,
        because: "three in a thousand are copied with another character",
    },
    Case {
        id: ID,
        name: "钱某丙",
        row: 4,
        expected: |it| it.people() * it.name("钱某丙") * it.digits("33010619850615****"),
        because: "county and year meet twice as often as chance has it; no sex is published",
    },
    Case {
        id: ID,
        name: "古丽尼沙汗·阿不都热合曼江",
        row: 5,
        expected: |it| it.people() * it.name("古丽尼沙汗·阿不都热合曼江") * it.female(),
        because: "a name and a sex",
    },
    Case {
        id: "E12345678",
        name: "周某戊",
        row: 6,
        expected: |it| it.people() * it.name("周某戊") * 1e-5,
        because: "of numbers given out one after another a tenth agree in each of five characters",
    },
    Case {
        id: ID,
        name: "阿里木",
        row: 7,
        expected: |it| it.people() * it.name("阿里木·买买提") * 20.0 / 0.02 * it.digits("3301061985****0484"),
        because: "a part of a name is borne by more people than the whole",
    },
    Case {
        id: OTHER,
        name: "章某示",
        row: 0,
        expected: |it| it.people() * it.reads_alike("张某示") * 1.8 / 0.03 * it.digits("1101051949****002X"),
        because: "another character of the same reading, in any place",
    },
    Case {
        id: OTHER,
        name: "张某例",
        row: 0,
        expected: |it| it.people() * it.one_character("张某示") / 0.01 * it.digits("1101051949****002X"),
        because: "another character, in any place",
    },
    Case {
        id: OTHER,
        name: "张示某",
        row: 0,
        expected: |it| it.people() * it.name("张示某") / 0.002 * it.digits("1101051949****002X"),
        because: "exchanged characters: who bears the name as it was given",
    },
    Case {
        id: OTHER,
        name: "ZHANG MOUSHI",
        row: 0,
        expected: |it| it.people() * it.name("张某示") * 2.5 / 0.002 * it.digits("1101051949****002X"),
        because: "a spelling without tones is borne by more people than the characters",
    },
    Case {
        id: OTHER,
        name: "张□示",
        row: 0,
        expected: |it| it.people() * it.nth("张某示", 1) / 0.5 * it.digits("1101051949****002X"),
        because: "the lost character may have been any",
    },
    Case {
        id: "91110000600037341L",
        name: "示例建设集团有限公司",
        row: 8,
        expected: |it| it.organisations() * it.organisation("示例建设集团有限公司") * 1e-9,
        because: "a complete code",
    },
    Case {
        id: "91110000600037341L",
        name: "某市示范粮油贸易有限公司",
        row: 9,
        expected: |it| {
            let region = 0.7 * 0.8 * 0.9 * 0.8 * 0.5 * 0.5;
            it.organisations()
                * it.organisation("某市示范粮油贸易有限公司")
                * 0.9
                * 0.5
                * 0.5
                * region
                * 0.9
                * 0.1_f64.powi(3)
                * 0.05
        },
        because: "department and type, region, a code that does not begin with MA, and the check character",
    },
    Case {
        id: "91110000600037341L",
        name: "某县示范工贸有限公司",
        row: 10,
        expected: |it| it.organisations() * it.organisation("某县示范工贸有限公司"),
        because: "nothing but the name of an organisation",
    },
];

#[test]
fn every_kind_of_evidence_is_reckoned_as_documented() {
    let rows: Vec<String> =
        (0..).zip(ROWS).map(|(at, (name, id, sex, kind))| invented::row(at, name, id, sex, kind)).collect();
    let list = invented::list(rows.iter().map(String::as_str));
    let shares = Shares { list: &list, census: list.index().census() };
    let mut wrong = Vec::new();
    for Case { id, name, row, expected, because } in &CASES {
        let verdict = list.check(id, name).unwrap();
        let record = format!("{row}");
        let found = verdict.matches().iter().find(|one| one.record_ids.contains(&record));
        let (found, expected) = (found.map_or(f64::NAN, |found| found.lookalikes), expected(&shares));
        let is_so = (found / expected - 1.0).abs() < 1e-9;
        if !is_so {
            wrong.push(format!(
                "{name} {id}: expected {expected:.6e}, came out {found:.6e} ({because}); {:?}",
                verdict.matches()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the census says, factor by factor.
struct Shares<'a> {
    list: &'a List,
    census: &'a Census,
}

impl Shares<'_> {
    fn people(&self) -> f64 {
        self.list.edition().population as f64
    }

    fn organisations(&self) -> f64 {
        self.list.edition().organisations as f64
    }

    fn female(&self) -> f64 {
        self.census.sex_share(Sex::Female)
    }

    fn name(&self, name: &str) -> f64 {
        let name = Name::read(name).unwrap();
        self.census.name_share(&name, self.bearers(&name))
    }

    fn organisation(&self, name: &str) -> f64 {
        let name = Name::read(name).unwrap();
        self.census.organisation_name_share(&name, self.bearers(&name))
    }

    fn bearers(&self, name: &Name<'_>) -> u64 {
        let bearers = self.list.index().find(&Key::of_folded(name.loose())).unwrap().remaining();
        bearers.max(1)
    }

    fn nth(&self, name: &str, nth: usize) -> f64 {
        self.census.spelling_share(&Name::read(name).unwrap(), nth)
    }

    fn one_character(&self, name: &str) -> f64 {
        (0..name.chars().count()).map(|nth| self.nth(name, nth)).sum()
    }

    fn reads_alike(&self, name: &str) -> f64 {
        let name = Name::read(name).unwrap();
        (0..name.loose().chars().count()).map(|nth| self.census.reading_share(&name, nth)).sum()
    }

    /// The share of people whose citizen id shows this.
    fn digits(&self, shown: &str) -> f64 {
        let all = shown.as_bytes();
        let year = self.census.year_share(&all[6..10], 2026);
        let parts = self.census.region_share(&all[..6]) * year * self.census.day_share(&all[10..14]);
        let sequence = self.census.sequence_share(&all[14..17]);
        let is_open = all[..17].contains(&b'*');
        let check = if is_open && all[17] != b'*' { 1.0 / 11.0 } else { 1.0 };
        let together = if all[14..17].contains(&b'*') { 2.0 } else { 1.0 };
        parts * sequence * check * together
    }

    /// The share of people whose citizen id shows all of this but one character.
    fn one_off(&self, shown: &str) -> f64 {
        let whole = self.digits(shown);
        let opened = (0..18).filter(|slot| shown.as_bytes()[*slot] != b'*').map(|slot| {
            let opened = format!("{}*{}", &shown[..slot], &shown[slot + 1..]);
            let together = if (14..17).contains(&slot) { 2.0 } else { 1.0 };
            self.digits(&opened) / together - whole
        });
        opened.sum()
    }
}
