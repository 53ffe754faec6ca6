//! `GET|PUT /notifications/settings`: which kinds reach me over which road, and when they may.

use axum::extract::State;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::devices::DeviceView;
use super::of_a_person;
use crate::audit;
use crate::http::{ApiError, Caller, Json};
use crate::ids::PersonId;
use crate::notify::send::{Reach, gather_soon};
use crate::notify::store::{devices, people, settings};
use crate::notify::types::{Channel, Kind, Preferences, Recipient};
use crate::notify::{Notify, TOPIC};
use crate::storage::ReadConn;

/// Longest wait of a bundle, and longest patience, in minutes.
const LONGEST_MINUTES: u16 = 240;
/// Digits of a telephone number (E.164 allows 15).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// How I am reached.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationSettings {
    /// What this browser subscribes to, as `applicationServerKey`.
    push_key: Option<String>,
    devices: Vec<DeviceView>,
    /// Where my mail goes.
    email: String,
    /// A mail server is set.
    email_ready: bool,
    /// WhatsApp is offered to me: owners only.
    whatsapp_offered: bool,
    /// A template is chosen for it.
    whatsapp_ready: bool,
    kinds: Vec<KindView>,
    quiet: Option<QuietHours>,
    /// Mine, when it is not the shop's.
    time_zone: Option<String>,
    shop_time_zone: String,
    urgent_passes: bool,
    bundle_minutes: u16,
    patience_minutes: u16,
    whatsapp_phone: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationKind)]
struct KindView {
    kind: &'static str,
    push: bool,
    email: bool,
    whatsapp: bool,
    /// It waits as long as my patience lasts.
    patient: bool,
}

/// On my own clock, such as from `22:00` to `07:00`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    from: String,
    to: String,
}

/// How I want to be reached.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NotificationChange)]
pub struct Change {
    /// Each at most once. Kinds that are not named stay as they are.
    #[serde(default)]
    kinds: Vec<KindChange>,
    quiet: Option<QuietHours>,
    time_zone: Option<String>,
    urgent_passes: bool,
    /// 0 to 240.
    bundle_minutes: u16,
    /// 0 to 240.
    patience_minutes: u16,
    /// My own, with its country code; owners only.
    whatsapp_phone: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NotificationKindChange)]
struct KindChange {
    kind: String,
    push: bool,
    email: bool,
    whatsapp: bool,
}

/// How I am reached.
#[utoipa::path(get, path = "/notifications/settings", tag = "notifications",
    responses((status = 200, body = NotificationSettings)))]
pub async fn show(
    State(notify): State<Notify>,
    caller: Caller,
) -> Result<Json<NotificationSettings>, ApiError> {
    let me = of_a_person(&caller)?;
    let db = notify.db.clone();
    Ok(Json(db.read::<_, ApiError>(move |conn| view(conn, &notify, me)).await?))
}

/// Changes how I am reached; what waits for me is looked at anew.
#[utoipa::path(put, path = "/notifications/settings", tag = "notifications", request_body = Change,
    responses((status = 200, body = NotificationSettings)))]
pub async fn change(
    State(notify): State<Notify>,
    caller: Caller,
    Json(change): Json<Change>,
) -> Result<Json<NotificationSettings>, ApiError> {
    let me = of_a_person(&caller)?;
    let (preferences, kinds) = change.checked(&notify)?;
    let db = notify.db.clone();
    let view = db
        .write::<_, ApiError>(move |tx| {
            let person = known(tx, &notify, me)?;
            if preferences.whatsapp_phone.is_some() && person.role < crate::actor::Role::Owner {
                return Err(wrong("whatsapp_phone", "WhatsApp reaches owners only."));
            }
            if let Some(phone) = &preferences.whatsapp_phone
                && (notify.outside.is_own_number)(tx, phone)?
            {
                return Err(wrong(
                    "whatsapp_phone",
                    "This is the shop's own number: it cannot write to itself.",
                ));
            }
            people::save(tx, me, &preferences)?;
            for (kind, channel, wanted) in kinds {
                people::choose(tx, me, kind.name, channel, wanted)?;
            }
            audit::record(tx, &caller, "notifications.changed", me, json!({}))?;
            tx.announce(TOPIC, me);
            gather_soon(tx, me)?;
            view(tx, &notify, me)
        })
        .await?;
    Ok(Json(view))
}

fn known(conn: &ReadConn, notify: &Notify, id: PersonId) -> Result<Recipient, ApiError> {
    notify.person(conn, id)?.ok_or_else(|| ApiError::not_found("person"))
}

