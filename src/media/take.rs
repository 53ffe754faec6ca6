//! A file comes in: piece by piece into the database, its type told by its first bytes, its fingerprint taken on the way.
//!
//! Nothing of a file counts until all of it is there and is what was expected; the same content is kept once.

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};

use super::file_name::clean_file_name;
use super::jobs::Preview;
use super::sniff;
use super::store;
use super::types::{MediaKind, Stored};
use super::{MAX_FILE_BYTES, Media, PIECE_BYTES};
use crate::ids::MediaId;
use crate::jobs;
use crate::storage::StorageError;

/// What is known about a file before it comes.
#[derive(Debug, Clone, Default)]
pub struct NewMedia {
    pub filename: Option<String>,
    /// Who of the shop uploads it, when somebody does: their bytes are counted.
    pub uploader: Option<String>,
    /// Bytes it may have, at most [`MAX_FILE_BYTES`].
    pub limit_bytes: Option<u64>,
    pub expected_bytes: Option<u64>,
    /// What it must be, as the sender says.
    pub expected_sha256: Option<[u8; 32]>,
}

/// The stream broke off, in the sender's words.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the file broke off: {0}")]
pub struct Cut(pub String);

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error("the file is larger than {limit_bytes} bytes")]
    TooLarge { limit_bytes: u64 },
    #[error("the file is empty")]
    Empty,
    /// So many bytes a day are taken from one person, or from all together.
    #[error("no more than {limit_bytes} bytes are taken in a day")]
    DayIsFull { limit_bytes: u64 },
    /// It is not what was announced: cut short or changed on the way.
    #[error("the file did not arrive as it was sent")]
    Damaged,
    #[error(transparent)]
    Cut(#[from] Cut),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Media {
    /// Takes a file in.
    pub async fn store(
        &self,
        mut bytes: impl Stream<Item = Result<Bytes, Cut>> + Send + Unpin,
        new: NewMedia,
    ) -> Result<Stored, MediaError> {
        let mut taking = Taking::new(self, &new);
        let taken = taking.all(&mut bytes).await;
        let sound = match taken {
            Ok(()) => taking.finish(&new).await,
            Err(error) => Err(error),
        };
        if let (Err(_), Some(id)) = (&sound, taking.id) {
            self.forget(id).await?;
        }
        sound
    }
}

/// A file on its way in.
struct Taking<'a> {
    media: &'a Media,
    filename: Option<String>,
    uploader: Option<String>,
    limit_bytes: u64,
    id: Option<MediaId>,
    found: Option<sniff::Found>,
    digest: Sha256,
    bytes: u64,
    pieces: u32,
    waiting: BytesMut,
}

impl<'a> Taking<'a> {
    fn new(media: &'a Media, new: &NewMedia) -> Self {
        Self {
            media,
            filename: new.filename.as_deref().and_then(clean_file_name),
            uploader: new.uploader.clone(),
            limit_bytes: new.limit_bytes.unwrap_or(MAX_FILE_BYTES).min(MAX_FILE_BYTES),
            id: None,
            found: None,
            digest: Sha256::new(),
            bytes: 0,
            pieces: 0,
            waiting: BytesMut::with_capacity(PIECE_BYTES),
        }
    }

    async fn all(
        &mut self,
        stream: &mut (impl Stream<Item = Result<Bytes, Cut>> + Send + Unpin),
    ) -> Result<(), MediaError> {
        while let Some(bytes) = stream.next().await {
            let mut bytes = bytes?;
            self.bytes += bytes.len() as u64;
            if self.bytes > self.limit_bytes {
                return Err(MediaError::TooLarge { limit_bytes: self.limit_bytes });
            }
            self.digest.update(&bytes);
            while !bytes.is_empty() {
                let room = PIECE_BYTES - self.waiting.len();
                self.waiting.extend_from_slice(&bytes.split_to(room.min(bytes.len())));
                if self.waiting.len() == PIECE_BYTES {
                    self.keep_piece().await?;
                }
            }
        }
        if !self.waiting.is_empty() {
            self.keep_piece().await?;
        }
        Ok(())
    }

    async fn keep_piece(&mut self) -> Result<(), MediaError> {
        let found = *self.found.get_or_insert_with(|| sniff::sniff(&self.waiting, self.filename.as_deref()));
        let (known, filename, number) = (self.id, self.filename.clone(), self.pieces);
        let piece = std::mem::replace(&mut self.waiting, BytesMut::with_capacity(PIECE_BYTES));
        let (uploader, quota) = (self.uploader.clone(), self.media.quota);
        let id = self.media.db.write_background(move |tx| {
            if let Some(uploader) = &uploader {
                quota.check(tx, uploader, piece.len() as u64)?;
            }
            let id = match known {
                Some(id) => id,
                None => store::begin(
                    tx,
                    found.mime_type,
                    filename.as_deref(),
                    found.animated,
                    uploader.as_deref(),
                )?,
            };
            store::add_piece(tx, id, number, &piece)?;
            if uploader.is_some() {
                store::set_bytes(tx, id, u64::from(number) * PIECE_BYTES as u64 + piece.len() as u64)?;
            }
            Ok::<_, MediaError>(id)
        });
        self.id = Some(id.await?);
        self.pieces += 1;
        Ok(())
    }

    async fn finish(&mut self, new: &NewMedia) -> Result<Stored, MediaError> {
        let (Some(id), Some(found)) = (self.id, self.found) else { return Err(MediaError::Empty) };
        let sha256: [u8; 32] = std::mem::take(&mut self.digest).finalize().into();
        if new.expected_bytes.is_some_and(|expected| expected != self.bytes)
            || new.expected_sha256.is_some_and(|expected| expected != sha256)
        {
            return Err(MediaError::Damaged);
        }
        let bytes = self.bytes;
        let kept = self.media.db.write(move |tx| {
            if let Some(same) = store::same(tx, &sha256)? {
                return Ok::<_, StorageError>(same);
            }
            store::finish(tx, id, &sha256, bytes)?;
            jobs::enqueue(tx, &Preview { media_id: id })?;
            Ok(id)
        });
        let kept = kept.await?;
        if kept != id {
            self.media.forget(id).await?;
        }
        Ok(Stored {
            id: kept,
            kind: MediaKind::of(found.mime_type),
            mime_type: found.mime_type.to_owned(),
            bytes,
            sha256: hex::encode(sha256),
        })
    }
}
