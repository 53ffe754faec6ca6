//! The figures of the quality page, computed a second time here from threads as the API shows them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use shopbell::clock::Timestamp;
use shopbell::storage::StorageError;

use super::{conversation_of, every, look, person_says, report, shop};
use crate::support::TestApp;

const KNOWN: [&str; 3] = ["How much is the fiorentina?", "When do you make sausages?", "When are you open?"];
const UNKNOWN: [&str; 2] = ["Do you repair bicycles?", "Is there a parking place for buses?"];
const HOUR: i64 = 3_600_000;

/// Always the same, and no pattern anybody would plan.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// Customers who ask, ask again, thank and complain; people who correct, answer late, settle and hand back.
async fn lively_shop() -> TestApp {
    let shop = shop().await;
    let mut dice = Dice(5);
    let phones: Vec<String> = (0..5).map(|at| format!("+39333000{at:04}")).collect();
    for step in 0..110 {
        let phone = &phones[dice.roll(phones.len())];
        let customer = shop.customer(phone);
        let text = match dice.roll(8) {
            0..=3 => KNOWN[dice.roll(3)],
            4 | 5 => UNKNOWN[dice.roll(2)],
            6 => "thanks",
            _ => "The meat was spoiled, I want my money back",
        };
        customer.says(text).await;
        shop.let_reply().await;
        let id = conversation_of(&shop, &phone[9..]).await;
        let path = format!("/conversations/{id}");
        match dice.roll(9) {
            0 => {
                customer.says(text).await;
                shop.let_reply().await;
            }
            1 => {
                shop.advance(Duration::from_mins([2, 20][dice.roll(2)]));
                person_says(&shop, &id, "Let me put that right").await;
            }
            2 | 3 => drop(shop.patch(&path, json!({ "status": "done" })).await),
            4 => drop(shop.patch(&path, json!({ "ai": "answer" })).await),
            5 => drop(shop.patch(&path, json!({ "ai": "suggest" })).await),
            _ => {}
        }
        let offered = shop.get(&path).await.json["suggestion"]["text"].as_str().map(str::to_owned);
        if let Some(offered) = offered {
            let said = if dice.roll(2) == 0 { offered } else { format!("{offered} See you!") };
            person_says(&shop, &id, &said).await;
        }
        shop.let_reply().await;
        shop.advance(Duration::from_mins([1, 30, 150, 1_800, 5_000][dice.roll(5).min(step % 5)]));
        shop.run_jobs().await;
        if step % 5 == 0 {
            look(&shop).await;
            shop.sign_in().await;
        }
    }
    shop
}

/// What the test knows of a turn.
#[derive(Debug, Clone, Default)]
struct Turn {
    id: i64,
    run: Option<i64>,
    ended: String,
    intent: Option<String>,
    language: Option<String>,
    text: String,
    asked_at: i64,
    answered_at: i64,
    corrected: Option<bool>,
    asked_twice: bool,
    first: Option<i64>,
    resolution: Option<i64>,
    reopened: Option<bool>,
}

#[derive(Debug, Clone)]
struct Run {
    id: i64,
    up_to: i64,
    decision: Option<String>,
    intent: Option<String>,
    language: Option<String>,
    ended_at: i64,
}

fn number(value: &Value) -> i64 {
    value.as_str().unwrap().parse().unwrap()
}

fn moment(line: &Value) -> i64 {
    line["at"].as_str().unwrap().parse::<Timestamp>().unwrap().as_millis()
}

fn event(line: &Value) -> &str {
    if line["kind"] == "event" { line["content"]["event"].as_str().unwrap_or_default() } else { "" }
}

async fn runs(shop: &TestApp, conversation: i64) -> Vec<Run> {
    let sql = "SELECT * FROM replies_answer_v1 WHERE conversation_id = ?1 AND asked_by_person = 0 AND state = 'done'
                ORDER BY run_id";
    let read = shop.app.db.read::<_, StorageError>(move |conn| {
        conn.all(sql, [conversation], |row| {
            Ok(Run {
                id: row.get("run_id")?,
                up_to: row.get("up_to_message_id")?,
                decision: row.get("decision")?,
                intent: row.get("intent")?,
                language: row.get("language")?,
                ended_at: row.get("ended_at_ms")?,
            })
        })
    });
    read.await.unwrap()
}

