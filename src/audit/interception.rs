//! Is this answer an interception, and which records does it rest on? One rule, by which a report counts and feedback is
//! exported.

use crate::audit::Of;
use crate::audit::Recorded;

/// Whether an answer can be one, as it was given or by what a person decided of it.
pub(super) fn may_be(recorded: &Recorded<'_>) -> bool {
    matches!(&*recorded.outcome, "block" | "refer")
}

/// Whether an answer is one, after all that people decided of it: the last decision counts.
pub(super) fn is(answered: &str, decided: Option<&str>) -> bool {
    decided.unwrap_or(answered) == "block"
}

/// The records on which its outcome rests, each with the party of whom it is.
pub(super) fn records<'r>(recorded: &'r Recorded<'_>) -> impl Iterator<Item = (&'r Of<'r>, &'r str)> {
    let resting = recorded.parties.iter().filter_map(|party| Some((party, party.answer.as_ref()?)));
    let resting = resting.filter(|(_, answer)| answer.outcome == recorded.outcome);
    resting.flat_map(|(party, answer)| answer.records.iter().map(move |record| (party, &**record)))
}
