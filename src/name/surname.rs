//! How many characters of a person's name are the surname?

use super::organisation::is_han;

/// 2 for a compound surname (复姓) followed by something, else 1; 0 for an empty text.
pub(super) fn length(strict: &str) -> usize {
    let mut signs = strict.char_indices();
    let (Some((_, first)), Some(_)) = (signs.next(), signs.next()) else {
        return usize::from(!strict.is_empty());
    };
    let compound = signs.next().and_then(|(at, _)| strict.get(..at)).filter(|_| is_han(first));
    if compound.is_some_and(|head| COMPOUND.contains(&head)) { 2 } else { 1 }
}

/// Compound surnames with living bearers, without those that are more often a surname and a given name (百里, 东门).
const COMPOUND: &[&str] = &[
    "欧阳", "上官", "司马", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "长孙", "宇文",
    "夏侯", "轩辕", "端木", "独孤", "南宫", "西门", "东郭", "呼延", "闻人", "申屠", "濮阳", "淳于", "单于",
    "澹台", "宗政", "钟离", "锺离", "鲜于", "闾丘", "司空", "拓跋", "完颜", "赫连", "万俟", "太史", "公冶",
    "公羊", "太叔", "仲孙", "谷梁", "乐正", "漆雕", "壤驷", "公西", "巫马", "亓官", "左丘", "梁丘", "微生",
    "羊舌", "第五", "纳兰", "范姜",
];
