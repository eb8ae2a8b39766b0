//! Which field of a record does a published key name, and which dialect spells it so?

use std::sync::LazyLock;

use crate::record::dialect::Dialect;

/// The entry of a key as published, or `None` for an unknown one. Letter case does not matter: vendors lower all of it.
pub(super) fn lookup(published: &str) -> Option<&'static Key> {
    let first = published.bytes().next()?.to_ascii_lowercase();
    let alike = BY_LENGTH.get(published.len())?.iter().filter(|(letter, _)| *letter == first);
    alike.map(|(_, key)| *key).find(|key| key.spelling.eq_ignore_ascii_case(published))
}

/// The keys of each length in bytes, with their first letter in lower case.
static BY_LENGTH: LazyLock<Vec<Vec<(u8, &'static Key)>>> = LazyLock::new(|| {
    let mut lengths: Vec<Vec<(u8, &'static Key)>> = Vec::new();
    for key in KEYS {
        let length = key.spelling.len();
        lengths.resize_with(lengths.len().max(length.saturating_add(1)), Vec::new);
        if let (Some(keys), Some(first)) = (lengths.get_mut(length), key.spelling.bytes().next()) {
            keys.push((first.to_ascii_lowercase(), key));
        }
    }
    lengths
});

/// One published spelling of a field's key.
pub(super) struct Key {
    /// As its first publisher writes it.
    pub(super) spelling: &'static str,
    pub(super) field: Field,
    /// Which spelling is believed where two of one field disagree: the lowest.
    pub(super) rank: u8,
    home: Home,
}

impl Key {
    /// The dialect that writes the key the way it was `published`; `None` where several do.
    pub(super) fn dialect(&self, published: &str) -> Option<Dialect> {
        match self.home {
            Home::Family => self.family_member(published),
            Home::Mirror => Some(Dialect::Mirror),
            Home::Renamed => Some(Dialect::Renamed),
            Home::Official => Some(Dialect::Official),
            Home::Anyone => None,
        }
    }

    /// Court site, vendors and official feed share their words and differ in letter case.
    fn family_member(&self, published: &str) -> Option<Dialect> {
        let has_upper = |text: &str| text.bytes().any(|byte| byte.is_ascii_uppercase());
        if published.starts_with(|first: char| first.is_ascii_uppercase()) {
            Some(Dialect::Official)
        } else if has_upper(published) {
            Some(Dialect::Court)
        } else {
            has_upper(self.spelling).then_some(Dialect::Vendor)
        }
    }
}

/// Whose word a key is.
#[derive(Clone, Copy)]
enum Home {
    /// The court site's, shared by vendors (lower case) and the official feed (capital first).
    Family,
    Mirror,
    Renamed,
    Official,
    Anyone,
}

/// What a key is about. The order is the order in which flaws are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    RecordId,
    Name,
    Id,
    CaseNumber,
    Court,
    Province,
    IssuedBy,
    Instrument,
    Sex,
    Age,
    Party,
    Filed,
    Published,
    PublishedStamp,
    Duty,
    Performance,
    PerformedPart,
    UnperformedPart,
    Grounds,
    Representative,
    Responsible,
    Action,
    Valid,
    Deleted,
    Updated,
    /// The role of a responsible person; has no place on a row itself.
    Role,
    /// Known, and says nothing about the subject.
    Plumbing,
}

impl Field {
    /// The court site's key, by which flaws are reported whatever the dialect.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::RecordId => "id",
            Self::Name => "iname",
            Self::Id => "cardNum",
            Self::CaseNumber => "caseCode",
            Self::Court => "courtName",
            Self::Province => "areaName",
            Self::IssuedBy => "gistUnit",
            Self::Instrument => "gistId",
            Self::Sex => "sexy",
            Self::Age => "age",
            Self::Party => "partyTypeName",
            Self::Filed => "regDate",
            Self::Published => "publishDate",
            Self::PublishedStamp => "publishDateStamp",
            Self::Duty => "duty",
            Self::Performance => "performance",
            Self::PerformedPart => "performedPart",
            Self::UnperformedPart => "unperformPart",
            Self::Grounds => "disruptTypeName",
            Self::Representative => "businessEntity",
            Self::Responsible => "qysler",
            Self::Action => "InfoActionType",
            Self::Valid => "IsValid",
            Self::Deleted => "delflag",
            Self::Updated => "update_time",
            Self::Role => "corporationtypename",
            Self::Plumbing => "plumbing",
        }
    }

    /// Whether the value names or describes a person, so that no report may echo it.
    pub(super) const fn is_private(self) -> bool {
        matches!(self, Self::Name | Self::Id | Self::Duty | Self::Representative | Self::Responsible)
    }

    /// Whether an object that has this key is a row, unless it holds rows itself.
    #[cfg(feature = "compile")]
    pub(super) const fn makes_a_row(self) -> bool {
        matches!(self, Self::Name | Self::Id | Self::CaseNumber | Self::Role)
    }
}

