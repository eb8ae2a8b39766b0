//! The report as one page that needs nothing else: no network, no script; light, dark and on paper.

use crate::audit::report::Count;
use crate::audit::report::Line;
use crate::audit::report::Report;
use crate::audit::report::chart::Bars;
use crate::audit::report::chart::escape;
use crate::audit::report::chart::exact;
use crate::audit::report::chart::grouped;
use crate::audit::report::text::cause;
use crate::audit::report::words::say;
use crate::date::Date;
use crate::policy::Language;

/// The report in HTML, in one language.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    report: &'a Report,
    language: Language,
}

impl<'a> Page<'a> {
    /// The report in this language.
    pub const fn new(report: &'a Report, language: Language) -> Self {
        Self { report, language }
    }

    /// The whole page.
    pub fn render(&self) -> String {
        let sections = [
            self.head(),
            self.tiles(),
            self.days(),
            self.uses(),
            self.departments(),
            self.overrides(),
            self.reliefs(),
            self.ages(),
            self.withdrawals(),
            self.errors(),
            self.feedback(),
            self.never_asked(),
            self.foot(),
        ];
        let code = match self.language {
            Language::English => "en",
            Language::Chinese => "zh-CN",
        };
        let title = self.say("title");
        format!(
            "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
            sections.concat()
        )
    }

    fn head(&self) -> String {
        let report = self.report;
        let bound =
            |day: Option<Date>, none| day.map_or_else(|| self.say(none).to_owned(), |it| it.to_string());
        let (from, to) = (bound(report.scope.from, "beginning"), bound(report.scope.to, "now"));
        let trail = &report.trail;
        let (class, state) = if trail.is_whole { ("good", "whole") } else { ("bad", "tampered") };
        let rests = trail.rests();
        let made: String =
            report.scope.made.to_string().chars().take(16).collect::<String>().replace('T', " ");
        let faults: String =
            trail.faults.iter().take(SHOWN).map(|it| format!("<li>{}</li>", escape(it))).collect();
        let faults = if faults.is_empty() { faults } else { format!("<ul class=\"faults\">{faults}</ul>") };
        format!(
            "<header>\n<h1>{}</h1>\n<p class=\"sub\">{} {from} – {to} · {} {made}</p>\n\
             <p class=\"seal {class}\"><b>{}</b> · {} · {} {}, {} {}, {} {}, {} {}, {} {}</p>{faults}\n</header>\n",
            self.say("title"),
            self.say("period"),
            self.say("made"),
            self.say(state),
            self.say(rests),
            grouped(exact(trail.entries)),
            self.say("entries"),
            grouped(exact(trail.purged)),
            self.say("purged"),
            grouped(exact(trail.unsigned)),
            self.say("unsigned"),
            grouped(exact(trail.adopted)),
            self.say("adopted"),
            trail.checkpoints,
            self.say("checkpoints"),
        )
    }

    fn tiles(&self) -> String {
        let tiles = figures(&self.report.total).into_iter().zip(HEADS).map(|(figure, code)| {
            let share = match exact(self.report.total.checks) {
                all if all > 0.0 && code != "checks" => {
                    format!("<i>{:.2} %</i>", 100.0 * exact(figure) / all)
                }
                _ => String::new(),
            };
            format!(
                "<div class=\"tile {code}\"><span>{}</span><b>{}</b>{share}</div>",
                self.say(code),
                grouped(exact(figure))
            )
        });
        let unrecorded = match self.report.unrecorded {
            0 => String::new(),
            count => format!("<p class=\"seal bad\">{}: {count}</p>", self.say("unrecorded")),
        };
        format!("<section class=\"tiles\">{}</section>\n{unrecorded}", tiles.collect::<String>())
    }

    fn days(&self) -> String {
        let days = filled(&self.report.by_day);
        let all: Vec<(String, Vec<u64>)> =
            days.iter().map(|(day, it)| (day.clone(), vec![it.checks])).collect();
        let stops = days.iter().map(|(day, it)| (day.clone(), vec![it.block, it.refer, it.error]));
        let stops: Vec<(String, Vec<u64>)> = stops.collect();
        let (first, second) = (self.say("by_day"), self.say("stops_by_day"));
        let checks = Bars { bars: &all, classes: &["all"], title: first }.upright();
        let stopped = Bars { bars: &stops, classes: &STOPS, title: second }.upright();
        self.section("by_day", &checks)
            + &self.section("stops_by_day", &format!("{}{stopped}", self.legend()))
    }

    fn uses(&self) -> String {
        let lines =
            self.report.by_use.iter().map(|it| Line { of: self.title(&it.of).to_owned(), count: it.count });
        let lines: Vec<Line> = lines.collect();
        let stopped: Vec<Line> =
            lines.iter().filter(|it| it.count.checks > it.count.clear).cloned().collect();
        let chart =
            if stopped.is_empty() { String::new() } else { self.legend() + &self.lying(&stopped, "by_use") };
        self.section("by_use", &(chart + &self.counts("use", &lines)))
    }

