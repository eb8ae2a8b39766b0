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
    let policy = asking::policy(args.policy.as_deref())?;
    let mut scope = Scope::new(policy.catalogue(), Moment::now());
    (scope.from, scope.to) = (args.from, args.to);
    scope.verifier = super::key(args.key.as_deref())?;
    scope.checkpoints = super::notes(&args.trail, &args.checkpoint)?;
    let report = Report::read(&args.trail, scope).map_err(shixin::Error::from)?;
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
    super::put(args.output.as_deref(), &told)?;
    Ok(ExitCode::SUCCESS)
}
