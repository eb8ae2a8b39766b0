//! Is this an ordinary name, of which nothing has to be folded? Told from the bytes, since nearly every name that is asked
//! about is two to four of the common ideographs, and each of them means a check.
//!
//! Such a text is its own strict and loose fold: the table keeps each of its characters, so that nothing is left to Unicode
//! normalisation; and there is no sign among them that an annotation, a bracket, a dot or a legal form would need.

use super::table;

/// Whether the text is one to four ideographs from U+4E00 to U+9FFF, all of which both folds keep. `false` says nothing.
pub(super) fn is_ordinary(text: &str) -> bool {
    let (characters, rest) = text.as_bytes().as_chunks::<3>();
    rest.is_empty() && (1..=MOST).contains(&characters.len()) && characters.iter().all(is_kept)
}

/// Whether such a text is a word for "no name".
pub(super) fn is_no_name(text: &str) -> bool {
    text.len() <= LONGEST_WORD && NO_NAME.contains(&text)
}

/// Whether three bytes, the first of which begins a character, are an ideograph that both folds keep.
fn is_kept([lead, middle, last]: &[u8; 3]) -> bool {
    if !(0xE4..=0xE9).contains(lead) {
        return false;
    }
    let code = u32::from(lead & 0x0F) << 12 | u32::from(middle & 0x3F) << 6 | u32::from(last & 0x3F);
    (0x4E00..=0x9FFF).contains(&code) && table::keeps(code)
}

/// Characters at most: longer texts may have a legal form.
const MOST: usize = 4;

/// Words for "no name" of ideographs.
const NO_NAME: [&str; 4] = ["暂无", "无", "不详", "未知"];

/// Bytes of the longest of them.
const LONGEST_WORD: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Name;
    use crate::name::fold;

    #[test]
    fn what_is_ordinary_folds_to_itself() {
        for code in 0..0x11_0000_u32 {
            let Some(character) = char::from_u32(code) else { continue };
            for text in [character.to_string(), format!("示{character}"), format!("{character}示例示")] {
                if !is_ordinary(&text) {
                    continue;
                }
                let folds = fold::fold(&text, &[]).unwrap();
                assert!(folds.is_short_han(), "{text}");
                assert_eq!((folds.strict(), folds.loose()), (&*text, &*text));
            }
        }
    }

    #[test]
    fn the_common_ideographs_are_ordinary() {
        for name in ["张示", "王示例", "欧阳示例", "李"] {
            assert!(is_ordinary(name), "{name}");
        }
        for name in ["", "張示", "张·示", "张 示", "张示例示例", "Zhang", "〇示", "㐀示", "张a示"]
        {
            assert!(!is_ordinary(name), "{name}");
        }
    }

    #[test]
    fn no_word_for_no_name_is_one() {
        for word in NO_NAME {
            assert!(is_ordinary(word) && is_no_name(word) && Name::read(word).is_err(), "{word}");
        }
        assert!(!is_no_name("吴示"));
    }
}
