//! Customers: who they are to the business, and the messages they write.
//!
//! A customer only writes and is written to; what the shop makes of it is the shop's affair.

use serde_json::{Value, json};

use crate::clock::Timestamp;

use super::state::person::{Identity, Person};
use super::{Meta, payloads, random};

/// Updates one webhook carries at most.
pub const BATCH_LIMIT: usize = 1_000;

/// A handle on one customer.
#[derive(Clone)]
pub struct Customer {
    meta: Meta,
    number: usize,
}

impl Meta {
    /// A new customer; the name is what their profile says.
    pub fn customer(&self, name: &str, identity: Identity) -> Customer {
        self.customer_known_as(Person::new(name, identity))
    }

    /// A customer with these very ids, such as one that outlived a restart.
    pub fn customer_known_as(&self, person: Person) -> Customer {
        let mut world = self.world();
        let same = |known: &Person| {
            (known.wa_id.is_some() && known.wa_id == person.wa_id)
                || (known.user_id.is_some() && known.user_id == person.user_id)
        };
        let number = world.people.iter().position(same).unwrap_or_else(|| {
            world.people.push(person);
            world.people.len() - 1
        });
        drop(world);
        Customer { meta: self.clone(), number }
    }

    /// An empty webhook to fill with updates of several customers.
    pub fn batch(&self) -> Batch {
        Batch { meta: self.clone(), changes: Vec::new(), wamids: Vec::new() }
    }

    /// A status about a message this stand-in never accepted, as other tools on the number cause.
    pub async fn posts_stray_status(&self, wamid: &str, status: super::Status, opaque: Option<&str>) -> bool {
        let stray = super::Sent {
            wamid: wamid.to_owned(),
            from: self.world().account.keys.phone_number_id.clone(),
            at: self.now(),
            to: Some("+15550009999".to_owned()),
            recipient: None,
            person: None,
            kind: "text".to_owned(),
            text: None,
            opaque: opaque.map(ToOwned::to_owned),
            quoted: None,
            body: Value::Null,
            shown: None,
        };
        let value = payloads::status(&self.world().account, &stray, None, status, self.now());
        self.posts("messages", value).await
    }
}

impl Customer {
    pub fn number(&self) -> usize {
        self.number
    }

    /// What Meta knows of them now.
    pub fn person(&self) -> Person {
        self.meta.world().people[self.number].clone()
    }

    /// Writes a text; returns its id once the shop answered the first attempt, whatever it answered.
    pub async fn says(&self, text: &str) -> String {
        self.sends(json!({"type": "text", "text": {"body": text}})).await
    }

    /// Writes a text to another number of the shop.
    pub async fn says_to(&self, phone_number_id: &str, text: &str) -> String {
        let wamid = random::wamid();
        let at = self.meta.now();
        let body = {
            let mut world = self.meta.world();
            self.remember(&mut world, &wamid, at);
            let account = world.account.as_number(phone_number_id).unwrap_or_else(|| world.account.clone());
            let person = &world.people[self.number];
            let content = json!({"type": "text", "text": {"body": text}});
            let value =
                payloads::inbound(&account, person, vec![payloads::message(person, &wamid, at, &content)]);
            payloads::envelope(&account, vec![("messages".to_owned(), value)])
        };
        self.meta.post("messages", &body, vec![wamid.clone()]).await;
        wamid
    }

    /// Writes a text that quotes another message.
    pub async fn replies_to(&self, wamid: &str, text: &str) -> String {
        let from = self.meta.world().account.keys.phone_number.clone();
        let context = json!({"from": from, "id": wamid});
        self.sends(json!({"context": context, "type": "text", "text": {"body": text}})).await
    }

    /// Sends a message of any type: `{"type": "image", "image": {…}}`.
    pub async fn sends(&self, content: Value) -> String {
        let wamid = random::wamid();
        self.sends_as(&wamid, self.meta.now(), content).await;
        wamid
    }

    /// Sends a message under an id and time already chosen.
    pub async fn sends_as(&self, wamid: &str, at: Timestamp, content: Value) -> super::Outcome {
        let body = {
            let mut world = self.meta.world();
            let value = self.write(&mut world, wamid, at, &content);
            payloads::envelope(&world.account, vec![("messages".to_owned(), value)])
        };
        self.meta.post("messages", &body, vec![wamid.to_owned()]).await
    }

