//! A decision as an entry has it: what was asked, by digest, and what was answered.

use std::borrow::Cow;

use serde::Serialize;
use smallvec::SmallVec;

use crate::audit::Answer;
use crate::audit::Decision;
use crate::audit::Error;
use crate::audit::Hash;
use crate::audit::Keep;
use crate::audit::Question;
use crate::audit::Recorded;
use crate::audit::decision::Given;
use crate::audit::decision::Party;
use crate::audit::entry::Edition;
use crate::audit::entry::Of;
use crate::audit::keys::PeriodKey;
use crate::audit::question;
use crate::policy::Verdict;

/// The decision, with its parties digested under this key.
pub(super) fn of<'a>(
    decision: &'a Decision<'_>,
    key: &'a PeriodKey,
    keep: Keep,
) -> Result<Recorded<'a>, Error> {
    let verdicts: SmallVec<[&Verdict; 2]> = match decision.answer {
        Given::One(verdict) => SmallVec::from_iter([verdict]),
        Given::Joint(joint) => joint.verdicts().map(|(_, verdict)| verdict).collect(),
        Given::None(_) => SmallVec::new(),
    };
    if !verdicts.is_empty() && verdicts.len() != decision.parties.len() {
        return Err(Error::Refused("a decision has as many parties as its verdict has parts".to_owned()));
    }
    let first = verdicts.first();
    let (outcome, ground) = match decision.answer {
        Given::One(verdict) => (verdict.outcome().as_code(), verdict.ground().as_code()),
        Given::Joint(joint) => (joint.outcome().as_code(), joint.ground().as_code()),
        Given::None(code) => ("error", code),
    };
    let answers = verdicts.iter().copied().map(Some).chain(std::iter::repeat(None));
    let parties = decision.parties.iter().zip(answers);
    Ok(Recorded {
        outcome: outcome.into(),
        ground: ground.into(),
        measure: Cow::Borrowed(&decision.measure),
        day: decision.day,
        asker: Cow::Borrowed(&decision.asker),
        edition: first.map(|it| it.edition()).map(|it| Edition { as_of: it.as_of, digest: Hash(it.digest) }),
        policy: first.map(|it| Hash(it.policy())),
        relief: first.map(|it| Hash(it.relief_digest())).filter(|it| *it != Hash::default()),
        key: Cow::Borrowed(key.id()),
        parties: parties.map(|(party, verdict)| one(party, verdict, key, keep)).collect::<Result<_, _>>()?,
    })
}

/// The deed as JSON.
pub(super) fn json(recorded: &Recorded<'_>) -> Result<Vec<u8>, Error> {
    #[derive(Serialize)]
    struct Tagged<'a> {
        kind: &'static str,
        #[serde(flatten)]
        recorded: &'a Recorded<'a>,
    }
    Ok(serde_json::to_vec(&Tagged { kind: "decision", recorded })?)
}

fn one<'a>(
    party: &'a Party<'_>,
    verdict: Option<&'a Verdict>,
    key: &PeriodKey,
    keep: Keep,
) -> Result<Of<'a>, Error> {
    let canonical = question::canonical(party)?;
    let plain = || Question {
        ids: party.ids.iter().map(|id| id.clone().into_owned()).collect(),
        name: party.name.clone().into_owned(),
    };
    Ok(Of {
        role: party.role.as_code().into(),
        digest: question::digest(&canonical, key),
        doubtful: party.is_doubtful,
        fifteen: party.is_fifteen,
        stated: party.stated.iter().map(|(code, holds)| (Cow::Borrowed(*code), *holds)).collect(),
        sealed: (keep == Keep::Sealed).then(|| question::seal(&canonical, key)).transpose()?,
        question: (keep == Keep::Plain).then(plain),
        answer: verdict.map(Answer::new),
    })
}
