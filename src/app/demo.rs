//! Planting the sample shop: its past happens again, moment by moment, through the rooms' own doors.
//!
//! Customers write from the practice stand-in over real webhooks, staff and AI answer through the inbox, everything
//! else goes through the API. Only the clock is ours: it runs through the ninety days before now. Never used by a real
//! shop.

mod book;
mod business;
mod content;
mod door;
mod signals;

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};

use super::{App, Door};
use crate::accounts::console;
use crate::actor::Role;
use crate::clock::{Clock, Timestamp};
use crate::config::Config;
use crate::ids::{ConversationId, PersonId, PracticeCustomerId};
use crate::inbox::{self, Author, HandOff, NewOutbound, SourceRef};
use crate::jobs;
use crate::knowledge;
use crate::practice::meta::Person;
use crate::practice::sample_shop::{
    self, Customer, Ending, Happened, IdentityShape, Knowledge, Line, Moment, Plan, Speaker,
};
use crate::replies::jobs::ReplyTurn;
use crate::replies::{PastAnswer, Remembered};
use crate::secrets::Secret;
use crate::storage::StorageError;

use door::InProcess;

/// Passages the AI of the past had found for each answer.
const PASSAGES: usize = 6;

/// Who signs in to the demo: the owner of the sample shop.
pub const EMAIL: &str = "paolo@macelleria-rossi.example";
/// How long before now the shop sent its customers an offer.
const OFFER_BEFORE: Duration = Duration::from_hours(20 * 24);

/// Plants the sample shop into the empty folder of `config`, as it stands at `now`; tells its progress in percent.
/// `program` is this program's own file, which reads the customers' documents.
pub async fn plant(
    config: Config,
    program: PathBuf,
    now: Timestamp,
    password: &Secret,
    progress: impl Fn(usize),
) -> anyhow::Result<()> {
    let plan = sample_shop::plan(now)?;
    let begin = plan.moments.first().map_or(now, |moment| moment.at).minus(Duration::from_hours(24));
    let clock = Clock::fixed(begin);
    let app = App::build_around(config, clock.clone(), program).await?;
    let door = Door::open("127.0.0.1:0").await?;
    app.connect_practice(&door).await?;
    let serving = app.clone();
    let server = app.tasks.spawn("demo.door", async move { serving.serve(door).await });
    let owner = console::create_owner(&app.db, EMAIL, Secret::new(password.expose().clone())).await?;
    let (token, _) = console::create_token(&app.db, "demo", Role::Owner).await?;
    let mut past = Past::begin(&app, InProcess::new(&app, token), &plan, owner).await?;
    let mut cases = signals::CASES.iter().peekable();
    let count = plan.moments.len().max(1);
    let offer_at = now.minus(OFFER_BEFORE);
    let before_the_offer = plan.moments.iter().take_while(|moment| moment.at < offer_at).count();
    for (done, moment) in plan.moments.iter().enumerate() {
        clock.advance(moment.at.since(clock.now()));
        if done == before_the_offer {
            past.makes_an_offer().await.context("the offer")?;
        }
        past.happen(&plan, moment).await.with_context(|| format!("moment {}", moment.number))?;
        if let Some(case) = cases.peek().copied()
            && past.may_be(case, moment, now).await?
        {
            past.finds(case, moment, password).await.context("what the scanner found")?;
            cases.next();
        }
        if done * 100 / count != (done + 1) * 100 / count {
            progress((done + 1) * 100 / count);
        }
    }
    past.finish(&plan).await?;
    past.looks_around().await.context("the last look")?;
    clock.advance(now.since(clock.now()));
    past.settle().await?;
    past.orders(&plan).await?;
    past.scan(password).await?;
    console::forget_sign_ins(&app.db, owner).await?;
    anyhow::ensure!(cases.next().is_none(), "the story has too few ends for what the scanner found");
    app.stop().await;
    server.await?.context("the demo's door")?;
    Ok(())
}

/// The past on its way.
struct Past<'a> {
    app: &'a App,
    api: InProcess,
    people: HashMap<String, PersonId>,
    labels: HashMap<String, String>,
    customers: Vec<PracticeCustomerId>,
    conversations: HashMap<usize, ConversationId>,
    /// The channel's ids of what customers wrote, by moment.
    wamids: HashMap<usize, String>,
}

