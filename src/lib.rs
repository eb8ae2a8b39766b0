//! Screen applicants against the published list of judgment defaulters (失信被执行人名单).
//!
//! # Floors
//!
//! A module names only modules on lower floors; those on one floor are strangers. `tests/floors.rs` keeps it true.
//!
//! | floor | modules |
//! |---|---|
//! | 7 doors | `lib` `error` |
//! | 6 desk | `screener` |
//! | 5 verbs | `check` `compile` |
//! | 4 judgement | `policy` |
//! | 3 store | `index` |
//! | 2 facts | `record` `format` |
//! | 1 words | `id` `name` |
//! | 0 ground | `bytes` `date` |

pub mod date;
pub mod id;
pub mod name;
pub mod record;
