//! Which number stands for what? The header's constants, fixed for ever; new ones are only added.
//!
//! 0 is a success of the call, or "none": never an answer about anybody.

use std::ffi::CStr;

use crate::policy::Audience;
use crate::policy::Ground;
use crate::policy::Language;
use crate::policy::Outcome;
use crate::policy::Strength;
use crate::record::Role;

use super::failure::Failure;

/// Declares a family of numbers of the header.
macro_rules! numbers {
    ($($name:ident = $number:literal, $words:literal;)*) => {
        $(
            #[doc = $words]
            pub const $name: i32 = $number;
        )*
    };
}

/// Declares the statuses, and what each means in words.
macro_rules! statuses {
    ($($name:ident = $number:literal, $words:literal;)*) => {
        numbers! { $($name = $number, $words;)* }

        /// What a status means.
        pub(super) fn status_text(status: i32) -> &'static CStr {
            const WORDS: &[(i32, &CStr)] = &[$(($number, words(concat!($words, "\0")))),*];
            WORDS.iter().find(|(number, _)| *number == status).map_or(c"unknown status", |(_, words)| words)
        }
    };
}

const fn words(text: &str) -> &CStr {
    match CStr::from_bytes_with_nul(text.as_bytes()) {
        Ok(words) => words,
        Err(_) => c"",
    }
}

statuses! {
    SHX_OK = 0, "The call did what it was asked to";
    SHX_NULL = 1, "A pointer is NULL, or not aligned, where something must be";
    SHX_BAD_UTF8 = 2, "A text is not UTF-8";
    SHX_BAD_SIZE = 3, "A size or length cannot be";
    SHX_BAD_VALUE = 4, "A number is none that is known there";
    SHX_BAD_INDEX = 5, "There are not so many";
    SHX_UNANSWERED = 6, "The row was not come to";
    SHX_PANIC = 7, "The library failed in an unforeseen way";
    SHX_IO = 8, "A file cannot be read";
    SHX_BAD_LIST = 9, "What was opened is not a whole, undamaged list";
    SHX_BAD_RELIEF = 10, "The relief file cannot be taken";
    SHX_BAD_POLICY = 11, "The policy file cannot be taken";
    SHX_IMPLAUSIBLE = 12, "The new edition may not take the other's place";
    SHX_BAD_ID = 13, "The id cannot be read";
    SHX_BAD_NAME = 14, "The name cannot be read";
    SHX_NOTHING_ASKED = 15, "Neither id nor name was given";
    SHX_TOO_LITTLE = 16, "What was given is too little to find a record by";
    SHX_UNKNOWN_USE = 17, "The policy has no such use";
    SHX_UNKNOWN_CONDITION = 18, "The use has no such condition";
    SHX_STALE = 19, "The edition is too old for the day asked about";
    SHX_TOO_EARLY = 20, "The edition is of a day after the one asked about";
    SHX_DAMAGED = 21, "The list could not be searched to the end";
    SHX_NOT_RECORDED = 22, "The answer could not be recorded, and so is none";
}