impl<'a> Past<'a> {
    async fn begin(app: &'a App, api: InProcess, plan: &Plan, owner: PersonId) -> anyhow::Result<Self> {
        let shop = &plan.shop;
        let hours: Vec<Value> = shop
            .hours
            .iter()
            .map(|hours| json!({ "days": hours.days, "opens": hours.opens, "closes": hours.closes }))
            .collect();
        let profile = json!({
            "name": shop.name, "language": shop.language, "time_zone": shop.time_zone, "address": shop.address,
            "phone": shop.phone, "website": shop.website, "email": shop.email, "rules": shop.rules,
            "greeting": shop.greeting, "hours": hours,
        });
        api.patch("/shop", profile).await?;
        let mut past = Self {
            app,
            api,
            people: HashMap::new(),
            labels: HashMap::new(),
            customers: Vec::new(),
            conversations: HashMap::new(),
            wamids: HashMap::new(),
        };
        past.add_people_and_labels(plan, owner).await?;
        past.add_knowledge(plan).await?;
        for customer in &plan.customers {
            past.customers.push(app.rooms.practice.plant_customer(person(customer)).await?);
        }
        Ok(past)
    }

    async fn add_people_and_labels(&mut self, plan: &Plan, owner: PersonId) -> anyhow::Result<()> {
        for staff in &plan.shop.staff {
            if staff.email == EMAIL {
                self.api.patch(&format!("/people/{owner}"), json!({ "name": staff.name })).await?;
                self.people.insert(staff.key.clone(), owner);
                continue;
            }
            let body = json!({ "email": staff.email, "name": staff.name, "role": staff.role });
            let made = self.api.post("/people", body).await?;
            let id = made["person"]["id"].as_str().and_then(|id| id.parse().ok()).context("a person's id")?;
            self.people.insert(staff.key.clone(), id);
        }
        for label in &plan.shop.labels {
            let made = self.api.post("/labels", json!({ "name": label.name, "color": label.color })).await?;
            let id = made["id"].as_str().context("a label's id")?;
            self.labels.insert(label.name.clone(), id.to_owned());
        }
        Ok(())
    }

    async fn add_knowledge(&self, plan: &Plan) -> anyhow::Result<()> {
        for source in &plan.knowledge {
            let body = match source {
                Knowledge::Text { title, text } => json!({ "kind": "text", "title": title, "text": text }),
                Knowledge::Faq { title, pairs } => {
                    let pairs: Vec<Value> = pairs
                        .iter()
                        .map(|pair| json!({ "question": pair.question, "answer": pair.answer, "phrasings": pair.phrasings }))
                        .collect();
                    json!({ "kind": "faq", "title": title, "pairs": pairs })
                }
            };
            self.api.post("/knowledge/sources", body).await?;
        }
        self.settle().await
    }

    /// Does what is due, with the stand-in's answers to it.
    async fn settle(&self) -> anyhow::Result<()> {
        loop {
            let done = self.app.run_due().await?;
            self.app.rooms.practice.meta().settled().await;
            if done == 0 {
                return Ok(());
            }
        }
    }

    async fn happen(&mut self, plan: &Plan, moment: &Moment) -> anyhow::Result<()> {
        match &moment.what {
            Happened::Line { line, about } => self.line(plan, moment, line, *about).await,
            Happened::Ended(ending) => {
                let Some(id) = self.conversations.get(&moment.customer) else { return Ok(()) };
                let change = match ending {
                    Ending::Done => json!({ "status": "done" }),
                    Ending::SnoozedUntil(until) => json!({ "status": "snoozed", "snooze_until": until }),
                };
                self.api.patch(&format!("/conversations/{id}"), change).await.map(drop)
            }
        }
    }

    async fn line(
        &mut self,
        plan: &Plan,
        moment: &Moment,
        line: &Line,
        about: Option<usize>,
    ) -> anyhow::Result<()> {
        if let Speaker::Customer { content, .. } = &line.speaker {
            let quoted = about.and_then(|about| self.wamids.get(&about)).map(String::as_str);
            let graph = content::graph(content, &line.text, quoted, &self.app.rooms.practice.meta());
            return self.customer_writes(moment, line.text.clone(), graph).await;
        }
        let id = *self.conversations.get(&moment.customer).context("nobody has written yet")?;
        match &line.speaker {
            Speaker::Customer { .. } => Ok(()),
            Speaker::Ai { source } => self.ai_answers(id, moment, &line.text, source).await,
            Speaker::Person(key) => {
                let person = *self.people.get(key).with_context(|| format!("nobody is called {key}"))?;
                self.send(id, moment, Author::Person(person), &line.text, Vec::new()).await
            }
            Speaker::Note(key) => {
                let person = self.people.get(key).copied();
                let (text, client_id) = (line.text.clone(), format!("demo-{}", moment.number));
                self.app
                    .db
                    .write::<_, StorageError>(move |tx| inbox::note(tx, id, person, Some(&client_id), &text))
                    .await?;
                Ok(())
            }
            Speaker::HandOff { reason } => self.hand_off(plan, id, moment, reason).await,
        }
    }

    async fn customer_writes(&mut self, moment: &Moment, text: String, graph: Value) -> anyhow::Result<()> {
        let wamid = self.hears(moment.customer, text, graph).await?;
        self.wamids.insert(moment.number, wamid);
        Ok(())
    }

