//! What is to be read of a survey? One text table a question.

use crate::application::Arm;
use crate::blocks::Blocks;
use crate::fairness::Group;
use crate::fairness::Harm;
use crate::misses::Obstacle;
use crate::outcomes::Outcomes;
use crate::publication::Shape;
use crate::reliability::Bin;
use crate::reliability::Judgement;
use crate::reliability::Reliability;
use crate::rivals::Rival;
use crate::survey::Cohort;
use crate::survey::Survey;
use crate::table::Table;
use crate::table::figure;
use crate::table::percent;

/// Blocks of the wrong person beside what λ predicts, and whether there are more than chance explains.
pub fn blocks(survey: &Survey) -> (String, bool) {
    let mut table =
        Table::new(1, &["arm", "blocks", "wrong person", "predicted by λ", "at most, 99.9 %", ""]);
    let mut whole = Blocks::default();
    for (arm, blocks) in &survey.blocks {
        table.row(block_cells(arm.label(), blocks));
        whole.merge(blocks);
    }
    table.row(block_cells("all", &whole));
    let holds = !survey.blocks.values().chain([&whole]).any(Blocks::has_excess);
    (table.to_string(), holds)
}

fn block_cells(label: &str, blocks: &Blocks) -> [String; 6] {
    [
        label.to_owned(),
        blocks.all.to_string(),
        blocks.wrong.to_string(),
        figure(blocks.predicted_wrong),
        blocks.bound().to_string(),
        if blocks.has_excess() { "FAILS" } else { "ok" }.to_owned(),
    ]
}

/// What became of the listed, by what stood between them and their row.
pub fn misses(survey: &Survey) -> String {
    let mut table =
        Table::new(3, &["arm", "what", "how", "people", "blocked", "referred", "missed", "missed n"]);
    for arm in Arm::ALL {
        let brief = arm == Arm::OldId;
        for (obstacle, outcomes) in survey.misses.of(arm).filter(|(what, _)| !brief || *what == Obstacle::Any)
        {
            let (what, how) = obstacle.labels();
            table.row(outcome_cells([arm.label(), what, how], outcomes));
        }
    }
    table.to_string()
}

fn outcome_cells(labels: [&str; 3], outcomes: &Outcomes) -> Vec<String> {
    let asked = outcomes.asked();
    let share = |count: u64| percent(count as f64 / asked.max(1) as f64);
    let mut cells: Vec<String> = labels.map(str::to_owned).to_vec();
    cells.extend([
        asked.to_string(),
        share(outcomes.blocked),
        share(outcomes.referred),
        share(outcomes.cleared),
        outcomes.cleared.to_string(),
    ]);
    cells
}

/// What was refused instead of answered.
pub fn errors(survey: &Survey) -> String {
    let mut table = Table::new(2, &["refused", "because", "times"]);
    for ((arm, because), times) in &survey.errors {
        table.row([arm.label().to_owned(), because.clone(), times.to_string()]);
    }
    let (typos, what) = (survey.typos, "the number mistyped");
    table.row([
        what.to_owned(),
        "its check character, or what it says".to_owned(),
        typos.refused.to_string(),
    ]);
    table.row([
        what.to_owned(),
        "not refused: read as another number".to_owned(),
        (typos.all - typos.refused).to_string(),
    ]);
    table.row([what.to_owned(), "of those, listed and cleared".to_owned(), typos.cleared.to_string()]);
    table.to_string()
}

/// Predicted and observed shares of the right person, bin by bin; and the bins where the prediction fails.
pub fn reliability(survey: &Survey) -> (String, Vec<String>) {
    let mut table = bin_table("shape");
    let mut failing = Vec::new();
    for ((arm, shape), bins) in cohorts(survey) {
        for (bounds, bin) in bins.bins() {
            table.row(bin_cells([arm, shape], bounds, bin));
            if bin.judgement() == Judgement::Fails {
                failing.push(format!("{arm}, {shape}, λ from {}", figure(bounds.0)));
            }
        }
    }
    (table.to_string(), failing)
}

fn bin_table(kind: &str) -> Table {
    let counted = ["arm", kind, "λ from", "to", "matches"];
    let compared = ["predicted", "right", "95 % interval", "λ said", "λ seen", ""];
    Table::new(2, &[&counted[..], &compared].concat())
}

/// Every arm and shape, each arm whole, and everything.
fn cohorts(survey: &Survey) -> Vec<((&'static str, &'static str), Reliability)> {
    let of = |chosen: &dyn Fn(&Cohort) -> bool| {
        let mut sum = Reliability::default();
        survey.reliability.iter().filter(|(cohort, _)| chosen(cohort)).for_each(|(_, one)| sum.merge(one));
        sum
    };
    let mut cohorts = Vec::new();
    for arm in Arm::ALL {
        for shape in Shape::ALL {
            cohorts.push(((arm.label(), shape.label()), of(&|cohort| *cohort == (arm, Some(shape)))));
        }
        cohorts.push(((arm.label(), "all shapes"), of(&|cohort| cohort.0 == arm)));
    }
    cohorts.push((("all arms", "all shapes"), of(&|_| true)));
    cohorts
}

