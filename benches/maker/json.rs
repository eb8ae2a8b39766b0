//! How is one row written as JSON? [`Object`] writes keys in the order it is told, straight into the text.

/// An open object; [`Object::close`] ends it.
#[derive(Debug)]
pub struct Object {
    text: String,
}

impl Object {
    pub fn open() -> Self {
        let mut text = String::with_capacity(1_024);
        text.push('{');
        Self { text }
    }

    pub fn string(&mut self, key: &str, value: &str) {
        self.key(key);
        self.text.push('"');
        for char in value.chars() {
            match char {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\r' => self.text.push_str("\\r"),
                '\n' => self.text.push_str("\\n"),
                plain => self.text.push(plain),
            }
        }
        self.text.push('"');
    }

    /// A value that is JSON already: a number, `null`, a list.
    pub fn raw(&mut self, key: &str, json: &str) {
        self.key(key);
        self.text.push_str(json);
    }

    pub fn close(mut self) -> String {
        self.text.push('}');
        self.text
    }

    fn key(&mut self, key: &str) {
        if self.text.len() > 1 {
            self.text.push(',');
        }
        self.text.push('"');
        self.text.push_str(key);
        self.text.push_str("\":");
    }
}
