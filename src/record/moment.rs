//! Which day, and which time of it, does a published date mean? Every form seen, in Beijing time (UTC+8).

use std::fmt;

use crate::date::Date;

/// A day, and the time of day where one was given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) day: Date,
    /// Milliseconds after midnight, below 86 400 000.
    millis: Option<u32>,
}

/// Why a text is no moment.
pub(super) enum NoMoment {
    /// In none of the forms.
    Unreadable,
    /// In one of them, but there is no such day or time.
    Impossible,
}

impl Moment {
    /// Reads `2019年07月13日`, `2019-7-13`, `2019/07/13`, `2019.07.13`, `20190713`, each with or without a time and a
    /// zone; `20190713083000`; seconds (10 digits) and milliseconds (13 digits) after 1970. Without a zone it is Beijing's.
    pub(super) fn read(text: &str) -> Result<Self, NoMoment> {
        let narrow: String = text.trim_matches(is_blank).chars().map(narrow_digit).collect();
        if narrow.bytes().all(|byte| byte.is_ascii_digit()) {
            return read_digits(&narrow);
        }
        let mut rest = narrow.as_str();
        let day = take_day(&mut rest)?;
        rest = rest.trim_start_matches(is_blank);
        if rest.is_empty() {
            return Ok(Self { day, millis: None });
        }
        let millis = take_time(&mut rest)?;
        let offset = read_zone(rest.trim_matches(is_blank)).ok_or(NoMoment::Unreadable)?;
        Self { day, millis: Some(millis) }.moved(offset).ok_or(NoMoment::Impossible)
    }

    fn from_unix_millis(millis: i64) -> Option<Self> {
        let beijing = millis.checked_add(BEIJING_MILLIS)?;
        let day = Date::from_unix_seconds(millis.div_euclid(1000))?;
        let of_day = u32::try_from(beijing.rem_euclid(DAY_MILLIS)).ok()?;
        Some(Self { day, millis: Some(of_day) })
    }

    /// The same instant, the fields having been read in a zone that lies `offset` milliseconds east of Greenwich.
    fn moved(self, offset: i64) -> Option<Self> {
        let millis = i64::from(self.millis?).checked_add(BEIJING_MILLIS)?.checked_sub(offset)?;
        let day = self.day.plus_days(millis.div_euclid(DAY_MILLIS))?;
        Some(Self { day, millis: Some(u32::try_from(millis.rem_euclid(DAY_MILLIS)).ok()?) })
    }
}

/// `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ss[.mmm]`: of two such texts the later moment is the greater text.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(millis) = self.millis else { return fmt::Display::fmt(&self.day, f) };
        let (seconds, fraction) = (millis.div_euclid(1000), millis.rem_euclid(1000));
        let (hour, minute, second) =
            (seconds.div_euclid(3600), seconds.div_euclid(60).rem_euclid(60), seconds.rem_euclid(60));
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}", self.day)?;
        if fraction == 0 { Ok(()) } else { write!(f, ".{fraction:03}") }
    }
}

fn read_digits(digits: &str) -> Result<Moment, NoMoment> {
    let number = digits.parse::<i64>().map_err(|_| NoMoment::Unreadable)?;
    match digits.len() {
        8 => take_day(&mut { digits }).map(|day| Moment { day, millis: None }),
        10 => Moment::from_unix_millis(number.saturating_mul(1000)).ok_or(NoMoment::Impossible),
        13 => Moment::from_unix_millis(number).ok_or(NoMoment::Impossible),
        14 => read_compact(digits),
        _ => Err(NoMoment::Unreadable),
    }
}

/// `YYYYMMDDhhmmss`.
fn read_compact(digits: &str) -> Result<Moment, NoMoment> {
    let mut rest = digits;
    let day = take_day(&mut rest)?;
    let mut two = || take_number(&mut rest, 2, 2).ok_or(NoMoment::Unreadable);
    let millis = time_of_day(two()?, two()?, two()?, 0).ok_or(NoMoment::Impossible)?;
    Ok(Moment { day, millis: Some(millis) })
}

/// A day in figures, with separators or without, off the front of `rest`.
fn take_day(rest: &mut &str) -> Result<Date, NoMoment> {
    let date = take_figures(rest).ok_or(NoMoment::Unreadable)?;
    calendar_day(date).ok_or(NoMoment::Impossible)
}

