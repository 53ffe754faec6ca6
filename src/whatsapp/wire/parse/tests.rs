//! Properties of the reader: whatever arrives, it neither panics nor loses an update.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Outcome, parse};

/// Any JSON at all, a few levels deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("type".to_owned()),
        Just("text".to_owned()),
        Just("id".to_owned()),
        Just("interactive".to_owned()),
        Just("system".to_owned()),
        Just("context".to_owned()),
        "[a-z_]{1,10}",
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..6).prop_map(Value::from_iter),
        ]
    })
}

fn good(at: usize) -> Value {
    json!({"from_user_id": "BR.1", "id": format!("wamid.{at}"), "timestamp": "1793232000", "type": "text",
        "text": {"body": "perché no? 😀"}})
}

fn body(list: &str, updates: &[Value]) -> String {
    let value = json!({"metadata": {"phone_number_id": "1"}, list: updates});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "2", "changes": [{"field": "messages", "value": value}]}]})
        .to_string()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(!parse(&bytes).items.is_empty(), "bytes without any outcome");
    }

    #[test]
    fn any_update_leaves_its_neighbours_alone(strange in any_json(), at in 0_usize..5, list in "messages|statuses") {
        let mut updates: Vec<Value> = (0..5).map(good).collect();
        updates[at] = strange;
        let parsed = parse(body(&list, &updates).as_bytes());
        prop_assert_eq!(parsed.items.len(), 5);
        if list == "messages" {
            let read = parsed.items.iter().filter(|item| matches!(item.outcome, Outcome::Parsed(_))).count();
            prop_assert!(read >= 4, "a neighbour was lost");
        }
        for item in &parsed.items {
            let again = parse(item.wrapped().as_bytes());
            prop_assert_eq!(again.items.len(), 1);
            prop_assert_eq!(&again.items[0].outcome, &item.outcome);
            prop_assert_eq!(&again.items[0].raw, &item.raw);
        }
    }

    #[test]
    fn a_changed_byte_never_panics_and_never_silences_a_body(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = body("messages", &[good(0), good(1), good(2)]).into_bytes();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at); } else { bytes[at] = byte; }
        prop_assert!(!parse(&bytes).items.is_empty());
    }

    #[test]
    fn any_value_of_any_field_is_accounted_for(field in "messages|standby|history|smb_message_echoes|account_update|[a-z]{1,8}", value in any_json()) {
        let body = json!({"object": "whatsapp_business_account", "entry": [{"changes": [{"field": field, "value": value}]}]});
        prop_assert!(!parse(body.to_string().as_bytes()).items.is_empty());
    }
}
