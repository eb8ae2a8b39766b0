//! `shixin explain`: one check in plain sentences.

use std::io::Write as _;
use std::io::stdout;
use std::process::ExitCode;

use shixin::List;
use shixin::Query;
use shixin::policy::Audience;
use shixin::policy::Language;
use shixin::policy::Sentence;

use crate::args::ExplainArgs;
use crate::args::Reader;
use crate::args::Tongue;
use crate::asking::Asking;
use crate::outcome;
use crate::outcome::Failure;

pub(crate) fn run(args: &ExplainArgs) -> Result<ExitCode, Failure> {
    if args.why_not > 0 && matches!(args.reader, Reader::Applicant) {
        return Err(Failure::Usage("--why-not tells of other people, and so is for a clerk only".into()));
    }
    let (list, question) = Asking::new(&args.ask, &args.who.with)?.open(&args.list)?;
    let applicant = question.applicant(&args.who).map_err(shixin::Error::from)?;
    let audience = match args.reader {
        Reader::Clerk => Audience::Clerk,
        Reader::Applicant => Audience::Applicant,
    };
    let language = match args.lang {
        Tongue::En => Language::English,
        Tongue::Zh => Language::Chinese,
    };
    let (outcome, explanation) = if applicant.linked().is_empty() {
        let verdict = list.answer(applicant.query()).map_err(shixin::Error::from)?;
        (verdict.outcome(), list.explain(&verdict, audience, language))
    } else {
        let joint = list.answer_together(&applicant).map_err(shixin::Error::from)?;
        (joint.outcome(), list.explain_together(&joint, audience, language))
    };
    let mut sentences = explanation.map_err(shixin::Error::from)?.sentences().to_vec();
    sentences.extend(near_misses(&list, applicant.query(), args.why_not, language)?);
    let text = if args.json {
        serde_json::to_string_pretty(&sentences).map_err(std::io::Error::from)?
    } else {
        sentences.into_iter().map(|it| it.text).collect::<Vec<_>>().join("\n")
    };
    outcome::finish(writeln!(stdout().lock(), "{text}"), outcome)
}

/// Who comes nearest without being a match, one sentence each.
fn near_misses(
    list: &List,
    query: &Query<'_>,
    most: usize,
    language: Language,
) -> Result<Vec<Sentence>, Failure> {
    let misses = list.near_misses(query, most).map_err(shixin::Error::from)?;
    let told = misses.into_iter().map(|miss| {
        let records = miss.record_ids.join(", ");
        let text = match language {
            Language::English => {
                let apart: Vec<String> = miss.differences.iter().map(|it| it.english()).collect();
                format!("Not the subject of record {records}: {}.", apart.join("; "))
            }
            Language::Chinese => {
                let apart: Vec<String> = miss.differences.iter().map(|it| it.chinese()).collect();
                format!("并非记录{records}的当事人：{}。", apart.join("；"))
            }
        };
        Sentence { code: "near_miss".to_owned(), text }
    });
    Ok(told.collect())
}
