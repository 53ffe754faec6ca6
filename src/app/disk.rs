//! Whether the disk has room for what customers will write.

/// Less free space than this is warned about, in bytes.
const LITTLE_BYTES: u64 = 500 * 1024 * 1024;
/// With less than this nothing can be kept for long, in bytes.
const NONE_BYTES: u64 = 50 * 1024 * 1024;

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    Enough,
    /// Free some soon.
    Little,
    /// Soon no message can be kept.
    None,
}

impl Room {
    pub const fn of(free_bytes: u64) -> Self {
        match free_bytes {
            0..NONE_BYTES => Self::None,
            NONE_BYTES..LITTLE_BYTES => Self::Little,
            LITTLE_BYTES.. => Self::Enough,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_judged_by_what_is_free() {
        assert_eq!(Room::of(0), Room::None);
        assert_eq!(Room::of(NONE_BYTES), Room::Little);
        assert_eq!(Room::of(LITTLE_BYTES), Room::Enough);
    }
}
