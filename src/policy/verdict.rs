//! The answer: outcome, ground, matches, edition, basis, and how to contest it.

use crate::date::Date;
use crate::index::Stamp;
use crate::policy::Case;
use crate::policy::Match;
use crate::policy::Strength;
use crate::policy::Use;

/// What a check answers.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "an answer nobody reads stops nobody"]
pub struct Verdict {
    outcome: Outcome,
    ground: Ground,
    measure: &'static Use,
    day: Date,
    edition: Stamp,
    namesakes: u32,
    matches: Vec<Match>,
}

/// What is to be done. Exhaustive on purpose: a fourth outcome would be a breaking change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Nobody on the list whom this applicant may be taken for.
    Clear,
    /// A person decides.
    Refer,
    /// The applicant is listed, and the use's force allows to stop them.
    Block,
}

/// What decided the outcome, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Ground {
    /// No subject of the list agrees.
    NoMatch,
    /// A record of the same name cannot be told from this applicant, and neither from too many others.
    TooManyLookalikes,
    /// Something agrees, and what the applicant can add would settle it: an id that can be compared, or a name.
    ApplicantMayAdd,
    /// Something agrees, not enough to be sure.
    NotSure,
    /// The applicant is the one listed; the law leaves what follows to discretion.
    ForceIsDiscretion,
    /// The applicant is the one listed.
    Identified,
}

impl Verdict {
    pub(super) fn new(outcome: Outcome, ground: Ground, case: Case, matches: Vec<Match>) -> Self {
        let Case { measure, day, edition, namesakes } = case;
        Self { outcome, ground, measure, day, edition, namesakes, matches }
    }

    /// Block, refer or clear.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// What decided it.
    pub fn ground(&self) -> Ground {
        self.ground
    }

    /// The subjects of the list that the applicant may be, best match first. A `Clear` may have some, too weak to act
    /// on.
    pub fn matches(&self) -> &[Match] {
        &self.matches
    }

    /// Strength of the best match.
    pub fn strength(&self) -> Option<Strength> {
        self.matches.first().map(|best| best.strength)
    }

    /// Lookalikes of the best match.
    pub fn lookalikes(&self) -> Option<f64> {
        self.matches.first().map(|best| best.lookalikes)
    }

    /// Record ids of all matches of the best match's strength, best match first; of the listed themselves where it is one
    /// of them.
    pub fn record_ids(&self) -> impl Iterator<Item = &str> {
        let best = self.matches.first().map(|best| (best.strength, best.is_of_listed()));
        let of_best = self.matches.iter().filter(move |one| Some((one.strength, one.is_of_listed())) == best);
        of_best.flat_map(|one| one.record_ids.iter().map(String::as_str))
    }

    /// How many listed subjects of the same name are somebody else.
    pub fn namesakes(&self) -> u32 {
        self.namesakes
    }

    /// What the answer is for.
    pub fn measure(&self) -> &'static Use {
        self.measure
    }

    /// The day for which the answer holds.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The edition that was asked.
    pub fn edition(&self) -> Stamp {
        self.edition
    }

    /// Why, in one English sentence or two.
    pub fn because(&self) -> String {
        let mut text = self.ground.english().to_owned();
        if let Some(best) = self.matches.first() {
            let clauses: Vec<String> = best.reasons.iter().map(|reason| reason.english()).collect();
            text.push_str(": ");
            text.push_str(&clauses.join("; "));
            text.push_str(&format!("; {} would fit as well", others(best.lookalikes)));
        }
        if self.namesakes > 0 {
            let are = if self.namesakes == 1 { "is" } else { "are" };
            text.push_str(&format!("; {} listed of the same name {are} somebody else", self.namesakes));
        }
        text.push('.');
        text
    }

    /// Why, in one Chinese sentence or two (中文).
    pub fn because_chinese(&self) -> String {
        let mut text = self.ground.chinese().to_owned();
        if let Some(best) = self.matches.first() {
            let clauses: Vec<String> = best.reasons.iter().map(|reason| reason.chinese()).collect();
            text.push('：');
            text.push_str(&clauses.join("；"));
            text.push_str(&format!("；预计另有{}人（单位）同样相符", others_chinese(best.lookalikes)));
        }
        if self.namesakes > 0 {
            text.push_str(&format!("；名单中另有{}个同名主体并非本人", self.namesakes));
        }
        text.push('。');
        text
    }

    /// How the applicant can contest a stop, in English; `None` for a clear.
    pub fn recourse(&self) -> Option<&'static str> {
        (self.outcome != Outcome::Clear).then_some(RECOURSE)
    }

    /// How the applicant can contest a stop, in Chinese; `None` for a clear.
    pub fn recourse_chinese(&self) -> Option<&'static str> {
        (self.outcome != Outcome::Clear).then_some(RECOURSE_CHINESE)
    }
}

