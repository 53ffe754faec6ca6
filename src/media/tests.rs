//! Files in and out of a real database.

use futures_util::{StreamExt as _, stream};

use super::*;
use crate::clock::Clock;
use crate::events::Bus;
use crate::storage::OpenOptions;

struct Scene {
    media: Media,
    _folder: tempfile::TempDir,
}

fn scene() -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::fixed("2026-11-21T09:00:00Z".parse().unwrap());
    let options =
        OpenOptions { folder: folder.path().to_owned(), clock, bus: Bus::default(), exclusive: true };
    let db = Db::open(options).unwrap();
    Scene { media: Media::new(db, Extractor::new("/bin/false".into())), _folder: folder }
}

impl Scene {
    async fn store(&self, bytes: &[u8], new: NewMedia) -> Result<Stored, MediaError> {
        let pieces: Vec<_> = bytes.chunks(70_001).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        self.media.store(stream::iter(pieces), new).await
    }

    async fn read(&self, id: MediaId, first: u64, last: u64) -> Vec<u8> {
        let pieces: Vec<_> = self.media.pieces(id, first, last).collect().await;
        pieces.into_iter().flat_map(|piece| piece.unwrap().to_vec()).collect()
    }

    async fn rows(&self) -> i64 {
        self.media
            .db
            .read(|conn| {
                conn.one(
                    "SELECT (SELECT count(*) FROM media) + (SELECT count(*) FROM media_piece)",
                    [],
                    |row| row.get(0),
                )
            })
            .await
            .map_err(|error: StorageError| error)
            .unwrap()
    }
}

fn noise(length: u32) -> Vec<u8> {
    (0..length).map(|at| (at.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_come_back_as_they_were_whole_and_in_parts() {
    let scene = scene();
    let bytes = noise(600_000);
    let stored = scene.store(&bytes, NewMedia::default()).await.unwrap();
    assert_eq!(stored.bytes, 600_000);
    assert_eq!(scene.read(stored.id, 0, 599_999).await, bytes);
    for (first, last) in [(0_usize, 0_usize), (262_143, 262_144), (100, 524_290), (599_999, 599_999)] {
        assert_eq!(scene.read(stored.id, first as u64, last as u64).await, bytes[first..=last]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_content_is_kept_once() {
    let scene = scene();
    let bytes = noise(300_000);
    let first = scene
        .store(&bytes, NewMedia { filename: Some("a.bin".into()), ..NewMedia::default() })
        .await
        .unwrap();
    let rows = scene.rows().await;
    let second = scene
        .store(&bytes, NewMedia { filename: Some("b.bin".into()), ..NewMedia::default() })
        .await
        .unwrap();
    assert_eq!((first.id, rows), (second.id, scene.rows().await));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_right_leaves_nothing_behind() {
    let scene = scene();
    let bytes = noise(600_000);
    let too_large = NewMedia { limit_bytes: Some(500_000), ..NewMedia::default() };
    assert!(matches!(
        scene.store(&bytes, too_large).await,
        Err(MediaError::TooLarge { limit_bytes: 500_000 })
    ));
    let other = NewMedia { expected_sha256: Some([7; 32]), ..NewMedia::default() };
    assert!(matches!(scene.store(&bytes, other).await, Err(MediaError::Damaged)));
    let longer = NewMedia { expected_bytes: Some(600_001), ..NewMedia::default() };
    assert!(matches!(scene.store(&bytes, longer).await, Err(MediaError::Damaged)));
    assert!(matches!(scene.store(&[], NewMedia::default()).await, Err(MediaError::Empty)));
    let cut = stream::iter([Ok(Bytes::from(bytes)), Err(Cut("reset".into()))]);
    assert!(matches!(scene.media.store(cut, NewMedia::default()).await, Err(MediaError::Cut(_))));
    assert_eq!(scene.rows().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_goes_in_pieces_that_let_urgent_writes_by() {
    let scene = scene();
    let bytes = noise(6_000_000);
    let stored = scene.store(&bytes, NewMedia::default()).await.unwrap();
    let pieces = move |tx: &crate::storage::WriteTx| {
        let sql = "SELECT count(*) FROM media_piece WHERE media_id = ?1";
        tx.one(sql, [stored.id], |row| row.get::<_, i64>(0))
    };
    assert_eq!(scene.media.db.write(pieces).await.unwrap(), 23);
    let urgent = async {
        let mut left = vec![23];
        while left.last() != Some(&0) {
            left.push(scene.media.db.write(pieces).await.unwrap());
        }
        left
    };
    let (gone, left) = tokio::join!(scene.media.forget(stored.id), urgent);
    gone.unwrap();
    // Between two urgent writes at most one slice that had begun, and one that stood before the second.
    assert!(left.windows(2).all(|pair| pair[0] - pair[1] <= 8), "{left:?}");
    assert_eq!(scene.rows().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_takes_so_many_bytes_of_each_and_of_all() {
    let mut scene = scene();
    scene.media = scene.media.with_quota(Quota { one_bytes: 1_000_000, all_bytes: 1_500_000 });
    let by = |who: &str| NewMedia { uploader: Some(who.into()), ..NewMedia::default() };
    let file = |first: u8| {
        let mut bytes = noise(600_000);
        bytes[0] = first;
        bytes
    };
    assert!(scene.store(&file(1), by("ada")).await.is_ok());
    assert!(scene.store(&file(1), by("bea")).await.is_ok(), "the same content costs nothing");
    let rows = scene.rows().await;
    let full = scene.store(&file(2), by("ada")).await;
    assert!(matches!(full, Err(MediaError::DayIsFull { limit_bytes: 1_000_000 })), "{full:?}");
    assert_eq!(scene.rows().await, rows, "nothing of it stays");
    assert!(scene.store(&file(3), by("bea")).await.is_ok());
    let full = scene.store(&file(4), by("cleo")).await;
    assert!(matches!(full, Err(MediaError::DayIsFull { limit_bytes: 1_500_000 })), "{full:?}");
    assert!(scene.store(&file(5), NewMedia::default()).await.is_ok(), "customers are not counted");
}
