//! What was heard in the texts of the last hours. A turn asks the same of the same words a dozen times over, and whoever
//! goes on writing while a person is waited for has all that waits heard again with every message.

use std::hash::{BuildHasher as _, Hash, RandomState};

use hashlink::LruCache;
use parking_lot::Mutex;

/// Texts of which it is remembered; some thirty bytes each.
const TEXTS: usize = 8_192;

/// What was heard in texts, by a hash of 64 bits whose key is this process's own: no text is kept, and nobody can choose
/// two that are taken for one.
pub(super) struct Lately<T> {
    heard: Mutex<LruCache<u64, T>>,
    hashes: RandomState,
}

impl<T: Copy> Lately<T> {
    pub fn new() -> Self {
        Self { heard: Mutex::new(LruCache::new(TEXTS)), hashes: RandomState::new() }
    }

    /// What `hear` finds in a text, or in a text and whatever else it depends on; asked once.
    pub fn heard<K: Hash + Copy>(&self, said: K, hear: impl FnOnce(K) -> T) -> T {
        let hash = self.hashes.hash_one(said);
        if let Some(heard) = self.heard.lock().get(&hash) {
            return *heard;
        }
        let heard = hear(said);
        self.heard.lock().insert(hash, heard);
        heard
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_heard_once_and_another_for_itself() {
        let (lately, asked) = (Lately::new(), std::cell::Cell::new(0));
        let length = |text: &str| {
            asked.set(asked.get() + 1);
            text.len()
        };
        let heard = ["stop", "help", "help", "help!", "stop"].map(|text| lately.heard(text, length));
        assert_eq!((heard, asked.get()), ([4, 4, 4, 5, 4], 3));
    }

    #[test]
    fn texts_nobody_says_any_more_are_forgotten_first() {
        let lately = Lately::new();
        for number in 0..=TEXTS {
            lately.heard(&number.to_string(), |_| 1);
            lately.heard("said all the time", |_| 1);
        }
        assert_eq!(lately.heard("said all the time", |_| 2), 1);
        assert_eq!(lately.heard("0", |_| 2), 2);
    }
}
