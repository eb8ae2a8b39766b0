//! Would the same answer come out again? An entry is asked anew from the edition, policy and relief that it names by digest,
//! and compared member by member.

use std::collections::HashMap;
use std::fmt;

use serde_json::Value;

use crate::audit::Answer;
use crate::audit::Edition;
use crate::audit::Error;
use crate::audit::Hash;
use crate::audit::Keys;
use crate::audit::Of;
use crate::audit::Question;
use crate::audit::Recorded;
use crate::policy::Verdict;

/// Why an entry cannot be asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreplayable {
    /// No answer was given then.
    NoAnswer,
    /// The key under which it was digested was dropped: whom it is about cannot be found out any more.
    KeyDropped(String),
    /// No keys were given, without which a question cannot be opened nor an applicant recognised.
    NoKeys,
    /// The trail holds the question by its digest only, and nobody among the applicants has it.
    QuestionUnknown,
    /// The edition is not among the lists.
    EditionUnknown(Edition),
    /// The policy is not among those given.
    PolicyUnknown(Hash),
    /// The relief file is not among those given.
    ReliefUnknown(Hash),
    /// It could be answered then, and cannot be now.
    Refused(String),
}

/// A member of an answer that came out otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Which one, as in `parties.0.lookalikes`.
    pub at: String,
    /// What the trail has.
    pub recorded: Value,
    /// What came out now.
    pub again: Value,
}

/// Who may have been asked about: recognised by the digests of the months whose keys are there.
#[derive(Debug)]
pub struct Applicants<'a> {
    keys: Option<&'a Keys>,
    all: &'a [Question],
    /// By key, and by digest under it; `None` of a key that was dropped.
    by_key: HashMap<String, Option<Known>>,
}

/// A key, and who has which digest under it.
#[derive(Debug)]
struct Known {
    key: crate::audit::PeriodKey,
    by_digest: HashMap<Hash, usize>,
}

impl<'a> Applicants<'a> {
    /// Nobody is known but these, and whom the trail tells itself.
    pub fn new(keys: Option<&'a Keys>, all: &'a [Question]) -> Self {
        Self { keys, all, by_key: HashMap::new() }
    }

    /// Who was asked about.
    ///
    /// Digests every applicant once for every key.
    ///
    /// # Errors
    /// [`Error`] where a key that is there cannot be read.
    pub fn find(&mut self, key: &str, of: &Of<'_>) -> Result<Result<Question, Unreplayable>, Error> {
        if let Some(question) = &of.question {
            return Ok(Ok(question.clone()));
        }
        let Some(keys) = self.keys else { return Ok(Err(Unreplayable::NoKeys)) };
        let all = self.all;
        let known = match self.by_key.entry(key.to_owned()) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => place.insert(Known::of(keys, key, all)?),
        };
        let Some(known) = known else { return Ok(Err(Unreplayable::KeyDropped(key.to_owned()))) };
        let sealed = of.sealed.as_deref().and_then(|sealed| Question::unseal(sealed, &known.key));
        let given = || known.by_digest.get(&of.digest).and_then(|number| all.get(*number)).cloned();
        Ok(sealed.or_else(given).ok_or(Unreplayable::QuestionUnknown))
    }
}

impl Known {
    fn of(keys: &Keys, id: &str, all: &[Question]) -> Result<Option<Self>, Error> {
        let Some(key) = keys.find(id)? else { return Ok(None) };
        let digests = all.iter().enumerate().map(|(number, question)| Ok((question.digest(&key)?, number)));
        let by_digest = digests.collect::<Result<_, Error>>()?;
        Ok(Some(Self { key, by_digest }))
    }
}

