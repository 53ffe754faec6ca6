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
            change_identity(tx, &[user_id("IT.1"), phone("39333")], &[user_id("IT.2"), phone("39444")])
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
