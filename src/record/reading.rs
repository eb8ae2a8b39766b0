//! What does the value of this field mean, in every form it is published in?

use serde_json::Value;

use crate::date::Date;
use crate::record::Action;
use crate::record::Party;
use crate::record::Sex;
use crate::record::flaw::FlawKind;
use crate::record::moment::Moment;
use crate::record::moment::NoMoment;
use crate::record::moment::is_blank;
use crate::record::plain::Plain;
use crate::record::plain::is_null_form;
use crate::record::plain::whole;
use crate::record::sheet::Said;

/// A name or id, as published: not even trimmed.
pub(super) fn verbatim(plain: &Plain<'_>) -> Said<String> {
    match plain {
        Plain::Null => Said::Nothing,
        Plain::Text(text) if is_null_form(text) => Said::Nothing,
        Plain::Text(text) => Said::Value(text.as_ref().to_owned()),
        Plain::Number(number) => {
            whole(number).map_or(Said::Not(FlawKind::WrongType), |digits| Said::Value(digits.to_owned()))
        }
        Plain::Flag(_) | Plain::Nested(_) => Said::Not(FlawKind::WrongType),
    }
}

/// An id: as [`verbatim`], and `无` ("none") is none.
pub(super) fn id(plain: &Plain<'_>) -> Said<String> {
    match plain {
        Plain::Text(text) if text.trim_matches(is_blank) == "无" => Said::Nothing,
        _ => verbatim(plain),
    }
}

/// A person who stands for an organisation: as [`id`], trimmed.
pub(super) fn representative(plain: &Plain<'_>) -> Said<String> {
    match id(plain) {
        Said::Nothing => Said::Nothing,
        _ => trimmed(plain),
    }
}

/// A text, trimmed of blanks.
pub(super) fn trimmed(plain: &Plain<'_>) -> Said<String> {
    match plain {
        Plain::Number(number) => Said::Value((*number).to_owned()),
        _ => match verbatim(plain) {
            Said::Value(text) => Said::Value(text.trim_matches(is_blank).to_owned()),
            other => other,
        },
    }
}

/// A record's number: an integer, a text, or the end of a URL `…detail?id=N`.
pub(super) fn record_id(spelling: &str, plain: &Plain<'_>) -> Said<String> {
    if spelling != "loc" {
        return match plain {
            Plain::Number(number) => {
                whole(number).map_or(Said::Not(FlawKind::Unreadable), |digits| Said::Value(digits.to_owned()))
            }
            _ => trimmed(plain),
        };
    }
    match trimmed(plain) {
        Said::Value(url) => number_of(&url).map_or(Said::Not(FlawKind::Unreadable), Said::Value),
        other => other,
    }
}

