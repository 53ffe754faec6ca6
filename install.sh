#!/usr/bin/env bash
# Installs Shopbell on this machine, or shows it: ./install.sh --demo
#
# Safe to run twice: it says every step, changes only what differs, and never touches the shop's data.
set -euo pipefail

usage() {
  cat <<'WORDS'
Usage: ./install.sh [--domain shop.example] [--no-caddy]   install or upgrade Shopbell
       ./install.sh --demo [--listen ADDRESS:PORT]          build it and open a sample shop; installs nothing
       ./install.sh --uninstall                             remove the program; the shop's data stays

  --domain NAME   the name customers' side uses; Caddy gets a certificate for it
  --no-caddy      you bring your own HTTPS proxy
  --root DIR      lay the files below DIR and start nothing (for packages and tests)
WORDS
}

here=$(cd "$(dirname "$0")" && pwd)
root=
domain=
caddy=yes
mode=install
listen=

say() { printf '  %s\n' "$*"; }
step() { printf '\n%s\n' "$*"; }
die() {
  printf '\nerror: %s\nhint: %s\n' "$1" "$2" >&2
  exit "${3:-1}"
}

read_arguments() {
  while (($#)); do
    case $1 in
    --demo) mode=demo ;;
    --uninstall) mode=uninstall ;;
    --no-caddy) caddy=no ;;
    --domain) domain=${2:?--domain needs a name}; shift ;;
    --listen) listen=${2:?--listen needs an address}; shift ;;
    --root) root=${2:?--root needs a folder}; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; die "unknown option $1" "see the options above" 2 ;;
    esac
    shift
  done
  if [[ -n $domain && ! $domain =~ ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$ ]]; then
    die "\"$domain\" is not a domain name" "give it without https:// and without a path" 2
  fi
}

need() {
  command -v "$1" >/dev/null || die "$1 is missing" "$2" 3
}

