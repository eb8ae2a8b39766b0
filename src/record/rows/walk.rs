//! Where does a JSON value end, and which members does an object have? Without parsing, on text that may be cut or broken.

/// Follows one value's brackets and quotes. Fed ever longer stretches that begin with the value's first byte.
#[derive(Default)]
pub(super) struct Nest {
    /// Bytes followed so far.
    at: usize,
    depth: usize,
    in_string: bool,
    is_escaped: bool,
}

impl Nest {
    /// Where the text, array or object ends; `None` where the stretch ends first.
    pub(super) fn feed(&mut self, stretch: &[u8]) -> Option<usize> {
        for byte in stretch.get(self.at..).unwrap_or_default() {
            self.at = self.at.saturating_add(1);
            if self.follow(*byte) {
                return Some(self.at);
            }
        }
        None
    }

    /// The stretch was consumed: what comes next begins at its end.
    pub(super) const fn forget(&mut self) {
        self.at = 0;
    }

    /// Whether the value ends with this byte.
    const fn follow(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return !self.in_string && self.depth == 0;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth = self.depth.saturating_add(1),
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

/// Walks the members of an object without reading their values.
pub(super) struct Walk<'t> {
    text: &'t str,
    at: usize,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    /// Before the opening brace.
    Before,
    /// At the value of the member told last.
    AtValue,
}

/// What a walk comes upon.
pub(super) enum Step<'t> {
    /// A member: its key between the quotes, escapes untouched, and the first byte of its value.
    Member { key: &'t str, first: u8 },
    /// The closing brace.
    End,
    /// The end of the text.
    Cut,
    /// Something that is no JSON.
    Broken,
}

impl<'t> Walk<'t> {
    /// Of a text that begins with an object.
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0, place: Place::Before }
    }

    /// The next member, or why there is none.
    pub(super) fn step(&mut self) -> Step<'t> {
        let next = match self.place {
            Place::Before => self.pass_opening(),
            Place::AtValue => self.pass_value(),
        };
        next.and_then(|()| self.member()).unwrap_or_else(|stop| stop)
    }

    /// Where the walk stands: after a member, at the first byte of its value.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// The text from there on.
    pub(super) fn rest_text(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn pass_opening(&mut self) -> Result<(), Step<'t>> {
        match self.peek()? {
            b'{' => self.at = self.at.saturating_add(1),
            _ => return Err(Step::Broken),
        }
        Ok(())
    }

    fn pass_value(&mut self) -> Result<(), Step<'t>> {
        self.at = value_end(self.rest(), self.at).ok_or(Step::Cut)?;
        match self.peek()? {
            b',' => self.at = self.at.saturating_add(1),
            b'}' => return Err(Step::End),
            _ => return Err(Step::Broken),
        }
        Ok(())
    }

    fn member(&mut self) -> Result<Step<'t>, Step<'t>> {
        match self.peek()? {
            b'"' => {}
            b'}' => return Err(Step::End),
            _ => return Err(Step::Broken),
        }
        let length = Nest::default().feed(self.rest()).ok_or(Step::Cut)?;
        let quoted = self.text.get(self.at..self.at.saturating_add(length)).ok_or(Step::Broken)?;
        let key = quoted.get(1..length.saturating_sub(1)).ok_or(Step::Broken)?;
        self.at = self.at.saturating_add(length);
        if self.peek()? != b':' {
            return Err(Step::Broken);
        }
        self.at = self.at.saturating_add(1);
        let first = self.peek()?;
        self.place = Place::AtValue;
        Ok(Step::Member { key, first })
    }

    /// The next byte that is no blank.
    fn peek(&mut self) -> Result<u8, Step<'t>> {
        let blanks = self.rest().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.at = self.at.saturating_add(blanks);
        self.rest().first().copied().ok_or(Step::Cut)
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }
}

/// The arrays and objects in the array that begins the text, each with all text after it.
pub(super) fn elements(array: &str) -> impl Iterator<Item = &str> {
    let mut at = 1_usize;
    std::iter::from_fn(move || {
        loop {
            let rest = array.get(at..)?.trim_start_matches([' ', '\t', '\r', '\n', ',']);
            let begin = array.len().saturating_sub(rest.len());
            // A bracket that closes ends before its first byte.
            at = value_end(rest.as_bytes(), begin).unwrap_or(array.len());
            if at == begin {
                return None;
            }
            if rest.starts_with(['{', '[']) {
                return Some(rest);
            }
        }
    })
}

/// Where the value that begins `rest`, `at` bytes into the text, ends in the text.
fn value_end(rest: &[u8], at: usize) -> Option<usize> {
    let length = match rest.first()? {
        b'"' | b'{' | b'[' => Nest::default().feed(rest)?,
        _ => rest.iter().position(|byte| ends_scalar(*byte))?,
    };
    Some(at.saturating_add(length))
}

/// Whether a number, `true`, `false` or `null` ends before this byte.
pub(super) const fn ends_scalar(byte: u8) -> bool {
    matches!(byte, b',' | b'}' | b']' | b'"' | b'{' | b'[') || byte.is_ascii_whitespace()
}
