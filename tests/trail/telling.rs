//! What a trail tells: the same answers again, a report that adds up, and what is to be reported back.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use shixin::Applicant;
use shixin::Compiler;
use shixin::Date;
use shixin::List;
#[cfg(feature = "compile")]
use shixin::Outcome;
use shixin::Policy;
use shixin::Query;
use shixin::Relief;
#[cfg(feature = "compile")]
use shixin::Screener;
use shixin::Trail;
use shixin::audit;
use shixin::audit::Account;
use shixin::audit::Applicants;
use shixin::audit::Asker;
use shixin::audit::Decision;
use shixin::audit::Deed;
use shixin::audit::Durability;
use shixin::audit::Feedback;
use shixin::audit::Input;
use shixin::audit::Keep;
use shixin::audit::Keys;
use shixin::audit::Mapping;
use shixin::audit::Moment;
use shixin::audit::Options;
use shixin::audit::Override;
use shixin::audit::Page;
use shixin::audit::Party;
use shixin::audit::Question;
use shixin::audit::Recorded;
use shixin::audit::Report;
use shixin::audit::Response;
use shixin::audit::Scope;
use shixin::audit::State;
use shixin::audit::Unreplayable;
use shixin::audit::text;
use shixin::compile::Origin;
use shixin::policy::Catalogue;
use shixin::policy::Language;
use shixin::record::Role;
use shixin::screener::Archive;
#[cfg(feature = "compile")]
use shixin::screener::ReplayError;
use shixin::screener::Replayed;

use crate::invented::SplitMix;
use crate::invented::citizen;
use crate::keeping::LISTED;
use crate::keeping::ask;
use crate::keeping::look;
use crate::writing::entries;

const NAMES: [&str; 7] = ["张某示", "李某例", "王某样", "赵某范", "欧阳某示", "陈某例", "邵示宁"];
const REGIONS: [&str; 11] = [
    "110105", "330106", "440524", "320102", "610103", "350102", "210203", "510104", "420106", "370202",
    "500103",
];
const DEPARTMENTS: [&str; 4] = ["示例区交通局", "示例区市场监管局", "示例区住建局", ""];
const USES: [&str; 5] =
    ["travel.air", "travel.rail_g", "procurement.tender", "office.company_director", "approval.subsidy"];

thread_local! {
    /// The clock of the trails of this thread's test.
    static NOW: RefCell<Moment> = RefCell::default();
}

fn now() -> Moment {
    NOW.with_borrow_mut(|now| {
        *now = Moment::from_micros(now.micros() + 1_000);
        *now
    })
}

fn set(time: Moment) {
    NOW.set(time);
}

fn people() -> Vec<(String, &'static str)> {
    let one = |number: u16| {
        let name = NAMES[usize::from(number) % NAMES.len()];
        let region = REGIONS[usize::from(number) % REGIONS.len()];
        (citizen(region, 1950 + number % 47, "0615", 100 + 7 * number), name)
    };
    (0..120).map(one).collect()
}

/// Every fourth of the people is listed, masked, some twice.
fn list(as_of: &str) -> Vec<u8> {
    let mut compiler = Compiler::new(as_of.parse().unwrap());
    for (number, (id, name)) in people().iter().enumerate().filter(|(number, _)| number % 4 == 0) {
        for copy in 0..=(number % 8 / 4) {
            let (front, back) = (&id[..10], &id[14..]);
            let row = format!(
                r#"{{"id":{},"iname":"{name}","cardNum":"{front}****{back}","caseCode":"(2019)示0101执{number}号"}}"#,
                1000 + number * 10 + copy
            );
            compiler.push(Origin { source: "test".into(), line: 1 }, &row);
        }
    }
    compiler.finish().unwrap().into_bytes()
}

const RELIEF: &str = r#"{"kind":"withdrawal","record":"1000","case":"(2019)示0101执0号","reason":"repaired","signed_by":"信用科 乙","dated":"2026-11-03"}
{"kind":"dispute","record":"1080","case":"(2019)示0101执8号","signed_by":"异议窗口","dated":"2026-11-03"}
"#;

/// What was done in a made office over some weeks, counted while it was done.
struct Office {
    home: tempfile::TempDir,
    counts: BTreeMap<(String, &'static str), u64>,
    days: BTreeMap<String, u64>,
    overrides: u64,
    blocks: Vec<u64>,
}

impl Office {
    fn trail(&self) -> std::path::PathBuf {
        self.home.path().join("trail")
    }

    fn new(keep: Keep, days: u64, a_day: usize) -> Self {
        let home = tempfile::tempdir().unwrap();
        for as_of in ["2026-10-01", "2026-10-20"] {
            fs::write(home.path().join(format!("{as_of}.shixin")), list(as_of)).unwrap();
        }
        fs::write(home.path().join("relief.jsonl"), RELIEF).unwrap();
        let mut office =
            Self { home, counts: BTreeMap::new(), days: BTreeMap::new(), overrides: 0, blocks: Vec::new() };
        set("2026-10-05T08:00:00.000000+08:00".parse().unwrap());
        let durability = Durability::Relaxed { every: std::time::Duration::from_secs(60) };
        // The clerk's thread reads no clock: only entries are dated.
        let options = Options::default().durability(durability).keep(keep).clock(now);
        let trail = Trail::open(office.trail(), options).unwrap();
        let mut draw = SplitMix(7);
        let first: Date = "2026-10-05".parse().unwrap();
        for day in (0..days).map(|after| first.plus_days(after as i64).unwrap()) {
            let morning = Moment::start_of(day).micros() + 9 * 3_600_000_000;
            set(Moment::from_micros(morning));
            office.work(&trail, day, a_day / 2 + draw.below(a_day), &mut draw);
        }
        trail.close().unwrap();
        office
    }