    /// A customer, by their number in the plan, writes; the channel's id of it.
    async fn hears(&mut self, number: usize, text: String, graph: Value) -> anyhow::Result<String> {
        let customer = *self.customers.get(number).context("no such customer")?;
        let wamid =
            self.app.rooms.practice.customer_sends(customer, text, graph).await?.context("not accepted")?;
        self.settle().await?;
        let known = wamid.clone();
        let found = self
            .app
            .db
            .read::<_, StorageError>(move |conn| {
                let Some(message) = inbox::message_by_channel_id(conn, &known)? else { return Ok(None) };
                Ok(inbox::message(conn, message)?.map(|message| message.conversation_id))
            })
            .await?;
        // A reaction is no message of its own: the conversation is known already.
        if let Some(conversation) = found {
            self.conversations.insert(number, conversation);
        }
        let Some(conversation) = self.conversations.get(&number).copied() else { return Ok(wamid) };
        // What was answered is known: the AI must not answer the past again.
        self.app
            .db
            .write::<_, StorageError>(move |tx| {
                jobs::cancel::<ReplyTurn>(tx, &conversation.to_string())?;
                let waiting = inbox::unanswered(tx, conversation)?;
                let waiting: Vec<_> = waiting.iter().map(|waiting| waiting.message).collect();
                inbox::needs_no_answer(tx, conversation, &waiting)
            })
            .await?;
        Ok(wamid)
    }

    async fn ai_answers(
        &self,
        id: ConversationId,
        moment: &Moment,
        text: &str,
        source: &str,
    ) -> anyhow::Result<()> {
        self.api.patch(&format!("/conversations/{id}"), json!({ "ai": "answer" })).await?;
        let query = knowledge::Query { text: format!("{source} {text}"), limit: PASSAGES };
        let passages = self.app.rooms.knowledge.search(&query).await?.passages;
        let past = PastAnswer {
            conversation_id: id,
            text: text.to_owned(),
            found: passages.into_iter().map(found).collect(),
        };
        let replies = self.app.rooms.replies.clone();
        let remembered = self.app.db.write(move |tx| replies.remember(tx, &past)).await?;
        let Remembered { run: run_id, sources } = remembered.context("the AI answers nobody")?;
        self.send(id, moment, Author::Ai { run_id }, text, sources).await
    }

    async fn send(
        &self,
        conversation_id: ConversationId,
        moment: &Moment,
        author: Author,
        text: &str,
        sources: Vec<SourceRef>,
    ) -> anyhow::Result<()> {
        let new = NewOutbound {
            sources,
            ..NewOutbound::text(conversation_id, author, format!("demo-{}", moment.number), text)
        };
        let queued = self.app.db.write(move |tx| inbox::queue_outbound(tx, new)).await;
        match queued {
            Ok(_) => self.settle().await,
            // A story may be slower than WhatsApp's window; then that line was never sent.
            Err(inbox::Refused::WindowClosed) => Ok(()),
            Err(refused) => Err(refused.into()),
        }
    }

    async fn hand_off(
        &self,
        plan: &Plan,
        id: ConversationId,
        moment: &Moment,
        reason: &str,
    ) -> anyhow::Result<()> {
        let customer = plan.customers.get(moment.customer).context("no such customer")?;
        let reason =
            serde_json::from_value(json!(reason)).with_context(|| format!("no such reason: {reason}"))?;
        let card = json!({ "who": customer.name, "language": customer.language });
        self.app
            .db
            .write::<_, StorageError>(move |tx| inbox::hand_off(tx, id, HandOff { reason, card }))
            .await?;
        Ok(())
    }

    /// The labels each conversation bears today.
    async fn finish(&self, plan: &Plan) -> anyhow::Result<()> {
        for (number, customer) in plan.customers.iter().enumerate() {
            let Some(id) = self.conversations.get(&number) else { continue };
            let labels: Vec<&String> =
                customer.labels.iter().filter_map(|name| self.labels.get(name)).collect();
            if !labels.is_empty() {
                self.api.patch(&format!("/conversations/{id}"), json!({ "labels": labels })).await?;
            }
        }
        Ok(())
    }
}

fn person(customer: &Customer) -> Person {
    use crate::practice::meta::Identity;
    let phone = || customer.phone.clone().unwrap_or_default();
    let identity = match customer.identity {
        IdentityShape::Phone => Identity::Phone(phone()),
        IdentityShape::Both => Identity::Both(phone()),
        IdentityShape::UserId => Identity::UserIdOnly,
        IdentityShape::Username => Identity::Username(customer.username.clone().unwrap_or_default()),
    };
    Person::new(&customer.name, identity)
}

fn found(passage: knowledge::Passage) -> (SourceRef, f32) {
    let source = SourceRef {
        source_id: Some(passage.source_id),
        chunk_id: Some(passage.chunk_id),
        title: passage.title,
        passage: passage.passage,
        url: passage.url,
    };
    (source, passage.coverage)
}
