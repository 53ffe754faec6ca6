//! The told shop put into the rooms' own tables, as if all of it had happened.

use std::collections::HashMap;

use shopbell::storage::{StorageError, WriteTx};

use super::Shop;
use super::story::{Author, Customer, DAY, HOUR, Identity, Line, Wish};

/// What people write about.
const WORDS: [&str; 10] = [
    "buongiorno",
    "sabato",
    "ordine",
    "ritiro",
    "prezzo",
    "delivery",
    "please",
    "tomorrow",
    "size",
    "thanks",
];
/// Rows that share one write.
pub const SLICE: usize = 1_000;

/// A line of somebody's thread, with its id.
struct Row {
    id: i64,
    conversation: i64,
    line: Line,
    /// A person was called for a complaint.
    is_complaint: bool,
}

/// A message that shows that a number and a user id are one customer's.
#[derive(Debug, Clone)]
pub struct Joint {
    pub phone: String,
    pub user_id: String,
    pub at: i64,
    pub number: i64,
}

/// The shop as rows.
pub struct Planting {
    now: i64,
    /// The number most customers write to, and the second one.
    numbers: [i64; 2],
    customers: Vec<Customer>,
    rows: Vec<Row>,
    pub joints: Vec<Joint>,
}

impl Planting {
    /// `number` is the number most customers write to.
    pub fn of(shop: &Shop, number: i64) -> Self {
        let mut planting = Self {
            now: shop.now,
            numbers: [number, SECOND_NUMBER],
            customers: shop.customers.clone(),
            rows: Vec::new(),
            joints: Vec::new(),
        };
        for (place, customer) in shop.customers.iter().enumerate() {
            planting.say(place, customer);
        }
        planting.rows.sort_by_key(|row| row.line.at);
        let mut last = 0;
        for row in &mut planting.rows {
            last = (row.line.at << 12).max(last + 1);
            row.id = last;
        }
        planting
    }

    fn say(&mut self, place: usize, customer: &Customer) {
        let mut lines = customer.lines.clone();
        if let Identity::Joined { from } = customer.identity {
            let joint = |line: &Line| line.author == Author::Customer && line.at >= from;
            if let Some(at) = lines.iter().rposition(joint) {
                let line = lines.remove(at);
                let (phone, user_id) = (phone(place), user_id(place));
                self.joints.push(Joint { phone, user_id, at: line.at, number: self.numbers[0] });
            }
        }
        let said = lines.into_iter().map(|line| (line, false));
        let complained = customer.complaints.iter().map(|at| {
            let line = Line { at: *at, author: Author::Ai, waits: false };
            (line, true)
        });
        for (line, is_complaint) in said.chain(complained) {
            let conversation = contact_at(place, customer, line.at);
            self.rows.push(Row { id: 0, conversation, line, is_complaint });
        }
    }

    /// Lines of all threads.
    pub fn lines(&self) -> usize {
        self.rows.len()
    }

    pub fn slices(&self) -> std::ops::Range<usize> {
        0..self.slices_of_customers() + self.rows.len().div_ceil(SLICE)
    }

    fn slices_of_customers(&self) -> usize {
        self.customers.len().div_ceil(SLICE)
    }

    /// One slice of it all: first the customers with what they bought, then what was said.
    pub fn put(&self, tx: &WriteTx, slice: usize) -> Result<(), StorageError> {
        let of = |slice: usize, length: usize| (slice * SLICE).min(length)..((slice + 1) * SLICE).min(length);
        if slice == 0 {
            self.numbers(tx)?;
        }
        match slice.checked_sub(self.slices_of_customers()) {
            None => of(slice, self.customers.len()).try_for_each(|place| self.put_customer(tx, place)),
            Some(slice) => self.rows[of(slice, self.rows.len())].iter().try_for_each(|row| put_line(tx, row)),
        }
    }

