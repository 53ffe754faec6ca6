//! The words of our twelve languages that carry no subject, and the few subjects every shop is asked about in many words.
//! Pure tables: they decide nothing.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::storage::text::query_tokens;

/// Words too common to tell what a question is about, by language. `ur-latn` is Urdu and Hindi in Latin letters.
/// Folded as search tokens are.
pub const COMMON_WORDS: &[(&str, &str)] = &[
    (
        "en",
        "shop store place really possible allowed allow accept accepts take takes offer offers provide provides make makes making use using available still currently anything something everything thing things item items does long-term per each another other our own there's they're hiya mate bro guys team folks info information details regarding able come comes coming go going work works cost-wise exactly around near nearby currently usually normally the a an and or but if is are was were be been am do does did done have has had i you he she it we they me my your our us to of in on at for from with by as this that these those there here what which who when how why can could would will shall should may might please hi hello hey thanks thank ok yes no not any some just also about so than then too very want need like know tell let get got give say yours sir madam good much many one dont im its ive whats out up more still it's sell offer wanted ask asking asked question wonder wondering curious today tomorrow tonight now",
    ),
    (
        "de",
        "der die das den dem des ein eine einen einem einer und oder aber wenn ist sind war wird werden hat habt haben habe bin bist seid ich du er sie es wir ihr mich mir dir uns euch mein meine meinen euer eure euren ihre ihren ihrer unser in im auf an am bei zu zum zur von vom mit fur fuer aus nach um bis uber noch auch schon nur sehr hier da dort kann konnt konnen kannst koennen mochte moechte will wollt gibt gibts geht macht machen mache biete bieten bietet verkauft verkaufen nehmt nehmen nimmt welche welcher welches was wer wie warum wozu bitte danke hallo guten tag morgen abend laden geschaft ja nein nicht etwas irgendwas dass weil denn mal so eigentlich heute jetzt gerne gern viel viele euro denen frage frei es",
    ),
    (
        "fr",
        "le la les un une des du de d l et ou mais si est sont etes es a ai as avez avons ont je tu il elle on nous vous ils elles mon ma mes votre vos notre nos leur ce cet cette ces qui que quoi quel quelle quels quelles comment pourquoi dans sur avec pour par en au aux y ne pas plus tres aussi encore ici peut peux pouvez puis voudrais veux vendez vendre faites faire prenez acceptez accepter proposez bonjour bonsoir salut merci svp plait magasin boutique aujourd hui maintenant est-ce se trouve trouvez",
    ),
    (
        "nl",
        "de het een en of maar als is zijn was heeft hebben hebt heb ik jij je u wij we jullie mijn uw ons onze in op aan bij naar van met voor uit om tot ook nog al alleen hier daar kan kunnen kunt mag wil willen er gaat doen doet welke wat wie hoe waarom alstublieft bedankt hallo goedemorgen winkel verkopen verkoopt niet iets",
    ),
    (
        "it",
        "devo deve dobbiamo mando negozio bottega posto davvero possibile accettate accetta prendete prende offrite fanno facciamo usate disponibile ancora qualcosa cose per ogni altro altra altri nostro tenete esattamente solito ragazzi info posso avreste dite dimmi mi potrebbe serve bisogna occorre lavorate prendono anche senta scusi scusa scusate buon giorno sera il lo la i gli le un uno una e ed o ma se di a da in con su per tra fra del dello della dei degli delle al allo alla ai agli alle dal dalla dai nel nella nei sul sulla che chi cui non si mi ti ci vi è sono sei siamo siete era ho hai ha abbiamo avete hanno fate fa fai posso puo puoi potete vorrei voglio come cosa quale quali quanto questo questa quello quella ciao buongiorno buonasera salve grazie prego per favore anche piu molto qui sapere dire vostro vostra vostri mio mia c'e avere essere fare sarebbe vendete vende chiedere domanda volevo chiedervi informazione informazioni oggi domani stasera adesso ora serve servono",
    ),
    (
        "es",
        "tienda local aceptan acepta aceptais cogen ofrecen ofrece hacen haceis hace teneis trabajan trabajais disponible todavia aun algo cosa cosas cada otro otra nuestro exactamente normalmente info podeis podria vosotros dais dan poner pueden muy buenas oye el la los las un una unos unas y o pero si de a en con por para del al que quien no se me te le les nos es son soy eres somos estan esta este esto ese esa hay tiene tienen tengo tienes puedo puede pueden quiero quisiera como cual cuales cuanto hola buenos buenas dias tardes gracias favor mas muy su sus mi tu lo ser estar hacer usted ustedes saber necesito tambien venden vende preguntar pregunta queria informacion hoy manana ahora",
    ),
    (
        "pt",
        "loja aceitam aceita oferecem fazem faz disponivel ainda algo coisa coisas cada outro outra nosso exatamente normalmente info vcs vc da tem ai la o a os as um uma uns umas e ou mas se de em com por para do da dos das no na nos nas ao que quem nao me te lhe e sao sou esta estao este isso esse essa ha tem tenho voces voce posso pode podem quero gostaria como qual quais quanto ola oi bom boa dia tarde noite obrigado obrigada favor mais muito seu sua meu minha ser fazer saber preciso tambem pra vendem vende perguntar pergunta queria informacao hoje amanha agora",
    ),
    (
        "id",
        "toko terima menerima sedia tersedia masih sesuatu setiap lain info kalian pak bu mas mbak bang yang dan atau di ke dari untuk dengan pada ini itu ada apa apakah siapa bagaimana bisa boleh mau saya aku kamu anda kami kita dia mereka tidak bukan tak ya sudah belum akan juga saja sangat lebih kalau jika halo hai selamat pagi siang sore malam terima kasih tolong mohon dong kak min gan sih nya kah ingin punya jual tanya bertanya mau tahu hari besok sekarang nanti",
    ),
    (
        "hi",
        "दुकान मिलता मिलती मिलते मिलेगा मिलेगी देते लेते पास रहा रही वाला वाली वाले भाई होता होती होते है हैं था थी थे हो का की के को में से पर और या यह वह ये वे क्या कौन कैसे क्यों मैं हम आप तुम मुझे हमें मेरा आपका आपके आपकी नहीं ना भी तो ही कर करते करना सकते सकता चाहिए कृपया नमस्ते धन्यवाद जी हाँ एक लिए कोई कुछ बताइए",
    ),
    (
        "ur",
        "دکان ملتا ملتی ملتے ملے گا گی گے دیتے لیتے پاس رہا رہی والا والی والے بھائی ہوتا ہوتی ہوتے ہے ہیں تھا تھی تھے ہو کا کی کے کو میں سے پر اور یا یہ وہ کیا کون کیسے کیوں ہم آپ تم مجھے ہمیں میرا آپکا نہیں بھی تو ہی کر کرتے کرنا سکتے سکتا چاہیے براہ کرم سلام شکریہ جی ہاں ایک لئے لیے کوئی کچھ بتائیں",
    ),
    (
        "ar",
        "تبيعون يوجد متوفر متوفرة المحل تقبلون تقدمون لازم كيفية أي اي فيه فيها عندكو بعد في من على الى إلى عن مع هو هي هم نحن انا أنا انت أنت هل ما ماذا كيف لماذا هذا هذه ذلك التي الذي لا نعم لو اذا و أو او ثم قد كان يكون لكم لدي لديكم عندكم عندك اريد أريد ممكن يمكن يمكنني من فضلك مرحبا السلام عليكم شكرا لي لنا بكم شو ايش",
    ),
    (
        "ur-latn",
        "dukan dukaan shop wala wali wale milta milti milte mil milega milegi sakta krte krta krti kr de do dete deti lete leti bhaiya bhaijaan yaar sir madam mujhy ap aapke paas abhi bhi raha rahi kijiye dijiye bataye bataiye bhaiya hoti hote hogi hoga hai hain tha thi ho ka ki ke ko mein main se par aur ya yeh ye woh wo kya kaun kaise kyun hum aap tum mujhe humein mera aapka apka apke apki nahi nahin bhi to hi kar karte karna sakte sakta sakti chahiye plz please salam assalam walaikum alaikum shukriya ji haan han ek liye koi kuch batao bata dein bhai hota poochna puchna sawal aaj kal abhi",
    ),
];

