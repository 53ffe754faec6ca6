//! How people begin to ask a shop: it gives their language away, and neither lists of small words made from long texts nor
//! the phrases of `languages/phrases/` have it.

/// Whether a folded word is an asking word of the language of this tag.
pub(super) fn is_of(tag: &str, word: &str) -> bool {
    words(tag).split(' ').any(|known| known == word)
}

fn words(tag: &str) -> &'static str {
    match tag {
        "it" => "prego",
        "es" => "tienen tienes cuanto cuesta abren donde hacen teneis",
        "nl" => "jullie hoeveel waar hebben",
        "pl" => "macie kosztuje gdzie naprawiacie wysylacie",
        "ro" => "costa unde puteti livrati portie",
        "tr" => "kac nerede acik lira acaba gunaydin",
        "id" => "kirim berapa dimana buka tutup tanpa harga",
        "sv" => "var kostar min",
        "da" => "hvornaar endnu min",
        "cs" => "kolik stoji kde posilate opravujete",
        "hu" => "mikor hol mennyi mennyibe kerul szallitanak nyitva javitanak",
        "fi" => "paljonko maksaa missa teilla teette myytteko",
        "sw" => {
            "bei ngapi wapi ni hii hiyo yangu mna kuna jumamosi jumapili samahani nina kilo au hapo yenu wewe mimi sasa baada kujua nahitaji pesa nyumbani mbona lakini"
        }
        "tl" => {
            "mga niyo ninyo magkano anong oras saan meron mayroon sana naman wala ngayon at para bayad dyan ito yan ilang sino opo"
        }
        _ => "",
    }
}
