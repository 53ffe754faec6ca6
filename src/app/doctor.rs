//! The doctor: looks at this machine and the shop's file in order of cause, then at the connection to Meta.
//!
//! Each finding is one plain sentence, and what fails has its own hint. Makes nothing and changes nothing, except what
//! it was asked to repair, and only what cannot make things worse.

mod ground;
mod running;
mod shop;

use crate::clock::Clock;
use crate::config::Config;
use crate::ids::ConnectionId;
use crate::storage::Db;
use crate::whatsapp::numbers::CheckStatus;

/// One thing the doctor looked at.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Finding {
    pub id: String,
    pub status: CheckStatus,
    pub title: String,
    pub detail: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// `--fix` can repair it.
    pub fixable: bool,
    /// What is wrong, as a stable word; only for WhatsApp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What customers notice of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// Which number it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<ConnectionId>,
    /// It lies outside this machine: the network or Meta.
    #[serde(skip)]
    pub outside: bool,
}

impl Finding {
    fn new(id: &str, status: CheckStatus, title: &str, detail: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            status,
            title: title.into(),
            detail: detail.into(),
            hint: None,
            fixable: false,
            cause: None,
            effect: None,
            connection_id: None,
            outside: false,
        }
    }

    fn ok(id: &str, title: &str, detail: impl Into<String>) -> Self {
        Self::new(id, CheckStatus::Ok, title, detail)
    }

    /// Something is wrong, and this is what to do.
    fn fail(id: &str, title: &str, detail: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..Self::new(id, CheckStatus::Fail, title, detail) }
    }

    fn warn(id: &str, title: &str, detail: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..Self::new(id, CheckStatus::Warn, title, detail) }
    }
}

/// Looks at everything; with `repair` repairs what can be repaired. A file that cannot be used ends the examination:
/// whatever came after it would only follow from it. One of an earlier version is not read before it is upgraded.
pub async fn examine(config: &Config, clock: &Clock, repair: bool) -> Vec<Finding> {
    let mut findings = ground::look(config).await;
    if findings.iter().any(|finding| finding.status == CheckStatus::Fail && finding.id != "disk_space") {
        return findings;
    }
    if findings.iter().any(|finding| finding.status == CheckStatus::Warn && finding.id == "database") {
        findings.push(running::look(config, None).await);
        return findings;
    }
    match Db::open_beside(config.data.dir.clone(), clock.clone()) {
        Ok(db) => {
            shop::look(config, &db, clock, repair, &mut findings).await;
            db.close().await;
        }
        Err(error) => findings.push(Finding::fail(
            "database",
            "The shop's file",
            format!("It cannot be opened: {error}."),
            "run this as the user that owns the data folder: sudo -u shopbell shopbell doctor",
        )),
    }
    findings
}
