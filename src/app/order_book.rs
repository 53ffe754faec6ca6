//! The order book, joined to what it must not know: the inbox's contacts and baskets, the shop's own profile, web shops.

use std::sync::Arc;

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::web_shops;
use crate::accounts;
use crate::channels;
use crate::clock::Clock;
use crate::config::Config;
use crate::events::Bus;
use crate::extract::Extractor;
use crate::inbox::{self, Alias, AliasKind};
use crate::knowledge::fetch::{FetchFault, Fetcher};
use crate::orders::{self, Ask, Asked, Basket, BasketOf, Customer, Customers, NoAnswer, Orders, Question};
use crate::secrets::Vault;
use crate::storage::Db;
use crate::tasks::Tasks;
use crate::whatsapp::Environment;

/// The order book of this shop.
pub(super) fn open(
    db: &Db,
    clock: &Clock,
    bus: &Bus,
    tasks: &Tasks,
    vault: &Vault,
    config: &Config,
    (fetcher, extractor): (Fetcher, Extractor),
) -> Orders {
    Orders::new(orders::Ground {
        db: db.clone(),
        clock: clock.clone(),
        bus: bus.clone(),
        tasks: tasks.clone(),
        vault: vault.clone(),
        public_url: config.server.public_url.clone(),
        customers: customers(config.practice.plays_the_shop),
        shop_zone: Arc::new(|conn| Ok(accounts::shop(conn)?.time_zone)),
        basket_of: basket_of(),
        ask: ask(fetcher),
        hear_of_catalogue: web_shops::hear_of_catalogue(),
        extractor,
    })
}

/// The inbox's contacts, as the order book finds them. Practice customers count where the practice phone plays the shop.
fn customers(practice_plays_the_shop: bool) -> Customers {
    let worlds: &[Environment] = if practice_plays_the_shop {
        &[Environment::Meta, Environment::Practice]
    } else {
        &[Environment::Meta]
    };
    Customers {
        by_id: Arc::new(|conn, id| {
            Ok(inbox::contact(conn, id)?
                .map(|contact| Customer { id: contact.id, name: contact.shown_name() }))
        }),
        by_phones: Arc::new(move |conn, phones| {
            let alias = |phone: &String, world: &Environment| Alias {
                kind: AliasKind::Phone,
                value: phone.clone(),
                scope: world.as_str().to_owned(),
            };
            let aliases: Vec<Alias> =
                phones.iter().flat_map(|phone| worlds.iter().map(move |world| alias(phone, world))).collect();
            inbox::contacts_of(conn, &aliases)
        }),
        names_of: Arc::new(|conn, id| {
            let contact = inbox::contact(conn, id)?;
            Ok(contact.into_iter().flat_map(|contact| [contact.name, contact.username]).flatten().collect())
        }),
        phones_of: Arc::new(|conn, id| {
            let phones = inbox::aliases(conn, id)?.into_iter().filter(|alias| alias.kind == AliasKind::Phone);
            Ok(phones.map(|alias| alias.value).collect())
        }),
        own_phones: Arc::new(|conn| {
            let mut own = channels::own_addresses(conn)?;
            own.push(accounts::shop(conn)?.phone);
            Ok(own)
        }),
    }
}

/// Asks web shops through the same filter that pages are fetched through.
fn ask(fetcher: Fetcher) -> Ask {
    Arc::new(move |question| {
        let fetcher = fetcher.clone();
        Box::pin(async move {
            let key_refused = NoAnswer { code: "key_refused", may_pass: false };
            let headers = headers(&question).ok_or(key_refused)?;
            let reply =
                fetcher.ask_with(&question.address, headers, question.body).await.map_err(no_answer)?;
            Ok(Asked { status: reply.status, retry_after: reply.retry_after, content: reply.content })
        })
    })
}

fn no_answer(fault: FetchFault) -> NoAnswer {
    NoAnswer { code: fault.code(), may_pass: fault.may_pass() }
}

/// The headers a question goes with; none of a key that no header can hold.
fn headers(question: &Question) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    if let Some((user, password)) = &question.user {
        let both = STANDARD.encode(format!("{user}:{password}"));
        headers.insert(AUTHORIZATION, HeaderValue::try_from(format!("Basic {both}")).ok()?);
    }
    if let Some((name, key)) = &question.header {
        headers.insert(HeaderName::try_from(name).ok()?, HeaderValue::try_from(key).ok()?);
    }
    headers.values_mut().for_each(|value| value.set_sensitive(true));
    if question.body.is_some() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    Some(headers)
}

/// What a customer put together in WhatsApp's catalogue, as the inbox keeps it.
fn basket_of() -> BasketOf {
    Arc::new(|conn, id| {
        let Some(message) = inbox::message(conn, id)? else { return Ok(None) };
        let Some(conversation) = inbox::conversation(conn, message.conversation_id)? else { return Ok(None) };
        let content = message.content.unwrap_or_default();
        Ok(Some(Basket { contact: conversation.contact.id, sent_at: message.at, content }))
    })
}
