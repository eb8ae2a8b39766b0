//! What is a verdict to a machine? One JSON object, the same from every door.

use serde::Serialize;

use crate::check::List;
use crate::date::Date;
use crate::index::Error;
use crate::index::Evidence;
use crate::policy::Applied;
use crate::policy::Condition;
use crate::policy::Finding;
use crate::policy::JointVerdict;
use crate::policy::Language;
use crate::policy::Match;
use crate::policy::Strength;
use crate::policy::Verdict;

/// A verdict as one JSON object, with the published rows that it rests on; as `shixin check` prints it. It has no more of a
/// row than [`Evidence`] tells: no complete id of a person, nothing that names third parties.
///
/// Members are only ever added.
#[derive(Debug, Clone, Serialize)]
pub struct Account<'a> {
    outcome: &'a str,
    ground: &'a str,
    strength: Option<&'a str>,
    lookalikes: Option<f64>,
    records: Vec<&'a str>,
    namesakes: u32,
    indistinct: u32,
    because: String,
    because_zh: String,
    #[serde(rename = "use")]
    measure: &'a str,
    force: &'a str,
    binds: Vec<&'a str>,
    basis: &'a str,
    basis_zh: &'a str,
    assumed: Vec<&'a str>,
    denied: Vec<&'a str>,
    to_establish: Vec<&'a str>,
    day: Date,
    edition: Edition,
    policy: String,
    matches: Vec<OneMatch<'a>>,
    relief: Vec<Lifted<'a>>,
    relief_digest: Option<String>,
    overdue: Vec<&'a str>,
    recourse: Option<&'a str>,
    recourse_zh: Option<&'a str>,
}

/// A verdict about several parties as one JSON object: each party's own, and what follows from them together.
#[derive(Debug, Clone, Serialize)]
pub struct JointAccount<'a> {
    outcome: &'a str,
    ground: &'a str,
    because: String,
    because_zh: String,
    applicant: Account<'a>,
    linked: Vec<Linked<'a>>,
    recourse: Option<&'a str>,
    recourse_zh: Option<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
struct Linked<'a> {
    role: &'a str,
    #[serde(flatten)]
    account: Account<'a>,
}

#[derive(Debug, Clone, Serialize)]
struct Edition {
    as_of: Date,
    digest: String,
    /// The digest of the list over which the feeds lie that the edition takes in.
    #[serde(skip_serializing_if = "Option::is_none")]
    over: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct OneMatch<'a> {
    strength: &'a str,
    lookalikes: f64,
    role: &'a str,
    outcome: &'a str,
    ground: &'a str,
    reasons: Vec<&'a str>,
    evidence: Vec<Evidence>,
}

/// What relief did to a record.
#[derive(Debug, Clone, Serialize)]
struct Lifted<'a> {
    kind: &'a str,
    cause: Option<&'a str>,
    record: &'a str,
    line: u64,
    signed_by: &'a str,
    dated: Date,
    to: Option<Date>,
    document: Option<&'a str>,
    still_counts: bool,
}

impl<'a> Account<'a> {
    pub(super) fn new(list: &List, verdict: &'a Verdict) -> Result<Self, Error> {
        let edition = verdict.edition();
        let matches = verdict.matches().iter().zip(verdict.findings());
        let matches = matches.map(|(one, finding)| OneMatch::new(list, one, *finding));
        Ok(Self {
            outcome: verdict.outcome().as_code(),
            ground: verdict.ground().as_code(),
            strength: verdict.strength().map(Strength::as_code),
            lookalikes: verdict.lookalikes(),
            records: verdict.record_ids().collect(),
            namesakes: verdict.namesakes(),
            indistinct: verdict.indistinct(),
            because: verdict.because(),
            because_zh: verdict.because_chinese(),
            measure: &verdict.measure().code,
            force: verdict.measure().force.as_code(),
            binds: verdict.measure().binds.codes().collect(),
            basis: &verdict.measure().basis,
            basis_zh: &verdict.measure().basis_chinese,
            assumed: codes(verdict.assumed()),
            denied: codes(verdict.denied()),
            to_establish: codes(verdict.to_establish()),
            day: verdict.day(),
            edition: Edition {
                as_of: edition.as_of,
                digest: edition.hex(),
                over: list.index().below().map(|below| below.edition().stamp().hex()),
            },
            policy: hex(verdict.policy()),
            matches: matches.collect::<Result<_, _>>()?,
            relief: verdict.relief().iter().map(Lifted::new).collect(),
            relief_digest: (!list.relief().is_empty()).then(|| hex(verdict.relief_digest())),
            overdue: verdict.hints().iter().map(|hint| &*hint.record_id).collect(),
            recourse: verdict.recourse(),
            recourse_zh: verdict.recourse_chinese(),
        })
    }
}

impl<'a> JointAccount<'a> {
    pub(super) fn new(list: &List, joint: &'a JointVerdict) -> Result<Self, Error> {
        let linked = joint.linked().iter().map(|part| {
            let account = Account::new(list, &part.verdict)?;
            Ok(Linked { role: part.role.as_code(), account })
        });
        Ok(Self {
            outcome: joint.outcome().as_code(),
            ground: joint.ground().as_code(),
            because: joint.because(Language::English),
            because_zh: joint.because(Language::Chinese),
            applicant: Account::new(list, joint.applicant())?,
            linked: linked.collect::<Result<_, Error>>()?,
            recourse: joint.recourse(Language::English),
            recourse_zh: joint.recourse(Language::Chinese),
        })
    }
}

impl<'a> OneMatch<'a> {
    fn new(list: &List, one: &'a Match, finding: Finding) -> Result<Self, Error> {
        Ok(Self {
            strength: one.strength.as_code(),
            lookalikes: one.lookalikes,
            role: one.role.as_code(),
            outcome: finding.outcome.as_code(),
            ground: finding.ground.as_code(),
            reasons: one.reasons.iter().map(|reason| reason.as_code()).collect(),
            evidence: list.evidence(one)?,
        })
    }
}

impl<'a> Lifted<'a> {
    fn new(applied: &'a Applied) -> Self {
        Self {
            kind: applied.kind,
            cause: applied.cause.map(|it| it.as_code()).or(applied.exemption.map(|it| it.as_code())),
            record: &applied.record_id,
            line: applied.line,
            signed_by: &applied.signed_by,
            dated: applied.dated,
            to: applied.to,
            document: applied.document.as_deref(),
            still_counts: applied.still_counts,
        }
    }
}

fn codes<'a>(conditions: impl Iterator<Item = &'a Condition>) -> Vec<&'a str> {
    conditions.map(|it| &*it.code).collect()
}

fn hex(digest: [u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
