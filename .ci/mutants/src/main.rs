//! Which mutants can live in one build? All that `cargo mutants --list --json` names and that a branch can choose between:
//! each file is rewritten so that the mutant of the number in `MUTANT` is the one that runs.

mod mutant;
mod sites;
mod text;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use mutant::Mutant;

/// `weave LIST TREE LEFT_OUT MAP`: rewrites TREE in place. LEFT_OUT has the numbers of mutants that the compiler refused, and
/// MAP is told where in the new text each mutant stands.
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [list, tree, left_out, map] = arguments.as_slice() else { return Err("weave LIST TREE LEFT_OUT MAP".into()) };
    let left_out: BTreeSet<usize> =
        fs::read_to_string(left_out).unwrap_or_default().split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let mutants: Vec<Mutant> = serde_json::from_str(&fs::read_to_string(list)?)?;
    let mut by_file: BTreeMap<&str, Vec<(usize, &Mutant)>> = BTreeMap::new();
    for (number, mutant) in mutants.iter().enumerate() {
        if !left_out.contains(&number) {
            by_file.entry(&mutant.file).or_default().push((number, mutant));
        }
    }
    let mut places = Vec::new();
    for (file, mutants) in by_file {
        let path = Path::new(tree).join(file);
        let source = fs::read_to_string(&path)?;
        let (woven, found) = text::weave(&source, &sites::of(&source, &mutants)?);
        fs::write(&path, woven)?;
        places.extend(found.into_iter().map(|place| (file, place)));
    }
    let woven: BTreeSet<usize> = places.iter().map(|(_, place)| place.number).collect();
    eprintln!("{} of {} mutants woven, {} left out", woven.len(), mutants.len(), left_out.len());
    fs::write(map, serde_json::to_string(&places)?)?;
    add_switch(Path::new(tree), mutants.len())
}

/// The module that tells which mutant is to run, and which places were come to.
fn add_switch(tree: &Path, count: usize) -> Result<(), Box<dyn Error>> {
    let lib = tree.join("src/lib.rs");
    let text = fs::read_to_string(&lib)?;
    if !text.contains("pub mod mutant;") {
        fs::write(&lib, text + "\n#[doc(hidden)]\n#[allow(warnings, clippy::all, unsafe_code)]\npub mod mutant;\n")?;
    }
    fs::write(tree.join("src/mutant.rs"), include_str!("switch.txt").replace("COUNT", &count.to_string()))?;
    Ok(())
}
