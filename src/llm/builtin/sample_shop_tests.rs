//! The sample shop's own knowledge, asked as customers ask: in haste, twice, two things at once, in every language.

use serde::Deserialize;

use super::tests::{ask, document};
use super::*;
use crate::languages::TEXTS;
use crate::llm::types::{Document, Turn};

#[derive(Deserialize)]
struct Knowledge {
    texts: Vec<Text>,
    faq: Vec<Known>,
}

#[derive(Deserialize)]
struct Text {
    title: String,
    text: String,
}

#[derive(Deserialize)]
struct Known {
    question: String,
    answer: String,
    phrasings: Vec<String>,
}

fn documents(knowledge: &str) -> Vec<Document> {
    let knowledge: Knowledge = toml::from_str(knowledge).unwrap();
    let texts = knowledge.texts.into_iter().map(|text| document("", &text.title, &text.text));
    let known = knowledge.faq.into_iter().map(|known| Document {
        question: Some(known.question),
        phrasings: known.phrasings,
        ..document("", "FAQ", &known.answer)
    });
    let numbered = texts.chain(known).enumerate();
    numbered.map(|(at, document)| Document { id: (at + 1).to_string(), ..document }).collect()
}

fn italian() -> Vec<Document> {
    documents(include_str!("../../practice/sample_shop/data/knowledge_it.toml"))
}

fn english() -> Vec<Document> {
    documents(include_str!("../../practice/sample_shop/data/knowledge_en.toml"))
}

fn said(question: &str, documents: Vec<Document>) -> String {
    ask(question, documents).unwrap_or_else(|| panic!("{question} was declined"))
}

#[test]
fn a_yes_belongs_to_the_question_it_was_written_for() {
    assert!(said("Nelle polpette c'è il latte?", italian()).starts_with("Sì, le polpette contengono"));
    for (question, start) in [
        ("Le polpette sono senza latte?", "Polpette e polpettone: contengono glutine"),
        ("Siete chiusi il lunedì?", "Il lunedì siamo chiusi"),
    ] {
        assert!(said(question, italian()).starts_with(start), "{question}");
    }
}

#[test]
fn to_tell_the_shop_to_do_something_asks_nothing() {
    for text in ["Cancel", "cancel please", "I want to cancel my order"] {
        assert_eq!(ask(text, english()), None, "{text}");
    }
    assert_eq!(ask("Annullare", italian()), None);
    assert!(said("Can I cancel my order?", english()).starts_with("Yes, free of charge"));
    assert!(said("Posso annullare l'ordine?", italian()).contains("senza spese"));
}

#[test]
fn whether_one_can_order_is_not_said_where_an_order_is_mentioned() {
    assert_eq!(ask("Can I order?", english()), None);
    assert!(said("Posso ordinare?", italian()).starts_with("Si ordina qui su WhatsApp"));
}

#[test]
fn two_questions_in_one_are_both_answered_or_neither() {
    let both = said("hola quiero saber si abren hoy y cuanto cuesta la bistecca gracias", italian());
    assert!(both.contains("dal martedì al sabato") && both.contains("38,00 euro"), "{both}");
    let both = said("カードで払えますか？駐車場はありますか？", italian());
    assert!(both.contains("carta") && both.contains("2 posti"), "{both}");
    let both = said("quanto costano la fiorentina e la salsiccia?", italian());
    assert!(both.contains("38,00 euro") && both.contains("11,90 euro"), "{both}");
    for text in ["カードで払えますか？ペットは入れますか？", "siete aperti oggi e quanto costa il sushi?"]
    {
        assert_eq!(ask(text, italian()), None, "{text}");
    }
}

#[test]
fn the_price_of_a_box_is_not_the_price_of_what_lies_in_it() {
    assert_eq!(ask("How much are the burgers?", english()), None);
    assert_eq!(ask("Quanto costa il salame?", italian()), None);
    assert!(said("how much is the barbecue box", english()).contains("46 euros"));
    let rows = "Name: Grill box | Inside: burgers, sausages | Price: 46 euros\n\
                Name: Lamb chops | Inside: | Price: 19 euros";
    let list = || vec![document("1", "Prices", rows)];
    assert_eq!(ask("How much are the burgers?", list()), None);
    assert!(ask("How much are the lamb chops?", list()).is_some());
}

#[test]
fn a_line_that_ends_because_the_page_does_is_said_in_one() {
    let wrapped = said("Quanto costa il parcheggio?", italian());
    assert!(wrapped.contains("è a 4 minuti a piedi e costa 2 euro l'ora"), "{wrapped}");
}

#[test]
fn the_same_question_again_is_one_and_greetings_are_none() {
    let once = said("Siete aperti la domenica?", italian());
    let again = ["Siete aperti la domenica?"; 6].join("\n");
    assert!(said(&again, italian()).contains("8:30 alle 12:30"));
    assert!(once.contains("8:30 alle 12:30"));
    let burst = ["Ciao!", "Siete aperti la domenica?", "grazie mille"];
    let turns = burst.map(|text| Turn { role: TurnRole::User, text: text.to_owned() }).to_vec();
    let request = ChatRequest { documents: italian(), turns, ..ChatRequest::default() };
    assert!(answer(&request).is_some_and(|said| said.contains("8:30 alle 12:30")));
}

