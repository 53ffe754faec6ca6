#!/usr/bin/env bash
# Writes what is in a release: every crate and every package of the screens with its version and licence (CycloneDX).
# Usage: packaging/bill-of-materials.sh [OUTPUT-FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."

out=${1:-dist}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
mkdir -p "$out"

command -v cargo-cyclonedx >/dev/null || cargo install cargo-cyclonedx --version 0.5.9 --locked
cargo cyclonedx --format json --target all --override-filename "shopbell-$version-program"
mv "shopbell-$version-program.json" "$out/shopbell-$version-program.cdx.json"

npm --prefix ui sbom --sbom-format cyclonedx --omit dev --package-lock-only >"$out/shopbell-$version-screens.cdx.json"