    fn open(&self, day: Date) -> List {
        let edition = if day < "2026-10-20".parse().unwrap() { "2026-10-01" } else { "2026-10-20" };
        let list = List::open(self.home.path().join(format!("{edition}.shixin"))).unwrap();
        // The relief is read two days after it was signed.
        if day < "2026-11-05".parse().unwrap() {
            return list;
        }
        list.with_relief(Relief::read(RELIEF.as_bytes()).unwrap())
    }

    fn work(&mut self, trail: &Trail, day: Date, count: usize, draw: &mut SplitMix) {
        let (list, people) = (self.open(day), people());
        for _ in 0..count {
            let (id, name) = &people[draw.below(people.len())];
            let (measure, department) = (USES[draw.below(5).min(draw.below(5))], DEPARTMENTS[draw.below(4)]);
            let asker = Asker {
                operator: "窗口 甲".to_owned(),
                department: department.to_owned(),
                reference: format!("{day}-{}", draw.below(900)),
                ..Asker::default()
            };
            let query = Query::new(id, name).unwrap().on(day);
            let (outcome, seq) = match draw.below(20) {
                0 => ("error", trail.append(&unread(measure, day).asked_by(&asker)).unwrap()),
                1 => {
                    let company = Query::new("91110000600037341L", "示例建设集团有限公司").unwrap().on(day);
                    let applicant = Applicant::new(company.clone()).with(Role::Controller, query.clone());
                    let joint = list.check_together(measure, &applicant).unwrap();
                    let parties = [
                        Party::new(company.ids(), company.name()),
                        Party::new(query.ids(), query.name()).in_part(Role::Controller),
                    ];
                    let seq = trail.append(&Decision::of_parties(&joint, parties).asked_by(&asker)).unwrap();
                    (joint.outcome().as_code(), seq)
                }
                _ => {
                    let verdict = list.check_for(measure, &query).unwrap();
                    let party = Party::new(query.ids(), query.name());
                    (
                        verdict.outcome().as_code(),
                        trail.append(&Decision::new(&verdict, party).asked_by(&asker)).unwrap(),
                    )
                }
            };
            self.note(trail, measure, day, outcome, seq);
        }
    }

