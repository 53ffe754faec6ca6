//! Settings from a file and the environment, checked as a whole: every error at once.
//!
//! A room gets its own section, never the whole. The environment is read here and nowhere else.

mod load;
mod sections;

pub use load::{ConfigError, environment, open_key_file};
pub use sections::{Data, Knowledge, Llm, Log, Notify, Practice, Replies, Server, WhatsApp};

/// Where settings are looked for when nobody says otherwise.
pub const DEFAULT_FILE: &str = "/etc/shopbell/shopbell.toml";

/// Everything that can be set, section by section.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Config {
    pub server: Server,
    pub data: Data,
    pub whatsapp: WhatsApp,
    pub knowledge: Knowledge,
    pub replies: Replies,
    pub notify: Notify,
    pub llm: Llm,
    pub practice: Practice,
    pub log: Log,
}
