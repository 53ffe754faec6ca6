//! `POST /notifications/devices` and `DELETE /notifications/devices/{id}`: the browsers that may be pushed to.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;
use utoipa::ToSchema;

use super::of_a_person;
use crate::audit;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::DeviceId;
use crate::notify::push::subscription::Subscription;
use crate::notify::store::devices;
use crate::notify::types::Device;
use crate::notify::{Notify, TOPIC};

/// Characters of a device's name.
const LONGEST_NAME: usize = 60;

/// A browser that may be pushed to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationDevice)]
pub struct DeviceView {
    id: DeviceId,
    name: String,
    /// The push service it is reached by, such as `fcm.googleapis.com`.
    service: String,
    /// What a browser compares with its own subscription.
    endpoint: String,
    created_at: Timestamp,
    reached_at: Option<Timestamp>,
    /// Why the last push did not arrive, as a stable word.
    fault: Option<String>,
}

impl From<Device> for DeviceView {
    fn from(device: Device) -> Self {
        let host = Url::parse(&device.endpoint).ok().and_then(|url| url.host_str().map(str::to_owned));
        Self {
            id: device.id,
            name: device.name,
            service: host.unwrap_or_default(),
            endpoint: device.endpoint,
            created_at: device.created_at,
            reached_at: device.reached_at,
            fault: device.fault,
        }
    }
}

/// A browser's subscription.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewNotificationDevice)]
pub struct NewDevice {
    /// Such as `Chrome on Android`.
    name: String,
    subscription: Subscription,
}

/// This browser may be pushed to. The same one again is the same device; where there are too many, one not reached goes.
#[utoipa::path(post, path = "/notifications/devices", tag = "notifications", request_body = NewDevice,
    responses((status = 201, body = DeviceView), (status = 409, description = "There are too many, and all of them ring")))]
pub async fn add(
    State(notify): State<Notify>,
    caller: Caller,
    Json(new): Json<NewDevice>,
) -> Result<(StatusCode, Json<DeviceView>), ApiError> {
    let me = of_a_person(&caller)?;
    let refused = |field: &str| {
        ApiError::unprocessable("invalid_settings", "This browser's subscription cannot be used.")
            .field(&format!("subscription.{field}"), "Not as the Push API gives it.")
    };
    let checked = new.subscription.check().map_err(refused)?;
    let endpoint: Url = checked.endpoint.parse().map_err(|_| refused("endpoint"))?;
    if !notify.services.permits(&endpoint) {
        return Err(refused("endpoint"));
    }
    let name: String = new.name.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
    let device = notify
        .db
        .write::<_, ApiError>(move |tx| {
            let id = devices::keep(tx, me, name.trim(), &checked)?.ok_or_else(too_many)?;
            audit::record(tx, &caller, "notifications.device_added", id, json!({}))?;
            tx.announce(TOPIC, id);
            devices::find(tx, id)?.ok_or_else(|| ApiError::not_found("device"))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(device.into())))
}

fn too_many() -> ApiError {
    ApiError::conflict("too_many_devices", "There are as many devices as one person may have.")
        .param("most", devices::MOST_DEVICES)
        .hint("Remove one that is no longer used first.")
}

/// This browser is pushed to no more.
#[utoipa::path(delete, path = "/notifications/devices/{id}", tag = "notifications", params(("id" = DeviceId, Path)),
    responses((status = 204)))]
pub async fn remove(
    State(notify): State<Notify>,
    caller: Caller,
    Path(id): Path<DeviceId>,
) -> Result<StatusCode, ApiError> {
    let me = of_a_person(&caller)?;
    notify
        .db
        .write::<_, ApiError>(move |tx| {
            let device = devices::find(tx, id)?.filter(|device| device.person == me);
            device.ok_or_else(|| ApiError::not_found("device"))?;
            devices::delete(tx, id)?;
            audit::record(tx, &caller, "notifications.device_removed", id, json!({}))?;
            tx.announce(TOPIC, id);
            Ok(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
