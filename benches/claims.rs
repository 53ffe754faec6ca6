//! How many drafts end as they should, by kind and by language: the two folders of the tests, or any folder of such cases.
//!
//! ```text
//! cargo bench --bench claims                         the folders of tests/data/claims
//! SHOPBELL_CLAIMS=/some/folder cargo bench --bench claims
//! ```
//!
//! A folder holds `shops.json`, `unsupported.json` and `supported.json`. "Always yes" is a second pass that believes
//! every sentence and quotes what comes nearest: the worst a model can do to the check. "Alone" is no second pass.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a benchmark stops when it cannot go on and prints what it finds"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[path = "../tests/it/claims/table.rs"]
mod table;

use table::{Case, Shop, Table, judge, read};

fn main() {
    let folders = std::env::var_os("SHOPBELL_CLAIMS").map_or_else(
        || {
            let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/claims");
            ["first", "trades", "services", "counters", "shopfronts", "leisure", "makers"]
                .map(|name| data.join(name))
                .to_vec()
        },
        |folder| vec![PathBuf::from(folder)],
    );
    for folder in folders {
        let table = Table::of(&folder);
        println!("{}\n{}", folder.display(), table.told());
        for wrong in &table.wrong {
            println!("  {wrong}");
        }
        let share = |row: table::Row, went: usize| 100.0 * went as f64 / row.cases.max(1) as f64;
        let (bad, good) = (table.all(false), table.all(true));
        println!(
            "  unsupported sent {:.1} % (goal: at most 20 %), supported held back {:.1} % (goal: at most 5 %)",
            share(bad, bad.always_yes),
            share(good, good.cases - good.always_yes),
        );
        println!("  {}", speed(&folder));
    }
}

/// What the three locks take for one draft, all of them, over the whole of its shop.
fn speed(folder: &Path) -> String {
    let shops: std::collections::BTreeMap<String, Shop> = read(folder, "shops.json");
    let cases: Vec<Case> = read(folder, "supported.json");
    let mut took: Vec<Duration> = cases
        .iter()
        .filter_map(|case| {
            let shop = shops.get(&case.shop)?;
            let began = Instant::now();
            let _ = judge(shop, case);
            Some(began.elapsed())
        })
        .collect();
    took.sort_unstable();
    let at = |share: usize| took.get(took.len() * share / 100).copied().unwrap_or_default();
    format!("all locks for one draft: median {:?}, p95 {:?}", at(50), at(95))
}
