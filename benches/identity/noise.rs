//! What becomes of a name on its way through clerks, keyboards and decoders? [`Noise`] names each way and does it.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::maker::draw::Draw;
use crate::maker::name;

/// One way in which a name is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Noise {
    /// As its bearer writes it.
    None,
    /// A blank before, behind or inside, of either width.
    Blank,
    /// Another middle dot, or none.
    Dot,
    /// Traditional characters.
    Traditional,
    /// The name, and another one in brackets.
    Alias,
    /// Another name, and this one in brackets.
    Renamed,
    /// The other member of a surname family: 萧 and 肖.
    Family,
    /// Another character of the same reading.
    Homophone,
    /// Another character of the same look.
    LookAlike,
    /// Two neighbouring characters of the given name exchanged.
    Transposed,
    /// The part behind the middle dot left out.
    DroppedPart,
    /// A question mark in a character's place.
    Lost,
    /// A rare character's reading in its place.
    Latin,
}

impl Noise {
    /// What a list does to this name: one way or none.
    pub fn of_publication(name: &str, draw: &mut Draw) -> Self {
        Self::drawn(name, draw, PUBLICATION, 800, 5_000)
    }

    /// What an applicant's own hand, or the clerk's at the counter, does to it.
    pub fn of_application(name: &str, draw: &mut Draw) -> Self {
        Self::drawn(name, draw, APPLICATION, 200, 500)
    }

    /// What becomes of the name; as it is where this way is not open to it.
    pub fn applied(self, name: &str, draw: &mut Draw) -> String {
        self.changed(name, draw).unwrap_or_else(|| name.to_owned())
    }

    /// Whether the name stays the same name after folding, by the rules in NAMES.md.
    pub fn is_folded(self) -> bool {
        matches!(self, Self::None | Self::Blank | Self::Dot | Self::Traditional | Self::Alias)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::None => "as it is",
            Self::Blank => "blank",
            Self::Dot => "another dot",
            Self::Traditional => "traditional form",
            Self::Alias => "alias in brackets",
            Self::Renamed => "former name only",
            Self::Family => "surname family",
            Self::Homophone => "same reading",
            Self::LookAlike => "same look",
            Self::Transposed => "transposed",
            Self::DroppedPart => "part dropped",
            Self::Lost => "lost character",
            Self::Latin => "rare one in Latin",
        }
    }

    /// `family` and `rare`: in parts of ten thousand, how often a name that offers it meets what its kind is prone to.
    fn drawn(name: &str, draw: &mut Draw, table: &[(u64, Self)], family: u64, rare: u64) -> Self {
        let prone = if has_rare_character(name) && draw.chance(rare) {
            draw.weighted(&[(3, Self::Lost), (1, Self::Latin)])
        } else if name.contains('·') && draw.chance(DOTTED) {
            draw.weighted(&[(19, Self::Dot), (1, Self::DroppedPart)])
        } else if in_family(name).is_some() && draw.chance(family) {
            Self::Family
        } else {
            draw.weighted(table)
        };
        let changes = |noise: &Self| noise.changed(name, &mut draw.clone()).is_some_and(|to| to != name);
        Some(prone).filter(changes).unwrap_or(Self::None)
    }

    fn changed(self, name: &str, draw: &mut Draw) -> Option<String> {
        match self {
            Self::None => None,
            Self::Blank => Some(with_blank(name, draw)),
            Self::Dot => name.contains('·').then(|| name.replace('·', draw.weighted(name::DOTS))),
            Self::Traditional => Some(name.chars().map(name::traditional).collect()),
            Self::Alias => Some(format!("{name}（曾用名{}）", name::han(draw))),
            Self::Renamed => Some(format!("{}（曾用名{name}）", name::han(draw))),
            Self::Family => in_family(name).map(|other| replaced(name, 0, other)),
            Self::Homophone => substituted(name, draw, |character| READINGS.get(&character).copied()),
            Self::LookAlike => substituted(name, draw, |character| LOOKS.get(&character).copied()),
            Self::Transposed => transposed(name),
            Self::DroppedPart => name.split_once('·').map(|(first, _)| first.to_owned()),
            Self::Lost => Some(replaced(name, weak_spot(name, draw), '?')),
            Self::Latin => RARE
                .iter()
                .find(|(rare, _)| name.contains(*rare))
                .map(|(rare, reading)| name.replace(*rare, reading)),
        }
    }
}

/// A Han name with a rare character in place of its last; any other as it is.
pub fn with_rare_character(name: &str, draw: &mut Draw) -> String {
    let length = name.chars().count();
    let (rare, _) = draw.pick(RARE);
    if length < 2 || name.contains('·') { name.to_owned() } else { replaced(name, length - 1, rare) }
}

/// Whether a character of it is outside of GBK.
pub fn has_rare_character(name: &str) -> bool {
    name.chars().any(|character| RARE.iter().any(|(rare, _)| *rare == character))
}

