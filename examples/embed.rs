//! The smallest service: open a list, ask on today's day, act on the answer. A list that is out of date is an error.
//!
//! `cargo run --example embed -- list.shixin 11010519491231002X 张某示`

use std::process::ExitCode;

use shixin::Outcome;
use shixin::Screener;

#[expect(clippy::print_stdout, reason = "an example tells what it found")]
fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(path), Some(id), Some(name)) = (args.next(), args.next(), args.next()) else {
        return Err("expected: LIST ID NAME".into());
    };
    let desk = Screener::builder().list(path).build()?;
    let verdict = desk.check(&id, &name)?;
    // The edition that answered: nothing reloads here. A service that does compares `verdict.edition()`.
    let list = desk.list();
    println!("{:?}: {}", verdict.outcome(), verdict.because());
    for found in verdict.matches() {
        for row in list.evidence(found)? {
            println!("  case {:?} of {:?}, published {:?}", row.case_number, row.court, row.published);
        }
    }
    Ok(match verdict.outcome() {
        Outcome::Clear => ExitCode::SUCCESS,
        Outcome::Refer => ExitCode::from(1),
        Outcome::Block => ExitCode::from(2),
    })
}
