#!/usr/bin/env bash
# Builds what is shipped: the small page in dist/, and target/release/{waxseal,waxseal-relay}, the latter with the page in it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

scripts/setup.sh optimise
scripts/build-page.sh small
cargo build --release -p relay --features page
cargo build --release -p cli
ls -l target/release/waxseal target/release/waxseal-relay | awk '{printf "%s: %.1f MiB\n", $NF, $5 / 1048576}'
scripts/page-size.sh
