//! A whole shop beside a stand-in Meta that obeys its input: for browser tests of what the demo does not offer.
//!
//! Prints one line of JSON with its address and the values to paste; then does what each line of its input says and
//! answers with a line. The shop is the real one and is asked over HTTP; nothing of it is scripted.

use std::path::PathBuf;

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::{Value, json};
use shopbell::accounts::console;
use shopbell::app::{App, Door};
use shopbell::clock::Clock;
use shopbell::config::Config;
use shopbell::http::outgoing;
use shopbell::practice::meta::{Fault, Identity, Keys, Meta, MetaOptions};
use shopbell::secrets::Secret;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

/// Who signs in.
const EMAIL: &str = "stage@shopbell.example";
const PASSWORD: &str = "four red cows on a hill";
/// How long Meta waits for the shop's answer to a webhook.
const META_WAITS: std::time::Duration = std::time::Duration::from_secs(10);

/// One line of the input.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Order {
    /// A customer writes.
    Says { name: String, phone: String, text: String },
    /// The next send is refused with this code.
    Refuse(i64),
    /// The number has yet to be proven with a code, as a new one.
    NewNumber,
    /// Tells the code Meta last sent to the number.
    Code,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let door = Door::open("127.0.0.1:0").await?;
    let address = format!("http://{}", door.address().context("the door has an address")?);
    let clock = Clock::system();
    let tasks = shopbell::tasks::Tasks::new();
    let options = MetaOptions::healthy(Keys::random(), clock.now());
    let meta = Meta::start(options, clock.clone(), &tasks, outgoing::client(META_WAITS)?).await?;
    let mut config = Config::default();
    folder.path().clone_into(&mut config.data.dir);
    config.server.public_url = Some(address.parse()?);
    config.whatsapp.graph_url = meta.graph_url().parse()?;
    let app = App::build_around(config, clock, program()?).await?;
    console::create_owner(&app.db, EMAIL, Secret::new(PASSWORD.to_owned())).await?;
    app.connect_practice(&door).await?;
    app.start().await?;
    let serving = app.clone();
    let served = app.tasks.spawn("stage.door", async move { serving.serve(door).await });
    say(&json!({"address": address, "email": EMAIL, "password": PASSWORD, "meta": introduce(&meta)})).await?;
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = orders.next_line().await? {
        say(&obey(&meta, serde_json::from_str(&line)?).await).await?;
    }
    app.stop().await;
    tasks.stop().await;
    served.await??;
    Ok(())
}

/// The program beside this one: it reads documents.
fn program() -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let folder = here.parent().and_then(|examples| examples.parent()).context("a target folder")?;
    Ok(folder.join("shopbell"))
}

/// What somebody would copy from Meta's pages.
fn introduce(meta: &Meta) -> Value {
    let account = meta.account();
    json!({
        "graph": meta.graph_url(),
        "token": account.keys.access_token.expose(),
        "secret": account.keys.app_secret.expose(),
        "app": account.keys.app_id,
        "account": account.keys.waba_id,
        "number": account.keys.phone_number_id,
    })
}

async fn obey(meta: &Meta, order: Order) -> Value {
    match order {
        Order::Says { name, phone, text } => {
            json!({"wamid": meta.customer(&name, Identity::Both(phone)).says(&text).await})
        }
        Order::Refuse(code) => {
            meta.faults().next_send(Fault::Error { code });
            json!({"done": true})
        }
        Order::NewNumber => {
            meta.change_account(|account| {
                account.registration.registered = false;
                account.code_verification_status = "NOT_VERIFIED";
            });
            json!({"done": true})
        }
        Order::Code => json!({"code": meta.account().code}),
    }
}

async fn say(answer: &Value) -> anyhow::Result<()> {
    let mut out = tokio::io::stdout();
    out.write_all(format!("{answer}\n").as_bytes()).await?;
    out.flush().await?;
    Ok(())
}
