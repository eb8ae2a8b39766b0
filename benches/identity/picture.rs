//! What does the reliability table look like? [`draw`] writes it as an SVG: λ as reported from left to right; above, the
//! share of right persons upwards, with the curve 1 / (1 + λ); below, wrong persons for each right one, where the
//! prediction is the diagonal and small shares can be told apart.

use std::fmt::Write as _;

use crate::application::Arm;
use crate::interval::Share;
use crate::publication::Shape;
use crate::reliability::Bin;
use crate::reliability::Judgement;
use crate::survey::Survey;

/// The picture of a survey.
pub fn draw(survey: &Survey) -> String {
    let mut svg = String::from(HEAD);
    let series = series(survey);
    for panel in [&SHARES, &ODDS] {
        panel.frame(&mut svg);
        panel.prediction(&mut svg);
        for (number, series) in series.iter().enumerate() {
            panel.series(number, series, &mut svg);
        }
    }
    for (number, series) in series.iter().enumerate() {
        legend(number, &series.label, &mut svg);
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
    let shapes = Shape::ALL
        .into_iter()
        .map(|shape| of((Arm::IdAndName, Some(shape)), format!("id {}", shape.label())));
    shapes.chain([of((Arm::NameOnly, None), "name only".to_owned())]).collect()
}

/// One pair of axes; λ runs to the right in both.
struct Panel {
    top: f64,
    title: &'static str,
    /// Marks on the upright axis, and what stands beside them.
    marks: &'static [(f64, &'static str)],
    /// How high a share of right persons stands, from 0 to 1.
    height: fn(f64) -> f64,
}

const SHARES: Panel = Panel {
    top: 40.0,
    title: "matches that are the right person",
    marks: &[(0.0, "0 %"), (0.2, "20 %"), (0.4, "40 %"), (0.6, "60 %"), (0.8, "80 %"), (1.0, "100 %")],
    height: |share| share,
};

const ODDS: Panel = Panel {
    top: 500.0,
    title: "wrong persons for each right one",
    marks: &[
        (1.0 / (1.0 + 1e-6), "1e-6"),
        (1.0 / (1.0 + 1e-4), "1e-4"),
        (1.0 / (1.0 + 1e-2), "0.01"),
        (0.5, "1"),
        (1.0 / (1.0 + 1e2), "100"),
        (1.0 / (1.0 + 1e4), "1e4"),
    ],
    height: |share| along((1.0 - share) / share),
};

impl Panel {
    fn frame(&self, svg: &mut String) {
        let bottom = self.top + HEIGHT;
        for power in LEAST..=MOST {
            let at = across(10_f64.powi(power));
            line(svg, (at, self.top), (at, bottom));
            let near = (-2..=2).contains(&power);
            let label = if near { 10_f64.powi(power).to_string() } else { format!("1e{power}") };
            text(svg, (at, bottom + 18.0), "middle", &label);
        }
        for (share, label) in self.marks {
            let at = self.upwards(*share);
            line(svg, (LEFT, at), (LEFT + WIDTH, at));
            text(svg, (LEFT - 8.0, at + 4.0), "end", label);
        }
        text(
            svg,
            (LEFT + WIDTH / 2.0, bottom + 38.0),
            "middle",
            "λ: other people who would fit as well, as reported",
        );
        text(svg, (LEFT, self.top - 12.0), "start", self.title);
    }

    fn prediction(&self, svg: &mut String) {
        svg.push_str("<path class=\"said\" d=\"M");
        for step in 0..=STEPS {
            let power = f64::from(LEAST) + f64::from(MOST - LEAST) * f64::from(step) / f64::from(STEPS);
            let lookalikes = 10_f64.powf(power);
            put(
                svg,
                format_args!("{:.1} {:.1} ", across(lookalikes), self.upwards(1.0 / (1.0 + lookalikes))),
            );
        }
        svg.push_str("\"/>\n");
    }

