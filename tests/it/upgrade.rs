//! Upgrades by the installer, on a machine of its own: the program that is replaced is kept, the settings are read
//! before anything changes, and a new program that does not become ready gives way to the one before it.
//!
//! The machine is this one with its own `/etc`, `/var/lib`, `/run` and `/usr/local/bin` (mount namespaces, so only as
//! root) and a `systemctl` that starts and stops the one service.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Stands in for systemd's manager.
const SYSTEMCTL: &str = r#"#!/bin/bash
state=/run/fake-systemd; mkdir -p $state
alive() { [[ -f $state/pid ]] && kill -0 "$(<$state/pid)" 2>/dev/null; }
stop() { if alive; then kill "$(<$state/pid)"; while alive; do sleep 0.05; done; fi; rm -f $state/pid; }
while [[ $1 == --* ]]; do shift; done
verb=$1; shift; while [[ $1 == --* ]]; do shift; done
[[ ${1:-shopbell} == shopbell || $verb == daemon-reload ]] || exit 0
case $verb in
restart | start)
  stop; rm -f $state/started
  SHOPBELL_DATA__DIR=/var/lib/shopbell /usr/local/bin/shopbell --config /etc/shopbell/shopbell.toml serve >>/run/log 2>&1 6>&- &
  echo $! >$state/pid; touch $state/started ;;
stop | disable) stop ;;
is-active) alive ;;
is-failed) [[ -f $state/started ]] && ! alive ;;
esac
"#;

/// Answers for its settings like the real program and fails when it is to serve, after it changed the file's shape.
const BROKEN: &str = r#"#!/bin/bash
for word in "$@"; do if [[ $word == serve ]]; then
  mkdir -p /var/lib/shopbell/backups
  cp /var/lib/shopbell/shopbell.db /var/lib/shopbell/backups/before-schema-1.db
  echo "of a newer shape" >/var/lib/shopbell/shopbell.db
  exit 1
fi; done
exec REAL "$@"
"#;

struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["etc", "bin", "lib", "run/systemd/system", "stubs", "release/bin"] {
            std::fs::create_dir_all(at(name)).unwrap();
        }
        let copied = Command::new("cp").args(["-a", "/etc/.", &at("etc").display().to_string()]).status();
        assert!(copied.unwrap().success());
        write_program(&at("stubs/systemctl"), SYSTEMCTL);
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        std::fs::copy(here.join("install.sh"), at("release/install.sh")).unwrap();
        for name in ["packaging", "systemd"] {
            std::os::unix::fs::symlink(here.join(name), at("release").join(name)).unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What the release folder brings.
    fn brings(&self, program: &str) {
        write_program(&self.path("release/bin/shopbell"), program);
    }

    /// Runs a script on the machine.
    fn runs(&self, script: &str) -> Output {
        let mounts = "set -e; f=$1; mkdir -p /var/lib /run; mount --bind $f/etc /etc; mount --bind $f/lib /var/lib; \
             mount --bind $f/run /run; mount --bind $f/bin /usr/local/bin; set +e; ";
        let path = format!("{}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", self.path("stubs").display());
        Command::new("unshare")
            .args(["-m", "bash", "-c", &format!("{mounts}{script}"), "machine"])
            .arg(self.folder.path())
            .env("PATH", path)
            .env("SHOPBELL_INSTALL_PATIENCE", "60")
            .output()
            .expect("unshare runs")
    }

    fn installs(&self, more: &str) -> Output {
        self.runs(&format!("bash $f/release/install.sh --no-caddy {more}"))
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.runs("systemctl stop shopbell");
    }
}

fn write_program(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn may_mount() -> bool {
    let may = Command::new("unshare").args(["-m", "true"]).status().is_ok_and(|status| status.success());
    assert!(may || std::env::var_os("CI").is_none(), "continuous integration must be able to mount");
    may
}

fn real() -> String {
    format!("#!/bin/bash\n# the first version\nexec {} \"$@\"\n", env!("CARGO_BIN_EXE_shopbell"))
}

fn settings(machine: &Machine, port: u16) {
    let file = machine.path("etc/shopbell/shopbell.toml");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, format!("[ server ] # ours\nlisten = \"127.0.0.1:{port}\"")).unwrap();
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_program_that_does_not_become_ready_gives_way_to_the_one_before_it() {
    if !may_mount() {
        return;
    }
    let machine = Machine::new();
    settings(&machine, free_port());
    machine.brings(&real());
    let first = machine.installs("--domain shop.example");
    assert!(first.status.success(), "{}", text(&first));
    let kept = std::fs::read_to_string(machine.path("etc/shopbell/shopbell.toml")).unwrap();
    assert!(kept.starts_with("[ server ] # ours\npublic_url = \"https://shop.example\"\nlisten"), "{kept}");

    machine.brings(&BROKEN.replace("REAL", env!("CARGO_BIN_EXE_shopbell")));
    let upgrade = machine.installs("--domain other.example");
    assert_eq!(upgrade.status.code(), Some(1), "{}", text(&upgrade));
    assert!(text(&upgrade).contains("the previous version runs again"), "{}", text(&upgrade));
    let program = std::fs::read_to_string(machine.path("bin/shopbell")).unwrap();
    assert!(program.contains("the first version"), "{program}");
    let settings = std::fs::read_to_string(machine.path("etc/shopbell/shopbell.toml")).unwrap();
    assert_eq!(settings, kept, "the settings are those the previous program ran with");
    let aside = std::fs::read_to_string(machine.path("lib/shopbell/shopbell.db.after-failed-upgrade"));
    assert_eq!(aside.unwrap().trim(), "of a newer shape", "the newer file is kept");
}

#[test]
fn an_upgrade_keeps_the_program_it_replaces_and_reads_the_settings_first() {
    if !may_mount() {
        return;
    }
    let machine = Machine::new();
    settings(&machine, free_port());
    machine.brings(&real());
    assert!(machine.installs("").status.success());

    let file = machine.path("etc/shopbell/shopbell.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{good}\nprot = 1\n")).unwrap();
    machine.brings(&real().replace("first", "second"));
    let refused = machine.installs("");
    assert_eq!(refused.status.code(), Some(3), "{}", text(&refused));
    assert!(text(&refused).contains("server.prot"), "{}", text(&refused));
    assert!(std::fs::read_to_string(machine.path("bin/shopbell")).unwrap().contains("first"));

    std::fs::write(&file, good).unwrap();
    let upgraded = machine.installs("");
    assert!(upgraded.status.success(), "{}", text(&upgraded));
    assert!(std::fs::read_to_string(machine.path("bin/shopbell")).unwrap().contains("second"));
    assert!(std::fs::read_to_string(machine.path("bin/shopbell.previous")).unwrap().contains("first"));
}

#[test]
fn another_programs_answer_is_not_taken_for_the_shops() {
    use std::io::{Read as _, Write as _};
    if !may_mount() {
        return;
    }
    let neighbour = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let machine = Machine::new();
    settings(&machine, neighbour.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in neighbour.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut asked = [0; 512];
            // Whoever goes away without asking gets no answer.
            let _ = stream.read(&mut asked);
            let _ =
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\nok\n");
        }
    });
    machine.brings(&real());
    let installed = machine.installs("");
    assert!(!installed.status.success(), "{}", text(&installed));
    assert!(!text(&installed).contains("Done."), "{}", text(&installed));
}
