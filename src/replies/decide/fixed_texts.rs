//! What is said without a model, in every language: decline, hand over, greet, cannot read.
//! The owner may replace the first two; none of them promises anything but a person.

use crate::replies::question::language::Language;
use crate::replies::settings::OwnTexts;

/// Which fixed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::replies) enum FixedText {
    Decline,
    HandOff,
    Greeting,
    Unreadable,
    Emergency,
    /// Nobody could come yet.
    StillWaiting,
}

impl FixedText {
    pub fn in_language(self, language: Language) -> &'static str {
        match self {
            Self::Decline => decline(language),
            Self::HandOff => hand_off(language),
            Self::Greeting => greeting(language),
            Self::Unreadable => unreadable(language),
            Self::Emergency => emergency(language),
            Self::StillWaiting => still_waiting(language),
        }
    }

    /// The owner's words when there are some for this language.
    pub fn or_own(self, own: &OwnTexts, language: Language) -> String {
        let own = own.get(language.tag()).map(|text| text.trim()).filter(|text| !text.is_empty());
        own.unwrap_or_else(|| self.in_language(language)).to_owned()
    }
}

const fn decline(language: Language) -> &'static str {
    match language {
        Language::English => "I'm sorry, I don't have that information here. Shall I ask a colleague?",
        Language::Italian => "Mi dispiace, non ho questa informazione. Chiedo a un collega?",
        Language::Spanish => "Lo siento, no tengo esa información. ¿Le pregunto a un compañero?",
        Language::Portuguese => "Desculpe, não tenho essa informação. Pergunto a um colega?",
        Language::Indonesian => "Maaf, saya tidak punya informasi itu. Boleh saya tanyakan ke rekan saya?",
        Language::Hindi => "माफ़ कीजिए, मेरे पास यह जानकारी नहीं है। क्या मैं किसी सहकर्मी से पूछूँ?",
        Language::Urdu => "معذرت، میرے پاس یہ معلومات نہیں ہیں۔ کیا میں کسی ساتھی سے پوچھوں؟",
        Language::Arabic => "عذرًا، ليست لدي هذه المعلومة. هل أسأل أحد الزملاء؟",
        Language::RomanUrdu => "Maazrat, mere paas ye maloomat nahi hain. Kya main kisi saathi se poochun?",
    }
}

const fn hand_off(language: Language) -> &'static str {
    match language {
        Language::English => "Thank you. A colleague will read this and answer you here.",
        Language::Italian => "Grazie. Un collega leggerà il messaggio e le risponderà qui.",
        Language::Spanish => "Gracias. Un compañero leerá su mensaje y le responderá aquí.",
        Language::Portuguese => "Obrigado. Um colega vai ler a sua mensagem e responder aqui.",
        Language::Indonesian => "Terima kasih. Rekan kami akan membaca pesan ini dan menjawab di sini.",
        Language::Hindi => "धन्यवाद। हमारे एक सहकर्मी यह संदेश पढ़कर आपको यहीं जवाब देंगे।",
        Language::Urdu => "شکریہ۔ ہمارے ایک ساتھی یہ پیغام پڑھ کر آپ کو یہیں جواب دیں گے۔",
        Language::Arabic => "شكرًا لك. سيقرأ أحد الزملاء رسالتك ويرد عليك هنا.",
        Language::RomanUrdu => "Shukriya. Hamare ek saathi ye paigham parh kar aap ko yahin jawab denge.",
    }
}

const fn still_waiting(language: Language) -> &'static str {
    match language {
        Language::English => {
            "I'm sorry, nobody has been able to answer you yet. I have reminded my colleagues of your message."
        }
        Language::Italian => {
            "Mi dispiace, nessuno ha ancora potuto risponderle. Ho ricordato il suo messaggio ai colleghi."
        }
        Language::Spanish => {
            "Lo siento, todavía nadie ha podido responderle. He recordado su mensaje a mis compañeros."
        }
        Language::Portuguese => {
            "Desculpe, ainda ninguém conseguiu responder. Já lembrei os meus colegas da sua mensagem."
        }
        Language::Indonesian => {
            "Maaf, belum ada yang bisa menjawab. Saya sudah mengingatkan rekan kami tentang pesan ini."
        }
        Language::Hindi => {
            "माफ़ कीजिए, अभी तक कोई आपको जवाब नहीं दे पाया है। मैंने सहकर्मियों को आपके संदेश की फिर से याद दिलाई है।"
        }
        Language::Urdu => {
            "معذرت، ابھی تک کوئی آپ کو جواب نہیں دے سکا۔ میں نے ساتھیوں کو آپ کا پیغام دوبارہ یاد دلایا ہے۔"
        }
        Language::Arabic => "عذرًا، لم يتمكن أحد من الرد عليك بعد. لقد ذكّرت الزملاء برسالتك.",
        Language::RomanUrdu => {
            "Maazrat, abhi tak koi aap ko jawab nahi de saka. Maine saathiyon ko aap ka paigham dobara yaad dilaya hai."
        }
    }
}

