//! The local part of a knowledge search beside an exact scan of the same vectors as float32.
//!
//! 10,000 and 100,000 chunks of about 600 characters with vectors of 1,024 dimensions in clusters, as embeddings lie.
//! A search is what the program does: by letters, by a scan of bytes, the best 30 scored again with the full vectors
//! read from SQLite's `vec0` table, both lists fused. One thread, warm. Run with `cargo bench --bench search`
//! (`-- 10000` for the small one only); it prints p50, p99, their ratios, memory and recall. Never a timed test.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a benchmark stops when it cannot go on, prints what it finds, and rounds"
)]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::named_params;
use shopbell::clock::Clock;
use shopbell::events::Bus;
use shopbell::knowledge::fuse::{LIST, fuse};
use shopbell::knowledge::lexical_index::LexicalIndex;
use shopbell::knowledge::vector_index::{VectorIndex, cosine, dot};
use shopbell::storage::{Db, OpenOptions, ReadConn, StorageError};

const DIMENSIONS: usize = 1_024;
const QUESTIONS: usize = 200;
/// Searches by each way in one run, and runs.
const RUNS: usize = 5;
/// Entries scored again with their full vectors.
const SCORED_AGAIN: usize = 30;
const CHUNKS_A_CLUSTER: usize = 20;

fn main() {
    let only: Option<usize> = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    for chunks in [10_000, 100_000] {
        if only.is_none_or(|only| only == chunks) {
            runtime.block_on(compare(chunks));
        }
    }
}

async fn compare(chunks: usize) {
    let mut random = Random(42);
    let corpus = Corpus::load();
    let mut lexical = LexicalIndex::default();
    for chunk in 0..chunks {
        lexical.add(chunk as i64, &corpus.passage(&mut random));
    }
    lexical.shrink();
    let vectors = Vectors::made(chunks, &mut random);
    let mut index = VectorIndex::new(DIMENSIONS);
    for (chunk, vector) in vectors.rows.chunks_exact(DIMENSIONS).enumerate() {
        index.add(chunk as i64, vector);
    }
    index.shrink();
    let bytes = lexical.bytes() + index.bytes();
    println!("{chunks} chunks: {} bytes of memory a chunk", bytes / chunks);

    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(OpenOptions {
        folder: folder.path().to_owned(),
        clock: Clock::system(),
        bus: Bus::default(),
        exclusive: true,
    })
    .unwrap();
    vectors.keep(&db).await;
    let questions: Vec<_> =
        (0..QUESTIONS).map(|_| (corpus.question(&mut random), vectors.near_one(&mut random))).collect();
    db.read_long::<_, StorageError>(move |conn| {
        measure(conn, &lexical, &index, &vectors, &questions);
        Ok(())
    })
    .await
    .unwrap();
    db.close().await;
}

type Question = (String, Vec<f32>);

fn measure(
    conn: &ReadConn,
    lexical: &LexicalIndex<i64>,
    index: &VectorIndex<i64>,
    vectors: &Vectors,
    questions: &[Question],
) {
    let (mut letters, mut ours, mut exact) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        letters.push(Figures::of(questions, |(words, _)| drop(black_box(lexical.search(words, LIST)))));
        ours.push(Figures::of(questions, |question| drop(black_box(search(conn, lexical, index, question)))));
        exact.push(Figures::of(questions, |(_, vector)| drop(black_box(vectors.exact(vector, 10)))));
    }
    let (letters, ours, exact) = (Figures::median(letters), Figures::median(ours), Figures::median(exact));
    for (name, figures) in [("by letters", letters), ("whole search", ours), ("exact float32 scan", exact)] {
        println!("  {name:<20} p50 {:>8.3} ms   p99 {:>8.3} ms", figures.p50_ms(), figures.p99_ms());
    }
    println!(
        "  whole search / exact p50 {:.2}   p99 {:.2}",
        ours.p50_ms() / exact.p50_ms(),
        ours.p99_ms() / exact.p99_ms()
    );
    let found: usize = questions
        .iter()
        .map(|(_, vector)| {
            let exact = vectors.exact(vector, 10);
            by_meaning(conn, index, vector).iter().take(10).filter(|(key, _)| exact.contains(key)).count()
        })
        .sum();
    println!("  recall@10 of exact   {:.4}", found as f64 / (10 * questions.len()) as f64);
}

fn search(
    conn: &ReadConn,
    lexical: &LexicalIndex<i64>,
    index: &VectorIndex<i64>,
    (words, vector): &Question,
) -> Vec<(i64, f32)> {
    let letters: Vec<_> = lexical.search(words, LIST).iter().map(|hit| (hit.key, hit.score)).collect();
    fuse(&letters, &by_meaning(conn, index, vector))
}

fn by_meaning(conn: &ReadConn, index: &VectorIndex<i64>, question: &[f32]) -> Vec<(i64, f32)> {
    let mut near = index.candidates(question, LIST);
    for (key, score) in near.iter_mut().take(SCORED_AGAIN) {
        let sql = "SELECT embedding FROM bench_vector WHERE id = :id";
        let vector = conn.one(sql, named_params! { ":id": *key }, |row| {
            let bytes = row.get_ref("embedding")?.as_blob()?;
            Ok(bytes.as_chunks().0.iter().map(|number| f32::from_le_bytes(*number)).collect::<Vec<_>>())
        });
        *score = cosine(question, &vector.unwrap());
    }
    near.sort_by(|a, b| b.1.total_cmp(&a.1));
    near
}

