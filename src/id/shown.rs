//! What of a published text may be told?

use super::Id;
use super::Subject;

/// A published text as it may be told: control characters are blanks, so that none begins a line or commands a terminal, and
/// of every complete citizen's number in it the middle is hidden.
pub(crate) fn told(text: &str) -> String {
    let text: String = text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    let mut told = String::with_capacity(text.len());
    for piece in text.split_inclusive(|character| !is_numeral(character)) {
        let end = piece.trim_end_matches(|character| !is_numeral(character)).len();
        let (number, rest) = piece.split_at_checked(end).unwrap_or((piece, ""));
        match Id::parse_doubtful(number) {
            Ok(id) if number.len() >= SHORTEST && id.subject() == Subject::Person => {
                told.push_str(&id.to_string())
            }
            _ => told.push_str(number),
        }
        told.push_str(rest);
    }
    told
}

fn is_numeral(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, 'X' | 'x' | '０'..='９' | 'Ｘ' | 'ｘ')
}

/// Digits of the old form of a citizen's number.
const SHORTEST: usize = 15;