numbers! {
    SHX_VERSION_NUMBER = 100, "The version of the header: major × 10000 + minor × 100 + patch.";
    SHX_TEXT_MAX = 65_536, "Bytes that a text going in may have.";
    SHX_MANY_MAX = 1_024, "Documents, statements or linked parties that a question may have.";

    SHX_OUTCOME_NONE = 0, "No answer.";
    SHX_OUTCOME_CLEAR = 1, "Nothing on this list stops the applicant.";
    SHX_OUTCOME_REFER = 2, "A person decides.";
    SHX_OUTCOME_BLOCK = 3, "The applicant is listed, and the use's law stops them.";

    SHX_STRENGTH_NONE = 0, "Nobody matches.";
    SHX_STRENGTH_POSSIBLE = 1, "The names agree, an id is missing.";
    SHX_STRENGTH_PROBABLE = 2, "The visible id agrees, the names are alike; or a slip of the pen.";
    SHX_STRENGTH_STRONG = 3, "The visible id and the names agree.";
    SHX_STRENGTH_CONFIRMED = 4, "The complete ids and the names agree.";

    SHX_GROUND_NONE = 0, "No answer.";
    SHX_GROUND_NO_MATCH = 1, "As `Ground::NoMatch`.";
    SHX_GROUND_TOO_MANY_LOOKALIKES = 2, "As `Ground::TooManyLookalikes`.";
    SHX_GROUND_NOT_BOUND = 3, "As `Ground::NotBound`.";
    SHX_GROUND_CONDITION_FAILS = 4, "As `Ground::ConditionFails`.";
    SHX_GROUND_RELIEVED = 5, "As `Ground::Relieved`.";
    SHX_GROUND_APPLICANT_MAY_ADD = 6, "As `Ground::ApplicantMayAdd`.";
    SHX_GROUND_NOT_SURE = 7, "As `Ground::NotSure`.";
    SHX_GROUND_LINKED_PARTY = 8, "As `Ground::LinkedParty`.";
    SHX_GROUND_ROLE_TO_ESTABLISH = 9, "As `Ground::RoleToEstablish`.";
    SHX_GROUND_CONDITION_IN_DOUBT = 10, "As `Ground::ConditionInDoubt`.";
    SHX_GROUND_CONDITIONS_TO_ESTABLISH = 11, "As `Ground::ConditionsToEstablish`.";
    SHX_GROUND_DISPUTED = 12, "As `Ground::Disputed`.";
    SHX_GROUND_LOOKS_OVERDUE = 13, "As `Ground::LooksOverdue`.";
    SHX_GROUND_SUPERVISION = 14, "As `Ground::Supervision`.";
    SHX_GROUND_OTHER_LIST_DECIDES = 15, "As `Ground::OtherListDecides`.";
    SHX_GROUND_COURT_DECIDES = 16, "As `Ground::CourtDecides`.";
    SHX_GROUND_FORCE_IS_DISCRETION = 17, "As `Ground::ForceIsDiscretion`.";
    SHX_GROUND_EDITION_TOO_OLD = 18, "As `Ground::EditionTooOld`.";
    SHX_GROUND_IDENTIFIED = 19, "As `Ground::Identified`.";

    SHX_ROLE_NONE = 0, "Not given.";
    SHX_ROLE_LISTED = 1, "The subject of the record, or the applicant, itself.";
    SHX_ROLE_LEGAL_REPRESENTATIVE = 2, "Legal representative (法定代表人).";
    SHX_ROLE_PERSON_IN_CHARGE = 3, "Principal person in charge (主要负责人).";
    SHX_ROLE_DIRECTLY_RESPONSIBLE = 4, "Person directly responsible (直接责任人员).";
    SHX_ROLE_CONTROLLER = 5, "Actual controller (实际控制人).";
    SHX_ROLE_UNSTATED = 6, "Responsible, in a part that is not told.";

    SHX_HOLDS = 1, "The condition holds.";
    SHX_FAILS = 2, "The condition does not hold.";

    SHX_LANGUAGE_ENGLISH = 1, "English.";
    SHX_LANGUAGE_CHINESE = 2, "中文.";

    SHX_AUDIENCE_CLERK = 1, "For whoever asked and must act.";
    SHX_AUDIENCE_APPLICANT = 2, "For the one asked about.";

    SHX_TEXT_USE = 1, "Code of the use.";
    SHX_TEXT_TITLE = 2, "The use in words.";
    SHX_TEXT_FORCE = 3, "Code of the force of its law.";
    SHX_TEXT_BASIS = 4, "Act and article.";
    SHX_TEXT_GROUND = 5, "Code of the ground.";
    SHX_TEXT_RECOURSE = 6, "How to contest a stop; empty for a clear.";

    SHX_QUESTION_DOUBTFUL = 1, "Take an id that was never issued as evidence.";
    SHX_SCREENER_ANY_EDITION = 1, "Take up editions however much they differ.";
}

/// The number of an outcome.
pub(super) const fn outcome(outcome: Outcome) -> i32 {
    match outcome {
        Outcome::Clear => SHX_OUTCOME_CLEAR,
        Outcome::Refer => SHX_OUTCOME_REFER,
        Outcome::Block => SHX_OUTCOME_BLOCK,
    }
}

