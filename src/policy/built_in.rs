//! The built-in catalogue, made from `catalogue.toml` by `tests/catalogue.rs`: change that, not this.

use std::borrow::Cow;

use crate::policy::ExemptionKind;
use crate::policy::measure::Binds;
use crate::policy::measure::Condition;
use crate::policy::measure::Domain;
use crate::policy::measure::Force;
use crate::policy::measure::Measure;
use crate::policy::measure::Otherwise;
use crate::policy::measure::Scope;
use crate::policy::measure::Text;
use crate::record::Role;

#[rustfmt::skip]
static NON_ESSENTIAL_AND_NOT_OWN_MONEY: [Condition; 2] = [
    condition("non_essential", "the purchase is not necessary for the business", "所购车辆非经营所必需", Scope::Everyone, Otherwise::Free),
    condition("not_own_money", "the responsible person does not act privately and with their own money", "该责任人员并非因私消费、以个人财产支付", Scope::Responsible, Otherwise::Refer),
];

#[rustfmt::skip]
static NOT_OWN_MONEY: [Condition; 1] = [
    condition("not_own_money", "the responsible person does not act privately and with their own money", "该责任人员并非因私消费、以个人财产支付", Scope::Responsible, Otherwise::Refer),
];

#[rustfmt::skip]
static OWN_LARGE_OVERDUE_DEBT: [Condition; 1] = [
    condition("own_large_overdue_debt", "the person is listed for a large debt of their own that is due and unpaid", "该人因个人所负数额较大的债务到期未清偿被列为失信被执行人", Scope::Everyone, Otherwise::Free),
];

