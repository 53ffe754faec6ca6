//! Live events for screens: `text/event-stream`, resumable, ids only.
//!
//! A new screen first hears what changed while its stream was opening.
//! A screen that falls behind or has been away too long hears `reset` and asks for everything again.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event as Frame, KeepAlive, Sse};
use futures_util::Stream;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::events::{Bus, Missed, Numbered, Topic};

/// A comment line this often keeps proxies from closing a quiet stream.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a browser waits before it comes back.
const COME_BACK_AFTER: Duration = Duration::from_secs(2);

/// A change, as the stream tells it.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = LiveEvent)]
pub struct LiveEvent<'a> {
    topic: Topic,
    /// Whose change it is; empty for `reset`.
    id: &'a str,
}

/// The stream for one screen. It ends when the program stops or `ended` says so.
pub fn stream<E: Future<Output = ()> + Send + 'static>(
    bus: &Bus,
    last_event_id: Option<u64>,
    stopping: CancellationToken,
    ended: E,
) -> Sse<impl Stream<Item = Result<Frame, Infallible>> + use<E>> {
    let (missed, mut receiver) = if let Some(last) = last_event_id {
        bus.resume(last)
    } else {
        let (just_before, receiver) = bus.join();
        (Missed::Events(just_before), receiver)
    };
    let stream = async_stream::stream! {
        yield Ok(Frame::default().comment("hello").retry(COME_BACK_AFTER));
        match missed {
            Missed::Events(events) => {
                for event in &events {
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
                    Ok(event) => yield Ok(frame(&event)),
                    Err(RecvError::Lagged(_)) => yield Ok(reset()),
                    Err(RecvError::Closed) => return,
                },
            }
        }
    };
    Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

fn frame(numbered: &Numbered) -> Frame {
    told(numbered.event.topic, &numbered.event.id).id(numbered.number.to_string())
}

fn reset() -> Frame {
    told(Topic::Reset, "")
}

fn told(topic: Topic, id: &str) -> Frame {
    let event = LiveEvent { topic, id };
    // Two words cannot fail to become JSON; if they did, the screen asks for everything again at its next reset.
    Frame::default().json_data(event).unwrap_or_default()
}