    fn series(&self, number: usize, series: &Series, svg: &mut String) {
        put(svg, format_args!("<g class=\"s{number}\">"));
        for bin in &series.bins {
            self.interval(bin.right, across(bin.lookalikes()), svg);
        }
        svg.push_str("</g>\n");
    }

    fn interval(&self, right: Share, at: f64, svg: &mut String) {
        let (low, high) = right.interval();
        let (low, high) = (self.upwards(low), self.upwards(high));
        put(svg, format_args!("<path class=\"bar\" d=\"M{at:.1} {low:.1}V{high:.1}\"/>"));
        mark(svg, (at, self.upwards(right.value())));
    }

    fn upwards(&self, share: f64) -> f64 {
        self.top + HEIGHT * (1.0 - (self.height)(share))
    }
}

fn legend(number: usize, label: &str, svg: &mut String) {
    let at = SHARES.top + 14.0 + 18.0 * number as f64;
    put(svg, format_args!("<g class=\"s{number}\">"));
    mark(svg, (LEFT + WIDTH + 24.0, at));
    svg.push_str("</g>");
    text(svg, (LEFT + WIDTH + 36.0, at + 4.0), "start", label);
}

fn line(svg: &mut String, from: (f64, f64), to: (f64, f64)) {
    let ((x, y), (to_x, to_y)) = (from, to);
    put(svg, format_args!("<path class=\"grid\" d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}\"/>\n"));
}

fn text(svg: &mut String, (x, y): (f64, f64), anchor: &str, words: &str) {
    put(svg, format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>\n"));
}

fn mark(svg: &mut String, (x, y): (f64, f64)) {
    put(svg, format_args!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\"/>\n"));
}

fn put(svg: &mut String, words: std::fmt::Arguments<'_>) {
    svg.write_fmt(words).expect("a string takes all that is written");
}

/// λ's place; what lies beyond the axis stands at its end.
fn across(lookalikes: f64) -> f64 {
    LEFT + WIDTH * along(lookalikes)
}

/// How far along the axis λ stands, from 0 to 1.
fn along(lookalikes: f64) -> f64 {
    let (least, most) = (f64::from(LEAST), f64::from(MOST));
    (lookalikes.log10().clamp(least, most) - least) / (most - least)
}

const LEAST: i32 = -6;
const MOST: i32 = 4;
const STEPS: i32 = 200;
const LEFT: f64 = 64.0;
const WIDTH: f64 = 576.0;
const HEIGHT: f64 = 360.0;

/// Colours after Okabe and Ito, told apart by the colour-blind, middling enough for light grounds and dark.
const HEAD: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 920" role="img" aria-labelledby="title desc">
<title id="title">Reliability of lookalikes</title>
<desc id="desc">Observed against predicted, for matches binned by the reported number of lookalikes λ, on a logarithmic axis from a millionth to ten thousand. Above: the share of matches that are the right person; the curve is the prediction 1 / (1 + λ). Below: wrong persons for each right one; the prediction is the diagonal. Points with 95 % intervals come from a simulated population in which everyone applies, one colour for each shape in which the published number is masked and one for the name alone.</desc>
<style>
text { font: 12px sans-serif; fill: #444; }
path { fill: none; }
.grid { stroke: #888; stroke-opacity: .25; }
.said { stroke: #888; stroke-width: 2; }
.bar { stroke: currentColor; stroke-width: 1.5; }
circle { fill: currentColor; }
.s0 { color: #0072b2; } .s1 { color: #d55e00; } .s2 { color: #009e73; } .s3 { color: #cc79a7; } .s4 { color: #e69f00; }
.s5 { color: #56b4e9; } .s6 { color: #999999; } .s7 { color: #8c6bb1; } .s8 { color: #b8a800; }
@media (prefers-color-scheme: dark) { text { fill: #ccc; } }
</style>
"##;
