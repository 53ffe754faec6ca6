//! Currencies by their ISO 4217 codes, with the digits each has after the point. Never a symbol: `$` is twenty currencies.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// Codes and digits after the point (ISO 4217, list one of 2026, and those withdrawn since 2018, for orders of then).
static DIGITS: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let lines = include_str!("currencies.txt").lines();
    lines
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(code, digits)| Some((code, digits.parse().ok()?)))
        .collect()
});

/// One of the world's currencies.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency {
    code: &'static str,
    digits: u32,
}

/// Why a text is not a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a currency: expected a code of ISO 4217, such as EUR")]
pub struct NotACurrency;

impl Currency {
    pub const fn as_str(&self) -> &'static str {
        self.code
    }

    /// Digits its amounts usually have after the point.
    pub const fn digits(self) -> u32 {
        self.digits
    }
}

impl FromStr for Currency {
    type Err = NotACurrency;
    /// Reads `EUR` and `eur`.
    fn from_str(text: &str) -> Result<Self, NotACurrency> {
        let known = DIGITS.get_key_value(text.trim().to_ascii_uppercase().as_str());
        known.map(|(code, digits)| Self { code, digits: *digits }).ok_or(NotACurrency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl serde::Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl rusqlite::types::ToSql for Currency {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(self.as_str().into())
    }
}

impl rusqlite::types::FromSql for Currency {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        value.as_str()?.parse().map_err(rusqlite::types::FromSqlError::other)
    }
}
