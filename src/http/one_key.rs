//! JSON in which no object says the same key twice.
//!
//! Readers differ in which of the two they believe, so a check and its use could read two different things.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Objects and lists inside one another, as serde_json allows.
const DEEPEST: u32 = 128;

/// Whether some object has a key twice. What is no JSON is not judged: whoever reads it says so.
pub(super) fn has_a_key_twice(bytes: &[u8]) -> bool {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Once { left: DEEPEST }.deserialize(&mut reader);
    read.is_err_and(|error| error.to_string().starts_with(TWICE))
}

const TWICE: &str = "a key stands twice";

/// Reads anything and keeps nothing of it but the keys of open objects.
#[derive(Clone, Copy)]
struct Once {
    left: u32,
}

impl Once {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        self.left.checked_sub(1).map(|left| Self { left }).ok_or_else(|| E::custom("too deep"))
    }
}

impl<'de> DeserializeSeed<'de> for Once {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let deeper = self.deeper()?;
        while items.next_element_seed(deeper)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let deeper = self.deeper()?;
        let mut keys = HashSet::new();
        while let Some(key) = fields.next_key::<String>()? {
            if !keys.insert(key) {
                return Err(A::Error::custom(TWICE));
            }
            fields.next_value_seed(deeper)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::has_a_key_twice;

    #[test]
    fn a_key_said_twice_is_noticed_wherever_it_stands() {
        for twice in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":{"b":[1,{"c":1,"c":2}]}}"#,
            r#"[{"role":"agent","role":"owner"}]"#,
            r#"{"a":1,"\u0061":2}"#,
        ] {
            assert!(has_a_key_twice(twice.as_bytes()), "{twice}");
        }
        for once in
            [r#"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#, "[]", "1", "{", "\"a\"", "", r#"{"a":1,"A":1}"#]
        {
            assert!(!has_a_key_twice(once.as_bytes()), "{once}");
        }
        assert!(!has_a_key_twice("[".repeat(100_000).as_bytes()));
    }
}
