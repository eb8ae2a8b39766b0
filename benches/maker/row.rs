//! What does the published row say? [`write()`] joins subject and case into one JSON object in the key order of the
//! court's detail form, with the dirt that form comes with.

use super::case::Case;
use super::day::Day;
use super::draw::Draw;
use super::draw::Stream;
use super::json::Object;
use super::mask;
use super::name;
use super::organisation::Organisation;
use super::person::Person;
use super::subject;
use super::subject::Subject;

/// Row `nth` of a subject.
pub fn write(seed: u64, number: u64, nth: u64) -> String {
    let id = subject::record_id(number, nth);
    let mut draw = Draw::at(seed, Stream::Row, id);
    let mut row = Object::open();
    row.raw("id", &id.to_string());
    match Subject::at(seed, number) {
        Subject::Person(person) => {
            let case = case(seed, number, id, person.born.year() + 19, &mut draw);
            write_person(&mut row, &person, &case, &mut draw);
        }
        Subject::Organisation(organisation) => {
            let case = case(seed, number, id, FIRST_YEAR, &mut draw);
            write_organisation(&mut row, &organisation, &case, &mut draw);
        }
    }
    row.close()
}

/// A case of one's own, or, for one row in seven, the one shared by eight neighbouring subjects. Nobody is listed
/// as a minor, so the youngest never share.
fn case(seed: u64, number: u64, id: u64, grown: i64, draw: &mut Draw) -> Case {
    if grown <= FIRST_YEAR && draw.chance(1_400) {
        Case::draw(&mut Draw::at(seed, Stream::SharedCase, number / 8), FIRST_YEAR)
    } else {
        Case::draw(&mut Draw::at(seed, Stream::Case, id), grown.max(FIRST_YEAR))
    }
}

fn write_person(row: &mut Object, person: &Person, case: &Case, draw: &mut Draw) {
    row.string("iname", &name::published(&person.name, draw));
    row.string("caseCode", &case.number);
    row.raw("age", &published_age(person.born, case.published, draw).to_string());
    row.string("sexy", if person.male { "男" } else { "女" });
    row.string("cardNum", &mask::person(person, draw));
    row.string("businessEntity", &if draw.chance(20) { name::person(draw) } else { String::new() });
    write_court(row, case, "580", "581", draw);
    write_duty(row, &person.name, case, draw);
    write_state(row, case, draw);
    row.raw("qysler", "[]");
}

fn write_organisation(row: &mut Object, organisation: &Organisation, case: &Case, draw: &mut Draw) {
    row.string("iname", &published_registration(&organisation.name, draw));
    row.string("caseCode", &case.number);
    row.raw("age", "0");
    row.string("cardNum", &mask::organisation(organisation, draw));
    row.string("businessEntity", &organisation.head);
    write_court(row, case, "581", "580", draw);
    write_duty(row, &organisation.name, case, draw);
    write_state(row, case, draw);
    if draw.chance(3_000) {
        let head = &organisation.head;
        let head =
            format!("[{{\"cardNum\":\"\",\"corporationtypename\":\"法定代表人\",\"iname\":\"{head}\"}}]");
        row.raw("qysler", &head);
    }
}

/// Court and kind of party, which is wrong once in two thousand.
fn write_court(row: &mut Object, case: &Case, party: &str, wrong: &str, draw: &mut Draw) {
    row.string("courtName", &case.court);
    row.string("areaName", draw.pick(&["示例", "示东", "示西", "示南", "示北"]));
    row.string("partyTypeName", if draw.chance(5) { wrong } else { party });
    row.string("gistId", &case.instrument);
    row.string("regDate", &case.filed.chinese());
    match draw.below(1_000) {
        0..3 => row.string("gistUnit", " "),
        3..5 => row.raw("gistUnit", "null"),
        _ => row.string("gistUnit", &case.court),
    }
}

fn write_duty(row: &mut Object, debtor: &str, case: &Case, draw: &mut Draw) {
    let (sum, fee) = (draw.between(3_000, 9_000_000), draw.between(50, 80_000));
    let duty = match draw.below(10) {
        0..5 => format!(
            "被执行人{debtor}应支付申请执行人{}款项{sum}元及逾期利息，案件受理费{fee}元。",
            creditor(draw)
        ),
        5..8 => format!("支付货款{sum}元及利息，负担受理费{fee}元。"),
        8 => format!(
            "一、{debtor}于判决生效后十日内偿还{}借款本金{sum}元；\r\n二、负担受理费{fee}元。",
            creditor(draw)
        ),
        _ => format!("按{}履行", case.instrument),
    };
    row.string("duty", &duty);
}

fn write_state(row: &mut Object, case: &Case, draw: &mut Draw) {
    if draw.chance(200) {
        row.string("performance", "部分未履行");
        row.string("performedPart", &format!("{}元", draw.between(100, 90_000)));
        row.string("unperformPart", &format!("{}元", draw.between(100, 900_000)));
    } else {
        row.string("performance", "全部未履行");
        if draw.chance(2_500) {
            row.string("performedPart", "暂无");
            row.string("unperformPart", "暂无");
        }
    }
    row.string("disruptTypeName", &reasons(draw));
    row.string("publishDate", &case.published.chinese());
}

/// One reason, in four of a hundred rows two, joined by the half-width comma.
fn reasons(draw: &mut Draw) -> String {
    let first = draw.weighted(REASONS);
    let second = draw.weighted(REASONS);
    if first != second && draw.chance(1_000) { format!("{first},{second}") } else { first.to_owned() }
}

/// A third party: surname and 某.
fn creditor(draw: &mut Draw) -> String {
    let tables = super::tables::tables();
    format!("{}某", tables.surnames.draw(draw))
}

/// Stale, as published ages are: in one of ten rows up to six years too low or one too high.
fn published_age(born: Day, published: Day, draw: &mut Draw) -> i64 {
    let ((year, month, day), (birth_year, birth_month, birth_day)) = (published.civil(), born.civil());
    let age = year - birth_year - i64::from((month, day) < (birth_month, birth_day));
    if draw.chance(1_000) { age + draw.between(-6, 1) } else { age }
}

/// A registered name as typed: the other brackets, a blank, a former name.
fn published_registration(name: &str, draw: &mut Draw) -> String {
    match draw.below(1_000) {
        0..150 => name.replace('（', "(").replace('）', ")"),
        150..300 => name.replace('(', "（").replace(')', "）"),
        300..302 => format!("{name} "),
        302..305 => name.replacen("示", "示 ", 1),
        305..308 => format!("{name}（原示例{}）", draw.pick(&["实业有限公司", "机械厂", "商贸有限公司"])),
        _ => name.to_owned(),
    }
}

const FIRST_YEAR: i64 = 2014;
const REASONS: &[(u64, &str)] = &[
    (66, "有履行能力而拒不履行生效法律文书确定义务"),
    (7, "违反财产报告制度"),
    (7, "违反限制高消费令"),
    (7, "伪造证据、暴力、威胁等方法妨碍、抗拒执行"),
    (7, "被执行人无正当理由拒不履行执行和解协议"),
    (6, "其他规避执行"),
];
