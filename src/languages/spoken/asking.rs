//! What people say to a shop in a word or two, and how they begin to ask: it gives their language away, and lists of small
//! words made from long texts do not have it.

/// Whether a folded word is a greeting, a thanks or an asking word of the language of this tag.
pub(super) fn is_of(tag: &str, word: &str) -> bool {
    words(tag).split(' ').any(|known| known == word)
}

fn words(tag: &str) -> &'static str {
    match tag {
        "en" => "hello hi hey thanks please morning",
        "it" => "ciao buongiorno buonasera salve grazie prego",
        "es" => "tienen tienes cuanto cuesta abren donde hacen teneis hola gracias buenas buenos tardes dias",
        "pt" => "oi ola obrigado obrigada bom boa tarde noite",
        "fr" => "bonjour bonsoir salut merci",
        "de" => "hallo danke guten moin servus gruezi bitte",
        "nl" => {
            "jullie hoeveel waar wanneer kost hebben zijn hoi hallo bedankt goedemorgen goedemiddag dankjewel"
        }
        "pl" => {
            "macie ile kosztuje gdzie kiedy jest czy mozna chce naprawiacie wysylacie czesc dzien dobry dziekuje witam prosze"
        }
        "ro" => "aveti cat costa unde cand puteti vreau livrati portie buna salut multumesc mersi",
        "tr" => "kac ne kadar nerede var mi mu acik lira acaba merhaba selam tesekkurler sagol gunaydin",
        "id" => {
            "bisa kirim ada berapa kapan dimana buka tutup kak gak tanpa masih harga halo terima kasih makasih selamat pagi siang malam"
        }
        "vi" => "xin chao cam on",
        "sv" => "vad var kostar kan jag inte har min hej tack",
        "da" => "hvad hvor hvornaar koster kan jeg ikke endnu har min hej tak goddag",
        "cs" => "mate kolik stoji kde kdy muzu chci posilate opravujete potrebuju ahoj dobry dekuji diky",
        "hu" => {
            "van mikor hol mennyi mennyibe kerul lehet szeretnek szallitanak nyitva javitanak szia koszonom udv"
        }
        "fi" => {
            "paljonko maksaa missa milloin voiko voinko onko saako teilla teette myytteko hei moi terve kiitos moikka"
        }
        "ru" => "привет здравствуите спасибо",
        "uk" => "привіт дякую вітаю",
        "sw" => {
            "habari naomba nataka ninataka tafadhali asante je bei gani ngapi wapi lini saa kwa ya wa na ni hii hiyo yangu yako mna kuna leo kesho jumamosi jumapili sitaki samahani nina kilo oda duka au hapo mtu yenu wewe mimi sasa baada kama kujua nahitaji pesa siku nyumbani mbona lakini"
        }
        "tl" => {
            "po ba ang ng mga ko ako kayo nyo niyo ninyo magkano anong oras saan kailan pwede meron mayroon gusto sana lang naman hindi wala salamat kumusta magandang umaga hapon gabi bukas ngayon paano pano yung sa na at para kailangan bayad nalang may dyan ito yan ilang araw sino opo di"
        }
        _ => "",
    }
}