const fn key(spelling: &'static str, field: Field, rank: u8, home: Home) -> Key {
    Key { spelling, field, rank, home }
}

/// Every spelling seen, sorted by its lower-case form.
static KEYS: &[Key] = &[
    key("_select_time", Field::Plumbing, 0, Home::Mirror),
    key("_update_time", Field::Plumbing, 0, Home::Mirror),
    key("_version", Field::Plumbing, 0, Home::Mirror),
    key("age", Field::Age, 0, Home::Family),
    key("AreaID", Field::Plumbing, 0, Home::Official),
    key("areaName", Field::Province, 0, Home::Family),
    key("areaNameNew", Field::Province, 1, Home::Family),
    key("buesinessEntity", Field::Representative, 1, Home::Family),
    key("businessEntity", Field::Representative, 0, Home::Family),
    key("cardNum", Field::Id, 0, Home::Family),
    key("caseCode", Field::CaseNumber, 0, Home::Family),
    key("caseNo", Field::CaseNumber, 1, Home::Renamed),
    key("changefreq", Field::Plumbing, 0, Home::Mirror),
    key("corporationtypename", Field::Role, 0, Home::Anyone),
    key("court", Field::Court, 1, Home::Renamed),
    key("courtName", Field::Court, 0, Home::Family),
    key("delflag", Field::Deleted, 0, Home::Official),
    key("DisReputTypeName", Field::Grounds, 1, Home::Official),
    key("disruptTypeName", Field::Grounds, 0, Home::Family),
    key("duty", Field::Duty, 0, Home::Family),
    key("focusNumber", Field::Plumbing, 0, Home::Mirror),
    key("GistCID", Field::Instrument, 1, Home::Official),
    key("gistId", Field::Instrument, 0, Home::Family),
    key("gistUnit", Field::IssuedBy, 0, Home::Family),
    key("id", Field::RecordId, 0, Home::Family),
    key("idcardNo", Field::Id, 1, Home::Renamed),
    key("iname", Field::Name, 0, Home::Family),
    key("InfoActionType", Field::Action, 0, Home::Official),
    key("IsValid", Field::Valid, 0, Home::Official),
    key("jtqx", Field::Grounds, 2, Home::Renamed),
    key("LaoLaiID", Field::RecordId, 1, Home::Official),
    key("lastmod", Field::Plumbing, 0, Home::Mirror),
    key("loc", Field::RecordId, 2, Home::Mirror),
    key("lxqk", Field::Performance, 1, Home::Renamed),
    key("orgType", Field::Party, 1, Home::Renamed),
    key("ownerName", Field::Representative, 2, Home::Renamed),
    key("partyTypeName", Field::Party, 0, Home::Family),
    key("performance", Field::Performance, 0, Home::Family),
    key("performedPart", Field::PerformedPart, 0, Home::Family),
    key("pname", Field::Name, 1, Home::Renamed),
    key("priority", Field::Plumbing, 0, Home::Mirror),
    key("publishDate", Field::Published, 0, Home::Family),
    key("publishDateStamp", Field::PublishedStamp, 0, Home::Family),
    key("qysler", Field::Responsible, 0, Home::Family),
    key("regDate", Field::Filed, 0, Home::Family),
    key("sex", Field::Sex, 2, Home::Anyone),
    key("SexName", Field::Sex, 1, Home::Official),
    key("sexy", Field::Sex, 0, Home::Family),
    key("SiteId", Field::Plumbing, 0, Home::Mirror),
    key("sitelink", Field::Plumbing, 0, Home::Mirror),
    key("StdStg", Field::Plumbing, 0, Home::Mirror),
    key("StdStl", Field::Plumbing, 0, Home::Mirror),
    key("type", Field::Party, 2, Home::Anyone),
    key("unperformPart", Field::UnperformedPart, 0, Home::Family),
    key("update_time", Field::Updated, 0, Home::Official),
    key("yiwu", Field::Duty, 1, Home::Renamed),
    key("作出执行依据单位", Field::IssuedBy, 2, Home::Anyone),
    key("做出执行依据单位", Field::IssuedBy, 2, Home::Anyone),
    key("具体情形", Field::Grounds, 3, Home::Anyone),
    key("发布日期", Field::Published, 2, Home::Anyone),
    key("发布时间", Field::Published, 2, Home::Anyone),
    key("名称", Field::Name, 2, Home::Anyone),
    key("失信被执行人", Field::Name, 2, Home::Anyone),
    key("失信被执行人名称", Field::Name, 2, Home::Anyone),
    key("失信被执行人姓名/名称", Field::Name, 2, Home::Anyone),
    key("失信被执行人行为具体情形", Field::Grounds, 3, Home::Anyone),
    key("姓名", Field::Name, 2, Home::Anyone),
    key("姓名/名称", Field::Name, 2, Home::Anyone),
    key("履行情况", Field::Performance, 2, Home::Anyone),
    key("已履行", Field::PerformedPart, 2, Home::Anyone),
    key("已履行部分", Field::PerformedPart, 2, Home::Anyone),
    key("年龄", Field::Age, 2, Home::Anyone),
    key("序号", Field::Plumbing, 0, Home::Anyone),
    key("性别", Field::Sex, 3, Home::Anyone),
    key("执行依据文号", Field::Instrument, 2, Home::Anyone),
    key("执行法院", Field::Court, 2, Home::Anyone),
    key("未履行", Field::UnperformedPart, 2, Home::Anyone),
    key("未履行部分", Field::UnperformedPart, 2, Home::Anyone),
    key("案号", Field::CaseNumber, 2, Home::Anyone),
    key("法定代表人", Field::Representative, 3, Home::Anyone),
    key("法定代表人或者负责人姓名", Field::Representative, 3, Home::Anyone),
    key("法定代表人或负责人", Field::Representative, 3, Home::Anyone),
    key("生效法律文书确定的义务", Field::Duty, 2, Home::Anyone),
    key("省份", Field::Province, 2, Home::Anyone),
    key("立案日期", Field::Filed, 2, Home::Anyone),
    key("立案时间", Field::Filed, 2, Home::Anyone),
    key("组织机构代码", Field::Id, 3, Home::Anyone),
    key("统一社会信用代码", Field::Id, 3, Home::Anyone),
    key("编号", Field::RecordId, 3, Home::Anyone),
    key("被执行人", Field::Name, 2, Home::Anyone),
    key("被执行人名称", Field::Name, 2, Home::Anyone),
    key("被执行人姓名", Field::Name, 2, Home::Anyone),
    key("被执行人姓名/名称", Field::Name, 2, Home::Anyone),
    key("被执行人的履行情况", Field::Performance, 2, Home::Anyone),
    key("证件号码", Field::Id, 2, Home::Anyone),
    key("身份证号", Field::Id, 2, Home::Anyone),
    key("身份证号码", Field::Id, 2, Home::Anyone),
    key("身份证号码/组织机构代码", Field::Id, 2, Home::Anyone),
];

#[cfg(test)]
mod tests {
    use super::KEYS;
    use super::lookup;

    #[test]
    fn every_spelling_is_found_in_every_letter_case() {
        for key in KEYS {
            for published in
                [key.spelling.to_owned(), key.spelling.to_lowercase(), key.spelling.to_uppercase()]
            {
                let found = lookup(&published).unwrap_or_else(|| panic!("{published}"));
                assert_eq!(found.spelling, key.spelling, "{published}");
            }
        }
        assert!(lookup("").is_none() && lookup("inam").is_none() && lookup("iname ").is_none());
    }
}
