//! How is an identifier stored in few bits? The usual ones as one number, the others as three characters in two bytes.
//!
//! *Inline* are citizen-form numbers with month and day of birth hidden, as the courts publish them, and, where a list
//! has many, complete ones. Of *R* regions and *Y* years that the list names, region *r* and year *y* (counted from 0), sequence
//! *s* and check *c* (X is 10) make ((*r Y* + *y*) · 1000 + *s*) · 11 + *c*; a complete number is *R Y* · 11 000 + 372 times that,
//! plus 31 · (month − 1) + day − 1.
//!
//! Others: characters of `0-9A-Z*-` counted from 1 in that order, 39 for four stars, 0 behind the last; three of them, *a b
//! c*, are the u16 (40 *a* + *b*) · 40 + *c*. Between two identifiers of one subject stands 65535.

use std::collections::BTreeSet;

use smallvec::SmallVec;

use crate::bytes;
use crate::bytes::Bytes;
use crate::index::bits;
use crate::index::strings::StringsWriter;

/// Room for an identifier without a heap allocation.
pub(super) type Text = SmallVec<[u8; 24]>;

/// What turns inline numbers into identifiers.
#[derive(Clone)]
pub(super) struct ShortIds {
    regions: Bytes,
    years: Bytes,
    region_count: u64,
    year_count: u64,
    width: u32,
}

impl ShortIds {
    pub(super) fn open(regions: Bytes, years: Bytes, width: u32, holds_complete: bool) -> Option<Self> {
        let region_count = u64::try_from(regions.as_ref().len()).ok()?.checked_div(4)?;
        let year_count = u64::try_from(years.as_ref().len()).ok()?.checked_div(4)?;
        let needed = width_for(region_count, year_count, holds_complete)?;
        (needed == width).then_some(Self { regions, years, region_count, year_count, width })
    }

    /// Whether the same number is the same identifier in both.
    pub(super) fn are_those_of(&self, other: &Self) -> bool {
        self.width == other.width
            && self.regions.as_ref() == other.regions.as_ref()
            && self.years.as_ref() == other.years.as_ref()
    }

    pub(super) fn width(&self) -> u32 {
        self.width
    }

    /// How many regions and years there are.
    pub(super) fn counts(&self) -> (u32, u32) {
        let count = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        (count(self.region_count), count(self.year_count))
    }

    /// What to look for around an applicant's number of eighteen characters; `None` where it is no citizen's.
    pub(super) fn near(&self, slots: &[u8; 18]) -> Option<Near> {
        let citizen = Citizen::read(slots)?;
        let region = place(self.regions.as_ref(), citizen.region);
        let year = place(self.years.as_ref(), citizen.year);
        let head = region
            .zip(year)
            .and_then(|(region, year)| region.checked_mul(self.year_count)?.checked_add(year));
        let tail = u64::from(citizen.sequence).checked_mul(11)?.checked_add(u64::from(citizen.check))?;
        Some(Near { head, tail })
    }

    /// The canonical text of an inline number; `None` where no identifier has it.
    pub(super) fn text(&self, number: u64) -> Option<Text> {
        let masked = self.region_count.checked_mul(self.year_count)?.checked_mul(PER_HEAD)?;
        let (number, day) = match number.checked_sub(masked) {
            None => (number, None),
            Some(complete) => (complete / DAYS, Some(complete % DAYS)),
        };
        let (check, rest) = (number % 11, number / 11);
        let (sequence, head) = (rest % 1000, rest / 1000);
        let region = bytes::u32_entry(
            self.regions.as_ref(),
            0,
            u32::try_from(head.checked_div(self.year_count)?).ok()?,
        )?;
        let year = bytes::u32_entry(
            self.years.as_ref(),
            0,
            u32::try_from(head.checked_rem(self.year_count)?).ok()?,
        )?;
        let mut text = Text::new();
        put_digits(&mut text, u64::from(region), 6);
        put_digits(&mut text, u64::from(year), 4);
        match day {
            None => text.extend_from_slice(b"****"),
            Some(day) => {
                put_digits(&mut text, (day / 31).checked_add(1)?, 2);
                put_digits(&mut text, (day % 31).checked_add(1)?, 2);
            }
        }
        put_digits(&mut text, sequence, 3);
        match check {
            10 => text.push(b'X'),
            digit => put_digits(&mut text, digit, 1),
        }
        Some(text)
    }
}