    /// The conversations as their last lines left them. Comes after every slice.
    pub fn settle(&self, tx: &WriteTx) -> Result<(), StorageError> {
        let mut last: HashMap<i64, (&Row, Option<i64>)> = HashMap::new();
        for row in &self.rows {
            let wrote = (row.line.author == Author::Customer && !row.is_complaint).then_some(row.line.at);
            let entry = last.entry(row.conversation).or_insert((row, None));
            *entry = (row, wrote.or(entry.1));
        }
        for (conversation, (row, wrote)) in last {
            let from = if row.line.author == Author::Customer { "customer" } else { "shop" };
            tx.execute(
                "UPDATE conversation SET last_message_id = ?2, sort_key = ?2, last_from = ?3, window_expires_at_ms = ?4
                  WHERE id = ?1",
                (conversation, row.id, from, wrote.map(|at| at + DAY)),
            )?;
        }
        Ok(())
    }

    fn put_customer(&self, tx: &WriteTx, place: usize) -> Result<(), StorageError> {
        let customer = &self.customers[place];
        let known_since = self.now - 800 * DAY;
        let [first, second] = contacts_of(place);
        let number = self.numbers[usize::from(customer.second_number)];
        put_contact(tx, first, place, known_since)?;
        put_conversation(tx, first, number, customer, known_since)?;
        match customer.identity {
            Identity::Phone => alias(tx, first, "phone", &phone(place), known_since, None)?,
            Identity::UserId => alias(tx, first, "user_id", &user_id(place), known_since, None)?,
            Identity::Moved => {
                let moved_at = self.now - 300 * DAY;
                alias(tx, first, "phone", &format!("{}0", phone(place)), known_since, Some(moved_at))?;
                alias(tx, first, "phone", &phone(place), moved_at, None)?;
            }
            Identity::Joined { from } => {
                alias(tx, first, "phone", &phone(place), known_since, None)?;
                put_contact(tx, second, place, from)?;
                put_conversation(tx, second, number, customer, from)?;
                alias(tx, second, "user_id", &user_id(place), from, None)?;
            }
        }
        for (at, order) in customer.orders.iter().enumerate() {
            put_order(tx, contact_at(place, customer, order.placed_at), place, at, order)?;
        }
        for (at, basket) in customer.baskets.iter().enumerate() {
            tx.execute(
                "INSERT INTO orders_basket (id, source, shop, token, contact_id, currency, total_micros, items,
                     abandoned_at_ms, ordered_at_ms)
                 VALUES (?1, 'shopify', 'years', 'basket ' || ?1, ?2, 'EUR', 30000000, '[]', ?3, ?4)",
                (first + at as i64, contact_at(place, customer, basket.left_at), basket.left_at, basket.ordered_at),
            )?;
        }
        let (scope, blocked) = match customer.wish {
            Wish::None => return Ok(()),
            Wish::NoAdvertising => (Some("marketing"), false),
            Wish::Nothing => (Some("everything"), false),
            Wish::Blocked => (None, true),
        };
        for contact in [first, contact_at(place, customer, self.now)] {
            tx.execute(
                "INSERT OR REPLACE INTO contact_standing (contact_id, suppressed_reason, suppressed_scope,
                     suppressed_at_ms, blocked)
                 VALUES (?1, iif(?2 IS NULL, NULL, 'opted_out'), ?2, iif(?2 IS NULL, NULL, ?3), ?4)",
                (contact, scope, self.now - 40 * DAY, blocked),
            )?;
        }
        Ok(())
    }

    /// The shop's numbers and how they stand, and what is wrong with the program itself.
    fn numbers(&self, tx: &WriteTx) -> Result<(), StorageError> {
        let heard = |at: fn(&Customer) -> bool| {
            let lines = self.customers.iter().filter(|one| at(one)).filter_map(Customer::last_written);
            lines.max().unwrap_or(self.now - DAY)
        };
        let (first, second) =
            (heard(|one| !one.second_number && !one.practice), heard(|one| one.second_number));
        let since = self.now - 800 * DAY;
        for (id, down_since, last_heard, token_ends) in [
            (SECOND_NUMBER, None, Some(second), Some(self.now + 5 * DAY)),
            (SECOND_NUMBER + 1, Some(self.now - 30 * HOUR), Some(self.now - 31 * HOUR), None),
            (SECOND_NUMBER + 2, None, None, Some(self.now + 90 * DAY)),
        ] {
            let created = if last_heard.is_some() { since } else { self.now - 3 * DAY };
            tx.execute(
                "INSERT INTO whatsapp_connection (id, environment, status, verify_token, phone_number_id,
                     display_phone_number, token_expires_at_ms, down_since_ms, checks, created_at_ms, updated_at_ms)
                 VALUES (?1, 'meta', 'connected', 'token', 'number ' || ?1, '+39 0' || ?1, ?2, ?3, ?4, ?5, ?5)",
                (id, token_ends, down_since, if id == SECOND_NUMBER { CHECKS } else { "[]" }, created),
            )?;
            hear(tx, id, since, last_heard)?;
        }
        hear(tx, self.numbers[0], since, Some(first))?;
        self.program(tx)
    }

    fn program(&self, tx: &WriteTx) -> Result<(), StorageError> {
        for template in 0..12 {
            let status = if template % 6 == 5 { "paused" } else { "approved" };
            tx.execute(
                "INSERT INTO whatsapp_template (id, environment, waba_id, connection_id, name, language, category, status,
                     quality, parameter_format, content, understood, created_at_ms, updated_at_ms)
                 VALUES (?1, 'meta', 'years', ?2, 'template_' || ?1, 'it', 'utility', ?3, 'green', 'named', '{}', 1, ?4, ?4)",
                (template, SECOND_NUMBER, status, self.now - 20 * DAY),
            )?;
        }
        for (place, kind) in ["fetch_media", "fetch_media", "preview"].iter().enumerate() {
            tx.execute(
                "INSERT INTO job (id, kind, payload, state, run_at_ms, attempts, created_at_ms, updated_at_ms)
                 VALUES (?1, ?2, '{}', 'dead', ?3, 8, ?3, ?3)",
                (place as i64 + 1, kind, self.now - 2 * DAY),
            )?;
        }
        for run in 0..40_i64 {
            let at = self.now - 2 * HOUR - (40 - run) * 60_000;
            let (reason, tokens) = if run > 30 { (Some("model_unavailable"), 0) } else { (None, 900) };
            tx.execute(
                "INSERT INTO reply_run (id, conversation_id, up_to_message_id, asked_by_person, state, decision, reason,
                     provider, model, input_tokens, started_at_ms, ended_at_ms)
                 VALUES (?1 << 12, 1, 1, 0, 'done', 'send', ?2, 'bedrock', 'a-model', ?3, ?1, ?1)",
                (at, reason, tokens),
            )?;
        }
        tx.execute(
            "INSERT INTO whatsapp_price_month (month, micros) VALUES (strftime('%Y-%m', ?1 / 1000, 'unixepoch'), 90)
             ON CONFLICT DO UPDATE SET micros = 90",
            [self.now],
        )?;
        tx.execute("UPDATE whatsapp_price_settings SET limit_micros = 100", [])?;
        Ok(())
    }
}

