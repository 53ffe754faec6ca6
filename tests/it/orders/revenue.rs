//! The figures of the revenue page, computed a second time here from what the API shows one by one: equal to the cent.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};
use shopbell::clock::Timestamp;

use super::tell;
use crate::support::{START, TestApp};

/// Always the same, and no pattern anybody would plan.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn moment(text: &Value) -> Timestamp {
    text.as_str().unwrap().parse().unwrap()
}

/// What the test knows of one conversation in one month.
#[derive(Default)]
struct Talk {
    contact: String,
    heard: Vec<Timestamp>,
    person: bool,
    ai: bool,
    /// Millionths of a US dollar.
    cost: i64,
    /// When somebody of the team typed or sent.
    signs: Vec<Timestamp>,
}

/// Customers who wrote in three months, some answered by people; orders of two years in two currencies and every state.
async fn lively_shop() -> (TestApp, Vec<(String, Timestamp)>) {
    let shop = TestApp::start().await;
    let mut typed = Vec::new();
    let (mut dice, mut pauses) = (Dice(7), Dice(11));
    let phones: Vec<String> = (0..8).map(|at| format!("+39333000{at:04}")).collect();
    for month in 0..3 {
        for (at, phone) in phones.iter().enumerate() {
            if dice.roll(3) == 0 {
                continue;
            }
            let customer = shop.customer(phone);
            customer.says("Buongiorno").await;
            shop.let_reply().await;
            if (at + month) % 3 == 0 {
                let list = shop.get("/conversations?queue=all").await.json;
                let of = |one: &&Value| one["contact"]["phone"] == **phone;
                let id = list["items"].as_array().unwrap().iter().find(of).unwrap()["id"]
                    .as_str()
                    .unwrap()
                    .to_owned();
                let typing = json!({ "typing": true });
                shop.post(&format!("/conversations/{id}/typing"), typing).await;
                typed.push((id.clone(), shop.clock.now()));
                // At once, within the pause that still counts, or after a longer one.
                shop.advance(Duration::from_secs(50 * pauses.roll(4)));
                let message =
                    json!({ "client_id": format!("c{month}-{at}"), "kind": "text", "text": "Eccomi" });
                shop.post(&format!("/conversations/{id}/messages"), message).await;
                shop.run_jobs().await;
            }
        }
        shop.advance(Duration::from_hours(24 * 30));
        shop.run_jobs().await;
        shop.sign_in().await;
    }
    let states = ["placed", "paid", "payment_failed", "shipped", "delivered", "cancelled", "refunded"];
    for number in 0..140_u64 {
        // Every other one in the months in which people write, the rest in the year before.
        let (from, days) =
            if number % 2 == 0 { (START, 80) } else { (Timestamp::from_seconds(1_764_547_200), 350) };
        let day = from.plus(Duration::from_secs(3_600 * dice.roll(24 * days)));
        let cents = i64::try_from(dice.roll(20_000) + 1).unwrap();
        let back = i64::try_from(dice.roll(4)).unwrap() * cents / 10;
        let mut more = json!({
            "state": states[usize::try_from(dice.roll(7)).unwrap()], "items": [], "placed_at": day.to_string(),
            "currency": if dice.roll(6) == 0 { "USD" } else { "EUR" },
            "total": Decimal::new(cents, 2).to_string(), "refunded": Decimal::new(back, 2).to_string(),
        });
        if dice.roll(5) > 0 {
            more["phone"] = json!(phones[usize::try_from(dice.roll(8)).unwrap()]);
        }
        tell(&shop, &number.to_string(), more).await;
    }
    (shop, typed)
}

async fn every(shop: &TestApp, path: &str) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = shop.get(&format!("{path}limit=100{cursor}")).await.json;
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { return found };
        cursor = format!("&cursor={next}");
    }
}

/// Talks by month, from the threads as the screens show them.
async fn talks(shop: &TestApp, typed: &[(String, Timestamp)]) -> BTreeMap<String, Vec<Talk>> {
    let mut months: BTreeMap<String, Vec<Talk>> = BTreeMap::new();
    for conversation in every(shop, "/conversations?queue=all&").await {
        let id = conversation["id"].as_str().unwrap();
        let mut own: BTreeMap<String, Talk> = BTreeMap::new();
        for message in every(shop, &format!("/conversations/{id}/messages?")).await {
            let at = message["at"].as_str().unwrap();
            let talk = own.entry(at[..7].to_owned()).or_default();
            conversation["contact"]["id"].as_str().unwrap().clone_into(&mut talk.contact);
            talk.cost += message["cost"].as_i64().unwrap_or_default();
            match (message["kind"].as_str().unwrap(), message["author"].as_str().unwrap()) {
                ("event", _) => talk.person |= message["content"]["event"] == "handed_over",
                (_, "customer") => talk.heard.push(moment(&message["at"])),
                (_, "person") => {
                    talk.person = true;
                    talk.signs.push(moment(&message["at"]));
                }
                (_, "ai") => talk.ai = true,
                _ => {}
            }
        }
        for (_, at) in typed.iter().filter(|(of, _)| of == id) {
            own.entry(at.to_string()[..7].to_owned()).or_default().signs.push(*at);
        }
        for (month, talk) in own.into_iter().filter(|(_, talk)| !talk.heard.is_empty()) {
            months.entry(month).or_default().push(talk);
        }
    }
    months
}

