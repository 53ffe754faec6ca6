//! The exam with the model switched off: what the shop knows is said word for word and with its source, everything else goes
//! to people, and nothing is made up.

use serde_json::{Value, json};

use super::{WAGYU, must_say, of, run, shop};
use crate::support::TestApp;

const PARKING: (&str, &str) =
    ("Can I park in front of the shop?", "There are 3 places to park in front of the shop.");
const DELIVERY: (&str, &str) =
    ("Do you deliver in Bologna?", "We deliver in Bologna on Fridays for 5.00 euro.");
const WAGYU_PRICE: &str = "How much is the wagyu?";

/// What nobody wrote down, and what a person must see to.
const FOR_PEOPLE: [(&str, &str); 7] = [
    ("Do you repair bicycles?", "declined"),
    ("How much is the salmon?", "declined"),
    ("Can I pay with bitcoin?", "declined"),
    ("Is the wagyu halal?", "declined"),
    ("Who won the match yesterday?", "declined"),
    ("I want to speak to a person", "handed_over"),
    ("I will sue you, my lawyer writes tomorrow", "handed_over"),
];

async fn expect(test: &TestApp, text: &str, expected: &str) {
    let question = json!({"text": text, "expected": expected});
    let added = test.post("/replies/exam/questions", question).await;
    assert_eq!(added.status, 201, "{}", added.json);
}

/// The sentences of an answer that stand nowhere in what the shop knows.
fn made_up(said: &str) -> Vec<String> {
    let known = [WAGYU, PARKING.1, DELIVERY.1].join("\n");
    let sentences = said.lines().flat_map(|line| line.split_inclusive(". ")).map(str::trim);
    sentences
        .filter(|sentence| !sentence.is_empty() && !known.contains(sentence))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn what_is_known_is_said_word_for_word_and_the_rest_goes_to_people() {
    let (test, _) = shop().await;
    let pairs: Vec<Value> = [PARKING, DELIVERY]
        .iter()
        .map(|(question, answer)| json!({"question": question, "answer": answer}))
        .collect();
    let faq = json!({"kind": "faq", "title": "Often asked", "pairs": pairs});
    assert_eq!(test.post("/knowledge/sources", faq).await.status, 201);
    test.run_jobs().await;
    for (text, fact) in [(WAGYU_PRICE, "145 €"), (PARKING.0, "3 places"), (DELIVERY.0, "5.00 euro")] {
        must_say(&test, text, &[fact]).await;
    }
    for (text, expected) in FOR_PEOPLE {
        expect(&test, text, expected).await;
    }
    let results = run(&test).await;
    assert_eq!((&results["run"]["state"], &results["run"]["asked"]), (&json!("done"), &json!(10)));
    for text in [WAGYU_PRICE, PARKING.0, DELIVERY.0] {
        let now = &of(&results, text)["now"];
        assert_eq!((&now["end"], &now["passed"]), (&json!("answered"), &json!(true)), "{now:#}");
        assert!(!now["sources"].as_array().unwrap().is_empty(), "it says where it stands: {now:#}");
    }
    for one in results["comparisons"].as_array().unwrap() {
        let said = one["now"]["said"].as_str().unwrap_or_default();
        if one["now"]["end"] == "answered" {
            assert_eq!(made_up(said), Vec::<String>::new(), "{one:#}");
        } else {
            assert!(!said.chars().any(char::is_numeric), "{one:#}");
        }
    }
    for (text, _) in FOR_PEOPLE {
        let now = &of(&results, text)["now"];
        assert_ne!(now["end"], "answered", "{now:#}");
    }
    let share = &results["shares"]["word_for_word"];
    assert_eq!(*share, json!({"asked": 3, "passed": 3}), "{results:#}");
    assert_eq!(test.get("/replies/costs").await.json["spent_micros"], 0);
    assert!(test.meta().sent().is_empty(), "nobody hears of it");
    test.stop().await;
}
