//! How each language asks about an order of one's own, one file a language in `orders/`; adding a language is adding a
//! file and its tag to the list below. Words alone: what they mean together is read in `replies/question/about_order.rs`.
//!
//! `order` names it, `mine` says it is one's own, `where` and `status` ask for it, `sent` says how far it came; `pay` and
//! `through` ask whether the money arrived, `ask` makes a question of it; `again` wants the same once more, `changes` not quite the same; `filler` may
//! stand in a short question besides; `others` are orders of somebody else, `items` asks what was ordered as
//! a whole, `what` with `i_ordered` in parts; `refunded` asks as a whole whether the money came back, `refund` with
//! `came_back` in parts; `add` puts something into what `to_order` names; `it` stands for an
//! order named before; `booking` is an appointment, a table or a
//! subscription, `call_off` takes one back or changes it, `may_i` asks whether and how that can be done, `trouble` is something a person must see to.

macro_rules! files {
    ($($tag:literal),+ $(,)?) => { &[$(($tag, include_str!(concat!("orders/", $tag, ".toml")))),+] };
}

/// By its tag, every language's file.
pub const ORDERS: &[(&str, &str)] = files![
    "ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hi-Latn", "hu", "id",
    "it", "ja", "ko", "ms", "nl", "pl", "pt", "ro", "ru", "sv", "sw", "th", "tl", "tr", "uk", "ur",
    "ur-Latn", "vi", "zh",
];

/// "And" in these languages, where it stands between blanks.
pub const AND: &[&str] = &[
    "and",
    "e",
    "ed",
    "y",
    "et",
    "und",
    "en",
    "og",
    "och",
    "dan",
    "ve",
    "và",
    "a",
    "i",
    "oraz",
    "és",
    "și",
    "и",
    "і",
    "та",
    "και",
    "و",
    "اور",
    "aur",
    "और",
    "আর",
    "এবং",
    "그리고",
    "และ",
    "וגם",
];