#[test]
fn one_question_in_several_lines_is_one() {
    assert!(said("hi\ni wanted to ask\nhow much is\nthe florentine steak?", english()).contains("38 euros"));
    assert!(said("siete aperti\nla domenica?", italian()).contains("8:30 alle 12:30"));
    let both = said("orari?\nquanto costa il macinato", italian());
    assert!(both.contains("8:00 alle 13:00") && both.contains("13,80 euro"), "{both}");
}

#[derive(Deserialize)]
struct Labels {
    shop: Profile,
}

#[derive(Deserialize)]
struct Profile {
    hours: String,
    closed: String,
    days: [String; 7],
    colon: Option<String>,
    comma: Option<String>,
    semicolon: Option<String>,
}

/// When the shop is open, as each language asks it.
const WHEN: &[(&str, &[&str])] = &[
    ("ar", &["متى تفتحون؟", "ما هي مواعيد العمل؟"]),
    ("bn", &["আপনারা কখন খোলেন?"]),
    ("cs", &["V kolik hodin otevíráte?", "Jaká je otevírací doba?"]),
    ("da", &["Hvornår åbner I?", "Hvad er jeres åbningstider?"]),
    ("de", &["Wann habt ihr offen?", "Wie sind Ihre Öffnungszeiten?"]),
    ("el", &["Τι ώρα ανοίγετε;", "Ποιο είναι το ωράριο;"]),
    ("en", &["When are you open?", "opening times?"]),
    ("es", &["¿A qué hora abren?", "¿Cuál es el horario?"]),
    ("fa", &["ساعت کاری شما چیست؟"]),
    ("fi", &["Milloin olette auki?", "Mitkä ovat aukioloajat?"]),
    ("fr", &["À quelle heure ouvrez-vous ?", "Quels sont vos horaires ?"]),
    ("he", &["באיזו שעה אתם פותחים?", "מה שעות הפתיחה?"]),
    ("hi", &["आप कब खुलते हैं?"]),
    ("hu", &["Mikor vannak nyitva?", "Hány órakor nyitnak?"]),
    ("id", &["Jam berapa buka?"]),
    ("it", &["A che ora aprite?", "orari?"]),
    ("ja", &["何時に開きますか？", "営業時間を教えてください"]),
    ("ko", &["몇 시에 문 여나요?", "영업시간이 어떻게 되세요?"]),
    ("ms", &["Pukul berapa kedai buka?"]),
    ("nl", &["Hoe laat gaan jullie open?", "Wat zijn de openingstijden?"]),
    ("pl", &["O której otwieracie?", "Jakie są godziny otwarcia?"]),
    ("pt", &["A que horas abrem?", "Qual é o horário?"]),
    ("ro", &["La ce oră deschideți?", "Ce program aveți?"]),
    ("ru", &["Во сколько вы открываетесь?", "Какой у вас график работы?"]),
    ("sv", &["När öppnar ni?", "Vilka är era öppettider?"]),
    ("th", &["เปิดกี่โมงครับ", "ร้านเปิดกี่โมง"]),
    ("tr", &["Saat kaçta açıyorsunuz?", "Çalışma saatleriniz nedir?"]),
    ("uk", &["О котрій ви відчиняєтесь?", "Який у вас графік роботи?"]),
    ("ur", &["آپ کب کھلتے ہیں؟"]),
    ("ur-Latn", &["aap kab khulte hain?"]),
    ("vi", &["Mấy giờ mở cửa?"]),
    ("zh", &["几点开门？", "营业时间是什么？"]),
];

#[test]
fn when_it_is_open_is_heard_in_every_language_and_answered_with_the_whole_week() {
    let mut lacking = Vec::new();
    for (tag, questions) in WHEN {
        let (_, text) = TEXTS.iter().find(|(known, _)| known == tag).unwrap();
        let Profile { hours, closed, days, colon, comma, semicolon } =
            toml::from_str::<Labels>(text).unwrap().shop;
        let colon = colon.as_deref().unwrap_or(": ");
        let groups = [
            format!("{}{colon}09:00-13:00", days[..5].join(comma.as_deref().unwrap_or(", "))),
            format!("{}{colon}10:00-12:00", days[5]),
            format!("{}{colon}{closed}", days[6]),
        ];
        let week = format!("{hours}{colon}{}", groups.join(semicolon.as_deref().unwrap_or("; ")));
        for question in *questions {
            for (profile, documents) in
                [("own", vec![document("hours", &hours, &week)]), ("Italian", italian())]
            {
                let turns = vec![Turn { role: TurnRole::User, text: (*question).to_owned() }];
                let language = Some((*tag).to_owned());
                let said = answer(&ChatRequest { documents, turns, language, ..ChatRequest::default() });
                let holds: &[&str] = if profile == "own" {
                    &["09:00-13:00", "10:00-12:00", &closed]
                } else {
                    &["8:00 alle 13:00", "8:30 alle 12:30", "Il lunedì siamo chiusi"]
                };
                if !said.as_ref().is_some_and(|said| holds.iter().all(|part| said.contains(part))) {
                    lacking.push(format!("{tag} {profile} {question}: {said:?}"));
                }
            }
        }
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}
