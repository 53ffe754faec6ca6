//! A file's name as it may be shown, saved and sent on: the one place that says so, for names that come and names that go.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::letters;

/// Longest name, in characters as people see them.
const LONGEST_GRAPHEMES: usize = 120;
/// Longest name, in characters as Meta counts them; a letter with twenty accents is one character to see.
const LONGEST_CHARACTERS: usize = 240;
/// Longest ending that is kept when a name is cut, in bytes.
const LONGEST_ENDING_BYTES: usize = 10;

/// A name a person can be shown and a computer can save: no folders, no quotation marks, nothing that is not seen, not
/// endless. Nothing when nothing is left.
pub fn clean_file_name(name: &str) -> Option<String> {
    let last = name.trim().trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|letter| !is_hidden(*letter) && !is_reserved(*letter)).collect();
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = kept.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    if fits(kept) {
        return Some(kept.to_owned()).filter(|name| !name.is_empty());
    }
    let ending =
        kept.rsplit_once('.').filter(|(_, end)| !end.is_empty() && end.len() <= LONGEST_ENDING_BYTES);
    let (stem, ending) = ending.map_or((kept, String::new()), |(stem, end)| (stem, format!(".{end}")));
    let mut cut = String::new();
    for (at, grapheme) in stem.graphemes(true).enumerate() {
        let characters = cut.chars().count() + grapheme.chars().count() + ending.chars().count();
        if at + ending.chars().count() >= LONGEST_GRAPHEMES || characters > LONGEST_CHARACTERS {
            break;
        }
        cut.push_str(grapheme);
    }
    let cut = format!("{}{ending}", cut.trim_end());
    Some(cut).filter(|name| !name.is_empty())
}

fn fits(name: &str) -> bool {
    name.chars().count() <= LONGEST_CHARACTERS && name.graphemes(true).count() <= LONGEST_GRAPHEMES
}

/// Control characters, marks that turn the direction of writing, and what takes no room at all. Joiners stay where
/// scripts and emoji need them.
fn is_hidden(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') || letters::is_invisible(letter)
}

/// What ends a quoted name in a header, a shell or a page, and what some file systems refuse.
fn is_reserved(letter: char) -> bool {
    matches!(letter, '"' | '`' | '“' | '”' | '„' | '«' | '»' | '<' | '>' | '|' | '?' | '*' | ':')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_lose_folders_and_tricks_and_keep_their_ending() {
        for (raw, clean) in [
            ("../../etc/passwd", Some("passwd")),
            ("C:\\a\\nota.pdf", Some("nota.pdf")),
            ("photo\u{202e}gpj.exe", Some("photogpj.exe")),
            ("\u{2067}facture\u{2069}\u{200f}.pdf", Some("facture.pdf")),
            ("a\r\nb.txt", Some("ab.txt")),
            ("a\u{2028}b\u{85}c.txt", Some("abc.txt")),
            ("un \"conto\" <b>.pdf", Some("un conto b.pdf")),
            ("l'ordine di Ana.pdf", Some("l'ordine di Ana.pdf")),
            ("  spazi   dentro .pdf ", Some("spazi dentro .pdf")),
            (".htaccess", Some("htaccess")),
            ("nota.pdf...", Some("nota.pdf")),
            ("cartella/", Some("cartella")),
            ("zero\u{200b}width\u{feff}.png", Some("zerowidth.png")),
            ("👩‍👩‍👧.png", Some("👩‍👩‍👧.png")),
            ("فاتورة.pdf", Some("فاتورة.pdf")),
            ("...", None),
            ("/", None),
            ("\u{202e}", None),
            ("", None),
        ] {
            assert_eq!(clean_file_name(raw).as_deref(), clean, "{raw:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_between_characters_as_people_see_them() {
        let long = clean_file_name(&format!("{}.pdf", "é".repeat(400))).unwrap();
        assert_eq!((long.chars().count(), long.rsplit('.').next()), (120, Some("pdf")));
        let families = clean_file_name(&format!("{}.png", "👩‍👩‍👧".repeat(200))).unwrap();
        assert!(families.ends_with("👧.png") && families.chars().count() <= 240, "{families}");
        let accents = clean_file_name(&format!("a{}.png", "\u{301}".repeat(900))).unwrap();
        assert!(accents.chars().count() <= 240 && accents.rsplit('.').next() == Some("png"));
    }

    proptest! {
        #[test]
        fn a_clean_name_is_clean(raw in any::<String>()) {
            if let Some(clean) = clean_file_name(&raw) {
                prop_assert!(fits(&clean) && !clean.is_empty());
                let tricks = ['/', '\\', '"', '\n', '\u{202e}'];
                prop_assert!(!clean.contains(tricks));
                prop_assert_eq!(clean_file_name(&clean), Some(clean));
            }
        }
    }
}
