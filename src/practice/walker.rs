//! A customer of nobody's: they are written to and write, and stand on no phone on screen.

use serde_json::{Value, json};

use crate::ids::PracticeCustomerId;
use crate::storage::StorageError;

use super::Practice;
use super::meta::{Identity, Person, random};
use super::said::Said;

/// A note with a question on it, as somebody photographs one.
const PICTURE: &[u8] = include_bytes!("walker.png");

impl Practice {
    /// A customer who is not played on the phone, with a number nobody can have: it is set aside for stories.
    pub async fn add_walker(&self, name: &str) -> Result<(PracticeCustomerId, String), StorageError> {
        let number = format!("1{}55501{}", random::digits(3), random::digits(2));
        let id = self.plant_customer(Person::new(name, Identity::Phone(number.clone()))).await?;
        Ok((id, format!("+{number}")))
    }

    /// Writes a text to the shop; says whether there is such a customer once the shop has taken it.
    pub async fn walker_says(&self, id: PracticeCustomerId, text: String) -> Result<bool, StorageError> {
        let content = json!({ "type": "text", "text": { "body": text } });
        Ok(self.customer_sends(id, text, content).await?.is_some())
    }

    /// Sends the picture of a note.
    pub async fn walker_shows(&self, id: PracticeCustomerId) -> Result<bool, StorageError> {
        let media_id = self.meta.holds_media("image/png", PICTURE);
        let file = self.file(&media_id);
        let content: Value = Said::Image { media_id, text: None }.content(file.as_ref(), None);
        Ok(self.customer_sends(id, String::new(), content).await?.is_some())
    }
}
