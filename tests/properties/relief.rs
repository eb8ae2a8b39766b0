//! Whatever a relief file holds, it is taken whole or refused with its lines; what is taken says from when to when; and under it
//! nobody is blocked whom the list alone lets pass.

use std::sync::OnceLock;

use shixin::List;
use shixin::Outcome;
use shixin::Relief;
use shixin::policy::ReliefError;

use crate::crafted::LISTED;
use crate::crafted::small;

pub(crate) fn holds(bytes: &[u8]) {
    match Relief::read(bytes) {
        Ok(relief) => {
            let lines = bytes.split(|byte| *byte == b'\n').count();
            assert!(relief.entries().len() <= lines);
            assert!(relief.entries().iter().all(|entry| entry.to.is_none_or(|to| entry.from <= to)));
            relieves(relief);
        }
        Err(ReliefError::Faults { faults, count }) => {
            assert!(!faults.is_empty() && count >= faults.len() as u64)
        }
        Err(_) => {}
    }
}

fn relieves(relief: Relief) {
    static LIST: OnceLock<List> = OnceLock::new();
    let list = LIST.get_or_init(|| List::from_bytes(small()).unwrap());
    let relieved = list.clone().with_relief(relief);
    for (id, name) in
        [(LISTED, "张某示"), ("600037341", "示例建设集团有限公司"), ("", "李某例"), (LISTED, "赵某无")]
    {
        let alone = list.check(id, name).unwrap().outcome();
        let verdict = relieved.check(id, name).unwrap();
        let is_harder = verdict.outcome() == Outcome::Block && alone != Outcome::Block;
        assert!(!is_harder, "relief made it worse: {}", verdict.because());
        assert!(!verdict.because().is_empty());
    }
}
