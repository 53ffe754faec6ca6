//! Reading: the file, then the environment over it, then the checks.

use std::collections::BTreeMap;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::{Config, DEFAULT_FILE};

/// What the environment variables begin with.
const PREFIX: &str = "SHOPBELL_";

/// The sections, as variables spell them.
const SECTIONS: [&str; 9] =
    ["SERVER", "DATA", "WHATSAPP", "KNOWLEDGE", "REPLIES", "NOTIFY", "LLM", "PRACTICE", "LOG"];
/// The models' vendors, as `llm.*` names them.
const CHAT_PROVIDERS: [&str; 4] = ["builtin", "bedrock", "anthropic", "openai"];
const EMBEDDING_PROVIDERS: [&str; 4] = ["none", "bedrock", "openai", "voyage"];

/// Settings of `[llm]` that are keys.
const KEYS: [&str; 2] = ["chat_key", "embedding_key"];
/// The right of everybody else to read a file.
const OTHERS_READ: u32 = 0o004;

/// Everything that is wrong with the settings.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the settings have {} mistake(s):\n{}", .0.len(), .0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

/// The variables that set something of ours.
pub fn environment() -> BTreeMap<String, String> {
    std::env::vars().filter(|(name, _)| is_ours(name)).collect()
}

/// Whether a variable sets something of ours, or was meant to: `SHOPBELL_SERVER_LISTEN` lacks an underscore.
fn is_ours(name: &str) -> bool {
    let Some(rest) = name.strip_prefix(PREFIX) else { return false };
    rest.contains("__")
        || SECTIONS.iter().any(|section| rest.strip_prefix(section).is_some_and(|key| key.starts_with('_')))
}

impl Config {
    /// Reads `file` (or the default file, if it is there) and lays `environment` over it.
    pub fn load(file: Option<&Path>, environment: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let mut mistakes = Vec::new();
        let mut table = read_file(file, &mut mistakes);
        overlay(&mut table, environment, &mut mistakes);
        let mut reader = Sections { table, mistakes };
        let config = Self {
            server: reader.section("server"),
            data: reader.section("data"),
            whatsapp: reader.section("whatsapp"),
            knowledge: reader.section("knowledge"),
            replies: reader.section("replies"),
            notify: reader.section("notify"),
            llm: reader.section("llm"),
            practice: reader.section("practice"),
            log: reader.section("log"),
        };
        for unknown in reader.table.keys() {
            reader.mistakes.push(format!("[{unknown}]: there is no such section"));
        }
        reader.mistakes.extend(config.mistakes());
        if reader.mistakes.is_empty() { Ok(config) } else { Err(ConfigError(reader.mistakes)) }
    }

