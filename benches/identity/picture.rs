//! What does the reliability table look like? [`draw`] writes it as an SVG: λ from left to right, the share of right
//! persons upwards, the curve 1 / (1 + λ), and what was observed with its interval.

use std::fmt::Write as _;

use crate::application::Arm;
use crate::publication::Shape;
use crate::reliability::Bin;
use crate::reliability::Judgement;
use crate::survey::Survey;

/// The picture of a survey.
pub fn draw(survey: &Survey) -> String {
    let mut svg = String::from(HEAD);
    frame(&mut svg);
    curve(&mut svg);
    for (number, series) in series(survey).iter().enumerate() {
        series.draw(number, &mut svg);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Bins of one colour.
struct Series {
    label: String,
    bins: Vec<Bin>,
}

/// Id and name by the shape of the row's number; then the name alone.
fn series(survey: &Survey) -> Vec<Series> {
    let of = |cohort, label: String| {
        let bins = survey.reliability.get(&cohort).into_iter().flat_map(|one| one.bins());
        let judged = bins.map(|(_, bin)| *bin).filter(|bin| bin.judgement() != Judgement::TooFew);
        Series { label, bins: judged.collect() }
    };
    let shapes =
        Shape::ALL.into_iter().map(|shape| of((Arm::IdAndName, Some(shape)), format!("id {}", shape.label())));
    shapes.chain([of((Arm::NameOnly, None), "name only".to_owned())]).collect()
}

impl Series {
    fn draw(&self, number: usize, svg: &mut String) {
        write!(svg, "<g class=\"s{number}\">").expect("a string takes all");
        let key = TOP + 14.0 + 18.0 * number as f64;
        mark(svg, RIGHT + 24.0, key);
        text(svg, RIGHT + 36.0, key + 4.0, "start", &self.label);
        for bin in &self.bins {
            let (low, high) = bin.right.interval();
            let at = across(bin.centre());
            write!(
                svg,
                "<path class=\"bar\" d=\"M{at:.1} {:.1}V{:.1}\"/>",
                upwards(low),
                upwards(high)
            )
            .expect("a string takes all");
            mark(svg, at, upwards(bin.right.value()));
        }
        svg.push_str("</g>\n");
    }
}

fn frame(svg: &mut String) {
    for power in LEAST..=MOST {
        let at = across(10_f64.powi(power));
        line(svg, (at, TOP), (at, BOTTOM));
        let label = if (-2..=2).contains(&power) { 10_f64.powi(power).to_string() } else { format!("1e{power}") };
        text(svg, at, BOTTOM + 18.0, "middle", &label);
    }
    for tenth in [0, 2, 4, 6, 8, 10] {
        let share = f64::from(tenth) / 10.0;
        line(svg, (LEFT, upwards(share)), (RIGHT, upwards(share)));
        text(svg, LEFT - 8.0, upwards(share) + 4.0, "end", &format!("{}\u{2009}%", tenth * 10));
    }
    text(svg, (LEFT + RIGHT) / 2.0, BOTTOM + 40.0, "middle", "λ: other people who would fit as well, as reported");
    text(svg, LEFT, TOP - 12.0, "start", "matches that are the right person");
}

fn curve(svg: &mut String) {
    svg.push_str("<path class=\"curve\" d=\"M");
    for step in 0..=STEPS {
        let power = f64::from(LEAST) + f64::from(MOST - LEAST) * f64::from(step) / f64::from(STEPS);
        let lookalikes = 10_f64.powf(power);
        write!(svg, "{:.1} {:.1} ", across(lookalikes), upwards(1.0 / (1.0 + lookalikes)))
            .expect("a string takes all");
    }
    svg.push_str("\"/>\n");
}

fn line(svg: &mut String, from: (f64, f64), to: (f64, f64)) {
    writeln!(svg, "<path class=\"grid\" d=\"M{:.1} {:.1}L{:.1} {:.1}\"/>", from.0, from.1, to.0, to.1)
        .expect("a string takes all");
}

fn text(svg: &mut String, x: f64, y: f64, anchor: &str, words: &str) {
    writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>")
        .expect("a string takes all");
}

fn mark(svg: &mut String, x: f64, y: f64) {
    write!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\"/>").expect("a string takes all");
}

/// λ's place; what lies beyond the axis stands at its end.
fn across(lookalikes: f64) -> f64 {
    let (least, most) = (f64::from(LEAST), f64::from(MOST));
    LEFT + (lookalikes.log10().clamp(least, most) - least) / (most - least) * (RIGHT - LEFT)
}

fn upwards(share: f64) -> f64 {
    BOTTOM - share * (BOTTOM - TOP)
}

const LEAST: i32 = -6;
const MOST: i32 = 4;
const STEPS: i32 = 200;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 640.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 400.0;

/// Colours after Okabe and Ito, told apart by the colour-blind, middling enough for light and dark grounds.
const HEAD: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 460" role="img" aria-labelledby="title desc">
<title id="title">Reliability of lookalikes</title>
<desc id="desc">Share of matches that are the right person against the reported number of lookalikes λ, on a logarithmic axis from a millionth to ten thousand. The curve is the prediction 1 / (1 + λ); points with 95 % intervals are observed in a simulated population in which everyone applies, one colour for each shape in which the published number is masked, one for the name alone.</desc>
<style>
text { font: 12px sans-serif; fill: #444; }
.grid { stroke: #888; stroke-opacity: .25; fill: none; }
.curve { stroke: #888; stroke-width: 2; fill: none; }
.bar { stroke: currentColor; stroke-width: 1.5; fill: none; }
circle { fill: currentColor; }
.s0 { color: #0072b2; } .s1 { color: #d55e00; } .s2 { color: #009e73; } .s3 { color: #cc79a7; } .s4 { color: #e69f00; }
.s5 { color: #56b4e9; } .s6 { color: #999999; } .s7 { color: #8c6bb1; } .s8 { color: #b8a800; }
@media (prefers-color-scheme: dark) { text { fill: #ccc; } }
</style>
"##;