fn take_figures(rest: &mut &str) -> Option<[u32; 3]> {
    let year = take_number(rest, 4, 4)?;
    let Some(after_year) = take_char(rest, |c| matches!(c, '年' | '-' | '/' | '.')) else {
        return Some([year, take_number(rest, 2, 2)?, take_number(rest, 2, 2)?]);
    };
    let month = take_number(rest, 1, 2)?;
    let wanted = if after_year == '年' { '月' } else { after_year };
    take_char(rest, |c| c == wanted)?;
    let day = take_number(rest, 1, 2)?;
    if wanted == '月' {
        take_char(rest, |c| matches!(c, '日' | '号'));
    }
    Some([year, month, day])
}

fn calendar_day([year, month, day]: [u32; 3]) -> Option<Date> {
    Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

/// `hh:mm[:ss[.fraction]]`, after a blank or a `T`, off the front of `rest`, as milliseconds.
fn take_time(rest: &mut &str) -> Result<u32, NoMoment> {
    take_char(rest, |c| c == 'T');
    let [hour, minute, second, millis] = take_clock(rest).ok_or(NoMoment::Unreadable)?;
    time_of_day(hour, minute, second, millis).ok_or(NoMoment::Impossible)
}

fn take_clock(rest: &mut &str) -> Option<[u32; 4]> {
    let hour = take_number(rest, 1, 2)?;
    let parted = take_char(rest, |c| matches!(c, ':' | '时')).is_some();
    let minute = take_number(rest, 2, 2)?;
    let more =
        if parted { take_char(rest, |c| matches!(c, ':' | '分')).is_some() } else { !rest.is_empty() };
    let second = if more { take_number(rest, 2, 2).unwrap_or(0) } else { 0 };
    take_char(rest, |c| c == '秒');
    Some([hour, minute, second, take_fraction(rest)?])
}

/// `.5`, `.500` or `.500000`, to the millisecond; 0 where there is none.
fn take_fraction(rest: &mut &str) -> Option<u32> {
    if take_char(rest, |c| c == '.').is_none() {
        return Some(0);
    }
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at_checked(end)?;
    *rest = after;
    format!("{digits:0<3}").get(..3)?.parse().ok()
}

fn time_of_day(hour: u32, minute: u32, second: u32, millis: u32) -> Option<u32> {
    if hour > 23 || minute > 59 || second > 59 || millis > 999 {
        return None;
    }
    hour.checked_mul(3600)?
        .checked_add(minute.checked_mul(60)?)?
        .checked_add(second)?
        .checked_mul(1000)?
        .checked_add(millis)
}

/// Milliseconds east of Greenwich: Beijing's for no zone, `Z`, `+08:00`, `+0800`, `+08`.
fn read_zone(zone: &str) -> Option<i64> {
    if zone.is_empty() {
        return Some(BEIJING_MILLIS);
    }
    if zone == "Z" {
        return Some(0);
    }
    let mut rest = zone;
    let east = take_char(&mut rest, |c| matches!(c, '+' | '-'))? == '+';
    let hours = take_number(&mut rest, 2, 2)?;
    take_char(&mut rest, |c| c == ':');
    let minutes = if rest.is_empty() { 0 } else { take_number(&mut rest, 2, 2)? };
    let millis = i64::from(time_of_day(hours, minutes, 0, 0)?);
    rest.is_empty().then_some(if east { millis } else { millis.saturating_neg() })
}

/// A number of `least` to `most` digits off the front of `rest`.
fn take_number(rest: &mut &str, least: usize, most: usize) -> Option<u32> {
    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if digits < least {
        return None;
    }
    let (number, after) = rest.split_at_checked(digits)?;
    *rest = after;
    number.parse().ok()
}

fn take_char(rest: &mut &str, wanted: impl Fn(char) -> bool) -> Option<char> {
    let mut chars = rest.chars();
    let first = chars.next().filter(|c| wanted(*c))?;
    *rest = chars.as_str();
    Some(first)
}

/// Full-width figures to plain ones.
fn narrow_digit(c: char) -> char {
    match c {
        '０'..='９' => u32::from(c)
            .checked_sub(u32::from('０'))
            .and_then(|value| char::from_digit(value, 10))
            .unwrap_or(c),
        _ => c,
    }
}

/// Blanks that surround published values: Unicode's, and the zero-width marks that copying leaves.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}')
}

const DAY_MILLIS: i64 = 86_400_000;
const BEIJING_MILLIS: i64 = 8 * 3_600_000;
