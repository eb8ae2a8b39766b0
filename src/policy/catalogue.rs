//! What the answer is for: each measure with its force and legal basis.
//!
//! These rows and no others were seen in sources; a measure without its own legal basis must not be added. A use
//! decides how far a sure match may go; who is bound and under which further conditions is stated in `binds`.

/// What an answer is for, and the law behind it.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Use {
    /// Stable code, as in `travel.air`.
    pub code: &'static str,
    /// What it is, in English.
    pub title: &'static str,
    /// What it is, in Chinese.
    pub title_chinese: &'static str,
    /// Whom it binds, and what else must hold.
    pub binds: &'static str,
    /// How hard the law is.
    pub force: Force,
    /// Act and article.
    pub basis: &'static str,
}

/// How hard the law behind a measure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Force {
    /// A statute bars it.
    Bar,
    /// The consumption order bars it.
    Order,
    /// To be restricted according to law (依法限制).
    Restrict,
    /// To be considered with care (审慎性参考): a person decides.
    Consider,
    /// Only on a separate order of a court: this list alone decides nothing.
    Court,
    /// Another list decides; this one says only that one should look there.
    OtherList,
    /// A task for supervision, not a bar.
    Supervise,
}

impl Force {
    /// Whether a sure match alone may stop the applicant.
    pub const fn may_block(self) -> bool {
        matches!(self, Self::Bar | Self::Order | Self::Restrict)
    }

    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Bar => "bar",
            Self::Order => "order",
            Self::Restrict => "restrict",
            Self::Consider => "consider",
            Self::Court => "court",
            Self::OtherList => "other_list",
            Self::Supervise => "supervise",
        }
    }
}

impl Use {
    /// The general use: no measure stated. A sure match may stop the applicant, as in procurement, tenders, approval,
    /// financing and market access, of which the courts notify the departments.
    pub const GENERAL: &'static Self = &Self {
        code: "general",
        title: "general screening, no measure stated",
        title_chinese: "一般比对（未指明措施）",
        binds: "listed person or organisation",
        force: Force::Restrict,
        basis: "法释〔2017〕7号 Art. 8",
    };

    /// Every use in the catalogue.
    pub fn all() -> &'static [Self] {
        CATALOGUE
    }

    /// The use with this code.
    ///
    /// Cost: a scan of the catalogue, some thirty rows.
    pub fn find(code: &str) -> Option<&'static Self> {
        std::iter::once(Self::GENERAL).chain(CATALOGUE).find(|it| it.code == code)
    }
}

const BOTH: &str = "listed person or organisation";
const PERSON: &str = "listed person";
const CONSUMER: &str = "listed person; a listed organisation's responsible people";
const LIMITS: &str = "限制高消费规定(2015) Art. 3";

macro_rules! catalogue {
    ($($code:literal, $title:literal, $chinese:literal, $binds:expr, $force:ident, $basis:expr;)*) => {
        const CATALOGUE: &[Use] = &[$(Use {
            code: $code, title: $title, title_chinese: $chinese, binds: $binds, force: Force::$force, basis: $basis,
        }),*];
    };
}

catalogue! {
    "travel.air", "flights", "乘坐飞机", CONSUMER, Order, LIMITS;
    "travel.rail_soft_sleeper", "soft sleepers", "乘坐列车软卧", CONSUMER, Order, LIMITS;
    "travel.rail_g", "G trains, first class and above on other EMU trains", "乘坐G字头动车组列车全部座位、其他动车组一等以上座位", CONSUMER, Order, LIMITS;
    "travel.ship", "second class and above on ships", "乘坐轮船二等以上舱位", CONSUMER, Order, LIMITS;
    "travel.outbound_group", "outbound group tours", "出境团队旅游", CONSUMER, Restrict, "2016 opinion (七)3";
    "travel.exit", "exit from the country", "限制出境", CONSUMER, Court, "民诉法 266; 出境入境管理法 12(3)";
    "consumption.hotel", "star hotels, night clubs, golf", "星级以上宾馆、酒店、夜总会、高尔夫球场消费", CONSUMER, Order, LIMITS;
    "consumption.property", "property, high-end lease, vehicles, holidays", "购买不动产、租赁高档写字楼、购买车辆、旅游度假", CONSUMER, Order, LIMITS;
    "education.high_fee_school", "children at high-fee schools", "子女就读高收费私立学校", CONSUMER, Order, "限制高消费规定(2015) Art. 3(7)";
    "finance.high_premium_insurance", "high-premium insurance", "支付高额保费购买保险理财产品", CONSUMER, Order, "限制高消费规定(2015) Art. 3(8)";
    "office.company_director", "company director, supervisor, senior manager", "担任公司董事、监事、高级管理人员", "listed person with a large overdue debt of their own", Bar, "公司法(2023) 178(5)";
    "office.private_fund", "posts at private-fund managers", "担任私募基金管理人相关职务", PERSON, Bar, "私募投资基金监督管理条例 9(4)";
    "office.peoples_assessor", "people's assessor", "担任人民陪审员", PERSON, Bar, "人民陪审员法 7(4)";
    "office.civil_service", "civil-service recruitment", "录用为公务员", "person on the joint-punishment list (失信联合惩戒对象)", OtherList, "公务员法 26(4)";
    "office.supervisor", "supervision officer", "担任监察官", "person on the joint-punishment list (失信联合惩戒对象)", OtherList, "监察官法 13(4)";
    "licensing.financial_institution", "founding a financial institution", "设立金融机构", BOTH, Consider, "2016 opinion (一)";
    "licensing.guarantee_insurance", "founding a guarantee or insurance company", "设立融资性担保公司、保险公司", BOTH, Restrict, "2016 opinion (一)";
    "licensing.social_organisation", "founding a social organisation", "设立社会组织", BOTH, Consider, "2016 opinion (一)";
    "office.social_organisation_head", "heading a social organisation", "担任社会组织负责人", PERSON, Restrict, "2016 opinion (三)";
    "procurement.government", "government procurement", "参加政府采购", BOTH, Restrict, "政府采购法 22; 2016 opinion (一)3";
    "procurement.tender", "tenders", "参加招标投标", BOTH, Restrict, "2016 opinion (一)3";
    "procurement.funded_project", "government-funded projects", "参与政府投资项目", BOTH, Restrict, "2016 opinion (一)3";
    "approval.subsidy", "subsidies and preferences", "享受政府补贴和政策支持", BOTH, Consider, "2016 opinion (二)";
    "credit.honours", "honours", "评优评先、荣誉授信", BOTH, Consider, "2016 opinion (五)";
    "credit.loan", "credit", "融资信贷", BOTH, Consider, "2016 opinion (五)";
    "market.land", "land, state assets, property-right trades", "参与土地、国有资产、产权交易", BOTH, Restrict, "2016 opinion (六)";
    "supervision.key_inspection", "key inspection", "列为重点检查对象", "listed organisation", Supervise, "2016 opinion (九)";
}
