//! The words of eight languages that carry no subject, and the few subjects every shop is asked about in many words.
//! Pure tables: they decide nothing.

/// Words too common to tell what a question is about, by language. `ur-latn` is Urdu and Hindi in Latin letters.
/// Folded as search tokens are.
pub const COMMON_WORDS: &[(&str, &str)] = &[
    (
        "en",
        "the a an and or but if is are was were be been am do does did done have has had i you he she it we they me my your our us to of in on at for from with by as this that these those there here what which who when how why can could would will shall should may might please hi hello hey thanks thank ok yes no not any some just also about so than then too very want need like know tell let get got give say yours sir madam good much many one dont im its ive whats out up more still it's sell offer wanted ask asking asked question wonder wondering curious today tomorrow tonight now",
    ),
    (
        "it",
        "il lo la i gli le un uno una e ed o ma se di a da in con su per tra fra del dello della dei degli delle al allo alla ai agli alle dal dalla dai nel nella nei sul sulla che chi cui non si mi ti ci vi è sono sei siamo siete era ho hai ha abbiamo avete hanno fate fa fai posso puo puoi potete vorrei voglio come cosa quale quali quanto questo questa quello quella ciao buongiorno buonasera salve grazie prego per favore anche piu molto qui sapere dire vostro vostra vostri mio mia c'e avere essere fare sarebbe vendete vende chiedere domanda volevo chiedervi informazione informazioni oggi domani stasera adesso ora serve servono",
    ),
    (
        "es",
        "el la los las un una unos unas y o pero si de a en con por para del al que quien no se me te le les nos es son soy eres somos estan esta este esto ese esa hay tiene tienen tengo tienes puedo puede pueden quiero quisiera como cual cuales cuanto hola buenos buenas dias tardes gracias favor mas muy su sus mi tu lo ser estar hacer usted ustedes saber necesito tambien venden vende preguntar pregunta queria informacion hoy manana ahora",
    ),
    (
        "pt",
        "o a os as um uma uns umas e ou mas se de em com por para do da dos das no na nos nas ao que quem nao me te lhe e sao sou esta estao este isso esse essa ha tem tenho voces voce posso pode podem quero gostaria como qual quais quanto ola oi bom boa dia tarde noite obrigado obrigada favor mais muito seu sua meu minha ser fazer saber preciso tambem pra vendem vende perguntar pergunta queria informacao hoje amanha agora",
    ),
    (
        "id",
        "yang dan atau di ke dari untuk dengan pada ini itu ada apa apakah siapa bagaimana bisa boleh mau saya aku kamu anda kami kita dia mereka tidak bukan tak ya sudah belum akan juga saja sangat lebih kalau jika halo hai selamat pagi siang sore malam terima kasih tolong mohon dong kak min gan sih nya kah ingin punya jual tanya bertanya mau tahu hari besok sekarang nanti",
    ),
    (
        "hi",
        "है हैं था थी थे हो का की के को में से पर और या यह वह ये वे क्या कौन कैसे क्यों मैं हम आप तुम मुझे हमें मेरा आपका आपके आपकी नहीं ना भी तो ही कर करते करना सकते सकता चाहिए कृपया नमस्ते धन्यवाद जी हाँ एक लिए कोई कुछ बताइए",
    ),
    (
        "ur",
        "ہے ہیں تھا تھی تھے ہو کا کی کے کو میں سے پر اور یا یہ وہ کیا کون کیسے کیوں ہم آپ تم مجھے ہمیں میرا آپکا نہیں بھی تو ہی کر کرتے کرنا سکتے سکتا چاہیے براہ کرم سلام شکریہ جی ہاں ایک لئے لیے کوئی کچھ بتائیں",
    ),
    (
        "ar",
        "في من على الى إلى عن مع هو هي هم نحن انا أنا انت أنت هل ما ماذا كيف لماذا هذا هذه ذلك التي الذي لا نعم لو اذا و أو او ثم قد كان يكون لكم لدي لديكم عندكم عندك اريد أريد ممكن يمكن يمكنني من فضلك مرحبا السلام عليكم شكرا لي لنا بكم شو ايش",
    ),
    (
        "ur-latn",
        "hai hain tha thi ho ka ki ke ko mein main se par aur ya yeh ye woh wo kya kaun kaise kyun hum aap tum mujhe humein mera aapka apka apke apki nahi nahin bhi to hi kar karte karna sakte sakta sakti chahiye plz please salam assalam walaikum alaikum shukriya ji haan han ek liye koi kuch batao bata dein bhai hota poochna puchna sawal aaj kal abhi",
    ),
];

