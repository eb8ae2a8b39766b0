//! How the fold table is made: from the vendored sources to the bytes of `src/name/fold.bin`.
//!
//! The rules and their reasons are in `src/name/NAMES.md`; the layout is in `src/name/table.rs`. Nothing here uses
//! the reader, so that a mistake in one does not hide in the other.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use unicode_normalization::UnicodeNormalization;

/// The table's bytes, and what they were laid out from.
pub(crate) fn build() -> (Vec<u8>, Folds) {
    let folds = Folds::read();
    let cells: Vec<Cell> = (0..END).map(|code| folds.cell(code)).collect();
    (lay(&cells), folds)
}

/// What one code point becomes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    Keep,
    Drop,
    Slow,
    Pair(char, char),
}

/// Index, then pages, then pairs, all little-endian; equal pages are stored once.
fn lay(cells: &[Cell]) -> Vec<u8> {
    let pairs: Vec<Cell> = cells
        .iter()
        .copied()
        .filter(|cell| matches!(cell, Cell::Pair(..)))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let code = |cell: &Cell| match cell {
        Cell::Keep => 0_u16,
        Cell::Drop => 1,
        Cell::Slow => 2,
        Cell::Pair(..) => u16::try_from(pairs.binary_search(cell).unwrap() + 3).unwrap(),
    };
    let mut numbers = BTreeMap::new();
    let (mut index, mut pages) = (Vec::new(), Vec::new());
    for block in cells.chunks(PAGE) {
        let page: Vec<u16> = block.iter().map(code).collect();
        let next = u16::try_from(numbers.len()).unwrap();
        let number = *numbers.entry(page.clone()).or_insert_with(|| {
            pages.extend(page);
            next
        });
        index.push(number);
    }
    let mut bytes = Vec::new();
    for head in [u16::try_from(numbers.len()).unwrap(), u16::try_from(pairs.len()).unwrap()] {
        bytes.extend(head.to_le_bytes());
    }
    bytes.extend(index.iter().chain(&pages).flat_map(|number: &u16| number.to_le_bytes()));
    for pair in pairs {
        let Cell::Pair(strict, loose) = pair else { unreachable!("only pairs were collected") };
        bytes.extend_from_slice(&u32::from(strict).to_le_bytes()[..3]);
        bytes.extend_from_slice(&u32::from(loose).to_le_bytes()[..3]);
    }
    bytes
}

/// Every rule that the sources and the lists below give.
pub(crate) struct Folds {
    /// The 8 105 standard characters: fixed in the strict tier.
    pub(crate) standard: BTreeSet<char>,
    /// Private use, radical, compatibility form or written-alike sign to the character meant. `None`: nothing.
    signs: BTreeMap<char, Option<char>>,
    /// Traditional to simplified as OpenCC lists it, first choice first.
    opencc: BTreeMap<char, Vec<char>>,
    /// The same character drawn otherwise, both directions.
    glyphs: Graph,
    /// Regional standard forms to OpenCC's traditional form.
    regional: Graph,
    /// Sources of the loose tier in order of precedence.
    loose: Vec<Graph>,
    /// Between standard characters, loose tier only.
    families: BTreeMap<char, char>,
}

type Graph = BTreeMap<char, BTreeSet<char>>;

impl Folds {
    fn read() -> Self {
        let standard = read_standard();
        let (mut old, glyphs, mut simplified, semantic) = read_irg();
        for (from, to) in read_unihan("kSimplifiedVariant.txt") {
            simplified.entry(from).or_default().extend(to);
        }
        let mut semantics = read_unihan("kSemanticVariant.txt");
        for (from, to) in semantic {
            semantics.entry(from).or_default().extend(to);
        }
        // Beyond the Basic Multilingual Plane these two record dictionary forms that nobody is registered under.
        for graph in [&mut old, &mut semantics] {
            graph.retain(|from, _| *from < '\u{10000}');
        }
        let loose = vec![read_unihan("kZVariant.txt"), simplified, old, semantics];
        let families = FAMILIES.iter().flat_map(|(to, from)| from.chars().map(|c| (c, *to))).collect();
        let regional = read_regional();
        Self { standard, signs: read_signs(), opencc: read_opencc(), glyphs, regional, loose, families }
    }

