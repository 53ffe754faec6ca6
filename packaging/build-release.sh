#!/usr/bin/env bash
# Builds the static release binary for this machine's architecture and packs it with everything install.sh needs.
# Usage: packaging/build-release.sh [OUTPUT-FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."

out=${1:-dist}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
target=$(rustc -vV | sed -n 's/^host: //p')
case $target in
*-linux-gnu) ;;
*) echo "error: release binaries are built on Linux with the gnu toolchain, not on $target" >&2; exit 2 ;;
esac

echo "1/3 building shopbell $version for $target"
# A fixed prefix keeps the builder's folders out of the binary; packed relocations take 2 MB less.
export RUSTFLAGS="-C target-feature=+crt-static -C link-arg=-Wl,-z,pack-relative-relocs
  --remap-path-prefix=$PWD=/shopbell --remap-path-prefix=$HOME=/home"
cargo build --release --locked --target "$target" --bin shopbell
binary=${CARGO_TARGET_DIR:-target}/$target/release/shopbell

echo "2/3 checking the binary"
if ldd "$binary" 2>/dev/null | grep -q '=>'; then
  echo "error: the binary is not static" >&2
  exit 1
fi
bytes=$(stat -c %s "$binary")
limit=60000000
if ((bytes > limit)); then
  echo "error: the binary has $bytes bytes; $limit is the most" >&2
  exit 1
fi
"$binary" --version

echo "3/3 packing"
name=shopbell-$version-${target%%-*}-linux
mkdir -p "$out"
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
install -D -m 0755 "$binary" "$staging/$name/bin/shopbell"
cp -r install.sh systemd packaging README.md LICENSE CHANGELOG.md "$staging/$name/"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@${SOURCE_DATE_EPOCH:-0}" \
  -C "$staging" -czf "$out/$name.tar.gz" "$name"
(cd "$out" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "$out/$name.tar.gz ($((bytes / 1024)) KiB binary)"
