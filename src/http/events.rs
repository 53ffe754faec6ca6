//! Live events for screens: `text/event-stream`, resumable, ids only.
//!
//! A screen that falls behind or has been away too long hears `reset` and asks for everything again.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event as Frame, KeepAlive, Sse};
use futures_util::Stream;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::events::{Bus, Missed, Numbered};

/// A comment line this often keeps proxies from closing a quiet stream.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a browser waits before it comes back.
const COME_BACK_AFTER: Duration = Duration::from_secs(2);
/// Topics only the program itself listens to.
const INTERNAL: &str = "internal.";

/// The stream for one screen. It ends when the program stops or `ended` says so.
pub fn stream<E: Future<Output = ()> + Send + 'static>(
    bus: &Bus,
    last_event_id: Option<u64>,
    stopping: CancellationToken,
    ended: E,
) -> Sse<impl Stream<Item = Result<Frame, Infallible>> + use<E>> {
    let (missed, mut receiver) = match last_event_id {
        Some(last) => bus.resume(last),
        None => (Missed::Events(Vec::new()), bus.subscribe()),
    };
    let stream = async_stream::stream! {
        yield Ok(Frame::default().comment("hello").retry(COME_BACK_AFTER));
        match missed {
            Missed::Events(events) => {
                for event in events.iter().filter(|event| is_public(event)) {
                    yield Ok(frame(event));
                }
            }
            Missed::TooMuch => yield Ok(reset()),
        }
        tokio::pin!(ended);
        loop {
            tokio::select! {
                () = stopping.cancelled() => return,
                () = &mut ended => return,
                heard = receiver.recv() => match heard {
                    Ok(event) if is_public(&event) => yield Ok(frame(&event)),
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => yield Ok(reset()),
                    Err(RecvError::Closed) => return,
                },
            }
        }
    };
    Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

fn is_public(numbered: &Numbered) -> bool {
    !numbered.event.topic.starts_with(INTERNAL)
}

fn frame(numbered: &Numbered) -> Frame {
    let data = serde_json::json!({ "topic": numbered.event.topic, "id": numbered.event.id });
    Frame::default().id(numbered.number.to_string()).data(data.to_string())
}

fn reset() -> Frame {
    Frame::default().data(r#"{"topic":"reset","id":""}"#)
}
