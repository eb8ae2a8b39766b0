//! How likely is each symbol here? Contexts with their symbols' shares, read where they lie.
//!
//! A context in the file: symbols (u32), where each one's share starts (u16 each, ascending from 0), the symbols (u32
//! each). The last share ends at 2¹⁶. The table that finds a context has a power of two slots of sixteen bytes: the
//! context (u64), where it lies (u32), one more than 0 if the slot is taken (u32); a context is in the first slot from
//! its hash on that holds it.

use std::collections::BTreeMap;

use crate::bytes;
use crate::index::rows::range::Hearer;
use crate::index::rows::range::Share;
use crate::index::rows::range::WHOLE;

/// One context where it lies.
#[derive(Clone, Copy)]
pub(super) struct Shares<'a> {
    count: u32,
    starts: &'a [[u8; 2]],
    symbols: &'a [[u8; 4]],
}

impl<'a> Shares<'a> {
    pub(super) fn at(contexts: &'a [u8], offset: u32) -> Option<Self> {
        let rest = contexts.get(usize::try_from(offset).ok()?..)?;
        let count = bytes::u32_at(rest, 0)?;
        let length = usize::try_from(count).ok()?;
        let starts = bytes::span(rest, 4, length.checked_mul(2)?)?;
        let symbols = bytes::span(rest, length.checked_mul(2)?.checked_add(4)?, length.checked_mul(4)?)?;
        (count > 0).then_some(Self { count, starts: starts.as_chunks().0, symbols: symbols.as_chunks().0 })
    }

    /// Bytes that it takes.
    pub(super) fn length(&self) -> usize {
        self.symbols.len().saturating_mul(6).saturating_add(4)
    }

    /// The next symbol that was said.
    #[inline]
    pub(super) fn hear(&self, hearer: &mut Hearer<'_>) -> Option<u32> {
        if self.count == 1 {
            return self.symbols.first().map(|symbol| u32::from_le_bytes(*symbol));
        }
        let place = hearer.place();
        // The most likely symbol comes first, and most of the time.
        let second = u32::from(u16::from_le_bytes(*self.starts.get(1)?));
        if place < second {
            hearer.take(Share { start: 0, width: second });
            return self.symbols.first().map(|symbol| u32::from_le_bytes(*symbol));
        }
        let starts_after = |start: &[u8; 2]| u32::from(u16::from_le_bytes(*start)) <= place;
        let after = self.starts.partition_point(starts_after);
        let at = after.checked_sub(1)?;
        let start = u32::from(u16::from_le_bytes(*self.starts.get(at)?));
        let end = self.starts.get(after).map_or(WHOLE, |start| u32::from(u16::from_le_bytes(*start)));
        hearer.take(Share { start, width: end.checked_sub(start)? });
        self.symbols.get(at).map(|symbol| u32::from_le_bytes(*symbol))
    }

    /// Every symbol with its share.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, Share)> + '_ {
        let start =
            |at: usize| self.starts.get(at).map_or(WHOLE, |start| u32::from(u16::from_le_bytes(*start)));
        self.symbols.iter().enumerate().map(move |(at, symbol)| {
            let (from, to) = (start(at), start(at.saturating_add(1)));
            (u32::from_le_bytes(*symbol), Share { start: from, width: to.saturating_sub(from) })
        })
    }
}

/// Whether a table has as many slots as one may have.
pub(super) fn is_table(table: &[u8]) -> bool {
    table.len().is_multiple_of(SLOT) && table.len().checked_div(SLOT).is_some_and(usize::is_power_of_two)
}

/// Where a context lies, if the list has it.
pub(super) fn find(table: &[u8], context: u64) -> Option<u32> {
    let slots = table.as_chunks::<SLOT>().0;
    let last = slots.len().checked_sub(1)?;
    let mut at = slot_of(context);
    for _ in 0..=last {
        let slot = slots.get(at & last)?;
        if bytes::u32_at(slot, 12)? == 0 {
            return None;
        }
        if bytes::u64_at(slot, 0)? == context {
            return bytes::u32_at(slot, 8);
        }
        at = at.wrapping_add(1);
    }
    None
}

/// The table of these contexts.
pub(super) fn table(places: &BTreeMap<u64, u32>) -> Vec<u8> {
    let slots = places.len().saturating_mul(2).next_power_of_two().max(1);
    let mut table = vec![[0_u8; SLOT]; slots];
    for (context, place) in places {
        let mut at = slot_of(*context);
        let last = slots.saturating_sub(1);
        while table.get(at & last).is_some_and(|slot| slot[12] != 0) {
            at = at.wrapping_add(1);
        }
        if let Some(slot) = table.get_mut(at & last) {
            let fields =
                context.to_le_bytes().into_iter().chain(place.to_le_bytes()).chain(1_u32.to_le_bytes());
            slot.iter_mut().zip(fields).for_each(|(to, from)| *to = from);
        }
    }
    table.concat()
}

fn slot_of(context: u64) -> usize {
    usize::try_from(context.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32).unwrap_or(0)
}

/// Appends a context with shares after these counts. `elsewhere` is what symbols that are not among them count for
/// together; 0 where there are none.
pub(super) fn put(contexts: &mut Vec<u8>, counts: &[(u32, u32)], elsewhere: u32) -> Option<u32> {
    let place = u32::try_from(contexts.len()).ok()?;
    let mut counts: Vec<(u32, u32)> = counts.to_vec();
    if elsewhere > 0 || counts.is_empty() {
        counts.push((0, elsewhere.max(1)));
    }
    counts.sort_unstable_by(|(symbol, count), (other, count_of_other)| {
        (count_of_other, symbol).cmp(&(count, other))
    });
    let widths = widths(&counts)?;
    contexts.extend_from_slice(&u32::try_from(counts.len()).ok()?.to_le_bytes());
    let mut start = 0_u32;
    for width in widths {
        contexts.extend_from_slice(&u16::try_from(start).ok()?.to_le_bytes());
        start = start.checked_add(width)?;
    }
    counts.iter().for_each(|(symbol, _)| contexts.extend_from_slice(&symbol.to_le_bytes()));
    (start == WHOLE).then_some(place)
}

/// Shares in proportion to the counts, none of them nothing, 2¹⁶ together. Counts descend.
fn widths(counts: &[(u32, u32)]) -> Option<Vec<u32>> {
    let total: u64 = counts.iter().map(|(_, count)| u64::from(*count)).sum();
    let count = u64::try_from(counts.len()).ok()?;
    let to_share = u64::from(WHOLE).checked_sub(count)?;
    let mut widths = Vec::with_capacity(counts.len());
    let mut left = WHOLE;
    for (_, count) in counts {
        let width = u64::from(*count).checked_mul(to_share)?.checked_div(total.max(1))?.checked_add(1)?;
        let width = u32::try_from(width).ok()?;
        left = left.checked_sub(width)?;
        widths.push(width);
    }
    let first = widths.first_mut()?;
    *first = first.checked_add(left)?;
    Some(widths)
}

const SLOT: usize = 16;
