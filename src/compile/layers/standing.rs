//! Which row stands above the list, and whose is it?

use std::sync::Arc;

use crate::compile::admit::Admitted;
use crate::compile::settle;
use crate::compile::take::Ready;
use crate::name::Name;

/// A row that stands above the list.
pub(super) struct Standing {
    pub(super) ready: Ready,
    pub(super) record: [u8; 16],
}

impl Standing {
    pub(super) fn new(ready: Ready) -> Arc<Self> {
        let record = settle::record(&ready.row);
        Arc::new(Self { ready, record })
    }

    pub(super) fn of(row: Admitted) -> Arc<Self> {
        Self::new(Ready::of(row))
    }

    /// What sorts the subject.
    pub(super) fn order(&self) -> &[u8] {
        let length = usize::try_from(self.ready.order).unwrap_or(usize::MAX);
        self.ready.key.get(..length).unwrap_or_default()
    }

    pub(super) fn loose(&self) -> String {
        loose_of(&self.ready.row.name)
    }
}

/// A name as it is filed; "" where it cannot be read.
pub(super) fn loose_of(name: &str) -> String {
    Name::read(name).map_or_else(|_| String::new(), |name| name.loose().to_owned())
}
