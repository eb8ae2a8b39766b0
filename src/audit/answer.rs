//! What was answered, in the words of the trail? A picture of a verdict that is the same whenever the verdict is.

use std::borrow::Cow;

use serde::Deserialize;
use serde::Serialize;

use crate::date::Date;
use crate::policy::Applied;
use crate::policy::Condition;
use crate::policy::Finding;
use crate::policy::Match;
use crate::policy::Reason;
use crate::policy::Strength;
use crate::policy::Verdict;

/// The answer about one party.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer<'a> {
    /// `block`, `refer` or `clear`.
    pub outcome: Cow<'a, str>,
    /// What decided it.
    pub ground: Cow<'a, str>,
    /// Strength of the best match on which the outcome rests.
    pub strength: Option<Cow<'a, str>>,
    /// Lookalikes of that match.
    pub lookalikes: Option<f64>,
    /// Source record ids of the matches of that strength, best first.
    pub records: Vec<Cow<'a, str>>,
    /// Listed subjects of the same name who are somebody else.
    pub namesakes: u32,
    /// Subjects of the same name and without an id, whom nothing tells from the party.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub indistinct: u32,
    /// Conditions yet to be established.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_establish: Vec<Cow<'a, str>>,
    /// Everybody on the list whom the party may be, best match first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<Found<'a>>,
    /// What relief changed, record by record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relief: Vec<Lifted<'a>>,
    /// Records that look overdue for deletion.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overdue: Vec<Cow<'a, str>>,
}

/// One of the matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found<'a> {
    /// How much agreed.
    pub strength: Cow<'a, str>,
    /// How many others would be expected to agree as well.
    pub lookalikes: Option<f64>,
    /// In which part the matched party is on the list.
    pub role: Cow<'a, str>,
    /// What this match alone allowed.
    pub outcome: Cow<'a, str>,
    /// What decided that.
    pub ground: Cow<'a, str>,
    /// What was compared, with the figure after a colon where there is one: `id_visible_agrees:14`.
    pub reasons: Vec<Cow<'a, str>>,
    /// Source record ids.
    pub records: Vec<Cow<'a, str>>,
}

/// What relief did to a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lifted<'a> {
    /// `suppression`, `withdrawal`, `exemption` or `dispute`.
    pub kind: Cow<'a, str>,
    /// Why the record no longer stands, or the ground of the exemption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cow<'a, str>>,
    /// The source's id of the record.
    pub record: Cow<'a, str>,
    /// The line of the relief file.
    pub line: u64,
    /// Who signed it off.
    pub signed_by: Cow<'a, str>,
    /// When.
    pub dated: Date,
    /// The last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// The paper it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Cow<'a, str>>,
    /// Whether the record still counts, for a person to decide upon.
    pub still_counts: bool,
}

impl<'a> Answer<'a> {
    /// The verdict's picture: a pure function of it.
    pub fn new(verdict: &'a Verdict) -> Self {
        let matches = verdict.matches().iter().zip(verdict.findings());
        let codes = |it: &'a Condition| Cow::Borrowed(&*it.code);
        Self {
            outcome: verdict.outcome().as_code().into(),
            ground: verdict.ground().as_code().into(),
            strength: verdict.strength().map(|it| it.as_code().into()),
            lookalikes: verdict.lookalikes(),
            records: verdict.record_ids().map(Cow::Borrowed).collect(),
            namesakes: verdict.namesakes(),
            indistinct: verdict.indistinct(),
            to_establish: verdict.to_establish().map(codes).collect(),
            matches: matches.map(|(one, finding)| Found::new(one, *finding)).collect(),
            relief: verdict.relief().iter().map(Lifted::new).collect(),
            overdue: verdict.hints().iter().map(|hint| Cow::Borrowed(&*hint.record_id)).collect(),
        }
    }
}

impl<'a> Found<'a> {
    fn new(one: &'a Match, finding: Finding) -> Self {
        Self {
            strength: Strength::as_code(one.strength).into(),
            lookalikes: Some(one.lookalikes).filter(|it| it.is_finite()),
            role: one.role.as_code().into(),
            outcome: finding.outcome.as_code().into(),
            ground: finding.ground.as_code().into(),
            reasons: one.reasons.iter().map(|reason| told(*reason)).collect(),
            records: one.record_ids.iter().map(|id| Cow::Borrowed(&**id)).collect(),
        }
    }
}

impl<'a> Lifted<'a> {
    fn new(applied: &'a Applied) -> Self {
        let cause = applied.cause.map(|it| it.as_code()).or(applied.exemption.map(|it| it.as_code()));
        Self {
            kind: applied.kind.into(),
            cause: cause.map(Cow::Borrowed),
            record: Cow::Borrowed(&applied.record_id),
            line: applied.line,
            signed_by: Cow::Borrowed(&applied.signed_by),
            dated: applied.dated,
            to: applied.to,
            document: applied.document.as_deref().map(Cow::Borrowed),
            still_counts: applied.still_counts,
        }
    }
}

/// A reason's code, with its figure or part where it has one.
fn told(reason: Reason) -> Cow<'static, str> {
    let code = reason.as_code();
    match reason {
        Reason::IdVisibleAgrees { shown } => format!("{code}:{shown}").into(),
        Reason::IdSlip { at, swapped } => {
            format!("{code}:{}:{}", if swapped { "swapped" } else { "one" }, at.english()).into()
        }
        Reason::NameAlike(step) => format!("{code}:{}", step.as_code()).into(),
        Reason::AnswersFor(role) => format!("{code}:{}", role.as_code()).into(),
        _ => code.into(),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}
