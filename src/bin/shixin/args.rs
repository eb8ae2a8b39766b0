//! The command line, declared.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use clap_complete::Shell;
use shixin::Date;
use shixin::record::Role;

use crate::audit::args::AuditCommand;

/// Screens applicants against the courts' published list of judgment defaulters (失信被执行人名单).
#[derive(Debug, Parser)]
#[command(
    name = "shixin",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Start with `shixin demo`. Each verb has examples under --help.

Exit status of single checks: 0 clear, 1 refer (a person decides), 2 block.
64 and above: no answer was given, for the reason on standard error."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Compile published rows into a list
    Compile(CompileArgs),
    /// Make the next edition of a list out of it and what is new
    Update(UpdateArgs),
    /// Check one applicant
    Check(CheckArgs),
    /// Check a table of applicants
    Screen(ScreenArgs),
    /// Explain one check in full, in either language
    Explain(ExplainArgs),
    /// Show the measures: what an answer can be for, whom each binds, how hard, by which law
    Measures(MeasuresArgs),
    /// Show what a list holds
    #[command(after_help = "\
Prints one JSON object: the edition with its day and counts, its digest, and the bytes of each section.

Example:
  shixin inspect list.shixin")]
    Inspect(ListArgs),
    /// Go through a list to the last byte, or verify the seal of any file
    Verify(VerifyArgs),
    /// Seal files: a signature beside each, by which others see that it is yours and unchanged
    Seal(SealArgs),
    /// Make a pair of keys for seals
    Keygen(KeygenArgs),
    /// Show what changed between two lists
    Diff(DiffArgs),
    /// Look after a folder of editions: show them, publish, roll back, prune
    #[command(subcommand)]
    Editions(EditionsCommand),
    /// Keep standing holders of licences and posts, and tell whom a change of the list concerns
    #[command(subcommand)]
    Roster(RosterCommand),
    /// The trail of answers: verify, replay, report, feedback, purge, prove
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Compile a bundled, invented list and check two dozen applicants
    #[command(after_help = "\
Examples:
  shixin demo
  shixin demo --zh
  shixin demo --keep demo/
  shixin screen demo/demo.shixin demo/applicants.csv --on 2026-11-01

The demo's list is of 2026-11-01 and answers for 31 days: ask it later with --on 2026-11-01.")]
    Demo(DemoArgs),
    /// Print completions for a shell
    Completions(CompletionArgs),
    /// Print the manual page (troff)
    #[command(after_help = "Example:\n  shixin man | man -l -")]
    Man,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
ROWS may be JSON lines, arrays, envelopes, JSONP or CSV, in UTF-8 or GB18030, plain, gzip or zstd: all found by looking.

Examples:
  shixin compile rows.jsonl.gz -o list.shixin --as-of 2026-11-01 --rejects rejects.jsonl
  shixin compile official.csv court.jsonl -o list.shixin --source 'official feed, all courts'
  shixin compile rows.jsonl.gz -o lists/ --keep 14      into a folder of editions: see `shixin editions --help`")]
pub(crate) struct CompileArgs {
    /// How many threads read rows, 1 to 256 [default: as many as there are processors]
    #[arg(long, value_name = "N", default_value_t = processors(), hide_default_value = true,
        value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: u16,
    /// Megabytes in which rows wait to be sorted; beyond that they are spilled
    #[arg(long, value_name = "MB", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) memory: u32,
    /// Folder for spilled rows, which take as much room as the rows [default: the system's for temporary files]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) temp_dir: Option<PathBuf>,
    /// Files of published rows; `-` is standard input
    #[arg(required = true, value_name = "ROWS")]
    pub(crate) rows: Vec<PathBuf>,
    /// Where the list goes: a file, replaced atomically if it is there, or a folder of editions that is there
    #[arg(short, long, value_name = "FILE|FOLDER")]
    pub(crate) output: PathBuf,
    /// How many editions stay in the folder, where the list goes into one
    #[arg(long, value_name = "N", default_value_t = KEPT, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) keep: u16,
    /// The day whose state of the list the rows are, in Beijing time [default: today]
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Date>,
    /// Living people among whom lookalikes are reckoned [default: 1410000000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) population: Option<u64>,
    /// Where rejected rows go, as JSON lines with source, line and reason [default: beside the list, as FILE.rejects.jsonl,
    /// which is replaced or removed as the list is replaced; in a folder of editions under the edition's own name]
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    /// The largest share of rows that may be unreadable before the feed is refused as broken, 0 to 100 [default: 10]
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) most_rejects: Option<f64>,
    /// Publish even what a feed cut short gives, and over an edition that is of a later day, of another source,
    /// implausibly larger or smaller, or of other provinces, or that cannot be opened
    #[arg(long)]
    pub(crate) allow_implausible: bool,
    /// Seal the list with this secret key: see `shixin seal`
    #[arg(long, value_name = "KEY")]
    pub(crate) seal_with: Option<PathBuf>,
    /// Where the rows came from, in your words; kept in the edition
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) source: String,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A feed is a delta: its rows add records, and those of an official feed, or with an update time, a validity or a delete flag,
correct or withdraw the records of their numbers, in whatever order they come. With --snapshot it is the whole list, and
whoever is not in it leaves. Source and population are the list's, unless stated.

