//! What a shop says of its products, without what it says of prices: what a product costs stands in its row, and what a
//! description says of it is of the day it was written, or of another product.

use crate::languages::{self, Meaning};
use crate::money::Currency;
use crate::storage::text::query_tokens;

/// Words that are money wherever they stand, beside the code of the shop's own.
const MONEY: &str = "euro euros eur dollar dollars usd gbp chf franken pln zł złotych kč korun czk kronor kroner sek nok \
    dkk huf forint bgn руб рублей рубля грн гривен rupees rupee inr idr rupiah myr ringgit brl reais aed \
    sar درهم ريال 円 元 원";

/// Words that are money beside a number, and may be something else without one.
const MAYBE_MONEY: &str = "pound pounds zl kr ft lei leu ron лв tl lira rs rp rm";

/// How words begin that tell of a lower price beside a number.
const REDUCED: &str = "reduc reduz reduk rabatt rabat scont discount descuent descont remise solde promo korting saldi zniż \
    sleva slev скидк знижк indirim diskon kedvezm alennu έκπτωσ خصم تخفیف छूट 割引 折 할인 giảm ลด";

/// Words of which a sentence with a number is nothing but a price: "Just 99", "Jetzt nur 7".
const ONLY_NOW: &str = "now only just jetzt nur heute ora adesso solo oggi ahora sólo hoy agora só apenas maintenant seulement \
    nu endast kun bara nyní jen teraz tylko acum doar сейчас только зараз";

/// What a price is called, where that is nothing else in another language.
const PRICE: &str = "price prices priced preis preise preisen prezzo prezzi precio precios preço preços prix prijs \
    prijzen pris priser hinta hinnat preț prețuri цена цены ціна ціни τιμή τιμές fiyat fiyatı harga \
    presyo السعر سعر قیمت कीमत দাম 価格 가격 价格";

/// The text without the sentences that tell of a price.
pub fn without_prices(text: &str, currency: Currency) -> String {
    let code = currency.to_string().to_lowercase();
    let mut kept = String::new();
    let mut begun = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let ends = matches!(letter, '.' | '!' | '?' | '。' | '…')
            && letters.peek().is_none_or(|(_, next)| next.is_whitespace());
        let next = at + letter.len_utf8();
        if ends || letters.peek().is_none() {
            let sentence = &text[begun..next];
            if !tells_a_price(sentence, &code) {
                kept.push_str(sentence);
            }
            begun = next;
        }
    }
    kept.trim().to_owned()
}

fn tells_a_price(sentence: &str, code: &str) -> bool {
    let folded = sentence.to_lowercase();
    let words: Vec<&str> =
        folded.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    if words.iter().any(|word| is_of(MONEY, word) || is_of(PRICE, word)) || tells_of_free_delivery(sentence) {
        return true;
    }
    if !folded.contains(char::is_numeric) {
        return false;
    }
    let sign = folded.contains(['€', '$', '£', '¥', '₹', '₽', '₺', '₩', '₪', '฿', '₴', '₫']);
    let reduced = |word: &str| REDUCED.split(' ').any(|stem| word.starts_with(stem));
    let is_bare = words.iter().all(|word| is_of(ONLY_NOW, word));
    sign || is_bare || words.iter().any(|word| *word == code || is_of(MAYBE_MONEY, word) || reduced(word))
}

/// What it costs to have something brought is said by the shop's terms: in a description it would be read as said of all.
fn tells_of_free_delivery(sentence: &str) -> bool {
    let words = query_tokens(sentence);
    languages::detect(sentence, None).iter().any(|language| {
        let says = |name: &str| {
            let means = |meaning: Meaning| matches!(meaning, Meaning::Concept(known) if known == name);
            words.iter().any(|word| language.meanings(word).into_iter().any(means))
        };
        says("deliver") && says("free")
    })
}

fn is_of(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_a_price_goes_and_nothing_else() {
        let kept = |text: &str| without_prices(text, "EUR".parse().unwrap());
        for price in [
            "Only five euros a month.",
            "Just 99.",
            "Now half price!",
            "Von 25 auf 15 reduziert.",
            "Jetzt nur 7.",
            "Preis: 9.",
            "Teraz 49 zł.",
            "It was 30 € last year.",
            "Il prezzo è il più basso.",
            "Delivery is free.",
            "La consegna è gratuita.",
        ] {
            assert_eq!(kept(price), "", "{price}");
        }
        for harmless in [
            "Longueur 12 cm, largeur 4 cm.",
            "Made in Europe since 1890.",
            "Weighs 12 kg, with two years of warranty.",
            "A quiet lawn mower.",
            "About Jar 5.",
            "Delivered with two blades.",
            "Free of nuts.",
        ] {
            assert_eq!(kept(harmless), harmless);
        }
    }
}
