//! Compiles a feed to a file, as a nightly job would, and says what became of every row.
//!
//! `cargo run --example compile_feed --features compile -- rows.jsonl.gz list.shixin 2026-11-01`

use std::fs::File;
use std::path::Path;

use shixin::Compiler;
use shixin::compile::Publication;

#[expect(clippy::print_stdout, reason = "an example tells what it did")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(rows), Some(list), Some(as_of)) = (args.next(), args.next(), args.next()) else {
        return Err("expected: ROWS LIST DAY".into());
    };
    let mut compiler = Compiler::new(as_of.parse()?).source(&rows);
    compiler.read(&rows, File::open(&rows)?)?;
    let compiled = compiler.finish()?;
    let totals = compiled.report().totals;
    println!(
        "{} rows = {} records + {} repeats + {} rejects",
        totals.rows, totals.records, totals.repeats, totals.rejects
    );
    for reject in &compiled.report().rejects {
        println!("{}: {}", reject.origin, reject.reason);
    }
    match compiled.publish(Path::new(&list))? {
        Publication::Published => println!("published {list}"),
        Publication::DurabilityUnknown(error) => {
            println!("published {list}, but a power cut may undo it: {error}")
        }
    }
    Ok(())
}
