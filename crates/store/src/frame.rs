//! The frame around a line: its length, a checksum and its position, so that damage is found before the line is read.
//!
//! `length (4 bytes) · checksum (4 bytes) · position (8 bytes) · line`, numbers with the greatest byte first.
//! The checksum is CRC-32 over position and line: it tells bit rot from tampering, which the digests of the line tell.

use crate::error::FrameError;

const HEAD: usize = 16;

/// A line in its frame.
pub(crate) fn framed(position: u64, line: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + line.len());
    // A line is bounded far below four gigabytes by the limits of the core.
    let length = u32::try_from(line.len()).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&checksum(&position.to_be_bytes(), line).to_be_bytes());
    bytes.extend_from_slice(&position.to_be_bytes());
    bytes.extend_from_slice(line);
    bytes
}

/// The line of a frame that stands at a position.
pub(crate) fn line(position: u64, frame: &[u8]) -> Result<&[u8], FrameError> {
    let cut = |expected: usize| FrameError::Cut { expected: expected as u64, found: frame.len() as u64 };
    let (head, line) = frame.split_at_checked(HEAD).ok_or(cut(HEAD))?;
    let (length, rest) = number::<4>(head);
    let (stated, rest) = number::<4>(rest);
    let (says, _) = number::<8>(rest);
    if line.len() as u64 != length {
        return Err(cut(HEAD + usize::try_from(length).unwrap_or(usize::MAX - HEAD)));
    }
    if u64::from(checksum(&says.to_be_bytes(), line)) != stated {
        return Err(FrameError::Checksum);
    }
    if says != position {
        return Err(FrameError::Moved { says });
    }
    Ok(line)
}

/// What a frame says of itself, as far as it goes: its length, its position, and what there is of its line.
pub(crate) fn stated(frame: &[u8]) -> (Option<u64>, Option<u64>, &[u8]) {
    let whole = |from: usize, to: usize| frame.get(from..to).map(|digits| number::<8>(digits).0);
    let length = whole(0, 4).map(|length| length.saturating_add(HEAD as u64));
    (length, whole(8, HEAD), frame.get(HEAD..).unwrap_or(&[]))
}

/// The number at the beginning of some bytes, and what follows it.
fn number<const BYTES: usize>(bytes: &[u8]) -> (u64, &[u8]) {
    let (digits, rest) = bytes.split_at(BYTES.min(bytes.len()));
    (digits.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)), rest)
}

fn checksum(position: &[u8], line: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(position);
    sum.update(line);
    sum.finalize()
}

#[cfg(test)]
mod tests {
    use super::{framed, line};

    #[test]
    fn every_flipped_bit_is_found() {
        let frame = framed(7, b"a line");
        assert_eq!(line(7, &frame).expect("it is whole"), b"a line");
        for bit in 0..frame.len() * 8 {
            let mut bytes = frame.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(line(7, &bytes).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_frame_that_was_cut_or_moved_is_found() {
        let frame = framed(7, b"a line");
        for end in 0..frame.len() {
            assert!(line(7, &frame[..end]).is_err(), "{end}");
        }
        assert!(line(8, &frame).is_err());
    }
}
