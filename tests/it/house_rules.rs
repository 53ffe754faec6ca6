//! The rules of the house, held by tests: floors are one-way, tables have owners, files stay small and say what they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const GROUND: &[&str] = &[
    "words",
    "digits",
    "letters",
    "ids",
    "money",
    "clock",
    "actor",
    "tasks",
    "config",
    "redaction",
    "secrets",
    "telemetry",
];
const PLUMBING: &[&str] = &[
    "storage",
    "jobs",
    "events",
    "audit",
    "http",
    "languages",
    "llm",
    "notify",
    "privacy",
    "extract",
    "media",
];
const KEEPERS: &[&str] = &["accounts", "channels", "inbox", "knowledge", "orders"];
const DOERS: &[&str] = &["whatsapp", "replies", "health", "practice"];
const FRONT_DOOR: &[&str] = &["app", "cli"];

/// Imports on the same floor, each an architecture decision with its reason.
const MAY_ALSO_IMPORT: &[(&str, &str, &str)] = &[
    ("tasks", "clock", "a task may have to wait for a moment"),
    ("actor", "ids", "who asks is named by an id"),
    ("ids", "clock", "an id carries the moment it was made for"),
    ("redaction", "digits", "a phone number is written in the digits of any script"),
    ("redaction", "letters", "between its digits may stand what nobody sees"),
    ("config", "telemetry", "the log's format is a setting"),
    ("config", "secrets", "a key in the settings is a secret"),
    ("storage", "events", "events are told after the commit, and only storage knows when that is"),
    ("jobs", "storage", "jobs are rows"),
    ("jobs", "events", "the worker wakes when a job is committed"),
    ("jobs", "http", "people see and revive dead jobs"),
    ("jobs", "audit", "reviving a job is a deed"),
    ("audit", "storage", "the trail is rows"),
    ("audit", "http", "people read the trail"),
    ("http", "storage", "a storage fault has one shape for every caller"),
    ("http", "events", "live events are streamed to screens"),
    ("languages", "storage", "words are looked up as search tokens are folded"),
    ("llm", "storage", "the owner's model settings are rows"),
    ("llm", "languages", "the built-in model reads questions and documents with the languages' words"),
    ("llm", "http", "the owner changes them in the browser; vendors are called over HTTP"),
    ("llm", "audit", "changing them is a deed"),
    ("llm", "events", "screens hear that they changed"),
    ("media", "storage", "a file is rows"),
    ("media", "jobs", "small pictures are made after the upload, and survive a crash"),
    ("media", "http", "people send and fetch files"),
    ("media", "events", "screens hear that a small picture is ready"),
    ("media", "extract", "a file of a stranger is looked at in the child process only"),
    ("notify", "storage", "notices are rows"),
    ("notify", "jobs", "a notice survives a crash, and is tried again"),
    ("notify", "http", "people say how they want to be reached; push services are called over HTTP"),
    ("notify", "audit", "adding a device or a mail server is a deed"),
    ("notify", "events", "screens hear what somebody was told"),
    ("notify", "privacy", "notices name customers"),
    ("notify", "languages", "a notice is told in its reader's language, whatever the region"),
    ("privacy", "storage", "what rooms keep is rows, and erasing overwrites them"),
    ("privacy", "jobs", "an erasure survives a crash"),
    ("privacy", "http", "people hand over and erase in the browser"),
    ("privacy", "audit", "both are deeds"),
    ("privacy", "events", "screens hear how far an erasure is"),
    ("cli", "app", "commands start and ask the program"),
];

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.map(|entry| entry.unwrap().path()) {
            let name = entry.file_name().unwrap().to_string_lossy().into_owned();
            if entry.is_dir() && name != "node_modules" && name != "dist" {
                open.push(entry);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(entry);
            }
        }
    }
    found.sort();
    found
}

pub(crate) fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

fn floor_of(room: &str) -> Option<usize> {
    [GROUND, PLUMBING, KEEPERS, DOERS, FRONT_DOOR].iter().position(|floor| floor.contains(&room))
}

/// The room a source file belongs to.
fn room_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    inside.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// The rooms a text imports: `crate::room` as it stands in code, and lists such as `crate::{room, room}`.
fn imports(text: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let list = &list[..list.find("};").unwrap_or(0)];
            let mut depth = 0;
            let mut word = String::new();
            for letter in list.chars().chain([',']) {
                match letter {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        let room: String =
                            word.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                        rooms.push(room);
                        word.clear();
                        continue;
                    }
                    _ => {}
                }
                word.push(letter);
            }
        } else {
            rooms.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    rooms
}

