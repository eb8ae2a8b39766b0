//! A policy or catalogue file is taken or refused with its line; what is taken is the same taken twice; and under no policy is
//! anybody blocked on a name alone, nor answered with other records.

use std::sync::OnceLock;

use shixin::List;
use shixin::Outcome;
use shixin::Policy;
use shixin::policy::Catalogue;

use crate::crafted::LISTED;
use crate::crafted::small;

pub(crate) fn holds(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let lines = text.split('\n').count();
    if let Err(error) = Catalogue::read("catalogue.toml", text) {
        assert!((1..=lines).contains(&error.line) && !error.what.is_empty(), "{error}");
    }
    match Policy::read("policy.toml", text) {
        Ok(policy) => {
            assert_eq!(Policy::read("policy.toml", text).unwrap().digest(), policy.digest());
            judges(policy);
        }
        Err(error) => assert!((1..=lines).contains(&error.line) && !error.what.is_empty(), "{error}"),
    }
}

fn judges(policy: Policy) {
    static LIST: OnceLock<List> = OnceLock::new();
    let list = LIST.get_or_init(|| List::from_bytes(small()).unwrap());
    let codes: Vec<String> =
        policy.catalogue().uses().iter().map(|it| it.code.to_string()).take(40).collect();
    let judged = list.clone().with_policy(policy);
    for name in ["张某示", "李某例", "赵某无", "示例建设集团有限公司"] {
        for code in codes.iter().map(String::as_str).chain([""]) {
            let query = shixin::Query::new("", name).unwrap();
            let Ok(verdict) = judged.check_for(code, &query) else { continue };
            let is_person = name != "示例建设集团有限公司";
            assert!(
                !is_person || verdict.outcome() != Outcome::Block,
                "{name} {code}: {}",
                verdict.because()
            );
        }
    }
    if let Ok(verdict) = judged.check(LISTED, "张某示") {
        assert!(verdict.record_ids().all(|record| ["1", "2"].contains(&record)), "{}", verdict.because());
    }
}
