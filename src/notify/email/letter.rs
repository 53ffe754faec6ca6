//! One letter: plain text, in the reader's language, marked as written by a program (RFC 3834).

use std::time::{Duration, SystemTime};

use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};

use crate::clock::Timestamp;

/// What a letter says.
pub struct Letter<'a> {
    pub to: &'a str,
    pub to_name: &'a str,
    pub subject: &'a str,
    pub body: &'a str,
    /// The same whenever the same letter is sent again: mailboxes show it once.
    pub id: String,
    pub at: Timestamp,
}

/// Whoever it is for has an address no mail can go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no address mail can go to")]
pub struct NoAddress;

/// The letter as it goes over the wire.
pub fn write(from: &Mailbox, letter: &Letter<'_>) -> Result<Message, NoAddress> {
    let to = Mailbox::new(
        Some(one_line(letter.to_name)).filter(|name| !name.is_empty()),
        letter.to.parse().map_err(|_| NoAddress)?,
    );
    let since_epoch = Duration::from_millis(u64::try_from(letter.at.as_millis()).unwrap_or(0));
    let domain = from.email.domain();
    Message::builder()
        .from(from.clone())
        .to(to)
        .subject(one_line(letter.subject))
        .message_id(Some(format!("<{}@{domain}>", letter.id)))
        .date(SystemTime::UNIX_EPOCH + since_epoch)
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .singlepart(
            SinglePart::builder().header(ContentType::TEXT_PLAIN).body(letter.body.replace("\r\n", "\n")),
        )
        .map_err(|_| NoAddress)
}

/// What stands in a header stands on one line.
fn one_line(text: &str) -> String {
    text.split(char::is_control).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
