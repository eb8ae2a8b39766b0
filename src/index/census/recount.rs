//! How common is everything once some subjects have come and others left? Without counting the others again.

use smallvec::SmallVec;

use crate::id::Pattern;
use crate::id::Subject as Class;
use crate::index::Census;
use crate::index::Error;
use crate::index::Filed;
use crate::index::Index;
use crate::index::census::CensusTaker;
use crate::index::walk::Walk;
use crate::name::Name;

/// A census that can be corrected name by name. What it gives is what counting everybody anew would give.
pub(crate) struct Recount {
    taker: CensusTaker,
}

impl Recount {
    /// Counts the listed subjects of a list.
    ///
    /// # Errors
    /// Where the list is damaged.
    pub(crate) fn of(index: &Index) -> Result<Self, Error> {
        let mut taker = CensusTaker::default().with_reserve();
        let mut walk = Walk::listed(index)?;
        while let Some(walked) = walk.next()? {
            count(&mut taker, &walked.filed);
        }
        Ok(Self { taker })
    }

    /// Puts the bearers of one name in place of those that were counted under it, both in the order of the list.
    pub(crate) fn replace(&mut self, before: &[Filed], after: &[Filed]) {
        self.taker.take_off(true);
        before.iter().for_each(|filed| count(&mut self.taker, filed));
        self.taker.take_off(false);
        after.iter().for_each(|filed| count(&mut self.taker, filed));
    }

    /// The census; `None` where so much was taken off that everybody has to be counted anew.
    pub(crate) fn census(&mut self) -> Option<Census> {
        let census = self.taker.finish();
        self.taker.is_exact().then_some(census)
    }
}

fn count(taker: &mut CensusTaker, filed: &Filed) {
    let subject = filed.subject();
    if subject.class == Some(Class::Organisation) {
        return taker.count_organisation();
    }
    let ids: SmallVec<[Pattern; 2]> = subject.ids().collect();
    taker.count_person(Name::read(subject.name).ok().as_ref(), &ids);
}