/// The place of a number in an ascending table of u32.
fn place(table: &[u8], number: u32) -> Option<u64> {
    let numbers = table.as_chunks::<4>().0;
    let at = numbers.binary_search_by_key(&number, |bytes| u32::from_le_bytes(*bytes)).ok()?;
    u64::try_from(at).ok()
}

fn put_digits(text: &mut Text, number: u64, count: u32) {
    for place in (0..count).rev() {
        let digit = number.checked_div(10_u64.saturating_pow(place)).unwrap_or(0) % 10;
        text.push(b'0'.wrapping_add(digit.to_le_bytes()[0]));
    }
}

/// Whether a number is of the form that the courts publish, and so inline: month and day hidden, all else shown.
pub(super) fn is_usual(slots: &[u8; 18]) -> bool {
    Citizen::read(slots).is_some_and(|citizen| citizen.day.is_none())
}

/// What of an applicant's number tells which inline ones may be a slip of the pen away from it: all of region and year
/// agrees, or all that stands behind the hidden day. Any slip leaves one of the two as it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    /// `None` where the list knows no such region or year.
    head: Option<u64>,
    tail: u64,
}

impl Near {
    /// Whether the inline number of a usual id may be a slip away, or agree.
    #[inline]
    pub(super) fn is_near(self, number: u64) -> bool {
        Some(number / PER_HEAD) == self.head || number % PER_HEAD == self.tail
    }
}

/// Bits of an inline number.
fn width_for(regions: u64, years: u64, holds_complete: bool) -> Option<u32> {
    let masked = regions.checked_mul(years)?.checked_mul(PER_HEAD)?;
    let all = if holds_complete { masked.checked_mul(DAYS.saturating_add(1))? } else { masked };
    Some(bits::width_of(all.saturating_sub(1))).filter(|width| *width <= bits::WIDEST)
}

/// Reads what [`pack`] wrote.
pub(super) fn unpack(packed: &[u8]) -> Option<Text> {
    let mut text = Text::new();
    for pair in packed.as_chunks::<2>().0 {
        let three = u16::from_le_bytes(*pair);
        if three == SEPARATOR {
            text.push(b',');
            continue;
        }
        let signs = [three / (SIGNS * SIGNS), three / SIGNS % SIGNS, three % SIGNS];
        for sign in signs.into_iter().filter(|sign| *sign != 0) {
            match sign {
                FOUR_STARS => text.extend_from_slice(STARS),
                sign => text.push(*ALPHABET.get(usize::from(sign).checked_sub(1)?)?),
            }
        }
    }
    (packed.len().is_multiple_of(2) && text.len() <= LONGEST).then_some(text)
}

/// Several identifiers one behind the other, a mark between them.
fn pack(text: &str) -> Vec<u8> {
    let each: Vec<Vec<u8>> = text.split(',').map(pack_one).collect();
    each.join(&SEPARATOR.to_le_bytes()[..])
}

/// Three characters in two bytes, or up to nine more where stars are among them.
fn pack_one(text: &str) -> Vec<u8> {
    let mut signs: SmallVec<[u16; 24]> = SmallVec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(STARS) {
            signs.push(FOUR_STARS);
            rest = after;
        } else {
            let place = ALPHABET.iter().position(|sign| sign == first);
            signs.extend(place.and_then(|place| u16::try_from(place.saturating_add(1)).ok()));
            rest = after;
        }
    }
    let mut packed = Vec::new();
    for three in signs.chunks(3) {
        let sign = |at| three.get(at).copied().unwrap_or(0);
        let number =
            sign(0).wrapping_mul(SIGNS).wrapping_add(sign(1)).wrapping_mul(SIGNS).wrapping_add(sign(2));
        packed.extend_from_slice(&number.to_le_bytes());
    }
    packed
}

/// A citizen-form number taken apart.
#[derive(Clone, Copy)]
struct Citizen {
    region: u32,
    year: u32,
    /// 31 · (month − 1) + day − 1; `None` where both are hidden.
    day: Option<u32>,
    sequence: u32,
    check: u32,
}

