//! The corpus holds every kind Meta is known to send, in every shape of identity; a row that goes missing is named.

use std::collections::BTreeSet;

use serde_json::Value;
use shopbell::whatsapp::wire::parse::{self, Outcome, UnusedReason};

use super::{body, corpus};

/// What a shape must know of a customer, and what it must not.
struct Shape {
    name: &'static str,
    knows: &'static [&'static str],
    lacks: &'static [&'static str],
}

const SHAPES: [Shape; 5] = [
    Shape { name: "phone only", knows: &["phone"], lacks: &["user_id"] },
    Shape { name: "user id only", knows: &["user_id"], lacks: &["phone"] },
    Shape { name: "phone and user id", knows: &["phone", "user_id"], lacks: &[] },
    Shape { name: "username", knows: &["username", "user_id"], lacks: &["phone"] },
    Shape { name: "parent user id", knows: &["user_id", "parent_user_id"], lacks: &[] },
];

impl Shape {
    fn is(&self, expect: &Value) -> bool {
        self.knows.iter().all(|key| expect.get(*key).is_some())
            && self.lacks.iter().all(|key| expect.get(*key).is_none())
    }
}

/// Whether an update has all that a row asks for; `null` asks for anything at all.
fn matches(row: &Value, update: &Value) -> bool {
    row["has"].as_object().unwrap().iter().all(|(pointer, wanted)| {
        update.pointer(pointer).is_some_and(|found| wanted.is_null() || found == wanted)
    })
}

/// Row × shape, as the tests that read the corpus go through it.
fn covered(rows: &[Value]) -> BTreeSet<String> {
    let mut covered = BTreeSet::new();
    for (file, update, shapes) in
        [("messages", "message", "identities.json"), ("statuses", "status", "recipients.json")]
    {
        let shapes = corpus(shapes);
        for case in corpus(&format!("{file}.json")) {
            for row in rows.iter().filter(|row| row["in"] == file && matches(row, &case[update])) {
                for shape in &shapes {
                    let kinds = SHAPES.iter().filter(|kind| kind.is(&shape["expect"]));
                    covered.extend(kinds.map(|kind| format!("{} in the shape {}", row["row"], kind.name)));
                }
            }
        }
    }
    covered
}

#[test]
fn every_row_is_there_in_every_shape() {
    let rows = corpus("rows.json");
    assert!(rows.len() > 85, "the list of rows has gone missing");
    let covered = covered(&rows);
    let missing: Vec<String> = rows
        .iter()
        .flat_map(|row| SHAPES.iter().map(move |shape| format!("{} in the shape {}", row["row"], shape.name)))
        .filter(|wanted| !covered.contains(wanted))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn a_missing_row_would_be_noticed() {
    let row = serde_json::json!({"row": "2 hologram", "in": "messages", "has": {"/type": "hologram", "/hologram/y": null}});
    assert!(covered(&[row]).is_empty());
}

#[test]
fn every_kind_is_ignored_with_the_reason_when_it_comes_from_a_group() {
    for case in corpus("messages.json") {
        for identity in corpus("identities.json") {
            let mut message = super::merged(&case["message"], &identity["message"]);
            message["group_id"] = "120363".into();
            let body = body("messages", identity.get("contacts"), &message);
            let parsed = parse::parse(body.to_string().as_bytes());
            let outcomes: Vec<&Outcome> = parsed.items.iter().map(|item| &item.outcome).collect();
            let why = UnusedReason::Group.about("120363");
            assert_eq!(outcomes, [&Outcome::Ignored(why)], "{}", case["name"]);
        }
    }
}
