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
    let query = question.query(&args.id, &args.name).map_err(shixin::Error::from)?;
    let verdict = list.answer(&query).map_err(shixin::Error::from)?;
    let audience = match args.reader {
        Reader::Clerk => Audience::Clerk,
        Reader::Applicant => Audience::Applicant,
    };
    let language = match args.lang {
        Tongue::En => Language::English,
        Tongue::Zh => Language::Chinese,
    };
    let explanation = list.explain(&verdict, audience, language).map_err(shixin::Error::from)?;
    let text = if args.json {
        serde_json::to_string_pretty(&explanation).map_err(std::io::Error::from)?
    } else {
        explanation.to_string()
    };
    outcome::finish(writeln!(stdout().lock(), "{text}"), verdict.outcome())
}
