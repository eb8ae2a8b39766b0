//! What holds for every text.

use proptest::prelude::*;
use shixin::name::Class;
use shixin::name::Likeness;
use shixin::name::Name;
use shixin::name::Step;
use unicode_normalization::UnicodeNormalization;

use crate::fold_table;

proptest! {
    #![proptest_config(config(4_000))]

    /// The same as the hundred thousand below, with inputs that shrink.
    #[test]
    fn folding_twice_is_folding_once(text in any_text()) {
        folds_have_come_to_rest(&text);
    }

    #[test]
    fn comparing_is_symmetric_and_same_is_strictly_equal(a in any_text(), b in any_text()) {
        let (Ok(a), Ok(b)) = (Name::read(&a), Name::read(&b)) else { return Ok(()) };
        compare_both_ways(&a, &b);
    }

    #[test]
    fn an_edited_name_compares_the_same_from_either_side((a, b) in edited()) {
        let (Ok(a), Ok(b)) = (Name::read(&a), Name::read(&b)) else { return Ok(()) };
        compare_both_ways(&a, &b);
    }

    #[test]
    fn bytes_read_as_text_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        folds_have_come_to_rest(&String::from_utf8_lossy(&bytes));
    }

    /// Without Han characters, dots, blanks, dashes and brackets, the strict fold is NFKC in capitals.
    #[test]
    fn unicode_normalisation_agrees_elsewhere(text in "[\\p{Latin}\\p{Greek}\\p{Cyrillic}\\p{Hangul}\\p{Katakana}\\p{Mn}\\p{Nd}&&[^\\u{34F}\\u{345}\\u{115F}\\u{1160}\\u{3164}\\u{FFA0}\\p{Default_Ignorable_Code_Point}]]{1,12}") {
        let oracle = capitals(&text);
        prop_assume!(!oracle.contains(|c: char| "()-.:·".contains(c) || c.is_whitespace() || fold_table::DOTS.contains(c)));
        if let Ok(name) = Name::read(&text) {
            prop_assert_eq!(name.strict(), oracle);
        }
    }

    /// A branch suffix is never taken off, whatever the parent's name.
    #[test]
    fn a_branch_is_never_its_parent(parent in "[\u{4E00}-\u{9FA5}]{2,8}(有限公司|股份有限公司|银行|商店|大药房|集团)", branch in branch()) {
        let whole = format!("{parent}{branch}");
        let (parent, whole) = (Name::read(&parent).unwrap(), Name::read(&whole).unwrap());
        prop_assert_eq!(parent.compare(&whole), Likeness::Unlike);
    }
}

#[test]
fn a_hundred_thousand_texts_come_to_rest() {
    let mut dice = Dice(0x5348_4958_494E);
    for _ in 0..100_000 {
        folds_have_come_to_rest(&dice.text());
    }
}

/// Planes 4 to 13 are unassigned.
#[test]
fn every_single_character_comes_to_rest() {
    let codes = (0..fold_table::END).chain(0xE_0000..0xE_1000).chain(0xF_0000..0xF_0100);
    for character in codes.filter_map(char::from_u32) {
        folds_have_come_to_rest(&format!("示{character}例"));
    }
}

#[test]
fn the_reader_folds_as_the_table_was_meant() {
    let (_, folds) = fold_table::build();
    let han = (0x3400..0xA000).chain(0x20000..0x323B0).filter_map(char::from_u32);
    for character in han.filter(|c| c.is_alphanumeric()) {
        let text = format!("示{character}");
        let strict = folds.strict(character).unwrap();
        let name = Name::read(&text).unwrap();
        assert_eq!(name.strict(), format!("示{strict}"));
        assert_eq!(name.loose(), format!("示{}", folds.loose(strict)));
    }
}

#[test]
fn standard_characters_stand_in_the_strict_fold() {
    let (_, folds) = fold_table::build();
    assert_eq!(folds.standard.len(), 8105);
    for character in &folds.standard {
        let text = format!("示{character}");
        assert_eq!(Name::read(&text).unwrap().strict(), text);
    }
}

#[test]
fn families_name_each_character_once_and_are_documented() {
    let document = include_str!("../../src/name/NAMES.md");
    let mut seen = std::collections::BTreeSet::new();
    for (head, members) in fold_table::FAMILIES {
        assert!(document.contains(&format!("{members}→{head}")), "NAMES.md does not list {members}→{head}");
        for member in members.chars() {
            assert!(seen.insert(member), "{member} is in two families");
            assert_ne!(member, *head);
            assert!(
                members
                    .chars()
                    .all(|c| Name::read(&format!("示{c}")).unwrap().loose() == format!("示{head}"))
            );
        }
    }
    assert!(fold_table::FAMILIES.iter().all(|(head, _)| !seen.contains(head)), "a head is no member");
}