    fn note(&mut self, trail: &Trail, measure: &str, day: Date, outcome: &'static str, seq: u64) {
        *self.counts.entry((measure.to_owned(), outcome)).or_default() += 1;
        *self.days.entry(day.to_string()).or_default() += 1;
        if outcome == "block" {
            self.blocks.push(seq);
        }
        if outcome == "block" && self.blocks.len().is_multiple_of(17) {
            self.overrides += 1;
            let (by, why) = ("复核岗 王某".to_owned(), "<b>已结案</b>，法院通知 & 附件".to_owned());
            let it =
                Override { of: seq, outcome: "clear".to_owned(), by, approved_by: "科长".to_owned(), why };
            trail.override_answer(it).unwrap();
        }
    }
}

fn unread(measure: &'static str, day: Date) -> Decision<'static> {
    Decision::failed("query", measure, Some(day), [Party::typed("见附件", "张某示")])
}

pub(crate) fn scope() -> Scope {
    Scope::new(&Catalogue::built_in(), "2026-12-01T09:00:00.000000+08:00".parse().unwrap())
}

#[test]
fn a_report_adds_up_to_what_was_done() {
    let office = Office::new(Keep::Digest, 45, 24);
    let report = Report::read(&office.trail(), scope()).unwrap();
    let of = |outcome: &str| {
        office.counts.iter().filter(|((_, it), _)| *it == outcome).map(|(_, n)| n).sum::<u64>()
    };
    let total = report.total;
    assert_eq!(
        [total.block, total.refer, total.clear, total.error],
        ["block", "refer", "clear", "error"].map(of)
    );
    assert_eq!(total.checks, office.counts.values().sum::<u64>());
    assert!(total.block > 20 && total.refer > 5 && total.error > 5, "{total:?}: the test shows something");
    for line in &report.by_use {
        let of = |outcome| office.counts.get(&(line.of.clone(), outcome)).copied().unwrap_or_default();
        let it = line.count;
        assert_eq!([it.block, it.refer, it.clear, it.error], ["block", "refer", "clear", "error"].map(of));
    }
    for lines in [&report.by_use, &report.by_department, &report.by_day] {
        assert_eq!(lines.iter().map(|it| it.count.checks).sum::<u64>(), total.checks);
    }
    let days: BTreeMap<String, u64> =
        report.by_day.iter().map(|it| (it.of.clone(), it.count.checks)).collect();
    assert_eq!(days, office.days);
    assert_eq!(
        (report.errors.as_slice(), report.by_department.len()),
        (&[("query".to_owned(), total.error)][..], 4)
    );
    assert_eq!(report.overrides.len() as u64, office.overrides);
    assert!(
        report.overrides.iter().all(|it| it.from == "block" && it.to == "clear" && !it.measure.is_empty())
    );
    assert_eq!(report.edition_age.count, total.checks - total.error);
    assert_eq!(
        (report.edition_age.least, report.edition_age.most),
        (0.0, 29.0),
        "19 days of the first, 29 of the second"
    );
    assert_eq!(report.by_edition_age.values().sum::<u64>(), report.edition_age.count);
    let withdrawn = &report.withdrawals[0];
    assert_eq!((withdrawn.record.as_str(), withdrawn.dated.to_string().as_str()), ("1000", "2026-11-03"));
    assert!(
        (57.0..24.0 * 14.0).contains(&withdrawn.hours.unwrap()),
        "two days and nine hours at least: {:?}",
        withdrawn.hours
    );
    assert_eq!(report.never_asked.len() as u64, report.uses - 5);
    assert!(
        report.reliefs.iter().any(|it| it.kind == "withdrawal" && it.cause == "repaired" && it.records == 1)
    );
    assert!(report.trail.is_whole && !report.trail.is_trusted);

    let mut short = scope();
    (short.from, short.to) = (Some("2026-10-10".parse().unwrap()), Some("2026-10-12".parse().unwrap()));
    let part = Report::read(&office.trail(), short).unwrap();
    let within: u64 =
        office.days.range("2026-10-10".to_owned()..="2026-10-12".to_owned()).map(|(_, it)| it).sum();
    assert_eq!((part.total.checks, part.by_day.len()), (within, 3));

    pages(&report);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["by_use"][0]["block"], report.by_use[0].count.block);
}

/// In both languages the page is whole, quotes whatever it shows, and needs nothing from anywhere. With
/// `SHIXIN_TRAIL_PAGES` set to a folder they are kept, to be looked at.
fn pages(report: &Report) {
    for (language, code, word) in [(Language::English, "en", "Edition"), (Language::Chinese, "zh", "拦截")]
    {
        let page = Page::new(report, language).render();
        assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
        assert!(
            page.contains("&lt;b&gt;已结案&lt;/b&gt;，法院通知 &amp; 附件") && !page.contains("<b>已结案")
        );
        for outside in ["http://", "https://", "<script", "src=", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
        for tag in ["section", "svg", "table", "tr", "g", "ul", "li", "div", "p"] {
            let (opened, closed) = (
                page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count(),
                page.matches(&format!("</{tag}>")).count(),
            );
            assert_eq!(opened, closed, "{tag}");
        }
        let told = text::render(report, language);
        assert!(told.lines().count() > 60 && (code == "en" || told.contains(word)), "{told}");
        assert!(
            code == "zh" || !told.chars().any(|it| ('一'..='龥').contains(&it)) || told.contains("示例区")
        );
        if let Ok(folder) = std::env::var("SHIXIN_TRAIL_PAGES") {
            fs::write(Path::new(&folder).join(format!("report.{code}.html")), page).unwrap();
            fs::write(Path::new(&folder).join(format!("report.{code}.txt")), told).unwrap();
        }
    }
}

#[test]
fn every_answer_comes_out_again_to_the_last_member() {
    for keep in [Keep::Digest, Keep::Sealed, Keep::Plain] {
        let office = Office::new(keep, 45, 8);
        let keys = Keys::existing(office.home.path().join("trail.keys")).unwrap();
        let all = everybody();
        let mut archive = archive(&office);
        let mut applicants = Applicants::new(Some(&keys), if keep == Keep::Digest { &all } else { &[] });
        let (mut exact, mut joint) = (0, 0);
        for recorded in decisions(&office.trail()) {
            let replayed = archive.replay(&recorded, &mut applicants).unwrap();
            if recorded.outcome == "error" {
                assert_eq!(replayed, Replayed::Unreplayable(Unreplayable::NoAnswer));
                continue;
            }
            assert_eq!(replayed, Replayed::Exact, "{recorded:?}");
            (exact, joint) = (exact + 1, joint + usize::from(recorded.parties.len() == 2));
        }
        assert!(exact > 200 && joint > 5, "{exact} {joint}");
    }
}

#[test]
fn what_cannot_be_asked_again_says_why_and_what_differs_says_where() {
    let office = Office::new(Keep::Sealed, 45, 8);
    let home = office.home.path();
    let keys = Keys::existing(home.join("trail.keys")).unwrap();
    let decisions = decisions(&office.trail());
    let all = everybody();
    let why =
        |archive: &mut Archive, recorded: &Recorded<'_>, keys: Option<&Keys>, all: &[Question]| match archive
            .replay(recorded, &mut Applicants::new(keys, all))
            .unwrap()
        {
            Replayed::Unreplayable(why) => why.as_code(),
            other => panic!("{other:?}"),
        };
    let last = decisions.iter().rfind(|it| it.outcome != "error").unwrap();
    assert_eq!(why(&mut Archive::default(), last, Some(&keys), &[]), "policy_unknown");
    assert_eq!(why(&mut Archive::new(), last, Some(&keys), &[]), "relief_unknown");
    let mut archive = Archive::new();
    archive.add_relief(Relief::read(RELIEF.as_bytes()).unwrap());
    assert_eq!(why(&mut archive, last, Some(&keys), &[]), "edition_unknown");
    let mut archive = self::archive(&office);
    assert_eq!(why(&mut archive, last, None, &all), "no_keys");

    // An answer that was written otherwise than it was given comes out otherwise, member by member.
    let block = decisions.iter().find(|it| it.outcome == "block" && it.parties.len() == 1).unwrap();
    let mut other = block.clone();
    let answer = other.parties[0].answer.as_mut().unwrap();
    answer.outcome = "clear".into();
    answer.matches[0].lookalikes = Some(0.5);
    let Replayed::Differs(found) = archive.replay(&other, &mut Applicants::new(Some(&keys), &[])).unwrap()
    else {
        panic!("it is the same")
    };
    let at: Vec<&str> = found.iter().map(|it| it.at.as_str()).collect();
    assert_eq!(at, ["parties.0.outcome", "parties.0.matches.0.lookalikes"]);

    // So does one that says as a whole what no party was answered, or that has no party at all.
    let mut whole = block.clone();
    whole.outcome = "clear".into();
    let mut nobody = block.clone();
    nobody.parties.clear();
    for (other, differs) in [(whole, &["outcome"][..]), (nobody, &["outcome", "ground"])] {
        let replayed = archive.replay(&other, &mut Applicants::new(Some(&keys), &[])).unwrap();
        let Replayed::Differs(found) = replayed else { panic!("{replayed:?}") };
        assert_eq!(found.iter().map(|it| it.at.as_str()).collect::<Vec<_>>(), differs);
    }

    // With its key a month's questions are gone, whoever asks: those of the months after it are not.
    let october = keys.ids().unwrap().remove(0);
    set("2026-12-01T09:00:00.000000+08:00".parse().unwrap());
    let trail = Trail::open(office.trail(), Options::default().clock(now)).unwrap();
    trail.erase(&october, "档案 丁", "当事人请求").unwrap();
    trail.close().unwrap();
    let first = decisions.iter().find(|it| it.outcome != "error").unwrap();
    assert_eq!(why(&mut archive, first, Some(&keys), &all), "key_dropped");
    assert_eq!(archive.replay(last, &mut Applicants::new(Some(&keys), &[])).unwrap(), Replayed::Exact);
    assert!(look(&office.trail()).is_whole());
}

/// An answer that a desk gave with feeds over its list comes out again of list and feeds; without them the trail says that
/// nobody can tell.
#[cfg(feature = "compile")]
#[test]
fn an_answer_over_feeds_comes_out_again() {
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name);
    fs::write(at("l.shixin"), list("2026-10-01")).unwrap();
    let row = |number: u32, name: &str, id: &str, action: &str| {
        format!(
            r#"{{"LaoLaiID":"{number}","CaseCode":"(2024)示0101执{number}号","IName":"{name}","CardNum":"{id}","CourtName":"示例市示例区人民法院","InfoActionType":"{action}"}}"#
        )
    };
    fs::write(at("2.jsonl"), row(9001, "王某例", "4405241880****0014", "新增")).unwrap();
    fs::write(at("3.jsonl"), row(9001, "王某例", "4405241880****0014", "删除")).unwrap();
    let feeds = ["2026-10-02", "2026-10-03"].map(|day| day.parse::<Date>().unwrap());
    let feeds: Vec<_> = feeds.into_iter().zip([at("2.jsonl"), at("3.jsonl")]).collect();
    set("2026-10-05T08:00:00.000000+08:00".parse().unwrap());
    let options = Options::default().keep(Keep::Sealed).clock(now);
    let desk = Screener::builder().list(at("l.shixin")).trail_with(at("t"), options).build().unwrap();
    let query = Query::new("440524188001010014", "王某例").unwrap().on("2026-10-05".parse().unwrap());
    let mut given = vec![desk.answer(&query).unwrap()];
    for (day, path) in &feeds {
        desk.take_feed(*day, "feed", fs::File::open(path).unwrap()).unwrap();
        given.push(desk.answer(&query).unwrap());
    }
    let is_clear: Vec<bool> = given.iter().map(|it| it.outcome() == Outcome::Clear).collect();
    assert_eq!(is_clear, [true, false, true]);
    drop(desk);

    let keys = Keys::existing(at("t.keys")).unwrap();
    let recorded = decisions(&at("t"));
    let mut archive = Archive::new();
    archive.add_list(at("l.shixin")).unwrap();
    let replay = |archive: &mut Archive| -> Vec<Replayed> {
        let mut applicants = Applicants::new(Some(&keys), &[]);
        recorded.iter().map(|one| archive.replay(one, &mut applicants).unwrap()).collect()
    };
    let [first, second, third] = &replay(&mut archive)[..] else { panic!("three answers were recorded") };
    assert_eq!(*first, Replayed::Exact);
    for one in [second, third] {
        let Replayed::Unreplayable(why @ Unreplayable::EditionUnknown(_)) = one else { panic!("{one:?}") };
        assert!(why.to_string().contains("feeds"), "{why}");
    }
    let digests = archive.add_feeds(at("l.shixin"), feeds.clone()).unwrap();
    let stamps: Vec<[u8; 32]> = given.iter().skip(1).map(|verdict| verdict.edition().digest).collect();
    assert_eq!(digests.iter().map(|digest| digest.0).collect::<Vec<_>>(), stamps);
    assert_eq!(replay(&mut archive), [Replayed::Exact, Replayed::Exact, Replayed::Exact]);

    #[cfg(feature = "cli")]
    {
        let shixin = |words: &[&str]| {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_shixin"));
            let out = command.args(words).current_dir(home.path()).output().unwrap();
            (out.status.code(), String::from_utf8(out.stderr).unwrap())
        };
        let words = ["audit", "replay", "t", "--list", "l.shixin"];
        let feeds = ["--feed", "2026-10-02=2.jsonl", "--feed", "2026-10-03=3.jsonl"];
        let (code, told) = shixin(&[&words[..], &feeds].concat());
        assert!(code == Some(0) && told.contains("3 exact, 0 differ, 0 unreplayable"), "{told}");
        let (code, told) = shixin(&words);
        assert!(code == Some(66) && told.contains("1 exact, 0 differ, 2 unreplayable"), "{told}");
        let (code, told) = shixin(&[&words[..], &["--list", "l.shixin"], &feeds].concat());
        assert!(code == Some(64) && told.contains("--feed: expected one --list"), "{told}");
    }

    let missing = archive.add_feeds(at("l.shixin"), [(feeds[0].0, at("nowhere.jsonl"))]).unwrap_err();
    assert!(missing.to_string().contains("nowhere.jsonl"), "{missing}");
    fs::write(at("2.jsonl"), "no feed").unwrap();
    let broken = archive.add_feeds(at("l.shixin"), feeds).unwrap_err();
    assert!(matches!(broken, ReplayError::Feed { .. }), "{broken:?}");
}

#[test]
fn odd_questions_come_out_again_too() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("l.shixin"), list("2026-10-01")).unwrap();
    let list = List::open(home.path().join("l.shixin")).unwrap();
    let day = "2026-10-05".parse().unwrap();
    set("2026-10-05T08:00:00.000000+08:00".parse().unwrap());
    let trail = Trail::open(home.path().join("t"), Options::default().keep(Keep::Sealed).clock(now)).unwrap();
    let people = people();
    let mut slipped = people[0].0.clone();
    slipped.replace_range(17..18, if slipped.ends_with('1') { "2" } else { "1" });
    let queries = [
        Query::doubtful(&slipped, people[0].1).unwrap(),
        Query::new("110105500615997", "张某示").unwrap(),
        Query::new("110105500615100", "张某示").unwrap(),
        Query::new("", "张某示").unwrap(),
        Query::new("E12345678", people[0].1).unwrap().with_document(&people[0].0).unwrap(),
        Query::new(&people[4].0, "欧阳某").unwrap(),
        Query::new(&people[0].0, "").unwrap(),
        Query::new(" １１０１０５ 19491231-002x", " 張某示 ").unwrap(),
        Query::new(&people[0].0, people[0].1).unwrap().stating("own_large_overdue_debt", false),
    ];
    for query in &queries {
        let query = query.clone().on(day);
        let verdict =
            list.check_for("office.company_director", &query).unwrap_or_else(|error| panic!("{error}"));
        trail
            .append(&Decision::new(&verdict, Party::new(query.ids(), query.name()).stating(query.stated())))
            .unwrap();
    }
    trail.close().unwrap();
    let keys = Keys::existing(home.path().join("t.keys")).unwrap();
    let mut archive = Archive::new();
    archive.add_list(home.path().join("l.shixin")).unwrap();
    let decisions = decisions(&home.path().join("t"));
    assert_eq!(decisions.len(), queries.len());
    for recorded in &decisions {
        let replayed = archive.replay(recorded, &mut Applicants::new(Some(&keys), &[])).unwrap();
        assert_eq!(replayed, Replayed::Exact, "{recorded:?}");
    }
    assert!(decisions[0].parties[0].doubtful && decisions[1].parties[0].fifteen);
}