A delta tells of its own days: over a list of a day more than --most-days before it is refused, or an old list would pass as
fresh. A feed without rows, or that would make an implausible edition (see `compile`), is refused; --allow-implausible takes it.

Examples:
  shixin update yesterday.shixin delta.jsonl -o today.shixin --as-of 2026-11-02
  shixin update list.shixin delta-1.csv delta-2.csv -o list.shixin
  shixin update list.shixin everything.jsonl.gz --snapshot -o list.shixin
  shixin update lists/ delta.jsonl -o lists/ --as-of 2026-11-02      the next edition of a folder")]
pub(crate) struct UpdateArgs {
    /// The list to update, or a folder of editions; stays as it is, unless --output names it
    pub(crate) base: PathBuf,
    /// The feeds are the whole list: what is not in them leaves
    #[arg(long)]
    pub(crate) snapshot: bool,
    /// How many days a delta may carry the list on; state more only where the delta holds all that was said between
    #[arg(long, value_name = "DAYS", default_value_t = MOST_DAYS, conflicts_with = "snapshot")]
    pub(crate) most_days: u16,
    /// Take the list that is updated only where this public key sealed it; may be repeated
    #[arg(long, value_name = "PUB")]
    pub(crate) sealed_by: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) compile: CompileArgs,
}

/// A condition stated to hold, or not to, of the applicant or of the parties in a part beside them.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    /// [`Role::Listed`]: of the applicant.
    pub(crate) of: Role,
    pub(crate) code: String,
    pub(crate) holds: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct AskArgs {
    /// What the answer is for, as in travel.air: see `shixin measures` [default: general]
    #[arg(long = "use", value_name = "USE")]
    pub(crate) measure: Option<String>,
    /// A condition of the use that you state to hold of the applicant, or, with =no, not to hold; of parties beside them
    /// with their role before it, as in controller:own_large_overdue_debt; may be repeated
    #[arg(long, value_name = "[ROLE:]CONDITION[=no]", value_parser = condition)]
    pub(crate) given: Vec<Given>,
    /// The day for which the answer is wanted, in Beijing time [default: today]
    #[arg(long, value_name = "DAY")]
    pub(crate) on: Option<Date>,
    /// Relief that overrides matches: a file of JSON lines
    #[arg(long, value_name = "FILE")]
    pub(crate) relief: Option<PathBuf>,
    /// Figures and measures to judge by: a TOML file
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// For how many days an edition may be asked, in place of what the policy says [default: 31]
    #[arg(long, value_name = "DAYS")]
    pub(crate) max_age: Option<u16>,
    #[command(flatten)]
    pub(crate) seals: SealedArgs,
}

