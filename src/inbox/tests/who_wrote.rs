//! Who wrote: aliases, merges, changed numbers, names.

use super::*;
use crate::inbox::search::contact_index;

async fn contact_of(shop: &Shop, conversation: ConversationId) -> Contact {
    shop.conversation(conversation).await.contact
}

fn from(aliases: Vec<Alias>, id: &str) -> NewInbound {
    NewInbound { text: Some(format!("text of {id}")), ..inbound(aliases, id, MessageKind::Text, NOON) }
}

async fn arrive(shop: &Shop, new: NewInbound) -> (ConversationId, ContactId) {
    match shop.receive(new).await {
        Received::New { conversation, contact, .. } => (conversation, contact),
        Received::Duplicate(_) => panic!("it was new"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_without_a_phone_is_a_whole_customer() {
    let shop = Shop::open();
    let new =
        NewInbound { name: Some("Anna".into()), ..from(vec![user_id("IT.1"), username("anna.b")], "a") };
    let (conversation, contact) = arrive(&shop, new).await;
    let seen = contact_of(&shop, conversation).await;
    assert_eq!(
        (seen.phone, seen.username.as_deref(), seen.name.as_deref()),
        (None, Some("anna.b"), Some("Anna"))
    );
    for typed in ["anna", "ANNA.B", "IT.1"] {
        let found = shop.read(move |conn| contact_index::find(conn, typed, false, 10)).await;
        assert_eq!(found, [contact], "{typed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_user_id_counts_before_the_phone_and_the_phone_finds_who_had_no_user_id() {
    let shop = Shop::open();
    let (_, by_phone) = arrive(&shop, from(vec![phone("39333")], "a")).await;
    let (_, both) = arrive(&shop, from(vec![user_id("IT.1"), phone("39333")], "b")).await;
    assert_eq!(by_phone, both);
    let (conversation, by_user_id) = arrive(&shop, from(vec![user_id("IT.1"), phone("39444")], "c")).await;
    assert_eq!(by_user_id, both);
    assert_eq!(shop.events(conversation).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_contacts_that_turn_out_to_be_one_are_merged_with_all_they_said() {
    let shop = Shop::open();
    let (older, first) = arrive(&shop, from(vec![phone("39333")], "a")).await;
    shop.advance(60);
    let later = NewInbound {
        name: Some("Anna".into()),
        sent_at: NOON.plus(Duration::from_mins(1)),
        ..from(vec![user_id("IT.1")], "b")
    };
    let (newer, second) = arrive(&shop, later).await;
    assert_ne!(first, second);
    let (one, survivor) = arrive(&shop, from(vec![user_id("IT.1"), phone("39333")], "c")).await;
    assert_eq!((one, survivor), (older, first));
    // The later one still leads to the survivor, and nothing said is lost.
    assert_eq!(shop.conversation(newer).await.id, older);
    assert_eq!(shop.read(move |conn| contact(conn, second)).await.unwrap().id, first);
    assert_eq!(contact_of(&shop, older).await.name.as_deref(), Some("Anna"));
    assert_eq!(shop.texts(older).await, ["text of a", "text of c", "text of b"]);
    assert_eq!(shop.events(older).await, ["contacts_merged"]);
    assert_eq!(shop.conversation(older).await.unread, 3);
    let found = shop.read(|conn| contact_index::find(conn, "anna", false, 10)).await;
    assert_eq!(found, [first]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_number_keeps_the_thread_and_frees_the_old_number() {
    let shop = Shop::open();
    let (conversation, contact) = arrive(&shop, from(vec![user_id("IT.1"), phone("39333")], "a")).await;
    let changed = shop
        .write(|tx| {
            change_identity(tx, &[user_id("IT.1"), phone("39333")], &[user_id("IT.2"), phone("39444")], NOON)
        })
        .await;
    assert_eq!(changed, Some(contact));
    let seen = contact_of(&shop, conversation).await;
    assert_eq!((seen.phone.as_deref(), seen.user_id.as_deref()), (Some("39444"), Some("IT.2")));
    assert_eq!(shop.events(conversation).await, ["identity_changed"]);
    // Late news under the old user id is still theirs; the old number may belong to somebody else now.
    assert_eq!(arrive(&shop, from(vec![user_id("IT.1")], "b")).await.1, contact);
    assert_ne!(arrive(&shop, from(vec![user_id("IT.9"), phone("39333")], "c")).await.1, contact);
    assert_eq!(contact_of(&shop, conversation).await.user_id.as_deref(), Some("IT.2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_username_passes_on_and_never_tells_who_it_is() {
    let shop = Shop::open();
    let (before, first) = arrive(&shop, from(vec![user_id("IT.1"), username("anna")], "a")).await;
    let (after, second) = arrive(&shop, from(vec![user_id("IT.2"), username("anna")], "b")).await;
    assert_ne!(first, second);
    assert_eq!(contact_of(&shop, before).await.username, None);
    assert_eq!(contact_of(&shop, after).await.username.as_deref(), Some("anna"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_the_shop_gave_stays() {
    let shop = Shop::open();
    let named =
        |id: &str, name: &str| NewInbound { name: Some(name.into()), ..from(vec![user_id("IT.1")], id) };
    let (conversation, contact) = arrive(&shop, named("a", "anna 🌸")).await;
    arrive(&shop, named("b", "Anna R")).await;
    assert_eq!(contact_of(&shop, conversation).await.name.as_deref(), Some("Anna R"));
    shop.write(move |tx| store::contacts::rename(tx, contact, Some("Anna Rossi, butcher's daughter"))).await;
    arrive(&shop, named("c", "xx")).await;
    assert_eq!(contact_of(&shop, conversation).await.name.as_deref(), Some("Anna Rossi, butcher's daughter"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_forms_of_one_number_are_one_person_and_what_they_write_from_is_written_to() {
    for (listed, written) in [
        ("+5511998887766", "+551198887766"),
        ("+525512345678", "+5215512345678"),
        ("+541123456789", "+5491123456789"),
    ] {
        let shop = Shop::open();
        let known = shop.write(move |tx| know_contact(tx, &[phone(listed)], "Ana")).await;
        let (conversation, contact) = arrive(&shop, from(vec![phone(written)], "a")).await;
        assert_eq!(contact, known, "{listed} and {written}");
        assert_eq!(contact_of(&shop, conversation).await.phone.as_deref(), Some(written));
        // The book comes again: what the customer writes from stays.
        shop.write(move |tx| know_contact(tx, &[phone(listed)], "Ana")).await;
        assert_eq!(contact_of(&shop, conversation).await.phone.as_deref(), Some(written));
        let found = shop.read(move |conn| contact_index::find(conn, listed, true, 10)).await;
        assert_eq!(found, [contact]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_contacts_of_one_number_from_before_become_one_at_the_next_message() {
    let shop = Shop::open();
    let alias = |value: &str| phone(value);
    let (one, two) = shop
        .write(move |tx| {
            let one = store::contacts::insert(tx, Some("Ana"))?;
            store::aliases::insert(tx, one, &alias("+5511998887766"), None)?;
            let two = store::contacts::insert(tx, None)?;
            store::aliases::insert(tx, two, &alias("+551198887766"), None)?;
            Ok((one, two))
        })
        .await;
    let (conversation, contact) = arrive(&shop, from(vec![phone("+551198887766")], "a")).await;
    assert_eq!(contact, one);
    assert_eq!(shop.read(move |conn| super::contact(conn, two)).await.unwrap().id, one);
    assert_eq!(contact_of(&shop, conversation).await.name.as_deref(), Some("Ana"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_message_from_before_a_changed_number_is_theirs_and_brings_nothing_back() {
    let shop = Shop::open();
    let (conversation, contact) = arrive(&shop, from(vec![user_id("IT.1"), phone("+39333123")], "a")).await;
    shop.advance(600);
    let changed = NOON.plus(Duration::from_mins(5));
    shop.write(move |tx| {
        change_identity(tx, &[phone("+39333123")], &[user_id("IT.2"), phone("+39444123")], changed)
    })
    .await;
    let late =
        NewInbound { sent_at: NOON.plus(Duration::from_mins(1)), ..from(vec![phone("+39333123")], "b") };
    assert_eq!(arrive(&shop, late).await.1, contact);
    let seen = contact_of(&shop, conversation).await;
    assert_eq!((seen.phone.as_deref(), seen.user_id.as_deref()), (Some("+39444123"), Some("IT.2")));
    // Who writes from it later is whoever has it then.
    let later =
        NewInbound { sent_at: NOON.plus(Duration::from_mins(9)), ..from(vec![phone("+39333123")], "c") };
    assert_ne!(arrive(&shop, later).await.1, contact);
}

#[tokio::test(flavor = "multi_thread")]
async fn seen_is_the_customers_own_time_and_no_list_counts() {
    let shop = Shop::open();
    let days_ago = |days: u64| NOON.minus(Duration::from_hours(24 * days));
    let past = NewInbound { sent_at: days_ago(150), ..from(vec![phone("+39333123")], "a") };
    let conversation = match shop.write(move |tx| import(tx, past)).await {
        Received::New { conversation, .. } => conversation,
        Received::Duplicate(_) => panic!("it was new"),
    };
    let ours =
        NewInbound { sent_at: days_ago(1), from_phone_app: true, ..from(vec![phone("+39333123")], "b") };
    shop.write(move |tx| import(tx, ours)).await;
    shop.write(|tx| know_contact(tx, &[phone("+39333123")], "Ana")).await;
    let within = async |wanted: Segment| {
        let found =
            shop.read(move |conn| segment(conn, "whatsapp", ACCOUNT, &wanted, Purpose::Reply, NOON)).await;
        found.into_iter().map(|one| one.conversation).collect::<Vec<_>>()
    };
    let before = Segment { last_seen_before_days: Some(90), ..Segment::default() };
    assert_eq!(within(before).await, [conversation]);
    let recent = Segment { last_seen_within_days: Some(90), ..Segment::default() };
    assert_eq!(within(recent.clone()).await, []);
    arrive(&shop, from(vec![phone("+39333123")], "c")).await;
    assert_eq!(within(recent).await, [conversation]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_setting_never_replaces_a_newer_one() {
    let shop = Shop::open();
    let (_, contact) = arrive(&shop, from(vec![user_id("IT.1")], "a")).await;
    let at = |minutes: u64| NOON.plus(Duration::from_mins(minutes));
    assert!(shop.write(move |tx| prefer(tx, contact, true, at(10))).await);
    assert!(!shop.write(move |tx| prefer(tx, contact, false, at(5))).await, "an old resume");
    let suppressed = shop.read(move |conn| consent(conn, contact)).await.suppressed;
    assert_eq!(suppressed.map(|one| one.scope), Some(SuppressionScope::Marketing));
    assert!(shop.write(move |tx| prefer(tx, contact, false, at(11))).await);
    assert!(shop.read(move |conn| consent(conn, contact)).await.suppressed.is_none());
    // What the customer wrote since outweighs what they set before.
    shop.advance(3_600);
    shop.write(move |tx| suppress(tx, contact, SuppressionReason::StopWord, SuppressionScope::Marketing))
        .await;
    assert!(!shop.write(move |tx| prefer(tx, contact, false, at(30))).await);
}

/// A customer's long thread that turns out to belong to another one; gives back what is kept and what is gone.
async fn long_thread_is_merged(shop: &Shop, lines: usize) -> (ConversationId, ConversationId) {
    let (kept, _) = arrive(shop, from(vec![user_id("IT.1")], "a")).await;
    let mut gone = kept;
    for n in 0..lines {
        gone = arrive(shop, from(vec![phone("39333")], &format!("m{n}"))).await.0;
    }
    assert_ne!(gone, kept);
    (kept, gone)
}

async fn joined(shop: &Shop) {
    arrive(shop, from(vec![user_id("IT.1"), phone("39333")], "c")).await;
}

fn lines_of(conn: &ReadConn, id: ConversationId) -> Result<usize, StorageError> {
    Ok(store::threads::ids_after(conn, id, None, 10_000)?.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_messages_of_a_long_thread_are_found_in_the_other_one_after_their_turn() {
    let shop = Shop::open();
    let (kept, gone) = long_thread_is_merged(&shop, 150).await;
    joined(&shop).await;
    let range =
        store::search::Range { expression: format!("\"_c{kept}\""), after: 0, before: i64::MAX, limit: 500 };
    let again = range.clone();
    assert!(
        shop.read(move |conn| store::search::messages(conn, &range)).await.len() < 110,
        "not all at once"
    );
    shop.inbox.move_thread(MoveThread { conversation_id: gone }).await.unwrap();
    assert_eq!(shop.read(move |conn| store::search::messages(conn, &again)).await.len(), 152);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_thread_is_merged_in_pieces_that_let_urgent_writes_by() {
    let shop = Shop::open();
    let (kept, gone) = long_thread_is_merged(&shop, 400).await;
    joined(&shop).await;
    let newest = shop.thread(kept).await;
    assert!(
        newest.iter().any(|line| line.text.as_deref() == Some("text of m399")),
        "the newest lines are there at once"
    );
    assert_eq!(shop.read(move |conn| lines_of(conn, gone)).await, 300);

    let moving = shop.inbox.move_thread(MoveThread { conversation_id: gone });
    let urgent = async {
        let mut left = vec![300];
        while left.last() != Some(&0) {
            left.push(shop.write(move |tx| lines_of(tx, gone)).await);
        }
        left
    };
    let (moved, left) = tokio::join!(moving, urgent);
    moved.unwrap();
    // Between two urgent writes at most one piece that had begun, and one that stood before the second.
    assert!(left.windows(2).all(|pair| pair[0] - pair[1] <= 128), "{left:?}");
    assert_eq!(shop.read(move |conn| lines_of(conn, gone)).await, 0);
    let thread = shop.read(move |conn| store::threads::page(conn, kept, i64::MAX, 1_000)).await;
    let said: Vec<_> = thread.iter().rev().filter_map(|line| line.text.clone()).collect();
    let names = ["a".to_owned()].into_iter().chain((0..400).map(|n| format!("m{n}"))).chain(["c".to_owned()]);
    let expected: Vec<_> = names.map(|name| format!("text of {name}")).collect();
    assert_eq!(said, expected, "nothing is lost, doubled or out of order");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_in_a_long_thread_moves_with_the_merge() {
    let shop = Shop::open();
    let (kept, gone) = long_thread_is_merged(&shop, 1).await;
    let queued = shop.send(reply(gone, Author::Person(ZARA), "still on its way")).await.unwrap().id();
    for n in 0..150 {
        arrive(&shop, from(vec![phone("39333")], &format!("later {n}"))).await;
    }
    joined(&shop).await;
    let moved = shop.read(move |conn| store::threads::by_id(conn, queued)).await.unwrap();
    assert_eq!(moved.conversation_id, kept, "what has not left yet leaves from the thread that stays");
    // Of more than a hundred that nobody has answered the newest move at once.
    let waiting = shop.read(move |conn| unanswered(conn, kept)).await;
    for one in waiting.into_iter().rev().take(100) {
        let line = shop.read(move |conn| store::threads::by_id(conn, one.message)).await.unwrap();
        assert_eq!(line.conversation_id, kept);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_that_is_merged_again_on_its_way_arrives_where_the_other_went() {
    let shop = Shop::open();
    let (second, first) = long_thread_is_merged(&shop, 150).await;
    joined(&shop).await;
    let (third, _) = arrive(&shop, from(vec![username("giulia"), user_id("IT.9")], "z")).await;
    let contacts = [shop.conversation(third).await.contact_id, shop.conversation(second).await.contact_id];
    shop.write(move |tx| crate::inbox::contacts::merge::contacts(tx, contacts[0], contacts[1])).await;
    for gone in [first, second] {
        shop.inbox.move_thread(MoveThread { conversation_id: gone }).await.unwrap();
    }
    assert_eq!(shop.conversation(first).await.id, third);
    let lines = shop.read(move |conn| store::threads::page(conn, third, i64::MAX, 1_000)).await;
    assert_eq!(lines.iter().filter(|line| line.text.is_some()).count(), 153);
}