/// What the doctor last found at the second number.
const CHECKS: &str = r#"[{"id":"quality","status":"warn","cause":"quality_yellow"},
    {"id":"clock","status":"warn","cause":"clock_off"}]"#;

/// The ids of the numbers beside the first begin here.
pub const SECOND_NUMBER: i64 = 7_001;

/// A customer's contacts: the one known first, and the one somebody new was taken for.
pub fn contacts_of(place: usize) -> [i64; 2] {
    let first = 1_000_000 + 4 * place as i64;
    [first, first + 1]
}

fn contact_at(place: usize, customer: &Customer, at: i64) -> i64 {
    let [first, second] = contacts_of(place);
    match customer.identity {
        Identity::Joined { from } if at >= from => second,
        Identity::Joined { .. } | Identity::Phone | Identity::UserId | Identity::Moved => first,
    }
}

fn phone(place: usize) -> String {
    format!("+3933{:08}", 10_000_000 + place)
}

fn user_id(place: usize) -> String {
    format!("IT.{}", 900_000_000 + place)
}

fn hear(tx: &WriteTx, number: i64, first: i64, last: Option<i64>) -> Result<(), StorageError> {
    let Some(last) = last else { return Ok(()) };
    tx.execute(
        "INSERT OR REPLACE INTO whatsapp_vital (connection_id, kind, first_at_ms, last_at_ms) VALUES (?1, 'message', ?2, ?3)",
        (number, first, last - last % 60_000),
    )?;
    Ok(())
}