#[test]
fn rooms_import_only_from_floors_below() {
    let mut broken = Vec::new();
    for path in files("src", &[".rs"]) {
        let room = room_of(&path);
        if room == "lib" || room == "main" {
            continue;
        }
        let floor =
            floor_of(&room).unwrap_or_else(|| panic!("{} is in a room without a floor", relative(&path)));
        let text = fs::read_to_string(&path).unwrap();
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for other in imports(&code) {
            let Some(other_floor) = floor_of(&other) else { continue };
            let allowed = other == room
                || other_floor < floor
                || MAY_ALSO_IMPORT.iter().any(|(from, to, _)| *from == room && *to == other);
            if !allowed {
                broken.push(format!("{}: {room} may not import {other}", relative(&path)));
            }
        }
    }
    broken.sort();
    broken.dedup();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

/// Each table belongs to the room its name begins with, else to the room its migration is named after.
pub(crate) fn owners() -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for path in files("migrations", &[".sql"]) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let room = name.split("__").nth(1).unwrap().split("__").next().unwrap().to_owned();
        let room = room.split('_').next().unwrap().to_owned();
        for line in fs::read_to_string(&path).unwrap().lines() {
            let line = line.trim();
            let made =
                line.strip_prefix("CREATE TABLE ").or_else(|| line.strip_prefix("CREATE VIRTUAL TABLE "));
            if let Some(rest) = made {
                let table: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let named = table.split('_').next().unwrap_or_default().to_owned();
                let owner = if floor_of(&named).is_some() { named } else { room.clone() };
                owners.insert(table, owner);
            }
        }
    }
    owners
}

#[test]
fn only_the_owner_names_a_table() {
    let owners = owners();
    let mut broken = Vec::new();
    for path in files("src", &[".rs", ".sql"]) {
        let room = room_of(&path);
        let text = fs::read_to_string(&path).unwrap();
        for keyword in ["FROM ", "JOIN ", "INTO ", "UPDATE ", "UPDATE OR IGNORE ", "DELETE FROM "] {
            for (at, _) in text.match_indices(keyword) {
                let table: String = text[at + keyword.len()..]
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if owners.get(&table).is_some_and(|owner| *owner != room) {
                    broken.push(format!(
                        "{}: the table {table} belongs to {}",
                        relative(&path),
                        owners[&table]
                    ));
                }
            }
        }
    }
    broken.dedup();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut broken = Vec::new();
    let ours = ["src", "tests", "benches", "fuzz", "ui/src"]
        .into_iter()
        .flat_map(|folder| files(folder, &[".rs", ".ts", ".tsx", ".css", ".mjs"]));
    for path in ours {
        let name = relative(&path);
        if name.contains(".gen.") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        if text.lines().count() > 400 {
            broken.push(format!("{name} has {} lines; 400 is the most", text.lines().count()));
        }
        let is_test_file = name.ends_with("tests.rs");
        if name.ends_with(".rs") && name.starts_with("src/") && !is_test_file && !text.starts_with("//!") {
            broken.push(format!("{name} does not open with what it is (`//!`)"));
        }
        for word in ["todo!(", "unimplemented!(", "TODO", "FIXME"] {
            if name != "tests/it/house_rules.rs" && text.contains(word) {
                broken.push(format!("{name} contains {word}"));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn every_path_the_maps_name_exists() {
    let mut missing = Vec::new();
    for map in ["docs/ARCHITECTURE.md", "docs/GLOSSARY.md"] {
        let text = fs::read_to_string(root().join(map)).unwrap();
        for quoted in text.split('`').skip(1).step_by(2) {
            let looks_like_a_path =
                ["src/", "tests/", "ui/", "docs/", "migrations/", "packaging/", "systemd/", "benches/"]
                    .iter()
                    .any(|start| quoted.starts_with(start));
            if looks_like_a_path && !quoted.contains(['*', '<', ' ']) && !root().join(quoted).exists() {
                missing.push(format!("{map}: {quoted}"));
            }
        }
    }
    assert!(missing.is_empty(), "maps name what is not there: {missing:?}");
}

#[test]
fn a_broken_floor_is_noticed() {
    assert_eq!(
        imports("use crate::inbox::Inbox; use crate::{audit, http::{A, B}, jobs};"),
        ["inbox", "audit", "http", "jobs"]
    );
    assert!(floor_of("inbox") < floor_of("replies"));
}

#[test]
fn the_kept_description_of_the_api_is_the_programs_own() {
    let kept = fs::read_to_string(root().join("docs/openapi.json")).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    let own = serde_json::to_value(shopbell::app::document()).unwrap();
    assert!(kept == own, "docs/openapi.json is stale: cargo run -- openapi > docs/openapi.json");
}