#[test]
fn each_interception_is_reported_back_once_and_what_is_not_known_is_named() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("t");
    let trail = Trail::open(&path, Options::default()).unwrap();
    let asker = |reference: &str| Asker {
        department: "示例区交通局".to_owned(),
        department_code: "110101".to_owned(),
        reference: reference.to_owned(),
        ..Asker::default()
    };
    let first = ask(&trail, LISTED, &asker("A-1")).unwrap();
    let second = ask(&trail, LISTED, &asker("A-2")).unwrap();
    ask(&trail, ("440524188001010014", "张某示"), &asker("A-3")).unwrap();
    let (outcome, by) = ("不予受理".to_owned(), "窗口 甲".to_owned());
    let from = Some("2026-11-20".parse().unwrap());
    trail.respond(Response { of: first, outcome, by, from, ..Response::default() }).unwrap();
    let read = |inputs: &[Input], applicants: &mut Applicants<'_>| {
        Account::read(&path, &Catalogue::built_in(), inputs, applicants).unwrap()
    };
    let account = read(&[], &mut Applicants::new(None, &[]));
    assert_eq!(account.rows.len(), 4, "two interceptions of two records each");
    let row = &account.rows[0];
    for (field, value) in [
        ("list_name", "失信被执行人名单"),
        ("record", "700000001"),
        ("measure", "travel.air"),
        ("basis", "限制高消费规定(2015)第3条"),
        ("outcome", "不予受理"),
        ("operator", "窗口 甲"),
        ("from", "2026-11-20"),
        ("state", "not_reported"),
        ("subject_name", ""),
        ("no_such_field", ""),
    ] {
        assert_eq!(row.get(field), value, "{field}");
    }
    assert_eq!(
        (account.missing["subject_name"], account.missing["operator"], account.missing.get("record")),
        (4, 2, None)
    );

    // What the operator knows of a matter, and whom they know to have been asked about.
    let inputs = [Input { reference: "A-2".to_owned(), amount: "1000000".to_owned(), ..Input::default() }];
    let query = Query::new(LISTED.0, LISTED.1).unwrap();
    let known = [Question::new(query.ids(), query.name())];
    let keys = Keys::existing(home.path().join("t.keys")).unwrap();
    let account = read(&inputs, &mut Applicants::new(Some(&keys), &known));
    assert_eq!(account.rows[2].get("amount"), "1000000");
    let told =
        ["subject_name", "subject_class", "document_type", "document"].map(|it| account.rows[0].get(it));
    assert_eq!(told, ["张某示", "person", "10", LISTED.0]);

    let of = |state| Feedback {
        of: second,
        record: "700000002".to_owned(),
        state,
        by: "信用科".to_owned(),
        notes: String::new(),
    };
    trail.feedback(of(State::Refused)).unwrap();
    trail.feedback(of(State::Reported)).unwrap();
    let again = read(&[], &mut Applicants::new(None, &[]));
    let states: Vec<State> = again.rows.iter().map(|it| it.state()).collect();
    assert_eq!(states, [State::NotReported, State::NotReported, State::NotReported, State::Reported]);
    let keys_of =
        |account: &Account| account.rows.iter().map(|it| it.get("key").to_owned()).collect::<Vec<_>>();
    assert_eq!(keys_of(&again), keys_of(&account), "a row keeps its key");
    assert_eq!(read(&[], &mut Applicants::new(None, &[])), again, "the same again gives the same");
    assert_eq!(again.in_state(State::NotReported).rows.len(), 3);
    trail.close().unwrap();
    let report = Report::read(&path, scope()).unwrap();
    assert_eq!(report.feedback, BTreeMap::from([("not_reported".to_owned(), 3), ("reported".to_owned(), 1)]));
}

