//! Property: whatever a relief file holds, it is taken whole or refused with its lines; and what is taken masks its ids.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shixin::Relief;
use shixin::policy::ReliefError;

fuzz_target!(|bytes: &[u8]| {
    match Relief::read(bytes) {
        Ok(relief) => {
            let lines = bytes.split(|byte| *byte == b'\n').count();
            assert!(relief.entries().len() <= lines);
            assert!(relief.entries().iter().all(|entry| entry.to.is_none_or(|to| entry.from <= to)));
        }
        Err(ReliefError::Faults { faults, count }) => assert!(!faults.is_empty() && count >= faults.len() as u64),
        Err(_) => {}
    }
});
