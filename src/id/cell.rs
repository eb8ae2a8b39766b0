//! Which documents does a published cell name? Most name one; some feeds name an id card and its holder's passports.

use smallvec::SmallVec;

use super::Pattern;

/// What a cell says.
#[derive(Default)]
pub(crate) struct Documents {
    /// The identifiers that can be read, each once.
    pub(crate) ids: SmallVec<[Pattern; 2]>,
    /// Parts that name something and cannot be read.
    pub(crate) unread: u64,
}

/// Reads a cell. Parts between separators are documents of their own where each of them is one; otherwise the cell is one
/// identifier, as people break it up; failing that, what can be read of its parts counts. More than [`MOST`] documents are
/// some other list in one cell, and none of them is this subject's for certain.
pub(crate) fn read(cell: &str) -> Documents {
    let parts: SmallVec<[&str; 4]> =
        cell.split(is_separator).filter(|part| part.chars().any(char::is_alphanumeric)).collect();
    let read: SmallVec<[Result<Pattern, _>; 4]> =
        parts.iter().map(|part| Pattern::read_doubtful(part)).collect();
    let are_documents = parts.len() > 1 && read.iter().all(Result::is_ok);
    if let (false, Ok(one)) = (are_documents, Pattern::read_doubtful(cell)) {
        return Documents { ids: SmallVec::from_iter([one]), unread: 0 };
    }
    let mut documents = Documents::default();
    for part in cell.split(is_mark).filter(|part| part.chars().any(char::is_alphanumeric)) {
        documents.take(part);
    }
    if documents.ids.len() > MOST {
        return Documents { ids: SmallVec::new(), unread: documents.unread.saturating_add(1) };
    }
    documents
}

impl Documents {
    /// A part may have a label before it and a remark behind it, or be two documents with a blank between them.
    fn take(&mut self, part: &str) {
        let pieces: SmallVec<[&str; 4]> = part.split_whitespace().collect();
        let of_pieces: SmallVec<[Pattern; 4]> =
            pieces.iter().filter_map(|piece| Pattern::read_doubtful(bare(piece)).ok()).collect();
        match Pattern::read_doubtful(bare(part)) {
            _ if pieces.len() > 1 && of_pieces.len() == pieces.len() => self.add(of_pieces),
            Ok(id) => self.add([id]),
            Err(_) if !of_pieces.is_empty() => self.add(of_pieces),
            Err(_) => self.unread = self.unread.saturating_add(1),
        }
    }

    fn add(&mut self, ids: impl IntoIterator<Item = Pattern>) {
        for id in ids {
            if self.ids.len() <= MOST && !self.ids.contains(&id) {
                self.ids.push(id);
            }
        }
    }
}

/// Without label and remark: from the first character to the last that a number may have.
fn bare(part: &str) -> &str {
    part.trim_matches(|sign: char| {
        !(sign.is_ascii_alphanumeric() || sign == '*' || ('０'..='ｚ').contains(&sign))
    })
}

/// What may stand between two documents' numbers; blanks and hyphens inside one as well.
fn is_separator(character: char) -> bool {
    is_mark(character) || character.is_whitespace() || matches!(character, '-' | '－' | '—')
}

/// What stands between two documents' numbers, and in none.
fn is_mark(character: char) -> bool {
    matches!(character, ',' | '，' | '、' | ';' | '；' | '/' | '／' | '|' | '\n' | '\r' | '\t')
}

/// Documents of one subject.
const MOST: usize = 8;
