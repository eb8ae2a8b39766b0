//! `shixin measures`: what an answer can be for.

use std::io::Write as _;
use std::io::stdout;
use std::process::ExitCode;

use shixin::policy::Catalogue;
use shixin::policy::Measure;

use crate::args::Form;
use crate::args::MeasuresArgs;
use crate::asking;
use crate::outcome::Failure;

pub(crate) fn run(args: &MeasuresArgs) -> Result<ExitCode, Failure> {
    let policy = asking::policy(args.policy.as_deref())?;
    let catalogue = policy.catalogue();
    let text = match args.format {
        Form::Table => table(catalogue),
        Form::Markdown => catalogue.markdown(),
        Form::Json => {
            let mut text = serde_json::to_string_pretty(catalogue).map_err(std::io::Error::from)?;
            text.push('\n');
            text
        }
        Form::Toml if args.policy.is_some() => {
            return Err(Failure::Usage(
                "--format toml prints the built-in catalogue; leave --policy out".into(),
            ));
        }
        Form::Toml => Catalogue::TOML.to_owned(),
    };
    stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Codes in columns, then the titles, whose width no terminal agrees upon.
fn table(catalogue: &Catalogue) -> String {
    let width = |of: fn(&Measure) -> usize| catalogue.uses().iter().map(|it| of(it)).max().unwrap_or(0);
    let (code, force) = (width(|it| it.code.len()), width(|it| it.force.as_code().len()));
    let rows = catalogue.uses().iter().map(|it| {
        let (of, title, chinese) = (it.force.as_code(), &it.title, &it.title_chinese);
        let mut row = format!("{:<code$}  {of:<force$}  {title} ({chinese}); {}\n", it.code, it.basis);
        let binds: Vec<&str> = it.binds.codes().collect();
        row.push_str(&format!("{:<code$}  binds: {}\n", "", binds.join(", ")));
        let conditions: Vec<&str> = it.conditions.iter().map(|it| &*it.code).collect();
        if !conditions.is_empty() {
            row.push_str(&format!("{:<code$}  --given: {}\n", "", conditions.join(", ")));
        }
        row
    });
    rows.collect()
}