/// Milliseconds of the team's: signs within two minutes of each other are one stretch, with half a minute for the reading.
fn spent(talk: &Talk) -> i64 {
    let mut signs: Vec<i64> = talk.signs.iter().map(|at| at.as_millis()).collect();
    signs.sort_unstable();
    let mut spent = 0;
    let mut last: Option<i64> = None;
    for at in signs {
        spent += match last {
            Some(before) if at - before <= 120_000 => at - before,
            _ => 30_000,
        };
        last = Some(at);
    }
    spent
}

fn rounded(part: Decimal, sample: usize, digits: u32) -> Value {
    if sample == 0 {
        return Value::Null;
    }
    let mut value =
        (part / Decimal::from(sample)).round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    value.rescale(digits);
    json!(value.to_string())
}

fn amount(order: &Value) -> Decimal {
    let read = |field: &str| order[field].as_str().unwrap().parse::<Decimal>().unwrap();
    read("total") - read("refunded")
}

/// What a month and a cohort must come to, and how many of its conversations ended in an order.
struct Reckoned {
    figures: [(&'static str, Value, usize); 7],
    undecided: usize,
    converted: usize,
    repeated: usize,
}

fn placed(order: &Value) -> Timestamp {
    moment(&order["placed_at"])
}

fn owner(order: &Value) -> Option<&str> {
    order["contact"]["id"].as_str()
}

fn month_of(order: &Value) -> &str {
    &order["placed_at"].as_str().unwrap()[..7]
}

/// A week after a conversation's last word.
fn open_until(talk: &Talk) -> Timestamp {
    talk.heard.iter().max().unwrap().plus(Duration::from_hours(7 * 24))
}

/// Whether a conversation ended in an order within a week of its last word.
fn ended_in_an_order(talk: &Talk, orders: &[Value]) -> bool {
    let first = talk.heard.iter().min().unwrap();
    let until = open_until(talk);
    let own = orders.iter().filter(|order| owner(order) == Some(talk.contact.as_str()));
    own.map(placed).any(|at| at >= *first && at <= until)
}

/// What a buyer of this month paid in the ninety days from their first order in it; nothing while they are not over.
fn value_90_days(buyer: &str, of_month: &[&Value], orders: &[Value], now: Timestamp) -> Option<Decimal> {
    let own = |order: &&Value| owner(order) == Some(buyer);
    let first = of_month.iter().copied().filter(own).map(placed).min().unwrap();
    let end = first.plus(Duration::from_hours(90 * 24));
    let counts = |order: &&Value| order["currency"] == "EUR" && placed(order) >= first && placed(order) < end;
    (end <= now).then(|| orders.iter().filter(own).filter(counts).map(amount).sum())
}

fn reckon(month: &str, cohort: &str, talks: &[Talk], orders: &[Value], now: Timestamp) -> Reckoned {
    let is_of_cohort = |talk: &&Talk| match cohort {
        "all" => true,
        "bot_only" => talk.ai && !talk.person,
        _ => talk.person,
    };
    let own: Vec<&Talk> = talks.iter().filter(is_of_cohort).collect();
    let people: BTreeSet<&str> = own.iter().map(|talk| talk.contact.as_str()).collect();
    let decided: Vec<&&Talk> = own.iter().filter(|talk| open_until(talk) <= now).collect();
    let converted = decided.iter().filter(|talk| ended_in_an_order(talk, orders)).count();
    let of_month: Vec<&Value> = orders
        .iter()
        .filter(|order| month_of(order) == month)
        .filter(|order| cohort == "all" || owner(order).is_some_and(|id| people.contains(id)))
        .collect();
    let euro: Vec<&&Value> = of_month.iter().filter(|order| order["currency"] == "EUR").collect();
    let buyers: BTreeSet<&str> = of_month.iter().filter_map(|order| owner(order)).collect();
    let bought_before =
        |buyer: &&&str| orders.iter().any(|order| owner(order) == Some(**buyer) && month_of(order) < month);
    let repeated = buyers.iter().filter(bought_before).count();
    let worth: Vec<Decimal> =
        buyers.iter().filter_map(|buyer| value_90_days(buyer, &of_month, orders, now)).collect();
    let sum: Decimal = euro.iter().map(|order| amount(order)).sum();
    let cost: i64 = own.iter().map(|talk| talk.cost).sum();
    let spent: i64 = own.iter().map(|talk| spent(talk)).sum();
    // 25.50 dollars an hour.
    let staff = Decimal::from(spent) * Decimal::new(2_550, 2) / Decimal::from(3_600_000);
    let figures = [
        ("conversion", rounded(Decimal::from(converted), decided.len(), 4), decided.len()),
        ("average_order", rounded(sum, euro.len(), 2), euro.len()),
        ("repeat_rate", rounded(Decimal::from(repeated), buyers.len(), 4), buyers.len()),
        ("value_90_days", rounded(worth.iter().sum(), worth.len(), 2), worth.len()),
        ("retention_cost", rounded(Decimal::new(cost, 6) + staff, repeated, 2), repeated),
        ("staff_cost", rounded(staff, repeated, 2), repeated),
        ("staff_minutes", rounded(Decimal::from(spent) / Decimal::from(60_000), repeated, 1), repeated),
    ];
    Reckoned { figures, undecided: own.len() - decided.len(), converted, repeated }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_equal_an_independent_computation_to_the_cent() {
    let (shop, typed) = lively_shop().await;
    let talks = talks(&shop, &typed).await;
    let costs = json!({ "hourly_cost_micros": 25_500_000 });
    assert_eq!(shop.put("/revenue/costs", costs).await.status, 204);
    let counted = ["placed", "paid", "shipped", "delivered"];
    let mut orders = every(&shop, "/orders?").await;
    orders.retain(|order| counted.contains(&order["state"].as_str().unwrap()));
    let answer = shop.get("/revenue?from=2026-01&to=2027-02&currency=EUR").await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    let shown = answer.json["months"].as_array().unwrap();
    assert_eq!(shown.len(), 14 * 3);
    let (mut converted, mut kept_by_bots) = (0, 0);
    for line in shown {
        let (month, cohort) = (line["month"].as_str().unwrap(), line["cohort"].as_str().unwrap());
        let own = talks.get(month).map_or(&[][..], Vec::as_slice);
        let reckoned = reckon(month, cohort, own, &orders, shop.clock.now());
        converted += reckoned.converted;
        assert_eq!(line["undecided"], reckoned.undecided, "{month} {cohort}");
        assert_eq!(line["running"], shop.clock.now().to_string().starts_with(month), "{month}");
        kept_by_bots += if cohort == "bot_only" { reckoned.repeated } else { 0 };
        for (figure, value, sample) in reckoned.figures {
            assert_eq!(line[figure]["value"], value, "{month} {cohort} {figure}");
            assert_eq!(line[figure]["sample"], sample, "{month} {cohort} {figure}");
        }
    }
    assert!(converted >= 3, "the shop is too quiet to prove anything: {converted}");
    let with_person = talks.values().flatten().filter(|talk| talk.person).count();
    assert!(talks.values().flatten().any(|talk| spent(talk) > 30_000), "nobody spent any time");
    assert!(with_person > 2 && talks.len() == 3, "{kept_by_bots}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_days_are_not_over_counts_neither_for_nor_against() {
    let shop = TestApp::start().await;
    shop.customer("+39 333 1234567").says("ciao").await;
    shop.let_reply().await;
    let told = shop.clock.now();
    tell(&shop, "1", json!({ "phone": "+39 333 1234567", "placed_at": told.to_string() })).await;
    let month = &told.to_string()[..7];
    let figures =
        async || shop.get(&format!("/revenue?from={month}&to={month}")).await.json["months"][0].clone();
    let fresh = figures().await;
    assert_eq!((&fresh["conversion"]["sample"], &fresh["undecided"]), (&json!(0), &json!(1)), "{fresh}");
    assert_eq!((&fresh["conversion"]["value"], &fresh["running"]), (&Value::Null, &json!(true)));
    shop.advance(Duration::from_hours(8 * 24));
    shop.sign_in().await;
    let over = figures().await;
    assert_eq!((&over["conversion"]["value"], &over["undecided"]), (&json!("1.0000"), &json!(0)), "{over}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_shop_has_no_figures_and_odd_months_are_refused() {
    let shop = TestApp::start().await;
    let empty = shop.get("/revenue").await.json;
    assert_eq!((&empty["currency"], empty["months"].as_array().unwrap().len()), (&Value::Null, 36));
    assert_eq!(empty["months"][35]["month"], "2026-11");
    assert_eq!(
        (&empty["hourly_cost_micros"], &empty["months"][0]["staff_cost"]["value"]),
        (&Value::Null, &Value::Null)
    );
    let nothing_said = shop.put("/revenue/costs", json!({})).await;
    assert_eq!(nothing_said.status, 422, "what an hour costs is not forgotten by leaving it out");
    let odd = shop.put("/revenue/costs", json!({ "hourly_cost_micros": -1 })).await;
    assert_eq!((odd.status.as_u16(), odd.code()), (422, "invalid_settings"));
    assert_eq!(empty["months"][0]["conversion"], json!({ "value": null, "sample": 0 }));
    for (query, code) in [
        ("?from=soon", "invalid_month"),
        ("?from=2026-12&to=2026-01", "invalid_month"),
        ("?from=2020-01&to=2026-01", "too_many_months"),
        ("?within_days=0", "invalid_query"),
        ("?currency=XYZ", "invalid_query"),
    ] {
        assert_eq!(shop.get(&format!("/revenue{query}")).await.code(), code, "{query}");
    }
    shop.stop().await;
}
