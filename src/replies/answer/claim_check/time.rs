//! A time of day, and what it is to the sentence.

pub(super) const DAY_MINUTES: u16 = 24 * 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Start,
    End,
    Any,
    /// "before 14:00", "after 14:00": a limit, not an opening time.
    Before,
    After,
}

/// A time of day; `also` when it may be meant twelve hours later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    pub minute: u16,
    pub also: Option<u16>,
    pub role: Role,
    pub place: usize,
}

impl Time {
    pub fn is(self, minute: u16) -> bool {
        self.minute == minute || self.also == Some(minute) || (self.minute == DAY_MINUTES && minute == 0)
    }
}
