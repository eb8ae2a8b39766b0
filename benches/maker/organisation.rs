//! Which invented organisation is this? [`Organisation`]: a made-up name, its unified code and, within that, its
//! organisation code, both with the right check character.

use super::check_digit;
use super::draw::Draw;
use super::name;
use super::tables::tables;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    pub name: String,
    /// Unified social credit code, 18 characters.
    pub unified: String,
    /// Who answers for it.
    pub head: String,
}

impl Organisation {
    pub fn draw(draw: &mut Draw) -> Self {
        let form = draw.weighted(FORMS);
        let name = registered_name(draw, form);
        let kind = if matches!(form, "经营部" | "商行") {
            "92"
        } else {
            draw.weighted(&[(19, "91"), (1, "93")])
        };
        let mut unified = format!("{kind}{}{}", tables().county(draw, 2015), organisation_code(draw));
        unified.push(check_digit::unified(&unified));
        Self { name, unified, head: name::person(draw) }
    }

    /// Its organisation code: characters 9 to 17 of the unified code.
    pub fn code(&self) -> &str {
        &self.unified[8..17]
    }
}

/// Eight digits of the old register, or `MA` and six characters as given since 2015; then the check character.
fn organisation_code(draw: &mut Draw) -> String {
    let mut code = if draw.chance(6_000) {
        format!("{:08}", draw.below(100_000_000))
    } else {
        let mut code = "MA".to_owned();
        code.extend((0..6).map(|_| char::from(draw.pick(check_digit::UNIFIED_ALPHABET))));
        code
    };
    code.push(check_digit::organisation(&code));
    code
}

/// Place, brand, trade, form: `示安县华瑞建材有限公司`, `华瑞（示安县）建材有限公司`. No such places exist.
fn registered_name(draw: &mut Draw, form: &str) -> String {
    let place =
        format!("示{}{}", any(draw, PLACE), draw.weighted(&[(5, "县"), (4, "市"), (4, "区"), (4, "")]));
    let mut brand: String = [any(draw, BRAND), any(draw, BRAND)].iter().collect();
    if draw.chance(3_000) {
        brand.push(any(draw, BRAND));
    }
    let trade = draw.pick(TRADES);
    match draw.below(20) {
        0..3 => format!("{brand}（{place}）{trade}{form}"),
        3 => format!("{brand}({place}){trade}{form}"),
        4 => format!("{place}{brand}{trade}{form}{}分公司", any(draw, PLACE)),
        _ => format!("{place}{brand}{trade}{form}"),
    }
}

fn any(draw: &mut Draw, of: &str) -> char {
    let at = draw.below(of.chars().count() as u64) as usize;
    of.chars().nth(at).unwrap_or('示')
}

const FORMS: &[(u64, &str)] = &[
    (68, "有限公司"),
    (9, "有限责任公司"),
    (5, "股份有限公司"),
    (4, "合伙企业（有限合伙）"),
    (2, "合伙企业(有限合伙)"),
    (4, "厂"),
    (6, "经营部"),
    (2, "商行"),
];
const PLACE: &str = "安宁平和兴昌永福泰康顺清江山河湖海东西南北中阳云林石金玉龙凤新长丰城桥溪";
const BRAND: &str =
    "华瑞恒盛鑫达宏源泰和信诚嘉利隆昌博雅天成万丰联创金辉正德佳美海川云帆启航优品凯旋锦绣鼎立卓越润泽";
const TRADES: &[&str] = &[
    "建材",
    "贸易",
    "商贸",
    "建筑工程",
    "建设集团",
    "房地产开发",
    "置业",
    "物流",
    "运输",
    "机械",
    "机械设备",
    "电子科技",
    "科技",
    "信息技术",
    "网络科技",
    "食品",
    "餐饮管理",
    "酒店管理",
    "农业发展",
    "生态农业",
    "养殖",
    "纺织",
    "服饰",
    "家具",
    "装饰工程",
    "园林绿化",
    "矿业",
    "化工",
    "医药",
    "医疗器械",
    "教育咨询",
    "文化传媒",
    "广告",
    "投资",
    "投资管理",
    "融资担保",
    "物业服务",
    "汽车销售",
    "五金",
    "塑料制品",
    "印务",
    "新能源",
];