/// The number of a strength.
pub(super) const fn strength(strength: Option<Strength>) -> i32 {
    match strength {
        None => SHX_STRENGTH_NONE,
        Some(Strength::Possible) => SHX_STRENGTH_POSSIBLE,
        Some(Strength::Probable) => SHX_STRENGTH_PROBABLE,
        Some(Strength::Strong) => SHX_STRENGTH_STRONG,
        Some(Strength::Confirmed) => SHX_STRENGTH_CONFIRMED,
    }
}

/// The number of a ground.
pub(super) const fn ground(ground: Ground) -> i32 {
    match ground {
        Ground::NoMatch => SHX_GROUND_NO_MATCH,
        Ground::TooManyLookalikes => SHX_GROUND_TOO_MANY_LOOKALIKES,
        Ground::NotBound => SHX_GROUND_NOT_BOUND,
        Ground::ConditionFails => SHX_GROUND_CONDITION_FAILS,
        Ground::Relieved => SHX_GROUND_RELIEVED,
        Ground::ApplicantMayAdd => SHX_GROUND_APPLICANT_MAY_ADD,
        Ground::NotSure => SHX_GROUND_NOT_SURE,
        Ground::LinkedParty => SHX_GROUND_LINKED_PARTY,
        Ground::RoleToEstablish => SHX_GROUND_ROLE_TO_ESTABLISH,
        Ground::ConditionInDoubt => SHX_GROUND_CONDITION_IN_DOUBT,
        Ground::ConditionsToEstablish => SHX_GROUND_CONDITIONS_TO_ESTABLISH,
        Ground::Disputed => SHX_GROUND_DISPUTED,
        Ground::LooksOverdue => SHX_GROUND_LOOKS_OVERDUE,
        Ground::Supervision => SHX_GROUND_SUPERVISION,
        Ground::OtherListDecides => SHX_GROUND_OTHER_LIST_DECIDES,
        Ground::CourtDecides => SHX_GROUND_COURT_DECIDES,
        Ground::ForceIsDiscretion => SHX_GROUND_FORCE_IS_DISCRETION,
        Ground::EditionTooOld => SHX_GROUND_EDITION_TOO_OLD,
        Ground::Identified => SHX_GROUND_IDENTIFIED,
    }
}

/// The number of a role.
pub(super) const fn role(role: Role) -> i32 {
    match role {
        Role::Listed => SHX_ROLE_LISTED,
        Role::LegalRepresentative => SHX_ROLE_LEGAL_REPRESENTATIVE,
        Role::PersonInCharge => SHX_ROLE_PERSON_IN_CHARGE,
        Role::DirectlyResponsible => SHX_ROLE_DIRECTLY_RESPONSIBLE,
        Role::Controller => SHX_ROLE_CONTROLLER,
        Role::Unstated => SHX_ROLE_UNSTATED,
    }
}

/// The part of a party beside an applicant.
pub(super) fn linked_role(number: i32) -> Result<Role, Failure> {
    let found = Role::ALL.into_iter().find(|it| *it != Role::Listed && role(*it) == number);
    found.ok_or_else(|| Failure::value("role", number, "that of a party beside the applicant, 2 to 6"))
}

/// The language that a number stands for.
pub(super) fn language(number: i32) -> Result<Language, Failure> {
    match number {
        SHX_LANGUAGE_ENGLISH => Ok(Language::English),
        SHX_LANGUAGE_CHINESE => Ok(Language::Chinese),
        _ => Err(Failure::value("language", number, "1 (English) or 2 (Chinese)")),
    }
}

/// The audience that a number stands for.
pub(super) fn audience(number: i32) -> Result<Audience, Failure> {
    match number {
        SHX_AUDIENCE_CLERK => Ok(Audience::Clerk),
        SHX_AUDIENCE_APPLICANT => Ok(Audience::Applicant),
        _ => Err(Failure::value("audience", number, "1 (clerk) or 2 (applicant)")),
    }
}

/// Whether a condition was stated to hold. 0 is neither: zeroed memory must not set anybody free.
pub(super) fn holds(number: i32) -> Result<bool, Failure> {
    match number {
        SHX_HOLDS => Ok(true),
        SHX_FAILS => Ok(false),
        _ => Err(Failure::value("holds", number, "1 (holds) or 2 (does not hold)")),
    }
}
