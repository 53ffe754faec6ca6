//! What a customer says to "Shall I ask a colleague?": yes, no, or something else altogether.
//!
//! Only a short message without a question of its own is a reply to the offer; anything longer is looked at as ever. In
//! doubt a person is called: that costs somebody a look, and silence would cost a customer.

use std::sync::LazyLock;

use crate::storage::text::query_tokens;

/// What is replied to the offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::replies) enum Reply {
    Yes,
    No,
}

/// Words of the longest reply.
const MOST_WORDS: usize = 6;
/// Words of a reply in a language that is not in the tables.
const MOST_UNKNOWN_WORDS: usize = 2;
/// Letters of the shortest word that is known although one letter differs.
const LETTERS_TO_FORGIVE: usize = 5;

/// Refusals: one of them anywhere makes the reply a no.
const NO: &str = "no|nope|nah|not|dont|don't|never mind|nevermind|forget it|no need|leave it|non|niente|lascia stare|lasci stare|lascia perdere|lasci perdere|non importa|non serve|fa niente|nada|no hace falta|dejalo|dejelo|da igual|nao|não|deixa|deixe|nao precisa|tidak|nggak|gak|ga|enggak|tdk|jangan|tidak usah|gak usah|ga usah|नहीं|नही|ना|मत|रहने दो|रहने दीजिए|جی نہیں|نہیں|نہی|مت|رہنے دیں|لا|لأ|كلا|ليس|مش|لا داعي|nahi|nahin|nai|nhi|mat|rehne do|rehne dein|nein|nee|ne|nicht|pas|nie|hayir|yok|нет|ни|не|ei|nej|nei|não obrigado|όχι|לא|نه|خیر|iie|いいえ|結構です|不|不用|不要|没事|아니|아니요|ไม่|không|khong|hapana";

/// Consents, also in languages no fixed text is written in.
const YES: &str = "yes|yeah|yep|yup|yea|ya|sure|of course|please|please do|go ahead|do it|ok|okay|okey|okk|k|kk|alright|all right|fine|sounds good|great|perfect|thanks|thank you|thx|ty|si|sì|certo|certamente|va bene|vabbe|vabene|volentieri|magari|prego|per favore|per piacere|grazie|perfetto|d'accordo|daccordo|dai|sicuro|chieda|chiedi|chieda pure|faccia pure|sí|claro|vale|bueno|dale|por favor|porfa|de acuerdo|gracias|perfecto|pregunta|pregunte|esta bien|está bien|sim|claro que sim|pode|pode ser|pode sim|ta bom|tá bom|tudo bem|beleza|obrigado|obrigada|valeu|iya|iyaa|ya boleh|boleh|oke|okeh|baik|siap|silakan|tolong|mau|makasih|terima kasih|हाँ|हां|हा|जी|जी हाँ|जी हां|ठीक है|ठीक|अच्छा|बिल्कुल|कृपया|पूछो|पूछिए|पूछ लो|धन्यवाद|शुक्रिया|ہاں|جی|جی ہاں|ہاں جی|ٹھیک ہے|ٹھیک|اچھا|ضرور|بالکل|پوچھ لیں|پوچھیں|مہربانی|شکریہ|نعم|اي|ايوه|أيوه|اه|آه|أجل|تمام|طيب|ماشي|حسنا|حسنًا|اوكي|أوكي|موافق|أكيد|اكيد|لو سمحت|من فضلك|تفضل|شكرا|شكرًا|haan|han|ha|haan ji|han ji|ji|ji haan|jee|theek hai|thik hai|theek|thik|tik hai|thek hai|acha|accha|zaroor|bilkul|pooch lo|poochein|puch lo|puchlo|meherbani|shukriya|ja|jawohl|gerne|gern|klar|bitte|in ordnung|danke|oui|ouais|d'accord|daccord|volontiers|bien sur|bien sûr|merci|svp|da|да|давай|давайте|хорошо|конечно|так|добре|tak|prosze|proszę|dobrze|jasne|evet|tamam|olur|lütfen|lutfen|peki|好|好的|可以|行|是|是的|嗯|谢谢|はい|お願いします|うん|ok ok|네|예|응|좋아요|ครับ|ค่ะ|ได้|ใช่|vâng|được|dạ|ndiyo|sawa|ναι|εντάξει|כן|בסדר|بله|باشه|sige|opo|oo";

/// Consents with a word in them that refuses elsewhere.
const YES_ALTHOUGH: &str = "why not|no problem|no worries|dont mind|perche no|perché no|nessun problema|non c'è problema|como no|cómo no|por qué no|sin problema|por que nao|por que não|sem problema|kenapa tidak|tidak apa apa|warum nicht|pourquoi pas|waarom niet|kyun nahi|kyu nahi|kyon nahi|kyun nahin|क्यों नहीं|کیوں نہیں|لم لا|لما لا|ليش لا|ليه لا|neden olmasın|почему нет|почему бы и нет|не против|czemu nie|dlaczego nie";