impl Outcome {
    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Refer => "refer",
            Self::Block => "block",
        }
    }
}

impl Ground {
    /// The word for it in output for machines.
    pub const fn as_code(self) -> &'static str {
        match self {
            Self::NoMatch => "no_match",
            Self::TooManyLookalikes => "too_many_lookalikes",
            Self::ApplicantMayAdd => "applicant_may_add",
            Self::NotSure => "not_sure",
            Self::ForceIsDiscretion => "force_is_discretion",
            Self::Identified => "identified",
        }
    }

    const fn english(self) -> &'static str {
        match self {
            Self::NoMatch => "Nobody on the list agrees with this applicant",
            Self::TooManyLookalikes => "A listed name agrees, and so do too many other people",
            Self::ApplicantMayAdd => {
                "Something agrees; an id that can be compared, or a name, would settle it"
            }
            Self::NotSure => "A person must decide",
            Self::ForceIsDiscretion => "The applicant is listed; the law leaves the decision to a person",
            Self::Identified => "The applicant is listed",
        }
    }

    const fn chinese(self) -> &'static str {
        match self {
            Self::NoMatch => "名单中没有与申请人相符的主体",
            Self::TooManyLookalikes => "名单中有同名主体，但同样相符的人过多，不足以认定",
            Self::ApplicantMayAdd => "名单中有部分相符的主体，需申请人补充可比对的证件号码或姓名",
            Self::NotSure => "需人工核实",
            Self::ForceIsDiscretion => "申请人在名单中，依法由人工审慎裁量",
            Self::Identified => "申请人在名单中",
        }
    }
}

/// How many others, as a person would say it.
fn others(lookalikes: f64) -> String {
    match figure(lookalikes) {
        None => "fewer than one in a million others".to_owned(),
        Some(one) if one == "1" => "about 1 other".to_owned(),
        Some(figure) => format!("about {figure} others"),
    }
}

fn others_chinese(lookalikes: f64) -> String {
    figure(lookalikes).map_or_else(|| "不足百万分之一".to_owned(), |figure| format!("约{figure}"))
}

/// One significant digit below ten is all that such an estimate bears; `None` below a millionth.
fn figure(lookalikes: f64) -> Option<String> {
    let scales = (0_usize..=6).zip(std::iter::successors(Some(1.0), |scale| Some(scale * 10.0)));
    let mut shown = scales.filter(|(_, scale)| lookalikes * scale >= 1.0);
    shown.next().map(|(places, _)| format!("{lookalikes:.places$}"))
}

/// 法释〔2017〕7号, Articles 11 and 12.
const RECOURSE: &str = "To contest: ask the enforcing court in writing to correct or delete the entry (it examines within 15 days and, where \
     right, corrects within 3 working days); against a refusal apply to the higher court for review within 10 days (it \
     decides within 15). If you are not the person listed, show your id document to the office that stopped you and ask \
     for a human decision (PIPL Article 24).";
const RECOURSE_CHINESE: &str = "救济途径：可向执行法院书面申请纠正或删除（法院自收到之日起15日内审查，理由成立的3个工作日内纠正）；\
     对驳回决定不服的，可自收到决定书之日起10日内向上一级法院申请复议（15日内作出决定）。\
     非本人的，请向作出拦截的单位出示身份证件并要求人工处理（个人信息保护法第二十四条）。";
