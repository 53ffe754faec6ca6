//! Urdu and Hindi in Latin letters, as people type them, mixed with English: no detector knows them.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words of theirs alone, in the spellings people use.
const TELLING: &str = "hai hain hain hei kya kia kyun kyu kaise kese kaun kon kab kahan kahaan kaha kidhar kitna kitne kitni kitnay \
    karte karta karti karna karni karne karo karein karen karke kardo hoga hogi hoge hota hoti hote hogaya jayega jayegi jaega jaegi \
    milega milegi milta milti milte mil milay chahiye chahye chaiye mujhe mujhy muje mera meri mere hamara hamari tumhara \
    apka apki apke aapka aapki aapke aap ap bhai bhaiya bhaijaan yaar janab sahab wala wali wale waala nahi nahin nai nhi \
    abhi aaj apna apni apne karun karoon diya dia diye liya batao bata bataye bataiye bataen dijiye dein dena denge doge lagega lagegi lagta lagti sakta sakte sakti \
    raha rahi rahe gaya gayi gaye hua hui theek thik acha accha kuch koi liye liay wapas wapis dukan dukaan paisa paise paisay \
    baje bajay aayega ayega aayegi ayegi aaya aya aayi pohanch pahunch bhej bhejo bhejna khula khuli khulta khulti khulte \
    qeemat keemat daam sasta mehnga mangwana mangwa chahta chahti itwar itvaar somwar budh jumma juma shukriya salam namaste \
    bina kyunki lekin magar phir fir bahut bohat bohot zyada jyada kam thoda thora andar bahar ghar gosht machhli murgi roti \
    wahan wahaan yahan yahaan naam kisi bolo gai kharcha krtay krte krta kr krna krdo krdein hata khatam sakain sakein payenge paenge milegi jaye \
    hum humein hamein unka uska iska inka yeh woh hain kijiye lijiye samajh pata logon bachon";
/// Words of theirs that other languages have too.
const SMALL: &str = "ka ki ke ko se mein main me par pe aur ya na bhi to hi tha thi the kal tak ho hun hoon do ek ye wo is us kar ne ji han haan jo din band ne";

/// Words that ask for a thing named before them: "Nutella milega?"
const ASKING: &str =
    "milega milegi milegay milta milti miltay chahiye chahye chaiye hain kitne kitna kitni kitnay";

/// English words they ask shops with; they say nothing of the language.
const BORROWED: &str = "sunday monday tuesday wednesday thursday friday saturday open close parking delivery order booking cancel \
    price rate menu shop time subscription online cash card size stock sale refund number call message please pls plz sir madam";
/// Of the other words of a text, the part that must be theirs when only one of them is theirs alone.
const PART: f32 = 0.4;

static TELLING_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| TELLING.split_whitespace().collect());
static BORROWED_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| BORROWED.split_whitespace().collect());
static ASKING_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| ASKING.split_whitespace().collect());
static SMALL_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| SMALL.split_whitespace().collect());

/// Whether these words, all in Latin letters, are Urdu or Hindi.
#[expect(clippy::cast_precision_loss, reason = "words of one message")]
pub(super) fn is_roman(words: &[String]) -> bool {
    let is_telling = |word: &String| TELLING_WORDS.contains(word.as_str());
    let telling = words.iter().filter(|word| is_telling(word)).count();
    let small = words.iter().filter(|word| SMALL_WORDS.contains(word.as_str())).count();
    let borrowed = words.iter().filter(|word| BORROWED_WORDS.contains(word.as_str())).count();
    let asks_for_a_thing =
        words.len() > 1 && words.last().is_some_and(|word| ASKING_WORDS.contains(word.as_str()));
    let part = (telling + small) as f32 / words.len().saturating_sub(borrowed).max(1) as f32;
    // Indonesians greet with one of these words.
    let asks_with_theirs = borrowed > 0 && words.iter().skip(1).any(is_telling);
    asks_for_a_thing || telling > 0 && part >= PART && (telling > 1 || small > 0 || asks_with_theirs)
}
