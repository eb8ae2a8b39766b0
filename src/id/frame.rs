//! Under which visible parts can an 18-character identifier be found?

use super::Visible;

/// A key made of slots of the 18-character frame. Whoever shows the slots yields the frame, so that a masked identifier
/// and every complete one that agrees with it share at least the most specific frame of the masked one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Frame {
    /// Slots 0 to 10 and 14 to 18: first ten and last four, what the courts publish (month and day hidden).
    P10S4([u8; 14]),
    /// Slots 0 to 10 and 15 to 18: first ten and last three.
    P10S3([u8; 13]),
    /// Slots 0 to 6, 8 to 10 and 14 to 17, all digits: what a masked 15-digit citizen id shows.
    P8S3([u8; 11]),
}

impl Frame {
    /// The key's characters, without the frame's kind.
    pub const fn as_bytes(&self) -> &[u8] {
        match self {
            Self::P10S4(bytes) => bytes,
            Self::P10S3(bytes) => bytes,
            Self::P8S3(bytes) => bytes,
        }
    }
}

/// The frames of one identifier, most specific first.
#[derive(Debug, Clone)]
pub struct Frames {
    /// The 18 slots; meaningful where `visible`.
    slots: [u8; 18],
    visible: Visible,
    /// The next frame to try.
    next: u8,
}

impl Frames {
    pub(super) const fn new(slots: [u8; 18], visible: Visible) -> Self {
        Self { slots, visible, next: 0 }
    }

    /// No frame at all.
    pub(super) const fn none() -> Self {
        Self::new([0; 18], Visible::from_bits(0))
    }

    /// One frame, if its slots are visible.
    fn make(&self, which: u8) -> Option<Frame> {
        let shows = |needed: u32| self.visible.covers(Visible::from_bits(needed));
        match which {
            0 if shows(P10S4) => ends::<4, 14>(&self.slots).map(Frame::P10S4),
            1 if shows(P10S3) => ends::<3, 13>(&self.slots).map(Frame::P10S3),
            2 if shows(P8S3) => {
                let [a, b, c, d, e, f, _, _, i, j, _, _, _, _, o, p, q, _] = self.slots;
                Some([a, b, c, d, e, f, i, j, o, p, q]).filter(are_digits).map(Frame::P8S3)
            }
            _ => None,
        }
    }
}

/// The first ten slots and the last `TAIL`, together `ALL`.
fn ends<const TAIL: usize, const ALL: usize>(slots: &[u8; 18]) -> Option<[u8; ALL]> {
    let mut key = [0; ALL];
    *key.first_chunk_mut::<10>()? = *slots.first_chunk()?;
    *key.last_chunk_mut::<TAIL>()? = *slots.last_chunk()?;
    Some(key)
}

fn are_digits(bytes: &[u8; 11]) -> bool {
    bytes.iter().fold(true, |all, byte| all & byte.is_ascii_digit())
}

impl Iterator for Frames {
    type Item = Frame;

    fn next(&mut self) -> Option<Frame> {
        while self.next < FRAMES {
            let which = self.next;
            self.next = which.saturating_add(1);
            if let Some(frame) = self.make(which) {
                return Some(frame);
            }
        }
        None
    }
}

const FRAMES: u8 = 3;
const P10S4: u32 = 0b11_1100_0011_1111_1111;
const P10S3: u32 = 0b11_1000_0011_1111_1111;

/// The slots of [`Frame::P8S3`].
pub(super) const P8S3: u32 = 0b01_1100_0011_0011_1111;