fn number_of(url: &str) -> Option<String> {
    let after = url.rsplit_once("id=").map_or(url, |(_, after)| after);
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// A text, or a list of texts, which are joined by a comma.
pub(super) fn joined(plain: &Plain<'_>) -> Said<String> {
    match plain {
        Plain::Nested(json) => match texts_of(json) {
            Some(texts) if texts.is_empty() => Said::Nothing,
            Some(texts) => Said::Value(texts.join(",")),
            None => Said::Not(FlawKind::WrongType),
        },
        _ => trimmed(plain),
    }
}

/// Reasons, joined by commas of either width or given as a list. `、` is inside a reason and never parts two; no
/// reason of the vocabulary holds a comma of either width.
pub(super) fn grounds(plain: &Plain<'_>) -> Said<Vec<String>> {
    match joined(plain) {
        Said::Value(text) => {
            let parts = text
                .split([',', '，'])
                .map(|part| part.trim_matches(is_blank))
                .filter(|part| !is_null_form(part));
            Said::Value(parts.map(str::to_owned).collect())
        }
        Said::Nothing => Said::Nothing,
        Said::Not(kind) => Said::Not(kind),
    }
}

/// The texts of a JSON array of texts, blank ones left out.
fn texts_of(json: &str) -> Option<Vec<String>> {
    let values: Vec<Value> = serde_json::from_str(json).ok()?;
    let texts: Option<Vec<&str>> =
        values.iter().filter(|value| !value.is_null()).map(Value::as_str).collect();
    Some(
        texts?
            .into_iter()
            .filter(|text| !is_null_form(text))
            .map(|text| text.trim_matches(is_blank).to_owned())
            .collect(),
    )
}

/// Years: `70`, `"70"`, `70.0`, `"70岁"`; 0 says nothing, as on every organisation's row.
pub(super) fn age(plain: &Plain<'_>) -> Said<u16> {
    let text = match trimmed(plain) {
        Said::Value(text) => text,
        Said::Nothing => return Said::Nothing,
        Said::Not(kind) => return Said::Not(kind),
    };
    let figures = text.strip_suffix('岁').unwrap_or(&text).trim_matches(is_blank);
    match whole(figures).map(str::parse::<u16>) {
        Some(Ok(0)) => Said::Nothing,
        Some(Ok(years)) if years <= OLDEST => Said::Value(years),
        Some(_) => Said::Not(FlawKind::OutOfRange),
        None => Said::Not(FlawKind::Unreadable),
    }
}

/// Words only. Of the codes in use, GB/T 2261.1 says 1 male, 2 female, and flag columns say 0 and 1: a wrong guess
/// would make the true person's record contradict him, so none is made.
pub(super) fn sex(plain: &Plain<'_>) -> Said<Sex> {
    word(plain, |word| match word {
        "男" | "男性" | "m" | "male" => Some(Sex::Male),
        "女" | "女性" | "f" | "female" => Some(Sex::Female),
        _ => None,
    })
}

/// 580/581 (court site), 0/1 (mirror, vendors), words (renamed copies).
pub(super) fn party(plain: &Plain<'_>) -> Said<Party> {
    let said = word(plain, |word| match word {
        "580" | "0" | "自然人" | "个人" | "公民" => Some(Party::Person),
        "581" | "1" => Some(Party::Organisation),
        _ => ["法人", "企业", "单位", "组织"]
            .iter()
            .any(|root| word.starts_with(root) || word.ends_with(root))
            .then_some(Party::Organisation),
    });
    match said {
        Said::Not(FlawKind::Ambiguous) => Said::Not(FlawKind::Unreadable),
        said => said,
    }
}

/// Words only: which digit means which action differs between feeds.
pub(super) fn action(plain: &Plain<'_>) -> Said<Action> {
    word(plain, |word| match word {
        "add" | "insert" | "new" | "a" | "i" | "新增" | "增加" | "添加" => Some(Action::Add),
        "change" | "update" | "modify" | "u" | "修改" | "变更" | "更新" => Some(Action::Change),
        "delete" | "remove" | "d" | "删除" | "撤销" => Some(Action::Delete),
        _ => None,
    })
}

/// Whether a record is valid.
pub(super) fn validity(plain: &Plain<'_>) -> Said<bool> {
    flag(plain, ["有效", "无效"])
}

/// Whether a record is deleted.
pub(super) fn deletion(plain: &Plain<'_>) -> Said<bool> {
    flag(plain, ["已删除", "未删除"])
}

/// Yes or no, in the words and digits of databases or in words of the flag's own.
fn flag(plain: &Plain<'_>, [yes, no]: [&str; 2]) -> Said<bool> {
    if let Plain::Flag(flag) = plain {
        return Said::Value(*flag);
    }
    let said = word(plain, |word| match word {
        "1" | "true" | "y" | "yes" | "是" => Some(true),
        "0" | "false" | "n" | "no" | "否" => Some(false),
        own if own == yes => Some(true),
        own if own == no => Some(false),
        _ => None,
    });
    match said {
        Said::Not(FlawKind::Ambiguous) => Said::Not(FlawKind::Unreadable),
        said => said,
    }
}

/// A word of a closed vocabulary, letter case aside; a number not in it is [`FlawKind::Ambiguous`].
fn word<T>(plain: &Plain<'_>, read: impl Fn(&str) -> Option<T>) -> Said<T> {
    let text = match (trimmed(plain), plain) {
        (Said::Value(text), Plain::Number(number)) => whole(number).map_or(text, str::to_owned),
        (Said::Value(text), _) => text.to_ascii_lowercase(),
        (Said::Nothing, _) => return Said::Nothing,
        (Said::Not(kind), _) => return Said::Not(kind),
    };
    match read(&text) {
        Some(value) => Said::Value(value),
        None if whole(&text).is_some() => Said::Not(FlawKind::Ambiguous),
        None => Said::Not(FlawKind::Unreadable),
    }
}

/// The day of a date in any published form.
pub(super) fn day(plain: &Plain<'_>) -> Said<Date> {
    match moment(plain) {
        Said::Value(moment) => Said::Value(moment.day),
        Said::Nothing => Said::Nothing,
        Said::Not(kind) => Said::Not(kind),
    }
}

/// A moment in any published form. A zero says nothing.
pub(super) fn moment(plain: &Plain<'_>) -> Said<Moment> {
    let text = match (trimmed(plain), plain) {
        (Said::Value(text), Plain::Number(_)) => match whole(&text).map(str::to_owned) {
            Some(digits) => digits,
            None => return Said::Not(FlawKind::Unreadable),
        },
        (Said::Value(text), _) => text,
        (Said::Nothing, _) => return Said::Nothing,
        (Said::Not(kind), _) => return Said::Not(kind),
    };
    if text == "0" {
        return Said::Nothing;
    }
    match Moment::read(&text) {
        Ok(moment) => Said::Value(moment),
        Err(NoMoment::Unreadable) => Said::Not(FlawKind::Unreadable),
        Err(NoMoment::Impossible) => Said::Not(FlawKind::NoSuchDay),
    }
}

/// No verified human life is longer than 122 years; the rest is room for stale data.
const OLDEST: u16 = 150;
