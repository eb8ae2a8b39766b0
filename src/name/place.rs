//! Do two organisations' names differ only in where, or whether, a bracketed place stands?
//!
//! 企业名称登记管理规定 (2020) art. 6 and 7 put the name of a region (county or above) in front; a company named after
//! its controller may carry it in brackets behind the first word. Sources and clerks move it, or leave it out.

use super::Name;
use super::fold::Bytes;
use super::legal_form;
use super::organisation;
use super::organisation::Class;
use super::table;

/// Whether the names are one but for a bracketed place, which stands in front on one side or is on one side only.
/// Their beginnings tell most names apart.
pub(super) fn differs(a: &Name<'_>, b: &Name<'_>) -> bool {
    let (at_a, at_b) = (Bracketed::find(a.strict()), Bracketed::find(b.strict()));
    let is_other_than_person = |name: &Name<'_>| name.class() != Class::Person;
    at_a.as_ref().is_some_and(|place| place.leads_to(b) && is_movable(a) && is_other_than_person(b))
        || at_b.as_ref().is_some_and(|place| place.leads_to(a) && is_movable(b) && is_other_than_person(a))
        || matches!((at_a, at_b), (Some(x), Some(y)) if x.is_elsewhere(&y) && is_movable(a) && is_movable(b))
}

/// The loose fold with the first bracketed place moved to the front. `None` where there is none, where it stands
/// there already, in persons' names and in those of branches.
pub(super) fn rearranged(name: &Name<'_>) -> Option<Bytes> {
    let place = Bracketed::find(name.strict()).filter(|_| is_movable(name))?;
    place.in_front().filter(|moved| moved.as_slice() != name.loose().as_bytes())
}

/// Whether the strict text alone says that this is an organisation.
fn is_movable(name: &Name<'_>) -> bool {
    organisation::class(name.strict(), name.strict()) == Class::Organisation
}

/// A strict name around its first bracketed place.
struct Bracketed<'s> {
    /// Not empty.
    before: &'s str,
    place: &'s str,
    behind: &'s str,
}

impl<'s> Bracketed<'s> {
    fn find(strict: &'s str) -> Option<Self> {
        let found = strict.match_indices('(').find_map(|(open, _)| {
            let (before, opened) = strict.split_at_checked(open)?;
            let (place, behind) = opened.strip_prefix('(')?.split_once(')')?;
            is_place(place).then_some(Self { before, place, behind })
        });
        found.filter(|found| !found.before.is_empty())
    }

    /// Whether the other name is this one with the place in front or left out.
    fn leads_to(&self, other: &Name<'_>) -> bool {
        let begins = |text: &str| {
            let first = text.chars().find(|sign| !matches!(sign, '(' | ')' | ':'));
            other.loose().chars().next() == first.map(table::loosen)
        };
        let is_other =
            |made: Option<Bytes>| made.is_some_and(|made| made.as_slice() == other.loose().as_bytes());
        begins(self.place) && is_other(self.in_front()) || begins(self.before) && is_other(self.left_out())
    }

    /// Whether the other name is this one with the same brackets at another place.
    fn is_elsewhere(&self, other: &Self) -> bool {
        let place = self.in_front();
        self.place == other.place && place.is_some() && place == other.in_front()
    }

    fn in_front(&self) -> Option<Bytes> {
        not_a_branch(legal_form::loosen_all(&[self.place, self.before, self.behind]))
    }

    fn left_out(&self) -> Option<Bytes> {
        not_a_branch(legal_form::loosen_all(&[self.before, self.behind]))
    }
}

/// Of a branch the place says which one it is.
fn not_a_branch(text: Bytes) -> Option<Bytes> {
    let branch = str::from_utf8(&text).is_ok_and(|text| organisation::branch(text).is_some());
    Some(text).filter(|_| !branch)
}

/// Whether the strict text names a region down to the county, with or without its rank: 北京, 北京市. A list decides, since
/// brackets hold as many other words of two to four characters (集团, 控股, 国际).
fn is_place(text: &str) -> bool {
    let plain = RANKS.iter().find_map(|rank| text.strip_suffix(*rank));
    is_listed(text) || plain.is_some_and(is_listed)
}

/// A binary search among some 2 900 lines.
fn is_listed(text: &str) -> bool {
    let (mut from, mut to) = (0, PLACES.len());
    while from < to {
        let middle = from.midpoint(to);
        let Some((start, line)) = line_at(middle) else { return false };
        match line.cmp(text) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => from = start.saturating_add(line.len()).saturating_add(1),
            std::cmp::Ordering::Greater => to = start,
        }
    }
    false
}

/// The line that has the byte `at` or ends there, and where it starts.
fn line_at(at: usize) -> Option<(usize, &'static str)> {
    let bytes = PLACES.as_bytes();
    let start =
        bytes.get(..at)?.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end.saturating_add(1));
    let length = bytes.get(start..)?.iter().position(|byte| *byte == b'\n')?;
    Some((start, PLACES.get(start..start.saturating_add(length))?))
}

/// Generated; see `NAMES.md`. One name a line, in the order of their bytes.
static PLACES: &str = include_str!("places.txt");

const RANKS: &[char] = &['省', '市', '县', '区'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_and_nothing_between() {
        let lines: Vec<&str> = PLACES.lines().collect();
        assert!(lines.is_sorted() && lines.len() > 2_500 && PLACES.ends_with('\n'));
        for line in lines {
            assert!(is_listed(line), "{line}");
            assert!(!is_listed(&format!("{line}\n")));
        }
        for other in ["", "集团", "控股", "国际", "一", "\u{10FFFF}", "\n"] {
            assert!(!is_place(other), "{other}");
        }
    }
}