    fn cell(&self, code: u32) -> Cell {
        let Some(character) = char::from_u32(code) else { return Cell::Slow };
        let Some(strict) = self.strict(character) else { return Cell::Drop };
        if is_blank(strict) || DOTS.contains(strict) {
            return Cell::Drop;
        }
        if strict == character && !is_known(character) {
            return Cell::Slow;
        }
        match (strict, self.loose(strict)) {
            (strict, loose) if strict == character && loose == character => Cell::Keep,
            (strict, loose) => Cell::Pair(strict, loose),
        }
    }

    /// The strict fold, to its fixed point. `None`: the character vanishes.
    pub(crate) fn strict(&self, character: char) -> Option<char> {
        let mut now = character;
        for _ in 0..8 {
            let next = match self.signs.get(&now) {
                Some(Some(meant)) => *meant,
                Some(None) => return None,
                None => self.simplified(now),
            };
            if next == now {
                return Some(now);
            }
            now = next;
        }
        panic!("the strict fold of {character:?} does not come to rest")
    }

    /// One step towards the standard character: OpenCC, then glyph variants, then regional forms; each only where
    /// it leaves no choice.
    fn simplified(&self, character: char) -> char {
        if self.standard.contains(&character) {
            return character;
        }
        if let Some(choices) = self.opencc.get(&character)
            && choices.first() != Some(&character)
        {
            return self.only_choice(character, choices).unwrap_or(character);
        }
        [&self.glyphs, &self.regional]
            .into_iter()
            .find_map(|graph| self.only_standard(graph, character))
            .unwrap_or(character)
    }

    /// OpenCC's answer, unless two of its choices are standard characters.
    fn only_choice(&self, character: char, choices: &[char]) -> Option<char> {
        if let Some((_, to)) = CHOSEN.iter().find(|(from, _)| *from == character) {
            return Some(*to);
        }
        let standard: Vec<char> = choices.iter().copied().filter(|c| self.standard.contains(c)).collect();
        match standard.as_slice() {
            [] => choices.first().copied(),
            [one] => Some(*one),
            _ => None,
        }
    }

    /// The one standard character that the graph's neighbours come to.
    fn only_standard(&self, graph: &Graph, character: char) -> Option<char> {
        let standard = |c: &char| match self.opencc.get(c) {
            _ if self.standard.contains(c) => Some(*c),
            Some(choices) => self.only_choice(*c, choices).filter(|to| self.standard.contains(to)),
            None => None,
        };
        let found: BTreeSet<char> = graph.get(&character)?.iter().filter_map(standard).collect();
        if found.len() == 1 { found.first().copied() } else { None }
    }

    /// The loose fold of a strict form, to its fixed point.
    pub(crate) fn loose(&self, strict: char) -> char {
        let mut now = strict;
        for _ in 0..8 {
            let next = self.loosened(now);
            if next == now {
                return now;
            }
            now = next;
        }
        panic!("the loose fold of {strict:?} does not come to rest")
    }

    fn loosened(&self, character: char) -> char {
        if let Some(head) = self.families.get(&character) {
            return *head;
        }
        if self.standard.contains(&character) {
            return character;
        }
        if let Some(choices) = self.opencc.get(&character) {
            let other = choices.iter().copied().find(|choice| *choice != character);
            return other.and_then(|to| self.strict(to)).unwrap_or(character);
        }
        self.loose.iter().find_map(|graph| self.only_standard(graph, character)).unwrap_or(character)
    }
}

/// Characters that are their own NFKC, never combine with what follows and that names are made of: what is not
/// known goes through Unicode normalisation.
fn is_known(c: char) -> bool {
    matches!(c, ' '..='-' | '/'..='~' | '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
        || matches!(c, '\u{20000}'..='\u{2A6DF}' | '\u{2A700}'..='\u{2EE5D}' | '\u{30000}'..='\u{323AF}')
}

/// White space and what shows nothing: joiners, direction marks, variation selectors, fillers.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}')
        || matches!(c, '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}')
        || matches!(c, '\u{FEFF}' | '\u{FFA0}')
}

