//! Words that give a number its meaning, in the languages customers write: currencies, units, months, numbers.
//! Words are folded: no accents, lower case.

use super::tokens::{Kind, Token};

const CURRENCIES: &[(&str, &str)] = &[
    ("euro", "€ eur euro euros يورو यूरो"),
    ("dollar", "$ usd dollar dollars dollaro dollari dolar dolares dollari"),
    ("pound", "£ gbp pound pounds sterlina sterline libra libras"),
    (
        "rupee",
        "₹ ₨ rs inr pkr rupee rupees rupie rupia rupias rupay rupaye rupye रुपये रुपए रुपया روپے روپيي روپيه روبيه",
    ),
    ("rupiah", "rp idr rupiah"),
    ("real", "brl reais"),
    ("dirham", "aed dirham dirhams درهم"),
    ("riyal", "sar riyal riyals ريال"),
];

const UNITS: &[(&str, &str)] = &[
    ("g", "g gr gram grams grammi grammo gramos gramas ग्राम گرام جرام"),
    ("kg", "kg kgs kilo kilos chilo chili quilo quilos kilogram kilograms किलो کلو كيلو"),
    ("l", "l lt litre litres liter liters litro litri litros लीटर لتر"),
    ("ml", "ml"),
    ("cm", "cm"),
    ("m", "m metre metres meter meters metro metri metros متر मीटर"),
    (
        "km",
        "km kms kilometre kilometres kilometer kilometers chilometro chilometri kilometros quilometros किमी كم كيلومتر",
    ),
    ("minute", "min mins minute minutes minuto minuti minutos menit मिनट منٹ دقيقه دقائق minat"),
    ("hour", "h hr hrs hour hours ora ore hora horas घंटे घंटा گھنٹے كهنتي ساعه ساعات ghante ghanta"),
    ("day", "day days giorno giorni dia dias hari दिन دن يوم ايام din"),
    (
        "week",
        "week weeks settimana settimane semana semanas minggu हफ्ते सप्ताह ہفتے هفتي اسبوع اسابيع hafte hafta",
    ),
    ("month", "month months mese mesi mes meses bulan महीने महीना شهر اشهر mahine mahina"),
    ("year", "year years anno anni ano anos tahun साल سال سنه سنوات saal"),
    (
        "person",
        "person persons people guest guests persona persone personas pessoa pessoas orang लोग लोगों شخص اشخاص log",
    ),
    ("piece", "piece pieces pcs pc pezzo pezzi pieza piezas peca pecas buah pieces قطعه قطع"),
    ("cent", "cent cents centesimi centesimo centavos centimos"),
];

const MONTHS: &[(u32, &str)] = &[
    (1, "january jan gennaio enero janeiro januari जनवरी جنوري يناير"),
    (2, "february feb febbraio febrero fevereiro februari फरवरी فروري فبراير"),
    (3, "march marzo marco maret मार्च مارچ مارس"),
    (4, "april apr aprile abril अप्रैल اپريل ابريل"),
    (5, "may maggio mayo maio mei मई مئي مايو"),
    (6, "june jun giugno junio junho juni जून جون يونيو"),
    (7, "july jul luglio julio julho juli जुलाई جولائي يوليو"),
    (8, "august aug agosto agustus अगस्त اكست اغسطس"),
    (9, "september sep sept settembre septiembre setembro सितंबर ستمبر سبتمبر"),
    (10, "october oct ottobre octubre outubro oktober अक्टूबर اكتوبر"),
    (11, "november nov novembre noviembre novembro नवंबर نومبر نوفمبر"),
    (12, "december dec dicembre diciembre dezembro desember दिसंबर دسمبر ديسمبر"),
];