    fn departments(&self) -> String {
        let named =
            |it: &Line| if it.of.is_empty() { self.say("no_department").to_owned() } else { it.of.clone() };
        let lines = self.report.by_department.iter().map(|it| Line { of: named(it), count: it.count });
        self.section("by_department", &self.counts("department", &lines.collect::<Vec<_>>()))
    }

    fn overrides(&self) -> String {
        let rows = self.report.overrides.iter().map(|it| {
            let time: String = it.time.to_string().chars().take(16).collect::<String>().replace('T', " ");
            vec![
                time,
                it.of.to_string(),
                self.title(&it.measure).to_owned(),
                self.say(&it.from).to_owned(),
                self.say(&it.to).to_owned(),
                it.by.clone(),
                it.approved_by.clone(),
                it.why.clone(),
            ]
        });
        let heads = ["time", "#entry", "use", "from", "to", "by", "approved_by", "why"];
        self.section("overrides", &self.table(&heads, rows.collect()))
    }

    fn reliefs(&self) -> String {
        let rows = self.report.reliefs.iter().map(|it| {
            let (answers, records) = (grouped(exact(it.answers)), grouped(exact(it.records)));
            vec![self.say(&it.kind).to_owned(), self.say(&it.cause).to_owned(), answers, records]
        });
        self.section("reliefs", &self.table(&["relief", "reason", "#answers", "#records"], rows.collect()))
    }

    fn ages(&self) -> String {
        let age = &self.report.edition_age;
        if age.count == 0 {
            return String::new();
        }
        let (least, most) = (
            self.report.by_edition_age.keys().next().copied().unwrap_or_default(),
            self.report.by_edition_age.keys().next_back().copied().unwrap_or_default(),
        );
        let bars: Vec<(String, Vec<u64>)> = (least..=most.min(least.saturating_add(LONGEST)))
            .map(|days| {
                (days.to_string(), vec![self.report.by_edition_age.get(&days).copied().unwrap_or_default()])
            })
            .collect();
        let chart = Bars { bars: &bars, classes: &["all"], title: self.say("answers_per_age") }.upright();
        let told = self.spread(age, "days", 0);
        self.section(
            "edition_age",
            &format!("{told}<p class=\"note\">{}</p>{chart}", self.say("answers_per_age")),
        )
    }

    fn withdrawals(&self) -> String {
        if self.report.withdrawals.is_empty() {
            return self.section("withdrawals", &self.none());
        }
        let rows = self.report.withdrawals.iter().map(|it| {
            let first: String = it.first.to_string().chars().take(16).collect::<String>().replace('T', " ");
            let hours =
                it.hours.map_or_else(|| self.say("first_purged").to_owned(), |hours| format!("{hours:.1}"));
            vec![
                it.record.clone(),
                it.dated.to_string(),
                it.signed_by.clone(),
                first,
                it.seq.to_string(),
                hours,
            ]
        });
        let heads = ["record", "dated", "signed_by", "first", "#entry", "#hours"];
        let table = self.table(&heads, rows.collect());
        let told = self.spread(&self.report.withdrawal_hours, "hours", 1);
        self.section(
            "withdrawals",
            &format!("{told}<p class=\"note\">{}</p>{table}", self.say("withdrawals_note")),
        )
    }

    fn errors(&self) -> String {
        let rows = self
            .report
            .errors
            .iter()
            .map(|(code, count)| vec![cause(code, self.language).to_owned(), grouped(exact(*count))]);
        self.section("errors", &self.table(&["reason", "#count"], rows.collect()))
    }

    fn feedback(&self) -> String {
        let bars =
            self.report.feedback.iter().map(|(state, count)| (self.say(state).to_owned(), vec![*count]));
        let bars: Vec<(String, Vec<u64>)> = bars.collect();
        let chart = if bars.is_empty() {
            self.none()
        } else {
            Bars { bars: &bars, classes: &["all"], title: self.say("feedback") }.lying()
        };
        self.section("feedback", &chart)
    }

    fn never_asked(&self) -> String {
        let report = self.report;
        let share = 100.0 * report.share_never_asked();
        let all = match self.language {
            Language::English => format!("{} of {} ({share:.0} %)", report.never_asked.len(), report.uses),
            Language::Chinese => {
                format!("{} 项，共 {} 项（{share:.0} %）", report.never_asked.len(), report.uses)
            }
        };
        let codes = report.never_asked.iter().map(|code| format!("<li>{}</li>", escape(self.title(code))));
        self.section(
            "never_asked",
            &format!("<p>{all}</p><ul class=\"chips\">{}</ul>", codes.collect::<String>()),
        )
    }

    fn foot(&self) -> String {
        format!("<footer>{}: <code>{}</code></footer>\n", self.say("root"), self.report.trail.root)
    }