/// Consents that are nothing else at the beginning of a longer message.
const CLEAR_YES: &str = "yes|yeah|yep|yup|sure|please do|go ahead|sì|sí|certo|volentieri|claro|sim|iya|haan|haan ji|ji haan|हाँ|हां|जी हाँ|जी हां|ہاں|جی ہاں|نعم|ايوه|أيوه|ja|ja gerne|gerne|oui|да|evet|tak|好的|是的|はい";
/// After a consent: there is more to say.
const BUT: &str = "but|ma|però|pero|mas|porém|porem|aber|mais|maar|lekin|magar|लेकिन|मगर|لیکن|مگر|لكن|ولكن|بس|tapi|tetapi|но|ama|ale|但|但是|不过|でも|ただ";

/// Pictures that say yes, and such that say no.
const YES_PICTURES: &[char] =
    &['👍', '👌', '🙏', '✅', '✔', '☑', '🆗', '❤', '🙂', '😊', '😀', '😃', '🤝', '💯', '🫡', '👏'];
const NO_PICTURES: &[char] = &['👎', '❌', '🚫', '✖', '🙅'];

type Phrases = Vec<Vec<String>>;

fn phrases(table: &str) -> Phrases {
    table.split('|').map(words_of).filter(|words| !words.is_empty()).collect()
}

static CONSENTS: LazyLock<Phrases> = LazyLock::new(|| phrases(YES));
static REFUSALS: LazyLock<Phrases> = LazyLock::new(|| phrases(NO));
static CONSENTS_ALTHOUGH: LazyLock<Phrases> = LazyLock::new(|| phrases(YES_ALTHOUGH));
static CLEAR_CONSENTS: LazyLock<Phrases> = LazyLock::new(|| phrases(CLEAR_YES));
static FURTHER: LazyLock<Phrases> = LazyLock::new(|| phrases(BUT));

/// What a message says to the offer; nothing when it says something else.
pub(in crate::replies) fn reply_to_offer(text: &str) -> Option<Reply> {
    let words = words_of(text);
    if words.is_empty() {
        return by_picture(text);
    }
    if words.len() > MOST_WORDS || text.contains(['?', '؟', '？']) || text.chars().any(char::is_numeric) {
        return None;
    }
    let has = |phrases: &Phrases| phrases.iter().any(|phrase| stands_in(phrase, &words));
    if has(&CONSENTS_ALTHOUGH) {
        return Some(Reply::Yes);
    }
    if has(&REFUSALS) || text.contains(NO_PICTURES) {
        return Some(Reply::No);
    }
    // Every word belongs to a consent, or the message is one word longer: "ok perfect, thanks Ana".
    let known = words.iter().filter(|word| belongs(&CONSENTS, word)).count();
    let is_consent = has(&CONSENTS) && known + 1 >= words.len();
    (is_consent || is_unknown_and_short(text, &words)).then_some(Reply::Yes)
}

/// Whether a message takes the offer and goes on with something else: "yes, but how much is the lamb?"
pub(in crate::replies) fn agrees_and_asks(text: &str) -> bool {
    if words_of(text).is_empty() || reply_to_offer(text).is_some() {
        return false;
    }
    // A line of its own is a reply of its own.
    let mut lines = text.lines();
    let own_line = lines.next().is_some_and(|first| reply_to_offer(first) == Some(Reply::Yes));
    if own_line && lines.next().is_some() {
        return true;
    }
    let first =
        text.split([',', '.', '!', ';', ':', '،', '。', '，', '！', '、', '\n']).next().unwrap_or(text);
    let clear = |words: &[String]| CLEAR_CONSENTS.iter().any(|phrase| stands_in(phrase, words));
    if first.len() < text.len() && reply_to_offer(first) == Some(Reply::Yes) && clear(&words_of(first)) {
        return true;
    }
    let words = words_of(text);
    let begins = |phrases: &Phrases, words: &[String]| {
        phrases.iter().filter(|phrase| words.starts_with(phrase)).map(Vec::len).max()
    };
    let goes_on = begins(&CONSENTS, &words).is_some_and(|after| begins(&FURTHER, &words[after..]).is_some());
    let clear = begins(&CLEAR_CONSENTS, &words).is_some_and(|after| words.len() > after + MOST_UNKNOWN_WORDS);
    goes_on || clear && !begins_with_plain_si(text)
}

/// "si può pagare?": another word than "sì", which words without their accents no longer tell.
fn begins_with_plain_si(text: &str) -> bool {
    let first = text.split(|letter: char| !letter.is_alphabetic()).find(|word| !word.is_empty());
    first.is_some_and(|word| word.eq_ignore_ascii_case("si"))
}

fn by_picture(text: &str) -> Option<Reply> {
    if text.contains(NO_PICTURES) {
        Some(Reply::No)
    } else {
        text.contains(YES_PICTURES).then_some(Reply::Yes)
    }
}

