//! `shixin check`: one applicant, one JSON object, one exit code.

use std::io::Write as _;
use std::io::stdout;
use std::process::ExitCode;

use crate::args::CheckArgs;
use crate::asking::Asking;
use crate::outcome;
use crate::outcome::Failure;
use crate::recorder::Recorder;

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let (list, question) = Asking::new(&args.ask)?.open(&args.list)?;
    let applicant = question.applicant(&args.who).map_err(shixin::Error::from)?;
    let recorder = Recorder::open(&args.trail)?;
    let (outcome, text) = if applicant.linked().is_empty() {
        let verdict = recorder.recorded(&applicant, list.answer(applicant.query()))?;
        let account = list.account(&verdict).map_err(shixin::Error::from)?;
        (verdict.outcome(), serde_json::to_string_pretty(&account))
    } else {
        let joint = recorder.recorded_together(&applicant, list.answer_together(&applicant))?;
        let account = list.account_together(&joint).map_err(shixin::Error::from)?;
        (joint.outcome(), serde_json::to_string_pretty(&account))
    };
    let text = text.map_err(std::io::Error::from)?;
    outcome::finish(writeln!(stdout().lock(), "{text}"), outcome)
}
