//! What is answered before it was read to its end, such as a file that is too large: the rest is read and thrown away
//! for a bounded time, so that a browser, and a proxy on the way, gets to see the answer instead of a broken line.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use futures_util::StreamExt as _;
use hyper::body::{Frame, SizeHint};

use crate::tasks::Tasks;

/// How long the rest of a body is read: 100 MB come in this time at 7 Mbit a second.
const REST_WITHIN: Duration = Duration::from_mins(2);

/// Sees to it that the rest of every body is read.
pub async fn rest(State(tasks): State<Tasks>, request: Request, next: Next) -> Response {
    let request = request.map(|body| {
        if body.is_end_stream() { body } else { Body::new(ReadToTheEnd { body: Some(body), tasks }) }
    });
    next.run(request).await
}

/// A body whose rest is read when it is let go.
struct ReadToTheEnd {
    /// Nothing once it has ended.
    body: Option<Body>,
    tasks: Tasks,
}

impl HttpBody for ReadToTheEnd {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let polled = Pin::new(body).poll_frame(context);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for ReadToTheEnd {
    fn drop(&mut self) {
        let Some(body) = self.body.take().filter(|body| !body.is_end_stream()) else { return };
        // Without a runtime the program has ended, and the line with it.
        if tokio::runtime::Handle::try_current().is_err() {
            return;
        }
        let stopping = self.tasks.stopping();
        self.tasks.spawn("rest of a body", async move {
            let mut pieces = body.into_data_stream();
            let rest = async { while let Some(Ok(_)) = pieces.next().await {} };
            tokio::select! {
                () = stopping.cancelled() => {}
                _ = tokio::time::timeout(REST_WITHIN, rest) => {}
            }
        });
    }
}
