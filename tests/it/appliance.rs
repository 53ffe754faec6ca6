//! The appliance: the installer lays its files, says every step and is safe to run twice; a real Caddy in front
//! passes webhooks byte for byte and live events as they come.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::Body;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::support::{TestApp, answer};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A release folder as the tarball has it.
fn release() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("bin")).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_shopbell"), folder.path().join("bin/shopbell")).unwrap();
    std::fs::copy(root().join("install.sh"), folder.path().join("install.sh")).unwrap();
    for name in ["packaging", "systemd"] {
        std::os::unix::fs::symlink(root().join(name), folder.path().join(name)).unwrap();
    }
    folder
}

fn install(release: &Path, machine: &Path, arguments: &[&str]) -> Output {
    Command::new("bash")
        .arg(release.join("install.sh"))
        .args(["--root", &machine.display().to_string()])
        .args(arguments)
        .output()
        .expect("bash runs")
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn the_installer_is_safe_to_run_twice_and_leaves_the_data_when_it_goes() {
    let (release, machine) = (release(), tempfile::tempdir().unwrap());
    let first = install(release.path(), machine.path(), &["--domain", "shop.example"]);
    assert!(first.status.success(), "{}", text(&first));
    for step in ["1/5", "2/5", "3/5", "4/5", "5/5", "Done."] {
        assert!(text(&first).contains(step), "{step} is said:\n{}", text(&first));
    }
    let at = |path: &str| machine.path().join(path);
    let settings = std::fs::read_to_string(at("etc/shopbell/shopbell.toml")).unwrap();
    assert!(settings.contains("public_url = \"https://shop.example\""), "{settings}");
    assert!(std::fs::read_to_string(at("etc/caddy/shopbell.caddy")).unwrap().contains("shop.example {"));
    std::fs::write(at("var/lib/shopbell/shopbell.db"), "the shop").unwrap();
    std::fs::write(at("etc/shopbell/shopbell.toml"), format!("{settings}\n# mine\n")).unwrap();

    let second = install(release.path(), machine.path(), &["--domain", "shop.example"]);
    assert!(second.status.success(), "{}", text(&second));
    assert!(text(&second).contains("is up to date"), "{}", text(&second));
    assert!(std::fs::read_to_string(at("etc/shopbell/shopbell.toml")).unwrap().contains("# mine"));
    let imports = std::fs::read_to_string(at("etc/caddy/Caddyfile")).unwrap();
    assert_eq!(imports.matches("shopbell.caddy").count(), 1, "{imports}");

    let gone = install(release.path(), machine.path(), &["--uninstall"]);
    assert!(gone.status.success(), "{}", text(&gone));
    assert!(!at("usr/local/bin/shopbell").exists());
    assert!(at("var/lib/shopbell/shopbell.db").exists(), "the shop's data stays");
}

#[test]
fn the_installer_refuses_nonsense_with_a_hint() {
    let (release, machine) = (release(), tempfile::tempdir().unwrap());
    for arguments in [&["--domain", "https://shop.example/"][..], &["--frobnicate"][..]] {
        let refused = install(release.path(), machine.path(), arguments);
        assert_eq!(refused.status.code(), Some(2), "{}", text(&refused));
        assert!(text(&refused).contains("hint:"), "{}", text(&refused));
    }
}

#[test]
fn a_caddyfile_of_the_machine_is_joined_whole_or_left_alone() {
    let (release, machine) = (release(), tempfile::tempdir().unwrap());
    let main = machine.path().join("etc/caddy/Caddyfile");
    std::fs::create_dir_all(main.parent().unwrap()).unwrap();
    let theirs = "{\n\tadmin off\n}\nother.example {\n\trespond \"hello\"\n}";
    std::fs::write(&main, theirs).unwrap();
    let installed = install(release.path(), machine.path(), &["--domain", "shop.example"]);
    assert!(installed.status.success(), "{}", text(&installed));
    let joined = std::fs::read_to_string(&main).unwrap();
    assert_eq!(
        joined,
        format!("{theirs}\nimport /etc/caddy/shopbell.caddy\n"),
        "a last line without its end"
    );

    let broken = "other.example {\n\tresponde \"hello\"\n}\n";
    std::fs::write(&main, broken).unwrap();
    let refused = install(release.path(), machine.path(), &["--domain", "shop.example"]);
    assert_eq!(refused.status.code(), Some(4), "{}", text(&refused));
    assert!(text(&refused).contains("not touched"), "{}", text(&refused));
    assert_eq!(std::fs::read_to_string(&main).unwrap(), broken);
    let left: Vec<_> =
        std::fs::read_dir(main.parent().unwrap()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with("-new")), "{left:?}");
}

