//! The letters that few languages of one script have, in lower case.

/// Letters that speak for the language of this tag.
pub(super) fn of(tag: &str) -> &'static str {
    match tag {
        "pl" => "ąćęłńśźż",
        "ro" => "ăâîșțşţ",
        "cs" => "ěřůťďňščžý",
        "hu" => "őű",
        "da" => "æø",
        "sv" => "äö",
        "tr" => "ğışç",
        "de" => "äöüß",
        "es" => "ñ¿¡",
        "pt" => "ãõ",
        "fr" => "çœêë",
        "vi" => "ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
        "ru" => "ыэъё",
        "uk" => "іїєґ",
        "ur" => "ٹڈڑںےہھ",
        "fa" => "پچژگ",
        "ar" => "ةىأإؤئ",
        _ => "",
    }
}

/// Letters Urdu alone has, those it shares with Persian, and those only Arabic has.
const URDU: &[char] = &['ٹ', 'ڈ', 'ڑ', 'ں', 'ے', 'ہ', 'ھ'];
const PERSIAN_OR_URDU: &[char] = &['پ', 'چ', 'ژ', 'گ', 'ک', 'ی'];
const ARABIC: &[char] = &['ة', 'ى', 'أ', 'إ', 'ؤ', 'ي', 'ك'];

/// What Persian writes between the parts of a word, and Urdu and Arabic do not.
const WITHIN_PERSIAN_WORDS: char = '\u{200c}';

/// The candidates these letters leave.
pub(super) fn narrowed(text: &str, tags: &'static [&'static str]) -> &'static [&'static str] {
    if !tags.contains(&"ar") {
        return tags;
    }
    if text.contains(URDU) {
        &["ur"]
    } else if text.contains(WITHIN_PERSIAN_WORDS) {
        &["fa"]
    } else if text.contains(PERSIAN_OR_URDU) {
        &["fa", "ur"]
    } else if text.contains(ARABIC) {
        &["ar"]
    } else {
        tags
    }
}
