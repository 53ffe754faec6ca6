//! Litestream beside a working shop: what it carried away is the shop, message for message, also when the shop dies with
//! kill -9 under load, or both do.
//!
//! `./tests/run` puts the real Litestream into `target/pywa`.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rusqlite::Connection;
use shopbell::practice::meta::{Identity, Meta};
use shopbell::tasks::Tasks;

use crate::support::real_shop::{Shop, stand_in};

/// Messages customers write while it is replicated.
const MESSAGES: usize = 150;
/// Customers who write at the same time.
const CUSTOMERS: usize = 5;
/// How long Litestream may take to carry the first away.
const PATIENCE: Duration = Duration::from_secs(30);

fn program() -> PathBuf {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pywa/bin/litestream");
    assert!(program.exists(), "Litestream is not installed: run ./tests/run, which does it");
    program
}

/// Litestream at work on one file.
struct Litestream {
    process: Child,
    folder: tempfile::TempDir,
}

impl Litestream {
    fn replicates(database: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let process = Command::new(program())
            .arg("replicate")
            .arg(database)
            .arg(Self::replica(folder.path()))
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        Self { process, folder }
    }

    fn replica(folder: &Path) -> String {
        format!("file://{}", folder.join("replica").display())
    }

    /// Waits until something was carried away: it looks at the file once a second.
    async fn has_begun(&self) {
        let kept = self.folder.path().join("replica");
        let begun = async {
            while !holds_a_file(&kept) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        assert!(tokio::time::timeout(PATIENCE, begun).await.is_ok(), "{}", self.log());
    }

    /// As its service is stopped: what the file holds by then is carried away first.
    fn stops(&mut self) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.process.wait().unwrap().success(), "{}", self.log());
    }

    fn dies(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// The file as it comes back.
    fn restored(&self) -> PathBuf {
        let file = self.folder.path().join("restored.db");
        let restored = Command::new(program())
            .args(["restore", "-o", file.to_str().unwrap(), &Self::replica(self.folder.path())])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&restored.stderr).into_owned();
        assert!(restored.status.success(), "{said}\n{}", self.log());
        file
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

fn holds_a_file(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| path.is_file() || holds_a_file(&path))
}

impl Drop for Litestream {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Scene {
    tasks: Tasks,
    meta: Meta,
    shop: Shop,
    litestream: Litestream,
}

impl Scene {
    /// A shop that answers, with Litestream beside it.
    async fn begin() -> Self {
        let tasks = Tasks::new();
        let meta = stand_in(&tasks).await;
        let mut shop = Shop::found(&meta).await;
        shop.start().await;
        let litestream = Litestream::replicates(&shop.database());
        shop.set_up(&meta).await;
        Self { tasks, meta, shop, litestream }
    }

    /// Customers write side by side; each message is kept before the next.
    async fn customers_write(&self, messages: usize) {
        let one = async |number: usize| {
            let customer = self.meta.customer("Ana", Identity::Phone(format!("39333123456{number}")));
            for line in 0..messages / CUSTOMERS {
                customer.says(&format!("Siete aperti la domenica? {number} {line}")).await;
            }
        };
        futures_util::future::join_all((0..CUSTOMERS).map(one)).await;
    }
}

/// Tables with rows of their own; what is virtual is read in the tables it lies in.
fn tables(file: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
                  AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_litestream_%' ORDER BY name";
    let mut asked = file.prepare(sql).unwrap();
    asked.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn count(file: &Connection, sql: &str) -> i64 {
    file.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{error} in {sql}"))
}

/// Both files, the shop's own as `main` and the restored one beside it.
fn side_by_side(shop: &Path, restored: &Path) -> Connection {
    let both = Connection::open(shop).unwrap();
    both.execute("ATTACH ?1 AS restored", [restored.to_str().unwrap()]).unwrap();
    let sound: String = both.query_row("PRAGMA restored.integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    both
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_carried_away_beside_a_shop_killed_under_load_is_the_shop() {
    let mut scene = Scene::begin().await;
    scene.customers_write(MESSAGES).await;
    scene.shop.kill().await;
    // Told to stop before its first look at the file, it carries nothing away.
    scene.litestream.has_begun().await;
    scene.litestream.stops();
    let restored = scene.litestream.restored();
    let both = side_by_side(&scene.shop.database(), &restored);
    let kept = count(&both, "SELECT count(*) FROM webhook_event");
    assert!(kept >= i64::try_from(MESSAGES).unwrap(), "{kept} webhooks");
    let tables = tables(&both);
    assert!(tables.len() > 60, "{tables:?}");
    for table in tables {
        for (from, to) in [("main", "restored"), ("restored", "main")] {
            let sql = format!(
                "SELECT count(*) FROM (SELECT * FROM {from}.\"{table}\" EXCEPT SELECT * FROM {to}.\"{table}\")"
            );
            assert_eq!(
                count(&both, &sql),
                0,
                "{table}: rows of {from} are not in {to}\n{}",
                scene.litestream.log()
            );
        }
    }
    drop(both);
    opens_as_a_shop(&restored, kept);
    scene.tasks.begin_stop();
}

/// `shopbell restore` takes it for what it is: the shop, with two small tables of Litestream's own.
fn opens_as_a_shop(file: &Path, webhooks: i64) {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let restored = Command::new(env!("CARGO_BIN_EXE_shopbell"))
        .args(["restore", file.to_str().unwrap(), "--data-dir", data.to_str().unwrap()])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    let shop = Connection::open(data.join(shopbell::storage::FILE_NAME)).unwrap();
    assert_eq!(count(&shop, "SELECT count(*) FROM webhook_event"), webhooks);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_both_die_under_load_what_comes_back_is_the_shop_of_a_moment_before() {
    let mut scene = Scene::begin().await;
    scene.customers_write(MESSAGES).await;
    scene.litestream.has_begun().await;
    // What is written now, Litestream may not have carried away when it dies.
    let Scene { meta, shop, litestream, .. } = &mut scene;
    let customer = meta.customer("Bea", Identity::Phone("393339999999".into()));
    let writing = async {
        for line in 0..MESSAGES {
            customer.says(&format!("Avete il pane? {line}")).await;
        }
    };
    let dying = async {
        for line in 0..20 {
            customer.says(&format!("Avete il latte? {line}")).await;
        }
        shop.kill().await;
        litestream.dies();
    };
    tokio::pin!(writing);
    tokio::select! {
        () = &mut writing => panic!("nobody died"),
        () = dying => {}
    }
    let both = side_by_side(&shop.database(), &litestream.restored());
    let lost =
        "SELECT count(*) FROM restored.webhook_event WHERE id NOT IN (SELECT id FROM main.webhook_event)";
    assert_eq!(count(&both, lost), 0, "nothing came back that never was");
    let gap =
        "SELECT count(*) FROM main.webhook_event WHERE id NOT IN (SELECT id FROM restored.webhook_event)
                  AND id < (SELECT max(id) FROM restored.webhook_event)";
    assert_eq!(count(&both, gap), 0, "what came back has no holes");
    // An answer may have been taken back since, because its customer wrote on.
    let message = "SELECT count(*) FROM restored.message m
                    WHERE direction = 'in' AND NOT EXISTS (SELECT 1 FROM main.message o WHERE o.id = m.id AND o.text IS m.text)";
    assert_eq!(count(&both, message), 0);
    scene.tasks.begin_stop();
}
