//! Bodies of webhooks, as strangers may send them: memory is charged as bytes arrive, whoever stalls is let go, and small
//! bodies, which nearly all are, have memory that large ones cannot take.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

/// Largest body taken, in bytes. Meta sends up to 3 MB.
pub const BODY_LIMIT_BYTES: usize = 4 * 1024 * 1024;
/// The part of every body that has memory of its own, in bytes.
const SMALL_BODY_BYTES: usize = 64 * 1024;
/// Memory for these parts, over all callers, in bytes.
const SMALL_LIMIT_BYTES: usize = 16 * 1024 * 1024;
/// Memory for what is longer, over all callers, in bytes.
const LARGE_LIMIT_BYTES: usize = 32 * 1024 * 1024;
/// The unit in which memory is handed out, in bytes.
const PLACE_BYTES: usize = 4 * 1024;
/// How long a caller may take to send the first bytes.
const FIRST_BYTES_WITHIN: Duration = Duration::from_secs(2);
/// The least a caller must send from then on, in bytes per second.
const LEAST_BYTES_PER_SECOND: u32 = 64 * 1024;
/// How long a body may take in all.
const BODY_WITHIN: Duration = Duration::from_secs(15);
/// How long a body waits for memory before its caller is asked to come again.
const MEMORY_WITHIN: Duration = Duration::from_secs(2);
/// Bodies one address may be sending at once. Meta's own calls come from many.
const PER_PEER: u32 = 256;

/// Why a body was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    TooLarge,
    TooSlow,
    Broken,
    /// Too many bodies at once from this address.
    TooMany,
    NoMemory,
}

/// Memory and places for bodies that are being received. Shared by all callers.
pub(in crate::whatsapp) struct Bodies {
    small: Arc<Semaphore>,
    large: Arc<Semaphore>,
    sending: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

impl Default for Bodies {
    fn default() -> Self {
        Self {
            small: Arc::new(Semaphore::new(SMALL_LIMIT_BYTES / PLACE_BYTES)),
            large: Arc::new(Semaphore::new(LARGE_LIMIT_BYTES / PLACE_BYTES)),
            sending: Arc::default(),
        }
    }
}

/// A whole body and the memory it is charged for.
#[derive(Debug)]
pub(super) struct Received {
    pub bytes: Bytes,
    _charged: Charged,
}

#[derive(Debug, Default)]
struct Charged {
    small: Vec<OwnedSemaphorePermit>,
    large: Vec<OwnedSemaphorePermit>,
    small_places: usize,
    large_places: usize,
}

impl Bodies {
    /// Receives one body, at the pace it must keep.
    pub(super) async fn receive(&self, peer: Option<IpAddr>, mut body: Body) -> Result<Received, Refusal> {
        let _place = self.enter(peer)?;
        let began = Instant::now();
        let mut charged = Charged::default();
        let mut pieces = Pieces::default();
        loop {
            let frame = timeout_at(due(began, pieces.length()), body.frame());
            let Some(frame) = frame.await.map_err(|_| Refusal::TooSlow)? else { break };
            let Ok(data) = frame.map_err(|_| Refusal::Broken)?.into_data() else { continue };
            let length = pieces.length() + data.len();
            if length > BODY_LIMIT_BYTES {
                return Err(Refusal::TooLarge);
            }
            self.charge(&mut charged, length).await?;
            pieces.push(data);
        }
        Ok(Received { bytes: pieces.whole(), _charged: charged })
    }

    /// Takes what memory a body of this length is still short of.
    async fn charge(&self, charged: &mut Charged, length: usize) -> Result<(), Refusal> {
        let small = length.min(SMALL_BODY_BYTES).div_ceil(PLACE_BYTES);
        let large = length.saturating_sub(SMALL_BODY_BYTES).div_ceil(PLACE_BYTES);
        if small > charged.small_places {
            charged.small.push(take(&self.small, small - charged.small_places).await?);
            charged.small_places = small;
        }
        if large > charged.large_places {
            charged.large.push(take(&self.large, large - charged.large_places).await?);
            charged.large_places = large;
        }
        Ok(())
    }

