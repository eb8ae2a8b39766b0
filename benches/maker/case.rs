//! Which invented case stands behind a row? [`Case`]: court, number, instrument, days.

use super::day::Day;
use super::draw::Draw;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub court: String,
    pub number: String,
    pub instrument: String,
    pub filed: Day,
    pub published: Day,
}

impl Case {
    /// A case filed between the first day of `earliest` (a year up to 2025) and June 2025.
    pub fn draw(draw: &mut Draw, earliest: i64) -> Self {
        let filed = Day(draw.between(Day::of(earliest, 1, 1).0, Day::of(2025, 6, 30).0));
        let published = Day(filed.0 + draw.between(0, 180));
        let (year, area) = (filed.year(), draw.between(101, 9_899));
        let mark = format!("示{area:04}");
        Self {
            court: court(draw),
            number: number(draw, year, &mark),
            instrument: instrument(draw, year - 1, &mark),
            filed,
            published,
        }
    }
}

/// `示安县人民法院`: no such court exists.
fn court(draw: &mut Draw) -> String {
    let at = |draw: &mut Draw| draw.pick(PLACES);
    match draw.below(10) {
        0 => format!("示{}市中级人民法院", at(draw)),
        1..4 => format!("示{}市示{}区人民法院", at(draw), at(draw)),
        4..6 => format!("示{}市人民法院", at(draw)),
        _ => format!("示{}县人民法院", at(draw)),
    }
}

fn number(draw: &mut Draw, year: i64, mark: &str) -> String {
    let (open, close) = draw.weighted(&[(695, ("(", ")")), (300, ("（", "）")), (5, ("", ""))]);
    let kind = draw.weighted(&[(90, "执"), (5, "执恢"), (5, "执保")]);
    format!("{open}{year}{close}{mark}{kind}{}号", draw.between(1, 19_999))
}

/// The instrument's number is the dirtiest field: another register's style, or a list that was never unpacked.
fn instrument(draw: &mut Draw, year: i64, mark: &str) -> String {
    let number = draw.between(1, 19_999);
    match draw.below(1_000) {
        0..4 => format!("[\"({year}){mark}民初{number}号\",\"({year}){mark}民终{number}号\"]"),
        4..14 => format!("{year}年示仲裁字第{number}号"),
        14..20 => format!("（{year}）示证执字第{number}号公证书 "),
        20..220 => format!("（{year}）{mark}民初{number}号"),
        _ => format!("({year}){mark}民初{number}号"),
    }
}

const PLACES: &[&str] = &[
    "安", "宁", "平", "和", "兴", "昌", "永", "福", "泰", "康", "顺", "清", "江", "山", "河", "湖", "海",
    "东", "西", "南", "北", "中", "阳", "云", "林", "石", "金", "玉", "龙", "凤", "新", "长", "丰", "城",
    "桥", "溪",
];
