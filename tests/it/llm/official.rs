//! The model server of these tests beside the providers' own clients: what we read of it, boto3, anthropic and openai read too,
//! so that our clients are tested against what providers really say.
//!
//! `./tests/run` puts them into `target/model_clients`; `tests/model_clients/read.py` is what they are asked to do.

use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio_util::sync::CancellationToken;

use crate::support::model_server::{ModelServer, Scripted, says};

async fn read_by_theirs(provider: &str, base_url: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/model_clients/bin/python");
    assert!(python.exists(), "the providers' clients are not installed: run ./tests/run, which does it");
    let mut child = Command::new(python)
        .arg(root.join("tests/model_clients/read.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let asked = json!({"provider": provider, "base_url": base_url}).to_string();
    child.stdin.take().unwrap().write_all(asked.as_bytes()).await.unwrap();
    let output = child.wait_with_output().await.unwrap();
    assert!(output.status.success(), "{provider}: its client gave up");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn official_clients_read_the_same() {
    for provider in ["bedrock", "anthropic", "openai"] {
        let server = ModelServer::start().await;
        let opened = super::open(&server, provider).await;

        let text = "We open at 9:00, caffè incluso. [[1]]";
        (0..2).for_each(|_| server.will(says(text)));
        let theirs = read_by_theirs(provider, &server.url()).await;
        let ours = opened.llm.chat().complete(super::request(), CancellationToken::new()).await.unwrap();
        assert_eq!((&theirs["text"], ours.text.as_str()), (&json!(text), text), "{provider}: {theirs}");
        let usage = ours.usage;
        let counted = [usage.input_tokens, usage.output_tokens, usage.cached_input_tokens];
        assert_eq!(
            [&theirs["input"], &theirs["output"], &theirs["cached"]],
            counted.map(|n| json!(n)).each_ref(),
            "{provider}"
        );

        let input = json!({"n": 7, "why": "perché"});
        (0..2).for_each(|_| server.will(Scripted::Calls(input.clone())));
        let theirs = read_by_theirs(provider, &server.url()).await;
        let ours = opened.llm.chat().complete(super::with_tool(), CancellationToken::new()).await.unwrap();
        assert_eq!((&theirs["tool"], ours.tool), (&input, Some(input.clone())), "{provider}: {theirs}");

        for (scripted, fault) in [
            (Scripted::Refuses(429, "slow down".to_owned()), "retry_after"),
            (Scripted::SaysThenCuts(vec!["Half an ".to_owned()]), "unreachable"),
        ] {
            (0..2).for_each(|_| server.will(scripted.clone()));
            let theirs = read_by_theirs(provider, &server.url()).await;
            let ours = opened.llm.chat().complete(super::request(), CancellationToken::new()).await;
            assert_eq!(ours.unwrap_err().code(), fault, "{provider}");
            assert!(theirs["error"].is_string(), "{provider}, {fault}: {theirs}");
        }
    }
}
