//! A year of a list that changes every day, with what goes wrong in a year, checked day by day against a naive model.
//!
//! ```text
//! SHIXIN_YEAR_ROWS=1000000 cargo test --release --all-features --test year -- --nocapture
//! ```
//!
//! Feeds come as an official source sends them: additions, corrections, withdrawals, with an update time each. Some rows come
//! twice, some days late, some with the time of a clock that is ahead; one day's feed comes a day later, behind the next
//! one's; one comes twice; one is cut short, one is another province's, one is of an earlier day, one snapshot has half of its
//! rows. Feeds are laid over the list, which is compiled anew every thirty days.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::as_conversions,
    clippy::print_stderr,
    missing_docs,
    reason = "in a test a panic is the report"
)]

mod invented;

use std::collections::HashMap;
use std::collections::HashSet;
use std::time::Duration;
use std::time::Instant;

use invented::SplitMix;
use shixin::Compiler;
use shixin::Date;
use shixin::List;
use shixin::Outcome;
use shixin::Query;
use shixin::compile;
use shixin::compile::Layers;
use shixin::compile::Origin;
use shixin::compile::TakeError;
use shixin::index::Index;
use shixin::policy::Guard;
use shixin::policy::Implausible;

#[test]
fn a_year_of_feeds_gives_no_wrong_verdict_on_any_day() {
    let rows = size("SHIXIN_YEAR_ROWS", 300);
    let days = size("SHIXIN_YEAR_DAYS", 365) as i64;
    let mut source = Source::new(rows, 1);
    let mut desk = Desk::open(&source.first());
    let mut held_back: Option<Vec<Row>> = None;
    for number in 1..=days {
        let day = START.plus_days(number).unwrap();
        let feed = source.feed(number, day);
        match number {
            50 => held_back = Some(feed),
            80 => {
                desk.take(day, &feed);
                desk.take(day, &feed);
            }
            100 => {
                desk.refuses_half_of(day, &feed);
                desk.take(day, &feed);
            }
            120 => {
                desk.refuses_half_a_snapshot(day);
                desk.take(day, &feed);
            }
            150 => {
                desk.refuses_another_province(day, &mut source);
                desk.take(day, &feed);
            }
            170 => {
                desk.take(day, &feed);
                desk.refuses_an_earlier_day(day.plus_days(-2).unwrap(), &feed);
            }
            _ => desk.take(day, &feed),
        }
        if number == 51 {
            desk.take(day, &held_back.take().unwrap());
        }
        desk.check(day, &source);
        if number % 30 == 0 {
            desk.compile_anew(day);
            desk.check(day, &source);
        }
    }
    desk.compile_anew(START.plus_days(days).unwrap());
    desk.holds_what_the_model_says();
    desk.tell(rows);
}

/// The day before the first feed.
const START: Date = match Date::new(2025, 12, 31) {
    Some(day) => day,
    None => panic!("a day"),
};

fn size(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).map_or(otherwise, |text| text.parse().unwrap())
}

/// What a feed says of one record.
#[derive(Debug, Clone)]
struct Row {
    record: usize,
    /// Who is listed by it; `None` where it takes the record back.
    person: Option<usize>,
    time: String,
    json: String,
}

/// Whoever is or was listed: name, complete id.
struct Person {
    name: String,
    id: String,
}

/// Where feeds come from.
struct Source {
    draw: SplitMix,
    people: Vec<Person>,
    /// Record number and person of each record that the source believes to stand.
    standing: Vec<(usize, usize)>,
    /// Rows that come on a later day.
    late: Vec<(i64, Row)>,
    records: usize,
    daily: usize,
}

impl Source {
    fn new(rows: usize, seed: u64) -> Self {
        let daily = (rows / 1250).max(2);
        let (draw, people, standing) = (SplitMix(seed), Vec::new(), Vec::new());
        let mut source = Self { draw, people, standing, late: Vec::new(), records: 0, daily };
        for _ in 0..rows {
            let person = source.somebody();
            source.records += 1;
            source.standing.push((source.records, person));
        }
        source
    }

    /// The list on the day before the year begins.
    fn first(&mut self) -> Vec<Row> {
        let standing = self.standing.clone();
        standing.into_iter().map(|(record, person)| self.row(record, Some(person), START)).collect()
    }

    fn somebody(&mut self) -> usize {
        let draw = &mut self.draw;
        let county = 110_101 + draw.below(300) * 7;
        let day = format!("{:02}{:02}", 1 + draw.below(12), 1 + draw.below(28));
        let id = invented::citizen(
            &county.to_string(),
            1950 + draw.below(50) as u16,
            &day,
            draw.below(1000) as u16,
        );
        let letters: Vec<char> = LETTERS.chars().collect();
        let name: String = std::iter::once(SURNAMES.chars().nth(draw.below(30)).unwrap())
            .chain((0..2).map(|_| letters[draw.below(letters.len())]))
            .collect();
        self.people.push(Person { name, id });
        self.people.len() - 1
    }