fn with_blank(name: &str, draw: &mut Draw) -> String {
    let first = name.chars().next().map_or(0, char::len_utf8);
    let (surname, given) = name.split_at(first);
    match draw.below(4) {
        0 => format!(" {name}"),
        1 => format!("{name} "),
        2 => format!("{surname}\u{3000}{given}"),
        _ => format!("{surname} {given}"),
    }
}

/// One character replaced by another of its group, the head of the group more often than its end.
fn substituted(name: &str, draw: &mut Draw, group: impl Fn(char) -> Option<&'static str>) -> Option<String> {
    let characters: Vec<char> = name.chars().collect();
    let open: Vec<usize> = (0..characters.len()).filter(|&at| group(characters[at]).is_some()).collect();
    let at = if open.is_empty() { return None } else { draw.pick(&open) };
    let others: Vec<char> = group(characters[at])?.chars().filter(|other| *other != characters[at]).collect();
    let count = others.len() as u64;
    let low = draw.below(count).min(draw.below(count)) as usize;
    Some(replaced(name, at, others[low]))
}

/// The last two characters exchanged, where a surname stands before them.
fn transposed(name: &str) -> Option<String> {
    let mut characters: Vec<char> = name.chars().collect();
    let length = characters.len();
    if length < 3 || name.contains('·') {
        return None;
    }
    characters.swap(length - 2, length - 1);
    Some(characters.into_iter().collect())
}

/// Where a decoder fails: at a rare character, else anywhere behind the first.
fn weak_spot(name: &str, draw: &mut Draw) -> usize {
    let rare = name.chars().position(|character| RARE.iter().any(|(rare, _)| *rare == character));
    let length = name.chars().count() as u64;
    rare.unwrap_or_else(|| if length < 2 { 0 } else { 1 + draw.below(length - 1) as usize })
}

fn in_family(name: &str) -> Option<char> {
    let first = name.chars().next()?;
    let (one, other) = FAMILIES.iter().find(|(one, other)| *one == first || *other == first)?;
    Some(if *one == first { *other } else { *one })
}

fn replaced(name: &str, at: usize, by: char) -> String {
    name.chars().enumerate().map(|(place, character)| if place == at { by } else { character }).collect()
}

/// By character, all that share its reading (tones apart), the commonest in names first.
static READINGS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    let groups = include_str!("readings.tsv").lines().filter_map(|line| line.split_once('\t'));
    by_member(groups.map(|(_, group)| group))
});

static LOOKS: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| by_member(LOOK_ALIKES.split(' ')));

fn by_member(groups: impl Iterator<Item = &'static str>) -> HashMap<char, &'static str> {
    groups.flat_map(|group| group.chars().map(move |member| (member, group))).collect()
}

/// Parts of ten thousand names on the list. `name.rs` of the maker has the shares seen in crawls; what only an id can bring
/// home is raised here, so that each kind gets some hundred cases.
const PUBLICATION: &[(u64, Noise)] = &[
    (8_970, Noise::None),
    (200, Noise::Blank),
    (300, Noise::Traditional),
    (100, Noise::Alias),
    (100, Noise::Renamed),
    (200, Noise::Homophone),
    (70, Noise::LookAlike),
    (10, Noise::Transposed),
    (50, Noise::Lost),
];

/// Parts of ten thousand applications.
const APPLICATION: &[(u64, Noise)] = &[
    (9_660, Noise::None),
    (150, Noise::Blank),
    (50, Noise::Traditional),
    (100, Noise::Homophone),
    (30, Noise::LookAlike),
    (10, Noise::Transposed),
];

/// Parts of ten thousand dotted names whose dot, or the part behind it, suffers.
const DOTTED: u64 = 2_000;

/// Surnames split by the second simplification or by habit.
const FAMILIES: &[(char, char)] =
    &[('萧', '肖'), ('阎', '闫'), ('傅', '付'), ('戴', '代'), ('丘', '邱'), ('蓝', '兰')];

/// Characters that GBK lacks, with their readings.
const RARE: &[(char, &str)] = &[
    ('䶮', "YAN"),
    ('㛃', "JIE"),
    ('㐱', "ZHEN"),
    ('䲟', "YIN"),
    ('𬭊', "DU"),
    ('𬭎', "HONG"),
    ('𫖯', "FU"),
    ('𬍛', "QU"),
    ('𬱖', "DI"),
    ('𬶍', "TUO"),
];

/// Characters taken for one another by the eye.
const LOOK_ALIKES: &str = "己巳 晴睛 玟玫 末未 土士 明朋 俊峻竣 杨扬 宇字 辛幸 今令 天夫 千干于 大太 王玉 林材 梅海 平乎 云去 小少 \
     田由甲申 木本 洁浩 清情请 军车 欣欢 红江 建健键 亮高 丹舟 凤风 东乐 庆厌 良艮 伟炜玮 华毕 娟涓 刚钢 莹萤 祥样 斌赋 志忘 春舂 \
     秀秃 丽两 芳若 国园 文丈 永水 强张 生主 兰三 金全 玲铃 敏敛 燕蒸 梓锌 涵函 晨辰 佳住 鑫淼 婷停 博傅";
