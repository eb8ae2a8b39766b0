//! What will a check wait for? Reading it ahead has the processor fetch at once, of one applicant or of many, what it would
//! otherwise wait for one after the other. Nothing is answered here.

use std::hint::black_box;

use smallvec::SmallVec;

use crate::check::Query;
use crate::index::Index;
use crate::index::Loose;
use crate::index::Probe;

/// Reads ahead for one query: its places in the tables.
pub(super) fn read(index: &Index, query: &Query<'_>) {
    let mut probe = probe(index, query);
    probe.read_directories();
    black_box(probe.read_buckets());
}

/// The same for [`AT_ONCE`] queries at most, and where the bearers of their names stand.
pub(super) fn read_all<'q>(index: &Index, queries: impl Iterator<Item = &'q Query<'q>> + Clone) {
    let mut probes: SmallVec<[Probe<'_>; AT_ONCE]> =
        queries.clone().map(|query| probe(index, query)).collect();
    probes.iter_mut().for_each(Probe::read_directories);
    black_box(probes.iter().fold(0, |sum, probe| sum ^ probe.read_buckets()));
    let names = queries.filter_map(Query::name).map(Loose::from);
    black_box(names.fold(0, |sum, name| {
        // What is damaged is told when it is asked.
        let bearers = index.bearers(name).ok().flatten();
        sum ^ bearers.map_or(0, |bearers| index.read_bearers(&bearers))
    }));
}

fn probe<'i>(index: &'i Index, query: &Query<'_>) -> Probe<'i> {
    index.probe(query.name().map(Loose::from), query.id())
}

/// Queries whose places are read ahead together: enough for as many cache misses as a core has under way, and few enough
/// to be still in its first cache when they are answered.
pub(super) const AT_ONCE: usize = 16;
