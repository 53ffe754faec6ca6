//! `Range: bytes=…` of one part, as players and viewers ask for it. Several parts at once are answered with the whole.

/// What to answer with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Whole,
    /// From the first to the last byte, both included.
    Part(u64, u64),
    /// Beyond the end.
    Nothing,
}

/// Reads the header for a file of so many bytes.
pub(super) fn asked(header: Option<&str>, bytes: u64) -> Asked {
    let Some(part) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else {
        return Asked::Whole;
    };
    let Some((first, last)) = part.split_once('-') else { return Asked::Whole };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    match (number(first), number(last)) {
        // The last so many bytes.
        (None, Some(count)) if first.trim().is_empty() => {
            if count == 0 {
                Asked::Nothing
            } else {
                within(bytes.saturating_sub(count), bytes, bytes)
            }
        }
        (Some(first), None) if last.trim().is_empty() => within(first, u64::MAX, bytes),
        (Some(first), Some(last)) if first <= last => within(first, last, bytes),
        _ => Asked::Whole,
    }
}

fn within(first: u64, last: u64, bytes: u64) -> Asked {
    if first >= bytes { Asked::Nothing } else { Asked::Part(first, last.min(bytes - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_as_the_standard_says() {
        for (header, expected) in [
            (None, Asked::Whole),
            (Some("bytes=0-0"), Asked::Part(0, 0)),
            (Some("bytes=10-"), Asked::Part(10, 99)),
            (Some("bytes=10-1000"), Asked::Part(10, 99)),
            (Some("bytes=-5"), Asked::Part(95, 99)),
            (Some("bytes=-500"), Asked::Part(0, 99)),
            (Some("bytes=100-"), Asked::Nothing),
            (Some("bytes=-0"), Asked::Nothing),
            (Some("bytes=5-2"), Asked::Whole),
            (Some("bytes=0-1,5-6"), Asked::Whole),
            (Some("pages=1-2"), Asked::Whole),
        ] {
            assert_eq!(asked(header, 100), expected, "{header:?}");
        }
        assert_eq!(asked(Some("bytes=0-"), 0), Asked::Nothing);
    }
}
