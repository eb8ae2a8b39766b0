//! Property: bytes that are no whole list are refused, without a panic and without a wild allocation.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shixin::List;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(list) = List::from_bytes(bytes.to_vec()) {
        let _ = list.check("11010519491231002X", "张某示");
    }
});
