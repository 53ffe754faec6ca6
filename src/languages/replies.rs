//! What people reply to a question of the shop's, one file a language in `replies/`; adding a language is adding a file and its tag.
//! Words alone: what they mean together is read in `replies/question/offer.rs` and `replies/question/proposal.rs`.
//!
//! `yes` consents and `no` refuses; of these `later` puts it off and says no more than that; `cancel` calls something off, which refuses an order that is proposed; `clear` are consents that are nothing else at the beginning of a longer message, and
//! `although` such as hold a word that refuses elsewhere. `but` says that there is more to it. `courtesy` consents to a
//! person being asked and to nothing else, as `waits` does for whoever says that they will wait; `filler` may stand beside any of them. `price` asks what something costs, and
//! `around` may stand in such a question.

macro_rules! files {
    ($($tag:literal),+ $(,)?) => { &[$(($tag, include_str!(concat!("replies/", $tag, ".toml")))),+] };
}

/// By its tag, every language's file.
pub const REPLIES: &[(&str, &str)] = files![
    "ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hi-Latn", "hu", "id",
    "it", "ja", "ko", "ms", "nl", "pl", "pt", "ro", "ru", "sv", "sw", "th", "tl", "tr", "uk", "ur",
    "ur-Latn", "vi", "zh",
];
