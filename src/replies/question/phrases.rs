//! What customers say that needs no model to be understood, in many languages: stop, a person please, hello, thanks,
//! a complaint, a failed payment, where is my order. Pure tables and one way to look things up.
//!
//! A phrase meets whole words only; `whole` phrases meet only a message that says nothing else.

use std::sync::LazyLock;

use crate::storage::text::query_tokens;
use crate::words::words;

words! {
    /// What a phrase tells.
    Said {
        Stop = "stop",
        WantsPerson = "wants_person",
        Greets = "greets",
        Thanks = "thanks",
        Complains = "complains",
        PaymentFailed = "payment_failed",
        WhereIsMyOrder = "where_is_my_order",
        BigBasket = "big_basket",
        LegalOrMedical = "legal_or_medical",
    }
}

struct Phrases {
    said: Said,
    whole: bool,
    text: &'static str,
}

const PHRASES: &[Phrases] = &[
    Phrases {
        said: Said::Stop,
        whole: true,
        text: "stop|unsubscribe|stop messages|stop messaging me|opt out|do not contact me|don't contact me|leave me alone|basta|cancellami|non scrivetemi|non scrivermi piu|smettila|disiscrivimi|baja|darme de baja|no me escriban|no me escribas mas|parar|pare|pare de me mandar mensagem|cancelar inscricao|sair|berhenti|stop kirim pesan|jangan hubungi saya|बंद करो|संदेश मत भेजो|پیغام مت بھیجو|بند کرو|توقف|الغاء الاشتراك|لا تراسلني|band karo|message mat karo",
    },
    Phrases {
        said: Said::WantsPerson,
        whole: true,
        text: "human|human please|person|a person|agent|operator|operatore|persona|una persona|umano|humano|agente|operador|atendente|pessoa|manusia|admin|cs|orang|इंसान|انسان|شخص|موظف|insaan",
    },
    Phrases {
        said: Said::WantsPerson,
        whole: false,
        text: "real person|real human|speak to a person|speak to someone|speak to somebody|speak with someone|speak to a human|talk to a person|talk to someone|talk to a human|talk to a real|talk to somebody|speak to the manager|talk to the manager|talk to the owner|speak to the owner|human agent|human please|customer service representative|i want a human|not a bot|stop the bot|parlare con qualcuno|parlare con una persona|parlare con un operatore|parlare con un umano|parlare con il titolare|parlare con il proprietario|persona vera|persona reale|operatore umano|voglio una persona|voglio un operatore|hablar con alguien|hablar con una persona|hablar con un humano|hablar con un agente|persona real|quiero una persona|hablar con el encargado|falar com alguem|falar com uma pessoa|falar com um atendente|falar com atendente|falar com um humano|pessoa de verdade|quero um atendente|bicara dengan orang|bicara sama orang|ngobrol dengan admin|bicara dengan admin|bicara dengan manusia|hubungkan ke admin|orang asli|किसी इंसान से बात|इंसान से बात|आदमी से बात|किसी से बात करनी|کسی انسان سے بات|انسان سے بات|کسی بندے سے بات|نمائندے سے بات|التحدث مع شخص|التحدث مع موظف|اتكلم مع شخص|اكلم موظف|اكلم شخص|شخص حقيقي|خدمة العملاء|kisi insaan se baat|insaan se baat|bande se baat|kisi se baat karni|owner se baat|malik se baat",
    },
    Phrases {
        said: Said::Greets,
        whole: true,
        text: "hi|hello|hey|hi there|hello there|good morning|good afternoon|good evening|ciao|salve|buongiorno|buon giorno|buonasera|buona sera|buon pomeriggio|hola|buenos dias|buenas tardes|buenas noches|buenas|oi|ola|bom dia|boa tarde|boa noite|halo|hai|selamat pagi|selamat siang|selamat sore|selamat malam|pagi kak|halo kak|नमस्ते|नमस्कार|हेलो|हाय|سلام|السلام عليكم|السلام علیکم|مرحبا|اهلا|صباح الخير|مساء الخير|ہیلو|salam|assalam o alaikum|assalamualaikum|assalam alaikum|aoa|namaste|namaskar|hello ji",
    },
    Phrases {
        said: Said::Thanks,
        whole: true,
        text: "thanks|thank you|thank you very much|thank you so much|thanks a lot|many thanks|ok thanks|ok thank you|great thanks|perfect thanks|thx|ty|ok|okay|perfect|great|grazie|grazie mille|ok grazie|perfetto grazie|perfetto|va bene|va bene grazie|gentilissimo|gracias|muchas gracias|ok gracias|vale gracias|perfecto gracias|perfecto|vale|obrigado|obrigada|muito obrigado|muito obrigada|ok obrigado|ok obrigada|valeu|perfeito|terima kasih|makasih|makasih kak|terima kasih banyak|ok makasih|oke|धन्यवाद|शुक्रिया|ठीक है|شكرا|شكرا جزيلا|شکریہ|بہت شکریہ|ٹھیک ہے|تمام|shukriya|bohat shukriya|theek hai|dhanyavaad",
    },
    Phrases {
        said: Said::Complains,
        whole: false,
        text: "i want to complain|i want to make a complaint|make a complaint|file a complaint|this is unacceptable|totally unacceptable|worst service|terrible service|horrible service|i want my money back|give me my money back|want a refund|demand a refund|you scammed|this is a scam|total scam|never received my|still have not received|still haven't received|wrong item|wrong order|it was rotten|was spoiled|arrived broken|arrived damaged|came damaged|very disappointed|so disappointed|you people|fed up|voglio fare un reclamo|fare reclamo|reclamo|inaccettabile|vergogna|vergognoso|pessimo servizio|servizio pessimo|rivoglio i soldi|rivoglio i miei soldi|voglio il rimborso|voglio un rimborso|mi avete truffato|truffa|arrivato rotto|arrivata rotta|era marcio|era andata a male|molto deluso|molto delusa|sono deluso|sono delusa|quiero poner una queja|quiero quejarme|pesimo servicio|inaceptable|quiero mi dinero|devuelvanme el dinero|quiero un reembolso|es una estafa|estafa|llego roto|muy decepcionado|muy decepcionada|quero reclamar|fazer uma reclamacao|pessimo atendimento|inaceitavel|quero meu dinheiro de volta|quero reembolso|golpe|chegou quebrado|muito decepcionado|muito decepcionada|saya mau komplain|mau komplain|komplain|pelayanan buruk|pelayanan jelek|kecewa sekali|sangat kecewa|penipuan|penipu|uang saya kembali|barang rusak|शिकायत|बहुत खराब सेवा|पैसे वापस करो|धोखा|شکایت|پیسے واپس کرو|دھوکہ|بہت بری سروس|شكوى|اريد استرجاع فلوسي|نصب|احتيال|خدمة سيئة|غير مقبول|shikayat|bohat kharab service|bakwas service|paise wapas karo|paise wapis karo|dhoka|fraud",
    },
    Phrases {
        said: Said::PaymentFailed,
        whole: false,
        text: "payment failed|payment was declined|payment declined|card was declined|card declined|card refused|charged twice|charged me twice|double charged|paid twice|payment did not go through|payment didn't go through|payment not going through|money was deducted|pagamento non riuscito|pagamento fallito|pagamento rifiutato|carta rifiutata|addebitato due volte|addebito doppio|pagato due volte|il pagamento non va|non riesco a pagare|pago rechazado|pago fallido|tarjeta rechazada|me cobraron dos veces|cobrado dos veces|no me deja pagar|pagamento recusado|pagamento falhou|cartao recusado|cobrado duas vezes|cobraram duas vezes|nao consigo pagar|pembayaran gagal|kartu ditolak|saldo terpotong|terpotong dua kali|भुगतान विफल|पेमेंट फेल|पैसे कट गए|ادائیگی ناکام|پیسے کٹ گئے|فشل الدفع|رفضت البطاقة|خصم مرتين|payment fail|payment nahi ho rahi|paise kat gaye|paise kat gaye hain",
    },
    Phrases {
        said: Said::WhereIsMyOrder,
        whole: false,
        text: "where is my order|where's my order|where is my package|where is my parcel|when will my order arrive|when will it arrive|my order has not arrived|my order hasn't arrived|order is late|track my order|status of my order|order status|dov'e il mio ordine|dove il mio ordine|dov'e il mio pacco|quando arriva il mio ordine|quando arriva il pacco|il mio ordine non e arrivato|stato del mio ordine|donde esta mi pedido|donde esta mi paquete|cuando llega mi pedido|mi pedido no ha llegado|estado de mi pedido|onde esta meu pedido|onde esta o meu pedido|cade meu pedido|quando chega meu pedido|meu pedido nao chegou|status do pedido|pesanan saya di mana|pesanan saya dimana|kapan pesanan saya sampai|pesanan saya belum sampai|मेरा ऑर्डर कहाँ|मेरा ऑर्डर कहां|ऑर्डर कब आएगा|میرا آرڈر کہاں|آرڈر کب آئے گا|اين طلبي|وين طلبي|متى يصل طلبي|طلبي لم يصل|mera order kahan|order kab aayega|order kab ayega|mera order nahi aya",
    },
    Phrases {
        said: Said::BigBasket,
        whole: false,
        text: "wholesale|bulk order|large order|big order|catering|corporate order|for a wedding|all'ingrosso|ingrosso|grande ordine|ordine grande|per un matrimonio|al por mayor|pedido grande|para una boda|por atacado|atacado|pedido grande|para um casamento|grosir|pesanan besar|untuk pernikahan|थोक|شادی کے لیے|تھوک|بالجملة|طلبية كبيرة|thok|shaadi ke liye|bulk mein",
    },
    Phrases {
        said: Said::LegalOrMedical,
        whole: false,
        text: "my lawyer|sue you|legal action|allergic reaction|food poisoning|got sick|made me sick|i am pregnant|side effects|dosage|mio avvocato|azione legale|denuncia|reazione allergica|intossicazione|sono stato male|sono stata male|sono incinta|effetti collaterali|dosaggio|mi abogado|demandarlos|reaccion alergica|intoxicacion|estoy embarazada|efectos secundarios|dosis|meu advogado|processar voces|reacao alergica|intoxicacao|estou gravida|efeitos colaterais|pengacara|keracunan|alergi parah|efek samping|dosis|वकील|एलर्जी हो गई|فوڈ پوائزننگ|وکیل|محامي|تسمم|حساسية شديدة|الجرعة|wakeel|food poisoning ho gayi",
    },
];