impl Citizen {
    fn read(slots: &[u8; 18]) -> Option<Self> {
        let day = match slots.get(10..14)? {
            b"****" => None,
            day => {
                let (month, day) = (number(day.get(..2)?)?, number(day.get(2..)?)?);
                let fits = (1..=12).contains(&month) && (1..=31).contains(&day);
                Some(
                    month
                        .checked_sub(1)
                        .filter(|_| fits)?
                        .checked_mul(31)?
                        .checked_add(day.checked_sub(1)?)?,
                )
            }
        };
        let check = match slots.last()? {
            b'X' => 10,
            digit => number(&[*digit])?,
        };
        // A masked unified code may be all digits, too: it would fill the dictionaries with what is no region or year.
        let year = number(slots.get(6..10)?).filter(|year| (1800..2100).contains(year))?;
        Some(Self {
            region: number(slots.get(..6)?)?,
            year,
            day,
            sequence: number(slots.get(14..17)?)?,
            check,
        })
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| u32::from(digit.wrapping_sub(b'0')))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// Takes identifiers in the order of their subjects; what the list's are like decides how they are stored.
#[derive(Default)]
pub(super) struct Collector {
    ids: Vec<u64>,
    /// Those that are no citizen-form numbers, one behind the other, a byte of length before each.
    texts: Vec<u8>,
}

/// The identifiers as they stand in the file.
pub(super) struct Stored {
    pub(super) regions: Vec<u8>,
    pub(super) years: Vec<u8>,
    pub(super) width: u32,
    pub(super) holds_complete: bool,
    pub(super) inline: Vec<u8>,
    pub(super) others: [Vec<u8>; 2],
}

impl Collector {
    /// Takes a subject's canonical identifier, "" where it has none.
    pub(super) fn push(&mut self, id: &str) {
        let compact = match id.as_bytes().try_into().ok().and_then(Citizen::read) {
            _ if id.is_empty() => NONE,
            Some(citizen) => compact(citizen),
            None => {
                bytes::put_counted(&mut self.texts, id.as_bytes());
                OTHER
            }
        };
        self.ids.push(compact);
    }

