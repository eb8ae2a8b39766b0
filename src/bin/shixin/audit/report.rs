//! `shixin audit report`: what does the trail tell of a period?

use std::process::ExitCode;

use shixin::audit::Moment;
use shixin::audit::Page;
use shixin::audit::Report;
use shixin::audit::Scope;
use shixin::audit::text;
use shixin::policy::Language;

use crate::args::Tongue;
use crate::asking;
use crate::audit::args::ReportArgs;
use crate::audit::args::ReportForm;
use crate::outcome::Failure;

pub(crate) fn run(args: &ReportArgs) -> Result<ExitCode, Failure> {
    super::existing(&args.trail)?;
    super::in_order(args.from, args.to)?;
    let output = super::destination(args.output.as_deref(), &args.trail, &args.keys)?;
    let policy = asking::policy(args.policy.as_deref())?;
    let mut scope = Scope::new(policy.catalogue(), Moment::now());
    (scope.from, scope.to) = (args.from, args.to);
    scope.verifier = super::key(args.key.as_deref())?;
    scope.checkpoints = super::notes(&args.trail, &args.keys, &args.checkpoint)?;
    let report = match Report::read(&args.trail, scope) {
        Ok(report) => report,
        Err(error) => {
            // What cannot be read cannot be counted; all that is wrong is told all the same.
            super::is_whole(&args.trail, &args.keys)?;
            return Err(shixin::Error::from(error).into());
        }
    };
    let language = match args.lang {
        Tongue::En => Language::English,
        Tongue::Zh => Language::Chinese,
    };
    let told = match args.format {
        ReportForm::Text => text::render(&report, language),
        ReportForm::Html => Page::new(&report, language).render(),
        ReportForm::Json => {
            let mut told = serde_json::to_string_pretty(&report).map_err(std::io::Error::from)?;
            told.push('\n');
            told
        }
    };
    super::put(output.as_deref(), &told)?;
    super::tell(report.trail.faults.iter())?;
    Ok(if report.trail.is_whole { ExitCode::SUCCESS } else { ExitCode::from(65) })
}
