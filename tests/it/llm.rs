//! Every vendor's wire format against a loopback server that speaks it: answers, tools, refusals, cuts, cancelling.

mod circuits;
mod failures;
mod official;
mod rerank;
mod wire;

use futures_util::StreamExt;
use serde_json::json;
use shopbell::clock::Clock;
use shopbell::config;
use shopbell::events::Bus;
use shopbell::llm::{
    ChatEvent, ChatRequest, Document, EmbedKind, ForcedTool, Llm, LlmError, Micros, StopReason, Turn,
    TurnRole, Usage,
};
use shopbell::secrets::{Secret, Vault};
use shopbell::storage::{Db, OpenOptions};
use tokio_util::sync::CancellationToken;

use crate::support::model_server::{ModelServer, Scripted, says};

const VENDORS: [&str; 3] = ["bedrock", "anthropic", "openai"];

struct Opened {
    llm: Llm,
    _folder: tempfile::TempDir,
}

async fn open(server: &ModelServer, provider: &str) -> Opened {
    let base = server.url().parse().unwrap();
    open_with(config::Llm {
        chat_provider: Some(provider.to_owned()),
        chat_model: Some("eu.anthropic.claude-haiku-4-5-v1:0".to_owned()),
        chat_base_url: Some(base),
        chat_region: Some("eu-west-1".to_owned()),
        chat_key: Some(Secret::new("AKIATEST:secret".to_owned())),
        ..config::Llm::default()
    })
    .await
}

async fn open_with(fixed: config::Llm) -> Opened {
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        folder: folder.path().to_owned(),
        clock: Clock::system(),
        bus: Bus::default(),
        exclusive: true,
    };
    let db = Db::open(options).unwrap();
    let llm = Llm::open(db, Vault::create().unwrap(), fixed, Clock::system()).await.unwrap();
    Opened { llm, _folder: folder }
}

fn request() -> ChatRequest {
    ChatRequest {
        instructions: "Answer from the documents.".to_owned(),
        documents: vec![Document {
            id: "1".to_owned(),
            title: "Hours".to_owned(),
            text: "Open 9:00 to 18:00.".to_owned(),
            support: 0.9,
            ..Document::default()
        }],
        turns: vec![Turn { role: TurnRole::User, text: "When are you open?".to_owned() }],
        reminder: "Only from the documents.".to_owned(),
        max_output_tokens: 200,
        temperature: 0.5,
        ..ChatRequest::default()
    }
}

fn with_tool() -> ChatRequest {
    let schema =
        json!({"type": "object", "properties": {"n": {"type": "integer", "minimum": -1}}, "required": ["n"]});
    let tool = ForcedTool { name: "sort".to_owned(), description: "Sorts.".to_owned(), schema };
    ChatRequest { tool: Some(tool), ..request() }
}

#[tokio::test]
async fn every_vendor_streams_an_answer_with_its_tokens_and_its_price() {
    for provider in VENDORS {
        let server = ModelServer::start().await;
        let opened = open(&server, provider).await;
        server.will(says("We open at 9:00 caffè [[1]]"));
        let model = opened.llm.chat();
        let events: Vec<_> =
            model.stream(request(), CancellationToken::new()).map(Result::unwrap).collect().await;
        let text: String = events
            .iter()
            .filter_map(|e| if let ChatEvent::Text(t) = e { Some(t.as_str()) } else { None })
            .collect();
        assert_eq!(text, "We open at 9:00 caffè [[1]]", "{provider}");
        assert!(events.len() > 4, "{provider} does not stream");
        let Some(ChatEvent::Done { usage, stop }) = events.last() else { panic!("{provider}: {events:?}") };
        assert_eq!(
            (usage.input_tokens + usage.cached_input_tokens, usage.output_tokens),
            (100, 20),
            "{provider}"
        );
        assert_eq!(*stop, StopReason::Finished);
        let full = Usage { input_tokens: 1_000_000, output_tokens: 1_000_000, ..Usage::default() };
        assert_eq!(model.cost(&full), Some(Micros(6_000_000)), "{provider}");
    }
}

