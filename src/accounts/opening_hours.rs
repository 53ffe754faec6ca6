//! What the shop says about itself, and the hours it is open.

use super::special_days::SpecialDays;
use super::time_of_day::TimeOfDay;

/// Everything the shop says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Shop {
    pub name: String,
    /// A BCP 47 tag such as `it` or `pt-BR`.
    pub language: String,
    /// An IANA name such as `Europe/Rome`.
    pub time_zone: String,
    pub address: String,
    pub phone: String,
    pub website: String,
    pub email: String,
    pub hours: Vec<OpeningHours>,
    /// Holidays and days with other hours, in their order; no two share a day.
    pub special_days: Vec<SpecialDays>,
    /// How the assistant should behave, in the owner's words.
    pub rules: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greeting: Option<String>,
}

/// One stretch of opening on some days of the week.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningHours {
    /// 1 is Monday, 7 is Sunday.
    pub days: Vec<u8>,
    /// `09:00`
    pub opens: TimeOfDay,
    /// `18:00`; earlier than `opens` means the next morning.
    pub closes: TimeOfDay,
}
