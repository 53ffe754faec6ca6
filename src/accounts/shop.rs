//! The shop's profile: what it is called, where it is, when it is open, how it wants to be spoken for.
//!
//! Replies use these as business facts, so every field is checked before it is kept. Never guesses a value.

use super::error::AccountError;
use super::field::text;
use super::opening_hours::{OpeningHours, Shop};
use super::special_days::{self, SpecialDays};
use super::store;
use crate::events::Topic;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Limits of the profile, in characters; of hours, in entries.
const LONGEST_NAME: usize = 100;
const LONGEST_LINE: usize = 200;
const LONGEST_ADDRESS: usize = 500;
const LONGEST_RULES: usize = 4_000;
const LONGEST_GREETING: usize = 1_000;
const LONGEST_LANGUAGE: usize = 16;
const MOST_HOURS: usize = 28;

/// Changes to the profile; what is absent stays.
#[derive(Debug, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShopChanges {
    pub name: Option<String>,
    pub language: Option<String>,
    pub time_zone: Option<String>,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub website: Option<String>,
    pub email: Option<String>,
    pub hours: Option<Vec<OpeningHours>>,
    pub special_days: Option<Vec<SpecialDays>>,
    pub rules: Option<String>,
    /// An empty text takes the greeting away.
    pub greeting: Option<String>,
}

/// The profile as it stands; empty fields before first run.
pub fn shop(conn: &ReadConn) -> Result<Shop, StorageError> {
    store::shop::load(conn)
}

/// Checks and keeps the changes.
pub(super) fn change(tx: &WriteTx, changes: ShopChanges) -> Result<Shop, AccountError> {
    let mut shop = store::shop::load(tx)?;
    shop.take(changes)?;
    store::shop::save(tx, &shop)?;
    tx.announce(Topic::Settings, "shop");
    Ok(shop)
}

impl Shop {
    /// Takes the changes over, or refuses the first that cannot be.
    fn take(&mut self, changes: ShopChanges) -> Result<(), AccountError> {
        let ShopChanges {
            name,
            language,
            time_zone,
            address,
            phone,
            website,
            email,
            hours,
            special_days,
            rules,
            greeting,
        } = changes;
        if let Some(name) = name {
            self.name = checked_name(&name)?;
        }
        if let Some(language) = language {
            self.language = checked_language("language", &language)?;
        }
        if let Some(time_zone) = time_zone {
            self.time_zone = checked_time_zone(&time_zone)?;
        }
        if let Some(website) = website {
            self.website = checked_website(&website)?;
        }
        if let Some(hours) = hours {
            self.hours = checked_hours(hours)?;
        }
        if let Some(days) = special_days {
            self.special_days = special_days::checked(days)?;
        }
        if let Some(greeting) = greeting {
            self.greeting =
                Some(text("greeting", &greeting, LONGEST_GREETING)?).filter(|text| !text.is_empty());
        }
        take_text(&mut self.address, "address", address, LONGEST_ADDRESS)?;
        take_text(&mut self.phone, "phone", phone, LONGEST_LINE)?;
        take_text(&mut self.email, "email", email, LONGEST_LINE)?;
        take_text(&mut self.rules, "rules", rules, LONGEST_RULES)
    }
}

fn take_text(
    kept: &mut String,
    field: &'static str,
    new: Option<String>,
    longest: usize,
) -> Result<(), AccountError> {
    if let Some(new) = new {
        *kept = text(field, &new, longest)?;
    }
    Ok(())
}

/// A name the shop can have.
pub(super) fn checked_name(name: &str) -> Result<String, AccountError> {
    let name = text("name", name, LONGEST_NAME)?;
    if name.is_empty() { Err(AccountError::invalid("name", "Give the shop a name.")) } else { Ok(name) }
}

/// A language tag in its usual shape; whether the screens speak it is theirs to say.
pub(super) fn checked_language(field: &'static str, language: &str) -> Result<String, AccountError> {
    let shape =
        |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let letters_first = language.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    if letters_first && language.len() <= LONGEST_LANGUAGE && language.split('-').all(shape) {
        Ok(language.to_owned())
    } else {
        Err(AccountError::invalid(field, "Use a language tag such as en, it or pt-BR."))
    }
}

