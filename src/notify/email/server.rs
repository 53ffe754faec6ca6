//! How the mail server is reached. A password never stays when the place it would be sent to changes.

use lettre::message::Mailbox;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::ApiError;
use crate::secrets::Secret;
use crate::words::words;

/// Longest host name, user name and sender, in characters.
const LONGEST_TEXT: usize = 254;
const LONGEST_PASSWORD: usize = 1_000;

words! {
    /// How the connection is kept from others' eyes.
    Security as MailSecurity {
        /// Encrypted from the first byte, usually on port 465.
        Tls = "tls",
        /// Encrypted after a greeting, usually on port 587. A server that does not offer it is not used.
        Starttls = "starttls",
        /// In the clear: within this machine or its own network only, and never with a password beyond it.
        None = "none",
    }
}

/// A mail server as it is set.
#[derive(Debug, Clone)]
pub struct MailServer {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: Option<String>,
    pub password: Option<Secret>,
    /// Such as `Shopbell <bell@shop.example>`.
    pub from: Mailbox,
}

/// A mail server as the owner wants it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MailServerChange)]
pub struct Change {
    host: String,
    port: u16,
    security: Security,
    user: Option<String>,
    /// Write-only. Without it the stored one stays, as long as server and user stay; empty takes it away.
    password: Option<Secret>,
    /// Such as `bell@shop.example` or `My shop <bell@shop.example>`.
    from: String,
}

impl Change {
    /// The server after this change, or everything that is wrong with it.
    pub fn applied_to(self, before: Option<&MailServer>) -> Result<MailServer, ApiError> {
        let host = self.host.trim().trim_end_matches('.').to_ascii_lowercase();
        let user = self.user.map(|user| user.trim().to_owned()).filter(|user| !user.is_empty());
        let same = before.filter(|before| {
            (&before.host, before.port, &before.user) == (&host, self.port, &user)
                && (before.security == self.security || self.security != Security::None)
        });
        let password = match self.password {
            Some(password) if password.expose().is_empty() => None,
            Some(password) => Some(password),
            None => same.and_then(|before| before.password.clone()),
        };
        let from = sender(&self.from);
        let mut wrong = Vec::new();
        if !is_host(&host) {
            wrong.push(("host", "This is not a host name such as smtp.example.com."));
        }
        if self.port == 0 {
            wrong.push(("port", "Between 1 and 65535; usually 465 or 587."));
        }
        if user.as_ref().is_some_and(|user| !is_line(user, LONGEST_TEXT)) {
            wrong.push(("user", "At most 254 characters, all of them visible."));
        }
        if password.as_ref().is_some_and(|password| password.expose().chars().count() > LONGEST_PASSWORD) {
            wrong.push(("password", "At most 1000 characters."));
        }
        if user.is_none() && password.is_some() {
            wrong.push(("user", "A password needs a user name."));
        }
        if user.is_some() && password.is_none() {
            wrong.push(("password", "This user needs a password."));
        }
        if self.security == Security::None && user.is_some() && !is_near(&host) {
            wrong.push(("security", "A password goes over an encrypted connection only."));
        }
        match from {
            Some(from) if wrong.is_empty() => {
                Ok(MailServer { host, port: self.port, security: self.security, user, password, from })
            }
            from => {
                if from.is_none() {
                    wrong.push(("from", "This is not an e-mail address such as bell@shop.example."));
                }
                let error =
                    ApiError::unprocessable("invalid_settings", "This mail server cannot work like that.");
                Err(wrong.into_iter().fold(error, |error, (field, words)| error.field(field, words)))
            }
        }
    }
}

/// A sender, if it is one.
pub fn sender(text: &str) -> Option<Mailbox> {
    let text = text.trim();
    is_line(text, LONGEST_TEXT).then(|| text.parse().ok()).flatten()
}

fn is_line(text: &str, longest: usize) -> bool {
    text.chars().count() <= longest && !text.chars().any(char::is_control)
}

fn is_host(host: &str) -> bool {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || ".-".contains(letter);
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    let is_domain = !host.starts_with(['.', '-']) && !host.contains("..") && host.chars().all(is_name);
    !host.is_empty() && host.len() <= LONGEST_TEXT && (is_address || is_domain)
}

/// Whether the server is this machine itself.
fn is_near(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(text: &str, before: Option<&MailServer>) -> Result<MailServer, ApiError> {
        serde_json::from_str::<Change>(text).unwrap().applied_to(before)
    }

    #[test]
    fn a_password_stays_only_where_it_was_given() {
        let given = r#"{"host":" SMTP.Example.com. ","port":465,"security":"tls","user":"u","password":"p","from":"Bell <b@shop.example>"}"#;
        let first = change(given, None).unwrap();
        assert_eq!(
            (first.host.as_str(), first.password.as_ref().unwrap().expose().as_str()),
            ("smtp.example.com", "p")
        );
        let kept = r#"{"host":"smtp.example.com","port":465,"security":"tls","user":"u","from":"other@shop.example"}"#;
        assert!(change(kept, Some(&first)).unwrap().password.is_some());
        for elsewhere in [
            r#"{"host":"evil.example","port":465,"security":"tls","user":"u","from":"b@shop.example"}"#,
            r#"{"host":"smtp.example.com","port":25,"security":"tls","user":"u","from":"b@shop.example"}"#,
            r#"{"host":"smtp.example.com","port":465,"security":"tls","user":"v","from":"b@shop.example"}"#,
            r#"{"host":"smtp.example.com","port":465,"security":"none","user":"u","from":"b@shop.example"}"#,
        ] {
            assert!(change(elsewhere, Some(&first)).is_err(), "{elsewhere}");
        }
        let taken = r#"{"host":"smtp.example.com","port":465,"security":"tls","password":"","from":"b@shop.example"}"#;
        assert!(change(taken, Some(&first)).unwrap().password.is_none());
    }

    #[test]
    fn servers_that_cannot_work_are_refused() {
        for wrong in [
            r#"{"host":"","port":465,"security":"tls","from":"b@shop.example"}"#,
            r#"{"host":"smtp.example.com:465","port":465,"security":"tls","from":"b@shop.example"}"#,
            r#"{"host":"https://smtp.example.com","port":465,"security":"tls","from":"b@shop.example"}"#,
            r#"{"host":"smtp.example.com","port":0,"security":"tls","from":"b@shop.example"}"#,
            r#"{"host":"smtp.example.com","port":465,"security":"tls","from":"nobody"}"#,
            r#"{"host":"smtp.example.com","port":465,"security":"tls","from":"b@shop.example\r\nBcc: x@evil.example"}"#,
            r#"{"host":"smtp.example.com","port":25,"security":"none","user":"u","password":"p","from":"b@shop.example"}"#,
            r#"{"host":"smtp.example.com","port":465,"security":"tls","password":"p","from":"b@shop.example"}"#,
        ] {
            assert!(change(wrong, None).is_err(), "{wrong}");
        }
        let near = r#"{"host":"127.0.0.1","port":25,"security":"none","user":"u","password":"p","from":"b@shop.example"}"#;
        assert!(change(near, None).is_ok());
    }
}