fn put_contact(tx: &WriteTx, id: i64, place: usize, since: i64) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO contact (id, name, created_at_ms) VALUES (?1, ?2, ?3)",
        (id, format!("Customer {place}"), since),
    )?;
    tx.execute(
        "INSERT INTO contact_search (rowid, t) VALUES (?1, ?2)",
        (id, format!("customer {place} _p{}", &phone(place)[1..])),
    )?;
    Ok(())
}

fn put_conversation(
    tx: &WriteTx,
    contact: i64,
    number: i64,
    customer: &Customer,
    since: i64,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO conversation (id, contact_id, channel, channel_account, practice, status, sort_key, created_at_ms)
         VALUES (?1, ?1, 'whatsapp', ?2, ?3, ?4, ?1, ?5)",
        (contact, number, customer.practice, if customer.done { "done" } else { "open" }, since),
    )?;
    Ok(())
}

fn alias(
    tx: &WriteTx,
    contact: i64,
    kind: &str,
    value: &str,
    since: i64,
    retired: Option<i64>,
) -> Result<(), StorageError> {
    let scope = if kind == "phone" { "" } else { "years" };
    tx.execute(
        "INSERT INTO contact_alias (contact_id, kind, value, scope, first_seen_at_ms, last_seen_at_ms, retired_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
        (contact, kind, value, scope, since, retired),
    )?;
    Ok(())
}

fn put_order(
    tx: &WriteTx,
    contact: i64,
    place: usize,
    at: usize,
    order: &super::story::Order,
) -> Result<(), StorageError> {
    let id = (place * 1_000 + at) as i64 + 1;
    tx.execute(
        "INSERT INTO orders_order (id, source, shop, number, matched_by, contact_id, state, currency, total_micros,
             refunded_micros, placed_at_ms, state_at_ms, updated_at_ms)
         VALUES (?1, 'shopify', 'years', 'order ' || ?1, 'contact', ?2, ?3, 'EUR', ?4, 0, ?5, ?6, ?6)",
        (id, contact, order.state, 10_000_000 + id % 90 * 1_000_000, order.placed_at, order.state_at),
    )?;
    tx.execute(
        "INSERT INTO orders_item (order_id, position, name, quantity_thousandths, unit_price_micros)
         VALUES (?1, 0, 'Something', 1000, ?2)",
        (id, 10_000_000 + id % 90 * 1_000_000),
    )?;
    Ok(())
}

fn put_line(tx: &WriteTx, row: &Row) -> Result<(), StorageError> {
    let at = row.line.at;
    if row.is_complaint {
        tx.execute(
            "INSERT INTO message (id, conversation_id, direction, author, kind, content, sent_at_ms, stored_at_ms)
             VALUES (?1, ?2, 'out', 'system', 'event', '{\"event\":\"handed_over\",\"reason\":\"complaint\"}', ?3, ?3)",
            (row.id, row.conversation, at),
        )?;
        return Ok(());
    }
    let (direction, author, state) = match row.line.author {
        Author::Customer => ("in", "customer", "received"),
        Author::Ai => ("out", "ai", "read"),
        Author::Person => ("out", "person", "read"),
    };
    let word = |by: i64| WORDS[((row.id >> 3) / by % WORDS.len() as i64) as usize];
    let text = format!("{} {} {} {} {}", word(1), word(7), word(53), word(211), word(977));
    tx.execute(
        "INSERT INTO message (id, conversation_id, direction, author, kind, text, state, sent_at_ms, stored_at_ms)
         VALUES (?1, ?2, ?3, ?4, 'text', ?5, ?6, ?7, ?7)",
        (row.id, row.conversation, direction, author, &text, state, at),
    )?;
    tx.execute(
        "INSERT INTO message_search (rowid, t) VALUES (?1, ?2)",
        (row.id, format!("_{author} _ktext _c{} {text}", row.conversation)),
    )?;
    if row.line.waits {
        tx.execute(
            "INSERT INTO unanswered_message (conversation_id, message_id, with_person) VALUES (?1, ?2, 1)",
            (row.conversation, row.id),
        )?;
    }
    Ok(())
}