/// Subjects asked about in many words: all words of one line mean the same here.
const GROUPS: &[(&str, &str)] = &[
    (
        "hours",
        "hours open opens opening opened close closes closing closed orari orario aperto aperti aperta apre aprite chiuso chiusi chiude chiudete horario abierto abiertos abre abren abrir abris cierra cierran cerrado cerrais horarios aberto abertos abrem fecham fechado buka tutup समय खुला खुले खुलता खुलती खुलते बंद وقت کھلا کھلی کھلتی بند مواعيد ساعات تفتح تفتحون تغلق تغلقون دوام مفتوح مغلق khula khuli khulta khulti khulte band timing timings offen geoffnet offnet offnungszeiten schliesst geschlossen zu ouvert ouverte ouverts ouvrez fermez ferme fermes horaires gesloten openingstijden",
    ),
    ("when", "when quando ora ore cuando hora kapan कब کب متى kab wann quand wanneer kiedy"),
    (
        "clock_time",
        "what_time che_ora que_hora que_horas jam_berapa wie_viel_uhr wieviel_uhr um_wie_viel_uhr quelle_heure hoe_laat o_ktorej ktorej_godzinie kitne_baje कितने_बजे کتنے_بجے",
    ),
    (
        "buys",
        "comprais comprate compramos compriamo ritiriamo achetons rachetons ankauf we_buy comprano compram",
    ),
    (
        "price",
        "price prices pricing cost costs how_much rate rates charge charges prezzo prezzi costo costa costano quanto listino precio precios cuesta cuestan cuanto preco precos custa custam valor harga berapa biaya कीमत दाम कितना कितने कितनी قیمت کتنا کتنے کتنی سعر اسعار بكم كم ثمن kitna kitne kitni qeemat keemat daam preis preise kostet kosten teuer prix coute coutent combien tarif hoeveel kost prijs ile kosztuje kosztuja cena",
    ),
    (
        "deliver",
        "deliver delivers delivery deliveries delivered ship ships shipping shipped consegna consegne consegnate consegnare spedizione spedizioni spedite domicilio entrega entregas entregan entregam envio envios envian enviam frete antar kirim pengiriman ongkir डिलीवरी ڈیلیوری توصيل شحن توصلون توصلوا نوصل تشحنون نشحن liefern liefert lieferung livrez livraison livrer bezorgen levering",
    ),
    (
        "place",
        "address located location where directions find dove indirizzo trovate trova direccion ubicacion ubicados donde endereco localizacao onde fica alamat lokasi dimana mana पता कहाँ कहां پتہ کہاں عنوان موقع اين وين kahan kidhar pata wo adresse anfahrt ou adresse situe waar adres gdzie",
    ),
    (
        "pay",
        "pay pays paying payment payments pagare pagamento pagamenti paga pago pagos pagar bayar pembayaran भुगतान ادائیگی دفع الدفع payer paiement zahlen bezahlen zahlung betalen",
    ),
    (
        "book",
        "book booking bookings reserve reservation reservations appointment appointments prenotare prenotazione prenotazioni prenoto appuntamento appuntamenti reservar reserva reservas cita citas turno agendar agendamento marcar pesan reservasi janji बुकिंग بکنگ حجز موعد termin reservieren reservierung rendez reserver prenotata prenotato prenotate prenotati reservada reservado reservadas reserviert reservee reserve",
    ),
    (
        "return",
        "return returns refund refunds reso resi rimborso rimborsi restituire rendere devolucion devoluciones reembolso devolver devolucao devolucoes retur pengembalian वापसी واپسی ارجاع استرجاع استرداد wapsi wapas zuruckgeben umtausch retour",
    ),
    (
        "phone",
        "phone telephone call number telefono telefonare chiamare numero llamar telefone ligar telepon nomor फोन नंबर فون نمبر هاتف رقم telefon telefonnummer anrufen nummer telephone",
    ),
    ("sale", "sale sales saldi saldo rebajas rebajado rebajados soldes solde ausverkauf saldos uitverkoop"),
    ("tooth", "tooth teeth dente denti diente dientes dents dent zahn zahne dentes daant dant اسنان الاسنان"),
    (
        "mail",
        "mail email e-mail correo posta indirizzo_email correo_electronico posta_elettronica email_address इमेल ای_میل ايميل بريد",
    ),
    ("web", "website site web sito pagina_web webseite homepage ویب موقع_الكتروني url"),
    (
        "duration",
        "how_long duration quanto_dura quanto_tempo quanto_ci_mette dura durata cuanto_dura cuanto_tarda cuanto_tiempo tarda duracion quanto_demora demora berapa_lama lama wie_lange dauert dauer combien_de_temps duree hoe_lang duurt kitna_time kitna_waqt kitni_der مدة كم_مدة كم_يستغرق يستغرق",
    ),
    (
        "weight",
        "how_heavy weigh weighs quanto_pesa quanto_pesano pesa cuanto_pesa cuanto_pesan wie_schwer wiegt combien_pese pese hoe_zwaar weegt",
    ),
    (
        "size",
        "how_tall how_high how_big how_wide tall height high width dimensions quanto_e_alta quanto_e_alto altezza alta alto larghezza dimensioni altura ancho medidas mide wie_hoch wie_gross wie_groß hoch hohe quelle_hauteur hauteur tinggi ukuran ارتفاع",
    ),
];

