//! What did feeds say of records that their rows in the list do not tell? Which were taken back, and when.
//!
//! A row that comes late must not bring back what was withdrawn after it, nor undo a correction. In the file: of each
//! such record, ascending, sixteen bytes that name it and a number of 64 bits. Bit 0: it was withdrawn, and no row of it is
//! in the list. Bit 1: a time follows, when that was said; from bit 2 on milliseconds (10 bits), whether there are any
//! (1), second (6), minute (6), hour (5), whether there is a time of day (1), day (5), month (4), year (14).

use crate::bytes;
use crate::bytes::Bytes;

/// A record of which a feed said more than its row does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// What names the record, as the compiler has it.
    pub(crate) record: [u8; 16],
    /// When the latest was said of it, as [`Record::updated`](crate::record::Record) has it.
    pub(crate) time: Option<String>,
    /// It was taken back.
    pub(crate) withdrawn: bool,
}

/// The section.
#[derive(Clone, Default)]
pub(super) struct Past {
    entries: Option<Bytes>,
}

impl Past {
    /// `None` where the section does not consist of whole entries.
    pub(super) fn open(section: Option<Bytes>) -> Option<Self> {
        let whole = section.as_ref().is_none_or(|entries| entries.as_ref().len().is_multiple_of(ENTRY));
        whole.then_some(Self { entries: section })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Said> + '_ {
        let entries = self.entries.as_ref().map_or(&[][..], |entries| entries.as_ref());
        entries.as_chunks::<ENTRY>().0.iter().filter_map(|entry| {
            let word = bytes::u64_at(entry, 16)?;
            Some(Said { record: bytes::array(entry, 0)?, time: time_of(word >> 1), withdrawn: word & 1 == 1 })
        })
    }
}

/// The section's bytes; `entries` ascend.
pub(super) fn write(entries: &[Said]) -> Vec<u8> {
    let mut out = Vec::with_capacity(entries.len().saturating_mul(ENTRY));
    for Said { record, time, withdrawn } in entries {
        out.extend_from_slice(record);
        let time = time.as_deref().and_then(packed).unwrap_or(0);
        out.extend_from_slice(&(time << 1 | u64::from(*withdrawn)).to_le_bytes());
    }
    out
}

/// A time as a number, its lowest bit set; `None` for a text of another form.
fn packed(time: &str) -> Option<u64> {
    let (day, time) = time.split_once('T').map_or((time, None), |(day, time)| (day, Some(time)));
    let mut day = day.splitn(3, '-').map(|part| part.parse::<u64>().ok());
    let [year, month, day] = [day.next()??, day.next()??, day.next()??];
    let of_day = match time {
        None => 0,
        Some(time) => {
            let (clock, millis) =
                time.split_once('.').map_or((time, None), |(clock, rest)| (clock, Some(rest)));
            let mut clock = clock.splitn(3, ':').map(|part| part.parse::<u64>().ok());
            let [hour, minute, second] = [clock.next()??, clock.next()??, clock.next()??];
            let millis = millis.map_or(Some(0), |millis| Some(millis.parse::<u64>().ok()? | 1 << 10))?;
            1 << 28 | hour << 23 | minute << 17 | second << 11 | millis
        }
    };
    Some((year << 38 | month << 34 | day << 29 | of_day) << 1 | 1)
}

fn time_of(word: u64) -> Option<String> {
    let part = |from: u32, bits: u32| word >> from.saturating_add(1) & (1_u64 << bits).saturating_sub(1);
    if word & 1 == 0 {
        return None;
    }
    let mut time = format!("{:04}-{:02}-{:02}", part(38, 14), part(34, 4), part(29, 5));
    if part(28, 1) == 1 {
        time.push_str(&format!("T{:02}:{:02}:{:02}", part(23, 5), part(17, 6), part(11, 6)));
        if part(10, 1) == 1 {
            time.push_str(&format!(".{:03}", part(0, 10)));
        }
    }
    Some(time)
}

/// Bytes of an entry.
const ENTRY: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_comes_back_as_it_was() {
        for time in
            ["2026-11-01", "2026-11-01T00:00:00", "2026-12-31T23:59:59.999", "0001-01-01T01:02:03.004"]
        {
            let said = Said { record: [7; 16], time: Some(time.to_owned()), withdrawn: true };
            let section = Bytes::from(write(std::slice::from_ref(&said)));
            let read: Vec<Said> = Past::open(Some(section))
                .into_iter()
                .flat_map(|past| past.iter().collect::<Vec<_>>())
                .collect();
            assert_eq!(read, [said]);
        }
    }
}
