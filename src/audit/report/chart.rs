//! How does it look? Bars as inline SVG, in the colours of the page that holds them.

/// Bars side by side, each of several parts upon another.
pub(super) struct Bars<'a> {
    /// Name and figures of each bar, in order.
    pub(super) bars: &'a [(String, Vec<u64>)],
    /// The class of each part, which gives its colour.
    pub(super) classes: &'a [&'a str],
    /// What the figures are, for who cannot see them.
    pub(super) title: &'a str,
}

impl Bars<'_> {
    /// Upright bars over a common scale.
    pub(super) fn upright(&self) -> String {
        let most = self.bars.iter().map(|(_, parts)| sum(parts)).fold(0.0, f64::max);
        let top = round_up(most);
        let y = |figure: f64| TOP + HIGH * (1.0 - figure / top);
        let mut svg = open(WIDE, TOP + HIGH + BELOW, self.title);
        for step in 0..=4_u8 {
            let figure = top * f64::from(step) / 4.0;
            if figure.fract() == 0.0 {
                let at = y(figure);
                svg.push_str(&format!(
                    "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDE}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>"
                ));
                svg.push_str(&text(LEFT - 6.0, at + 4.0, "end", &short(figure)));
            }
        }
        let count = number(self.bars.len()).max(1.0);
        let step = (WIDE - LEFT) / count;
        let width = (step * 0.72).clamp(0.8, 46.0);
        let every = (count / 8.0).ceil();
        for (index, (name, parts)) in self.bars.iter().enumerate() {
            let middle = LEFT + step * (number(index) + 0.5);
            svg.push_str(&format!("<g><title>{}</title>", escape(&self.told(name, parts))));
            let mut base = 0.0;
            for (part, class) in parts.iter().zip(self.classes) {
                let (low, high) = (y(base), y(base + exact(*part)));
                base += exact(*part);
                let (x, height) = (middle - width / 2.0, low - high);
                svg.push_str(&format!(
                    "<rect class=\"{class}\" x=\"{x:.2}\" y=\"{high:.2}\" width=\"{width:.2}\" height=\"{height:.2}\"/>"
                ));
            }
            svg.push_str("</g>");
            if number(index) % every == 0.0 {
                svg.push_str(&text(middle, TOP + HIGH + 18.0, "middle", &escape(name)));
            }
        }
        svg.push_str("</svg>");
        svg
    }

    /// Lying bars, one a row, with the name before and the sum behind.
    pub(super) fn lying(&self) -> String {
        let most = self.bars.iter().map(|(_, parts)| sum(parts)).fold(1.0, f64::max);
        let high = number(self.bars.len()) * ROW + 4.0;
        let mut svg = open(WIDE, high, self.title);
        for (index, (name, parts)) in self.bars.iter().enumerate() {
            let top = number(index) * ROW;
            svg.push_str(&format!("<g><title>{}</title>", escape(&self.told(name, parts))));
            svg.push_str(&text(NAMES - 10.0, top + 17.0, "end", &escape(&cut(name))));
            let mut x = NAMES;
            for (part, class) in parts.iter().zip(self.classes) {
                let width = (WIDE - NAMES - 70.0) * exact(*part) / most;
                svg.push_str(&format!(
                    "<rect class=\"{class}\" x=\"{x:.2}\" y=\"{:.1}\" width=\"{width:.2}\" height=\"{:.1}\"/>",
                    top + 4.0,
                    ROW - 8.0
                ));
                x += width;
            }
            svg.push_str(&text(x + 7.0, top + 17.0, "start", &grouped(sum(parts))));
            svg.push_str("</g>");
        }
        svg.push_str("</svg>");
        svg
    }

    fn told(&self, name: &str, parts: &[u64]) -> String {
        let parts: Vec<String> = parts.iter().map(|part| grouped(exact(*part))).collect();
        format!("{name}: {}", parts.join(" / "))
    }
}

/// A text that HTML shows as it is.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A figure with its thousands parted.
pub(super) fn grouped(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let mut out = String::new();
    for (place, digit) in digits.chars().rev().enumerate() {
        if place > 0 && place.is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out.chars().rev().collect()
}

#[expect(clippy::cast_precision_loss, reason = "drawn to a tenth of a point")]
pub(super) fn exact(figure: u64) -> f64 {
    figure as f64
}

#[expect(clippy::cast_precision_loss, reason = "as many as there are bars")]
fn number(count: usize) -> f64 {
    count as f64
}

fn sum(parts: &[u64]) -> f64 {
    parts.iter().map(|part| exact(*part)).sum()
}

fn open(width: f64, height: f64, title: &str) -> String {
    let title = escape(title);
    format!(
        "<svg viewBox=\"0 0 {width} {height:.0}\" role=\"img\" aria-label=\"{title}\"><title>{title}</title>"
    )
}

fn text(x: f64, y: f64, anchor: &str, text: &str) -> String {
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>")
}

/// The end of a scale of four steps: 4, 8, 20, 40, 80, 200 …
fn round_up(most: f64) -> f64 {
    let mut unit = 1.0;
    loop {
        for step in [1.0, 2.0, 5.0] {
            if most <= 4.0 * step * unit {
                return 4.0 * step * unit;
            }
        }
        unit *= 10.0;
    }
}

/// A figure of a scale.
fn short(figure: f64) -> String {
    if figure >= 1_000_000.0 {
        format!("{}M", figure / 1_000_000.0)
    } else if figure >= 10_000.0 {
        format!("{}k", figure / 1_000.0)
    } else {
        grouped(figure)
    }
}

/// A name that fits before a bar.
fn cut(name: &str) -> String {
    let mut room = 30_usize;
    let mut out = String::new();
    for character in name.chars() {
        let width = if character.is_ascii() { 1 } else { 2 };
        let Some(left) = room.checked_sub(width) else { return out + "…" };
        room = left;
        out.push(character);
    }
    out
}

const WIDE: f64 = 900.0;
const LEFT: f64 = 48.0;
const TOP: f64 = 10.0;
const HIGH: f64 = 190.0;
const BELOW: f64 = 28.0;
const ROW: f64 = 25.0;
/// Room for the names of lying bars.
const NAMES: f64 = 250.0;