/// Whether a folded word carries no subject in any of the languages.
pub(super) fn is_common(word: &str) -> bool {
    static ALL: LazyLock<HashSet<String>> =
        LazyLock::new(|| COMMON_WORDS.iter().flat_map(|(_, words)| query_tokens(words)).collect());
    ALL.contains(word) && group_of(word).is_none()
}

type Named = (&'static str, Vec<String>);

static TABLE: LazyLock<(HashMap<String, &'static str>, Vec<Named>)> = LazyLock::new(|| {
    let entries = GROUPS.iter().flat_map(|(name, words)| {
        words.split(' ').map(move |word| (*name, query_tokens(&word.replace('_', " "))))
    });
    let (single, phrases): (Vec<Named>, Vec<Named>) = entries.partition(|(_, words)| words.len() == 1);
    (single.into_iter().map(|(name, mut words)| (words.remove(0), name)).collect(), phrases)
});

/// The subject a folded word stands for.
pub(super) fn group_of(word: &str) -> Option<&'static str> {
    TABLE.0.get(word).copied()
}

/// How a subject is asked about, in all languages; nothing for a subject that is not one of ours.
pub(super) fn group_words(name: &str) -> impl Iterator<Item = &'static str> {
    let words = GROUPS.iter().find(|(known, _)| *known == name).map_or("", |(_, words)| *words);
    words.split(' ').filter(|word| !word.is_empty() && !word.contains('_'))
}

/// The subjects that phrases among these folded words stand for, with the first and the number of their words.
pub(super) fn phrase_groups(words: &[&str]) -> Vec<(usize, usize, &'static str)> {
    let mut found = Vec::new();
    for (name, phrase) in &TABLE.1 {
        for (at, window) in words.windows(phrase.len()).enumerate() {
            if window.iter().zip(phrase).all(|(word, known)| word == known) {
                found.push((at, phrase.len(), *name));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_never_lost_among_common_words() {
        assert!(is_common("the") && is_common("della") && is_common("hai"));
        assert!(!is_common("quanto") && !is_common("when") && !is_common("fiorentina"));
        assert_eq!(group_of("orari"), group_of("opening"));
        assert_ne!(group_of("price"), group_of("open"));
        assert_eq!(phrase_groups(&["how", "long", "is", "it"]), [(0, 2, "duration")]);
    }
}
