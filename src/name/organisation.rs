//! Does this name belong to an organisation, and is that one a branch? Told by wording; a hint, never a proof.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::legal_form;

/// Whose name it seems to be. A published row's own type field is as unsure, so both are hints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// A person: up to four Han characters, parts joined by middle dots, or Latin words.
    Person,
    /// An organisation: a legal form, or the wording of one.
    Organisation,
    /// Neither is plain.
    Unsure,
}

impl Class {
    /// A stable word for logs and files.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Unsure => "unsure",
        }
    }
}

/// The class of a strict text; `given` tells whether it had middle dots.
pub(super) fn class(strict: &str, given: &str) -> Class {
    match strict.chars().count() {
        0 | 1 => Class::Unsure,
        3 if ends_shortly(strict) => Class::Unsure,
        4 if ends_shortly(strict) => Class::Organisation,
        4 if strict.ends_with(ENDINGS) => Class::Unsure,
        2..=4 if strict.len() <= legal_form::SHORT || strict.chars().all(is_han) => Class::Person,
        _ if has_wording(strict) => Class::Organisation,
        _ if given.contains(DOTS) => Class::Person,
        _ if strict.ends_with(ENDINGS) => Class::Organisation,
        _ if strict.chars().all(|sign| sign.is_alphabetic() && !is_han(sign)) => Class::Person,
        _ => Class::Unsure,
    }
}

/// The word that makes this a branch (分公司, 支行, 营业部 …), from a loose text. A branch has a registration of
/// its own: it is never its parent.
pub(super) fn branch(loose: &str) -> Option<&'static str> {
    BRANCHES.iter().copied().find(|word| loose.ends_with(word))
}

/// Whether the text ends as an organisation's name does.
pub(super) fn ends_as_organisation(strict: &str) -> bool {
    ends_shortly(strict)
        || strict.ends_with(ENDINGS)
        || BRANCHES.iter().any(|ending| strict.ends_with(ending))
}

/// Whether a differing `sign` tells two organisations apart on its own: letters, figures, numbers, cyclic signs, directions, sizes,
/// and the signs of branch and parent. 第一 and 第二 are no misspelling of each other.
pub(super) fn tells_apart(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '.' || TELLING.contains(sign)
}

/// Ideographs of all planes.
pub(super) const fn is_han(sign: char) -> bool {
    matches!(sign, '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn ends_shortly(strict: &str) -> bool {
    let ending = strict.len().checked_sub(SHORT_ENDING).and_then(|at| strict.get(at..));
    ending.is_some_and(|ending| SHORT_ENDINGS.binary_search(&ending).is_ok())
}

fn has_wording(strict: &str) -> bool {
    WORDING.as_ref().is_some_and(|finder| finder.is_match(strict))
        || COMPANIES.iter().any(|ending| strict.ends_with(ending))
}

/// `None` cannot be: a test builds it.
static WORDING: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(WORDS).ok());

/// Wherever one of these stands in a name of five characters or more, it is an organisation's.
const WORDS: &[&str] = &[
    "公司",
    "集团",
    "企业",
    "合伙",
    "个体工商户",
    "合作社",
    "合作联社",
    "信用社",
    "银行",
    "支行",
    "分行",
    "工作室",
    "事务所",
    "研究院",
    "研究所",
    "设计院",
    "学校",
    "学院",
    "大学",
    "中学",
    "小学",
    "幼儿园",
    "医院",
    "诊所",
    "卫生院",
    "卫生室",
    "委员会",
    "村委会",
    "居委会",
    "政府",
    "管理局",
    "协会",
    "学会",
    "商会",
    "基金会",
    "联合会",
    "俱乐部",
    "经营部",
    "服务部",
    "门市部",
    "营业部",
    "销售部",
    "批发部",
    "经销部",
    "经销处",
    "代理处",
    "办事处",
    "代表处",
    "项目部",
    "指挥部",
    "商行",
    "商店",
    "商场",
    "商铺",
    "超市",
    "酒店",
    "饭店",
    "宾馆",
    "旅馆",
    "餐厅",
    "餐馆",
    "面馆",
    "茶馆",
    "书店",
    "药店",
    "药房",
    "诊疗",
    "服务中心",
    "工厂",
    "加工厂",
    "养殖场",
    "种植场",
    "农场",
    "林场",
    "牧场",
    "煤矿",
    "工程队",
    "施工队",
    "车队",
    "网吧",
    "美容院",
    "分店",
    "分厂",
    "分中心",
    "服务站",
    "加油站",
    "COMPANY",
];

/// The middle dots usual between the parts of a transliterated name.
const DOTS: &[char] = &['·', '•', '‧', '∙', '⋅', '・', '･', '．'];

/// Latin legal forms, at the end only.
const COMPANIES: &[&str] =
    &["LTD", "LIMITED", "LLC", "INC", "CORP", "CORPORATION", "GMBH", "PLC", "LLP", "PTELTD"];

/// Endings of two characters that make a name of four characters an organisation's, and one of three unsure; in the
/// order of their code points.
const SHORT_ENDINGS: &[&str] = &[
    "中学", "中心", "书店", "公司", "医院", "协会", "商会", "商店", "商行", "大学", "学校", "学院", "宾馆",
    "小学", "工厂", "网吧", "药店", "药房", "诊所", "超市", "酒店", "银行", "集团", "饭店",
];

/// The bytes of each.
const SHORT_ENDING: usize = 6;

/// Single characters that end an organisation's name of five characters or more, and leave one of four unsure.
const ENDINGS: &[char] = &[
    '厂', '店', '部', '行', '馆', '社', '所', '院', '站', '局', '处', '会', '室', '坊', '庄', '队', '场',
    '铺', '户', '园',
];

const BRANCHES: &[&str] = &[
    "分公司",
    "支公司",
    "子公司",
    "分行",
    "支行",
    "分理处",
    "储蓄所",
    "营业部",
    "营业厅",
    "营业所",
    "营业室",
    "分店",
    "分部",
    "分厂",
    "分所",
    "分院",
    "分校",
    "分社",
    "分局",
    "分处",
    "分站",
    "分场",
    "分中心",
    "办事处",
    "代表处",
    "联络处",
    "门市部",
    "经营部",
    "销售部",
    "服务部",
    "项目部",
    "事业部",
    "管理部",
];

const TELLING: &str = concat!(
    "〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾廿",
    "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥",
    "东南西北中上下左右前后内外里大小新老旧古高低",
    "第首总分支母副公私国",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_endings_are_in_order_and_of_one_length() {
        assert!(SHORT_ENDINGS.is_sorted());
        assert!(SHORT_ENDINGS.iter().all(|ending| ending.len() == SHORT_ENDING && ends_shortly(ending)));
    }

    #[test]
    fn the_wording_builds() {
        assert_eq!(WORDING.as_ref().unwrap().patterns_len(), WORDS.len());
    }
}
