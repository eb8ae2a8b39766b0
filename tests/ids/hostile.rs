//! Whatever the bytes: an identifier or an error, never a panic, and never an identifier that does not read back.

use shixin::id::Id;
use shixin::id::Pattern;

#[test]
fn a_hundred_thousand_random_texts() {
    let mut random = Random(0x5EED);
    let (mut complete, mut masked, mut refused) = (0, 0, 0);
    for round in 0..100_000 {
        let text = if round % 4 == 0 { random.bytes() } else { random.likely() };
        match Pattern::read(&text) {
            Ok(pattern) if pattern.complete().is_some() => complete += 1,
            Ok(_) => masked += 1,
            Err(_) => refused += 1,
        }
        hold(&text);
    }
    assert!(
        complete > 100 && masked > 1_000 && refused > 1_000,
        "{complete} {masked} {refused}: the sample is one-sided"
    );
}

#[test]
fn every_text_of_one_or_two_characters_that_matter() {
    let alphabet: Vec<char> =
        "0189AHMEGIXZx*＊×•-—()（） \u{3000}\u{200B},，.。张Ｘ？\0\u{7F}\u{10FFFF}".chars().collect();
    for one in &alphabet {
        hold(&one.to_string());
        for other in &alphabet {
            hold(&format!("{one}{other}"));
        }
    }
}

#[test]
fn every_cut_and_every_replacement_of_known_texts() {
    for text in
        ["11010519491231002X", "110105194****9002X*", "91350100M000100Y43", "H1234****01", "53342381****057"]
    {
        for cut in 0..=text.len() {
            hold(&text[..cut]);
            hold(&text[cut..]);
            for byte in 0..=127 {
                let mut bytes = text.as_bytes().to_vec();
                bytes.insert(cut, byte);
                hold(std::str::from_utf8(&bytes).unwrap());
                if cut < text.len() {
                    bytes.remove(cut + 1);
                    hold(std::str::from_utf8(&bytes).unwrap());
                }
            }
        }
    }
}

#[test]
fn very_long_texts() {
    for unit in ["*", "1", " ", "×", "1*", "-"] {
        hold(&unit.repeat(100_000));
    }
}

/// Reads `text` and asks everything there is to ask.
fn hold(text: &str) {
    let specimens =
        ["11010519491231002X", "91350100M000100Y43", "600037341", "H1234567801", "E12345678", "12345678"];
    let Ok(pattern) = Pattern::read(text) else {
        assert!(Id::parse(text).is_err(), "{text:?}: unreadable when published, readable when typed");
        return;
    };
    assert_eq!(Pattern::read(pattern.as_str()).as_ref(), Ok(&pattern), "{text:?} reads back");
    assert_eq!(
        Pattern::read(pattern.as_str()).unwrap().visible(),
        pattern.visible(),
        "{text:?} shows the same"
    );
    assert_eq!(
        Pattern::read(pattern.as_str()).unwrap().subject(),
        pattern.subject(),
        "{text:?} is the same one's"
    );
    assert!(pattern.visible().count() > 0, "{text:?} shows something");
    for specimen in specimens {
        let applicant = Id::parse(specimen).unwrap();
        let _ = (pattern.compare(&applicant), pattern.differing(&applicant));
    }
    let _ = (pattern.frames().count(), pattern.warnings(), format!("{pattern:?}{pattern}"));
    if let Ok(id) = Id::parse(text) {
        assert_eq!(pattern.complete(), Some(&id), "{text:?} is one number, typed or published");
        assert_eq!(
            Id::parse(id.as_str()).map(|again| again.kind()),
            Ok(id.kind()),
            "{text:?} keeps its kind"
        );
        let _ = (id.sex(), id.birth(), id.lifetime(), id.warnings());
    }
}

/// xorshift64: a seed is a sequence.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }

    /// Any bytes, as they come out of a broken decoder.
    fn bytes(&mut self) -> String {
        let length = self.below(24);
        let bytes: Vec<u8> = (0..length).map(|_| self.below(256) as u8).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Characters of identifiers, in lengths of identifiers.
    fn likely(&mut self) -> String {
        const RARE: &[u8] = b"XXABEGHMNYIOSxag- ";
        let length = [8, 9, 10, 11, 15, 17, 18, 18, 19][self.below(9)];
        let start = self.below(length + 1);
        let end = start + self.below(8);
        (0..length)
            .map(|place| match self.below(40) {
                0 => char::from(RARE[self.below(RARE.len())]),
                _ if start > 3 && (start..end).contains(&place) => '*',
                _ if place == 0 && length != 18 && self.below(3) == 0 => ['H', 'M', 'E', 'G'][self.below(4)],
                _ => char::from(b'0' + self.below(10) as u8),
            })
            .collect()
    }
}
