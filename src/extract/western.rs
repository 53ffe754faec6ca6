//! Western letters of the time before windows, as old tills and old Macintoshes still write them: code page 850, whose
//! frames and common letters are those of 437 too, and Mac Roman. They are known by letters within words, where
//! windows has signs or capitals.

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

/// What the upper half of code page 850 stands for.
const DOS: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´-±‗¾¶§÷¸°¨·¹³²■\u{A0}";
/// Letters that stand within words.
const LETTERS: &str = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœıšž";
/// Signs that stand within words.
const SIGNS: &str = "’—–…·\u{AD}";
/// Good letters for each bad one.
const GOOD_FOR_EACH_BAD: usize = 4;

/// The text with the name of its letters, where they show that it is written so.
pub(super) fn decoded(bytes: &[u8]) -> Option<(String, &'static str)> {
    let mut words = Words::default();
    let foreign = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii());
    let (mut alone, mut together) = (0_usize, 0_usize);
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii()) {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let behind = bytes.get(at + 1);
        if foreign(before) || foreign(behind) {
            together += usize::from(!is_frame(of_dos(*byte)));
            continue;
        }
        alone += 1;
        if let (Some(before), Some(behind)) = (before, behind)
            && before.is_ascii_alphabetic()
            && behind.is_ascii_alphabetic()
        {
            words.look(*byte, before.is_ascii_lowercase() || behind.is_ascii_lowercase());
        }
    }
    // Letters of another script stand together.
    if together > alone {
        return None;
    }
    let [windows, dos, mac] = words.0;
    let best = if dos.0 >= mac.0 { dos } else { mac };
    // Only old Macintoshes end their lines so.
    let by_lines = bytes.contains(&b'\r') && !bytes.contains(&b'\n');
    if by_lines && mac.0 > 0 && mac.0 >= windows.0 && mac.1 == 0 {
        return Some((MACINTOSH.decode(bytes).0.into_owned(), MACINTOSH.name()));
    }
    if best.0 <= windows.0 || best.1 * GOOD_FOR_EACH_BAD > best.0 {
        return None;
    }
    if best.0 == mac.0 && mac.0 > dos.0 {
        return Some((MACINTOSH.decode(bytes).0.into_owned(), MACINTOSH.name()));
    }
    let letter = |byte: &u8| if byte.is_ascii() { char::from(*byte) } else { of_dos(*byte) };
    Some((bytes.iter().map(letter).collect(), "IBM850"))
}

/// Letters that fit within their words and those that do not, read as windows, code page 850 and Mac Roman.
#[derive(Default)]
struct Words([(usize, usize); 3]);

impl Words {
    fn look(&mut self, byte: u8, in_small: bool) {
        let one = |encoding: &'static Encoding| {
            encoding.decode_without_bom_handling(&[byte]).0.chars().next().unwrap_or('\u{FFFD}')
        };
        let small = |letter: char| {
            let capital =
                letter.is_uppercase() && LETTERS.contains(letter.to_lowercase().next().unwrap_or(letter));
            LETTERS.contains(letter) || (capital && !in_small)
        };
        let (windows, mac) = (one(WINDOWS_1252), one(MACINTOSH));
        // A blank of windows between words is a letter of the others.
        if windows == '\u{A0}' {
            return;
        }
        let sign = |letter: char| SIGNS.contains(letter);
        let fits = [
            small(windows) || sign(windows),
            small(of_dos(byte)),
            small(mac) || (sign(mac) && !sign(windows)),
        ];
        for (found, fits) in self.0.iter_mut().zip(fits) {
            found.0 += usize::from(fits);
            found.1 += usize::from(!fits);
        }
    }
}

fn of_dos(byte: u8) -> char {
    DOS.chars().nth(usize::from(byte.saturating_sub(0x80))).unwrap_or('\u{FFFD}')
}

fn is_frame(letter: char) -> bool {
    matches!(letter, '\u{2500}'..='\u{25FF}' | '¤')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_tills_and_macintoshes_are_read() {
        let read = |bytes: &[u8]| decoded(bytes).unwrap_or_default();
        assert_eq!(
            read(b"Getr\x84nke\nK\x84se 3,20\nBr\x94tchen 0,45\nS\x81\xE1es"),
            ("Getränke\nKäse 3,20\nBrötchen 0,45\nSüßes".to_owned(), "IBM850")
        );
        assert_eq!(
            read(b"p\xC6o, n\xC6o h\xA0 devolu\x87\xC6o, s\xA0bado").0,
            "pão, não há devolução, sábado"
        );
        let framed = b"\xDA\xC4\xC4\xBF\n\xB3 Caf\x82s 2,10 \xB3\n\xB3 Th\x82s 1,90 \xB3";
        assert_eq!(read(framed).0, "┌──┐\n│ Cafés 2,10 │\n│ Thés 1,90 │");
        let mac = MACINTOSH.encode("Cafés crèmes à 2,50, pâtés, ouvert l’été").0;
        let lines = MACINTOSH.encode("Producto;Precio\rJamón;12,50 €\rPiña;2,30 €\r").0;
        assert_eq!(read(&lines).0, "Producto;Precio\rJamón;12,50 €\rPiña;2,30 €\r");
        assert_eq!(read(&mac), ("Cafés crèmes à 2,50, pâtés, ouvert l’été".to_owned(), "macintosh"));
    }

    #[test]
    fn other_letters_are_left_to_others() {
        for (encoding, words) in [
            (WINDOWS_1252, "Wir haben “frische” Brötchen – für 0,45 €, Käse und Süßes. L’été, c’est l’eau."),
            (WINDOWS_1252, "Don’t wait—it’s open. They’re “here”, we’ve three£"),
            (WINDOWS_1252, "Brot\u{A0}frisch, Milch\u{A0}kalt, MENÜ\u{A0}TAG"),
            (encoding_rs::WINDOWS_1250, "Otwarte w święta od dziewiątej, chleb żytni 4,50 zł, źródło"),
            (encoding_rs::WINDOWS_1251, "Магазин открыт с девяти до шести"),
            (encoding_rs::SHIFT_JIS, "営業時間は9時から18時"),
            (encoding_rs::GBK, "营业时间9点到18点"),
            (encoding_rs::IBM866, "Хлеб 50 руб, молоко 70"),
            (encoding_rs::WINDOWS_1254, "Çarşamba günü açığız, İstanbul"),
            (encoding_rs::WINDOWS_1257, "šeštadienį dažymas žiemą nedirbame"),
        ] {
            assert_eq!(decoded(&encoding.encode(words).0), None, "{words}");
        }
    }
}
