//! How many characters of a person's name are the surname?

use super::organisation::is_han;

/// 2 for a compound surname (复姓) followed by something, else 1; 0 for an empty text.
pub(super) fn length(strict: &str) -> usize {
    let mut signs = strict.char_indices();
    let (Some((_, first)), Some(_)) = (signs.next(), signs.next()) else {
        return usize::from(!strict.is_empty());
    };
    let compound = signs.next().and_then(|(at, _)| strict.get(..at)).filter(|_| is_han(first));
    if compound.is_some_and(|head| COMPOUND.binary_search(&head).is_ok()) { 2 } else { 1 }
}

/// Compound surnames with living bearers, without those that are more often a surname and a given name (百里, 东门); in
/// the order of their code points.
const COMPOUND: &[&str] = &[
    "万俟", "上官", "东方", "东郭", "乐正", "亓官", "令狐", "仲孙", "公冶", "公孙", "公羊", "公西", "单于",
    "南宫", "司徒", "司空", "司马", "呼延", "壤驷", "夏侯", "太叔", "太史", "宇文", "完颜", "宗政", "尉迟",
    "左丘", "巫马", "微生", "慕容", "拓跋", "梁丘", "欧阳", "淳于", "漆雕", "澹台", "濮阳", "独孤", "申屠",
    "皇甫", "端木", "第五", "纳兰", "羊舌", "范姜", "西门", "诸葛", "谷梁", "赫连", "轩辕", "钟离", "锺离",
    "长孙", "闻人", "闾丘", "鲜于",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_found() {
        assert!(COMPOUND.is_sorted());
        for head in COMPOUND {
            assert_eq!(length(&format!("{head}示")), 2, "{head}");
            assert_eq!(length(head), 1, "{head} alone is a surname and a given name");
        }
    }
}
