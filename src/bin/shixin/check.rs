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
    // First of all, so that what keeps anybody from an answer is recorded as well.
    let recorder = Recorder::open(&args.trail)?;
    let opened = Asking::new(&args.ask, &args.who.with).and_then(|asking| asking.open(&args.list));
    let (list, question) = recorder.unless_unanswered(opened, &args.ask, Some(&args.who))?;
    let read = question.applicant(&args.who);
    let read = read.map_err(|error| shixin::Error::Check(error.into()).into());
    let applicant = recorder.unless_unanswered(read, &args.ask, Some(&args.who))?;
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
