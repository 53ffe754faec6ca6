//! What the shop says without a model, one file a language in `texts/`; adding a language is adding a file and its tag.
//! Words alone: when they are said is decided in `replies/`.
//!
//! `fixed` declines, hands over, greets and regrets; `orders` tells of a customer's own orders, and its `states` fill
//! `{state}` in; `facts` asks whether a `{fact}` a customer told may be kept; `shop` names the parts of the shop's profile, with the days from Monday and the months as they stand
//! between a day and a year. What ends in a question is answered well by a yes.

macro_rules! files {
    ($($tag:literal),+ $(,)?) => { &[$(($tag, include_str!(concat!("texts/", $tag, ".toml")))),+] };
}

/// By its tag, every language's file.
pub const TEXTS: &[(&str, &str)] = files![
    "ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja",
    "ko", "ms", "nl", "pl", "pt", "ro", "ru", "sv", "sw", "th", "tl", "tr", "uk", "ur", "ur-Latn", "vi",
    "zh",
];
