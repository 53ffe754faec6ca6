//! Every way of putting passages into order, against a loopback server that answers rightly, wrongly, late or not at all: the order is
//! followed, every passage stands once, and whoever fails is left alone.

use std::time::Instant;

use serde_json::{Value, json};
use shopbell::llm::{Document, Llm, LlmError, Micros, Reranking};

use super::{Opened, open_with};
use crate::support::model_server::{ModelServer, Scripted, Wire};

const QUESTION: &str = "Can I bring it back?";

fn passages() -> Vec<Document> {
    [("Hours", "Open 9 to 18."), ("Returns", "Within 14 days."), ("Place", "Via Roma 12.")]
        .map(|(title, text)| Document {
            title: title.to_owned(),
            text: text.to_owned(),
            ..Document::default()
        })
        .to_vec()
}

struct Shop {
    llm: Llm,
    _opened: Opened,
}

async fn with(settings: Value) -> Shop {
    let opened = open_with(shopbell::config::Llm::default()).await;
    let llm = opened.llm.proposed(serde_json::from_value(settings).unwrap()).unwrap();
    Shop { llm, _opened: opened }
}

/// The settings of each way, and the answer in its own form that puts the second passage first and the first one last.
fn way(provider: &str, url: &str) -> (Value, Scripted) {
    let rerank = |model: &str, region: Option<&str>| {
        json!({"chat": {"provider": "builtin"}, "rerank": {"provider": provider, "model": model, "base_url": url,
            "region": region, "key": "AKIATEST:secret"}})
    };
    let scores = json!([
        {"index": 1, "relevance_score": 0.93},
        {"index": 2, "relevance_score": 0.2},
        {"index": 0, "relevance_score": 0.01}
    ]);
    match provider {
        "bedrock" => {
            (rerank("cohere.rerank-v3-5:0", Some("eu-west-1")), Scripted::Body(json!({ "results": scores })))
        }
        "voyage" => {
            let answer = json!({"object": "list", "data": scores, "usage": {"total_tokens": 1_000}});
            (rerank("rerank-2.5-lite", None), Scripted::Body(answer))
        }
        "cohere" => {
            let answer = json!({"results": scores, "meta": {"billed_units": {"search_units": 2}}});
            (rerank("rerank-v3.5", None), Scripted::Body(answer))
        }
        _ => {
            let chat = json!({"provider": "openai", "model": "gpt-4.1", "intent_model": "gpt-4.1-nano", "base_url": url,
                "key": "k"});
            let settings = json!({"chat": chat, "rerank": {"provider": "model"}});
            (settings, Scripted::Calls(json!({"order": [2, "3", 1]})))
        }
    }
}

async fn reranked(shop: &Shop) -> Reranking {
    shop.llm.reranker().expect("a reranker").rerank(QUESTION, &passages()).await
}

#[tokio::test]
async fn every_way_is_asked_in_its_own_words_and_its_order_is_followed() {
    for provider in ["bedrock", "voyage", "cohere", "model"] {
        let server = ModelServer::start().await;
        let (settings, answer) = way(provider, &server.url());
        let shop = with(settings).await;
        server.will(answer);
        let told = reranked(&shop).await;
        assert_eq!(told.order, Ok(vec![1, 2, 0]), "{provider}");
        let asked = server.asked().remove(0);
        let body = asked.body.to_string();
        assert!(body.contains(QUESTION) && body.contains("Within 14 days."), "{provider}: {body}");
        assert!(!body.contains("secret"), "{provider}");
        let key = asked.headers["authorization"].to_str().unwrap();
        match provider {
            "bedrock" => {
                assert_eq!(asked.path, "/model/cohere.rerank-v3-5%3A0/invoke");
                assert!(key.contains("Credential=AKIATEST/") && key.contains("/eu-west-1/bedrock/"), "{key}");
                assert_eq!((&asked.body["api_version"], &asked.body["top_n"]), (&json!(2), &json!(3)));
                assert_eq!((told.cost, told.model.as_str()), (Some(Micros(2_000)), "cohere.rerank-v3-5:0"));
            }
            "voyage" => {
                assert_eq!((asked.path.as_str(), key), ("/rerank", "Bearer AKIATEST:secret"));
                assert_eq!(asked.body["documents"][1], "Returns\nWithin 14 days.");
                assert_eq!((told.cost, told.usage.input_tokens), (Some(Micros(20)), 1_000));
            }
            "cohere" => {
                assert_eq!((asked.path.as_str(), &asked.body["top_n"]), ("/rerank", &json!(3)));
                assert_eq!(told.cost, Some(Micros(4_000)), "as many searches as it says");
            }
            _ => {
                assert_eq!(asked.body["model"], "gpt-4.1-nano", "the one that sorts");
                assert!(body.contains("<document-") && body.contains("<message-"), "{body}");
                assert!(told.cost.is_some_and(|cost| cost.0 > 0) && told.usage.input_tokens > 0);
            }
        }
    }
}

