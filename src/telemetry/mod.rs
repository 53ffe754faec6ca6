//! Logs and metrics. Personal data and secrets are masked by their types, and once more here for phone-like digits.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

mod fold;
mod mask;
mod memory;
mod names;
mod process;

pub use fold::Folded;
pub use mask::mask;
pub use memory::{machine_memory_bytes, memory_limit_bytes};
pub use process::Usage;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    #[default]
    Text,
    Json,
}

/// Starts logging to standard error. A second call changes nothing.
pub fn init(format: Format, level: &str) {
    let filter = filter(level);
    let registry = tracing_subscriber::registry().with(filter);
    // An error means logging has been started already.
    let _ = match format {
        Format::Text => registry
            .with(
                tracing_subscriber::fmt::layer()
                    .with_writer(mask::MaskedStderr)
                    .with_target(false)
                    .with_ansi(false),
            )
            .try_init(),
        Format::Json => registry
            .with(
                tracing_subscriber::fmt::layer()
                    .json()
                    .with_writer(mask::MaskedStderr)
                    .with_current_span(true),
            )
            .try_init(),
    };
}

/// Libraries that tell more than their place deserves, unless somebody asks for them by name: the upgrade of the
/// database has a line of its own, and the clock of the nightly work tells of each of its parts at every start.
const TALKATIVE: [&str; 2] = ["refinery_core", "tokio_cron_scheduler"];

fn filter(level: &str) -> EnvFilter {
    let talkative = TALKATIVE.into_iter().filter(|target| !level.contains(*target));
    let quiet = talkative.map(|target| format!("{target}=warn"));
    let directives: Vec<String> = std::iter::once(level.to_owned()).chain(quiet).collect();
    EnvFilter::try_new(directives.join(",")).unwrap_or_else(|_| EnvFilter::new("info"))
}

/// Why a level is none; a name alone would be taken for a target nobody has.
pub fn mistake_in_level(level: &str) -> Option<String> {
    const LEVELS: [&str; 6] = ["error", "warn", "info", "debug", "trace", "off"];
    let is_level = |word: &str| LEVELS.contains(&word.trim().to_lowercase().as_str());
    let wrong = level.split(',').find(|part| {
        let (target, level) = part.rsplit_once('=').unwrap_or(("", part));
        !is_level(level) || (part.contains('=') && target.trim().is_empty())
    });
    if wrong.is_some() {
        return Some(
            "is not error, warn, info, debug or trace, nor such as info,shopbell::whatsapp=debug".into(),
        );
    }
    EnvFilter::try_new(level).err().map(|error| format!("cannot be understood: {error}"))
}

/// Starts counting; the handle renders what `/metrics` shows.
pub fn metrics() -> PrometheusHandle {
    use std::sync::OnceLock;
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            // An error means another recorder was installed first; ours then shows nothing, which is visible.
            let _ = metrics::set_global_recorder(recorder);
            names::describe();
            handle
        })
        .clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn talkative_libraries_are_quiet_unless_asked_for_by_name() {
        let usual = filter("info").to_string();
        assert!(
            usual.contains("refinery_core=warn") && usual.contains("tokio_cron_scheduler=warn"),
            "{usual}"
        );
        let asked = filter("info,tokio_cron_scheduler=debug").to_string();
        assert!(asked.contains("tokio_cron_scheduler=debug"), "{asked}");
        assert!(!asked.contains("tokio_cron_scheduler=warn"), "{asked}");
    }
}