/// Where an answer that was recorded and the verdicts that came out again differ; nowhere, where they are exactly the same.
/// The verdicts are in the order of the parties.
///
/// # Errors
/// [`Error::Json`] never happens: both can be written.
pub fn compare(recorded: &Recorded<'_>, again: &[&Verdict]) -> Result<Vec<Difference>, Error> {
    let mut found = as_a_whole(recorded, again);
    if recorded.parties.len() != again.len() {
        let (at, count) = ("parties".to_owned(), |count: usize| Value::from(count));
        found.push(Difference { at, recorded: count(recorded.parties.len()), again: count(again.len()) });
    }
    for (number, (party, verdict)) in recorded.parties.iter().zip(again).enumerate() {
        let before = serde_json::to_value(&party.answer)?;
        // Through the text, as the trail's own went: figures are rounded alike.
        let text = serde_json::to_string(&Answer::new(verdict))?;
        let fresh: Answer<'static> = serde_json::from_str(&text)?;
        walk(&format!("parties.{number}"), &before, &serde_json::to_value(&fresh)?, &mut found);
    }
    Ok(found)
}

/// What an entry says of all its parties together, which is what is counted and reported: the harshest of theirs.
fn as_a_whole(recorded: &Recorded<'_>, again: &[&Verdict]) -> Vec<Difference> {
    let decided = again.iter().map(|verdict| (verdict.outcome(), verdict.ground())).max();
    let (outcome, ground) =
        decided.map_or(("none", "none"), |(outcome, ground)| (outcome.as_code(), ground.as_code()));
    let members = [("outcome", &recorded.outcome, outcome), ("ground", &recorded.ground, ground)];
    let differ = members.into_iter().filter(|(_, before, again)| *before != again);
    let told = differ.map(|(at, before, again)| Difference {
        at: at.to_owned(),
        recorded: Value::from(&**before),
        again: Value::from(again),
    });
    told.collect()
}

/// Members that differ, at any depth.
fn walk(at: &str, before: &Value, again: &Value, found: &mut Vec<Difference>) {
    match (before, again) {
        (Value::Object(one), Value::Object(other)) => {
            let names = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)));
            for name in names {
                let of = |side: &serde_json::Map<String, Value>| side.get(name).cloned().unwrap_or_default();
                walk(&format!("{at}.{name}"), &of(one), &of(other), found);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (number, (one, other)) in one.iter().zip(other).enumerate() {
                walk(&format!("{at}.{number}"), one, other, found);
            }
        }
        _ if before == again => {}
        _ => found.push(Difference { at: at.to_owned(), recorded: before.clone(), again: again.clone() }),
    }
}

impl Unreplayable {
    /// The word for it in output for machines.
    pub const fn as_code(&self) -> &'static str {
        match self {
            Self::NoAnswer => "no_answer",
            Self::KeyDropped(_) => "key_dropped",
            Self::NoKeys => "no_keys",
            Self::QuestionUnknown => "question_unknown",
            Self::EditionUnknown(_) => "edition_unknown",
            Self::PolicyUnknown(_) => "policy_unknown",
            Self::ReliefUnknown(_) => "relief_unknown",
            Self::Refused(_) => "refused",
        }
    }
}

impl fmt::Display for Unreplayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswer => f.write_str("no answer was given then"),
            Self::KeyDropped(key) => {
                write!(f, "the key {key} was dropped: whom it is about cannot be found out any more")
            }
            Self::NoKeys => f.write_str("the trail's keys are needed to know whom it is about"),
            Self::QuestionUnknown => f.write_str(
                "the trail holds a digest of the question only, and nobody among the applicants given has it",
            ),
            Self::EditionUnknown(it) => write!(
                f,
                "the edition of {} with the digest {} is not among the lists given, nor made of one of them by feeds \
                 that were given in their order",
                it.as_of, it.digest
            ),
            Self::PolicyUnknown(digest) => {
                write!(f, "the policy with the digest {digest} is not among those given")
            }
            Self::ReliefUnknown(digest) => {
                write!(f, "the relief file with the digest {digest} is not among those given")
            }
            Self::Refused(why) => write!(f, "it could be answered then, and cannot be now: {why}"),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} was recorded, {} came out", self.at, self.recorded, self.again)
    }
}