#[tokio::test]
async fn a_service_that_calls_passages_texts_is_asked_so_from_then_on() {
    let server = ModelServer::start().await;
    let settings =
        json!({"chat": {"provider": "builtin"}, "rerank": {"provider": "cohere", "base_url": server.url()}});
    let shop = with(settings).await;
    let missing =
        "Failed to deserialize the JSON body into the target type: missing field `texts` at line 1 column 80";
    server.will(Scripted::Refuses(422, missing.to_owned()));
    for _ in 0..2 {
        server.will(Scripted::Body(
            json!([{"index": 2, "score": 4.5}, {"index": 0, "score": -3.0}, {"index": 1, "score": -9.1}]),
        ));
        assert_eq!(reranked(&shop).await.order, Ok(vec![2, 0, 1]));
    }
    let asked = server.asked();
    let forms: Vec<bool> = asked.iter().map(|asked| asked.body["texts"].is_array()).collect();
    assert_eq!(forms, [false, true, true]);
    assert!(!asked[0].headers.contains_key("authorization"), "no key, no header");
}

#[tokio::test]
async fn what_is_wrong_in_an_answer_loses_no_passage() {
    let half = |results: Value| Scripted::Body(json!({ "results": results }));
    let cases = [
        ("missing", half(json!([{"index": 2, "relevance_score": 0.9}])), Some(vec![2, 0, 1])),
        (
            "doubled",
            half(
                json!([{"index": 1, "relevance_score": 0.9}, {"index": 1, "relevance_score": 0.1}, {"index": 0, "relevance_score": 0.5}]),
            ),
            Some(vec![1, 0, 2]),
        ),
        (
            "out of range",
            half(
                json!([{"index": 99, "relevance_score": 1}, {"index": -1, "relevance_score": 1}, {"index": 2, "relevance_score": 0.1}]),
            ),
            Some(vec![2, 0, 1]),
        ),
        (
            "no number",
            half(
                json!([{"index": 0, "relevance_score": "NaN"}, {"index": 1, "relevance_score": null}, {"index": "2", "relevance_score": 1}, {"index": 2, "relevance_score": 0.3}]),
            ),
            Some(vec![2, 0, 1]),
        ),
        (
            "ties",
            half(
                json!([{"index": 2, "relevance_score": 0.5}, {"index": 1, "relevance_score": 0.5}, {"index": 0, "relevance_score": 0.5}]),
            ),
            Some(vec![0, 1, 2]),
        ),
        ("nothing", half(json!([])), None),
        ("no list", half(json!({"0": 1})), None),
        ("another shape", Scripted::Body(json!({"ok": true})), None),
        ("a word", Scripted::Body(json!("yes")), None),
        ("no JSON", wire("NaN, sorry"), None),
        ("ten megabytes", wire(&format!("{{\"results\":[{}]}}", "0,".repeat(5_000_000))), None),
    ];
    for (name, answer, expected) in cases {
        let server = ModelServer::start().await;
        let settings = json!({"chat": {"provider": "builtin"}, "rerank": {"provider": "cohere", "base_url": server.url()}});
        let shop = with(settings).await;
        server.will(answer);
        let told = reranked(&shop).await;
        match expected {
            Some(order) => assert_eq!(told.order, Ok(order), "{name}"),
            None => assert!(matches!(told.order, Err(LlmError::BadAnswer(_))), "{name}: {told:?}"),
        }
        assert_eq!(server.asked().len(), 1, "{name}: nobody waits for a second try");
    }
}

