//! Kinds of questions, each with what one sentence of a shop answers and what it does not.

use super::tests::{ask, document};

/// Title, text, question, and what the answer holds; nothing where it is declined.
const ASKED: &[(&str, &str, &str, Option<&str>)] = &[
    // Two days are no range.
    (
        "Hours",
        "Tuesday, Wednesday and Friday 9:30-18:30. Thursday 9:30-20:00.",
        "what time do u close thursday",
        Some("Thursday 9:30-20:00"),
    ),
    ("Hours", "Tuesday, Wednesday and Friday 9:30-18:30.", "are you open on thursday", None),
    ("Orari", "Da martedì a venerdì 9:30-18:30.", "siete aperti il giovedì sera?", Some("9:30-18:30")),
    // What is said of one way to pay is not said of another.
    (
        "Payment",
        "Visa, Mastercard, PayPal and Klarna in 3 instalments.",
        "Can I pay in instalments with PayPal?",
        None,
    ),
    (
        "Payment",
        "Visa, Mastercard, PayPal and Klarna in 3 instalments.",
        "Can I pay with Klarna in instalments?",
        Some("Klarna"),
    ),
    ("Payment", "Visa, Mastercard and PayPal.", "do you take Apple Pay", None),
    ("Offers", "The code WELCOME5 gives 5% off a first order.", "Does WELCOME5 work on sale items?", None),
    // Words beside the matter.
    ("Rules", "Dogs are not allowed, except assistance dogs.", "can i bring my dog", Some("not allowed")),
    ("Cakes", "Carrot cake 20 euros.", "can I bring my own cake?", None),
    (
        "Colour",
        "We use Wella colour. A patch test is needed before any colour.",
        "what brand of colour do you use",
        Some("Wella"),
    ),
    (
        "Garantía",
        "Los implantes tienen 5 años de garantía.",
        "cuánta garantía tienen los implantes",
        Some("5 años"),
    ),
    ("Prodotti", "La carne di manzo è frollata.", "accettate carte?", None),
    // Colours, origin, weight.
    (
        "Lamps",
        "Luna desk lamp €49, in black and white. Nova pendant €89.",
        "what colours does the luna come in",
        Some("black and white"),
    ),
    ("Lamps", "Luna desk lamp €49, in black and white. Nova pendant €89.", "what colour is the nova", None),
    ("Lamps", "Our lamps are made in Portugal.", "where are your lamps made", Some("Portugal")),
    (
        "Listino",
        "Fiorentina 48 euro al kg. Ragù pronto, vaschetta da 250 g.",
        "quanto pesa la fiorentina?",
        None,
    ),
    (
        "Listino",
        "Fiorentina 48 euro al kg. Ragù pronto, vaschetta da 250 g.",
        "quanto pesa il ragù?",
        Some("250 g"),
    ),
    // A limit answers on both of its sides, the price behind it on one.
    (
        "Rules",
        "If you are more than 15 minutes late we may rebook you.",
        "what happens if im 20 min late",
        Some("15 minutes"),
    ),
    ("Pacientes", "Atendemos a niños a partir de 4 años.", "atendeis a niños de 3 años?", Some("4 años")),
    ("Prices", "Children under 12: £15.", "how much for a child of 8", Some("£15")),
    ("Prices", "Children under 12: £15.", "how much for a child of 14", None),
    (
        "Tarifs",
        "Chien de moins de 10 kg : 18 €. Chien de 10 à 30 kg : 22 €.",
        "combien pour un chien de 20 kg ?",
        Some("22 €"),
    ),
    // What goes on with a sentence belongs to it.
    (
        "Políticas",
        "Las citas se cancelan con 24 horas de antelación; si no, se cobran 20 €.",
        "qué pasa si cancelo tarde la cita",
        Some("si no, se cobran 20 €"),
    ),
    // A holiday by its date, a price where "free" is asked.
    ("Orari", "Chiusi il 25 dicembre e il 1 gennaio.", "siete aperti a Natale?", Some("25 dicembre")),
    ("Tarifas", "Primera visita 40 €.", "la primera visita es gratis?", Some("40 €")),
    ("Livraison", "Nous livrons à Lyon pour 8 €.", "La livraison est gratuite ?", None),
    // A puppy is a dog, but here it is told apart.
    (
        "Prices",
        "Small dog £16 per night. We do not take puppies under 12 weeks.",
        "How much is a puppy per night?",
        None,
    ),
    // Two questions without a word for what is wanted.
    (
        "Info",
        "Pay by cash or card. Two free parking spaces.",
        "can i pay cash and do you have parking?",
        Some("parking"),
    ),
    ("Info", "Pay by cash or card. Two free parking spaces.", "can i pay cash and do you have wifi?", None),
];

#[test]
fn each_kind_is_answered_by_what_answers_it() {
    let mut wrong = Vec::new();
    for (title, text, question, expected) in ASKED {
        let said = ask(question, vec![document("1", title, text)]);
        let holds = match (&said, expected) {
            (Some(said), Some(expected)) => said.contains(expected),
            (said, expected) => said.is_none() && expected.is_none(),
        };
        if !holds {
            wrong.push(format!("{question}: {said:?}, and not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