/// What was purged may have been the first answer that honoured a withdrawal: then nobody knows its delay.
#[test]
fn a_purged_first_answer_leaves_no_delay() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("t");
    let list =
        List::from_bytes(list("2026-10-20")).unwrap().with_relief(Relief::read(RELIEF.as_bytes()).unwrap());
    set("2026-11-01T08:00:00.000000+08:00".parse().unwrap());
    let trail = Trail::open(&path, Options::default().rotate_at(1).clock(now)).unwrap();
    let (id, name) = &people()[0];
    for time in ["2026-11-03T18:00:00.000000+08:00", "2026-11-20T12:00:00.000000+08:00"] {
        set(time.parse().unwrap());
        let query = Query::new(id, name).unwrap().on(now().day());
        let verdict = list.check_for("travel.air", &query).unwrap();
        trail.append(&Decision::new(&verdict, Party::new(query.ids(), query.name()))).unwrap();
    }
    let honoured = || Report::read(&path, scope()).unwrap();
    let hours = |report: &Report| report.withdrawals.first().unwrap().hours.map(f64::round);
    assert_eq!(hours(&honoured()), Some(18.0));
    let purged = |before: &str| trail.purge(before.parse().unwrap(), "档案 丁", "保存期满").unwrap().entries;
    assert_eq!((purged("2026-11-02"), hours(&honoured())), (1, Some(18.0)), "before it was signed");
    assert!(purged("2026-11-10") > 0);
    let report = honoured();
    assert_eq!((hours(&report), report.withdrawal_hours.count), (None, 0));
    assert!(text::render(&report, Language::English).contains("– first answer purged  1000 2026-11-03"));
    assert!(Page::new(&report, Language::Chinese).render().contains("首次答复已清除"));
}

