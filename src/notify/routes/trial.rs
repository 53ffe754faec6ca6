//! `POST /notifications/test`: rings once, now, over one road, and says in words what went wrong.

use std::time::Duration;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::of_a_person;
use crate::http::{ApiError, Caller, Json};
use crate::ids::{DeviceId, NoticeMessageId, PersonId};
use crate::notify::Notify;
use crate::notify::push::service::PushFault;
use crate::notify::render::{self, Rendered};
use crate::notify::store::{devices, settings};
use crate::notify::types::{Channel, Device, Recipient, Urgency};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Between two tries of one person: a mail server counts them.
const PAUSE: Duration = Duration::from_secs(2);

/// What to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NotificationTrial)]
pub struct Trial {
    channel: Channel,
    /// One device; all of mine without it.
    device_id: Option<DeviceId>,
}

/// How it went.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationTrialOutcome)]
pub struct Outcome {
    /// What went wrong, as a stable word; none when it was taken.
    fault: Option<String>,
    /// The other side's own words about it.
    said: Option<String>,
}

/// Rings once, now.
#[utoipa::path(post, path = "/notifications/test", tag = "notifications", request_body = Trial,
    responses((status = 200, body = Outcome)))]
pub async fn try_it(
    State(notify): State<Notify>,
    caller: Caller,
    Json(trial): Json<Trial>,
) -> Result<Json<Outcome>, ApiError> {
    let me = of_a_person(&caller)?;
    let room = notify.clone();
    let find = move |conn: &ReadConn| {
        let person = room.person(conn, me)?.ok_or_else(|| ApiError::not_found("person"))?;
        let mine = devices::of_person(conn, me)?;
        let wanted =
            mine.into_iter().filter(|device| trial.device_id.is_none_or(|id| id == device.id)).collect();
        Ok::<(Recipient, Vec<Device>), ApiError>((person, wanted))
    };
    let (person, wanted) = notify.db.read(find).await?;
    notify.too_soon(me)?;
    let outcome = match trial.channel {
        Channel::Push => notify.try_push(&person, wanted).await?,
        Channel::Email => notify.try_mail(&person).await?,
        Channel::Whatsapp => {
            return Err(ApiError::unprocessable(
                "invalid_request",
                "Over WhatsApp a test costs a message: use push or e-mail here.",
            ));
        }
    };
    Ok(Json(outcome))
}

impl Notify {
    fn too_soon(&self, person: PersonId) -> Result<(), ApiError> {
        let now = self.clock.ticks();
        let mut tried = self.tried.lock();
        let before = tried.insert(person, now);
        tried.retain(|_, at| now.saturating_sub(*at) < PAUSE);
        match before {
            Some(before) if now.saturating_sub(before) < PAUSE => Err(ApiError::new(
                axum::http::StatusCode::TOO_MANY_REQUESTS,
                "busy",
                "Wait a moment before the next try.",
            )
            .retry_after(PAUSE.as_secs())),
            Some(_) | None => Ok(()),
        }
    }

    async fn try_push(&self, person: &Recipient, wanted: Vec<Device>) -> Result<Outcome, ApiError> {
        if wanted.is_empty() {
            return Err(ApiError::not_found("device"));
        }
        let stored = self.db.read::<_, StorageError>(settings::load).await?;
        let rendered = words(person)?;
        let mut last = None;
        for device in wanted {
            let fault = self.push_to(&device, &stored, &rendered, &person.language).await.err();
            let keep = move |tx: &WriteTx| match fault {
                Some(PushFault::Gone) => devices::delete(tx, device.id).map(drop),
                other => devices::told(tx, device.id, other.map_or(Ok(()), |fault| Err(fault.code()))),
            };
            self.db.write(keep).await?;
            last = last.or(fault);
        }
        let said = match last {
            Some(PushFault::Refused(status) | PushFault::Busy(status, _)) => Some(status.to_string()),
            Some(PushFault::Gone | PushFault::PrivateAddress | PushFault::Unreachable) | None => None,
        };
        Ok(Outcome { fault: last.map(|fault| fault.code().to_owned()), said })
    }

    pub(super) async fn try_mail(&self, person: &Recipient) -> Result<Outcome, ApiError> {
        let stored = self.db.read::<_, StorageError>(settings::load).await?;
        if stored.mail.is_none() {
            return Ok(Outcome { fault: Some("mail_not_set".to_owned()), said: None });
        }
        let id = self.db.write(|tx| Ok::<NoticeMessageId, StorageError>(tx.new_id())).await?;
        let fault = self.mail(&stored, person, &words(person)?, (id, self.clock.now())).await.err();
        Ok(match fault {
            None => Outcome { fault: None, said: None },
            Some(fault) => Outcome {
                fault: Some(fault.code.as_str().to_owned()),
                said: Some(fault.said).filter(|said| !said.is_empty()),
            },
        })
    }
}

fn words(person: &Recipient) -> Result<Rendered, ApiError> {
    let fixed =
        render::fixed(&person.language).ok_or_else(|| ApiError::internal("the fixed words are missing"))?;
    Ok(Rendered {
        title: fixed.test_title.clone(),
        body: fixed.test_body.clone(),
        long: fixed.test_body.clone(),
        link: "/settings/notifications".to_owned(),
        tag: "test".to_owned(),
        urgency: Urgency::High,
    })
}