/// Subjects asked about in many words. Two words of one line mean the same here.
const CONCEPTS: &[&str] = &[
    "hours hour ora time times open opens opening opened close closes closing closed when orari orario aperto aperti aperta apre aprite chiuso chiusi chiude chiudete ore horario horarios abierto abiertos abre abren abrir cierra cierran cerrado hora horas horarios aberto abertos abrem fecha fecham fechado quando cuando jam buka tutup kapan समय खुला खुले खुलता खुलती खुलते बंद कब وقت کب کھلا کھلی بند مواعيد ساعات تفتح تفتحون تغلق متى دوام مفتوح مغلق kab khula khuli khulta khulti khulte band timing timings",
    "price prices pricing cost costs rate rates charge charges prezzo prezzi costo costa costano quanto precio precios cuesta cuestan cuanto preco precos custa custam valor harga berapa biaya कीमत दाम कितना कितने कितनी قیمت کتنا کتنے کتنی سعر اسعار بكم كم ثمن kitna kitne kitni qeemat keemat daam",
    "deliver delivers delivery deliveries delivered ship ships shipping shipped consegna consegne consegnate spedizione spedizioni spedite domicilio entrega entregas entregan entregam envio envios envian enviam frete antar kirim pengiriman ongkir डिलीवरी ڈیلیوری توصيل شحن",
    "address located location where dove indirizzo trovate direccion ubicacion donde endereco localizacao onde alamat lokasi dimana mana पता कहाँ कहां پتہ کہاں عنوان موقع اين وين kahan kidhar pata",
    "pay pays payment payments card cards cash pagare pagamento pagamenti carta carte contanti pagar pago pagos tarjeta tarjetas efectivo pagamento cartao cartoes dinheiro pix bayar pembayaran kartu tunai भुगतान ادائیگی دفع الدفع بطاقة نقدا",
    "book booking bookings reserve reservation reservations appointment appointments prenotare prenotazione prenotazioni prenoto appuntamento appuntamenti reservar reserva reservas cita citas turno agendar agendamento marcar consulta pesan reservasi janji बुकिंग بکنگ حجز موعد",
    "return returns refund refunds exchange reso resi rimborso rimborsi cambio devolucion devoluciones reembolso devolver devolucao devolucoes trocar troca retur pengembalian वापसी واپسی ارجاع استرجاع استرداد wapsi wapas",
    "phone telephone call number telefono telefonare chiamare numero llamar telefone ligar telepon nomor फोन فون هاتف رقم",
];

/// Whether a folded word carries no subject in any of the languages.
pub fn is_common(word: &str) -> bool {
    use std::collections::HashSet;
    use std::sync::LazyLock;
    static ALL: LazyLock<HashSet<String>> = LazyLock::new(|| {
        COMMON_WORDS.iter().flat_map(|(_, words)| crate::storage::text::query_tokens(words)).collect()
    });
    ALL.contains(word) && concept_of(word).is_none()
}

/// The subject a folded word stands for, as its place in the table.
pub(super) fn concept_of(word: &str) -> Option<usize> {
    use std::collections::HashMap;
    use std::sync::LazyLock;
    static ALL: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
        let words = CONCEPTS.iter().enumerate();
        words
            .flat_map(|(at, words)| {
                crate::storage::text::query_tokens(words).into_iter().map(move |word| (word, at))
            })
            .collect()
    });
    ALL.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_never_lost_among_common_words() {
        assert!(is_common("the") && is_common("della") && is_common("hai"));
        assert!(!is_common("quanto") && !is_common("when") && !is_common("fiorentina"));
        assert_eq!(concept_of("orari"), concept_of("opening"));
        assert_ne!(concept_of("price"), concept_of("open"));
    }
}
