//! `shixin update`: a list and what is new in, the next edition out.

use std::process::ExitCode;

use shixin::Compiler;
use shixin::screener::today;

use crate::args::UpdateArgs;
use crate::compile;
use crate::compile::Base;
use crate::editions;
use crate::outcome::Failure;
use crate::place;
use crate::seal;

pub(crate) fn run(args: &UpdateArgs) -> Result<ExitCode, Failure> {
    let compile = &args.compile;
    compile::keep_apart(compile)?;
    if let Some(rejects) = &compile.rejects {
        place::keep_apart("--rejects", rejects, &args.base)?;
    }
    let list = editions::open_sealed(&args.base, seal::trusted(&args.sealed_by)?.as_ref())?;
    let edition = list.edition();
    let as_of = compile.as_of.unwrap_or_else(today);
    let mut compiler = compile::configured(Compiler::after(edition, as_of), compile);
    let mut base = Base { path: &args.base, index: list.index(), taken: 0, most_days: None };
    if !args.snapshot {
        compiler.take_list(list.index()).map_err(shixin::Error::from)?;
        base.taken = edition.totals.records;
        base.most_days = Some(args.most_days);
    }
    compile::make(compiler, compile, Some(&base))
}