    /// The feed of a day: what happened, but for what comes late, and what is late by now; some of it twice, in any order.
    fn feed(&mut self, number: i64, day: Date) -> Vec<Row> {
        let mut feed = Vec::new();
        for _ in 0..self.daily {
            let again = self.draw.below(6) == 0 && self.people.len() > 10;
            let person = if again { self.draw.below(self.people.len()) } else { self.somebody() };
            self.records += 1;
            self.standing.push((self.records, person));
            feed.push(self.row(self.records, Some(person), day));
        }
        let mut seen = HashSet::new();
        for _ in 0..self.daily + self.daily / 7 + usize::from(self.draw.below(2) == 0) {
            let at = self.draw.below(self.standing.len());
            let (record, _) = self.standing.swap_remove(at);
            if seen.insert(record) {
                feed.push(self.row(record, None, day));
            }
        }
        for _ in 0..self.daily / 4 + 1 {
            let at = self.draw.below(self.standing.len());
            let (record, person) = self.standing[at];
            // A correction may say that it was somebody else.
            let person = if self.draw.below(4) == 0 { self.somebody() } else { person };
            if seen.insert(record) {
                self.standing[at].1 = person;
                feed.push(self.row(record, Some(person), day));
            }
        }
        let mut today = Vec::new();
        for row in feed {
            match self.draw.below(12) {
                0 => self.late.push((number + 1 + self.draw.below(5) as i64, row)),
                1 => today.extend([row.clone(), row]),
                _ => today.push(row),
            }
        }
        let (due, late) = std::mem::take(&mut self.late).into_iter().partition(|(when, _)| *when <= number);
        self.late = late;
        today.extend(Vec::from_iter(due).into_iter().map(|(_, row): (i64, Row)| row));
        for at in (1..today.len()).rev() {
            let other = self.draw.below(at + 1);
            today.swap(at, other);
        }
        today
    }

    fn row(&mut self, record: usize, person: Option<usize>, day: Date) -> Row {
        let ahead = if self.draw.below(40) == 0 { [1, 2, 9000][self.draw.below(3)] } else { 0 };
        let day = day.plus_days(ahead).unwrap();
        let time =
            format!("{day}T{:02}:{:02}:{:02}", self.draw.below(24), self.draw.below(60), self.draw.below(60));
        let mut row = serde_json::json!({
            "LaoLaiID": record.to_string(), "update_time": time.replace('T', " "),
            "InfoActionType": if person.is_some() { "修改" } else { "删除" },
        });
        if let Some(person) = person {
            let Person { name, id } = &self.people[person];
            let masked = record.is_multiple_of(3);
            row["IName"] = name.as_str().into();
            row["CardNum"] = if masked { invented::publish_person(id, 1) } else { id.clone() }.into();
            row["CaseCode"] = format!("(2025)示{}执{record}号", record % 90).into();
            row["CourtName"] = format!("示例市第{}人民法院", record % 90).into();
            row["AreaName"] = ["示东", "示西", "示南", "示北"][record % 4].into();
            row["PublishDate"] = "2025年06月01日".into();
        }
        Row { record, person, time, json: row.to_string() }
    }
}

/// What a naive reader of the feeds believes of a record: when the last was said of it, and what.
#[derive(Default)]
struct Believed {
    time: Option<String>,
    row: Option<Row>,
}

struct Desk {
    layers: Layers,
    list: List,
    model: HashMap<usize, Believed>,
    /// Records that name somebody, in the model.
    records_of: HashMap<usize, HashSet<usize>>,
    /// Whose answers changed since the last check.
    touched: HashSet<usize>,
    draw: SplitMix,
    asked: usize,
    namesakes: usize,
    takes: Vec<Duration>,
    compiles: Vec<Duration>,
}

impl Desk {
    fn open(first: &[Row]) -> Self {
        let mut compiler = Compiler::new(START).source("official");
        for (line, row) in (1..).zip(first) {
            compiler.push(Origin { source: "first".into(), line }, &row.json);
        }
        let index = Index::open(compiler.finish().unwrap().into_bytes()).unwrap();
        let mut desk = Self {
            layers: Layers::over(&index).unwrap(),
            list: List::from_index(index),
            model: HashMap::new(),
            records_of: HashMap::new(),
            touched: HashSet::new(),
            draw: SplitMix(2),
            asked: 0,
            namesakes: 0,
            takes: Vec::new(),
            compiles: Vec::new(),
        };
        first.iter().for_each(|row| desk.believe(START, row));
        desk.touched.clear();
        desk
    }

