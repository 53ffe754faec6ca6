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

# Under sudo the tools of whoever called it count too: rustup puts cargo in their home.
builder=
find_tools() {
  command -v cargo >/dev/null && return
  local home
  home=$(getent passwd "${SUDO_USER:-}" | cut -d: -f6) || home=
  if [[ -n $home && -x $home/.cargo/bin/cargo ]]; then
    builder=$SUDO_USER
    PATH=$home/.cargo/bin:$PATH
  fi
}

# As the one whose tools they are, so that nothing in the checkout or the home belongs to root afterwards.
as_builder() {
  if [[ -n $builder ]]; then sudo -u "$builder" --set-home env "PATH=$PATH" "$@"; else "$@"; fi
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
  find_tools
  need cargo "install Rust as the user who runs this: https://rustup.rs"
  need cc "install a C compiler: apt-get install build-essential"
  if [[ ! -f $here/ui/dist/index.html && -z ${SHOPBELL_UI_DIST:-} ]]; then
    need npm "install Node.js 20 or newer: apt-get install nodejs npm, or https://nodejs.org"
    local major
    major=$(node -p 'process.versions.node.split(".")[0]')
    ((major >= 20)) || die "Node.js $major is too old" "install Node.js 20 or newer" 3
  fi
  say "building from the source; the first time takes some minutes, progress follows"
  (cd "$here" && as_builder cargo build --locked --profile "$profile" --bin shopbell)
  local folder
  folder=$(cd "$here" && as_builder cargo metadata --locked --no-deps --format-version 1 | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
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

# What would fail in the end is said at the beginning.
check_machine() {
  if [[ -z $root && $(id -u) != 0 ]]; then die "installing needs root" "run: sudo ./install.sh" 2; fi
  if [[ -z $root ]] && runs_systemd && systemctl is-active --quiet shopbell && [[ ! -x $installed ]]; then
    die "a shopbell service runs here that this script did not install" "stop it first: systemctl stop shopbell" 2
  fi
}

runs_systemd() { command -v systemctl >/dev/null && [[ -d /run/systemd/system ]]; }

prepare_program() {
  step "1/5 The program"
  find_or_build release
  "$program" --version >/dev/null || die "the program does not run on this machine" "take the release for $(uname -m)" 1
}

# The swap: the program it replaces stays beside it until the next upgrade.
swap_program() {
  if [[ -f $root$installed ]] && ! cmp -s "$program" "$root$installed"; then
    cp -p "$root$installed" "$root$installed.previous.new"
    mv -f "$root$installed.previous.new" "$root$installed.previous"
    replaced=yes
  fi
  put 0755 "$program" "$installed"
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

# with_public_url FILE URL: the settings with this address in [server], everything else as it was.
with_public_url() {
  awk -v line="public_url = \"$2\"" '
    function header(text) { return text ~ /^[[:space:]]*\[/ }
    function server(text) { return text ~ /^[[:space:]]*\[[[:space:]]*server[[:space:]]*\][[:space:]]*(#.*)?$/ }
    header($0) { inside = server($0) }
    inside && /^[[:space:]]*public_url[[:space:]]*=/ { next }
    { print }
    server($0) && !done { print line; done = 1 }
    END { if (!done) printf "\n[server]\n%s\n", line }
  ' "$1"
}

# Runs a command with the settings the service has in its environment.
with_environment() {
  local lines=()
  if [[ -f $root/etc/shopbell/shopbell.env ]]; then
    mapfile -t lines < <(sed -nE "s/^(SHOPBELL_[A-Z0-9_]+=)[\"']?([^\"']*)[\"']?[[:space:]]*\$/\1\2/p" "$root/etc/shopbell/shopbell.env")
  fi
  env "${lines[@]}" "$@"
}

# Nothing is replaced before the new program has read the settings as they will be.
prepare_settings() {
  step "3/5 Settings"
  settings=$(mktemp)
  local file=$root/etc/shopbell/shopbell.toml
  if [[ -f $file ]]; then cp "$file" "$settings"; else cp "$here/packaging/shopbell.toml" "$settings"; fi
  if [[ -n $domain ]]; then
    with_public_url "$settings" "https://$domain" >"$settings.new"
    mv "$settings.new" "$settings"
  fi
  local told
  told=$(with_environment "$program" --config "$settings" config check 2>&1) ||
    die "the settings have mistakes, and nothing was changed: ${told//$settings//etc/shopbell/shopbell.toml}" "correct /etc/shopbell/shopbell.toml and run this again" 3
  told=$(with_environment "$program" --config "$settings" config print) || true
  if [[ -n $domain ]] && ! grep -q "^public_url = \"https://$domain/*\"$" <<<"$told"; then
    die "the address https://$domain could not be written into the settings, and nothing was changed" "write public_url = \"https://$domain\" under [server] in /etc/shopbell/shopbell.toml, then run this without --domain" 3
  fi
  say "the settings are fine"
}

write_settings() {
  local file=$root/etc/shopbell/shopbell.toml
  if [[ ! -f $file ]]; then
    put 0640 "$settings" /etc/shopbell/shopbell.toml
  elif cmp -s "$settings" "$file"; then
    say "/etc/shopbell/shopbell.toml is yours and stays"
  else
    # Written into the file that is there, so that its owner, its rights and a link to it stay.
    cp "$file" "$file.previous"
    cat "$settings" >"$file"
    changed=yes
    say "public_url is https://$domain"
  fi
  # It may hold a key: the service and the administrator read it, nobody else.
  chmod o-rwx "$file"
  run chgrp shopbell /etc/shopbell/shopbell.toml
}

# Where the shop answers on this machine, as the settings say.
listen_address() {
  local address
  address=$(with_environment "$program" --config "$root/etc/shopbell/shopbell.toml" config print)
  address=$(sed -n '/^\[server\]/,/^\[/s/^listen = "\(.*\)"$/\1/p' <<<"$address")
  address=${address/#0.0.0.0:/127.0.0.1:}
  printf '%s\n' "${address/#\[::\]:/[::1]:}"
}

# Whether the shop says that it is ready. Another program on its address may say 200 as well, so it must say its name;
# versions before 0.2 say no more than "ready".
is_ready() {
  local address host port answer
  address=$(listen_address)
  host=${address%:*} port=${address##*:}
  host=${host#[} host=${host%]}
  answer=$(timeout 3 bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf "GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n" >&3 && cat <&3' ready "$host" "$port" 2>/dev/null) || return 1
  [[ ${answer%%$'\r'*} == *" 200 "* ]] || return 1
  [[ $answer == *'"name":"shopbell"'* || $answer == *$'\r\n\r\nready' ]]
}

# How long a start may take, in seconds: a large shop's file may have to be brought up to date.
patience=${SHOPBELL_INSTALL_PATIENCE:-180}

# Waits until the shop is ready; gives up early when the service does not even stay up.
wait_until_ready() {
  local waited=0
  until is_ready; do
    systemctl is-failed --quiet shopbell && return 1
    ((waited += 1))
    ((waited < patience)) || return 1
    sleep 1
  done
}

# The new program did not become ready: the one before it works again, with the file as it was.
put_back() {
  say "the new program did not become ready; putting the previous one back"
  systemctl stop shopbell || true
  cp -p "$installed.previous" "$installed.new" && mv -f "$installed.new" "$installed"
  if [[ -f /etc/shopbell/shopbell.toml.previous ]]; then cat /etc/shopbell/shopbell.toml.previous >/etc/shopbell/shopbell.toml; fi
  if [[ -f /etc/systemd/system/shopbell.service.previous ]]; then
    mv -f /etc/systemd/system/shopbell.service.previous /etc/systemd/system/shopbell.service
    systemctl daemon-reload
  fi
  put_file_back
  systemctl reset-failed shopbell 2>/dev/null || true
  systemctl restart shopbell || true
  if program=$installed wait_until_ready; then
    die "the upgrade was undone; the previous version runs again" "journalctl -u shopbell -n 100 says why the new one did not start"
  fi
  die "the upgrade was undone, but the previous version is not ready either" "journalctl -u shopbell -n 100"
}

# An upgrade that changed the file's shape kept a copy of it first; the old program needs that copy.
put_file_back() {
  local data=/var/lib/shopbell copy
  copy=$(find "$data/backups" -maxdepth 1 -name 'before-schema-*.db' -newer "$stamp" 2>/dev/null | sort -V | head -n 1) || true
  [[ -n $copy ]] || return 0
  local aside=$data/shopbell.db.after-failed-upgrade name
  for name in '' -wal -shm; do
    if [[ -f $data/shopbell.db$name ]]; then mv -f "$data/shopbell.db$name" "$aside$name"; fi
  done
  cp "$copy" "$data/shopbell.db"
  chown --reference="$data" "$data/shopbell.db"
  chmod 0600 "$data/shopbell.db"
  say "the shop's file is the one from before the upgrade; the newer one stays as $aside"
}

install_unit() {
  step "4/5 The service"
  stamp=$(mktemp)
  if [[ -z $root && -f /etc/systemd/system/shopbell.service ]]; then
    cp /etc/systemd/system/shopbell.service /etc/systemd/system/shopbell.service.previous
  fi
  swap_program
  write_settings
  put 0644 "$here/systemd/shopbell.service" /etc/systemd/system/shopbell.service
  if [[ -n $root ]] || ! runs_systemd; then
    forget_previous
    if [[ -n $root ]]; then say "--root: nothing is started"; else say "systemd does not run here: start it yourself with: sudo -u shopbell shopbell serve"; fi
    return
  fi
  systemctl daemon-reload
  systemctl enable --quiet shopbell
  if [[ $changed == yes ]] || ! systemctl is-active --quiet shopbell; then
    systemctl restart shopbell || true
    if ! wait_until_ready; then
      if [[ $replaced == yes ]]; then put_back; fi
      die "Shopbell did not become ready" "journalctl -u shopbell -n 50"
    fi
  fi
  forget_previous
  say "shopbell runs and is ready"
}

# The previous program stays; the rest was only kept for the way back.
forget_previous() {
  rm -f "$stamp" "$settings" "$root/etc/shopbell/shopbell.toml.previous" "$root/etc/systemd/system/shopbell.service.previous"
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
  write_site
  if [[ -z $root ]] && runs_systemd; then
    systemctl reload-or-restart caddy || { undo_site; die "Caddy did not take its settings; they are as before" "journalctl -u caddy -n 50" 4; }
  fi
  rm -f "$main.shopbell-undo" "$site.shopbell-undo"
  say "https://$domain"
}

# Both files are written whole beside the old ones and judged by Caddy before they replace them.
write_site() {
  main=$root/etc/caddy/Caddyfile
  site=$root/etc/caddy/shopbell.caddy
  local line='import /etc/caddy/shopbell.caddy'
  install -d -m 0755 "$root/etc/caddy"
  sed "s|{\$SHOPBELL_DOMAIN:shop.example}|$domain|" "$here/packaging/Caddyfile" >"$site.new"
  # A last line without its end must not run into ours.
  { [[ ! -f $main ]] || sed -e '$a\' "$main" | grep -vxF "$line" || true; } >"$main.shopbell-new"
  if command -v caddy >/dev/null; then
    { cat "$main.shopbell-new"; printf 'import %s\n' "$site.new"; } >"$main.shopbell-check"
    local told
    if ! told=$(caddy validate --adapter caddyfile --config "$main.shopbell-check" 2>&1); then
      rm -f "$main.shopbell-check" "$main.shopbell-new" "$site.new"
      die "Caddy would not accept its settings with this site, and they were not touched: $(tail -n 1 <<<"$told")" "look at /etc/caddy/Caddyfile: caddy validate --config /etc/caddy/Caddyfile" 4
    fi
    rm -f "$main.shopbell-check"
  fi
  printf '%s\n' "$line" >>"$main.shopbell-new"
  keep_for_undo "$main"
  keep_for_undo "$site"
  replace_whole "$site.new" "$site" /etc/caddy/shopbell.caddy
  replace_whole "$main.shopbell-new" "$main" /etc/caddy/Caddyfile
}

keep_for_undo() {
  rm -f "$1.shopbell-undo"
  [[ ! -f $1 ]] || cp -p "$1" "$1.shopbell-undo"
}

# replace_whole NEW TARGET NAME: the rights of the file before stay.
replace_whole() {
  if [[ -f $2 ]] && cmp -s "$1" "$2"; then
    rm -f "$1"
    say "$3 is up to date"
    return
  fi
  if [[ -f $2 ]]; then
    [[ -f $2.before-shopbell || $3 == */shopbell.caddy ]] || cp -p "$2" "$2.before-shopbell"
    chmod --reference="$2" "$1"
    [[ $(id -u) != 0 ]] || chown --reference="$2" "$1"
  else
    chmod 0644 "$1"
  fi
  mv -f "$1" "$2"
  say "$3 written"
}

undo_site() {
  local file
  for file in "$main" "$site"; do
    if [[ -f $file.shopbell-undo ]]; then mv -f "$file.shopbell-undo" "$file"; else rm -f "$file"; fi
  done
  systemctl reload-or-restart caddy || true
}

finish() {
  step "Done."
  if [[ -n $domain ]]; then say "Open https://$domain"; else say "Open http://127.0.0.1:8420 (from afar: ssh -L 8420:127.0.0.1:8420 this-machine)"; fi
  say "It asks for the setup code. This prints it: sudo cat /var/lib/shopbell/setup-code"
}

uninstall() {
  step "Removing Shopbell"
  if [[ -z $root && $(id -u) != 0 ]]; then die "uninstalling needs root" "run: sudo ./install.sh --uninstall" 2; fi
  if [[ -z $root && -d /run/systemd/system ]]; then systemctl disable --now --quiet shopbell 2>/dev/null || true; fi
  rm -f "$root/etc/systemd/system/shopbell.service" "$root$installed" "$root$installed.previous" "$root/etc/caddy/shopbell.caddy"
  if [[ -f $root/etc/caddy/Caddyfile ]]; then sed -i '/^import \/etc\/caddy\/shopbell.caddy$/d' "$root/etc/caddy/Caddyfile"; fi
  if [[ -z $root && -d /run/systemd/system ]]; then systemctl daemon-reload; fi
  if [[ -z $root ]] && runs_systemd && command -v caddy >/dev/null; then systemctl reload-or-restart caddy 2>/dev/null || true; fi
  say "the program and its service are gone"
  say "the shop's data stays in /var/lib/shopbell, its settings in /etc/shopbell; delete them yourself if you mean it"
}

main() {
  changed=no
  replaced=no
  installed=/usr/local/bin/shopbell
  read_arguments "$@"
  case $mode in
  demo) demo ;;
  uninstall) uninstall ;;
  install)
    check_machine
    prepare_program
    make_user
    prepare_settings
    install_unit
    install_caddy
    finish
    ;;
  esac
}

main "$@"