    /// What each value allows but the whole does not.
    fn mistakes(&self) -> Vec<String> {
        let mut mistakes = Vec::new();
        if self.server.listen.parse::<std::net::SocketAddr>().is_err() {
            mistakes.push(format!(
                "server.listen: {:?} is not an address such as 127.0.0.1:8420",
                self.server.listen
            ));
        }
        if let Some(url) = &self.server.public_url {
            let on_this_machine = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
            if url.scheme() != "https" && !on_this_machine {
                mistakes.push(format!("server.public_url: {url} must begin with https://"));
            }
            if url.path() != "/" || url.query().is_some() {
                mistakes.push(format!("server.public_url: {url} must end after the host name"));
            }
        }
        if !self.data.dir.is_absolute() {
            mistakes.push(format!(
                "data.dir: {} must be a whole path such as /var/lib/shopbell; a relative one depends on where it is started",
                self.data.dir.display()
            ));
        }
        if let Some(mistake) = crate::telemetry::mistake_in_level(&self.log.level) {
            mistakes.push(format!("log.level: {:?} {mistake}", self.log.level));
        }
        mistakes.extend(unknown_provider(
            "llm.chat_provider",
            self.llm.chat_provider.as_deref(),
            &CHAT_PROVIDERS,
        ));
        mistakes.extend(unknown_provider(
            "llm.embedding_provider",
            self.llm.embedding_provider.as_deref(),
            &EMBEDDING_PROVIDERS,
        ));
        if !(1..=120).contains(&self.whatsapp.graph_timeout_seconds) {
            mistakes.push("whatsapp.graph_timeout_seconds must be between 1 and 120".into());
        }
        if !is_graph_version(&self.whatsapp.graph_version) {
            mistakes
                .push(format!("whatsapp.graph_version: {:?} is not like v26.0", self.whatsapp.graph_version));
        }
        let graph_is_local =
            matches!(self.whatsapp.graph_url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if self.whatsapp.graph_url.scheme() != "https" && !graph_is_local {
            mistakes.push(
                "whatsapp.graph_url: must begin with https://, because it carries the access token".into(),
            );
        }
        if !self
            .practice
            .listen
            .parse::<std::net::SocketAddr>()
            .is_ok_and(|address| address.ip().is_loopback())
        {
            mistakes.push("practice.listen: must be a loopback address such as 127.0.0.1:0".into());
        }
        mistakes
    }
}

fn unknown_provider(key: &str, name: Option<&str>, known: &[&str]) -> Option<String> {
    let name = name.filter(|name| !known.contains(name))?;
    Some(format!("{key}: there is no {name:?}; it is one of {}", known.join(", ")))
}

fn is_graph_version(text: &str) -> bool {
    text.strip_prefix('v')
        .and_then(|rest| rest.strip_suffix(".0"))
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn read_file(file: Option<&Path>, mistakes: &mut Vec<String>) -> Table {
    let path = file.unwrap_or_else(|| Path::new(DEFAULT_FILE));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if file.is_none() && error.kind() == std::io::ErrorKind::NotFound => return Table::new(),
        Err(error) => {
            mistakes.push(format!("{}: {error}", path.display()));
            return Table::new();
        }
    };
    text.parse().unwrap_or_else(|error: toml::de::Error| {
        mistakes.push(format!("{}: {}", path.display(), error.to_string().trim()));
        Table::new()
    })
}

/// A settings file that holds a key and may be read by everybody on the machine.
pub fn open_key_file(file: Option<&Path>) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;
    let path = file.unwrap_or_else(|| Path::new(DEFAULT_FILE));
    let mode = std::fs::metadata(path).ok()?.permissions().mode();
    let table: Table = std::fs::read_to_string(path).ok()?.parse().ok()?;
    let holds_key = KEYS.iter().any(|key| table.get("llm").and_then(|llm| llm.get(key)).is_some());
    (holds_key && mode & OTHERS_READ != 0).then(|| {
        format!(
            "{} holds a key and can be read by everybody on this machine: chmod 640 {}",
            path.display(),
            path.display()
        )
    })
}

/// `SHOPBELL_SERVER__LISTEN=…` is `server.listen`.
fn overlay(table: &mut Table, environment: &BTreeMap<String, String>, mistakes: &mut Vec<String>) {
    for (name, text) in environment {
        let Some((section, key)) = name.strip_prefix(PREFIX).and_then(|rest| rest.split_once("__")) else {
            let meant = name.strip_prefix(PREFIX).unwrap_or(name).replacen('_', "__", 1);
            mistakes.push(format!("{name}: two underscores part section and key: {PREFIX}{meant}"));
            continue;
        };
        let (section, key) = (section.to_lowercase(), key.to_lowercase());
        let entry = table.entry(section.clone()).or_insert_with(|| Value::Table(Table::new()));
        match entry {
            Value::Table(keys) => {
                keys.insert(key, parse_value(text));
            }
            _ => mistakes.push(format!("{name}: [{section}] is not a section")),
        }
    }
}

/// Lists, numbers and truth values as TOML writes them; everything else is text.
fn parse_value(text: &str) -> Value {
    let parsed = format!("value = {text}").parse::<Table>().ok().and_then(|mut table| table.remove("value"));
    match parsed {
        Some(
            value @ (Value::Array(_)
            | Value::Integer(_)
            | Value::Boolean(_)
            | Value::Float(_)
            | Value::String(_)),
        ) => value,
        Some(_) | None => Value::String(text.to_owned()),
    }
}

struct Sections {
    table: Table,
    mistakes: Vec<String>,
}

