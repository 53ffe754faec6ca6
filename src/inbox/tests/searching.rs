//! Search: words of every script, filters, pages, and no phones for those who may not see them.

use super::*;
use crate::inbox::search::search;

async fn texts(shop: &Shop, actor: Actor, typed: &'static str) -> Vec<String> {
    let team = vec![Teammate { id: ZARA, name: "Zara Khan".into(), role: Role::Agent, active: true }];
    let found =
        shop.read(move |conn| search(conn, &actor, &team, &jiff::tz::TimeZone::UTC, typed, None, 20)).await;
    found.hits.into_iter().filter_map(|(message, _)| message.text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_every_script_are_found_newest_first() {
    let shop = Shop::open();
    for text in [
        "La costata costa €32 al kilo",
        "perché no?",
        "我要牛肉",
        "ราคาเท่าไหร่",
        "کتنے کا ہے",
        "costata domani",
    ] {
        shop.advance(1);
        shop.says("IT.1", text).await;
    }
    assert_eq!(texts(&shop, owner(), "costata").await, ["costata domani", "La costata costa €32 al kilo"]);
    assert_eq!(
        texts(&shop, owner(), "COST kil").await,
        Vec::<String>::new(),
        "only the last word may be unfinished"
    );
    assert_eq!(texts(&shop, owner(), "costata ki").await, ["La costata costa €32 al kilo"]);
    for (typed, found) in
        [("perche", "perché no?"), ("肉", "我要牛肉"), ("ราคา", "ราคาเท่าไหร่"), ("كتنے", "کتنے کا ہے")]
    {
        assert_eq!(texts(&shop, owner(), typed).await, [found], "{typed}");
    }
    assert_eq!(
        texts(&shop, owner(), "\" OR * NEAR(").await,
        Vec::<String>::new(),
        "typed text is never syntax"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_and_may_stand_alone() {
    let shop = Shop::open();
    let named =
        NewInbound { name: Some("Anna Rossi".into()), ..text_from("IT.1", "a", "two kilos please", NOON) };
    let Received::New { conversation: anna, .. } = shop.receive(named).await else { panic!("it was new") };
    shop.advance(24 * 3600);
    let photo = NewInbound {
        text: Some("look at this".into()),
        ..inbound(vec![user_id("IT.2")], "b", MessageKind::Image, shop.clock.now())
    };
    shop.receive(photo).await;
    shop.says("IT.1", "kilos again").await;
    shop.send(reply(anna, Author::Person(ZARA), "three kilos left")).await.unwrap();
    shop.write(move |tx| {
        let label = store::labels::insert(tx, "big order", "#aa0000")?;
        store::labels::add(tx, anna, label)
    })
    .await;
    assert_eq!(texts(&shop, owner(), "has:image").await, ["look at this"]);
    assert_eq!(texts(&shop, owner(), "kilos from:anna").await, ["kilos again", "two kilos please"]);
    assert_eq!(texts(&shop, owner(), "kilos from:zara").await, ["three kilos left"]);
    assert_eq!(texts(&shop, owner(), "from:me").await, ["three kilos left"]);
    assert_eq!(texts(&shop, owner(), "label:\"Big Order\" two").await, ["two kilos please"]);
    assert_eq!(texts(&shop, owner(), "label:unknown two").await, Vec::<String>::new());
    let day = NOON.plus(Duration::from_hours(24)).to_string()[..10].to_owned();
    let before: &'static str = Box::leak(format!("kilos before:{day}").into_boxed_str());
    let after: &'static str = Box::leak(format!("after:{day} from:customer").into_boxed_str());
    assert_eq!(texts(&shop, owner(), before).await, ["two kilos please"]);
    assert_eq!(texts(&shop, owner(), after).await, ["kilos again", "look at this"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trainee_neither_sees_nor_finds_by_phones() {
    let shop = Shop::open();
    let known = vec![user_id("IT.1"), phone("393331234567")];
    shop.receive(NewInbound { text: Some("hello".into()), ..inbound(known, "a", MessageKind::Text, NOON) })
        .await;
    assert_eq!(texts(&shop, owner(), "from:3331234").await, ["hello"]);
    assert_eq!(texts(&shop, trainee(), "from:3331234").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_hits_follow_each_other() {
    let shop = Shop::open();
    for n in 0..9 {
        shop.advance(1);
        shop.says("IT.1", &format!("beef {n}")).await;
    }
    let (mut before, mut seen) = (None, Vec::new());
    loop {
        let found = shop
            .read(move |conn| search(conn, &owner(), &[], &jiff::tz::TimeZone::UTC, "beef", before, 4))
            .await;
        seen.extend(found.hits.into_iter().filter_map(|(message, _)| message.text));
        before = found.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen, (0..9).rev().map(|n| format!("beef {n}")).collect::<Vec<_>>());
}