    fn take(&mut self, day: Date, feed: &[Row]) {
        let text = lines(feed);
        let began = Instant::now();
        let report = self.layers.read(day, "feed", text.as_bytes()).unwrap();
        self.list = List::from_index(self.layers.index().clone());
        self.takes.push(began.elapsed());
        assert!(report.adds_up() && report.totals.rows == feed.len() as u64, "{:?}", report.totals);
        feed.iter().for_each(|row| self.believe(day, row));
    }

    fn believe(&mut self, day: Date, row: &Row) {
        let believed = self.model.entry(row.record).or_default();
        // Nobody believes a clock that is ahead: it was said when it came.
        let time = if row.time >= day.plus_days(1).unwrap().to_string() {
            believed.time.clone().max(Some(day.to_string()))
        } else {
            Some(row.time.clone())
        };
        if believed.time > time {
            return;
        }
        let before = believed.row.as_ref().and_then(|row| row.person);
        (believed.time, believed.row) = (time, Some(row.clone()));
        if let Some(person) = before {
            self.records_of.entry(person).or_default().remove(&row.record);
            self.touched.insert(person);
        }
        if let Some(person) = row.person {
            self.records_of.entry(person).or_default().insert(row.record);
            self.touched.insert(person);
        }
    }

    /// Everybody of whom something changed, and some others.
    fn check(&mut self, day: Date, source: &Source) {
        let mut asked: Vec<usize> = self.touched.drain().collect();
        asked.extend((0..60.min(source.people.len())).map(|_| self.draw.below(source.people.len())));
        for person in asked {
            self.check_one(day, person, &source.people);
        }
    }

    fn check_one(&mut self, day: Date, number: usize, people: &[Person]) {
        let person = &people[number];
        let verdict = self.list.answer(&Query::new(&person.id, &person.name).unwrap().on(day)).unwrap();
        let none = HashSet::new();
        let expected = self.records_of.get(&number).unwrap_or(&none);
        let found: HashSet<usize> = verdict.record_ids().map(|record| record.parse().unwrap()).collect();
        let all: HashSet<usize> = verdict
            .matches()
            .iter()
            .flat_map(|one| &one.record_ids)
            .map(|record| record.parse().unwrap())
            .collect();
        let at =
            || format!("{day}: {} {}, expected {expected:?}: {}", person.name, person.id, verdict.because());
        assert!(expected.is_subset(&all), "a listed person's record is not found, {}", at());
        let strangers = all.difference(expected).filter(|record| {
            let stands = self.model[*record].row.as_ref().and_then(|row| row.person);
            assert!(stands.is_some() && stands != Some(number), "a record that does not stand, {}", at());
            true
        });
        let strangers = strangers.count();
        self.asked += 1;
        if expected.is_empty() {
            // Who is not listed, or not any more, is clear, but for a namesake who shows nearly the same number; and blocked only
            // for one who shows the very same.
            self.namesakes += usize::from(verdict.outcome() != Outcome::Clear);
            assert!(verdict.outcome() == Outcome::Clear || strangers > 0, "{}", at());
            let shows_the_same = |record: &usize| {
                let other = self.model[record].row.as_ref().and_then(|row| row.person).map(|it| &people[it]);
                let shown = |id: &str| (id[..10].to_owned(), id[14..].to_owned());
                record.is_multiple_of(3)
                    && other.is_some_and(|it| it.name == person.name && shown(&it.id) == shown(&person.id))
            };
            let blocked = verdict.outcome() == Outcome::Block;
            assert!(!blocked || found.iter().any(shows_the_same), "blocked for somebody else, {}", at());
        } else {
            let complete = expected.iter().any(|record| record % 3 != 0);
            let right = if complete {
                verdict.outcome() == Outcome::Block
            } else {
                verdict.outcome() != Outcome::Clear
            };
            assert!(right && !found.is_empty(), "a listed person passes, {}", at());
        }
    }

    /// The envelope of the feed ends in the middle; and its lines, inside the last of them.
    fn refuses_half_of(&mut self, day: Date, feed: &[Row]) {
        let rows: Vec<&str> = feed.iter().map(|row| row.json.as_str()).collect();
        let whole = format!("{{\"status\":0,\"data\":[{}]}}", rows.join(","));
        let half: String = whole.chars().take(whole.chars().count() / 2).collect();
        let before = self.layers.index().edition().clone();
        let torn = lines(feed).trim_end().strip_suffix('}').unwrap().to_owned();
        for cut in [half, torn] {
            let error = self.layers.read(day, "half", cut.as_bytes()).unwrap_err();
            assert!(matches!(error, TakeError::Compile(compile::Error::Cut { .. })), "{error}");
        }
        assert_eq!(*self.layers.index().edition(), before, "nothing was taken");
    }

