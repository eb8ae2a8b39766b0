//! How far may chance lead? Intervals for a share, and the largest count that a Poisson mean makes plausible.

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    pub hits: u64,
    pub of: u64,
}

impl Share {
    /// The share itself; 0 of none.
    pub fn value(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.hits as f64 / self.of as f64 }
    }

    /// The 95 % interval after Wilson (1927): near 0 and 1, where the textbook's interval fails, it still covers.
    pub fn interval(self) -> (f64, f64) {
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let (n, p) = (self.of as f64, self.value());
        let square = Z_95 * Z_95;
        let centre = (p + square / (2.0 * n)) / (1.0 + square / n);
        let half = Z_95 / (1.0 + square / n) * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt();
        ((centre - half).max(0.0), (centre + half).min(1.0))
    }
}

/// The largest count that a Poisson variable of this mean exceeds with probability less than `doubt`.
pub fn poisson_bound(mean: f64, doubt: f64) -> u64 {
    let (mut count, mut log_term, mut sum) = (0_u64, -mean, (-mean).exp());
    while sum < 1.0 - doubt && (count as f64) < mean * 2.0 + 100.0 {
        count += 1;
        log_term += (mean / count as f64).ln();
        sum += log_term.exp();
    }
    count
}

/// 97.5 % of a normal variable's values lie below it.
const Z_95: f64 = 1.959_963_984_540_054;
