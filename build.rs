//! Builds the screens into the program: takes a built UI when there is one, else builds it with npm.

use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=SHOPBELL_UI_DIST");
    println!("cargo::rerun-if-changed=migrations");
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let folder = match std::env::var_os("SHOPBELL_UI_DIST") {
        Some(given) => prebuilt(PathBuf::from(given)),
        None => built_ui(&root),
    };
    assert!(folder.join("index.html").is_file(), "there is no built UI in {}", folder.display());
    println!("cargo::rustc-env=SHOPBELL_UI_FOLDER={}", folder.display());
}

/// A folder somebody else builds is looked at again; what is built here is younger than the look that led to it, and would be
/// built at each call.
fn prebuilt(folder: PathBuf) -> PathBuf {
    println!("cargo::rerun-if-changed={}", folder.join("index.html").display());
    folder
}

/// A release tarball carries `ui/dist` and no sources; a checkout has sources and builds them.
fn built_ui(root: &Path) -> PathBuf {
    let ui = root.join("ui");
    let sources = ui.join("src");
    if !sources.is_dir() {
        return prebuilt(ui.join("dist"));
    }
    for watched in [
        "src",
        "public",
        "index.html",
        "package.json",
        "package-lock.json",
        "vite.config.ts",
        "first-load.ts",
        "precompress.ts",
        "tsconfig.json",
    ] {
        println!("cargo::rerun-if-changed={}", ui.join(watched).display());
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("ui");
    if !is_installed(&ui) {
        run(&ui, &["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    }
    run(&ui, &["run", "build", "--", "--outDir", &out.to_string_lossy(), "--emptyOutDir"]);
    out
}

/// npm writes its own record last of all: one younger than the lock file says that all of it is there.
fn is_installed(ui: &Path) -> bool {
    let changed = |file: &str| ui.join(file).metadata().and_then(|found| found.modified());
    matches!((changed("node_modules/.package-lock.json"), changed("package-lock.json")), (Ok(record), Ok(lock)) if record > lock)
}

fn run(folder: &Path, arguments: &[&str]) {
    let done = Command::new("npm").args(arguments).current_dir(folder).status();
    match done {
        Ok(status) if status.success() => {}
        Ok(status) => panic!("`npm {}` failed with {status}", arguments.join(" ")),
        Err(error) => panic!(
            "the screens are built with Node, and `npm` could not be started ({error}). \
             Install Node.js 20 or newer (https://nodejs.org, or your system's packages `nodejs` and `npm`), \
             or set SHOPBELL_UI_DIST to a folder with a built UI."
        ),
    }
}