/// What one run measured.
#[derive(Clone, Copy)]
struct Figures {
    p50: Duration,
    p99: Duration,
}

impl Figures {
    fn of(questions: &[Question], ask: impl Fn(&Question)) -> Self {
        let mut times: Vec<Duration> = questions
            .iter()
            .map(|question| {
                let begun = Instant::now();
                ask(question);
                begun.elapsed()
            })
            .collect();
        times.sort();
        Self { p50: times[times.len() / 2], p99: times[times.len() * 99 / 100] }
    }

    fn median(mut runs: Vec<Self>) -> Self {
        runs.sort_by_key(|figures| figures.p50);
        let p50 = runs[runs.len() / 2].p50;
        runs.sort_by_key(|figures| figures.p99);
        Self { p50, p99: runs[runs.len() / 2].p99 }
    }

    fn p50_ms(self) -> f64 {
        self.p50.as_secs_f64() * 1_000.0
    }

    fn p99_ms(self) -> f64 {
        self.p99.as_secs_f64() * 1_000.0
    }
}

/// Sentences and questions of the English test set, shuffled into passages.
struct Corpus {
    sentences: Vec<String>,
    questions: Vec<String>,
}

impl Corpus {
    fn load() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/retrieval/xquad-en.json");
        let set: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let texts = |of: &str| -> Vec<String> {
            set[of].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap().to_owned()).collect()
        };
        let sentences = texts("docs")
            .iter()
            .flat_map(|text| text.split(". ").map(str::to_owned).collect::<Vec<_>>())
            .collect();
        Self { sentences, questions: texts("queries") }
    }

    fn passage(&self, random: &mut Random) -> String {
        let mut passage = String::new();
        while passage.len() < 600 {
            passage.push_str(&self.sentences[random.below(self.sentences.len())]);
            passage.push_str(". ");
        }
        passage
    }

    fn question(&self, random: &mut Random) -> String {
        self.questions[random.below(self.questions.len())].clone()
    }
}

/// Vectors in clusters, as embeddings lie; uniform ones would mislead.
struct Vectors {
    rows: Vec<f32>,
}

impl Vectors {
    fn made(chunks: usize, random: &mut Random) -> Self {
        let mut rows = Vec::with_capacity(chunks * DIMENSIONS);
        let mut centre = Vec::new();
        for chunk in 0..chunks {
            if chunk % CHUNKS_A_CLUSTER == 0 {
                centre = (0..DIMENSIONS).map(|_| random.number()).collect();
            }
            rows.extend(centre.iter().map(|number| number + 0.6 * random.number()));
        }
        // Of length 1, so that the yardstick needs one product a row and no more.
        for row in rows.chunks_exact_mut(DIMENSIONS) {
            let length = dot(row, row).sqrt();
            for number in row {
                *number /= length;
            }
        }
        Self { rows }
    }

    fn near_one(&self, random: &mut Random) -> Vec<f32> {
        let row = random.below(self.rows.len() / DIMENSIONS) * DIMENSIONS;
        self.rows[row..row + DIMENSIONS].iter().map(|number| number + 0.02 * random.number()).collect()
    }

    async fn keep(&self, db: &Db) {
        let sql = format!(
            "CREATE VIRTUAL TABLE bench_vector USING vec0(id INTEGER PRIMARY KEY, embedding float[{DIMENSIONS}], chunk_size=8)"
        );
        db.write::<_, StorageError>(move |tx| tx.execute_batch(&sql)).await.unwrap();
        for (batch, rows) in self.rows.chunks(DIMENSIONS * 1_000).enumerate() {
            let rows: Vec<Vec<u8>> = rows
                .chunks_exact(DIMENSIONS)
                .map(|row| row.iter().flat_map(|number| number.to_le_bytes()).collect())
                .collect();
            db.write::<_, StorageError>(move |tx| {
                for (offset, row) in rows.iter().enumerate() {
                    let id = (batch * 1_000 + offset) as i64;
                    let sql = "INSERT INTO bench_vector (id, embedding) VALUES (:id, :embedding)";
                    tx.execute(sql, named_params! { ":id": id, ":embedding": row })?;
                }
                Ok(())
            })
            .await
            .unwrap();
        }
    }

    /// The yardstick: every vector, in full.
    fn exact(&self, question: &[f32], limit: usize) -> Vec<i64> {
        let mut scored: Vec<(i64, f32)> =
            (0..).zip(self.rows.chunks_exact(DIMENSIONS).map(|row| dot(question, row))).collect();
        scored.select_nth_unstable_by(limit, |a, b| b.1.total_cmp(&a.1));
        scored.truncate(limit);
        scored.into_iter().map(|(key, _)| key).collect()
    }
}

/// Always the same numbers.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// Between -1 and 1.
    fn number(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    }
}