#[tokio::test]
async fn every_vendor_gets_the_question_fenced_and_the_key_where_it_belongs() {
    for provider in VENDORS {
        let server = ModelServer::start().await;
        let opened = open(&server, provider).await;
        server.will(says("ok"));
        opened.llm.chat().complete(request(), CancellationToken::new()).await.unwrap();
        let asked = server.asked().remove(0);
        let body = asked.body.to_string();
        assert!(
            body.contains("<document-")
                && body.contains("<message-")
                && body.contains("Only from the documents.")
        );
        assert!(!body.contains("secret"), "{provider}");
        let header =
            |name: &str| asked.headers.get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        match provider {
            "bedrock" => {
                assert_eq!(asked.path, "/model/eu.anthropic.claude-haiku-4-5-v1%3A0/converse-stream");
                assert!(
                    header("authorization").contains("Credential=AKIATEST/"),
                    "{}",
                    header("authorization")
                );
                assert!(header("authorization").contains("/eu-west-1/bedrock/aws4_request"));
                assert_eq!(asked.body["inferenceConfig"], json!({"maxTokens": 200, "temperature": 0.5}));
                assert_eq!(asked.body["system"][1], json!({"cachePoint": {"type": "default"}}));
            }
            "anthropic" => {
                assert_eq!(header("x-api-key"), "AKIATEST:secret");
                assert_eq!(asked.body["system"][0]["cache_control"]["type"], "ephemeral");
            }
            _ => {
                assert_eq!(header("authorization"), "Bearer AKIATEST:secret");
                assert_eq!(asked.path, "/chat/completions");
            }
        }
    }
}

#[tokio::test]
async fn every_vendor_can_be_made_to_call_a_tool() {
    for provider in VENDORS {
        let server = ModelServer::start().await;
        let opened = open(&server, provider).await;
        server.will(Scripted::Calls(json!({"n": 7, "why": "perché"})));
        let answer = opened.llm.chat().complete(with_tool(), CancellationToken::new()).await.unwrap();
        assert_eq!(answer.tool, Some(json!({"n": 7, "why": "perché"})), "{provider}");
        assert_eq!(answer.stop, StopReason::Tool, "{provider}");
        let body = server.asked()[0].body.to_string();
        assert!(body.contains("\"minimum\":-1") && body.contains("\"sort\""), "{provider}: {body}");
    }
}

