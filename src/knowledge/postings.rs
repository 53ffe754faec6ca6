//! The list of entries that hold one term, packed: a posting takes about two bytes. It knows slots and
//! counts and nothing of scores.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::analyse::Term;

/// Postings of every term.
pub(super) type ByTerm = HashMap<Term, Postings, BuildHasherDefault<AlreadyHashed>>;

/// Who holds a term and how often: slot differences as variable-length numbers, the lowest bit
/// saying whether a count above one follows.
#[derive(Debug, Default)]
pub(super) struct Postings {
    bytes: Vec<u8>,
    holders: u32,
    last: u32,
}

impl Postings {
    /// Entries that hold the term.
    pub fn holders(&self) -> u32 {
        self.holders
    }

    /// Bytes held, counting reserved room.
    pub fn bytes(&self) -> usize {
        self.bytes.capacity()
    }

    pub fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
    }

    pub fn push(&mut self, slot: u32, count: u32) {
        let step = u64::from(slot - self.last) << 1;
        if count == 1 {
            write_number(&mut self.bytes, step);
        } else {
            write_number(&mut self.bytes, step | 1);
            write_number(&mut self.bytes, u64::from(count));
        }
        self.last = slot;
        self.holders += 1;
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let mut rest = self.bytes.as_slice();
        let mut slot = 0_u32;
        std::iter::from_fn(move || {
            let step = read_number(&mut rest)?;
            let count = if step & 1 == 1 { read_number(&mut rest)? } else { 1 };
            slot = slot.wrapping_add(low_half(step >> 1));
            Some((slot, low_half(count)))
        })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "only numbers that were written from a u32 are read")]
fn low_half(number: u64) -> u32 {
    number as u32
}

#[expect(clippy::cast_possible_truncation, reason = "seven bits are taken at a time")]
fn write_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
    }
    Some(number)
}

/// A hasher for keys that are hashes already.
#[derive(Debug, Default)]
pub(super) struct AlreadyHashed(u64);

impl Hasher for AlreadyHashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_their_coding() {
        for number in [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX) << 1 | 1] {
            let mut bytes = Vec::new();
            write_number(&mut bytes, number);
            assert_eq!(read_number(&mut bytes.as_slice()), Some(number));
        }
        assert_eq!(read_number(&mut [].as_slice()), None);
    }

    #[test]
    fn slots_and_counts_come_back_in_order() {
        let mut postings = Postings::default();
        let given = [(0, 1), (1, 3), (400, 1), (70_000, 900)];
        for (slot, count) in given {
            postings.push(slot, count);
        }
        assert_eq!(postings.iter().collect::<Vec<_>>(), given);
        assert_eq!(postings.holders(), 4);
    }
}