impl Sections {
    /// Takes one section out, key by key, so that each mistake is told.
    fn section<T: DeserializeOwned + Default>(&mut self, name: &str) -> T {
        let keys = match self.table.remove(name) {
            None => return T::default(),
            Some(Value::Table(keys)) => keys,
            Some(_) => {
                self.mistakes.push(format!("{name}: must be a section, [{name}]"));
                return T::default();
            }
        };
        let mut good = Table::new();
        for (key, value) in keys {
            let alone = Table::from_iter([(key.clone(), value.clone())]);
            match T::deserialize(Value::Table(alone)) {
                Ok(_) => {
                    good.insert(key, value);
                }
                Err(error) => self.mistakes.push(format!("{name}.{key}: {}", error.to_string().trim())),
            }
        }
        T::deserialize(Value::Table(good)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shopbell.toml");
        std::fs::write(&file, text).unwrap();
        let environment = environment.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Config::load(Some(&file), &environment)
    }

    #[test]
    fn a_key_everybody_can_read_is_told() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("shopbell.toml");
        for (text, mode, told) in [
            ("[llm]\nchat_key = \"k\"", 0o644, true),
            ("[llm]\nembedding_key = \"k\"", 0o604, true),
            ("[llm]\nchat_key = \"k\"", 0o640, false),
            ("[llm]\nchat_provider = \"builtin\"", 0o644, false),
        ] {
            std::fs::write(&file, text).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(open_key_file(Some(&file)).is_some(), told, "{text} {mode:o}");
        }
        assert_eq!(open_key_file(Some(&folder.path().join("none.toml"))), None);
    }

    #[test]
    fn the_environment_lies_over_the_file() {
        let config = load(
            "[server]\nlisten = \"127.0.0.1:1\"\n[log]\nformat = \"json\"",
            &[
                ("SHOPBELL_SERVER__LISTEN", "127.0.0.1:2"),
                ("SHOPBELL_SERVER__TRUSTED_PROXIES", "[\"10.0.0.1\"]"),
            ],
        )
        .unwrap();
        assert_eq!(config.server.listen, "127.0.0.1:2");
        assert_eq!(config.server.trusted_proxies.len(), 1);
        assert_eq!(config.log.format, crate::telemetry::Format::Json);
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let error = load(
            "[server]\nlisten = 5\nprot = 1\npublic_url = \"http://shop.example\"\n[whatsap]\n[log]\nformat = \"xml\"",
            &[("SHOPBELL_WHATSAPP__GRAPH_VERSION", "26")],
        )
        .unwrap_err();
        let text = error.to_string();
        for part in
            ["server.listen", "server.prot", "server.public_url", "[whatsap]", "log.format", "graph_version"]
        {
            assert!(text.contains(part), "{part} is missing from:\n{text}");
        }
    }

    #[test]
    fn what_is_only_nearly_a_setting_is_named() {
        let error = load(
            "[log]\nlevel = \"shouting\"\n[llm]\nchat_provider = \"gpt\"\nembedding_provider = \"cohere\"\n\
             [data]\ndir = \"shop\"",
            &[("SHOPBELL_SERVER_LISTEN", "127.0.0.1:2")],
        )
        .unwrap_err();
        let text = error.to_string();
        for part in [
            "log.level",
            "llm.chat_provider",
            "llm.embedding_provider",
            "data.dir",
            "SHOPBELL_SERVER__LISTEN",
        ] {
            assert!(text.contains(part), "{part} is missing from:\n{text}");
        }
        assert!(
            is_ours("SHOPBELL_SERVER_LISTEN")
                && is_ours("SHOPBELL_DATA__DIR")
                && !is_ours("SHOPBELL_UI_DIST")
        );
        assert!(load("[log]\nlevel = \"info,shopbell::whatsapp=debug\"", &[]).is_ok());
    }

    #[test]
    fn secrets_never_show() {
        let config = load("", &[("SHOPBELL_LLM__CHAT_KEY", "sk-very-secret")]).unwrap();
        assert!(!toml::to_string(&config).unwrap().contains("very-secret"));
        assert!(!format!("{config:?}").contains("very-secret"));
    }
}
