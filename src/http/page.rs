//! Lists: keyset pages, never offsets.

use crate::ids::Id;

use super::error::ApiError;

/// Items a page holds when nobody asks for a number.
const DEFAULT_LIMIT: u32 = 30;
/// Items a page holds at most.
const MAX_LIMIT: u32 = 100;

/// One page and the way to the next.
#[derive(Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Give this as `cursor` for the next page; `null` on the last.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Cuts a list read with one item too many; the extra one only tells that there is more.
    pub fn cut<K: std::fmt::Display>(mut items: Vec<T>, limit: u32, key: impl Fn(&T) -> K) -> Self {
        let limit = limit as usize;
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = if more { items.last().map(|last| key(last).to_string()) } else { None };
        Self { items, next_cursor }
    }

    /// A list that always fits.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }
}

/// Which page is wanted.
#[derive(Debug, Default, Clone, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// 1 to 100; 30 when not given.
    #[serde(default, deserialize_with = "page_limit")]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

/// A size of pages that can be: another is refused with words rather than made smaller in silence.
pub fn page_limit<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    use serde::Deserialize as _;
    let asked = Option::<String>::deserialize(from)?;
    let size = |text: String| match text.parse::<u32>() {
        Ok(size) if (1..=MAX_LIMIT).contains(&size) => Ok(size),
        Ok(_) | Err(_) => Err(serde::de::Error::custom(format!("limit: use a number from 1 to {MAX_LIMIT}"))),
    };
    asked.map(size).transpose()
}

impl PageQuery {
    pub fn limit(&self) -> u32 {
        self.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)
    }

    /// The cursor as an id.
    pub fn cursor_id<I: Id + std::str::FromStr>(&self) -> Result<Option<I>, ApiError> {
        self.cursor
            .as_deref()
            .map(|cursor| {
                cursor
                    .parse()
                    .map_err(|_| ApiError::unprocessable("invalid_cursor", "This cursor is not one of ours."))
            })
            .transpose()
    }
}
