//! Where does a table's row end, and what are its fields? As RFC 4180 has it, with any delimiter.

/// Follows quotes through a row. A quote opens a field only as its first character; a pair inside stands for one.
pub(super) struct Quotes {
    delimiter: u8,
    state: State,
    at: usize,
    /// Newlines inside quotes so far.
    inner_lines: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Bare,
    Quoted,
    /// After a quote inside quotes: the field's end, or the first of a pair.
    MaybeClosed,
}

impl Quotes {
    pub(super) const fn new(delimiter: u8) -> Self {
        Self { delimiter, state: State::FieldStart, at: 0, inner_lines: 0 }
    }

    /// Where the newline is that ends the row; `None` where the stretch ends first. Fed ever longer stretches.
    pub(super) fn feed(&mut self, stretch: &[u8]) -> Option<usize> {
        for byte in stretch.get(self.at..).unwrap_or_default() {
            if *byte == b'\n' && self.state != State::Quoted {
                return Some(self.at);
            }
            self.inner_lines = self.inner_lines.saturating_add(usize::from(*byte == b'\n'));
            self.follow(*byte);
            self.at = self.at.saturating_add(1);
        }
        None
    }

    /// Lines that the row lies on so far.
    pub(super) const fn lines(&self) -> usize {
        self.inner_lines.saturating_add(1)
    }

    /// Whether a quote is open.
    pub(super) fn is_open(&self) -> bool {
        self.state == State::Quoted
    }

    fn follow(&mut self, byte: u8) {
        self.state = match (self.state, byte) {
            (State::Quoted, b'"') => State::MaybeClosed,
            (State::Quoted, _) => State::Quoted,
            (State::FieldStart | State::MaybeClosed, b'"') => State::Quoted,
            (_, byte) if byte == self.delimiter => State::FieldStart,
            _ => State::Bare,
        };
    }
}

/// The fields of one row.
#[derive(Default)]
pub(super) struct Fields {
    /// Without the quotes around them.
    pub(super) texts: Vec<String>,
    /// Text follows a closing quote, which is kept with the field: the quote may belong to another row's field.
    pub(super) is_torn: bool,
}

impl Fields {
    /// Of a row's text without its newline.
    pub(super) fn of(text: &str, delimiter: u8) -> Self {
        let mut fields = Self::default();
        let mut quotes = Quotes::new(delimiter);
        let mut field = String::new();
        for c in text.chars() {
            let before = quotes.state;
            // Only ASCII characters change the state.
            quotes.follow(u8::try_from(c).unwrap_or(0xFF));
            match (before, quotes.state) {
                (State::FieldStart, State::Quoted) | (State::Quoted, State::MaybeClosed) => {}
                (_, State::FieldStart) => fields.texts.push(std::mem::take(&mut field)),
                (State::MaybeClosed, State::Bare) => {
                    fields.is_torn = true;
                    field.push(c);
                }
                _ => field.push(c),
            }
        }
        fields.texts.push(field);
        fields
    }
}