const fn greeting(language: Language) -> &'static str {
    match language {
        Language::English => "Hello! How can I help you?",
        Language::Italian => "Buongiorno! Come posso aiutarla?",
        Language::Spanish => "¡Hola! ¿En qué puedo ayudarle?",
        Language::Portuguese => "Olá! Como posso ajudar?",
        Language::Indonesian => "Halo! Ada yang bisa saya bantu?",
        Language::Hindi => "नमस्ते! मैं आपकी क्या मदद कर सकता हूँ?",
        Language::Urdu => "السلام علیکم! میں آپ کی کیا مدد کر سکتا ہوں؟",
        Language::Arabic => "أهلًا بك! كيف يمكنني مساعدتك؟",
        Language::RomanUrdu => "Assalam o alaikum! Main aap ki kya madad kar sakta hoon?",
    }
}

const fn unreadable(language: Language) -> &'static str {
    match language {
        Language::English => "Thank you. I cannot open this kind of message, so a colleague will look at it.",
        Language::Italian => "Grazie. Non riesco ad aprire questo tipo di messaggio: lo guarderà un collega.",
        Language::Spanish => "Gracias. No puedo abrir este tipo de mensaje; lo verá un compañero.",
        Language::Portuguese => "Obrigado. Não consigo abrir este tipo de mensagem; um colega vai vê-la.",
        Language::Indonesian => {
            "Terima kasih. Saya tidak bisa membuka pesan seperti ini; rekan kami akan melihatnya."
        }
        Language::Hindi => "धन्यवाद। मैं इस तरह का संदेश नहीं खोल सकता, इसलिए एक सहकर्मी इसे देखेंगे।",
        Language::Urdu => "شکریہ۔ میں اس قسم کا پیغام نہیں کھول سکتا، اس لیے ایک ساتھی اسے دیکھیں گے۔",
        Language::Arabic => "شكرًا لك. لا يمكنني فتح هذا النوع من الرسائل، لذا سيطّلع عليها أحد الزملاء.",
        Language::RomanUrdu => {
            "Shukriya. Main is qism ka paigham nahi khol sakta, is liye ek saathi ise dekhenge."
        }
    }
}

const fn emergency(language: Language) -> &'static str {
    match language {
        Language::English => {
            "A colleague has been told and will answer you here. If anybody is in danger or unwell, please call the emergency services now."
        }
        Language::Italian => {
            "Ho avvisato un collega, che le risponderà qui. Se qualcuno è in pericolo o sta male, chiami subito i soccorsi."
        }
        Language::Spanish => {
            "He avisado a un compañero, que le responderá aquí. Si alguien está en peligro o se encuentra mal, llame ahora a emergencias."
        }
        Language::Portuguese => {
            "Avisei um colega, que vai responder aqui. Se alguém está em perigo ou a passar mal, ligue agora para a emergência."
        }
        Language::Indonesian => {
            "Saya sudah memberi tahu rekan kami, yang akan menjawab di sini. Jika ada yang dalam bahaya atau sakit, segera hubungi layanan darurat."
        }
        Language::Hindi => {
            "हमारे एक सहकर्मी को बता दिया गया है, वे आपको यहीं जवाब देंगे। अगर कोई ख़तरे में है या बीमार है, तो कृपया अभी आपातकालीन सेवा को फ़ोन करें।"
        }
        Language::Urdu => {
            "ہمارے ایک ساتھی کو بتا دیا گیا ہے، وہ آپ کو یہیں جواب دیں گے۔ اگر کوئی خطرے میں ہے یا بیمار ہے تو ابھی ایمرجنسی سروس کو فون کریں۔"
        }
        Language::Arabic => {
            "أبلغتُ أحد الزملاء وسيرد عليك هنا. إذا كان أحد في خطر أو مريضًا، فاتصل بخدمات الطوارئ الآن."
        }
        Language::RomanUrdu => {
            "Hamare ek saathi ko bata diya gaya hai, woh aap ko yahin jawab denge. Agar koi khatre mein hai ya bimar hai to abhi emergency service ko phone karein."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owners_words_come_first() {
        let own = OwnTexts::from([
            ("it".to_owned(), "Chiedo in negozio.".to_owned()),
            ("en".to_owned(), " ".to_owned()),
        ]);
        assert_eq!(FixedText::Decline.or_own(&own, Language::Italian), "Chiedo in negozio.");
        assert_eq!(FixedText::Decline.or_own(&own, Language::English), decline(Language::English));
    }

    #[test]
    fn every_text_is_recognised_as_its_own_language() {
        for language in Language::ALL {
            for text in [
                FixedText::Decline,
                FixedText::HandOff,
                FixedText::Unreadable,
                FixedText::Emergency,
                FixedText::StillWaiting,
            ] {
                let heard = crate::languages::spoken(text.in_language(language), None);
                assert_eq!(heard.and_then(Language::of_tag), Some(language), "{text:?}");
            }
        }
    }
}
