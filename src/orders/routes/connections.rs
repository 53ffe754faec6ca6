//! Web shops that tell of their orders: connected, listed, let go.

use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::catalogue_view::CatalogueView;
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Page, Path};
use crate::ids::ShopId;
use crate::jobs;
use crate::orders::Orders;
use crate::orders::shops::{PullHistory, key_place, secret_place, switch_off};
use crate::orders::store::products as catalogues;
use crate::orders::store::shops::{self as store, Shop};
use crate::orders::types::{HistoryState, ShopKind};
use crate::secrets::Sealed;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Characters of a name and of a secret.
const NAME_LIMIT: usize = 100;
const SECRET_LIMIT: usize = 500;
/// Characters below which a secret can be guessed.
const SHORTEST_SECRET: usize = 16;
/// Bytes of a secret we make.
const SECRET_BYTES: usize = 32;
/// Web shops a shop may connect.
const MOST_SHOPS: usize = 20;

pub(super) fn routes() -> OpenApiRouter<Orders> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(delete)).routes(routes!(history))
}

/// A web shop that tells of its orders.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrdersConnection)]
pub(super) struct ConnectionView {
    id: ShopId,
    kind: ShopKind,
    name: String,
    /// Where the shop sends its webhooks; nothing while the program has no public address.
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<String>,
    /// What signs them. Shown once, and only when it was made here.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    /// It must be given again: what sealed it is lost.
    secret_lost: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_told_at: Option<Timestamp>,
    /// Webhooks with a wrong signature since the last right one.
    refused: i64,
    /// What it told and could not be read.
    failed: i64,
    history: HistoryView,
    /// What it sells, where the assistant is to know that.
    #[serde(skip_serializing_if = "Option::is_none")]
    products: Option<CatalogueView>,
    created_at: Timestamp,
}

/// The orders it had before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrdersHistory)]
struct HistoryView {
    state: HistoryState,
    /// Why it ended before its end: `key_refused`, `key_lost`, `no_such_shop`, `private_address`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Where they are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// Orders that came so far.
    orders: i64,
}

impl ConnectionView {
    pub(super) fn of(
        orders: &Orders,
        conn: &ReadConn,
        shop: Shop,
        secret: Option<String>,
    ) -> Result<Self, StorageError> {
        let products = catalogues::find(conn, shop.id)?.map(CatalogueView::from);
        let path = format!("/webhooks/{}/{}", shop.kind, shop.id);
        let callback_url = orders.public_url.as_ref().and_then(|url| url.join(&path).ok()).map(String::from);
        Ok(Self {
            id: shop.id,
            kind: shop.kind,
            name: shop.name,
            callback_url,
            secret,
            secret_lost: shop.secret.is_none(),
            last_told_at: shop.last_told_at,
            refused: shop.refused,
            failed: shop.failed,
            history: HistoryView {
                state: shop.history.state,
                reason: shop.history.reason,
                address: shop.history.address,
                orders: shop.history.pulled,
            },
            products,
            created_at: shop.created_at,
        })
    }
}

/// Web shops that tell of their orders.
#[utoipa::path(get, path = "/orders/connections", tag = "orders", responses((status = 200, body = Page<ConnectionView>)))]
async fn list(State(orders): State<Orders>, caller: Caller) -> Result<Json<Page<ConnectionView>>, ApiError> {
    caller.require(Permission::ManageConnection)?;
    let db = orders.db.clone();
    let shops = db.read::<_, ApiError>(move |conn| {
        let shops = store::all(conn)?.into_iter();
        Ok(shops.map(|shop| ConnectionView::of(&orders, conn, shop, None)).collect::<Result<_, _>>()?)
    });
    Ok(Json(Page::whole(shops.await?)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewOrdersConnection {
    kind: ShopKind,
    name: String,
    /// What signs the webhooks: Shopify shows it beside them. For WooCommerce one is made when none is given.
    secret: Option<String>,
}

/// Connects a web shop: it gets an address of its own to tell its orders to.
#[utoipa::path(post, path = "/orders/connections", tag = "orders", request_body = NewOrdersConnection,
    responses((status = 201, body = ConnectionView)))]
async fn create(
    State(orders): State<Orders>,
    caller: Caller,
    Json(new): Json<NewOrdersConnection>,
) -> Result<(StatusCode, Json<ConnectionView>), ApiError> {
    caller.require(Permission::ManageConnection)?;
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_LIMIT {
        return Err(invalid("name", "Write a name."));
    }
    let given = new.secret.map(|secret| secret.trim().to_owned()).filter(|secret| !secret.is_empty());
    let made = match (&given, new.kind) {
        (Some(secret), _) if !(SHORTEST_SECRET..=SECRET_LIMIT).contains(&secret.len()) => {
            return Err(invalid("secret", "Use at least 16 characters."));
        }
        (Some(_), _) => None,
        (None, ShopKind::Woocommerce) => Some(random_secret()?),
        (None, ShopKind::Shopify) => return Err(invalid("secret", "Shopify shows it beside the webhooks.")),
    };
    let secret = given.or_else(|| made.clone()).unwrap_or_default();
    let db = orders.db.clone();
    let view = db
        .write::<_, ApiError>(move |tx| {
            if store::all(tx)?.len() >= MOST_SHOPS {
                return Err(ApiError::conflict("too_many", "There are too many already."));
            }
            let id: ShopId = tx.new_id();
            let sealed = orders.vault.seal(&secret_place(id), &secret).map_err(ApiError::internal)?;
            store::insert(tx, id, new.kind, &name, &sealed)?;
            audit::record(
                tx,
                &caller,
                "orders_connection.created",
                id,
                json!({ "kind": new.kind, "name": name }),
            )?;
            tx.announce(Topic::Connection, id);
            let shop = store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("connection"))?;
            Ok(ConnectionView::of(&orders, tx, shop, made)?)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Lets a web shop go: what it tells from now on is refused, and what it sells is not known any more. Its orders stay.
#[utoipa::path(delete, path = "/orders/connections/{id}", tag = "orders", params(("id" = ShopId, Path)),
    responses((status = 204)))]
async fn delete(
    State(orders): State<Orders>,
    caller: Caller,
    Path(id): Path<ShopId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageConnection)?;
    let db = orders.db.clone();
    db.write::<_, ApiError>(move |tx| {
        let shop = store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("connection"))?;
        switch_off(&orders, tx, id)?;
        store::delete(tx, id)?;
        audit::record(tx, &caller, "orders_connection.deleted", id, json!({ "name": shop.name }))?;
        tx.announce(Topic::Connection, id);
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How to ask a shop for the orders it had before.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HistoryWanted {
    /// The shop's own, such as `https://shop.example`.
    address: String,
    /// WooCommerce: the consumer key. Shopify: the access token.
    key: String,
    /// WooCommerce only: the consumer secret.
    key_secret: Option<String>,
}

/// Asks a web shop for the orders it had before it was connected, page by page; the key is forgotten when all are there.
#[utoipa::path(post, path = "/orders/connections/{id}/history", tag = "orders", params(("id" = ShopId, Path)),
    request_body = HistoryWanted, responses((status = 202, body = ConnectionView)))]