/// Signs whose one-character NFKC is wanted at once, private-use leftovers, radicals, and the hand lists.
fn read_signs() -> BTreeMap<char, Option<char>> {
    let mut signs = BTreeMap::new();
    for code in (0..END).filter(|code| (0xF900..0xFB00).contains(code) || (0x2F800..0x2FA20).contains(code)) {
        signs.extend(char::from_u32(code).and_then(folded_by_unicode));
    }
    signs.extend(
        (0x2F00..0x2FE0)
            .chain(0xFE30..0xFE70)
            .chain(0xFF01..0xFF5F)
            .filter_map(char::from_u32)
            .filter_map(folded_by_unicode),
    );
    signs.extend(('a'..='z').map(|c| (c, Some(c.to_ascii_uppercase()))));
    signs.extend(read_radicals());
    signs.extend(read_private_use());
    for (to, from) in WRITTEN_ALIKE {
        signs.extend(from.chars().map(|c| (c, Some(*to))));
    }
    signs.retain(|from, to| *to != Some(*from));
    signs
}

/// The pair (character, its NFKC in capitals) where that is one other character.
fn folded_by_unicode(character: char) -> Option<(char, Option<char>)> {
    let folded: Vec<char> = character.nfkc().flat_map(char::to_uppercase).collect();
    match folded.as_slice() {
        ['.'] => None,
        [one] if *one != character => Some((character, Some(*one))),
        _ => None,
    }
}

fn read_private_use() -> Vec<(char, Option<char>)> {
    let rows = lines("gb18030_pua.tsv");
    rows.iter()
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let private = code_point(fields.next()?)?;
            let standard = code_point(fields.nth(1)?)?;
            let folded: Vec<char> =
                standard.nfkc().flat_map(char::to_uppercase).filter(|c| *c != '.').collect();
            assert!(folded.len() < 2, "{standard:?} is more than one character");
            Some((private, folded.first().copied()))
        })
        .collect()
}

fn read_radicals() -> Vec<(char, Option<char>)> {
    let mut radicals = Vec::new();
    for line in lines("unihan/EquivalentUnifiedIdeograph.txt") {
        let Some((codes, rest)) = line.split_once(';') else { continue };
        let ideograph = code_point(rest.split('#').next().unwrap().trim()).unwrap();
        let codes = codes.trim();
        let (first, last) = codes.split_once("..").unwrap_or((codes, codes));
        let (first, last) = (code_point(first).unwrap(), code_point(last).unwrap());
        radicals.extend((first..=last).map(|radical| (radical, Some(ideograph))));
    }
    radicals
}

fn read_standard() -> BTreeSet<char> {
    lines("pinyin-data/china-8105-06062014.txt")
        .iter()
        .filter_map(|line| code_point(line.split('\t').next()?))
        .collect()
}

fn read_opencc() -> BTreeMap<char, Vec<char>> {
    let rows = lines("opencc/TSCharacters.txt");
    rows.iter()
        .filter_map(|line| line.split_once('\t'))
        .map(|(from, to)| (one(from), to.split(' ').map(one).collect()))
        .collect()
}

fn read_regional() -> Graph {
    let mut graph = Graph::new();
    for file in ["opencc/HKVariants.txt", "opencc/TWVariants.txt"] {
        for line in lines(file) {
            let (standard, regional) = line.split_once('\t').unwrap();
            for form in regional.split(' ').filter(|form| *form != standard) {
                graph.entry(one(form)).or_default().insert(one(standard));
            }
        }
    }
    graph
}

fn read_unihan(file: &str) -> Graph {
    let mut graph = Graph::new();
    for line in lines(&format!("unihan/{file}")) {
        let mut fields = line.split('\t');
        let from = code_point(fields.next().unwrap().split(' ').next().unwrap()).unwrap();
        let to = fields
            .nth(1)
            .unwrap()
            .split(' ')
            .map(|code| code_point(code.split('<').next().unwrap()).unwrap());
        graph.entry(from).or_default().extend(to.filter(|to| *to != from));
    }
    graph
}

/// The classified pairs as (old, same glyph, simplified, semantic). Rows marked `wrong!` record mistakes in other
/// dictionaries and are left out.
fn read_irg() -> (Graph, Graph, Graph, Graph) {
    let mut by_class: BTreeMap<&str, Graph> = BTreeMap::new();
    let rows = lines("irg/kVariants.txt");
    for line in &rows {
        let fields: Vec<&str> = line.split('\t').collect();
        let [left, class, right] = fields.as_slice() else { panic!("three columns: {line}") };
        let (left, right) = (left.chars().next().unwrap(), right.chars().next().unwrap());
        let graph = by_class.entry(class).or_default();
        if *class == "simp" {
            graph.entry(right).or_default().insert(left);
        } else {
            graph.entry(left).or_default().insert(right);
        }
        if *class == "=" {
            graph.entry(right).or_default().insert(left);
        }
    }
    let mut take = |class| by_class.remove(class).unwrap();
    (take("old"), take("="), take("simp"), take("sem"))
}