    fn enter(&self, peer: Option<IpAddr>) -> Result<Option<Place>, Refusal> {
        // A socket without addresses has one caller: the proxy in front.
        let Some(peer) = peer else { return Ok(None) };
        let mut sending = self.sending.lock();
        let count = sending.entry(peer).or_default();
        if *count >= PER_PEER {
            return Err(Refusal::TooMany);
        }
        *count += 1;
        Ok(Some(Place { peer, sending: Arc::clone(&self.sending) }))
    }
}

/// By when the next bytes must have come.
fn due(began: Instant, received: usize) -> Instant {
    let received = u32::try_from(received).unwrap_or(u32::MAX);
    let earned = Duration::from_secs(1) * received / LEAST_BYTES_PER_SECOND;
    began + (FIRST_BYTES_WITHIN + earned).min(BODY_WITHIN)
}

async fn take(memory: &Arc<Semaphore>, places: usize) -> Result<OwnedSemaphorePermit, Refusal> {
    let places = u32::try_from(places).unwrap_or(u32::MAX);
    let taken = Arc::clone(memory).acquire_many_owned(places);
    match tokio::time::timeout(MEMORY_WITHIN, taken).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) | Err(_) => Err(Refusal::NoMemory),
    }
}

/// One body of an address that is being received.
struct Place {
    peer: IpAddr,
    sending: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut sending = self.sending.lock();
        if let Some(count) = sending.get_mut(&self.peer) {
            *count -= 1;
            if *count == 0 {
                sending.remove(&self.peer);
            }
        }
    }
}

/// What has come. A body in one piece, as nearly all are, is not copied.
#[derive(Default)]
struct Pieces {
    first: Option<Bytes>,
    whole: BytesMut,
}

impl Pieces {
    fn length(&self) -> usize {
        self.whole.len() + self.first.as_ref().map_or(0, Bytes::len)
    }

    fn push(&mut self, data: Bytes) {
        match self.first.take() {
            None if self.whole.is_empty() => self.first = Some(data),
            None => self.whole.extend_from_slice(&data),
            Some(head) => {
                self.whole.extend_from_slice(&head);
                self.whole.extend_from_slice(&data);
            }
        }
    }

    fn whole(self) -> Bytes {
        self.first.unwrap_or_else(|| self.whole.freeze())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A body of these pieces that then says nothing more and does not end.
    fn stalled(pieces: Vec<Vec<u8>>) -> Body {
        let sent = futures_util::stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>));
        Body::from_stream(futures_util::StreamExt::chain(sent, futures_util::stream::pending()))
    }

    fn peer(n: u8) -> IpAddr {
        IpAddr::from([203, 0, 113, n])
    }

    #[tokio::test(start_paused = true)]
    async fn who_stalls_is_let_go_and_takes_no_memory_from_others() {
        let bodies = Arc::new(Bodies::default());
        let began = Instant::now();
        let strangers = (0..64).map(|n| {
            let bodies = Arc::clone(&bodies);
            async move { bodies.receive(Some(peer(n % 8)), stalled(vec![vec![b' '; 8 * 1024]])).await.err() }
        });
        let genuine = async {
            let received =
                bodies.receive(Some(peer(200)), Body::from(vec![b'x'; 3 * 1024 * 1024])).await.unwrap();
            (received.bytes.len(), began.elapsed())
        };
        let (let_go, (length, waited)) = tokio::join!(futures_util::future::join_all(strangers), genuine);
        assert_eq!((length, waited), (3 * 1024 * 1024, Duration::ZERO));
        assert!(let_go.iter().all(|refusal| *refusal == Some(Refusal::TooSlow)), "{let_go:?}");
        assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
        assert!(bodies.sending.lock().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn small_bodies_pass_while_the_memory_for_large_ones_is_taken() {
        let bodies = Bodies::default();
        let mut held = Vec::new();
        for n in 0..8 {
            held.push(bodies.receive(Some(peer(n)), Body::from(vec![0; BODY_LIMIT_BYTES])).await.unwrap());
        }
        let large = bodies.receive(Some(peer(9)), Body::from(vec![0; BODY_LIMIT_BYTES])).await;
        assert_eq!(large.err(), Some(Refusal::NoMemory));
        assert_eq!(
            bodies.receive(Some(peer(9)), Body::from(vec![0; 64 * 1024])).await.unwrap().bytes.len(),
            64 * 1024
        );
        drop(held);
        assert!(bodies.receive(Some(peer(9)), Body::from(vec![0; BODY_LIMIT_BYTES])).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn one_address_may_not_take_every_place_and_no_body_is_longer_than_the_limit() {
        let bodies = Arc::new(Bodies::default());
        let many = (0..=PER_PEER).map(|_| bodies.receive(Some(peer(1)), stalled(Vec::new())));
        let refused = futures_util::future::join_all(many).await;
        assert_eq!(refused.iter().filter(|one| matches!(one, Err(Refusal::TooMany))).count(), 1);
        let long = vec![vec![0; BODY_LIMIT_BYTES], vec![0; 1]];
        assert_eq!(bodies.receive(Some(peer(1)), stalled(long)).await.err(), Some(Refusal::TooLarge));
    }
}
