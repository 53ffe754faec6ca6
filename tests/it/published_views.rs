//! What rooms let others read: views whose names say whose they are and which version, described in docs/VIEWS.md.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use shopbell::storage::StorageError;

use crate::house_rules::{files, owners, root};
use crate::support::TestApp;

/// A view as its migration makes it.
struct View {
    name: String,
    about: String,
    columns: Vec<(String, String)>,
    made: String,
}

impl View {
    /// The room a view belongs to: its name begins with it.
    fn room(&self) -> &str {
        self.name.split('_').next().unwrap_or_default()
    }

    /// `… AS name, -- what it is`: a column, and what is said about it.
    fn column(line: &str) -> Option<(String, String)> {
        let (code, about) = line.split_once("--").unwrap_or((line, ""));
        let name = code.trim_end().trim_end_matches(',').rsplit_once(" AS ")?.1;
        name.chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '_')
            .then(|| (name.to_owned(), about.trim().to_owned()))
    }

    /// The tables it reads.
    fn reads(&self) -> Vec<&str> {
        let code = self.made.lines().map(|line| line.split("--").next().unwrap_or_default());
        let mut words = code.flat_map(str::split_whitespace);
        let mut tables = Vec::new();
        while let Some(word) = words.next() {
            if matches!(word, "FROM" | "JOIN") {
                tables.extend(words.next());
            }
        }
        tables
    }

    fn read(name: &str, about: &str, made: &str) -> Self {
        let columns = made.lines().skip(1).filter_map(Self::column).collect();
        Self { name: name.to_owned(), about: about.to_owned(), columns, made: made.to_owned() }
    }
}

/// The number of a migration's file.
fn version(path: &Path) -> u32 {
    let name = path.file_name().unwrap().to_str().unwrap();
    name.trim_start_matches('V').split('_').next().unwrap().parse().unwrap()
}

/// Every view the migrations make, as the last of them makes it.
fn views() -> Vec<View> {
    let mut found: Vec<View> = Vec::new();
    let mut paths = files("migrations", &[".sql"]);
    paths.sort_by_key(|path| version(path));
    for path in paths {
        let text = fs::read_to_string(path).unwrap();
        for block in text.split("\n\n") {
            let Some((about, made)) = block.split_once("CREATE VIEW ") else { continue };
            let about: Vec<&str> = about.lines().map(|line| line.trim_start_matches("--").trim()).collect();
            let name = made.split_whitespace().next().unwrap_or_default();
            let view = View::read(name, about.join(" ").trim(), made);
            match found.iter_mut().find(|known| known.name == name) {
                Some(known) => *known = view,
                None => found.push(view),
            }
        }
    }
    found
}

/// docs/VIEWS.md, as the migrations say it.
fn page(views: &[View]) -> String {
    let mut page = String::from(
        "# What rooms let others read\n\nViews are the only way to read another room's rows in SQL. A view belongs to the room its name\n\
         begins with and never changes once released: another shape is another version. Moments are milliseconds since 1970, in UTC.\n\
         This page is made from `migrations/`: `VIEWS=write cargo test --test it published_views`.\n",
    );
    for view in views {
        write!(page, "\n## {}\n\n{}\n\n| column | what it is |\n| --- | --- |\n", view.name, view.about)
            .unwrap();
        for (name, about) in &view.columns {
            writeln!(page, "| {name} | {about} |").unwrap();
        }
    }
    page
}

#[test]
fn the_page_about_views_is_true() {
    let path = root().join("docs/VIEWS.md");
    let page = page(&views());
    if std::env::var("VIEWS").is_ok_and(|wish| wish == "write") {
        fs::write(&path, &page).unwrap();
    }
    let kept = fs::read_to_string(path).unwrap();
    assert!(kept == page, "docs/VIEWS.md is stale: VIEWS=write cargo test --test it published_views");
}

#[test]
fn a_view_says_whose_it_is_and_reads_only_that_rooms_tables() {
    let tables = owners();
    let rooms: BTreeSet<&str> = tables.values().map(String::as_str).collect();
    let views = views();
    assert!(views.len() >= 8, "only {} views were found", views.len());
    for view in &views {
        assert!(rooms.contains(view.room()), "{}: no room is called {}", view.name, view.room());
        let version = view.name.rsplit_once("_v").map(|(_, version)| version);
        assert!(
            version.is_some_and(|version| version.parse::<u32>().is_ok()),
            "{} has no version",
            view.name
        );
        assert!(!view.about.is_empty(), "{} does not say what it is", view.name);
        for table in view.reads() {
            assert_eq!(tables[table], view.room(), "{} reads the table {table}", view.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_has_the_columns_its_page_names() {
    let test = TestApp::start().await;
    for view in views() {
        let sql = format!("SELECT name FROM pragma_table_info('{}')", view.name);
        let read = format!("SELECT count(*) AS rows FROM {}", view.name);
        let (columns, rows) = test
            .app
            .db
            .read::<_, StorageError>(move |conn| {
                let columns = conn.all(&sql, [], |row| row.get::<_, String>("name"))?;
                Ok((columns, conn.one(&read, [], |row| row.get::<_, i64>("rows"))?))
            })
            .await
            .unwrap();
        let named: Vec<String> = view.columns.into_iter().map(|(name, _)| name).collect();
        assert_eq!(columns, named, "{}", view.name);
        assert!(rows >= 0);
    }
    test.stop().await;
}
