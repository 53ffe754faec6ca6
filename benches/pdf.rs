//! How well PDF is read, beside poppler's `pdftotext` over a folder of PDFs: `cargo bench --bench pdf -- FOLDER`.
//!
//! Word recall: of poppler's words, those found here, counted as often as they stand there. Order: the longest common
//! subsequence of words, of poppler's words; poppler's reading order and its `-layout` are both tried, the better
//! counts. Each file goes through the real child (`shopbell extract pdf`) with its limits. Never a timed test.

#![allow(
    clippy::cast_precision_loss,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark stops when it cannot go on, prints what it finds for people, and reads the clock"
)]

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use unicode_normalization::UnicodeNormalization as _;

/// Words below which a file says nothing about reading.
const MIN_WORDS: usize = 5;
/// Words of one file whose order is compared.
const MAX_WORDS: usize = 20_000;
/// What is asked of a file.
const GOOD: f64 = 0.9;

/// What one file gave.
struct Read {
    name: String,
    recall: f64,
    order: f64,
    time: Duration,
    peak_kb: u64,
    words: usize,
    fault: Option<String>,
    aborted: bool,
}

fn main() {
    let folder = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let Some(folder) = folder else {
        println!("say which folder: cargo bench --bench pdf -- FOLDER");
        return;
    };
    let mut files = Vec::new();
    gather(Path::new(&folder), &mut files);
    files.sort();
    let all: Vec<Read> = files.iter().filter_map(|file| compare(file)).collect();
    for read in all.iter().filter(|read| read.words >= MIN_WORDS && (read.recall < GOOD || read.order < GOOD))
    {
        println!(
            "{:.3} {:.3} {:5} words {:7.0} ms {} {}",
            read.recall,
            read.order,
            read.words,
            read.time.as_secs_f64() * 1e3,
            read.name,
            read.fault.as_deref().unwrap_or("")
        );
    }
    report(&all);
}

fn report(all: &[Read]) {
    let read: Vec<&Read> = all.iter().filter(|read| read.words >= MIN_WORDS).collect();
    let count = read.len().max(1);
    let share = |value: fn(&Read) -> f64| {
        let good = read.iter().filter(|read| value(read) >= GOOD).count();
        let mean = read.iter().map(|read| value(read)).sum::<f64>() / count as f64;
        format!(
            "{good} of {count} files at 0.9 or more ({:.1} %), mean {mean:.3}",
            good as f64 * 100.0 / count as f64
        )
    };
    println!("files {}, with words for pdftotext {}", all.len(), read.len());
    println!("word recall: {}", share(|read| read.recall));
    println!("order:       {}", share(|read| read.order));
    println!(
        "aborts {}, without text though pdftotext has some {}, slowest {:.2?}, all {:.1?}, largest {} MB",
        all.iter().filter(|read| read.aborted).count(),
        read.iter().filter(|read| read.fault.is_some()).count(),
        all.iter().map(|read| read.time).max().unwrap_or_default(),
        all.iter().map(|read| read.time).sum::<Duration>(),
        all.iter().map(|read| read.peak_kb).max().unwrap_or_default() / 1024,
    );
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("pdf")) {
            files.push(path);
        }
    }
}

fn compare(file: &Path) -> Option<Read> {
    let bytes = std::fs::read(file).ok()?;
    let began = Instant::now();
    let (answer, peak_kb, aborted) = child(&bytes);
    let time = began.elapsed();
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap_or_default();
    let text = answer["text"]["text"].as_str().unwrap_or_default();
    let fault = answer["text"].is_null().then(|| answer["fault"].as_str().unwrap_or("died").to_owned());
    let ours = words(text);
    let plain = words(&poppler(file, &[]));
    let layout = words(&poppler(file, &["-layout"]));
    Some(Read {
        name: file.display().to_string(),
        recall: recall(&ours, &plain),
        order: order(&ours, &plain).max(order(&ours, &layout)),
        time,
        peak_kb,
        words: plain.len(),
        fault,
        aborted,
    })
}

/// Reads one document as the program does; its memory is looked at while it runs.
fn child(document: &[u8]) -> (Vec<u8>, u64, bool) {
    let program = option_env!("CARGO_BIN_EXE_shopbell").map_or_else(own_reader, PathBuf::from);
    let mut child = Command::new(program)
        .args(["extract", "pdf"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(document));
        let answer = scope.spawn(move || {
            let mut answer = Vec::new();
            std::io::Read::read_to_end(&mut stdout, &mut answer).map(|_| answer).unwrap_or_default()
        });
        let mut peak = 0;
        while child.try_wait().unwrap().is_none() {
            peak = peak.max(resident(&status));
            std::thread::sleep(Duration::from_millis(1));
        }
        let code = child.wait().unwrap().code();
        (answer.join().unwrap(), peak, code.is_none())
    })
}

fn own_reader() -> PathBuf {
    std::env::current_exe().unwrap().with_file_name("shopbell")
}

fn resident(status: &Path) -> u64 {
    let status = std::fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()).and_then(|kb| kb.parse().ok()).unwrap_or(0)
}

fn poppler(file: &Path, extra: &[&str]) -> String {
    let output = Command::new("pdftotext").args(extra).arg(file).arg("-").stderr(Stdio::null()).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}

/// Words in one spelling: composed, without marks of direction, without the marks of tables and headings.
fn words(text: &str) -> Vec<String> {
    let text: String = text.nfkc().filter(|letter| !matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{ad}')).collect();
    let words = text.split_whitespace().filter(|word| !matches!(*word, "|" | "---" | "#" | "##"));
    words.take(MAX_WORDS).map(str::to_owned).collect()
}

fn recall(ours: &[String], theirs: &[String]) -> f64 {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in ours {
        *left.entry(word).or_default() += 1;
    }
    let found = theirs.iter().filter(|word| {
        left.get_mut(word.as_str()).is_some_and(|count| {
            let there = *count > 0;
            *count -= usize::from(there);
            there
        })
    });
    found.count() as f64 / theirs.len().max(1) as f64
}

/// The longest common subsequence, by the places at which each word stands.
fn order(ours: &[String], theirs: &[String]) -> f64 {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, word) in ours.iter().enumerate() {
        places.entry(word).or_default().push(at);
    }
    // Hunt and Szymanski: the longest rising run of places, each word's taken from the last backwards.
    let mut ends: Vec<usize> = Vec::new();
    for word in theirs {
        for at in places.get(word.as_str()).into_iter().flatten().rev() {
            let length = ends.partition_point(|end| end < at);
            if length == ends.len() {
                ends.push(*at);
            } else {
                ends[length] = *at;
            }
        }
    }
    ends.len() as f64 / theirs.len().max(1) as f64
}
