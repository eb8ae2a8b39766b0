//! `shixin explain`: one check in plain sentences.

use std::io::Write as _;
use std::io::stdout;
use std::process::ExitCode;

use shixin::policy::Audience;
use shixin::policy::Language;

use crate::args::ExplainArgs;
use crate::args::Reader;
use crate::args::Tongue;
use crate::asking::Asking;
use crate::outcome;
use crate::outcome::Failure;

pub(crate) fn run(args: &ExplainArgs) -> Result<ExitCode, Failure> {
    let (list, question) = Asking::new(&args.ask)?.open(&args.list)?;
    let applicant = question.applicant(&args.who).map_err(shixin::Error::from)?;
    let audience = match args.reader {
        Reader::Clerk => Audience::Clerk,
        Reader::Applicant => Audience::Applicant,
    };
    let language = match args.lang {
        Tongue::En => Language::English,
        Tongue::Zh => Language::Chinese,
    };
    let (outcome, explanation) = if applicant.linked().is_empty() {
        let verdict = list.answer(applicant.query()).map_err(shixin::Error::from)?;
        (verdict.outcome(), list.explain(&verdict, audience, language))
    } else {
        let joint = list.answer_together(&applicant).map_err(shixin::Error::from)?;
        (joint.outcome(), list.explain_together(&joint, audience, language))
    };
    let explanation = explanation.map_err(shixin::Error::from)?;
    let text = if args.json {
        serde_json::to_string_pretty(&explanation).map_err(std::io::Error::from)?
    } else {
        explanation.to_string()
    };
    outcome::finish(writeln!(stdout().lock(), "{text}"), outcome)
}
