//! What else was in the envelopes around the rows?

use std::io::Read;

use crate::record::rows::split::pass_value;
use crate::record::rows::window::Window;

/// The members of envelopes that hold no rows: a status, a stated total, what was asked for. One whose name is not known
/// is looked into for a mebibyte; rows found in it are read.
#[derive(Debug, Clone, Default)]
pub struct Envelope {
    members: Vec<(String, String)>,
    passed: u64,
}

impl Envelope {
    /// The first 64 members: key and JSON text, of which the first 1024 bytes at most.
    pub fn members(&self) -> &[(String, String)] {
        &self.members
    }

    /// How many there were in all.
    pub const fn passed(&self) -> u64 {
        self.passed
    }

    /// Passes over the value ahead.
    pub(super) fn pass<R: Read>(&mut self, key: String, window: &mut Window<R>) {
        let mut kept = String::new();
        pass_value(window, |stretch| {
            let room = VALUE_LIMIT.saturating_sub(kept.len());
            kept.push_str(stretch.get(..stretch.floor_char_boundary(room)).unwrap_or(""));
        });
        self.passed = self.passed.saturating_add(1);
        if self.members.len() < MEMBER_LIMIT {
            self.members.push((key, kept));
        }
    }
}

const MEMBER_LIMIT: usize = 64;
const VALUE_LIMIT: usize = 1024;