/// Nearest ranks: nine answers from an edition of the day and one from an old one are nine of ten within no day.
#[test]
fn nine_of_ten_are_nine_of_ten() {
    for (ages, median, ninth) in [
        (&[0, 0, 0, 0, 0, 0, 0, 0, 0, 28][..], 0.0, 0.0),
        (&[0, 0, 0, 0, 0, 0, 0, 0, 28, 28], 0.0, 28.0),
        (&[1, 20], 1.0, 20.0),
        (&[1, 2, 20], 2.0, 20.0),
    ] {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("t");
        let list = List::from_bytes(list("2026-10-20")).unwrap();
        let first: Date = "2026-10-20".parse().unwrap();
        set(Moment::start_of(first));
        let trail = Trail::open(&path, Options::default().clock(now)).unwrap();
        for age in ages {
            let day = first.plus_days(*age).unwrap();
            set(Moment::start_of(day));
            let query = Query::new("440524188001010014", "张某示").unwrap().on(day);
            let verdict = list.check_for("travel.air", &query).unwrap();
            trail.append(&Decision::new(&verdict, Party::new(query.ids(), query.name()))).unwrap();
        }
        trail.close().unwrap();
        let spread = Report::read(&path, scope()).unwrap().edition_age;
        assert_eq!((spread.median, spread.ninth), (median, ninth), "{ages:?}");
    }
}