async fn history(
    State(orders): State<Orders>,
    caller: Caller,
    Path(id): Path<ShopId>,
    Json(wanted): Json<HistoryWanted>,
) -> Result<(StatusCode, Json<ConnectionView>), ApiError> {
    caller.require(Permission::ManageConnection)?;
    let HistoryWanted { address, key, key_secret } = wanted;
    let access = Access { address, key, key_secret, place: key_place };
    access
        .given(orders, caller, id, "orders_connection.history", |_, tx, shop, address, key| {
            store::begin_history(tx, shop.id, address, key)?;
            jobs::enqueue(tx, &PullHistory { shop_id: shop.id }).map(drop)
        })
        .await
}

/// How a shop is asked, as somebody typed it, and where its key is sealed.
pub(super) struct Access {
    pub address: String,
    pub key: String,
    pub key_secret: Option<String>,
    pub place: fn(ShopId) -> String,
}

impl Access {
    /// From now on the shop is asked in this way, for what begins with it.
    pub(super) async fn given(
        self,
        orders: Orders,
        caller: Caller,
        id: ShopId,
        deed: &'static str,
        begin: impl FnOnce(&Orders, &WriteTx, &Shop, &str, &Sealed) -> Result<(), StorageError> + Send + 'static,
    ) -> Result<(StatusCode, Json<ConnectionView>), ApiError> {
        let db = orders.db.clone();
        let view = db
            .write::<_, ApiError>(move |tx| {
                let shop = store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("connection"))?;
                let address = address_of(&self.address)?;
                let key = key_of(shop.kind, &self.key, self.key_secret.as_deref())?;
                let sealed = orders.vault.seal(&(self.place)(id), &key).map_err(ApiError::internal)?;
                begin(&orders, tx, &shop, &address, &sealed)?;
                audit::record(tx, &caller, deed, id, json!({ "address": address }))?;
                tx.announce(Topic::Connection, id);
                let shop = store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("connection"))?;
                Ok(ConnectionView::of(&orders, tx, shop, None)?)
            })
            .await?;
        Ok((StatusCode::ACCEPTED, Json(view)))
    }
}

/// A web address without anything behind its folder.
fn address_of(typed: &str) -> Result<String, ApiError> {
    let typed = typed.trim();
    let complete = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let wrong = || invalid("address", "Write it as https://shop.example.");
    let mut url = url::Url::parse(&complete).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() || !url.username().is_empty() {
        return Err(wrong());
    }
    url.set_query(None);
    url.set_fragment(None);
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn key_of(kind: ShopKind, key: &str, key_secret: Option<&str>) -> Result<String, ApiError> {
    let plain = |field: &str, text: &str| {
        let text = text.trim().to_owned();
        let fits =
            (1..=SECRET_LIMIT).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(text) } else { Err(invalid(field, "Copy it whole, without blanks.")) }
    };
    let key = plain("key", key)?;
    match kind {
        ShopKind::Shopify => Ok(key),
        ShopKind::Woocommerce => {
            let secret = plain("key_secret", key_secret.unwrap_or_default())?;
            Ok(format!("{key}:{secret}"))
        }
    }
}

fn random_secret() -> Result<String, ApiError> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes).map_err(ApiError::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn invalid(field: &str, words: &str) -> ApiError {
    ApiError::unprocessable("invalid_value", "This value cannot be used.").field(field, words)
}