fn folds_have_come_to_rest(text: &str) {
    let Ok(name) = Name::read(text) else { return };
    if name.strict().len() <= 1024 {
        let again = Name::read(name.strict()).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(again.strict(), name.strict(), "{text:?}");
        assert_eq!(again.loose(), name.loose(), "{text:?}: equal strict folds have equal loose folds");
        assert_eq!(again.reading(), name.reading(), "{text:?}: equal strict folds have equal readings");
        assert_eq!(again.rearranged(), name.rearranged(), "{text:?}: and equal places");
    }
    if name.loose().len() <= 1024 {
        let loose = Name::read(name.loose()).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(loose.loose(), name.loose(), "{text:?}");
        assert_eq!(loose.strict(), name.loose(), "{text:?}");
    }
    let lost = name.has_lost_characters();
    assert_eq!(name.compare(&name) == Likeness::Same, !lost, "{text:?}");
}

fn compare_both_ways(a: &Name<'_>, b: &Name<'_>) {
    let likeness = a.compare(b);
    assert_eq!(likeness, b.compare(a), "{a:?} {b:?}");
    assert_eq!(
        likeness == Likeness::Same,
        a.strict() == b.strict() && !a.has_lost_characters(),
        "{a:?} {b:?}"
    );
    assert!(a.strict() != b.strict() || a.loose() == b.loose(), "{a:?} {b:?}");
    if likeness == Likeness::Alike(Step::SameReading) {
        assert!(a.reading().is_some_and(|reading| b.reading() == Some(reading)), "{a:?} {b:?}");
    }
    for (name, other) in [(a, b), (b, a)] {
        if name.rearranged().is_some_and(|moved| moved == other.loose()) && other.class() != Class::Person {
            assert!(matches!(likeness, Likeness::Alike(Step::Alias | Step::Place)), "{a:?} {b:?}");
        }
    }
}

fn capitals(text: &str) -> String {
    let once = |text: &str| text.nfkc().flat_map(char::to_uppercase).nfkc().collect::<String>();
    once(&once(text))
}

/// No file of failed inputs: one that fails becomes a case.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Names, words that the reader looks for, signs that it treats apart, and anything at all.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[\u{4E00}-\u{9FA5}]{1,4}",
        2 => "[一二东西王张李乾干蕭萧肖锺鍾于於?*]{1,3}",
        3 => prop::sample::select(WORDS).prop_map(str::to_owned),
        2 => "[()（）:：·．.。、，,;\\- 　0-9A-Za-zａ-ｚ]{1,3}",
        1 => "\\PC{1,3}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

/// SplitMix64: the same texts on every run, at little cost.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }

    fn text(&mut self) -> String {
        (0..self.below(9)).map(|_| self.piece()).collect()
    }

    fn piece(&mut self) -> String {
        const SIGNS: &[char] = &[
            '(', ')', '（', '）', '：', ':', '·', '.', '。', '、', ',', ' ', '-', '3', 'a', 'ｚ', '\u{301}',
            '?', '蕭', '乾',
        ];
        let anything = u32::try_from(self.below(0x32400)).unwrap();
        match self.below(10) {
            0..4 => char::from_u32(0x4E00 + anything % 0x5200).unwrap().to_string(),
            4..7 => WORDS[self.below(WORDS.len())].to_owned(),
            7..9 => SIGNS[self.below(SIGNS.len())].to_string(),
            _ => char::from_u32(anything).map(String::from).unwrap_or_default(),
        }
    }
}

/// A text and the same with one or two characters, dots or places put in, taken out, or replaced.
fn edited() -> impl Strategy<Value = (String, String)> {
    let edit = (any::<prop::sample::Index>(), 0_usize..3, "[\u{4E00}-\u{9FA5}分支?A·]");
    (any_text(), prop::collection::vec(edit, 1..3)).prop_map(|(text, edits)| {
        let mut signs: Vec<char> = text.chars().collect();
        for (at, how, sign) in edits {
            let at = at.index(signs.len() + 1);
            let gone = usize::from(how > 0 && at < signs.len());
            signs.splice(at..at + gone, sign.chars().take(usize::from(how < 2)));
        }
        (text, signs.into_iter().collect())
    })
}

fn branch() -> impl Strategy<Value = String> {
    let place = "(|[\u{4E00}-\u{9FA5}]{1,4})";
    let suffix =
        prop::sample::select(&["分公司", "分行", "支行", "营业部", "分店", "办事处", "代表处", "门市部"][..]);
    (place, suffix).prop_map(|(place, suffix)| format!("{place}{suffix}"))
}

const WORDS: &[&str] = &[
    "有限责任公司",
    "有限公司",
    "股份有限公司",
    "股份",
    "责任",
    "公司",
    "分公司",
    "支行",
    "（有限合伙）",
    "(普通合伙)",
    "(特殊的普通合伙)",
    "（个体工商户）",
    "(个体)",
    "曾用名",
    "又名：",
    "（曾用名",
    "(又名",
    "原",
    "(原",
    "经营者：",
    "经营",
    "者：",
    "曾",
    "用名",
    "业主:",
    "暂无",
    "无",
    "null",
    "㈱",
    "（北京）",
    "(邢台市)",
    "北京",
    "示例",
    "阿里木·",
    "·买买提",
    "单",
    "尉迟",
    "ZHANG",
    "lǚ",
    "San-shi",
    "⩴",
    "⑴",
    "︵",
    "︶",
    "﹕",
];