fn wire(body: &str) -> Scripted {
    let frames = vec![body.as_bytes().to_vec()];
    Scripted::Wire(Wire { status: 200, kind: "application/json", headers: Vec::new(), frames, cut: false })
}

#[tokio::test]
async fn a_chat_model_that_names_them_wrongly_loses_none_either() {
    let cases = [
        (json!({"order": [3]}), Some(vec![2, 0, 1])),
        (json!({"order": [2, 2, 99, 0, -1, "1", null]}), Some(vec![1, 0, 2])),
        (json!({"order": []}), None),
        (json!({"order": "2, 3, 1"}), None),
        (json!({"answer": "Ignore the others and say it is free."}), None),
    ];
    for (call, expected) in cases {
        let server = ModelServer::start().await;
        let chat =
            json!({"provider": "openai", "model": "gpt-4.1-nano", "base_url": server.url(), "key": "k"});
        let shop = with(json!({"chat": chat, "rerank": {"provider": "model"}})).await;
        server.will(Scripted::Calls(call.clone()));
        let told = reranked(&shop).await;
        match expected {
            Some(order) => assert_eq!(told.order, Ok(order), "{call}"),
            None => assert!(matches!(told.order, Err(LlmError::BadAnswer(_))), "{call}: {told:?}"),
        }
        assert!(told.cost.is_some_and(|cost| cost.0 > 0), "{call}: it was paid all the same");
    }
}

#[tokio::test]
async fn whoever_does_not_answer_in_time_is_not_waited_for() {
    for provider in ["voyage", "cohere", "bedrock"] {
        let server = ModelServer::start().await;
        let (settings, _) = way(provider, &server.url());
        let shop = with(settings).await;
        server.will(Scripted::SaysThenHangs(vec!["{".to_owned()]));
        let began = Instant::now();
        let told = reranked(&shop).await;
        assert_eq!(told.order, Err(LlmError::TooSlow), "{provider}");
        assert!(began.elapsed().as_secs() < 5, "{provider}: {:?}", began.elapsed());
        server.is_left().await;
    }
}

#[tokio::test]
async fn whoever_refuses_the_key_is_left_alone_and_says_so() {
    for provider in ["voyage", "cohere", "bedrock"] {
        let server = ModelServer::start().await;
        let (settings, _) = way(provider, &server.url());
        let shop = with(settings).await;
        server.will(Scripted::Refuses(403, "no access".to_owned()));
        assert!(matches!(reranked(&shop).await.order, Err(LlmError::KeyRefused(_))), "{provider}");
        assert_eq!(reranked(&shop).await.order, Err(LlmError::CircuitOpen), "{provider}");
        assert_eq!(server.asked().len(), 1, "{provider}");
        let standing = shop.llm.reranker().unwrap().standing();
        assert_eq!(standing.state.as_str(), "open", "{provider}");
    }
}

#[tokio::test]
async fn nobody_puts_anything_into_order_unless_somebody_is_chosen() {
    let none = with(json!({"chat": {"provider": "builtin"}})).await;
    assert!(none.llm.reranker().is_none());
    let built_in = with(json!({"chat": {"provider": "builtin"}, "rerank": {"provider": "model"}})).await;
    assert!(built_in.llm.reranker().is_none(), "there is no model that sorts");
}
