//! How people begin to ask a shop: it gives their language away, and neither lists of small words made from long texts nor
//! the phrases of `languages/phrases/` have it.

/// Whether a folded word is an asking word of the language of this tag.
pub(super) fn is_of(tag: &str, word: &str) -> bool {
    words(tag).split(' ').any(|known| known == word)
}

fn words(tag: &str) -> &'static str {
    match tag {
        "en" => "available u r 2day",
        "pt" => "voces tem vendem custa fazem entregam",
        "fr" => "vendez livrez",
        "de" => "verkauft gibt habt",
        "fa" => "میفروشید میکنید میکنین میشه میخوام میخواهم دارید دارین هست هستید چنده چقدره موجوده",
        "it" => "prego vendete avete disponibile",
        "es" => "tienen tienes cuanto cuesta abren donde hacen teneis venden vendeis sale hay",
        "nl" => "jullie hoeveel waar hebben verkopen",
        "pl" => "macie kosztuje gdzie naprawiacie wysylacie ile sprzedajecie czy jest",
        "ro" => "costa unde puteti livrati portie vindeti aveti cat",
        "tr" => "var kac nerede acik lira acaba gunaydin satiyor musunuz",
        "id" => "kirim berapa dimana buka tutup tanpa harga jual ada masih",
        "sv" => "var kostar min ni saljer finns",
        "da" => "hvornaar endnu min saelger hvad",
        "cs" => "kolik stoji kde posilate opravujete prodavate mate skladem",
        "hu" => "mikor hol mennyi mennyibe kerul szallitanak nyitva javitanak arulnak arultok kaphato",
        "fi" => "paljonko maksaa missa teilla teette myytteko onko",
        "sw" => {
            "mnauza bei ngapi wapi ni hii hiyo yangu mna kuna jumamosi jumapili samahani nina kilo au hapo yenu wewe mimi sasa baada kujua nahitaji pesa nyumbani mbona lakini"
        }
        "tl" => {
            "kayo mga niyo ninyo magkano anong oras saan meron mayroon sana naman wala ngayon at para bayad dyan ito yan ilang sino opo may ba bukas sa linggo"
        }
        _ => "",
    }
}
