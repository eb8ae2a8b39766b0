//! How the list of places is made: from the names of GB/T 2260 to `src/name/places.txt`.

use std::collections::BTreeSet;

use crate::fold_table::lines;

/// One name a line, without its rank, in the order of their bytes.
pub(crate) fn build() -> String {
    let rows = lines("gb2260_names.tsv");
    let names = rows.iter().skip(1).map(|line| line.split_once('\t').unwrap().1);
    let mut places: BTreeSet<String> = names.filter(|name| !is_direction(name)).map(plain).collect();
    // The country stands in brackets as its regions do: 示例（中国）有限公司.
    places.insert("中国".to_owned());
    places.iter().map(|place| format!("{place}\n")).collect()
}

/// City districts of one character (城区, 东区 …) are words, not names.
fn is_direction(name: &str) -> bool {
    name.chars().count() == 2 && name.ends_with('区')
}

/// Without rank and people: 延边朝鲜族自治州 is 延边. A name of one character keeps its rank: 邱县.
fn plain(name: &str) -> String {
    let ranks = [
        "特别行政区",
        "自治区",
        "自治州",
        "自治县",
        "自治旗",
        "地区",
        "林区",
        "特区",
        "新区",
        "省",
        "市",
        "县",
        "区",
        "盟",
        "旗",
    ];
    let Some((rank, stem)) = ranks.iter().find_map(|rank| Some((rank, name.strip_suffix(rank)?))) else {
        return name.to_owned();
    };
    let named_for_peoples = rank.starts_with("自治") || stem.ends_with('族');
    let stem = if named_for_peoples { without_peoples(stem) } else { stem };
    if stem.chars().count() < 2 { name.to_owned() } else { stem.to_owned() }
}

fn without_peoples(stem: &str) -> &str {
    let mut stem = stem;
    while let Some(shorter) = PEOPLES.iter().find_map(|people| stem.strip_suffix(people))
        && shorter.chars().count() >= 2
    {
        stem = shorter;
    }
    stem.strip_suffix('族').unwrap_or(stem)
}

/// As they end the names of autonomous regions.
const PEOPLES: &[&str] = &[
    "各族",
    "满族",
    "蒙古族",
    "蒙古",
    "回族",
    "达斡尔族",
    "朝鲜族",
    "畲族",
    "土家族",
    "苗族",
    "侗族",
    "瑶族",
    "壮族",
    "仫佬族",
    "毛南族",
    "黎族",
    "羌族",
    "彝族",
    "藏族",
    "仡佬族",
    "布依族",
    "水族",
    "傣族",
    "哈尼族",
    "纳西族",
    "拉祜族",
    "佤族",
    "布朗族",
    "白族",
    "景颇族",
    "傈僳族",
    "独龙族",
    "怒族",
    "普米族",
    "裕固族",
    "哈萨克族",
    "哈萨克",
    "保安族",
    "东乡族",
    "撒拉族",
    "土族",
    "维吾尔",
    "柯尔克孜",
    "塔吉克",
    "锡伯",
];
