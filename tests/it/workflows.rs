//! What builds and publishes a release: every action by its hash, the least rights, and no job that builds may write.

use std::collections::BTreeMap;
use std::fs;

use crate::house_rules::{files, root};

/// Letters of a commit's hash.
const HASH: usize = 40;
/// What makes something of our own out of the sources: none of it where a right to write or to sign is.
const BUILDS: [&str; 6] = ["cargo", "npm", "rustup", "packaging/", "tests/run", "install.sh"];
/// Rights with which a release could be changed or signed.
const STRONG: [&str; 5] =
    ["contents: write", "id-token: write", "packages: write", "actions: write", "write-all"];

/// The jobs of a workflow, each with its lines.
fn jobs(workflow: &str) -> BTreeMap<String, Vec<String>> {
    let mut jobs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut current = None;
    let lines = workflow.lines().skip_while(|line| *line != "jobs:").skip(1);
    for line in lines.filter(|line| !line.trim_start().starts_with('#')) {
        let name = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' '));
        if let Some(name) = name.and_then(|rest| rest.strip_suffix(':')) {
            current = Some(name.to_owned());
        } else if let Some(name) = &current {
            jobs.entry(name.clone()).or_default().push(line.trim().to_owned());
        }
    }
    jobs
}

fn workflows() -> Vec<(String, String)> {
    let found = files(".github/workflows", &[".yml", ".yaml"]);
    assert!(found.len() >= 3, "{found:?}");
    let read = |path: std::path::PathBuf| (path.display().to_string(), fs::read_to_string(path).unwrap());
    found.into_iter().map(read).collect()
}

#[test]
fn every_action_is_named_by_its_hash() {
    let mut actions = 0;
    for (file, text) in workflows() {
        for line in
            text.lines().filter(|line| line.trim_start().trim_start_matches("- ").starts_with("uses:"))
        {
            let named = line.split_once("uses:").map(|(_, rest)| rest.trim()).unwrap_or_default();
            let action = named.split('#').next().unwrap_or_default().trim();
            let hash = action.split_once('@').map(|(_, hash)| hash).unwrap_or_default();
            let is_hash = hash.len() == HASH && hash.chars().all(|digit| digit.is_ascii_hexdigit());
            assert!(is_hash, "{file}: {line}");
            assert!(named.contains("# v"), "{file} does not say which version it is: {line}");
            actions += 1;
        }
    }
    assert!(actions >= 10, "{actions} actions");
}

#[test]
fn no_job_that_builds_may_write_or_sign() {
    for (file, text) in workflows() {
        let head = text.lines().take_while(|line| *line != "jobs:").filter(|line| !line.starts_with('#'));
        let head: Vec<&str> = head.collect();
        let head = head.join("\n");
        let least = head.contains("\npermissions: {}") || head.contains("\npermissions:\n  contents: read");
        assert!(least && !head.contains("write"), "{file}: say the least rights before all jobs");
        for (name, lines) in jobs(&text) {
            if !lines.iter().any(|line| STRONG.contains(&line.as_str())) {
                continue;
            }
            for line in &lines {
                let builds = BUILDS.iter().find(|word| line.contains(**word));
                assert!(builds.is_none(), "{file}: the job {name} may write or sign, and builds: {line}");
                assert!(!line.contains("actions/checkout"), "{file}: the job {name} needs no sources");
            }
        }
    }
}

#[test]
fn a_release_has_a_list_of_its_parts_checksums_and_a_signature() {
    let release = fs::read_to_string(root().join(".github/workflows/release.yml")).unwrap();
    let jobs = jobs(&release);
    let says = |job: &str, what: &str| jobs[job].iter().any(|line| line.contains(what));
    assert!(says("build", "bill-of-materials.sh"));
    assert!(says("sign", "sha256sum") && says("sign", "*.cdx.json") && says("sign", "cosign sign-blob"));
    assert!(
        jobs["sign"].contains(&"needs: build".to_owned())
            && jobs["publish"].contains(&"needs: sign".to_owned())
    );
    assert!(says("publish", "sha256sum --check"));
    let built = |lines: &[String]| lines.iter().any(|line| line.contains("persist-credentials: false"));
    assert!(built(&jobs["build"]), "what builds keeps no key of the repository");
}
