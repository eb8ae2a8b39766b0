//! What kind of file was it, found by looking?

use std::fmt;

use serde::Serialize;

/// How a feed is packed, for the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Form {
    /// By the first bytes.
    pub compression: Compression,
    /// By the byte-order mark, else by the first bytes beyond ASCII. Until those are reached: [`Encoding::Ascii`].
    /// Of UTF-8 and GB18030, a line of a file that is plainly in the other is read as such.
    pub encoding: Encoding,
    /// By the first 64 KiB of text.
    pub container: Container,
}

/// How the bytes are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Compression {
    /// Not at all.
    Plain,
    /// Gzip (RFC 1952), any number of members.
    Gzip,
    /// Zstandard (RFC 8878), any number of frames.
    Zstd,
}

/// How characters are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Encoding {
    /// Nothing beyond ASCII so far.
    Ascii,
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-16, little-endian, with a byte-order mark.
    Utf16Le,
    /// UTF-16, big-endian, with a byte-order mark.
    Utf16Be,
    /// GB18030, which holds GBK and GB 2312.
    Gb18030,
}

/// How the rows are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Container {
    /// One object a line.
    Lines,
    /// Objects one after the other, each over several lines; or a single one.
    Objects,
    /// A JSON array of objects.
    Array,
    /// Objects in a member of an object that is not itself a row.
    Envelope,
    /// Any of these as the argument of a JavaScript call.
    Jsonp,
    /// A table with a header of known keys.
    Csv,
    /// None of these: every line is a malformed row.
    Unknown,
    /// No text at all.
    Empty,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let container = match self.container {
            Container::Lines => "JSON lines",
            Container::Objects => "JSON objects",
            Container::Array => "JSON array",
            Container::Envelope => "JSON envelope",
            Container::Jsonp => "JSONP",
            Container::Csv => "CSV",
            Container::Unknown => "unknown text",
            Container::Empty => "nothing",
        };
        let encoding = match self.encoding {
            Encoding::Ascii => "ASCII",
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
            Encoding::Gb18030 => "GB18030",
        };
        write!(f, "{container}, {encoding}")?;
        match self.compression {
            Compression::Plain => Ok(()),
            Compression::Gzip => f.write_str(", gzip"),
            Compression::Zstd => f.write_str(", zstd"),
        }
    }
}
