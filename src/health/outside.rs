//! What this room needs of doers it must not know: a channel's templates, and the check of claims. Joined in `app`.

use std::sync::Arc;

use super::types::Purpose;
use crate::clock::Timestamp;
use crate::ids::TemplateId;
use crate::inbox::{ChannelRules, Conversation};
use crate::languages;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A template that may be sent in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateChoice {
    pub id: TemplateId,
    /// Its languages share it.
    pub name: String,
    /// A tag such as `it` or `pt_BR`.
    pub language: String,
    pub purpose: Purpose,
    /// Its blanks, in reading order.
    pub variables: Vec<String>,
    /// It shows a file or a place that somebody must choose.
    pub needs_header: bool,
}

impl TemplateChoice {
    /// Whether it is in a customer's language; Latin letters are another script: Urdu's templates do not serve whoever writes so.
    pub(super) fn speaks(&self, customer: &str) -> bool {
        let is_same = languages::base(&self.language).eq_ignore_ascii_case(languages::base(customer));
        is_same && customer.contains("Latn") == self.language.contains("Latn")
    }
}

/// The templates that may be sent in a conversation, the newest first.
pub type FindTemplates =
    Arc<dyn Fn(&ReadConn, &Conversation) -> Result<Vec<TemplateChoice>, StorageError> + Send + Sync>;

/// The templates that may be sent over any number of the shop.
pub type AllTemplates = Arc<dyn Fn(&ReadConn) -> Result<Vec<TemplateChoice>, StorageError> + Send + Sync>;

/// The sentences of a draft that claim what no passage holds: the draft, the passages, the language's tag.
pub type CheckDraft = Arc<dyn Fn(&str, &[String], &str) -> Vec<String> + Send + Sync>;

/// Whether the month's money for models lasts.
pub type ModelBudget = Arc<dyn Fn(&ReadConn, Timestamp) -> Result<bool, StorageError> + Send + Sync>;

/// Counts what a call cost, in millionths of a US dollar, to the month's models.
pub type ChargeModel = Arc<dyn Fn(&WriteTx, i64) -> Result<(), StorageError> + Send + Sync>;

/// All of it.
#[derive(Clone)]
pub struct Outside {
    /// What a channel says of a message before it is queued.
    pub rules: ChannelRules,
    pub templates: FindTemplates,
    pub all_templates: AllTemplates,
    pub check: CheckDraft,
    pub model_budget: ModelBudget,
    pub charge_model: ChargeModel,
}
