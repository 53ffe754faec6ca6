//! The files hold what they promise.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::*;

const NOW: Timestamp = Timestamp::from_seconds(1_795_000_000);

fn sample() -> Plan {
    plan(NOW).unwrap()
}

#[test]
fn the_shop_has_a_past_of_ninety_days() {
    let plan = sample();
    let visits = plan.moments.iter().filter(|moment| matches!(moment.what, Happened::Ended(_))).count();
    let messages = plan.moments.iter().filter(|moment| spoken(moment)).count();
    assert!(plan.customers.len() >= 40, "{} customers", plan.customers.len());
    assert!(visits >= 100, "{visits} ended visits");
    assert!((600..=1_200).contains(&messages), "{messages} messages");
    let (first, last) = (plan.moments[0].at, plan.moments[plan.moments.len() - 1].at);
    assert!(
        first >= NOW.minus(Duration::from_hours(91 * 24)) && NOW.since(first) > Duration::from_hours(80 * 24)
    );
    assert!(last <= NOW);
}

#[test]
fn the_same_moment_gives_the_same_past() {
    assert_eq!(sample().moments, sample().moments);
}

#[test]
fn knowledge_comes_in_two_languages() {
    let plan = sample();
    let texts = plan.knowledge.iter().filter(|source| matches!(source, Knowledge::Text { .. })).count();
    let pairs: usize = plan
        .knowledge
        .iter()
        .map(|source| match source {
            Knowledge::Text { .. } => 0,
            Knowledge::Faq { pairs, .. } => pairs.len(),
        })
        .sum();
    assert!(texts >= 6 && pairs >= 25, "{texts} texts, {pairs} pairs");
}

#[test]
fn every_answer_of_the_ai_names_a_source_that_exists() {
    let plan = sample();
    let mut known = HashSet::new();
    for source in &plan.knowledge {
        match source {
            Knowledge::Text { title, .. } => drop(known.insert(title.as_str())),
            Knowledge::Faq { pairs, .. } => known.extend(pairs.iter().map(|pair| pair.question.as_str())),
        }
    }
    for (_, line) in story_lines(&plan) {
        if let Speaker::Ai { source } = &line.speaker {
            assert!(known.contains(source.as_str()), "{source:?} is not in the knowledge files");
        }
    }
}

#[test]
fn only_people_of_the_shop_speak_for_it() {
    let plan = sample();
    for (_, line) in story_lines(&plan) {
        if let Speaker::Person(key) | Speaker::Note(key) = &line.speaker {
            assert!(plan.shop.staff.iter().any(|person| person.key == *key), "nobody is called {key:?}");
        }
        assert!(!line.text.contains(['{', '}']), "a word was left open in {:?}", line.text);
    }
}

#[test]
fn the_shop_only_writes_while_the_customers_window_is_open() {
    let plan = sample();
    let mut wrote: HashMap<usize, Timestamp> = HashMap::new();
    for (moment, line) in story_lines(&plan) {
        match &line.speaker {
            Speaker::Customer { .. } => drop(wrote.insert(moment.customer, moment.at)),
            Speaker::Ai { .. } | Speaker::Person(_) => {
                let open = wrote
                    .get(&moment.customer)
                    .is_some_and(|at| moment.at.since(*at) < Duration::from_hours(24));
                assert!(open, "{:?} is said too late", line.text);
            }
            Speaker::Note(_) | Speaker::HandOff { .. } => {}
        }
    }
}

// A card says in its reader's language what is read off the thread, and nothing that was written down in one.
#[test]
fn a_hand_over_says_nothing_of_its_own() {
    let plan = sample();
    let hand_overs = story_lines(&plan).filter(|(_, line)| matches!(line.speaker, Speaker::HandOff { .. }));
    let said: Vec<&str> = hand_overs.map(|(_, line)| line.text.as_str()).collect();
    assert!(said.len() > 5 && said.iter().all(|text| text.is_empty()), "{said:?}");
}

#[test]
fn references_point_back_into_the_same_conversation() {
    let plan = sample();
    let numbered: HashMap<usize, &Moment> =
        plan.moments.iter().map(|moment| (moment.number, moment)).collect();
    let mut references = 0;
    for moment in &plan.moments {
        if let Happened::Line { about: Some(number), .. } = &moment.what {
            let target = numbered[number];
            assert!(target.customer == moment.customer && target.at < moment.at && spoken(target));
            references += 1;
        }
    }
    assert!(references >= 10, "{references} quotes and reactions");
}

#[test]
fn customers_come_in_every_shape_of_identity() {
    let plan = sample();
    for shape in [IdentityShape::Phone, IdentityShape::Both, IdentityShape::UserId, IdentityShape::Username] {
        let some = plan.customers.iter().filter(|customer| customer.identity == shape).count();
        assert!(some >= 3, "{shape:?}: {some}");
    }
    for customer in &plan.customers {
        let phone = matches!(customer.identity, IdentityShape::Phone | IdentityShape::Both);
        assert_eq!(customer.phone.is_some(), phone, "{}", customer.name);
        assert_eq!(
            customer.username.is_some(),
            customer.identity == IdentityShape::Username,
            "{}",
            customer.name
        );
        assert!(customer.labels.iter().all(|name| plan.shop.labels.iter().any(|label| label.name == *name)));
    }
}

#[test]
fn every_story_is_told() {
    let files = data::read().unwrap();
    for story in &files.last {
        assert!(
            files.customers.iter().any(|customer| customer.last == story.key),
            "nobody lives {:?}",
            story.key
        );
    }
}

fn spoken(moment: &Moment) -> bool {
    match &moment.what {
        Happened::Line { line, .. } => !matches!(line.speaker, Speaker::Note(_) | Speaker::HandOff { .. }),
        Happened::Ended(_) => false,
    }
}

fn story_lines(plan: &Plan) -> impl Iterator<Item = (&Moment, &Line)> {
    plan.moments.iter().filter_map(|moment| match &moment.what {
        Happened::Line { line, .. } => Some((moment, line)),
        Happened::Ended(_) => None,
    })
}

#[test]
fn customers_bought_at_the_prices_the_shop_names() {
    let plan = sample();
    let known: String = plan
        .knowledge
        .iter()
        .filter_map(|source| match source {
            Knowledge::Text { text, .. } => Some(text.replace(',', ".")),
            Knowledge::Faq { .. } => None,
        })
        .chain(plan.knowledge.iter().flat_map(|source| match source {
            Knowledge::Text { .. } => Vec::new(),
            Knowledge::Faq { pairs, .. } => pairs.iter().map(|pair| pair.answer.replace(',', ".")).collect(),
        }))
        .collect();
    assert!(plan.orders.len() > 80, "{} orders", plan.orders.len());
    for order in &plan.orders {
        assert!(order.placed_at <= NOW && !order.total().is_zero(), "{order:?}");
        for item in &order.items {
            let price = format!("{:.2} euro", item.unit_price);
            assert!(known.contains(&price), "{} costs {price} nowhere", item.name);
        }
    }
    let numbers: HashSet<&str> = plan.orders.iter().map(|order| order.number.as_str()).collect();
    assert_eq!(numbers.len(), plan.orders.len());
}

#[test]
fn every_file_a_story_sends_is_there() {
    let mut files = 0;
    for moment in sample().moments {
        if let Happened::Line { line: Line { speaker: Speaker::Customer { content, .. }, .. }, .. } =
            &moment.what
            && content.needs_file()
        {
            assert!(content.file().is_some_and(|file| file.bytes.len() > 500), "{content:?}");
            files += 1;
        }
    }
    assert!(files >= 8, "{files} files");
}