#[test]
fn the_address_finds_its_section_however_it_is_written() {
    for settings in [
        "",
        "[log]\nlevel = \"info\"\n",
        "[ server ]\npublic_url = \"https://old.example\"\n",
        "[server] # ours",
    ] {
        let (release, machine) = (release(), tempfile::tempdir().unwrap());
        let file = machine.path().join("etc/shopbell/shopbell.toml");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, settings).unwrap();
        let installed = install(release.path(), machine.path(), &["--no-caddy", "--domain", "shop.example"]);
        assert!(installed.status.success(), "{settings:?}: {}", text(&installed));
        let written: toml::Table = std::fs::read_to_string(&file).unwrap().parse().unwrap();
        assert_eq!(written["server"]["public_url"].as_str(), Some("https://shop.example"), "{settings:?}");
    }
}

#[test]
fn the_unit_has_every_setting_in_its_section() {
    let Ok(output) =
        Command::new("systemd-analyze").arg("verify").arg(root().join("systemd/shopbell.service")).output()
    else {
        assert!(std::env::var_os("CI").is_none(), "systemd-analyze is missing");
        return;
    };
    // The program itself is not installed where tests run.
    let said: Vec<String> = text(&output)
        .lines()
        .filter(|line| line.contains("shopbell.service") && !line.contains("/usr/local/bin/shopbell"))
        .map(str::to_owned)
        .collect();
    assert!(said.is_empty(), "{said:?}");
}

#[test]
fn the_service_is_walled_in() {
    let Ok(output) = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--threshold=15"])
        .arg(root().join("systemd/shopbell.service"))
        .output()
    else {
        // A machine without systemd's tools cannot judge a unit; continuous integration has them.
        assert!(std::env::var_os("CI").is_none(), "systemd-analyze is missing");
        return;
    };
    assert!(output.status.success(), "the exposure is above 1.5:\n{}", text(&output));
}