/// Whatever an operator wrote stays in its line, and says nothing to a terminal.
#[test]
fn no_text_of_the_trail_makes_a_line_of_the_report() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("t");
    let trail = Trail::open(&path, Options::default()).unwrap();
    let odd = "ok\n  2026-11-24 #9: Block → Clear\r\u{1b}[31m\u{202E}\u{2028}";
    let asker = Asker { department: odd.to_owned(), ..Asker::default() };
    let of = ask(&trail, LISTED, &asker).unwrap();
    let [by, approved_by, why] = [odd, odd, odd].map(str::to_owned);
    trail.override_answer(Override { of, outcome: "clear".to_owned(), by, approved_by, why }).unwrap();
    trail.close().unwrap();
    let report = Report::read(&path, scope()).unwrap();
    for language in [Language::English, Language::Chinese] {
        let told = text::render(&report, language);
        assert!(!told.contains(['\r', '\u{1b}', '\u{202E}', '\u{2028}']), "{told}");
        assert!(told.contains("ok\\u{a}  2026-11-24 #9"), "{told}");
        assert!(!told.lines().any(|line| line.starts_with("  2026-11-24 #9")), "{told}");
    }
    let chinese = text::render(&report, Language::Chinese);
    assert!(chinese.contains("（travel.air）"), "uses by their names: {chinese}");
}

/// What a report says it rests on is what it was given.
#[test]
fn a_checkpoint_from_outside_is_no_key_and_is_told() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("t");
    crate::keeping::closed(&path, 4, Options::default());
    let told = |checkpoints: Vec<String>, key: bool| {
        let mut scope = scope();
        scope.verifier = look(&path).verifier.filter(|_| key);
        scope.checkpoints = checkpoints;
        let report = Report::read(&path, scope).unwrap();
        (report.trail.is_trusted, report.trail.is_anchored, text::render(&report, Language::English))
    };
    let kept = vec![fs::read_to_string(path.join("checkpoint")).unwrap()];
    for (checkpoints, key, expected, word) in [
        (vec![], false, (false, false), "give one from outside"),
        (kept.clone(), false, (false, true), "checkpoints kept outside of it fit"),
        (kept, true, (true, true), "by a key from outside"),
    ] {
        let (is_trusted, is_anchored, text) = told(checkpoints, key);
        assert_eq!((is_trusted, is_anchored), expected);
        assert!(text.contains(word), "{text}");
    }
}

/// The last decision tells what is an interception, to the report and to feedback alike; what nobody said was done is not
/// known.
#[test]
fn report_and_feedback_agree_on_what_was_intercepted() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("t");
    let trail = Trail::open(&path, Options::default()).unwrap();
    let asked: Vec<u64> = (0..3).map(|_| ask(&trail, LISTED, &Asker::default()).unwrap()).collect();
    let refer = {
        let query = Query::new("", LISTED.1).unwrap().on("2026-11-20".parse().unwrap());
        let verdict = crate::keeping::list().check_for("travel.air", &query).unwrap();
        assert_eq!(verdict.outcome().as_code(), "refer");
        trail.append(&Decision::new(&verdict, Party::new(query.ids(), query.name()))).unwrap()
    };
    let decide = |of: u64, outcome: &str| {
        let (by, why) = ("复核岗".to_owned(), "已核对".to_owned());
        trail
            .override_answer(Override {
                of,
                outcome: outcome.to_owned(),
                by,
                approved_by: String::new(),
                why,
            })
            .unwrap()
    };
    let read = || {
        let report = Report::read(&path, scope()).unwrap();
        let account =
            Account::read(&path, &Catalogue::built_in(), &[], &mut Applicants::new(None, &[])).unwrap();
        let mut states = BTreeMap::new();
        account.rows.iter().for_each(|row| *states.entry(row.state().as_code().to_owned()).or_default() += 1);
        assert_eq!(report.feedback, states);
        account
    };
    let records = read().rows.iter().filter(|row| row.of() == asked[0]).count();
    assert_eq!(read().rows.len(), 3 * records, "the referral is none yet");
    decide(asked[0], "clear");
    decide(refer, "block");
    for record in read().rows.iter().filter(|row| row.of() == refer).map(|row| row.get("record").to_owned()) {
        let (state, by) = (State::Reported, "信用科".to_owned());
        trail.feedback(Feedback { of: refer, record, state, by, notes: String::new() }).unwrap();
    }
    let account = read();
    assert!(account.rows.iter().all(|row| row.of() != asked[0]), "the cleared one is none");
    let turned: Vec<_> = account.rows.iter().filter(|row| row.of() == refer).collect();
    assert!(!turned.is_empty() && turned.iter().all(|row| row.state() == State::Reported));
    assert!(turned.iter().all(|row| row.get("outcome") == "block"), "what the person decided");
    assert_eq!(account.missing["outcome"], 2 * records as u64, "of the others nobody said what was done");
    let reported = account.only(|row| row.of() == refer);
    assert!(!reported.missing.contains_key("outcome"), "counted over the rows that are left");
    decide(asked[0], "block");
    decide(refer, "clear");
    assert_eq!(read().rows.len(), 3 * records, "the last decision counts");
}