/// What answers whoever waits: a person, or the assistant unless it only says that somebody comes.
fn is_answer(line: &Value, runs: &[Run]) -> bool {
    let calls = |id: i64| runs.iter().any(|run| run.id == id && run.decision.as_deref() == Some("hand_off"));
    match line["author"].as_str().unwrap() {
        "person" => line["kind"] != "event" && line["kind"] != "note",
        "ai" => !line["run_id"].as_str().is_some_and(|id| calls(id.parse().unwrap())),
        _ => false,
    }
}

fn word_of(decision: &str, in_part: bool) -> &'static str {
    match decision {
        "send" => "answered",
        "decline" if in_part => "answered_in_part",
        "decline" => "declined",
        "suggest" => "suggested",
        "hand_off" => "handed_over",
        _ => "needs_none",
    }
}

async fn turns_of(shop: &TestApp, conversation: &str) -> Vec<Turn> {
    let mut thread = every(shop, &format!("/conversations/{conversation}/messages?")).await;
    thread.sort_by_key(|line| number(&line["id"]));
    let runs = runs(shop, conversation.parse().unwrap()).await;
    let place = |id: i64| thread.iter().position(|line| number(&line["id"]) == id).unwrap();
    let is_heard = |line: &Value| line["direction"] == "in";
    let mut turns = Vec::new();
    for run in &runs {
        let at = place(run.up_to);
        let said = thread.iter().position(|line| line["run_id"].as_str() == Some(&run.id.to_string()));
        let in_part = said.is_some_and(|said| !thread[said]["sources"].as_array().unwrap().is_empty());
        let ended = word_of(run.decision.as_deref().unwrap(), in_part);
        let mut turn = Turn {
            id: run.up_to,
            run: Some(run.id),
            ended: ended.to_owned(),
            intent: run.intent.clone(),
            language: run.language.clone(),
            text: thread[at]["text"].as_str().unwrap().to_owned(),
            asked_at: moment(&thread[at]),
            answered_at: run.ended_at,
            ..Turn::default()
        };
        // From the first message of the customer that nothing had answered yet.
        let end = thread[at..].iter().position(|line| is_answer(line, &runs) || event(line) == "done");
        let end = end.map(|more| at + more).filter(|end| is_answer(&thread[*end], &runs));
        let before = thread[..at].iter().rposition(|line| is_answer(line, &runs) || event(line) == "done");
        let begin = before.map_or(0, |before| before + 1);
        let first = thread[begin..=at].iter().find(|line| is_heard(line)).unwrap();
        let until = end.map_or(i64::MAX, |end| number(&thread[end]["id"]));
        let last_of_wait = runs
            .iter()
            .all(|other| other.id <= run.id || other.up_to >= until || other.up_to < number(&first["id"]));
        if ended != "needs_none" && ended != "declined" && last_of_wait {
            turn.first = end.map(|end| moment(&thread[end]) - moment(first));
        }
        let next = |from: usize| thread[from + 1..].iter().find(|line| is_heard(line) || spoken(line));
        match (ended, said) {
            ("answered" | "answered_in_part", Some(said)) => {
                let by_person = next(said).filter(|line| line["author"] == "person");
                let soon = by_person.is_some_and(|line| moment(line) - moment(&thread[said]) <= HOUR / 6);
                turn.corrected = Some(soon);
            }
            ("answered" | "answered_in_part", None) => turn.corrected = Some(false),
            ("suggested", _) if last_of_wait => {
                let run = shop.get(&format!("/runs/{}", run.id)).await.json;
                let by_person = end.map(|end| &thread[end]).filter(|line| line["author"] == "person");
                turn.corrected = by_person.map(|line| line["text"] != run["text"]);
            }
            _ => {}
        }
        turns.push(turn);
    }
    let asked: Vec<Turn> = turns.clone();
    for turn in turns.iter_mut().filter(|turn| turn.ended.starts_with("answered")) {
        turn.asked_twice = asked.iter().any(|later| {
            later.text == turn.text
                && later.ended != "needs_none"
                && later.asked_at > turn.asked_at
                && later.asked_at - turn.answered_at <= HOUR
        });
    }
    turns.extend(without_a_run(&thread, &runs));
    turns.sort_by_key(|turn| (turn.id, turn.run));
    settle(&thread, &mut turns);
    turns
}

