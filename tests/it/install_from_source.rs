//! The installer from a checkout: what would fail in the end is said before anything is built, and under `sudo` the tools
//! of whoever called it are found.

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Programs of the machine that a test stands in for.
const STOOD_IN_FOR: [&str; 6] = ["cargo", "rustc", "sudo", "getent", "id", "cc"];

/// A checkout on a machine whose programs are this one's, but for some.
struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let machine = Self { folder };
        for name in ["bin", "checkout", "root", "home/.cargo/bin", "ui"] {
            std::fs::create_dir_all(machine.at(name)).unwrap();
        }
        for entry in std::fs::read_dir("/usr/bin").unwrap().map(Result::unwrap) {
            let name = entry.file_name();
            if !STOOD_IN_FOR.contains(&name.to_string_lossy().as_ref()) {
                symlink(entry.path(), machine.at("bin").join(name)).unwrap();
            }
        }
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        std::fs::copy(here.join("install.sh"), machine.at("checkout/install.sh")).unwrap();
        std::fs::write(machine.at("checkout/Cargo.toml"), "[package]\nname = \"shopbell\"\n").unwrap();
        for name in ["packaging", "systemd"] {
            symlink(here.join(name), machine.at("checkout").join(name)).unwrap();
        }
        machine.program("bin/cc", "exit 0");
        machine
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn program(&self, name: &str, script: &str) {
        let file = self.at(name);
        std::fs::write(&file, format!("#!/bin/bash\n{script}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A cargo that writes down what it is asked for, and builds by laying the program where it belongs.
    fn cargo(&self, name: &str) {
        let build = format!(
            "echo \"cargo $*\" >>{log}
             case $1 in
             build) mkdir -p {target}/release && ln -sf {program} {target}/release/shopbell ;;
             metadata) echo '{{\"packages\":[],\"target_directory\":\"{target}\",\"version\":1}}' ;;
             esac",
            log = self.at("log").display(),
            target = self.at("target").display(),
            program = env!("CARGO_BIN_EXE_shopbell"),
        );
        self.program(name, &build);
    }

    fn installs(&self, arguments: &[&str], caller: Option<&str>) -> Output {
        let mut command = Command::new("/bin/bash");
        command.arg(self.at("checkout/install.sh")).args(arguments).env_clear();
        command.env("PATH", self.at("bin")).env("HOME", "/root").env("SHOPBELL_UI_DIST", self.at("ui"));
        if let Some(caller) = caller {
            command.env("SUDO_USER", caller);
        }
        command.output().unwrap()
    }

    /// What was asked of the programs that stand in.
    fn asked(&self) -> String {
        std::fs::read_to_string(self.at("log")).unwrap_or_default()
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}

#[test]
fn whoever_is_not_root_hears_it_before_anything_is_built() {
    let machine = Machine::new();
    machine.program("bin/id", "echo 1000");
    machine.cargo("bin/cargo");
    for arguments in [&[][..], &["--domain", "shop.example"], &["--uninstall"]] {
        let refused = machine.installs(arguments, None);
        let said = text(&refused);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("needs root") && said.contains("hint: run: sudo ./install.sh"), "{said}");
        assert_eq!(machine.asked(), "", "{arguments:?}: something was built first");
    }
}

#[test]
fn under_sudo_the_caller_s_own_rust_builds_as_the_caller() {
    let machine = Machine::new();
    let home = machine.at("home");
    machine.program("bin/id", "echo 0");
    machine.program(
        "bin/getent",
        &format!("[[ $2 == ana ]] && echo 'ana:x:1000:1000::{}:/bin/bash'", home.display()),
    );
    let log = machine.at("log");
    machine.program(
        "bin/sudo",
        &format!(
            "echo \"sudo $1 $2 $3\" >>{}\n[[ $1 == -u && $3 == --set-home ]] || exit 9\nshift 3\nexec \"$@\"",
            log.display()
        ),
    );
    machine.cargo("home/.cargo/bin/cargo");
    let root = machine.at("root");
    let arguments = ["--root", root.to_str().unwrap(), "--no-caddy"];

    let installed = machine.installs(&arguments, Some("ana"));
    assert!(installed.status.success(), "{}", text(&installed));
    let asked = machine.asked();
    let asked: Vec<&str> = asked.lines().collect();
    assert_eq!(asked[0], "sudo -u ana --set-home", "nothing of the checkout belongs to root afterwards");
    assert!(asked[1].starts_with("cargo build --locked --profile release"), "{asked:?}");
    assert!(root.join("usr/local/bin/shopbell").is_file());
}

#[test]
fn without_rust_anywhere_it_says_who_should_install_it_and_changes_nothing() {
    let machine = Machine::new();
    machine.program("bin/id", "echo 0");
    machine.program("bin/getent", "exit 2");
    let root = machine.at("root");
    for caller in [None, Some("ana")] {
        let refused = machine.installs(&["--root", root.to_str().unwrap(), "--no-caddy"], caller);
        assert_eq!(refused.status.code(), Some(3), "{}", text(&refused));
        assert!(
            text(&refused).contains("hint: install Rust as the user who runs this"),
            "{}",
            text(&refused)
        );
        assert!(is_empty(&root), "nothing half done");
    }
}
