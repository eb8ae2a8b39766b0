//! Which day is meant? A calendar day of the Gregorian calendar, without time or zone.
//!
//! Published rows carry days of Beijing time (UTC+8); this type does no clock reading and no zone arithmetic.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;

/// A day that exists, from 0001-01-01 to 9999-12-31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// 1 to 9999.
    year: u16,
    /// 1 to 12.
    month: u8,
    /// 1 to the month's length.
    day: u8,
}

/// A text that is not a day in the form `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a day as YYYY-MM-DD, found {found:?}")]
pub struct Error {
    found: String,
}

impl Date {
    /// The calendar's last day, 9999-12-31.
    pub const LAST: Self = Self { year: 9999, month: 12, day: 31 };

    /// The day, or `None` where the calendar has no such day (month 13, 30 February, year 0).
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year == 0 || year > 9999 || day == 0 || day > month_length(year, month) {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// The day of Beijing time (UTC+8, no summer time since 1991) at `seconds` after 1970-01-01 00:00 UTC.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        Self::from_day_number(seconds.checked_add(8 * 3600)?.div_euclid(86_400))
    }

    /// Year, 1 to 9999.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Day of the month, 1 to 31.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// How many days `self` lies after `earlier`; negative where it lies before.
    pub fn days_since(self, earlier: Self) -> i64 {
        // Most of those who ask ask on the day itself.
        if self == earlier {
            return 0;
        }
        self.day_number().saturating_sub(earlier.day_number())
    }

    /// The same day so many years later; the day after the leap day where there is none. `None` beyond the year 9999.
    pub fn plus_years(self, years: u16) -> Option<Self> {
        let year = self.year.checked_add(years)?;
        Self::new(year, self.month, self.day).or_else(|| Self::new(year, 3, 1))
    }

    /// The day `days` later, or `None` past the end of the calendar.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::from_day_number(self.day_number().checked_add(days)?)
    }

    /// Days since 1970-01-01, by the civil-calendar arithmetic with years that begin in March, so that the leap
    /// day is a year's last.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "the fields are bounded by the type: |result| < 4 million"
    )]
    fn day_number(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
    }

    #[expect(clippy::arithmetic_side_effects, reason = "the guard bounds every term below 4 million")]
    fn from_day_number(number: i64) -> Option<Self> {
        if !(-719_162..=2_932_896).contains(&number) {
            return None;
        }
        let shifted = number + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = (march_month + 2) % 12 + 1;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }
}

const fn month_length(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse_iso(text).ok_or_else(|| Error { found: text.chars().take(40).collect() })
    }
}

fn parse_iso(text: &str) -> Option<Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = <[u8; 10]>::try_from(text.as_bytes()).ok()? else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u16, |sum, digit| {
            let value = char::from(*digit).to_digit(10)?;
            sum.checked_mul(10)?.checked_add(u16::try_from(value).ok()?)
        })
    };
    let short = |digits: &[u8]| u8::try_from(number(digits)?).ok();
    Date::new(number(&[y1, y2, y3, y4])?, short(&[m1, m2])?, short(&[d1, d2])?)
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn every_day_of_four_centuries_returns_from_its_number() {
        let mut day = Date::new(1700, 1, 1).unwrap();
        let mut count = 0;
        while day < Date::new(2101, 1, 1).unwrap() {
            let next = day.plus_days(1).unwrap();
            assert_eq!(next.days_since(day), 1, "{day}");
            assert!(next > day, "{day} then {next}");
            day = next;
            count += 1;
        }
        assert_eq!(count, 401 * 365 + 97, "401 years hold 97 leap days: 1700, 1800, 1900 and 2100 have none");
    }

    #[test]
    fn edges_of_the_calendar() {
        assert_eq!("1970-01-01".parse(), Ok(Date::from_unix_seconds(0).unwrap()));
        assert_eq!(
            Date::from_unix_seconds(16 * 3600).unwrap().to_string(),
            "1970-01-02",
            "Beijing is 8 h ahead"
        );
        assert_eq!(Date::from_unix_seconds(1_562_947_200).unwrap().to_string(), "2019-07-13");
        assert!(Date::new(9999, 12, 31).unwrap().plus_days(1).is_none());
        assert!(Date::new(1, 1, 1).unwrap().plus_days(-1).is_none());
        for bad in ["2019-02-30", "1900-02-29", "2019-13-01", "0000-01-01", "2019-7-1", "", "二〇一九"] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
    }
}
