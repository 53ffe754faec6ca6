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
pub struct Currency([u8; 3]);

/// Why a text is not a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a currency: expected a code of ISO 4217, such as EUR")]
pub struct NotACurrency;

impl Currency {
    pub fn as_str(&self) -> &str {
        // Only letters of ASCII are ever kept.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits its amounts usually have after the point.
    pub fn digits(self) -> u32 {
        DIGITS.get(self.as_str()).copied().unwrap_or(2)
    }
}

impl FromStr for Currency {
    type Err = NotACurrency;
    /// Reads `EUR` and `eur`.
    fn from_str(text: &str) -> Result<Self, NotACurrency> {
        let code = text.trim().to_ascii_uppercase();
        let letters: [u8; 3] = code.as_bytes().try_into().map_err(|_| NotACurrency)?;
        if DIGITS.contains_key(code.as_str()) { Ok(Self(letters)) } else { Err(NotACurrency) }
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