# The program: a release binary beside this script, else built from the checkout.
find_or_build() {
  local profile=$1
  if [[ -x $here/bin/shopbell ]]; then
    program=$here/bin/shopbell
    say "using the release binary $("$program" --version)"
    return
  fi
  [[ -f $here/Cargo.toml ]] || die "there is neither bin/shopbell nor the source here" "run install.sh from the unpacked release or the checkout"
  need cargo "install Rust: https://rustup.rs"
  need cc "install a C compiler: apt-get install build-essential"
  if [[ ! -f $here/ui/dist/index.html && -z ${SHOPBELL_UI_DIST:-} ]]; then
    need npm "install Node.js 20 or newer: apt-get install nodejs npm, or https://nodejs.org"
    local major
    major=$(node -p 'process.versions.node.split(".")[0]')
    ((major >= 20)) || die "Node.js $major is too old" "install Node.js 20 or newer"
  fi
  say "building from the source; the first time takes some minutes, progress follows"
  (cd "$here" && cargo build --locked --profile "$profile" --bin shopbell)
  local folder
  folder=$(cd "$here" && cargo metadata --locked --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
  program=$folder/$profile/shopbell
  [[ -x $program ]] || die "the build left no program at $program" "see the messages above"
}

demo() {
  step "Shopbell, a look at a sample shop"
  find_or_build quick
  step "Opening the sample shop (Ctrl-C closes it; nothing is installed and nothing stays)"
  exec "$program" demo ${listen:+--listen "$listen"}
}

run() {
  # With --root nothing on this machine is started or changed.
  if [[ -z $root ]]; then "$@"; fi
}

put() { # put MODE SOURCE TARGET: copies only what differs
  local target=$root$3
  if [[ -f $target ]] && cmp -s "$2" "$target"; then
    say "$3 is up to date"
    return
  fi
  install -D -m "$1" "$2" "$target.new"
  mv -f "$target.new" "$target"
  changed=yes
  say "$3 written"
}

install_program() {
  step "1/5 The program"
  find_or_build release
  if [[ -n $root || $(id -u) == 0 ]]; then :; else die "installing needs root" "run: sudo ./install.sh" 2; fi
  put 0755 "$program" /usr/local/bin/shopbell
}

make_user() {
  step "2/5 Its user and folder"
  if [[ -z $root ]] && ! id shopbell >/dev/null 2>&1; then
    useradd --system --home-dir /var/lib/shopbell --shell /usr/sbin/nologin shopbell
    say "user shopbell made"
  else
    say "user shopbell: nothing to do"
  fi
  install -d -m 0700 "$root/var/lib/shopbell"
  run chown shopbell:shopbell /var/lib/shopbell
  say "/var/lib/shopbell holds the shop's one file"
}

write_settings() {
  step "3/5 Settings"
  local file=$root/etc/shopbell/shopbell.toml
  if [[ ! -f $file ]]; then
    install -D -m 0644 "$here/packaging/shopbell.toml" "$file"
    say "/etc/shopbell/shopbell.toml written"
  else
    say "/etc/shopbell/shopbell.toml is yours and stays"
  fi
  if [[ -n $domain ]] && ! grep -q "^public_url = \"https://$domain\"" "$file"; then
    sed -i -e '/^public_url = /d' -e "s|^\[server\]|[server]\npublic_url = \"https://$domain\"|" "$file"
    changed=yes
    say "public_url is https://$domain"
  fi
  "$program" --config "$file" config check >/dev/null || die "the settings have mistakes" "correct /etc/shopbell/shopbell.toml" 3
}

install_unit() {
  step "4/5 The service"
  put 0644 "$here/systemd/shopbell.service" /etc/systemd/system/shopbell.service
  [[ -z $root ]] || { say "--root: nothing is started"; return; }
  if ! command -v systemctl >/dev/null || [[ ! -d /run/systemd/system ]]; then
    say "systemd does not run here: start it yourself with: sudo -u shopbell shopbell serve"
    return
  fi
  systemctl daemon-reload
  systemctl enable --quiet shopbell
  if [[ $changed == yes ]] || ! systemctl is-active --quiet shopbell; then
    systemctl restart shopbell || die "Shopbell did not start" "journalctl -u shopbell -n 50"
  fi
  say "shopbell runs ($(systemctl is-active shopbell))"
}

install_caddy() {
  step "5/5 HTTPS"
  if [[ $caddy == no ]]; then
    say "left to you: proxy https://your-domain to 127.0.0.1:8420"
    return
  fi
  if [[ -z $domain ]]; then
    say "no --domain yet: run ./install.sh --domain shop.example when its name points here"
    return
  fi
  if [[ -z $root ]] && ! command -v caddy >/dev/null; then
    say "installing Caddy"
    apt-get install -y -q caddy >/dev/null || die "Caddy could not be installed" "install it from https://caddyserver.com and run this again" 4
  fi
  local site
  site=$(mktemp)
  sed "s|{\$SHOPBELL_DOMAIN:shop.example}|$domain|" "$here/packaging/Caddyfile" >"$site"
  put 0644 "$site" /etc/caddy/shopbell.caddy
  rm -f "$site"
  local main=$root/etc/caddy/Caddyfile
  [[ -f $main ]] || install -D -m 0644 /dev/null "$main"
  if ! grep -qx 'import /etc/caddy/shopbell.caddy' "$main"; then
    [[ ! -s $main || -f $main.before-shopbell ]] || cp "$main" "$main.before-shopbell"
    printf 'import /etc/caddy/shopbell.caddy\n' >>"$main"
    say "/etc/caddy/Caddyfile imports the site"
  fi
  [[ -z $root ]] || return 0
  caddy validate --config /etc/caddy/Caddyfile >/dev/null 2>&1 || die "Caddy does not accept its settings" "caddy validate --config /etc/caddy/Caddyfile"
  if [[ -d /run/systemd/system ]]; then systemctl reload-or-restart caddy; fi
  say "https://$domain"
}

finish() {
  step "Done."
  if [[ -n $domain ]]; then say "Open https://$domain"; else say "Open http://127.0.0.1:8420 (from afar: ssh -L 8420:127.0.0.1:8420 this-machine)"; fi
  say "The setup code is in /var/lib/shopbell/setup-code and in: journalctl -u shopbell"
}

uninstall() {
  step "Removing Shopbell"
  if [[ -z $root && $(id -u) != 0 ]]; then die "uninstalling needs root" "run: sudo ./install.sh --uninstall" 2; fi
  if [[ -z $root && -d /run/systemd/system ]]; then systemctl disable --now --quiet shopbell 2>/dev/null || true; fi
  rm -f "$root/etc/systemd/system/shopbell.service" "$root/usr/local/bin/shopbell" "$root/etc/caddy/shopbell.caddy"
  if [[ -f $root/etc/caddy/Caddyfile ]]; then sed -i '/^import \/etc\/caddy\/shopbell.caddy$/d' "$root/etc/caddy/Caddyfile"; fi
  if [[ -z $root && -d /run/systemd/system ]]; then systemctl daemon-reload; fi
  say "the program and its service are gone"
  say "the shop's data stays in /var/lib/shopbell, its settings in /etc/shopbell; delete them yourself if you mean it"
}

main() {
  changed=no
  read_arguments "$@"
  case $mode in
  demo) demo ;;
  uninstall) uninstall ;;
  install)
    install_program
    make_user
    write_settings
    install_unit
    install_caddy
    finish
    ;;
  esac
}

main "$@"
