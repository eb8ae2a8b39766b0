//! How does a file read in which every mutant waits for its number?

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

/// What is put where, if the number is called.
pub struct Choice {
    pub range: Range<usize>,
    pub number: usize,
    pub text: String,
}

#[derive(Default)]
pub struct Sites {
    /// Expressions that are replaced.
    pub choices: Vec<Choice>,
    /// Bodies that are left at once.
    pub returns: Vec<Choice>,
    /// Arms that are not taken; `text` is ` if ` or an opening bracket before a guard.
    pub arms: Vec<Choice>,
    /// Where those brackets close.
    pub closings: Vec<usize>,
    /// `const` before functions.
    pub dropped: Vec<Range<usize>>,
}

/// A mutant's own text in the woven file.
#[derive(Serialize)]
pub struct Place {
    pub number: usize,
    pub start: usize,
    pub end: usize,
    /// Of the mutants that are come to together, the first.
    pub group: usize,
}

pub fn weave(source: &str, sites: &Sites) -> (String, Vec<Place>) {
    let mut woven = Woven { source, text: String::new(), places: Vec::new(), inserts: inserts(sites), dropped: &sites.dropped };
    let mut groups: BTreeMap<(usize, std::cmp::Reverse<usize>), Vec<&Choice>> = BTreeMap::new();
    for choice in &sites.choices {
        groups.entry((choice.range.start, std::cmp::Reverse(choice.range.end))).or_default().push(choice);
    }
    let groups: Vec<_> = groups.into_iter().map(|((start, end), choices)| (start..end.0, choices)).collect();
    woven.write(0..source.len(), &groups);
    (woven.text, woven.places)
}

enum Insert<'a> {
    Close,
    Arm(&'a Choice),
    Return(&'a Choice),
}

fn inserts(sites: &Sites) -> BTreeMap<usize, Vec<Insert<'_>>> {
    let mut inserts: BTreeMap<usize, Vec<Insert<'_>>> = BTreeMap::new();
    for closing in &sites.closings {
        inserts.entry(*closing).or_default().push(Insert::Close);
    }
    for arm in &sites.arms {
        inserts.entry(arm.range.start).or_default().push(Insert::Arm(arm));
    }
    for body in &sites.returns {
        inserts.entry(body.range.start).or_default().push(Insert::Return(body));
    }
    inserts
}

struct Woven<'a> {
    source: &'a str,
    text: String,
    places: Vec<Place>,
    inserts: BTreeMap<usize, Vec<Insert<'a>>>,
    dropped: &'a [Range<usize>],
}

type Group<'a> = (Range<usize>, Vec<&'a Choice>);

impl Woven<'_> {
    fn write(&mut self, range: Range<usize>, groups: &[Group<'_>]) {
        let mut at = range.start;
        let mut rest = groups;
        while let [(span, choices), later @ ..] = rest {
            let inner = later.iter().take_while(|(other, _)| other.start < span.end).count();
            let (within, after) = later.split_at(inner);
            self.plain(at..span.start);
            self.choice(span.clone(), choices, within);
            at = span.end;
            rest = after;
        }
        self.plain(at..range.end);
    }

    fn choice(&mut self, span: Range<usize>, choices: &[&Choice], within: &[Group<'_>]) {
        // What is put before the expression must not land inside it.
        self.insert_at(span.start, true);
        let group = choices.iter().map(|choice| choice.number).min().unwrap_or_default();
        self.text.push_str(&format!("(match crate::mutant::at({group}) {{ "));
        for choice in choices {
            self.text.push_str(&format!("{} => ", choice.number));
            self.place(choice, group);
            self.text.push_str(", ");
        }
        self.text.push_str("_ => ");
        self.write(span.clone(), within);
        self.text.push_str(" })");
    }

    fn place(&mut self, choice: &Choice, group: usize) {
        let start = self.text.len();
        self.text.push_str(&choice.text);
        self.places.push(Place { number: choice.number, start, end: self.text.len(), group });
    }

    fn plain(&mut self, range: Range<usize>) {
        let mut at = range.start;
        let points: Vec<usize> = self.inserts.range(range.start..range.end).map(|(point, _)| *point).collect();
        for point in points {
            self.copy(at..point);
            self.insert_at(point, false);
            at = point;
        }
        self.copy(at..range.end);
    }

    fn insert_at(&mut self, point: usize, before_choice: bool) {
        let _ = before_choice;
        for insert in self.inserts.remove(&point).unwrap_or_default() {
            match insert {
                Insert::Close => self.text.push(')'),
                Insert::Arm(arm) => {
                    let (opening, closing) = if arm.text == "(" { ("", " && (") } else { (" if ", " ") };
                    self.text.push_str(opening);
                    self.text.push('!');
                    let start = self.text.len();
                    self.text.push_str(&format!("crate::mutant::is({})", arm.number));
                    self.places.push(Place { number: arm.number, start, end: self.text.len(), group: arm.number });
                    self.text.push_str(closing);
                }
                Insert::Return(body) => {
                    let start = self.text.len();
                    self.text.push_str(&format!("if crate::mutant::is({}) {{ return {}; }} ", body.number, body.text));
                    self.places.push(Place { number: body.number, start, end: self.text.len(), group: body.number });
                }
            }
        }
    }

    fn copy(&mut self, range: Range<usize>) {
        let mut at = range.start;
        for dropped in self.dropped.iter().filter(|dropped| range.start <= dropped.start && dropped.end <= range.end) {
            self.text.push_str(&self.source[at..dropped.start]);
            at = dropped.end;
        }
        self.text.push_str(&self.source[at..range.end]);
    }
}