fn bin_cells(labels: [&str; 2], (low, high): (f64, f64), bin: &Bin) -> Vec<String> {
    let (least, most) = bin.right.interval();
    let mut cells: Vec<String> = labels.map(str::to_owned).to_vec();
    cells.extend([
        figure(low),
        figure(high),
        bin.right.of.to_string(),
        format!("{:.4}", bin.prediction()),
        format!("{:.4}", bin.right.value()),
        format!("{least:.4}–{most:.4}"),
        figure(bin.lookalikes()),
        figure(bin.observed_lookalikes()),
        bin.judgement().label().to_owned(),
    ]);
    cells
}

/// The same by what was compared.
pub fn evidence(survey: &Survey) -> String {
    let mut table = Table::new(
        4,
        &["arm", "shape", "strength", "compared", "matches", "predicted", "right", "λ said", "λ seen", ""],
    );
    for (((arm, shape), strength, codes), bin) in &survey.evidence {
        table.row([
            arm.label().to_owned(),
            shape.map_or("", Shape::label).to_owned(),
            strength.as_code().to_owned(),
            codes.join(" "),
            bin.right.of.to_string(),
            format!("{:.4}", bin.prediction()),
            format!("{:.4}", bin.right.value()),
            figure(bin.lookalikes()),
            figure(bin.observed_lookalikes()),
            bin.judgement().label().to_owned(),
        ]);
    }
    table.to_string()
}

/// The same by the kind of name.
pub fn names(survey: &Survey) -> String {
    let mut table = bin_table("names");
    for ((arm, group), bins) in &survey.names {
        for (bounds, bin) in bins.bins() {
            table.row(bin_cells([arm.label(), group.label()], bounds, bin));
        }
    }
    table.to_string()
}

/// This engine and the rivals on the same applicants.
pub fn rivals(survey: &Survey) -> String {
    let head = ["", "listed", "missed", "unlisted", "stopped", "referred", "hits on the right person"];
    let mut table = Table::new(1, &head);
    for arm in [Arm::IdAndName, Arm::NameOnly] {
        let of = |listed| survey.outcomes.get(&(arm, listed)).copied().unwrap_or_default();
        table.row(own_cells(arm, of(true), of(false)));
    }
    for rival in Rival::ALL {
        let score = survey.scores.get(&rival).copied().unwrap_or_default();
        let every = if rival.every() > 1 { format!(" (1 of {})", rival.every()) } else { String::new() };
        table.row([
            rival.label().to_owned(),
            score.missed.of.to_string(),
            format!("{} {}", score.missed.hits, percent(score.missed.value())),
            format!("{}{every}", score.stopped.of),
            format!("{} {}", score.stopped.hits * rival.every(), percent(score.stopped.value())),
            String::new(),
            percent(right_share(&score, rival)),
        ]);
    }
    table.to_string()
}

fn own_cells(arm: Arm, listed: Outcomes, unlisted: Outcomes) -> [String; 7] {
    let counted = |count: u64, of: u64| format!("{count} {}", percent(count as f64 / of.max(1) as f64));
    let hits = listed.blocked + unlisted.blocked;
    let wrong = listed.blocked_wrongly + unlisted.blocked_wrongly;
    [
        format!("shixin, {}", arm.label()),
        listed.asked().to_string(),
        counted(listed.cleared, listed.asked()),
        unlisted.asked().to_string(),
        counted(unlisted.blocked, unlisted.asked()),
        counted(unlisted.referred, unlisted.asked()),
        if hits == 0 { String::new() } else { percent((hits - wrong) as f64 / hits as f64) },
    ]
}

/// Of those stopped, the sampled unlisted counted as often as they stand for, how many are on the row.
fn right_share(score: &crate::rivals::Score, rival: Rival) -> f64 {
    let stopped = score.stopped.hits * rival.every();
    let found = score.right.of - score.stopped.hits;
    score.right.hits as f64 / (found + stopped).max(1) as f64
}

/// How groups fare, and those that fare worse than twice as badly as everybody.
pub fn fairness(survey: &Survey) -> (String, Vec<String>) {
    let head = [
        "arm",
        "names",
        "listed",
        "missed",
        "×",
        "unlisted",
        "referred",
        "×",
        "asked",
        "blocked wrongly",
        "×",
        "",
    ];
    let mut table = Table::new(2, &head);
    let mut unfair = Vec::new();
    for arm in Arm::ALL {
        for group in Group::ALL.map(Some).into_iter().chain([None]) {
            let (cells, flags) = group_cells(survey, arm, group);
            table.row(cells);
            unfair.extend(flags);
        }
    }
    (table.to_string(), unfair)
}

fn group_cells(survey: &Survey, arm: Arm, group: Option<Group>) -> (Vec<String>, Vec<String>) {
    let label = group.map_or("all", Group::label);
    let mut cells = vec![arm.label().to_owned(), label.to_owned()];
    let mut flags = Vec::new();
    for harm in Harm::ALL {
        let share = survey.fairness.share(arm, group, harm);
        let (ratio, unfair) = group.map_or((1.0, false), |group| survey.fairness.ratio(arm, group, harm));
        cells.extend([share.of.to_string(), percent(share.value()), format!("{ratio:.2}")]);
        if unfair {
            flags.push(format!("{}, {label}: {harm:?} {ratio:.2} times as often", arm.label()));
        }
    }
    cells.push(if flags.is_empty() { String::new() } else { "> 2 ×".to_owned() });
    (cells, flags)
}
