//! The verbs of `shixin audit`, declared.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::Subcommand;
use clap::ValueEnum;
use shixin::Date;

use crate::args::Tongue;

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Go through a trail: is it as it was written?
    Verify(VerifyArgs),
    /// Ask every entry again, of the edition, policy and relief that it names, and compare
    Replay(ReplayArgs),
    /// Report on a period: answers, overrides, relief, age of the list
    Report(ReportArgs),
    /// Export interceptions to be reported back, or note what became of their reports
    Feedback(FeedbackArgs),
    /// Record that a person decided otherwise than an answer
    Override(OverrideArgs),
    /// Record what was done upon an answer
    Respond(RespondArgs),
    /// Remove what is past its term, or drop a month's key; proofs stay
    Purge(PurgeArgs),
    /// Prove that an entry is in the trail, or that the trail continues an earlier checkpoint
    Prove(ProveArgs),
}

/// Where the keys are.
#[derive(Debug, ClapArgs)]
pub(crate) struct KeysArgs {
    /// The folder of the trail's keys [default: beside the trail, under its name with .keys]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) keys: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Every edit, cut, swap, insertion and reordering is found and named by entry. Prints one JSON object and exits with 0 if the
trail is whole, 65 if it is not. Without --key it is verified by the key that it names itself, which proves nothing against
somebody who rewrote all of it; nor does anything but a checkpoint that was kept elsewhere, if they had the signing key. The
checkpoint beside the keys counts as one, where it can be read.

Examples:
  shixin audit verify trail/
  shixin audit verify trail/ --keys /mnt/keys
  shixin audit verify trail/ --key 'shixin-trail.invalid/1a2b+3c4d5e6f+AQ…' --checkpoint kept/checkpoint-000000010000.txt")]
pub(crate) struct VerifyArgs {
    /// The trail's folder
    pub(crate) trail: PathBuf,
    #[command(flatten)]
    pub(crate) keys: KeysArgs,
    /// The key of its signer, as name+id+key, had from elsewhere; or a file with it
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
    /// A checkpoint that was kept elsewhere; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) checkpoint: Vec<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A trail that keeps digests only, as is the default, does not hold the questions: --applicants has whoever may have been asked
about, and each is recognised by the keyed digest. One that keeps questions sealed needs the keys only.

The trail is verified first. Prints a JSON line for every entry that came out otherwise or could not be asked again, and why;
then the counts. Exits with 0 if every answer came out again, 65 if any differs or the trail is not as it was written, 66 if
none differs and some could not be asked again: of these nothing is known.

Examples:
  shixin audit replay trail/ --list editions/ --relief relief.jsonl --applicants applicants.csv
  shixin audit replay trail/ --list list.shixin --policy policy.toml --from 2026-11-01")]
pub(crate) struct ReplayArgs {
    /// The trail's folder
    pub(crate) trail: PathBuf,
    #[command(flatten)]
    pub(crate) keys: KeysArgs,
    /// A list, or a folder of them; may be repeated
    #[arg(long, value_name = "LIST", required = true)]
    pub(crate) list: Vec<PathBuf>,
    /// A feed that a desk took over the list, and for which day: only with one list, in their order; may be repeated
    #[arg(long, value_name = "DAY=FILE", value_parser = feed)]
    pub(crate) feed: Vec<(Date, PathBuf)>,
    /// A policy that was in force beside the default one; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Vec<PathBuf>,
    /// For how many days an edition could be asked, where --max-age said so; may be repeated
    #[arg(long, value_name = "DAYS")]
    pub(crate) max_age: Vec<u16>,
    /// A relief file as it was; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) relief: Vec<PathBuf>,
    /// A table with the columns id and name
    #[arg(long, value_name = "FILE")]
    pub(crate) applicants: Option<PathBuf>,
    /// The first day
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<Date>,
    /// The last day
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<Date>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A trail that is not as it was written is reported on as far as it can be read; what is wrong with it goes to standard error,
and the exit code is 65.

Examples:
  shixin audit report trail/ --from 2026-10-01 --to 2026-10-31
  shixin audit report trail/ --format html --lang zh -o report.html
  shixin audit report trail/ --format json | jq .total")]
pub(crate) struct ReportArgs {
    /// The trail's folder
    pub(crate) trail: PathBuf,
    #[command(flatten)]
    pub(crate) keys: KeysArgs,
    /// The first day, in Beijing time [default: the trail's first]
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<Date>,
    /// The last day [default: the trail's last]
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<Date>,
    /// In which form
    #[arg(long, value_enum, default_value_t = ReportForm::Text)]
    pub(crate) format: ReportForm,
    /// In which language
    #[arg(long, value_enum, default_value_t = Tongue::En)]
    pub(crate) lang: Tongue,
    /// Where it goes [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The policy whose measures could have been asked for [default: the built-in ones]
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// The key of the trail's signer, had from elsewhere; or a file with it
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
    /// A checkpoint that was kept elsewhere; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) checkpoint: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ReportForm {
    /// For a terminal
    Text,
    /// One JSON object
    Json,
    /// One page that needs nothing else
    Html,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The trail is verified first, and nothing is exported of one that is not as it was written: exit code 65.

One row for every interception and source record. The same trail and inputs give the same bytes, and a row has the same key
at every export, so that a platform can tell a repetition. What neither knows stays empty, and is counted on standard error.

INPUTS are JSON lines, one a matter, found by the asker's reference:
  {\"reference\":\"2026-17\",\"subject_name\":\"张某示\",\"document_type\":\"10\",\"document\":\"…\",\"amount\":\"1000000\"}

A MAPPING is TOML with a platform's own titles, in its own order, and its own codes (examples/platforms.toml beside the
source has three):
  [[schema]]
  name = \"city\"
  columns = [[\"record\", \"案件编号\"], [\"state\", \"反馈状态\"]]
  [schema.values.state]
  not_reported = \"0\"

--mark notes in the trail what became of the exported rows' reports; noting the same again changes nothing. The trail must
not be open elsewhere meanwhile.

Examples:
  shixin audit feedback trail/ --state not-reported -o feedback.csv
  shixin audit feedback trail/ --mapping platforms.toml --schema city --inputs matters.jsonl
  shixin audit feedback trail/ --state not-reported --mark reported --by '信用科 甲'")]
pub(crate) struct FeedbackArgs {
    /// The trail's folder
    pub(crate) trail: PathBuf,
    #[command(flatten)]
    pub(crate) keys: KeysArgs,
    /// In which form
    #[arg(long, value_enum, default_value_t = FeedbackForm::Csv)]
    pub(crate) format: FeedbackForm,
    /// Where it goes [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// What is known of matters beside the trail: JSON lines
    #[arg(long, value_name = "FILE")]
    pub(crate) inputs: Option<PathBuf>,
    /// A table with the columns id and name, of whoever may have been asked about
    #[arg(long, value_name = "FILE")]
    pub(crate) applicants: Option<PathBuf>,
    /// A platform's own titles and codes: TOML
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// Which of the mapping's schemas [default: its only one]
    #[arg(long, value_name = "NAME", requires = "mapping")]
    pub(crate) schema: Option<String>,
    /// Only rows in this state
    #[arg(long, value_enum)]
    pub(crate) state: Option<FeedbackState>,
    /// Only rows of this entry
    #[arg(long, value_name = "N")]
    pub(crate) entry: Option<u64>,
    /// Note that the exported rows' reports were taken, or refused
    #[arg(long, value_enum, requires = "by")]
    pub(crate) mark: Option<FeedbackState>,
    /// Who says so
    #[arg(long, value_name = "WHO")]
    pub(crate) by: Option<String>,
    /// Why they were refused, or under which number they were taken
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) notes: String,
    /// The policy whose measures were asked for [default: the built-in ones]
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FeedbackForm {
    /// A table, titles first
    Csv,
    /// One JSON array
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FeedbackState {
    /// Nobody has reported it yet
    NotReported,
    /// The report was taken
    Reported,
    /// The report was refused
    Refused,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The trail must not be open elsewhere: a service records it by itself, with Trail::override_answer.

Example:
  shixin audit override trail/ --entry 17 --to clear --by '复核岗 王某' --why '法院已发结案通知，名单尚未更新'")]
pub(crate) struct OverrideArgs {
    /// The trail's folder
    pub(crate) trail: PathBuf,
    #[command(flatten)]
    pub(crate) keys: KeysArgs,
    /// The number of the entry with the answer
    #[arg(long, value_name = "N")]
    pub(crate) entry: u64,
    /// What was decided
    #[arg(long, value_enum)]
    pub(crate) to: Decided,
    /// Who decided
    #[arg(long, value_name = "WHO")]
    pub(crate) by: String,
    /// Who approved
    #[arg(long, value_name = "WHO", default_value = "")]
    pub(crate) approved_by: String,
    /// Why. Of the matter, not of the person: it is kept as long as the trail
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Decided {
    /// Stopped
    Block,
    /// Let pass
    Clear,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The trail must not be open elsewhere: a service records it by itself, with Trail::respond.

Example:
  shixin audit respond trail/ --entry 17 --outcome 不予受理 --by '窗口 甲' --from 2026-11-20 --to 2027-11-19")]
pub(crate) struct RespondArgs {
    /// The trail's folder
    pub(crate) trail: PathBuf,
    #[command(flatten)]
    pub(crate) keys: KeysArgs,
    /// The number of the entry with the answer
    #[arg(long, value_name = "N")]
    pub(crate) entry: u64,
    /// What was done, in the office's words
    #[arg(long, value_name = "TEXT")]
    pub(crate) outcome: String,
    /// Who did it
    #[arg(long, value_name = "WHO")]
    pub(crate) by: String,
    /// The sum at stake
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) amount: String,
    /// First day of the measure
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<Date>,
    /// Last day of the measure
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<Date>,
    /// Anything else
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) notes: String,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Removes the files all of whose entries were written before a day. Hashes stay in their place, so that checkpoints and proofs
still hold, and the trail records who had it done and by which rule. Keys of months of which no entry is left are dropped.
--erase drops a month's key while its entries stay: whom they are about can then no longer be found out.

The trail must not be open elsewhere: a service purges by itself, with Trail::purge.

Examples:
  shixin audit purge trail/ --before 2023-11-01 --by '档案 丁' --why '个保法第47条；保存三年期满'
  shixin audit purge trail/ --erase 2025-10.1a2b3c4d --by '档案 丁' --why '当事人请求删除'")]
pub(crate) struct PurgeArgs {
    /// The trail's folder
    pub(crate) trail: PathBuf,
    #[command(flatten)]
    pub(crate) keys: KeysArgs,
    /// The first day that is kept
    #[arg(long, value_name = "DAY", required_unless_present = "erase")]
    pub(crate) before: Option<Date>,
    /// A month's key to drop, by its id; may be repeated
    #[arg(long, value_name = "KEY")]
    pub(crate) erase: Vec<String>,
    /// Who has it done
    #[arg(long, value_name = "WHO")]
    pub(crate) by: String,
    /// By which rule
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A proof for an entry is a C2SP tlog-proof, which holds the last checkpoint; with the entry's line and the signer's key
anybody can check it. A proof from a checkpoint shows that nothing up to there was changed since.

The trail is verified first, also against the checkpoint beside the keys, where it can be read; of one that is not as it was
written nothing is proven: exit code 65.

Examples:
  shixin audit prove trail/ --entry 17 > 17.tlog-proof
  shixin audit prove trail/ --from kept/checkpoint-000000010000.txt")]
#[group(required = true, multiple = false)]
pub(crate) struct What {
    /// The number of an entry
    #[arg(long, value_name = "N")]
    pub(crate) entry: Option<u64>,
    /// An earlier checkpoint
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ProveArgs {
    /// The trail's folder
    pub(crate) trail: PathBuf,
    #[command(flatten)]
    pub(crate) keys: KeysArgs,
    #[command(flatten)]
    pub(crate) what: What,
    /// The key of its signer, had from elsewhere; or a file with it [default: the one that the trail names]
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
}

/// A day and a file, as in `2026-11-02=feed.jsonl`.
fn feed(told: &str) -> Result<(Date, PathBuf), String> {
    let (day, path) = told.split_once('=').ok_or("expected DAY=FILE, as in 2026-11-02=feed.jsonl")?;
    let day = day.parse::<Date>().map_err(|error| format!("{day}: {error}"))?;
    Ok((day, PathBuf::from(path)))
}
