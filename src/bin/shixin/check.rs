//! `shixin check`: one applicant, one JSON object, one exit code.

use std::io::Write as _;
use std::io::stdout;
use std::process::ExitCode;

use serde::Serialize;
use shixin::Date;
use shixin::List;
use shixin::Match;
use shixin::Verdict;
use shixin::policy::Applied;
use shixin::policy::Condition;
use shixin::policy::Finding;
use shixin::policy::JointVerdict;
use shixin::policy::Language;

use crate::args::CheckArgs;
use crate::asking::Asking;
use crate::outcome;
use crate::outcome::Failure;

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let (list, question) = Asking::new(&args.ask)?.open(&args.list)?;
    let applicant = question.applicant(&args.who).map_err(shixin::Error::from)?;
    let (outcome, text) = if applicant.linked().is_empty() {
        let verdict = list.answer(applicant.query()).map_err(shixin::Error::from)?;
        (verdict.outcome(), serde_json::to_string_pretty(&Answer::new(&list, &verdict)?))
    } else {
        let joint = list.answer_together(&applicant).map_err(shixin::Error::from)?;
        (joint.outcome(), serde_json::to_string_pretty(&Joint::new(&list, &joint)?))
    };
    let text = text.map_err(std::io::Error::from)?;
    outcome::finish(writeln!(stdout().lock(), "{text}"), outcome)
}

/// A verdict as `check` prints it.
#[derive(Serialize)]
struct Answer<'a> {
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

/// A verdict about several parties.
#[derive(Serialize)]
struct Joint<'a> {
    outcome: &'a str,
    ground: &'a str,
    because: String,
    because_zh: String,
    applicant: Answer<'a>,
    linked: Vec<Linked<'a>>,
    recourse: Option<&'a str>,
    recourse_zh: Option<&'a str>,
}

#[derive(Serialize)]
struct Linked<'a> {
    role: &'a str,
    #[serde(flatten)]
    answer: Answer<'a>,
}

#[derive(Serialize)]
struct Edition {
    as_of: Date,
    digest: String,
}

#[derive(Serialize)]
struct OneMatch<'a> {
    strength: &'a str,
    lookalikes: f64,
    role: &'a str,
    outcome: &'a str,
    ground: &'a str,
    reasons: Vec<&'a str>,
    evidence: Vec<shixin::index::Evidence>,
}

/// What relief did to a record.
#[derive(Serialize)]
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

impl<'a> Answer<'a> {
    fn new(list: &List, verdict: &'a Verdict) -> Result<Self, Failure> {
        let edition = verdict.edition();
        let matches = verdict.matches().iter().zip(verdict.findings());
        let matches = matches.map(|(one, finding)| OneMatch::new(list, one, *finding));
        Ok(Self {
            outcome: verdict.outcome().as_code(),
            ground: verdict.ground().as_code(),
            strength: verdict.strength().map(shixin::Strength::as_code),
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
            edition: Edition { as_of: edition.as_of, digest: edition.hex() },
            policy: hex(verdict.policy()),
            matches: matches.collect::<Result<_, _>>().map_err(shixin::Error::from)?,
            relief: verdict.relief().iter().map(Lifted::new).collect(),
            relief_digest: (!list.relief().is_empty()).then(|| hex(verdict.relief_digest())),
            overdue: verdict.hints().iter().map(|hint| &*hint.record_id).collect(),
            recourse: verdict.recourse(),
            recourse_zh: verdict.recourse_chinese(),
        })
    }
}

impl<'a> Joint<'a> {
    fn new(list: &List, joint: &'a JointVerdict) -> Result<Self, Failure> {
        let linked = joint.linked().iter().map(|part| {
            let answer = Answer::new(list, &part.verdict)?;
            Ok(Linked { role: part.role.as_code(), answer })
        });
        Ok(Self {
            outcome: joint.outcome().as_code(),
            ground: joint.ground().as_code(),
            because: joint.because(Language::English),
            because_zh: joint.because(Language::Chinese),
            applicant: Answer::new(list, joint.applicant())?,
            linked: linked.collect::<Result<_, Failure>>()?,
            recourse: joint.recourse(Language::English),
            recourse_zh: joint.recourse(Language::Chinese),
        })
    }
}

impl<'a> OneMatch<'a> {
    fn new(list: &List, one: &'a Match, finding: Finding) -> Result<Self, shixin::index::Error> {
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
