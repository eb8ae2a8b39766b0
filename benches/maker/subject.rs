//! Whom are rows about? Subject number `n` of a seed: a person or an organisation, and its one to sixteen rows.

use super::draw::Draw;
use super::draw::Stream;
use super::organisation::Organisation;
use super::person::Person;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Person(Person),
    Organisation(Organisation),
}

impl Subject {
    pub fn at(seed: u64, subject: u64) -> Self {
        let mut draw = Draw::at(seed, Stream::Subject, subject);
        if is_organisation(seed, subject) {
            Self::Organisation(Organisation::draw(&mut draw))
        } else {
            Self::Person(Person::draw(&mut draw))
        }
    }
}

/// 15 of 100, told without drawing the subject.
pub fn is_organisation(seed: u64, subject: u64) -> bool {
    Draw::at(seed, Stream::IsOrganisation, subject).chance(1_500)
}

/// 1 to 16 rows, 1.5 on average.
pub fn row_count(seed: u64, subject: u64) -> u64 {
    Draw::at(seed, Stream::RowCount, subject).weighted(ROW_COUNTS)
}

/// Source record id of a subject's row: unique because a subject has at most sixteen.
pub fn record_id(subject: u64, nth: u64) -> u64 {
    700_000_000 + (subject + 1) * 16 + nth
}

const ROW_COUNTS: &[(u64, u64)] = &[
    (8_000, 1),
    (900, 2),
    (450, 3),
    (250, 4),
    (140, 5),
    (80, 6),
    (50, 7),
    (35, 8),
    (25, 9),
    (18, 10),
    (14, 11),
    (11, 12),
    (9, 13),
    (7, 14),
    (6, 15),
    (5, 16),
];