/// Ascending by code.
#[rustfmt::skip]
pub(super) static MEASURES: [Measure; 30] = [
    Measure {
        code: text("approval.subsidy"), title: text("subsidies and preferences"), title_chinese: text("享受政府补贴和优惠政策"),
        domain: Domain::Approval, force: Force::Consider, basis: text("2016 opinion (二)"),
        basis_chinese: text("2016年意见(二)"),
        binds: Binds { person: true, organisation: true, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("consumption.holiday"), title: text("travel and holidays"), title_chinese: text("旅游、度假"),
        domain: Domain::Consumption, force: Force::Order, basis: text("限制高消费规定(2015) Art. 3"),
        basis_chinese: text("限制高消费规定(2015)第3条"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller]) },
        conditions: Cow::Borrowed(&NOT_OWN_MONEY), exemptions: Cow::Borrowed(&[ExemptionKind::Necessity, ExemptionKind::OwnMoney, ExemptionKind::TemporaryLifting]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("consumption.hotel"), title: text("star hotels, night clubs, golf"), title_chinese: text("在星级以上宾馆、酒店、夜总会、高尔夫球场等场所消费"),
        domain: Domain::Consumption, force: Force::Order, basis: text("限制高消费规定(2015) Art. 3"),
        basis_chinese: text("限制高消费规定(2015)第3条"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller]) },
        conditions: Cow::Borrowed(&NOT_OWN_MONEY), exemptions: Cow::Borrowed(&[ExemptionKind::Necessity, ExemptionKind::OwnMoney, ExemptionKind::TemporaryLifting]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("consumption.lease"), title: text("leasing high-end offices, hotels or flats to work in"), title_chinese: text("租赁高档写字楼、宾馆、公寓等场所办公"),
        domain: Domain::Consumption, force: Force::Order, basis: text("限制高消费规定(2015) Art. 3"),
        basis_chinese: text("限制高消费规定(2015)第3条"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller]) },
        conditions: Cow::Borrowed(&NOT_OWN_MONEY), exemptions: Cow::Borrowed(&[ExemptionKind::Necessity, ExemptionKind::OwnMoney, ExemptionKind::TemporaryLifting]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("consumption.property"), title: text("buying property"), title_chinese: text("购买不动产"),
        domain: Domain::Consumption, force: Force::Order, basis: text("限制高消费规定(2015) Art. 3"),
        basis_chinese: text("限制高消费规定(2015)第3条"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller]) },
        conditions: Cow::Borrowed(&NOT_OWN_MONEY), exemptions: Cow::Borrowed(&[ExemptionKind::Necessity, ExemptionKind::OwnMoney, ExemptionKind::TemporaryLifting]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("consumption.vehicle"), title: text("buying vehicles that the business does not need"), title_chinese: text("购买非经营必需车辆"),
        domain: Domain::Consumption, force: Force::Order, basis: text("限制高消费规定(2015) Art. 3"),
        basis_chinese: text("限制高消费规定(2015)第3条"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller]) },
        conditions: Cow::Borrowed(&NON_ESSENTIAL_AND_NOT_OWN_MONEY), exemptions: Cow::Borrowed(&[ExemptionKind::Necessity, ExemptionKind::OwnMoney, ExemptionKind::TemporaryLifting]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("credit.honours"), title: text("honours"), title_chinese: text("评优评先"),
        domain: Domain::Credit, force: Force::Consider, basis: text("2016 opinion (五)"),
        basis_chinese: text("2016年意见(五)"),
        binds: Binds { person: true, organisation: true, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("credit.loan"), title: text("credit"), title_chinese: text("融资授信"),
        domain: Domain::Credit, force: Force::Consider, basis: text("2016 opinion (五)"),
        basis_chinese: text("2016年意见(五)"),
        binds: Binds { person: true, organisation: true, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("education.high_fee_school"), title: text("children at high-fee private schools"), title_chinese: text("子女就读高收费私立学校"),
        domain: Domain::Education, force: Force::Order, basis: text("限制高消费规定(2015) Art. 3(7)"),
        basis_chinese: text("限制高消费规定(2015)第3条第7项"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller]) },
        conditions: Cow::Borrowed(&NOT_OWN_MONEY), exemptions: Cow::Borrowed(&[ExemptionKind::Necessity, ExemptionKind::OwnMoney, ExemptionKind::TemporaryLifting]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("finance.high_premium_insurance"), title: text("high-premium insurance"), title_chinese: text("支付高额保费购买保险理财产品"),
        domain: Domain::Finance, force: Force::Order, basis: text("限制高消费规定(2015) Art. 3(8)"),
        basis_chinese: text("限制高消费规定(2015)第3条第8项"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller]) },
        conditions: Cow::Borrowed(&NOT_OWN_MONEY), exemptions: Cow::Borrowed(&[ExemptionKind::Necessity, ExemptionKind::OwnMoney, ExemptionKind::TemporaryLifting]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("licensing.financial_institution"), title: text("founding a financial institution"), title_chinese: text("设立金融机构"),
        domain: Domain::Licensing, force: Force::Consider, basis: text("2016 opinion (一)"),
        basis_chinese: text("2016年意见(一)"),
        binds: Binds { person: true, organisation: true, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("licensing.guarantee_insurance"), title: text("founding a guarantee or insurance company"), title_chinese: text("设立融资性担保公司、保险公司"),
        domain: Domain::Licensing, force: Force::Restrict, basis: text("2016 opinion (一)"),
        basis_chinese: text("2016年意见(一)"),
        binds: Binds { person: true, organisation: true, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("licensing.social_organisation"), title: text("founding a social organisation"), title_chinese: text("设立社会组织"),
        domain: Domain::Licensing, force: Force::Consider, basis: text("2016 opinion (一)"),
        basis_chinese: text("2016年意见(一)"),
        binds: Binds { person: true, organisation: true, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text("the opinion asks both for care and for restriction; the gentler governs here"), remark_chinese: text("该意见兼有审慎性参考与依法限制的表述，此处从宽适用"),
    },
    Measure {
        code: text("market.land"), title: text("land, state assets, property-right trades"), title_chinese: text("参与土地、国有资产、产权交易"),
        domain: Domain::Market, force: Force::Restrict, basis: text("2016 opinion (六)"),
        basis_chinese: text("2016年意见(六)"),
        binds: Binds { person: true, organisation: true, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("office.civil_service"), title: text("civil-service recruitment"), title_chinese: text("录用为公务员"),
        domain: Domain::Office, force: Force::OtherList, basis: text("公务员法 26(4)"),
        basis_chinese: text("公务员法第26条第4项"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text("the statute bars those on the joint-punishment list (失信联合惩戒对象); ask that list"), remark_chinese: text("法律限制的是被依法列为失信联合惩戒对象的人员，应查询该名单"),
    },
    Measure {
        code: text("office.company_director"), title: text("company director, supervisor, senior manager"), title_chinese: text("担任公司董事、监事、高级管理人员"),
        domain: Domain::Company, force: Force::Bar, basis: text("公司法(2023) 178(5)"),
        basis_chinese: text("公司法(2023)第178条第5项"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&OWN_LARGE_OVERDUE_DEBT), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("office.peoples_assessor"), title: text("people's assessor"), title_chinese: text("担任人民陪审员"),
        domain: Domain::Office, force: Force::Bar, basis: text("人民陪审员法 7(4)"),
        basis_chinese: text("人民陪审员法第7条第4项"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("office.private_fund"), title: text("posts at private-fund managers"), title_chinese: text("担任私募基金管理人相关职务"),
        domain: Domain::Finance, force: Force::Bar, basis: text("私募投资基金监督管理条例 9(4)"),
        basis_chinese: text("私募投资基金监督管理条例第9条第4项"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("office.social_organisation_head"), title: text("heading a social organisation"), title_chinese: text("担任社会组织负责人"),
        domain: Domain::Office, force: Force::Restrict, basis: text("2016 opinion (三)"),
        basis_chinese: text("2016年意见(三)"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("office.supervisor"), title: text("supervision officer"), title_chinese: text("担任监察官"),
        domain: Domain::Office, force: Force::OtherList, basis: text("监察官法 13(4)"),
        basis_chinese: text("监察官法第13条第4项"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text("the statute bars those on the joint-punishment list (失信联合惩戒对象); ask that list"), remark_chinese: text("法律限制的是被依法列为失信联合惩戒对象的人员，应查询该名单"),
    },
    Measure {
        code: text("procurement.funded_project"), title: text("government-funded projects"), title_chinese: text("参与政府投资项目"),
        domain: Domain::Procurement, force: Force::Restrict, basis: text("2016 opinion (一)3"),
        basis_chinese: text("2016年意见(一)3"),
        binds: Binds { person: true, organisation: true, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("procurement.government"), title: text("government procurement"), title_chinese: text("参加政府采购"),
        domain: Domain::Procurement, force: Force::Restrict, basis: text("2016 opinion (一)3; 政府采购法 22"),
        basis_chinese: text("2016年意见(一)3；政府采购法第22条"),
        binds: Binds { person: true, organisation: true, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("procurement.tender"), title: text("tenders"), title_chinese: text("参加招标投标"),
        domain: Domain::Procurement, force: Force::Restrict, basis: text("2016 opinion (一)3"),
        basis_chinese: text("2016年意见(一)3"),
        binds: Binds { person: true, organisation: true, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("supervision.key_inspection"), title: text("key inspection"), title_chinese: text("列为重点检查对象"),
        domain: Domain::Supervision, force: Force::Supervise, basis: text("2016 opinion (九)"),
        basis_chinese: text("2016年意见(九)"),
        binds: Binds { person: false, organisation: true, responsible: Cow::Borrowed(&[]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text("a task for the inspection plan; it stops nobody"), remark_chinese: text("属监督检查安排，不构成拦截"),
    },
    Measure {
        code: text("travel.air"), title: text("flights"), title_chinese: text("乘坐飞机"),
        domain: Domain::Travel, force: Force::Order, basis: text("限制高消费规定(2015) Art. 3"),
        basis_chinese: text("限制高消费规定(2015)第3条"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller]) },
        conditions: Cow::Borrowed(&NOT_OWN_MONEY), exemptions: Cow::Borrowed(&[ExemptionKind::Necessity, ExemptionKind::OwnMoney, ExemptionKind::TemporaryLifting]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("travel.exit"), title: text("exit from the country"), title_chinese: text("出境"),
        domain: Domain::Travel, force: Force::Court, basis: text("民事诉讼法 266; 出境入境管理法 12(3)"),
        basis_chinese: text("民事诉讼法第266条；出境入境管理法第12条第3项"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text("only a court's decision restricts it; ask whether there is one"), remark_chinese: text("须有人民法院的限制出境决定，应查询有无该决定"),
    },
    Measure {
        code: text("travel.outbound_group"), title: text("outbound group tours"), title_chinese: text("参加出境团队旅游"),
        domain: Domain::Travel, force: Force::Restrict, basis: text("2016 opinion (七)3"),
        basis_chinese: text("2016年意见(七)3"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller]) },
        conditions: Cow::Borrowed(&[]), exemptions: Cow::Borrowed(&[]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("travel.rail_g"), title: text("G trains, first class and above on other EMU trains"), title_chinese: text("乘坐G字头动车组列车全部座位、其他动车组列车一等以上座位"),
        domain: Domain::Travel, force: Force::Order, basis: text("限制高消费规定(2015) Art. 3"),
        basis_chinese: text("限制高消费规定(2015)第3条"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller]) },
        conditions: Cow::Borrowed(&NOT_OWN_MONEY), exemptions: Cow::Borrowed(&[ExemptionKind::Necessity, ExemptionKind::OwnMoney, ExemptionKind::TemporaryLifting]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("travel.rail_soft_sleeper"), title: text("soft sleepers"), title_chinese: text("乘坐列车软卧"),
        domain: Domain::Travel, force: Force::Order, basis: text("限制高消费规定(2015) Art. 3"),
        basis_chinese: text("限制高消费规定(2015)第3条"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller]) },
        conditions: Cow::Borrowed(&NOT_OWN_MONEY), exemptions: Cow::Borrowed(&[ExemptionKind::Necessity, ExemptionKind::OwnMoney, ExemptionKind::TemporaryLifting]),
        remark: text(""), remark_chinese: text(""),
    },
    Measure {
        code: text("travel.ship"), title: text("second class and above on ships"), title_chinese: text("乘坐轮船二等以上舱位"),
        domain: Domain::Travel, force: Force::Order, basis: text("限制高消费规定(2015) Art. 3"),
        basis_chinese: text("限制高消费规定(2015)第3条"),
        binds: Binds { person: true, organisation: false, responsible: Cow::Borrowed(&[Role::LegalRepresentative, Role::PersonInCharge, Role::DirectlyResponsible, Role::Controller]) },
        conditions: Cow::Borrowed(&NOT_OWN_MONEY), exemptions: Cow::Borrowed(&[ExemptionKind::Necessity, ExemptionKind::OwnMoney, ExemptionKind::TemporaryLifting]),
        remark: text(""), remark_chinese: text(""),
    },
];

const fn condition(
    code: &'static str,
    english: &'static str,
    chinese: &'static str,
    scope: Scope,
    otherwise: Otherwise,
) -> Condition {
    Condition { code: text(code), english: text(english), chinese: text(chinese), scope, otherwise }
}

const fn text(text: &'static str) -> Text {
    Cow::Borrowed(text)
}
