//! Bytes that are no whole list are refused, as they are and with every checksum made right; and one that opens answers, or
//! says that it is damaged. Never a panic, nor an allocation beyond what the length allows (run with `-malloc_limit_mb`).

use shixin::List;

use crate::crafted::File;
use crate::crafted::use_all;

pub(crate) fn holds(bytes: &[u8]) {
    asked(bytes.to_vec());
    asked(File::salvage(bytes).write());
}

fn asked(bytes: Vec<u8>) {
    if let Ok(list) = List::from_bytes(bytes) {
        let _ = use_all(&list);
    }
}
