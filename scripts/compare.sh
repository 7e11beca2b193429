#!/usr/bin/env bash
# What looking at one Postfix costs: connections, bytes and time, of Waxseal and of sslyze, testssl.sh, sslscan and
# posttls-finger, side by side in one run inside the test world. docs/comparison.md explains the figures.
#
#   scripts/compare.sh              installs the tools first
#   scripts/compare.sh --if-there   only where they are installed already
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

if [ "${1:-}" = --if-there ]; then
    if [ ! -x "$WAXSEAL_TOOLS/sslyze/bin/sslyze" ] || ! command -v testssl >/dev/null; then
        printf 'compare: left out; `make compare` installs the tools it needs\n' >&2
        exit 0
    fi
else
    scripts/setup.sh compare
fi
cargo build --quiet --release -p cli
WAXSEAL=${CARGO_TARGET_DIR:-$PWD/target}/release/waxseal exec node tests/world/run.mjs -- node tests/world/compare.mjs