const NUMBERS: &[(u32, &str)] = &[
    (1, "one uno una un um uma satu ek एक ايك واحد"),
    (2, "two due dos dois duas dua do दो دو اثنان"),
    (3, "three tre tres tiga teen तीन تين ثلاثه ثلاث"),
    (4, "four quattro cuatro quatro empat char चार چار اربعه اربع"),
    (5, "five cinque cinco lima paanch panch पांच पाँच پانچ خمسه خمس"),
    (6, "six sei seis enam chhe छह چه سته"),
    (7, "seven sette siete sete tujuh saat सात سات سبعه"),
    (8, "eight otto ocho oito delapan aath आठ آثه ثمانيه"),
    (9, "nine nove nueve sembilan nau नौ نو تسعه"),
    (10, "ten dieci diez dez sepuluh das दस دس عشره"),
    (11, "eleven undici once onze sebelas"),
    (12, "twelve dodici doce doze"),
    (13, "thirteen tredici trece treze"),
    (14, "fourteen quattordici catorce quatorze"),
    (15, "fifteen quindici quince quinze pandrah"),
    (16, "sixteen sedici dieciseis dezesseis"),
    (17, "seventeen diciassette diecisiete dezessete"),
    (18, "eighteen diciotto dieciocho dezoito"),
    (19, "nineteen diciannove diecinueve dezenove"),
    (20, "twenty venti veinte vinte bees बीस بيس عشرون عشرين"),
    (30, "thirty trenta treinta trinta tees ثلاثون ثلاثين"),
    (40, "forty quaranta cuarenta quarenta chalis اربعون اربعين"),
    (50, "fifty cinquanta cincuenta cinquenta pachas पचास پچاس خمسون خمسين"),
    (60, "sixty sessanta sesenta sessenta"),
    (70, "seventy settanta setenta"),
    (80, "eighty ottanta ochenta oitenta"),
    (90, "ninety novanta noventa"),
    (100, "hundred cento cien cem seratus sau सौ سو مئه مائه"),
    (1000, "thousand mille mil seribu hazar हजार هزار الف"),
];

fn of<T: Copy>(table: &[(T, &str)], word: &str) -> Option<T> {
    table.iter().find(|(_, words)| words.split(' ').any(|known| known == word)).map(|(meaning, _)| *meaning)
}

/// The currency a word or sign names.
pub(super) fn currency(token: &Token) -> Option<&'static str> {
    of(CURRENCIES, &token.text)
}

pub(super) fn unit(token: &Token) -> Option<&'static str> {
    (token.kind == Kind::Word).then(|| of(UNITS, &token.text)).flatten()
}

pub(super) fn month(token: &Token) -> Option<u32> {
    (token.kind == Kind::Word).then(|| of(MONTHS, &token.text)).flatten()
}

pub(super) fn number_word(token: &Token) -> Option<u32> {
    (token.kind == Kind::Word).then(|| of(NUMBERS, &token.text)).flatten()
}

/// `%`, "percent", "per cento", "por ciento".
pub(super) fn is_percent(after: Option<&Token>, second: Option<&Token>) -> bool {
    let Some(after) = after else { return false };
    after.is_mark(&["%"])
        || after.is_word(&[
            "percent",
            "persen",
            "pct",
            "फीसदी",
            "प्रतिशत",
            "فيصد",
            "بالمئه",
            "fisad",
            "feesad",
        ])
        || (after.is_word(&["per", "por"]) && second.is_some_and(|t| t.is_word(&["cent", "cento", "ciento"])))
}

/// What stands before a bare number that is an hour: "from 9 to 6", "dalle 8 alle 13", "open 9-18".
pub(super) fn stands_before_hours(token: &Token) -> bool {
    const BEFORE: &str = "from to till until dalle alle de a as las hasta ate das dari sampai hingga pukul jam ore open aperti \
        aperto abierto abrimos abiertos abertos aberto buka se tak से तक سي تك من الي حتي الساعه khula";
    token.is_mark(&["-"])
        || (token.kind == Kind::Word && BEFORE.split_whitespace().any(|word| word == token.text))
}

/// What stands after one: "10 baje", "9 o'clock".
pub(super) fn stands_after_hours(token: &Token) -> bool {
    token.is_word(&["baje", "bajay", "बजे", "بجي", "o", "uhr"])
}
