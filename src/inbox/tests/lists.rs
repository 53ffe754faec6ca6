//! Lists and counts: every queue, page by page, and counters that never drift.

use proptest::prelude::*;

use super::*;
use crate::inbox::conversations::{ai_mode, snooze};
use crate::inbox::store::lists::{Filter, counts, page, steps};

async fn ids(shop: &Shop, filter: Filter) -> Vec<ConversationId> {
    let filter = Filter { before: i64::MAX, limit: 100, ..filter };
    shop.read(move |conn| page(conn, &filter)).await.into_iter().map(|found| found.id).collect()
}

async fn queue(shop: &Shop, queue: Queue) -> Vec<ConversationId> {
    ids(shop, Filter { queue: Some(queue), ..Filter::default() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_moves_from_queue_to_queue() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    assert_eq!(queue(&shop, Queue::Ai).await, [id]);
    shop.advance(1);
    let answers = shop.read(move |conn| unanswered(conn, id)).await;
    let answers = answers.into_iter().map(|waiting| waiting.message).collect();
    shop.send(NewOutbound { answers, ..reply(id, AI, "hi") }).await.unwrap();
    assert_eq!(queue(&shop, Queue::Waiting).await, [id]);
    shop.write(move |tx| hand_off(tx, id, HandOff { reason: HandOffReason::Complaint, card: json!({}) }))
        .await;
    assert_eq!(queue(&shop, Queue::NeedsPerson).await, [id]);
    let until = shop.clock.now().plus(Duration::from_mins(1));
    let now = shop.conversation(id).await;
    shop.write(move |tx| snooze::set_status(tx, &now, snooze::Open::NotBefore(until), Some(ZARA))).await;
    assert_eq!(queue(&shop, Queue::Snoozed).await, [id]);
    shop.inbox.wake_snoozed(WakeSnoozed { conversation_id: id }).await.unwrap();
    assert_eq!(queue(&shop, Queue::Snoozed).await, [id], "not yet");
    shop.advance(60);
    shop.inbox.wake_snoozed(WakeSnoozed { conversation_id: id }).await.unwrap();
    assert_eq!(queue(&shop, Queue::NeedsPerson).await, [id]);
    assert_eq!(ids(&shop, Filter { open_only: true, unassigned: true, ..Filter::default() }).await, [id]);
    assert_eq!(ids(&shop, Filter::default()).await, [id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_and_labels_and_names_narrow_them() {
    let shop = Shop::open();
    let mut all = Vec::new();
    for n in 0..7 {
        shop.advance(1);
        all.insert(0, shop.says(&format!("IT.{n}"), "hello").await);
    }
    let mut seen = Vec::new();
    let mut before = i64::MAX;
    loop {
        let filter = Filter { before, limit: 3, queue: Some(Queue::Ai), ..Filter::default() };
        let part = shop.read(move |conn| page(conn, &filter)).await;
        let Some(last) = part.last() else { break };
        before = last.sort_key;
        seen.extend(part.iter().map(|found| found.id));
    }
    assert_eq!(seen, all);
    let (first, last) = (all[0], all[6]);
    let label = shop
        .write(move |tx| {
            let label = store::labels::insert(tx, "vip", "#aa0000")?;
            store::labels::add(tx, first, label)?;
            store::labels::add(tx, last, label)?;
            Ok(label)
        })
        .await;
    let labelled = Filter { label: Some(label), ..Filter::default() };
    assert_eq!(ids(&shop, labelled.clone()).await, [first, last]);
    shop.advance(1);
    shop.says("IT.0", "again").await;
    assert_eq!(ids(&shop, labelled).await, [last, first], "a label's list follows new messages");
    assert_eq!(shop.conversation(last).await.labels[0].name, "vip");
    let contact = shop.conversation(first).await.contact_id;
    assert_eq!(ids(&shop, Filter { contacts: Some(vec![contact]), ..Filter::default() }).await, [first]);
}

/// The counters as the slow way would count them.
fn counted(conn: &ReadConn) -> Result<Vec<store::lists::Count>, StorageError> {
    conn.all(
        "SELECT queue, assignee_id, count(*) AS conversations, sum(unread > 0) AS unread FROM conversation
          GROUP BY queue, ifnull(assignee_id, 0) ORDER BY queue, ifnull(assignee_id, 0)",
        [],
        |row| {
            Ok(store::lists::Count {
                queue: row.get("queue")?,
                assignee: row.get("assignee_id")?,
                conversations: row.get("conversations")?,
                unread: row.get("unread")?,
            })
        },
    )
}

async fn step(shop: &Shop, what: u8, who: u8) {
    shop.advance(1);
    let user = format!("IT.{who}");
    let text = format!("text {}", shop.clock.now());
    let id = shop.says(&user, &text).await;
    let now = shop.conversation(id).await;
    match what {
        0 => drop(shop.send(reply(id, Author::Person(ZARA), &text)).await),
        1 => drop(shop.send(reply(id, AI, &text)).await),
        2 => shop.write(move |tx| store::conversations::set_assignee(tx, id, Some(OMAR))).await,
        3 => shop.write(move |tx| snooze::set_status(tx, &now, snooze::Open::Done, None)).await,
        4 => {
            shop.write(move |tx| {
                hand_off(tx, id, HandOff { reason: HandOffReason::NoAnswer, card: json!({}) })
            })
            .await;
        }
        5 => drop(shop.write(move |tx| store::conversations::mark_read(tx, id)).await),
        6 => {
            // Two customers turn out to be one.
            let other = user_id(&format!("IT.{}", who + 1));
            let seen = inbound(vec![user_id(&user), other], &format!("m{text}"), MessageKind::Text, NOON);
            shop.receive(seen).await;
        }
        _ => shop.write(move |tx| ai_mode::set_mode(tx, &now, AiMode::Suggest, None)).await,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn counters_never_drift(steps in proptest::collection::vec((0..8_u8, 0..4_u8), 1..25)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let shop = Shop::open();
            for (what, who) in steps {
                step(&shop, what, who).await;
            }
            let mut kept = shop.read(counts).await;
            kept.sort_by(|one, other| (&one.queue, one.assignee).cmp(&(&other.queue, other.assignee)));
            prop_assert_eq!(kept, shop.read(counted).await);
            Ok(())
        })?;
    }
}

/// Steps SQLite may take for a page of a list, however many conversations there are: about as many as a full page costs.
const STEPS_OF_A_PAGE: i32 = 30_000;

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_few_or_none_cost_no_walk_over_everybodys() {
    let shop = Shop::open();
    let first = shop.says("IT.0", "hello").await;
    let label = shop
        .write(move |tx| {
            // Rows as they are, because a thousand messages would take longer than the question.
            tx.execute(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                 INSERT INTO conversation (contact_id, channel, channel_account, practice, status, assignee_id, sort_key, created_at_ms)
                 SELECT contact_id, channel, 1000 + n.i, practice, iif(n.i % 2, 'done', 'open'), iif(n.i % 3, 900, NULL),
                        c.sort_key + n.i, created_at_ms FROM conversation AS c, n WHERE c.id = :first",
                rusqlite::named_params! { ":first": first },
            )?;
            let label = store::labels::insert(tx, "vip", "#aa0000")?;
            store::labels::add(tx, first, label)?;
            Ok(label)
        })
        .await;
    let (nobody, busy) = (Some(PersonId::new(901)), Some(PersonId::new(900)));
    let lists = [
        Filter { assignee: nobody, ..Filter::default() },
        Filter { assignee: nobody, queue: Some(Queue::Done), ..Filter::default() },
        Filter { assignee: nobody, open_only: true, ..Filter::default() },
        Filter { assignee: busy, queue: Some(Queue::Snoozed), ..Filter::default() },
        Filter { assignee: busy, ..Filter::default() },
        Filter { label: Some(label), ..Filter::default() },
        Filter { label: Some(label), queue: Some(Queue::Done), ..Filter::default() },
        Filter { queue: Some(Queue::Done), ..Filter::default() },
        Filter::default(),
    ];
    for filter in lists {
        let filter = Filter { before: i64::MAX, limit: 50, ..filter };
        let asked = filter.clone();
        let taken = shop.read(move |conn| steps(conn, &asked)).await;
        assert!(taken < STEPS_OF_A_PAGE, "{taken} steps for {filter:?}");
    }
}
