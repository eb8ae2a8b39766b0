//! What is this person called, and how does a clerk's hand change it on the way to the list?

use super::draw::Draw;
use super::tables::tables;

/// A name as its bearer writes it.
pub fn person(draw: &mut Draw) -> String {
    if draw.chance(150) { minority(draw) } else { han(draw) }
}

/// As published: sometimes blanks, another dot, the traditional form, an alias.
pub fn published(name: &str, draw: &mut Draw) -> String {
    let dirt = draw.below(10_000);
    let mut published = match dirt {
        0..30 => format!(" {name}"),
        30..45 => format!("{name} "),
        45..55 => format!("{name}\u{3000}"),
        55..95 => spread(name),
        95..335 => name.chars().map(traditional).collect(),
        335..340 => format!("{name}（曾用名{}）", han(draw)),
        340..345 => format!("{name}(又名{})", han(draw)),
        _ => name.to_owned(),
    };
    if published.contains('·') {
        published = published.replace('·', draw.weighted(DOTS));
    }
    published
}

/// Surname by weight × given name by weight.
pub fn han(draw: &mut Draw) -> String {
    let mut name = tables().surnames.draw(draw).to_owned();
    if draw.chance(GIVEN_TAIL) {
        rare_given(draw, &mut name);
    } else {
        name.push_str(tables().given.draw(draw));
    }
    name
}

/// The vendored table ends where 36 % of people are still to come. Their given names are rare pairs: the head of one
/// entry and the end of another, both without regard to weight.
fn rare_given(draw: &mut Draw, name: &mut String) {
    name.extend(tables().given.any(draw).chars().next());
    if !draw.chance(200) {
        name.extend(tables().given.any(draw).chars().next_back());
    }
}

fn minority(draw: &mut Draw) -> String {
    let tables = tables();
    let (first, second, dot) = draw.weighted(&[
        (26, ("uyghur_male", "uyghur_male", "·")),
        (18, ("uyghur_female", "uyghur_male", "·")),
        (8, ("kazakh", "kazakh", "·")),
        (6, ("mongolian", "mongolian", "·")),
        (8, ("tibetan", "tibetan", "")),
        (4, ("yi_clan", "yi_given", "")),
        (3, ("yi_clan", "yi_given", "·")),
        (2, ("foreign", "foreign", "·")),
    ]);
    format!("{}{dot}{}", draw.pick(tables.group(first)), draw.pick(tables.group(second)))
}

/// `李 某` for `李某`: how two-character names are set to the width of three.
fn spread(name: &str) -> String {
    let mut chars = name.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some(first), Some(second), None) => format!("{first}\u{3000}{second}"),
        _ => name.to_owned(),
    }
}

/// The traditional form of a common character; any other as it is.
pub fn traditional(simplified: char) -> char {
    let at = SIMPLIFIED.chars().position(|listed| listed == simplified);
    at.and_then(|at| TRADITIONAL.chars().nth(at)).unwrap_or(simplified)
}

/// Parts of ten thousand whose given name is not in `given.tsv` (measured on the full table).
const GIVEN_TAIL: u64 = 3_559;

/// The middle dot of a name, as decoders and input methods leave it.
pub const DOTS: &[(u64, &str)] =
    &[(850, "·"), (50, "•"), (20, "‧"), (30, "・"), (10, "．"), (10, "."), (10, "⋅"), (20, "")];

const SIMPLIFIED: &str = "张刘陈杨华黄晓丽吴赵伟红国军孙马兰龙东荣强罗辉郑飞凤静谢鹏涛亚庆许阳刚韩冯邓兴宝学锋蒋吕卫卢爱泽洁长陆颖谭凯维韦莹贾彦邹剑乐继远贤闫义连树梦琼鸿贺莲锦会贵传铭钱银顺欢顾书栋达宁闻";
const TRADITIONAL: &str = "張劉陳楊華黃曉麗吳趙偉紅國軍孫馬蘭龍東榮強羅輝鄭飛鳳靜謝鵬濤亞慶許陽剛韓馮鄧興寶學鋒蔣呂衛盧愛澤潔長陸穎譚凱維韋瑩賈彥鄒劍樂繼遠賢閆義連樹夢瓊鴻賀蓮錦會貴傳銘錢銀順歡顧書棟達寧聞";