#[tokio::test]
async fn refusals_are_named_by_what_to_do() {
    for provider in VENDORS {
        let server = ModelServer::start().await;
        let opened = open(&server, provider).await;
        for (status, message, code) in [
            (429, "slow down", "retry_after"),
            (403, "no access to this model", "key_refused"),
            (404, "no such model", "model_unknown"),
            (400, "Input is too long for requested model", "too_long"),
            (500, "oops", "unreachable"),
        ] {
            server.will(Scripted::Refuses(status, message.to_owned()));
            let error = opened.llm.chat().complete(request(), CancellationToken::new()).await.unwrap_err();
            assert_eq!(error.code(), code, "{provider} {status}: {error}");
        }
        assert_eq!(server.asked().len(), 5, "{provider} must leave retrying to whoever asked");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_an_error_not_an_answer() {
    for provider in VENDORS {
        let server = ModelServer::start().await;
        let opened = open(&server, provider).await;
        server.will(Scripted::SaysThenCuts(vec!["Half an ".to_owned(), "answ".to_owned()]));
        let error = opened.llm.chat().complete(request(), CancellationToken::new()).await.unwrap_err();
        assert!(matches!(error, LlmError::Unreachable(_)), "{provider}: {error}");
    }
    let server = ModelServer::start().await;
    let opened = open(&server, "bedrock").await;
    server.will(Scripted::SaysThenFails(vec!["Half".to_owned()], "throttlingException"));
    let error = opened.llm.chat().complete(request(), CancellationToken::new()).await.unwrap_err();
    assert!(matches!(error, LlmError::RetryAfter(_)), "{error}");
}

#[tokio::test]
async fn cancelling_ends_the_call_and_hangs_up() {
    for provider in VENDORS {
        let server = ModelServer::start().await;
        let opened = open(&server, provider).await;
        server.will(Scripted::SaysThenHangs(vec!["One ".to_owned(), "two".to_owned()]));
        let cancel = CancellationToken::new();
        let mut events = Box::pin(opened.llm.chat().stream(request(), cancel.clone()));
        assert!(matches!(events.next().await, Some(Ok(ChatEvent::Text(_)))), "{provider}");
        cancel.cancel();
        let last = events.filter(|event| std::future::ready(event.is_err())).next().await;
        assert_eq!(last, Some(Err(LlmError::Cancelled)), "{provider}");
        server.is_left().await;
    }
}

#[tokio::test]
async fn nobody_there_is_said_and_not_waited_for() {
    for provider in VENDORS {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let opened = open_with(config::Llm {
            chat_provider: Some(provider.to_owned()),
            chat_base_url: Some(format!("http://{address}").parse().unwrap()),
            chat_key: Some(Secret::new("a:b".to_owned())),
            chat_region: Some("eu-west-1".to_owned()),
            ..config::Llm::default()
        })
        .await;
        let error = opened.llm.chat().complete(request(), CancellationToken::new()).await.unwrap_err();
        assert!(matches!(error, LlmError::Unreachable(_)), "{provider}: {error}");
    }
}

#[tokio::test]
async fn a_bedrock_api_key_travels_as_a_bearer_token() {
    let server = ModelServer::start().await;
    let opened = open_with(config::Llm {
        chat_provider: Some("bedrock".to_owned()),
        chat_base_url: Some(server.url().parse().unwrap()),
        chat_region: Some("eu-west-1".to_owned()),
        chat_key: Some(Secret::new("bedrock-api-key-abc".to_owned())),
        ..config::Llm::default()
    })
    .await;
    server.will(says("ok"));
    opened.llm.chat().complete(request(), CancellationToken::new()).await.unwrap();
    assert_eq!(server.asked()[0].headers["authorization"], "Bearer bedrock-api-key-abc");
}

#[tokio::test]
async fn newer_models_are_asked_again_without_what_they_refuse() {
    let server = ModelServer::start().await;
    let opened = open(&server, "openai").await;
    server.will(Scripted::Refuses(
        400,
        "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.".to_owned(),
    ));
    server.will(Scripted::Refuses(400, "'temperature' does not support 0.5 with this one.".to_owned()));
    server.will(says("ok"));
    opened.llm.chat().complete(request(), CancellationToken::new()).await.unwrap();
    let last = server.asked().pop().unwrap().body;
    assert_eq!((&last["max_completion_tokens"], &last["temperature"]), (&json!(200), &json!(null)));
}

#[tokio::test]
async fn every_embedder_gives_one_vector_per_text() {
    let texts = ["uno".to_owned(), "due".to_owned()];
    let openai =
        json!({"data": [{"index": 1, "embedding": [0.0, 1.0]}, {"index": 0, "embedding": [1.0, 0.0]}]});
    let cases = [
        ("openai", "m", vec![openai.clone()], "/embeddings"),
        ("voyage", "m", vec![openai], "/embeddings"),
        (
            "bedrock",
            "cohere.embed-v4:0",
            vec![json!({"embeddings": {"float": [[1.0, 0.0], [0.0, 1.0]]}})],
            "/model/cohere.embed-v4%3A0/invoke",
        ),
        (
            "bedrock",
            "cohere.embed-multilingual-v3",
            vec![json!({"embeddings": [[1.0, 0.0], [0.0, 1.0]]})],
            "/model/cohere.embed-multilingual-v3/invoke",
        ),
        (
            "bedrock",
            "amazon.titan-embed-text-v2:0",
            vec![json!({"embedding": [1.0, 0.0]}), json!({"embedding": [1.0, 0.0]})],
            "/model/amazon.titan-embed-text-v2%3A0/invoke",
        ),
    ];
    for (provider, model, bodies, path) in cases {
        let server = ModelServer::start().await;
        for body in bodies {
            server.will(Scripted::Body(body));
        }
        let opened = open_with(config::Llm {
            embedding_provider: Some(provider.to_owned()),
            embedding_model: Some(model.to_owned()),
            embedding_base_url: Some(server.url().parse().unwrap()),
            embedding_region: Some("eu-west-1".to_owned()),
            embedding_key: Some(Secret::new("a:b".to_owned())),
            ..config::Llm::default()
        })
        .await;
        let embedder = opened.llm.embedder().unwrap();
        let vectors = embedder.embed(&texts, EmbedKind::Document).await.unwrap();
        assert_eq!((vectors.len(), &vectors[0]), (2, &vec![1.0, 0.0]), "{provider} {model}");
        assert_eq!(server.asked()[0].path, path);
        assert_eq!((embedder.identity().provider, embedder.identity().model.as_str()), (provider, model));
        server.will(Scripted::Body(json!({"data": [], "embeddings": [], "embedding": []})));
        server.will(Scripted::Body(json!({"data": [], "embeddings": [], "embedding": []})));
        assert!(embedder.embed(&texts, EmbedKind::Query).await.is_err(), "{provider} {model} gave nothing");
    }
}

#[tokio::test]
async fn the_built_in_model_needs_nobody() {
    let opened = open_with(config::Llm::default()).await;
    let model = opened.llm.chat();
    let answer = model.complete(request(), CancellationToken::new()).await.unwrap();
    assert_eq!(answer.text, "Open 9:00 to 18:00. [[1]]");
    assert_eq!(model.cost(&answer.usage), Some(Micros(0)));
    let mut unanswerable = request();
    unanswerable.turns[0].text = "Do you repair bicycles?".to_owned();
    let answer = model.complete(unanswerable, CancellationToken::new()).await.unwrap();
    assert_eq!((answer.text.as_str(), answer.stop), ("", StopReason::Declined));
    assert!(matches!(
        model.complete(with_tool(), CancellationToken::new()).await,
        Err(LlmError::Unsupported(_))
    ));
    assert!(opened.llm.embedder().is_none());
}