fn spoken(line: &Value) -> bool {
    line["direction"] == "out" && line["kind"] == "text" && line["author"] != "system"
}

/// Messages a person answered before the assistant took them up.
fn without_a_run(thread: &[Value], runs: &[Run]) -> Vec<Turn> {
    let (mut found, mut waiting) = (Vec::new(), Vec::<&Value>::new());
    for line in thread {
        if line["direction"] == "in" {
            waiting.push(line);
        } else if is_answer(line, runs) || event(line) == "done" {
            let taken_up =
                waiting.iter().any(|heard| runs.iter().any(|run| run.up_to == number(&heard["id"])));
            if let Some(last) = waiting.last().filter(|_| !taken_up && line["author"] == "person") {
                found.push(Turn {
                    id: number(&last["id"]),
                    ended: "silenced".to_owned(),
                    first: Some(moment(line) - moment(waiting[0])),
                    ..Turn::default()
                });
            }
            waiting.clear();
        }
    }
    found
}

/// Talks: from a customer's message after the end of the one before, or after three days of silence.
fn settle(thread: &[Value], turns: &mut [Turn]) {
    let mut first: Option<&Value> = None;
    let (mut ended, mut last_word) = (true, i64::MIN / 2);
    let mut settled: Option<usize> = None;
    let mut settled_at = 0;
    for line in thread {
        let at = moment(line);
        if line["direction"] == "in" {
            if ended || at - last_word > 72 * HOUR {
                first = Some(line);
            }
            (ended, last_word) = (false, at);
        } else if spoken(line) {
            last_word = at;
        } else if event(line) == "done" {
            let Some(first) = first else { continue };
            let (low, high) = (number(&first["id"]), number(&line["id"]));
            settled = turns.iter().rposition(|turn| turn.id >= low && turn.id < high);
            (ended, settled_at) = (true, at);
            if let Some(last) = settled {
                turns[last].resolution = Some(at - moment(first));
                turns[last].reopened.get_or_insert(false);
            }
        } else if event(line) == "reopened"
            && at - settled_at <= 24 * HOUR
            && let Some(last) = settled
        {
            turns[last].reopened = Some(true);
        }
    }
}

fn times(took: impl Iterator<Item = i64>) -> Value {
    let mut took: Vec<i64> = took.collect();
    took.sort_unstable();
    let at =
        |tenths: usize| took.iter().enumerate().find(|(below, _)| (below + 1) * 10 >= took.len() * tenths);
    json!({ "median_ms": at(5).map(|(_, ms)| ms), "nine_of_ten_ms": at(9).map(|(_, ms)| ms), "sample": took.len() })
}

fn reckon(turns: &[&Turn]) -> Value {
    let ended = |word: &str| turns.iter().filter(|turn| turn.ended == word).count();
    let share = |of: &dyn Fn(&Turn) -> Option<bool>| {
        let known: Vec<bool> = turns.iter().filter_map(|turn| of(turn)).collect();
        json!({ "count": known.iter().filter(|is_so| **is_so).count(), "sample": known.len() })
    };
    json!({
        "turns": turns.len() - ended("needs_none"),
        "answered": ended("answered"), "answered_in_part": ended("answered_in_part"), "declined": ended("declined"),
        "suggested": ended("suggested"), "handed_over": ended("handed_over"), "silenced": ended("silenced"),
        "corrected": share(&|turn| turn.corrected),
        "asked_twice": share(&|turn| turn.ended.starts_with("answered").then_some(turn.asked_twice)),
        "reopened": share(&|turn| turn.reopened),
        "bad": share(&|_| None),
        "needless": share(&|turn| (turn.ended == "handed_over").then_some(false)),
        "late": share(&|turn| (turn.ended == "handed_over").then_some(false)),
        "missed": share(&|turn| (turn.run.is_some() && turn.ended != "handed_over").then_some(false)),
        "first_answer": times(turns.iter().filter_map(|turn| turn.first)),
        "resolution": times(turns.iter().filter_map(|turn| turn.resolution)),
    })
}