/// An input speaks of the applicant only, and never against what is known by the digest.
#[test]
fn an_input_names_nobody_else() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("t");
    let trail = Trail::open(&path, Options::default()).unwrap();
    let asker = Asker { reference: "M1".to_owned(), ..Asker::default() };
    let day = "2026-11-20".parse().unwrap();
    let company = Query::new("91110000600037341L", "示例建设集团有限公司").unwrap().on(day);
    let person = Query::new(LISTED.0, LISTED.1).unwrap().on(day);
    let applicant = Applicant::new(company.clone()).with(Role::LegalRepresentative, person.clone());
    let joint = crate::keeping::list().check_together("travel.air", &applicant).unwrap();
    let parties = [
        Party::new(company.ids(), company.name()),
        Party::new(person.ids(), person.name()).in_part(Role::LegalRepresentative),
    ];
    trail.append(&Decision::of_parties(&joint, parties).asked_by(&asker)).unwrap();
    let alone = ask(&trail, LISTED, &Asker { reference: "M2".to_owned(), ..Asker::default() }).unwrap();
    trail.close().unwrap();
    let input = |reference: &str, name: &str, document: &str| Input {
        reference: reference.to_owned(),
        subject_name: name.to_owned(),
        document: document.to_owned(),
        amount: "1000".to_owned(),
        ..Input::default()
    };
    let all = [Question::new(person.ids(), person.name())];
    let keys = Keys::existing(home.path().join("t.keys")).unwrap();
    let told = |inputs: &[Input], all: &[Question], of: &dyn Fn(u64) -> bool| {
        let mut applicants = Applicants::new(Some(&keys), all);
        let account = Account::read(&path, &Catalogue::built_in(), inputs, &mut applicants).unwrap();
        let row = account.rows.iter().find(|row| of(row.of())).unwrap();
        ["subject_name", "document_type", "document", "amount"].map(|it| row.get(it).to_owned())
    };
    let (company, person) = (("示例建设集团有限公司", "91110000600037341L"), (LISTED.1, LISTED.0));
    let (other, own) = (|of| of != alone, |of| of == alone);
    for (inputs, known, of, expected, because) in [
        (
            input("M1", company.0, company.1),
            &[][..],
            &other as &dyn Fn(u64) -> bool,
            ["", "", "", "1000"],
            "the applicant's are not the representative's",
        ),
        (
            input("M1", company.0, company.1),
            &all,
            &other,
            [person.0, "10", person.1, "1000"],
            "the register knows the representative",
        ),
        (
            input("M2", person.0, "11010519491231002x"),
            &[],
            &own,
            [person.0, "", person.1, "1000"],
            "the applicant's own",
        ),
        (
            input("M2", " 張某示 ", "11010519491231002x"),
            &all,
            &own,
            [person.0, "10", person.1, "1000"],
            "another way to write the same",
        ),
        (
            input("M2", company.0, person.1),
            &all,
            &own,
            ["", "10", person.1, "1000"],
            "two names of one person",
        ),
        (input("M2", company.0, company.1), &all, &own, ["", "10", "", "1000"], "somebody else's altogether"),
    ] {
        assert_eq!(told(&[inputs], known, of), expected, "{because}");
    }
}

#[test]
fn a_mapping_gives_titles_order_and_codes_and_names_no_field_that_is_none() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("t");
    let trail = Trail::open(&path, Options::default()).unwrap();
    ask(&trail, LISTED, &Asker::default()).unwrap();
    trail.close().unwrap();
    let account = Account::read(&path, &Catalogue::built_in(), &[], &mut Applicants::new(None, &[])).unwrap();
    let mapping: Mapping = serde_json::from_str(
        r#"{"name":"city","columns":[["state","反馈状态"],["record","案件编号"]],"values":{"state":{"not_reported":"0"}}}"#,
    )
    .unwrap();
    mapping.check().unwrap();
    assert_eq!(mapping.titles().collect::<Vec<_>>(), ["反馈状态", "案件编号"]);
    assert_eq!(mapping.values(&account.rows[1]).collect::<Vec<_>>(), ["0", "700000002"]);
    let wrong: Mapping = serde_json::from_str(r#"{"name":"x","columns":[["states","a"]]}"#).unwrap();
    assert!(wrong.check().unwrap_err().to_string().contains("\"states\""));
    assert_eq!(Mapping::plain().titles().count(), audit::FIELDS.len());
}

fn everybody() -> Vec<Question> {
    let mut all: Vec<Question> = people()
        .iter()
        .map(|(id, name)| {
            let query = Query::new(id, name).unwrap();
            Question::new(query.ids(), query.name())
        })
        .collect();
    let company = Query::new("91110000600037341L", "示例建设集团有限公司").unwrap();
    all.push(Question::new(company.ids(), company.name()));
    all
}

fn archive(office: &Office) -> Archive {
    let mut archive = Archive::new();
    for as_of in ["2026-10-01", "2026-10-20"] {
        archive.add_list(office.home.path().join(format!("{as_of}.shixin"))).unwrap();
    }
    archive.add_relief(Relief::read(RELIEF.as_bytes()).unwrap());
    archive.add_policy(Policy::default());
    archive
}

fn decisions(path: &Path) -> Vec<Recorded<'static>> {
    let decided = entries(path).into_iter().filter_map(|entry| match entry.deed {
        Deed::Decision(recorded) => Some(*recorded),
        _ => None,
    });
    decided.collect()
}
