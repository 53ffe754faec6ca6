//! Closed lists of words: an enum with one spelling for SQL, JSON and the API, matched without a catch-all.
//!
//! Knows no list itself: each room names its own with [`words!`].

/// A stored or sent word that is not on its list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not one of the words known for {list}")]
pub struct UnknownWord {
    pub word: String,
    pub list: &'static str,
}

/// `Name { Variant = "word", … }`, or `Name as NameInTheApi { … }` where another room describes a `Name` too.
///
/// A word is a `tt`, because the API's description only sees words that are plain literals.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident $(as $schema:ident)? { $($(#[$word_doc:meta])* $variant:ident = $word:tt),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        $(#[schema(as = $schema)])?
        pub enum $name { $($(#[$word_doc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { out.write_str(self.as_str()) }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::words::UnknownWord;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
                    .ok_or_else(|| $crate::words::UnknownWord { word: word.to_owned(), list: stringify!($name) })
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> { Ok(self.as_str().into()) }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                value.as_str()?.parse().map_err(rusqlite::types::FromSqlError::other)
            }
        }
    )+};
}

pub(crate) use words;
