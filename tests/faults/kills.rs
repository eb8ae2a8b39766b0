//! Each deed is killed at moments from its beginning to its end. `SHIXIN_FAULT_KILLS` says how often.

use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use crate::deeds::DEEDS;
use crate::deeds::Deed;
use crate::deeds::Told;
use crate::deeds::is_done;
use crate::deeds::prepared;
use crate::from_env;
use crate::invented::SplitMix;

#[test]
fn killed_at_any_moment_a_deed_is_done_whole_or_not_at_all() {
    let kills = from_env("SHIXIN_FAULT_KILLS", 2);
    let mut draw = SplitMix(kills as u64);
    for deed in &DEEDS {
        let run = duration(deed);
        let (mut killed, mut tries) = (0, 0);
        while killed < kills && tries < kills * 20 + 20 {
            let home = prepared();
            let mut command = deed.command(home.path());
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(run * u32::try_from(draw.below(1000)).unwrap() / 1000);
            child.kill().unwrap();
            let output = child.wait_with_output().unwrap();
            tries += 1;
            killed += usize::from(output.status.code().is_none());
            let out = String::from_utf8_lossy(&output.stdout).into_owned();
            let told = Told { is_success: is_done(&output.status), out };
            deed.holds(home.path(), &told, &format!("{}, killed in try {tries}", deed.name));
        }
        eprintln!("{}: {killed} of {tries} were killed before their end", deed.name);
        assert!(killed >= kills, "{}: {killed} of {tries}", deed.name);
    }
}

/// How long it takes undisturbed.
fn duration(deed: &Deed) -> Duration {
    let home = prepared();
    let begun = Instant::now();
    let done = deed.command(home.path()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(is_done(&done), "{}", deed.name);
    begun.elapsed()
}
