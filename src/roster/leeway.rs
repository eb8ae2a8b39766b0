//! How far may the census move before anybody who was only counted would be a match?

/// How many times more lookalikes than the policy goes by everybody has at least who was counted for how the name reads: the
/// logarithm in steps of 1/4096, rounded down. It only ever falls, by what the census may have taken, until the holder is
/// asked about anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Leeway(u16);

impl Leeway {
    /// Nobody was counted so.
    pub(super) const ALL: Self = Self(u16::MAX);
    /// Nothing is known.
    pub(super) const NONE: Self = Self(0);

    /// Of so many times as many lookalikes as the policy goes by.
    pub(super) fn of(times: f64) -> Self {
        if times == f64::INFINITY { Self::ALL } else { Self(steps(times.ln()).min(u16::MAX - 1)) }
    }

    /// What is left where there may be `times` as many people as before. One step more is taken than need be, for what
    /// rounding makes of figures.
    pub(super) fn after(self, times: f64) -> Self {
        match self {
            Self::ALL => Self::ALL,
            Self(left) if times > 0.0 => {
                let taken = steps(-times.ln()).saturating_add(2);
                Self(left.saturating_sub(if times >= 1.0 { 0 } else { taken }))
            }
            Self(_) => Self::NONE,
        }
    }

    /// Whether all of them are still only counted.
    pub(super) fn is_some(self) -> bool {
        self.0 > 1
    }

    pub(super) const fn from_bytes(bytes: [u8; 2]) -> Self {
        Self(u16::from_le_bytes(bytes))
    }

    pub(super) const fn to_bytes(self) -> [u8; 2] {
        self.0.to_le_bytes()
    }
}

/// Whole steps of a logarithm, none of a negative one or of what is no number.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the conversion saturates"
)]
fn steps(logarithm: f64) -> u16 {
    (logarithm * 4096.0) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_never_more_than_there_is() {
        for times in [1.0, 1.000_2, 1.1, 2.0, 77.7, 1e6, 1e30] {
            for drift in [1e-300, 0.1, 0.5, 0.98, 0.999, 0.999_99, 1.0, 1.5] {
                let mut left = Leeway::of(times);
                let mut there = times.ln();
                for _ in 0..20 {
                    left = left.after(drift);
                    there += drift.ln().min(0.0);
                    assert!(
                        !left.is_some() || f64::from(left.0) / 4096.0 < there,
                        "{times} {drift}: {left:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn little_is_lost_and_nothing_is_known_of_what_is_no_number() {
        assert_eq!(
            Leeway::of(f64::INFINITY).after(0.0),
            Leeway::ALL,
            "nobody is there who could become a match"
        );
        for unknown in [Leeway::of(0.0), Leeway::of(f64::NAN), Leeway::of(-1.0), Leeway::of(0.5)] {
            assert!(!unknown.is_some(), "{unknown:?}");
        }
        for unknown in [0.0, f64::NAN, -1.0] {
            assert_eq!(Leeway::of(100.0).after(unknown), Leeway::NONE);
        }
        let mut left = Leeway::of(2.0);
        (0..365).for_each(|_| left = left.after(0.999_9));
        assert!(left.is_some(), "{left:?} is left of seven tenths after a year of one in ten thousand a day");
        assert_eq!(Leeway::from_bytes(left.to_bytes()), left);
    }
}