    /// The owner answers this customer from the phone app of a shared number.
    pub async fn is_answered_from_the_phone_app(&self, text: &str) -> String {
        let wamid = random::wamid();
        let value = {
            let world = self.meta.world();
            payloads::echo(&world.account, &world.people[self.number], &wamid, self.meta.now(), text)
        };
        self.meta.posts("smb_message_echoes", value).await;
        wamid
    }

    /// Writes to a thread that another program owns: the shop only overhears it.
    pub async fn is_overheard(&self, text: &str) -> String {
        let wamid = random::wamid();
        let at = self.meta.now();
        let value = {
            let mut world = self.meta.world();
            self.write(&mut world, &wamid, at, &json!({"type": "text", "text": {"body": text}}))
        };
        self.meta.posts("standby", value).await;
        wamid
    }

    /// Sets in WhatsApp whether this business may send offers: `stop` or `resume`.
    pub async fn wishes(&self, value: &str) -> bool {
        let value = {
            let world = self.meta.world();
            payloads::preference(&world.account, &world.people[self.number], value, self.meta.now())
        };
        self.meta.posts("user_preferences", value).await
    }

    /// Is known by these identifiers from now on; the business hears of it by a system message.
    pub fn becomes(&self, wa_id: Option<String>, user_id: Option<String>) {
        let mut world = self.meta.world();
        let person = &mut world.people[self.number];
        (person.wa_id, person.user_id) = (wa_id, user_id);
    }

    /// What this customer received, oldest first.
    pub fn received(&self) -> Vec<super::Sent> {
        let world = self.meta.world();
        world.sent.iter().filter(|sent| sent.person == Some(self.number)).cloned().collect()
    }

    /// Remembers that a message was written without posting it, as when it was posted before a restart.
    pub fn wrote_before(&self, wamid: &str, at: Timestamp) {
        self.remember(&mut self.meta.world(), wamid, at);
    }

    fn write(&self, world: &mut super::World, wamid: &str, at: Timestamp, content: &Value) -> Value {
        self.remember(world, wamid, at);
        world.people[self.number].wrote(at, content);
        let person = &world.people[self.number];
        payloads::inbound(&world.account, person, vec![payloads::message(person, wamid, at, content)])
    }

    fn remember(&self, world: &mut super::World, wamid: &str, at: Timestamp) {
        world.inbound.insert(wamid.to_owned());
        let person = &mut world.people[self.number];
        person.last_wrote_at = person.last_wrote_at.max(Some(at));
    }
}

/// One webhook with many updates.
pub struct Batch {
    meta: Meta,
    changes: Vec<(String, Value)>,
    wamids: Vec<String>,
}

impl Batch {
    /// Adds a text of `customer`; its id is the last of [`Batch::wamids`].
    #[must_use]
    pub fn says(self, customer: &Customer, text: &str) -> Self {
        self.sends(customer, &json!({"type": "text", "text": {"body": text}}))
    }

    /// Adds a message of any type.
    #[must_use]
    pub fn sends(mut self, customer: &Customer, content: &Value) -> Self {
        let wamid = random::wamid();
        let value = customer.write(&mut self.meta.world(), &wamid, self.meta.now(), content);
        self.changes.push(("messages".to_owned(), value));
        self.wamids.push(wamid);
        self
    }

    /// Adds a `messages` change as it stands, malformed if need be.
    #[must_use]
    pub fn raw(mut self, value: Value) -> Self {
        self.changes.push(("messages".to_owned(), value));
        self
    }

    /// The ids of the messages added, in order.
    pub fn wamids(&self) -> &[String] {
        &self.wamids
    }

    /// Posts the first [`BATCH_LIMIT`] updates as one webhook.
    pub async fn post(mut self) -> super::Outcome {
        self.changes.truncate(BATCH_LIMIT);
        let body = payloads::envelope(&self.meta.world().account, self.changes);
        self.meta.post("messages", &body, self.wamids).await
    }
}
