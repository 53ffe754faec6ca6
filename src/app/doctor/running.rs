//! Whether this shop runs, and whether it is this shop that answers at its address.

use std::time::Duration;

use super::Finding;
use crate::app::ready::Readiness;
use crate::config::Config;
use crate::http::outgoing;
use crate::storage;

/// How long the running shop may take to say that it is ready.
const READY_WITHIN: Duration = Duration::from_secs(3);
/// What versions before 0.2 say.
const EARLIER_VERSION: &str = "ready\n";
const ID: &str = "running";
const TITLE: &str = "The running shop";

/// What answers at the shop's address.
enum Answer {
    /// Nobody listens.
    Nobody,
    /// Somebody listens and says nothing.
    Mute,
    Shopbell(Readiness),
    EarlierVersion,
    /// Another program, with what it calls itself.
    Stranger(Option<String>),
}

/// Asks at the address in the settings.
pub(super) async fn look(config: &Config, instance_id: Option<&str>) -> Finding {
    let address = &config.server.listen;
    let answer = match ask(address).await {
        Ok(answer) => answer,
        Err(error) => {
            return Finding::fail(ID, TITLE, format!("It cannot be asked: {error}."), "report this");
        }
    };
    match answer {
        Answer::Shopbell(told) => of_shopbell(address, &told, instance_id),
        Answer::EarlierVersion => Finding::warn(
            ID,
            TITLE,
            "It runs as an earlier version than this program.",
            "`systemctl restart shopbell` starts this one",
        ),
        Answer::Stranger(name) => {
            let name = name.map(|name| format!(" It calls itself {name:?}.")).unwrap_or_default();
            let words = format!("Another program answers on {address}.{name}");
            Finding::fail(ID, TITLE, words, find_it(address))
        }
        Answer::Mute => {
            let words = format!(
                "Something holds {address} and does not answer within {} seconds.",
                READY_WITHIN.as_secs()
            );
            let hint =
                format!("{}; if it is Shopbell itself, `systemctl restart shopbell`", find_it(address));
            Finding::fail(ID, TITLE, words, hint)
        }
        Answer::Nobody if storage::is_in_use(&config.data.dir) => Finding::fail(
            ID,
            TITLE,
            format!("A Shopbell works on this folder, but nothing answers on {address}."),
            "it may be just starting, or was started with other settings: compare server.listen with `systemctl cat shopbell`",
        ),
        Answer::Nobody => Finding::fail(
            ID,
            TITLE,
            "It is stopped.",
            "`systemctl start shopbell`; `journalctl -u shopbell -n 50` says why it stopped",
        ),
    }
}

fn of_shopbell(address: &str, told: &Readiness, instance_id: Option<&str>) -> Finding {
    if told.instance_id.is_some() && told.instance_id.as_deref() != instance_id {
        return Finding::fail(
            ID,
            TITLE,
            format!("Another shop answers on {address}: a Shopbell that works on another folder."),
            "name that shop's folder with --data-dir, or give this one another server.listen",
        );
    }
    if let Some(fault) = &told.error {
        return Finding::fail(
            ID,
            TITLE,
            format!("It runs but is not ready: {}", fault.message),
            "`journalctl -u shopbell -n 50` says more; `systemctl restart shopbell` once the cause is gone",
        );
    }
    match &told.version {
        Some(version) if version != env!("CARGO_PKG_VERSION") => Finding::warn(
            ID,
            TITLE,
            format!("It runs as version {version}; this program is {}.", env!("CARGO_PKG_VERSION")),
            "`systemctl restart shopbell` starts this one",
        ),
        Some(_) | None => match told.model_failing_since {
            Some(at) => Finding::warn(
                ID,
                TITLE,
                format!(
                    "It runs and takes messages, but a language model last failed at {at} and is left alone."
                ),
                "Settings → Model says which one and why; meanwhile the second model answers, or the shop's own passages",
            ),
            None => Finding::ok(ID, TITLE, "It runs and takes messages."),
        },
    }
}

fn find_it(address: &str) -> String {
    let port = address.rsplit(':').next().unwrap_or_default();
    format!("`ss -ltnp 'sport = :{port}'` names it: stop it, or set server.listen to a free address")
}

async fn ask(address: &str) -> Result<Answer, outgoing::NoClient> {
    let client = outgoing::client(READY_WITHIN)?;
    let answer = match client.get(format!("http://{address}/readyz")).send().await {
        Ok(answer) => answer,
        Err(error) if error.is_timeout() => return Ok(Answer::Mute),
        Err(error) if error.is_connect() => return Ok(Answer::Nobody),
        // It spoke, but not HTTP.
        Err(_) => return Ok(Answer::Stranger(None)),
    };
    let name = answer.headers().get("server").and_then(|name| name.to_str().ok()).map(str::to_owned);
    let text = match answer.text().await {
        Ok(text) => text,
        Err(error) if error.is_timeout() => return Ok(Answer::Mute),
        Err(_) => return Ok(Answer::Stranger(name)),
    };
    if text == EARLIER_VERSION {
        return Ok(Answer::EarlierVersion);
    }
    let told = serde_json::from_str::<Readiness>(&text).ok().filter(Readiness::is_shopbells);
    Ok(told.map_or(Answer::Stranger(name), Answer::Shopbell))
}
