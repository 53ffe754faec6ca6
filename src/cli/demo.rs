//! `shopbell demo`: a whole sample shop in a temporary folder; no account, no network, nothing stays.

use super::Settings;
use super::outcome::{Failure, Outcome, tell};
use crate::app::{App, Door, demo};
use crate::clock::Clock;
use crate::config::Config;
use crate::secrets::Secret;

/// Where the demo listens when nobody says otherwise.
const LISTEN: &str = "127.0.0.1:8420";
/// Letters of the demo's password.
const PASSWORD_BYTES: usize = 8;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Another address than 127.0.0.1:8420; port 0 is any free one.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
}

pub(super) fn run(arguments: &Arguments, settings: &Settings) -> Outcome {
    let mut config = settings.load()?;
    crate::telemetry::init(
        config.log.format,
        if config.log.level == "info" { "warn" } else { &config.log.level },
    );
    let folder = tempfile::Builder::new()
        .prefix("shopbell-demo-")
        .tempdir()
        .map_err(|error| Failure::ours(format!("no temporary folder: {error}"), "free some space in /tmp"))?;
    folder.path().clone_into(&mut config.data.dir);
    config.practice.plays_the_shop = true;
    config.server.listen = arguments.listen.clone().unwrap_or_else(|| LISTEN.to_owned());
    super::runtime()?.block_on(open(config))
}

async fn open(config: Config) -> Outcome {
    let door = Door::open(&config.server.listen).await.map_err(|error| {
        Failure::config(
            error.to_string(),
            "something listens there already: choose another with --listen 127.0.0.1:0",
        )
    })?;
    let address = door.address().map_or_else(String::new, |address| address.to_string());
    let password = password()?;
    tell("Setting up the sample shop: ninety days of a butcher's in Florence.");
    let program = App::this_program().map_err(super::serve::could_not_start)?;
    let planted = demo::plant(config.clone(), program, Clock::system().now(), &password, |percent| {
        if percent % 10 == 0 {
            tell(&format!("  {percent} %"));
        }
    });
    planted.await.map_err(|error| {
        Failure::ours(format!("the sample shop could not be set up: {error:#}"), "report this")
    })?;
    let app = App::build(config, Clock::system()).await.map_err(super::serve::could_not_start)?;
    app.connect_practice(&door).await.map_err(super::serve::could_not_start)?;
    app.start().await.map_err(super::serve::could_not_start)?;
    tell("");
    tell(&format!("Shopbell is open: http://{address}"));
    tell(&format!("  sign in with   {}", demo::EMAIL));
    tell(&format!("  password       {}", password.expose()));
    tell("Ctrl-C closes it; nothing stays.");
    let tasks = app.tasks.clone();
    app.tasks.spawn("signals", async move {
        super::serve::until_told_to_stop(tasks.stopping()).await;
        tasks.begin_stop();
    });
    let served = app.serve(door).await;
    app.stop().await;
    served.map_err(|error| Failure::ours(format!("the listener failed: {error}"), "start it again"))
}

/// A password nobody else knows, long enough for the rules.
fn password() -> Result<Secret, Failure> {
    let mut bytes = [0_u8; PASSWORD_BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::ours(format!("no randomness: {error}"), "try again"))?;
    Ok(Secret::new(hex::encode(bytes)))
}
