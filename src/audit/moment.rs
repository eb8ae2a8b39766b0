//! When was it? An instant to the microsecond, written as RFC 3339 in Beijing time (UTC+8).

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;

use crate::date::Date;

/// An instant, as microseconds since 1970-01-01 00:00 UTC. Written as `2026-11-23T17:15:02.123456+08:00`, always 32
/// characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// A text is not an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an instant as 2026-11-23T17:15:02.123456+08:00, found {found:?}")]
pub struct MomentError {
    found: String,
}

impl Moment {
    /// This machine's clock; the epoch where it stands before that.
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    /// So many microseconds after 1970-01-01 00:00 UTC.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// 00:00 of a day in Beijing.
    pub fn start_of(day: Date) -> Self {
        let epoch = Date::from_unix_seconds(0).unwrap_or(day);
        let seconds = day.days_since(epoch).saturating_mul(86_400).saturating_sub(EAST);
        Self(seconds.saturating_mul(MICROS))
    }

    /// Microseconds since 1970-01-01 00:00 UTC.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The day in Beijing; the calendar's last where it has no such day.
    pub fn day(self) -> Date {
        Date::from_unix_seconds(self.0.div_euclid(MICROS)).unwrap_or(Date::LAST)
    }

    /// Hours from `earlier` to this.
    #[expect(clippy::cast_precision_loss, reason = "hours are told to a tenth")]
    pub fn hours_since(self, earlier: Self) -> f64 {
        self.0.saturating_sub(earlier.0) as f64 / (3_600.0 * MICROS as f64)
    }
}

/// Microseconds a second.
const MICROS: i64 = 1_000_000;

/// Seconds by which Beijing is ahead of UTC.
const EAST: i64 = 8 * 3_600;

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.div_euclid(MICROS).saturating_add(EAST).rem_euclid(86_400);
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let micros = self.0.rem_euclid(MICROS);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}.{micros:06}+08:00", self.day())
    }
}

impl FromStr for Moment {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Self, MomentError> {
        let read = read(text).filter(|read| read.to_string() == text);
        read.ok_or_else(|| MomentError { found: text.chars().take(40).collect() })
    }
}

fn read(text: &str) -> Option<Moment> {
    let (day, rest) = text.split_once('T')?;
    let (time, micros) = rest.strip_suffix("+08:00")?.split_once('.')?;
    let mut parts = time.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let seconds = hour.checked_mul(3_600)?.checked_add(minute.checked_mul(60)?)?.checked_add(second)?;
    let start = Moment::start_of(day.parse().ok()?).0;
    let micros = seconds.checked_mul(MICROS)?.checked_add(micros.parse().ok()?)?;
    Some(Moment(start.checked_add(micros)?))
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