fn checked_time_zone(name: &str) -> Result<String, AccountError> {
    match jiff::tz::TimeZone::get(name) {
        Ok(zone) => Ok(zone.iana_name().unwrap_or(name).to_owned()),
        Err(_) => Err(AccountError::invalid("time_zone", "Use a time zone name such as Europe/Rome.")),
    }
}

fn checked_website(website: &str) -> Result<String, AccountError> {
    let website = text("website", website, LONGEST_LINE)?;
    if website.is_empty() {
        return Ok(website);
    }
    let with_scheme = if website.contains("://") { website } else { format!("https://{website}") };
    match url::Url::parse(&with_scheme) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(with_scheme),
        Ok(_) | Err(_) => {
            Err(AccountError::invalid("website", "Use a web address such as https://example.com."))
        }
    }
}

fn checked_hours(mut hours: Vec<OpeningHours>) -> Result<Vec<OpeningHours>, AccountError> {
    let refuse = |words: &str| Err(AccountError::invalid("hours", words));
    if hours.len() > MOST_HOURS {
        return refuse("These are too many stretches of opening hours.");
    }
    for stretch in &mut hours {
        stretch.days.sort_unstable();
        stretch.days.dedup();
        if stretch.days.is_empty() || stretch.days.iter().any(|day| !(1..=7).contains(day)) {
            return refuse("Days are 1 for Monday to 7 for Sunday.");
        }
        if stretch.opens == stretch.closes || stretch.opens.minutes() == 24 * 60 {
            return refuse("Opening and closing time must differ.");
        }
    }
    Ok(hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(json: serde_json::Value) -> Result<Shop, AccountError> {
        let changes =
            serde_json::from_value(json).map_err(|_| AccountError::invalid("json", "unreadable"))?;
        let mut shop = Shop { name: "Macelleria Verdi".to_owned(), ..Shop::default() };
        shop.take(changes).map(|()| shop)
    }

    #[test]
    fn what_is_absent_stays() {
        let shop =
            take(serde_json::json!({ "time_zone": "Europe/Rome", "website": "verdi.example" })).unwrap();
        assert_eq!(shop.name, "Macelleria Verdi");
        assert_eq!(shop.time_zone, "Europe/Rome");
        assert_eq!(shop.website, "https://verdi.example");
    }

    #[test]
    fn hours_are_checked_and_may_pass_midnight() {
        let shop = take(
            serde_json::json!({ "hours": [{ "days": [6, 5, 6], "opens": "18:00", "closes": "02:00" }] }),
        );
        assert_eq!(shop.unwrap().hours[0].days, [5, 6]);
        for wrong in [
            serde_json::json!({ "days": [0], "opens": "09:00", "closes": "18:00" }),
            serde_json::json!({ "days": [], "opens": "09:00", "closes": "18:00" }),
            serde_json::json!({ "days": [1], "opens": "09:00", "closes": "09:00" }),
            serde_json::json!({ "days": [1], "opens": "9:00", "closes": "18:00" }),
            serde_json::json!({ "days": [1], "opens": "09:60", "closes": "18:00" }),
            serde_json::json!({ "days": [1], "opens": "09:00", "closes": "24:01" }),
        ] {
            assert!(take(serde_json::json!({ "hours": [wrong] })).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused_by_field() {
        for (field, json) in [
            ("name", serde_json::json!({ "name": "  " })),
            ("language", serde_json::json!({ "language": "italiano, credo" })),
            ("time_zone", serde_json::json!({ "time_zone": "Europe/Atlantis" })),
            ("website", serde_json::json!({ "website": "javascript://alert" })),
            ("rules", serde_json::json!({ "rules": "x".repeat(4_001) })),
        ] {
            match take(json) {
                Err(AccountError::Invalid { field: refused, .. }) => assert_eq!(refused, field),
                other => panic!("{field}: {other:?}"),
            }
        }
    }
}
