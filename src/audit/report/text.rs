//! The report for a terminal: plain lines in columns, no colours. Whatever the trail holds is told in its line and as text.

use std::borrow::Cow;

use crate::audit::report::Count;
use crate::audit::report::Line;
use crate::audit::report::Report;
use crate::audit::report::words::say;
use crate::policy::Language;

/// The report as text.
pub fn render(report: &Report, language: Language) -> String {
    let word = |code| say(code, language);
    let mut out = format!("{}\n", word("title"));
    let bound =
        |day: Option<crate::date::Date>, none| day.map_or_else(|| word(none).to_owned(), |it| it.to_string());
    let (from, to) = (bound(report.scope.from, "beginning"), bound(report.scope.to, "now"));
    out.push_str(&format!("{}: {from} – {to}; {}: {}\n", word("period"), word("made"), report.scope.made));
    standing(report, language, &mut out);
    out.push_str(&format!("\n{:>12} {}\n", "", heads(language)));
    out.push_str(&format!("{:>12} {}\n", "", figures(&report.total)));
    let uses = report.by_use.iter().map(|it| Line { of: title(report, &it.of, language), count: it.count });
    table(word("by_use"), &uses.collect::<Vec<_>>(), language, &mut out);
    table(word("by_department"), &report.by_department, language, &mut out);
    table(word("by_day"), &report.by_day, language, &mut out);
    rest(report, language, &mut out);
    out
}

fn standing(report: &Report, language: Language, out: &mut String) {
    let word = |code| say(code, language);
    let trail = &report.trail;
    let state = if trail.is_whole { "whole" } else { "tampered" };
    let rests = trail.rests();
    out.push_str(&format!("{} ({})\n", word(state), word(rests)));
    out.push_str(&format!(
        "{} {}, {} {}, {} {}, {} {}, {} {}\n",
        trail.entries,
        word("entries"),
        trail.purged,
        word("purged"),
        trail.unsigned,
        word("unsigned"),
        trail.adopted,
        word("adopted"),
        trail.checkpoints,
        word("checkpoints")
    ));
    trail.faults.iter().for_each(|fault| out.push_str(&format!("  ! {}\n", plain(fault))));
}

/// Figures first: no terminal agrees upon the width of a Chinese title.
fn table(title: &str, lines: &[Line], language: Language, out: &mut String) {
    out.push_str(&format!("\n{title}\n"));
    if lines.is_empty() {
        out.push_str(&format!("  {}\n", say("none", language)));
        return;
    }
    out.push_str(&format!("{:>12} {}\n", "", heads(language)));
    for line in lines {
        let of = if line.of.is_empty() { say("no_department", language) } else { &line.of };
        out.push_str(&format!("{:>12} {}  {}\n", "", figures(&line.count), plain(of)));
    }
}

/// The heads of the figures. Chinese ones are two characters wide each, but for the last.
fn heads(language: Language) -> String {
    let wide = |code| {
        let word = say(code, language);
        let width =
            word.chars().map(|it| if it.is_ascii() { 1 } else { 2 }).fold(0_usize, usize::saturating_add);
        format!("{}{word}", " ".repeat(9_usize.saturating_sub(width)))
    };
    ["checks", "block", "refer", "clear", "error"].map(wide).join(" ")
}

fn figures(count: &Count) -> String {
    let Count { checks, block, refer, clear, error } = count;
    format!("{checks:>9} {block:>9} {refer:>9} {clear:>9} {error:>9}")
}

fn rest(report: &Report, language: Language, out: &mut String) {
    let word = |code| say(code, language);
    if !report.errors.is_empty() {
        out.push_str(&format!("\n{}\n", word("errors")));
        report.errors.iter().for_each(|(code, count)| {
            out.push_str(&format!("{count:>9}  {}\n", plain(cause(code, language))))
        });
    }
    if !report.overrides.is_empty() {
        out.push_str(&format!("\n{}\n", word("overrides")));
        for it in &report.overrides {
            let (from, to) = (plain(word(&it.from)), plain(word(&it.to)));
            out.push_str(&format!(
                "  {} #{} {}: {from} → {to}; {}: {}\n",
                it.time,
                it.of,
                plain(&title(report, &it.measure, language)),
                plain(&it.by),
                plain(&it.why)
            ));
        }
    }
    if !report.reliefs.is_empty() {
        out.push_str(&format!("\n{} ({}, {})\n", word("reliefs"), word("answers"), word("records")));
        for it in &report.reliefs {
            out.push_str(&format!(
                "{:>9} {:>9}  {} {}\n",
                it.answers,
                it.records,
                plain(word(&it.kind)),
                plain(word(&it.cause))
            ));
        }
    }
    let age = &report.edition_age;
    if age.count > 0 {
        let (median, ninth, most) = (word("median"), word("ninth"), word("most"));
        out.push_str(&format!(
            "\n{}: {median} {}, {ninth} {}, {most} {}\n",
            word("edition_age"),
            age.median,
            age.ninth,
            age.most
        ));
    }
    if !report.withdrawals.is_empty() {
        out.push_str(&format!("\n{}\n  {}\n", word("withdrawals"), word("withdrawals_note")));
        for it in &report.withdrawals {
            let hours = it.hours.map_or_else(
                || format!("{:>9} {}", "–", word("first_purged")),
                |hours| format!("{hours:>9.1} {}", word("hours")),
            );
            let (record, signed_by) = (plain(&it.record), plain(&it.signed_by));
            out.push_str(&format!("{hours}  {record} {} {signed_by}\n", it.dated));
        }
    }
    out.push_str(&format!("\n{}: {} / {}\n", word("never_asked"), report.never_asked.len(), report.uses));
    let never = report.never_asked.iter().map(|code| title(report, code, language));
    never.for_each(|told| out.push_str(&format!("  {}\n", plain(&told))));
    if !report.feedback.is_empty() {
        let told = report.feedback.iter().map(|(state, count)| format!("{} {count}", word(state)));
        out.push_str(&format!("\n{}: {}\n", word("feedback"), told.collect::<Vec<_>>().join(", ")));
    }
    out.push_str(&format!("\n{}: {}\n", word("unrecorded"), report.unrecorded));
}

/// A use's title, and the code by which it is asked for; the code alone where the catalogue has no such use.
fn title(report: &Report, code: &str, language: Language) -> String {
    let titles = report.scope.titles.get(code);
    titles.map_or_else(
        || code.to_owned(),
        |[english, chinese]| match language {
            Language::English => format!("{english} ({code})"),
            Language::Chinese => format!("{chinese}（{code}）"),
        },
    )
}

/// A text in which nothing begins a line or commands a terminal, nor turns the direction of what stands beside it: such
/// characters are told by their number, as in `\u{1b}`.
pub fn plain(text: &str) -> Cow<'_, str> {
    let is_odd = |it: char| {
        it.is_control()
            || matches!(it, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{61C}')
    };
    if !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let told =
        text.chars().map(|it| if is_odd(it) { it.escape_unicode().to_string() } else { it.to_string() });
    Cow::Owned(told.collect())
}

/// Why no answer was given. `use` is a heading's code elsewhere.
pub(super) fn cause(code: &str, language: Language) -> &str {
    say(if code == "use" { "use_unknown" } else { code }, language)
}