pub(crate) fn lines(file: &str) -> Vec<String> {
    let path = sources().join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

fn sources() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/sources")
}

pub(crate) fn code_point(text: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(text.trim().trim_start_matches("U+"), 16).ok()?)
}

pub(crate) fn one(text: &str) -> char {
    let mut characters = text.chars();
    let first = characters.next().unwrap();
    assert!(characters.next().is_none(), "{text} is one character");
    first
}

/// The first code point past the table: the end of plane 3's last assigned page.
pub(crate) const END: u32 = 0x32400;

/// Code points a page.
const PAGE: usize = 16;

/// Every middle dot, and the ideographic full stop that is typed for it. The ASCII full stop is not here: between
/// digits it is a decimal point, so the reader decides.
pub(crate) const DOTS: &str = "·•‧∙⋅・･◦᛫⸱⸳⦁ꞏ𐄁·。｡∘";

/// Signs written for another sign.
const WRITTEN_ALIKE: &[(char, &str)] = &[
    ('〇', "○◯￮"),
    ('(', "（〔［[｛{【〖〘﹙﹝⦅｟❨❲❪"),
    (')', "）〕］]｝}】〗〙﹚﹞⦆｠❩❳❫"),
    ('-', "‐‑‒–—―−－﹣﹘⸺⸻"),
];

/// Where OpenCC offers two standard characters and the first is plainly the name's.
const CHOSEN: &[(char, char)] = &[
    // Every 钟 is written 鍾 by converters and by those who bear it; 锺 stays apart when written so.
    ('鍾', '钟'),
    // 划 is the simplified form of 劃; 畫 for it is archaic.
    ('畫', '画'),
];

/// The loose tier between characters that are all standard: the head, and what folds to it.
pub(crate) const FAMILIES: &[(char, &str)] = &[
    // Surnames split by the second simplification and never joined by a conversion table.
    ('肖', "萧"),
    ('闫', "阎"),
    ('付', "傅"),
    ('代', "戴"),
    ('邱', "丘"),
    ('兰', "蓝"),
    ('钟', "锺"),
    ('余', "馀"),
    ('于', "於"),
    ('幺', "么麽"),
    ('仇', "雠"),
    ('曲', "麹"),
    ('线', "缐"),
    ('郄', "郤"),
    // Standard characters that were variants until 2013, restored for names.
    ('干', "乾"),
    ('哲', "喆"),
    ('坤', "堃"),
    ('奔', "犇"),
    ('渺', "淼"),
    ('村', "邨"),
    ('升', "昇陞"),
    ('宁', "甯"),
    ('苏', "甦"),
    ('和', "龢"),
    ('同', "仝"),
    ('克', "剋"),
    ('伙', "夥"),
    ('征', "徵"),
    ('修', "脩"),
    ('秘', "祕"),
    ('搜', "蒐"),
    ('厘', "釐"),
    ('溪', "谿"),
    ('乃', "迺"),
    ('管', "筦"),
    ('澄', "澂"),
    ('札', "劄"),
    ('捍', "扞"),
    ('洁', "絜"),
    ('绿', "菉"),
    ('泛', "氾"),
    ('碗', "椀"),
    ('专', "耑"),
    ('咤', "吒"),
    ('只', "祇"),
    ('绩', "𪟝"),
    ('欣', "䜣忻"),
    ('俯', "𫖯"),
    ('扬', "飏"),
    ('巨', "钜"),
    ('径', "迳"),
    ('资', "赀"),
    ('炉', "𬬻"),
    ('苹', "𬞟"),
    ('苎', "苧"),
    ('𦶟', "爇"),
    ('䓕', "薳"),
    // Semantic variants in common use in given names.
    ('佑', "祐"),
    ('耀', "曜"),
    ('斌', "彬"),
    ('奕', "弈"),
    ('圭', "珪"),
    ('烜', "晅"),
    ('敦', "惇"),
    ('嵩', "崧"),
    ('雍', "邕"),
    ('皎', "皦"),
    ('喜', "憙"),
    ('凛', "懔"),
    ('茜', "蒨"),
    ('棱', "楞"),
    ('毓', "育"),
    ('着', "著"),
];