fn view(conn: &ReadConn, notify: &Notify, me: PersonId) -> Result<NotificationSettings, ApiError> {
    let person = known(conn, notify, me)?;
    let stored = settings::load(conn)?;
    let reach = Reach::of(conn, &person, &stored)?;
    let kind = |kind: &&'static Kind| KindView {
        kind: kind.name,
        push: reach.wants(kind, Channel::Push),
        email: reach.wants(kind, Channel::Email),
        whatsapp: reach.wants(kind, Channel::Whatsapp),
        patient: kind.patient,
    };
    let kinds = notify.outside.kinds.iter().filter(|kind| person.may(kind.permission)).map(kind).collect();
    let devices = devices::of_person(conn, me)?.into_iter().map(DeviceView::from).collect();
    let shop_time_zone = (notify.outside.zone)(conn)?;
    let preferences = reach.preferences;
    Ok(NotificationSettings {
        push_key: stored.push_public_key,
        devices,
        email: person.email,
        email_ready: stored.mail.is_some(),
        whatsapp_offered: person.role == crate::actor::Role::Owner,
        whatsapp_ready: stored.template.is_some(),
        kinds,
        quiet: preferences.quiet.map(|(from, to)| QuietHours { from: shown(from), to: shown(to) }),
        time_zone: preferences.time_zone,
        shop_time_zone,
        urgent_passes: preferences.urgent_passes,
        bundle_minutes: preferences.bundle_minutes,
        patience_minutes: preferences.patience_minutes,
        whatsapp_phone: preferences.whatsapp_phone,
    })
}

type Chosen = Vec<(&'static Kind, Channel, bool)>;

impl Change {
    /// What is to be kept, or everything that is wrong with it.
    fn checked(self, notify: &Notify) -> Result<(Preferences, Chosen), ApiError> {
        let quiet = self.quiet.as_ref().map(minutes).transpose()?;
        let time_zone = self.time_zone.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        if time_zone.as_ref().is_some_and(|name| TimeZone::get(name).is_err()) {
            return Err(wrong("time_zone", "Use a time zone name such as Europe/Rome."));
        }
        for (field, value) in
            [("bundle_minutes", self.bundle_minutes), ("patience_minutes", self.patience_minutes)]
        {
            if value > LONGEST_MINUTES {
                return Err(wrong(field, "Between 0 and 240 minutes."));
            }
        }
        let whatsapp_phone = self.whatsapp_phone.filter(|phone| !phone.trim().is_empty());
        let whatsapp_phone = whatsapp_phone.map(|phone| digits(&phone)).transpose()?;
        let mut chosen: Chosen = Vec::new();
        for (at, one) in self.kinds.into_iter().enumerate() {
            let refused = |words: &str| wrong(&format!("kinds.{at}.kind"), words);
            let kind = notify.kind(&one.kind).ok_or_else(|| refused("There is no such kind of notice."))?;
            if chosen.iter().any(|(before, ..)| before.name == kind.name) {
                return Err(refused("Each kind once: which of the two counts?"));
            }
            chosen.push((kind, Channel::Push, one.push));
            chosen.push((kind, Channel::Email, one.email));
            chosen.push((kind, Channel::Whatsapp, one.whatsapp));
        }
        let preferences = Preferences {
            quiet,
            time_zone,
            urgent_passes: self.urgent_passes,
            bundle_minutes: self.bundle_minutes,
            patience_minutes: self.patience_minutes,
            whatsapp_phone,
        };
        Ok((preferences, chosen))
    }
}

fn wrong(field: &str, words: &str) -> ApiError {
    ApiError::unprocessable("invalid_settings", "This cannot be kept like that.").field(field, words)
}

fn minutes(quiet: &QuietHours) -> Result<(u16, u16), ApiError> {
    let read = |field, text: &str| {
        let time =
            Time::strptime("%H:%M", text.trim()).map_err(|_| wrong(field, "A time of day such as 22:00."))?;
        Ok::<_, ApiError>(
            u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs()),
        )
    };
    let both = (read("quiet.from", &quiet.from)?, read("quiet.to", &quiet.to)?);
    if both.0 == both.1 {
        return Err(wrong("quiet.to", "Another time than the beginning."));
    }
    Ok(both)
}

fn shown(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A number as the channel wants it: digits with the country code in front.
fn digits(phone: &str) -> Result<String, ApiError> {
    let refused = || wrong("whatsapp_phone", "A number with its country code, such as +39 320 1234567.");
    let phone = phone.trim();
    let rest = phone.strip_prefix('+').or_else(|| phone.strip_prefix("00")).ok_or_else(refused)?;
    let is_between = |letter: char| " -./()\u{a0}".contains(letter);
    if !rest.chars().all(|letter| letter.is_ascii_digit() || is_between(letter)) {
        return Err(refused());
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let fits = PHONE_DIGITS.contains(&digits.len()) && !digits.starts_with('0');
    fits.then_some(digits).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_numbers_as_people_type_them() {
        let quiet = |from: &str, to: &str| minutes(&QuietHours { from: from.into(), to: to.into() });
        assert_eq!(quiet("22:00", " 7:05 ").unwrap(), (1320, 425));
        for (from, to) in
            [("22:00", "22:00"), ("24:00", "07:00"), ("", "07:00"), ("22", "7"), ("22:60", "07:00")]
        {
            assert!(quiet(from, to).is_err(), "{from}-{to}");
        }
        assert_eq!(digits("+39 320 123-4567").unwrap(), "393201234567");
        assert_eq!(digits("0039 (320) 1234567").unwrap(), "393201234567");
        for wrong in ["320 1234567", "+", "+0 320 1234567", "+39 320 x", "+391", "+3932012345678901234"] {
            assert!(digits(wrong).is_err(), "{wrong}");
        }
        assert_eq!(shown(425), "07:05");
    }
}