/// A Caddy before the program, with the site as it is shipped but on plain loopback.
struct Caddy {
    process: std::process::Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Caddy {
    async fn before(test: &TestApp) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let site = std::fs::read_to_string(root().join("packaging/Caddyfile")).unwrap();
        let site = site
            .replace("{$SHOPBELL_DOMAIN:shop.example}", &format!("http://127.0.0.1:{port}"))
            .replace("127.0.0.1:8420", test.address.trim_start_matches("http://"));
        let file = folder.path().join("Caddyfile");
        std::fs::write(&file, format!("{{\n\tadmin off\n\tauto_https off\n}}\n{site}")).unwrap();
        let process = Command::new("caddy")
            .args(["run", "--adapter", "caddyfile", "--config"])
            .arg(&file)
            .env("HOME", folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("caddy is installed");
        let address = format!("http://127.0.0.1:{port}");
        let caddy = Self { process, address, _folder: folder };
        caddy.until_it_listens(test).await;
        caddy
    }

    async fn until_it_listens(&self, test: &TestApp) {
        for _ in 0..200 {
            if test
                .client
                .get(format!("{}/healthz", self.address))
                .send()
                .await
                .is_ok_and(|answer| answer.status() == 200)
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("caddy did not come up");
    }
}

impl Drop for Caddy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_caddy_passes_webhooks_byte_for_byte_and_events_as_they_come() {
    let test = TestApp::start().await;
    let caddy = Caddy::before(&test).await;

    // The signature covers the very bytes, escapes, spaces and all.
    let body = format!(
        "{{ \"object\":\"whatsapp_business_account\",\n\"entry\":[{{\"id\":\"{}\",\"changes\":[]}}], \"x\":\"\\u00e8 \\/\" }}",
        test.meta().account().keys.waba_id
    );
    let post = |signature: String| {
        test.client
            .post(format!("{}/webhooks/whatsapp", caddy.address))
            .header("x-hub-signature-256", signature)
            .header("content-type", "application/json")
            .body(body.clone())
            .send()
    };
    assert_eq!(post(test.meta().sign(body.as_bytes())).await.unwrap().status(), 200);
    assert_eq!(post(test.meta().sign(b"other bytes")).await.unwrap().status(), 401);

    // Signing in through the proxy, and the address the program believes.
    let sign_in = test
        .client
        .post(format!("{}/api/v1/session", caddy.address))
        .header("sec-fetch-site", "same-origin")
        .header("x-forwarded-for", "203.0.113.66")
        .json(&json!({ "email": crate::support::OWNER, "password": crate::support::PASSWORD }))
        .send()
        .await
        .unwrap();
    assert_eq!(sign_in.status(), 200);
    let sessions = test.get("/sessions").await.json.to_string();
    assert!(!sessions.contains("203.0.113.66"), "a client cannot choose its own address: {sessions}");

    // An event reaches the screen through the proxy while the stream stays open.
    let stream = test.client.get(format!("{}/api/v1/events", caddy.address)).send().await.unwrap();
    assert_eq!(stream.status(), 200);
    let mut pieces = stream.bytes_stream();
    test.app.bus.tell(shopbell::events::Topic::Conversation, "42");
    let heard = tokio::time::timeout(Duration::from_secs(10), async {
        let mut all = String::new();
        while let Some(Ok(piece)) = pieces.next().await {
            all.push_str(&String::from_utf8_lossy(&piece));
            if all.contains("\"42\"") {
                return true;
            }
            test.app.bus.tell(shopbell::events::Topic::Conversation, "42");
        }
        false
    });
    assert!(heard.await.expect("the event comes while the stream is open"));
    drop(pieces);
    drop(caddy);
    test.run_jobs().await;
    test.stop().await;
}

/// More than a file may have: 100 MiB.
const TOO_MUCH_BYTES: usize = 112 * 1024 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_large_gets_the_programs_own_words_through_a_real_caddy() {
    let test = TestApp::start().await;
    let caddy = Caddy::before(&test).await;
    let file = bytes::Bytes::from(vec![b'x'; TOO_MUCH_BYTES]);
    let pieces = || {
        let (file, size) = (file.clone(), 1024 * 1024);
        let pieces = (0..TOO_MUCH_BYTES)
            .step_by(size)
            .map(move |at| Ok::<_, std::io::Error>(file.slice(at..at + size)));
        Part::stream(Body::wrap_stream(futures_util::stream::iter(pieces)))
    };
    let length = u64::try_from(TOO_MUCH_BYTES).unwrap();
    let announced = || Part::stream_with_length(file.clone(), length);
    for (address, part, limit) in [
        ("/media", announced(), "100 MB"),
        ("/media", pieces(), "100 MB"),
        ("/knowledge/sources", announced(), "25 MB"),
        ("/knowledge/sources", pieces(), "25 MB"),
    ] {
        let request = test
            .client
            .post(format!("{}/api/v1{address}", caddy.address))
            .header("sec-fetch-site", "same-origin")
            .header("origin", &caddy.address)
            .multipart(Form::new().part("file", part.file_name("price list.pdf")));
        let refused = answer(request.send().await.expect("an answer, not a broken line")).await;
        assert_eq!(
            (refused.status.as_u16(), refused.code()),
            (413, "too_large"),
            "{address}: {}",
            refused.json
        );
        let words = refused.json["error"]["message"].as_str().unwrap();
        assert!(words.contains(limit), "{address}: {words}");
    }
    drop(caddy);
    test.stop().await;
}