/// The words, with letters that were held down written once or twice: "siiii", "okkkk".
fn words_of(text: &str) -> Vec<String> {
    query_tokens(&text.replace(['\'', '’'], "")).iter().map(|word| without_runs(word)).collect()
}

fn without_runs(word: &str) -> String {
    let mut shortened = String::with_capacity(word.len());
    for letter in word.chars() {
        if !(letter.is_alphabetic() && shortened.ends_with(letter)) {
            shortened.push(letter);
        }
    }
    shortened
}

fn stands_in(phrase: &[String], words: &[String]) -> bool {
    let same = |window: &[String]| window.iter().zip(phrase).all(|(word, known)| is_like(word, known));
    words.windows(phrase.len()).any(same)
}

fn belongs(phrases: &Phrases, word: &str) -> bool {
    phrases.iter().flatten().any(|known| is_like(word, known))
}

/// The same word, or one letter away from it when it is long enough to be meant.
fn is_like(word: &str, known: &str) -> bool {
    word == known
        || (known.chars().count() >= LETTERS_TO_FORGIVE
            && word.chars().next() == known.chars().next()
            && one_letter_apart(word, known))
}

fn one_letter_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let start = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let rest = one.len().min(other.len()) - start;
    let end = one.iter().rev().zip(other.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    one.len().max(other.len()) - start - end <= 1
}

/// A word or two that no table knows and that greet nobody are most likely a consent in the customer's own language.
fn is_unknown_and_short(text: &str, words: &[String]) -> bool {
    let foreign = text.chars().filter(|letter| letter.is_alphabetic()).all(|letter| !letter.is_ascii());
    foreign && words.len() <= MOST_UNKNOWN_WORDS && super::phrases::said(text).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consent_in_any_language_is_a_yes() {
        for text in [
            "ok",
            "OK!",
            "okkk",
            "Okay",
            "yes please",
            "sure, thanks",
            "va bene",
            "Va bene grazie",
            "Sì grazie",
            "siii",
            "vale",
            "sí, por favor",
            "Claro",
            "theek hai",
            "thik hai ji",
            "haan ji",
            "ٹھیک ہے",
            "جی ہاں",
            "ठीक है",
            "हाँ",
            "تمام",
            "نعم",
            "boleh",
            "iya kak",
            "oke",
            "sim",
            "pode ser",
            "tá bom",
            "👍",
            "👍🏽",
            "🙏",
            "ja gerne",
            "oui merci",
            "好的",
            "да",
            "tamam",
            "d'accord",
            "perfeto",
            "grazie",
            "ok perfect thanks Ana",
            "Alright",
            "はい",
        ] {
            assert_eq!(reply_to_offer(text), Some(Reply::Yes), "{text}");
        }
    }

    #[test]
    fn a_refusal_is_a_no() {
        for text in [
            "no",
            "No grazie",
            "no thanks",
            "nein danke",
            "nahi",
            "nahi shukriya",
            "नहीं",
            "نہیں شکریہ",
            "لا شكرا",
            "tidak usah",
            "gak usah",
            "não obrigado",
            "no hace falta",
            "non importa",
            "ok no",
            "👎",
            "non merci",
            "нет, спасибо",
            "不用",
        ] {
            assert_eq!(reply_to_offer(text), Some(Reply::No), "{text}");
        }
    }

    #[test]
    fn a_question_back_is_a_consent_although_it_says_no() {
        for text in
            ["Why not", "perché no", "cómo no", "warum nicht?", "kyun nahi", "क्यों नहीं", "لم لا", "no problem"]
        {
            assert_eq!(reply_to_offer(text.trim_end_matches('?')), Some(Reply::Yes), "{text}");
        }
    }

    #[test]
    fn a_consent_that_goes_on_is_heard_as_both() {
        for text in [
            "yes but how much is the lamb?",
            "Yes please, and do you have chicken?",
            "Sì, ma quanto costa l'agnello?",
            "va bene ma quanto costa l'agnello?",
            "vale, pero ¿cuánto cuesta el cordero?",
            "ok\nhow much is the lamb?",
            "haan lekin gosht kitne ka hai?",
            "ja, aber was kostet das Lamm?",
            "да, но сколько стоит баранина?",
            "نعم ولكن كم سعر اللحم؟",
            "はい、でも羊肉はいくらですか？",
        ] {
            assert!(agrees_and_asks(text), "{text}");
        }
        for text in [
            "Ok, and what time do you close?",
            "si può pagare con carta?",
            "yes",
            "no, how much is it?",
            "ja",
            "👍",
        ] {
            assert!(!agrees_and_asks(text), "{text}");
        }
    }

    #[test]
    fn a_new_question_is_neither() {
        for text in [
            "Ok, and what time do you close?",
            "How much is the lamb",
            "vendete pane",
            "Do you deliver on Sunday",
            "quanto costa la fiorentina",
            "ok I want 3 kg of lamb for Saturday",
            "2",
            "a domicilio consegnate",
        ] {
            assert_eq!(reply_to_offer(text), None, "{text}");
        }
    }
}