    /// Stores the identifiers and notes in the subjects' marks where each is. Marks that say already that an identifier is of a
    /// citizen's form go on saying it of one that is not inline.
    pub(super) fn finish(self, marks: &mut [u8]) -> Option<Stored> {
        let citizens = || self.ids.iter().copied().filter(|id| *id > OTHER).map(loose);
        let complete = citizens().filter(|id| id.day.is_some()).count();
        let masked = citizens().count().saturating_sub(complete);
        let dictionary = |complete: bool| {
            let kept = || citizens().filter(move |id| complete || id.day.is_none());
            let regions: BTreeSet<u32> = kept().map(|id| id.region).collect();
            let years: BTreeSet<u32> = kept().map(|id| id.year).collect();
            (regions.into_iter().collect::<Vec<_>>(), years.into_iter().collect::<Vec<_>>())
        };
        let (narrow, wide) = (dictionary(false), dictionary(true));
        let width = |(regions, years): &(Vec<u32>, Vec<u32>), complete| {
            width_for(u64::try_from(regions.len()).ok()?, u64::try_from(years.len()).ok()?, complete)
        };
        let (narrow_width, wide_width) = (width(&narrow, false)?, width(&wide, true)?);
        let bits_of = |width: u32, count: usize| usize::try_from(width).unwrap_or(64).saturating_mul(count);
        let apart = bits_of(narrow_width, masked).saturating_add(complete.saturating_mul(BITS_OF_OTHER));
        let holds_complete = bits_of(wide_width, masked.saturating_add(complete)) < apart;
        let (width, heads) = if holds_complete { (wide_width, wide) } else { (narrow_width, narrow) };
        let mut packer = bits::Packer::new(width);
        let mut others = StringsWriter::default();
        let mut texts = self.texts.as_slice();
        for (id, marks) in self.ids.iter().zip(marks) {
            let form = match *id {
                NONE => 0,
                OTHER => {
                    others.push(&pack(std::str::from_utf8(bytes::take_counted(&mut texts)?).ok()?))?;
                    2
                }
                citizen => {
                    let citizen = loose(citizen);
                    if citizen.day.is_some() && !holds_complete {
                        others.push(&pack(&spelt(citizen)))?;
                        2
                    } else {
                        packer.push(inline(citizen, &heads)?);
                        1
                    }
                }
            };
            let stays = form == 2 && *marks >> 4 & 3 == 3;
            *marks = if stays { *marks } else { *marks & !(3 << 4) | form << 4 };
        }
        let table = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        Some(Stored {
            regions: table(&heads.0),
            years: table(&heads.1),
            width,
            holds_complete,
            inline: packer.finish(),
            others: others.finish()?,
        })
    }
}

/// The number that stands in the file.
fn inline(id: Citizen, (regions, years): &(Vec<u32>, Vec<u32>)) -> Option<u64> {
    let place = |heads: &[u32], head| u64::try_from(heads.binary_search(&head).ok()?).ok();
    let (region_count, year_count) = (u64::try_from(regions.len()).ok()?, u64::try_from(years.len()).ok()?);
    let head = place(regions, id.region)?.checked_mul(year_count)?.checked_add(place(years, id.year)?)?;
    let rest = head.checked_mul(1000)?.checked_add(u64::from(id.sequence))?;
    let number = rest.checked_mul(11)?.checked_add(u64::from(id.check))?;
    match id.day {
        None => Some(number),
        Some(day) => {
            let masked = region_count.checked_mul(year_count)?.checked_mul(PER_HEAD)?;
            number.checked_mul(DAYS)?.checked_add(u64::from(day))?.checked_add(masked)
        }
    }
}

fn spelt(id: Citizen) -> String {
    let day = id.day.map_or("****".to_owned(), |day| {
        format!("{:02}{:02}", (day / 31).saturating_add(1), (day % 31).saturating_add(1))
    });
    let check = if id.check == 10 { "X".to_owned() } else { id.check.to_string() };
    format!("{:06}{:04}{day}{:03}{check}", id.region, id.year, id.sequence)
}

/// In one word while the list is being laid out, above [`NONE`] and [`OTHER`].
fn compact(id: Citizen) -> u64 {
    let day = id.day.map_or(0, |day| day.saturating_add(1));
    let parts = [(id.region, 20), (id.year, 14), (id.sequence, 10), (id.check, 4), (day, 9)];
    parts.iter().fold(1, |number: u64, (part, width)| number << width | u64::from(*part))
}

fn loose(compact: u64) -> Citizen {
    let take = |shift: u32, width: u32| u32::try_from(compact >> shift & bits::mask(width)).unwrap_or(0);
    Citizen {
        region: take(37, 20),
        year: take(23, 14),
        sequence: take(13, 10),
        check: take(9, 4),
        day: take(0, 9).checked_sub(1),
    }
}

const NONE: u64 = 0;
const OTHER: u64 = 1;

/// Sequences and check characters of one region and year.
const PER_HEAD: u64 = 11_000;

/// Days of a year with thirty-one in every month.
const DAYS: u64 = 372;

/// Bits of a complete number that is stored as another: eighteen characters and their length.
const BITS_OF_OTHER: usize = 104;

const ALPHABET: &[u8; 38] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*-";
const SIGNS: u16 = 40;
const STARS: &[u8; 4] = b"****";
const FOUR_STARS: u16 = 39;

/// Stands between two identifiers; no three characters are this number.
const SEPARATOR: u16 = u16::MAX;

/// No subject's identifiers are longer together.
const LONGEST: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_return_as_they_went() {
        let ids = [
            "1101051949****002X",
            "",
            "11010519491231002X",
            "440524188001010014",
            "MA1BUFLT4",
            "9135010000****0Y43",
            "110105******49002X",
            "11010519491231002X,E12345678",
            "11010519491231002X,E12345678",
            "H12345678",
            "E1234567-0",
            "99999919991331****",
        ];
        for (usual, holds_complete) in [(ids[0], false), (ids[2], true)] {
            let often = 100;
            let mut collector = Collector::default();
            let repeated = || std::iter::repeat_n(usual, often).chain(ids);
            repeated().for_each(|id| collector.push(id));
            let mut marks = vec![0; often + ids.len()];
            let stored = collector.finish(&mut marks).unwrap();
            assert_eq!(stored.holds_complete, holds_complete, "{usual}");
            let short = ShortIds::open(
                Bytes::from(stored.regions),
                Bytes::from(stored.years),
                stored.width,
                stored.holds_complete,
            );
            let short = short.unwrap();
            let [offsets, strings] = stored.others;
            let count = marks.iter().filter(|marks| **marks == 0x20).count() as u64;
            let others =
                crate::index::strings::Strings::open(Bytes::from(offsets), Bytes::from(strings), count)
                    .unwrap();
            let (mut inline, mut other) = (0, 0);
            for (id, marks) in repeated().zip(marks) {
                let text = match marks {
                    0x10 => {
                        inline += 1;
                        short
                            .text(bits::packed_at(&stored.inline, short.width(), inline - 1).unwrap())
                            .unwrap()
                    }
                    0x20 => {
                        other += 1;
                        unpack(others.get(other - 1).unwrap()).unwrap()
                    }
                    _ => Text::new(),
                };
                assert_eq!(std::str::from_utf8(&text).unwrap(), id);
            }
        }
    }
}
