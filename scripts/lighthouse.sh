#!/usr/bin/env bash
# Lighthouse's scores of the page as the relay serves it, on a phone of its kind: the first page and a sample report.
# Installs Lighthouse beside the other tools. Fails below 100 for accessibility and best practices or 95 for performance
# of the first page. Not in CI: performance is a measurement, and machines are noisy.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

scripts/setup.sh test
folder=$WAXSEAL_TOOLS/lighthouse
if [ ! -x "$folder/node_modules/.bin/lighthouse" ]; then
    mkdir -p "$folder"
    npm install --silent --no-audit --no-fund --prefix "$folder" lighthouse@12
fi
scripts/build-page.sh small
cargo build --quiet -p relay --features page
node tests/world/run.mjs -- node tests/e2e/lighthouse.mjs "$folder"
