//! What was typed, without what typing, copying and printing add: widths, blanks, hyphens, brackets, kinds of star.

use super::Error;

/// The characters of an identifier as ASCII digits, capital letters and `*` for hidden ones.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    /// The characters; bytes from `len` on are 0.
    bytes: [u8; LONGEST],
    /// At most `LONGEST`.
    len: usize,
    /// How many of them are `*`.
    stars: usize,
    /// How many characters stood before the last hyphen, if there was one.
    hyphen: Option<usize>,
}

impl Text {
    /// Reads any text. `O(length)`, without allocation.
    ///
    /// # Errors
    /// `Empty`; `Alphabet` at the first character that no identifier has; `Length` beyond 40 characters.
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let mut read = Self { bytes: [0; LONGEST], len: 0, stars: 0, hyphen: None };
        if read.copy_plain(text.as_bytes()) {
            return Ok(read);
        }
        for character in text.trim_matches(wraps).chars() {
            read.push(classify(character))?;
        }
        read.settle_crosses()?;
        match read.len {
            0 => Err(Error::Empty),
            len if len > LONGEST => Err(Error::Length { found: len }),
            _ => Ok(read),
        }
    }

    /// The characters read.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Whether any character is hidden.
    pub(super) const fn has_stars(&self) -> bool {
        self.stars > 0
    }

    /// Whether a hyphen stood before the last of nine characters, as GB 11714 prints organisation codes.
    pub(super) fn has_organisation_hyphen(&self) -> bool {
        self.len == 9 && self.hyphen == Some(8)
    }

    /// Most texts are ASCII characters that identifiers are made of, and need no classifying. Says whether `text` was.
    fn copy_plain(&mut self, text: &[u8]) -> bool {
        let plain =
            text.iter().fold(true, |all, byte| all & (byte.is_ascii_alphanumeric() | (*byte == b'*')));
        if !plain || text.is_empty() || text.len() > LONGEST {
            return false;
        }
        for (slot, byte) in self.bytes.iter_mut().zip(text) {
            *slot = byte.to_ascii_uppercase();
        }
        self.len = text.len();
        self.stars = text.iter().map(|byte| usize::from(*byte == b'*')).sum();
        true
    }

    /// Characters beyond the longest are counted but not kept.
    fn push(&mut self, class: Class) -> Result<(), Error> {
        let byte = match class {
            Class::Kept(byte) => byte,
            Class::Hidden => b'*',
            Class::Cross => CROSS,
            Class::Blank => return Ok(()),
            Class::Hyphen => {
                self.hyphen = Some(self.len);
                return Ok(());
            }
            Class::Foreign => return Err(Error::Alphabet { position: self.len.saturating_add(1) }),
        };
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte;
        }
        self.stars = self.stars.saturating_add(usize::from(byte == b'*'));
        self.len = self.len.saturating_add(1);
        Ok(())
    }

    /// A `×` hides a character where it stands beside another star or `×`; alone it may be a misprinted check digit X,
    /// which is not for us to decide.
    fn settle_crosses(&mut self) -> Result<(), Error> {
        let mut before = 0;
        for index in 0..self.len.min(LONGEST) {
            let after = self.bytes.get(index.saturating_add(1)).copied().unwrap_or(0);
            let Some(byte) = self.bytes.get_mut(index) else { break };
            if *byte == CROSS {
                if ![before, after].iter().any(|next| matches!(*next, b'*' | CROSS)) {
                    return Err(Error::Alphabet { position: index.saturating_add(1) });
                }
                *byte = b'*';
                self.stars = self.stars.saturating_add(1);
            }
            before = *byte;
        }
        Ok(())
    }
}

/// What one typed character means.
enum Class {
    Kept(u8),
    Hidden,
    Cross,
    Blank,
    Hyphen,
    Foreign,
}

fn classify(character: char) -> Class {
    let narrow = narrow(character);
    match narrow {
        '0'..='9' | 'A'..='Z' | 'a'..='z' => {
            u8::try_from(narrow).map_or(Class::Foreign, |byte| Class::Kept(byte.to_ascii_uppercase()))
        }
        '*' | '﹡' | '∗' | '⁎' | '✱' | '•' | '●' | '#' => Class::Hidden,
        '×' | '✕' | '✖' => Class::Cross,
        '-' | '‐'..='―' | '⁃' | '−' | '﹘' | '﹣' => Class::Hyphen,
        _ if is_blank(character) => Class::Blank,
        _ => Class::Foreign,
    }
}

/// The ASCII character that a full-width one (U+FF01 to U+FF5E) stands for; others stay.
fn narrow(character: char) -> char {
    match u32::from(character) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code.saturating_sub(0xFEE0)).unwrap_or(character),
        _ => character,
    }
}

/// Blanks of any width, and characters without any: zero-width, direction marks, soft hyphen, byte-order mark.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
        )
}

/// Quotes and brackets that copying leaves around an identifier, with the blanks between them.
fn wraps(character: char) -> bool {
    const WRAPS: &str = "\"'`()[]{}<>“”‘’「」『』【】《》〈〉〔〕〖〗«»‹›";
    is_blank(character) || WRAPS.contains(narrow(character))
}

/// Stands for `×` until its neighbours are known.
const CROSS: u8 = 1;

/// Longer than any identifier with any run of stars seen (19), with room for careless ones.
const LONGEST: usize = 40;
