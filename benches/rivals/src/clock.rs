//! How long does a look-up take, on the whole and at worst?

use std::fmt;
use std::hint::black_box;
use std::time::Instant;

use crate::Asker;

/// Nanoseconds.
#[derive(Clone, Copy)]
pub struct Times {
    pub mean: f64,
    p50: u64,
    p99: u64,
    p999: u64,
}

impl Times {
    pub fn titles<'a>(groups: impl Iterator<Item = &'a str>) -> String {
        groups.map(|group| format!("{group:>16}: mean  p50  p99 p99.9 ratio")).collect::<Vec<_>>().join(" |")
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>22.0}{:>7}{:>7}{:>7}", self.mean, self.p50, self.p99, self.p999)
    }
}

/// The mean over all, the best of three passes; percentiles of a pass in which each is timed by itself, less what reading the clock costs.
pub fn time(askers: &[Asker], mut look_up: impl FnMut(&Asker) -> u64) -> Times {
    let mean = mean(askers.len(), || {
        for asker in askers {
            black_box(look_up(black_box(asker)));
        }
    });
    let clock = cost_of_clock();
    let mut each: Vec<u64> = askers
        .iter()
        .map(|asker| {
            let from = Instant::now();
            black_box(look_up(black_box(asker)));
            (from.elapsed().as_nanos() as u64).saturating_sub(clock)
        })
        .collect();
    each.sort_unstable();
    let at = |share: f64| each.get((each.len() as f64 * share) as usize).copied().unwrap_or(0);
    Times { mean, p50: at(0.5), p99: at(0.99), p999: at(0.999) }
}

/// The mean of a pass over so many, without percentiles.
pub fn time_whole(count: usize, pass: impl FnMut()) -> Times {
    Times { mean: mean(count, pass), p50: 0, p99: 0, p999: 0 }
}

fn mean(count: usize, mut pass: impl FnMut()) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..3 {
        let from = Instant::now();
        pass();
        best = best.min(from.elapsed().as_nanos() as f64 / count.max(1) as f64);
    }
    best
}

fn cost_of_clock() -> u64 {
    let mut costs: Vec<u64> = (0..1000).map(|_| Instant::now().elapsed().as_nanos() as u64).collect();
    costs.sort_unstable();
    costs[500]
}