/// Whose seals are taken.
#[derive(Debug, ClapArgs)]
pub(crate) struct SealedArgs {
    /// Take list, relief, policy and roster only where this public key sealed each of them: see `shixin seal`; may be repeated,
    /// for several keys whose seals are taken
    #[arg(long, value_name = "PUB")]
    pub(crate) sealed_by: Vec<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct WhoArgs {
    /// The applicant's id document number
    #[arg(long, default_value = "")]
    pub(crate) id: String,
    /// The applicant's name
    #[arg(long, default_value = "")]
    pub(crate) name: String,
    /// Take an --id whose check digit fails as evidence all the same: by itself it refers, and never blocks
    #[arg(long)]
    pub(crate) doubtful: bool,
    /// Another document of the applicant, a passport or permit; may be repeated
    #[arg(long, value_name = "ID")]
    pub(crate) document: Vec<String>,
    /// A party beside the applicant, as ROLE:ID:NAME, with id or name left empty if not known; may be repeated. Roles:
    /// legal_representative, person_in_charge, directly_responsible, controller, unstated
    #[arg(long, value_name = "ROLE:ID:NAME", value_parser = party)]
    pub(crate) with: Vec<Party>,
}

/// Where the answer is recorded, and who asks.
#[derive(Debug, ClapArgs)]
pub(crate) struct TrailArgs {
    /// Record every answer in the trail in this folder, synced before it is printed: see `shixin audit`
    #[arg(long, value_name = "FOLDER")]
    pub(crate) trail: Option<PathBuf>,
    /// The folder of the trail's keys [default: beside the trail, under its name with .keys]
    #[arg(long, value_name = "FOLDER", requires = "trail")]
    pub(crate) trail_keys: Option<PathBuf>,
    /// Keep the question in the trail, encrypted under the month's key, so that it can be asked again
    #[arg(long, requires = "trail")]
    pub(crate) seal: bool,
    /// Who asks
    #[arg(long, value_name = "WHO", default_value = "", requires = "trail")]
    pub(crate) operator: String,
    /// On behalf of which department
    #[arg(long, value_name = "NAME", default_value = "", requires = "trail")]
    pub(crate) department: String,
    /// The asker's own number of the matter; of a table, what stands before each applicant's number
    #[arg(long, value_name = "TEXT", default_value = "", requires = "trail")]
    pub(crate) reference: String,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Prints one JSON object and exits with 0 clear, 1 refer, 2 block; 64 and above mean that no answer was given.
What is typed on a command line can be seen by others on the same machine: in production use `screen` or the library.

Examples:
  shixin check list.shixin --id 11010519491231002X --name 张某示
  shixin check list.shixin --id 11010519491231002X --name 张某示 --use travel.air --on 2026-11-20
  shixin check list.shixin --id 11010519491231002X --name 张某示 --use office.company_director \\
    --given own_large_overdue_debt --relief relief.jsonl
  shixin check list.shixin --id 91110000600037341L --name 示例建设集团有限公司 --use procurement.tender \\
    --with legal_representative:11010519491231002X:张某示
  shixin check list.shixin --id 11010519491231002X --name 张某示 --trail trail/ --operator 甲 --reference 2026-17")]
pub(crate) struct CheckArgs {
    /// A compiled list, or a folder of editions
    pub(crate) list: PathBuf,
    #[command(flatten)]
    pub(crate) trail: TrailArgs,
    #[command(flatten)]
    pub(crate) who: WhoArgs,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Prints plain sentences: what decided, what was compared and agreed, how many others would fit, case, court and day of
publication, the law, what is yet to be established, and how to contest it. Exits as `check` does.

Examples:
  shixin explain list.shixin --id 11010519491231002X --name 张某示 --use travel.air
  shixin explain list.shixin --id 11010519491231002X --name 张某示 --use travel.air --for applicant --lang zh")]
pub(crate) struct ExplainArgs {
    /// A compiled list, or a folder of editions
    pub(crate) list: PathBuf,
    #[command(flatten)]
    pub(crate) who: WhoArgs,
    /// For whom
    #[arg(long = "for", value_enum, default_value_t = Reader::Clerk)]
    pub(crate) reader: Reader,
    /// In which language
    #[arg(long, value_enum, default_value_t = Tongue::En)]
    pub(crate) lang: Tongue,
    /// Tell also who of the list comes nearest without being a match, at most N of them, and what tells them apart; for a
    /// clerk, and for the applicant alone
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) why_not: usize,
    /// Print each sentence with its code, as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Reader {
    /// Whoever asks and must act
    Clerk,
    /// The one asked about
    Applicant,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Tongue {
    /// English
    En,
    /// 中文
    Zh,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  shixin measures
  shixin measures --policy policy.toml --format json
  shixin measures --format toml > measures.toml     to begin a catalogue of your own with")]
pub(crate) struct MeasuresArgs {
    /// Show the measures of this policy [default: the built-in ones]
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// In which form
    #[arg(long, value_enum, default_value_t = Form::Table)]
    pub(crate) format: Form,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Form {
    /// A table for reading
    Table,
    /// A table for documents
    Markdown,
    /// One JSON array
    Json,
    /// The built-in catalogue's own text
    Toml,
}

/// A party beside the applicant.
#[derive(Debug, Clone)]
pub(crate) struct Party {
    pub(crate) role: Role,
    pub(crate) id: String,
    pub(crate) name: String,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
APPLICANTS is CSV whose header names the columns id and name; UTF-8 or GB18030, plain, gzip or zstd: found by looking.
Other columns pass through, with input_ before a title that is one of the answer's own or stands twice. Each
applicant gives one JSON line, in input order: those columns, then outcome (block, refer, clear or error), strength,
lookalikes, records, because. An id or name that cannot be read is an error, never a clear.

Exits with 0 when every applicant got a line, errors included: read each line's outcome. How many of each there were
is told on standard error.

Examples:
  shixin screen list.shixin applicants.csv -o answers.jsonl
  zcat applicants.csv.gz | shixin screen list.shixin - --use procurement.tender --threads 4")]
pub(crate) struct ScreenArgs {
    /// A compiled list, or a folder of editions
    pub(crate) list: PathBuf,
    /// A table of applicants; `-` is standard input
    pub(crate) applicants: PathBuf,
    /// Where the answers go [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) trail: TrailArgs,
    /// How many threads check, 1 to 256 [default: as many as there are processors]
    #[arg(long, value_name = "N", default_value_t = processors(), hide_default_value = true,
        value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: u16,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

#[derive(Debug, Subcommand)]
#[command(after_help = "\
A folder of editions is any folder that lists were published into. Wherever a list is asked for, the folder stands for
the edition in force. Publishing, rolling back and pruning are atomic: at any crash the old edition or the new one.

Examples:
  mkdir lists && shixin compile rows.jsonl.gz -o lists/
  shixin editions list lists/
  shixin check lists/ --id 11010519491231002X --name 张某示
  shixin editions rollback lists/
  shixin editions rollback lists/ --to 3fa94be2")]
pub(crate) enum EditionsCommand {
    /// Show the editions, the one published last first, as JSON lines
    List(FolderArgs),
    /// Put a compiled list into the folder and in force
    Publish(PublishArgs),
    /// Put the edition published before the one in force, or another one, in force again
    Rollback(RollbackArgs),
    /// Remove all editions but those published last and the one in force
    Prune(PruneArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct FolderArgs {
    /// A folder of editions
    pub(crate) folder: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct PublishArgs {
    /// A folder of editions
    pub(crate) folder: PathBuf,
    /// A compiled list
    pub(crate) list: PathBuf,
    /// Publish even an edition that is of an earlier day than the one in force, or implausibly larger or smaller
    #[arg(long)]
    pub(crate) allow_implausible: bool,
    /// How many editions stay
    #[arg(long, value_name = "N", default_value_t = KEPT, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) keep: u16,
    /// Take the list only where this public key sealed it, and its seal along into the folder; may be repeated, for several
    /// keys whose seals are taken
    #[arg(long, value_name = "PUB")]
    pub(crate) sealed_by: Vec<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct RollbackArgs {
    /// A folder of editions
    pub(crate) folder: PathBuf,
    /// The edition whose digest begins so, of an earlier or a later publication
    #[arg(long, value_name = "DIGEST")]
    pub(crate) to: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct PruneArgs {
    /// A folder of editions
    pub(crate) folder: PathBuf,
    /// How many editions stay
    #[arg(long, value_name = "N", default_value_t = KEPT, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) keep: u16,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Each record that came, left or changed gives one JSON line: change (added, removed or changed), record, and before and
after, what the lists publish of it, without complete ids or third parties' text. Counts go to standard error.

Examples:
  shixin diff yesterday.shixin today.shixin -o changes.jsonl
  shixin diff yesterday.shixin today.shixin --summary      one JSON object: counts, by court, by ground
  shixin diff yesterday.shixin today.shixin --by-keys")]
pub(crate) struct DiffArgs {
    /// The earlier list, or a folder of editions
    pub(crate) old: PathBuf,
    /// The later list, or a folder of editions
    pub(crate) new: PathBuf,
    /// Where the changes go [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// One JSON object in place of the lines: how many changes, by court and by ground
    #[arg(long)]
    pub(crate) summary: bool,
    /// Compare names, identifiers and record ids only: several times as fast, and blind to records of which only other
    /// things changed
    #[arg(long)]
    pub(crate) by_keys: bool,
}

#[derive(Debug, Subcommand)]
#[command(after_help = "\
A roster is a compiled file of those who hold something. It is personal data: the file is for its owner alone.

Examples:
  shixin roster compile holders.csv -o holders.roster
  shixin roster rescreen holders.roster yesterday.shixin today.shixin --standing holders.standing -o alerts.jsonl")]
pub(crate) enum RosterCommand {
    /// Compile a table of holders into a roster
    Compile(RosterCompileArgs),
    /// Tell of whom the answer is another one from the new list than from the old
    Rescreen(RescreenArgs),
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
HOLDERS is CSV in UTF-8 or GB18030, plain, gzip or zstd: found by looking. Columns, in any order:

  reference   by which alerts name the holder: a licence's number
  id, name    the holder's; either may be empty
  documents   further documents, divided by blanks or semicolons (optional, as are those below)
  kind        what is held, in your words; told in alerts
  use         what the answer is for, as in travel.air: see `shixin measures`
  given       conditions of the use, as for `check --given`, divided by blanks or semicolons
  role        empty, or the part of a party beside the holder of the same reference in a row above: legal_representative,
              person_in_charge, directly_responsible, controller, unstated

Rows that cannot be read, have fewer or more fields than the header, a use that there is not, or the reference of a holder
above are written with their reason to --rejects, and counted.

Example:
  shixin roster compile holders.csv -o holders.roster")]
pub(crate) struct RosterCompileArgs {
    /// A table of holders; `-` is standard input
    pub(crate) holders: PathBuf,
    /// Where the roster goes; replaced atomically if it is there
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Where rejected rows go, as JSON lines with line, reference and reason [default: beside the roster, as
    /// FILE.rejects.jsonl, which is replaced or removed as the roster is replaced]
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    /// The policy whose measures the uses are of, as for `rescreen`: a TOML file
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Each list is asked on its own day. Each holder of whom the answer has changed gives one line: alert (newly_listed,
released, strengthened, weakened, changed), reference, kind, use, and both answers. Lines stand in the roster's order.

With --standing, only those are asked whom the change can concern: the file says who had a match on the old list, and
moves on to the new one when the alerts are written. Where it is not there, everybody is asked once. If the command is
killed, run it again: it tells the same.

Examples:
  shixin roster rescreen holders.roster yesterday.shixin today.shixin --standing holders.standing -o alerts.jsonl
  shixin roster rescreen holders.roster yesterday.shixin lists/ --format csv -o alerts.csv")]
pub(crate) struct RescreenArgs {
    /// A compiled roster
    pub(crate) roster: PathBuf,
    /// The earlier list, or a folder of editions
    pub(crate) old: PathBuf,
    /// The later list, or a folder of editions
    pub(crate) new: PathBuf,
    /// Where the alerts go [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Who had a match on the old list, from the last run to the next
    #[arg(long, value_name = "FILE")]
    pub(crate) standing: Option<PathBuf>,
    /// Ask even where the later list is of an earlier day than the other, as after a rollback
    #[arg(long)]
    pub(crate) allow_older: bool,
    /// In which form
    #[arg(long, value_enum, default_value_t = AlertForm::Jsonl)]
    pub(crate) format: AlertForm,
    /// Relief that overrides matches: a file of JSON lines
    #[arg(long, value_name = "FILE")]
    pub(crate) relief: Option<PathBuf>,
    /// Figures and measures to judge by: a TOML file
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) seals: SealedArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum AlertForm {
    /// JSON lines
    Jsonl,
    /// A table
    Csv,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ListArgs {
    /// A compiled list, or a folder of editions
    pub(crate) list: PathBuf,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Of a list: every checksum, the digest, every key and every row. With --key, of any file, before that: its seal. Exits with 0
if all of it holds, 65 if it does not.

Examples:
  shixin verify list.shixin
  shixin verify lists/ --key sealing.pub
  shixin verify relief.jsonl --key sealing.pub")]
pub(crate) struct VerifyArgs {
    /// A compiled list, or a folder of editions; with --key any file
    pub(crate) list: PathBuf,
    /// The public key that must have sealed it; may be repeated, for several of which one must
    #[arg(long, value_name = "PUB")]
    pub(crate) key: Vec<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The seal of FILE goes into FILE.minisig. It is a minisign signature: `minisign -V` verifies it, and keys and signatures of
minisign are taken here. Replace a file first, then its seal; into a folder of editions `compile --seal-with` and `editions publish
--sealed-by` put both at once.

Examples:
  shixin keygen sealing.key
  shixin seal list.shixin relief.jsonl --key sealing.key
  shixin verify list.shixin --key sealing.pub
  shixin screen list.shixin applicants.csv --relief relief.jsonl --sealed-by sealing.pub")]
pub(crate) struct SealArgs {
    /// Files to seal: lists, relief, policies, rosters; a folder of editions stands for the edition in force
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The secret key
    #[arg(long, value_name = "KEY")]
    pub(crate) key: PathBuf,
    /// What is sealed along with each file, beside its name and the time
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) comment: String,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
KEY is for its owner alone, and under no password: keep it where lists are made, and off the machines that check. What they
need is the other file, KEY with .pub for its ending.

Example:
  shixin keygen sealing.key      makes sealing.key and sealing.pub")]
pub(crate) struct KeygenArgs {
    /// Where the secret key goes; nothing may be there yet
    pub(crate) key: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DemoArgs {
    /// Keep the demo's list and rows in this folder
    #[arg(long, value_name = "FOLDER")]
    pub(crate) keep: Option<PathBuf>,
    /// Give the reasons in Chinese (中文)
    #[arg(long)]
    pub(crate) zh: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  mkdir -p ~/.local/share/bash-completion/completions
  shixin completions bash > ~/.local/share/bash-completion/completions/shixin")]
pub(crate) struct CompletionArgs {
    /// Which shell
    pub(crate) shell: Shell,
}

/// A condition stated to hold, or not to.
fn condition(text: &str) -> Result<Given, String> {
    let (what, holds) = match text.split_once('=') {
        None => (text, true),
        Some((what, "yes")) => (what, true),
        Some((what, "no")) => (what, false),
        Some(_) => return Err("expected a condition, alone or with =yes or =no".to_owned()),
    };
    let (of, code) = match what.split_once(':') {
        None => (Role::Listed, what),
        Some((role, code)) => (linked(role)?, code),
    };
    Ok(Given { of, code: code.to_owned(), holds })
}

fn party(text: &str) -> Result<Party, String> {
    let mut parts = text.splitn(3, ':');
    let (Some(role), Some(id), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
        return Err("expected ROLE:ID:NAME".to_owned());
    };
    Ok(Party { role: linked(role)?, id: id.to_owned(), name: name.to_owned() })
}

/// The part of a party beside the applicant.
fn linked(role: &str) -> Result<Role, String> {
    let role = Role::ALL.into_iter().find(|it| it.as_code() == role && *it != Role::Listed);
    role.ok_or_else(|| "expected a role: see --help".to_owned())
}

/// A share in per cent. What is no number at all would let every feed pass.
fn percent(text: &str) -> Result<f64, String> {
    let percent = text.parse().ok().filter(|percent| (0.0..=100.0).contains(percent));
    percent.ok_or_else(|| "expected a number from 0 to 100".to_owned())
}

fn processors() -> u16 {
    std::thread::available_parallelism().map_or(1, |count| u16::try_from(count.get()).unwrap_or(256).min(256))
}

/// Editions kept in a folder: of daily ones a week.
const KEPT: u16 = 7;

/// Days by which a delta may carry a list on, as the guard's default.
const MOST_DAYS: u16 = 7;
