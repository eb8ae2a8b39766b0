//! How often does each name occur, and which county codes were in force? [`tables`] parses the vendored extracts once.

use std::sync::LazyLock;

use super::draw::Draw;

pub fn tables() -> &'static Tables {
    &TABLES
}

#[derive(Debug)]
pub struct Tables {
    pub surnames: Weighted,
    pub given: Weighted,
    pub counties: Vec<County>,
    groups: Vec<(&'static str, Vec<&'static str>)>,
}

impl Tables {
    /// Name components of a group in `minority.tsv`; empty for a group that is not there.
    pub fn group(&self, group: &str) -> &[&'static str] {
        self.groups.iter().find(|(name, _)| *name == group).map_or(&[], |(_, names)| names)
    }

    /// A county code in force in `year`: redrawn until one is, which takes two draws on average.
    pub fn county(&self, draw: &mut Draw, year: i64) -> &'static str {
        loop {
            let county = draw.pick(&self.counties);
            if county.first <= year && year <= county.last {
                return county.code;
            }
        }
    }
}

/// A county's code and the years in which it was in force.
#[derive(Debug, Clone, Copy)]
pub struct County {
    pub code: &'static str,
    pub first: i64,
    pub last: i64,
}

/// Items with whole-number weights, drawn by bisection of the running sum.
#[derive(Debug)]
pub struct Weighted {
    items: Vec<&'static str>,
    ends: Vec<u64>,
}

impl Weighted {
    pub fn draw(&self, draw: &mut Draw) -> &'static str {
        let at = draw.below(self.ends.last().copied().unwrap_or(0));
        self.items[self.ends.partition_point(|&end| end <= at)]
    }

    /// An item without regard to weight.
    pub fn any(&self, draw: &mut Draw) -> &'static str {
        draw.pick(&self.items)
    }

    fn parse(text: &'static str) -> Self {
        let (mut items, mut ends, mut sum) = (Vec::new(), Vec::new(), 0);
        for (item, weight) in text.lines().filter_map(|line| line.split_once('\t')) {
            sum += weight.parse().unwrap_or(0);
            items.push(item);
            ends.push(sum);
        }
        Self { items, ends }
    }
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    surnames: Weighted::parse(include_str!("surnames.tsv")),
    given: Weighted::parse(include_str!("given.tsv")),
    counties: include_str!("counties.tsv").lines().filter_map(county).collect(),
    groups: include_str!("minority.tsv").lines().filter_map(group).collect(),
});

fn county(line: &'static str) -> Option<County> {
    let (code, years) = line.split_once('\t')?;
    let (first, last) = years.split_once('\t')?;
    Some(County { code, first: first.parse().ok()?, last: last.parse().ok()? })
}

fn group(line: &'static str) -> Option<(&'static str, Vec<&'static str>)> {
    let (name, items) = line.split_once('\t')?;
    Some((name, items.split(' ').collect()))
}
