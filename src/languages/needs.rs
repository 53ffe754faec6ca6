//! How each language says what a person must see to, one file a language in `needs/`; adding a language is adding a
//! file. Words alone: what they mean together is read in `replies/question/needs/`.

macro_rules! files {
    ($($tag:literal),+ $(,)?) => { &[$(($tag, include_str!(concat!("needs/", $tag, ".toml")))),+] };
}

/// By its tag, every language's file.
pub const NEEDS: &[(&str, &str)] = files![
    "ar", "bn", "de", "en", "es", "fa", "fr", "hi", "hi-Latn", "id", "it", "ja", "ko", "nl", "pl", "pt",
    "ro", "ru", "th", "tr", "uk", "ur", "vi", "zh",
];
