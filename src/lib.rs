//! Is this applicant on the courts' published list of judgment defaulters (失信被执行人名单), how sure are we, and what
//! does that mean for this use?
//!
//! `shixin` compiles the published list into one compact, checksummed file and answers [`List::check`] with a
//! [`Verdict`]: block, refer (a person decides) or clear, with its strength, its evidence and its legal basis. It stops
//! the right person, and lets the namesake pass.
//!
//! ```
//! use shixin::Compiler;
//! use shixin::List;
//! use shixin::Outcome;
//!
//! # fn main() -> Result<(), shixin::Error> {
//! // Rows as a court publishes them: the birthday in the id is masked. (This person is invented.)
//! let mut compiler = Compiler::new("2026-11-01".parse()?);
//! compiler.push(
//!     shixin::compile::Origin { source: "example".into(), line: 1 },
//!     r#"{"id":700000001,"iname":"张某示","cardNum":"1101051949****002X","caseCode":"(2019)示0101执1234号"}"#,
//! );
//! let list = List::from_bytes(compiler.finish()?.into_bytes())?;
//!
//! let verdict = list.check("11010519491231002X", "张某示")?;
//! assert_eq!(verdict.outcome(), Outcome::Block);
//! assert_eq!(verdict.record_ids().collect::<Vec<_>>(), ["700000001"]);
//! println!("{}", verdict.because());
//!
//! // The same name with another id is a namesake, who passes.
//! assert_eq!(list.check("440524188001010014", "张某示")?.outcome(), Outcome::Clear);
//! // An id that cannot be read is an error, never a clear.
//! assert!(list.check("11010519491231001X", "张某示").is_err());
//! # Ok(())
//! # }
//! ```
//!
//! # Where to go
//!
//! - To ask: [`List`], and [`Query`] for a use or a day; [`List::check_many`] for many at a time. To ask all day while
//!   editions change: [`Screener`].
//! - To keep editions: [`ListFolder`] publishes them into a folder, rolls back, prunes. To watch those who hold something while the
//!   list changes: [`Roster`].
//! - For what the answer means: [`policy`] holds the measures with their law ([`policy::measure`]), what overrides a match
//!   ([`policy::relief`]) and the figures; [`Applicant`] asks about an organisation with its responsible people, and
//!   [`List::explain`] tells a verdict in plain sentences.
//! - To be able to prove what was answered: `audit` (feature `trail`).
//! - To compile: [`Compiler`]; with the feature `compile` it reads feeds as they come (CSV, JSON in every envelope,
//!   GB18030, gzip, zstd) and publishes the file atomically. When the list changes: [`Compiler::take_list`] makes the next
//!   edition out of a list and a delta, [`compile::Layers`] takes a feed in the time that the feed takes, and
//!   [`Screener::take`] while others ask; [`index::Diff`] tells what changed, and [`policy::Guard`] what may not.
//! - To take only what is vouched for: `seal` (feature `seal`).
//! - From C, C++, Go, Java or Python: the feature `capi`; `include/shixin.h` is the manual.
//! - For one piece only: [`id`] (are these the same id?), [`name`] (the same name?), [`record`] (what does a published
//!   row say?), [`index`] (what is under this key?), [`policy`] (what may be said?), [`format`](mod@format) (what does
//!   the file look like?).
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | (none) | open, check, compile rows in memory |
//! | `toml` | read policies and catalogues from TOML files |
//! | `compile` | read feeds in every form, in bounded memory; publish files |
//! | `mmap` | open a list where it lies on disk |
//! | `parallel` | check many on all processors |
//! | `capi` | the functions of `include/shixin.h`, for C, C++, Go, Java, Python |
//! | `trail` | keep a tamper-evident record of every answer; verify, replay, report and purge it |
//! | `seal` | seal lists, relief, rosters and policies, and take them only with a seal |
//! | `cli` | the `shixin` command |
//!
//! # Floors
//!
//! A module names only modules on lower floors; those on one floor are strangers. `tests/floors.rs` keeps it true.
//!
//! | floor | modules | the question each answers |
//! |---|---|---|
//! | 7 doors | `lib` `error` `capi` | how do I get in? |
//! | 6 desk | `screener` `roster` | I run all day: keep me current; these hold something: whom does a change concern? |
//! | 5 verbs | `check` `compile` `folder` `audit` | do this one thing |
//! | 4 judgement | `policy` | given matches, use and day: what may I say? |
//! | 3 store | `index` | here is a key: give me the records, and how common it is |
//! | 2 facts | `record` `format` `seal` | what does a published row say? what does the file look like? who vouches for it? |
//! | 1 words | `id` `name` | are these the same id? the same name? |
//! | 0 ground | `bytes` `date` `disk` `sync` | what do these bytes say? which day is meant? how do they come to stay? which locks are these? |

#[cfg(feature = "capi")]
pub mod capi;
mod error;
pub mod roster;
pub mod screener;

#[cfg(feature = "trail")]
pub mod audit;
pub mod check;
pub mod compile;
pub mod folder;

pub mod policy;

pub mod index;

pub mod format;
pub mod record;
#[cfg(feature = "seal")]
pub mod seal;

pub mod id;
pub mod name;

mod bytes;
pub mod date;
mod disk;
mod sync;

#[cfg(feature = "trail")]
pub use audit::Trail;
pub use check::Applicant;
pub use check::List;
pub use check::Query;
pub use compile::Compiler;
pub use date::Date;
pub use error::Error;
pub use folder::ListFolder;
pub use policy::Match;
pub use policy::Outcome;
pub use policy::Policy;
pub use policy::Relief;
pub use policy::Strength;
pub use policy::Use;
pub use policy::Verdict;
pub use roster::Roster;
pub use screener::Screener;

/// The README's example is a test like any other.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