    fn counts(&self, of: &str, lines: &[Line]) -> String {
        let rows = lines.iter().map(|line| {
            let figures = figures(&line.count).into_iter().map(|it| grouped(exact(it)));
            std::iter::once(line.of.clone()).chain(figures).collect()
        });
        self.table(&[of, "#checks", "#block", "#refer", "#clear", "#error"], rows.collect())
    }

    /// A table; columns whose heads begin with `#` hold figures.
    fn table(&self, heads: &[&str], rows: Vec<Vec<String>>) -> String {
        if rows.is_empty() {
            return self.none();
        }
        let row = |tag: &str, cells: &mut dyn Iterator<Item = String>| -> String {
            let cells = cells.zip(heads).map(|(cell, head)| {
                let class = if head.starts_with('#') { " class=\"n\"" } else { "" };
                format!("<{tag}{class}>{cell}</{tag}>")
            });
            format!("<tr>{}</tr>", cells.collect::<String>())
        };
        let head = row("th", &mut heads.iter().map(|code| self.say(code.trim_start_matches('#')).to_owned()));
        let more = rows.len().saturating_sub(SHOWN);
        let body =
            rows.into_iter().take(SHOWN).map(|cells| row("td", &mut cells.into_iter().map(|it| escape(&it))));
        let more = if more == 0 {
            String::new()
        } else {
            format!("<p class=\"note\">+ {more} {}</p>", self.say("more"))
        };
        format!(
            "<div class=\"wide\"><table><thead>{head}</thead><tbody>{}</tbody></table></div>{more}",
            body.collect::<String>()
        )
    }

    /// A use's title; its code where the catalogue has no such use.
    fn title<'b>(&'b self, code: &'b str) -> &'b str {
        self.report.scope.titles.get(code).map_or(code, |[english, chinese]| match self.language {
            Language::English => english,
            Language::Chinese => chinese,
        })
    }

    fn lying(&self, lines: &[Line], title: &str) -> String {
        let bars = lines.iter().take(SHOWN);
        let bars = bars.map(|it| (it.of.clone(), vec![it.count.block, it.count.refer, it.count.error]));
        Bars { bars: &bars.collect::<Vec<_>>(), classes: &STOPS, title: self.say(title) }.lying()
    }

    fn legend(&self) -> String {
        let keys = STOPS.iter().map(|code| format!("<li class=\"{code}\">{}</li>", self.say(code)));
        format!("<ul class=\"legend\">{}</ul>", keys.collect::<String>())
    }

    fn spread(&self, spread: &crate::audit::report::Spread, unit: &str, digits: usize) -> String {
        let told = [("median", spread.median), ("ninth", spread.ninth), ("most", spread.most)]
            .map(|(code, figure)| format!("{} <b>{figure:.digits$}</b> {}", self.say(code), self.say(unit)));
        format!("<p>{}</p>", told.join(" · "))
    }

    fn section(&self, title: &str, body: &str) -> String {
        format!("<section>\n<h2>{}</h2>\n{body}\n</section>\n", self.say(title))
    }

    fn none(&self) -> String {
        format!("<p class=\"note\">{}</p>", self.say("none"))
    }

    fn say<'b>(&self, code: &'b str) -> &'b str {
        say(code, self.language)
    }
}

/// Every day from the first to the last; of a long period every month.
fn filled(lines: &[Line]) -> Vec<(String, Count)> {
    let counts: std::collections::BTreeMap<Date, Count> =
        lines.iter().filter_map(|line| Some((line.of.parse().ok()?, line.count))).collect();
    let (Some(first), Some(last)) = (counts.keys().next().copied(), counts.keys().next_back().copied())
    else {
        return Vec::new();
    };
    if last.days_since(first) > LONGEST {
        let mut months = std::collections::BTreeMap::<String, Count>::new();
        for (day, count) in &counts {
            months.entry(format!("{:04}-{:02}", day.year(), day.month())).or_default().merge(count);
        }
        return months.into_iter().collect();
    }
    let days = (0..=last.days_since(first)).filter_map(|after| first.plus_days(after));
    days.map(|day| {
        (format!("{:02}-{:02}", day.month(), day.day()), counts.get(&day).copied().unwrap_or_default())
    })
    .collect()
}

impl Count {
    fn merge(&mut self, other: &Self) {
        for (sum, more) in [
            (&mut self.checks, other.checks),
            (&mut self.block, other.block),
            (&mut self.refer, other.refer),
            (&mut self.clear, other.clear),
            (&mut self.error, other.error),
        ] {
            *sum = sum.saturating_add(more);
        }
    }
}

const fn figures(count: &Count) -> [u64; 5] {
    [count.checks, count.block, count.refer, count.clear, count.error]
}

const HEADS: [&str; 5] = ["checks", "block", "refer", "clear", "error"];
const STOPS: [&str; 3] = ["block", "refer", "error"];

/// Rows of a table that are shown.
const SHOWN: usize = 60;

/// Days that are drawn one by one.
const LONGEST: i64 = 400;

const STYLE: &str = include_str!("page.css");