/// Every figure opens as many turns as it counts, each once, the newest first.
async fn opens(shop: &TestApp, query: &str, figures: &Value) {
    for (figure, shown) in figures.as_object().unwrap() {
        let counted = ["count", "sample"].iter().find_map(|key| shown[key].as_u64());
        let opened = every(shop, &format!("/replies/quality/turns?{query}&figure={figure}&")).await;
        assert_eq!(Some(opened.len() as u64), shown.as_u64().or(counted), "{query}, {figure}");
        let places: Vec<i64> = opened.iter().map(|turn| number(&turn["message_id"])).collect();
        assert!(places.is_sorted_by(|newer, older| newer >= older), "{query}, {figure}: {places:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_equal_an_independent_computation_and_open_what_they_count() {
    let shop = lively_shop().await;
    let mut all = Vec::new();
    for conversation in every(&shop, "/conversations?queue=all&").await {
        all.extend(turns_of(&shop, conversation["id"].as_str().unwrap()).await);
    }
    for days in [7_u32, 30, 90] {
        let from = (shop.clock.now().as_millis() - i64::from(days) * 24 * HOUR) << 12;
        let turns: Vec<&Turn> = all.iter().filter(|turn| turn.id >= from).collect();
        let shown = report(&shop, days).await;
        assert_eq!(shown["figures"], reckon(&turns), "{days} days");
        for (dimension, of) in [
            ("intent", (|turn: &Turn| turn.intent.clone()) as fn(&Turn) -> Option<String>),
            ("language", |turn: &Turn| turn.language.clone()),
        ] {
            let mut groups: BTreeMap<Option<String>, Vec<&Turn>> = BTreeMap::new();
            turns
                .iter()
                .filter(|turn| turn.run.is_some())
                .for_each(|turn| groups.entry(of(turn)).or_default().push(turn));
            let told =
                shown["by"].as_array().unwrap().iter().find(|by| by["dimension"] == dimension).unwrap();
            for value in told["values"].as_array().unwrap() {
                let key = value["value"].as_str().map(str::to_owned);
                assert_eq!(value["figures"], reckon(&groups[&key]), "{days} days, {dimension} {key:?}");
                let of = key.map_or_else(String::new, |key| format!("&value={key}"));
                opens(&shop, &format!("days={days}&by={dimension}{of}"), &value["figures"]).await;
            }
        }
        opens(&shop, &format!("days={days}"), &shown["figures"]).await;
    }
    let whole = report(&shop, 90).await["figures"].clone();
    for figure in ["answered", "declined", "suggested", "handed_over", "silenced"] {
        assert!(whole[figure].as_u64().unwrap() > 1, "too quiet to prove anything: {whole:#}");
    }
    for figure in ["corrected", "asked_twice", "reopened"] {
        let (count, sample) =
            (whole[figure]["count"].as_u64().unwrap(), whole[figure]["sample"].as_u64().unwrap());
        assert!(count > 0 && count < sample, "too quiet to prove anything: {whole:#}");
    }
    let by_source = report(&shop, 90).await;
    let sources = by_source["by"].as_array().unwrap().iter().find(|by| by["dimension"] == "source").unwrap();
    assert!(sources["values"].as_array().unwrap().iter().any(|of| of["name"] == "Meat"), "{sources:#}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_shop_has_no_figures_and_odd_spans_are_refused() {
    let shop = TestApp::start().await;
    let empty = report(&shop, 30).await;
    assert_eq!(empty["figures"]["turns"], 0);
    assert_eq!(empty["figures"]["corrected"], json!({ "count": 0, "sample": 0 }));
    assert_eq!(empty["figures"]["first_answer"]["median_ms"], Value::Null);
    assert_eq!(empty["counted_up_to"], shop.clock.now().to_string());
    for query in ["?days=8", "?days=x", "?day=7"] {
        assert_eq!(shop.get(&format!("/replies/quality{query}")).await.status, 422, "{query}");
    }
    let odd = shop.get("/replies/quality/turns?figure=answered&cursor=x").await;
    assert_eq!(odd.code(), "invalid_cursor");
    shop.stop().await;
}