/// What is said, whether it must be all that is said, and the words of each way to say it.
type Entry = (Said, bool, Vec<Vec<String>>);

static TABLE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let split = |text: &str| text.split('|').map(query_tokens).filter(|words| !words.is_empty()).collect();
    PHRASES.iter().map(|phrases| (phrases.said, phrases.whole, split(phrases.text))).collect()
});

/// Everything the text is known to say, in the order of the table.
pub(in crate::replies) fn said(text: &str) -> Vec<Said> {
    let words = query_tokens(text);
    let meets = |whole: bool, phrase: &Vec<String>| {
        if whole {
            words == *phrase
        } else {
            words.windows(phrase.len()).any(|window| window == phrase.as_slice())
        }
    };
    let found = TABLE.iter().filter(|(_, whole, phrases)| phrases.iter().any(|phrase| meets(*whole, phrase)));
    found.map(|(said, _, _)| *said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_no_model_is_understood_in_every_language() {
        for (text, expected) in [
            ("STOP", Said::Stop),
            ("Can I talk to a human please?", Said::WantsPerson),
            ("vorrei parlare con una persona", Said::WantsPerson),
            ("Quiero hablar con alguien", Said::WantsPerson),
            ("Quero falar com um atendente!", Said::WantsPerson),
            ("bisa bicara dengan admin?", Said::WantsPerson),
            ("मुझे किसी इंसान से बात करनी है", Said::WantsPerson),
            ("مجھے کسی انسان سے بات کرنی ہے", Said::WantsPerson),
            ("أريد التحدث مع موظف", Said::WantsPerson),
            ("mujhe kisi insaan se baat karni hai", Said::WantsPerson),
            ("Buongiorno!", Said::Greets),
            ("thank you 🙏", Said::Thanks),
            ("The meat was spoiled, I want my money back", Said::Complains),
            ("La mia carta rifiutata", Said::PaymentFailed),
            ("¿Dónde está mi pedido?", Said::WhereIsMyOrder),
        ] {
            assert!(said(text).contains(&expected), "{text}: {:?}", said(text));
        }
    }

    #[test]
    fn ordinary_questions_say_none_of_it() {
        for text in [
            "What time do you close?",
            "Do you have a return policy?",
            "hi, how much is the ribeye?",
            "What is your refund policy",
            "can I stop by on Monday?",
            "is the person at the till Anna?",
        ] {
            assert_eq!(said(text), Vec::<Said>::new(), "{text}");
        }
    }
}