    fn refuses_half_a_snapshot(&mut self, day: Date) {
        let mut compiler = Compiler::new(day).source("official");
        let standing: Vec<&Row> =
            self.model.values().filter_map(|it| it.row.as_ref()).filter(|row| row.person.is_some()).collect();
        for (line, row) in (1..).zip(&standing[..standing.len() / 2]) {
            compiler.push(Origin { source: "half".into(), line }, &row.json);
        }
        let torn: String = standing.iter().map(|row| format!("{}\n", row.json)).collect();
        let mut cut = Compiler::new(day).source("official");
        cut.read("torn", torn.trim_end().strip_suffix('}').unwrap().as_bytes()).unwrap();
        assert!(
            matches!(cut.finish().unwrap_err(), compile::Error::Cut { .. }),
            "a snapshot cut in its last line"
        );
        let half = compiler.finish().unwrap();
        let refused = Guard::default().admit(self.list.edition(), half.edition()).unwrap_err();
        assert!(matches!(refused, Implausible::Shrunk { .. }), "{refused}");
    }

    fn refuses_another_province(&mut self, day: Date, source: &mut Source) {
        let somebody = source.somebody();
        let row = source.row(900_000_001, Some(somebody), START).json;
        let feed: Vec<String> = (0..40)
            .map(|number| row.replace("900000001", &format!("9000000{number:02}")))
            .map(|row| ["示东", "示西", "示南", "示北"].iter().fold(row, |row, it| row.replace(it, "外省")))
            .collect();
        let error = self.layers.read(day, "another province", feed.join("\n").as_bytes()).unwrap_err();
        assert!(
            matches!(error, TakeError::Implausible(Implausible::ProvinceCame { after: 40, .. })),
            "{error}"
        );
    }

    fn refuses_an_earlier_day(&mut self, day: Date, feed: &[Row]) {
        let error = self.layers.read(day, "yesterday's clock", lines(feed).as_bytes()).unwrap_err();
        assert!(matches!(error, TakeError::Implausible(Implausible::Older { .. })), "{error}");
    }

    fn compile_anew(&mut self, day: Date) {
        let began = Instant::now();
        let mut compiler = Compiler::after(self.layers.index().edition(), day);
        compiler.take_list(self.layers.index()).unwrap();
        let index = Index::open(compiler.finish().unwrap().into_bytes()).unwrap();
        Guard::default().admit(self.list.edition(), index.edition()).unwrap();
        self.compiles.push(began.elapsed());
        self.layers = Layers::over(&index).unwrap();
        self.list = List::from_index(index);
    }

    fn holds_what_the_model_says(&self) {
        let index = self.list.index();
        let mut expected: HashSet<&str> = self
            .model
            .values()
            .filter_map(|it| it.row.as_ref())
            .filter(|row| row.person.is_some())
            .map(|row| row.json.as_str())
            .collect();
        for record in index.records() {
            let row = index.evidence(record.unwrap()).unwrap();
            assert!(expected.remove(row.row()), "a row that should not stand: {}", row.row());
        }
        assert!(expected.is_empty(), "{} rows are missing", expected.len());
    }

    fn tell(&self, rows: usize) {
        let mean = |times: &[Duration]| times.iter().sum::<Duration>() / times.len().max(1) as u32;
        let most = |times: &[Duration]| times.iter().max().copied().unwrap_or_default();
        assert!(self.namesakes * 100 < self.asked, "{} of {} were not clear", self.namesakes, self.asked);
        eprintln!(
            "{rows} rows: {} feeds taken in {:?} each ({:?} at most), compiled anew {} times in {:?} each ({:?} at most); \
             {} answers checked, {} of the unlisted referred for a namesake",
            self.takes.len(),
            mean(&self.takes),
            most(&self.takes),
            self.compiles.len(),
            mean(&self.compiles),
            most(&self.compiles),
            self.asked,
            self.namesakes,
        );
    }
}

fn lines(feed: &[Row]) -> String {
    feed.iter().map(|row| row.json.as_str()).collect::<Vec<_>>().join("\n")
}

const SURNAMES: &str = "王李张刘陈杨黄吴赵周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹";

const LETTERS: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文海波辉云龙飞鹏斌宇浩凯健俊帆雪琳晨阳\
                       欣怡子涵梓萱雨泽博思远嘉佳宁安康乐成达荣兴旺盛德福寿春夏秋冬东南西北中正义仁礼智信忠孝廉";
