//! An open file, as readers and writers take it.

use std::io;
use std::ops::Deref;
use std::sync::Arc;

use crate::disk::File;

/// An open file. A clone is the same file at the same place.
#[derive(Debug, Clone)]
pub(crate) struct Handle(Arc<dyn File>);

impl Handle {
    pub(crate) fn new(file: impl File + 'static) -> Self {
        Self(Arc::new(file))
    }
}

impl Deref for Handle {
    type Target = dyn File;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl io::Read for Handle {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.read_some(bytes)
    }
}

impl io::Write for Handle {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_some(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
