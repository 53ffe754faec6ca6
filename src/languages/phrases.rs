//! What customers say that needs no model to be understood, one file a language in `phrases/`; adding a language is adding
//! a file. Words alone: who listens for them is `spoken` here, and `replies/question/`.
//!
//! `greets`, `thanks`, `wishes`, `person` and `stop` are all that a message says, and `beside` goes with any of them: how
//! somebody is addressed, and small words. The others stand anywhere in it: `wants_person` asks for somebody, `gone` takes
//! back what is not named ("cancel it"), `may_i` asks whether something can be done, `why` why it was.

macro_rules! files {
    ($($tag:literal),+ $(,)?) => { &[$(($tag, include_str!(concat!("phrases/", $tag, ".toml")))),+] };
}

/// By its tag, every language's file.
pub const PHRASES: &[(&str, &str)] = files![
    "ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja",
    "ko", "ms", "nl", "pl", "pt", "ro", "ru", "sv", "sw", "th", "tl", "tr", "uk", "ur", "ur-Latn", "vi",
    "zh",
];
